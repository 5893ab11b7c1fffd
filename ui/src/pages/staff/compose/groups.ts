// The experts' remarks as the list shows them: by indicator, in the order they came; and how the keys move among them.
import type { SourceView } from "../../../api/api";

export interface SourceGroup {
  theme: string;
  sources: SourceView[];
}

/** By theme, in the order of first appearance; remarks without one come last, under `other`. */
export function groupsOf(sources: readonly SourceView[], other: string): SourceGroup[] {
  const groups = new Map<string, SourceView[]>();
  for (const source of sources) groups.set(source.theme, [...(groups.get(source.theme) ?? []), source]);
  const named = [...groups].filter(([theme]) => theme !== "");
  const rest = groups.get("");
  const all = named.map(([theme, list]) => ({ theme, sources: list }));
  return rest === undefined ? all : [...all, { theme: other, sources: rest }];
}

/** What became of a remark: the sign and the key of the words. */
export function stateOf(source: SourceView): "used" | "refused" | "open" {
  if (source.item_no !== null) return "used";
  return source.unused_reason === "" ? "open" : "refused";
}

export const SIGNS = { used: "✓", refused: "✗", open: "○" } as const;
