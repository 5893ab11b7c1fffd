//! The form as a file: reading with all problems and their places, the canonical JSON, and the hash by which an issued
//! form is frozen. What a form must satisfy is `domain::form`'s.

use crate::domain::form::{
    Band, Check, CheckRule, Choice, Conclusion, Criterion, Deduction, FieldKind, Form, Group, HeadField, Level,
    Missing, ReasonRule, Requirement, Rule, SignalLimits, TallyRules, Weight,
};
use crate::domain::number::{FRACTION_DIGITS, Points, Rounding};
use crate::domain::problem::{Place, Problem, blocks};
use crate::error::{Error, Result};
use crate::json::{self, Fields, Tree};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The newest file format this program reads and the one it writes.
pub const FORMAT: u32 = 1;
/// A form file is at most this long (bytes): the largest real one has some 60 criteria and 30 KB.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// A form has at most this many criteria.
pub const MAX_CRITERIA: usize = 500;

/// The forms that come with the program, in the order in which people look for them: code and text.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("T-RV-SCORE", include_str!("../../../assets/forms/T-RV-SCORE.json")),
    ("T-AGENCY", include_str!("../../../assets/forms/T-AGENCY.json")),
    ("T-IND-PROJ", include_str!("../../../assets/forms/T-IND-PROJ.json")),
    ("T-IND-DEPT", include_str!("../../../assets/forms/T-IND-DEPT.json")),
    ("T-PRE-A", include_str!("../../../assets/forms/T-PRE-A.json")),
    ("T-PRE-A-POLICY", include_str!("../../../assets/forms/T-PRE-A-POLICY.json")),
    ("T-PRE-B", include_str!("../../../assets/forms/T-PRE-B.json")),
    ("T-GOAL-REVIEW", include_str!("../../../assets/forms/T-GOAL-REVIEW.json")),
    ("T-GOAL-REVIEW-ORD", include_str!("../../../assets/forms/T-GOAL-REVIEW-ORD.json")),
    ("T-SELF-A", include_str!("../../../assets/forms/T-SELF-A.json")),
    ("T-SELF-B", include_str!("../../../assets/forms/T-SELF-B.json")),
    ("T-SELF-C", include_str!("../../../assets/forms/T-SELF-C.json")),
    ("T-SELF-D", include_str!("../../../assets/forms/T-SELF-D.json")),
    ("T-RECHECK", include_str!("../../../assets/forms/T-RECHECK.json")),
];

/// A form of the program itself.
pub fn built_in(id: &str) -> Result<Form> {
    let (_, text) = BUILT_IN.iter().find(|(name, _)| *name == id).ok_or_else(|| Error::missing("form", id))?;
    Ok(read(text)?.0)
}

/// Reads and checks a form. Errors come all together; warnings are returned beside the form.
pub fn read(text: &str) -> Result<(Form, Vec<Problem>)> {
    let (form, problems) = examine(text);
    match form {
        Some(form) if !blocks(&problems) => Ok((form, problems)),
        _ => Err(Error::Invalid(problems)),
    }
}

/// Reads a form that is being written: what it says may be wrong in any way, and comes back as problems; a value that
/// cannot be read refuses it, with all such values at their places.
pub fn read_draft(text: &str) -> Result<(Form, Vec<Problem>)> {
    match values(text) {
        (Some(form), faults) if faults.is_empty() => {
            let problems = form.check();
            Ok((form, problems))
        }
        (_, faults) => Err(Error::Invalid(faults)),
    }
}

/// Everything there is to say about a form file; the form itself when it could be read at all.
pub fn examine(text: &str) -> (Option<Form>, Vec<Problem>) {
    let (form, mut found) = values(text);
    if let Some(form) = &form {
        let semantic = semantic_beside(&found, form.check());
        found.extend(semantic);
    }
    (form, found)
}

