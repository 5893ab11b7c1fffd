// What the core found, ready to stand beside a field: the sentence, and whether it blocks the signature.
import type { Place, Problem, Severity } from "../../api/api";

export interface Told {
  key: string;
  severity: Severity;
  sentence: string;
}

/** Problems of one place, in the core's order; `lines` holds the sentence of each. */
export function toldAt(found: Problem[], lines: string[], isHere: (place: Place) => boolean): Told[] {
  return found.flatMap((problem, i) =>
    isHere(problem.place)
      ? [{ key: `${i}-${problem.code}`, severity: problem.severity, sentence: lines[i] ?? "" }]
      : [],
  );
}
