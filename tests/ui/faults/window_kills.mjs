// The same in the real window: the program dies by SIGKILL at any moment and is opened again with the file as argument.
// What counts as saved is what the window showed: the status line says so, and the cell is not the one being typed into.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Window } from "../driver.mjs";
import { assert, begin, ELEMENT, focused, waitFor } from "../expert.mjs";
import { cellsInFile, dice, sit, soundLog, turnReport, witness } from "./world.mjs";

/** Cells that the window shows as saved, by report; null while something is on its way. */
const SHOWN = `${ELEMENT}
  const status = element("save.status");
  if (status === null || !/\\b(idle|saved)\\b/.test(status.className)) return null;
  const report = /(\\d)\\/3/.exec(element("review.switch.open").textContent)[1];
  const cells = {};
  for (const score of document.querySelectorAll('[data-testid^="e2.grid.row-"][data-testid$=".score"]')) {
    const row = /row-(.*)\\.score/.exec(score.dataset.testid)[1];
    const reason = element("e2.grid.row-" + row + ".reason");
    for (const [part, cell] of [["score", score], ["reason", reason]]) {
      if (cell !== null && cell !== document.activeElement) cells[report + "/" + row + "/" + part] = cell.value;
    }
  }
  return cells;`;

/** What was shown as saved, and what was typed since into the same cells. */
class Shown {
  saved = {};
  since = {};
  acknowledged = new Set();

  take(cells) {
    for (const [cell, text] of Object.entries(cells ?? {})) {
      if (this.since[cell] !== undefined || this.saved[cell] === undefined) {
        if (text !== "") this.acknowledged.add(`${cell} ${text}`);
        this.saved[cell] = text;
        delete this.since[cell];
      }
    }
  }

  typed(cell, text) {
    (this.since[cell] ??= []).push(text);
  }
}

const cellOf = `${ELEMENT}
  const id = document.activeElement?.dataset?.testid ?? "";
  const found = /row-(.*)\\.(score|reason)$/.exec(id);
  if (found === null) return null;
  const report = /(\\d)\\/3/.exec(element("review.switch.open").textContent)[1];
  return [report + "/" + found[1] + "/" + found[2], document.activeElement.value];`;

async function typeOn(window, shown, throwDie, over, round) {
  for (let n = 0; !over(); n += 1) {
    const at = await focused(window);
    if (/score$/.test(at)) await window.press("Control+a", ["1", "2", "3"][throwDie(3)]);
    else if (/reason$/.test(at)) await window.type(`第${round}次第${n}条㛃䶮𬭎`);
    else {
      await window.click(`e2.grid.row-1.${1 + throwDie(3)}.score`);
      continue;
    }
    const typed = await window.run(cellOf);
    if (typed !== null) shown.typed(...typed);
    await window.press("Enter");
    if (throwDie(5) === 0) await turnReport(window, throwDie);
    shown.take(await window.run(SHOWN));
  }
}

async function lostCells(cli, workspace, opinions, shown) {
  const missing = [];
  for (const [n, opinion] of opinions.entries()) {
    const file = await cellsInFile(cli, workspace, opinion);
    for (const [cell, text] of Object.entries(shown.saved)) {
      const [report, row, part] = cell.split("/");
      if (Number(report) !== n + 1) continue;
      const now = file[row]?.[part === "score" ? 0 : 1] ?? "";
      if (now !== text && !(shown.since[cell] ?? []).includes(now)) missing.push(`${cell}: "${text}" is "${now}"`);
    }
  }
  return missing;
}

/** Three opinions begun by the expert who sits; their numbers, in the order of the reports. */
async function beginAll(window) {
  const { value, error } = await window.runAsync(`const ask = async (name, args) =>
      (await window.__TAURI_INTERNALS__.invoke("call", { name, args })).value;
    const { session, member } = (await ask("desk_show", null)).workspace.place;
    const { rows } = await ask("task_show", { session, member });
    const opinions = [];
    for (const row of rows) opinions.push((await ask("opinion_begin", { report: row.report.id, member })).opinion.id);
    return opinions;`);
  assert.equal(error, undefined);
  return value;
}

/** Kills the window `rounds` times; answers how many cells it had shown as saved. */
export async function killsInTheWindow(program, cli, rounds) {
  const throwDie = dice(11);
  const home = await mkdtemp(join(tmpdir(), "tongping-killed-"));
  const workspace = join(home, "演示.tongping");
  const shown = new Shown();
  let opinions = [];
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const args = round === 0 ? [] : [workspace];
      const window = await Window.open(program, { args, home });
      try {
        await waitFor(window, "the page", "return element('app-ready') !== null", 60);
        await window.run(witness);
        if (round === 0) {
          await window.answer(workspace);
          await window.click("start.role.expert");
          await window.until("the practice", 30, () => window.click("start.sample"));
          await sit(window, 1);
          await begin(window);
          await window.press("Alt+2");
          await waitFor(window, "the grid", "return element('e2.grid') !== null", 30);
          await sleep(2500);
          opinions = await beginAll(window);
        } else {
          await waitFor(window, "the report again", "return element('e2.grid') !== null", 60);
          if (shown.rested) await isBack(window, shown.rested);
        }
        if (round === rounds) continue;
        let died = false;
        const failed = (error) => {
          if (!died) throw error;
        };
        const work = typeOn(window, shown, throwDie, () => died, round).catch(failed);
        await Promise.race([work, sleep(500 + throwDie(2500))]);
        shown.rested = null;
        if (round % 2 === 1) {
          died = true;
          await work;
          await sleep(2500);
          shown.take(await window.run(SHOWN));
          shown.rested = await window.run("return window.__whereabouts()");
        }
        const pid = await window.pid();
        died = true;
        process.kill(pid, "SIGKILL");
        await work;
        window.session = null;
      } finally {
        await window.close();
      }
      await soundLog(cli, workspace);
      assert.deepEqual(await lostCells(cli, workspace, opinions, shown), [], `round ${round}`);
    }
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
  assert.ok(shown.acknowledged.size > 0, "something was shown as saved");
  return { acknowledged: shown.acknowledged.size };
}

async function isBack(window, was) {
  await window.until("the same place", 30, async () => {
    const now = await window.run("return window.__whereabouts()");
    assert.deepEqual({ ...now, row: was.row === null ? null : now?.row }, was);
  });
}
