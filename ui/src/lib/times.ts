// Dates and times as people read them.  A time of the core carries the clock of the place it was written at, so it is
// cut from the text and never shifted.

/** `14:32:05` of `2026-03-20T14:32:05+08:00`; empty when the text is no time. */
export function clock(at: string): string {
  return /T(\d\d:\d\d:\d\d)/.exec(at)?.[1] ?? "";
}

/** `2026-03-20 14:32` of a time; empty when the text is no time. */
export function moment(at: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(at);
  return found === null ? "" : `${found[1]} ${found[2]}`;
}

/** `3月20日` of a day like `2026-03-20`; the text itself when it is written otherwise. */
export function day(date: string): string {
  const found = /^\d{4}-0?(\d{1,2})-0?(\d{1,2})$/.exec(date);
  return found === null ? date : `${found[1]}月${found[2]}日`;
}

/** `3月20日` or `3月20日至22日` or `3月30日至4月2日`. */
export function span(from: string, to: string): string {
  if (to === "" || to === from) return day(from);
  if (from === "") return day(to);
  const last = from.slice(0, 7) === to.slice(0, 7) ? day(to).replace(/^\d+月/, "") : day(to);
  return `${day(from)}至${last}`;
}
