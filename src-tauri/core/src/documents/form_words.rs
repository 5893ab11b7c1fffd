//! What a form asks for in words, as the blank form prints it: how a criterion is scored, when a reason is needed, how
//! the panel's opinions become one result, what the conclusions depend on.

use crate::domain::form::{
    Choice, Conclusion, Criterion, Deduction, FieldKind, Form, HeadField, Level, Missing, ReasonRule, Requirement, Rule,
};
use crate::domain::number::{Points, Rounding};
use crate::locale::{fill, text};
use rust_decimal::Decimal;

/// How a criterion is scored, one matter per line: guide, usual deductions, choices, counted deductions, its own step
/// and rule for reasons, 可不适用, 客观指标. A line of choices is at most `room` em long, unless a single one is longer.
pub(super) fn criterion(form: &Form, criterion: &Criterion, room: f32) -> String {
    let mut lines = Vec::new();
    if !criterion.guide.trim().is_empty() {
        lines.push(criterion.guide.trim().to_owned());
    }
    if !criterion.deduct.trim().is_empty() {
        lines.push(fill("doc.form.deduct", [("deduct", criterion.deduct.trim())]));
    }
    if !form.unscored && !criterion.choices.is_empty() {
        lines.push(choices(criterion, room));
    }
    lines.extend(criterion.deductions.iter().map(|one| deduction(criterion, one)));
    if let Some(step) = criterion.step.filter(|step| *step != form.step) {
        lines.push(fill("doc.form.own_step", [("step", step.to_string().as_str())]));
    }
    if let Some(rule) = &criterion.reason {
        lines.extend(reason(rule).map(|words| fill("doc.form.own_reason", [("reason", words.as_str())])));
    }
    if criterion.optional {
        lines.push(text("doc.form.optional").to_owned());
    }
    if criterion.objective {
        lines.push(text("doc.form.objective").to_owned());
    }
    lines.join("\n")
}

/// 优5　良4　中3　差0～2; 是 and 否 in a sentence, for they stand for all or nothing. A name is not parted from its points.
fn choices(criterion: &Criterion, room: f32) -> String {
    if let [yes, no] = criterion.choices.as_slice()
        && (yes.name.as_str(), no.name.as_str()) == ("是", "否")
        && (yes.points, no.points, yes.from, no.from) == (criterion.max, Points::ZERO, None, None)
    {
        return fill("doc.form.yes_no", [("max", criterion.max.to_string().as_str())]);
    }
    in_lines(criterion.choices.iter().map(choice), "　", room)
}

/// Boxes for the choices of a criterion that counts no points.
pub(super) fn choice_boxes(criterion: &Criterion, room: f32) -> String {
    in_lines(criterion.choices.iter().map(|choice| format!("☐{}", choice.name)), "　", room)
}

/// Words side by side in lines of at most `room` em.
pub(super) fn in_lines(all: impl Iterator<Item = String>, between: &str, room: f32) -> String {
    let mut words = String::new();
    let (mut used, gap) = (0.0, ems(between));
    for one in all {
        let width = ems(&one);
        let goes_on = !words.is_empty() && used + gap + width <= room;
        if !words.is_empty() {
            words.push_str(if goes_on { between } else { "\n" });
        }
        used = if goes_on { used + gap + width } else { width };
        words += &one;
    }
    words
}

fn choice(choice: &Choice) -> String {
    match choice.from {
        Some(from) if from != choice.points => format!("{}{from}～{}", choice.name, choice.points),
        Some(_) | None => format!("{}{}", choice.name, choice.points),
    }
}

/// The longest choice of a form with its points, in em.
pub(super) fn longest_choice(form: &Form) -> f32 {
    let choices = form.criteria().flat_map(|criterion| &criterion.choices);
    choices.map(|one| ems(&choice(one))).fold(0.0, f32::max)
}

/// About how wide a text is in em: a Latin letter or a digit takes half of one, its border to Chinese some space.
pub(super) fn ems(text: &str) -> f32 {
    let mut before = None;
    let mut width = 0.0;
    for c in text.chars() {
        let is_latin = c.is_ascii();
        width += if is_latin { 0.55 } else { 1.0 };
        width += if before.is_some_and(|before| before != is_latin) { 0.2 } else { 0.0 };
        before = Some(is_latin);
    }
    width
}

