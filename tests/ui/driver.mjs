// A small client of WebKitWebDriver: it starts the driver, opens one window, asks, and leaves no process behind.
// Node alone; the two traps it knows stand where they matter.
import { execFile, spawn } from "node:child_process";
import { request } from "node:http";
import { createServer } from "node:net";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

const CLOSE = new URL("./window/close.py", import.meta.url).pathname;

// What the driver calls the keys that are no characters.
const KEYS = {
  Enter: "\uE007",
  Tab: "\uE004",
  Escape: "\uE00C",
  Backspace: "\uE003",
  Delete: "\uE017",
  Home: "\uE011",
  End: "\uE010",
  PageUp: "\uE00E",
  PageDown: "\uE00F",
  ArrowUp: "\uE013",
  ArrowDown: "\uE015",
  ArrowLeft: "\uE012",
  ArrowRight: "\uE014",
  Shift: "\uE008",
  Control: "\uE009",
  Alt: "\uE00A",
  Space: " ",
};
for (let n = 1; n <= 12; n += 1) KEYS[`F${n}`] = String.fromCharCode(0xe030 + n);

/** What the shell tells the page of files that are dropped (`src-tauri/src/dropping.rs`). */
export const DROP = `const tell = (state) => window.dispatchEvent(new CustomEvent("tongping-drop", { detail: { state, paths: arguments[0] } }));
  tell("over");
  tell("dropped");`;

/** The keys of a chord such as `Control+Shift+Enter`, as the driver writes them. */
function keysOf(chord) {
  const parts = chord.length === 1 ? [chord] : chord.split("+");
  return parts.map((part) => KEYS[part] ?? part);
}

