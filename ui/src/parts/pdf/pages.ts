// The pages of a file in a scrolling box: only those in view and their neighbours exist, drawn one after the other, the
// visible ones first.  Boxes are measured when a page comes near; what lies in view does not move then.
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import {
  type Anchor,
  anchorAt,
  arrange,
  GAP,
  heightOf,
  type PageSize,
  pageRead,
  pagesBetween,
  type Placed,
  topOf,
  type Zoom,
} from "./layout";
import type { Destination } from "./outline";
import { PageView } from "./page";

export interface PagesEvents {
  /** The page a reader is on has changed. */
  page(page: number): void;
  /** The scale of that page has changed, pixels per point. */
  scale(scale: number): void;
  /** A link inside the file was pressed. */
  follow(destination: Destination): void;
  /** Accessible name of such a link. */
  linkName: string;
  /** Accessible name of a page, and of one that cannot be shown. */
  name(page: number): string;
  brokenName(page: number): string;
}

/** After so many pages have been let go, the engine throws away what it kept for them. */
const REST = 12;

export class Pages {
  private readonly views = new Map<number, PageView>();
  private readonly sizes: PageSize[];
  private placed: Placed[] = [];
  private width = 0;
  private height = 0;
  private drawing: PageView | null = null;
  private busy = false;
  private closed = false;
  private letGo = 0;
  private rests = 0;
  private frame = 0;
  private page = 1;
  private needle = "";
  private current: { page: number; which: number } | null = null;
  private readonly onScroll = () => {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.settle());
  };

  constructor(
    private readonly scroller: HTMLElement,
    private readonly sheet: HTMLElement,
    private readonly doc: PDFDocumentProxy,
    first: PageSize,
    private zoom: Zoom,
    private readonly events: PagesEvents,
  ) {
    this.sizes = Array.from({ length: doc.numPages }, () => first);
    scroller.addEventListener("scroll", this.onScroll, { passive: true });
  }

  /** Shows the pages from `page` on. */
  start(page: number): void {
    this.page = Math.min(Math.max(1, page), this.doc.numPages);
    this.lay({ page: this.page, share: 0 });
  }

  /** The page a reader is on. */
  get present(): number {
    return this.page;
  }

  get scale(): number {
    return this.placed[this.page - 1]?.scale ?? 1;
  }

  setZoom(zoom: Zoom): void {
    if (zoom === this.zoom) return;
    const anchor = this.anchor();
    this.zoom = zoom;
    this.lay(anchor);
  }

  /** The box has another size. */
  resize(): void {
    const { clientWidth, clientHeight } = this.scroller;
    if (clientWidth === 0 || (clientWidth === this.width && clientHeight === this.height)) return;
    this.lay(this.anchor());
  }

  /** Puts a page at the top of the view; `points` = how far below its upper edge. */
  goTo(page: number, points = 0): void {
    const one = this.placed[page - 1];
    if (one === undefined) return;
    this.scroller.scrollTop = one.top - GAP + points * one.scale;
    this.page = page;
    this.events.page(page);
    this.settle(page);
  }

  /** One screen up or down, less two lines, so that the eye finds its place. */
  turn(by: 1 | -1): void {
    this.scroller.scrollTop += by * Math.max(80, this.scroller.clientHeight - 60);
  }

  /** Marks what was found on all pages; `current` is brought into view. */
  mark(needle: string, current: { page: number; which: number } | null): void {
    this.needle = needle;
    this.current = current;
    for (const view of this.views.values()) this.markOne(view);
    if (current === null) return;
    const view = this.views.get(current.page);
    if (view === undefined || view.hitTop() === null) this.goTo(current.page);
    this.reveal();
  }

  /** The range of the present hit, to be selected. */
  currentRange(): Range | null {
    const { current } = this;
    return current === null ? null : (this.views.get(current.page)?.rangeOf(this.needle, current.which) ?? null);
  }

  private reveal(): void {
    const { current } = this;
    if (current === null) return;
    const top = this.views.get(current.page)?.hitTop() ?? null;
    const placed = this.placed[current.page - 1];
    if (top === null || placed === undefined) return;
    const at = placed.top + top;
    const { scrollTop, clientHeight } = this.scroller;
    if (at < scrollTop + 40 || at > scrollTop + clientHeight - 80) this.scroller.scrollTop = at - clientHeight / 3;
  }

  private markOne(view: PageView): void {
    view.mark(this.needle, this.current?.page === view.number ? this.current.which : -1);
  }

  private anchor(): Anchor {
    return anchorAt(this.placed, this.scroller.scrollTop);
  }

  /** Computes all boxes anew and keeps `anchor` where it was. */
  private lay(anchor: Anchor): void {
    this.width = this.scroller.clientWidth;
    this.height = this.scroller.clientHeight;
    this.placed = arrange(this.sizes, this.zoom, this.width);
    const widest = this.placed.reduce((most, one) => Math.max(most, one.width), 0);
    this.sheet.style.height = `${heightOf(this.placed)}px`;
    this.sheet.style.width = `${Math.max(this.width, widest + 2 * GAP)}px`;
    this.scroller.scrollTop = topOf(this.placed, anchor) - (anchor.share === 0 ? GAP : 0);
    this.events.scale(this.scale);
    this.settle();
  }

  /** Makes the pages that are near, lets the others go, draws what is missing. */
  private settle(page?: number): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (this.closed) return;
    const { scrollTop, clientHeight } = this.scroller;
    const [first, last] = pagesBetween(this.placed, scrollTop, clientHeight, 1);
    // While the mouse selects, the page on which it began stays.
    const isHeld = this.scroller.classList.contains("is-selecting");
    for (const [number, view] of this.views) {
      if (isHeld || (number >= first && number <= last)) continue;
      view.clear();
      this.views.delete(number);
      this.letGo += 1;
    }
    const room = Math.max(this.width, this.sheet.offsetWidth);
    for (let number = first; number <= last; number += 1) {
      const placed = this.placed[number - 1]!;
      const view = this.views.get(number) ?? this.add(number);
      view.place(placed, Math.round((room - placed.width) / 2));
    }
    const read = page ?? pageRead(this.placed, scrollTop, clientHeight);
    if (read !== this.page) {
      this.page = read;
      this.events.page(read);
      this.events.scale(this.scale);
    }
    void this.pump();
  }

  private add(number: number): PageView {
    const view = new PageView(number, this.events);
    this.views.set(number, view);
    // In the order of the pages, so that a selection over two of them reads in their order.
    const after = [...this.views.values()].filter((one) => one.number > number && one.box.isConnected);
    const next = after.sort((a, b) => a.number - b.number)[0];
    this.sheet.insertBefore(view.box, next?.box ?? null);
    this.markOne(view);
    void view.measure(this.doc).then(
      (size) => this.measured(number, size),
      () => view.fail(),
    );
    return view;
  }

  private measured(number: number, size: PageSize): void {
    const known = this.sizes[number - 1];
    if (this.closed || known === undefined) return;
    if (Math.abs(known.width - size.width) < 0.5 && Math.abs(known.height - size.height) < 0.5) return;
    const anchor = this.anchor();
    this.sizes[number - 1] = size;
    this.lay(anchor);
  }

  /** The page to draw next: visible ones first, then the one below, then the one above. */
  private next(): PageView | null {
    const { scrollTop, clientHeight } = this.scroller;
    const [first, last] = pagesBetween(this.placed, scrollTop, clientHeight);
    const rank = (number: number) => (number >= first && number <= last ? 0 : number > last ? 1 : 2);
    const waiting = [...this.views.values()].filter(
      (view) => !view.isBroken && view.needsDrawing(this.placed[view.number - 1]!),
    );
    waiting.sort((a, b) => rank(a.number) - rank(b.number) || a.number - b.number);
    return waiting[0] ?? null;
  }

  private async pump(): Promise<void> {
    const next = this.next();
    // What is being drawn gives way when it is no longer there or a visible page waits behind a hidden one.
    if (this.busy) {
      if (this.drawing !== null && !this.views.has(this.drawing.number)) this.drawing.stop();
      return;
    }
    this.busy = true;
    try {
      for (let view = next; view !== null && !this.closed; view = this.next()) {
        this.drawing = view;
        const placed = this.placed[view.number - 1]!;
        await view.draw(this.doc, placed).then(
          (whole) => {
            if (whole && this.current?.page === view.number) this.reveal();
          },
          () => view.fail(),
        );
      }
    } finally {
      this.busy = false;
      this.drawing = null;
    }
    await this.tidy();
  }

  private async tidy(): Promise<void> {
    if (this.letGo < REST || this.closed) return;
    this.letGo = 0;
    this.rests += 1;
    // The faces of a long file that was put together from many take the most; they are read again where needed.
    const keepsFaces = this.rests % 3 !== 0;
    // Refused while another page is being drawn (a thumbnail): then the next rest does it.
    await this.doc.cleanup(keepsFaces).catch(() => {});
  }

  close(): void {
    this.closed = true;
    cancelAnimationFrame(this.frame);
    this.scroller.removeEventListener("scroll", this.onScroll);
    for (const view of this.views.values()) view.clear();
    this.views.clear();
    this.sheet.replaceChildren();
  }
}
