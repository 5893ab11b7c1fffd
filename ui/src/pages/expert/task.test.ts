import { beforeEach, describe, expect, it, vi } from "vitest";

const core = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock("../../api/call", () => ({ call: core.call, sentence: (error: { message: string }) => error.message }));
vi.stubGlobal("window", globalThis);

const { beforeLeave, change, go, goBy, opinion, place, refused, task } = await import("./task");

const view = (id: number) => ({ opinion: { id, report: id } });
const row = (id: number, state = "draft") => ({ report: { id }, state });
let asked: [string, { report?: number; opinion?: number }][] = [];

beforeEach(() => {
  asked = [];
  core.call.mockReset();
  core.call.mockImplementation((name: string, args: { report?: number; opinion?: number }) => {
    asked.push([name, args]);
    if (name === "opinion_begin" && args.report === 9) return Promise.reject({ kind: "refused", message: "不能评审" });
    const value = name === "opinion_begin" ? view(args.report ?? 0) : view(args.opinion ?? 0);
    return Promise.resolve({ value, touched: [], undo: null });
  });
  Object.assign(place, { session: 1, member: 1, report: 1, step: 2, criterion: "b", screen: "review" });
  opinion.value = view(1) as never;
  task.value = { rows: [row(1), row(2), row(3, "recused"), row(4)] } as never;
});

describe("going to another report", () => {
  it("first commits what is being typed, to the report in front", async () => {
    const stop = beforeLeave(async () => {
      await change("score:b", "score_set", { opinion: opinion.value!.opinion.id, criterion: "b", value: "4", reason: null });
    });
    await go(2);
    stop();
    const wrote = asked.filter(([name]) => name === "score_set");
    expect(wrote.length).toBeGreaterThan(0);
    expect(wrote.every(([, args]) => args.opinion === 1)).toBe(true);
    expect(opinion.value?.opinion.id).toBe(2);
    expect(place).toMatchObject({ report: 2, step: 2, criterion: "b" });
  });

  it("twice in a row goes two on, past the one that is recused", async () => {
    await Promise.all([goBy(1), goBy(1)]);
    expect(place.report).toBe(4);
  });

  it("stays at the ends", async () => {
    expect(await goBy(-1)).toBe(false);
    expect(place.report).toBe(1);
  });

  it("that the core refuses stays where it is and says why", async () => {
    expect(await go(9)).toBe(false);
    expect(place.report).toBe(1);
    expect(refused.value).toBe("不能评审");
  });

  it("to another step does not take a score off the screen that was written meanwhile", async () => {
    const written = { ...view(1), scored: 1 };
    core.call.mockImplementation((name: string) => {
      if (name !== "opinion_begin") return Promise.resolve({ value: name === "score_set" ? written : null });
      // The core answers with what it knew before the score came.
      const stale = { value: { ...view(1), scored: 0 } };
      void change("score:b", "score_set", { opinion: 1, criterion: "b", value: "4", reason: null });
      return Promise.resolve(stale);
    });
    await go(1, 2);
    expect(opinion.value).toMatchObject({ scored: 1 });
  });
});
