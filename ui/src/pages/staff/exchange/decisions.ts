// What a person decided on the files of an import, before anything is taken in.  Nothing is decided beforehand: a file
// that asks stays out until somebody says yes, and of two values that meet none counts until one is chosen.
import type { Decision, FieldChoice, ImportField, ImportFile, ImportReport } from "../../../api/api";

/** What was decided on one file so far. */
export interface Answer {
  /** Null = not decided: it stays out. */
  accept: boolean | null;
  reason: string;
  /** By report and place. */
  choices: Record<string, FieldChoice["take"]>;
}

export const blank = (): Answer => ({ accept: null, reason: "", choices: {} });

/** Whether somebody must decide before the file is taken in. */
export const asks = (file: ImportFile): boolean => file.asks.length > 0;

/** Names one place of one report. */
export const keyOf = (report: ImportReport, field: ImportField): string => `${report.report ?? report.no} ${field.place}`;

/** Places of a file where both sides were changed, in the order they are shown. */
export function conflictsOf(file: ImportFile): { key: string; report: ImportReport; field: ImportField }[] {
  return file.reports.flatMap((report) =>
    report.fields
      .filter((field) => field.outcome === "conflict")
      .map((field) => ({ key: keyOf(report, field), report, field })),
  );
}

/** What is still missing from a file that is to be taken in: the reason, or the key of the first place not chosen. */
export function missingOf(file: ImportFile, answer: Answer | undefined): "reason" | { place: string } | null {
  if (!asks(file) || answer?.accept !== true) return null;
  const open = conflictsOf(file).find(({ key }) => answer.choices[key] === undefined);
  if (open !== undefined) return { place: open.key };
  return answer.reason.trim() === "" ? "reason" : null;
}

/** The decisions as the core takes them; files nobody decided on are not among them. */
export function decisionsOf(files: readonly ImportFile[], answers: Readonly<Record<string, Answer>>): Decision[] {
  return files.flatMap((file) => {
    const answer = answers[file.sha256];
    if (!asks(file) || answer === undefined || answer.accept === null) return [];
    const choices = conflictsOf(file).flatMap(({ key, report, field }): FieldChoice[] => {
      const take = answer.choices[key];
      return take === undefined || report.report === null ? [] : [{ report: report.report, place: field.place, take }];
    });
    const reason = answer.accept ? answer.reason.trim() : "";
    return [{ sha256: file.sha256, accept: answer.accept, reason, choices: answer.accept ? choices : [] }];
  });
}

/** Files that go in when 导入 is pressed now. */
export function counted(files: readonly ImportFile[], answers: Readonly<Record<string, Answer>>): number {
  const goes = (file: ImportFile) =>
    asks(file) ? answers[file.sha256]?.accept === true : file.level === "new" || file.level === "changed";
  return files.filter(goes).length;
}

/** A place that holds a score, which is not shown before 显示评分. */
export const isScore = (field: ImportField): boolean => field.place.startsWith("score:");
