// The stories that need many states, hard input or an input method, against `tongping serve` in Chromium: fast, and one
// page for each group.
//   node tests/ui/browser.mjs <tongping with serve> <ui/dist> <folder for pictures> [group …]
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { openBrowser } from "./chromium.mjs";
import { makeDocuments, workspaceOfDocuments, workspaceOfReports } from "./workspaces.mjs";

const [program, ui, pictures, ...wanted] = process.argv.slice(2);
if (pictures === undefined) throw new Error("needs: the program, the built page, a folder for pictures");

const GROUPS = ["scores", "composition", "switching", "pasting", "access", "hard", "zoom", "user", "forms", "texts", "files", "compose", "keys", "setup", "packages", "board", "paper"];

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "tongping-browser-"));
const browser = await openBrowser();
await mkdir(pictures, { recursive: true });
const world = { pages: new Set(), program, ui, pictures, folder, browser, plain: join(folder, "plain.tongping"), documents: join(folder, "documents.tongping") };
let passed = 0;
let failed = 0;

/** Tells one story; the pages it worked on are closed after its group. */
async function tell(name, story) {
  const begun = Date.now();
  try {
    const late = new Promise((_done, fail) => setTimeout(() => fail(new Error("longer than 90 s")), 90_000).unref());
    const told = await Promise.race([story(), late]);
    passed += 1;
    const rest = typeof told === "string" ? ` (${told})` : "";
    console.log(`ui: ok      ${name}${rest} [${((Date.now() - begun) / 1000).toFixed(1)} s]`);
  } catch (error) {
    failed += 1;
    console.log(`ui: FAILED  ${name}\n${error.stack}`);
  }
}

try {
  await run(program, ["demo", join(folder, "demo")]);
  const documents = await makeDocuments(folder, join(folder, "demo"));
  await Promise.all([workspaceOfReports(program, world.plain), workspaceOfDocuments(program, world.documents, documents)]);
  for (const group of GROUPS) {
    if (wanted.length > 0 && !wanted.includes(group)) continue;
    const { default: stories } = await import(`./browser/${group}.mjs`);
    try {
      await stories(world, tell);
    } catch (error) {
      failed += 1;
      console.log(`ui: FAILED  ${group}\n${error.stack}`);
    }
    for (const page of world.pages) await page.close();
    world.pages.clear();
  }
} finally {
  for (const page of world.pages) await page.close();
  await browser.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
