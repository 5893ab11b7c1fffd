// Opens a PDF: the engine's worker from the bundle, bytes by ranges, scripting off; and says in one word why a file
// cannot be shown.
import {
  type PDFDocumentProxy,
  type PDFDocumentLoadingTask,
  getDocument,
  InvalidPDFException,
  PasswordException,
  PDFDataRangeTransport,
  PDFWorker,
  VerbosityLevel,
} from "pdfjs-dist/legacy/build/pdf.mjs";
import EngineWorker from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker";
import { BundledData } from "./assets";
import { bytesOf, GRAIN, type PdfSource } from "./source";

/** Why a file is not shown. */
export type Trouble = "damaged" | "locked" | "unread";

let worker: PDFWorker | null = null;

/** One worker for all files, for as long as the page stands; asked for early, it is there when the first file opens. */
export function engineWorker(): PDFWorker {
  worker ??= new PDFWorker({ port: new EngineWorker() as unknown as null, verbosity: VerbosityLevel.ERRORS });
  return worker;
}

/** Answers the engine's wishes for ranges out of a source. */
class Ranges extends PDFDataRangeTransport {
  private stopped = false;

  constructor(
    private readonly source: PdfSource,
    private readonly failed: (error: unknown) => void,
  ) {
    super(source.size, null);
  }

  override requestDataRange(begin: number, end: number): void {
    bytesOf(this.source, begin, end).then(
      (bytes) => {
        if (!this.stopped) this.onDataRange(begin, bytes);
      },
      (error: unknown) => {
        if (!this.stopped) this.failed(error);
      },
    );
  }

  override abort(): void {
    this.stopped = true;
  }
}

/** An open file; `close` lets go of everything. */
export interface OpenPdf {
  doc: PDFDocumentProxy;
  close(): Promise<void>;
}

/**
 * Opens a source.  Rejects with the engine's or the source's error; `troubleOf` says what it means.  A piece that cannot
 * be read later, while pages are shown, is told to `later`.
 */
export async function openPdf(source: PdfSource, later: (error: unknown) => void): Promise<OpenPdf> {
  let task: PDFDocumentLoadingTask | null = null;
  // The engine has no way to be told of a piece that cannot be read; it would wait for ever.
  const unread = new Promise<never>((_done, reject) => {
    const range = new Ranges(source, (error) => reject(new UnreadError(error)));
    task = getDocument({
      range,
      rangeChunkSize: GRAIN,
      disableStream: true,
      disableAutoFetch: true,
      worker: engineWorker(),
      verbosity: VerbosityLevel.ERRORS,
      BinaryDataFactory: BundledData,
      useWorkerFetch: false,
      cMapUrl: "bundle/",
      standardFontDataUrl: "bundle/",
      // The policy of the window allows no WebAssembly; the decoders of scanned pages exist as plain scripts too.
      useWasm: false,
      wasmUrl: new URL("pdf/", document.baseURI).href,
      useSystemFonts: true,
      disableWorkerRendering: true,
      enableXfa: false,
    });
  });
  const opening = task as unknown as PDFDocumentLoadingTask;
  try {
    const doc = await Promise.race([opening.promise, unread]);
    unread.catch(later);
    return { doc, close: () => opening.destroy() };
  } catch (error) {
    void opening.destroy().catch(() => {});
    throw error;
  }
}

/** A piece of the file could not be read: the workspace, not the file, is at fault. */
export class UnreadError extends Error {
  constructor(cause: unknown) {
    super(typeof cause === "object" && cause !== null && "message" in cause ? String(cause.message) : String(cause));
  }
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof PasswordException) return "locked";
  if (error instanceof InvalidPDFException) return "damaged";
  return error instanceof UnreadError ? "unread" : "damaged";
}
