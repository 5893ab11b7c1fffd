// The desk: which workspace lies open, and how this person likes the window.  One of it; every page reads it.
import { computed, shallowRef } from "vue";
import { call, sentence } from "./api/call";
import type { DeskView } from "./api/api";

export const TYPE_SIZES = [16, 18, 20, 24] as const;

export const desk = shallowRef<DeskView | null>(null);
/** Why the last opening failed, in the core's words; empty when it did not. */
export const refusal = shallowRef("");
/** How often a workspace was opened; going on in a copy elsewhere is no opening. */
export const opened = shallowRef(0);
export const role = computed(() => desk.value?.settings.role ?? null);
/** A package whose code is being asked for. */
export const asksCode = shallowRef<string | null>(null);

function show(view: DeskView): void {
  desk.value = view;
  document.documentElement.style.fontSize = `${view.settings.type_size}px`;
}

/** Reads the desk; called once at the start. */
export async function readDesk(): Promise<void> {
  show((await call("desk_show", null)).value);
  refusal.value = desk.value?.refused ?? "";
  asksCode.value = desk.value?.asks_code ?? null;
}

export async function chooseRole(chosen: "expert" | "staff"): Promise<void> {
  show((await call("desk_set", { role: chosen })).value);
}

let sizing: Promise<void> = Promise.resolve();

/** The size of the type, one of `TYPE_SIZES`; `by` steps up or down, 0 is the usual one.  Two quick presses are two steps. */
export function changeSize(by: -1 | 0 | 1): Promise<void> {
  const next = sizing.then(() => setSize(by));
  sizing = next.catch(() => undefined);
  return next;
}

async function setSize(by: -1 | 0 | 1): Promise<void> {
  const now = TYPE_SIZES.findIndex((size) => size === desk.value?.settings.type_size);
  const at = by === 0 ? 1 : Math.min(TYPE_SIZES.length - 1, Math.max(0, now + by));
  show((await call("desk_set", { type_size: TYPE_SIZES[at] ?? 18 })).value);
}

/** Opens, makes, or makes with the demonstration in it; the person chooses where. False when nothing was opened. */
export async function openWorkspace(how: "open" | "create" | "sample", name: string): Promise<boolean> {
  const path =
    how === "open"
      ? (await call("dialog_open", { kind: "workspace" })).value
      : (await call("dialog_save", { kind: "workspace", name })).value;
  return path === null ? false : openPath(how, path);
}

export async function openPath(how: "open" | "create" | "sample", path: string): Promise<boolean> {
  refusal.value = "";
  try {
    const { value } = await call(`desk_${how}`, { path });
    asksCode.value = value.asks_code;
    if (value.asks_code !== null) return false;
    opened.value += 1;
    show(value);
    return true;
  } catch (error) {
    refusal.value = sentence(error);
    return false;
  }
}

/** Opens a package the person chooses; one that is encrypted is asked for its code first. */
export async function choosePackage(): Promise<void> {
  const path = (await call("dialog_open", { kind: "package" })).value;
  if (path === null) return;
  refusal.value = "";
  try {
    const { value: look } = await call("package_look", { path });
    if (look.needs_code) asksCode.value = path;
    else await openPackage(path, null);
  } catch (error) {
    refusal.value = sentence(error);
  }
}

/** Opens a package, with its code where it needs one.  It rejects with what the core refused. */
export async function openPackage(path: string, code: string | null): Promise<void> {
  const { value } = await call("package_open", { path, code });
  opened.value += 1;
  asksCode.value = null;
  refusal.value = "";
  show(value);
}

export async function closeWorkspace(): Promise<void> {
  show((await call("desk_close", null)).value);
}

/** Goes on working in a copy at another place, because the present one cannot be written. */
export async function moveWorkspace(name: string): Promise<boolean> {
  const path = (await call("dialog_save", { kind: "workspace", name })).value;
  if (path === null) return false;
  show((await call("desk_move", { path })).value);
  return true;
}
