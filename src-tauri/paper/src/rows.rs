//! Draws the rows of a table that stand on one page: the header again where the table goes on, the text of the cells,
//! merged cells with their text on every page they reach, and the rules.

use std::ops::Range;

use crate::figure;
use crate::flow::VAlign;
use crate::linebreak::SetParagraph;
use crate::page::{FigureRun, Item, Mark, Rect, Rule, line_runs};
use crate::table::{Piece, SetCell, SetTable};

const OUTER: f32 = 1.0;
const INNER: f32 = 0.5;

/// The part of a table on one page.
pub(crate) struct Fragment<'a> {
    table: &'a mut SetTable,
    /// Row, slice number within its row, top and bottom of what stands here, from top to bottom.
    bands: Vec<Band>,
    left: f32,
    bottom: f32,
}

#[derive(Debug, Clone, Copy)]
struct Band {
    row: usize,
    slice: usize,
    /// The row ends with this slice.
    last: bool,
    top: f32,
    bottom: f32,
    /// A header row drawn again.
    repeated: bool,
}

impl<'a> Fragment<'a> {
    /// Places the pieces from `(left, top)` downwards.
    pub(crate) fn new(table: &'a mut SetTable, pieces: Range<usize>, (left, top): (f32, f32)) -> Self {
        let mut bands = Vec::with_capacity(pieces.len() + table.header_rows);
        let mut y = top;
        let mut place = |piece: &Piece, (slice, last), repeated| {
            bands.push(Band { row: piece.row, slice, last, top: y, bottom: y + piece.height, repeated });
            y += piece.height;
        };
        if table.pieces[pieces.start].row >= table.header_rows {
            let header = table.pieces.iter().take_while(|piece| piece.row < table.header_rows);
            if pieces.start > 0 {
                header.for_each(|piece| place(piece, (0, true), true));
            }
        }
        for i in pieces {
            let piece = table.pieces[i];
            let first = table.pieces.partition_point(|other| other.row < piece.row);
            let last = table.pieces.get(i + 1).is_none_or(|next| next.row != piece.row);
            place(&piece, (i - first, last), false);
        }
        Self { table, bands, left, bottom: y }
    }

    /// Draws rules and text; returns the lower edge.
    pub(crate) fn draw(mut self, items: &mut Vec<Item>) -> f32 {
        if self.table.ruled {
            self.rules(items);
        }
        let columns = self.table.columns();
        let mut drawn = Vec::new();
        for (i, band) in self.bands.iter().enumerate() {
            for column in 0..columns {
                let cell = self.table.owner[band.row * columns + column];
                // A cell is drawn where its first band on this page begins.
                let above = i > 0 && {
                    let before = self.bands[i - 1];
                    before.repeated == band.repeated && self.table.owner[before.row * columns + column] == cell
                };
                let left = column > 0 && self.table.owner[band.row * columns + column - 1] == cell;
                if !above && !left {
                    drawn.push((cell, i));
                }
            }
        }
        for (cell, band) in drawn {
            self.cell(cell, band, items);
        }
        self.bottom
    }

    /// How many columns a cell covers.
    fn colspan(&self, index: usize) -> usize {
        let (cell, columns) = (&self.table.cells[index], self.table.columns());
        let row = &self.table.owner[cell.row * columns..(cell.row + 1) * columns];
        row.iter().filter(|owner| **owner == index).count()
    }

    /// Draws the figure and the text of a cell from the band where it begins on this page.
    fn cell(&mut self, index: usize, first: usize, items: &mut Vec<Item>) {
        let pad = self.table.padding.1;
        let x = self.left + self.table.edges[self.table.cells[index].column] + self.table.padding.0;
        let right = self.left + self.table.edges[self.table.cells[index].column + self.colspan(index)];
        let cell = &mut self.table.cells[index];
        let start = self.bands[first];
        let rows = cell.row..cell.row + cell.rowspan;
        let inside = |band: &&Band| band.repeated == start.repeated && rows.contains(&band.row);
        let bands = &self.bands[first..];
        let bands = &bands[..bands.iter().take_while(inside).count()];
        let Some(end) = bands.last() else { return };
        if let Some((figure, node)) = cell.figure.take() {
            let width = right - x - self.table.padding.0;
            let room = Rect { x, y: start.top, width, height: end.bottom - start.top };
            let placed = figure::place(&figure, room);
            items.extend(placed.map(|(area, drawn)| Item::Figure(FigureRun { area, drawn, mark: Mark::Node(node) })));
        }
        if let (Some(slot), 1) = (cell.slot, cell.rowspan) {
            return sliced(cell, bands, (x, slot, pad), items);
        }
        let room = end.bottom - start.top - 2.0 * pad;
        let ends = end.row + 1 == rows.end && end.last;
        whole_or_part(cell, Opening { top: start.top + pad, room, ends, repeated: start.repeated }, x, items);
    }

