// What is selected in the text of the pages: its words as an excerpt, the page they begin on, and where on the screen.
import { joinRuns, type Run } from "./words";

export interface Picked {
  text: string;
  /** Page on which the selection begins, from 1. */
  page: number;
}

function pageOf(node: Node): HTMLElement | null {
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest<HTMLElement>(".pdf-page") ?? null;
}

/** The runs of text inside a range, in reading order; line ends are the `br`s that the text layer sets. */
function runsIn(range: Range, root: HTMLElement): Run[] {
  const runs: Run[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  let page: Element | null = null;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!range.intersectsNode(node)) continue;
    if (node instanceof Text) {
      if (node.parentElement?.closest(".pdf-text") == null) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      const its = pageOf(node);
      const last = runs.at(-1);
      if (its !== page && last !== undefined) last.ends = true;
      page = its;
      runs.push({ text: node.data.slice(from, to), ends: false });
    } else if (node instanceof HTMLBRElement) {
      const last = runs.at(-1);
      if (last !== undefined) last.ends = true;
    }
  }
  return runs;
}

/** What is selected inside `root`; none when nothing is, or when it lies elsewhere. */
export function pickedIn(root: HTMLElement): (Picked & { rect: DOMRect }) | null {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.commonAncestorContainer)) return null;
  const text = joinRuns(runsIn(range, root));
  if (text === "") return null;
  const page = pageOf(range.startContainer) ?? pageOf(range.endContainer);
  const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
  return { text, page: Number.parseInt(page?.dataset.page ?? "1", 10), rect: rects.at(-1) ?? range.getBoundingClientRect() };
}
