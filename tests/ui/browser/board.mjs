// 发放与回收: packages out with the keys made on the way, a long export stopped, returns of the command line dropped in
// (new, the same again, foreign, broken), the board walked by keyboard; every state without a violation of WCAG.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Page } from "../chromium.mjs";
import { steps, waitFor } from "../expert.mjs";
import { commandLine, workspaceOfReports } from "../workspaces.mjs";
import { assert, copyOf, eventually, nothingWentWrong } from "./common.mjs";

const run = promisify(execFile);
const axe = await readFile(new URL("../../../ui/node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const counter = await readFile(new URL("../steps.js", import.meta.url), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PASSWORD = "评审专用钥匙 2026";

async function clean(page, state) {
  await page.tab.evaluate((source) => { if (window.axe === undefined) window.eval(source); }, axe).catch(() => page.tab.addScriptTag({ content: axe }));
  const found = await page.tab.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`));
  }, TAGS);
  assert.deepEqual(found, [], state);
}

/** A page of staff over a workspace, at the tab 发放与回收 of its first task. */
async function staffAt(world, workspace, options = {}) {
  const desk = await mkdtemp(join(world.folder, "staff-"));
  const page = await Page.open(world.browser, world.program, world.ui, { desk, script: counter, ...options });
  world.pages.add(page);
  page.workspace = await copyOf(world, workspace);
  await page.call("desk_set", { role: "staff", type_size: options.size ?? 16 });
  await page.call("desk_open", { path: page.workspace });
  await page.tab.goto("about:blank");
  await page.call("desk_keep", { place: { staff: { page: "sessions", session: 1, tab: "exchange", report: null } } });
  await page.tab.goto(page.url);
  await waitFor(page, "the tab", "return element('handout') !== null || element('returned') !== null", 60);
  return page;
}

/** What an expert does on another computer: opens the package, answers the first report, signs, and hands back. */
async function answered(world, { file, code }) {
  const folder = await mkdtemp(join(world.folder, "expert-"));
  await run(world.program, ["package", "open", file, "--code", code, "--dir", folder]);
  const workspace = join(folder, (await readdir(folder)).find((one) => one.endsWith(".tongping")));
  const tongping = commandLine(world.program, workspace);
  const { value } = await tongping("opinion", "begin", "1", "1");
  const open = value.problems.filter((one) => one.code === "score_unscored").map((one) => one.place.id);
  for (const criterion of open) await tongping("opinion", "score", "1", criterion, "=");
  await tongping("opinion", "set", "1", "--conclusion", "通过", "--declare");
  await tongping("opinion", "remark", "1", "--place", "四", "--problem", "数据口径不一致", "--suggestion", "统一口径后重新测算");
  await tongping("opinion", "sign", "1");
  const back = join(folder, "交回.tpr");
  await tongping("hand-back", back, "--no-papers");
  return back;
}

/** Exports all packages; the keys are made on the way, as on the first day. */
async function handOut(page, folder) {
  await page.answer(folder);
  await page.click("handout.write");
  await waitFor(page, "the question for the keys", "return element('keys.dialog')?.open === true", 30);
  await clean(page, "keys");
  await page.at("keys.password.first").fill(PASSWORD);
  await page.at("keys.password.second").fill(PASSWORD);
  await page.click("keys.make");
  await waitFor(page, "the packages", "return element('handed_out') !== null", 60);
}

const picture = async (world, page, name) => writeFile(join(world.pictures, `${name}.png`), await page.screenshot());
const levels = (page) => page.run("return [...document.querySelectorAll('[data-level]')].map((one) => one.dataset.level)");

export default async function stories(world, tell) {
  const page = await staffAt(world, world.plain);
  const folder = await mkdtemp(join(world.folder, "out-"));
  let codes = [];

  await tell("packages go out in one press and the keys are made on the way; a code is shown one at a time", async () => {
    await clean(page, "nothing issued");
    await picture(world, page, "exchange-none");
    await handOut(page, folder);
    assert.equal((await readdir(folder)).filter((one) => one.endsWith(".tpk")).length, 3);
    assert.equal(await page.run("return document.querySelectorAll('.digits').length"), 0, "no code stands there by itself");
    await page.click("handed_out.row-2.code.show");
    codes = (await page.call("package_board", { session: 1 })).rows.map((row) => row.newest.code);
    assert.equal(await page.text("handed_out.row-2.code.digits"), codes[1]);
    assert.equal(await page.run("return document.querySelectorAll('.digits').length"), 1);
    await clean(page, "written");
    await picture(world, page, "exchange-written");
    const count = await steps(page, () => page.click("handed_out.close"));
    assert.equal(count, 1);
    await waitFor(page, "the table", "return element('handout.all') !== null");
    await clean(page, "all issued");
    await nothingWentWrong(page);
  });

  await tell("a package is issued again only with a reason, and has a new revision and a new code", async () => {
    await page.click("handout.row-3.reissue");
    await page.click("reissue.write");
    await waitFor(page, "the question for the reason", "return document.activeElement === element('reissue.reason')");
    await clean(page, "no reason");
    await page.at("reissue.reason").fill("U盘损坏");
    const again = await mkdtemp(join(world.folder, "again-"));
    await page.answer(again);
    await page.click("reissue.write");
    await waitFor(page, "the new package", "return element('handed_out') !== null", 60);
    await page.click("handed_out.close");
    const { rows } = await page.call("package_board", { session: 1 });
    assert.deepEqual([rows[2].newest.revision, rows[2].newest.reason], [2, "U盘损坏"]);
    assert.notEqual(rows[2].newest.code, codes[2]);
    const slip = join(again, "单.pdf");
    await page.answer(slip);
    await page.click("handout.row-3.slip");
    await eventually(page, "the slip", async () => assert.ok((await readFile(slip)).length > 1000));
    const { stdout } = await run("pdftotext", ["-layout", slip, "-"]);
    const printed = stdout.replaceAll(/\s/g, "");
    assert.ok(printed.includes("评审包发放单") && printed.includes(rows[2].newest.check_code), stdout);
    assert.ok(!printed.includes(rows[2].newest.code.replaceAll(" ", "")), "the code is told by telephone");
    await nothingWentWrong(page);
  });

  let back;
  await tell("returns are dropped, looked at before anything is written, taken in, and the same again changes nothing", async () => {
    const files = await readdir(folder);
    const file = join(folder, files.find((one) => one.includes("章犇")));
    back = await answered(world, { file, code: codes[1] });
    const foreign = join(folder, "别的.tpr");
    await writeFile(foreign, "PK\u0003\u0004 不是评审结果文件");
    const broken = join(folder, "断.tpr");
    await writeFile(broken, (await readFile(back)).subarray(0, 900));
    const before = (await page.call("board_show", { session: 1 })).returned;
    const count = await steps(page, async () => {
      await page.drop([back, foreign, broken]);
      await waitFor(page, "the preview", "return element('import') !== null", 60);
      assert.equal((await page.call("board_show", { session: 1 })).returned, before, "nothing is written yet");
      await clean(page, "preview");
      await picture(world, page, "exchange-preview");
      await page.click("import.run");
      await waitFor(page, "the report", "return /导入报告/.test(element('import')?.textContent ?? '')", 60);
    });
    assert.ok(count <= 1, `${count} steps besides the drop`);
    const shown = await levels(page);
    assert.ok(shown.includes("new") && shown.filter((one) => one === "refused" || one === "quarantined").length === 2, shown.join());
    await clean(page, "report");
    await picture(world, page, "exchange-report");
    const report = join(folder, "报告.txt");
    await page.answer(report);
    await page.click("import.save");
    await eventually(page, "the report as text", async () => assert.match(await readFile(report, "utf8"), /章犇/));
    await page.click("import.close");
    await waitFor(page, "the board", "return element('returned') !== null");
    assert.equal((await page.call("board_show", { session: 1 })).returned, before + 1);
    await clean(page, "board");
    await picture(world, page, "exchange-board");
    await page.drop([back]);
    await waitFor(page, "the preview", "return element('import') !== null", 60);
    assert.deepEqual(await levels(page), ["identical"]);
    assert.equal(await page.at("import.run").isDisabled(), true);
    await page.click("import.close");
    await nothingWentWrong(page);
  });

  await tell("the board is walked with the arrows; Enter opens an opinion, which shows no score before it is asked for", async () => {
    await page.click("exchange.back");
    await page.at("s4.matrix.r1.c1").focus();
    await page.press("ArrowRight");
    assert.equal(await page.run("return document.activeElement.dataset.testid"), "s4.matrix.r1.c2");
    await page.press("Enter");
    await waitFor(page, "the opinion", "return element('s4.opinion')?.open === true");
    assert.equal(await page.run("return document.querySelector('dialog canvas')"), null);
    await clean(page, "opinion hidden");
    await page.click("s4.opinion.show");
    await waitFor(page, "the paper", "return document.querySelector('dialog canvas') !== null", 30);
    await clean(page, "opinion");
    await picture(world, page, "exchange-opinion");
    await page.press("Escape");
    await waitFor(page, "the board", "return element('s4.opinion') === null");
    assert.equal(await page.run("return document.activeElement.dataset.testid"), "s4.matrix.r1.c2");
    await nothingWentWrong(page);
  });

  await tell("a long export is counted and stopped, and leaves nothing", async () => {
    const heavy = await copyOf(world, world.plain);
    await commandLine(world.program, heavy)("report", "attach", "1", join(world.folder, "一百兆.pdf"));
    const big = await staffAt(world, heavy);
    const target = join(await mkdtemp(join(world.folder, "big-")), "out");
    await mkdir(target);
    await big.answer(target);
    await big.click("handout.write");
    await waitFor(big, "the question for the keys", "return element('keys.dialog')?.open === true", 30);
    await big.at("keys.password.first").fill(PASSWORD);
    await big.at("keys.password.second").fill(PASSWORD);
    await big.click("keys.make");
    await waitFor(big, "how far it is", "return element('work')?.open === true && /\\d+ \\/ \\d+ MB/.test(element('work').textContent)", 30);
    await clean(big, "work");
    await picture(world, big, "exchange-work");
    await big.click("work.stop");
    await waitFor(big, "what is left", "return element('exchange.problem') !== null", 60);
    assert.match(await big.text("exchange.problem"), /停止/);
    await waitFor(big, "the bar to go", "return element('work')?.open !== true", 10);
    assert.deepEqual(await readdir(target), []);
    assert.ok((await big.call("package_board", { session: 1 })).rows.every((row) => row.newest === null));
    await nothingWentWrong(big);
  });

  for (const [name, size, width, height] of [["24px", 24, 1366, 768], ["zoom", 16, 683, 384], ["large", 16, 1920, 1080]]) {
    await tell(`nothing is cut at ${name}`, async () => {
      await page.resize(width, height);
      await page.call("desk_set", { type_size: size });
      await page.tab.goto("about:blank");
      await page.tab.goto(page.url);
      await waitFor(page, "the tab", "return element('exchange.out') !== null", 30);
      for (const half of ["out", "back"]) {
        await page.click(`exchange.${half}`);
        const cut = await page.run(`return [...document.querySelectorAll(".exchange button, .exchange th, .exchange td, .exchange p")]
          .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)`);
        assert.deepEqual(cut, []);
        await clean(page, `${name} ${half}`);
        await picture(world, page, `exchange-${name}-${half}`);
      }
      await nothingWentWrong(page);
    });
  }
}
