//! Tables: the grid is checked, columns get their widths, cells their lines, rows their heights. `page` decides which
//! rows stand where; `rows` draws them.

use crate::PaperError;
use crate::flow::{Cell, Figure, Row, Table, VAlign, Width};
use crate::font::Glyphs;
use crate::linebreak::{Room, SetParagraph, set, tame};
use crate::tree::{Kind, Tree};

/// A table measured and ready to be drawn in fragments.
#[derive(Debug)]
pub(crate) struct SetTable {
    /// Left edge of each column and the right edge of the last, from the left of the text area.
    pub(crate) edges: Vec<f32>,
    pub(crate) cells: Vec<SetCell>,
    /// Which cell covers a position: `row * columns + column`.
    pub(crate) owner: Vec<usize>,
    pub(crate) header_rows: usize,
    pub(crate) ruled: bool,
    pub(crate) padding: (f32, f32),
    /// What the pagination moves: rows, or slices of a row that is taller than a page.
    pub(crate) pieces: Vec<Piece>,
    /// Height of the header rows.
    pub(crate) header_height: f32,
}

/// A row, or a slice of one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) row: usize,
    pub(crate) height: f32,
    /// Cost of a page break before it, see `page`.
    pub(crate) cost: u8,
}

/// A cell with its lines.
#[derive(Debug)]
pub(crate) struct SetCell {
    pub(crate) row: usize,
    pub(crate) column: usize,
    pub(crate) rowspan: usize,
    pub(crate) valign: VAlign,
    pub(crate) paragraphs: Vec<SetParagraph>,
    /// Its figure with its node, until it is drawn.
    pub(crate) figure: Option<(Figure, usize)>,
    /// Height of its text.
    pub(crate) height: f32,
    /// Pitch that all lines take in a row that is split by lines.
    pub(crate) slot: Option<f32>,
    /// How many lines are drawn.
    pub(crate) drawn: usize,
}

impl SetTable {
    pub(crate) fn columns(&self) -> usize {
        self.edges.len() - 1
    }
}

/// Width and height of the room a table may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// Measures a table.
pub(crate) fn measure(
    table: &Table,
    area: Area,
    parent: usize,
    tree: &mut Tree,
    glyphs: &mut Glyphs<'_>,
) -> Result<SetTable, PaperError> {
    let edges = edges(&table.columns, area.width)?;
    let places = grid(table)?;
    let padding = (tame(table.padding.0, 0.0, 50.0), tame(table.padding.1, 0.0, 50.0));
    let columns = table.columns.len();
    let header_rows = table.header_rows.min(table.rows.len());
    let mut cells = Vec::with_capacity(places.starts.len());
    let mut rows = RowNodes::new(table, header_rows, parent, tree);
    let mut heights: Vec<f32> = table.rows.iter().map(|row| tame(row.min_height, 0.0, area.height)).collect();
    let source = table.rows.iter().flat_map(|row| &row.cells);
    for (cell, (row, column)) in source.zip(places.starts) {
        let node = rows.cell(cell, row, tree);
        let width = edges[column + cell.colspan] - edges[column];
        let room = Room { width: (width - 2.0 * padding.0).max(1.0), cell: true };
        let set = set_cell(cell, (row, column), room, (node, tree), glyphs)?;
        if cell.rowspan == 1 {
            heights[row] = heights[row].max(set.height + 2.0 * padding.1);
        }
        cells.push(set);
    }
    let mut set = SetTable {
        edges,
        cells,
        owner: places.owner,
        header_rows,
        ruled: table.ruled,
        padding,
        pieces: Vec::new(),
        header_height: 0.0,
    };
    debug_assert_eq!(set.owner.len(), columns * table.rows.len());
    fit_spans(&set, &mut heights, area.height);
    set.header_height = heights[..header_rows].iter().sum();
    if set.header_height > area.height * 0.6 {
        // Headers that leave no room for rows are not repeated.
        set.header_rows = 0;
        set.header_height = 0.0;
    }
    cut_rows(&mut set, &table.rows, &heights, area.height);
    Ok(set)
}

