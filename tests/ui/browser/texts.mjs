// What is written in words, at its limits: too long, signs that no printer has, and a way back to what was written before.
import { saved, waitFor } from "../expert.mjs";
import { assert, criteriaOf, eventually, goTo, nothingWentWrong, openAgain, openAt, storedOn, textOf, valueOf } from "./common.mjs";

const RARE = "㛃䶮𬭎";
const STRANGE = `${RARE} 表情😀 עברית \u202eabc\u202c\u200b\u200d终`;

export default async function stories(world, tell) {
  let page = await openAt(world, world.plain, { step: 3 });
  const criteria = await criteriaOf(page);
  const problem = (no) => `e3.remark.${no}.problem`;

  await tell("a remark of 20 001 signs is told and kept through a change of report and a kill, and stands in no opinion", async () => {
    const long = "意".repeat(20_001);
    await page.at(problem(1)).focus({ timeout: 10_000 });
    await page.type(long);
    await page.press("Tab");
    await waitFor(page, "the sentence", `return /20001|20 001/.test(element('${problem(1)}').closest('.card').textContent)`, 20);
    await page.press("Control+PageDown");
    await waitFor(page, "the second report", "return /2\\/3/.test(element('review.switch.open').textContent) && element('e3.step') !== null", 20);
    await page.press("Control+PageUp");
    await waitFor(page, "the first report", "return /1\\/3/.test(element('review.switch.open').textContent) && element('e3.step') !== null", 20);
    await eventually(page, "the text to be back", async () => assert.equal(await valueOf(page, problem(1)), long));
    assert.deepEqual((await storedOn(page, 1)).opinion.remarks.map((one) => one.problem).filter((one) => one !== ""), []);
    await nothingWentWrong(page);
    await page.kill();
    page = await openAgain(world, page);
    await waitFor(page, "the remarks", "return element('e3.step') !== null", 30);
    await eventually(page, "the text after the kill", async () => assert.equal(await valueOf(page, problem(1)), long));
    await goTo(page, { step: 4 });
    assert.match(await page.text("e4.check"), /没有保存|未保存|没有写入|尚未/);
  });

  await tell("rare signs, faces, right-to-left and unseen signs in a remark are stored as typed; before signing it is named what cannot be printed", async () => {
    await goTo(page, { report: 2, step: 3 });
    await page.at(problem(1)).focus({ timeout: 10_000 });
    await page.type(STRANGE);
    await page.press("Tab");
    await page.type("照办");
    await page.press("Tab");
    await eventually(page, "the remark", async () => assert.equal((await storedOn(page, 2)).opinion.remarks[0]?.problem, STRANGE));
    await saved(page);
    await goTo(page, { report: 2, step: 3 });
    assert.equal(await valueOf(page, problem(1)), STRANGE);
    await goTo(page, { report: 2, step: 4 });
    const line = "[...document.querySelectorAll('[data-testid^=\"e4.check.error-\"]')].find((one) => one.textContent.includes('无法排印'))";
    const words = await waitFor(page, "what cannot be printed", `return ${line}?.textContent`, 20);
    assert.match(words, /😀/);
    for (const sign of RARE) assert.ok(!words.includes(sign), `${sign} can be printed: ${words}`);
    await page.click(await page.run(`return ${line}.querySelector("button").dataset.testid`));
    await waitFor(page, "the remark in front", "return /^e3\\.remark\\.1\\./.test(document.activeElement?.dataset.testid ?? '')", 20);
    await nothingWentWrong(page);
  });

  await tell("an earlier version is brought back from the history, and that is taken back again", async () => {
    const { opinion } = await page.call("opinion_begin", { report: 3, member: 1 });
    const fill = (value) => page.call("scores_set", { opinion: opinion.id, scores: criteria.map(({ id }) => ({ criterion: id, value })), only_show: false });
    const scores = async () => {
      const view = await storedOn(page, 3);
      return criteria.map(({ id }) => textOf(view, id));
    };
    await fill("1");
    await fill("2");
    await goTo(page, { report: 3, step: 2 });
    await page.click("review.history");
    await waitFor(page, "the moments", "return document.querySelectorAll('[data-testid^=\"history.row-\"]').length >= 2", 20);
    await page.click(await page.run("return document.querySelectorAll('[data-testid^=\"history.row-\"]')[1].dataset.testid"));
    const beside = await waitFor(page, "the two beside each other", "return element('history.beside')?.textContent", 20);
    assert.ok(beside.includes(`${criteria.length}.00`) && beside.includes(`${2 * criteria.length}.00`), beside);
    await page.click("history.restore");
    await eventually(page, "the earlier scores", async () => assert.deepEqual(await scores(), criteria.map(() => "1")));
    await waitFor(page, "them in the table", `return element('e2.grid.row-${criteria[0].id}.score')?.value === '1' && document.querySelector('dialog[open]') === null`, 20);
    await page.press("Control+z");
    await eventually(page, "the later scores", async () => assert.deepEqual(await scores(), criteria.map(() => "2")));
    await waitFor(page, "them in the table", `return element('e2.grid.row-${criteria[0].id}.score')?.value === '2'`, 20);
    await nothingWentWrong(page);
  });
}
