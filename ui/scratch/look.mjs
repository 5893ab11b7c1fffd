import { chromium } from "playwright-core";
import { readFileSync } from "node:fs";
const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu"] });
const only = process.argv[2];
const base = process.env.BASE ?? "http://127.0.0.1:5391/scratch/index.html";
const steps = {
  empty: { q: "state=empty&step=3" },
  remarks: { q: "state=remarks&step=3", do: async (p) => {} },
  combo: { q: "state=remarks&step=3", do: async (p) => { await p.click('[data-testid="e3.remark.1.criterion"]'); await p.waitForTimeout(100); } },
  removed: { q: "state=remarks&step=3", do: async (p) => { await p.click('[data-testid="e3.remark.1.remove"]'); await p.waitForTimeout(300); } },
  errors3: { q: "state=errors&step=3", do: async (p) => { await p.evaluate(() => document.querySelector(".scroll").scrollTo(0, 9999)); } },
  errors: { q: "state=errors&step=4" },
  emptysign: { q: "state=empty&step=4" },
  fine: { q: "state=fine&step=4", do: async (p) => { await p.click('[data-testid="e4.declare"]'); await p.waitForTimeout(200); const c = await p.locator('[data-testid="e4.pad.canvas"]').boundingBox(); await p.mouse.move(c.x + 60, c.y + 60); await p.mouse.down(); for (let i = 0; i < 60; i++) await p.mouse.move(c.x + 60 + i * 4, c.y + 60 + 30 * Math.sin(i / 4)); await p.mouse.up(); } },
  dialog: { q: "state=fine&step=4", do: async (p) => { await steps.fine.do(p); await p.click('[data-testid="e4.confirm"]'); await p.waitForTimeout(200); } },
  nosig: { q: "state=fine&step=4", do: async (p) => { await p.click('[data-testid="e4.declare"]'); await p.waitForTimeout(200); await p.click('[data-testid="e4.confirm"]'); await p.waitForTimeout(200); } },
  signed: { q: "state=signed&step=4" },
  signed3: { q: "state=signed&step=3" },
  back: { q: "state=signed&step=4", do: async (p) => { await p.click('[data-testid="e4.withdraw"]'); await p.waitForTimeout(200); await p.click('[data-testid="e4.back.act"]'); await p.waitForTimeout(200); } },
  all: { q: "state=fine&step=4", do: async (p) => { await p.click('[data-testid="e4.tab.all"]'); await p.waitForTimeout(300); } },
  allsure: { q: "state=fine&step=4", do: async (p) => { await steps.fine.do(p); await p.click('[data-testid="e4.tab.all"]'); await p.waitForTimeout(300); await p.click('[data-testid="e4.all.confirm"]'); await p.waitForTimeout(300); } },
};
const sizes = (process.argv[3] ?? "1366x768-18").split(",");
for (const [name, one] of Object.entries(steps)) {
  if (only && only !== "all-states" && !only.split(",").includes(name)) continue;
  for (const size of sizes) {
    const [w, h, f] = size.split(/[x-]/).map(Number);
    const p = await b.newPage({ viewport: { width: w, height: h } });
    p.on("pageerror", (e) => console.log(name, "ERR", e.message, e.stack?.split("\n")[1]));
    p.on("console", (m) => ["error", "warning"].includes(m.type()) && console.log(name, m.text()));
    await p.goto(`${base}?${one.q}&size=${f}`);
    try { await p.waitForSelector('[data-testid$=".step"]', { timeout: 15000 }); await p.waitForTimeout(400); await one.do?.(p); } catch (e) { console.log(name, e.message); }
    await p.screenshot({ path: `/tmp/rshot-${name}-${size}.png` });
    await p.evaluate(axe);
    const r = await p.evaluate(async () => (await axe.run()).violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ") + " " + n.html.slice(0, 120)).join(" | ")));
    if (r.length) console.log(name, size, r);
    await p.close();
  }
}
await b.close();
