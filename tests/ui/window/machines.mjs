// Two computers in two real windows, and six more experts on the command line: a bureau hands out packages (J6), an
// expert opens one by a double click, scores by keyboard, signs and hands back, and the bureau makes a sheet of it (J8).
import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { bureau, filesOf, PROJECTS } from "../bureau.mjs";
import { begin, saved, score, steps, waitFor } from "../expert.mjs";
import { commandLine } from "../workspaces.mjs";
import { core, printed, texts, within } from "./stage.mjs";

const PASSWORD = "评审专用钥匙 2026";
/** A dialog of the system stands for two steps. */
const DIALOG = 2;

/** A drawn page of a paper, where people see it. */
const SEEN = `const page = document.querySelector('.pdf-page.is-drawn')?.getBoundingClientRect();
  if (page === undefined) return false;
  const shown = document.elementFromPoint(page.left + page.width / 2, Math.min(page.top + 150, innerHeight - 20));
  return shown?.closest('.pdf-page') !== null;`;

const there = (window, id, seconds = 20) => waitFor(window, id, `return element('${id}') !== null`, seconds);
const gone = (window, id) => waitFor(window, `no ${id}`, `return element('${id}') === null`);
const focus = (window, id) => waitFor(window, `the focus in ${id}`, `return document.activeElement.dataset.testid === '${id}'`);

/** Types running text, which is counted as text and not as steps. */
async function write(window, text) {
  const before = await window.run("return window.__steps");
  await window.type(text);
  await window.run("window.__steps = arguments[0]", before);
}

/** Files dropped onto the window: one step. */
async function drop(window, files) {
  await window.run("window.__steps += 1");
  await window.drop(files);
}

/** What an expert does on a computer without a window: every report answered, all signed, handed back as one file. */
async function answered(stage, issued, { name, newest }) {
  const folder = await stage.folder();
  const file = join(folder, "评审包.tpk");
  await copyFile(issued, file);
  await printed(stage.cli, "package", "open", file, "--code", newest.code, "--dir", folder);
  const workspace = (await readdir(folder)).find((one) => one.endsWith(".tongping"));
  const tongping = commandLine(stage.cli, join(folder, workspace));
  const { value: task } = await tongping("session", "show", "1");
  const member = task.members.find((one) => one.name === name).id;
  const opinions = [];
  for (const report of task.reports) {
    const { value } = await tongping("opinion", "begin", String(report.id), String(member));
    const id = value.opinion.id;
    const open = value.problems.filter((one) => one.code === "score_unscored").map((one) => one.place.id);
    const scores = open.map((criterion) => ({ criterion, value: "=" }));
    await tongping("call", "scores_set", JSON.stringify({ opinion: id, scores, only_show: false }));
    await tongping("opinion", "remark", String(id), "--criterion", open[3], "--problem", "数据口径不一致", "--suggestion", "统一口径后重新测算");
    await tongping("opinion", "set", String(id), "--conclusion", "通过", "--declare");
    opinions.push(String(id));
  }
  await tongping("opinion", "sign-all", ...opinions);
  const back = join(folder, "交回.tpr");
  await tongping("hand-back", back, "--no-papers");
  await tongping("log", "verify");
  return { back, reports: opinions.length };
}

