// The only file that knows Tauri.  Every screen asks the core through `call`.
import { invoke } from "@tauri-apps/api/core";

/** The form of every reply: the value, the tables a write touched, and the name of the step that can be undone. */
export interface Reply<T> {
  value: T;
  touched: string[];
  undo: string | null;
}

/** What the window calls itself. */
export interface About {
  name: string;
  version: string;
}

/** Every command of the core: its arguments and its value. */
export interface Commands {
  app_about: [args: Record<string, never>, value: About];
}

/** Asks the core for one thing.  It rejects with the core's own error, which names what was being done. */
export async function call<K extends keyof Commands>(name: K, args: Commands[K][0]): Promise<Reply<Commands[K][1]>> {
  return invoke<Reply<Commands[K][1]>>("call", { name, args });
}
