//! What an expert answered on one report, wherever it came from: the window, a return, a fill-in form, a paper.

#![allow(clippy::disallowed_types, reason = "what serde writes for `flatten` names floats; no field holds one")]

use super::opinion::{Opinion, RemarkBody, Score};
use serde::{Deserialize, Serialize};

/// The answers of one opinion, without its place in a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Answers {
    /// Scores as typed, with their reasons; by criterion.
    pub scores: Vec<Score>,
    /// Ticked veto items.
    #[serde(default)]
    pub veto: Vec<String>,
    /// Conclusion; empty = none.
    #[serde(default)]
    pub conclusion: String,
    /// Remarks under their numbers.
    #[serde(default)]
    pub remarks: Vec<NumberedRemark>,
    /// 主要成效与可推广经验.
    #[serde(default)]
    pub merits: String,
    /// 对项目预算安排和管理的建议.
    #[serde(default)]
    pub budget_advice: String,
    /// 回避声明 given.
    #[serde(default)]
    pub declared: bool,
}

/// A remark and the number it is called by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct NumberedRemark {
    /// Number within the opinion, from 1.
    pub no: i64,
    /// Its content.
    #[serde(flatten)]
    pub body: RemarkBody,
}

impl Opinion {
    /// What it answers.
    pub fn answers(&self) -> Answers {
        let numbered = |remark: &super::opinion::Remark| NumberedRemark { no: remark.no, body: remark.body.clone() };
        Answers {
            scores: self.scores.clone(),
            veto: self.veto.clone(),
            conclusion: self.conclusion.clone(),
            remarks: self.remarks.iter().map(numbered).collect(),
            merits: self.merits.clone(),
            budget_advice: self.budget_advice.clone(),
            declared: self.declared,
        }
    }
}
