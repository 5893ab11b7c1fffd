// What a person may put into a score cell besides plain points: choices, their numbers, and counted deductions.  Only
// texts are made here; what they are worth is told by the core.
import type { Choice, Criterion, Form } from "../../api/api";

export const NOT_APPLICABLE = "不适用";
const FULL = ["=", "＝"];

export function isFull(typed: string): boolean {
  return FULL.includes(typed.trim());
}

/**
 * Whether the choices of a form may be picked by their number.  Where a number could as well be the points of a choice it
 * means the points, in the whole form, so that one key never means two things.
 */
export function picksByNumber(form: Form, criteria: readonly Criterion[]): boolean {
  if (form.unscored) return true;
  const chosen = criteria.filter((criterion) => criterion.choices.length > 0);
  return chosen.every(({ choices }) => {
    const numbers = choices.map((_, at) => String(at + 1));
    return choices.every((choice) => !isRange(choice) && !numbers.includes(choice.points));
  });
}

export function isRange(choice: Choice): boolean {
  return choice.from !== null && choice.from !== choice.points;
}

/** What a typed text stands for: the name of the choice whose number it is, otherwise the text itself. */
export function meant(criterion: Criterion, typed: string, byNumber: boolean): string {
  if (!byNumber || criterion.choices.length === 0) return typed;
  const plain = typed.trim().normalize("NFKC");
  return criterion.choices.find((_, at) => String(at + 1) === plain)?.name ?? typed;
}

const SIGN = /^[×✕*＊xXｘ]/;

/** The counts of a text such as `×2、0、1`; noughts where the text is not of this kind. */
export function countsOf(criterion: Criterion, typed: string): string[] {
  const text = typed.trim();
  const given = SIGN.test(text) ? text.replace(SIGN, "").split(/[、，,；;]/) : [];
  return criterion.deductions.map((deduction, at) => {
    const count = (given[at] ?? "").trim().replace(SIGN, "").trim();
    const plain = deduction.unit !== "" && count.endsWith(deduction.unit) ? count.slice(0, -deduction.unit.length) : count;
    return plain.trim() === "" ? "0" : plain.trim();
  });
}

/** The text in which one of the counts is another one. */
export function withCount(criterion: Criterion, typed: string, at: number, count: string): string {
  const counts = countsOf(criterion, typed);
  counts[at] = count.trim() === "" ? "0" : count.trim();
  return `×${counts.join("、")}`;
}

/** One more or one less of what is counted; never below nought. A text that is no count stays. */
export function counted(count: string, by: 1 | -1): string {
  if (!/^\d{1,4}$/.test(count)) return count;
  return String(Math.max(0, Number.parseInt(count, 10) + by));
}

/** A reason with a further sentence at its end. */
export function appended(reason: string, more: string): string {
  const before = reason.trimEnd();
  if (before === "") return more;
  return /[；;。，,：:（]$/.test(before) || more.startsWith("（") ? before + more : `${before}；${more}`;
}
