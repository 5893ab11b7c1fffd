// Every key of the product once: this table binds them and draws the F1 help.  A page says which of them it answers;
// the input method's keys never get here.
import { onBeforeUnmount, onMounted } from "vue";
import { onKey } from "./keys";
import type { TextKey } from "./texts";

/** One shortcut: how it is pressed (by `e.code`, so that no input method changes it) and what it does. */
export interface Shortcut {
  id: string;
  /** As shown, e.g. `Ctrl+PgDn`. */
  keys: string;
  /** As pressed. */
  press: { code: string; ctrl?: boolean; alt?: boolean; shift?: boolean }[];
  does: TextKey;
  group: TextKey;
}

const ANYWHERE: TextKey = "ui.help.anywhere";
const SCORE: TextKey = "ui.help.score";
const REASON: TextKey = "ui.help.reason";
const PDF: TextKey = "ui.help.pdf";

const plain = (code: string) => [{ code }];
const ctrl = (...codes: string[]) => codes.map((code) => ({ code, ctrl: true }));
const alt = (...codes: string[]) => codes.map((code) => ({ code, alt: true }));

/** Keys that work on every page, and those that the grid, the reasons and the report pane bind themselves. */
export const SHORTCUTS = [
  { id: "help", keys: "F1", press: plain("F1"), does: "ui.key.help", group: ANYWHERE },
  { id: "undo", keys: "Ctrl+Z", press: ctrl("KeyZ"), does: "ui.key.undo", group: ANYWHERE },
  {
    id: "redo",
    keys: "Ctrl+Y / Ctrl+Shift+Z",
    press: [{ code: "KeyY", ctrl: true }, { code: "KeyZ", ctrl: true, shift: true }],
    does: "ui.key.redo",
    group: ANYWHERE,
  },
  { id: "preview", keys: "Ctrl+P", press: ctrl("KeyP"), does: "ui.key.preview", group: ANYWHERE },
  { id: "larger", keys: "Ctrl++", press: ctrl("Equal", "NumpadAdd"), does: "ui.key.larger", group: ANYWHERE },
  { id: "smaller", keys: "Ctrl+-", press: ctrl("Minus", "NumpadSubtract"), does: "ui.key.smaller", group: ANYWHERE },
  { id: "usual", keys: "Ctrl+0", press: ctrl("Digit0", "Numpad0"), does: "ui.key.usual", group: ANYWHERE },
  { id: "pane", keys: "F6", press: plain("F6"), does: "ui.key.pane", group: ANYWHERE },
  {
    id: "next_report",
    keys: "Ctrl+PgDn",
    press: [...ctrl("PageDown"), ...alt("PageDown")],
    does: "ui.key.next_report",
    group: ANYWHERE,
  },
  {
    id: "previous_report",
    keys: "Ctrl+PgUp",
    press: [...ctrl("PageUp"), ...alt("PageUp")],
    does: "ui.key.previous_report",
    group: ANYWHERE,
  },
  { id: "step_1", keys: "Alt+1…4", press: alt("Digit1"), does: "ui.key.steps", group: ANYWHERE },
  { id: "step_2", keys: "", press: alt("Digit2"), does: "ui.key.steps", group: ANYWHERE },
  { id: "step_3", keys: "", press: alt("Digit3"), does: "ui.key.steps", group: ANYWHERE },
  { id: "step_4", keys: "", press: alt("Digit4"), does: "ui.key.steps", group: ANYWHERE },
  { id: "rail_1", keys: "Ctrl+1…3", press: ctrl("Digit1"), does: "ui.key.rail", group: ANYWHERE },
  { id: "rail_2", keys: "", press: ctrl("Digit2"), does: "ui.key.rail", group: ANYWHERE },
  { id: "rail_3", keys: "", press: ctrl("Digit3"), does: "ui.key.rail", group: ANYWHERE },

  { id: "full", keys: "=", press: [], does: "ui.key.full", group: SCORE },
  { id: "deduct", keys: "-0.5", press: [], does: "ui.key.deduct", group: SCORE },
  { id: "commit", keys: "Enter", press: plain("Enter"), does: "ui.key.commit", group: SCORE },
  { id: "back", keys: "Shift+Enter / ↑", press: [], does: "ui.key.back", group: SCORE },
  { id: "down", keys: "↓", press: plain("ArrowDown"), does: "ui.key.down", group: SCORE },
  { id: "tab", keys: "Tab / Shift+Tab", press: [], does: "ui.key.tab", group: SCORE },
  { id: "step_up", keys: "Alt+↑ / Alt+↓", press: [], does: "ui.key.step_up", group: SCORE },
  { id: "copy_above", keys: "Ctrl+D", press: ctrl("KeyD"), does: "ui.key.copy_above", group: SCORE },
  { id: "edit", keys: "F2", press: plain("F2"), does: "ui.key.edit", group: SCORE },
  { id: "revert", keys: "Esc", press: plain("Escape"), does: "ui.key.revert", group: SCORE },
  { id: "next_open", keys: "F8 / Shift+F8", press: plain("F8"), does: "ui.key.next_open", group: SCORE },
  { id: "guide", keys: "F4", press: plain("F4"), does: "ui.key.guide", group: SCORE },
  { id: "card", keys: "F7", press: plain("F7"), does: "ui.key.card", group: SCORE },
  { id: "paste", keys: "Ctrl+V", press: [], does: "ui.key.paste", group: SCORE },

  { id: "stock", keys: "Alt+1…9", press: [], does: "ui.key.stock", group: REASON },
  { id: "new_line", keys: "Shift+Enter", press: [], does: "ui.key.new_line", group: REASON },
  { id: "add_remark", keys: "Ctrl+Enter", press: ctrl("Enter"), does: "ui.key.add_remark", group: REASON },
  { id: "cite", keys: "Ctrl+M", press: ctrl("KeyM"), does: "ui.key.cite", group: REASON },

  { id: "pages", keys: "PgUp / PgDn", press: [], does: "ui.key.pages", group: PDF },
  { id: "find", keys: "Ctrl+F", press: ctrl("KeyF"), does: "ui.key.find", group: PDF },
  { id: "page_box", keys: "Ctrl+G", press: ctrl("KeyG"), does: "ui.key.page_box", group: PDF },
  { id: "zoom", keys: "+ / -", press: [], does: "ui.key.zoom", group: PDF },
] as const satisfies readonly Shortcut[];

