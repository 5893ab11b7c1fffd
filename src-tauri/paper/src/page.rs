//! Pages: the display list and how it comes about. Units fill a page until the cheapest break; lines become text runs
//! in absolute coordinates. The origin is the top left corner of the paper, y grows downwards, lengths are points.

use std::ops::Range;

use crate::compose::{Column, Content, Unit, compose};
use crate::figure::Drawn;
use crate::flow::Flow;
use crate::font::Glyphs;
use crate::linebreak::{Line, SetParagraph};
use crate::rows::Fragment;
use crate::table::Area;
use crate::tree::{Entry, Node, Tree};
use crate::{PaperError, Style};

/// Points in a millimetre.
pub(crate) const MM: f32 = 72.0 / 25.4;
/// More pages than this are refused: a document of that length is a mistake, and memory grows with it.
pub const MOST_PAGES: usize = 5_000;

/// A document laid out: pages in coordinates, and what each piece of text is.
#[derive(Debug, Clone, PartialEq)]
pub struct Pages {
    /// The pages in order.
    pub pages: Vec<Page>,
    /// The structure tree; the first node is the root, parents stand before their children.
    pub nodes: Vec<Node>,
    /// The outline in reading order.
    pub outline: Vec<Entry>,
}

/// One page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// A4 landscape instead of portrait.
    pub landscape: bool,
    /// What is drawn, in order.
    pub items: Vec<Item>,
}

/// Something drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Glyphs of one face on one base line.
    Text(TextRun),
    /// A straight rule.
    Rule(Rule),
    /// A figure.
    Figure(FigureRun),
}

/// A figure in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureRun {
    /// What it covers.
    pub area: Rect,
    /// What is drawn.
    pub drawn: Drawn,
    /// What it is.
    pub mark: Mark,
}

/// Glyphs of one face on one base line.
#[derive(Debug, Clone, PartialEq)]
pub struct TextRun {
    /// Left end of the base line.
    pub x: f32,
    /// Height of the base line.
    pub y: f32,
    /// Size of the type.
    pub size: f32,
    /// Number of the face in `Fonts`.
    pub face: u16,
    /// The glyphs from left to right.
    pub glyphs: Vec<Placed>,
    /// What it is.
    pub mark: Mark,
    /// Direction of the base line in degrees, clockwise: 0 except for furniture.
    pub turn: f32,
    /// 0 = black, 1 = white.
    pub grey: f32,
}

/// A glyph in a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// The character.
    pub ch: char,
    /// Glyph id in the face.
    pub gid: u16,
    /// Distance from the start of the run.
    pub x: f32,
    /// Its width as the face has it.
    pub advance: f32,
}

/// What a run of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Content: a node of the structure tree.
    Node(usize),
    /// A header row or merged cell repeated on a further page.
    Repeat,
    /// Page number, foot.
    Furniture,
    /// The word behind the text.
    Watermark,
}

/// A straight rule from one point to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Where it begins.
    pub from: (f32, f32),
    /// Where it ends.
    pub to: (f32, f32),
    /// Its width.
    pub width: f32,
}

/// Left, top, width and height of a rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// Width and height of a sheet.
pub fn paper(landscape: bool) -> (f32, f32) {
    if landscape { (297.0 * MM, 210.0 * MM) } else { (210.0 * MM, 297.0 * MM) }
}

/// The text area: 156 × 225 mm, 37 mm from the top and 28 mm from the left (GB/T 9704-2012). A landscape page is the
/// same sheet turned, its head at the binding, so the binding margin lies above it and the upper margin at its right.
pub fn text_area(landscape: bool) -> Rect {
    if landscape {
        Rect { x: 35.0 * MM, y: 28.0 * MM, width: 225.0 * MM, height: 156.0 * MM }
    } else {
        Rect { x: 28.0 * MM, y: 37.0 * MM, width: 156.0 * MM, height: 225.0 * MM }
    }
}