/// The edges of the columns: fixed widths first, weights share the rest; all shrink when the fixed ones are too wide.
fn edges(columns: &[Width], width: f32) -> Result<Vec<f32>, PaperError> {
    let wrong = |what: &str| PaperError::Table { row: 0, column: 0, what: what.to_owned() };
    if columns.is_empty() {
        return Err(wrong("a table needs at least one column"));
    }
    let fixed: f32 = columns.iter().map(|c| if let Width::Fixed(w) = c { tame(*w, 0.0, width) } else { 0.0 }).sum();
    let weight: f32 = columns.iter().map(|c| if let Width::Weight(w) = c { tame(*w, 0.0, 1e6) } else { 0.0 }).sum();
    let rest = (width - fixed).max(0.0);
    let widths: Vec<f32> = columns
        .iter()
        .map(|column| match column {
            Width::Fixed(w) => tame(*w, 0.0, width),
            Width::Weight(w) if weight > 0.0 => rest * tame(*w, 0.0, 1e6) / weight,
            Width::Weight(_) => 0.0,
        })
        .collect();
    let total: f32 = widths.iter().sum();
    if total <= 0.0 {
        return Err(wrong("the columns have no width"));
    }
    // A table is as wide as the text area whatever its columns add up to.
    let mut edges = vec![0.0];
    let mut pen = 0.0;
    for w in widths {
        pen += w * width / total;
        edges.push(pen);
    }
    Ok(edges)
}

struct Places {
    starts: Vec<(usize, usize)>,
    owner: Vec<usize>,
}

/// Puts every cell on the grid; an uncovered or doubly covered position is an error.
fn grid(table: &Table) -> Result<Places, PaperError> {
    const FREE: usize = usize::MAX;
    let columns = table.columns.len();
    let mut owner = vec![FREE; columns * table.rows.len()];
    let mut starts = Vec::new();
    for (row, line) in table.rows.iter().enumerate() {
        let wrong = |column: usize, what: &str| PaperError::Table { row, column, what: what.to_owned() };
        for cell in &line.cells {
            let free = owner[row * columns..(row + 1) * columns].iter().position(|o| *o == FREE);
            let Some(column) = free else { return Err(wrong(columns, "more cells than columns")) };
            if cell.colspan == 0 || cell.rowspan == 0 {
                return Err(wrong(column, "a cell covers at least one position"));
            }
            if cell.colspan > columns - column || cell.rowspan > table.rows.len() - row {
                return Err(wrong(column, "the cell reaches beyond the table"));
            }
            if row < table.header_rows && row + cell.rowspan > table.header_rows {
                return Err(wrong(column, "a header cell reaches below the header"));
            }
            for r in row..row + cell.rowspan {
                for place in &mut owner[r * columns + column..r * columns + column + cell.colspan] {
                    if *place != FREE {
                        return Err(wrong(column, "two cells cover one position"));
                    }
                    *place = starts.len();
                }
            }
            starts.push((row, column));
        }
        if let Some(column) = owner[row * columns..(row + 1) * columns].iter().position(|o| *o == FREE) {
            return Err(wrong(column, "no cell covers this position"));
        }
    }
    Ok(Places { starts, owner })
}

/// Makes the nodes of a table as its cells come by.
struct RowNodes {
    ruled: bool,
    header_rows: usize,
    table: usize,
    part: Option<(bool, usize)>,
    row: Option<(usize, usize)>,
}

impl RowNodes {
    fn new(table: &Table, header_rows: usize, parent: usize, tree: &mut Tree) -> Self {
        let node = tree.add(if table.ruled { Kind::Table } else { Kind::Group }, parent);
        Self { ruled: table.ruled, header_rows, table: node, part: None, row: None }
    }

    fn cell(&mut self, cell: &Cell, row: usize, tree: &mut Tree) -> usize {
        if !self.ruled {
            return self.table;
        }
        let head = row < self.header_rows;
        let part = match self.part {
            Some((is_head, node)) if is_head == head => node,
            _ => tree.add(if head { Kind::Head } else { Kind::Body }, self.table),
        };
        self.part = Some((head, part));
        let parent = match self.row {
            Some((at, node)) if at == row => node,
            _ => tree.add(Kind::Row, part),
        };
        self.row = Some((row, parent));
        let (colspan, rowspan) = (cell.colspan, cell.rowspan);
        let header = head || cell.header;
        tree.add(if header { Kind::HeaderCell(colspan, rowspan) } else { Kind::Cell(colspan, rowspan) }, parent)
    }
}

