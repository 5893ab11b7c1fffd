// 目录 of a file: its lines with their depth, and where they lead inside the file.  Addresses outside are text only.
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { rightText } from "./words";

/** A place in a file, as the file names it. */
export type Destination = string | unknown[] | null;

export interface OutlineLine {
  title: string;
  /** Depth from 0. */
  level: number;
  /** It leads to a page of this file. */
  leads: boolean;
  destination: Destination;
}

interface Node {
  title: string;
  dest: Destination;
  items: Node[];
}

/** Beyond this a table of contents is a fault of the file, not a help. */
const MOST = 2000;

function flatten(nodes: readonly Node[], level: number, into: OutlineLine[]): void {
  for (const node of nodes) {
    if (into.length >= MOST) return;
    const title = rightText(node.title ?? "").trim();
    into.push({ title: title === "" ? "…" : title, level, leads: node.dest !== null, destination: node.dest });
    flatten(node.items ?? [], Math.min(level + 1, 5), into);
  }
}

export async function readOutline(doc: PDFDocumentProxy): Promise<OutlineLine[]> {
  const lines: OutlineLine[] = [];
  const nodes = (await doc.getOutline().catch(() => null)) as Node[] | null;
  flatten(nodes ?? [], 0, lines);
  return lines;
}

/** Page (from 1) and points below its upper edge to which a line or link leads; none when the file says nothing usable. */
export async function targetOf(
  doc: PDFDocumentProxy,
  destination: Destination,
): Promise<{ page: number; points: number } | null> {
  const explicit = typeof destination === "string" ? await doc.getDestination(destination) : destination;
  const [goal, kind, , top] = (explicit ?? []) as [unknown, { name?: string } | undefined, unknown, unknown];
  let page: number;
  if (typeof goal === "number") page = goal + 1;
  else if (typeof goal === "object" && goal !== null) {
    page = (await doc.getPageIndex(goal as Parameters<typeof doc.getPageIndex>[0])) + 1;
  } else return null;
  const isPlace = kind?.name === "XYZ" && typeof top === "number";
  if (!isPlace) return { page, points: 0 };
  const viewport = (await doc.getPage(page)).getViewport({ scale: 1 });
  const [, y] = viewport.convertToViewportPoint(0, top) as [number, number];
  return { page, points: Math.max(0, Math.min(viewport.height, y) - 4) };
}
