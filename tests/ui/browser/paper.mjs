// 代录: a paper that came by post is typed in twice by the keyboard alone; where the typings are apart both are told and
// mended, then it is kept with its scan and stands on the board; every state without a violation of WCAG.
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { focused, waitFor } from "../expert.mjs";
import { clean } from "./axe.mjs";
import { assert, nothingWentWrong } from "./common.mjs";
import { issued, picture, staffAt, toTab } from "./exchange.mjs";

const PDF = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\nstartxref\n9\n%%EOF\n";

/** Goes on with Tab until the focus is in what is wanted. */
async function tabTo(page, testId) {
  for (let tries = 0; tries < 120; tries += 1) {
    if ((await focused(page)) === testId) return;
    await page.press("Tab");
  }
  throw new Error(`the focus never comes to ${testId}`);
}

/** Types one whole paper, the cursor in the first score. */
async function typeAll(page, criteria, first) {
  for (const [at, { id, max }] of criteria.entries()) {
    assert.equal(await focused(page), `paper.score-${id}`);
    await page.type(at === 0 ? first : String(max));
    await page.press("Enter");
    assert.equal(await focused(page), `paper.reason-${id}`);
    if (at === 0) await page.type("缺少附件目录");
    await page.press("Enter");
  }
  await tabTo(page, "paper.remark-add");
  await page.press("Enter");
  await waitFor(page, "the remark", "return document.activeElement === element('paper.remark-0.nature')");
  await tabTo(page, "paper.remark-0.problem");
  await page.type("数据口径不一致");
  await tabTo(page, "paper.remark-0.suggestion");
  await page.type("统一口径后重新测算");
  await tabTo(page, "paper.conclusion");
  await page.press("ArrowDown");
  await page.press("ArrowDown");
  await tabTo(page, "paper.declared");
  await page.press("Space");
}

