import formFile from "../../assets/forms/T-RV-SCORE.json";
import zh from "../../assets/locale/zh-CN.json";
const t: any = zh;
const q = new URLSearchParams(location.search);
const form: any = { reason: null, unscored: false, fields: [], checks: [], ...formFile,
  conclusions: formFile.conclusions.map((c: any) => ({ hidden: false, requires: [], ...c })),
  groups: formFile.groups.map((g: any) => ({ groups: [], ...g, criteria: g.criteria.map((c: any) => ({ subgroup: "", weight: null, step: null, choices: [], deductions: [], reasons: [], ...c })) })) };
const crit: any[] = form.groups.flatMap((g: any) => g.criteria);
const titles = ["海晏区街镇环卫保洁一体化养护项目", "海晏区社区老年助餐服务补贴政策", "海晏区文化和旅游局部门整体支出"];
let rid = 10, seq = 5;
const ops: any = {};
const removed: any[] = [];
titles.forEach((_, i) => { ops[i + 1] = { id: 100 + i, uid: "u", report: i + 1, member: 1, state: "draft", version: 1, declared: false, conclusion: "", merits: "", budget_advice: "", scores: [], veto: [], remarks: [] }; });
const fillAll = (o: any) => { o.scores = crit.map((c) => ({ criterion: c.id, text: c.max, reason: "" })); o.conclusion = "通过"; };
const addR = (o: any, b: any) => o.remarks.push({ id: ++rid, no: o.remarks.length + 1, ...b });
const st = q.get("state") ?? "empty";
if (st !== "empty") {
  addR(ops[1], { problem: "预算执行率仅 87.3%，报告未说明结转原因，也未分析对年度目标的影响。附件2第7页所列12个抽查路段中有5个不达标，与正文“达标率100%”的表述不一致。", suggestion: "补充结转原因及整改安排，按抽查记录重新核定达标率并相应调整得分。", criterion: "3.1", place: "四（二）", page: "评价报告 第 18 页", nature: "必须修改" });
  addR(ops[1], { problem: "", suggestion: "建议完善第三方抽查机制。", criterion: "", place: "", page: "", nature: "建议修改" });
}
if (st === "errors") { addR(ops[1], { problem: "", suggestion: "", criterion: "1.1", place: "", page: "", nature: "建议修改" }); ops[1].scores = crit.slice(0, 12).map((c) => ({ criterion: c.id, text: c.max, reason: "" })); ops[1].scores[3].text = "9"; ops[1].scores[5].text = "5"; ops[1].veto = ["虚构或篡改数据"]; ops[1].conclusion = "通过"; }
if (st === "fine" || st === "signed" || st === "last") { fillAll(ops[1]); }
if (st === "signed" || st === "last") { ops[1].state = "signed"; ops[1].declared = true; }
if (st === "fine" || st === "last" || st === "signed") { fillAll(ops[2]); }
function problems(o: any) {
  const p: any[] = [], lines: string[] = [], places: string[] = [];
  const add = (severity: string, code: string, place: any, where: string, line: string) => { p.push({ severity, code, place, params: {} }); lines.push(line); places.push(where); };
  for (const c of crit) { const s = o.scores.find((x: any) => x.criterion === c.id);
    if (!s) add("error", "score_unscored", { kind: "criterion", id: c.id }, c.name, "没有打分。请打分。");
    else if (+s.text > +c.max) add("error", "score_above_max", { kind: "criterion", id: c.id }, c.name, `得分不能高于分值 ${c.max} 分。请改为 0–${c.max}。`);
    else if (s.text !== c.max) add("warning", "reason_missing", { kind: "criterion", id: c.id }, c.name, "扣了分，请写明扣分理由。"); }
  o.remarks.forEach((r: any, i: number) => { r.no = i + 1; if (!r.problem && !r.suggestion) add("error", "remark_empty", { kind: "remark", no: i + 1 }, `意见第 ${i + 1} 条`, t["problem.remark_empty"]); });
  if (!o.remarks.length) add("warning", "opinion_without_remarks", { kind: "field", path: "remarks" }, "具体意见", t["problem.opinion_without_remarks"]);
  if (!o.conclusion) add("error", "conclusion_missing", { kind: "field", path: "conclusion" }, "结论", t["problem.conclusion_missing"]);
  else if (o.veto.length && o.conclusion === "通过") add("error", "conclusion_barred_by_veto", { kind: "field", path: "conclusion" }, "结论", t["problem.conclusion_barred_by_veto"].replace("{text}", "通过"));
  if (!o.declared) add("error", "opinion_not_declared", { kind: "field", path: "declared" }, "回避声明", t["problem.opinion_not_declared"]);
  return { problems: p, lines, places };
}
const view = (o: any) => { o = JSON.parse(JSON.stringify(o)); const done = o.scores.length === 20 || o.scores.length === crit.length; const pr = problems(o); return { opinion: o, ...pr, read: [], scored: o.scores.length, criteria: crit.length, total: done ? "100" : null, grade: done ? "优" : null, suggested: done ? "通过" : null, check_code: o.state === "signed" ? "A1B2-C3D4-E5F6-0718" : null, scored_full: null, full: "100", projected: null, signed_at: o.state === "signed" ? "2026-03-22 14:32" : null, signature: o.state === "signed" ? "strokes" : null }; };
const task = () => ({ session: { id: 1, uid: "s", no: "2026-QP-014", state: "reviewing", form: 1, title: "2026 年第一批重点绩效评价报告评审" }, member: { id: 1, name: "张某" }, form, signed: Object.values(ops).filter((o: any) => o.state === "signed").length, open: 3,
  rows: titles.map((title, i) => { const o = ops[i + 1]; const v = view(o); return { report: { id: i + 1, uid: "r", session: 1, position: i + 1, no: "HY-" + i, title, unit: "" }, files: [], state: o.state === "signed" ? "signed" : o.scores.length + o.remarks.length ? "draft" : "not_started", opinion: o.id, scored: v.scored, criteria: v.criteria, remarks: o.remarks.length, total: v.total, grade: v.grade, conclusion: o.conclusion, errors: v.problems.filter((p) => p.severity === "error").length, warnings: v.problems.filter((p) => p.severity === "warning").length, saved_at: null, ground: "", check_code: v.check_code }; }) });
