//! The worksheet 设置: rows of a name and its values, for whatever a printed table does not say. Reading and writing use
//! the same words; a row whose first cell is empty or begins with `#` is a remark.

use super::Import;
use super::amounts;
use crate::domain::form::{
    Band, Check, CheckRule, Conclusion, FieldKind, HeadField, Level, Missing, ReasonRule, Requirement, Rule,
    SignalLimits, Weight, shown,
};
use crate::domain::number::{Points, Rounding};
use crate::domain::problem::{Place, Problem};
use crate::exchange::workbook::Sheet;
use serde_json::json;

/// Name of the worksheet.
pub(super) const SHEET: &str = "设置";
/// The row that says the workbook was written by this program: then every text counts as it stands.
pub(super) const OWN: &str = "表格格式";
/// Its value.
pub(super) const OWN_FORMAT: &str = "1";

pub(super) const RULES: &[(&str, Rule)] = &[
    ("算术平均", Rule::Mean),
    ("去掉最高最低分", Rule::TrimOneEach),
    ("中位数", Rule::Median),
    ("加权平均", Rule::Weighted),
    ("按人数", Rule::ByPanel),
    ("合议", Rule::Consensus),
];
pub(super) const LEVELS: &[(&str, Level)] = &[("指标", Level::Criterion), ("一级指标", Level::Group)];
pub(super) const ROUNDINGS: &[(&str, Rounding)] =
    &[("四舍五入", Rounding::HalfUp), ("四舍六入五成双", Rounding::HalfEven)];
pub(super) const MISSING: &[(&str, Missing)] =
    &[("不汇总", Missing::Reject), ("按零分", Missing::Zero), ("折算", Missing::Renormalise)];
pub(super) const KINDS: &[(&str, FieldKind)] =
    &[("文本", FieldKind::Text), ("日期", FieldKind::Date), ("金额", FieldKind::Money), ("选项", FieldKind::Choice)];
pub(super) const CHECKS: &[(&str, CheckRule)] = &[
    ("满分不低于", CheckRule::FullAtLeast),
    ("满分不高于", CheckRule::FullAtMost),
    ("得分不低于", CheckRule::PointsAtLeast),
    ("得分不高于", CheckRule::PointsAtMost),
    ("得分率不高于", CheckRule::ShareNotAbove),
    ("低于则不高于", CheckRule::IfBelowAtMost),
];
pub(super) const FLAGS: &[(&str, bool)] = &[("是", true), ("否", false), ("√", true), ("", false)];

/// What the worksheet says; `None` = nothing.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) id: Option<String>,
    pub(super) version: Option<String>,
    pub(super) title: Option<String>,
    pub(super) evidence: Option<String>,
    pub(super) source: Option<String>,
    pub(super) total: Option<Points>,
    pub(super) step: Option<Points>,
    pub(super) reason_below: Option<Points>,
    pub(super) reason: Option<ReasonRule>,
    pub(super) is_unscored: Option<bool>,
    pub(super) rule: Option<Rule>,
    pub(super) level: Option<Level>,
    pub(super) places: Option<u32>,
    pub(super) rounding: Option<Rounding>,
    pub(super) missing: Option<Missing>,
    pub(super) min_panel: Option<usize>,
    pub(super) signals: Option<SignalLimits>,
    pub(super) weights: Vec<Weight>,
    pub(super) grades: Vec<Band>,
    pub(super) conclusions: Vec<Conclusion>,
    pub(super) veto: Vec<String>,
    pub(super) fields: Vec<HeadField>,
    pub(super) checks: Vec<Check>,
}

