// Measures what a person waits for: the first paint, the first page of a report of 300, the total after a key, another
// report, and what memory paging takes.  One run measures everything; figures that must hold are compared with their limit.
//   node tests/ui/measure.mjs <window> <tongping with serve> <ui/dist> [--only paint,keys,switch,pages,memory]
//                             [--in window,chromium] [--runs n]
// The window must be built with the feature e2e, and the real window needs a display (xvfb-run).
import { execFile } from "node:child_process";
import { appendFileSync, fdatasyncSync, openSync, closeSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openBrowser, Page } from "./chromium.mjs";
import { median, quantile, setClock, sleep, summary, timed } from "./clock.mjs";
import { Window } from "./driver.mjs";
import { sitDown, waitFor } from "./expert.mjs";
import { commandLine, makeDocuments, workspaceOfSixty } from "./workspaces.mjs";

const LIMITS = { paint: 1.3, first: 1000, blank: 0, key: 50, growth: 60, report: 300, page: 2000 };
const PAINTS = 9;
const KEYS = 60;
/** Pauses of a hand between two entries, in milliseconds. */
const GAPS = [120, 150, 200, 260, 340, 450, 650];
const EMPTY_PAGE = "TONGPING_EMPTY_PAGE";

const options = { only: "paint,keys,switch,pages,memory", in: "window,chromium", runs: "3" };
const words = process.argv.slice(2);
const places = [];
while (words.length > 0) {
  const word = words.shift();
  if (word.startsWith("--")) options[word.slice(2)] = words.shift();
  else places.push(word);
}
const [program, tongping, ui] = places;
if (ui === undefined) throw new Error("needs: the window, the program with `serve`, the built page");
const only = options.only.split(",");
const engines = options.in.split(",");
const runs = Number(options.runs);
const missed = [];

/** Prints a figure and notes whether its limit holds. */
function tell(what, figure, value = null, limit = null) {
  const ok = limit === null || value <= limit;
  const verdict = limit === null ? "" : ` (limit ${limit}) ${ok ? "ok" : "MISSED"}`;
  if (!ok) missed.push(what);
  console.log(`ui: ${what}: ${figure}${verdict}`);
}

// ------------------------------------------------------------------------------------------------ workspaces

const folder = await mkdtemp(join(tmpdir(), "tongping-measure-"));
const run = promisify(execFile);

/** Two reports: one of 300 pages, one of a few. */
async function workspaceOfPages(path, { source, at }) {
  const line = commandLine(tongping, path);
  await line("workspace", "create", path);
  await line("expert", "add", "陆秉堃", "--kind", "财务");
  const head = ["--title", "评审", "--organiser", "海晏区财政局", "--kind", "财政重点评价"];
  await line("session", "add", "HY-300", ...head, "--starts-on", "2026-09-14", "--ends-on", "2026-09-18");
  await line("session", "member", "1", "1", "--chair");
  for (const [i, file] of [at("三百页.pdf"), source].entries()) {
    await line("report", "add", "1", `BG-${i + 1}`, "--title", `项目之${i + 1}`, "--unit", "环卫管理中心");
    await line("report", "attach", String(i + 1), file);
  }
  await line("session", "open", "1");
}

async function makeWorkspaces() {
  const made = { pages: join(folder, "pages.tongping"), sixty: join(folder, "sixty.tongping") };
  if (only.includes("keys")) await workspaceOfSixty(tongping, made.sixty, folder);
  if (["switch", "pages", "memory"].some((one) => only.includes(one))) {
    const sample = join(folder, "demo");
    await run(tongping, ["demo", sample]);
    const files = join(folder, "files");
    await mkdir(files);
    await workspaceOfPages(made.pages, await makeDocuments(files, sample));
  }
  return made;
}

// ------------------------------------------------------------------------------------------------ the two engines

let browser = null;
let copies = 0;

/** A page with a workspace of its own open and the expert at the task. */
async function atTheTask(engine, workspace) {
  copies += 1;
  const own = join(folder, `copy-${copies}.tongping`);
  await copyFile(workspace, own);
  let page;
  if (engine === "window") {
    page = await Window.open(program, { args: [own] });
  } else {
    browser ??= await openBrowser();
    page = await Page.open(browser, tongping, ui);
    await page.answer(own);
  }
  await waitFor(page, "the start page", "return element('start.role.expert') !== null", 60);
  await page.click("start.role.expert");
  if (engine !== "window") await page.click("start.open");
  await sitDown(page);
  await setClock(page);
  return page;
}

