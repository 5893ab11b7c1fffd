// The text of a page as people mean it: radicals that a file holds in the place of characters put right, lines joined,
// and a folded form in which two spellings of the same words are found to be equal.

/**
 * Radicals of U+2E80…2EFF that stand in files for the character they look like.  Unicode gives them no compatibility
 * mapping, but programs that write a glyph's first code point produce them.
 */
const RADICALS: Record<string, string> = {
  "⺁": "厂", "⺇": "几", "⺒": "巳", "⺓": "幺", "⺛": "旡", "⺠": "民", "⺩": "王", "⺬": "示", "⺮": "竹", "⺶": "羊",
  "⻁": "虎", "⻄": "西", "⻅": "见", "⻆": "角", "⻉": "贝", "⻋": "车", "⻑": "長", "⻓": "长", "⻔": "门", "⻗": "雨",
  "⻘": "青", "⻙": "韦", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻢": "马", "⻣": "骨", "⻤": "鬼", "⻥": "鱼",
  "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻪": "黾", "⻬": "齐", "⻭": "歯", "⻮": "齿", "⻰": "龙", "⻳": "龟",
};

/** Characters that have no width or turn the direction of what follows: they say nothing and can mislead. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Radicals, compatibility ideographs, ligatures, full-width letters and digits: what may be replaced without loss. */
const REPLACEABLE =
  /[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u{2f800}-\u{2fa1f}]/gu;

const whole = (one: string) => (RADICALS[one] ?? one).normalize("NFKC");

/**
 * Text with the same characters an input method would give: NFKC for what a program has distorted, NFC for the rest.
 * Plain NFKC would also turn ，into a half-width comma, ① into 1 and m² into m2, which is not what stands in the report.
 */
export function rightText(text: string): string {
  return text.normalize("NFC").replace(REPLACEABLE, whole);
}

const CHINESE = /[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uff60\u{20000}-\u{3ffff}“”‘’—…·]/u;

const PUNCTUATION = /[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20“”‘’—…·]/u;

/**
 * A line set wide to fill its measure reads as blanks between its characters: where most Chinese neighbours are parted
 * nobody typed those blanks, and they go.  A single blank between two words stays.
 */
function closedUp(line: string): string {
  const signs = [...line];
  const isChinese = (at: number) => CHINESE.test(signs[at] ?? "");
  const isBlank = (at: number) => signs[at] === " ";
  let parted = 0;
  let close = 0;
  for (const [at] of signs.entries()) {
    if (isChinese(at) && isChinese(at + 1)) close += 1;
    else if (isBlank(at) && isChinese(at - 1) && isChinese(at + 1)) parted += 1;
  }
  if (parted <= close) return line;
  const goes = (at: number) =>
    (isChinese(at - 1) && isChinese(at + 1)) || PUNCTUATION.test(signs[at - 1] ?? "") || PUNCTUATION.test(signs[at + 1] ?? "");
  return signs.filter((_sign, at) => !isBlank(at) || !goes(at)).join("");
}

/** One run of text on a page, and whether the line ends after it. */
export interface Run {
  text: string;
  ends: boolean;
}

/**
 * Runs joined to one paragraph, trimmed: lines meet without a blank where a Chinese character stands on either side,
 * with one blank between Latin words.
 */
export function joinRuns(runs: readonly Run[]): string {
  let all = "";
  let ended = false;
  for (const run of runs) {
    const part = closedUp(rightText(run.text).replace(UNSEEN, "").replace(/\s+/gu, " "));
    if (ended && part.trim() !== "") {
      const before = [...all.trimEnd()].at(-1) ?? "";
      const after = [...part.trimStart()][0] ?? "";
      const gap = before === "" || CHINESE.test(before) || CHINESE.test(after) ? "" : " ";
      all = all.trimEnd() + gap + part.trimStart();
      ended = false;
    } else {
      all += part;
    }
    ended ||= run.ends;
  }
  return all.replace(/ {2,}/g, " ").trim();
}

/** Folded text, and for each of its UTF-16 units the piece of the source it came from. */
export interface Folded {
  text: string;
  from: Int32Array;
  to: Int32Array;
}

// A base character with its combining marks is folded as one, so that é is found however it is written.
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gsu;

/**
 * NFKC, lower case, without white space and unseen characters.  White space goes because justified Chinese is full of
 * stray blanks, and because a line break in the middle of a word is none of the reader's concern.
 */
export function fold(source: string): Folded {
  const from: number[] = [];
  const to: number[] = [];
  let text = "";
  for (const match of source.matchAll(CLUSTER)) {
    const one = [...match[0]].map((sign) => RADICALS[sign] ?? sign).join("");
    const folded = one.normalize("NFKC").toLowerCase().replace(UNSEEN, "").replace(/\s+/gu, "");
    for (let unit = 0; unit < folded.length; unit += 1) {
      from.push(match.index);
      to.push(match.index + match[0].length);
    }
    text += folded;
  }
  return { text, from: Int32Array.from(from), to: Int32Array.from(to) };
}

/** Where a folded needle begins in folded text; hits do not overlap. */
export function hitsIn(text: string, needle: string): number[] {
  const found: number[] = [];
  if (needle === "") return found;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) found.push(at);
  return found;
}

/** A hit as units of the source: from, to. */
export function sourceOf(folded: Folded, hit: number, length: number): [number, number] {
  const from = folded.from[hit] ?? 0;
  return [from, folded.to[hit + length - 1] ?? from];
}

/** Units of joined runs as places inside the runs: run number and unit within it, for each piece of `from..to`. */
export function piecesOf(
  lengths: readonly number[],
  from: number,
  to: number,
): { run: number; from: number; to: number }[] {
  const pieces = [];
  let start = 0;
  for (const [run, length] of lengths.entries()) {
    const end = start + length;
    if (length > 0 && start < to && end > from) pieces.push({ run, from: Math.max(0, from - start), to: Math.min(length, to - start) });
    start = end;
  }
  return pieces;
}

/** A file's name that cannot mislead: what turns the direction or is not seen is shown as a sign of its own. */
export function plainName(name: string): string {
  return name.replace(UNSEEN, "\ufffd").replace(/[\t\n\r\u2028\u2029]/gu, " ");
}
