// The rows of a form as the grid shows them: one for each indicator, with the headings of its levels and how many rows
// each heading spans among those that are visible.
import type { Criterion, Form, Group } from "../../api/api";

/** A heading left of an indicator. */
export interface Heading {
  id: string;
  name: string;
}

/** One indicator with its place in the form. */
export interface Row {
  criterion: Criterion;
  /** 1, 2, 3 … over the whole form. */
  no: number;
  /** From 一级指标 down. */
  headings: Heading[];
}

/** A heading as a table cell. */
export interface HeadingCell extends Heading {
  /** 0 = 一级指标. */
  level: number;
  rowspan: number;
  colspan: number;
}

export function rowsOf(form: Form): Row[] {
  const rows: Row[] = [];
  const walk = (group: Group, above: Heading[]) => {
    const headings = [...above, { id: group.id, name: group.name }];
    for (const criterion of group.criteria) {
      const { subgroup } = criterion;
      const own = subgroup === "" ? headings : [...headings, { id: `${group.id}/${subgroup}`, name: subgroup }];
      rows.push({ criterion, no: rows.length + 1, headings: own });
    }
    for (const below of group.groups) walk(below, headings);
  };
  for (const group of form.groups) walk(group, []);
  return rows;
}

export function sameCells(a: readonly HeadingCell[], b: readonly HeadingCell[] | undefined): boolean {
  return b?.length === a.length && a.every((cell, at) => cell.id === b[at]?.id && cell.rowspan === b[at]?.rowspan);
}

/** How many columns the headings need. */
export function levelsOf(rows: readonly Row[]): number {
  return rows.reduce((most, row) => Math.max(most, row.headings.length), 1);
}

/**
 * The heading cells that begin at each of the visible rows.  A row named in `tall` takes two lines of the table, because
 * its explanations stand under it.
 */
export function headingCells(rows: readonly Row[], tall: ReadonlySet<string>, levels: number): HeadingCell[][] {
  const open: { path: string; cell: HeadingCell }[] = [];
  return rows.map((row) => {
    const began: HeadingCell[] = [];
    const lines = tall.has(row.criterion.id) ? 2 : 1;
    let path = "";
    row.headings.forEach((heading, level) => {
      path += `\n${heading.id}`;
      const above = open[level];
      if (above?.path === path) {
        above.cell.rowspan += lines;
        return;
      }
      const last = level === row.headings.length - 1;
      const cell = { ...heading, level, rowspan: lines, colspan: last ? levels - level : 1 };
      open.length = level;
      open.push({ path, cell });
      began.push(cell);
    });
    open.length = row.headings.length;
    return began;
  });
}
