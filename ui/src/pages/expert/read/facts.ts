// The facts of a report as rows of name and value, and the kind and size of an attachment in words.
import type { Attachment, Report } from "../../../api/api";
import { text, type TextKey } from "../../../lib/texts";
import { type FileKind, kindOfName } from "../../../parts/pdf/source";

export interface Fact {
  name: string;
  value: string;
}

/** What is known of a report; rows without a value are left out, but never 项目名称. */
export function factsOf(report: Report): Fact[] {
  const all: Fact[] = [
    { name: text("field.title"), value: report.title },
    { name: text("field.unit"), value: report.unit },
    { name: text("field.department"), value: report.department },
    { name: text("field.agency"), value: report.agency },
    { name: text("field.lead"), value: report.lead },
    { name: text("field.year"), value: report.year },
    { name: text("field.amount"), value: report.amount ?? "" },
    { name: text("field.budget_book"), value: report.budget_book },
    { name: text("field.edition"), value: report.edition },
  ];
  return all.filter((fact, at) => at === 0 || fact.value.trim() !== "");
}

const KINDS: Record<FileKind, TextKey> = {
  pdf: "ui.read.kind_pdf",
  word: "ui.read.kind_word",
  sheet: "ui.read.kind_sheet",
  slides: "ui.read.kind_slides",
  picture: "ui.read.kind_picture",
  text: "ui.read.kind_text",
  empty: "ui.read.kind_empty",
  unknown: "ui.read.kind_unknown",
};

/** What kind of file it is, by its name. */
export function kindText(file: Attachment): string {
  return text(KINDS[file.size === 0 ? "empty" : kindOfName(file.name)]);
}

const KB = 1024;
const MB = KB * KB;

/** A size as people say it: 3.2 MB, 640 KB, 12 字节. */
export function sizeText(size: number): string {
  if (size >= MB) return text("ui.read.size_mb", { size: (Math.floor((size * 10) / MB) / 10).toFixed(1) });
  if (size >= KB) return text("ui.read.size_kb", { size: Math.ceil(size / KB) });
  return text("ui.read.size_bytes", { size });
}

/** The requirements as paragraphs. */
export function paragraphs(requirements: string): string[] {
  return requirements
    .split("\n")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
