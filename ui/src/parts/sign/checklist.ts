// What must be looked at before signing, in the order of the work: indicators as the form has them, the report as a whole,
// remarks by number, the overall opinion, the statement of independence.
import type { Form, Group, Place, Problem } from "../../api/api";
import type { OpinionView } from "../../api/api";

export interface CheckLine {
  /** The same problem of the same place with the same words: what was kept stays kept only as long as nothing moved. */
  key: string;
  code: string;
  place: Place;
  /** The place in words. */
  where: string;
  sentence: string;
  /** Further lines that say the same of other indicators and are told in this one. */
  more: number;
}

export interface Checklist {
  errors: CheckLine[];
  /** How many problems the errors are: a line may stand for several indicators. */
  wrong: number;
  warnings: CheckLine[];
  /** Warnings that were looked at and are let stand. */
  kept: CheckLine[];
}

const FIELDS = ["remarks", "merits", "budget_advice", "veto", "conclusion", "signature", "declared"];
/** From this many on, indicators without a score are one line. */
const MANY = 4;

const idsOf = (groups: Group[]): string[] =>
  groups.flatMap((group) => [...idsOf(group.groups), ...group.criteria.map((one) => one.id)]);

/** Where a place stands in the order of the work: first the step, then the position in it. */
function rank(place: Place, ids: Map<string, number>): [number, number] {
  switch (place.kind) {
    case "criterion":
      return [0, ids.get(place.id) ?? ids.size];
    case "remark":
      return [2, place.no];
    case "field": {
      const at = FIELDS.indexOf(place.path);
      return [3, at < 0 ? -1 : at];
    }
    default:
      return [1, 0];
  }
}

/** The checklist of an opinion; `kept` holds the keys of the warnings that were let stand. */
export function checklistOf(view: OpinionView, form: Form, kept: readonly string[]): Checklist {
  const ids = new Map(idsOf(form.groups).map((id, at) => [id, at]));
  const told = view.problems.map((problem: Problem, i) => {
    const where = view.places[i] ?? "";
    const sentence = view.lines[i] ?? "";
    const key = [problem.code, where, sentence].join("|");
    return { key, code: problem.code, place: problem.place, where, sentence, more: 0, severity: problem.severity };
  });
  const ordered = told
    .map((line, i) => ({ line, i, at: rank(line.place, ids) }))
    .sort((one, other) => one.at[0] - other.at[0] || one.at[1] - other.at[1] || one.i - other.i)
    .map(({ line }) => line);
  const errors = ordered.filter((line) => line.severity === "error");
  const warnings = ordered.filter((line) => line.severity !== "error");
  return {
    errors: gathered(errors),
    wrong: errors.length,
    warnings: warnings.filter((line) => !kept.includes(line.key)),
    kept: warnings.filter((line) => kept.includes(line.key)),
  };
}

/** Many indicators without a score are told in one line, at the first of them. */
function gathered(errors: CheckLine[]): CheckLine[] {
  const unscored = errors.filter((line) => line.code === "score_unscored");
  if (unscored.length < MANY) return errors;
  const [first] = unscored;
  return errors.flatMap((line) => {
    if (line === first) return [{ ...line, more: unscored.length - 1 }];
    return line.code === "score_unscored" ? [] : [line];
  });
}
