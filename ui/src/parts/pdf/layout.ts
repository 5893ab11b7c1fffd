// Where the pages stand: their boxes one below the other, which of them are in view, how large they are drawn.  Plain
// numbers only, in pixels of the screen unless told otherwise.

export type Zoom = number | "width";

/** A page in points of the paper, 72 to the inch. */
export interface PageSize {
  width: number;
  height: number;
}

/** A page on the sheet of pages. */
export interface Placed {
  top: number;
  width: number;
  height: number;
  /** Pixels per point. */
  scale: number;
}

/** Space above, below and beside each page. */
export const GAP = 10;
/** Pixels per point at 100 %. */
export const FULL = 96 / 72;
export const ZOOMS = [50, 67, 75, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400] as const;

/** Places the pages below one another; fitted to the width, each page fills it, also a landscape one. */
export function arrange(sizes: readonly PageSize[], zoom: Zoom, room: number): Placed[] {
  let top = GAP;
  return sizes.map((size) => {
    const scale = zoom === "width" ? Math.max(0.1, (room - 2 * GAP) / size.width) : (zoom / 100) * FULL;
    const placed = { top, width: Math.round(size.width * scale), height: Math.round(size.height * scale), scale };
    top += placed.height + GAP;
    return placed;
  });
}

/** Height of the sheet that holds all pages. */
export function heightOf(placed: readonly Placed[]): number {
  const last = placed.at(-1);
  return last === undefined ? 0 : last.top + last.height + GAP;
}

/** Number (from 1) of the first page whose lower end lies below `y`; the last page when there is none. */
export function pageAt(placed: readonly Placed[], y: number): number {
  let low = 0;
  let high = placed.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = placed[middle]!;
    if (one.top + one.height > y) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}

/** First and last page (from 1) between `y` and `y + height`, widened by `beyond` pages on both sides. */
export function pagesBetween(placed: readonly Placed[], y: number, height: number, beyond = 0): [number, number] {
  if (placed.length === 0) return [1, 0];
  const first = pageAt(placed, y);
  let last = first;
  while (last < placed.length && placed[last]!.top < y + height) last += 1;
  return [Math.max(1, first - beyond), Math.min(placed.length, last + beyond)];
}

/** The page a reader is on: the one under a line a third of the way down the view. */
export function pageRead(placed: readonly Placed[], y: number, height: number): number {
  return placed.length === 0 ? 1 : pageAt(placed, y + height / 3);
}

/** A place on a page that survives a change of the zoom: the page and how far down it, as a share of its height. */
export interface Anchor {
  page: number;
  share: number;
}

export function anchorAt(placed: readonly Placed[], y: number): Anchor {
  const page = pageAt(placed, y);
  const one = placed[page - 1];
  return one === undefined ? { page: 1, share: 0 } : { page, share: (y - one.top) / one.height };
}

export function topOf(placed: readonly Placed[], anchor: Anchor): number {
  const one = placed[anchor.page - 1];
  return one === undefined ? 0 : Math.max(0, one.top + anchor.share * one.height);
}

/** Pixels of the canvas per pixel of the screen: the screen's own ratio, as long as no side passes `cap`. */
export function density(placed: Placed, ratio: number, cap = 4096): number {
  return Math.min(ratio, cap / placed.width, cap / placed.height);
}

/** The next larger or smaller zoom, beginning at what is shown. */
export function nextZoom(percent: number, by: 1 | -1): number {
  const steps: readonly number[] = ZOOMS;
  // Half a percent of tolerance, so that 99.8 % does not step to 100 %.
  const next = by > 0 ? steps.find((one) => one > percent + 0.5) : [...steps].reverse().find((one) => one < percent - 0.5);
  return next ?? (by > 0 ? steps.at(-1)! : steps[0]!);
}

/** Percent shown for a scale. */
export function percentOf(scale: number): number {
  return Math.round((scale / FULL) * 100);
}