/** Proportional memory of the processes that show the page, in MB. */
async function memory(engine, page) {
  let pids = [];
  if (engine === "window") {
    await sleep(6000); // WebKit collects when it rests
    pids = await below(page.driver.pid, "WebKitWebProces");
  } else {
    await page.tab.requestGC();
    await sleep(1000);
    const { processInfo } = await (await browser.newBrowserCDPSession()).send("SystemInfo.getProcessInfo");
    pids = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  }
  let kilobytes = 0;
  for (const pid of pids) {
    kilobytes += Number(/Pss:\s+(\d+)/.exec(await readFile(`/proc/${pid}/smaps_rollup`, "utf8"))[1]);
  }
  return kilobytes / 1024;
}

/** The processes of a name that a process started, directly or not. */
async function below(root, name) {
  const parents = new Map();
  for (const pid of (await readdir("/proc")).filter((one) => /^\d+$/.test(one))) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const found = /^\d+ \((.*)\) \S (\d+)/s.exec(stat);
    if (found !== null) parents.set(Number(pid), { name: found[1], parent: Number(found[2]) });
  }
  const isBelow = (pid) => pid === root || (parents.has(pid) && isBelow(parents.get(pid).parent));
  return [...parents.keys()].filter((pid) => parents.get(pid).name === name && isBelow(pid));
}

// ------------------------------------------------------------------------------------------------ the first paint

/** From the start of the process to the first paint, in ms; the clock of processes ticks every 10 ms. */
async function paintOnce(env) {
  const window = await Window.open(program, { env });
  try {
    await window.until("the page", 30, () => window.find("app-ready"));
    const pid = await window.pid();
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    const uptime = Number((await readFile("/proc/uptime", "utf8")).split(" ")[0]);
    const started = Date.now() - uptime * 1000 + ticks * 10;
    const paint = await window.until("the first paint", 20, async () => {
      const value = await window.run(`const paint = performance.getEntriesByName("first-contentful-paint")[0];
        return paint ? [performance.timeOrigin, paint.startTime] : null;`);
      if (value === null) throw new Error("not painted");
      return value;
    });
    return { whole: paint[0] + paint[1] - started, page: paint[1] };
  } finally {
    await window.close();
  }
}

async function measurePaint() {
  const own = [];
  const empty = [];
  await paintOnce({});
  for (let turn = 0; turn < PAINTS; turn += 1) {
    own.push(await paintOnce({}));
    empty.push(await paintOnce({ [EMPTY_PAGE]: "1" }));
  }
  const of = (list, part) => list.map((one) => one[part]);
  const ratio = median(of(own, "whole")) / median(of(empty, "whole"));
  tell("window: first paint of the start page after the process began", summary(of(own, "whole")));
  tell("window: the same of an empty page", summary(of(empty, "whole")));
  tell("window: within the page", `${summary(of(own, "page"))}, empty ${summary(of(empty, "page"))}`);
  tell("window: first paint against an empty page", `× ${ratio.toFixed(2)}`, ratio, LIMITS.paint);
}

// ------------------------------------------------------------------------------------------------ key → total

/** What the disk alone takes to keep 4 KB for good, in ms. */
function diskTimes() {
  const file = openSync(join(folder, "disk"), "a");
  const times = [];
  for (let n = 0; n < 40; n += 1) {
    appendFileSync(file, Buffer.alloc(4096));
    const start = performance.now();
    fdatasyncSync(file);
    times.push(performance.now() - start);
  }
  closeSync(file);
  return times;
}

const TOTAL = "document.querySelector('[data-testid=\"e2.total\"]').textContent";

