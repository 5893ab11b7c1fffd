//! Sets type: a flow document goes in, the bytes of a PDF come out. Knows nothing of reviews, reads no clock and no
//! file, and gives identical bytes for identical input.

pub mod flow;

use std::sync::Arc;

/// Everything about a paper that is not its content. `render` is a pure function of `Flow` and `Style`.
#[derive(Debug, Clone)]
pub struct Style {
    /// The faces; loaded once per process and shared.
    pub fonts: Arc<Fonts>,
    /// Title of the document (metadata and window title).
    pub title: String,
    /// Author (metadata), e.g. the bureau.
    pub author: String,
    /// Creation time (metadata).
    pub created: Timestamp,
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
#[derive(Debug)] pub struct Fonts;