/// Reads the worksheet.
pub(super) fn read(import: &mut Import, sheet: &Sheet) -> Settings {
    let mut settings = Settings::default();
    let key_of = |row| sheet.cell(row, 1).map(super::super::workbook::Cell::text).unwrap_or_default();
    import.is_own = sheet
        .rows()
        .into_iter()
        .any(|row| key_of(row) == OWN && sheet.cell(row, 2).is_some_and(|cell| cell.text() == OWN_FORMAT));
    let mut seen: Vec<String> = Vec::new();
    for row in sheet.rows() {
        let key = key_of(row).trim_end_matches(['：', ':']).to_owned();
        if key.is_empty() || key.starts_with('#') || matches!(key.as_str(), OWN | "设置项" | "项目" | "名称和值")
        {
            continue;
        }
        let is_list = ["专家权重", "等级", "结论", "一票否决", "表头字段", "校验"].contains(&key.as_str());
        if !is_list && seen.contains(&key) {
            import.push(Problem::error("form_sheet_setting_twice", sheet.place(row, 1)).with("name", shown(&key)));
            continue;
        }
        let mut line = Line { import, sheet, row };
        if !(line.text_setting(&key, &mut settings)
            || line.tally_setting(&key, &mut settings)
            || line.list(&key, &mut settings))
        {
            let problem = Problem::error("form_sheet_setting_unknown", sheet.place(row, 1));
            import.push(problem.with("name", shown(&key)));
        }
        seen.push(key);
    }
    settings
}

/// One row of the worksheet.
struct Line<'a> {
    import: &'a mut Import,
    sheet: &'a Sheet,
    row: usize,
}

