// The whole work of an expert in the real window, from the demonstration to the papers on the disk.
import assert from "node:assert/strict";
import { copyFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { begin, saved, score, sitDown, steps, value, waitFor } from "../expert.mjs";
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
    assert.ok(await window.run(marked), "a click into a score marks it, so that what is typed replaces it");
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

  /** The cursor goes into the first score of a report that has just come in front. */
  async function firstCell(report) {
    await waitFor(window, `report ${report}`, `return element('review.switch.open').textContent.includes('${report}/3')`);
    // The grid of the report puts its cursor where the last one had it, and settles its columns; then it is clicked into.
    await waitFor(window, "its cursor", "return /score$/.test(document.activeElement.dataset.testid ?? '')");
    await saved(window);
    await window.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))");
    await window.click("e2.grid.row-1.1.score");
    await waitFor(window, "the cursor in row 1", "return document.activeElement.dataset.testid === 'e2.grid.row-1.1.score'");
  }

  const typed = "附件三缺少验收单原件，抽查的两个街镇均无法核对";
  const before = {};
  await stage.tell("the program is killed while a reason is being typed in row 13 of report 2", async () => {
    await window.press("Control+PageUp");
    await firstCell(2);
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
    await firstCell(3);
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

  const places = (page, lines) => window.run(
    `const box = document.querySelector('[data-testid="pdf.pages"]').getBoundingClientRect();
    const runs = [...document.querySelectorAll('.pdf-page[data-page="${page}"] .pdf-text span')].filter((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return one.firstChild && one.textContent.trim().length >= 16 && top > box.top + 60 && bottom < box.bottom - 90;
    });
    const [from, to] = [runs[arguments[0]], runs[arguments[1]]].map((one) => one.getBoundingClientRect());
    return [[from.left + 1, from.top + from.height / 2], [to.left + to.width / 2, to.top + to.height / 2],
      [to.right - 1, to.top + to.height / 2], runs.length];`,
    ...lines,
  );

  /** Types running text, which is counted as text and not as steps. */
  async function write(text) {
    const before = await window.run("return window.__steps");
    await window.type(text);
    await window.run("window.__steps = arguments[0]", before);
  }

  await stage.tell("J3: three problems drawn from the report, two suggestions, merits, conclusion", async () => {
    await waitFor(window, "the report", "return element('pdf.page') !== null && document.querySelector('.pdf-page canvas') !== null", 30);
    await window.press("Control+g");
    await waitFor(window, "the box of the page", "return document.activeElement === element('pdf.page')");
    await window.press("9", "Enter");
    await waitFor(window, "page 9", "return document.querySelectorAll('.pdf-page[data-page=\"9\"] .pdf-text span').length > 5", 20);
    await window.press("Alt+1");
    await waitFor(window, "the step of reading", "return document.querySelector('[data-testid=\"e3.editor\"]') === null");
    await stage.look("1-read");
    const count = await steps(window, async () => {
      await window.press("Alt+3");
      await waitFor(window, "the editor", "return element('e3.editor') !== null");
      for (const [n, lines] of [[0, 0], [1, 2], [3, 3]].entries()) {
        const [from, middle, to] = await places(9, lines);
        await window.drag([from, middle, to]);
        await waitFor(window, "the ways of taking it", "return element('pdf.picks.problem') !== null");
        if (n === 1) await stage.look("3-selection");
        await window.click("pdf.picks.problem");
        await waitFor(window, `remark ${n + 1}`, `return element('e3.remark.${n + 1}.problem')?.value.length > 8`);
      }
      for (const [problem, suggestion] of [
        ["成本测算没有附明细", "补充人工、车辆、耗材的成本明细"],
        ["满意度调查样本偏少", "扩大样本，写明抽样方法"],
      ]) {
        await window.press("Control+Enter");
        await waitFor(window, "a new remark", "return /problem$/.test(document.activeElement.dataset.testid) && document.activeElement.value === ''");
        await write(problem);
        await window.press("Tab");
        await write(suggestion);
      }
      await window.click("e3.merits");
      await write("作业标准细化到街镇，考核办法可供借鉴");
      await window.click("e3.conclusion.2");
      await waitFor(window, "the conclusion", "return element('e3.conclusion.2').checked");
      await saved(window);
    });
    const { opinion } = await opinionOf(1);
    assert.equal(opinion.remarks.length, 5);
    for (const remark of opinion.remarks.slice(0, 3)) {
      assert.equal(remark.page, "P9");
      assert.ok(remark.problem.length >= 16, remark.problem);
      // Radicals, compatibility ideographs, wide letters and figures; Chinese punctuation stays as it is.
      assert.doesNotMatch(remark.problem, /[\u2e80-\u2fdf\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/u);
    }
    assert.deepEqual(opinion.remarks.slice(3).map((one) => one.suggestion.slice(0, 2)), ["补充", "扩大"]);
    await stage.look("3-remarks");
    return within(count, 14);
  });

  const out = join(home, "评审结果");
  let code = "";

  /** A signature as a hand draws it; answers how many strokes it took, which are writing, not steps. */
  async function sign() {
    const pad = await window.run(`const pad = document.querySelector('[data-testid="e4.pad.canvas"]');
      pad.scrollIntoView({ block: "nearest" });
      const { left, top, width, height } = pad.getBoundingClientRect();
      return [left, top, width, height];`);
    const strokes = [
      [[0.2, 0.3], [0.25, 0.5], [0.3, 0.75]],
      [[0.15, 0.5], [0.35, 0.45]],
      [[0.45, 0.2], [0.5, 0.5], [0.45, 0.8], [0.6, 0.6], [0.7, 0.3], [0.8, 0.7]],
    ];
    for (const stroke of strokes) {
      await window.drag(stroke.map(([x, y]) => [pad[0] + x * pad[2], pad[1] + y * pad[3]]));
    }
    return strokes.length;
  }

  await stage.tell("J4: check, statement, drawn signature, files", async () => {
    await window.answer(out);
    let drawn = 0;
    const count = await steps(window, async () => {
      await window.press("Alt+4");
      await waitFor(window, "the statement", "return element('e4.declare') !== null");
      await stage.look("4-check");
      await window.click("e4.declare");
      // The line about the statement goes with the answer, and the pad below it moves up.
      await waitFor(window, "the statement", "return element('e4.check.fine') !== null && element('e4.declare').checked");
      drawn = await sign();
      await window.click("e4.pad.done");
      await stage.look("4-drawn");
      await window.click("e4.confirm");
      await waitFor(window, "the question", "return element('e4.sure').open");
      await stage.look("4-sure");
      await window.click("e4.sure.act");
      await waitFor(window, "the stamp", "return element('e4.signed') !== null", 30);
      code = await window.text("e4.code");
      await stage.look("4-signed");
      await window.click("review.home");
      await waitFor(window, "the task", "return element('home.hand_back') !== null");
      await window.click("home.hand_back");
      await waitFor(window, "handing back", "return element('handback.write') !== null");
      await handBack(1);
    });
    // The dialog of the system stands for two steps.
    return within(count - drawn + 2, 10);
  });

  async function handBack(files) {
    await stage.look(`5-hand-back-${files}`);
    await window.click("handback.write");
    await waitFor(window, "the files", "return element('handback.result') !== null", 60);
    await stage.look(`5-handed-back-${files}`);
  }

  await stage.tell("the paper on the disk says what the screen said, and carries the signature", async () => {
    const papers = (await readdir(out)).filter((name) => name.endsWith(".pdf"));
    assert.equal(papers.length, 1);
    const paper = join(out, papers[0]);
    const plain = (text) => text.replace(/\s+/g, "");
    const text = plain(await printed("pdftotext", "-layout", paper, "-"));
    assert.match(code, /\S{6,}/);
    for (const words of [code, "陆秉堃", "96.00", "修改后通过", "成本测算没有附明细", "扩大样本，写明抽样方法", "作业标准细化到街镇"]) {
      assert.ok(text.includes(plain(words)), `${words} is not on the paper`);
    }
    assert.match(await window.text("handback.result"), new RegExp(code));
    await printed("qpdf", "--check", paper);
    const ink = await signatureOn(paper);
    assert.ok(ink > 200, `only ${ink} dark dots where the signature should be`);
  });

  /** Dark dots to the right of the words 专家签名, at 150 dots an inch. */
  async function signatureOn(paper) {
    const boxes = await printed("pdftotext", "-bbox", paper, "-");
    const pages = boxes.split("<page ").slice(1);
    const on = pages.findIndex((page) => page.includes("专家签名"));
    const [, left, top, right, bottom] = /xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">[^<]*专家签名/.exec(pages[on]).map(parseFloat);
    assert.ok(left < right);
    const at = (points) => String(Math.round((points * 150) / 72));
    const crop = ["-x", at(right + 2), "-y", at(top - 18), "-W", at(130), "-H", at(bottom - top + 36)];
    const target = join(home, "signature");
    await printed("pdftoppm", "-r", "150", "-f", String(on + 1), "-l", String(on + 1), ...crop, "-gray", "-singlefile", paper, target);
    const picture = await readFile(`${target}.pgm`);
    await printed("pdftoppm", "-r", "60", "-f", String(on + 1), "-l", String(on + 1), "-png", "-singlefile", paper, join(stage.pictures, "paper-signed"));
    return picture.subarray(-picture.length + 20).filter((dot) => dot < 100).length;
  }

  await stage.tell("J4b: the other reports with one signature", async () => {
    await window.answer(out);
    await window.click("handback.row-2.go");
    await waitFor(window, "report 2", "return element('e4.step') !== null");
    await window.press("Alt+2");
    await waitFor(window, "the scores", "return element('e2.total') !== null");
    const count = await steps(window, async () => {
      await window.press("Alt+4");
      await waitFor(window, "the last step", "return element('e4.tab.all') !== null");
      await window.click("e4.tab.all");
      await waitFor(window, "all reports", "return element('e4.all') !== null");
      await stage.look("4-all");
      await window.click("e4.all.confirm");
      await waitFor(window, "the question", "return element('e4.sure_all').open");
      const listed = await window.text("e4.sure_all");
      for (const total of ["99.50", "100.00"]) assert.ok(listed.includes(total), listed);
      await stage.look("4-sure-all");
      await window.click("e4.sure_all.act");
      // With the last report signed the page of handing back comes by itself.
      await waitFor(window, "handing back", "return element('handback.write') !== null", 30);
      await handBack(3);
    });
    const papers = (await readdir(out)).filter((name) => name.endsWith(".pdf"));
    assert.equal(papers.length, 3);
    for (const paper of papers) await printed("qpdf", "--check", join(out, paper));
    return within(count + 2, 11);
  });

  await stage.tell("the command line finds the closed workspace in order, and nothing went wrong in the page", async () => {
    await stage.isCalm();
    await window.leave();
    await printed(stage.cli, "-w", file, "log", "verify");
    for (const row of [1, 2, 3]) {
      const told = await printed(stage.cli, "-w", file, "--json", "opinion", "list", String(row + 3));
      assert.ok(JSON.stringify(JSON.parse(told)).includes('"signed"'), told);
    }
  });
}
