// The keys and the focus of the scoring grid, without a page: which text stands in which cell, what is written when, and
// where the cursor goes.  `Enter` on a score waits for the core's answer, because only the core knows whether points were
// lost; what is typed meanwhile is kept and typed into the cell where the cursor then goes.
import type { OpinionView } from "../../api/api";
import type { Row } from "./rows";
import {
  criterionOf,
  type Field,
  fieldOf,
  isLost,
  isSettled,
  MOST_CHARACTERS,
  type Part,
  partOf,
  type RowState,
  same,
  stateOf,
  type Told,
  toldBy,
} from "./cells";
import { appended, isFull, meant, picksByNumber } from "./entry";
import type { Form } from "../../api/api";

/** A key as the page gives it; keys of the input method never come here. */
export interface Key {
  key: string;
  code: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
}

/** Called once with the core's answer to one write: the opinion, `null` when a later answer contains it, or refused. */
export type Answer = (view: OpinionView | null | "refused") => void;

/** What the controller asks of the page. */
export interface Outlet {
  write: (part: Part, criterion: string, text: string, answered: Answer) => void;
  step: (criterion: string, up: boolean, answered: Answer) => void;
  /** Puts the cursor there, at once. */
  focus: (field: Field) => void;
  /** Writes a text into a cell at once, the cursor at its end. */
  put: (field: Field, text: string) => void;
  /** All of the cell selected, or the cursor at its end. */
  caret: (field: Field, where: "all" | "end" | "turn") => void;
  typing: (field: Field, text: string | null) => void;
  /** The cursor goes to the button that leads on; `pressed` when its key was already given. */
  ending: (pressed: boolean) => void;
  /** Which indicator is kept for the next report and for a restart. */
  kept: (criterion: string | null) => void;
  changed: (criteria: readonly string[], states: ReadonlyMap<string, RowState>) => void;
  act: (what: "guide" | "card") => void;
}

/** The longest wait for an answer before the cursor moves on without it, in milliseconds. */
const LONGEST_WAIT = 250;
/** The same where there is no next row: whether the report is complete must be known. */
const LONGEST_AT_THE_END = 3000;

interface InFlight {
  count: number;
  text: string | null;
}

interface Waiting {
  isDone: () => boolean;
  then: () => void;
  guess: () => void;
  timer: ReturnType<typeof setTimeout>;
}

export class Controller {
  /** The cell with the cursor. */
  at: Field | null = null;
  readonly states = new Map<string, RowState>();
  private told: Told;
  private readonly drafts = new Map<Field, string>();
  private readonly inFlight = new Map<Field, InFlight>();
  private readonly rows = new Map<string, Row>();
  private visible: string[] = [];
  private readonly byNumber: boolean;
  private waiting: Waiting | null = null;
  private typeAhead: Key[] = [];
  /** The cell was just entered with all of it selected: the next sign replaces it. */
  private fresh = false;
  /** Cells whose typed text the page was told of. */
  private readonly typingIn = new Set<Field>();
  private readonly left = new Set<Field>();
  /** The row in which something was typed since the cursor came into it. */
  private touched: string | null = null;
  /** The row from which `Enter` went on after something was typed there, as long as nothing is typed elsewhere. */
  private worked: string | null = null;
  private closed = false;

  constructor(
    form: Form,
    rows: readonly Row[],
    private view: OpinionView,
    private readonly out: Outlet,
    private readOnly = false,
  ) {
    for (const row of rows) this.rows.set(row.criterion.id, row);
    this.visible = rows.map((row) => row.criterion.id);
    this.byNumber = picksByNumber(
      form,
      rows.map((row) => row.criterion),
    );
    this.told = toldBy(view);
    this.refresh([...this.rows.keys()]);
  }

  /** Texts typed before a crash, as text that is not yet committed. */
  takeUp(unfinished: (field: Field) => string | null): void {
    for (const id of this.rows.keys()) {
      for (const field of [fieldOf("score", id), fieldOf("reason", id)]) {
        const text = unfinished(field);
        if (text === null || text === this.committed(field)) continue;
        this.drafts.set(field, text);
        this.typingIn.add(field);
        this.refresh([id]);
      }
    }
  }

  /** Which rows are shown, in order. */
  show(criteria: readonly string[]): void {
    this.visible = [...criteria];
  }

  setReadOnly(readOnly: boolean): void {
    this.readOnly = readOnly;
  }

