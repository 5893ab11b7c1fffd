import { describe, expect, it } from "vitest";
import { MOST_POINTS, MOST_STROKES, PAD, Pen, type Point, simplify } from "./strokes";

describe("the strokes of a signature", () => {
  it("are whole pad units, and stay on the pad", () => {
    const pen = new Pen([]);
    pen.down(10.4, 20.6);
    pen.move(-5, 50.5);
    pen.move(5000, 9000);
    pen.up();
    expect(pen.strokes).toEqual([[[10, 21], [0, 51], [PAD.width, PAD.height]]]);
  });

  it("lose the points that a straight line replaces, and keep the ends and the bends", () => {
    const line: Point[] = Array.from({ length: 101 }, (_one, i) => [i, 0]);
    const bent: Point[] = [...line, ...Array.from({ length: 100 }, (_one, i): Point => [100, i + 1])];
    expect(simplify(line)).toEqual([[0, 0], [100, 0]]);
    expect(simplify(bent)).toEqual([[0, 0], [100, 0], [100, 100]]);
  });

  it("follow a curve to within a unit", () => {
    const curve: Point[] = Array.from({ length: 400 }, (_one, i) => [i * 3, Math.round(200 + 150 * Math.sin(i / 20))]);
    const simple = simplify(curve);
    expect(simple.length).toBeLessThan(curve.length / 3);
    expect(simple[0]).toEqual(curve[0]);
    expect(simple.at(-1)).toEqual(curve.at(-1));
  });

  it("a dot is a stroke of one point", () => {
    const pen = new Pen([]);
    pen.down(5, 5);
    pen.move(5.2, 5.1);
    pen.up();
    expect(pen.strokes).toEqual([[[5, 5]]]);
  });

  it("are not more than the core takes", () => {
    const pen = new Pen(Array.from({ length: MOST_STROKES }, (): Point[] => [[1, 1]]));
    pen.down(3, 3);
    pen.up();
    expect(pen.full).toBe(true);
    expect(pen.strokes).toHaveLength(MOST_STROKES);
  });

  it("have not more points than the core takes", () => {
    const pen = new Pen([Array.from({ length: MOST_POINTS - 2 }, (_one, i): Point => [i % PAD.width, i % 7])]);
    pen.down(0, 0);
    for (let i = 1; i < 50; i += 1) pen.move(i * 10, i % 2 === 0 ? 0 : 300);
    pen.up();
    expect(pen.full).toBe(true);
    expect(pen.points).toBe(MOST_POINTS);
  });

  it("clearing leaves nothing", () => {
    const pen = new Pen([[[1, 1]]]);
    pen.clear();
    expect(pen.strokes).toEqual([]);
  });
});
