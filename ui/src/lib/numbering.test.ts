import { describe, expect, it } from "vitest";
import { nextNumber } from "./numbering";

describe("the number of a new task", () => {
  it.each([
    [[], "PS-2026-001"],
    [["HY-PS-2026-009"], "HY-PS-2026-010"],
    [["A-2", "A-3"], "A-4"],
    [["第3批"], "第4批"],
    [["重点评审"], "重点评审-1"],
  ])("%j", (taken, expected) => {
    expect(nextNumber(taken, "2026")).toBe(expected);
  });
});