/// Lays a document out.
pub(crate) fn layout(flow: &Flow, style: &Style) -> Result<Pages, PaperError> {
    let mut glyphs = Glyphs::new(&style.fonts);
    let mut tree = Tree::new();
    let mut pages = Vec::new();
    for section in &flow.sections {
        let lone = flow.sections.len() == 1 && section.title.is_none();
        let node = if lone { 0 } else { tree.section(section.title.as_ref()) };
        let area = text_area(section.landscape);
        let room = Area { width: area.width, height: area.height };
        let mut column = compose(&section.blocks, room, node, &mut tree, &mut glyphs)?;
        glyphs.complete()?;
        let ranges = paginate(&column, area.height);
        if pages.len() + ranges.len() > MOST_PAGES {
            return Err(PaperError::TooLong { pages: pages.len() + ranges.len() });
        }
        for range in ranges {
            let mut page = Page { landscape: section.landscape, items: Vec::new() };
            draw(&mut column, range, area, &mut page.items);
            pages.push(page);
        }
    }
    if pages.is_empty() {
        pages.push(Page { landscape: false, items: Vec::new() });
    }
    crate::furniture::add(&mut pages, style, &mut glyphs)?;
    glyphs.complete()?;
    Ok(Pages { pages, nodes: tree.nodes, outline: tree.outline })
}

/// Cuts the units into pages at the cheapest, then latest, break.
fn paginate(column: &Column, height: f32) -> Vec<Range<usize>> {
    let units = &column.units;
    let mut pages = Vec::new();
    let mut start = 0;
    loop {
        while start < units.len() && units[start].is_space() {
            start += 1;
        }
        if start >= units.len() {
            break;
        }
        let end = page_end(column, start, height);
        pages.push(start..end);
        start = end;
    }
    if pages.is_empty() && !units.is_empty() {
        pages.push(0..0);
    }
    pages
}

fn page_end(column: &Column, start: usize, height: f32) -> usize {
    let units = &column.units;
    let mut used = repeated_header(column, &units[start]);
    let mut best: Option<(u8, usize)> = None;
    for (i, unit) in units.iter().enumerate().skip(start) {
        if i > start {
            if unit.forced {
                return i;
            }
            if best.is_none_or(|(cost, _)| unit.cost <= cost) {
                best = Some((unit.cost, i));
            }
        }
        used += unit.height;
        if used > height + 0.05 {
            return best.map_or(start + 1, |(_, end)| end);
        }
    }
    units.len()
}

/// Height of the table header that is repeated when a page begins with this unit.
fn repeated_header(column: &Column, unit: &Unit) -> f32 {
    match unit.content {
        Content::Piece(table, piece) => {
            let table = &column.tables[table];
            if table.pieces[piece].row >= table.header_rows { table.header_height } else { 0.0 }
        }
        Content::Space | Content::Line(..) => 0.0,
    }
}

/// Draws the units of a page.
fn draw(column: &mut Column, range: Range<usize>, area: Rect, items: &mut Vec<Item>) {
    let mut y = area.y;
    let mut at = range.start;
    while at < range.end {
        let unit = column.units[at];
        match unit.content {
            Content::Space => {
                y += unit.height;
                at += 1;
            }
            Content::Line(paragraph, line) => {
                let set = &column.paragraphs[paragraph];
                line_runs(set, set.lines[line], (area.x, y), Mark::Node(set.node), items);
                y += unit.height;
                at += 1;
            }
            Content::Piece(table, first) => {
                let same = |unit: &Unit| matches!(unit.content, Content::Piece(other, _) if other == table);
                let count = column.units[at..range.end].iter().take_while(|unit| same(unit)).count();
                let table = &mut column.tables[table];
                y = Fragment::new(table, first..first + count, (area.x, y)).draw(items);
                at += count;
            }
        }
    }
}

/// Draws a line whose box has its left top corner at `(x, y)`: one run per face.
pub(crate) fn line_runs(set: &SetParagraph, line: Line, (x, y): (f32, f32), mark: Mark, items: &mut Vec<Item>) {
    let base = y + base_line(set.size, set.leading);
    let mut run: Option<TextRun> = None;
    for (offset, atom) in set.placed(line) {
        if run.as_ref().is_none_or(|run| run.face != atom.face) {
            items.extend(run.take().map(Item::Text));
            let glyphs = Vec::with_capacity(32);
            let (x, face, size) = (x + offset, atom.face, set.size);
            run = Some(TextRun { x, y: base, size, face, glyphs, mark, turn: 0.0, grey: 0.0 });
        }
        if let Some(run) = &mut run {
            let placed = Placed { ch: atom.ch, gid: atom.gid, x: x + offset - run.x, advance: atom.natural };
            run.glyphs.push(placed);
        }
    }
    items.extend(run.map(Item::Text));
}

/// Distance of the base line from the top of a line: the em box of a Chinese face, 0.88 above and 0.12 below the base
/// line, stands in the middle of the line.
pub(crate) fn base_line(size: f32, leading: f32) -> f32 {
    (leading - size) / 2.0 + 0.88 * size
}
