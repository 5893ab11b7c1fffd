// The panel's unified sheet put together in the window: drafted by criterion, merged and refused by keyboard, previewed,
// kept as PDF, finalised; counted as J8 counts it.
import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { waitFor } from "../expert.mjs";
import { clean } from "./axe.mjs";
import { assert } from "./common.mjs";
import { openStaff } from "./staff.mjs";

const run = promisify(execFile);
const counter = await readFile(new URL("../steps.js", import.meta.url), "utf8");
const cover = (page) => page.tab.locator('[data-testid="s6.cover"]').textContent();

/** The sheet of the first report open again with nothing in it, so that its remarks wait. */
async function emptied(page) {
  const value = await page.call("sheet_revise", { sheet: 1, reason: "补充意见" });
  for (const item of value.sheet.items) await page.call("sheet_item_remove", { item: item.id });
  for (const one of value.sheet.unused) {
    await page.call("sheet_unused_set", { sheet: value.sheet.id, remark: one.remark, reason: "" });
  }
  await page.call("sheet_set", { sheet: value.sheet.id, overall: null, conclusion: "", conclusion_reason: "" });
  return value.sheet.id;
}

export default async function stories(world, tell) {
  const demo = join(world.folder, "demo", "demo.tongping");
  const page = await openStaff(world, demo, { session: 1, tab: "overview" }, { script: counter });
  const sheet = await emptied(page);
  await page.tab.reload();
  await waitFor(page, "the task", "return element('session.tab.compose') !== null", 30);

  await tell("J8, second half: from the returns to the draft of report 1's sheet as PDF", async () => {
    await page.tab.evaluate(() => (window.__steps = 0));
    await page.click("session.tab.compose");
    await waitFor(page, "the remarks", "return element('s6.sources') !== null && element('s6.draft') !== null", 30);
    await page.click("s6.draft");
    await waitFor(page, "the items", "return element('s6.unified.1') !== null", 30);
    assert.match(await cover(page), /0 条未处理/);
    await page.tab.locator('[data-testid^="s6.conclusion."]').nth(1).click();
    await page.click("s6.preview.open");
    await waitFor(page, "the paper", "return document.querySelector('.pdf-page.is-drawn') !== null", 30);
    const room = await page.run("return document.querySelector('[data-testid=\"pdf.pages\"]').clientHeight");
    assert.ok(room > 250, `the paper is shown ${room} px high`);
    const path = join(world.folder, "统一评审意见表.pdf");
    await page.answer(path);
    await page.click("s6.preview.save");
    await waitFor(page, "the file", "return element('s6.preview.written') !== null", 30);
    // A dialog of the system is charged two.
    const steps = (await page.tab.evaluate(() => window.__steps)) + 2;
    assert.ok((await stat(path)).size > 10_000);
    const { stdout } = await run("pdftotext", [path, "-"]);
    assert.match(stdout.replaceAll(/\s/g, ""), /草稿/);
    assert.ok(steps <= 8, `${steps} steps; 10 less the two of dropping and importing`);
    await clean(page, "the preview");
    await page.tab.screenshot({ path: join(world.pictures, "compose-preview.png") });
    await page.click("s6.preview.close");
    return `${steps} steps of 8`;
  });

  await tell("every item keeps the remarks it came from, and what was typed is kept", async () => {
    const view = await page.call("compose_show", { report: 1 });
    const sources = view.sheet.sheet.items.flatMap((item) => item.sources);
    assert.equal(new Set(sources).size, view.sources.length);
    const box = page.tab.locator('[data-testid="s6.overall"]');
    await box.fill("总体较好，个别指标需要补充依据。");
    await page.tab.locator('[data-testid="s6.unified.1.problem"]').focus();
    await page.until("the overall opinion", 20, async () => {
      const now = (await page.call("compose_show", { report: 1 })).sheet.sheet.overall;
      assert.equal(now, "总体较好，个别指标需要补充依据。");
    });
    await clean(page, "the draft of a sheet");
    await page.tab.screenshot({ path: join(world.pictures, "compose.png") });
  });

  await tell("by keyboard: J moves, M merges two remarks into one item, X refuses one with a reason", async () => {
    const before = await page.call("compose_show", { report: 1 });
    await page.tab.locator('[role="checkbox"][tabindex="0"]').focus();
    await page.press("Space");
    await page.press("j");
    await page.press("Space");
    await page.press("m");
    await page.until("the merged item", 20, async () => {
      const { items } = (await page.call("compose_show", { report: 1 })).sheet.sheet;
      assert.ok(items.some((item) => item.sources.length >= 2 && item.no > Math.max(...before.sheet.sheet.items.map(({ no }) => no))));
    });
    // Out of its item first: a remark is either used or refused.
    const view = await page.call("compose_show", { report: 1 });
    const alone = view.sheet.sheet.items.find((item) => item.sources.length === 1);
    await page.click(`s6.unified.${alone.no}.remove`);
    await page.until("the open remark", 20, async () => assert.match(await cover(page), /1 条未处理/));
    await page.tab.locator(`[data-remark="${alone.sources[0]}"]`).focus();
    await page.press("x");
    await waitFor(page, "the field for the reason", "return document.activeElement?.dataset.testid === 's6.reason'", 20);
    await page.type("与报告不符");
    await page.press("Enter");
    await page.until("the refused remark", 20, async () => assert.match(await cover(page), /1 条不采用，0 条未处理/));
  });

  await tell("what is missing is told before the sheet becomes final, and final it no longer changes", async () => {
    await page.call("sheet_set", { sheet, overall: null, conclusion: "", conclusion_reason: null });
    await page.tab.reload();
    await waitFor(page, "the sheet", "return element('s6.finalise') !== null && element('s6.sheet') !== null", 30);
    await page.click("s6.finalise");
    await waitFor(page, "what is missing", "return document.querySelector('[data-testid=\"s6.final\"] .errors li') !== null", 20);
    await clean(page, "what is missing before the end");
    await page.click("s6.final.back");
    await page.tab.locator('[data-testid^="s6.conclusion."]').first().click();
    const shown = await page.until("the conclusion", 20, async () => {
      const view = await page.call("sheet_show", { sheet });
      assert.notEqual(view.sheet.conclusion, "");
      return view;
    });
    if (shown.suggested !== null && shown.suggested !== shown.sheet.conclusion) {
      await waitFor(page, "the field for the reason", "return element('s6.conclusion.reason') !== null");
      await page.tab.locator('[data-testid="s6.conclusion.reason"]').fill("专家组讨论决定");
      await page.tab.locator('[data-testid="s6.overall"]').focus();
    }
    await page.click("s6.finalise");
    await waitFor(page, "the facts once more", "return element('s6.final.yes') !== null", 20);
    await page.click("s6.final.yes");
    await waitFor(page, "the final sheet", "return element('s6.sheet') !== null && element('s6.draft') === null", 30);
    assert.equal((await page.call("sheet_show", { sheet })).sheet.state, "final");
    await clean(page, "a final sheet");
    assert.deepEqual(page.errors, []);
  });
}
