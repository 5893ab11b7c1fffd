// The whole work of an expert, told once for both engines: sit down, score by keyboard, excerpt from the report, write,
// sign, hand back.  Each journey is counted in steps and held against its budget (interaction design, §4).
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

/** The element of a `data-testid`, inside the page. */
export const ELEMENT = "const element = (id) => document.querySelector(`[data-testid=\"${id}\"]`);";

/** What the focus is in: its `data-testid`. */
export async function focused(page) {
  return page.run("return document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.tagName");
}

/** Waits until `script`, the body of a function in the page, gives a true value; answers it. */
export async function waitFor(page, what, script, seconds = 15) {
  return page.until(what, seconds, async () => {
    const value = await page.run(`${ELEMENT} ${script}`);
    if (!value) throw new Error(`it is ${JSON.stringify(value)}`);
    return value;
  });
}

/** Waits until nothing waits to be saved. */
export async function saved(page) {
  // Not by its words: those read aloud last stay in it while the next saving goes on.
  await waitFor(page, "the saving", "return /\\b(idle|saved)\\b/.test(element('save.status')?.className ?? '')", 30);
}

/** Counts the steps of `journey`. */
export async function steps(page, journey) {
  await page.run("window.__steps = 0");
  await journey();
  return page.run("return window.__steps");
}

/** An expert sits down in an open workspace with sessions of which only one can be worked on. */
export async function sitDown(page, seat = 1) {
  await waitFor(page, "the question who sits here", "return element('home.choose') !== null", 60);
  const own = `document.querySelector('[data-testid^="home.member-"][data-testid$="-${seat}"]')?.dataset.testid`;
  const id = await waitFor(page, "the experts", `return ${own}`);
  await page.click(id);
  await waitFor(page, "the task", "return element('home.task') !== null");
}

/** J1: the task is in front; one press leads to the first page of report 1 with the first empty score focused. */
export async function begin(page) {
  const count = await steps(page, () => page.click("home.continue"));
  await waitFor(page, "the first page of the report", "return document.querySelector('.page canvas, canvas') !== null");
  await waitFor(page, "the first score", "return /row-.*score$/.test(document.activeElement?.dataset.testid ?? '')");
  return count;
}

const FIRST_SCORE = "return /row-.*score$/.test(document.activeElement?.dataset.testid ?? '')";
const REASON = "return /reason$/.test(document.activeElement?.dataset.testid ?? '')";

/** The value of what has the focus. */
export async function value(page) {
  return page.run("return document.activeElement.value");
}

/**
 * J2: all indicators by keyboard; the last `lost` of them lose half a point with a stock reason.  `slip` is the row in
 * which more is typed than it can have.
 */
export async function score(page, { criteria, lost, slip = null }) {
  return steps(page, async () => {
    await page.press("Alt+2");
    await waitFor(page, "the grid", FIRST_SCORE);
    for (let at = 0; at < criteria; at += 1) {
      if (at === slip) await slipOfTheHand(page, `已评 ${at}/${criteria} `);
      if (at < criteria - lost) {
        await page.press("=", "Enter");
        continue;
      }
      const row = await focused(page);
      await page.press("-", "0", ".", "5", "Enter");
      await waitFor(page, `the reason of ${row}`, REASON);
      await page.press("Alt+1", "Enter");
    }
    const all = `已评 ${criteria}/${criteria} `;
    await waitFor(page, all, `return element('e2.total').textContent.includes('${all}')`);
    await saved(page);
  });
}

/** More points than the row can have: kept as typed, told in words, counted nowhere, and mended. */
async function slipOfTheHand(page, scored) {
  const cell = await focused(page);
  await waitFor(page, scored, `return element('e2.total').textContent.includes('${scored}')`);
  const before = await page.text("e2.total");
  await page.press("9", "Enter");
  await waitFor(page, "the sentence", `return element('${cell}').getAttribute('aria-invalid') === 'true'`);
  await saved(page);
  // Where the answer takes longer than a quarter of a second, the cursor has gone on: one step back.
  if ((await focused(page)) !== cell) await page.press("ArrowUp");
  assert.equal(await focused(page), cell, "the cursor is where the mistake is");
  assert.equal(await value(page), "9", "what was typed is not altered");
  assert.equal(await page.text("e2.total"), before, "what is wrong counts nowhere");
}

export { assert, sleep };
