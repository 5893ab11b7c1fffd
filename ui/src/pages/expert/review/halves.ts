// F6: from the report to the work and back, each time to where the focus last was.
const CAN_HOLD =
  'input:not(:disabled), textarea:not(:disabled), select:not(:disabled), button:not(:disabled), [href], [tabindex="0"]';
/** Where one writes comes before where one presses. */
const WRITES = 'input:not([type="radio"]):not([type="checkbox"]):not(:disabled), textarea:not(:disabled)';

const last = new WeakMap<HTMLElement, HTMLElement>();

/** Moves the focus to the other of the two halves; with one half only, into it. */
export function otherHalf(left: HTMLElement | null, right: HTMLElement | null): void {
  const now = document.activeElement;
  const is_left = left !== null && now !== null && left.contains(now);
  const from = is_left ? left : right;
  const to = is_left ? right : (left ?? right);
  if (from !== null && now instanceof HTMLElement && from.contains(now)) last.set(from, now);
  if (to === null) return;
  const before = last.get(to);
  const target =
    before !== undefined && before.isConnected && to.contains(before)
      ? before
      : (to.querySelector<HTMLElement>(to === right ? WRITES : '[tabindex="0"]') ?? to.querySelector<HTMLElement>(CAN_HOLD));
  target?.focus();
}