export default async function stories(world, tell) {
  const page = await staffAt(world, world.plain);
  const folder = await mkdtemp(join(world.folder, "paper-"));
  await issued(page, folder);
  await toTab(page);
  await page.click("exchange.back");
  const scan = join(folder, "扫描件.pdf");
  await writeFile(scan, PDF);
  let criteria = [];

  await tell("a cell without an opinion says that Enter types a paper in, and Escape leaves without a word when nothing is typed", async () => {
    const { form } = await page.call("task_show", { session: 1, member: 1 });
    const below = (group) => [...(group.criteria ?? []), ...(group.groups ?? []).flatMap(below)];
    criteria = form.groups.flatMap(below);
    await page.at("s4.matrix.r1.c1").focus();
    assert.match(await page.at("s4.matrix.r1.c1").getAttribute("aria-label"), /未交回 代录（按回车键）$/);
    await clean(page, "the board");
    await picture(world, page, "paper-board");
    await page.press("Enter");
    await waitFor(page, "the first score", `return document.activeElement === element('paper.score-${criteria[0].id}')`);
    await clean(page, "nothing typed");
    await page.press("Escape");
    await waitFor(page, "the board", "return element('paper') === null");
    assert.equal(await focused(page), "s4.matrix.r1.c1");
  });

  await tell("a paper is typed twice by keyboard; a place that differs is told with both values, found by Enter and mended; then it is kept", async () => {
    await page.press("Enter");
    await waitFor(page, "the first score", `return document.activeElement === element('paper.score-${criteria[0].id}')`);
    const [{ max }] = criteria;
    await typeAll(page, criteria, "3");
    await picture(world, page, "paper-first");
    await tabTo(page, "paper.next");
    await page.press("Enter");
    await waitFor(page, "the second typing", `return element('paper.round-2') !== null && document.activeElement === element('paper.score-${criteria[0].id}')`);
    assert.equal(await page.at(`paper.score-${criteria[0].id}`).inputValue(), "", "the first typing is out of sight");
    await clean(page, "the second typing");
    await typeAll(page, criteria, "2");
    await tabTo(page, "paper.signed_on");
    const [year, month, day] = new Date().toISOString().slice(0, 10).split("-");
    await page.tab.keyboard.type(`${month}${day}${year}`);
    assert.equal(await page.at("paper.signed_on").inputValue(), `${year}-${month}-${day}`);
    assert.equal(await page.at("paper.keep").isDisabled(), true, "there is no scan yet");
    await page.answer(scan);
    await tabTo(page, "paper.scan");
    await page.press("Enter");
    await waitFor(page, "the scan", "return /扫描件\\.pdf/.test(element('paper.scan.path')?.textContent ?? '')");
    await tabTo(page, "paper.keep");
    await picture(world, page, "paper-second");
    await page.press("Enter");
    await waitFor(page, "what differs", "return element('paper.found-0') !== null && element('paper.found') === document.activeElement");
    assert.match(await page.text("paper.found-0"), /第一次“3”，第二次“2”/);
    assert.equal(await page.at("paper.found-1").count(), 0, "one place differs and no other");
    await clean(page, "what differs");
    await picture(world, page, "paper-found");
    await page.resize(1920, 1080);
    await picture(world, page, "paper-found-large");
    await page.resize(1366, 768);
    await tabTo(page, "paper.found-0");
    await page.press("Enter");
    await waitFor(page, "the place", `return document.activeElement === element('paper.score-${criteria[0].id}')`);
    await page.press("Control+a");
    await page.type("3");
    await tabTo(page, "paper.keep");
    await page.press("Enter");
    await waitFor(page, "the board", "return element('paper') === null && /第 1 版 代录/.test(element('s4.matrix.r1.c1')?.textContent ?? '')", 30);
    assert.match(await page.text("s4.matrix.r1.c1"), /第 1 版 代录/);
    assert.equal(await focused(page), "s4.matrix.r1.c1");
    assert.ok(Number(max) > 3, "3 is no full score");
    const board = await page.call("board_show", { session: 1 });
    assert.deepEqual([board.returned, board.open, board.cells[0].state], [1, 8, "paper"]);
    assert.match(await page.text("exchange.back"), /1\D+9/);
    const [opinion] = await page.call("opinion_list", { report: 1 });
    assert.deepEqual([opinion.opinion.state, opinion.opinion.scores[0].text, opinion.opinion.scores[0].reason], ["signed", "3", "缺少附件目录"]);
    const [kept] = await page.call("received_list", { session: 1 });
    assert.deepEqual([kept.kind, kept.name, kept.expert], ["paper", "扫描件.pdf", "陆秉堃"]);
    await clean(page, "kept");
    await picture(world, page, "paper-kept");
    // What is kept is looked at, not typed again.
    await page.press("Enter");
    await waitFor(page, "the opinion", "return element('s4.opinion')?.open === true");
    await page.press("Escape");
    await waitFor(page, "the board", "return element('s4.opinion') === null");
    await nothingWentWrong(page);
  });

  await tell("what is typed is not thrown away by Escape, and who is recused has no paper", async () => {
    await page.press("ArrowRight");
    await page.press("Enter");
    await waitFor(page, "the first score", `return document.activeElement === element('paper.score-${criteria[0].id}')`);
    await page.type("1");
    await page.press("Escape");
    await waitFor(page, "the question", "return element('paper.leave') !== null");
    await clean(page, "the question");
    await page.press("Escape");
    await waitFor(page, "the typing", "return element('paper.leave') === null && element('paper') !== null");
    assert.equal(await page.at(`paper.score-${criteria[0].id}`).inputValue(), "1");
    await page.press("Escape");
    await waitFor(page, "the question", "return element('paper.leave') !== null");
    await tabTo(page, "paper.leave");
    await page.press("Enter");
    await waitFor(page, "the board", "return element('paper') === null");
    await page.call("session_recuse", { member: 2, report: 1, ground: "曾任顾问" });
    await toTab(page);
    await page.click("exchange.back");
    await page.at("s4.matrix.r1.c2").focus();
    await page.press("Enter");
    assert.equal(await page.at("paper").count(), 0);
    assert.match(await page.at("s4.matrix.r1.c2").getAttribute("aria-label"), /回避$/);
    await nothingWentWrong(page);
  });

  for (const [name, size, width, height] of [["24px", 24, 1366, 768], ["zoom", 16, 683, 384], ["large", 16, 1920, 1080]]) {
    await tell(`nothing of a paper is cut at ${name}`, async () => {
      await page.resize(width, height);
      await page.call("desk_set", { type_size: size });
      await toTab(page);
      await page.click("exchange.back");
      await page.at("s4.matrix.r2.c1").focus();
      await picture(world, page, `paper-${name}-board`);
      await page.press("Enter");
      await waitFor(page, "the first score", `return document.activeElement === element('paper.score-${criteria[0].id}')`);
      await picture(world, page, `paper-${name}`);
      const cut = await page.run(`return [...document.querySelectorAll("dialog button, dialog th, dialog td, dialog p, dialog label")]
        .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)`);
      assert.deepEqual(cut, []);
      await tabTo(page, "paper.remark-add");
      await page.press("Enter");
      await picture(world, page, `paper-${name}-remark`);
      await clean(page, name);
      await nothingWentWrong(page);
    });
  }
}