    fn rules(&self, items: &mut Vec<Item>) {
        let (Some(first), Some(last)) = (self.bands.first(), self.bands.last()) else { return };
        let table = &*self.table;
        let columns = table.columns();
        let owner = |band: &Band, column: usize| table.owner[band.row * columns + column];
        let x = |column: usize| self.left + table.edges[column];
        let mut rule = |from, to, width| items.push(Item::Rule(Rule { from, to, width }));
        for pair in self.bands.windows(2) {
            let joined =
                |column| pair[0].repeated == pair[1].repeated && owner(&pair[0], column) == owner(&pair[1], column);
            runs(
                columns,
                |column| !joined(column),
                |range| {
                    rule((x(range.start), pair[0].bottom), (x(range.end), pair[0].bottom), INNER);
                },
            );
        }
        for column in 1..columns {
            let parted = |i: usize| owner(&self.bands[i], column - 1) != owner(&self.bands[i], column);
            runs(self.bands.len(), parted, |range| {
                rule((x(column), self.bands[range.start].top), (x(column), self.bands[range.end - 1].bottom), INNER);
            });
        }
        let (left, right, top, bottom) = (x(0), x(columns), first.top, last.bottom);
        // The horizontal rules cover the corners.
        let half = OUTER / 2.0;
        rule((left - half, top), (right + half, top), OUTER);
        rule((left - half, bottom), (right + half, bottom), OUTER);
        rule((left, top), (left, bottom), OUTER);
        rule((right, top), (right, bottom), OUTER);
    }
}

/// What a page shows of a cell.
#[derive(Clone, Copy)]
struct Opening {
    top: f32,
    room: f32,
    /// The cell ends on this page.
    ends: bool,
    /// It belongs to a repeated header.
    repeated: bool,
}

/// Draws the whole text of a cell where it fits, marking all but the first time as a repetition. Text that does not
/// fit before a page break goes on where the cell goes on.
fn whole_or_part(cell: &mut SetCell, opening: Opening, x: f32, items: &mut Vec<Item>) {
    let count: usize = cell.paragraphs.iter().map(|p| p.lines.len()).sum();
    let fits = cell.height <= opening.room + 0.05;
    let again = opening.repeated || (count > 0 && cell.drawn == count);
    if again && !fits {
        return;
    }
    let skip = if again { 0 } else { cell.drawn };
    let shift = match cell.valign {
        VAlign::Middle if fits && skip == 0 => (opening.room - cell.height) / 2.0,
        VAlign::Top | VAlign::Middle => 0.0,
    };
    let mut y = opening.top + shift;
    let lines = cell.paragraphs.iter().flat_map(|p| p.lines.iter().map(move |line| (p, *line)));
    let mut drawn = skip;
    for (paragraph, line) in lines.skip(skip) {
        let full = y + paragraph.leading > opening.top + opening.room + 0.05;
        if full && !fits && !opening.ends {
            break;
        }
        let mark = if again { Mark::Repeat } else { Mark::Node(paragraph.node) };
        line_runs(paragraph, line, (x, y), mark, items);
        y += paragraph.leading;
        drawn += 1;
    }
    if !again {
        cell.drawn = drawn;
    }
}

/// The maximal ranges below `count` in which `wanted` holds.
fn runs(count: usize, wanted: impl Fn(usize) -> bool, mut found: impl FnMut(Range<usize>)) {
    let mut start = None;
    for i in 0..=count {
        let holds = i < count && wanted(i);
        match (start, holds) {
            (None, true) => start = Some(i),
            (Some(from), false) => {
                found(from..i);
                start = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
}

/// Draws the lines of a cell whose row is split: line `i` stands in slice `i`.
fn sliced(cell: &SetCell, bands: &[Band], (x, slot, pad): (f32, f32, f32), items: &mut Vec<Item>) {
    let lines = cell.paragraphs.iter().flat_map(|p: &SetParagraph| p.lines.iter().map(move |line| (p, *line)));
    let (Some(first), Some(last)) = (bands.first(), bands.last()) else { return };
    for (i, (paragraph, line)) in lines.enumerate().skip(first.slice).take(last.slice + 1 - first.slice) {
        let top = bands[i - first.slice].top + if i == 0 { pad } else { 0.0 };
        let y = top + (slot - paragraph.leading) / 2.0;
        line_runs(paragraph, line, (x, y), Mark::Node(paragraph.node), items);
    }
}
