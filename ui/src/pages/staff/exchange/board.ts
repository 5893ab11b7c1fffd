// The board as the matrix shows it: a state and a version in words for each report and expert, never a score.
import type { BoardCell, BoardView } from "../../../api/api";
import { text } from "../../../lib/texts";
import { day } from "../../../lib/times";
import type { MatrixCell, MatrixColumn, MatrixLine, MatrixRow } from "../../../parts/matrix";

const SIGNS: Record<BoardCell["state"], [string, MatrixCell["tone"]]> = {
  not_issued: ["·", "open"],
  issued: ["·", "open"],
  draft: ["·", "open"],
  incomplete: ["!", "look"],
  returned: ["✓", "done"],
  fill_in: ["!", "look"],
  paper: ["✓", "done"],
  recused: ["—", "off"],
  declined: ["—", "off"],
};

const EMPTY: MatrixCell = { sign: "·", words: "—", tone: "open", opens: false };

/** Whether a paper of this expert on this report can be typed in: nothing stands there, and something may. */
export const takesPaper = (cell: BoardCell): boolean =>
  cell.opinion === null && cell.state !== "recused" && cell.state !== "declined";

function cellOf(cell: BoardCell, isReviewing: boolean): MatrixCell {
  const [sign, tone] = SIGNS[cell.state];
  if (isReviewing && takesPaper(cell)) return { sign, words: cell.words, tone, opens: true, does: text("ui.exchange.paper") };
  return { sign, words: cell.words, tone, opens: cell.opinion !== null };
}

export function columnsOf(board: BoardView): MatrixColumn[] {
  return board.columns.map((one) => ({ id: one.id, name: one.name, note: one.role === "chair" ? text("ui.exchange.chair") : "" }));
}

/** The rows; where the session is being reviewed, a cell without an opinion offers 代录. */
export function rowsOf(board: BoardView, isReviewing: boolean): MatrixRow[] {
  const found = new Map(board.cells.map((cell) => [`${cell.report} ${cell.member}`, cellOf(cell, isReviewing)]));
  return board.rows.map((row, at) => ({
    id: row.id,
    no: at + 1,
    title: row.title,
    cells: board.columns.map((column) => found.get(`${row.id} ${column.id}`) ?? EMPTY),
    returned: `${row.returned}/${row.of}`,
    state: row.state,
  }));
}

export function linesOf(board: BoardView): MatrixLine[] {
  const dayOf = (at: string | null | undefined) => (at == null ? "—" : day(at.slice(0, 10)));
  return [
    { id: "issued", name: text("ui.exchange.hand_out"), cells: board.columns.map((one) => dayOf(one.package?.issued_at)) },
    { id: "received", name: text("ui.exchange.last_received"), cells: board.columns.map((one) => dayOf(one.last_received_at)) },
  ];
}
