//! What is asked of an import and what it answers: every file with the one sentence people read, every report in it, and
//! every place where what came in meets what stands here.

use crate::domain::arrival::Ask;
use crate::domain::comparison::{Choice, Outcome};
use crate::domain::id::{ExpertId, MemberId, ReportId, SessionId};
use crate::domain::number::Shown;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Files and folders to look at.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ImportPaths {
    /// Files, and folders whose files (`.tpr`, `.xlsx`) are looked at, one level deep.
    pub paths: Vec<PathBuf>,
}

/// An import to carry out.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ImportRun {
    /// The same as were looked at.
    pub paths: Vec<PathBuf>,
    /// `head` of the view that was looked at: if anything moved since, nothing is taken in.
    pub head: String,
    /// What was decided on files that ask.
    pub decisions: Vec<Decision>,
}

/// What was decided on one file.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Which file, by its SHA-256.
    pub sha256: String,
    /// Everything it asks is answered with yes; false = it is left out.
    pub accept: bool,
    /// Why; required where something is accepted. Where values are chosen it stands as the note of the re-check.
    pub reason: String,
    /// What counts, place by place.
    #[serde(default)]
    pub choices: Vec<FieldChoice>,
}

/// What counts at one place.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FieldChoice {
    /// On which report.
    pub report: ReportId,
    /// The place, as the view names it.
    pub place: String,
    /// What stands here, or what came in.
    pub take: Choice,
}

/// What becomes, or became, of files that come in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ImportView {
    /// Names what the view rests on: the log and the bytes of the files. Given back to `import_run`.
    pub head: String,
    /// The files, in the order in which they are taken in.
    pub files: Vec<ImportFile>,
    /// Files that are, or would be, taken in.
    pub taken: usize,
    /// Files that bring nothing new.
    pub skipped: usize,
    /// Files that are not taken in, those that still ask among them.
    pub refused: usize,
    /// Whether it was carried out.
    pub is_done: bool,
    /// 导入报告 as text.
    pub text: String,
}

/// One file.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ImportFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes; empty where it could not be read.
    pub sha256: String,
    /// Code of what was found.
    pub verdict: String,
    /// What that means for the file.
    pub level: Level,
    /// The one plain sentence: what happened, where, what to do.
    pub line: String,
    /// Name of the expert.
    pub expert: Option<String>,
    /// Row of the expert in the pool.
    pub expert_id: Option<ExpertId>,
    /// His or her seat.
    pub member: Option<MemberId>,
    /// The session.
    pub session: Option<SessionId>,
    /// Number of the return.
    pub seq: Option<i64>,
    /// When it was written, as the expert's clock said.
    pub at: Option<String>,
    /// Check code of the file.
    pub check_code: Option<String>,
    /// Fingerprint of the key it is signed with.
    pub fingerprint: Option<String>,
    /// What must be decided before it is taken in.
    pub asks: Vec<Ask>,
    /// Whether the bytes are kept apart, out of the scores.
    pub is_kept: bool,
    /// What it says of each report.
    pub reports: Vec<ImportReport>,
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename = "ImportLevel"))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 新.
    New,
    /// 有变化.
    Changed,
    /// 相同: only the receipt is kept, or not even that.
    Identical,
    /// 旧版本.
    Stale,
    /// 有冲突.
    Conflict,
    /// It asks something else.
    Ask,
    /// 拒绝: nothing of it is kept.
    Refused,
    /// 隔离: its bytes are kept, out of the scores.
    Quarantined,
}

/// What a file says of one report.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ImportReport {
    /// The report; none where it is no longer in the session.
    pub report: Option<ReportId>,
    /// Its number.
    pub no: String,
    /// Its title.
    pub title: String,
    /// What becomes of it.
    pub change: Change,
    /// The one plain sentence.
    pub line: String,
    /// Total as it stands here.
    pub before: Option<Shown>,
    /// Total as it will stand.
    pub after: Option<Shown>,
    /// Places where what came in is another thing than what was sent or stands here.
    pub fields: Vec<FieldView>,
}

/// What becomes of one report of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The first opinion on it.
    New,
    /// A new version.
    Changed,
    /// As it stands here.
    Same,
    /// What stands here stays.
    Kept,
    /// 未完成.
    Incomplete,
    /// 已回避.
    Recused,
    /// 无法评审.
    Declined,
    /// It cannot be taken; the line says why.
    NotTaken,
}

/// One place, three ways.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename = "ImportField"))]
pub struct FieldView {
    /// Its name for `import_run`.
    pub place: String,
    /// Its name for people.
    pub label: String,
    /// What the expert handed back before; empty = nothing.
    pub issued: String,
    /// What stands here.
    pub stored: String,
    /// What came in.
    pub incoming: String,
    /// Which of them counts.
    pub outcome: Outcome,
}

/// Which session.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReceivedWhich {
    /// Its id.
    pub session: SessionId,
}

/// A file that came in and was kept.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReceivedLine {
    /// Its name as it came.
    pub name: String,
    /// When, RFC 3339.
    pub received_at: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Check code of what it holds.
    pub check_code: String,
    /// `return`, `fill_in`, `paper`.
    pub kind: String,
    /// `accepted`, `quarantined`.
    pub state: String,
    /// What was found, in words.
    pub line: String,
    /// Name of the expert, where it is known.
    pub expert: Option<String>,
    /// Number of the return.
    pub seq: Option<i64>,
    /// Why it was accepted all the same; empty where nothing was asked.
    pub reason: String,
}
