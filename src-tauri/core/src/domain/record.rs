//! What is frozen when an opinion is signed and when a sheet is finalised: everything the paper shows, so that it can be
//! drawn again for ever, whatever becomes of the rows. These shapes are stored; fields are only ever added.

use super::dispute::Ground;
use super::form::Conclusion;
use super::number::{Points, Shown};
use super::opinion::RemarkBody;
use super::report::ReportHead;
use super::score::Deducted;
use super::session::{MemberRole, RecusalKind, SessionHead};
use super::sheet::SheetItemBody;
use super::signal::Signal;
use super::signature::SignatureKind;
use super::tally::Tally;
use serde::{Deserialize, Serialize};

/// Number of the stored format of records.
pub const FORMAT: u32 = 1;

/// A session as papers name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// Number.
    pub no: String,
    /// Title, organiser, dates …
    pub head: SessionHead,
}

/// A form version as papers name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRecord {
    /// Id, e.g. `T-RV-SCORE`.
    pub id: String,
    /// Version.
    pub version: String,
    /// SHA-256 of its canonical JSON.
    pub sha256: String,
}

/// A member as papers name him or her.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRecord {
    /// Seat in the panel, from 1.
    pub seat: i64,
    /// Chair or member.
    pub role: MemberRole,
    /// Name.
    pub name: String,
    /// Kind of expert.
    pub kind: String,
    /// Employer.
    pub employer: String,
    /// 职称/职务.
    pub job_title: String,
    /// 专业领域.
    pub field: String,
}

/// One expert's opinion on one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpinionRecord {
    /// `FORMAT`.
    pub format: u32,
    /// 编号 of the paper.
    pub number: String,
    /// Version of the opinion.
    pub version: i64,
    /// The session.
    pub session: SessionRecord,
    /// The report.
    pub report: ReportHead,
    /// The expert.
    pub member: MemberRecord,
    /// The form.
    pub form: FormRecord,
    /// 回避声明 given.
    pub declared: bool,
    /// Per criterion of the form, in order.
    pub scores: Vec<ScoreRecord>,
    /// Sum of the points, by the form's places.
    pub total: Option<Shown>,
    /// Grade of the total.
    pub grade: Option<String>,
    /// Ticked veto items.
    pub veto: Vec<String>,
    /// Conclusion.
    pub conclusion: String,
    /// Remarks with their numbers.
    pub remarks: Vec<RemarkRecord>,
    /// 主要成效与可推广经验.
    pub merits: String,
    /// 对项目预算安排和管理的建议.
    pub budget_advice: String,
    /// Time of signing; none on a draft.
    pub signed_at: Option<String>,
    /// What the signature is; none on a draft and where the printed paper is signed by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureRecord>,
    /// What the form asks for at the head besides the report's own fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldRecord>,
    /// Titles of the papers, where the kind of session decides them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub titles: Option<TitlesRecord>,
    /// Conclusions the kind of session lays over the form's own; empty = the form's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conclusions: Vec<Conclusion>,
    /// How it reached this workspace, where it was not signed in it; none on records signed here and by the expert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Places (as printed) that differ from what the expert signed; printed as 与签字件不一致处.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<String>,
}

/// How an opinion without a signed file came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// 填报表（未签名）.
    FillIn,
    /// 代录: typed in twice from paper.
    Paper,
    /// Put together of a newer return and what stood here; `differs` says where.
    Merged,
}

/// The signature under an opinion: the frozen content names it, so that no other can be put under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureRecord {
    /// Strokes or picture.
    pub kind: SignatureKind,
    /// SHA-256 of its bytes: the strokes as JSON, the picture as the file was.
    pub sha256: String,
}

/// A head field on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRecord {
    /// Label as printed.
    pub name: String,
    /// Value as printed: money with two places and 万元, dates as 2026年9月16日; empty where nothing was entered.
    pub value: String,
}

/// Titles of the papers of a kind of session. `{organiser}` in them becomes the organiser, `\n` a line break; an empty
/// one leaves the paper its own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TitlesRecord {
    /// Title of an expert's opinion, e.g. 事前绩效评估专家意见书.
    pub opinion: String,
    /// Title of the panel's sheet.
    pub sheet: String,
    /// Title of the score summary.
    pub summary: String,
}

/// A score on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreRecord {
    /// Criterion.
    pub criterion: String,
    /// Points; none where nothing valid was entered (drafts only).
    pub points: Option<Points>,
    /// 扣分理由.
    pub reason: String,
    /// The choice, or 不适用, where points alone do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// The arithmetic of a score by counted deductions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deducted: Vec<Deducted>,
}

/// A remark on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemarkRecord {
    /// Number within the opinion.
    pub no: i64,
    /// Content.
    pub body: RemarkBody,
}

