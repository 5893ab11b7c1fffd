// Forms of every kind, each worked through without a pointer: choices, free points, counted deductions with weights, no
// points at all.  What is signed is what the command line reads from the same file afterwards.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { focused, saved, waitFor } from "../expert.mjs";
import { commandLine, workspaceOfReports } from "../workspaces.mjs";
import { assert, criteriaOf, eventually, nothingWentWrong, openAt, textOf } from "./common.mjs";

/** A built-in form made into one with weights: each indicator has ten points and counts what it had; one is counted down. */
async function weightedForm(folder) {
  const built = JSON.parse(await readFile(new URL("../../../assets/forms/T-RV-SCORE.json", import.meta.url), "utf8"));
  const weigh = (criterion) => ({ ...criterion, weight: criterion.max, max: "10" });
  const groups = built.groups.map((group) => ({ ...group, criteria: group.criteria.map(weigh) }));
  groups[0].criteria[1].deductions = [{ name: "缺少要素", points: "0.5", unit: "项", most: "2" }];
  const file = join(folder, "weighted.json");
  await writeFile(file, JSON.stringify({ ...built, id: "T-WEIGHTED", title: "权重制评分表", version: "1.0.0", groups, checks: [] }));
  return file;
}

/** What is typed into some rows (`other` into the rest), what of it is stored, and the total that comes of it. */
const kinds = (weighted) => [
  { name: "choices", kind: "事前绩效评估", form: "T-PRE-A", typed: { "1.1": "4", "1.2": "中" }, other: "5", stored: { "1.1": "4", "1.2": "中" }, total: "97.00" },
  { name: "free points", kind: "自评抽查复核", form: "T-RECHECK", typed: { "1.4": "-2.5" }, other: "=", stored: { "1.4": "22.5" }, total: "97.50" },
  { name: "no points", kind: "绩效目标评审", form: "T-GOAL-REVIEW-ORD", typed: { "2.1": "2" }, other: "1", stored: { "1.1": "优", "2.1": "良" }, total: null },
  { name: "weights and deductions", form: weighted, typed: { "1.1": "-1", "1.2": "×2" }, other: "=", stored: { "1.1": "9", "1.2": "×2" }, total: "99.30" },
];

async function tabTo(page, wanted) {
  for (let at = 0; at < 150; at += 1) {
    if (wanted.test((await focused(page)) ?? "")) return;
    await page.press("Tab");
  }
  throw new Error(`Tab does not lead to ${wanted}`);
}

const comesTo = (page, wanted) =>
  eventually(page, `the focus on ${wanted}`, async () => assert.match((await focused(page)) ?? "", wanted));

/** Fills every row; where the cursor goes to the reason, one is written. */
async function scoreAll(page, criteria, { typed, other }) {
  for (const [at, { id }] of criteria.entries()) {
    const own = (part) => `e2.grid.row-${id}.${part}`;
    const next = at + 1 < criteria.length ? `e2.grid.row-${criteria[at + 1].id}.score` : "e2.onward";
    await eventually(page, `the cursor in ${id}`, async () => assert.equal(await focused(page), own("score")));
    await page.type(typed[id] ?? other);
    await page.press("Enter");
    await eventually(page, `the cursor past ${id}`, async () => assert.ok([next, own("reason")].includes(await focused(page)), await focused(page)));
    if ((await focused(page)) !== own("reason")) continue;
    await page.type("依据不够充分，见第3页");
    await page.press("Enter");
    await eventually(page, `the cursor in ${next}`, async () => assert.equal(await focused(page), next));
  }
  await saved(page);
}

async function concludeAndSign(page) {
  await page.press("Alt+3");
  await waitFor(page, "③", "return element('e3.step') !== null", 20);
  await tabTo(page, /^e3\.conclusion\./);
  await page.press("Space");
  await waitFor(page, "the conclusion", "return document.querySelector('[data-testid^=\"e3.conclusion\"]:checked') !== null", 20);
  await saved(page);
  await page.press("Alt+4");
  await waitFor(page, "④", "return element('e4.declare') !== null", 20);
  await tabTo(page, /^e4\.declare$/);
  await page.press("Space");
  await tabTo(page, /^e4\.way\./);
  await page.press("ArrowDown", "ArrowDown");
  await waitFor(page, "signing by hand", "return element('e4.way.by_hand').checked", 20);
  await saved(page);
  await tabTo(page, /^e4\.confirm$/);
  await page.press("Enter");
  await comesTo(page, /^e4\.sure\.safe$/);
  await page.press("Tab", "Enter");
  await comesTo(page, /^e4\.signed$/);
}

export default async function stories(world, tell) {
  const all = kinds(await weightedForm(world.folder));
  for (const [at, kind] of all.entries()) {
    await tell(`a form with ${kind.name} is scored and signed by keyboard, and the command line reads the same`, async () => {
      const source = join(world.folder, `form-${at}.tongping`);
      await workspaceOfReports(world.program, source, { form: kind.form, kind: kind.kind, experts: 1 });
      const page = await openAt(world, source);
      await page.run("window.pointers = 0; window.addEventListener('pointerdown', () => window.pointers++, true)");
      const criteria = await criteriaOf(page);
      await scoreAll(page, criteria, kind);
      await concludeAndSign(page);
      const words = await page.text("e4.check.summary");
      if (kind.total !== null) assert.ok(words.includes(kind.total), `${kind.total} in “${words}”`);
      assert.equal(await page.run("return window.pointers"), 0);
      await nothingWentWrong(page);
      const { rows } = await page.call("task_show", { session: 1, member: 1 });
      await page.call("desk_close");
      const { value: view } = await commandLine(world.program, page.workspace)("opinion", "show", String(rows[0].opinion));
      assert.equal(view.opinion.state, "signed");
      assert.equal(view.total, kind.total);
      for (const [id, text] of Object.entries(kind.stored)) assert.equal(textOf(view, id), text);
      return `${criteria.length} rows, total ${view.total ?? "none"}`;
    });
  }
}
