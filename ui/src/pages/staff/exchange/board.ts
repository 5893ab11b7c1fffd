// The board as the matrix shows it: a state and a version in words for each report and expert, never a score.
import type { BoardView } from "../../../api/api";
import { text } from "../../../lib/texts";
import { moment } from "../../../lib/times";
import type { MatrixCell, MatrixColumn, MatrixLine, MatrixRow } from "../../../parts/matrix";

type Cell = BoardView["rows"][number]["cells"][number];

const SIGNS: Record<Cell["state"], [string, MatrixCell["tone"]]> = {
  recused: ["—", "off"],
  open: ["·", "open"],
  returned: ["✓", "done"],
};

function cellOf(cell: Cell): MatrixCell {
  const [sign, tone] = SIGNS[cell.state];
  return { sign, words: cell.words, tone, opens: cell.opinion !== null };
}

export function columnsOf(board: BoardView): MatrixColumn[] {
  return board.columns.map((one) => ({ id: one.member, name: one.name, note: one.role === "chair" ? text("ui.exchange.chair") : "" }));
}

export function rowsOf(board: BoardView): MatrixRow[] {
  return board.rows.map((row) => ({
    id: row.report,
    no: row.position,
    title: row.title,
    cells: row.cells.map(cellOf),
    returned: `${row.returned}/${row.expected}`,
    state: text(row.returned >= row.expected ? "ui.exchange.complete" : "ui.exchange.waiting"),
  }));
}

export function linesOf(board: BoardView): MatrixLine[] {
  const issued = board.columns.map((one) => (one.issued === "" ? text("ui.exchange.not_issued") : moment(one.issued)));
  return [{ id: "issued", name: text("ui.exchange.hand_out"), cells: issued }];
}