const byId = (id: number) => Object.values(ops).find((o: any) => o.id === id) as any;
const ofRemark = (id: number) => Object.values(ops).find((o: any) => o.remarks.some((r: any) => r.id === id)) as any;
const log: any[] = ((window as any).__log = []);
async function core(name: string, a: any): Promise<any> {
  log.push([name, a]);
  await new Promise((r) => setTimeout(r, +(q.get("lag") ?? 20)));
  switch (name) {
    case "desk_show": case "desk_set": return { settings: { role: "expert", type_size: a?.type_size ?? +(q.get("size") ?? 18) }, workspace: { path: "/w", name: "w", place: { session: 1, member: 1, screen: "review", report: 1, step: +(q.get("step") ?? 3), typing: {}, kept: {}, panes: {} } }, recent: [], recovered: null, refused: null };
    case "desk_sit": case "task_show": return task();
    case "task_declare": for (const o of Object.values(ops) as any[]) if (o.state === "draft") o.declared = a.declared; return task();
    case "opinion_begin": return view(ops[a.report]);
    case "opinion_show": return view(byId(a.opinion));
    case "remark_add": { const { opinion, ...b } = a; if (b.problem.includes("\u0007")) throw { kind: "invalid", message: t["problem.text_control_character"] }; addR(byId(opinion), b); seq++; return view(byId(opinion)); }
    case "remark_set": { const o = ofRemark(a.remark); const { remark, ...b } = a; Object.assign(o.remarks.find((r: any) => r.id === remark), b); seq++; return view(o); }
    case "remark_remove": { const o = ofRemark(a.remark); const at = o.remarks.findIndex((r: any) => r.id === a.remark); removed.push([o, at, o.remarks[at]]); o.remarks.splice(at, 1); seq++; return view(o); }
    case "log_next": return { undo: { seq, sentence: "删除意见条目", report: 1, opinion: 100, criterion: null }, redo: null };
    case "log_undo": { const [o, at, r] = removed.pop(); o.remarks.splice(at, 0, r); seq++; return {}; }
    case "opinion_set": { const o = byId(a.opinion); for (const k of ["conclusion", "merits", "budget_advice"]) if (a[k] !== null) o[k] = a[k]; return view(o); }
    case "opinion_veto": { const o = byId(a.opinion); o.veto = a.ticked ? [...o.veto, a.item] : o.veto.filter((x: string) => x !== a.item); return view(o); }
    case "opinion_sign": { const o = byId(a.opinion); o.state = "signed"; return view(o); }
    case "opinions_sign": for (const id of a.opinions) byId(id).state = "signed"; return a.opinions.map((id: number) => view(byId(id)));
    case "opinion_reopen": { const o = byId(a.opinion); o.state = "draft"; return view(o); }
    case "dialog_open": return "/home/u/我的签名.png";
    default: return null;
  }
}
(window as any).__TAURI_INTERNALS__ = { invoke: async (cmd: string, { name, args }: any) => {
  if (cmd === "bytes") return (await fetch("/scratch/opinion.pdf")).arrayBuffer();
  return { value: JSON.parse(JSON.stringify(await core(name, args) ?? null)), touched: [], undo: null };
} };
