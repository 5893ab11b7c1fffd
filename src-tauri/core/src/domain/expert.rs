//! An entry of the expert pool.

use super::id::ExpertId;
use serde::{Deserialize, Serialize};

/// 专家.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Expert {
    /// Row id.
    pub id: ExpertId,
    /// UUIDv7.
    pub uid: String,
    /// What is known of the expert.
    #[serde(flatten)]
    pub head: ExpertHead,
}

/// The descriptive part of an expert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ExpertHead {
    /// Name.
    pub name: String,
    /// 类别: 业务, 管理, 财务, 人大代表, 政协委员, 其他.
    pub kind: String,
    /// 工作单位.
    pub employer: String,
    /// 职称/职务.
    pub job_title: String,
    /// 专业领域.
    pub field: String,
    /// 回避单位: units, departments and agencies this expert must not review.
    #[serde(default)]
    pub avoid_units: Vec<String>,
}

/// The kinds of expert (domain rules §12.2).
pub const KINDS: [&str; 6] = ["业务", "管理", "财务", "人大代表", "政协委员", "其他"];
