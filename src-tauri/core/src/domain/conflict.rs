//! Conflicts of interest that the names of units already show: where an expert works, and which units he or she must not
//! review, against the unit, the department and the agency of a report. A match proposes a recusal; people decide.

use super::expert::ExpertHead;
use super::report::ReportHead;
use serde::Serialize;

/// The expert's side of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum OwnSide {
    /// 工作单位.
    Employer,
    /// 回避单位.
    AvoidUnit,
}

/// The report's side of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ReportSide {
    /// 项目单位.
    Unit,
    /// 主管部门.
    Department,
    /// 第三方机构.
    Agency,
}

/// Two names that match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Conflict {
    /// What of the expert.
    pub own: OwnSide,
    /// Its words.
    pub own_words: String,
    /// What of the report.
    pub theirs: ReportSide,
    /// Its words.
    pub their_words: String,
}

/// A name must have so many characters to match as a part of another.
const PART: usize = 4;

/// The matches between an expert and a report; the employer first.
pub fn conflicts(expert: &ExpertHead, report: &ReportHead) -> Vec<Conflict> {
    let own = std::iter::once((OwnSide::Employer, &expert.employer));
    let own = own.chain(expert.avoid_units.iter().map(|unit| (OwnSide::AvoidUnit, unit)));
    let theirs = [
        (ReportSide::Unit, &report.unit),
        (ReportSide::Department, &report.department),
        (ReportSide::Agency, &report.agency),
    ];
    let mut found = Vec::new();
    for (own, own_words) in own {
        for (theirs, their_words) in theirs {
            if are_one(own_words, their_words) {
                let (own_words, their_words) = (own_words.clone(), their_words.clone());
                found.push(Conflict { own, own_words, theirs, their_words });
            }
        }
    }
    found
}

/// Whether two names mean one house: the same, or one is a part of the other and long enough to mean something.
fn are_one(a: &str, b: &str) -> bool {
    let (a, b) = (plain(a), plain(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let is_part = |short: &str, long: &str| short.chars().count() >= PART && long.contains(short);
    a == b || is_part(&a, &b) || is_part(&b, &a)
}

/// A name without blanks and brackets, wide letters as plain ones.
fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_as_wholes_and_as_meaningful_parts() {
        let table = [
            ("海晏大学", "海晏大学", true),
            ("海晏大学", "海晏大学绩效评价中心", true),
            ("市环卫管理中心", "环卫管理中心", true),
            ("甲（集团）有限公司", "甲(集团)有限公司", true),
            ("财政局", "区财政局", false),
            ("财政局", "财政局", true),
            ("", "", false),
            ("海晏大学", "临川大学", false),
        ];
        for (a, b, expected) in table {
            assert_eq!(are_one(a, b), expected, "{a} {b}");
            assert_eq!(are_one(b, a), expected, "{b} {a}");
        }
    }
}