  /** The opinion as the core answered. */
  take(view: OpinionView): void {
    if (view === this.view) return;
    this.view = view;
    this.told = toldBy(view);
    this.refresh([...this.rows.keys()]);
  }

  state(criterion: string): RowState {
    const state = this.states.get(criterion);
    if (state === undefined) throw new Error(`no row ${criterion}`);
    return state;
  }

  /** What a cell shows: what is being typed, else what is on its way, else what is stored. */
  shown(field: Field): string {
    return this.drafts.get(field) ?? this.sent(field);
  }

  /** Text typed into the cell and not yet committed. */
  isTyped(field: Field): boolean {
    return this.drafts.has(field);
  }

  isComplete(): boolean {
    return [...this.states.values()].every(isSettled);
  }

  /** A cell was typed into. `composing` while the input method is at work. */
  input(field: Field, text: string, composing: boolean): void {
    if (this.readOnly) return;
    this.fresh = false;
    this.draft(field, text, composing);
  }

  /** The cursor came into a cell. */
  enter(field: Field): void {
    const before = this.at;
    this.at = field;
    this.fresh = partOf(field) === "score";
    if (this.touched !== criterionOf(field)) this.touched = null;
    this.out.kept(criterionOf(field));
    this.refresh([criterionOf(field), ...(before === null ? [] : [criterionOf(before)])]);
  }

  /** The cursor left: what was typed is committed. */
  leave(): void {
    const { at } = this;
    if (at === null) return;
    this.commit(at);
    this.left.add(at);
    this.at = null;
    this.refresh([criterionOf(at)]);
  }

  /** Commits whatever is typed, wherever it stands; before the report, the step or the window goes. */
  commitAll(): void {
    for (const field of [...this.drafts.keys()]) this.commit(field);
  }

  /** The grid goes: later answers concern it no more. */
  close(): void {
    if (this.waiting !== null) clearTimeout(this.waiting.timer);
    this.waiting = null;
    this.commitAll();
    for (const field of [...this.typingIn]) if (!this.drafts.has(field)) this.typed(field, null);
    this.closed = true;
  }

  /** The key of a cell. True when it is done with; the page then keeps the engine from acting on it. */
  key(key: Key): boolean {
    if (this.at === null) return false;
    if (this.waiting !== null) {
      if (waits(key)) {
        this.typeAhead.push(key);
        return true;
      }
      if (["Shift", "Control", "Alt", "Meta", "CapsLock"].includes(key.key)) return false;
      this.settleNow();
    }
    return this.act(this.at, key);
  }

  /** Whether an answer is waited for, so that text pasted or composed must not go to the present cell. */
  isWaiting(): boolean {
    return this.waiting !== null;
  }

  /** Ends the waiting with what is known by now; before a composition, a click, or another command. */
  settleNow(): void {
    const { waiting } = this;
    if (waiting !== null) this.settle(waiting.guess);
  }

  /** Adds to a reason: a stock reason, or a place in the report. */
  append(criterion: string, more: string, commit: boolean): void {
    if (this.readOnly) return;
    const field = fieldOf("reason", criterion);
    const text = appended(this.shown(field), more);
    this.draft(field, text, false);
    this.out.put(field, text);
    if (commit) this.commit(field);
  }

  /** Fills a score without the keyboard: a choice, counts, 不适用. */
  fill(criterion: string, text: string): void {
    if (this.readOnly) return;
    const field = fieldOf("score", criterion);
    this.draft(field, text, false);
    this.out.put(field, text);
    this.commit(field);
  }

  /** Takes the n-th stock reason of a row, 0 = the first. Where there is none the key is still ours: the hand that
   * reaches for a reason must not land on another page. */
  stock(criterion: string, n: number): boolean {
    const reason = this.rows.get(criterion)?.criterion.reasons[n];
    if (reason !== undefined) this.append(criterion, reason, false);
    return true;
  }

  /** Goes to the next or previous row that is open or has a problem; to the button that leads on when there is none. */
  toOpen(by: 1 | -1): void {
    const from = this.at;
    if (from !== null) this.commit(from);
    const go = () => this.goToOpen(from === null ? null : criterionOf(from), by);
    if (this.isAnythingOnItsWay()) this.wait(() => !this.isAnythingOnItsWay(), go, go);
    else go();
  }

