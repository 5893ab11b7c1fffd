// One page on the screen: its box, its canvas and its text.  The old canvas stays until the new one is drawn, so that
// nothing turns white while zooming; `clear` gives all memory back.
import {
  AnnotationMode,
  type PDFDocumentProxy,
  type PDFPageProxy,
  RenderingCancelledException,
  type RenderTask,
  TextLayer,
} from "pdfjs-dist/legacy/build/pdf.mjs";
import { density, type PageSize, type Placed } from "./layout";
import type { Destination } from "./outline";
import { fold, hitsIn, piecesOf, sourceOf } from "./words";

/** Lets a canvas go at once instead of when the browser gets to it. */
export function release(canvas: HTMLCanvasElement | null): void {
  if (canvas === null) return;
  canvas.width = 0;
  canvas.height = 0;
  canvas.remove();
}

/** What a page asks and tells; a part of `PagesEvents`. */
interface PageEvents {
  name(page: number): string;
  brokenName(page: number): string;
  linkName: string;
  follow(destination: Destination): void;
}

interface Link {
  subtype: string;
  rect: number[];
  url?: string;
  unsafeUrl?: string;
  dest?: Destination;
}

export class PageView {
  readonly box: HTMLDivElement;
  private readonly hits: HTMLDivElement;
  private readonly words: HTMLDivElement;
  private readonly links: HTMLDivElement;
  private page: PDFPageProxy | null = null;
  private canvas: HTMLCanvasElement | null = null;
  private task: RenderTask | null = null;
  private layer: TextLayer | null = null;
  private texts: HTMLElement[] = [];
  private strings: string[] = [];
  private marked: { needle: string; current: number } = { needle: "", current: -1 };
  /** Pixels of the canvas per point of paper that are drawn; 0 = nothing yet. */
  private drawn = 0;
  private gone = false;

  constructor(
    readonly number: number,
    private readonly events: PageEvents,
  ) {
    this.box = document.createElement("div");
    this.box.className = "pdf-page";
    this.box.dataset.page = String(number);
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", events.name(number));
    this.hits = document.createElement("div");
    this.hits.className = "pdf-hits";
    this.words = document.createElement("div");
    this.words.className = "pdf-text";
    this.links = document.createElement("div");
    this.links.className = "pdf-links";
    this.box.append(this.hits, this.words, this.links);
  }

  /** Size of the page on paper, as it is turned. */
  async measure(doc: PDFDocumentProxy): Promise<PageSize> {
    this.page ??= await doc.getPage(this.number);
    const { width, height } = this.page.getViewport({ scale: 1 });
    return { width, height };
  }

  place(placed: Placed, left: number): void {
    const { style } = this.box;
    style.top = `${placed.top}px`;
    style.left = `${left}px`;
    style.width = `${placed.width}px`;
    style.height = `${placed.height}px`;
    style.setProperty("--total-scale-factor", String(placed.scale));
  }

  private wanted(placed: Placed): number {
    return placed.scale * density(placed, window.devicePixelRatio);
  }

  needsDrawing(placed: Placed): boolean {
    return Math.abs(this.drawn - this.wanted(placed)) > 0.001;
  }

