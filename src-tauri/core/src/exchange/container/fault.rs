//! Why a container is not accepted. Every fault is a problem with a sentence; the kinds are told apart by what the
//! receiver does with the file.

use crate::domain::problem::{Place, Problem};
use crate::error::Error;
use std::io;
use std::path::Path;

/// Why a container is not accepted; the problem says it in words.
#[derive(Debug)]
pub enum Fault {
    /// Unreadable, over a limit, a hash or a size is wrong (state table row 1).
    Broken(Problem),
    /// It asks for a newer program (row 2).
    TooNew(Problem),
    /// A signature is wrong (row 3).
    Forged(Problem),
    /// It is encrypted with a code, and none was given.
    CodeNeeded,
    /// The code is another one.
    CodeWrong,
    /// It is encrypted for another key.
    OtherKey,
    /// The disk failed.
    Failed(Error),
}

/// What every step of reading returns.
pub(super) type Checked<T> = Result<T, Fault>;

impl Fault {
    /// The file breaks a rule.
    pub(super) fn broken(code: &'static str) -> Self {
        Self::Broken(Problem::error(code, Place::Whole))
    }

    /// The same, with the name of an entry; names come from a stranger, so they are cut and freed of controls.
    pub(super) fn broken_at(code: &'static str, name: &str) -> Self {
        Self::Broken(Problem::error(code, Place::Whole).with("name", shown(name)))
    }

    /// A limit was passed.
    pub(super) fn over(code: &'static str, name: &str, most: u64) -> Self {
        Self::Broken(Problem::error(code, Place::Whole).with("name", shown(name)).with("most", most))
    }

    /// Reading failed: bytes that cannot be unpacked or decrypted are the file's fault, everything else is the disk's.
    pub(super) fn of_reading(fault: io::Error) -> Self {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        match fault.kind() {
            InvalidData | InvalidInput | UnexpectedEof => Self::broken("container_damaged"),
            _ => Self::Failed(Error::Failed { doing: "file_read", path: None, source: fault.into() }),
        }
    }

    /// The same fault, naming the file whose disk failed.
    pub(super) fn at(self, path: &Path) -> Self {
        match self {
            Self::Failed(Error::Failed { doing, path: None, source }) => {
                Self::Failed(Error::Failed { doing, path: Some(path.to_path_buf()), source })
            }
            other => other,
        }
    }

    /// The problem in which a person reads it.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Broken(problem) | Self::TooNew(problem) | Self::Forged(problem) => Some(problem),
            Self::CodeNeeded | Self::CodeWrong | Self::OtherKey | Self::Failed(_) => None,
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Broken(problem) | Fault::TooNew(problem) | Fault::Forged(problem) => Self::invalid(problem),
            Fault::CodeNeeded => Self::refused("container_code_needed"),
            Fault::CodeWrong => Self::refused("container_code_wrong"),
            Fault::OtherKey => Self::refused("container_other_key"),
            Fault::Failed(error) => error,
        }
    }
}

/// A name out of a foreign file as it may stand in a sentence.
pub(super) fn shown(name: &str) -> String {
    const MOST: usize = 60;
    let plain = |c: char| if c.is_ascii_graphic() || ('\u{4e00}'..='\u{9fff}').contains(&c) { c } else { '?' };
    let mut text: String = name.chars().take(MOST).map(plain).collect();
    if name.chars().count() > MOST {
        text.push('…');
    }
    text
}
