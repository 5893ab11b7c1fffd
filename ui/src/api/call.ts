// Every screen asks the core through `call` and `bytes`, typed by the command list; where the core is, `host.ts` knows.
import type { Api, Bytes } from "./api";
import { host } from "./host";

/** The form of every reply: the value, the tables a write touched, and the name of the step that can be undone. */
export interface Reply<T> {
  value: T;
  touched: string[];
  undo: string | null;
}

/** What every error of the core carries: the sentence people read. */
export interface Fault {
  kind: "invalid" | "refused" | "missing" | "failed" | "bug";
  message: string;
}

/** The sentence of whatever `call` rejected with. */
export function sentence(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
  return String(error);
}

/** What the page reads or keeps by the way.  A key never waits for it. */
const BY_THE_WAY = new Set<string>(["task_show", "log_next"]);

/** What opens, closes or moves a workspace. */
const TURNS = /^((desk|window)_|package_open$)/;

let last: Promise<unknown> = Promise.resolve();
let lastByTheWay: Promise<unknown> = Promise.resolve();
let lastKept: Promise<unknown> = Promise.resolve();
/** Counts the calls that waited for all lines. */
let turns = 0;

/** Waits for the first line, also for what joins it meanwhile, unless that itself waits for all lines. */
async function quiet(turn: number): Promise<void> {
  for (let before: unknown = null; before !== last && turn === turns; ) {
    before = last;
    await last;
  }
}

let look: (answer: Promise<unknown>) => void = () => undefined;

/** From now on `onlooker` is shown every answer that the core is working on. */
export function lookOn(onlooker: (answer: Promise<unknown>) => void): void {
  look = onlooker;
}

function watched<T>(answer: Promise<T>): Promise<T> {
  look(answer);
  return answer;
}

/** Asks the core for one thing.  It rejects with the core's own error, which names what was being done. */
export async function call<K extends keyof Api>(name: K, args: Api[K][0]): Promise<Reply<Api[K][1]>> {
  const straight = () => host.call(name, args) as Promise<Reply<Api[K][1]>>;
  // A dialog waits for a person: it stands aside.  How far the work has come is asked while the core is busy with it.
  if (/^(dialog|work)_/.test(name)) return straight();
  const ask = () => watched(straight());
  if (name === "desk_keep") {
    // Only for what was asked before it: somebody who types without a rest shall not lose the place in a crash.
    const mine = Promise.all([last, lastKept]).then(ask);
    lastKept = mine.catch(() => undefined);
    return mine;
  }
  if (BY_THE_WAY.has(name)) {
    const turn = turns;
    const mine = Promise.all([last, lastByTheWay]).then(() => quiet(turn)).then(ask);
    lastByTheWay = mine.catch(() => undefined);
    return mine;
  }
  // A place is kept where it was when that was asked.
  const isTurn = TURNS.test(name);
  if (isTurn) turns += 1;
  // One after another, so that of two entries in one cell the later one stays.
  const mine = (isTurn ? Promise.all([last, lastByTheWay, lastKept]) : last).then(ask);
  last = mine.catch(() => undefined);
  return mine;
}

/** Asks the core for bytes.  It rejects as `call` does. */
export async function bytes<K extends keyof Bytes>(name: K, args: Bytes[K]): Promise<Uint8Array> {
  return watched(host.bytes(name, args));
}

const keepers = new Set<() => Promise<void>>();

/** Before the window closes, `keep` is waited for; if it fails the window stays.  Answers how to take it back. */
export function beforeClose(keep: () => Promise<void>): () => void {
  keepers.add(keep);
  return () => keepers.delete(keep);
}

window.addEventListener("tongping-close", () => {
  void Promise.all([...keepers].map((keep) => keep())).then(
    () => call("window_close", null),
    () => call("window_stay", null),
  );
});
