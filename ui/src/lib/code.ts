// The twelve digits that open a package, as they are typed: full-width digits and any blanks or dashes are welcome.

/** The digits of what was typed. */
export const digitsOf = (typed: string): string => typed.normalize("NFKC").replace(/\D/g, "").slice(0, 12);

/** `1234 56•• ••••`: three groups, with a dot for each digit that is still to come. */
export function groups(typed: string): string {
  const all = digitsOf(typed).padEnd(12, "•");
  return [all.slice(0, 4), all.slice(4, 8), all.slice(8)].join(" ");
}

/** Whether all twelve are there and nothing but blanks and dashes besides them. */
export const isWhole = (typed: string): boolean => /^\d{12}$/.test(typed.normalize("NFKC").replace(/[\s\-—–‐_.·,，]/g, ""));