export async function machines(stage) {
  const folder = await stage.folder();
  const home = await stage.folder();
  const sample = join(folder, "demo");
  await printed(stage.cli, "demo", sample);
  const from = join(sample, (await readdir(sample)).find((name) => name.startsWith("HY-BG-2026-01")));
  const { path, list } = await bureau(stage.cli, folder);
  const files = await filesOf(folder, PROJECTS.map((title) => `${title}绩效评价报告.pdf`), from);
  const out = join(folder, "发放");
  await mkdir(out);
  const staff = await stage.open({ home });
  let board = [];

  await stage.tell("a bureau opens its workspace and makes its keys, once", async () => {
    await staff.click("start.role.staff");
    await there(staff, "start.open");
    await staff.answer(path);
    await staff.click("start.open");
    await there(staff, "sessions", 30);
    await there(staff, "keys.reminder.act");
    await staff.click("keys.reminder.act");
    await there(staff, "keys.none");
    for (const field of ["first", "second"]) {
      await staff.click(`keys.password.${field}`);
      await staff.type(PASSWORD);
    }
    await staff.click("keys.make");
    await there(staff, "keys.open", 30);
    await staff.press("Escape");
    await gone(staff, "keys.dialog");
  });

  await stage.tell("J6: from a new task to seven packages of five reports", async () => {
    const count = await steps(staff, async () => {
      await staff.click("sessions.new");
      await there(staff, "setup.kind.财政重点评价");
      await focus(staff, "setup.title");
      await write(staff, "2026 年第一批重点绩效评价报告评审");
      await staff.click("setup.starts_on");
      await write(staff, "2026年3月20日");
      await staff.click("setup.organiser");
      await write(staff, "海晏区财政局");
      await staff.click("setup.create");
      await there(staff, "s2.empty");
      await staff.answer(list);
      await focus(staff, "s2.import");
      await staff.press("Enter");
      await there(staff, "s2.list.take");
      await staff.press("Enter");
      await there(staff, "s2.row-5");
      await gone(staff, "s2.list");
      await drop(staff, files);
      await there(staff, "s2.match.attach");
      await staff.click("s2.match.attach");
      await gone(staff, "s2.match");
      await waitFor(staff, "the files", "return document.querySelectorAll('.files li').length === 5");
      await focus(staff, "session.next");
      await staff.press("Enter");
      await focus(staff, "s3.draw");
      await staff.press("Enter");
      await there(staff, "s3.matrix");
      await focus(staff, "s3.lock");
      await staff.press("Enter");
      await there(staff, "s3.sure.act");
      await staff.click("s3.sure.act");
      await waitFor(staff, "the review", `return element('session.state').textContent.trim() === '${texts["ui.staff.state_reviewing"]}'`);
      await staff.click("session.tab.exchange");
      await there(staff, "handout.write");
      await staff.answer(out);
      await staff.click("handout.write");
      await there(staff, "handed_out", 60);
      await stage.picture("machines-handed-out", staff);
      await staff.click("handed_out.close");
      await there(staff, "handout.all");
    });
    board = (await core(staff, "package_board", { session: 1 })).rows;
    const { reports, recusals } = await core(staff, "session_show", { session: 1 });
    assert.equal((await readdir(out)).filter((name) => name.endsWith(".tpk")).length, 7);
    assert.deepEqual([board.length, reports.length], [7, 5]);
    for (const row of board) {
      const away = recusals.filter((one) => one.member === row.member).length;
      assert.deepEqual([row.reports, row.recused], [5 - away, away], row.name);
      assert.match(row.newest.code, /^\d{4} \d{4} \d{4}$/);
    }
    return within(count + 2 * DIALOG, 24);
  });

  const packageOf = async (row) => join(out, (await readdir(out)).find((name) => name.includes(`_${row.name}.`)));
  const own = await stage.folder();
  const back = join(own, "评审结果.tpr");
  let expert = null;

  await stage.tell("an expert double-clicks the package and types the twelve digits of the telephone", async () => {
    const file = join(own, "评审包.tpk");
    // The expert whom no recusal keeps from any report.
    board.sort((one, other) => one.recused - other.recused);
    await copyFile(await packageOf(board[0]), file);
    expert = await stage.open({ home: own, file });
    await focus(expert, "code.field");
    await stage.look("machines-code", expert);
    await expert.type(board[0].newest.code);
    await there(expert, "home.task", 30);
    assert.equal(await expert.text("home.who"), board[0].name);
    await stage.look("machines-home", expert);
  });

  /** The report in front is concluded with one remark. */
  async function conclude(problem, suggestion) {
    await expert.press("Alt+3");
    await focus(expert, "e3.remark.1.problem");
    await write(expert, problem);
    await expert.press("Tab");
    await write(expert, suggestion);
    await expert.click("e3.conclusion.1");
    await waitFor(expert, "the conclusion", "return element('e3.conclusion.1').checked");
    await saved(expert);
  }

  await stage.tell("the expert scores five reports by keyboard", async () => {
    const begun = await begin(expert);
    const scored = await score(expert, { criteria: 19, lost: 2 });
    await conclude("成本测算没有附明细", "补充人工、车辆、耗材的成本明细");
    for (const n of [2, 3, 4, 5]) {
      await expert.press("Control+PageDown");
      await waitFor(expert, `report ${n}`, `return element('review.switch.open').textContent.includes('${n}/5')`);
      await score(expert, { criteria: 19, lost: 0 });
      await conclude("个别绩效指标不够细", "细化指标");
    }
    return `${begun + scored} steps to the last score of the first`;
  });

  await stage.tell("signs all five with one signature by hand, and hands back one file", async () => {
    await expert.press("Alt+4");
    await there(expert, "e4.declare");
    await expert.click("e4.declare");
    await waitFor(expert, "the statement", "return element('e4.check.fine') !== null && element('e4.declare').checked");
    const pad = await expert.run(`const pad = document.querySelector('[data-testid="e4.pad.canvas"]');
      pad.scrollIntoView({ block: "nearest" });
      const { left, top, width, height } = pad.getBoundingClientRect();
      return [left, top, width, height];`);
    for (const stroke of [[[0.2, 0.3], [0.3, 0.75]], [[0.45, 0.2], [0.5, 0.5], [0.8, 0.7]]]) {
      await expert.drag(stroke.map(([x, y]) => [pad[0] + x * pad[2], pad[1] + y * pad[3]]));
    }
    await expert.click("e4.pad.done");
    await expert.click("e4.tab.all");
    await there(expert, "e4.all");
    await expert.click("e4.all.confirm");
    await waitFor(expert, "the question", "return element('e4.sure_all').open");
    await expert.click("e4.sure_all.act");
    // With the last report signed the page of handing back comes by itself.
    await there(expert, "handback.write", 30);
    await expert.answer(back);
    await expert.click("handback.write");
    await there(expert, "handback.result", 60);
    await stage.look("machines-handed-back", expert);
    assert.ok((await stat(back)).size > 1000);
    await stage.isCalm(expert);
  });

  const returns = [back];
  await stage.tell("the other six work on computers without a window", async () => {
    let reports = 0;
    for (const row of board.slice(1)) {
      const one = await answered(stage, await packageOf(row), row);
      assert.equal(one.reports, row.reports);
      reports += one.reports;
      const carried = join(folder, `${row.name}.tpr`);
      await copyFile(one.back, carried);
      returns.push(carried);
    }
    return `${reports} opinions`;
  });

  const sheet = join(folder, "统一评审意见表.pdf");
  await stage.tell("J8: from seven returns to the draft of report 1's sheet on paper", async () => {
    // In the background nothing is drawn, and the page waits for its frames.
    await stage.size(staff, 1366, 768);
    await staff.click("exchange.back");
    await there(staff, "returned");
    const count = await steps(staff, async () => {
      await drop(staff, returns);
      await there(staff, "import", 60);
      await stage.picture("machines-preview", staff);
      await staff.click("import.run");
      await waitFor(staff, "the report", "return /导入报告/.test(element('import')?.textContent ?? '')", 60);
      await stage.picture("machines-imported", staff);
      await staff.click("session.tab.compose");
      await there(staff, "s6.draft", 30);
      await staff.click("s6.draft");
      await there(staff, "s6.unified.1", 30);
      await staff.click(await staff.run("return document.querySelectorAll('[data-testid^=\"s6.conclusion.\"]')[1].dataset.testid"));
      await staff.click("s6.preview.open");
      await waitFor(staff, "the paper", SEEN, 30);
      await staff.answer(sheet);
      await staff.click("s6.preview.save");
      await there(staff, "s6.preview.written", 30);
    });
    await stage.look("machines-sheet", staff);
    const told = (await printed("pdftotext", sheet, "-")).replaceAll(/\s/g, "");
    for (const words of ["草稿", "成本测算没有附明细", "数据口径不一致", ...board.map((row) => row.name)]) {
      assert.ok(told.includes(words), `${words} is not on the sheet`);
    }
    return within(count + DIALOG, 10);
  });

  await stage.tell("the board tells who has handed back what", async () => {
    await staff.click("s6.preview.close");
    await staff.click("session.tab.exchange");
    await there(staff, "exchange.back");
    await staff.click("exchange.back");
    await there(staff, "returned");
    const { returned, open } = await core(staff, "board_show", { session: 1 });
    const cells = board.reduce((sum, row) => sum + row.reports, 0);
    assert.deepEqual([returned, open], [cells, 0]);
    await stage.look("machines-board", staff);
    await stage.isCalm(staff);
  });

  await stage.tell("both computers are left in order, as the command line finds them", async () => {
    await expert.leave();
    await staff.leave();
    await printed(stage.cli, "-w", path, "log", "verify");
    await printed(stage.cli, "-w", path, "rebuild");
    const kept = (await printed("find", own, "-name", "*.tongping")).trim().split("\n");
    assert.equal(kept.length, 1, kept.join());
    await printed(stage.cli, "-w", kept[0], "log", "verify");
  });
}
