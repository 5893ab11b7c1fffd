// Two hundred changes of the report while somebody types and while the core is slow: everything that was typed belongs to
// the report that stood in the switcher when the key went down.
import { saved } from "../expert.mjs";
import { assert, criteriaOf, eventually, hammer, nothingWentWrong, openAt, storedOn, textOf } from "./common.mjs";

const TIMES = 200;

/** Notes each sign as it is pressed: on which report, in which field. A run ends where the place changes or `x` begins anew. */
const LOG = `(() => {
  window.runs = [];
  let last = null;
  window.addEventListener("keydown", (event) => {
    const field = document.activeElement?.dataset.field;
    const report = /\\d+/.exec(document.querySelector('[data-testid="review.switch.open"]')?.textContent ?? "")?.[0];
    if (event.key.length > 1 || event.ctrlKey || event.altKey) return void (last = event.key === "Shift" ? last : null);
    if (field === undefined || report === undefined) return void (last = null);
    if (last === null || event.key === "x" || last.field !== field || last.report !== report) {
      last = { report, field, text: "" };
      window.runs.push(last);
    }
    last.text += event.key;
  }, true);
})()`;

/** Numbers that a seed repeats. */
function chance(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export default async function stories(world, tell) {
  const seed = Number(process.env.TONGPING_SEED ?? Date.now() % 1_000_000);
  const any = chance(seed);
  const page = await openAt(world, world.plain, {}, { scripts: [LOG] });
  await page.context.route("**/call", async (route) => {
    await new Promise((done) => setTimeout(done, any(6)));
    await route.continue().catch(() => undefined);
  });

  await tell(`${TIMES} changes of the report lose nothing and mix nothing up (seed ${seed})`, async () => {
    const ids = (await criteriaOf(page)).map((one) => one.id);
    const ways = ["Control+PageDown", "Control+PageUp", "Alt+PageDown", "Alt+PageUp"];
    for (let n = 0; n < TIMES; n += 1) {
      const token = `x${String(n).padStart(3, "0")}`;
      // Somewhere else in the grid now and then; otherwise where the change of the report has left the cursor.
      if (any(3) === 0) {
        const [id, part] = [ids[any(ids.length)], any(2) === 0 ? "score" : "reason"];
        await page.run("document.querySelector(`[data-field='${arguments[0]}']`)?.focus()", `${part}:${id}`);
      }
      const more = [[], ["Enter"], ["Tab"], ["ArrowDown"]][any(4)];
      const cut = any(token.length + 1);
      await hammer(page, token.slice(0, cut), ...(any(5) === 0 ? more : []), ways[any(ways.length)], token.slice(cut));
      // Sometimes the next keys meet the page in the middle of its work, sometimes after it.
      await page.tab.waitForTimeout(any(110));
    }
    await page.context.unroute("**/call");
    await page.press("Control+PageUp");
    const runs = await page.run("return window.runs");
    const last = new Map(runs.map((run) => [`${run.report} ${run.field}`, run]));
    await eventually(page, "everything to be stored", async () => {
      await saved(page);
      const views = new Map();
      for (const no of ["1", "2", "3"]) views.set(no, await storedOn(page, Number(no)));
      const wrong = [];
      for (const { report, field, text } of last.values()) {
        const [part, id] = field.split(":");
        const stored = textOf(views.get(report), id, part);
        if (!stored.endsWith(text)) wrong.push(`report ${report} ${field}: typed “${text}”, stored “${stored}”`);
      }
      for (const { report, text } of runs) {
        if (text.length < 4) continue;
        for (const [no, view] of views) {
          const elsewhere = no !== report && view?.opinion.scores.some((one) => `${one.text}\n${one.reason}`.includes(text));
          if (elsewhere) wrong.push(`“${text}” of report ${report} stands in report ${no}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
    assert.ok(new Set(runs.map((run) => run.report)).size === 3, `all reports were typed into, not ${[...new Set(runs.map((run) => run.report))]}`);
    return `${runs.length} runs of keys, ${last.size} cells`;
  });
  await nothingWentWrong(page);
}
