// Looking for words in the whole file, page by page in the background, from the present page on; can be stopped.
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { fold, hitsIn } from "./words";

export interface Hit {
  page: number;
  /** Which hit of that page, from 0. */
  which: number;
}

export interface SearchState {
  /** The folded words looked for. */
  needle: string;
  hits: Hit[];
  /** Pages looked through. */
  done: number;
  running: boolean;
  /** No page looked through so far holds any text: most likely a scanned paper. */
  mute: boolean;
}

/** The folded text of each page, read once. */
export class PageTexts {
  private readonly texts = new Map<number, string>();

  constructor(private readonly read: (page: number) => Promise<string>) {}

  async of(page: number): Promise<string> {
    const known = this.texts.get(page);
    if (known !== undefined) return known;
    const text = fold(await this.read(page)).text;
    this.texts.set(page, text);
    return text;
  }
}

/** Reads the plain text of a page. */
export async function readPage(doc: PDFDocumentProxy, number: number): Promise<string> {
  const page = await doc.getPage(number);
  const content = await page.getTextContent({ disableNormalization: true });
  return content.items.map((item) => ("str" in item ? item.str : "")).join("");
}

/** Pages in the order they are looked through: from `first` to the end, then from the beginning. */
export function orderFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_one, at) => ((first - 1 + at) % count) + 1);
}

export class Search {
  private turn = 0;

  constructor(
    private readonly texts: PageTexts,
    private readonly count: number,
    private readonly show: (state: SearchState) => void,
  ) {}

  /** Looks for `words`; what was looked for before ends. */
  async run(words: string, first: number): Promise<void> {
    const turn = ++this.turn;
    const needle = fold(words).text;
    const found = new Map<number, number>();
    let done = 0;
    let mute = true;
    const tell = (running: boolean) => {
      const pages = [...found].sort(([a], [b]) => a - b);
      const hits = pages.flatMap(([page, many]) => Array.from({ length: many }, (_one, which) => ({ page, which })));
      this.show({ needle, hits, done, running, mute });
    };
    tell(needle !== "");
    if (needle === "") return;
    let told = Date.now();
    for (const page of orderFrom(first, this.count)) {
      const text = await this.texts.of(page).catch(() => "");
      if (turn !== this.turn) return;
      const many = hitsIn(text, needle).length;
      if (text !== "") mute = false;
      done += 1;
      const isFirst = found.size === 0 && many > 0;
      if (many > 0) found.set(page, many);
      if (isFirst || Date.now() - told > 150) {
        told = Date.now();
        tell(true);
        // The screen and the keys come first.
        await new Promise((rest) => setTimeout(rest, 0));
        if (turn !== this.turn) return;
      }
    }
    tell(false);
  }

  /** Ends the search; what was found stays. */
  stop(): void {
    this.turn += 1;
  }
}
