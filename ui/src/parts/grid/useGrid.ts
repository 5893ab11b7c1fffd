// What the table and the card of the grid share: one controller, the rows that are visible, and the events of the page
// turned into those of the controller.
import { computed, nextTick, onBeforeUnmount, onMounted, ref, shallowReactive, shallowRef, watch, type Ref } from "vue";
import type { Form } from "../../api/api";
import type { OpinionView } from "../../api/api";
import { isIme, onKey } from "../../lib/keys";
import { type Answer, Controller, type Key } from "./controller";
import { criterionOf, type Field, fieldOf, type Filter, type Part, partOf, passes, type RowState } from "./cells";
import { isRange, type Pasted, pasted, singleValue } from "./paste";
import { picksByNumber } from "./entry";
import { type Row, rowsOf } from "./rows";

export interface GridProps {
  form: Form;
  view: OpinionView;
  readonly: boolean;
  /** The indicator with the cursor. */
  focus: string | null;
  filter: Filter;
  showGuide: boolean;
  /** Text that was typed into a cell before a crash and never committed. */
  unfinished: (field: string) => string | null;
}

export interface GridEvents {
  score: [criterion: string, text: string, answered: Answer];
  reason: [criterion: string, text: string, answered: Answer];
  step: [criterion: string, up: boolean, answered: Answer];
  paste: [pasted: Pasted];
  typing: [field: string, text: string | null];
  ending: [pressed: boolean];
  guide: [];
  card: [];
  "update:focus": [criterion: string | null];
}

export type Emit = <K extends keyof GridEvents>(event: K, ...args: GridEvents[K]) => void;

const SEVERAL_LINES = 160;

/** Makes a textarea as high as its text, outside compositions. */
export function grow(area: HTMLTextAreaElement, isOpen: boolean): void {
  area.style.height = "auto";
  const most = isOpen ? SEVERAL_LINES * 2 : Number.POSITIVE_INFINITY;
  area.style.height = `${Math.min(area.scrollHeight + 2, most)}px`;
}

