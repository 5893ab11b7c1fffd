// Saving: one queue for all writes, so that they reach the core in the order they were made.  What cannot be saved stays
// at the head of the queue, keeps its text, and is told by the one red bar; what the core refuses is given back to the
// caller, because saving it again would not help.
import { reactive } from "vue";
import { type Fault, sentence } from "./call";

interface Waiting {
  key: string;
  run: () => Promise<void>;
  done: () => void;
  refused: (error: unknown) => void;
}

/** What the status line and the red bar show. */
export const saving = reactive({
  state: "idle" as "idle" | "saving" | "saved" | "failed",
  /** Time of the last saving, `HH:MM:SS`; empty before the first. */
  at: "",
  /** Why saving failed, in the core's words. */
  sentence: "",
});

const queue: Waiting[] = [];
let running: Promise<void> | null = null;

/**
 * Puts a write at the end of the queue.  One of the same key that still waits at the end is replaced: the newer text
 * contains it.  The promise resolves when it is on the disk and rejects with what the core refused.
 */
export function save(key: string, run: () => Promise<void>): Promise<void> {
  return new Promise((done, refused) => {
    const last = queue.at(-1);
    if (last !== undefined && last.key === key && queue.length > (running === null ? 0 : 1)) {
      // Whoever waits for the older text learns how the newer one fared.
      const both = (error: unknown) => (last.refused(error), refused(error));
      queue.splice(-1, 1, { key, run, refused: both, done: () => (last.done(), done()) });
    } else {
      queue.push({ key, run, done, refused });
    }
    work();
  });
}

/** Everything that waits is written.  False when something could not be saved. */
export async function flush(): Promise<boolean> {
  while (running !== null) await running;
  return queue.length === 0;
}

/** Tries again what could not be saved. */
export function retry(): Promise<boolean> {
  saving.state = "idle";
  work();
  return flush();
}

function work(): void {
  if (running !== null || saving.state === "failed") return;
  running = drain().finally(() => {
    running = null;
    // Whoever waited for the last write may already have put the next one into the queue.
    if (queue.length > 0) work();
  });
}

async function drain(): Promise<void> {
  for (;;) {
    const next = queue[0];
    if (next === undefined) return;
    saving.state = "saving";
    try {
      await next.run();
    } catch (error) {
      const { kind } = error as Partial<Fault>;
      if (kind === "failed" || kind === "bug" || kind === undefined) {
        saving.state = "failed";
        saving.sentence = sentence(error);
        return;
      }
      queue.shift();
      saving.state = saving.at === "" ? "idle" : "saved";
      next.refused(error);
      continue;
    }
    queue.shift();
    saving.at = new Date().toLocaleTimeString("zh-CN", { hour12: false });
    saving.state = "saved";
    next.done();
  }
}
