//! Why a paper could not be made.

use std::fmt;

use crate::page::MOST_PAGES;

/// Why a paper could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperError {
    /// No face has these characters.
    MissingGlyphs {
        /// The characters, in the order of Unicode.
        chars: Vec<char>,
    },
    /// The cells of a table do not cover its grid exactly once.
    Table {
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// A face cannot be read or cut.
    Font {
        /// Name of the face.
        name: String,
        /// What is wrong with it.
        what: String,
    },
    /// More pages than a paper may have.
    TooLong {
        /// How many it would have had at least.
        pages: usize,
    },
    /// The PDF could not be written.
    Write {
        /// What went wrong.
        what: String,
    },
}

impl fmt::Display for PaperError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingGlyphs { chars } => {
                write!(f, "no face has these characters:")?;
                chars.iter().try_for_each(|ch| write!(f, " {ch} (U+{:04X})", *ch as u32))
            }
            Self::Table { row, column, what } => write!(f, "table, row {row}, column {column}: {what}"),
            Self::Font { name, what } => write!(f, "face {name}: {what}"),
            Self::TooLong { pages } => write!(f, "{pages} pages; a paper may have {MOST_PAGES}"),
            Self::Write { what } => write!(f, "writing the PDF: {what}"),
        }
    }
}

impl std::error::Error for PaperError {}
