// Selecting text of the pages with the mouse.  The browsers' own way jumps to the end of the page as soon as the pointer
// leaves the words, because the runs of text are placed freely; here the nearest line always counts.

interface Spot {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** How far a value lies outside `from..to`; 0 inside. */
export function outside(value: number, from: number, to: number): number {
  return value < from ? from - value : value > to ? value - to : 0;
}

/** Index of the spot nearest to a point: first by line, then along the line; -1 when there is none. */
export function nearest(spots: readonly Spot[], x: number, y: number): number {
  let best = -1;
  let least: [number, number] = [Infinity, Infinity];
  for (const [at, spot] of spots.entries()) {
    const down = outside(y, spot.top, spot.bottom);
    const along = outside(x, spot.left, spot.right);
    if (down < least[0] || (down === least[0] && along < least[1])) {
      best = at;
      least = [down, along];
    }
  }
  return best;
}

/** The place in a text node that lies nearest to `x`, found by halving. */
function offsetAt(node: Text, x: number): number {
  const range = document.createRange();
  const middleOf = (unit: number) => {
    range.setStart(node, unit);
    range.setEnd(node, unit + 1);
    const rect = range.getBoundingClientRect();
    return (rect.left + rect.right) / 2;
  };
  let low = 0;
  let high = node.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (middleOf(middle) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Caret {
  node: Text;
  offset: number;
}

/** Where a caret would stand for a point of the screen: in the text of the page nearest to it. */
function caretAt(root: HTMLElement, x: number, y: number): Caret | null {
  const boxes = [...root.querySelectorAll<HTMLElement>(".pdf-page")];
  const page = boxes[nearest(boxes.map((one) => one.getBoundingClientRect()), x, y)];
  const nodes = [...(page?.querySelectorAll(".pdf-text span") ?? [])].flatMap((span) =>
    span.firstChild instanceof Text && span.firstChild.data.trim() !== "" ? [span.firstChild] : [],
  );
  const at = nearest(nodes.map((one) => one.parentElement!.getBoundingClientRect()), x, y);
  const node = nodes[at];
  return node === undefined ? null : { node, offset: offsetAt(node, x) };
}

const EDGE = 24;

/** Makes the mouse select text inside `root`; the reply ends it. */
export function dragSelection(root: HTMLElement): () => void {
  let point: { x: number; y: number } | null = null;
  let frame = 0;

  const extend = () => {
    frame = 0;
    if (point === null) return;
    const { top, bottom } = root.getBoundingClientRect();
    const beyond = outside(point.y, top + EDGE, bottom - EDGE);
    if (beyond > 0) {
      root.scrollTop += (point.y < top + EDGE ? -1 : 1) * Math.min(40, beyond);
      frame = requestAnimationFrame(extend);
    }
    const caret = caretAt(root, point.x, point.y);
    if (caret !== null && document.getSelection()?.rangeCount) {
      document.getSelection()?.extend(caret.node, caret.offset);
    }
  };
  const onMove = (event: PointerEvent) => {
    if (point === null) return;
    point = { x: event.clientX, y: event.clientY };
    if (frame === 0) frame = requestAnimationFrame(extend);
  };
  const onUp = () => {
    // A quick hand lets go before the next frame: its last move counts all the same.
    if (frame !== 0) {
      cancelAnimationFrame(frame);
      extend();
    }
    point = null;
    root.classList.remove("is-selecting");
  };
  const onDown = (event: MouseEvent) => {
    const onPage = event.target instanceof Element && event.target.closest(".pdf-page") !== null;
    // Two clicks take a word, three a line: the browser does that well.
    if (event.button !== 0 || event.detail > 1 || !onPage) return;
    event.preventDefault();
    root.focus({ preventScroll: true });
    const caret = caretAt(root, event.clientX, event.clientY);
    const selection = document.getSelection();
    if (caret === null || selection === null) return void selection?.removeAllRanges();
    if (event.shiftKey && root.contains(selection.anchorNode)) selection.extend(caret.node, caret.offset);
    else selection.collapse(caret.node, caret.offset);
    point = { x: event.clientX, y: event.clientY };
    root.classList.add("is-selecting");
  };
  root.addEventListener("mousedown", onDown);
  window.addEventListener("pointermove", onMove);
  window.addEventListener("pointerup", onUp);
  window.addEventListener("pointercancel", onUp);
  return () => {
    cancelAnimationFrame(frame);
    root.removeEventListener("mousedown", onDown);
    window.removeEventListener("pointermove", onMove);
    window.removeEventListener("pointerup", onUp);
    window.removeEventListener("pointercancel", onUp);
  };
}
