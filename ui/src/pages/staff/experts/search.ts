// Finding experts by any of their words.
import type { Expert } from "../../../api/api";

/** Whether an expert answers to all words that are looked for. */
export function holds(expert: Expert, wanted: string): boolean {
  const all = [expert.name, expert.kind, expert.employer, expert.job_title, expert.field, ...expert.avoid_units]
    .join("\n")
    .normalize("NFKC")
    .toLowerCase();
  const words = wanted.normalize("NFKC").toLowerCase().split(/\s+/);
  return words.every((word) => all.includes(word));
}
