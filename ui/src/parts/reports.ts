// The words of a report in lists and in the switcher: its state and how far it is.
import type { TaskRow, TaskState } from "../api/api";
import { type TextKey, text } from "../lib/texts";

const STATES: Record<TaskState, TextKey> = {
  not_started: "ui.frame.not_started",
  draft: "ui.frame.draft",
  signed: "ui.frame.signed",
  handed_back: "ui.frame.handed_back",
  recused: "ui.frame.recused",
  declined: "ui.frame.declined",
};

/** A sign beside the word, for those who look for shapes; never alone. */
export const SIGNS: Record<TaskState, string> = {
  not_started: "○",
  draft: "◐",
  signed: "✓",
  handed_back: "✓",
  recused: "—",
  declined: "—",
};

export const stateOf = (row: TaskRow): string => text(STATES[row.state]);

/** Whether the opinion is signed; one that was handed back is. */
export const isSigned = (row: TaskRow): boolean => row.state === "signed" || row.state === "handed_back";

/** Whether the expert reviews this report at all. */
export const reviews = (row: TaskRow): boolean => row.state !== "recused" && row.state !== "declined";

/** `12/20`; a dash for a report that is not reviewed. */
export const scoredOf = (row: TaskRow): string => (reviews(row) ? `${row.scored}/${row.criteria}` : "—");

/** `3 条`; a dash where there is none. */
export const remarksOf = (row: TaskRow): string =>
  reviews(row) && row.remarks > 0 ? text("ui.frame.remarks", { n: row.remarks }) : "—";

/** Whether the sum is a total already: not while indicators of a draft are open. */
export const hasTotal = (row: TaskRow): boolean =>
  row.total !== null && reviews(row) && (isSigned(row) || row.grade !== null || row.scored === row.criteria);

/** `86.5 良`, as the core gave them; a dash before there is a total. */
export const totalOf = (row: TaskRow): string =>
  !hasTotal(row) ? "—" : [row.total, row.grade ?? ""].filter((part) => part !== "").join(" ");
