// Where the page runs: inside the window, or in a browser before the test server. Only this file knows the difference.
import { invoke } from "@tauri-apps/api/core";

/** Carries a call to the core. It rejects with the core's own error. */
export interface Host {
  call(name: string, args: unknown): Promise<unknown>;
  bytes(name: string, args: unknown): Promise<Uint8Array>;
}

const inTheWindow: Host = {
  call: (name, args) => invoke("call", { name, args }),
  async bytes(name, args) {
    return new Uint8Array(await invoke<ArrayBuffer>("bytes", { name, args }));
  },
};

async function post(path: string, name: string, args: unknown): Promise<Response> {
  const token = new URLSearchParams(location.search).get("token") ?? "";
  const body = JSON.stringify({ name, args });
  const reply = await fetch(path, { method: "POST", headers: { "x-tongping-token": token }, body });
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  return reply;
}

const inABrowser: Host = {
  async call(name, args) {
    const answer = await (await post("/call", name, args)).json();
    if ("error" in answer) throw answer.error;
    return answer.reply;
  },
  async bytes(name, args) {
    const reply = await post("/bytes", name, args);
    if (reply.headers.get("content-type") === "application/json") throw (await reply.json()).error;
    return new Uint8Array(await reply.arrayBuffer());
  },
};

export const host: Host = "__TAURI_INTERNALS__" in window ? inTheWindow : inABrowser;

/** Files over the window: being dragged, gone again, or dropped. */
export interface Drop {
  state: "over" | "left" | "dropped";
  /** Where they lie; also while they are dragged, where the system tells it. */
  paths: string[];
}

/** Hears of files that are dropped onto the window; answers how to stop.  The shell tells it, never the page's own events. */
export function onDrop(heard: (drop: Drop) => void): () => void {
  const listener = (event: Event) => heard((event as CustomEvent<Drop>).detail);
  window.addEventListener("tongping-drop", listener);
  return () => window.removeEventListener("tongping-drop", listener);
}
