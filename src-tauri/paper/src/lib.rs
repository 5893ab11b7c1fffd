//! Sets type: a flow document goes in, the bytes of a PDF come out. Knows nothing of reviews, reads no clock and no
//! file, and gives identical bytes for identical input.

mod compose;
mod embed;
mod error;
pub mod figure;
pub mod flow;
mod font;
mod furniture;
mod icc;
mod kinsoku;
mod linebreak;
pub mod page;
mod pdf;
pub mod picture;
mod rows;
mod table;
mod tags;
pub mod tree;
mod xmp;

use std::sync::Arc;

pub use error::PaperError;
use flow::Flow;
pub use font::{Face, Fonts};
pub use page::Pages;

/// Everything about a paper that is not its content. `render` is a pure function of `Flow` and `Style`.
#[derive(Debug, Clone)]
pub struct Style {
    /// The faces; loaded once per process and shared.
    pub fonts: Arc<Fonts>,
    /// Title of the document (metadata and window title).
    pub title: String,
    /// Author (metadata), e.g. the bureau.
    pub author: String,
    /// Creation time (metadata); none leaves it out, so that a paper without a date depends on its content alone.
    pub created: Option<Timestamp>,
    /// Page number, foot and watermark.
    pub furniture: Furniture,
}

/// A moment with its offset; the caller's clock, never ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timestamp {
    /// Year, month, day, hour, minute, second.
    pub ymd_hms: (i32, u8, u8, u8, u8, u8),
    /// Offset from UTC in minutes (China: 480).
    pub offset_minutes: i16,
}

/// What stands outside the text area.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Furniture {
    /// How pages are numbered.
    pub numbering: Numbering,
    /// Text at the foot opposite the page number (document number, form version, check code), 9 pt, on one line, or
    /// two if it must.
    pub foot: String,
    /// Large pale text across every page (`草稿`), or nothing.
    pub watermark: Option<String>,
    /// No furniture on the first so many pages (covers).
    pub skip_pages: usize,
}

/// How pages are numbered; odd pages at the right, even pages at the left, as GB/T 9704 asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Numbering {
    /// `— 1 —` in 14 pt, 7 mm below the text area, one character in.
    #[default]
    Official,
    /// `第 1 页 共 3 页` in 9 pt: papers that are tables.
    PageOfPages,
    /// None.
    None,
}

/// Lays a document out and writes it as PDF 1.7, tagged, with PDF/A-2a and PDF/UA-1 metadata. Fails when a character
/// has no glyph in any face, a table is inconsistent, a face cannot be read, or more than 5 000 pages would result.
pub fn render(flow: &Flow, style: &Style) -> Result<Vec<u8>, PaperError> {
    pdf::write(&layout(flow, style)?, style)
}

/// Lays a document out: the display list behind `render`.
pub fn layout(flow: &Flow, style: &Style) -> Result<Pages, PaperError> {
    page::layout(flow, style)
}
