// The only file that knows Tauri.  Every screen asks the core through `call`.
import { invoke } from "@tauri-apps/api/core";

import type { Api as PlainApi } from "./api";
import type { ComingApi, ComingBytes } from "./coming";

export type Api = Omit<PlainApi, keyof ComingApi> & ComingApi;

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

/** Asks the core for one thing.  It rejects with the core's own error, which names what was being done. */
export async function call<K extends keyof Api>(name: K, args: Api[K][0]): Promise<Reply<Api[K][1]>> {
  return invoke<Reply<Api[K][1]>>("call", { name, args });
}

/** Asks for bytes: a piece of an attachment, or a paper. */
export async function bytes<K extends keyof ComingBytes>(name: K, args: ComingBytes[K]): Promise<Uint8Array> {
  return new Uint8Array(await invoke<ArrayBuffer>("bytes", { name, args }));
}
