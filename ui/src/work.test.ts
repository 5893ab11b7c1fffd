// Long work is told after a second, step by step, and only while it lasts.
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const core = vi.hoisted(() => ({ call: vi.fn(), look: (_answer: Promise<unknown>) => undefined as void }));
vi.mock("./api/call", () => ({ call: core.call, lookOn: (look: typeof core.look) => (core.look = look) }));

const { followWork, stopWork, work, wordsOf } = await import("./work");

let progress = { doing: "packages_export", done: 0, total: 40_000_000 };

beforeEach(() => {
  vi.useFakeTimers();
  core.call.mockReset();
  core.call.mockImplementation(() => Promise.resolve({ value: progress }));
  followWork();
});
afterEach(() => vi.useRealTimers());

/** Something the core works on until `end` is called. */
function begin(): { end: () => void } {
  let end = (): void => undefined;
  core.look(new Promise<void>((done) => (end = done)));
  return { end };
}

it("says whole megabytes where the text has places for them", () => {
  expect(wordsOf({ doing: "packages_export", done: 12_900_000, total: 40_000_000 })).toMatch(/12 \/ 40 MB/);
  expect(wordsOf({ doing: "", done: 0, total: 0 })).toBe("");
});

it("is silent while the answer comes within a second", async () => {
  const short = begin();
  await vi.advanceTimersByTimeAsync(900);
  short.end();
  await vi.advanceTimersByTimeAsync(5000);
  expect(core.call).not.toHaveBeenCalled();
  expect(work.words).toBe("");
});

it("follows long work to its end, with one question at a time", async () => {
  const [one, two] = [begin(), begin()];
  await vi.advanceTimersByTimeAsync(1001);
  expect(work.words).toMatch(/0 \/ 40 MB/);
  progress = { ...progress, done: 10_000_000 };
  await vi.advanceTimersByTimeAsync(300);
  expect([work.words.includes("10 / 40"), work.percent]).toEqual([true, 25]);
  expect(core.call).toHaveBeenCalledTimes(2);
  await stopWork();
  expect([core.call.mock.lastCall?.[0], work.stopping]).toEqual(["work_cancel", true]);
  one.end();
  await vi.advanceTimersByTimeAsync(300);
  expect(work.words).not.toBe("");
  two.end();
  await vi.advanceTimersByTimeAsync(600);
  expect([work.words, work.stopping]).toEqual(["", false]);
});

it("tells nothing when the core does not say how far it is", async () => {
  core.call.mockImplementation(() => Promise.reject(new Error("gone")));
  const long = begin();
  await vi.advanceTimersByTimeAsync(3000);
  expect(work.words).toBe("");
  long.end();
  await vi.advanceTimersByTimeAsync(600);
});
