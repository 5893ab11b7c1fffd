// Taking back: after a restart, across reports, a paste as one step, two hundred steps, and never what another expert did
// or what was signed.
import { rm } from "node:fs/promises";
import { assert, focused, saved, waitFor } from "../expert.mjs";
import { cellsInFile, practice, reopened, sit, soundLog, witness } from "./world.mjs";

/** One call of the page, past its screens. */
async function call(page, name, args) {
  const { value, error } = await page.runAsync(
    `const token = new URLSearchParams(location.search).get("token");
    const reply = await fetch("/call", { method: "POST", headers: { "x-tongping-token": token },
      body: JSON.stringify({ name: args[0], args: args[1] }) });
    return reply.json();`,
    name,
    args,
  );
  assert.equal(error, undefined, name);
  if (value.error !== undefined) throw Object.assign(new Error(value.error.message), { fault: value.error });
  return value.reply.value;
}

const cell = (page, row, part = "score") =>
  page.run(`return document.querySelector('[data-testid="e2.grid.row-${row}.${part}"]')?.value ?? null`);

async function enter(page, row, text) {
  await page.click(`e2.grid.row-${row}.score`);
  await page.press("Control+a", ...text, "Tab");
  await saved(page);
}

/** Takes a step back or brings it back; answers the line that tells it. */
async function turn(page, chord) {
  const before = await page.run("return document.querySelector('[data-testid=\"review.told\"]')?.textContent ?? ''");
  await page.press(chord);
  await waitFor(
    page,
    `the line after ${chord}`,
    `const now = element("review.told")?.textContent ?? ""; return now !== "" && now !== ${JSON.stringify(before)}`,
    30,
  );
  return page.text("review.told");
}

const inReport = (page, n) =>
  waitFor(page, `report ${n}`, `return element("review.switch.open").textContent.includes("${n}/3")`, 30);