export function useGrid(props: GridProps, emit: Emit, root: Ref<HTMLElement | null>) {
  const rows = rowsOf(props.form);
  const byId = new Map<string, Row>(rows.map((row) => [row.criterion.id, row]));
  const byNumber = picksByNumber(
    props.form,
    rows.map((row) => row.criterion),
  );
  const states = shallowReactive(new Map<string, RowState>());
  const at = ref<Field | null>(null);
  const present = computed(() => (at.value === null ? null : criterionOf(at.value)));
  /** The row whose explanations are shown: that of the cursor, or the one it was in last. */
  const last = ref<string | null>(props.focus !== null && byId.has(props.focus) ? props.focus : null);
  let composing = false;
  let told: string | null = props.focus;

  const element = (field: Field) =>
    root.value?.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[data-field="${CSS.escape(field)}"]`) ?? null;

  /** How another row is reached where it is not drawn: the card shows one at a time. */
  const host = { reach: (_field: Field): boolean => false };

  const controller = new Controller(
    props.form,
    rows,
    props.view,
    {
      write: (part, criterion, text, answered) => emit(part, criterion, text, answered),
      step: (criterion, up, answered) => emit("step", criterion, up, answered),
      focus: (field) => {
        if (!host.reach(field)) element(field)?.focus();
        at.value = field;
        last.value = criterionOf(field);
      },
      put: (field, text) => {
        const cell = element(field);
        if (cell === null || composing) return;
        cell.value = text;
        cell.setSelectionRange(text.length, text.length);
      },
      caret: (field, where) => {
        const cell = element(field);
        if (cell === null || composing) return;
        const { length } = cell.value;
        const isAll = cell.selectionStart === 0 && cell.selectionEnd === length && length > 0;
        if (where === "all" || (where === "turn" && !isAll)) cell.select();
        else cell.setSelectionRange(length, length);
      },
      typing: (field, text) => emit("typing", field, text),
      ending: (pressed) => emit("ending", pressed),
      kept: (criterion) => {
        told = criterion;
        emit("update:focus", criterion);
      },
      changed: (criteria, now) => {
        for (const id of criteria) {
          const state = now.get(id);
          if (state !== undefined) states.set(id, state);
        }
      },
      act: (what) => (what === "guide" ? emit("guide") : emit("card")),
    },
    props.readonly,
  );
  controller.takeUp(props.unfinished);

  // A filter shows what it found when it was chosen: a row does not vanish under the cursor because it was mended.
  const stays = shallowRef<Set<string>>(new Set());
  function choose(): void {
    stays.value = new Set(rows.map((row) => row.criterion.id).filter((id) => passes(controller.state(id), props.filter)));
  }
  choose();
  const visible = computed<Row[]>(() =>
    props.filter === "all" ? rows : rows.filter((row) => stays.value.has(row.criterion.id) || row.criterion.id === last.value),
  );
  watch(() => props.filter, choose);
  watch(visible, (now) => controller.show(now.map((row) => row.criterion.id)), { immediate: true, flush: "sync" });
  watch(
    () => props.view,
    (view) => controller.take(view),
  );
  watch(
    () => props.readonly,
    (readOnly) => controller.setReadOnly(readOnly),
  );
  watch(
    () => props.focus,
    (criterion) => {
      if (criterion !== null && criterion !== told) void goTo(criterion);
    },
  );

  async function goTo(criterion: string, part: Part = "score"): Promise<void> {
    if (!byId.has(criterion)) return;
    last.value = criterion;
    await nextTick();
    const field = fieldOf(part, criterion);
    if (!host.reach(field)) element(field)?.focus();
    if (part === "score") element(field)?.select();
    // A window that is not yet in front tells nobody of the focus, and does not bring it into view.
    if (at.value === field || document.activeElement !== element(field)) return;
    come(field);
    await nextTick();
    element(field)?.scrollIntoView({ block: "center" });
  }

  function come(field: Field): void {
    controller.enter(field);
    at.value = field;
    last.value = criterionOf(field);
  }

  onMounted(() => {
    const wanted = props.focus !== null && byId.has(props.focus) ? props.focus : controller.first();
    // Text that a crash left uncommitted is where the person was.
    const isReason = wanted !== null && props.unfinished(fieldOf("reason", wanted)) !== null;
    if (wanted !== null) void goTo(wanted, isReason ? "reason" : "score");
  });
  onBeforeUnmount(() => controller.close());

  const fieldOfEvent = (event: Event) => ((event.target as HTMLElement).dataset?.["field"] as Field | undefined) ?? null;
  const handled = onKey((event) => {
    const key: Key = {
      key: event.key,
      code: event.code,
      ctrl: event.ctrlKey || event.metaKey,
      alt: event.altKey,
      shift: event.shiftKey,
    };
    const field = fieldOfEvent(event);
    if (field === null && key.key !== "F8" && key.key !== "F7" && key.key !== "F4") return;
    // A cell with uncommitted text has the engine's own undo; the steps of the task come after it.
    if (key.ctrl && key.code === "KeyZ" && field !== null && controller.isTyped(field)) event.stopPropagation();
    if (controller.key(key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });

  let justCame = false;
  const listeners = {
    keydown(event: KeyboardEvent): void {
      // A composition begins in the cell where the cursor belongs, not in the one it is about to leave.
      if (isIme(event) && controller.isWaiting()) controller.settleNow();
      handled(event);
    },
    focusin(event: FocusEvent): void {
      const field = fieldOfEvent(event);
      if (field === null) return;
      come(field);
      if (partOf(field) === "score") (event.target as HTMLInputElement).select();
      justCame = true;
    },
    focusout(event: FocusEvent): void {
      if (fieldOfEvent(event) === null) return;
      composing = false;
      controller.leave();
      at.value = null;
    },
    pointerdown(): void {
      controller.settleNow();
      justCame = false;
    },
    mouseup(event: MouseEvent): void {
      // The rows may have moved under the pointer since it went down, so it is the cell with the cursor that counts.
      const cell = at.value !== null && partOf(at.value) === "score" ? element(at.value) : null;
      // The first click into a score selects it, like the keyboard does; the second places the cursor.
      if (justCame && cell) {
        if (cell.selectionStart === cell.selectionEnd) cell.select();
        // WebKit gives up a selection that was pressed on when the button comes up.
        event.preventDefault();
      }
      justCame = false;
    },
    input(event: Event): void {
      const field = fieldOfEvent(event);
      if (field === null) return;
      const cell = event.target as HTMLInputElement;
      controller.input(field, cell.value, composing || (event as InputEvent).isComposing);
    },
    compositionstart(): void {
      composing = true;
    },
    compositionend(event: CompositionEvent): void {
      composing = false;
      listeners.input(event);
    },
    paste(event: ClipboardEvent): void {
      const field = fieldOfEvent(event);
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (field === null || text === "" || props.readonly) return;
      controller.settleNow();
      const part = partOf(field);
      const single = singleValue(text);
      if (part === "reason" ? !isRange(text) && (single === null || single === text) : single === text) return;
      event.preventDefault();
      if (single !== null) {
        const cell = event.target as HTMLInputElement;
        cell.setRangeText(single, cell.selectionStart ?? 0, cell.selectionEnd ?? 0, "end");
        controller.input(field, cell.value, false);
        return;
      }
      const order = visible.value.map((row) => row.criterion.id);
      emit("paste", pasted(text, order.slice(order.indexOf(criterionOf(field))), part));
    },
  };

  return { rows, byId, byNumber, states, visible, at, present, last, controller, listeners, host, goTo };
}
