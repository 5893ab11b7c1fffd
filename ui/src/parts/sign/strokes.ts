// A signature as it is drawn: strokes of whole pad units, few points where the pen ran straight, within the limits of the
// core.  What would go beyond them is not taken, and told.

/** Width and height of the pad in its own units. */
export const PAD = { width: 1200, height: 400 } as const;
export const MOST_STROKES = 200;
export const MOST_POINTS = 20000;
/** Points nearer to the line between their neighbours than this say nothing, in pad units. */
const TOLERANCE = 1;

export type Point = [number, number];

const inside = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));

/** Drops the points that a straight line replaces. */
export function simplify(points: readonly Point[]): Point[] {
  if (points.length <= 2) return [...points];
  const keep = new Set([0, points.length - 1]);
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    let worst = -1;
    let far = TOLERANCE;
    for (let i = from + 1; i < to; i += 1) {
      const distance = beside(points[i] as Point, points[from] as Point, points[to] as Point);
      if (distance > far) [far, worst] = [distance, i];
    }
    if (worst < 0) continue;
    keep.add(worst);
    spans.push([from, worst], [worst, to]);
  }
  return points.filter((_point, i) => keep.has(i));
}

/** How far a point lies from the piece between two others. */
function beside([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** The strokes of one signature while it is drawn. */
export class Pen {
  strokes: Point[][];
  /** The stroke under the pen; none when it is lifted. */
  present: Point[] | null = null;
  /** The last stroke was not taken whole: the limits are reached. */
  full = false;

  constructor(strokes: readonly Point[][]) {
    this.strokes = strokes.map((stroke) => [...stroke]);
  }

  get points(): number {
    return this.strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  }

  /** The pen touches the pad at `x`, `y` in pad units. */
  down(x: number, y: number): void {
    this.full = this.strokes.length >= MOST_STROKES || this.points >= MOST_POINTS;
    this.present = this.full ? null : [[inside(x, PAD.width), inside(y, PAD.height)]];
  }

  move(x: number, y: number): void {
    const last = this.present?.at(-1);
    if (this.present === null || last === undefined) return;
    const point: Point = [inside(x, PAD.width), inside(y, PAD.height)];
    if (point[0] !== last[0] || point[1] !== last[1]) this.present.push(point);
  }

  /** The pen is lifted: the stroke becomes part of the signature. */
  up(): void {
    if (this.present === null) return;
    const stroke = simplify(this.present);
    const room = MOST_POINTS - this.points;
    this.present = null;
    this.full = stroke.length > room;
    if (room > 0) this.strokes.push(stroke.slice(0, room));
  }

  clear(): void {
    this.strokes = [];
    this.present = null;
    this.full = false;
  }
}
