// The whole work of an expert in the real window, from the demonstration to the papers on the disk.
import assert from "node:assert/strict";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { begin, focused, saved, score, sitDown, steps, value, waitFor } from "../expert.mjs";
import { core, printed, within } from "./stage.mjs";

export async function expert(stage) {
  const home = await stage.folder();
  const file = join(home, "演示.tongping");
  let window = await stage.open({ home });
  const shown = () => core(window, "task_show", task);
  const task = { session: 2, member: 0 };
  const opinionOf = async (report) => core(window, "opinion_show", { opinion: (await shown()).rows[report - 1].opinion });

  await stage.tell("the demonstration opens and an expert sits down", async () => {
    await window.click("start.role.expert");
    await waitFor(window, "the ways", "return element('start.sample') !== null");
    await window.answer(file);
    await window.click("start.sample");
    await waitFor(window, "the question who sits here", "return element('home.member-2-1') !== null", 60);
    await stage.look("home-choose");
    await sitDown(window);
    await waitFor(window, "the name", "return element('home.who').textContent.includes('陆秉堃')");
    task.member = (await core(window, "session_show", { session: 2 })).members[0].id;
    await stage.look("home-task");
  });

  await stage.tell("J1: from the workspace to the first score beside the first page", async () => {
    const count = await begin(window);
    await stage.look("2-score-empty");
    return within(1 + count, 2);
  });

  await stage.tell("J2: 19 indicators by keyboard, one slip of the hand, eight reasons", async () => {
    const before = await window.run("window.__pointers = 0; window.addEventListener('pointerdown', () => window.__pointers++, true)");
    assert.equal(before, null);
    const count = await score(window, { criteria: 19, lost: 8, slip: 5 });
    assert.equal(await window.run("return window.__pointers"), 0);
    const told = await window.text("e2.total");
    assert.match(told, /已评 19\/19 项/);
    assert.match(told, /总分 96\.00/);
    await stage.look("2-score-done");
    return within(count, 85);
  });

  await stage.tell("what was scored stands in the file, as the command line reads it", async () => {
    // The window holds the workspace; a copy of it and of its journal is what a power cut would leave.
    const aside = await stage.folder();
    for (const name of await readdir(home)) {
      if (name.startsWith("演示.tongping") && !name.endsWith(".lock")) await copyFile(join(home, name), join(aside, name));
    }
    const { rows } = await shown();
    const copy = join(aside, "演示.tongping");
    const told = await printed(stage.cli, "-w", copy, "--json", "opinion", "show", String(rows[0].opinion));
    const { value: view } = JSON.parse(told);
    assert.equal(view.total, "96.00");
    assert.equal(view.scored, 19);
    assert.equal(view.opinion.scores.filter((one) => one.reason !== "").length, 8);
  });

  await stage.tell("J2b: Enter leads to the first empty score of the next report", async () => {
    const count = await steps(window, async () => {
      await window.press("Enter");
      await waitFor(window, "report 2", "return element('e2.total')?.textContent.includes('已评 0/19')");
      await waitFor(window, "its first score", "return document.activeElement.dataset.testid === 'e2.grid.row-1.1.score'");
    });
    assert.equal(await value(window), "");
    return within(count, 1);
  });

  await stage.tell("J2c: one indicator across the reports", async () => {
    const cell = "e2.grid.row-2.2.score";
    const here = (n) => waitFor(window, `the row in report ${n}`, `return element('review.switch.open').textContent.includes('${n}/3')
      && document.activeElement.dataset.testid === '${cell}'`);
    await window.press("Control+PageUp");
    await waitFor(window, "report 1", "return element('review.switch.open').textContent.includes('1/3')");
    await waitFor(window, "its cursor", "return /score$/.test(document.activeElement.dataset.testid ?? '')");
    await window.click(cell);
    const marked = "const { selectionStart, selectionEnd, value } = document.activeElement; return selectionEnd - selectionStart === value.length";
    if (!process.env.SKIP) assert.ok(await window.run(marked), "a click into a score marks it, so that what is typed replaces it");
    else await window.run("document.activeElement.select()");
    const count = await steps(window, async () => {
      for (const n of [1, 2, 3]) {
        if (n > 1) await window.press("Control+PageDown");
        await here(n);
        await window.press("=", "Enter");
        await waitFor(window, "the next row", `return document.activeElement.dataset.testid !== '${cell}'`);
      }
    });
    await saved(window);
    const rows = await Promise.all([1, 2, 3].map(opinionOf));
    for (const { opinion } of rows) assert.equal(opinion.scores.find((one) => one.criterion === "2.2").text, "8");
    return within(count, 20);
  });

  const typed = "附件三缺少验收单原件，抽查的两个街镇均无法核对";
  const before = {};
  await stage.tell("the program is killed while a reason is being typed in row 13 of report 2", async () => {
    await window.press("Control+PageUp");
    await waitFor(window, "report 2", "return element('review.switch.open').textContent.includes('2/3')");
    await window.click("e2.grid.row-1.1.score");
    for (let row = 1; row <= 12; row += 1) await window.press("=", "Enter");
    await waitFor(window, "12 rows", "return element('e2.total').textContent.includes('已评 12/19 ')");
    await window.click("pdf.larger");
    await window.press("Control+g");
    await waitFor(window, "the box of the page", "return document.activeElement === element('pdf.page')");
    await window.press("5", "Enter");
    await waitFor(window, "page 5", "return element('pdf.page').value === '5'");
    await window.run("document.querySelector('[data-testid=\"review.split\"]').focus()");
    await window.press("ArrowLeft", "ArrowLeft");
    await window.click("e2.grid.row-4.2.score");
    await window.press("-", "0", ".", "5", "Enter");
    await waitFor(window, "the reason", "return document.activeElement.dataset.testid === 'e2.grid.row-4.2.reason'");
    await window.type(typed);
    Object.assign(before, await whereNow());
    await stage.picture("2-before-the-kill");
    await window.until("the place to be kept", 20, async () => {
      const kept = await printed("grep", "-rl", typed, join(home, "data"));
      assert.notEqual(kept, "");
    });
    await window.kill();
  });

  function whereNow() {
    return window.run(`const element = (id) => document.querySelector('[data-testid="' + id + '"]');
      return {
        report: element("review.switch.open").textContent.trim(),
        row: document.activeElement.dataset.testid,
        text: document.activeElement.value,
        page: element("pdf.page").value,
        zoom: element("pdf.percent").textContent,
        split: element("review.split").getAttribute("aria-valuenow"),
        total: element("e2.total").firstElementChild.textContent,
      };`);
  }

  await stage.tell("J5: opened again, everything stands where it stood", async () => {
    window = await stage.open({ home, file });
    await waitFor(window, "what was recovered", "return element('recovered') !== null");
    await waitFor(window, "the row", `return document.activeElement.dataset.testid === '${before.row}'`, 20);
    await waitFor(window, "the page", `return element('pdf.page')?.value === '${before.page}'`);
    assert.deepEqual(await whereNow(), before);
    assert.equal(before.text, typed);
    const count = await window.run("return window.__steps");
    await stage.look("recovered");
    await window.click("recovered.seen");
    // A double click on the file is one step.
    return within(1 + count, 2);
  });

  await stage.tell("the recovered text is saved like any other, and the other reports are finished by keyboard", async () => {
    await window.run(`document.querySelector('[data-testid="${before.row}"]').focus()`);
    await window.press("Enter");
    for (let row = 14; row <= 19; row += 1) await window.press("=", "Enter");
    await waitFor(window, "all rows", "return element('e2.total').textContent.includes('已评 19/19 ')");
    const { opinion } = await opinionOf(2);
    assert.equal(opinion.scores.find((one) => one.criterion === "4.2").reason, typed);
    await window.press("Control+PageDown");
    await waitFor(window, "report 3", "return element('review.switch.open').textContent.includes('3/3')");
    await window.click("e2.grid.row-1.1.score");
    for (let row = 1; row <= 19; row += 1) await window.press("=", "Enter");
    await waitFor(window, "all rows", "return element('e2.total').textContent.includes('已评 19/19 ')");
    for (const n of [3, 2]) {
      await waitFor(window, `report ${n}`, `return element('review.switch.open').textContent.includes('${n}/3')`);
      await window.press("Alt+3");
      await waitFor(window, "the remark", "return document.activeElement.dataset.testid === 'e3.remark.1.problem'");
      await window.type("个别街镇考核结果没有与经费挂钩");
      await window.press("Tab");
      await window.type("按合同约定兑现考核结果");
      await window.click("e3.conclusion.1");
      await waitFor(window, "the conclusion", "return element('e3.conclusion.1').checked");
      await saved(window);
      await window.press("Control+PageUp");
    }
    await waitFor(window, "report 1", "return element('review.switch.open').textContent.includes('1/3')");
  });
}
