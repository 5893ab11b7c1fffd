import { beforeEach, describe, expect, it, vi } from "vitest";
import sheet from "../../../../assets/forms/T-RV-SCORE.json";
import ordinary from "../../../../assets/forms/T-GOAL-REVIEW-ORD.json";
import type { Form } from "../../api/api";
import type { OpinionView } from "../../api/api";
import { type Field, fieldOf } from "./cells";
import { type Answer, Controller, type Key } from "./controller";
import { formOf, PretendedCore } from "./pretend";
import { rowsOf } from "./rows";

/** The grid without a page: what was typed goes to the pretended core, whose answer waits until `answer` is called. */
class Bench {
  readonly core: PretendedCore;
  readonly grid: Controller;
  readonly waiting: (() => void)[] = [];
  readonly told: string[] = [];
  readonly cells = new Map<Field, string>();
  kept: string | null = null;
  at: string = "";
  isSlow = false;
  refuses = false;

  constructor(form: Form, readOnly = false) {
    this.core = new PretendedCore(form);
    const reply = (answered: Answer, make: () => OpinionView) => {
      this.waiting.push(() => answered(this.refuses ? "refused" : make()));
      if (!this.isSlow) this.answer();
    };
    this.grid = new Controller(
      form,
      rowsOf(form),
      this.core.view(),
      {
        write: (part, id, text, answered) => reply(answered, () => this.core.set(part, id, text)),
        step: (id, up, answered) => reply(answered, () => this.core.step(id, up)),
        focus: (field) => (this.at = field),
        put: (field, text) => this.cells.set(field, text),
        caret: (field, where) => this.told.push(`caret ${field} ${where}`),
        typing: (field, text) => this.told.push(`typing ${field} ${text}`),
        ending: (pressed) => ((this.at = "button"), this.told.push(pressed ? "ending pressed" : "ending")),
        kept: (criterion) => (this.kept = criterion),
        changed: () => undefined,
        act: (what) => this.told.push(what),
      },
      readOnly,
    );
  }

  /** The core answers the oldest write. */
  answer(): void {
    this.waiting.shift()?.();
  }

  answerAll(): void {
    while (this.waiting.length > 0) this.answer();
  }

  go(field: Field): void {
    this.grid.leave();
    this.grid.enter(field);
    this.at = field;
  }

  /** Presses a key as the page does: what the grid leaves alone, the engine types into the cell. */
  press(name: string): boolean {
    const parts = name === "+" ? ["+"] : name.split("+");
    const key = parts.pop() ?? "";
    const code = /^[1-9]$/.test(key) && parts.includes("Alt") ? `Digit${key}` : /^[a-z]$/i.test(key) && parts.length > 0 ? `Key${key.toUpperCase()}` : key;
    const pressed: Key = { key, code, ctrl: parts.includes("Ctrl"), alt: parts.includes("Alt"), shift: parts.includes("Shift") };
    if (this.grid.key(pressed)) return true;
    if (key.length === 1 && parts.length === 0 && this.grid.at !== null) {
      const field = this.grid.at;
      const fresh = (this.grid as unknown as { fresh: boolean }).fresh;
      this.grid.input(field, (fresh ? "" : this.grid.shown(field)) + key, false);
    }
    return false;
  }

  keys(...names: string[]): void {
    for (const name of names) this.press(name);
  }

  type(text: string): void {
    for (const sign of text) this.press(sign);
  }

  text(id: string): string {
    return this.core.scores.get(id)?.text ?? "";
  }

  reason(id: string): string {
    return this.core.scores.get(id)?.reason ?? "";
  }
}

const form = formOf(sheet);
const order = rowsOf(form).map((row) => row.criterion.id);
let bench: Bench;
beforeEach(() => {
  vi.useFakeTimers();
  bench = new Bench(form);
  bench.go("score:1.1");
});

