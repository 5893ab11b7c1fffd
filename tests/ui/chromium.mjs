// The same page in Chromium against `tongping serve`, with the same few verbs as the real window, so that one story runs
// in both.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DROP } from "./driver.mjs";

const require = createRequire(new URL("../../ui/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const MORE = ["--disable-component-update", "--disable-sync", "--font-render-hinting=none"];

/** One browser for many pages. */
export async function openBrowser() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: [...ARGS, ...MORE] });
}

/** A page over a desk of its own: an empty one, or one that an earlier page left (`desk`). */
export class Page {
  static async open(browser, program, ui, options = {}) {
    const { desk = null, width = 1366, height = 768, scale = 1, env = {}, script = "", scripts = [], as = {} } = options;
    const page = new Page();
    page.keepsDesk = desk !== null;
    page.home = desk ?? (await mkdtemp(join(tmpdir(), "tongping-desk-")));
    Object.assign(page, { program, ui, env, as });
    page.context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
    for (const script of scripts) await page.context.addInitScript(script);
    if (script !== "") await page.context.addInitScript({ content: script });
    page.tab = await page.context.newPage();
    page.tab.on("pageerror", (error) => page.errors.push(String(error)));
    await page.start();
    return page;
  }

  errors = [];

  /** Starts the server on the desk and loads the page from it; `env` is added to its surroundings. */
  async start(env = this.env) {
    this.server = spawn(this.program, ["serve", "--folder", this.home, "--ui", this.ui, "--port", "0"], {
      stdio: ["ignore", "pipe", "inherit"],
      // The keyring of whoever runs the tests stays out of them.
      env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: "none", ...env },
      ...this.as,
    });
    const lines = createInterface({ input: this.server.stdout });
    this.url = await new Promise((done, failed) => {
      lines.once("line", done);
      this.server.once("error", failed);
      this.server.once("exit", (code) => failed(new Error(`tongping serve ended with ${code}`)));
    });
    await this.load();
  }

  /** Loads the page anew.  Under load the server's pool may leave one of many connections waiting for another to end. */
  async load() {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.tab.goto("about:blank");
        return await this.tab.goto(this.url, { timeout: 8000 });
      } catch (error) {
        if (tries === 5) throw error;
      }
    }
  }

  /** Ends the server as a power cut would; the page stays, with nobody to talk to. */
  async kill() {
    if (this.server.exitCode !== null || this.server.signalCode !== null) return;
    const gone = new Promise((done) => this.server.once("exit", done));
    this.server.kill("SIGKILL");
    await gone;
  }

  at(testId) {
    return this.tab.locator(`[data-testid="${testId}"]`).first();
  }

  async find(testId) {
    await this.at(testId).waitFor({ state: "attached", timeout: 1000 });
  }

  async until(what, seconds, attempt) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}: ${error.message}`);
        await this.tab.waitForTimeout(50);
      }
    }
  }

  async text(testId) {
    return ((await this.at(testId).textContent({ timeout: 1000 })) ?? "").trim();
  }

  async click(testId) {
    await this.at(testId).click({ timeout: 3000 });
  }

  async press(...chords) {
    for (const chord of chords) await this.tab.keyboard.press(chord);
  }

  async type(text) {
    await this.tab.keyboard.insertText(text);
  }

  async run(script, ...args) {
    return this.tab.evaluate(([body, given]) => new Function(body)(...given), [script, args]);
  }

  async runAsync(script, ...args) {
    const body = `return (async (...args) => { ${script} })(...arguments)`;
    try {
      return { value: await this.tab.evaluate(([text, given]) => new Function(text)(...given), [body, args]) };
    } catch (error) {
      return { error: error.message };
    }
  }

  async post(path, body) {
    const { origin, searchParams } = new URL(this.url);
    const headers = { "x-tongping-token": searchParams.get("token"), "content-type": "application/json" };
    const reply = await fetch(`${origin}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
    return reply;
  }

  /** What the next dialogs of the system answer, in order. */
  async answer(...paths) {
    await this.post("/answers", paths);
  }

  /** Files dropped onto the page, as the shell tells it. */
  async drop(paths) {
    await this.run(DROP, paths);
  }

  /** Asks the core past the page: what is really stored. */
  async call(name, args = null) {
    const { reply, error } = await (await this.post("/call", { name, args })).json();
    if (error !== undefined) throw new Error(`${name}: ${error.message}`);
    return reply.value;
  }

  async screenshot() {
    return this.tab.screenshot();
  }

  async resize(width, height) {
    await this.tab.setViewportSize({ width, height });
  }

  async close() {
    await this.context?.close();
    this.server.kill();
    if (!this.keepsDesk) await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}
