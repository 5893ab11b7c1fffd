import { describe, expect, it, vi } from "vitest";

// No call reaches the core here; where it would be is of no matter.
vi.mock("./host", () => ({ host: {} }));
vi.stubGlobal("window", new EventTarget());

const { flush, save } = await import("./draft");

describe("the queue of writes", () => {
  it("carries out a write that was put in when the one before it ended", async () => {
    const done: string[] = [];
    await save("first", async () => void done.push("first"));
    await save("second", async () => void done.push("second"));
    expect(done).toEqual(["first", "second"]);
  });

  it("tells everyone who waits when the newest text of a field is refused", async () => {
    const told: string[] = [];
    const refuse = () => Promise.reject({ kind: "invalid", message: "no" });
    const hold = save("other", () => new Promise((done) => setTimeout(done, 5)));
    const older = save("field", refuse).catch(() => void told.push("older"));
    const newer = save("field", refuse).catch(() => void told.push("newer"));
    await Promise.all([hold, older, newer]);
    expect(told).toEqual(["older", "newer"]);
    expect(await flush()).toBe(true);
  });
});