/// The form as far as its values can be read, and the values that cannot.
pub(crate) fn values(text: &str) -> (Option<Form>, Vec<Problem>) {
    if text.len() > MAX_BYTES {
        let problem = Problem::error("form_too_long", Place::Whole).with("most", MAX_BYTES / 1024 / 1024);
        return (None, vec![problem]);
    }
    let tree = match json::parse(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        Ok(tree) => tree,
        Err(problem) => return (None, vec![problem]),
    };
    let mut found = Vec::new();
    let form = form(&tree, &mut found);
    if form.format == 0 {
        found.push(Problem::error("form_format_unknown", Place::field("format")));
    }
    if form.criteria().count() > MAX_CRITERIA {
        found.push(Problem::error("form_too_many_criteria", Place::field("groups")).with("most", MAX_CRITERIA));
        return (None, found);
    }
    (Some(form), found)
}

/// What the check finds beside faults of the file: not what follows from a value that could not be read, which stands
/// there as empty or nought.
fn semantic_beside(faults: &[Problem], semantic: Vec<Problem>) -> Vec<Problem> {
    let path = |problem: &Problem| match &problem.place {
        Place::Field { path } => path.clone(),
        Place::Whole | Place::Criterion { .. } | Place::Remark { .. } | Place::Report { .. } | Place::Cell { .. } => {
            String::new()
        }
    };
    let broken: Vec<String> = faults.iter().filter(|fault| fault.code != "json_unknown_field").map(path).collect();
    let holds = |outer: &str, inner: &str| inner == outer || inner.starts_with(&format!("{outer}."));
    let follows = |problem: &Problem| {
        let at = path(problem);
        let sum_of_broken = || problem.code == "form_sum_differs" && broken.iter().any(|fault| counts_in(fault, &at));
        broken.iter().any(|fault| holds(fault, &at) || holds(&at, fault)) || sum_of_broken()
    };
    semantic.into_iter().filter(|problem| !follows(problem)).collect()
}

/// Fields that came later than the first forms: left out of the canonical JSON where they say nothing, so that the hash
/// of a form that does not use them stays what it was.
const LATER: &[&str] = &[
    "checks",
    "deductions",
    "fields",
    "groups",
    "objective",
    "optional",
    "reason",
    "reasons",
    "requires",
    "signals",
    "unscored",
    "weight",
];

/// Whether a value that could not be read is one of those that a sum is made of: points or weights right below the
/// group of the sum, or a whole item or list there.
fn counts_in(fault: &str, sum: &str) -> bool {
    let group = sum.strip_suffix("max").unwrap_or_default();
    let Some(below) = fault.strip_prefix(group) else { return false };
    let is_value = below.ends_with(".max") || below.ends_with(".weight") || below.ends_with(']');
    let is_list = below == "groups" || below == "criteria";
    is_list || (is_value && below.matches('[').count() == 1)
}

/// The canonical JSON: sorted keys, no blanks, decimals in shortest form, every default of the first forms written out.
pub fn canonical(form: &Form) -> String {
    sorted(without_idle(json!(form))).to_string()
}

/// The form as a file people read: the canonical JSON on many lines.
pub fn for_people(form: &Form) -> String {
    format!("{:#}\n", sorted(without_idle(json!(form))))
}