impl Line<'_> {
    fn place(&self, column: usize) -> Place {
        self.sheet.place(self.row, column)
    }

    /// The text of a column, remembered as the place of a field of the form.
    fn text(&mut self, column: usize, path: &str) -> String {
        self.import.put(path, self.place(column));
        self.sheet.cell(self.row, column).map(|cell| self.import.text(cell)).unwrap_or_default()
    }

    fn some(&mut self, path: &str) -> Option<String> {
        let text = self.text(2, path);
        if text.is_empty() {
            self.import.push(Problem::error("text_empty", self.place(2)));
            return None;
        }
        Some(text)
    }

    /// Points or a share; an empty cell is none.
    fn points(&mut self, column: usize, path: &str) -> Option<Points> {
        let text = self.text(column, path);
        if text.trim().is_empty() {
            return None;
        }
        let cell = self.sheet.cell(self.row, column)?;
        let one = Points::new(rust_decimal::Decimal::ONE);
        let problem = match amounts::of_cell(cell).map(|amount| amount.map(|amount| amount.of(one))) {
            Ok(Some(Ok(points))) => return Some(points),
            Ok(None) => return None,
            Ok(Some(Err(why))) => Problem::error(why.code(), self.place(column)),
            Err(code) => Problem::error(code, self.place(column)),
        };
        self.import.push(problem.with("text", shown(&text)));
        None
    }

    fn needed(&mut self, column: usize, path: &str) -> Points {
        if self.sheet.cell(self.row, column).is_none() {
            self.import.push(Problem::error("number_empty", self.place(column)).with("text", ""));
        }
        self.points(column, path).unwrap_or(Points::ZERO)
    }

    fn one_of<T: Copy>(&mut self, column: usize, path: &str, names: &[(&str, T)]) -> Option<T> {
        let text = self.text(column, path).trim().to_owned();
        let found = names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<_> = names.iter().map(|(name, _)| *name).filter(|name| !name.is_empty()).collect();
            let problem = Problem::error("form_sheet_setting_value", self.place(column));
            self.import.push(problem.with("text", shown(&text)).with("known", known.join("、")));
        }
        found
    }

    fn flag(&mut self, column: usize, path: &str) -> bool {
        self.one_of(column, path, FLAGS).unwrap_or(false)
    }

    fn whole(&mut self, path: &str, most: u32) -> Option<u32> {
        let text = self.text(2, path);
        let digits = amounts::of_text(&text).ok().map(|amount| amount.value().to_string());
        let value = digits.and_then(|digits| digits.parse::<u32>().ok()).filter(|value| *value <= most);
        if value.is_none() {
            let problem = Problem::error("json_whole_out_of_range", self.place(2));
            self.import.push(problem.with("most", most));
        }
        value
    }

    fn text_setting(&mut self, key: &str, to: &mut Settings) -> bool {
        match key {
            "编号" => to.id = self.some("id"),
            "版本" => to.version = self.some("version"),
            "名称" => to.title = self.some("title"),
            "依据级别" => to.evidence = Some(self.text(2, "evidence")),
            "依据来源" => to.source = Some(self.text(2, "source")),
            "满分" => to.total = Some(self.needed(2, "total")),
            "步长" => to.step = Some(self.needed(2, "step")),
            "必填理由界限" => to.reason_below = self.points(2, "reason_below"),
            "理由规则" => {
                let text = self.text(2, "reason");
                to.reason = reason_rule(&text);
                if to.reason.is_none() {
                    let problem = Problem::error("form_sheet_reason_unread", self.place(2));
                    self.import.push(problem.with("text", shown(&text)));
                }
            }
            "不计分" => to.is_unscored = self.one_of(2, "unscored", FLAGS),
            _ => return false,
        }
        true
    }

    fn tally_setting(&mut self, key: &str, to: &mut Settings) -> bool {
        match key {
            "计分规则" => to.rule = self.one_of(2, "tally.rule", RULES),
            "计分层级" => to.level = self.one_of(2, "tally.level", LEVELS),
            "小数位数" => to.places = self.whole("tally.places", crate::domain::number::FRACTION_DIGITS),
            "修约" => to.rounding = self.one_of(2, "tally.rounding", ROUNDINGS),
            "缺项处理" => to.missing = self.one_of(2, "tally.missing", MISSING),
            "最少人数" => to.min_panel = self.whole("tally.min_panel", 99).map(|people| people as usize),
            "分歧界限" => {
                let default = SignalLimits::default();
                to.signals = Some(SignalLimits {
                    from_mean: self.points(2, "tally.signals.from_mean").unwrap_or(default.from_mean),
                    from_others: self.points(3, "tally.signals.from_others").unwrap_or(default.from_others),
                    range: self.points(4, "tally.signals.range").unwrap_or(default.range),
                    criterion_range: self.points(5, "tally.signals.criterion_range").unwrap_or(default.criterion_range),
                });
            }
            "专家权重" => {
                let path = format!("tally.weights[{}]", to.weights.len());
                let kind = self.text(2, &format!("{path}.kind"));
                let weight = self.needed(3, &format!("{path}.weight"));
                to.weights.push(Weight { kind, weight });
            }
            _ => return false,
        }
        true
    }

    fn list(&mut self, key: &str, to: &mut Settings) -> bool {
        match key {
            "等级" => {
                let path = format!("grades[{}]", to.grades.len());
                let name = self.text(2, &format!("{path}.name"));
                let from = self.needed(3, &format!("{path}.from"));
                to.grades.push(Band { name, from });
            }
            "结论" => {
                let path = format!("conclusions[{}]", to.conclusions.len());
                let name = self.text(2, &format!("{path}.name"));
                let from = self.points(3, &format!("{path}.from"));
                let hidden = self.flag(4, &format!("{path}.hidden"));
                let requires = self.requires(5, &format!("{path}.requires"));
                to.conclusions.push(Conclusion { name, from, hidden, requires });
            }
            "一票否决" => {
                let item = self.text(2, &format!("veto[{}]", to.veto.len()));
                to.veto.push(item);
            }
            "表头字段" => {
                let path = format!("fields[{}]", to.fields.len());
                let id = self.text(2, &format!("{path}.id"));
                let name = self.text(3, &format!("{path}.name"));
                let kind = self.one_of(4, &format!("{path}.kind"), KINDS).unwrap_or(FieldKind::Text);
                let choices = lines(&self.text(5, &format!("{path}.choices")));
                let required = self.flag(6, &format!("{path}.required"));
                to.fields.push(HeadField { id, name, kind, choices, required });
            }
            "校验" => {
                let check = self.check(&format!("checks[{}]", to.checks.len()));
                to.checks.extend(check);
            }
            _ => return false,
        }
        true
    }

    fn check(&mut self, path: &str) -> Option<Check> {
        let rule = self.one_of(2, path, CHECKS);
        let check = Check {
            rule: rule.unwrap_or(CheckRule::FullAtLeast),
            of: ids(&self.text(3, &format!("{path}.of"))),
            than: ids(&self.text(4, &format!("{path}.than"))),
            points: self.points(5, &format!("{path}.points")),
            share: self.points(6, &format!("{path}.share")),
            limit: self.points(7, &format!("{path}.limit")),
            warn: self.flag(8, &format!("{path}.warn")),
            message: self.text(9, &format!("{path}.message")),
        };
        rule.map(|_| check)
    }

    fn requires(&mut self, column: usize, path: &str) -> Vec<Requirement> {
        let text = self.text(column, path);
        requirements(&text).unwrap_or_else(|| {
            let problem = Problem::error("form_sheet_requires_unread", self.place(column));
            self.import.push(problem.with("text", shown(&text)));
            Vec::new()
        })
    }
}

