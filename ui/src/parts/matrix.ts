// A table of states whose cells are walked through with the arrows: which cell comes next.

/** Where one stands, from 0. */
export interface Spot {
  row: number;
  column: number;
}

/** What a cell of the table shows. */
export interface MatrixCell {
  /** A sign before the words; it says nothing that they do not. */
  sign: string;
  words: string;
  /** Read in the place of both, where more must be said. */
  label?: string;
  tone: "done" | "open" | "off" | "look";
  /** Whether there is something behind it. */
  opens: boolean;
  /** What a press there does, as a word; not said where it opens an opinion. */
  does?: string;
}

/** A column: a person. */
export interface MatrixColumn {
  id: number;
  name: string;
  note: string;
}

/** A row: a report, and what is counted of it. */
export interface MatrixRow {
  id: number;
  no: number;
  title: string;
  cells: MatrixCell[];
  returned: string;
  state: string;
}

/** A line below the reports: one thing about each person. */
export interface MatrixLine {
  id: string;
  name: string;
  cells: string[];
}

const STEPS: Record<string, (spot: Spot, rows: number, columns: number) => Spot> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, _rows, columns) => ({ row, column: columns - 1 }),
  PageUp: ({ column }) => ({ row: 0, column }),
  PageDown: ({ column }, rows) => ({ row: rows - 1, column }),
};

/** Where a key leads; null when it leads nowhere. It stops at the edges. */
export function moved(key: string, spot: Spot, rows: number, columns: number): Spot | null {
  const step = STEPS[key];
  if (step === undefined) return null;
  const { row, column } = step(spot, rows, columns);
  const within = (at: number, count: number) => Math.max(0, Math.min(count - 1, at));
  return { row: within(row, rows), column: within(column, columns) };
}
