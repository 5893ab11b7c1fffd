// The program is killed at any moment while an expert types and switches reports.  What the page had shown as saved must
// be in the file as it was typed, and the expert must be back at the same place.
import { setTimeout as sleep } from "node:timers/promises";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { assert, focused, waitFor } from "../expert.mjs";
import { cellsInFile, dice, practice, reopened, soundLog, turnReport, witness } from "./world.mjs";

/** Uncommitted text and the place may be this old (ms), and a loaded machine is late. */
const OLDEST = 5000;
const LATE = 1500;

/** Cells that were shown as saved and are not in the file. */
export async function lost(program, workspace, opinions, pending) {
  const missing = [];
  for (const [opinion, cells] of Object.entries(opinions)) {
    const file = await cellsInFile(program, workspace, opinion).catch(() => ({}));
    for (const [criterion, [score, reason]] of Object.entries(cells)) {
      const [nowScore, nowReason] = file[criterion] ?? ["", ""];
      // A newer text on its way when the program died may have arrived or not; nothing third.
      const may = (part, now, was) => now === was || now === pending[`${opinion}/${criterion}/${part}`];
      if (!may("value", nowScore, score) || !may("reason", nowReason, reason)) {
        missing.push(`${opinion}/${criterion}: ${score} ${reason} is ${nowScore} ${nowReason}`);
      }
    }
  }
  return missing;
}

/** Types scores and reasons as fast as they are taken, until `over()`. */
async function typeOn(page, throwDie, over, round) {
  for (let n = 0; !over(); n += 1) {
    const at = await focused(page);
    if (/score$/.test(at)) {
      const score = ["1", "2", "0.5", "1.5", "3"][throwDie(5)];
      await page.press(...score, ...(throwDie(3) === 0 ? ["Tab"] : ["Enter"]));
    } else if (/reason$/.test(at)) {
      await page.press("Control+a");
      await page.type(`第${round}次第${n}条：依据不足㛃䶮𬭎“${throwDie(1000)}”`);
      await page.press("Enter");
    } else {
      const id = await page.run(
        "const all = [...document.querySelectorAll('[data-testid$=\".score\"]')]; return all[arguments[0] % all.length]?.dataset.testid",
        throwDie(1000),
      );
      if (id !== undefined) await page.click(id);
    }
    if (throwDie(6) === 0) await turnReport(page, throwDie);
  }
}

/** Turns the page, moves the border between the halves, or makes the page larger. */
async function lookAround(page, throwDie) {
  const what = throwDie(4);
  if (what === 0) await page.click(throwDie(2) === 0 ? "pdf.larger" : "pdf.width");
  if (what === 1) {
    await page.run(`document.querySelector('[data-testid="review.split"]').focus()`);
    await page.press(throwDie(2) === 0 ? "ArrowRight" : "ArrowLeft");
  }
  if (what === 2) {
    await page.run(`document.querySelector('[data-testid="pdf.page"]').focus()`);
    await page.press("Control+a", String(1 + throwDie(9)), "Enter");
  }
}

/** Waits until the page stands where it stood when it died, or a moment before; a person who rested: exactly there. */
async function isBack(page, places, died, rested) {
  const recent = (oldest) => places.filter(({ at }) => at >= died - oldest - LATE).map(({ now }) => now);
  // Where the person is, is kept within five seconds.
  const near = {};
  for (const what of ["report", "row", "page", "zoom", "split"]) near[what] = rested ? recent(OLDEST).slice(-1) : recent(OLDEST);
  let seen = null;
  const fits = (what) => near[what].some((one) => one[what] === seen[what] || one[what] === null);
  await page
    .until("the same place", 30, async () => {
      seen = await page.run("return window.__whereabouts()");
      const wrong = seen === null ? ["no report"] : Object.keys(near).filter((what) => near[what].length > 0 && !fits(what));
      if (wrong.length > 0) throw new Error(`another place in ${wrong.join(", ")}`);
    })
    .catch((error) => {
      throw new Error(`${error.message}: ${JSON.stringify(seen)}, was ${JSON.stringify(places.slice(-3))}`);
    });
}

/** The text that was being typed is there again, short of five seconds at most. */
async function isTypedAgain(page, typed, died) {
  const last = typed.at(-1);
  if (last === undefined || died - last.at > 20_000) return;
  const text = await page.run("return document.querySelector(`[data-testid=\"${arguments[0]}\"]`)?.value ?? null", last.id);
  if (text === null) return;
  const least = typed.filter(({ id, at }) => id === last.id && at <= died - OLDEST - LATE).at(-1)?.text ?? "";
  assert.ok(last.text.startsWith(text) && text.length >= least.length, `"${text}" is left of "${last.text}", at least "${least}"`);
}

/** Kills the server under Chromium `rounds` times; answers the figures and proves that a loss would be seen. */
export async function killsInChromium(browser, program, cli, ui, rounds) {
  const throwDie = dice(7);
  const page = await practice(browser, program, ui, { script: witness });
  let acknowledged = 0;
  let seenLosses = 0;
  try {
    await page.press("Alt+2");
    for (let round = 0; round < rounds; round += 1) {
      const long = round % 10 === 9;
      const rested = round % 4 === 3;
      if (round === 0) await cp(page.workspace, join(page.folder, "before.tongping"));
      await lookAround(page, throwDie);
      let died = false;
      const work = long ? typeLong(page, () => died) : typeOn(page, throwDie, () => died, round);
      const ended = work.catch((error) => {
        if (!died) throw error;
      });
      await Promise.race([ended, sleep(long ? 7000 + throwDie(1000) : 150 + throwDie(1500))]);
      if (rested && !long) {
        died = true;
        await ended;
        await sleep(2500);
      }
      await page.kill();
      const when = Date.now();
      died = true;
      await ended;
      // The page outlives the server: what it had just come to counts as shown.
      const said = await page.run("window.__whereabouts(); return window.__witness");
      acknowledged += said.acknowledged;
      const missing = await lost(cli, page.workspace, said.opinions, said.pending);
      assert.deepEqual(missing, [], `round ${round}`);
      if (round === 0) seenLosses = (await lost(cli, join(page.folder, "before.tongping"), said.opinions, said.pending)).length;
      await soundLog(cli, page.workspace);
      await page.start();
      await reopened(page);
      await waitFor(page, "both halves", "return element('pdf.page') !== null && element('pdf.percent') !== null && element('review.split') !== null", 40);
      if (rested && !long) await isBack(page, said.places, when, true);
      if (long) await isTypedAgain(page, said.typed, when);
    }
    // The engine of the report pane says so when its page is loaded anew.
    assert.deepEqual(page.errors.filter((one) => !one.includes("Worker was terminated")), []);
  } finally {
    await page.close();
  }
  assert.ok(seenLosses > 0, "the copy from before the first entry must be found to lack what was acknowledged");
  return { acknowledged, seenLosses };
}

/** One long reason, typed sign by sign and never committed. */
async function typeLong(page, over) {
  await page.click("e2.grid.row-1.1.reason");
  await page.press("Control+a");
  for (let n = 0; !over(); n += 1) {
    await page.type("资料不全，"[n % 5]);
    await sleep(60);
  }
}
