import { createApp, defineComponent, h, ref, shallowRef } from "vue";
import "../src/style/tokens.css";
import "../src/style/base.css";
import { formOf, PretendedCore } from "../src/parts/grid/pretend";
const q = new URLSearchParams(location.search);
const files = import.meta.glob("../../assets/forms/*.json", { eager: true, import: "default" }) as Record<string, unknown>;
const id = q.get("form") ?? "T-RV-SCORE";
let raw = JSON.parse(JSON.stringify(files[`../../assets/forms/${id}.json`])) as any;
if (q.get("big")) { const g = raw.groups; raw.groups = [1,2,3,4].flatMap((k) => g.map((x: any) => ({...x, id: k + "-" + x.id, criteria: x.criteria.map((c: any) => ({...c, id: k + "-" + c.id}))}))).slice(0, 24); }
if (q.get("ded")) raw.groups[0].criteria[0].deductions = [{name:"缺少要素",points:"1",unit:"项",most:null},{name:"文字差错",points:"0.5",unit:"处",most:"2"},{name:"其他",points:null,unit:"",most:"3"}];
if (q.get("weight")) raw.groups.forEach((g: any) => g.criteria.forEach((c: any) => c.weight = c.max));
const form = formOf(raw);
(window as any).form = form;
document.documentElement.style.fontSize = (q.get("size") ?? "18") + "px";
const cores = [new PretendedCore(form, 1), new PretendedCore(form, 2)];
(window as any).cores = cores;
const delay = Number(q.get("delay") ?? 15);
let current = 0;
const wait = () => new Promise((r) => setTimeout(r, delay));
(window as any).__TAURI_INTERNALS__ = { invoke: async (_cmd: string, { name, args }: any) => {
  await wait();
  const reply = (value: unknown) => ({ value: JSON.parse(JSON.stringify(value)), touched: [], undo: null });
  const core = cores[(args?.opinion ?? 1) - 1]!;
  if (name === "score_set") { let v; if (args.value !== undefined) v = core.set("score", args.criterion, args.value); if (args.reason !== undefined) v = core.set("reason", args.criterion, args.reason); return reply(v); }
  if (name === "score_step") return reply(core.step(args.criterion, args.up));
  if (name === "scores_set") { const lines = args.scores.map((s: any) => { const c = new PretendedCore(form, 9); const v = s.value === undefined ? c.view() : c.set("score", s.criterion, s.value); return { criterion: s.criterion, text: s.value ?? "", points: null, before: core.scores.get(s.criterion)?.text ?? "", problems: v.problems.filter((p: any) => p.place.id === s.criterion && p.code !== "score_unscored") }; });
    if (!args.only_show) for (const s of args.scores) { if (s.value !== undefined) core.set("score", s.criterion, s.value); if (s.reason !== undefined) core.set("reason", s.criterion, s.reason); }
    return reply({ view: args.only_show ? null : core.view(), lines, wrong: 0 }); }
  if (name === "opinion_begin") { current = args.report - 1; return reply(cores[current]!.view()); }
  if (name === "task_show" || name === "desk_sit") return reply(task);
  return reply(null);
} };
const task: any = { session: {}, member: {}, form, rows: [1,2].map((r) => ({ report: { id: r, title: "x" }, state: "draft", files: [] })), signed: 0, open: 2 };
const t = await import("../src/pages/expert/task");
const { desk } = await import("../src/desk");
desk.value = { settings: { role: "expert", type_size: Number(q.get("size") ?? 18) }, workspace: null, recent: [], recovered: null, refused: null } as any;
t.task.value = task; t.place.report = 1; t.place.session = 1 as any; t.place.member = 1 as any; t.place.step = 2; t.place.screen = "review";
if (q.get("fill")) { const c = cores[0]!; let i = 0; for (const g of (function* f(gs: any[]): any { for (const g of gs) { yield* g.criteria; yield* f(g.groups); } })(form.groups)) { if (i++ > +q.get("fill")!) break; const k = i % 4; c.set("score", g.id, g.choices.length ? g.choices[Math.min(k, g.choices.length-1)].name : k === 0 ? String(+g.max - 0.5) : k === 1 && i === 5 ? "99" : k===2 && i===6 ? "1" : g.max); if (i === 8) c.set("reason", g.id, "评价期间或资金口径未交代清楚，第 12 页与附表不一致，且未说明样本量和抽样方法"); } }
t.opinion.value = cores[0]!.view();
const Step = (await import("../src/pages/expert/score/ScoreStep.vue")).default;
const { useShortcuts } = await import("../src/lib/shortcuts");
const left = q.get("left") ?? "48";
const App = defineComponent({ setup() { useShortcuts({ next_report: () => void t.goBy(1), previous_report: () => void t.goBy(-1) });
  return () => h("div", { style: "display:flex;flex-direction:column;height:100vh" }, [h("div", { style: "height:108px;background:#fff;border-bottom:1px solid #ccc" }, "head"), h("div", { style: "display:flex;flex:1;min-height:0" }, [h("div", { style: `flex:0 0 ${left}%;background:#ddd` }), h(Step as any, { key: t.opinion.value!.opinion.id, style: "flex:1;min-width:0" })])]); } });
createApp(App).mount("#app");
(window as any).t = t;
