// Until when something is to be handed back, in words: the day and the hour, and how far that is from now.
import { text } from "./texts";
import { day } from "./times";

const DAY = 86_400_000;

/** Midnight of a time, on the clock of this computer. */
const midnight = (at: Date): number => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

/** `3月22日 17:00 前交回（还有 2 天）` of a time like `2026-03-22T17:00:00+08:00`; null where no date was set. */
export function dueWords(due: string, now: Date): { words: string; isLate: boolean } | null {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(due);
  const at = new Date(due);
  if (found === null || Number.isNaN(at.getTime())) return null;
  const [, date = "", hour = ""] = found;
  const when = text("ui.due.at", { day: day(date), hour: hour === "23:59" ? "" : ` ${hour} ` });
  const isLate = now.getTime() > at.getTime();
  const days = Math.round((midnight(isLate ? now : at) - midnight(isLate ? at : now)) / DAY);
  const left = isLate
    ? days === 0 ? text("ui.due.late") : text("ui.due.late_days", { n: days })
    : days === 0 ? text("ui.due.today") : text("ui.due.days", { n: days });
  return { words: text("ui.due.words", { when, left }), isLate };
}
