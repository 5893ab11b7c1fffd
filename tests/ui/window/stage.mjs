// What every story of the real window needs: windows that are all closed in the end, pictures, axe, the command line, and
// the sentences that tell how it went.  A story that fails ends its file; the others are still played.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Window } from "../driver.mjs";

const run = promisify(execFile);
const repository = new URL("../../../", import.meta.url);
export const texts = JSON.parse(await readFile(new URL("assets/locale/zh-CN.json", repository), "utf8"));
const axe = await readFile(new URL("ui/node_modules/axe-core/axe.min.js", repository), "utf8");
export const version = /^version = "(.+)"$/m.exec(await readFile(new URL("Cargo.toml", repository), "utf8"))[1];

/** A text of the product with its places filled in. */
export function words(key, values = {}) {
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), texts[key]);
}

/** What a program prints. */
export async function printed(program, ...args) {
  return (await run(program, args, { maxBuffer: 64 << 20 })).stdout;
}

/** Asks the core through the page, without the page noticing. */
export async function core(window, name, args) {
  const invoke = "return (await window.__TAURI_INTERNALS__.invoke('call', { name: args[0], args: args[1] })).value;";
  const { value, error } = await window.runAsync(invoke, name, args);
  assert.equal(error, undefined, `${name}: ${error}`);
  return value;
}

class Ended extends Error {}

/** One file of stories. */
export class Stage {
  static passed = 0;
  static failed = 0;

  constructor({ program, pictures, cli }) {
    Object.assign(this, { program, pictures, cli, windows: [], folders: [], window: null });
  }

  /** Plays one file of stories to its end or to the first failure, and leaves nothing behind. */
  static async play(given, stories) {
    const stage = new Stage(given);
    try {
      await stories(stage);
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
    } finally {
      for (const window of stage.windows) await window.close();
      for (const folder of stage.folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  async folder() {
    const folder = await mkdtemp(join(tmpdir(), "tongping-stage-"));
    this.folders.push(folder);
    return folder;
  }

  /** A window of the size of the reference screen; `file` is what the file manager starts the program with. */
  async open({ home, file, width = 1366, height = 768 } = {}) {
    const args = file === undefined ? [] : [file];
    const window = await Window.open(this.program, { home: home ?? (await this.folder()), args });
    this.windows.push(window);
    this.window = window;
    await window.until("the page", 30, () => window.find("app-ready"));
    if (width !== null) await this.size(window, width, height);
    return window;
  }

  async size(window, width, height) {
    await window.until(`the size ${width} × ${height}`, 20, async () => {
      await window.resize(width, height);
      const size = await window.run("return [innerWidth, innerHeight]");
      assert.deepEqual(size, [width, height]);
    });
  }

  /** Tells one story. */
  async tell(sentence, story) {
    const start = Date.now();
    try {
      const figure = await story();
      Stage.passed += 1;
      const after = `${((Date.now() - start) / 1000).toFixed(1)} s`;
      console.log(`ui: ok      ${sentence} (${figure === undefined ? "" : `${figure}, `}${after})`);
    } catch (error) {
      Stage.failed += 1;
      console.log(`ui: FAILED  ${sentence}\n${error.stack}`);
      const picture = await this.window?.screenshot().catch(() => null);
      if (picture) await writeFile(join(this.pictures, `failed-${Stage.failed}.png`), picture);
      const faults = await this.window?.run("return window.pageFaults").catch(() => null);
      if (faults?.length > 0) console.log(`ui: faults of the page: ${JSON.stringify(faults)}`);
      throw new Ended();
    }
  }

  async picture(name, window = this.window) {
    // The picture is of the last frame that was drawn.
    await window.runAsync("for (let n = 0; n < 2; n += 1) await new Promise((done) => requestAnimationFrame(done));");
    await writeFile(join(this.pictures, `${name}.png`), await window.screenshot());
  }

  /** Rests on a screen: a picture of it, and no violation of WCAG 2.2 AA. */
  async look(name, window = this.window) {
    await this.picture(name, window);
    await window.run(`if (!window.axe) { ${axe}; window.axe = axe; }`);
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { value, error } = await window.runAsync(
      `const result = await window.axe.run(document, { runOnly: args[0], resultTypes: ["violations"] });
      return result.violations.map((rule) => rule.id + ": " + rule.nodes.map((node) => node.target.join(" ")).join(", "));`,
      tags,
    );
    assert.equal(error, undefined);
    assert.deepEqual(value, [], `axe on ${name}`);
  }

  /** Nothing was thrown in the page and its policy was never broken. */
  async isCalm(window = this.window) {
    assert.deepEqual(await window.run("return window.pageFaults"), []);
  }
}

/** `count` steps of a journey against its budget. */
export function within(count, budget) {
  assert.ok(count <= budget, `${count} steps, the budget is ${budget}`);
  return `${count} steps of ${budget}`;
}