/// The panel's unified opinion sheet for one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRecord {
    /// `FORMAT`.
    pub format: u32,
    /// 编号 of the paper.
    pub number: String,
    /// Version of the sheet.
    pub version: i64,
    /// The session.
    pub session: SessionRecord,
    /// The report.
    pub report: ReportHead,
    /// The form.
    pub form: FormRecord,
    /// The opinions that count, in panel order.
    pub voices: Vec<Voice>,
    /// Members recused from this report.
    pub recused: Vec<RecusedRecord>,
    /// The arithmetic.
    pub tally: Tally,
    /// The rule in words, as printed.
    pub rule_words: String,
    /// Items with the labels of their sources.
    pub items: Vec<ItemRecord>,
    /// Remarks that are not used.
    pub unused: Vec<UnusedRecord>,
    /// 总体意见.
    pub overall: String,
    /// Conclusion of the panel.
    pub conclusion: String,
    /// The one the points suggest.
    pub suggested: Option<String>,
    /// Why they differ.
    pub conclusion_reason: String,
    /// 不同意见.
    pub dissents: Vec<DissentRecord>,
    /// Time of finalising; none on a draft.
    pub finalised_at: Option<String>,
    /// 更正 since the tally was locked, the oldest first.
    #[serde(default)]
    pub corrections: Vec<CorrectionRecord>,
    /// 合议分 with their reasons.
    #[serde(default)]
    pub agreed: Vec<AgreedRecord>,
    /// 分歧提示 that fired on the scores as they count.
    #[serde(default)]
    pub signals: Vec<Signal>,
    /// What the form asks for at the head besides the report's own fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldRecord>,
    /// Titles of the papers, where the kind of session decides them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub titles: Option<TitlesRecord>,
    /// Conclusions the kind of session lays over the form's own; empty = the form's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conclusions: Vec<Conclusion>,
}

/// A correction on paper (domain rules §8.4: 原值、新值、理由、操作人、见证人、时间).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CorrectionRecord {
    /// Whose score.
    pub expert: String,
    /// Id of the criterion.
    pub criterion: String,
    /// Its name.
    pub name: String,
    /// What stood there, as typed; empty = nothing.
    pub old: String,
    /// What counts instead, as typed.
    pub new: String,
    /// On which ground.
    pub ground: Ground,
    /// Why.
    pub reason: String,
    /// 操作人.
    pub actor: String,
    /// 见证人.
    pub witness: String,
    /// When, RFC 3339.
    pub at: String,
}

/// A score agreed in discussion, on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AgreedRecord {
    /// Id of the criterion.
    pub criterion: String,
    /// Its name.
    pub name: String,
    /// As typed.
    pub text: String,
    /// The result it gives, rounded and padded to the form's places.
    pub agreed: Option<Shown>,
    /// The mean of what the experts gave, beside it.
    pub mean: Option<Shown>,
    /// Why.
    pub reason: String,
    /// 少数意见; empty = none.
    pub minority: String,
}

/// A member whose opinion counts, with what it said in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// Who.
    pub member: MemberRecord,
    /// Conclusion.
    pub conclusion: String,
    /// Ticked veto items.
    pub veto: Vec<String>,
    /// Check code of the signed opinion.
    pub check_code: String,
}

/// A recused member and the ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecusedRecord {
    /// Name.
    pub name: String,
    /// 回避事由, or why the report cannot be reviewed.
    pub ground: String,
    /// 回避 or 无法评审.
    #[serde(default, skip_serializing_if = "is_recusal")]
    pub kind: RecusalKind,
}

/// What records from before 无法评审 was told apart leave out.
fn is_recusal(kind: &RecusalKind) -> bool {
    *kind == RecusalKind::Recusal
}

/// An item on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemRecord {
    /// Number.
    pub no: i64,
    /// Content.
    pub body: SheetItemBody,
    /// Labels of the remarks it came from, e.g. `E01-03`.
    pub sources: Vec<String>,
}

/// A remark that is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnusedRecord {
    /// Label of the remark.
    pub source: String,
    /// What it said.
    pub text: String,
    /// Why it is not used.
    pub reason: String,
}

/// A dissent on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DissentRecord {
    /// Who.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Label of a remark: seat of its expert and its number, e.g. `E01-03` (domain rules §4.6, 意见编号).
pub fn remark_label(seat: i64, no: i64) -> String {
    format!("E{seat:02}-{no:02}")
}

/// The check code of a content: the first 16 hex digits of its SHA-256 in groups of four.
pub fn check_code(sha256: &str) -> String {
    let head: Vec<char> = sha256.chars().take(16).collect();
    head.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