  /** Draws the page, then lays its text over it.  True when it was drawn to the end. */
  async draw(doc: PDFDocumentProxy, placed: Placed): Promise<boolean> {
    await this.measure(doc);
    const page = this.page;
    if (page === null || this.gone) return false;
    const wanted = this.wanted(placed);
    const viewport = page.getViewport({ scale: wanted });
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.floor(viewport.width));
    canvas.height = Math.max(1, Math.floor(viewport.height));
    canvas.setAttribute("aria-hidden", "true");
    const task = page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE });
    this.task = task;
    try {
      await task.promise;
    } catch (error) {
      release(canvas);
      if (error instanceof RenderingCancelledException) return false;
      throw error;
    } finally {
      if (this.task === task) this.task = null;
    }
    if (this.gone) {
      release(canvas);
      return false;
    }
    this.box.prepend(canvas);
    release(this.canvas);
    this.canvas = canvas;
    this.drawn = wanted;
    this.box.classList.add("is-drawn");
    await this.layText(page, placed.scale);
    return true;
  }

  private async layText(page: PDFPageProxy, scale: number): Promise<void> {
    if (this.layer !== null) return;
    const content = await page.getTextContent({ disableNormalization: true });
    if (this.gone) return;
    this.layer = new TextLayer({
      textContentSource: content,
      container: this.words,
      viewport: page.getViewport({ scale }),
    });
    await this.layer.render();
    this.texts = this.layer.textDivs;
    this.strings = this.layer.textContentItemsStr;
    this.mark(this.marked.needle, this.marked.current);
    await this.layLinks(page);
  }

  /** Links inside the file lead to their page; addresses outside are told as text and open nothing. */
  private async layLinks(page: PDFPageProxy): Promise<void> {
    const all = (await page.getAnnotations().catch(() => [])) as Link[];
    if (this.gone) return;
    const viewport = page.getViewport({ scale: 1 });
    const { width, height } = viewport;
    for (const link of all) {
      const address = link.unsafeUrl ?? link.url;
      if (link.subtype !== "Link" || (address === undefined && link.dest == null)) continue;
      const [x1, y1] = viewport.convertToViewportPoint(link.rect[0]!, link.rect[1]!) as number[];
      const [x2, y2] = viewport.convertToViewportPoint(link.rect[2]!, link.rect[3]!) as number[];
      const spot = document.createElement(address === undefined ? "button" : "span");
      spot.className = "pdf-link";
      spot.style.left = `${(100 * Math.min(x1!, x2!)) / width}%`;
      spot.style.top = `${(100 * Math.min(y1!, y2!)) / height}%`;
      spot.style.width = `${(100 * Math.abs(x2! - x1!)) / width}%`;
      spot.style.height = `${(100 * Math.abs(y2! - y1!)) / height}%`;
      if (address !== undefined) spot.title = address;
      else this.leads(spot as HTMLButtonElement, link.dest ?? null);
      this.links.append(spot);
    }
  }

  private leads(spot: HTMLButtonElement, destination: Destination): void {
    spot.type = "button";
    // 目录 beside the pages is the way for the keyboard; a page full of stops would be in its way.
    spot.tabIndex = -1;
    spot.setAttribute("aria-label", this.events.linkName);
    spot.addEventListener("click", () => this.events.follow(destination));
  }

  /** Says that this page cannot be shown; the others can. */
  fail(): void {
    this.box.classList.add("is-broken");
    this.box.setAttribute("aria-label", this.events.brokenName(this.number));
  }

  get isBroken(): boolean {
    return this.box.classList.contains("is-broken");
  }

  stop(): void {
    this.task?.cancel();
  }

  /** Marks what was found; `current` = which hit of this page is the present one, -1 = none. */
  mark(needle: string, current: number): void {
    this.marked = { needle, current };
    this.hits.replaceChildren();
    if (needle === "" || this.texts.length === 0) return;
    const folded = fold(this.strings.join(""));
    const frame = this.box.getBoundingClientRect();
    hitsIn(folded.text, needle).forEach((hit, at) => {
      for (const rect of this.rects(sourceOf(folded, hit, needle.length))) {
        const sign = document.createElement("div");
        sign.className = at === current ? "pdf-hit is-current" : "pdf-hit";
        sign.style.left = `${(100 * (rect.left - frame.left)) / frame.width}%`;
        sign.style.top = `${(100 * (rect.top - frame.top)) / frame.height}%`;
        sign.style.width = `${(100 * rect.width) / frame.width}%`;
        sign.style.height = `${(100 * rect.height) / frame.height}%`;
        this.hits.append(sign);
      }
    });
  }

  private range(run: number, from: number, to: number): Range | null {
    const node = this.texts[run]?.firstChild;
    if (!(node instanceof Text) || to > node.length) return null;
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return range;
  }

  private rects([from, to]: [number, number]): DOMRect[] {
    return piecesOf(
      this.strings.map((one) => one.length),
      from,
      to,
    ).flatMap((piece) => [...(this.range(piece.run, piece.from, piece.to)?.getClientRects() ?? [])]);
  }

  /** The present hit as a range of the document's text, to be selected; none while the text is not laid out. */
  rangeOf(needle: string, which: number): Range | null {
    const folded = fold(this.strings.join(""));
    const hit = hitsIn(folded.text, needle)[which];
    if (hit === undefined) return null;
    const lengths = this.strings.map((one) => one.length);
    const pieces = piecesOf(lengths, ...sourceOf(folded, hit, needle.length));
    const first = pieces[0];
    const last = pieces.at(-1);
    if (first === undefined || last === undefined) return null;
    const range = this.range(first.run, first.from, first.to);
    const end = this.range(last.run, last.from, last.to);
    if (range === null || end === null) return null;
    range.setEnd(end.endContainer, end.endOffset);
    return range;
  }

  /** Where the present hit stands, in pixels below the top of the page; none while the text is not laid out. */
  hitTop(): number | null {
    const sign = this.hits.querySelector<HTMLElement>(".is-current");
    return sign === null ? null : sign.offsetTop;
  }

  clear(): void {
    this.gone = true;
    this.stop();
    this.layer?.cancel();
    release(this.canvas);
    this.canvas = null;
    this.box.remove();
    this.page?.cleanup();
  }
}