async function measureKeys(engine, workspace) {
  const page = await atTheTask(engine, workspace);
  try {
    await page.click("home.continue");
    await waitFor(page, "the first score", "return /row-.*score$/.test(document.activeElement?.dataset.testid ?? '')", 60);
    await sleep(1500);
    const entries = [];
    for (let n = 0; n < KEYS; n += 1) {
      await page.press("=");
      await page.run("window.asked.length = 0");
      const times = await timed(page, {
        event: "keydown",
        before: TOTAL,
        done: { total: `${TOTAL} !== before` },
        act: () => page.press("Enter"),
      });
      const asked = await page.run("return window.asked.find((one) => one.name === 'score_set' && one.to !== null) ?? {}");
      const since = (time) => (time === undefined ? null : time - times.start);
      entries.push({ changed: times.changed.total, drawn: times.drawn.total, from: since(asked?.from), to: since(asked?.to) });
      await sleep(GAPS[n % GAPS.length]);
    }
    const whole = entries.map((one) => one.drawn);
    tell(`${engine}: Enter → total of 60 indicators on the screen, median`, summary(whole));
    tell(`${engine}: the same, p95`, `${quantile(whole, 0.95).toFixed(1)} ms`, quantile(whole, 0.95), LIMITS.key);
    const known = entries.filter((one) => one.from !== null);
    tell(`${engine}: … from the key to the question`, summary(known.map((one) => one.from)));
    tell(`${engine}: … from the question to the core's answer`, summary(known.map((one) => one.to - one.from)));
    tell(`${engine}: … from the answer to the new total`, summary(known.map((one) => one.changed - one.to)));
    tell(`${engine}: … from there to the drawn frame`, summary(known.map((one) => one.drawn - one.changed)));
  } finally {
    await page.close();
  }
}

/** The core without any page: one score after the other over the loopback. */
async function measureCore(workspace) {
  browser ??= await openBrowser();
  copies += 1;
  const own = join(folder, `copy-${copies}.tongping`);
  await copyFile(workspace, own);
  const page = await Page.open(browser, tongping, ui);
  try {
    const { origin, searchParams } = new URL(page.url);
    const headers = { "x-tongping-token": searchParams.get("token") };
    const ask = async (name, args) => {
      const reply = await fetch(`${origin}/call`, { method: "POST", headers, body: JSON.stringify({ name, args }) });
      const answer = await reply.json();
      if ("error" in answer) throw new Error(answer.error.message);
      return answer.reply.value;
    };
    await ask("desk_set", { role: "expert" });
    await ask("desk_open", { path: own });
    const { form, rows } = await ask("desk_sit", { session: 1, member: 1 });
    const { opinion } = await ask("opinion_begin", { report: rows[0].report.id, member: 1 });
    const times = { score_set: [], task_show: [], log_next: [], desk_keep: [] };
    const time = async (name, args) => {
      const start = performance.now();
      await ask(name, args);
      times[name].push(performance.now() - start);
    };
    for (const group of form.groups) {
      for (const { id } of group.criteria) {
        await time("score_set", { opinion: opinion.id, criterion: id, value: "=", reason: null });
        await time("log_next", null);
        await time("task_show", { session: 1, member: 1 });
        await time("desk_keep", { place: { criterion: id } });
      }
    }
    for (const [name, of] of Object.entries(times)) tell(`core alone: ${name}`, summary(of));
    tell("disk alone: one fdatasync of 4 KB", summary(diskTimes()));
  } finally {
    await page.close();
  }
}

// ------------------------------------------------------------------------------------------------ reports and pages

const DRAWN = "document.querySelector('.pdf-page.is-drawn canvas') !== null";
const POSITION = "document.querySelector('[data-testid=\"review.switch.open\"]')?.textContent";

/** Another report, there and back: first what is beside the report pane, then its page. */
async function measureSwitch(engine, workspace) {
  const page = await atTheTask(engine, workspace);
  try {
    await page.click("home.continue");
    await waitFor(page, "the first page", `return ${DRAWN}`, 60);
    await waitFor(page, "the first score", "return /row-.*score$/.test(document.activeElement?.dataset.testid ?? '')");
    await sleep(1500);
    const beside = [];
    const whole = [];
    for (let n = 0; n < 20; n += 1) {
      const chord = n % 2 === 0 ? "Control+PageDown" : "Control+PageUp";
      const { drawn } = await timed(page, {
        event: "keydown",
        before: `{ name: ${POSITION}, sheet: document.querySelector('.pdf-page.is-drawn') }`,
        done: {
          report: `${POSITION} !== before.name && document.querySelector('[data-testid="e2"]') !== null`,
          page: `![before.sheet, null].includes(document.querySelector('.pdf-page.is-drawn'))`,
        },
        act: () => page.press(chord),
      });
      beside.push(drawn.report);
      whole.push(drawn.page);
      await sleep(600);
    }
    tell(`${engine}: another report without its page, p95`, summary(beside), quantile(beside, 0.95), LIMITS.report);
    tell(`${engine}: another report with its page, p95`, summary(whole), quantile(whole, 0.95), LIMITS.page);
  } finally {
    await page.close();
  }
}

