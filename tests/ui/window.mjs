// The story of the start page in the real window: the program as it is shipped, under its content security policy.
// Usage: node tests/ui/window.mjs <program> <folder for pictures>; needs a display.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Window } from "./driver.mjs";

const [program, pictures] = process.argv.slice(2);
assert.ok(program && pictures, "usage: window.mjs <program> <folder for pictures>");
const repository = new URL("../../", import.meta.url);
const texts = JSON.parse(await readFile(new URL("assets/locale/zh-CN.json", repository), "utf8"));
const axe = await readFile(new URL("ui/node_modules/axe-core/axe.min.js", repository), "utf8");
const version = /^version = "(.+)"$/m.exec(await readFile(new URL("Cargo.toml", repository), "utf8"))[1];

const SPACE = " ";
const ARROW_DOWN = "\uE015";
const TAB = "\uE004";

async function picture(window, name) {
  await writeFile(join(pictures, `${name}.png`), await window.screenshot());
}

async function accessible(window) {
  await window.run(`${axe}; window.axe = axe;`);
  const { value, error } = await window.runAsync(`const result = await window.axe.run(document);
    return result.violations.map((rule) => rule.id + ": " + rule.nodes.map((node) => node.target.join(" ")).join(", "));`);
  assert.equal(error, undefined);
  assert.deepEqual(value, []);
}

const stories = {
  async "the start page names the product and its version"(window) {
    assert.equal(await window.text("start.title"), "统评");
    assert.equal(await window.ask("GET", `${window.session}/title`), "统评");
    assert.equal(await window.text("start.version"), texts["ui.start.version"].replace("{version}", version));
    assert.match(await window.text("start.now"), /tongping demo out/);
    await picture(window, "start");
  },

  async "the start page has no accessibility violation"(window) {
    await accessible(window);
  },

  async "a role is chosen with the mouse"(window) {
    await window.click("start.role.staff");
    assert.ok((await window.text("start.now")).includes(texts["ui.start.now_staff"]));
  },

  async "a role is chosen with the keyboard alone"(window) {
    await window.run("document.activeElement.blur()");
    await window.press(TAB, SPACE);
    await window.press(ARROW_DOWN);
    await window.press("\uE013"); // arrow up: back to the first answer
    assert.ok((await window.text("start.now")).includes(texts["ui.start.now_expert"]));
    await picture(window, "start-expert");
  },

  async "the start page has no accessibility violation with a role chosen"(window) {
    await accessible(window);
  },

  async "nothing is cut off at twice the size"(window) {
    await window.run("document.documentElement.style.fontSize = '36px'");
    const overflow = await window.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    await picture(window, "start-double");
    await window.run("document.documentElement.style.fontSize = ''");
    assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
  },

  async "the page may call nothing but its one command"(window) {
    const invoke = "return await window.__TAURI_INTERNALS__.invoke(args[0], args[1]);";
    const { value } = await window.runAsync(invoke, "call", { name: "app_about", args: {} });
    assert.equal(value.value.version, version);
    for (const command of ["plugin:window|close", "plugin:path|resolve_directory", "plugin:event|listen"]) {
      const refused = await window.runAsync(invoke, command, {});
      assert.match(refused.error ?? "", /not allowed/, `${command} must be refused`);
    }
  },

  async "nothing went wrong in the page, and the policy was never broken"(window) {
    assert.deepEqual(await window.run("return window.pageFaults"), []);
  },

  // Last, because it leaves a mark: without it an empty list could also mean that nobody was listening.
  async "a breach of the policy is refused and noted"(window) {
    const { value } = await window.runAsync(`const style = document.createElement("style");
      style.textContent = "body { display: none }";
      document.head.append(style);
      await new Promise((done) => setTimeout(done, 200));
      return [getComputedStyle(document.body).display, window.pageFaults.length];`);
    assert.deepEqual(value, ["block", 1]);
  },
};

await mkdir(pictures, { recursive: true });
const started = Date.now();
const window = await Window.open(program);
let passed = 0;
let failed = 0;
try {
  await window.until("the start page", 20, () => window.find("app-ready"));
  console.log(`window: start page after ${Date.now() - started} ms`);
  for (const [name, story] of Object.entries(stories)) {
    try {
      await story(window);
      passed += 1;
      console.log(`window: ok      ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`window: FAILED  ${name}\n${error.stack}`);
    }
  }
  if (failed > 0) await picture(window, "failed");
} finally {
  await window.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
