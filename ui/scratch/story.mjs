import { chromium } from "playwright-core";
import assert from "node:assert/strict";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu"] });
const open = async (q) => { const p = await b.newPage({ viewport: { width: 1366, height: 768 } }); p.on("pageerror", (e) => console.log("ERR", e.message, e.stack)); await p.goto("http://127.0.0.1:5391/scratch/index.html?" + q); await p.waitForSelector('[data-testid$=".step"]'); await p.waitForTimeout(400); return p; };
const logs = (p, name) => p.evaluate((n) => window.__log.filter((x) => x[0] === n).map((x) => x[1]), name);
{
  const p = await open("state=empty&step=3&lag=150");
  assert.equal(await p.evaluate(() => document.activeElement.dataset.testid), "e3.remark.1.problem");
  await p.keyboard.type("first");
  await p.keyboard.press("Control+Enter");
  await p.waitForTimeout(30);
  assert.equal(await p.evaluate(() => document.activeElement.dataset.testid), "e3.remark.2.problem");
  await p.keyboard.type("second");
  await p.keyboard.press("Tab");
  await p.keyboard.type("sugg");
  await p.waitForTimeout(50);
  // IME in the next card while replies come
  await p.keyboard.press("Control+Enter");
  const cdp = await p.context().newCDPSession(p);
  await cdp.send("Input.imeSetComposition", { text: "yi'jian", selectionStart: 7, selectionEnd: 7 });
  await p.waitForTimeout(1200);
  assert.equal((await logs(p, "remark_add")).length, 2);
  assert.equal(await p.evaluate(() => document.activeElement.value), "yi'jian");
  await cdp.send("Input.insertText", { text: "意见" });
  assert.equal(await p.evaluate(() => document.activeElement.value), "意见");
  await p.keyboard.press("Control+Enter");
  await p.waitForTimeout(600);
  const adds = await logs(p, "remark_add"); const sets = await logs(p, "remark_set");
  console.log(adds.map((x) => [x.problem, x.suggestion]), sets.map((x) => [x.remark, x.problem, x.suggestion]));
  console.log(await p.$$eval('[data-testid$=".problem"]', (x) => x.map((y) => y.value)));
  await p.keyboard.press("Control+m"); await p.waitForTimeout(100);
  console.log(await p.textContent('[data-testid="e3.state"]'));
  // leaving the step
  await p.keyboard.type("四");
  await p.click('[data-testid="e3.on"]'); await p.waitForSelector('[data-testid="e4.step"]');
  console.log((await logs(p, "remark_add")).length, "adds");
  // fix goes to conclusion
  await p.waitForTimeout(500);
  const fixes = await p.$$('[data-testid$=".fix"]');
  for (const f of fixes) if ((await f.getAttribute("aria-label")).includes("结论")) { await f.click(); break; }
  await p.waitForSelector('[data-testid="e3.step"]'); await p.waitForTimeout(500);
  console.log("focus", await p.evaluate(() => document.activeElement.dataset.testid));
  await p.close();
}
{
  const p = await open("state=remarks&step=3&lag=20");
  const long = "长".repeat(20345);
  await p.fill('[data-testid="e3.remark.1.suggestion"]', long); await p.locator('[data-testid="e3.remark.1.suggestion"]').blur();
  await p.waitForTimeout(200);
  console.log((await logs(p, "remark_set")).length, await p.textContent('[data-testid="e3.remark.1"] .told'));
  await p.screenshot({ path: "/tmp/rshot-long.png" });
  await p.click('[data-testid="e3.on"]'); await p.waitForSelector('[data-testid="e4.step"]'); await p.waitForTimeout(300);
  console.log(await p.textContent('[data-testid="e4.check.error-1"]'));
  await p.click('[data-testid="e4.check.error-1.fix"]'); await p.waitForSelector('[data-testid="e3.step"]'); await p.waitForTimeout(300);
  console.log((await p.inputValue('[data-testid="e3.remark.1.suggestion"]')).length, await p.evaluate(() => document.activeElement.dataset.testid));
  await p.fill('[data-testid="e3.remark.1.suggestion"]', "短"); await p.locator('[data-testid="e3.remark.1.suggestion"]').blur(); await p.waitForTimeout(300);
  console.log(await logs(p, "remark_set"));
  // remove, undo
  await p.click('[data-testid="e3.remark.1.remove"]'); await p.waitForTimeout(300);
  console.log("focus", await p.evaluate(() => document.activeElement.dataset.testid));
  await p.keyboard.press("Enter"); await p.waitForTimeout(300);
  console.log(await p.$$eval('[data-testid$=".suggestion"]', (x) => x.map((y) => y.value)));
  // combobox by typing
  await p.focus('[data-testid="e3.remark.2.criterion"]'); await p.keyboard.type("3.2"); await p.keyboard.press("Enter"); await p.waitForTimeout(200);
  console.log(await p.inputValue('[data-testid="e3.remark.2.criterion"]'), (await logs(p, "remark_set")).at(-1));
  await p.click('[data-testid="e3.veto.1"]'); await p.click('[data-testid="e3.conclusion.2"]'); await p.waitForTimeout(200);
  console.log(await logs(p, "opinion_veto"), (await logs(p, "opinion_set")).at(-1));
  await p.close();
}
{
  const p = await open("state=last&step=4");
  console.log(await p.textContent('[data-testid="e4.state"]'), await p.textContent('[data-testid="e4.next"]'));
  await p.click('[data-testid="e4.next"]'); await p.waitForTimeout(500);
  console.log(await p.textContent('[data-testid="e4.state"]'));
  await p.click('[data-testid="e4.declare"]'); await p.waitForTimeout(200);
  await p.click('[data-testid="e4.confirm"]'); await p.waitForTimeout(200);
  console.log("focus", await p.evaluate(() => document.activeElement.dataset.testid), await p.textContent(".complaint"));
  await p.click('[data-testid="e4.way.by_hand"]'); await p.click('[data-testid="e4.confirm"]'); await p.waitForTimeout(200);
  console.log("focus", await p.evaluate(() => document.activeElement.dataset.testid));
  await p.click('[data-testid="e4.sure.act"]'); await p.waitForTimeout(400);
  console.log((await logs(p, "opinion_sign")), await p.evaluate(() => document.activeElement.dataset.testid));
  await p.click('[data-testid="e4.withdraw"]'); await p.fill('[data-testid="e4.back.reason"]', "改分"); await p.click('[data-testid="e4.back.act"]'); await p.waitForTimeout(300);
  console.log((await logs(p, "opinion_reopen")), await p.textContent('[data-testid="e4.state"]'));
  await p.close();
}
await b.close();