/** One window of one program with a home of its own: an empty one, or one that an earlier window left (`home`). */
export class Window {
  static async open(program, { args = [], home = null, env = {} } = {}) {
    const window = new Window();
    window.keepsHome = home !== null;
    window.home = home ?? (await mkdtemp(join(tmpdir(), "tongping-window-")));
    await writeFile(join(window.home, "answers"), "");
    const port = await freePort();
    window.base = `http://127.0.0.1:${port}`;
    const within = (name) => join(window.home, name);
    window.driver = spawn("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], {
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        TAURI_AUTOMATION: "true",
        TAURI_WEBVIEW_AUTOMATION: "true",
        // Without this renderer the driver never answers when asked for a picture; "0" also tells the program to leave it.
        WEBKIT_DISABLE_DMABUF_RENDERER: "0",
        XDG_DATA_HOME: within("data"),
        XDG_CONFIG_HOME: within("config"),
        XDG_CACHE_HOME: within("cache"),
        TONGPING_DIALOG_ANSWERS: within("answers"),
        ...env,
      },
    });
    window.driver.on("error", (error) => {
      window.broken = new Error(`starting WebKitWebDriver: ${error.message}`);
    });
    try {
      await window.until("the driver to answer", 10, () => window.ask("GET", "/status"));
      const options = { "webkitgtk:browserOptions": { binary: resolve(program), args } };
      const session = await window.ask("POST", "/session", { capabilities: { alwaysMatch: options } });
      window.session = `/session/${session.sessionId}`;
      return window;
    } catch (error) {
      await window.close();
      throw error;
    }
  }

  async ask(method, path, body) {
    if (this.broken) throw this.broken;
    const { status, text } = await this.send(method, path, body);
    const { value } = JSON.parse(text);
    if (status !== 200) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  }

  /** One connection for each request: the driver closes idle ones without a word, and `fetch` would use them again. */
  send(method, path, body) {
    return new Promise((done, failed) => {
      const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      const headers = bytes === undefined ? {} : { "content-type": "application/json", "content-length": bytes.length };
      const sent = request(this.base + path, { method, headers, agent: false, timeout: 30_000 }, (reply) => {
        const parts = [];
        reply.on("data", (part) => parts.push(part));
        reply.on("end", () => done({ status: reply.statusCode, text: Buffer.concat(parts).toString("utf8") }));
      });
      sent.on("timeout", () => sent.destroy(new Error(`${method} ${path}: no answer for 30 s`)));
      sent.on("error", failed);
      sent.end(bytes);
    });
  }

  /** Asks again until it works: right after the start a look-up can still fail with NoSuchFrame. */
  async until(what, seconds, attempt) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (this.broken || Date.now() > end) throw new Error(`waited ${seconds} s for ${what}: ${error.message}`);
        await sleep(100);
      }
    }
  }

  async find(testId) {
    const value = await this.ask("POST", `${this.session}/element`, {
      using: "css selector",
      value: `[data-testid="${testId}"]`,
    });
    return `${this.session}/element/${value[ELEMENT]}`;
  }

  /** The text as it stands in the document: the driver's own notion of text is empty inside some parts. */
  async text(testId) {
    return (await this.ask("GET", `${await this.find(testId)}/property/textContent`)).trim();
  }

  async click(testId) {
    await this.ask("POST", `${await this.find(testId)}/click`, {});
  }

  /** Presses chords one after the other, e.g. `Alt+2`, `=`, `Enter`. */
  async press(...chords) {
    const actions = chords.flatMap((chord) => {
      const keys = keysOf(chord);
      return [
        ...keys.map((value) => ({ type: "keyDown", value })),
        ...keys.toReversed().map((value) => ({ type: "keyUp", value })),
      ];
    });
    await this.ask("POST", `${this.session}/actions`, { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  /** Presses the button of the pointer at the first place of `path` (of the view, in pixels) and lets go at the last. */
  async drag(path) {
    const [[x, y], ...others] = path.map(([across, down]) => [Math.round(across), Math.round(down)]);
    const move = (to, duration) => ({ type: "pointerMove", origin: "viewport", x: to[0], y: to[1], duration });
    const actions = [
      move([x, y], 0),
      { type: "pointerDown", button: 0 },
      ...others.map((to) => move(to, 10)),
      { type: "pointerUp", button: 0 },
    ];
    const pointer = { type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions };
    await this.ask("POST", `${this.session}/actions`, { actions: [pointer] });
  }

  /** What the next dialogs of the system answer, in order; null is a dialog closed without an answer. */
  async answer(...paths) {
    await writeFile(join(this.home, "answers"), paths.map((path) => `${JSON.stringify(path)}\n`).join(""));
  }

  /** Files dropped onto the page: over it, and let go. */
  async drop(paths) {
    await this.run(DROP, paths);
  }

  /** Types running text, Chinese too, into what has the focus. */
  async type(text) {
    const active = await this.ask("GET", `${this.session}/element/active`);
    await this.ask("POST", `${this.session}/element/${active[ELEMENT]}/value`, { text });
  }

  async run(script, ...args) {
    return this.ask("POST", `${this.session}/execute/sync`, { script, args });
  }

  /** `script` is the body of an async function; its value, or its error as text, comes back. */
  async runAsync(script, ...args) {
    const body = `const done = arguments[arguments.length - 1];
      (async (...args) => { ${script} })(...Array.from(arguments).slice(0, -1))
        .then((value) => done({ value }), (error) => done({ error: String(error?.message ?? JSON.stringify(error)) }));`;
    return this.ask("POST", `${this.session}/execute/async`, { script: body, args });
  }

  /** Sets the size of the window, in pixels of the screen. */
  async resize(width, height) {
    await this.ask("POST", `${this.session}/window/rect`, { x: 0, y: 0, width, height });
  }

  /** The program's own process. */
  async pid() {
    const children = await readFile(`/proc/${this.driver.pid}/task/${this.driver.pid}/children`, "utf8");
    for (const pid of children.trim().split(" ")) {
      const name = await readFile(`/proc/${pid}/comm`, "utf8");
      if (name.startsWith("tongping")) return Number(pid);
    }
    throw new Error("the program is not among the driver's children");
  }

  /** Ends the program as a power cut does. */
  async kill() {
    this.killed = true;
    process.kill(await this.pid(), "SIGKILL");
  }

  /** Closes the window by the cross of its frame, and waits until the program has ended. */
  async leave() {
    const pid = await this.pid();
    await promisify(execFile)("python3", [CLOSE, String(pid)]);
    this.killed = true;
    await this.until("the program to end", 20, async () => {
      const state = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
      if (state !== null && !/\) Z /.test(state)) throw new Error("it runs");
    });
  }

  async screenshot() {
    return Buffer.from(await this.ask("GET", `${this.session}/screenshot`), "base64");
  }

  async close() {
    try {
      if (this.session) await this.ask("DELETE", this.session);
    } catch (error) {
      if (!this.killed) console.log(`window: closing: ${error.message}`);
    } finally {
      this.driver.kill();
      if (!this.keepsHome) await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}
