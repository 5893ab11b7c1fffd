// Long work of the core: how far it has come is asked while it goes on, and it can be stopped.  One of it for the page;
// the bar at its foot shows it.
import { reactive } from "vue";
import { call, lookOn } from "./api/call";
import type { Progress } from "./api/api";
import { type TextKey, text } from "./lib/texts";

/** Nobody needs to be told of work that is over within a second. */
const PATIENCE = 1000;
const STEP = 300;
const MEGABYTE = 1_000_000;

export const work = reactive({
  /** What is being done and how far it is; empty while nothing takes long. */
  words: "",
  /** Share that is done, of 100. */
  percent: 0,
  /** Whether the person asked it to stop. */
  stopping: false,
});

/** How far it has come, in words; whole megabytes where the text has places for them. */
export function wordsOf(progress: Progress): string {
  const { doing, done, total } = progress;
  if (doing === "") return "";
  const megabytes = (bytes: number) => Math.floor(bytes / MEGABYTE);
  return text(`work.${doing}` as TextKey, { done, total, done_mb: megabytes(done), total_mb: megabytes(total) });
}

/** Asks it to stop; it ends by itself, with nothing half done, and says so where it was begun. */
export async function stopWork(): Promise<void> {
  work.stopping = true;
  await call("work_cancel", null).catch(() => undefined);
}

function show(progress: Progress): void {
  work.words = wordsOf(progress);
  work.percent = progress.total === 0 ? 0 : Math.min(100, Math.floor((progress.done / progress.total) * 100));
  if (work.words === "") work.stopping = false;
}

const NOTHING: Progress = { doing: "", done: 0, total: 0 };
let slow = 0;
let asking = false;

async function follow(): Promise<void> {
  if (asking) return;
  asking = true;
  while (slow > 0) {
    show(await call("work_show", null).then((reply) => reply.value, () => NOTHING));
    await new Promise((done) => setTimeout(done, STEP));
  }
  show(NOTHING);
  asking = false;
}

/** From now on every answer that takes longer than a moment is followed. */
export function followWork(): void {
  lookOn((answer) => {
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      slow += 1;
      void follow();
    }, PATIENCE);
    const ended = () => {
      clearTimeout(timer);
      if (isSlow) slow -= 1;
    };
    answer.then(ended, ended);
  });
}
