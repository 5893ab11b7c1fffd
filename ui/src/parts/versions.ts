// What differs between an earlier state of an opinion and the present one, line by line, in the texts of the core.
import type { Form, Group } from "../api/api";
import type { OpinionView } from "../api/api";

/** One line of the comparison. */
export interface Difference {
  name: string;
  then: string;
  now: string;
}

/** Names of the criteria of a form, by id, in its order. */
export function criterionNames(form: Pick<Form, "groups">): Map<string, string> {
  const names = new Map<string, string>();
  const walk = (groups: Group[]): void => {
    for (const group of groups) {
      for (const criterion of group.criteria) names.set(criterion.id, criterion.name);
      walk(group.groups);
    }
  };
  walk(form.groups);
  return names;
}

/** The criteria whose score or reason is not the same in both. */
export function differences(form: Pick<Form, "groups">, then: OpinionView, now: OpinionView): Difference[] {
  const words = (view: OpinionView, id: string): string => {
    const score = view.opinion.scores.find((one) => one.criterion === id);
    return score === undefined ? "" : [score.text, score.reason].filter((part) => part !== "").join("　");
  };
  return [...criterionNames(form)]
    .map(([id, name]) => ({ name, then: words(then, id), now: words(now, id) }))
    .filter((line) => line.then !== line.now);
}
