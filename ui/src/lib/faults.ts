// What the core says of an input, sorted to the fields it speaks of.
interface FaultOfFields {
  kind?: string;
  message?: unknown;
  problems?: { place?: { kind?: string; path?: string } }[];
  sentences?: string[];
}

export interface Sorted {
  /** Sentences by field. */
  fields: Record<string, string>;
  /** What belongs to none of the fields, in one text; empty = nothing. */
  rest: string;
}

/** Sorts an error to the fields of a form; what speaks of another one stays in `rest`. */
export function sortFault(error: unknown, fields: readonly string[]): Sorted {
  const fault = (typeof error === "object" && error !== null ? error : {}) as FaultOfFields;
  const sorted: Sorted = { fields: {}, rest: "" };
  if (fault.kind !== "invalid" || fault.problems === undefined) return { ...sorted, rest: String(fault.message ?? error) };
  fault.problems.forEach((problem, at) => {
    const words = fault.sentences?.[at] ?? String(fault.message ?? error);
    const path = problem.place?.kind === "field" ? (problem.place.path ?? "") : "";
    if (!fields.includes(path)) sorted.rest = sorted.rest === "" ? words : `${sorted.rest}\n${words}`;
    else sorted.fields[path] ??= words;
  });
  return sorted;
}

export const NO_FAULT: Sorted = { fields: {}, rest: "" };
