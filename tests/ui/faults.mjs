// What may go wrong while an expert works: the program is killed, the disk fails, the file goes away, a step is taken
// back after a restart.  Usage: node tests/ui/faults.mjs <tongping with serve> <tongping> <tongping-desktop> [story…];
// TONGPING_KILLS sets the number of kills (one in five of them in the real window); needs a display for the window.
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./chromium.mjs";
import { diskStories, faultyDisk } from "./faults/disk.mjs";
import { killsInChromium } from "./faults/kills.mjs";
import { undoStories } from "./faults/undo.mjs";
import { killsInTheWindow } from "./faults/window_kills.mjs";
import { tell } from "./faults/world.mjs";

const [serving, cli, desktop, ...only] = process.argv.slice(2);
assert.ok(serving && cli && desktop, "usage: faults.mjs <tongping with serve> <tongping> <tongping-desktop> [story…]");
const ui = fileURLToPath(new URL("../../ui/dist", import.meta.url));
const kills = Number(process.env.TONGPING_KILLS ?? 50);
const inTheWindow = Math.round(kills / 5);

const browser = await openBrowser();
const disk = await faultyDisk();
let outcome;
try {
  const stories = {
    async "nothing acknowledged is lost to a kill in the browser"() {
      const { acknowledged } = await killsInChromium(browser, resolve(serving), resolve(cli), ui, kills - inTheWindow);
      return `${kills - inTheWindow} kills, ${acknowledged} acknowledged cells, 0 lost`;
    },
    async "nothing shown as saved is lost to a kill in the real window"() {
      const { acknowledged } = await killsInTheWindow(resolve(desktop), resolve(cli), inTheWindow);
      return `${inTheWindow} kills, ${acknowledged} acknowledged cells, 0 lost`;
    },
    ...diskStories({ browser, program: resolve(serving), cli: resolve(cli), ui, disk }),
    ...undoStories({ browser, program: resolve(serving), cli: resolve(cli), ui }),
  };
  const chosen = Object.entries(stories).filter(([name]) => only.length === 0 || only.some((part) => name.includes(part)));
  outcome = await tell(Object.fromEntries(chosen));
} finally {
  await browser.close();
  await disk.remove();
}
const [passed, failed] = outcome;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
