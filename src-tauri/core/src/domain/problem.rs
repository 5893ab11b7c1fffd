//! What is wrong with an input, and where. A check returns all problems, never the first; a draft may have them,
//! a signature may not.

use super::id::ReportId;
use serde::Serialize;

/// One thing that is wrong or worth a look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Problem {
    /// Whether it blocks.
    pub severity: Severity,
    /// Stable name; the sentence stands in the locale under `problem.<code>`.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// Values for the sentence.
    #[serde(serialize_with = "as_map")]
    #[cfg_attr(feature = "types", ts(type = "Record<string, string>"))]
    pub params: Vec<(&'static str, String)>,
}

/// 错误 blocks a signature or an import, 提醒 does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 错误: must be put right.
    Error,
    /// 提醒: should be looked at.
    Warning,
}

/// Where a problem stands, precise enough to put the cursor there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Place {
    /// The input as a whole.
    Whole,
    /// A value of a file or of a command, e.g. `groups[1].criteria[0].max`.
    Field {
        /// Path from the root.
        path: String,
    },
    /// A criterion of an opinion.
    Criterion {
        /// Its id in the form.
        id: String,
    },
    /// A remark of an opinion, counted from 1.
    Remark {
        /// Its number.
        no: usize,
    },
    /// A place in the opinion on one of several reports.
    Report {
        /// Which report.
        report: ReportId,
        /// Its number as people know it.
        no: String,
        /// Where in its opinion.
        place: Box<Place>,
    },
    /// A line of a text file or a row of a worksheet, counted from 1; column 0 = the whole line.
    Cell {
        /// Name of the worksheet; empty for a text file.
        sheet: String,
        /// Line, header included.
        row: usize,
        /// Column from 1.
        column: usize,
        /// The criterion of that line and the expert of that column, as far as known.
        label: String,
    },
}

impl Problem {
    /// A blocking problem.
    pub fn error(code: &'static str, place: Place) -> Self {
        Self { severity: Severity::Error, code, place, params: Vec::new() }
    }

    /// A problem that does not block.
    pub fn warning(code: &'static str, place: Place) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place) }
    }

    /// The same problem with one more value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }
}

impl Place {
    /// A field by its path.
    pub fn field(path: impl Into<String>) -> Self {
        Self::Field { path: path.into() }
    }

    /// A place in a text file.
    pub fn cell(row: usize, column: usize, label: impl Into<String>) -> Self {
        Self::Cell { sheet: String::new(), row, column, label: label.into() }
    }

    /// A place in a worksheet.
    pub fn sheet_cell(sheet: impl Into<String>, row: usize, column: usize) -> Self {
        Self::Cell { sheet: sheet.into(), row, column, label: String::new() }
    }

    /// The same place, in the opinion on a report.
    #[must_use]
    pub fn of_report(self, report: ReportId, no: &str) -> Self {
        Self::Report { report, no: no.to_owned(), place: Box::new(self) }
    }

    /// A criterion by its id.
    pub fn criterion(id: impl Into<String>) -> Self {
        Self::Criterion { id: id.into() }
    }
}

/// Whether anything blocks.
pub fn blocks(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

/// Values of a sentence as an object.
pub(super) fn as_map<S: serde::Serializer>(
    params: &[(&'static str, String)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(params.iter().map(|(name, value)| (*name, value)))
}
