//! 填报表: the form of one expert as a workbook, for a computer without the program. It is written for a person to fill in
//! and read back by marks that stand in it, wherever rows and worksheets have wandered; what it says of itself is sealed
//! with a secret that stays in the workspace.

mod cells;
mod declaration;
mod identity;
mod read;
mod remarks;
mod scores;
mod style;
mod write;

pub use identity::Identity;
pub use read::{Asked, FillIn, Filled, identify, read};
pub use write::write;

use crate::domain::answers::Answers;
use crate::domain::form::Form;
use crate::domain::record::{MemberRecord, SessionRecord};
use crate::domain::report::ReportHead;

/// Number of the format of fill-in forms.
pub const FORMAT: &str = "1";
/// Begins the mark of every worksheet of ours; what the worksheet is stands behind it.
const MARK: &str = "tongping-fill-in:";
/// What a worksheet is, behind the mark; that of the scores names its report.
const SCORES: &str = "scores:";
const REMARKS: &str = "remarks";
const DECLARATION: &str = "declaration";
/// Key of the row with the heads of a table.
const HEADS: &str = "heads";
/// Begins the key of a row of a criterion, so that no program makes a number of it.
const CRITERION_ROWS: &str = "c:";
/// The worksheet people do not see.
const HIDDEN: &str = "_tp";
/// Heads of the columns that are filled in; the reader finds them by these words.
const SCORE: &str = "得分";
const JUDGEMENT: &str = "评定结果";
const REASON: &str = "扣分理由";
const NOTE: &str = "说明";
const PAGE: &str = "依据页码";
const REPORT: &str = "报告编号";
const NATURE: &str = "性质";
const CRITERION: &str = "关联指标";
const PLACE: &str = "报告位置";
const REMARK_PAGE: &str = "页码";
const PROBLEM: &str = "存在问题";
const SUGGESTION: &str = "修改意见或建议";
const ANSWER: &str = "填写";
const YES: &str = "是";
const NO: &str = "否";

/// Everything a fill-in form is written of.
#[derive(Debug)]
pub struct ToFill<'a> {
    /// What it says of itself.
    pub identity: Identity,
    /// Its secret, 32 bytes.
    pub secret: &'a [u8],
    /// The form, with the conclusions of the session.
    pub form: &'a Form,
    /// The session.
    pub session: &'a SessionRecord,
    /// The expert.
    pub member: &'a MemberRecord,
    /// Until when it is asked back, in words; empty = nothing is said.
    pub due: &'a str,
    /// The reports in their order, without those the expert is recused from.
    pub reports: &'a [ReportToFill],
}

/// A report in a fill-in form.
#[derive(Debug)]
pub struct ReportToFill {
    /// Its UUID.
    pub uid: String,
    /// What is known of it.
    pub head: ReportHead,
    /// What the expert has answered so far; stands in the cells already.
    pub answers: Answers,
}