export function undoStories({ browser, program, cli, ui }) {
  const within = (story) => async () => {
    const page = await practice(browser, program, ui, { script: witness });
    try {
      await page.press("Alt+2");
      const figures = await story(page);
      await saved(page);
      await soundLog(cli, page.workspace);
      assert.deepEqual(page.errors, []);
      return figures;
    } finally {
      await page.close();
      await rm(page.folder, { recursive: true, force: true, maxRetries: 5 });
    }
  };

  return {
    "steps are taken back after a restart, by name, in the report where they were made": within(async (page) => {
      await enter(page, "1.1", "3");
      await enter(page, "1.1", "2.5");
      await page.press("Control+PageDown");
      await inReport(page, 2);
      await enter(page, "1.2", "1");
      await page.kill();
      await page.start();
      await reopened(page);
      await inReport(page, 2);
      await waitFor(page, "the grid", "return element('e2.grid.row-1.2.score')?.value === '1'", 30);
      const told = [];
      told.push(await turn(page, "Control+z"));
      await waitFor(page, "the empty cell", "return element('e2.grid.row-1.2.score')?.value === ''", 30);
      told.push(await turn(page, "Control+z"));
      await inReport(page, 1);
      await waitFor(page, "3 again", "return element('e2.grid.row-1.1.score')?.value === '3'", 30);
      assert.match(told[1], /已撤销：修改“.+”得分 3 → 2\.5（报告 1）/);
      assert.equal(await focused(page), "e2.grid.row-1.1.score");
      await page.press("Control+PageDown");
      await inReport(page, 2);
      told.push(await turn(page, "Control+y"));
      await inReport(page, 1);
      await waitFor(page, "2.5 again", "return element('e2.grid.row-1.1.score')?.value === '2.5'", 30);
      told.push(await turn(page, "Control+y"));
      await inReport(page, 2);
      await waitFor(page, "1 again", "return element('e2.grid.row-1.2.score')?.value === '1'", 30);
      return told[1];
    }),

    "a paste is one step": within(async (page) => {
      await enter(page, "1.2", "2");
      await page.click("e2.grid.row-1.1.score");
      await page.run(`const data = new DataTransfer();
        data.setData("text/plain", "3\\t理由一\\n1\\t理由二\\n2\\t理由三");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));`);
      await waitFor(page, "the preview", "return element('e2.paste.confirm') !== null", 30);
      await page.click("e2.paste.confirm");
      await waitFor(page, "the pasted range", "return element('e2.grid.row-1.3.score')?.value === '2'", 30);
      await saved(page);
      const told = await turn(page, "Control+z");
      await waitFor(page, "the cells before", "return element('e2.grid.row-1.3.score')?.value === ''", 30);
      assert.deepEqual([await cell(page, "1.1"), await cell(page, "1.2"), await cell(page, "1.2", "reason")], ["", "2", ""]);
      await turn(page, "Control+y");
      await waitFor(page, "the range again", "return element('e2.grid.row-1.2.reason')?.value === '理由二'", 30);
      return told;
    }),

    "two hundred steps go back to the beginning and forward to the end": within(async (page) => {
      const of = (await call(page, "desk_show", null)).workspace.place;
      const { report, member } = of;
      const { opinion } = await call(page, "opinion_begin", { report, member });
      const rows = ["1.1", "1.2", "1.3", "2.1"];
      for (let n = 0; n < 200; n += 1) {
        const value = String(((n * 7) % 5) / 2);
        const args = { opinion: opinion.id, criterion: rows[n % 4], value: `${value}`, reason: `第 ${n} 步` };
        await call(page, "score_set", args);
      }
      const end = await cellsInFile(cli, page.workspace, opinion.id);
      for (let n = 0; n < 200; n += 1) await call(page, "log_undo", null);
      const start = await cellsInFile(cli, page.workspace, opinion.id);
      assert.ok(Object.values(start).every(([score, reason]) => score === "" && reason === ""), JSON.stringify(start));
      assert.equal((await call(page, "log_next", null)).undo, null);
      for (let n = 0; n < 200; n += 1) await call(page, "log_redo", null);
      assert.deepEqual(await cellsInFile(cli, page.workspace, opinion.id), end);
      assert.equal((await call(page, "log_next", null)).redo, null);
      await page.press("Control+PageDown");
      await inReport(page, 2);
      for (let n = 0; n < 3; n += 1) await turn(page, "Control+z");
      await inReport(page, 1);
    }),

    "nobody takes back what another expert did": within(async (page) => {
      await enter(page, "1.1", "3");
      const first = (await call(page, "log_next", null)).undo.opinion;
      await page.click("review.home");
      await page.until("standing up", 20, () => page.click("home.stand"));
      await sit(page, 2);
      await page.click("home.continue");
      await waitFor(page, "the score of the second", "return element('e2.grid.row-1.1.score')?.value === ''", 30);
      assert.match(await turn(page, "Control+z"), /没有可以撤销的操作/);
      await enter(page, "1.1", "1");
      await turn(page, "Control+z");
      await waitFor(page, "the empty cell", "return element('e2.grid.row-1.1.score')?.value === ''", 30);
      assert.match(await turn(page, "Control+z"), /没有可以撤销的操作/);
      assert.equal((await cellsInFile(cli, page.workspace, first))["1.1"][0], "3");
    }),

    "a signature is not taken back, and the refusal says so": within(async (page) => {
      const { session, member } = (await call(page, "desk_show", null)).workspace.place;
      const { rows, form } = await call(page, "task_show", { session, member });
      const opinions = [];
      for (const row of rows) {
        const { opinion } = await call(page, "opinion_begin", { report: row.report.id, member });
        const scores = (await page.run("return [...document.querySelectorAll('[data-testid$=\".score\"]')].map((one) => one.dataset.testid)"))
          .map((id) => /row-(.*)\.score/.exec(id)[1])
          .map((criterion) => ({ criterion, value: "=", reason: null }));
        await call(page, "scores_set", { opinion: opinion.id, scores, only_show: false });
        const words = { merits: "成效明显，程序完整，资料齐备，可以推广。", budget_advice: "预算安排可以维持现有规模。" };
        const none = { conclusion: form.conclusions[0].name, declared: true };
        await call(page, "opinion_set", { opinion: opinion.id, ...words, ...none });
        opinions.push(opinion.id);
      }
      await call(page, "opinions_sign", { opinions, declared: true });
      assert.equal((await call(page, "log_next", null)).undo, null);
      await assert.rejects(call(page, "log_undo", null), /不能撤销|没有可以撤销/);
      await page.press("Control+PageDown");
      await inReport(page, 2);
      const told = await turn(page, "Control+z");
      assert.match(told, /没有可以撤销的操作|不能撤销/);
      for (const opinion of opinions) {
        const view = await call(page, "opinion_show", { opinion });
        assert.equal(view.opinion.state, "signed");
      }
      return told;
    }),
  };
}
