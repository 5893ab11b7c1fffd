//! The review session: one form version, one panel, one to many reports; who sits in the panel, and who is recused from
//! which report.

use super::id::{ExpertId, FormId, MemberId, ReportId, SessionId};
use serde::{Deserialize, Serialize};

/// 评审任务.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Session {
    /// Row id.
    pub id: SessionId,
    /// UUIDv7, for files that leave the workspace.
    pub uid: String,
    /// Its number as printed, e.g. `HY-PS-2026-001`.
    pub no: String,
    /// State of the work.
    pub state: SessionState,
    /// Form version in use.
    pub form: FormId,
    /// What people write about it.
    #[serde(flatten)]
    pub head: SessionHead,
}

/// The descriptive part of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SessionHead {
    /// Title.
    pub title: String,
    /// 财政重点评价, 部门重点评价 … (domain rules §12.2 `review_type`).
    pub kind: String,
    /// Bureau, department or town that holds the review.
    pub organiser: String,
    /// The office in charge, e.g. 绩效管理科.
    pub office: String,
    /// Place of the meeting.
    pub place: String,
    /// First day, `YYYY-MM-DD`.
    pub starts_on: String,
    /// Last day, `YYYY-MM-DD`.
    pub ends_on: String,
    /// 统一评审要求: paragraphs separated by line feeds.
    pub requirements: String,
}

/// State of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// Being set up: reports, panel and form may change.
    Draft,
    /// 评审中: the form is frozen, experts score.
    Reviewing,
    /// Every report has a final sheet.
    Finished,
}

/// An expert's seat in a panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Member {
    /// Row id.
    pub id: MemberId,
    /// The expert.
    pub expert: ExpertId,
    /// Place in the panel, from 1.
    pub seat: i64,
    /// Chair or member.
    pub role: MemberRole,
    /// Name.
    pub name: String,
    /// Kind of expert (业务, 管理, 财务 …).
    pub kind: String,
    /// Employer.
    pub employer: String,
    /// 职称/职务.
    pub job_title: String,
    /// 专业领域.
    pub field: String,
}

/// Role in the panel; the chair's vote weighs as any other (domain rules §5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// 专家组组长.
    Chair,
    /// 成员.
    Member,
}

/// A member who does not review one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Recusal {
    /// Who.
    pub member: MemberId,
    /// From which report.
    pub report: ReportId,
    /// 回避事由, or why the report cannot be reviewed.
    pub ground: String,
    /// 回避 or 无法评审; 回避 where nothing is said.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional, as = "Option<RecusalKind>"))]
    pub kind: RecusalKind,
}

impl Recusal {
    /// Whether it takes that member off that report.
    pub fn is_of(&self, member: MemberId, report: ReportId) -> bool {
        self.member == member && self.report == report
    }
}

/// Why a member does not review a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RecusalKind {
    /// 回避: a conflict of interest.
    #[default]
    Recusal,
    /// 无法评审: no conflict, but the review cannot be given.
    Declined,
}

impl RecusalKind {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Recusal => "recusal",
            Self::Declined => "declined",
        }
    }
}

/// The day as it is printed: 2026年9月16日, no padding (GB/T 9704). What is not a date is printed as it stands.
pub fn printed_date(iso: &str) -> String {
    let mut parts = iso.get(..10).unwrap_or(iso).split('-');
    let mut number = || parts.next().and_then(|part| part.parse::<u32>().ok());
    match (number(), number(), number()) {
        (Some(year), Some(month), Some(day)) => format!("{year}年{month}月{day}日"),
        _ => iso.to_owned(),
    }
}
