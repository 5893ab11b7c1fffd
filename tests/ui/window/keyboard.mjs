// The whole way of an expert without a pointer: from the first start to the files that are handed back.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { focused, saved, waitFor } from "../expert.mjs";

/** Presses Tab until the focus is on `wanted`, backwards if `chord` says so. */
async function tabTo(window, wanted, chord = "Tab") {
  const seen = [];
  for (let at = 0; at < 120; at += 1) {
    const now = await focused(window);
    if (wanted instanceof RegExp ? wanted.test(now) : now === wanted) return;
    seen.push(now);
    await window.press(chord);
  }
  throw new Error(`Tab does not lead to ${wanted}: ${seen.join(", ")}`);
}

export async function keyboard(stage) {
  const home = await stage.folder();
  const window = await stage.open({ home });
  const out = join(home, "评审结果");
  const is = (what, script) => waitFor(window, what, `return ${script}`, 30);

  await stage.tell("by keyboard alone: role, demonstration, expert, first score", async () => {
    await window.run("window.__pointers = 0; window.addEventListener('pointerdown', () => window.__pointers++, true)");
    await window.press("Tab", "Space");
    await is("the ways", "element('start.sample') !== null");
    await window.answer(join(home, "演示.tongping"), out);
    await tabTo(window, "start.sample");
    await window.press("Enter");
    await waitFor(window, "the experts", "return element('home.member-2-1') !== null", 60);
    await tabTo(window, "home.member-2-1");
    await window.press("Enter");
    await is("the task", "element('home.continue') !== null");
    await tabTo(window, "home.continue");
    await window.press("Enter");
    await is("the first score", "/row-.*score$/.test(document.activeElement?.dataset.testid ?? '')");
  });

  await stage.tell("by keyboard alone: scores, remarks, conclusion", async () => {
    for (let row = 1; row <= 19; row += 1) await window.press("=", "Enter");
    await is("all rows", "element('e2.total').textContent.includes('已评 19/19 ')");
    await window.press("F6");
    await is("the report", "document.activeElement?.dataset.testid === 'pdf.pages'");
    await window.press("PageDown", "F6");
    await window.press("Alt+3");
    await is("a remark", "document.activeElement?.dataset.testid === 'e3.remark.1.problem'");
    await window.type("考核结果与经费没有挂钩");
    await window.press("Tab");
    await window.type("在合同中约定扣款办法");
    await window.press("Control+Enter");
    await is("the next remark", "document.activeElement?.dataset.testid === 'e3.remark.2.problem'");
    await tabTo(window, "e3.merits");
    await window.type("作业标准和考核办法较为完整");
    await tabTo(window, /^e3\.conclusion\./);
    await window.press("Space");
    await is("the conclusion", "document.querySelector('[data-testid^=\"e3.conclusion\"]:checked') !== null");
    await saved(window);
    await stage.look("3-remarks-keyboard");
  });

  await stage.tell("by keyboard alone: statement, signing by hand, files", async () => {
    await window.press("Alt+4");
    await is("the last step", "element('e4.declare') !== null");
    await tabTo(window, "e4.declare");
    await window.press("Space");
    await tabTo(window, "e4.way.strokes");
    await window.press("ArrowDown", "ArrowDown");
    await is("signing by hand", "element('e4.way.by_hand').checked");
    await tabTo(window, "e4.confirm");
    await window.press("Enter");
    await is("the question", "document.activeElement?.dataset.testid === 'e4.sure.safe'");
    await window.press("Tab");
    assert.equal(await focused(window), "e4.sure.act");
    await window.press("Enter");
    await is("the stamp", "element('e4.signed') !== null");
    await stage.look("4-signed-by-hand");
    await tabTo(window, "review.home", "Shift+Tab");
    await window.press("Enter");
    await is("the task", "element('home.hand_back') !== null");
    await tabTo(window, "home.hand_back");
    await window.press("Enter");
    await is("handing back", "element('handback.write') !== null");
    await tabTo(window, "handback.write");
    await window.press("Enter");
    await waitFor(window, "the files", "return document.activeElement?.dataset.testid === 'handback.result'", 60);
    assert.equal((await readdir(out)).filter((name) => name.endsWith(".pdf")).length, 1);
    assert.equal(await window.run("return window.__pointers"), 0);
  });

  await stage.tell("the menus of reports and the dialogs open and close by keyboard", async () => {
    await window.press("F1");
    await is("the help", "element('help')?.open === true");
    await stage.look("help");
    await window.press("Escape");
    await is("no help", "element('help') === null");
    await tabTo(window, "handback.home", "Shift+Tab");
    await window.press("Enter");
    await is("the task", "element('home.continue') !== null");
    await tabTo(window, "home.continue");
    await window.press("Enter");
    await is("the report", "element('review.switch.open') !== null");
    await tabTo(window, "review.history");
    await window.press("Enter");
    await is("the history", "document.querySelector('dialog[open]') !== null");
    await stage.look("history");
    await window.press("Escape");
    await is("no history", "document.querySelector('dialog[open]') === null");
    await tabTo(window, "review.switch.open", "Shift+Tab");
    await window.press("Enter");
    await is("the list", "element('review.switch.list').contains(document.activeElement)");
    await stage.look("switcher");
    await tabTo(window, "review.switch.recuse");
    await window.press("Enter");
    await is("the question", "document.activeElement?.dataset.testid === 'recuse.ground'");
    await tabTo(window, "recuse.confirm");
    await window.press("Enter");
    await is("what is missing", "element('recuse.problem').textContent.trim() !== ''");
    await stage.look("recuse");
    await window.press("Escape");
    await is("no question", "element('recuse') === null");
    assert.equal(await window.run("return window.__pointers"), 0);
    await stage.isCalm();
    await window.leave();
  });
}