describe("得分", () => {
  it("Enter commits full points and goes to the next row", () => {
    bench.keys("=", "Enter");
    expect(bench.text("1.1")).toBe("4");
    expect(bench.grid.shown("score:1.1")).toBe("4");
    expect(bench.at).toBe("score:1.2");
  });

  it("Enter goes to the empty reason when points were lost, and from there to the next row", () => {
    bench.type("-0.5");
    bench.press("Enter");
    expect(bench.text("1.1")).toBe("3.5");
    expect(bench.at).toBe("reason:1.1");
    bench.keys("Alt+1", "Enter");
    expect(bench.reason("1.1")).toBe(rowsOf(form)[0]?.criterion.reasons[0]);
    expect(bench.at).toBe("score:1.2");
  });

  it("Enter does not stop at a reason that is there", () => {
    bench.core.set("reason", "1.1", "有依据");
    bench.grid.take(bench.core.view());
    bench.keys("3", "Enter");
    expect(bench.at).toBe("score:1.2");
  });

  it("a wrong entry is stored as typed, keeps the cursor once, and then lets go", () => {
    bench.keys("9", "Enter");
    expect(bench.text("1.1")).toBe("9");
    expect(bench.at).toBe("score:1.1");
    expect(bench.grid.state("1.1").status).toBe("wrong");
    expect(bench.grid.state("1.1").scoreNotes[0]?.sentence).toContain("超过");
    bench.press("Enter");
    expect(bench.at).toBe("score:1.2");
    expect(bench.text("1.1")).toBe("9");
  });

  it.each(["ArrowDown", "F8"])("a wrong entry does not hold the cursor against %s", (key) => {
    bench.keys("9", "Enter", key);
    expect(bench.at).toBe("score:1.2");
  });

  it("a wrong entry costs two keys to mend", () => {
    bench.keys("9", "Enter", "4", "Enter");
    expect(bench.text("1.1")).toBe("4");
    expect(bench.at).toBe("score:1.2");
    expect(bench.core.calls).toEqual(["score:1.1=9", "score:1.1=4"]);
  });

  it.each(["9", "abc", "-", "1e3", "4.555", "＋", " "])("%j is sent as it was typed", (typed) => {
    bench.type(typed);
    bench.press("Enter");
    expect(bench.core.calls).toEqual([`score:1.1=${typed}`]);
    expect(bench.grid.shown("score:1.1")).toBe(typed);
  });

  it("shows the canonical text of a full-width entry once the core answered", () => {
    bench.type("３．５");
    bench.press("ArrowDown");
    expect(bench.core.calls).toEqual(["score:1.1=３．５"]);
    expect(bench.grid.shown("score:1.1")).toBe("3.5");
  });

  it("Shift+Enter and the arrows commit and move", () => {
    bench.go("score:1.2");
    bench.keys("3", "Shift+Enter");
    expect([bench.text("1.2"), bench.at]).toEqual(["3", "score:1.1"]);
    bench.keys("2", "ArrowDown");
    expect([bench.text("1.1"), bench.at]).toEqual(["2", "score:1.2"]);
    bench.keys("ArrowUp", "ArrowUp");
    expect(bench.at).toBe("score:1.1");
  });

  it("Alt and an arrow step, and every press counts", () => {
    bench.isSlow = true;
    bench.keys("Alt+ArrowDown", "Alt+ArrowDown", "Alt+ArrowUp");
    bench.answerAll();
    expect(bench.core.calls).toEqual(["score:1.1=4", "score:1.1=3.5", "score:1.1=4"]);
  });

  it("Ctrl+D below an empty cell takes nothing away", () => {
    bench.go("score:1.2");
    bench.keys("2", "Ctrl+d");
    expect(bench.grid.shown("score:1.2")).toBe("2");
  });

  it("Ctrl+D copies from above what was typed", () => {
    bench.keys("3", "ArrowDown", "Ctrl+d");
    expect(bench.grid.shown("score:1.2")).toBe("3");
    expect(bench.cells.get("score:1.2")).toBe("3");
    bench.press("Enter");
    expect(bench.text("1.2")).toBe("3");
    bench.go("score:1.1");
    bench.press("Ctrl+d");
    expect(bench.grid.isTyped("score:1.1")).toBe(false);
  });

  it("F2 turns between all and the end; Esc goes back to what was committed", () => {
    bench.keys("3", "ArrowDown", "ArrowUp", "F2");
    expect(bench.told).toContain("caret score:1.1 turn");
    bench.type("99");
    expect(bench.press("Escape")).toBe(true);
    expect(bench.grid.shown("score:1.1")).toBe("3");
    expect(bench.press("Escape")).toBe(false);
    expect(bench.core.calls).toEqual(["score:1.1=3"]);
  });

  it("F4 and F7 ask the page; Tab is the engine's, and leaving commits", () => {
    bench.keys("4", "F4", "F7");
    expect(bench.told.filter((one) => one === "guide" || one === "card")).toEqual(["guide", "card"]);
    expect(bench.press("Tab")).toBe(false);
    bench.keys("3");
    bench.go("reason:1.1");
    expect(bench.core.calls).toEqual(["score:1.1=4", "score:1.1=43"]);
  });

  it("nothing is written when nothing changed", () => {
    bench.keys("4", "Enter", "ArrowUp", "4", "Enter", "ArrowUp", "Enter");
    expect(bench.core.calls).toEqual(["score:1.1=4"]);
    expect(bench.at).toBe("score:1.2");
  });

  it("Ctrl+Z of the page sees committed cells only", () => {
    expect(bench.press("Ctrl+z")).toBe(false);
    expect(bench.core.calls).toEqual([]);
  });
});

