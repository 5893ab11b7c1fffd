// How one row of the grid stands: its texts, what the core made of them, and its state in one word.  Everything here is
// read off the core's answer; nothing is computed.
import type { Problem } from "../../api/api";
import type { OpinionView, ReadLine } from "../../api/api";

export type Part = "score" | "reason";
/** A cell one can type into: `score:1.1`, `reason:1.1`. */
export type Field = `${Part}:${string}`;

export const MOST_CHARACTERS = 20_000;
/** From here on the count is shown. */
export const NEARLY_MOST = 19_000;

export const fieldOf = (part: Part, criterion: string): Field => `${part}:${criterion}`;
export const partOf = (field: Field): Part => (field.startsWith("score:") ? "score" : "reason");
export const criterionOf = (field: Field): string => field.slice(field.indexOf(":") + 1);

/** 空, 已填, 有误, 需理由. */
export type Status = "empty" | "filled" | "wrong" | "reason";

export interface Note {
  severity: Problem["severity"];
  sentence: string;
}

export interface RowState {
  score: string;
  reason: string;
  points: string | null;
  /** The choice, or 不适用. */
  mark: string | null;
  lost: string | null;
  worth: string | null;
  arithmetic: string;
  status: Status;
  /** Whether the reason is needed or only advised; whether the score is wrong. */
  severity: Problem["severity"] | null;
  scoreNotes: Note[];
  reasonNotes: Note[];
  /** Characters of the reason from 19 000 on. */
  count: number | null;
}

/** What the core said of each indicator, looked up once for each answer. */
export interface Told {
  score: Map<string, string>;
  reason: Map<string, string>;
  read: Map<string, ReadLine>;
  notes: Map<string, { score: Note[]; reason: Note[] }>;
}

export function toldBy(view: OpinionView): Told {
  const told: Told = { score: new Map(), reason: new Map(), read: new Map(), notes: new Map() };
  for (const score of view.opinion.scores) {
    told.score.set(score.criterion, score.text);
    told.reason.set(score.criterion, score.reason);
  }
  for (const line of view.read) told.read.set(line.criterion, line);
  view.problems.forEach((problem, at) => {
    // Nothing typed is no mistake before the check list: the row says 空.
    if (problem.place.kind !== "criterion" || problem.code === "score_unscored") return;
    const { id } = problem.place;
    const notes = told.notes.get(id) ?? { score: [], reason: [] };
    const part = problem.code.startsWith("reason_") || problem.code === "text_too_long" ? "reason" : "score";
    notes[part].push({ severity: problem.severity, sentence: view.lines[at] ?? "" });
    told.notes.set(id, notes);
  });
  return told;
}

/** The state of a row, given the texts that its two cells show. */
export function stateOf(told: Told, criterion: string, score: string, reason: string): RowState {
  const read = told.read.get(criterion);
  const notes = told.notes.get(criterion) ?? { score: [], reason: [] };
  const stored = told.score.get(criterion) ?? "";
  const settled = (read?.points ?? null) !== null || (read?.mark ?? null) !== null;
  const wrong = (!settled && stored.trim() !== "") || notes.score.some((note) => note.severity === "error");
  const length = reason.length < NEARLY_MOST ? 0 : [...reason].length;
  let status: Status = settled ? "filled" : "empty";
  if (settled && notes.reason.length > 0) status = "reason";
  if (wrong) status = "wrong";
  const worst = status === "wrong" ? "error" : notes.reason.some((note) => note.severity === "error") ? "error" : "warning";
  return {
    score,
    reason,
    points: read?.points ?? null,
    mark: read?.mark ?? null,
    lost: read?.lost ?? null,
    worth: read?.worth ?? null,
    arithmetic: read?.arithmetic ?? "",
    status,
    severity: status === "wrong" || status === "reason" ? worst : null,
    scoreNotes: notes.score,
    reasonNotes: notes.reason,
    count: length >= NEARLY_MOST ? length : null,
  };
}

/** Whether two states look the same, so that an unchanged row is not drawn again. */
export function same(a: RowState, b: RowState): boolean {
  const alike = (x: Note[], y: Note[]) => x.length === y.length && x.every((note, at) => note.sentence === y[at]?.sentence);
  return (
    a.score === b.score &&
    a.reason === b.reason &&
    a.points === b.points &&
    a.mark === b.mark &&
    a.lost === b.lost &&
    a.worth === b.worth &&
    a.arithmetic === b.arithmetic &&
    a.status === b.status &&
    a.severity === b.severity &&
    a.count === b.count &&
    alike(a.scoreNotes, b.scoreNotes) &&
    alike(a.reasonNotes, b.reasonNotes)
  );
}

/** Whether points were lost: told by the core as text, nought or more. */
export function isLost(state: RowState): boolean {
  return state.lost !== null && !/^0(\.0*)?$/.test(state.lost);
}

/** Scored, or declared 不适用. */
export function isSettled(state: RowState): boolean {
  return state.points !== null || state.mark !== null;
}

export type Filter = "all" | "open" | "deducted" | "problems";

export function passes(state: RowState, filter: Filter): boolean {
  if (filter === "open") return !isSettled(state);
  if (filter === "deducted") return isLost(state);
  if (filter === "problems") return state.severity !== null;
  return true;
}
