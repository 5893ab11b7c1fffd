//! What the words of `tongping form draft`, `form compare` and `form try` do.

use super::{Access, Door, form, form_text};
use crate::args::form::Asked;
use crate::args::{Compare, Draft, Try};
use crate::print;
use serde_json::{Map, Value, json};
use std::path::Path;
use tongping_core::app::form_try::{form_of, scores_of_csv};
use tongping_core::domain::form::Form as ReviewForm;
use tongping_core::domain::problem::{Place, Problem};
use tongping_core::error::{Error, Result};
use tongping_core::exchange::form_xlsx;
use tongping_core::{api, app, exchange, file, form_file};

pub(super) fn run(door: &Door, verb: Draft) -> Result<()> {
    let edit = |draft: i64, edit: Value| edit_and_show(door, draft, &json!([edit]), false);
    match verb {
        Draft::Begin { source, code, title } => {
            let from = source.map(|word| source_of(door, &word)).transpose()?;
            let args = json!({ "from": from, "code": code, "title": title });
            door.show(Access::Work, "form_draft_begin", args, print::draft)
        }
        Draft::List => door.show(Access::Look, "form_draft_list", json!({}), print::drafts),
        Draft::Show { draft } => door.show(Access::Look, "form_draft_show", json!({ "draft": draft }), print::draft),
        Draft::Edit { draft, file, preview } => edit_and_show(door, draft, &json_of(&form_text(&file)?)?, preview),
        Draft::Set { draft, target, field, value } => {
            edit(draft, json!({ "edit": "set", "target": target, "field": field, "value": value_of(&value)? }))
        }
        Draft::AddGroup { draft, name, under, before, id, max } => edit(
            draft,
            json!({ "edit": "add_group", "under": under, "before": before, "id": id, "name": name, "max": max }),
        ),
        Draft::AddCriterion { draft, group, name, max, before, id, fields } => {
            let fields = fields.map(|text| json_of(&text)).transpose()?;
            let head = json!({ "edit": "add_criterion", "group": group, "before": before, "id": id });
            edit(draft, merged(head, json!({ "name": name, "max": max, "fields": fields })))
        }
        Draft::Move { draft, target, under, before } => {
            edit(draft, json!({ "edit": "move", "target": target, "under": under, "before": before }))
        }
        Draft::Remove { draft, targets } => {
            let edits: Vec<_> = targets.iter().map(|target| json!({ "edit": "remove", "target": target })).collect();
            edit_and_show(door, draft, &json!(edits), false)
        }
        Draft::Reweigh { draft, points, group, total, preview } => {
            let one = match (group, total) {
                (Some(group), Some(total)) => json!({ "edit": "scale", "group": group, "total": total }),
                _ => {
                    let pairs = points.iter().map(|word| pair(word)).collect::<Result<Vec<_>>>()?;
                    let points: Vec<_> =
                        pairs.iter().map(|(id, points)| json!({ "id": id, "points": points })).collect();
                    json!({ "edit": "reweigh", "points": points })
                }
            };
            edit_and_show(door, draft, &json!([one]), preview)
        }
        Draft::SumUp { draft } => edit(draft, json!({ "edit": "sum_up" })),
        Draft::Reasons { draft, criterion, reasons } => {
            edit(draft, json!({ "edit": "set_reasons", "criterion": criterion, "reasons": reasons }))
        }
        Draft::Renumber { draft, preview } => edit_and_show(door, draft, &json!([{ "edit": "renumber" }]), preview),
        Draft::Issue { draft, version } => {
            let args = json!({ "draft": draft, "version": version });
            door.show(Access::Work, "form_draft_issue", args, print::issued)
        }
        Draft::Discard { draft } => {
            door.show(Access::Work, "form_draft_discard", json!({ "draft": draft }), print::drafts)
        }
    }
}

fn edit_and_show(door: &Door, draft: i64, edits: &Value, preview: bool) -> Result<()> {
    let args = json!({ "draft": draft, "edits": edits, "preview": preview });
    let access = if preview { Access::Look } else { Access::Work };
    door.show(access, "form_draft_edit", args, if preview { print::draft_preview } else { print::draft })
}

fn merged(mut one: Value, more: Value) -> Value {
    if let (Some(one), Value::Object(more)) = (one.as_object_mut(), more) {
        one.extend(more);
    }
    one
}

pub(super) fn compare(door: &Door, words: &Compare) -> Result<()> {
    let args = json!({ "old": source_of(door, &words.old)?, "new": source_of(door, &words.new)? });
    shown(door, "form_compare", args, print::comparison)
}

