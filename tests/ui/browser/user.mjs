// What an expert trips over in a long sitting: where the cursor is after a question, a jump, a larger type; what is signed
// again; what comes after the last report.
import { ELEMENT, focused, waitFor } from "../expert.mjs";
import { assert, criteriaOf, enterCell, eventually, goTo, nothingWentWrong, openAt, storedOn, textOf, valueOf } from "./common.mjs";

const isFocused = (page, testId) =>
  eventually(page, `the focus on ${testId}`, async () => assert.equal(await focused(page), testId));

/** Whether the field with the focus lies whole inside the part that scrolls. */
const IN_SIGHT = `
  const field = document.activeElement?.getBoundingClientRect();
  const around = (element("e2.grid") ?? element("e2")).getBoundingClientRect();
  return field !== undefined && field.top >= around.top && field.bottom <= around.bottom;`;

/** Full points everywhere on a report but one half point on the first criterion, and a conclusion. */
async function fill(page, report, criteria) {
  const { opinion } = await page.call("opinion_begin", { report, member: 1 });
  const scores = criteria.map(({ id }, at) => ({ criterion: id, value: at === 0 ? "-0.5" : "=" }));
  await page.call("scores_set", { opinion: opinion.id, scores, only_show: false });
  const { form } = await page.call("task_show", { session: 1, member: 1 });
  const texts = { conclusion: form.conclusions[0].name, merits: null, budget_advice: null, declared: true };
  await page.call("opinion_set", { opinion: opinion.id, ...texts });
}

async function signByHand(page) {
  await page.click("e4.way.by_hand");
  await page.click("e4.confirm");
  await isFocused(page, "e4.sure.safe");
  await page.click("e4.sure.act");
}

export default async function stories(world, tell) {
  const page = await openAt(world, world.plain);
  const criteria = await criteriaOf(page);

  await tell("Ctrl+D below an empty cell takes nothing away", async () => {
    const [, second] = criteria;
    await enterCell(page, second.id, "reason");
    await page.type("指标值没有量化");
    await page.press("Control+d");
    assert.equal(await valueOf(page, `e2.grid.row-${second.id}.reason`), "指标值没有量化");
    await page.press("Enter");
    await eventually(page, "the reason", async () =>
      assert.equal(textOf(await storedOn(page, 1), second.id, "reason"), "指标值没有量化"),
    );
  });

  await tell("the row being worked on stays in sight at every size, and 24 px chooses the card by itself", async () => {
    const { id } = criteria[Math.floor(criteria.length / 2)];
    await enterCell(page, id);
    // A choice made in a wide window is none for large type.
    await page.press("F7");
    await isFocused(page, "e2.card.score");
    await page.press("F7");
    await isFocused(page, `e2.grid.row-${id}.score`);
    await page.press("Control+Equal");
    await waitFor(page, "20 px", "return document.documentElement.style.fontSize === '20px'", 20);
    await waitFor(page, "the row at 20 px", `${IN_SIGHT}`, 20);
    await page.press("Control+Equal");
    await isFocused(page, "e2.card.score");
    await page.press("Control+0");
    await isFocused(page, `e2.grid.row-${id}.score`);
    await waitFor(page, "the row at 18 px", `${IN_SIGHT}`, 20);
  });

  await tell("去修改 of a missing reason puts the cursor into the reason", async () => {
    for (const report of [1, 2]) await fill(page, report, criteria);
    await goTo(page, { step: 4 });
    const fix = `return [...document.querySelectorAll('[data-testid^="e4.check.warning-"][data-testid$=".fix"]')]
      .find((one) => one.closest("li")?.textContent.includes("扣分理由"))?.dataset.testid`;
    await page.click(await waitFor(page, "the reminder", fix, 20));
    await isFocused(page, `e2.grid.row-${criteria[0].id}.reason`);
  });

  await tell("a signature taken back leaves the cursor on 重新签字; signed again it is the second version", async () => {
    await goTo(page, { step: 4 });
    await signByHand(page);
    await isFocused(page, "e4.signed");
    await page.click("e4.withdraw");
    await isFocused(page, "e4.back.safe");
    await page.click("e4.back.reason");
    await page.type("总分需要再核");
    await page.click("e4.back.act");
    await isFocused(page, "e4.confirm");
    assert.equal(await page.text("e4.confirm"), "重新签字为第 2 版");
    await signByHand(page);
    await isFocused(page, "e4.signed");
    assert.equal(await page.text("e4.version"), "第 2 版");
  });

  await tell("after the last report that was open comes handing back, also when it is declined", async () => {
    await goTo(page, { report: 2, step: 4 });
    await signByHand(page);
    await waitFor(page, "the signature", "return element('e4.signed') !== null", 20);
    await goTo(page, { report: 3, step: 1 });
    await page.click("review.switch.open");
    await page.click("review.switch.decline");
    await isFocused(page, "recuse.ground");
    await page.type("时间冲突");
    await page.click("recuse.confirm");
    await waitFor(page, "handing back", "return element('handback.write') !== null", 20);
    assert.ok(await page.run(`${ELEMENT} return element("handback").contains(document.activeElement)`));
    await nothingWentWrong(page);
  });

  await tell("the list of reports covers the steps: Escape gives the focus back, a key that leads elsewhere closes it", async () => {
    await goTo(page, { report: 1, step: 2 });
    const list = (isOpen) => waitFor(page, `the list ${isOpen ? "open" : "closed"}`,
      `return (element("review.switch.list").offsetParent !== null) === ${isOpen} && (element("review.step-1").closest("[inert]") !== null) === ${isOpen}`, 20);
    await page.click("review.switch.open");
    await list(true);
    await waitFor(page, "the focus in it", "return element('review.switch.list').contains(document.activeElement)", 20);
    await page.press("Escape");
    await list(false);
    await isFocused(page, "review.switch.open");
    for (const [chord, shows] of [["Alt+3", "element('e3.step') !== null"], ["Control+PageDown", "/2\\/3/.test(element('review.switch.open').textContent)"]]) {
      await page.click("review.switch.open");
      await list(true);
      await page.press(chord);
      await list(false);
      await waitFor(page, chord, `return ${shows} && document.activeElement !== document.body`, 20);
    }
    await page.click("review.switch.open");
    await list(true);
    const { x, y, width, height } = await page.at("review.step-1").boundingBox();
    await page.tab.mouse.click(x + width / 2, y + height / 2);
    await nothingWentWrong(page);
    await page.press("Escape");
    await list(false);
  });

  await tell("F6 leads back to where one wrote, and after Ctrl+G the pages have the keys", async () => {
    const reader = await openAt(world, world.documents);
    const { id } = (await criteriaOf(reader))[2];
    await waitFor(reader, "the first page", "return document.querySelector('.pdf-page canvas') !== null", 30);
    await enterCell(reader, id, "reason");
    await reader.press("Control+g");
    await isFocused(reader, "pdf.page");
    await reader.press("Control+a", "5", "Enter");
    await isFocused(reader, "pdf.pages");
    await reader.press("F6");
    await isFocused(reader, `e2.grid.row-${id}.reason`);
    await reader.press("Control+m");
    await waitFor(reader, "the place in the report", `return /第 5 页/.test(document.activeElement.value)`, 20);
    await nothingWentWrong(reader);
  });
}
