// 单位钥匙 as staff meets it: made with a password, the sheet printed and tried, locked the next day, restored from the
// sheet; every state without a violation of WCAG, and nothing of it for experts.
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Page } from "../chromium.mjs";
import { waitFor } from "../expert.mjs";
import { assert, copyOf, nothingWentWrong, openAt } from "./common.mjs";

const axe = await readFile(new URL("../../../ui/node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const run = promisify(execFile);
const PASSWORD = "一把好记的单位钥匙";

/** What a reader of QR codes types from the printed page. */
async function codeOn(sheet) {
  const picture = sheet.replace(/\.pdf$/u, "");
  await run("pdftoppm", ["-r", "150", "-png", "-singlefile", sheet, picture]);
  return (await run("zbarimg", ["--quiet", "--raw", `${picture}.png`])).stdout.trim();
}

export default async function stories(world, tell) {
  const desk = join(world.folder, "desk-keys");
  const sheet = join(world.folder, "恢复单.pdf");
  const workspace = await copyOf(world, world.plain);
  let page = await Page.open(world.browser, world.program, world.ui, { desk });
  world.pages.add(page);
  let states = 0;

  /** Looks at a state: no violation, and a picture of it. */
  async function clean(state) {
    await page.tab.evaluate((source) => { if (window.axe === undefined) window.eval(source); }, axe).catch(() => page.tab.addScriptTag({ content: axe }));
    const found = await page.tab.evaluate(async (tags) => {
      const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
      return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.any[0]?.message ?? ""}`));
    }, TAGS);
    states += 1;
    await writeFile(join(world.pictures, `keys-${states}.png`), await page.screenshot());
    assert.deepEqual(found, [], state);
  }
  const shows = (what, testId) => waitFor(page, what, `return element('${testId}') !== null`, 30);
  const says = (what, testId, words) => waitFor(page, what, `return element('${testId}')?.textContent.includes(${JSON.stringify(words)})`, 30);
  const fill = (testId, words) => page.at(testId).fill(words);

  await tell("the keys are made, with a password where no keyring keeps them", async () => {
    await page.call("desk_set", { role: "staff" });
    await page.call("desk_open", { path: workspace });
    await page.tab.goto(page.url);
    await shows("the reminder", "keys.reminder");
    await clean("no keys yet");
    await page.click("keys.reminder.act");
    await shows("the explanation", "keys.none");
    await fill("keys.password.first", "short");
    await fill("keys.password.second", "shorx");
    await page.click("keys.make");
    await says("that the two differ", "keys.failure", "不一样");
    await fill("keys.password.second", "short");
    await page.click("keys.make");
    await says("that it is too short", "keys.failure", "至少要有 8 个字符");
    await clean("a password refused");
    await fill("keys.password.first", PASSWORD);
    await fill("keys.password.second", PASSWORD);
    await page.click("keys.make");
    await shows("the keys", "keys.open");
    await clean("made");
  });

  await tell("the sheet is printed, and one of its groups typed again", async () => {
    await page.answer(sheet);
    await page.click("keys.sheet.print");
    await says("where it was written", "keys.sheet.written", "恢复单.pdf");
    const groups = (await codeOn(sheet)).split("-");
    const asked = (await page.call("keys_show")).ask_group;
    await fill("keys.sheet.group", groups[asked % 12]);
    await page.click("keys.sheet.confirm");
    await says("that it differs", "keys.sheet.failure", `第 ${asked} 组`);
    await clean("the wrong group");
    await fill("keys.sheet.group", groups[asked - 1].toLowerCase());
    await page.press("Enter");
    await says("that it was tried", "keys.sheet.confirmed", "已核对");
    await clean("tried");
    await page.press("Escape");
    await waitFor(page, "no reminder", "return element('keys.reminder') === null && element('keys.dialog') === null");
    for (const group of groups) assert.ok(!(await page.tab.content()).includes(group), "the code is on no screen");
  });

  await tell("the next day they are locked; the password opens them", async () => {
    await page.kill();
    await page.start();
    await page.call("desk_open", { path: workspace });
    await page.tab.goto(page.url);
    await says("the reminder", "keys.reminder", "没有打开");
    await page.click("keys.reminder.act");
    await shows("the password", "keys.password");
    await fill("keys.password", "wrong horse");
    await page.press("Enter");
    await says("that it is wrong", "keys.failure", "钥匙密码不对");
    await clean("a wrong password");
    await fill("keys.password", PASSWORD);
    await page.press("Enter");
    await shows("the keys", "keys.open");
    await page.press("Escape");
    await waitFor(page, "no reminder", "return element('keys.reminder') === null");
    await nothingWentWrong(page);
  });

  await tell("another computer gets the same keys from the sheet", async () => {
    const { fingerprint } = await page.call("keys_show");
    const code = await codeOn(sheet);
    page = await Page.open(world.browser, world.program, world.ui, { desk: join(world.folder, "desk-keys-2") });
    world.pages.add(page);
    await page.call("desk_set", { role: "staff" });
    await page.call("desk_open", { path: await copyOf(world, world.plain) });
    await page.tab.goto(page.url);
    await shows("the rail", "rail.keys");
    await page.click("rail.keys");
    await page.click("keys.to_restore");
    const wrong = code.split("-").toSpliced(3, 1, "0000").join(" ");
    await fill("keys.restore.code", wrong);
    await fill("keys.password.first", PASSWORD);
    await fill("keys.password.second", PASSWORD);
    await page.click("keys.restore.act");
    await says("which group is wrong", "keys.restore.failure", "第 4 组输错了");
    await clean("a mistyped code");
    await fill("keys.restore.code", code);
    await page.click("keys.restore.act");
    await says("the same keys", "keys.fingerprint", fingerprint);
    await shows("that the sheet is there", "keys.sheet.confirmed");
    await nothingWentWrong(page);
  });

  await tell("other keys take their place only after a question", async () => {
    const other = join(world.folder, "desk-keys-3");
    const elsewhere = await Page.open(world.browser, world.program, world.ui, { desk: other });
    world.pages.add(elsewhere);
    await elsewhere.call("desk_set", { role: "staff" });
    const { fingerprint } = await elsewhere.call("keys_make", { password: PASSWORD });
    const otherSheet = join(world.folder, "另一张.pdf");
    await elsewhere.call("keys_sheet_export", { path: otherSheet });
    await page.click("keys.to_restore");
    await fill("keys.restore.code", await codeOn(otherSheet));
    await fill("keys.password.first", PASSWORD);
    await fill("keys.password.second", PASSWORD);
    await page.click("keys.restore.act");
    await says("that they are others", "keys.restore.failure", fingerprint);
    await shows("the question", "keys.restore.replace");
    await clean("other keys");
    await page.click("keys.restore.replace");
    await says("the other keys", "keys.fingerprint", fingerprint);
    await nothingWentWrong(page);
  });

  await tell("an expert sees nothing of keys", async () => {
    const expert = await openAt(world, world.plain, { screen: "home" });
    assert.ok(!(await expert.tab.content()).includes("钥匙"));
    await expert.click("home.settings");
    assert.ok(!(await expert.tab.content()).includes("钥匙"));
    return `${states} states looked at`;
  });
}