fn set_cell(
    cell: &Cell,
    (row, column): (usize, usize),
    room: Room,
    (node, tree): (usize, &mut Tree),
    glyphs: &mut Glyphs<'_>,
) -> Result<SetCell, PaperError> {
    let one = cell.paragraphs.len() == 1 && tree.nodes[node].kind != Kind::Group;
    let mut paragraphs = Vec::with_capacity(cell.paragraphs.len());
    for paragraph in &cell.paragraphs {
        let own = if one { node } else { tree.add(Kind::Paragraph, node) };
        paragraphs.push(set(paragraph, room, own, glyphs)?);
    }
    let figure = cell.figure.as_ref().map(|figure| (figure.clone(), tree.figure(&figure.alt, node)));
    let height = paragraphs.iter().map(SetParagraph::height).sum();
    let (rowspan, valign) = (cell.rowspan, cell.valign);
    Ok(SetCell { row, column, rowspan, valign, paragraphs, figure, height, slot: None, drawn: 0 })
}

/// Rows under a merged cell grow until its text fits, with the room that page breaks waste when they cut it.
fn fit_spans(table: &SetTable, heights: &mut [f32], page: f32) {
    for cell in table.cells.iter().filter(|cell| cell.rowspan > 1) {
        let rows = &mut heights[cell.row..cell.row + cell.rowspan];
        let need = cell.height + 2.0 * table.padding.1;
        let leading = cell.paragraphs.iter().map(|p| p.leading).fold(0.0, f32::max);
        let cuts = (need / (page * 0.3)).ceil();
        let need = need + cuts * (leading + 2.0 * table.padding.1);
        let lack = need - rows.iter().sum::<f32>();
        if lack > 0.0 {
            let share = lack / rows.len() as f32;
            for row in rows {
                *row += share;
            }
        }
    }
}

/// Makes the pieces: one per row, several for a row taller than a page, with the cost of a page break before each.
fn cut_rows(table: &mut SetTable, rows: &[Row], heights: &[f32], page: f32) {
    let room = page - table.header_height;
    for (row, &height) in heights.iter().enumerate() {
        let follows_keep = row > 0 && rows[row - 1].keep_with_next;
        let cost = if (row > 0 && row <= table.header_rows) || follows_keep { 2 } else { 0 };
        if height <= room {
            table.pieces.push(Piece { row, height, cost });
            continue;
        }
        let first = table.pieces.len();
        cut_row(table, row, height, cost);
        // Neither the first nor the last line of a long row stands alone.
        if let [_, second, .., last] = &mut table.pieces[first..] {
            second.cost = 1;
            last.cost = 1;
        }
    }
    hold_spans(table, heights, room);
}

/// Cuts a tall row into slices of one line; all its cells take one pitch, so that every cut is clean.
fn cut_row(table: &mut SetTable, row: usize, height: f32, cost: u8) {
    let pad = table.padding.1;
    let mut slot: f32 = 0.0;
    let mut lines = 1;
    for cell in table.cells.iter().filter(|cell| cell.row == row && cell.rowspan == 1) {
        slot = cell.paragraphs.iter().map(|p| p.leading).fold(slot, f32::max);
        lines = lines.max(cell.paragraphs.iter().map(|p| p.lines.len()).sum());
    }
    let slot = if slot > 0.0 { slot } else { height / (height / 20.0).ceil() };
    for cell in table.cells.iter_mut().filter(|cell| cell.row == row && cell.rowspan == 1) {
        cell.slot = Some(slot);
    }
    let needed = ((height - 2.0 * pad) / slot).ceil().max(1.0) as usize;
    for i in 0..lines.max(needed) {
        let height = if i == 0 { slot + pad } else { slot };
        table.pieces.push(Piece { row, height, cost: if i == 0 { cost } else { 0 } });
    }
    if let Some(last) = table.pieces.last_mut() {
        last.height += pad;
    }
}

/// A page break inside a merged cell should leave room for its whole text on both sides.
fn hold_spans(table: &mut SetTable, heights: &[f32], room: f32) {
    for cell in table.cells.iter().filter(|cell| cell.rowspan > 1) {
        let need = cell.height + 2.0 * table.padding.1;
        if need > room * 0.5 {
            continue;
        }
        let total: f32 = heights[cell.row..cell.row + cell.rowspan].iter().sum();
        let mut above = 0.0;
        for row in cell.row + 1..cell.row + cell.rowspan {
            above += heights[row - 1];
            if above + 0.01 < need || total - above + 0.01 < need {
                let piece = table.pieces.partition_point(|piece| piece.row < row);
                let piece = &mut table.pieces[piece];
                piece.cost = piece.cost.max(1);
            }
        }
    }
}
