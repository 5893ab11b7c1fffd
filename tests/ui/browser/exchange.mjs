// What the stories of 发放与回收 share: staff at the tab, packages with keys made on the way, an expert on another computer.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Page } from "../chromium.mjs";
import { waitFor } from "../expert.mjs";
import { commandLine } from "../workspaces.mjs";
import { copyOf } from "./common.mjs";

export const run = promisify(execFile);
const counter = await readFile(new URL("../steps.js", import.meta.url), "utf8");
export const PASSWORD = "评审专用钥匙 2026";

/** A page of staff over a copy of a workspace, at the tab 发放与回收 of its first task. */
export async function staffAt(world, workspace, options = {}) {
  const desk = await mkdtemp(join(world.folder, "staff-"));
  const page = await Page.open(world.browser, world.program, world.ui, { desk, script: counter, ...options });
  world.pages.add(page);
  page.workspace = await copyOf(world, workspace);
  await page.call("desk_set", { role: "staff", type_size: options.size ?? 16 });
  await page.call("desk_open", { path: page.workspace });
  await toTab(page);
  return page;
}

/** The tab 发放与回收, as after a start of the program. */
export async function toTab(page) {
  await page.tab.goto("about:blank");
  await page.call("desk_keep", { place: { staff: { page: "sessions", session: 1, tab: "exchange", report: null } } });
  await page.tab.goto(page.url);
  await waitFor(page, "the tab", "return element('handout') !== null || element('returned') !== null", 60);
}

/** Issues packages past the page; keys are made first, where there are none. Answers what was written. */
export async function issued(page, folder, more = {}) {
  if ((await page.call("keys_show")).state === "none") await page.call("keys_make", { password: PASSWORD });
  return page.call("packages_export", { session: 1, members: [], folder, due_at: "", plain: false, reason: "", ...more });
}

/** An expert on another computer: the package opened in a folder, and the command line on the workspace it became. */
export async function expertAt(world, { path, code }) {
  const folder = await mkdtemp(join(world.folder, "expert-"));
  await run(world.program, ["package", "open", path, ...(code === "" ? [] : ["--code", code]), "--dir", folder]);
  const workspace = join(folder, (await readdir(folder)).find((one) => one.endsWith(".tongping")));
  const tongping = commandLine(world.program, workspace);
  return { folder, workspace, tongping };
}

/** Answers the first report in full and signs it; answers the criteria. */
export async function signs({ tongping }, report = "1", opinion = "1") {
  const { value } = await tongping("opinion", "begin", report, "1");
  const open = value.problems.filter((one) => one.code === "score_unscored").map((one) => one.place.id);
  for (const criterion of open) await tongping("opinion", "score", opinion, criterion, "=");
  await tongping("opinion", "set", opinion, "--conclusion", "通过", "--declare");
  await tongping("opinion", "remark", opinion, "--place", "四", "--problem", "数据口径不一致", "--suggestion", "统一口径后重新测算");
  await tongping("opinion", "sign", opinion);
  return open;
}

let returns = 0;

/** Hands back into a new file. */
export async function handsBack({ tongping, folder }) {
  returns += 1;
  const path = join(folder, `交回${returns}.tpr`);
  await tongping("hand-back", path, "--no-papers");
  return path;
}

export const picture = async (world, page, name) => writeFile(join(world.pictures, `${name}.png`), await page.screenshot());
