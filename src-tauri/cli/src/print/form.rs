//! Forms in a terminal, whole and for a reader: what is scored and how, what needs a reason, which conclusion follows
//! from what, how opinions become one result.

use super::{items, line, or_dash, problem_lines, rows, said, say, table, text, word};
use serde_json::{Value, json};
use tongping_core::domain::form::Form;
use tongping_core::domain::number::Points;
use tongping_core::domain::problem::Problem;
use tongping_core::locale;

pub(crate) fn form_checked(form: &Form, warnings: &[Problem]) {
    self::warnings(warnings);
    let summary = json!({
        "title": form.title, "id": form.id, "version": form.version, "total": form.total,
        "groups": form.groups.len(), "criteria": form.criteria().count(),
    });
    line(&said("cli.form.checked", &summary, &["title", "id", "version", "total", "groups", "criteria"]));
}

pub(crate) fn warnings(problems: &[Problem]) {
    problems.iter().for_each(|problem| line(&locale::problem(problem)));
}

/// A form that came in out of a workbook, with what was guessed.
pub(crate) fn form_imported(view: &Value) {
    problem_lines(items(&view["problems"]));
    imported(&view["row"]);
}

pub(crate) fn forms(list: &Value) {
    let lines = items(list).iter().map(|form| {
        let size = [or_dash(form, "groups"), or_dash(form, "criteria")].join("/");
        let total = or_dash(form, "total");
        vec![text(form, "code"), text(form, "version"), text(form, "title"), or_dash(form, "evidence"), size, total]
    });
    table("cli.form.list_head", &lines.collect::<Vec<_>>());
}

/// The row of a form that was just taken in.
pub(crate) fn imported(row: &Value) {
    line(&said("cli.form.imported", row, &["title", "code", "version"]));
}

pub(crate) fn form(form: &Value) {
    if form["unscored"] == true {
        line(&said("cli.form.head_unscored", form, &["title", "id", "version"]));
    } else {
        line(&said("cli.form.head", form, &["title", "id", "version", "total", "step"]));
    }
    line(&said("cli.form.source", form, &["evidence", "source"]));
    let fields: Vec<_> = items(&form["fields"]).iter().map(field_words).collect();
    if !fields.is_empty() {
        say("cli.form.fields", [("names", joined(&fields).as_str())]);
    }
    let reasons = reason_words(&form["reason"], &form["reason_below"]);
    if !reasons.is_empty() {
        say("cli.form.reason", [("rules", reasons.join("；").as_str())]);
    }
    for one in items(&form["groups"]) {
        line("");
        group(one, 0);
    }
    line("");
    for item in items(&form["veto"]) {
        say("cli.form.veto", [("item", item.as_str().unwrap_or_default())]);
    }
    for conclusion in items(&form["conclusions"]) {
        let words = conclusion_words(form, conclusion);
        say("cli.form.conclusion", [("name", text(conclusion, "name").as_str()), ("when", words.as_str())]);
    }
    let grades: Vec<_> = rows(&form["grades"], &["name", "from"]).iter().map(|row| row.join(" ")).collect();
    if !grades.is_empty() {
        say("cli.form.grades", [("grades", joined(&grades).as_str())]);
    }
    for check in items(&form["checks"]) {
        say(
            "cli.form.check",
            [("message", text(check, "message").as_str()), ("rule", check_words(form, check).as_str())],
        );
    }
    tally_rule(form);
}

fn joined(words: &[String]) -> String {
    words.join(locale::text("cli.comma"))
}

