// How far the bar between the two halves may go, in percent of the width.
export const LEAST = 25;
export const MOST = 70;

/** The share inside its limits, to a tenth of a percent. */
export function within(share: number): number {
  return Math.round(Math.min(MOST, Math.max(LEAST, share)) * 10) / 10;
}