describe("扣分理由", () => {
  beforeEach(() => bench.go("reason:2.2"));

  it("takes stock reasons one after another", () => {
    const [first, second] = rowsOf(form).find((row) => row.criterion.id === "2.2")?.criterion.reasons ?? [];
    bench.keys("Alt+1", "Alt+2", "Enter");
    expect(bench.reason("2.2")).toBe(`${first}；${second}`);
    expect(bench.at).toBe("score:2.3");
  });

  it("takes nothing where there is no reason of that number, and leaves the key to no one", () => {
    expect(bench.press("Alt+9")).toBe(true);
    expect(bench.grid.shown("reason:2.2")).toBe("");
  });

  it("Shift+Enter is a new line, made by the engine", () => {
    expect(bench.press("Shift+Enter")).toBe(false);
    expect(bench.at).toBe("reason:2.2");
  });

  it("keeps what is too long, counts it, and sends nothing", () => {
    const long = "长".repeat(20_001);
    bench.grid.input("reason:2.2", long, false);
    bench.press("Enter");
    expect(bench.core.calls).toEqual([]);
    expect(bench.grid.shown("reason:2.2")).toBe(long);
    expect(bench.grid.state("2.2").count).toBe(20_001);
    bench.go("reason:2.2");
    bench.grid.input("reason:2.2", "短", false);
    bench.press("Enter");
    expect(bench.reason("2.2")).toBe("短");
  });

  it("20 000 characters of four bytes are still sent", () => {
    bench.grid.input("reason:2.2", "𠮷".repeat(20_000), false);
    bench.press("Enter");
    expect(bench.core.calls.length).toBe(1);
  });

  it("says nothing of a reason before its cell was left once", () => {
    bench.go("score:2.3");
    bench.keys("5", "Enter");
    expect(bench.at).toBe("reason:2.3");
    expect(bench.grid.state("2.3").status).toBe("reason");
    expect(bench.grid.state("2.3").reasonNotes).toEqual([]);
    bench.press("Enter");
    expect(bench.grid.state("2.3").reasonNotes.length).toBe(1);
  });

  it("an excerpt goes to the end and is written at once", () => {
    bench.grid.append("2.3", "（评价报告.pdf 第 3 页：“甲”）", true);
    expect(bench.reason("2.3")).toBe("（评价报告.pdf 第 3 页：“甲”）");
  });
});

