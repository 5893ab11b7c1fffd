// In which order the core is asked: keys first, what is read by the way after them, nothing twice at once in one line.
import { beforeEach, describe, expect, it, vi } from "vitest";

const core = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock("./host", () => ({ host: { call: core.call } }));
vi.stubGlobal("window", { addEventListener: () => undefined });

const { call, lookOn } = await import("./call");

let asked: string[] = [];
let waiting: (() => void)[] = [];
const score = (value: string) => call("score_set", { opinion: 1, criterion: "a", value, reason: null });
const read = () => call("task_show", { session: 1, member: 1 });
const keep = () => call("desk_keep", { place: null });

/** Lets everything run that waits for nothing. */
const settle = () => new Promise((done) => setTimeout(done));

/** The core answers the oldest question. */
async function answer(): Promise<void> {
  waiting.shift()?.();
  await settle();
}

beforeEach(() => {
  asked = [];
  waiting = [];
  core.call.mockReset();
  core.call.mockImplementation((name: string, args: { value?: string } | null) => {
    asked.push(args?.value === undefined ? name : `${name} ${args.value}`);
    return new Promise((done) => waiting.push(() => done({ value: null, touched: [], undo: null })));
  });
});

describe("questions to the core", () => {
  it("come one after the other when they write", async () => {
    const all = [score("1"), score("2")];
    await settle();
    expect(asked).toEqual(["score_set 1"]);
    await answer();
    expect(asked).toEqual(["score_set 1", "score_set 2"]);
    await answer();
    await Promise.all(all);
  });

  it("do not wait for what is read by the way", async () => {
    const all = [read(), read()];
    await settle();
    all.push(score("1") as never);
    await settle();
    expect(asked).toEqual(["task_show", "score_set 1"]);
    await answer();
    expect(asked).toEqual(["task_show", "score_set 1"]);
    await answer();
    expect(asked).toEqual(["task_show", "score_set 1", "task_show"]);
    await answer();
    await Promise.all(all);
  });

  it("by the way see every write that was asked before them, and let later ones pass", async () => {
    const all = [score("1"), read(), score("2")];
    await settle();
    await answer();
    await answer();
    expect(asked).toEqual(["score_set 1", "score_set 2", "task_show"]);
    await answer();
    await Promise.all(all);
  });

  it("that close the workspace come after everything, also what is kept by the way", async () => {
    const all: Promise<unknown>[] = [score("1"), keep(), call("desk_close", null), score("2"), keep()];
    for (let n = 0; n < 5; n += 1) {
      await settle();
      await answer();
    }
    expect(asked).toEqual(["score_set 1", "desk_keep", "desk_close", "score_set 2", "desk_keep"]);
    await Promise.all(all);
  });

  it("about the work under way pass all others, and are not looked on", async () => {
    const seen: unknown[] = [];
    lookOn((answer) => seen.push(answer));
    const all: Promise<unknown>[] = [score("1"), score("2"), call("work_show", null), call("work_cancel", null)];
    await settle();
    expect([...asked].sort()).toEqual(["score_set 1", "work_cancel", "work_show"]);
    expect(seen.length).toBe(1);
    for (let n = 0; n < 4; n += 1) await answer();
    expect(seen.length).toBe(2);
    await Promise.all(all);
    lookOn(() => undefined);
  });

  it("that keep the place do not wait for keys that come later, nor for what is read by the way", async () => {
    const all: Promise<unknown>[] = [score("1"), read(), keep(), score("2"), keep()];
    await settle();
    await answer();
    // The first keeping passes the reading, which waits for the second key; the second keeping waits for that key too.
    expect(asked).toEqual(["score_set 1", "score_set 2", "desk_keep"]);
    for (let key = 3; key < 6; key += 1) {
      all.push(score(String(key)));
      await answer();
    }
    expect(asked.filter((name) => name === "desk_keep").length).toBe(2);
    expect(asked).not.toContain("task_show");
    for (let n = 0; n < 8; n += 1) await answer();
    expect(asked.at(-1)).toBe("task_show");
    await Promise.all(all);
  });

  it("go on after one that was refused", async () => {
    core.call.mockImplementationOnce(() => Promise.reject(new Error("no")));
    await expect(score("1")).rejects.toThrow("no");
    const next = score("2");
    await settle();
    await answer();
    await next;
    expect(asked).toEqual(["score_set 2"]);
  });
});