  /** The row to begin with: the first open one, otherwise the first. */
  first(): string | null {
    return this.visible.find((id) => !isSettled(this.state(id))) ?? this.visible[0] ?? null;
  }

  // ----------------------------------------------------------------------------------------------- keys

  private act(field: Field, key: Key): boolean {
    if (leadsAway(key)) {
      this.commitAll();
      if (this.worked !== null && /^Page(Up|Down)$/.test(key.code)) this.out.kept(this.worked);
      return false;
    }
    if (key.code === "F8" && !key.ctrl && !key.alt) return this.toOpen(key.shift ? -1 : 1), true;
    if (key.code === "F4" && !key.alt) return this.out.act("guide"), true;
    if (key.code === "F7") return this.commitAll(), this.out.act("card"), true;
    if (key.code === "F2") return this.out.caret(field, "turn"), (this.fresh = false), true;
    if (key.code === "Escape") return this.revert(field);
    if (key.code === "KeyD" && key.ctrl && !key.shift && !key.alt) return this.copyAbove(field), true;
    if (key.key === "Tab" && !key.ctrl && !key.alt) return false;
    return partOf(field) === "score" ? this.keyOfScore(field, key) : this.keyOfReason(field, key);
  }

  private keyOfScore(field: Field, key: Key): boolean {
    const id = criterionOf(field);
    const up = key.code === "ArrowUp";
    if ((up || key.code === "ArrowDown") && !key.ctrl) {
      if (key.alt) this.step(field, up);
      else this.goTo(field, up ? -1 : 1);
      return true;
    }
    // Alt and a digit go to another step of the work.
    if (key.alt && /^(Digit|Numpad)\d$/.test(key.code)) this.commitAll();
    if (key.key !== "Enter" || key.ctrl || key.alt) return false;
    if (key.shift) {
      this.goTo(field, -1);
      return true;
    }
    const typed = this.drafts.get(field);
    const changed = this.commit(field);
    const isSure = changed && typed !== undefined && isFull(typed) && this.after(id) !== null;
    if (isSure) this.goToScoreAfter(id);
    else if (this.isOnItsWay(id)) {
      this.wait(
        () => !this.isOnItsWay(id),
        () => this.goOn(field, changed),
        () => this.guess(field, typed),
      );
    } else this.goOn(field, changed);
    return true;
  }

  private keyOfReason(field: Field, key: Key): boolean {
    const id = criterionOf(field);
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(key.code)?.[1];
    if (key.alt && !key.ctrl && digit !== undefined) return this.stock(id, Number.parseInt(digit, 10) - 1);
    if (key.key !== "Enter" || key.ctrl || key.alt || key.shift) return false;
    this.commit(field);
    this.left.add(field);
    const onward = () => this.goToScoreAfter(id);
    if (this.after(id) === null && this.isAnythingOnItsWay()) this.wait(() => !this.isAnythingOnItsWay(), onward, onward);
    else onward();
    return true;
  }

  private revert(field: Field): boolean {
    if (!this.drafts.delete(field)) return false;
    this.typed(field, null);
    this.refresh([criterionOf(field)]);
    this.out.put(field, this.shown(field));
    this.out.caret(field, "all");
    this.fresh = true;
    return true;
  }

  private copyAbove(field: Field): void {
    const above = this.visible[this.visible.indexOf(criterionOf(field)) - 1];
    if (above === undefined || this.readOnly) return;
    const text = this.shown(fieldOf(partOf(field), above));
    if (text === "") return; // An empty cell has nothing to copy: what was typed below it stays.
    this.draft(field, text, false);
    this.out.put(field, text);
  }

  private step(field: Field, up: boolean): void {
    if (this.readOnly) return;
    const id = criterionOf(field);
    this.commit(field);
    this.touched = id;
    this.worked = null;
    const flight = this.flight(field);
    flight.count += 1;
    this.out.step(id, up, this.answer(field, null));
  }

  // ---------------------------------------------------------------------------------------------- moves

  private after(id: string): string | null {
    return this.visible[this.visible.indexOf(id) + 1] ?? null;
  }

  private goTo(field: Field, by: 1 | -1): void {
    const id = criterionOf(field);
    this.commit(field);
    const to = this.visible[this.visible.indexOf(id) + by];
    if (to !== undefined) this.move(fieldOf("score", to));
    else if (by === 1 && this.isComplete()) this.finish();
    else this.out.caret(field, "all");
  }