describe("typing while the answer is on its way", () => {
  beforeEach(() => {
    bench.isSlow = true;
  });

  it("no key is lost or misplaced, whenever the answers come", () => {
    for (const id of order) {
      void id;
      bench.type("-0.5");
      bench.keys("Enter", "Alt+1", "Enter");
    }
    bench.answerAll();
    for (const id of order) {
      expect(bench.text(id)).toBe(String(Number(rowsOf(form).find((row) => row.criterion.id === id)?.criterion.max) - 0.5));
      expect(bench.reason(id)).not.toBe("");
    }
    expect(bench.at).toBe("button");
    expect(bench.told.at(-1)).not.toBe("ending pressed");
  });

  it("what is sure does not wait", () => {
    bench.keys("=", "Enter", "=", "Enter");
    expect(bench.at).toBe("score:2.1".replace("2.1", "1.3"));
    bench.answerAll();
    expect([bench.text("1.1"), bench.text("1.2")]).toEqual(["4", "3"]);
  });

  it("keys behind a wrong entry mend it", () => {
    bench.keys("9", "Enter", "4", "Enter", "=", "Enter");
    bench.answerAll();
    expect([bench.text("1.1"), bench.text("1.2")]).toEqual(["4", "3"]);
    expect(bench.at).toBe("score:1.3");
  });

  it("a Backspace during the wait takes back what was typed during the wait", () => {
    bench.keys("3", "Enter");
    bench.keys("甲", "乙", "Backspace", "Enter");
    bench.answerAll();
    expect(bench.reason("1.1")).toBe("甲");
  });

  it("Tab during the wait goes on from where the cursor goes", () => {
    bench.keys("3", "Enter", "Tab", "2", "Tab", "x");
    bench.answerAll();
    expect(bench.at).toBe("reason:1.2");
    expect(bench.grid.shown("reason:1.2")).toBe("x");
  });

  it("Enter behind the last entry presses the button that leads on", () => {
    bench.isSlow = false;
    for (const id of order.slice(0, -1)) bench.core.set("score", id, "=");
    bench.grid.take(bench.core.view());
    bench.isSlow = true;
    bench.go(fieldOf("score", order.at(-1) ?? ""));
    bench.keys("=", "Enter", "Enter");
    expect(bench.at).not.toBe("button");
    bench.answerAll();
    expect(bench.told.slice(-2)).toEqual(["ending", "ending pressed"]);
    expect(bench.kept).toBeNull();
  });

  it("does not wait for ever", () => {
    bench.type("-0.5");
    bench.press("Enter");
    vi.advanceTimersByTime(1000);
    expect(bench.at).toBe("reason:1.1");
    bench.answerAll();
    expect(bench.text("1.1")).toBe("3.5");
    expect(bench.at).toBe("reason:1.1");
  });

  it("a composition, a click or another command ends the wait with what is known", () => {
    bench.type("-0.5");
    bench.press("Enter");
    expect(bench.grid.isWaiting()).toBe(true);
    bench.grid.settleNow();
    expect(bench.at).toBe("reason:1.1");
    expect(bench.grid.isWaiting()).toBe(false);
  });

  it("a cell shows what was typed until the answer of that write comes", () => {
    bench.keys("3", "ArrowDown", "ArrowUp", "2", "ArrowDown");
    expect(bench.grid.shown("score:1.1")).toBe("2");
    bench.answer();
    expect(bench.grid.shown("score:1.1")).toBe("2");
    bench.answer();
    expect(bench.grid.shown("score:1.1")).toBe("2");
    expect(bench.text("1.1")).toBe("2");
  });

  it("an answer does not overwrite what is being typed", () => {
    bench.keys("3", "ArrowDown", "ArrowUp");
    bench.type("2.");
    bench.answer();
    expect(bench.grid.shown("score:1.1")).toBe("2.");
    bench.press("Escape");
    expect(bench.grid.shown("score:1.1")).toBe("3");
  });

  it("what the core refuses stays in the cell", () => {
    bench.refuses = true;
    bench.keys("3", "ArrowDown");
    bench.answer();
    expect(bench.grid.shown("score:1.1")).toBe("3");
    expect(bench.grid.isTyped("score:1.1")).toBe(true);
  });

  it("a newer answer may stand for an older one", () => {
    const answers: Answer[] = [];
    const out = { focus() {}, put() {}, caret() {}, typing() {}, ending() {}, kept() {}, changed() {}, act() {}, step() {} };
    const grid = new Controller(form, rowsOf(form), bench.core.view(), { ...out, write: (_p, _c, _t, answered) => answers.push(answered) });
    grid.enter("score:1.1");
    grid.input("score:1.1", "3", false);
    grid.leave();
    grid.enter("score:1.1");
    grid.input("score:1.1", "2", false);
    grid.leave();
    answers[0]?.(null);
    expect(grid.shown("score:1.1")).toBe("2");
    answers[1]?.(bench.core.set("score", "1.1", "2"));
    expect(grid.shown("score:1.1")).toBe("2");
  });

  it("after the grid is gone nothing is answered into it, and what was typed is written", () => {
    bench.type("3.5");
    bench.grid.close();
    expect(bench.waiting.length).toBe(1);
    bench.told.length = 0;
    bench.answerAll();
    expect(bench.text("1.1")).toBe("3.5");
    expect(bench.told).toEqual([]);
  });
});