pub(super) fn try_out(door: &Door, words: Try) -> Result<()> {
    let form = source_of(door, &words.form)?;
    let mut scores: Map<String, Value> = Map::new();
    if let Some(path) = &words.scores {
        let bytes = file::read_whole(path, exchange::csv_table::MAX_BYTES)?;
        let source = serde_json::from_value(form.clone()).map_err(|source| Error::bug("form_source", source))?;
        for score in scores_of_csv(&form_of(&anywhere(door)?, &source)?, &bytes)? {
            scores.insert(score.criterion.clone(), json!(score));
        }
    }
    for word in &words.set {
        let (id, text) = pair(word)?;
        let reason = scores.get(&id).map_or(Value::from(""), |score| score["reason"].clone());
        scores.insert(id.clone(), json!({ "criterion": id, "text": text, "reason": reason }));
    }
    let scores: Vec<Value> = scores.into_iter().map(|(_, score)| score).collect();
    let args = json!({ "form": form, "scores": scores, "veto": words.veto, "conclusion": words.conclusion });
    shown(door, "form_try", args, print::tried)
}

/// A command that reads: in the workspace if one is given, else with what the program itself has.
fn shown(door: &Door, name: &str, args: Value, show: fn(&Value)) -> Result<()> {
    let reply = api::call(&mut anywhere(door)?, name, args)?;
    if door.json {
        print::json(&reply);
    } else {
        show(&reply["value"]);
    }
    Ok(())
}

fn anywhere(door: &Door) -> Result<app::App> {
    if door.workspace.is_some() { door.open(&Access::Look) } else { app::workspace::scratch(door.world()) }
}

/// Whether a word names a draft: `draft:1`.
pub(super) fn is_draft(word: &str) -> bool {
    word.starts_with("draft:")
}

/// The form of `draft:N`, whatever is still wrong in it.
pub(super) fn draft_of(door: &Door, word: &str) -> Result<ReviewForm> {
    let source = serde_json::from_value(source_of(door, word)?).map_err(|source| Error::bug("form_source", source))?;
    form_of(&anywhere(door)?, &source)
}

/// A form as a person names it on the command line.
fn source_of(door: &Door, word: &str) -> Result<Value> {
    if let Some(draft) = word.strip_prefix("draft:") {
        let id: i64 = draft.parse().map_err(|_| Error::missing("form_draft", draft))?;
        if door.workspace.is_none() {
            return Err(Error::refused("workspace_not_given"));
        }
        return Ok(json!({ "kind": "draft", "draft": id }));
    }
    if let Some(code) = word.strip_prefix("built-in:") {
        return Ok(json!({ "kind": "built_in", "code": code }));
    }
    let path = Path::new(word);
    if form_xlsx::is_workbook(path) {
        let form = form::form_of(path, &Asked::default())?.0;
        return Ok(json!({ "kind": "json", "json": form_file::canonical(&form) }));
    }
    if form::is_file(path) {
        return Ok(json!({ "kind": "json", "json": form_text(path)? }));
    }
    Ok(match word.split_once('@') {
        Some((code, version)) => json!({ "kind": "workspace", "code": code, "version": version }),
        None if door.workspace.is_some() => json!({ "kind": "workspace", "code": word, "version": null }),
        None => json!({ "kind": "built_in", "code": word }),
    })
}

/// `1.1=3.5` as id and value.
fn pair(word: &str) -> Result<(String, String)> {
    let problem = || Problem::error("word_not_a_pair", Place::Whole).with("text", word);
    let (id, value) = word.split_once('=').ok_or_else(|| Error::invalid(problem()))?;
    Ok((id.trim().to_owned(), value.trim().to_owned()))
}

/// A value as it stands in a form file: lists, objects, quoted texts, yes and no as JSON, everything else as text.
fn value_of(text: &str) -> Result<Value> {
    let trimmed = text.trim();
    if trimmed.starts_with(['[', '{', '"']) || matches!(trimmed, "true" | "false" | "null") {
        return json_of(trimmed);
    }
    Ok(Value::from(text))
}

fn json_of(text: &str) -> Result<Value> {
    if text.len() > form_file::MAX_BYTES {
        let problem = Problem::error("form_too_long", Place::Whole);
        return Err(Error::invalid(problem.with("most", form_file::MAX_BYTES / 1024 / 1024)));
    }
    serde_json::from_str(text)
        .map_err(|fault| Error::invalid(Problem::error("json_syntax", Place::cell(fault.line(), fault.column(), ""))))
}