/// Head of the column of these words: what of guide and standard there is.
pub(super) fn criterion_head(form: &Form) -> &'static str {
    let has_guide = form.criteria().any(|one| !one.guide.trim().is_empty());
    let is_standard =
        |one: &Criterion| !(one.deduct.trim().is_empty() && one.choices.is_empty() && one.deductions.is_empty());
    match (has_guide, !form.unscored && form.criteria().any(is_standard)) {
        (true, true) => "column.standard_and_guide",
        (false, true) => "column.standard",
        (_, false) => "column.guide",
    }
}

/// 缺少要素：每项扣0.4分，最多扣2分.
fn deduction(criterion: &Criterion, one: &Deduction) -> String {
    let each = match one.points {
        Some(points) => {
            let unit = if one.unit.is_empty() { text("doc.form.unit") } else { one.unit.as_str() };
            fill("doc.form.each", [("unit", unit), ("points", points.to_string().as_str())])
        }
        None => text("doc.form.entered").to_owned(),
    };
    let most = match one.most {
        Some(most) if most != criterion.max => {
            format!("，{}", fill("doc.form.most", [("most", most.to_string().as_str())]))
        }
        // Where several things are counted, the rules below say it once.
        Some(_) | None if criterion.deductions.len() > 1 => String::new(),
        Some(_) | None => text("doc.form.floor").to_owned(),
    };
    fill("doc.form.deduction", [("name", one.name.as_str()), ("each", each.as_str()), ("most", most.as_str())])
}

/// The rules of scoring, one sentence each.
pub(super) fn rules(form: &Form) -> Vec<String> {
    let mut lines = Vec::new();
    if form.unscored {
        lines.push(text("doc.form.unscored").to_owned());
    } else {
        let values = [("total", form.total.to_string()), ("step", form.step.to_string())];
        lines.push(fill("doc.form.step", values.iter().map(|(name, value)| (*name, value.as_str()))));
        if form.criteria().any(|criterion| !criterion.deductions.is_empty()) {
            lines.push(text("doc.form.by_deductions").to_owned());
        }
        if form.is_weighted() {
            lines.push(text("doc.form.weighted").to_owned());
        }
    }
    let own = form.reason.clone().unwrap_or_default();
    let reasons = reason(&ReasonRule { below_share: own.below_share.or(form.reason_below), ..own });
    lines.extend(reasons.map(|words| fill("doc.form.reason", [("reason", words.as_str())])));
    if !form.unscored {
        lines.push(tally(form));
        if !form.grades.is_empty() {
            lines.push(fill("doc.bands", [("bands", super::score_table::bands(form).as_str())]));
        }
    }
    lines.extend(form.checks.iter().map(|check| {
        let key = if check.warn { "doc.form.check_warns" } else { "doc.form.check" };
        fill(key, [("message", check.message.trim_end_matches('。'))])
    }));
    lines
}

/// When a score needs a reason, and what the reason must have; none when it never needs one.
fn reason(rule: &ReasonRule) -> Option<String> {
    let mut when = Vec::new();
    if rule.any_deduction {
        when.push(text("doc.form.any_deduction").to_owned());
    }
    let shares = [("doc.form.below", rule.below_share), ("doc.form.above", rule.above_share)];
    when.extend(shares.into_iter().filter_map(|(key, share)| Some(fill(key, [("share", percent(share?).as_str())]))));
    if when.is_empty() {
        return None;
    }
    let mut words = fill("doc.form.reason_needed", [("when", when.join(text("doc.form.or")).as_str())]);
    if rule.min_length > 0 {
        words += &fill("doc.form.reason_length", [("n", rule.min_length.to_string().as_str())]);
    }
    if rule.page {
        words += text("doc.form.reason_page");
    }
    Some(words)
}

