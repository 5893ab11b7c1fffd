// The stories of the real window: the program as it is shipped, under its content security policy.
// Usage: node tests/ui/window.mjs <program> <folder for pictures> <command line> [names of stories]; needs a display.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { expert } from "./window/expert.mjs";
import { keyboard } from "./window/keyboard.mjs";
import { machines } from "./window/machines.mjs";
import { shell } from "./window/shell.mjs";
import { Stage } from "./window/stage.mjs";
import { start } from "./window/start.mjs";

const [program, pictures, cli, ...names] = process.argv.slice(2);
assert.ok(program && pictures && cli, "usage: window.mjs <program> <folder for pictures> <command line> [stories]");
const files = { start, shell, keyboard, expert, machines };
await mkdir(pictures, { recursive: true });
const began = Date.now();
for (const [name, stories] of Object.entries(files)) {
  if (names.length === 0 || names.includes(name)) await Stage.play({ program, pictures, cli }, stories);
}
console.log(`ui: the real window took ${Math.round((Date.now() - began) / 1000)} s`);
console.log(`${Stage.passed} passed, ${Stage.failed} failed`);
process.exitCode = Stage.failed > 0 ? 1 : 0;
