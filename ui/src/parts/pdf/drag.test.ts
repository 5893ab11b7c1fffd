import { describe, expect, it } from "vitest";
import { nearest, outside } from "./drag";

const line = (top: number, left: number, right: number) => ({ left, right, top, bottom: top + 12 });

describe("the text nearest to the pointer", () => {
  const spots = [line(0, 10, 100), line(20, 10, 60), line(20, 70, 100), line(40, 10, 100)];

  it.each([
    ["inside a run", 30, 5, 0],
    ["right of a line: its last run", 400, 25, 2],
    ["between two runs of a line", 62, 25, 1],
    ["between two lines: the nearer one", 50, 15, 0],
    ["far below", 50, 900, 3],
  ])("%s", (_name, x, y, expected) => {
    expect(nearest(spots, x, y)).toBe(expected);
  });

  it("is none on a page without text", () => {
    expect(nearest([], 1, 1)).toBe(-1);
  });

  it("distance is measured from the nearer end", () => {
    expect(outside(5, 10, 20)).toBe(5);
    expect(outside(15, 10, 20)).toBe(0);
    expect(outside(26, 10, 20)).toBe(6);
  });
});