describe("F8", () => {
  it("goes to what is open or has a problem, round the end, and offers to go on when nothing is left", () => {
    for (const id of order) bench.core.set("score", id, "=");
    bench.core.set("score", "2.2", "9");
    bench.core.set("score", "3.1", "");
    bench.core.set("score", "1.2", "1");
    bench.grid.take(bench.core.view());
    bench.press("F8");
    expect(bench.at).toBe("reason:1.2");
    bench.press("F8");
    expect(bench.at).toBe("score:2.2");
    bench.press("F8");
    expect(bench.at).toBe("score:3.1");
    bench.press("F8");
    expect(bench.at).toBe("reason:1.2");
    bench.press("Shift+F8");
    expect(bench.at).toBe("score:3.1");
    for (const [id, text] of [["2.2", "="], ["3.1", "="], ["1.2", "="]] as const) bench.core.set("score", id, text);
    bench.grid.take(bench.core.view());
    bench.press("F8");
    expect(bench.at).toBe("button");
    expect(bench.told.at(-1)).toBe("ending");
  });

  it("knows the entry it commits", () => {
    for (const id of order.slice(1)) bench.core.set("score", id, "=");
    bench.grid.take(bench.core.view());
    bench.isSlow = true;
    bench.keys("=", "F8");
    bench.answerAll();
    expect(bench.at).toBe("button");
  });
});

describe("what is kept", () => {
  it("the indicator just scored stays in front when the report changes, the row with the cursor otherwise", () => {
    bench.keys("3", "Enter", "Enter");
    expect([bench.at, bench.kept]).toEqual(["score:1.2", "1.2"]);
    expect(bench.press("Ctrl+PageDown")).toBe(false);
    expect(bench.kept).toBe("1.1");
    bench.go("score:1.2");
    bench.press("2");
    bench.press("Ctrl+PageDown");
    expect([bench.kept, bench.text("1.2")]).toEqual(["1.2", "2"]);
  });

  it("text typed before a crash comes back uncommitted", () => {
    const again = new Bench(form);
    again.grid.takeUp((field) => (field === "score:2.1" ? "3." : null));
    expect(again.grid.shown("score:2.1")).toBe("3.");
    expect(again.core.calls).toEqual([]);
    again.go("score:2.1");
    again.go("score:2.2");
    expect(again.core.calls).toEqual(["score:2.1=3."]);
  });

  it("every cell on its way is forgotten by its own answer, whatever is typed meanwhile", () => {
    bench.isSlow = true;
    bench.keys("3", "ArrowDown", "2");
    bench.answer();
    expect(bench.told.filter((one) => one.startsWith("typing"))).toEqual(["typing score:1.1 3", "typing score:1.2 2", "typing score:1.1 null"]);
  });

  it("typing is told outside compositions only, and forgotten with the answer", () => {
    bench.grid.input("score:1.1", "z", true);
    expect(bench.told.filter((one) => one.startsWith("typing"))).toEqual([]);
    bench.grid.input("score:1.1", "3", false);
    bench.press("ArrowDown");
    expect(bench.told.filter((one) => one.startsWith("typing"))).toEqual(["typing score:1.1 3", "typing score:1.1 null"]);
  });

  it("a read-only report moves and writes nothing", () => {
    const closed = new Bench(form, true);
    closed.go("score:1.1");
    closed.keys("3", "Enter", "Ctrl+d", "Alt+ArrowDown");
    closed.grid.fill("1.1", "3");
    closed.grid.append("1.1", "甲", true);
    expect(closed.core.calls).toEqual([]);
    expect(closed.at).toBe("score:1.2");
  });
});

describe("choices", () => {
  it("are taken by their number where a number means nothing else", () => {
    const one = new Bench(formOf(ordinary));
    one.go("score:1.1");
    one.keys("2", "Enter");
    expect(one.text("1.1")).toBe("良");
    expect(one.grid.state("1.1").mark).toBe("良");
    one.go("score:1.1");
    one.keys("9", "Enter");
    expect(one.text("1.1")).toBe("9");
  });
});