  /** After `Enter` on a score, once its answer is there. */
  private goOn(field: Field, changed: boolean): void {
    const id = criterionOf(field);
    const state = this.state(id);
    if (state.status === "wrong" && changed) {
      this.left.add(field);
      this.out.caret(field, "all");
      this.fresh = true;
      this.refresh([id]);
      return;
    }
    if (isLost(state) && this.shown(fieldOf("reason", id)).trim() === "" && !this.readOnly) {
      this.move(fieldOf("reason", id));
      return;
    }
    this.goToScoreAfter(id);
  }

  private goToScoreAfter(id: string): void {
    const to = this.after(id);
    if (to === null) {
      this.finish();
      return;
    }
    const worked = this.touched === id ? id : null;
    this.move(fieldOf("score", to));
    this.worked = worked;
  }

  /** Where the cursor goes when there is no time for the answer. */
  private guess(field: Field, typed: string | undefined): void {
    const id = criterionOf(field);
    const lost = typed !== undefined && /^\s*[-－—]/.test(typed);
    if (lost && this.shown(fieldOf("reason", id)).trim() === "") this.move(fieldOf("reason", id));
    else this.goToScoreAfter(id);
  }

  private finish(): void {
    this.leave();
    this.worked = null;
    if (this.isComplete()) this.out.kept(null);
    this.out.ending(false);
  }

  private goToOpen(from: string | null, by: 1 | -1): void {
    const at = from === null ? (by === 1 ? -1 : 0) : this.visible.indexOf(from);
    const count = this.visible.length;
    for (let i = 1; i <= count; i += 1) {
      const id = this.visible[(((at + by * i) % count) + count) % count];
      if (id === undefined) continue;
      const { status } = this.state(id);
      if (status === "filled") continue;
      this.move(fieldOf(status === "reason" ? "reason" : "score", id));
      return;
    }
    this.finish();
  }

  private move(field: Field): void {
    if (this.at !== null && this.at !== field) this.leave();
    this.out.focus(field);
    // The page answers with `enter`; without a page, and where the same input serves every row, it is done here.
    if (this.at !== field) this.enter(field);
    this.worked = null;
    this.out.caret(field, partOf(field) === "score" ? "all" : "end");
  }

  // -------------------------------------------------------------------------------------------- waiting

  private wait(isDone: () => boolean, then: () => void, guess: () => void): void {
    const isEnd = this.at === null || this.after(criterionOf(this.at)) === null || then === guess;
    const timer = setTimeout(() => this.settleNow(), isEnd ? LONGEST_AT_THE_END : LONGEST_WAIT);
    this.waiting = { isDone, then, guess, timer };
  }

  private settle(move: () => void): void {
    if (this.waiting !== null) clearTimeout(this.waiting.timer);
    this.waiting = null;
    move();
    while (this.typeAhead.length > 0 && this.waiting === null) {
      const key = this.typeAhead.shift();
      if (key !== undefined) this.replay(key);
    }
  }

  /** A key that came during the wait, as if it were pressed now. */
  private replay(key: Key): void {
    const { at } = this;
    if (at === null) {
      // The cursor stands on the button that leads on.
      if (key.key === "Enter") this.out.ending(true);
      return;
    }
    if (this.act(at, key) || this.readOnly) return;
    const before = this.fresh ? "" : this.shown(at);
    let text: string | null = null;
    if (key.key.length === 1 && !key.ctrl && !key.alt) text = before + key.key;
    else if (key.key === "Backspace") text = [...before].slice(0, -1).join("");
    else if (key.key === "Enter" && key.shift) text = `${before}\n`;
    else if (key.key === "Tab") return this.tab(at, key.shift);
    if (text === null) return;
    this.input(at, text, false);
    this.out.put(at, text);
  }

  private tab(field: Field, back: boolean): void {
    const cells = this.visible.flatMap((id) => [fieldOf("score", id), fieldOf("reason", id)]);
    const to = cells[cells.indexOf(field) + (back ? -1 : 1)];
    if (to !== undefined) this.move(to);
  }

  // --------------------------------------------------------------------------------------------- writes

  private draft(field: Field, text: string, composing: boolean): void {
    this.drafts.set(field, text);
    this.touched = criterionOf(field);
    this.worked = null;
    if (!composing) this.typed(field, text);
    this.refresh([criterionOf(field)]);
  }

