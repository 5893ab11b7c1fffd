//! The flow document: what a paper says, in order, without a single coordinate. `core::documents` builds it,
//! this package lays it out. Lengths that a document must choose itself are in points (1 pt = 1/72 in).

use std::sync::Arc;

use crate::picture::Picture;

/// A whole paper: one or more sections, each with its own page orientation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Flow {
    /// Sections in reading order; each begins on a new page.
    pub sections: Vec<Section>,
}

/// A run of pages with one orientation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    /// A4 landscape instead of portrait: for wide tables.
    pub landscape: bool,
    /// Title of this part in the outline of the PDF; `None` leaves the outline to the headings.
    pub title: Option<String>,
    /// Content in reading order.
    pub blocks: Vec<Block>,
}

/// One block of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading; it keeps the next two lines with it.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
    /// Blocks that stay on one page, together with the last two lines or the last table row before them
    /// (signatures, dates and seals never stand alone on a page).
    Keep(Vec<Block>),
    /// Vertical space in points; dropped at the top of a page.
    Space(f32),
    /// The next block begins a new page.
    PageBreak,
}

/// A heading of level 0 (the title of the paper) to 3.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// 0 = title (centred), 1…3 = the levels `一、` `（一）` `1.` of GB/T 9704.
    pub level: u8,
    /// The text, numbering included; `\n` forces a line break.
    pub text: String,
    /// Face, size and line pitch; `None` takes the level's own (title 22 pt 小标宋, 一、黑体, （一）楷体, 1. 仿宋; all 16 pt,
    /// two characters in). A heading with a style of its own stands flush left.
    pub text_style: Option<TextStyle>,
}

/// A paragraph of runs in one style.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    /// The text in runs; a run may change the face only.
    pub runs: Vec<Run>,
    /// Face, size and line pitch.
    pub style: TextStyle,
    /// Horizontal alignment; `Justify` leaves the last line at the left.
    pub align: Align,
    /// Indent of the first line, in em of `style.size` (2 for running text).
    pub first_indent_em: f32,
    /// Indent of every line from the left and from the right, in em.
    pub indent_em: (f32, f32),
}

/// A piece of text in one face. `\n` forces a line break.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The characters.
    pub text: String,
    /// `None` = the face of the paragraph.
    pub role: Option<Role>,
}

/// Role of a face (GB/T 9704 names); `Fonts` maps each to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 小标宋: titles.
    Title,
    /// 仿宋: running text.
    Body,
    /// 楷体.
    Kai,
    /// 黑体: table heads, first-level headings.
    Hei,
    /// 宋体: page numbers, figures in tables.
    Song,
}

/// Face, size and line pitch, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    /// Face by role.
    pub role: Role,
    /// Size of the type.
    pub size: f32,
    /// Distance of two base lines.
    pub leading: f32,
}

/// Horizontal alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Flush left, ragged right.
    Left,
    /// Centred.
    Center,
    /// Flush right.
    Right,
    /// Both edges, the last line flush left.
    Justify,
}

/// Vertical alignment in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VAlign {
    /// At the top.
    Top,
    /// In the middle.
    Middle,
}

/// A table as wide as the text area. Rows are not split across pages unless taller than a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Widths of the columns.
    pub columns: Vec<Width>,
    /// How many rows at the top are the header; repeated on each page.
    pub header_rows: usize,
    /// The rows. Every grid position is covered exactly once by a cell or by a span; else `PaperError::Table`.
    pub rows: Vec<Row>,
    /// Space between rule and text: horizontal, vertical.
    pub padding: (f32, f32),
    /// Caption kept with the first row (e.g. `表 1  …`), centred above the table.
    pub caption: Option<Paragraph>,
    /// Rules or none (a table without rules lays out signature lines and head fields).
    pub ruled: bool,
}

/// Something drawn, with what it is in words for those who cannot see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it is, e.g. `专家签名`.
    pub alt: String,
    /// What is drawn.
    pub drawing: Drawing,
}

/// What a figure shows; it is scaled as a whole into the room it gets.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawing {
    /// Lines drawn with a pen on a pad; y grows downwards.
    Strokes {
        /// Width and height of the pad, in its own units.
        pad: (f32, f32),
        /// The strokes, each a list of points.
        strokes: Vec<Vec<(f32, f32)>>,
    },
    /// A picture, opaque.
    Picture(Arc<Picture>),
    /// Black and white squares in rows (a QR code); what keeps it apart from its surroundings is drawn as white squares.
    Squares {
        /// Squares of a row, ≥ 1.
        width: usize,
        /// Row by row from the top; true = black.
        black: Vec<bool>,
    },
}

/// Width of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Width {
    /// Share of what the fixed columns leave.
    Weight(f32),
    /// Points.
    Fixed(f32),
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Cells from left to right; positions covered by a `rowspan` from above are left out.
    pub cells: Vec<Cell>,
    /// At least this tall (points); 0 = as tall as its text.
    pub min_height: f32,
    /// Stays on the page of the next row (a total with its signature, a group with its first criterion).
    pub keep_with_next: bool,
}

/// One cell, possibly merged over several columns or rows. A merged cell that crosses a page is drawn again on the next
/// page with its text repeated there.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Paragraphs from top to bottom.
    pub paragraphs: Vec<Paragraph>,
    /// Columns covered, ≥ 1.
    pub colspan: usize,
    /// Rows covered, ≥ 1.
    pub rowspan: usize,
    /// Vertical alignment.
    pub valign: VAlign,
    /// A header cell (tagged `TH`).
    pub header: bool,
    /// Something drawn behind the text, in the middle of the width inside the padding and as tall as the cell at most;
    /// it never makes the cell taller.
    pub figure: Option<Figure>,
}

impl Paragraph {
    /// A paragraph of one run.
    pub fn new(text: impl Into<String>, style: TextStyle, align: Align) -> Self {
        Self {
            runs: vec![Run { text: text.into(), role: None }],
            style,
            align,
            first_indent_em: 0.0,
            indent_em: (0.0, 0.0),
        }
    }

    /// Running text of GB/T 9704: justified, the first line two characters in.
    pub fn body(text: impl Into<String>, style: TextStyle) -> Self {
        Self { first_indent_em: 2.0, ..Self::new(text, style, Align::Justify) }
    }

    /// The text of all runs.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

impl Cell {
    /// A cell of one paragraph, covering one position, in the middle of its height.
    pub fn new(paragraph: Paragraph) -> Self {
        Self {
            paragraphs: vec![paragraph],
            colspan: 1,
            rowspan: 1,
            valign: VAlign::Middle,
            header: false,
            figure: None,
        }
    }

    /// The same cell over `columns` × `rows` positions.
    pub fn span(self, columns: usize, rows: usize) -> Self {
        Self { colspan: columns, rowspan: rows, ..self }
    }
}
