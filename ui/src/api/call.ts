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

let last: Promise<unknown> = Promise.resolve();

/** Asks the core for one thing.  It rejects with the core's own error, which names what was being done. */
export async function call<K extends keyof Api>(name: K, args: Api[K][0]): Promise<Reply<Api[K][1]>> {
  // One after another, so that of two entries in one cell the later one stays.  A dialog waits for a person: it stands aside.
  if (name.startsWith("dialog_")) return (await host.call(name, args)) as Reply<Api[K][1]>;
  const mine = last.then(() => host.call(name, args));
  last = mine.catch(() => undefined);
  return (await mine) as Reply<Api[K][1]>;
}

/** Asks the core for bytes.  It rejects as `call` does. */
export async function bytes<K extends keyof Bytes>(name: K, args: Bytes[K]): Promise<Uint8Array> {
  return host.bytes(name, args);
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
