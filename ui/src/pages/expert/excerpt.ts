// What is taken from the report: the left pane gives excerpts, the step on the right takes them.
/** A selection of the report, and what it was taken for. */
export interface Excerpt {
  kind: "problem" | "suggestion" | "reason";
  text: string;
  /** Name of the attachment. */
  file: string;
  page: number;
}

const handlers = new Set<(excerpt: Excerpt) => void>();
let present: { file: string; page: number } | null = null;

/** Hears of excerpts.  Answers how to stop that. */
export function onExcerpt(handler: (excerpt: Excerpt) => void): () => void {
  handlers.add(handler);
  return () => void handlers.delete(handler);
}

export function giveExcerpt(excerpt: Excerpt): void {
  for (const handler of handlers) handler(excerpt);
}

/** The attachment and the page in the left pane; none when no attachment is open. */
export function currentSource(): { file: string; page: number } | null {
  return present;
}

export function showSource(source: { file: string; page: number } | null): void {
  present = source;
}
