// Measures the report pane on a workspace with a report of 300 pages: how soon the first page stands, whether a page in
// view is ever blank while scrolling, how much memory paging through all of it takes.
//   node tests/ui/pdf-bench.mjs <tongping> <ui/dist> <documents.tongping>
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser, Page } from "./chromium.mjs";

const LIMITS = { first: 1000, blank: 0, growth: 60 };

const [program, ui, documents] = process.argv.slice(2);
if (documents === undefined) throw new Error("needs: the program, the built page, a workspace with documents");

/** Memory of the processes that show the page, in MB; what is shared counts in parts. */
async function memory(tools, tab) {
  await tab.requestGC?.();
  await tab.waitForTimeout(400);
  const { processInfo } = await tools.send("SystemInfo.getProcessInfo");
  let kilobytes = 0;
  for (const { id, type } of processInfo) {
    if (type !== "renderer" && type !== "GPU") continue;
    kilobytes += Number(/Pss:\s+(\d+)/.exec(await readFile(`/proc/${id}/smaps_rollup`, "utf8"))[1]);
  }
  return Math.round(kilobytes / 1024);
}

/** Scrolls to the end by notches of a wheel; counts the moments in which the middle of the view was not drawn. */
async function scrollThrough(tab) {
  return tab.evaluate(async () => {
    const box = document.querySelector('[data-testid="pdf.pages"]');
    const rest = (ms) => new Promise((done) => setTimeout(done, ms));
    let blank = 0;
    let looks = 0;
    let most = 0;
    while (box.scrollTop + box.clientHeight < box.scrollHeight - 2) {
      box.scrollTop += 150;
      await rest(80);
      const { left, top, width, height } = box.getBoundingClientRect();
      const under = document.elementsFromPoint(left + width / 2, top + height / 2);
      const page = under.find((one) => one.classList.contains("pdf-page"));
      looks += 1;
      if (page !== undefined && !page.classList.contains("is-drawn")) blank += 1;
      most = Math.max(most, document.querySelectorAll(".pdf-page canvas").length);
    }
    return { blank, looks, most };
  });
}

async function openTask(page, workspace) {
  const { tab } = page;
  await page.answer(workspace);
  await tab.click('[data-testid="start.role.expert"]');
  await tab.click('[data-testid="start.open"]');
  await tab.click('[data-testid^="home.member-"] >> nth=0');
  await tab.click('[data-testid="home.row-1.open"]');
  await tab.waitForSelector(".pdf-page.is-drawn");
}

const folder = await mkdtemp(join(tmpdir(), "tongping-pdf-"));
const workspace = join(folder, "documents.tongping");
await copyFile(documents, workspace);
const browser = await openBrowser();
const page = await Page.open(browser, program, ui);
const { tab } = page;
const tools = await browser.newBrowserCDPSession();
let failed = false;
try {
  await openTask(page, workspace);
  const begun = Date.now();
  await tab.locator('[data-testid="report.file"]').selectOption("三百页.pdf");
  await tab.waitForFunction(() => document.querySelector('[data-testid="pdf.count"]')?.textContent?.includes("300"));
  await tab.waitForSelector(".pdf-page.is-drawn");
  const first = Date.now() - begun;
  await tab.waitForTimeout(1000);
  const before = await memory(tools, tab);
  const { blank, looks, most } = await scrollThrough(tab);
  await tab.waitForTimeout(1000);
  const growth = (await memory(tools, tab)) - before;
  const faults = await tab.evaluate(() => window.pageFaults);
  console.log(`first page of 300: ${first} ms (limit ${LIMITS.first})`);
  console.log(`blank views while scrolling: ${blank} of ${looks} (limit ${LIMITS.blank}); most canvases at once: ${most}`);
  console.log(`memory: ${before} MB, after 300 pages +${growth} MB (limit ${LIMITS.growth})`);
  for (const fault of faults) console.log(`fault: ${fault}`);
  failed = first > LIMITS.first || blank > LIMITS.blank || growth > LIMITS.growth || faults.length > 0;
} finally {
  await page.close();
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
