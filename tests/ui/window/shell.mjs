// The window as a program among others: the file it is started with, a second start, closing, and what it remembers.
import assert from "node:assert/strict";
import { access, copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { begin, focused, saved, sitDown, waitFor } from "../expert.mjs";
import { core, texts, words } from "./stage.mjs";

const isThere = (path) => access(path).then(
  () => true,
  () => false,
);

export async function shell(stage) {
  const home = await stage.folder();
  const file = join(home, "评审.tongping");
  const typed = "抽查记录与附件二的数量不一致";

  await stage.tell("another kind of file, or none at all, is refused on the start page with a sentence", async () => {
    const folder = await stage.folder();
    await writeFile(join(folder, "任务.tpr"), "PK");
    await writeFile(join(folder, "报告.pdf"), "%PDF-1.7");
    const refusals = [
      ["任务.tpr", words("refused.return_not_opened", { path: join(folder, "任务.tpr") })],
      ["报告.pdf", words("refused.workspace_ending_other", { path: join(folder, "报告.pdf") })],
      ["不在.tongping", null],
    ];
    for (const [name, sentence] of refusals) {
      const window = await stage.open({ file: join(folder, name) });
      await waitFor(window, `the refusal of ${name}`, "return element('start.refusal') !== null");
      const told = await window.text("start.refusal");
      assert.ok(told.includes(sentence ?? join(folder, name)), told);
      assert.match(told, /[\u4e00-\u9fff].*。/);
      if (sentence === null) await stage.look("start-refused");
      await stage.isCalm();
      await window.leave();
    }
  });

  await stage.tell("closing commits what is being typed, keeps the place and gives the workspace back", async () => {
    const window = await stage.open({ home, width: 1200, height: 700 });
    await window.click("start.role.expert");
    await waitFor(window, "the ways", "return element('start.sample') !== null");
    await window.answer(file);
    await window.click("start.sample");
    await waitFor(window, "the question who sits here", "return element('home.member-2-1') !== null", 60);
    await sitDown(window);
    await begin(window);
    await window.press("-", "0", ".", "5", "Enter");
    await waitFor(window, "the reason", "return /reason$/.test(document.activeElement?.dataset.testid ?? '')");
    await window.type(typed);
    assert.ok(await isThere(`${file}.lock`), "the workspace is held");
    await stage.isCalm();
    await window.leave();
    assert.ok(!(await isThere(`${file}.lock`)), "nobody holds the workspace");
    assert.ok(!(await isThere(`${file}-wal`)), "everything is in the one file");
  });

  let window;
  await stage.tell("a double click on the file leads back to the row; size and role are remembered", async () => {
    window = await stage.open({ home, file, width: null });
    await waitFor(window, "the row", "return document.activeElement?.dataset.testid?.startsWith('e2.grid.row-1.1.')", 30);
    assert.equal(await window.run("return document.querySelector('[data-testid=\"e2.grid.row-1.1.reason\"]').value"), typed);
    assert.equal(await window.run("return document.querySelector('[data-testid=recovered]')"), null, "nothing had to be recovered");
    await window.until("the size", 10, async () => {
      assert.deepEqual(await window.run("return [innerWidth, innerHeight]"), [1200, 700]);
    });
    assert.equal((await core(window, "desk_show", null)).settings.role, "expert");
    assert.equal(await window.ask("GET", `${window.session}/title`), texts["ui.start.title"]);
    await stage.isCalm();
  });

  await stage.tell("a second window on the same workspace is refused within a second, and says who holds it", async () => {
    const pid = await window.pid();
    const second = await stage.open({ home: await stage.folder() });
    await second.click("start.role.expert");
    await waitFor(second, "the ways", "return element('start.open') !== null");
    await second.answer(file);
    const { value } = await second.runAsync(`const began = performance.now();
      document.querySelector('[data-testid="start.open"]').click();
      while (!document.querySelector('[data-testid="start.refusal"]')) await new Promise((done) => setTimeout(done, 5));
      return Math.round(performance.now() - began);`);
    const told = await second.text("start.refusal");
    assert.ok(told.includes(String(pid)), told);
    assert.ok(told.includes(file), told);
    await stage.look("start-held", second);
    await stage.isCalm(second);
    await second.leave();
    stage.window = window;
    assert.ok(value < 1000, `it took ${value} ms`);
    return `${value} ms`;
  });

  await stage.tell("what the first window does goes on, and a copy of the closed workspace opens", async () => {
    await window.press("Escape");
    await window.click("e2.grid.row-1.2.score");
    await window.press("=", "Enter");
    await waitFor(window, "the score", "return element('e2.total').textContent.includes('已评 2/19 ')");
    await saved(window);
    await stage.isCalm();
    await window.leave();
    const copy = join(home, "副本 一.TONGPING");
    await copyFile(file, copy);
    stage.prepared = file;
    const other = await stage.open({ home: await stage.folder(), file: copy });
    // No role was chosen on this computer: the question comes first, then the task.
    await other.click("start.role.expert");
    await waitFor(other, "the experts", "return element('home.member-2-1') !== null", 30);
    assert.notEqual(await focused(other), null);
    await stage.isCalm(other);
    await other.leave();
  });
}