  private typed(field: Field, text: string | null): void {
    if (text !== null) this.typingIn.add(field);
    else if (!this.typingIn.delete(field)) return;
    this.out.typing(field, text);
  }

  /** Writes what was typed. False when nothing was typed, or when it is what stands there. */
  private commit(field: Field): boolean {
    const typed = this.drafts.get(field);
    if (typed === undefined || this.readOnly) return false;
    const [part, id] = [partOf(field), criterionOf(field)];
    // Longer than the core takes: it stays in the cell with its count, nothing is sent and nothing cut.
    if (part === "reason" && typed.length > MOST_CHARACTERS && [...typed].length > MOST_CHARACTERS) return false;
    const criterion = this.rows.get(id)?.criterion;
    const text = part === "score" && criterion !== undefined ? meant(criterion, typed, this.byNumber) : typed;
    this.drafts.delete(field);
    if (text === this.sent(field)) {
      this.typed(field, null);
      this.refresh([id]);
      return false;
    }
    const flight = this.flight(field);
    flight.count += 1;
    flight.text = text;
    this.refresh([id]);
    this.out.write(part, id, text, this.answer(field, typed));
    return true;
  }

  private flight(field: Field): InFlight {
    const flight = this.inFlight.get(field) ?? { count: 0, text: null };
    this.inFlight.set(field, flight);
    return flight;
  }

  private answer(field: Field, typed: string | null): Answer {
    let done = false;
    return (view) => {
      if (done || this.closed) return;
      done = true;
      const flight = this.flight(field);
      flight.count -= 1;
      if (flight.count <= 0) this.inFlight.delete(field);
      // What the core refused to keep stays in the cell as it was typed.
      if (view === "refused" && typed !== null && !this.drafts.has(field)) this.drafts.set(field, typed);
      else if (!this.drafts.has(field)) this.typed(field, null);
      if (view !== null && view !== "refused") {
        this.view = view;
        this.told = toldBy(view);
      }
      this.refresh(view === "refused" || view === null ? [criterionOf(field)] : [...this.rows.keys()]);
      const { waiting } = this;
      if (waiting === null) return;
      if (waiting.isDone()) this.settle(waiting.then);
    };
  }

  private isOnItsWay(id: string): boolean {
    const reason = this.inFlight.has(fieldOf("reason", id));
    return this.inFlight.has(fieldOf("score", id)) || reason || (this.after(id) === null && this.isAnythingOnItsWay());
  }

  private isAnythingOnItsWay(): boolean {
    return this.inFlight.size > 0;
  }

  private committed(field: Field): string {
    const texts = partOf(field) === "score" ? this.told.score : this.told.reason;
    return texts.get(criterionOf(field)) ?? "";
  }

  private sent(field: Field): string {
    return this.inFlight.get(field)?.text ?? this.committed(field);
  }

  // --------------------------------------------------------------------------------------------- states

  private refresh(criteria: readonly string[]): void {
    const changed: string[] = [];
    for (const id of new Set(criteria)) {
      const fresh = stateOf(this.told, id, this.shown(fieldOf("score", id)), this.shown(fieldOf("reason", id)));
      // Nothing is said of a reason before its cell was left once, as long as the person is in the row.
      const here = this.at !== null && criterionOf(this.at) === id;
      if (here && !this.left.has(fieldOf("reason", id))) fresh.reasonNotes = [];
      const before = this.states.get(id);
      if (before !== undefined && same(before, fresh)) continue;
      this.states.set(id, fresh);
      changed.push(id);
    }
    if (changed.length > 0) this.out.changed(changed, this.states);
  }
}

/** Keys that are kept while an answer is waited for. */
function waits(key: Key): boolean {
  if (key.alt && !key.ctrl) return /^(Digit|Numpad)[1-9]$|^Arrow(Up|Down)$/.test(key.code);
  if (key.ctrl) return key.code === "KeyD";
  return key.key.length === 1 || ["Enter", "Tab", "Backspace", "ArrowUp", "ArrowDown", "Escape", "F8"].includes(key.key);
}

/** Keys that may take the person to another step, report or page: what was typed is committed before. */
function leadsAway(key: Key): boolean {
  const turns = (key.ctrl || key.alt) && /^Page(Up|Down)$/.test(key.code);
  const finishes = key.ctrl && /^(Enter|NumpadEnter|KeyP|KeyK)$/.test(key.code);
  return turns || finishes || ["F1", "F6"].includes(key.code);
}
