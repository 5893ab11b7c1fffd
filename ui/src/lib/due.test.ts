// How far a date is: counted in days of the calendar, late to the minute.
import { expect, it } from "vitest";
import { dueWords } from "./due";

const DUE = "2026-03-22T17:00:00";
const words = (now: string) => dueWords(DUE, new Date(now))?.words;

it("says how many days are left", () => {
  expect(words("2026-03-20T23:59:00")).toBe("3月22日 17:00 前交回（还有 2 天）");
  expect(words("2026-03-22T08:00:00")).toBe("3月22日 17:00 前交回（今天到期）");
  expect(dueWords("2026-03-22T23:59:59", new Date("2026-03-21T08:00:00"))?.words).toBe("3月22日前交回（还有 1 天）");
});

it("says that it is late, also in the same hour", () => {
  expect(words("2026-03-22T17:00:01")).toBe("3月22日 17:00 前交回（已过期）");
  expect(words("2026-03-25T08:00:00")).toBe("3月22日 17:00 前交回（已过期 3 天）");
  expect(dueWords(DUE, new Date("2026-03-25T08:00:00"))?.isLate).toBe(true);
});

it("says nothing where nothing was set", () => {
  expect(dueWords("", new Date())).toBe(null);
  expect(dueWords("soon", new Date())).toBe(null);
});
