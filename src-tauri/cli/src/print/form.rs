//! Forms in a terminal.

use super::{items, line, problem_lines, rows, said, say, table, text};
use serde_json::{Value, json};
use tongping_core::domain::form::Form;
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
    forms(&json!([view["row"]]));
}

pub(crate) fn forms(list: &Value) {
    table("cli.form.list_head", &rows(list, &["code", "version", "title"]));
}

pub(crate) fn form(form: &Value) {
    line(&said("cli.form.head", form, &["title", "id", "version", "total", "step"]));
    line(&said("cli.form.source", form, &["evidence", "source"]));
    for group in items(&form["groups"]) {
        line("");
        line(&said("cli.form.group", group, &["id", "name", "max"]));
        for criterion in items(&group["criteria"]) {
            line(said("cli.form.criterion", criterion, &["id", "name", "max"]).trim_end());
            if !text(criterion, "guide").is_empty() {
                line(&said("cli.form.guide", criterion, &["guide"]));
            }
        }
    }
    line("");
    for item in items(&form["veto"]) {
        say("cli.form.veto", [("item", item.as_str().unwrap_or_default())]);
    }
    let names: Vec<_> = rows(&form["conclusions"], &["name"]).into_iter().flatten().collect();
    if !names.is_empty() {
        say("cli.form.conclusions", [("names", names.join(locale::text("cli.comma")).as_str())]);
    }
}
