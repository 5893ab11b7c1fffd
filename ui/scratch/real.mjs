import { openBrowser, Page } from "/tmp/wt/remarks/tests/ui/chromium.mjs";
import { readFileSync, rmSync } from "node:fs";
const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const b = await openBrowser();
rmSync("/tmp/rreal/演示.tongping", { force: true });
const page = await Page.open(b, "/tmp/serve/tongping", "/tmp/wt/remarks/ui/dist");
const p = page.tab;
const shot = async (n) => { await p.screenshot({ path: `/tmp/rreal/${n}.png` }); await p.evaluate(axe); const r = await p.evaluate(async () => (await axe.run()).violations.map((v) => v.id + ": " + v.nodes.map((x) => x.target.join(" ") + " " + x.html.slice(0, 140)).join(" | "))); console.log(n, r.length ? r : "axe 0"); };
const ids = async () => p.$$eval("[data-testid]", (x) => x.map((y) => y.dataset.testid).join(" "));
try {
  await p.waitForSelector('[data-testid="app-ready"]');
  await page.click("start.role.expert"); await p.waitForTimeout(500);
  await page.answer("/tmp/rreal/演示.tongping");
  await page.click("start.sample"); await p.waitForSelector("[data-testid=home]", {timeout: 20000}); await p.waitForTimeout(1000);
  const members = await p.$$eval('[data-testid^="home.member"]', (x) => x.map((y) => y.dataset.testid + ":" + y.textContent));
  console.log(members);
  await p.click(`[data-testid="${(process.argv[2] ?? members[0].split(":")[0])}"]`);
  await p.waitForTimeout(1500);
  console.log(await p.$$eval('[data-testid^="home.row"]', (x) => x.map((y) => y.textContent)));
  const open = (await p.$$('[data-testid$=".open"]'));
  await open[0].click(); await p.waitForTimeout(1500);
  await page.press("Alt+3"); await p.waitForTimeout(1500);
  await shot("r3");
  await page.press("Alt+4"); await p.waitForTimeout(2500);
  await shot("r4");
  console.log(await p.textContent('[data-testid="e4.state"]'));
  if (await p.$('[data-testid="e4.withdraw"]')) {
    await page.click("e4.withdraw"); await p.fill('[data-testid="e4.back.reason"]', "演示：核对后修改"); await page.click("e4.back.act"); await p.waitForTimeout(2500);
    console.log("withdrawn:", await p.textContent('[data-testid="e4.state"]'));
    await shot("r4draft");
  }
  await page.press("Alt+3"); await p.waitForTimeout(1000);
  await page.click("e3.add"); await p.keyboard.insertText("抽查记录与正文不一致。"); await page.press("Tab"); await p.keyboard.insertText("按抽查记录重新核定。"); await page.press("Control+m"); await p.waitForTimeout(300); await page.press("Control+Enter"); await p.keyboard.insertText("第二条"); await p.waitForTimeout(800);
  await shot("r3add");
  const n = await p.$$eval('[data-testid$=".problem"]', (x) => x.map((y) => y.value)); console.log(n);
  await p.click(`[data-testid="e3.remark.${n.length}.remove"]`); await p.waitForTimeout(700);
  await shot("r3removed");
  await page.click("e3.removed.undo"); await p.waitForTimeout(1000);
  console.log(await p.$$eval('[data-testid$=".problem"]', (x) => x.map((y) => y.value)));
  await page.press("Alt+4"); await p.waitForTimeout(2000);
  const declared = await p.isChecked('[data-testid="e4.declare"]'); console.log("declared", declared);
  if (!declared) { await page.click("e4.declare"); await p.waitForTimeout(1200); }
  const c = await p.locator('[data-testid="e4.pad.canvas"]').boundingBox(); await p.mouse.move(c.x + 60, c.y + 60); await p.mouse.down(); for (let i = 0; i < 60; i++) await p.mouse.move(c.x + 60 + i * 4, c.y + 60 + 30 * Math.sin(i / 4)); await p.mouse.up();
  await page.click("e4.pad.done"); console.log("focus", await p.evaluate(() => document.activeElement.dataset.testid));
  await p.keyboard.press("Enter"); await p.waitForTimeout(500);
  await shot("r4sure");
  await page.click("e4.sure.act"); await p.waitForTimeout(3000);
  await shot("r4signed");
  console.log(await ids());
  if (await p.$('[data-testid="e4.tab.all"]')) { await page.click("e4.tab.all"); await p.waitForTimeout(800); await shot("r4all"); console.log(await p.$$eval('[data-testid^="e4.all.row"]', (x) => x.map((y) => y.textContent))); console.log(await p.textContent('[data-testid="e4.all.state"]')); }
} catch (e) { console.log("FAIL", e.message); await p.screenshot({ path: "/tmp/rreal/fail.png" }); console.log(await ids()); }
console.log(page.errors);
await page.close(); await b.close();