export type ShortcutId = (typeof SHORTCUTS)[number]["id"];

/** The shortcut an event is, if it is one of the table. */
export function shortcutOf(event: KeyboardEvent): ShortcutId | null {
  const ctrlKey = event.ctrlKey || event.metaKey;
  const pressed = (one: Shortcut["press"][number]) =>
    one.code === event.code &&
    (one.ctrl ?? false) === ctrlKey &&
    (one.alt ?? false) === event.altKey &&
    (one.shift ?? false) === event.shiftKey;
  // Several ids may share a key in different places (Enter, Escape): those bind themselves.
  return SHORTCUTS.find((shortcut: Shortcut) => shortcut.press.some(pressed))?.id ?? null;
}

/** Keys that also work while a dialog stands in front of the page; the others would act on what lies behind it. */
const OVER_DIALOGS: readonly ShortcutId[] = ["help", "larger", "smaller", "usual"];

/** What a page does for the shortcuts it answers, while it stands. A handler that returns false leaves the key alone. */
export function useShortcuts(handlers: Partial<Record<ShortcutId, (event: KeyboardEvent) => boolean | void>>): void {
  const listener = onKey((event) => {
    if (event.defaultPrevented) return;
    const id = shortcutOf(event);
    const handler = id === null ? undefined : handlers[id];
    if (id === null || handler === undefined) return;
    if (!OVER_DIALOGS.includes(id) && document.querySelector("dialog[open]") !== null) return;
    if (handler(event) !== false) event.preventDefault();
  });
  onMounted(() => window.addEventListener("keydown", listener));
  onBeforeUnmount(() => window.removeEventListener("keydown", listener));
}
