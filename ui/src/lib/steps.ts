// Counts the steps of a journey for the tests: one per press of the pointer, one per key that is no modifier.  A chord is
// one, auto-repeat none, and what the input method takes is none: it is text.  It exists only in a page built with
// VITE_COUNT_STEPS=1; nothing of it is in the page that is shipped.
import { isIme } from "./keys";

const MODIFIERS = ["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "NumLock", "Fn"];

type Key = Pick<KeyboardEvent, "key" | "repeat" | "isComposing" | "keyCode">;

/** Whether a key that goes down is a step. */
export function isStep(event: Key): boolean {
  return !event.repeat && !isIme(event) && !MODIFIERS.includes(event.key);
}

/** Begins to count on `page`; answers the counter, which a test reads and sets back. */
export function countSteps(page: EventTarget): { count: number } {
  const steps = { count: 0 };
  // In the capture phase, so that nobody can stop an event before it is counted.
  page.addEventListener("pointerdown", () => (steps.count += 1), true);
  page.addEventListener("keydown", (event) => (steps.count += isStep(event as KeyboardEvent) ? 1 : 0), true);
  return steps;
}
