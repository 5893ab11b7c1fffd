// The input method: while it is at work no key of it commits, leads away or closes anything, and nobody writes into the
// field.  The confirming key comes as code 229 after the composition has ended, as WebKit sends it.
import { waitFor } from "../expert.mjs";
import { assert, eventually, enterCell, goTo, nothingWentWrong, openAt, storedOn, textOf } from "./common.mjs";

/** Notes every write by a script into a field in which a composition is at work. */
const WATCH = `(() => {
  let at = null;
  window.writtenInto = [];
  window.addEventListener("compositionstart", (event) => (at = event.target), true);
  window.addEventListener("compositionend", () => (at = null), true);
  for (const kind of [HTMLInputElement, HTMLTextAreaElement]) {
    const own = Object.getOwnPropertyDescriptor(kind.prototype, "value");
    Object.defineProperty(kind.prototype, "value", {
      ...own,
      set(text) {
        if (this === at) window.writtenInto.push(this.dataset.testid + " = " + text);
        own.set.call(this, text);
      },
    });
  }
})()`;

/** Keys that would do something, as the input method takes them. */
const TAKEN = [["Enter", "Enter"], ["Escape", "Escape"], ["Tab", "Tab"], ["=", "Equal"], ["1", "Digit1"], ["F8", "F8"], ["ArrowDown", "ArrowDown"]];

const HERE = "return [document.activeElement?.dataset.testid, location.href, element('review.switch.open')?.textContent, " +
  "document.querySelector('[aria-current=step]')?.dataset.testid, document.querySelectorAll('dialog[open]').length]";

const here = (page) => page.run(`const element = (id) => document.querySelector('[data-testid="' + id + '"]'); ${HERE}`);

/** One composition in the field with the focus: what is typed stands, nothing else has happened. */
async function compose(page, tools, words) {
  const before = await here(page);
  const was = await page.run("return document.activeElement.value");
  for (const part of ["q", "qu", words.slice(0, 1)]) {
    await tools.send("Input.imeSetComposition", { text: part, selectionStart: part.length, selectionEnd: part.length });
    for (const [key, code] of TAKEN) {
      await tools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", windowsVirtualKeyCode: 229, key: "Process", code });
      assert.deepEqual(await here(page), before, `${key} within the composition`);
    }
  }
  await tools.send("Input.insertText", { text: words });
  // The confirming key itself, after the composition has ended.
  for (const [key, code] of TAKEN) {
    await tools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", windowsVirtualKeyCode: 229, key, code });
    await tools.send("Input.dispatchKeyEvent", { type: "keyUp", windowsVirtualKeyCode: 229, key, code });
  }
  assert.deepEqual(await here(page), before, "after the composition");
  const now = await page.run("return document.activeElement.value");
  assert.ok(now.endsWith(words) && now.length <= was.length + words.length, `the field holds “${now}”`);
  assert.deepEqual(await page.run("return window.writtenInto.splice(0)"), [], "written into during a composition");
}

export default async function stories(world, tell) {
  const page = await openAt(world, world.documents, {}, { scripts: [WATCH] });
  const tools = await page.context.newCDPSession(page.tab);

  await tell("composing in a score commits nothing, and what was composed is then stored", async () => {
    await enterCell(page, "1.1");
    await compose(page, tools, "四分");
    assert.equal(textOf((await storedOn(page, 1)) ?? { opinion: { scores: [] } }, "1.1"), "");
    await page.press("Enter");
    await eventually(page, "the score", async () => assert.equal(textOf(await storedOn(page, 1), "1.1"), "四分"));
  });

  await tell("composing in a reason while an answer comes in writes nothing into it", async () => {
    await enterCell(page, "1.2");
    await page.type("2");
    await page.press("Tab"); // the answer to the score arrives during the composition
    await compose(page, tools, "理由充分");
    await page.press("Enter");
    await eventually(page, "the reason", async () => assert.equal(textOf(await storedOn(page, 1), "1.2", "reason"), "理由充分"));
  });

  await tell("composing in a card of one score does the same", async () => {
    await page.press("F7");
    await waitFor(page, "the card", "return element('e2.card') !== null && /score/.test(document.activeElement.dataset.field ?? '')");
    await compose(page, tools, "五");
    await page.press("Escape");
    await page.at("e2.card.reason").focus();
    await compose(page, tools, "卡片理由");
    await page.press("F7");
    await waitFor(page, "the table", "return element('e2.grid') !== null");
  });

  await tell("composing in a remark, and in the merits, saves nothing half-written and leads nowhere", async () => {
    await goTo(page, { step: 3 });
    await page.at("e3.remark.1.problem").focus({ timeout: 10_000 });
    await compose(page, tools, "指标体系不完整");
    await page.at("e3.merits").focus();
    await compose(page, tools, "结构完整");
    await eventually(page, "the remark", async () => {
      const { opinion } = await storedOn(page, 1);
      assert.equal(opinion.remarks[0]?.problem, "指标体系不完整");
    });
    await page.press("Tab");
    await eventually(page, "the merits", async () => assert.equal((await storedOn(page, 1)).opinion.merits, "结构完整"));
  });

  await tell("composing in the page box and in the search of the report leads nowhere", async () => {
    await waitFor(page, "the report", "return document.querySelector('.pdf-page.is-drawn') !== null", 30);
    const page_box = page.at("pdf.page");
    await page_box.focus();
    await page_box.selectText();
    await compose(page, tools, "三");
    await page.press("Escape");
    await page.at("pdf.find").click();
    await waitFor(page, "the search", "return document.activeElement?.dataset.testid === 'pdf.find.words'");
    await compose(page, tools, "绩效");
    assert.equal(await page.at("pdf.find.words").count(), 1, "the search is still open");
  });
  await nothingWentWrong(page);
}
