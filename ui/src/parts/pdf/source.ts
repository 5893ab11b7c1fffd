// Where the bytes of a shown file come from: a name, a size and pieces on demand, so that a file of 100 MB is never in
// memory as a whole.  Tells by the first bytes what kind of file it is.

export interface PdfSource {
  /** Names the content; another key is another file. */
  key: string;
  name: string;
  /** Bytes. */
  size: number;
  /** `length` bytes beginning at `from`; fewer only at the end. */
  piece(from: number, length: number): Promise<Uint8Array>;
}

/** A source whose bytes are at hand, e.g. a paper the core has just made. */
export function sourceOfBytes(key: string, name: string, bytes: Uint8Array): PdfSource {
  return {
    key,
    name,
    size: bytes.length,
    piece: (from, length) => Promise.resolve(bytes.slice(from, from + length)),
  };
}

export type FileKind = "pdf" | "word" | "sheet" | "slides" | "picture" | "text" | "empty" | "unknown";

const ENDINGS: Record<string, FileKind> = {
  pdf: "pdf",
  doc: "word",
  docx: "word",
  wps: "word",
  xls: "sheet",
  xlsx: "sheet",
  et: "sheet",
  csv: "sheet",
  ppt: "slides",
  pptx: "slides",
  dps: "slides",
  png: "picture",
  jpg: "picture",
  jpeg: "picture",
  txt: "text",
  md: "text",
};

/** What a file calls itself by the ending of its name. */
export function kindOfName(name: string): FileKind {
  const ending = name.includes(".") ? name.slice(name.lastIndexOf(".") + 1).toLowerCase() : "";
  return ENDINGS[ending] ?? "unknown";
}

const begins = (head: Uint8Array, ...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);

/** How many bytes of a file `kindOfHead` wants to see: readers accept `%PDF-` up to there. */
export const HEAD = 1024;

/**
 * What a file is.  The bytes decide; the name only tells apart what looks alike inside (Word and Excel are both
 * archives), and what a broken beginning was meant to be.
 */
export function kindOfHead(name: string, head: Uint8Array): FileKind {
  if (head.length === 0) return "empty";
  const start = String.fromCharCode(...head.subarray(0, HEAD));
  if (start.includes("%PDF-")) return "pdf";
  if (begins(head, 0x89, 0x50, 0x4e, 0x47) || begins(head, 0xff, 0xd8, 0xff)) return "picture";
  const named = kindOfName(name);
  const isArchive = begins(head, 0x50, 0x4b) || begins(head, 0xd0, 0xcf, 0x11, 0xe0);
  if (isArchive) return named === "word" || named === "sheet" || named === "slides" ? named : "unknown";
  return named;
}

/** The type a picture is shown as. */
export function pictureType(head: Uint8Array): "image/png" | "image/jpeg" {
  return begins(head, 0x89, 0x50) ? "image/png" : "image/jpeg";
}

/** Most bytes asked for at once: few enough to answer quickly, many enough that a page needs only one or two. */
export const CHUNK = 512 * 1024;
/**
 * Smallest wish of the engine.  It looks at the entry of every page before it shows the first one; where these lie far
 * apart, a larger grain would read the whole of a large file for that.
 */
export const GRAIN = 64 * 1024;

/** A wish for the bytes `from..to` cut into pieces of at most `CHUNK`. */
export function chunksOf(from: number, to: number, chunk: number = CHUNK): { from: number; length: number }[] {
  const chunks = [];
  for (let at = from; at < to; at += chunk) chunks.push({ from: at, length: Math.min(chunk, to - at) });
  return chunks;
}

/** The bytes `from..to` of a source, piece by piece.  Fewer bytes than asked for mean a file cut short. */
export async function bytesOf(source: PdfSource, from: number, to: number): Promise<Uint8Array> {
  const all = new Uint8Array(to - from);
  for (const one of chunksOf(from, to)) {
    const piece = await source.piece(one.from, one.length);
    if (piece.length !== one.length) throw new Error(`${one.length} bytes asked for at ${one.from}, got ${piece.length}`);
    all.set(piece, one.from - from);
  }
  return all;
}