/// Texts of a list.
fn texts(list: &Value) -> Vec<String> {
    items(list).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A line further in.
fn indented(depth: usize, words: &str) {
    line(["  ".repeat(depth).as_str(), words.trim_end()].concat().as_str());
}

fn group(group: &Value, depth: usize) {
    let points = if text(group, "max") == "0" { "cli.form.group_unscored" } else { "cli.form.group" };
    indented(depth, &said(points, group, &["id", "name", "max"]));
    for one in items(&group["groups"]) {
        self::group(one, depth + 1);
    }
    let mut heading = String::new();
    for one in items(&group["criteria"]) {
        let subgroup = text(one, "subgroup");
        if subgroup != heading {
            indented(depth + 1, &locale::fill("cli.form.subgroup", [("name", subgroup.as_str())]));
            heading = subgroup;
        }
        criterion(one, depth + 1);
    }
}

fn criterion(criterion: &Value, depth: usize) {
    let marks = marks(criterion);
    let is_scored = text(criterion, "max") != "0";
    let head = if !is_scored { "cli.form.group_unscored" } else { "cli.form.criterion" };
    let marks = if marks.is_empty() {
        String::new()
    } else {
        locale::fill("cli.form.marks", [("marks", joined(&marks).as_str())])
    };
    indented(depth, &[said(head, criterion, &["id", "name", "max"]), marks].concat());
    for guide in text(criterion, "guide").lines() {
        indented(depth + 2, guide);
    }
    let told = [
        (
            "cli.form.choices",
            items(&criterion["choices"]).iter().map(|choice| choice_words(choice, is_scored)).collect(),
        ),
        ("cli.form.deductions", items(&criterion["deductions"]).iter().map(deduction_words).collect()),
        ("cli.form.deduct", rows(&json!([criterion]), &["deduct"]).concat()),
        ("cli.form.reasons", texts(&criterion["reasons"])),
        ("cli.form.reason", reason_words(&criterion["reason"], &Value::Null)),
    ];
    for (key, words) in told {
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        if !words.is_empty() {
            // Reasons and deductions may hold a comma themselves.
            let between = if key == "cli.form.choices" { locale::text("cli.comma") } else { "；" };
            let words = words.join(between);
            indented(depth + 2, &locale::fill(key, [("names", words.as_str()), ("rules", words.as_str())]));
        }
    }
}

/// What sets a criterion apart: its weight, its own step, 不适用, an objective matter.
fn marks(criterion: &Value) -> Vec<String> {
    let mut marks = Vec::new();
    for (name, key) in [("weight", "cli.form.weight"), ("step", "cli.form.step")] {
        if !text(criterion, name).is_empty() {
            marks.push(said(key, criterion, &[name]));
        }
    }
    for (name, key) in [("optional", "cli.form.optional"), ("objective", "cli.form.objective")] {
        if criterion[name] == true {
            marks.push(locale::text(key).to_owned());
        }
    }
    marks
}

fn choice_words(choice: &Value, is_scored: bool) -> String {
    let (name, points, from) = (text(choice, "name"), text(choice, "points"), text(choice, "from"));
    if !is_scored {
        return name;
    }
    match (points.as_str(), from.as_str()) {
        (_, "") => [name.as_str(), " ", &points].concat(),
        (_, from) if from == points => [name.as_str(), " ", &points].concat(),
        (_, from) => [name.as_str(), " ", from, "～", &points].concat(),
    }
}

fn deduction_words(deduction: &Value) -> String {
    let key = if text(deduction, "points").is_empty() { "cli.form.deduction_free" } else { "cli.form.deduction" };
    let unit = text(deduction, "unit");
    let (name, points) = (text(deduction, "name"), text(deduction, "points"));
    let words = locale::fill(key, [("name", name.as_str()), ("unit", unit.as_str()), ("points", points.as_str())]);
    if text(deduction, "most").is_empty() {
        words
    } else {
        [words, said("cli.form.most", deduction, &["most"])].concat()
    }
}

fn field_words(field: &Value) -> String {
    let kind = word("cli.form.kind.", &text(field, "kind"));
    let mut notes = vec![kind];
    notes.extend(texts(&field["choices"]));
    if field["required"] == true {
        notes.push(locale::text("cli.form.required").to_owned());
    }
    locale::fill("cli.form.field", [("name", text(field, "name").as_str()), ("notes", joined(&notes).as_str())])
}

fn reason_words(rule: &Value, below: &Value) -> Vec<String> {
    let below = below.as_str().or(rule["below_share"].as_str());
    let mut words = Vec::new();
    if rule["any_deduction"] == true {
        words.push(locale::text("cli.form.reason_any").to_owned());
    } else if let Some(share) = below {
        words.push(locale::fill("cli.form.reason_below", [("share", percent(share).as_str())]));
    }
    if let Some(share) = rule["above_share"].as_str() {
        words.push(locale::fill("cli.form.reason_above", [("share", percent(share).as_str())]));
    }
    if rule["min_length"].as_u64().is_some_and(|length| length > 0) {
        words.push(said("cli.form.reason_length", rule, &["min_length"]));
    }
    if rule["page"] == true {
        words.push(locale::text("cli.form.reason_page").to_owned());
    }
    words
}

/// Names of groups and criteria by their ids, each in quotation marks.
fn names(form: &Value, ids: &Value) -> String {
    fn find(groups: &Value, id: &str) -> Option<String> {
        items(groups).iter().find_map(|group| {
            let criterion = items(&group["criteria"]).iter().find(|criterion| criterion["id"] == id);
            let here = criterion.or((group["id"] == id).then_some(group));
            here.map(|part| text(part, "name")).or_else(|| find(&group["groups"], id))
        })
    }
    let quoted = texts(ids).into_iter().map(|id| {
        let name = find(&form["groups"], &id).unwrap_or(id);
        locale::fill("cli.form.quoted", [("name", name.as_str())])
    });
    quoted.collect()
}

fn conclusion_words(form: &Value, conclusion: &Value) -> String {
    let mut words = Vec::new();
    if conclusion["hidden"] == true {
        words.push(locale::text("cli.form.hidden").to_owned());
    }
    match conclusion["from"].as_str() {
        Some(_) => words.push(said("cli.form.from", conclusion, &["from"])),
        None => words.push(locale::text("cli.form.by_panel_only").to_owned()),
    }
    for required in items(&conclusion["requires"]) {
        let share = percent(&text(required, "share"));
        let of = names(form, &required["of"]);
        let of = if of.is_empty() { locale::text("cli.form.every_group") } else { of.as_str() };
        words.push(locale::fill("cli.form.requires", [("of", of), ("share", share.as_str())]));
    }
    words.join("，")
}

fn check_words(form: &Value, check: &Value) -> String {
    let (of, than) = (names(form, &check["of"]), names(form, &check["than"]));
    let (share, limit) = (percent(&text(check, "share")), percent(&text(check, "limit")));
    let points = text(check, "points");
    let params = [("of", of), ("than", than), ("points", points), ("share", share), ("limit", limit)];
    let key = ["cli.form.check.", &text(check, "rule")].concat();
    locale::fill(&key, params.iter().map(|(name, value)| (*name, value.as_str())))
}

fn tally_rule(form: &Value) {
    if form["unscored"] == true {
        line(locale::text("cli.form.unscored"));
        return;
    }
    let tally = &form["tally"];
    let of = |family: &str, name: &str| locale::text(&[family, text(tally, name).as_str()].concat()).to_owned();
    let by_panel = text(tally, "rule") == "by_panel";
    let rule = if by_panel { locale::text("cli.form.by_panel").to_owned() } else { of("rule.", "rule") };
    let words = json!({
        "rule": rule, "level": of("level.", "level"), "rounding": of("rounding.", "rounding"), "places": tally["places"],
        "missing": of("missing.", "missing"), "min_panel": tally["min_panel"],
    });
    line(&said("cli.form.tally", &words, &["rule", "level", "rounding", "places", "missing", "min_panel"]));
    let weights: Vec<_> = rows(&tally["weights"], &["kind", "weight"]).iter().map(|row| row.join(" ")).collect();
    if !weights.is_empty() {
        say("cli.form.weights", [("weights", joined(&weights).as_str())]);
    }
}

/// A share as it is spoken of: 0.6 is 60%.
fn percent(share: &str) -> String {
    let Ok(share) = Points::read(share) else { return String::new() };
    let (whole, rest) = (share.millionths() / 10_000, share.millionths() % 10_000);
    let rest = format!("{rest:04}");
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{whole}%") } else { format!("{whole}.{rest}%") }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_share_is_told_in_hundredths() {
        for (share, told) in [("0.6", "60%"), ("1", "100%"), ("0.125", "12.5%"), ("0.333333", "33.3333%"), ("0", "0%")]
        {
            assert_eq!(percent(share), told);
        }
    }
}