fn without_idle(value: Value) -> Value {
    let is_idle = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Bool(true) | Value::Number(_) | Value::String(_) | Value::Object(_) => false,
    };
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(key, value)| !(LATER.contains(&key.as_str()) && is_idle(value)));
            Value::Object(kept.map(|(key, value)| (key, without_idle(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_idle).collect()),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

/// SHA-256 of the canonical JSON, 64 hex digits.
pub fn sha256(form: &Form) -> String {
    crate::hex(&Sha256::digest(canonical(form).as_bytes()))
}

/// A value with the keys of every object in order: what is hashed does not depend on who wrote it.
pub(crate) fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.into_iter().collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(entries.into_iter().map(|(key, value)| (key, sorted(value))).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

fn form(tree: &Tree, found: &mut Vec<Problem>) -> Form {
    let mut fields = Fields::new(tree, "", found);
    let format = fields.whole_or("format", FORMAT, FORMAT);
    let unscored = fields.flag("unscored");
    let form = Form {
        format,
        id: fields.text("id"),
        version: fields.text("version"),
        title: fields.text("title"),
        evidence: fields.text_or("evidence", "设计"),
        source: fields.text_or("source", ""),
        total: points_of(&mut fields, "total", unscored),
        step: points_of(&mut fields, "step", unscored),
        reason_below: fields.points_or_none("reason_below"),
        reason: fields.one("reason", reason_rule),
        unscored,
        fields: fields.each("fields", head_field),
        grades: fields.each("grades", band),
        veto: fields.texts("veto"),
        conclusions: fields.each("conclusions", conclusion),
        groups: fields.each("groups", |fields| group(fields, unscored)),
        checks: fields.each("checks", check),
        tally: fields.one("tally", tally_rules).unwrap_or_default(),
    };
    fields.finish();
    form
}

/// Points that must be there, unless nothing is counted.
fn points_of(fields: &mut Fields<'_>, name: &'static str, unscored: bool) -> Points {
    if unscored { fields.points_or_none(name).unwrap_or(Points::ZERO) } else { fields.points(name) }
}

fn reason_rule(mut fields: Fields<'_>) -> ReasonRule {
    let rule = ReasonRule {
        below_share: fields.points_or_none("below_share"),
        above_share: fields.points_or_none("above_share"),
        any_deduction: fields.flag("any_deduction"),
        min_length: fields.whole_or("min_length", 0, 20_000),
        page: fields.flag("page"),
    };
    fields.finish();
    rule
}

/// Names of the kinds of head fields.
pub const FIELD_KINDS: &[(&str, FieldKind)] =
    &[("text", FieldKind::Text), ("date", FieldKind::Date), ("money", FieldKind::Money), ("choice", FieldKind::Choice)];

fn head_field(mut fields: Fields<'_>) -> HeadField {
    let field = HeadField {
        id: fields.text("id"),
        name: fields.text("name"),
        kind: fields.one_of("kind", FIELD_KINDS, FieldKind::Text),
        choices: fields.texts("choices"),
        required: fields.flag("required"),
    };
    fields.finish();
    field
}

/// Names of the conditions across criteria.
pub const CHECK_RULES: &[(&str, CheckRule)] = &[
    ("full_at_least", CheckRule::FullAtLeast),
    ("full_at_most", CheckRule::FullAtMost),
    ("points_at_least", CheckRule::PointsAtLeast),
    ("points_at_most", CheckRule::PointsAtMost),
    ("share_not_above", CheckRule::ShareNotAbove),
    ("if_below_at_most", CheckRule::IfBelowAtMost),
];

fn check(mut fields: Fields<'_>) -> Check {
    let check = Check {
        rule: fields.needed_of("rule", CHECK_RULES, CheckRule::FullAtLeast),
        of: fields.texts("of"),
        than: fields.texts("than"),
        points: fields.points_or_none("points"),
        share: fields.points_or_none("share"),
        limit: fields.points_or_none("limit"),
        warn: fields.flag("warn"),
        message: fields.text("message"),
    };
    fields.finish();
    check
}

fn band(mut fields: Fields<'_>) -> Band {
    let band = Band { name: fields.text("name"), from: fields.points("from") };
    fields.finish();
    band
}

pub(crate) fn conclusion(mut fields: Fields<'_>) -> Conclusion {
    let conclusion = Conclusion {
        name: fields.text("name"),
        from: fields.points_or_none("from"),
        hidden: fields.flag("hidden"),
        requires: fields.each("requires", |mut fields| {
            let required = Requirement { of: fields.texts("of"), share: fields.points("share") };
            fields.finish();
            required
        }),
    };
    fields.finish();
    conclusion
}

fn group(mut fields: Fields<'_>, unscored: bool) -> Group {
    let group = Group {
        id: fields.text("id"),
        name: fields.text("name"),
        max: points_of(&mut fields, "max", unscored),
        groups: fields.each("groups", |fields| group(fields, unscored)),
        criteria: fields.each("criteria", |fields| criterion(fields, unscored)),
    };
    fields.finish();
    group
}

fn criterion(mut fields: Fields<'_>, unscored: bool) -> Criterion {
    let max = points_of(&mut fields, "max", unscored);
    let mut choices = fields.each("choices", |fields| choice(fields, unscored));
    if fields.flag("yes_no") {
        if !choices.is_empty() {
            fields.problem("form_choices_twice", "yes_no");
        }
        // 是 and 否 are two choices like others: full points or none.
        choices = [("是", max), ("否", Points::ZERO)]
            .map(|(name, points)| Choice { name: name.to_owned(), points, from: None })
            .to_vec();
    }
    let criterion = Criterion {
        id: fields.text("id"),
        subgroup: fields.text_or("subgroup", ""),
        name: fields.text("name"),
        max,
        weight: fields.points_or_none("weight"),
        step: fields.points_or_none("step"),
        guide: fields.text_or("guide", ""),
        deduct: fields.text_or("deduct", ""),
        reasons: fields.texts("reasons"),
        choices,
        deductions: fields.each("deductions", deduction),
        optional: fields.flag("optional"),
        objective: fields.flag("objective"),
        reason: fields.one("reason", reason_rule),
    };
    fields.finish();
    criterion
}

/// Reads one choice.
pub(crate) fn choice(mut fields: Fields<'_>, unscored: bool) -> Choice {
    let choice = Choice {
        name: fields.text("name"),
        points: points_of(&mut fields, "points", unscored),
        from: fields.points_or_none("from"),
    };
    fields.finish();
    choice
}

/// Reads one deduction.
pub(crate) fn deduction(mut fields: Fields<'_>) -> Deduction {
    let deduction = Deduction {
        name: fields.text("name"),
        points: fields.points_or_none("points"),
        unit: fields.text_or("unit", ""),
        most: fields.points_or_none("most"),
    };
    fields.finish();
    deduction
}

/// Names of the tally rules, as files and the command line write them.
pub const RULES: &[(&str, Rule)] = &[
    ("mean", Rule::Mean),
    ("trim_one_each", Rule::TrimOneEach),
    ("median", Rule::Median),
    ("weighted", Rule::Weighted),
    ("by_panel", Rule::ByPanel),
    ("consensus", Rule::Consensus),
];
/// Names of the policies for missing scores.
pub const MISSING: &[(&str, Missing)] =
    &[("reject", Missing::Reject), ("zero", Missing::Zero), ("renormalise", Missing::Renormalise)];

fn tally_rules(mut fields: Fields<'_>) -> TallyRules {
    let default = TallyRules::default();
    let rules = TallyRules {
        rule: fields.one_of("rule", RULES, default.rule),
        level: fields.one_of("level", &[("criterion", Level::Criterion), ("group", Level::Group)], default.level),
        places: fields.whole_or("places", default.places, FRACTION_DIGITS),
        rounding: fields.one_of(
            "rounding",
            &[("half_up", Rounding::HalfUp), ("half_even", Rounding::HalfEven)],
            default.rounding,
        ),
        missing: fields.one_of("missing", MISSING, default.missing),
        min_panel: fields.whole_or("min_panel", 1, 99) as usize,
        weights: fields.each("weights", |mut weight| {
            let read = Weight { kind: weight.text("kind"), weight: weight.points("weight") };
            weight.finish();
            read
        }),
        signals: fields.one("signals", |mut fields| {
            let default = SignalLimits::default();
            let read = SignalLimits {
                from_mean: fields.points_or_none("from_mean").unwrap_or(default.from_mean),
                from_others: fields.points_or_none("from_others").unwrap_or(default.from_others),
                range: fields.points_or_none("range").unwrap_or(default.range),
                criterion_range: fields.points_or_none("criterion_range").unwrap_or(default.criterion_range),
            };
            fields.finish();
            read
        }),
    };
    fields.finish();
    rules
}
