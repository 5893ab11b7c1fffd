// What a person took out of the report: the pane tells it, and the step in front takes it up.
export interface Excerpt {
  kind: "problem" | "suggestion" | "reason";
  /** NFKC-normalised. */
  text: string;
  file: string;
  page: number;
}

type Handler = (excerpt: Excerpt) => void;
const handlers = new Set<Handler>();
let source: { file: string; page: number } | null = null;

/** Registers a taker; returns how to leave. */
export function onExcerpt(handler: Handler): () => void {
  handlers.add(handler);
  return () => handlers.delete(handler);
}

export function tellExcerpt(excerpt: Excerpt): void {
  for (const handler of handlers) handler(excerpt);
}

/** The file and page that the pane shows. */
export function currentSource(): { file: string; page: number } | null {
  return source;
}

export function setSource(now: { file: string; page: number } | null): void {
  source = now;
}
