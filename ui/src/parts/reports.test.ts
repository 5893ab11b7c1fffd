// What a list says of a report's total: nothing before the last indicator is scored.
import { expect, test } from "vitest";
import type { TaskRow } from "../api/api";
import { hasTotal, totalOf } from "./reports";

const row = (more: Partial<TaskRow>) =>
  ({ state: "draft", total: "34.50", grade: null, scored: 8, criteria: 19, ...more }) as TaskRow;

test("the sum of half a report is not shown as its total", () => {
  expect(hasTotal(row({}))).toBe(false);
  expect(totalOf(row({}))).toBe("—");
});

test("a report that is scored, graded or signed has a total", () => {
  expect(totalOf(row({ scored: 19 }))).toBe("34.50");
  expect(totalOf(row({ grade: "良" }))).toBe("34.50 良");
  expect(totalOf(row({ state: "signed" }))).toBe("34.50");
});

test("a report that is not reviewed has none", () => {
  expect(totalOf(row({ state: "recused", scored: 19 }))).toBe("—");
});
