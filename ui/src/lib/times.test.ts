import { describe, expect, it } from "vitest";
import { clock, day, moment, span } from "./times";

describe("times of the core", () => {
  it("are shown with the clock of the place they were written at", () => {
    expect(clock("2026-03-20T14:32:05+08:00")).toBe("14:32:05");
    expect(clock("2026-03-20T14:32:05-05:00")).toBe("14:32:05");
    expect(moment("2026-03-20T14:32:05+08:00")).toBe("2026-03-20 14:32");
  });

  it("that are none show nothing", () => {
    expect(clock("gestern")).toBe("");
    expect(moment("")).toBe("");
  });
});

describe("days of a meeting", () => {
  it.each([
    ["2026-03-20", "2026-03-20", "3月20日"],
    ["2026-03-20", "", "3月20日"],
    ["", "2026-03-20", "3月20日"],
    ["2026-03-20", "2026-03-22", "3月20日至22日"],
    ["2026-03-30", "2026-04-02", "3月30日至4月2日"],
    ["", "", ""],
  ])("%s – %s", (from, to, expected) => {
    expect(span(from, to)).toBe(expected);
  });

  it("written otherwise are left as they are", () => {
    expect(day("三月下旬")).toBe("三月下旬");
  });
});
