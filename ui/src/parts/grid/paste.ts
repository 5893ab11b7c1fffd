// What comes from a spreadsheet: a column or a range as tab-separated text.  Cells in quotes may hold line breaks; a
// header line is recognised; a blank cell leaves its row as it is; what does not fit is counted and told.

/** One row of the grid with what would go into it. */
export interface PastedLine {
  criterion: string;
  value?: string;
  reason?: string;
}

export interface Pasted {
  lines: PastedLine[];
  /** Rows with something in them that find no indicator. */
  rowsLeft: number;
  /** Columns with something in them that are neither score nor reason. */
  columnsLeft: number;
}

const SCORES = ["得分", "评分", "打分", "分数", "评审得分", "专家评分"];
const REASONS = ["扣分理由", "理由", "扣分原因", "扣分说明", "评分理由", "得分理由"];
const OTHERS = ["序号", "编号", "指标编号", "一级指标", "二级指标", "三级指标", "指标", "指标名称", "分值", "满分", "扣分", "权重", "加权得分", "状态", "评分标准"];

/** The cells of tab-separated text as spreadsheets write it. */
export function cellsOf(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let cell = "";
  let quoted = false;
  const end = () => {
    line.push(cell);
    cell = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] !== '"') quoted = false;
      else {
        cell += '"';
        at += 1;
      }
    } else if (sign === '"' && cell === "" && closes(text, at)) quoted = true;
    else if (sign === "\t") end();
    else if (sign === "\n" || sign === "\r") {
      if (sign === "\r" && text[at + 1] === "\n") at += 1;
      end();
      lines.push(line);
      line = [];
    } else cell += sign;
  }
  if (cell !== "" || line.length > 0) {
    end();
    lines.push(line);
  }
  return lines.map((cells) => cells.map((one) => one.replace(/\r\n?/g, "\n")));
}

/** Whether the quote at this place opens a cell: its partner stands before a tab, a line break or the end. */
function closes(text: string, from: number): boolean {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] !== '"') continue;
    if (text[at + 1] === '"') at += 1;
    else return text[at + 1] === undefined || "\t\r\n".includes(text[at + 1] ?? "");
  }
  return false;
}

/** A single value is no range: it goes into the cell like typed text. None where the text is a range. */
export function singleValue(text: string): string | null {
  const lines = trimmed(cellsOf(text));
  if (lines.length > 1 || (lines[0]?.length ?? 0) > 1) return null;
  return lines[0]?.[0] ?? "";
}

/** Whether a text pasted into a reason is a range rather than sentences. */
export function isRange(text: string): boolean {
  return trimmed(cellsOf(text)).some((line) => line.length > 1);
}

/** Puts the cells on the indicators from the given one on; `first` says which column the cursor stands in. */
export function pasted(text: string, criteria: readonly string[], first: "score" | "reason"): Pasted {
  const lines = trimmed(cellsOf(text));
  const head = headerOf(lines[0] ?? []);
  const columns = head ?? (first === "score" ? { score: 0, reason: 1 } : { score: -1, reason: 0 });
  const body = head === null ? lines : lines.slice(1);
  const found: Pasted = { lines: [], rowsLeft: 0, columnsLeft: 0 };
  const unused = new Set<number>();
  body.forEach((cells, at) => {
    cells.forEach((cell, column) => {
      if (head === null && column !== columns.score && column !== columns.reason && cell.trim() !== "") unused.add(column);
    });
    const value = (cells[columns.score] ?? "").trim();
    const reason = (cells[columns.reason] ?? "").trim();
    if (value === "" && reason === "") return;
    const criterion = criteria[at];
    if (criterion === undefined) {
      found.rowsLeft += 1;
      return;
    }
    found.lines.push({ criterion, ...(value === "" ? {} : { value }), ...(reason === "" ? {} : { reason }) });
  });
  found.columnsLeft = unused.size;
  return found;
}

/** Without the blank lines at the end, which a spreadsheet adds. */
function trimmed(lines: string[][]): string[][] {
  let end = lines.length;
  while (end > 0 && !(lines[end - 1] ?? []).some((cell) => cell.trim() !== "")) end -= 1;
  return lines.slice(0, end);
}

function headerOf(cells: readonly string[]): { score: number; reason: number } | null {
  const plain = cells.map((cell) => cell.replace(/[\s（(].*$/s, "").trim());
  const known = plain.filter((cell) => cell !== "");
  const all = [...SCORES, ...REASONS, ...OTHERS];
  if (known.length === 0 || !known.every((cell) => all.includes(cell))) return null;
  const score = plain.findIndex((cell) => SCORES.includes(cell));
  const reason = plain.findIndex((cell) => REASONS.includes(cell));
  return score < 0 && reason < 0 ? null : { score, reason };
}
