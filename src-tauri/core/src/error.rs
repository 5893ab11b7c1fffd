//! The five kinds of failure. Core makes a code and its parameters; the sentence stands in `assets/locale`.

use crate::domain::problem::Problem;
use std::path::{Path, PathBuf};

/// Whatever the operating system or a library reports.
pub type Source = Box<dyn std::error::Error + Send + Sync>;

/// What every function of the core that can fail returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something was not done. The kinds are told apart by who can act: see `exit_code`.
#[derive(Debug)]
pub enum Error {
    /// The input breaks a rule; all problems with their places.
    Invalid(Vec<Problem>),
    /// A correct request that may not be carried out now.
    Refused {
        /// Stable name of the reason.
        code: &'static str,
        /// Values for the sentence.
        params: Vec<(&'static str, String)>,
    },
    /// There is no such thing.
    Missing {
        /// The noun (`session`, `report` …).
        what: &'static str,
        /// What it was asked for by.
        id: String,
    },
    /// The world failed: disk, file, permission.
    Failed {
        /// What was being done (a code of the locale).
        doing: &'static str,
        /// The file concerned.
        path: Option<PathBuf>,
        /// The cause.
        source: Source,
    },
    /// We failed.
    Bug {
        /// What was being done.
        doing: &'static str,
        /// The cause.
        source: Source,
    },
}

impl Error {
    /// A refusal without parameters.
    pub fn refused(code: &'static str) -> Self {
        Self::Refused { code, params: Vec::new() }
    }

    /// A refusal with its parameters.
    pub fn refused_with(code: &'static str, params: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self::Refused { code, params: params.into_iter().collect() }
    }

    /// One problem as an error.
    pub fn invalid(problem: Problem) -> Self {
        Self::Invalid(vec![problem])
    }

    /// A thing that is not there.
    pub fn missing(what: &'static str, id: impl ToString) -> Self {
        Self::Missing { what, id: id.to_string() }
    }

    /// A failure of the world around one file.
    pub fn failed(doing: &'static str, path: &Path, source: impl Into<Source>) -> Self {
        Self::Failed { doing, path: Some(path.to_path_buf()), source: source.into() }
    }

    /// A failure of our own.
    pub fn bug(doing: &'static str, source: impl Into<Source>) -> Self {
        Self::Bug { doing, source: source.into() }
    }

    /// Exit code of the command line: 2 invalid, 3 refused, 4 missing, 5 failed, 70 bug.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Invalid(_) => 2,
            Self::Refused { .. } => 3,
            Self::Missing { .. } => 4,
            Self::Failed { .. } => 5,
            Self::Bug { .. } => 70,
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::locale::sentence(self))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed { source, .. } | Self::Bug { source, .. } => Some(source.as_ref()),
            Self::Invalid(_) | Self::Refused { .. } | Self::Missing { .. } => None,
        }
    }
}
