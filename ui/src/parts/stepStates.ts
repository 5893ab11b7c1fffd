// How far the four steps of a report are, in the words of the strip: 未开始, 进行中, 已完成, 有 n 处待处理.
import type { Problem } from "../api/api";
import type { TaskRow } from "../api/api";
import { isSigned } from "./reports";

export type StepState = "not_started" | "going" | "done" | "problems";

/** One step of the strip: its number, its state, and how many places wait when its state is `problems`. */
export interface StepShown {
  step: 1 | 2 | 3 | 4;
  state: StepState;
  problems: number;
}

/** What is left open is progress, not a mistake: the fields of these codes are simply not filled in yet. */
const NOT_YET = ["score_unscored", "conclusion_missing", "opinion_not_declared"];

/**
 * The four steps of a report.  `opened` tells whether its material has been looked at; `conclusion` is what the expert
 * chose.  Mistakes count where they are mended: those of a criterion in 指标打分, the others in 撰写意见.
 */
export function stepStates(row: TaskRow, problems: readonly Problem[], opened: boolean, conclusion: string): StepShown[] {
  const wrong = problems.filter((one) => one.severity === "error" && !NOT_YET.includes(one.code));
  const in_scores = wrong.filter((one) => one.place.kind === "criterion").length;
  const in_remarks = wrong.length - in_scores;
  const signed = isSigned(row);
  const all = row.scored === row.criteria;

  const read: StepState = signed || (all && opened) ? "done" : opened ? "going" : "not_started";
  const score: StepState = signed || all ? "done" : row.scored > 0 ? "going" : "not_started";
  const written = row.remarks > 0 && conclusion !== "";
  const begun = row.remarks > 0 || conclusion !== "";
  const remark: StepState = signed || written ? "done" : begun ? "going" : "not_started";
  // Missing entries hinder the signature too; they are counted here once everything is scored, not from the start.
  const hinder = problems.filter((one) => one.severity === "error" && one.code !== "opinion_not_declared").length;
  const sign: StepState = signed ? "done" : all && hinder > 0 ? "problems" : "not_started";

  const shown = (step: StepShown["step"], state: StepState, n: number): StepShown =>
    !signed && n > 0 ? { step, state: "problems", problems: n } : { step, state, problems: 0 };
  return [
    shown(1, read, 0),
    shown(2, score, in_scores),
    shown(3, remark, in_remarks),
    shown(4, sign, sign === "problems" ? hinder : 0),
  ];
}
