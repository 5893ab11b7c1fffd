// The disk fails under the running program: full, back again, full for good.  One red bar tells it, typing goes on, and
// everything reaches the file in the order it was typed, here or in a copy elsewhere.
import { execFile } from "node:child_process";
import { chmod, chown, cp, mkdtemp, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Page } from "../chromium.mjs";
import { assert, saved, waitFor } from "../expert.mjs";
import { ask, cellsInFile, practice, reopened, soundLog, witness } from "./world.mjs";

const run = promisify(execFile);

/** Builds the layer that lets writing fail; answers the surroundings it needs and how to switch it. */
export async function faultyDisk() {
  const folder = await mkdtemp(join(tmpdir(), "tongping-full-"));
  const [library, flag] = [join(folder, "full_disk.so"), join(folder, "flag")];
  const source = fileURLToPath(new URL("full_disk.c", import.meta.url));
  await run("cc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"]);
  await writeFile(flag, "");
  return {
    env: { LD_PRELOAD: library, TONGPING_FAULT: flag },
    /** From now on no file whose path contains `part` can be written. */
    full: (part) => writeFile(flag, part),
    free: () => writeFile(flag, ""),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const ROWS = ["1.1", "1.2", "1.3", "2.1"];

/** Types points and reasons into the first rows, by Tab, so that nothing depends on an answer of the core. */
async function typeRows(page, mark) {
  const typed = {};
  for (const [n, row] of ROWS.entries()) {
    await page.click(`e2.grid.row-${row}.score`);
    await page.press("Control+a", "1", "Tab");
    const reason = `${mark}第${n + 1}条，依据不足㛃䶮𬭎`;
    await page.press("Control+a");
    await page.type(reason);
    await page.press("Tab");
    typed[row] = ["1", reason];
  }
  return typed;
}

const redBar = (page) => waitFor(page, "the red bar", "return element('save.failed') !== null", 30);
const noRedBar = (page) => waitFor(page, "the end of the red bar", "return element('save.failed') === null", 30);

async function shown(page, typed) {
  for (const [row, [score, reason]] of Object.entries(typed)) {
    const cells = await page.run(
      "return ['score', 'reason'].map((part) => document.querySelector(`[data-testid=\"e2.grid.row-${arguments[0]}.${part}\"]`).value)",
      row,
    );
    assert.deepEqual(cells, [score, reason], row);
  }
}

async function inFile(cli, workspace, opinion, typed) {
  const cells = await cellsInFile(cli, workspace, opinion);
  for (const [row, values] of Object.entries(typed)) assert.deepEqual(cells[row], values, row);
  await soundLog(cli, workspace);
}

/** The opinion in front, as the page was told. */
const inFront = (page) => page.run("return Number(Object.keys(window.__witness.opinions).at(-1))");

export function diskStories({ browser, program, cli, ui, disk }) {
  const begin = async (name) => {
    const page = await practice(browser, program, ui, { name, env: disk.env, script: witness });
    await page.press("Alt+2");
    await page.click("e2.grid.row-6.2.score");
    await page.press("1", "Enter");
    await saved(page);
    page.opinion = await inFront(page);
    return page;
  };
  const within = (name, story) => async () => {
    const page = await begin(name);
    try {
      const figures = await story(page);
      // The engine of the PDF dies with a page that is loaded anew.
      assert.deepEqual(page.errors.filter((error) => !/Worker was terminated/.test(error)), []);
      return figures;
    } finally {
      await disk.free();
      await page.close();
      await rm(page.folder, { recursive: true, force: true, maxRetries: 5 });
    }
  };
  const close = (page) => page.run("window.dispatchEvent(new Event('tongping-close'))");

  return {
    "a full disk is one red bar; typing goes on and everything is saved in order once there is room": within(
      "评审 㛃䶮𬭎 甲",
      async (page) => {
        await disk.full(".tongping");
        const typed = await typeRows(page, "满");
        await redBar(page);
        const words = await page.text("save.failed");
        assert.match(words, /磁盘空间不足/);
        assert.doesNotMatch(words.replace(page.workspace, ""), /[a-z]{5}/i, "the sentence is Chinese");
        await shown(page, typed);
        await page.click("save.failed.retry");
        await redBar(page);
        await shown(page, typed);
        await disk.free();
        await page.click("save.failed.retry");
        await noRedBar(page);
        await saved(page);
        await shown(page, typed);
        await inFile(cli, page.workspace, page.opinion, typed);
        const events = (await ask(cli, page.workspace, "log", "show")).filter(({ op }) => op === "score_set");
        const order = events.sort((a, b) => a.seq - b.seq).map(({ subject }) => subject.split(" ").at(-1));
        const rows = order.filter((row, at) => ROWS.includes(row) && row !== order[at - 1]);
        assert.deepEqual(rows.slice(-4), ROWS);
        return words;
      },
    ),

    "what waits for a full disk is there again after a kill": within("评审", async (page) => {
      await disk.full("/评审.tongping");
      const typed = await typeRows(page, "杀");
      await redBar(page);
      // The place is kept after a rest, text that waits included.
      await new Promise((done) => setTimeout(done, 3000));
      await page.kill();
      await disk.free();
      await page.start();
      await reopened(page);
      await waitFor(page, "the grid", "return element('e2.grid.row-1.1.score') !== null", 30);
      await shown(page, typed);
      await page.press("Alt+3");
      await saved(page);
      await page.until("the text in the file", 30, () => inFile(cli, page.workspace, page.opinion, typed));
    }),

    "the work goes on in a copy elsewhere, with everything that waited": within("原件", async (page) => {
      await disk.full("/原件.tongping");
      const typed = await typeRows(page, "搬");
      await redBar(page);
      const copy = join(page.folder, "另存 副本.tongping");
      await page.answer(copy);
      await page.click("save.failed.move");
      await noRedBar(page);
      await saved(page);
      await shown(page, typed);
      await inFile(cli, copy, page.opinion, typed);
      await page.click("e2.grid.row-2.2.score");
      await page.press("2", "Enter");
      await saved(page);
      await inFile(cli, copy, page.opinion, { 2.2: ["2", ""] });
    }),

    "a dialog that is cancelled, and a copy that cannot be written, leave the red bar and the text": within("评审", async (page) => {
      await disk.full(".tongping");
      const typed = await typeRows(page, "消");
      await redBar(page);
      await page.answer(null);
      await page.click("save.failed.move");
      await redBar(page);
      await page.answer(join(page.folder, "也满.tongping"));
      await page.click("save.failed.move");
      await waitFor(page, "the bar to be ready", "return element('save.failed.retry')?.disabled === false", 30);
      await shown(page, typed);
      await disk.free();
      await page.click("save.failed.retry");
      await noRedBar(page);
      await saved(page);
      await inFile(cli, page.workspace, page.opinion, typed);
    }),

    "closing asks first while something could not be saved, at the scores and at the opinion": within("评审", async (page) => {
      await disk.full(".tongping");
      const typed = await typeRows(page, "关");
      await redBar(page);
      await close(page);
      await waitFor(page, "the question", "return element('closing') !== null", 30);
      await page.click("closing.back");
      await shown(page, typed);
      await disk.free();
      await page.click("save.failed.retry");
      await noRedBar(page);
      await page.press("Alt+3");
      await waitFor(page, "the opinion in words", "return element('e3.merits') !== null", 30);
      await disk.full(".tongping");
      await page.click("e3.merits");
      await page.type("成效写到一半");
      await close(page);
      await waitFor(page, "the question at the opinion", "return element('closing') !== null", 30);
      await page.click("closing.back");
      await disk.free();
      await page.click("save.failed.retry");
      await noRedBar(page);
      await page.until("the merits in the file", 20, async () => {
        const view = await ask(cli, page.workspace, "opinion", "show", String(page.opinion));
        assert.equal(view.opinion.merits, "成效写到一半");
      });
      await disk.full(".tongping");
      await page.click("e3.merits");
      await page.type("，放弃");
      await close(page);
      await waitFor(page, "the question once more", "return element('closing') !== null", 30);
      const gone = new Promise((done) => page.server.once("exit", done));
      await page.click("closing.give_up");
      await gone;
      await soundLog(cli, page.workspace);
    }),

    "text in the other way of scoring stays in sight while it waits": within("评审", async (page) => {
      await disk.full(".tongping");
      await page.click("e2.grid.row-1.1.score");
      await page.press("2", "Tab");
      await redBar(page);
      await page.press("F7");
      await waitFor(page, "the card", "return element('e2.grid') === null", 30);
      await page.press("F7");
      await waitFor(page, "the table", "return element('e2.grid.row-1.1.score') !== null", 30);
      await shown(page, { 1.1: ["2", ""] });
      await disk.free();
      await page.click("save.failed.retry");
      await noRedBar(page);
      await saved(page);
      await inFile(cli, page.workspace, page.opinion, { 1.1: ["2", ""] });
    }),

    "a desk folder that cannot be written never stands in the way": within("评审", async (page) => {
      await disk.full("/desk/");
      const typed = await typeRows(page, "桌");
      await saved(page);
      await page.press("Control+PageDown");
      await waitFor(page, "report 2", "return element('review.switch.open').textContent.includes('2/3')", 30);
      await page.press("Control+PageUp");
      await waitFor(page, "report 1", "return element('review.switch.open').textContent.includes('1/3')", 30);
      assert.equal(await page.run("return document.querySelector('[data-testid=\"save.failed\"]')"), null);
      await inFile(cli, page.workspace, page.opinion, typed);
    }),

    "a workspace that is moved away while it is open is told, and nothing is written into the void": within(
      "评审",
      async (page) => {
        const away = join(page.folder, "搬走.tongping");
        await rename(page.workspace, away);
        const typed = await typeRows(page, "移");
        await redBar(page);
        await shown(page, typed);
        await rename(away, page.workspace);
        await page.click("save.failed.retry");
        await noRedBar(page);
        await saved(page);
        await inFile(cli, page.workspace, page.opinion, typed);
      },
    ),

    "a workspace that is removed while it is open is rescued by a copy elsewhere": within("评审", async (page) => {
      await rm(page.workspace);
      const typed = await typeRows(page, "删");
      await redBar(page);
      const copy = join(page.folder, "救回.tongping");
      await page.answer(copy);
      await page.click("save.failed.move");
      await noRedBar(page);
      await saved(page);
      await inFile(cli, copy, page.opinion, { ...typed, 6.2: ["1", ""] });
    }),

    "a workspace that is damaged, cut short, foreign, gone or read-only is refused in words": within("评审", async (page) => {
      await page.kill();
      await page.start();
      const good = join(page.folder, "好.tongping");
      await page.until("the workspace", 30, () => page.click("start.recent.row-1"));
      await waitFor(page, "the report", "return element('review') !== null", 40);
      // A good closed copy, made by the program itself.
      const moved = await page.runAsync(
        `const token = new URLSearchParams(location.search).get("token");
        const ask = async (name, args) => (await (await fetch("/call", { method: "POST", headers: { "x-tongping-token": token },
          body: JSON.stringify({ name, args }) })).json());
        await ask("desk_move", { path: args[0] });
        return ask("desk_close", null);`,
        good,
      );
      assert.equal(moved.error, undefined);
      const bytes = await readFile(good);
      const spoilt = {
        损坏: [Buffer.from(bytes).fill(0x5a, 4096, 60_000), /损坏/],
        截断: [bytes.subarray(0, 5000), /截断|不完整|损坏/],
        其他: [Buffer.from("这不是工作文件".repeat(100)), /不是/],
        空的: [Buffer.alloc(0), /空/],
      };
      await page.tab.reload();
      for (const [name, [content, words]] of Object.entries(spoilt)) {
        const path = join(page.folder, `${name}.tongping`);
        await writeFile(path, content);
        await page.answer(path);
        await page.until("the button", 20, () => page.click("start.open"));
        await waitFor(page, name, `return element('start.refusal')?.textContent.includes('${name}.tongping')`, 30);
        assert.match(await page.text("start.refusal"), words, name);
        assert.deepEqual(await readFile(path), content, `${name} stays as it was`);
      }
      await page.answer(join(page.folder, "没有.tongping"));
      await page.click("start.open");
      await waitFor(page, "the missing file", "return element('start.refusal')?.textContent.includes('没有.tongping')", 30);
      await page.answer(good);
      await page.click("start.open");
      await waitFor(page, "the good file", "return element('app-ready') !== null && element('start.open') === null", 30);
    }),

    async "a read-only workspace is refused in words, and stays as it is"() {
      const page = await begin("只读");
      await page.kill();
      const { workspace, folder } = page;
      await page.close();
      await run(cli, ["--workspace", workspace, "--json", "log", "next"]);
      const isRoot = process.getuid() === 0;
      await chmod(workspace, 0o444);
      await chmod(folder, 0o755);
      const home = await mkdtemp(join(tmpdir(), "tongping-desk-"));
      // File modes do not bind root: the program runs as somebody else then.
      if (isRoot) await chown(home, 65534, 65534);
      const as = isRoot ? { uid: 65534, gid: 65534 } : {};
      // Somebody else may not look into the folders of root, where program and page may lie.
      const shared = await mkdtemp(join(tmpdir(), "tongping-program-"));
      await chmod(shared, 0o755);
      const [itsProgram, itsPage] = [join(shared, "tongping"), join(shared, "ui")];
      await cp(program, itsProgram);
      await cp(ui, itsPage, { recursive: true });
      const other = await Page.open(browser, itsProgram, itsPage, { desk: home, as });
      try {
        await other.answer(workspace);
        await other.until("the role", 30, () => other.click("start.role.expert"));
        await other.until("the button", 20, () => other.click("start.open"));
        await waitFor(other, "the refusal", "return element('start.refusal') !== null", 30);
        assert.match(await other.text("start.refusal"), /只读|不能写入/);
      } finally {
        await other.close();
        await rm(home, { recursive: true, force: true });
        await rm(folder, { recursive: true, force: true });
        await rm(shared, { recursive: true, force: true });
      }
    },
  };
}
