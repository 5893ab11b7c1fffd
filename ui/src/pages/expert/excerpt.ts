// What is taken from a report on the left to the step on the right: excerpts, and the page that is being read.
import { onBeforeUnmount, onMounted, shallowRef } from "vue";

export interface Excerpt {
  /** 摘录为问题, 摘录为建议, 作为扣分依据. */
  kind: "problem" | "suggestion" | "reason";
  text: string;
  /** Name of the attachment; empty when it is the report's first one. */
  file: string;
  /** From 1. */
  page: number;
}

/** The attachment and the page in front of the reader. */
export interface ReadingPlace {
  /** Name of the attachment; empty when it is the report's first one. */
  file: string;
  page: number;
}

/** Takes an excerpt; false = not mine, the next one is asked. */
type Taker = (excerpt: Excerpt) => boolean;

const takers: Taker[] = [];
const source = shallowRef<ReadingPlace | null>(null);

/** Takes excerpts while the calling component stands.  The newest taker is asked first. */
export function onExcerpt(taker: Taker): void {
  onMounted(() => takers.unshift(taker));
  onBeforeUnmount(() => {
    const at = takers.indexOf(taker);
    if (at >= 0) takers.splice(at, 1);
  });
}

/** Offers an excerpt to the step in front.  False when nobody took it. */
export function sendExcerpt(excerpt: Excerpt): boolean {
  return takers.some((taker) => taker(excerpt));
}

/** Where the reader is; none while no paged material is in front. */
export function currentSource(): ReadingPlace | null {
  return source.value;
}

/** Said by the report pane only. */
export function setSource(place: ReadingPlace | null): void {
  source.value = place;
}

/** A page as remarks name it, e.g. `P18`. */
export function pageText(page: number): string {
  return `P${page}`;
}
