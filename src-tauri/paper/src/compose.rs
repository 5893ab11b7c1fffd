//! Blocks become units, the smallest things a page takes: a line, a row, a space; each with the cost of a page break
//! before it. Here live the keep rules; `page` only looks for the cheapest break.

use crate::PaperError;
use crate::flow::{Align, Block, Heading, Paragraph, Role, TextStyle};
use crate::font::Glyphs;
use crate::linebreak::{Room, SetParagraph, balance, set, tame};
use crate::table::{Area, SetTable, measure};
use crate::tree::{Kind, Tree};

/// Cost of a break that splits what should stay together: a short paragraph, one line from its paragraph.
const LOOSE: u8 = 1;
/// Cost of a break after a heading, a caption, a table header, a row that keeps its successor.
const TIED: u8 = 2;
/// Cost of a break within a `Keep` block or between it and the lines before.
const KEPT: u8 = 3;

/// The smallest thing a page takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit {
    pub(crate) height: f32,
    /// Cost of a page break before it, 0 = free.
    pub(crate) cost: u8,
    /// It begins a new page.
    pub(crate) forced: bool,
    pub(crate) content: Content,
}

/// What a unit holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Content {
    Space,
    /// Line of a paragraph.
    Line(usize, usize),
    /// Piece of a table.
    Piece(usize, usize),
}

impl Unit {
    pub(crate) fn is_space(&self) -> bool {
        matches!(self.content, Content::Space)
    }
}

/// A section measured.
#[derive(Debug, Default)]
pub(crate) struct Column {
    pub(crate) units: Vec<Unit>,
    pub(crate) paragraphs: Vec<SetParagraph>,
    pub(crate) tables: Vec<SetTable>,
}

/// Measures the blocks of a section into a column of units.
pub(crate) fn compose(
    blocks: &[Block],
    area: Area,
    section: usize,
    tree: &mut Tree,
    glyphs: &mut Glyphs<'_>,
) -> Result<Column, PaperError> {
    let mut composer = Composer { column: Column::default(), area, section, tree, glyphs, ties: 0, breaks: false };
    composer.blocks(blocks)?;
    Ok(composer.column)
}

struct Composer<'a, 'f> {
    column: Column,
    area: Area,
    section: usize,
    tree: &'a mut Tree,
    glyphs: &'a mut Glyphs<'f>,
    /// How many coming lines or rows stay with what stands before them.
    ties: usize,
    /// The next unit begins a new page.
    breaks: bool,
}

impl Composer<'_, '_> {
    fn blocks(&mut self, blocks: &[Block]) -> Result<(), PaperError> {
        for block in blocks {
            match block {
                Block::Heading(heading) => self.heading(heading)?,
                Block::Paragraph(paragraph) => self.paragraph(paragraph)?,
                Block::Table(table) => self.table(table)?,
                Block::Keep(inner) => self.keep(inner)?,
                Block::Space(height) => {
                    let height = tame(*height, 0.0, self.area.height);
                    self.push(Unit { height, cost: 0, forced: false, content: Content::Space });
                }
                Block::PageBreak => {
                    self.breaks = true;
                    self.ties = 0;
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, mut unit: Unit) {
        if self.ties > 0 {
            unit.cost = unit.cost.max(TIED);
            self.ties -= usize::from(!unit.is_space());
        }
        unit.forced = self.breaks && !self.column.units.is_empty();
        self.breaks = false;
        self.column.units.push(unit);
    }

    fn heading(&mut self, heading: &Heading) -> Result<(), PaperError> {
        let style = heading.text_style.unwrap_or_else(|| heading_style(heading.level));
        let align = if heading.level == 0 { Align::Center } else { Align::Left };
        let first_indent_em = if heading.level == 0 || heading.text_style.is_some() { 0.0 } else { 2.0 };
        let paragraph = Paragraph { first_indent_em, ..Paragraph::new(&heading.text, style, align) };
        let node = self.tree.heading(heading.level, &heading.text, self.section);
        let room = Room { width: self.area.width, cell: false };
        let mut set = set(&paragraph, room, node, self.glyphs)?;
        if heading.level == 0 {
            balance(&mut set, self.area.width);
        }
        self.lines(set, TIED, 2);
        Ok(())
    }

    fn paragraph(&mut self, paragraph: &Paragraph) -> Result<(), PaperError> {
        let node = self.tree.add(Kind::Paragraph, self.section);
        let room = Room { width: self.area.width, cell: false };
        let set = set(paragraph, room, node, self.glyphs)?;
        self.lines(set, LOOSE, 0);
        Ok(())
    }

    /// Pushes the lines of a paragraph. Up to three stay whole; of a longer one neither the first nor the last stands
    /// alone. `ties` coming lines stay with it.
    fn lines(&mut self, set: SetParagraph, cost: u8, ties: usize) {
        let (count, height, index) = (set.lines.len(), set.leading, self.column.paragraphs.len());
        self.column.paragraphs.push(set);
        for line in 0..count {
            let whole = count <= 3 || cost > LOOSE || line == 1 || line + 1 == count;
            let cost = if line > 0 && whole { cost } else { 0 };
            self.push(Unit { height, cost, forced: false, content: Content::Line(index, line) });
        }
        self.ties = self.ties.max(ties);
    }

    fn table(&mut self, table: &crate::flow::Table) -> Result<(), PaperError> {
        if let Some(caption) = &table.caption {
            let node = self.tree.add(Kind::Caption, self.section);
            let room = Room { width: self.area.width, cell: false };
            let set = set(caption, room, node, self.glyphs)?;
            self.lines(set, TIED, 1);
        }
        if table.rows.is_empty() {
            return Ok(());
        }
        let set = measure(table, self.area, self.section, self.tree, self.glyphs)?;
        if self.ties > 0 {
            // What is tied to a table is tied to its first row of content.
            self.ties = self.ties.max(set.header_rows + 1);
        }
        let index = self.column.tables.len();
        for (i, piece) in set.pieces.iter().enumerate() {
            let content = Content::Piece(index, i);
            self.push(Unit { height: piece.height, cost: piece.cost, forced: false, content });
        }
        self.column.tables.push(set);
        let keeps = table.rows.last().is_some_and(|row| row.keep_with_next);
        self.ties = usize::from(keeps);
        Ok(())
    }

    /// Blocks on one page, with the last two lines or the last row before them.
    fn keep(&mut self, blocks: &[Block]) -> Result<(), PaperError> {
        let start = self.column.units.len();
        let breaks = self.breaks;
        self.blocks(blocks)?;
        let units = &mut self.column.units;
        let end = units.len();
        if start == end {
            return Ok(());
        }
        let mut from = start;
        if !breaks {
            let mut lines = 0;
            while from > 0 && lines < 2 && !units[from].forced {
                from -= 1;
                match units[from].content {
                    Content::Space => {}
                    Content::Line(..) => lines += 1,
                    Content::Piece(..) => lines += 2,
                }
            }
        }
        for unit in &mut units[from + 1..end] {
            unit.cost = KEPT;
        }
        Ok(())
    }
}

/// Face, size and pitch of a heading that names none.
fn heading_style(level: u8) -> TextStyle {
    let (role, size, leading) = match level {
        0 => (Role::Title, 22.0, 33.0),
        1 => (Role::Hei, 16.0, 28.95),
        2 => (Role::Kai, 16.0, 28.95),
        _ => (Role::Body, 16.0, 28.95),
    };
    TextStyle { role, size, leading }
}
