import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Announcer } from "./announcer";
import { within } from "./split";

describe("what is read aloud of saving", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("comes at once the first time, then at most once a minute, the newest", () => {
    const said: string[] = [];
    const announcer = new Announcer((words) => said.push(words));
    announcer.say("1");
    announcer.say("2");
    vi.advanceTimersByTime(30_000);
    announcer.say("3");
    expect(said).toEqual(["1"]);
    vi.advanceTimersByTime(29_999);
    expect(said).toEqual(["1"]);
    vi.advanceTimersByTime(1);
    expect(said).toEqual(["1", "3"]);
  });

  it("is silent after its end", () => {
    const said: string[] = [];
    const announcer = new Announcer((words) => said.push(words));
    announcer.say("1");
    announcer.say("2");
    announcer.stop();
    vi.advanceTimersByTime(120_000);
    expect(said).toEqual(["1"]);
  });
});

describe("the bar between the halves", () => {
  it.each([
    [10, 25],
    [48.123, 48.1],
    [99, 70],
  ])("at %s stands at %s", (wanted, stands) => {
    expect(within(wanted)).toBe(stands);
  });
});
