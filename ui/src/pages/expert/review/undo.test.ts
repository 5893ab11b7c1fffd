import { beforeEach, describe, expect, it, vi } from "vitest";
import { watch } from "vue";

const core = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock("../../../api/call", () => ({ call: core.call, sentence: (error: { message: string }) => error.message }));
vi.stubGlobal("window", globalThis);

const { opinion, place, task } = await import("../task");
const { led, next, readNext, takeBack, told } = await import("./undo");

let kind: { criterion: string | null; step: 2 | 3 | null } = { criterion: "b", step: 2 };
const step = (seq: number, report: number) =>
  ({ seq, sentence: `修改第 ${seq} 步`, report, opinion: report, ...kind });
const view = (id: number) => ({ opinion: { id, report: id } });
let taken = 0;
let asked: string[] = [];

beforeEach(() => {
  taken = 0;
  asked = [];
  kind = { criterion: "b", step: 2 };
  core.call.mockReset();
  core.call.mockImplementation((name: string, args: { report?: number; opinion?: number } | null) => {
    asked.push(name);
    const answers: Record<string, () => unknown> = {
      log_next: () => ({ undo: taken === 0 ? step(7, 2) : null, redo: taken === 1 ? step(7, 2) : null }),
      log_undo: () => ((taken += 1), step(7, 2)),
      log_redo: () => ((taken -= 1), step(7, 2)),
      opinion_begin: () => view(args?.report ?? 0),
      opinion_show: () => view(args?.opinion ?? 0),
      task_show: () => ({ rows: [] }),
    };
    return Promise.resolve({ value: answers[name]?.(), touched: [], undo: null });
  });
  Object.assign(place, { session: 1, member: 1, report: 1, step: 3, criterion: null, screen: "review" });
  opinion.value = view(1) as never;
  task.value = null;
  told.value = null;
});

describe("taking a step back", () => {
  it("goes to the report of the step first, then to its criterion", async () => {
    const before = led.value;
    await takeBack("undo");
    expect(asked.indexOf("opinion_begin")).toBeLessThan(asked.indexOf("log_undo"));
    expect(place).toMatchObject({ report: 2, step: 2, criterion: "b" });
    expect(led.value).toBe(before + 1);
    expect(told.value).toEqual({ sentence: "已撤销：修改第 7 步", offer: "redo" });
  });

  it("goes to the step of the review that the change belongs to, and stays where it belongs to none", async () => {
    const before = led.value;
    for (const [belongs, stood, stands] of [[2, 3, 2], [3, 2, 3], [null, 4, 4]] as const) {
      kind = { criterion: null, step: belongs };
      Object.assign(place, { step: stood, criterion: null });
      taken = 0;
      await takeBack("undo");
      expect(place).toMatchObject({ step: stands, criterion: null });
    }
    expect(led.value).toBe(before);
  });

  it("says what the core says where a signature is the last thing that was done", async () => {
    core.call.mockImplementation((name: string) =>
      name === "log_next"
        ? Promise.resolve({ value: { undo: null, redo: null } })
        : Promise.reject({ kind: "refused", message: "签字不能撤销。" }));
    await takeBack("undo");
    expect(told.value).toEqual({ sentence: "签字不能撤销。", offer: null });
  });

  it("keeps its line although the opinion is watched, until something else is done", async () => {
    const stop = watch(opinion, () => void readNext());
    await takeBack("undo");
    await readNext();
    expect(told.value?.offer).toBe("redo");
    taken = 2;
    await readNext();
    expect(told.value).toBeNull();
    stop();
  });

  it("can be turned round", async () => {
    await takeBack("undo");
    await takeBack("redo");
    expect(told.value).toEqual({ sentence: "已重做：修改第 7 步", offer: "undo" });
    expect(next.value.undo?.seq).toBe(7);
  });

  it("says so when there is nothing, and asks the core for nothing", async () => {
    await takeBack("redo");
    expect(told.value).toEqual({ sentence: "没有可以重做的操作", offer: null });
    expect(asked).toEqual(["log_next"]);
  });
});
