// Small pictures of the pages beside the report: drawn one at a time, kept only while they are in view.
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { release } from "./page";

/** Width of a picture in pixels of the screen at its largest. */
const WIDTH = 120;

export class Thumbs {
  private wanted: { root: HTMLElement; first: number; last: number } | null = null;
  private busy = false;
  private closed = false;
  private readonly drawn = new Set<HTMLCanvasElement>();

  constructor(private readonly doc: PDFDocumentProxy) {}

  /** Draws the pictures of `first..last` into the buttons that stand under `root`. */
  show(root: HTMLElement, first: number, last: number): void {
    this.wanted = { root, first, last };
    this.tidy();
    if (!this.busy) void this.work();
  }

  private place(number: number): Element | null {
    return this.wanted?.root.querySelector(`[data-page="${number}"] .picture`) ?? null;
  }

  private next(): number | null {
    const { first, last } = this.wanted ?? { first: 1, last: 0 };
    for (let number = first; number <= last; number += 1) {
      const place = this.place(number);
      if (place !== null && place.childElementCount === 0) return number;
    }
    return null;
  }

  private async work(): Promise<void> {
    this.busy = true;
    // The pages themselves come first.
    await new Promise((rest) => setTimeout(rest, 120));
    for (let number = this.next(); number !== null && !this.closed; number = this.next()) {
      const canvas = await this.draw(number).catch(() => document.createElement("canvas"));
      const place = this.place(number);
      if (this.closed || place === null) release(canvas);
      else {
        place.replaceChildren(canvas);
        this.drawn.add(canvas);
      }
    }
    this.busy = false;
  }

  private async draw(number: number): Promise<HTMLCanvasElement> {
    const page = await this.doc.getPage(number);
    const width = page.getViewport({ scale: 1 }).width;
    const viewport = page.getViewport({ scale: (WIDTH * Math.min(2, window.devicePixelRatio)) / width });
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.floor(viewport.width));
    canvas.height = Math.max(1, Math.min(4096, Math.floor(viewport.height)));
    await page.render({ canvas, viewport }).promise;
    return canvas;
  }

  /** Gives back the pictures that have left the view. */
  private tidy(): void {
    for (const canvas of this.drawn) {
      if (canvas.isConnected && !this.closed) continue;
      release(canvas);
      this.drawn.delete(canvas);
    }
  }

  close(): void {
    this.closed = true;
    this.tidy();
  }
}