/// How the panel's opinions become one result: rule, level, rounding, missing scores, least panel.
fn tally(form: &Form) -> String {
    let rules = &form.tally;
    let rule = match rules.rule {
        Rule::Mean => text("rule.mean").to_owned(),
        Rule::TrimOneEach => text("rule.trim_one_each").to_owned(),
        Rule::Median => text("rule.median").to_owned(),
        Rule::Consensus => text("rule.consensus").to_owned(),
        Rule::ByPanel => text("doc.form.by_panel").to_owned(),
        Rule::Weighted => {
            let one = |weight: &crate::domain::form::Weight| format!("{} {}", weight.kind, weight.weight);
            let weights = rules.weights.iter().map(one).collect::<Vec<_>>().join("、");
            fill("doc.form.weights", [("weights", weights.as_str())])
        }
    };
    let level = text(if rules.level == Level::Criterion { "level.criterion" } else { "level.group" });
    let rounding = text(if rules.rounding == Rounding::HalfUp { "rounding.half_up" } else { "rounding.half_even" });
    let missing = text(match rules.missing {
        Missing::Reject => "missing.reject",
        Missing::Zero => "missing.zero",
        Missing::Renormalise => "missing.renormalise",
    });
    let places = rules.places.to_string();
    let values = [("rule", rule.as_str()), ("level", level), ("places", &places), ("rounding", rounding)];
    let mut words = fill("doc.form.tally", values.into_iter().chain([("missing", missing)]));
    if rules.min_panel > 1 {
        words += &fill("doc.form.min_panel", [("n", rules.min_panel.to_string().as_str())]);
    }
    words
}

/// A conclusion with its box, the points from which it is suggested, and what it requires besides. `above` is the
/// threshold of the better one.
pub(super) fn conclusion(form: &Form, one: &Conclusion, above: Option<Points>) -> String {
    let mut when = Vec::new();
    if let Some(from) = one.from {
        let (from, above) = (from.to_string(), above.map(|above| above.to_string()));
        when.push(match &above {
            Some(to) if one.from == Some(Points::ZERO) => fill("doc.form.under", [("to", to.as_str())]),
            Some(to) => fill("doc.form.between", [("from", from.as_str()), ("to", to.as_str())]),
            None => fill("doc.form.from", [("from", from.as_str())]),
        });
    }
    when.extend(one.requires.iter().map(|required| requirement(form, required)));
    if when.is_empty() {
        return format!("☐ {}", one.name);
    }
    let when = when.join(text("doc.form.and"));
    fill("doc.form.suggested", [("name", one.name.as_str()), ("when", when.as_str())])
}

fn requirement(form: &Form, required: &Requirement) -> String {
    let share = percent(required.share);
    if required.of.is_empty() {
        return fill("doc.form.requires_all", [("share", share.as_str())]);
    }
    let name = |id: &String| {
        let group = form.group(id).map(|group| group.name.as_str());
        let named = group.or_else(|| form.criterion(id).map(|criterion| criterion.name.as_str()));
        format!("“{}”", named.unwrap_or(id))
    };
    let names: String = required.of.iter().map(name).collect();
    let key = if required.of.len() > 1 { "doc.form.requires_each" } else { "doc.form.requires" };
    fill(key, [("names", names.as_str()), ("share", share.as_str())])
}

/// A share as 60%.
fn percent(share: Points) -> String {
    format!("{}%", Points::new(share.value() * Decimal::ONE_HUNDRED))
}

/// What stands in the place of a head field's value: boxes, a date to fill in, or nothing.
pub(super) fn blank(field: &HeadField) -> String {
    match field.kind {
        FieldKind::Choice => super::boxes(field.choices.iter().map(String::as_str), &[]),
        FieldKind::Date => text("doc.blank_date").to_owned(),
        FieldKind::Money if !field.name.contains("万元") => text("doc.form.blank_money").to_owned(),
        FieldKind::Money | FieldKind::Text => String::new(),
    }
}

/// Where the points come from (domain rules §0.1), and which part comes from where.
pub(super) fn evidence(form: &Form) -> String {
    let key = match form.evidence.as_str() {
        "找到" => "doc.form.evidence_found",
        "通识" => "doc.form.evidence_known",
        "设计" => "doc.form.evidence_designed",
        _ => "doc.form.evidence",
    };
    let what = text(if form.unscored { "doc.form.basis" } else { "doc.form.basis_of_points" });
    fill(key, [("what", what), ("label", form.evidence.as_str()), ("source", form.source.trim())])
}
