// The number a new task is proposed: the one before, counted on.

/** The next number nobody has, after the newest one; `year` begins a series where there is none. */
export function nextNumber(taken: readonly string[], year: string): string {
  const newest = taken[0] ?? `PS-${year}-000`;
  const found = /^(.*?)(\d+)(\D*)$/.exec(newest);
  const [, before, digits, after] = found ?? ["", `${newest}-`, "0", "", ""];
  for (let n = Number.parseInt(digits ?? "0", 10) + 1; ; n += 1) {
    const no = `${before}${String(n).padStart((digits ?? "").length, "0")}${after}`;
    if (!taken.includes(no)) return no;
  }
}