/** Turns through a report in the page itself; `window.turned` tells the end. */
const TURN = `
  const box = document.querySelector('[data-testid="pdf.pages"]');
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  const drawn = () => {
    const { left, top, width, height } = box.getBoundingClientRect();
    const page = document.elementsFromPoint(left + width / 2, top + height / 2).find((one) => one.classList.contains("pdf-page"));
    return page === undefined || page.classList.contains("is-drawn");
  };
  window.turned = { looks: 0, blank: 0, slow: 0, most: 0, isDone: false };
  const { turned } = window;
  (async () => {
    // By notches of the wheel, thirteen in a second, through fifty pages; then page by page to the end.
    const end = box.scrollHeight / 6;
    while (box.scrollTop + box.clientHeight < end) {
      box.scrollTop += 150;
      await rest(75);
      turned.looks += 1;
      if (!drawn()) turned.blank += 1;
    }
    while (box.scrollTop + box.clientHeight < box.scrollHeight - 2) {
      box.scrollTop += box.clientHeight;
      const start = performance.now();
      await rest(30);
      while (!drawn() && performance.now() - start < 3000) await rest(15);
      turned.slow = Math.max(turned.slow, performance.now() - start);
      turned.most = Math.max(turned.most, document.querySelectorAll(".pdf-page canvas").length);
    }
    turned.isDone = true;
  })();`;

async function measurePages(engine, workspace) {
  const page = await atTheTask(engine, workspace);
  try {
    const times = await timed(page, {
      event: "click",
      done: { page: DRAWN },
      act: () => page.click("home.row-1.open"),
      seconds: 60,
    });
    const first = times.drawn.page;
    if (!only.includes("memory")) return { first };
    await sleep(2000);
    const before = await memory(engine, page);
    await page.run(TURN);
    const turned = await page.until("the last page", 300, async () => {
      const value = await page.run("return window.turned");
      if (!value.isDone) throw new Error(JSON.stringify(value));
      await sleep(500);
      return value;
    });
    const after = await memory(engine, page);
    return { first, before, after, ...turned, faults: await page.run("return window.pageFaults ?? []") };
  } finally {
    await page.close();
  }
}

async function tellPages(engine, workspace) {
  const all = [];
  for (let turn = 0; turn < runs; turn += 1) all.push(await measurePages(engine, workspace));
  const of = (part) => all.map((one) => one[part]);
  tell(`${engine}: click → first page of 300, the first report after the start`, summary(of("first")), median(of("first")), LIMITS.first);
  if (!only.includes("memory")) return;
  const blank = of("blank").reduce((sum, one) => sum + one, 0);
  tell(`${engine}: blank views at the wheel`, `${blank} of ${of("looks").reduce((sum, one) => sum + one, 0)}`, blank, LIMITS.blank);
  tell(`${engine}: slowest page when paging`, `${Math.max(...of("slow")).toFixed(0)} ms; most canvases at once ${Math.max(...of("most"))}`);
  const growth = all.map((one) => one.after - one.before);
  const list = all.map((one) => `${one.before.toFixed(0)} → ${one.after.toFixed(0)}`).join(", ");
  tell(`${engine}: memory over 300 pages, median growth in MB`, `${median(growth).toFixed(0)} (${list})`, median(growth), LIMITS.growth);
  for (const fault of all.flatMap((one) => one.faults)) tell(`${engine}: fault`, fault, 1, 0);
}

// ------------------------------------------------------------------------------------------------ all of it

const load = () => loadavg().map((one) => one.toFixed(1)).join(" ");
console.log(`ui: load before ${load()}`);
try {
  const made = await makeWorkspaces();
  if (only.includes("paint") && engines.includes("window")) await measurePaint();
  if (only.includes("keys")) await measureCore(made.sixty);
  for (const engine of engines) {
    if (only.includes("keys")) await measureKeys(engine, made.sixty);
    if (only.includes("switch")) await measureSwitch(engine, made.pages);
    if (only.includes("pages") || only.includes("memory")) await tellPages(engine, made.pages);
    console.log(`ui: load ${load()}`);
  }
} finally {
  await browser?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
console.log(missed.length === 0 ? "ui: every limit holds" : `ui: MISSED ${missed.join("; ")}`);
process.exitCode = missed.length > 0 ? 1 : 0;
