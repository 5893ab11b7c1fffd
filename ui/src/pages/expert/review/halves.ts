// F6: from the report to the work and back, each time to where the focus last was.
const CAN_HOLD =
  'input:not(:disabled), textarea:not(:disabled), select:not(:disabled), button:not(:disabled), [href], [tabindex="0"]';
/** Where one writes comes before where one presses. */
const WRITES = 'input:not([type="radio"]):not([type="checkbox"]):not(:disabled), textarea:not(:disabled)';

const last = new WeakMap<HTMLElement, HTMLElement>();

/** Keeps in mind where the focus is in a half, however it will leave it: by F6, by Ctrl+G, by the mouse. */
export function remember(half: HTMLElement | null, event: FocusEvent): void {
  if (half !== null && event.target instanceof HTMLElement && event.target !== half) last.set(half, event.target);
}

/** Moves the focus to the other of the two halves; with one half only, into it. */
export function otherHalf(left: HTMLElement | null, right: HTMLElement | null): void {
  const now = document.activeElement;
  const is_left = left !== null && now !== null && left.contains(now);
  const to = is_left ? right : (left ?? right);
  if (to === null) return;
  const before = last.get(to);
  const target =
    before !== undefined && before.isConnected && to.contains(before)
      ? before
      : (to.querySelector<HTMLElement>(to === right ? WRITES : '[tabindex="0"]') ?? to.querySelector<HTMLElement>(CAN_HOLD));
  target?.focus();
}
