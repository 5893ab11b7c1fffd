//! The report under review: which project, whose, written by whom, and its attached files.

use super::id::{ReportId, SessionId};
use super::number::Points;
use serde::{Deserialize, Serialize};

/// 评审对象(报告).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Report {
    /// Row id.
    pub id: ReportId,
    /// UUIDv7.
    pub uid: String,
    /// Its session.
    pub session: SessionId,
    /// Place in the session, from 1.
    pub position: i64,
    /// What is known of it.
    #[serde(flatten)]
    pub head: ReportHead,
}

/// The descriptive part of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportHead {
    /// Number as printed.
    pub no: String,
    /// 项目名称.
    pub title: String,
    /// 项目单位.
    pub unit: String,
    /// 主管部门.
    pub department: String,
    /// 评价机构.
    pub agency: String,
    /// 主评人.
    pub lead: String,
    /// 评价类型.
    pub review_type: String,
    /// 评价年度.
    pub year: String,
    /// 资金, in 万元.
    pub amount: Option<Points>,
    /// 预算类别 (domain rules §1.1).
    pub budget_book: String,
    /// 报告版本, e.g. 送审稿 V1.
    pub edition: String,
}

/// A file attached to a report; its bytes are kept once by their hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Attachment {
    /// Name as shown.
    pub name: String,
    /// SHA-256 of the bytes, 64 hex digits.
    pub sha256: String,
    /// Bytes.
    pub size: i64,
}
