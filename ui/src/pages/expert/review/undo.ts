// Taking steps back: what Ctrl+Z would take back and what Ctrl+Y would bring back, in the core's words, and the line that
// tells what was done.  A step of another report is shown there before it is taken back.
import { nextTick, shallowRef } from "vue";
import { call, sentence } from "../../../api/call";
import type { StepView } from "../../../api/api";
import { save } from "../../../api/draft";
import { text } from "../../../lib/texts";
import { go, leave, opinion, place, readOpinion, readTask } from "../task";

export type Way = "undo" | "redo";

/** What can be taken back and brought back now. */
export const next = shallowRef<{ undo: StepView | null; redo: StepView | null }>({ undo: null, redo: null });
/** The quiet line after taking back or bringing back, and what may be done about it. */
export const told = shallowRef<{ sentence: string; offer: Way | null } | null>(null);
/** Counts the steps taken back, so that a page can lead the focus to `place.criterion` each time. */
export const led = shallowRef(0);

const stand = () => `${next.value.undo?.seq ?? ""}/${next.value.redo?.seq ?? ""}`;
let told_at = "";
let asked = 0;

/** Asks the core what the next steps are. The line goes as soon as something else was done. */
export async function readNext(): Promise<void> {
  const mine = ++asked;
  const { value } = await call("log_next", null);
  if (mine !== asked) return;
  next.value = value;
  if (told.value !== null && stand() !== told_at) told.value = null;
}

const AFTER_PAINT = 150;
let soon: ReturnType<typeof setTimeout> | undefined;

/** Asks once after a run of answers: the new total is on the screen first. */
export function readNextSoon(): void {
  clearTimeout(soon);
  soon = setTimeout(() => void readNext().catch(() => undefined), AFTER_PAINT);
}

let presses = 0;

// One after the other: Ctrl+Y that comes before Ctrl+Z is done would find nothing to bring back yet.
let taking: Promise<void> = Promise.resolve();

/** Takes the last step back, or brings the last one taken back again. */
export function takeBack(way: Way): Promise<void> {
  const mine = taking.then(() => take(way));
  taking = mine.catch(() => undefined);
  return mine;
}

async function take(way: Way): Promise<void> {
  if (!(await leave())) return;
  await readNext();
  const step = next.value[way];
  if (step === null) {
    const why = way === "undo" ? await whyNothing() : text("ui.frame.nothing_redo");
    tell(why, null);
    return;
  }
  if (step.report !== null && step.report !== place.report && !(await go(step.report))) return;
  // Each press is a write of its own in the queue.
  let done = step;
  await save(`${way}:${++presses}`, async () => {
    done = (await call(way === "undo" ? "log_undo" : "log_redo", null)).value;
  });
  await Promise.all([readOpinion(), readTask()]);
  // Whoever watches the opinion asks first; the answer to this is then the last, and the line is not taken for stale.
  await nextTick();
  await readNext();
  if (done.opinion !== null && done.opinion === opinion.value?.opinion.id) {
    if (done.step !== null && place.step !== done.step) place.step = done.step;
    if (done.criterion !== null) {
      place.criterion = done.criterion;
      led.value += 1;
    }
  }
  tell(
    text(way === "undo" ? "ui.frame.undone" : "ui.frame.redone", { step: done.sentence }),
    way === "undo" ? "redo" : "undo",
  );
}

/** Why there is nothing: a signature is withdrawn, not undone, and only the core's refusal tells that. */
async function whyNothing(): Promise<string> {
  return call("log_undo", null).then(
    // Something came in between after all; it is told like any other step.
    ({ value }) => text("ui.frame.undone", { step: value.sentence }),
    sentence,
  );
}

function tell(sentence: string, offer: Way | null): void {
  told.value = { sentence, offer };
  told_at = stand();
}

/** Whether the field with the focus has edits of its own: the engine's undo serves those. */
export function servesItself(field: Element | null): boolean {
  return field instanceof HTMLElement && field.dataset["dirty"] === "true";
}
