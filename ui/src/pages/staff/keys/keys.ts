// 单位钥匙 of this computer, as the core last told of them: one for all screens of staff, so that a reminder goes with the
// dialog that settles it.
import { shallowRef } from "vue";
import type { KeysView } from "../../../api/api";
import { type Reply, call } from "../../../api/call";

export const keys = shallowRef<KeysView | null>(null);

/** Takes over what a command about the keys answered. */
export async function take(asked: Promise<Reply<KeysView>>): Promise<KeysView> {
  const { value } = await asked;
  keys.value = value;
  return value;
}

export async function readKeys(): Promise<void> {
  await take(call("keys_show", null));
}

/** Whether an error says that it is about the keys, so that the dialog for them helps. */
export function isAboutKeys(error: unknown): boolean {
  return ["keys_locked", "keys_missing"].includes(codeOf(error));
}

export function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** What staff is still to do about the keys; the first that applies. */
export type Due = "make" | "unlock" | "differs" | "sheet" | null;

export function dueOf(view: KeysView): Due {
  if (view.state === "none") return "make";
  if (view.state === "locked") return "unlock";
  if (view.differs) return "differs";
  return view.sheet_confirmed ? null : "sheet";
}
