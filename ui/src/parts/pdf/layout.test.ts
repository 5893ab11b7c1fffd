import { describe, expect, it } from "vitest";
import {
  anchorAt,
  arrange,
  density,
  FULL,
  GAP,
  heightOf,
  nextZoom,
  pageAt,
  pageRead,
  pagesBetween,
  percentOf,
  topOf,
} from "./layout";

const A4 = { width: 595, height: 842 };
const BROAD = { width: 842, height: 595 };

describe("pages on the sheet", () => {
  it("fill the width, also when they lie broad", () => {
    const [tall, broad] = arrange([A4, BROAD], "width", 620);
    expect(tall!.width).toBe(600);
    expect(broad!.width).toBe(600);
    expect(broad!.top).toBe(GAP + tall!.height + GAP);
  });

  it("have one scale at a percentage", () => {
    const placed = arrange([A4, BROAD], 110, 620);
    expect(placed.map((one) => percentOf(one.scale))).toEqual([110, 110]);
    expect(placed[0]!.width).toBe(Math.round(595 * 1.1 * FULL));
  });

  it("never get a scale of nought or less in a pane of no width", () => {
    expect(arrange([A4], "width", 0)[0]!.scale).toBeGreaterThan(0);
  });

  it("are as high as all of them together", () => {
    const placed = arrange([A4, A4, A4], "width", 620);
    expect(heightOf(placed)).toBe(placed[2]!.top + placed[2]!.height + GAP);
    expect(heightOf([])).toBe(0);
  });
});

describe("which pages are in view", () => {
  const placed = arrange(Array.from({ length: 300 }, () => A4), "width", 620);
  const height = placed[0]!.height;
  const top = (page: number) => placed[page - 1]!.top;

  it.each([
    ["at the beginning", 0, 600, [1, 1]],
    ["over a border", top(5) + height - 50, 600, [5, 6]],
    ["in the gap between two pages", top(6) - GAP / 2, 600, [6, 6]],
    ["a view higher than pages", top(9), height * 2.5, [9, 11]],
    ["at the end", heightOf(placed) - 600, 600, [300, 300]],
    ["below the end", heightOf(placed) + 5000, 600, [300, 300]],
  ])("%s", (_name, y, view, expected) => {
    expect(pagesBetween(placed, y, view)).toEqual(expected);
  });

  it("is widened by neighbours that exist", () => {
    expect(pagesBetween(placed, 0, 600, 1)).toEqual([1, 2]);
    expect(pagesBetween(placed, top(7) + 10, 600, 1)).toEqual([6, 8]);
    expect(pagesBetween(placed, heightOf(placed) - 600, 600, 1)).toEqual([299, 300]);
    expect(pagesBetween([], 0, 600, 1)).toEqual([1, 0]);
  });

  it("finds every page by its place", () => {
    for (let page = 1; page <= 300; page += 1) expect(pageAt(placed, top(page) + 1)).toBe(page);
  });

  it("the page read is the one a third of the way down", () => {
    expect(pageRead(placed, top(4) - 250, 600)).toBe(3);
    expect(pageRead(placed, top(4) - 150, 600)).toBe(4);
  });

  it("an anchor leads to the same place at another zoom", () => {
    const anchor = anchorAt(placed, top(120) + height * 0.4);
    expect(anchor.page).toBe(120);
    const wider = arrange(Array.from({ length: 300 }, () => A4), 200, 620);
    const there = wider[119]!;
    expect(Math.abs(topOf(wider, anchor) - (there.top + there.height * 0.4))).toBeLessThan(1);
  });
});

describe("how finely a page is drawn", () => {
  it("follows the screen", () => {
    expect(density({ top: 0, width: 600, height: 849, scale: 1 }, 2)).toBe(2);
  });

  it("stays below 4096 pixels on either side", () => {
    const long = { top: 0, width: 1000, height: 6000, scale: 1 };
    expect(density(long, 2) * long.height).toBeLessThanOrEqual(4096);
  });
});

describe("steps of the zoom", () => {
  it.each([
    [80, 1, 90],
    [80, -1, 75],
    [99.8, 1, 110],
    [100.2, -1, 90],
    [400, 1, 400],
    [30, -1, 50],
  ] as const)("%s %s", (percent, by, expected) => {
    expect(nextZoom(percent, by)).toBe(expected);
  });
});
