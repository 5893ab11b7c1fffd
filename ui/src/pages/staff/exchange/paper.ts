// 代录: the answers of a paper while they are typed in, and where on the page a place of them stands.
import type { Answers, Form, NumberedRemark, Place } from "../../../api/api";
import { rowsOf } from "../../../parts/grid/rows";

/** Nothing typed yet: a score for each indicator, in the order of the form. */
export function blankAnswers(form: Form): Answers {
  const scores = rowsOf(form).map(({ criterion }) => ({ criterion: criterion.id, text: "", reason: "" }));
  return { scores, veto: [], conclusion: "", remarks: [], merits: "", budget_advice: "", declared: false };
}

/** One more remark at the end. */
export function blankRemark(remarks: NumberedRemark[]): NumberedRemark {
  const no = remarks.reduce((most, remark) => Math.max(most, remark.no), 0) + 1;
  return { no, nature: "必须修改", place: "", page: "", criterion: "", problem: "", suggestion: "" };
}

/** The name of the input at a place, as `data-field` has it; empty where there is none. */
export function fieldOf(place: Place, code: string): string {
  if (place.kind === "criterion") return `${/reason/.test(code) ? "reason" : "score"}:${place.id}`;
  if (place.kind === "remark") return `remark:${place.no - 1}`;
  if (place.kind === "field") return place.path;
  return "";
}

/** Codes of what is merely not typed yet: told at the end, not while typing. */
const NOT_YET = new Set(["score_unscored", "conclusion_missing", "opinion_not_declared", "opinion_without_remarks", "remark_empty", "reason_advised", "reason_required"]);

export const isNotYet = (code: string): boolean => NOT_YET.has(code);
