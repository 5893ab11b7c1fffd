// What the stories of failure share: the workspace they work in, the file as the command line reads it, dice that can be
// thrown again, and the line of each story.
import { execFile } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Page } from "../chromium.mjs";
import { begin, waitFor } from "../expert.mjs";

const run = promisify(execFile);

export const witness = await readFile(new URL("witness.js", import.meta.url), "utf8");

/** Throws that are the same in every run of the same seed. */
export function dice(seed) {
  let state = BigInt(seed);
  return (limit) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number((state >> 33n) % BigInt(limit));
  };
}

/** What the command line answers about a workspace, without opening it for writing. */
export async function ask(program, workspace, ...words) {
  const { stdout } = await run(program, ["--workspace", workspace, "--json", ...words], { maxBuffer: 64 << 20 });
  return JSON.parse(stdout).value;
}

/** The cells of an opinion as they stand in the file: `{ criterion: [score, reason] }`. */
export async function cellsInFile(program, workspace, opinion) {
  const view = await ask(program, workspace, "opinion", "show", String(opinion));
  return Object.fromEntries(view.opinion.scores.map((one) => [one.criterion, [one.text, one.reason]]));
}

/** The program says that its log and its rows agree, and every event is there. */
export async function soundLog(program, workspace) {
  const { findings } = await ask(program, workspace, "log", "verify");
  if (findings.length > 0) throw new Error(`the log of ${workspace} is not sound: ${JSON.stringify(findings)}`);
}

/** A page with an expert at report 1 of the practice session, in a workspace of its own. */
export async function practice(browser, program, ui, { name = "演示", seat = 1, ...more } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "tongping-faults-"));
  const workspace = join(folder, `${name}.tongping`);
  const page = await Page.open(browser, program, ui, { desk: join(folder, "desk"), ...more });
  page.folder = folder;
  page.workspace = workspace;
  await page.answer(workspace);
  await page.until("the question who works here", 30, () => page.click("start.role.expert"));
  await page.until("the practice", 30, () => page.click("start.sample"));
  await sit(page, seat);
  await begin(page);
  return page;
}

/** An expert of the practice session sits down. */
export async function sit(page, seat) {
  await waitFor(page, "the experts", `return element("home.member-2-${seat}") !== null`, 60);
  await page.click(`home.member-2-${seat}`);
  await waitFor(page, "the task", "return element('home.task') !== null", 30);
}

/** The page is back at the report where it was; answers what the start page of the browser needs for it. */
export async function reopened(page) {
  await page.until("the workspace in the list", 30, () => page.click("start.recent.row-1"));
  await waitFor(page, "the report", "return element('review') !== null", 40);
}

/** Goes to a report beside the present one. */
export async function turnReport(page, throwDie) {
  const at = await page.run("return /(\\d)\\/3/.exec(document.querySelector('[data-testid=\"review.switch.open\"]')?.textContent)?.[1]");
  const isOn = at === "1" || (at !== "3" && throwDie(2) === 0);
  await page.press(isOn ? "Control+PageDown" : "Control+PageUp");
}

/** Runs stories one after the other, each with its own line; answers `[passed, failed]`. */
export async function tell(stories) {
  let passed = 0;
  let failed = 0;
  for (const [name, story] of Object.entries(stories)) {
    const started = Date.now();
    try {
      const figures = await story();
      passed += 1;
      console.log(`ui: ok      ${name}${figures ? `: ${figures}` : ""} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`ui: FAILED  ${name}\n${error.stack}`);
    }
  }
  return [passed, failed];
}