/// The lines of a cell, or the texts of a JSON list.
pub(super) fn lines(text: &str) -> Vec<String> {
    if let Some(list) = json_list(text) {
        return list;
    }
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Texts as a cell shows them.
pub(super) fn write_lines(list: &[String]) -> String {
    let plain = list.join("\n");
    if lines(&plain) == list { plain } else { json!(list).to_string() }
}

/// The ids in a cell.
pub(super) fn ids(text: &str) -> Vec<String> {
    if let Some(list) = json_list(text) {
        return list;
    }
    let parts = text.split(['、', '，', ',', '\n', '+', '＋']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Ids as a cell shows them.
pub(super) fn write_ids(list: &[String]) -> String {
    let plain = list.join("、");
    if ids(&plain) == list { plain } else { json!(list).to_string() }
}

fn json_list(text: &str) -> Option<Vec<String>> {
    if text.starts_with('[') { serde_json::from_str(text).ok() } else { None }
}

/// `1、2 ≥ 0.6`, one per line; 各一级指标 stands for all groups of level one.
fn requirements(text: &str) -> Option<Vec<Requirement>> {
    if text.starts_with("[{") {
        return serde_json::from_str(text).ok();
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (of, share) = line.rsplit_once('≥')?;
            let of = if of.trim() == ALL_GROUPS { Vec::new() } else { ids(of) };
            Some(Requirement { of, share: share_of(share)? })
        })
        .collect()
}

const ALL_GROUPS: &str = "各一级指标";

/// Requirements as a cell shows them.
pub(super) fn write_requirements(list: &[Requirement]) -> String {
    let line = |one: &Requirement| {
        let of = if one.of.is_empty() { ALL_GROUPS.to_owned() } else { one.of.join("、") };
        format!("{of} ≥ {}", one.share)
    };
    let plain = list.iter().map(line).collect::<Vec<_>>().join("\n");
    if requirements(&plain).as_deref() == Some(list) { plain } else { json!(list).to_string() }
}

fn share_of(text: &str) -> Option<Points> {
    amounts::of_text(text).ok()?.of(Points::new(rust_decimal::Decimal::ONE)).ok()
}

/// `低于0.6；高于0.9；任何扣分；至少10字；注明页码`, or 无.
pub(super) fn reason_rule(text: &str) -> Option<ReasonRule> {
    let mut rule = ReasonRule::default();
    if text.trim().is_empty() {
        return None;
    }
    for part in text.split(['；', ';', '，', ',', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        if let Some(share) = part.strip_prefix("低于") {
            rule.below_share = Some(share_of(share)?);
        } else if let Some(share) = part.strip_prefix("高于") {
            rule.above_share = Some(share_of(share)?);
        } else if let Some(length) = part.strip_prefix("至少").and_then(|rest| rest.strip_suffix('字')) {
            rule.min_length = length.trim().parse().ok()?;
        } else {
            match part {
                "任何扣分" => rule.any_deduction = true,
                "注明页码" => rule.page = true,
                "无" => {}
                _ => return None,
            }
        }
    }
    Some(rule)
}

/// A rule for reasons as a cell shows it.
pub(super) fn write_reason_rule(rule: &ReasonRule) -> String {
    let mut parts = Vec::new();
    parts.extend(rule.below_share.map(|share| format!("低于{share}")));
    parts.extend(rule.above_share.map(|share| format!("高于{share}")));
    parts.extend(rule.any_deduction.then(|| "任何扣分".to_owned()));
    parts.extend((rule.min_length > 0).then(|| format!("至少{}字", rule.min_length)));
    parts.extend(rule.page.then(|| "注明页码".to_owned()));
    if parts.is_empty() { "无".to_owned() } else { parts.join("；") }
}
