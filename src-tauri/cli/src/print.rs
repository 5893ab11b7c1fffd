//! How replies look in a terminal: in the words of the locale, plain enough to read aloud. With `--json` the reply itself
//! is printed instead. Lines and columns are made in `terminal`.

mod form;
mod form_draft;
mod import;
mod package;
mod package_inspect;
mod sheet;

pub(crate) use form::{form, form_checked, form_imported, forms, imported, warnings};
pub(crate) use form_draft::{comparison, draft, draft_preview, drafts, form_moved, form_preview, issued, tried};
pub(crate) use import::{board, rebuilt};
pub(crate) use package::{package_opened, packages, packages_written};
pub(crate) use package_inspect::inspection;
pub(crate) use sheet::{dispute, sheet, unhandled};

use crate::terminal::{self, line, say, table, table_of};
use serde_json::{Value, json};
use std::path::Path;
use tongping_core::domain::form::Form;
use tongping_core::domain::problem::Place;
use tongping_core::domain::tally::Tally;
use tongping_core::error::Error;
use tongping_core::{api, locale};

pub(crate) fn json(value: &Value) {
    line(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// An error on stderr: the sentence with its remedy, or the whole error as JSON.
pub(crate) fn error(error: &Error, as_json: bool) {
    terminal::error(&if as_json {
        serde_json::to_string_pretty(&json!({ "error": api::error_json(error) })).unwrap_or_default()
    } else {
        error.to_string()
    });
}

/// The values of a list; none for what is not a list.
pub(crate) fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[][..], Vec::as_slice)
}

/// A field of a reply as text; numbers as they are, nothing as empty.
pub(crate) fn text(value: &Value, name: &str) -> String {
    match &value[name] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

pub(crate) fn rows(list: &Value, fields: &[&str]) -> Vec<Vec<String>> {
    items(list).iter().map(|item| fields.iter().map(|field| text(item, field)).collect()).collect()
}

/// A field of a reply as text; a dash for nothing.
pub(crate) fn or_dash(value: &Value, name: &str) -> String {
    let text = text(value, name);
    if text.is_empty() { locale::text("cli.dash").to_owned() } else { text }
}

/// The word for a name out of a closed list, e.g. `cli.state.` and `draft`; the name itself where it has no word.
fn word(list: &str, name: &str) -> String {
    let key = [list, name].concat();
    let word = locale::text(&key);
    if word == key { name.to_owned() } else { word.to_owned() }
}

/// The items of a list with one of their fields put into words.
fn in_words(list: &Value, field: &str, words: &str) -> Value {
    let translated = items(list).iter().cloned().map(|mut item| {
        item[field] = word(words, &text(&item, field)).into();
        item
    });
    translated.collect()
}

/// The item of a list with this id.
fn with_id<'a>(list: &'a Value, id: &Value) -> &'a Value {
    items(list).iter().find(|item| item["id"] == *id).unwrap_or(&Value::Null)
}

/// Fields of a reply as parameters of a text.
pub(crate) fn said(key: &str, value: &Value, fields: &[&str]) -> String {
    let texts: Vec<_> = fields.iter().map(|field| or_dash(value, field)).collect();
    locale::fill(key, fields.iter().copied().zip(texts.iter().map(String::as_str)))
}

/// Problems of a reply, which come back as data: code, place and values.
fn cell(place: &Value) -> Place {
    let count = |name: &str| place[name].as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    Place::Cell { sheet: text(place, "sheet"), row: count("row"), column: count("column"), label: text(place, "label") }
}

fn problem_lines<'a>(problems: impl IntoIterator<Item = &'a Value>) {
    for problem in problems {
        let params = problem["params"].as_object().cloned().unwrap_or_default();
        let pairs: Vec<_> = params.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap_or(""))).collect();
        let what = locale::fill(&format!("problem.{}", text(problem, "code")), pairs);
        let severity = locale::text(if problem["severity"] == "error" { "severity.error" } else { "severity.warning" });
        let place = &problem["place"];
        let place = match place["kind"].as_str() {
            Some("criterion") => said("place.criterion", place, &["id"]),
            Some("remark") => said("place.remark", place, &["no"]),
            Some("field") => locale::field(&text(place, "path")).to_owned(),
            Some("cell") => locale::place(&cell(place)),
            _ => String::new(),
        };
        let key = if place.is_empty() { "cli.problem.whole" } else { "cli.problem.placed" };
        say(key, [("severity", severity), ("place", &place), ("what", &what)]);
    }
}

fn blocks(problems: &Value) -> bool {
    items(problems).iter().any(|problem| problem["severity"] == "error")
}

pub(crate) fn workspace_created(file: &Path, as_json: bool) {
    if as_json {
        json(&json!({ "path": file }));
    } else {
        say("cli.workspace.created", [("path", file.display().to_string().as_str())]);
    }
}

pub(crate) fn demo(made: &[Value], workspace: &Path) {
    say("cli.demo.made", [("n", made.len().to_string().as_str())]);
    for one in made {
        let size = one["size"].as_u64().unwrap_or(0).div_ceil(1024).to_string();
        say("cli.demo.file", [("path", text(one, "path").as_str()), ("size", size.as_str())]);
    }
    say("cli.demo.next", [("path", workspace.display().to_string().as_str())]);
}

/// The tally as the command line promises it: all numbers as text, `null` where there is none.
pub(crate) fn tally_json(tally: &Tally, words: &str) -> Value {
    let lines = |lines: &[tongping_core::domain::tally::Line]| -> Vec<Value> {
        lines.iter().map(|line| json!({ "id": line.id, "mean": line.value, "n": line.n.to_string() })).collect()
    };
    let experts = tally.experts.iter().map(|expert| {
        json!({ "name": expert.name, "total": expert.total, "grade": expert.grade, "dropped": expert.dropped })
    });
    json!({
        "criteria": lines(&tally.criteria),
        "rows": lines(&tally.rows),
        "level": tally.level,
        "experts": experts.collect::<Vec<_>>(),
        "total": tally.total,
        "grade": tally.grade,
        "rule": tally.applied,
        "form_rule": tally.rule,
        "rule_words": words,
        "dropped": tally.dropped,
        "n": tally.n.to_string(),
        "mean_of_totals": tally.mean_of_totals,
    })
}

pub(crate) fn tally(form: &Form, tally: &Tally, words: &str) {
    say(
        "cli.tally.form",
        [("title", form.title.as_str()), ("id", form.id.as_str()), ("version", form.version.as_str())],
    );
    line("");
    tally_value(&json!(tally));
    say("cli.tally.rule", [("rule", words)]);
}

/// A tally from a reply.
pub(crate) fn tally_value(tally: &Value) {
    lines_of_tally("cli.tally.criteria_head", tally, "criteria");
    if tally["level"] == "group" {
        lines_of_tally("cli.tally.groups_head", tally, "rows");
    }
    let experts = items(&tally["experts"]).iter().map(|expert| {
        let note = if expert["dropped"] == true { locale::text("cli.tally.dropped") } else { "" };
        vec![text(expert, "name"), or_dash(expert, "total"), or_dash(expert, "grade"), note.to_owned()]
    });
    table("cli.tally.experts_head", &experts.collect::<Vec<_>>());
    line("");
    line(&said("cli.tally.total", tally, &["total", "grade", "n"]));
    let dropped: Vec<_> = items(&tally["dropped"]).iter().filter_map(Value::as_str).collect();
    if let [highest, lowest] = dropped.as_slice() {
        say("cli.tally.dropped_both", [("highest", *highest), ("lowest", *lowest)]);
    }
}

/// Criteria or groups of a tally: what every expert gave, and the result.
fn lines_of_tally(head: &str, tally: &Value, lines: &str) {
    let names: Vec<String> = rows(&tally["experts"], &["name"]).into_iter().flatten().collect();
    let mut head: Vec<&str> = locale::text(head).split('|').collect();
    let result = head.pop().unwrap_or_default();
    head.extend(names.iter().map(String::as_str));
    head.push(result);
    let dash = locale::text("cli.dash");
    let body = items(&tally[lines]).iter().map(|line| {
        let mut cells = vec![text(line, "id"), text(line, "name"), text(line, "max")];
        let marks = items(&line["marks"]);
        cells.extend(items(&line["given"]).iter().enumerate().map(|(i, given)| {
            let mark = marks.get(i).and_then(Value::as_str);
            let both = [mark, given.as_str()].into_iter().flatten().collect::<Vec<_>>().join(" ");
            if both.is_empty() { dash.to_owned() } else { both }
        }));
        cells.push(or_dash(line, "value"));
        cells
    });
    table_of(&head, &body.collect::<Vec<_>>());
    line("");
}

pub(crate) fn saved(path: &Path) {
    say("cli.tally.saved", [("path", path.display().to_string().as_str())]);
}

pub(crate) fn experts(list: &Value) {
    let fields = ["id", "name", "kind", "employer", "job_title", "field"];
    table("cli.expert.list_head", &rows(list, &fields));
}

pub(crate) fn sessions(list: &Value) {
    let list = in_words(list, "state", "cli.state.");
    table("cli.session.list_head", &rows(&list, &["id", "no", "title", "state"]));
}

pub(crate) fn session(view: &Value) {
    let mut head = view["session"].clone();
    let state = text(&head, "state");
    head["state"] = word("cli.state.", &state).into();
    line(&said("cli.session.head", &head, &["id", "no", "title", "kind", "state"]));
    line("");
    table("cli.session.reports_head", &rows(&view["reports"], &["id", "no", "title"]));
    line("");
    let members = in_words(&view["members"], "role", "cli.role.");
    table("cli.session.members_head", &rows(&members, &["id", "seat", "name", "kind", "role"]));
    line("");
    let opinions = items(&view["opinions"]).iter().map(|opinion| {
        let (report, member) = of_whom(view, opinion);
        let state = word("cli.state.", &text(opinion, "state"));
        vec![text(opinion, "id"), text(opinion, "report"), report, text(opinion, "member"), member, state]
    });
    table("cli.session.opinions_head", &opinions.collect::<Vec<_>>());
    for recusal in items(&view["recusals"]) {
        let (report, member) = of_whom(view, recusal);
        let ground = text(recusal, "ground");
        let key = if recusal["kind"] == "declined" { "cli.session.declined" } else { "cli.session.recusal" };
        say(key, [("name", member.as_str()), ("no", report.as_str()), ("ground", ground.as_str())]);
    }
    problem_lines(items(&view["problems"]));
    line("");
    line(&said(&format!("cli.session.next_{state}"), &head, &["id"]));
}

/// Number of the report and name of the member that an opinion or a recusal of a session names by their ids.
fn of_whom(session: &Value, row: &Value) -> (String, String) {
    let report = with_id(&session["reports"], &row["report"]);
    (text(report, "no"), text(with_id(&session["members"], &row["member"]), "name"))
}

/// The kinds of sessions, the default form of each first.
pub(crate) fn kinds(list: &Value) {
    for kind in items(list) {
        line(&said("cli.kind.head", kind, &["name", "about"]));
        let forms: Vec<_> = rows(&kind["forms"], &["code"]).into_iter().flatten().collect();
        say(
            "cli.kind.forms",
            [("form", text(kind, "form").as_str()), ("forms", forms.join(locale::text("cli.comma")).as_str())],
        );
        let titles = rows(&json!([kind["titles"]]), &["opinion", "sheet", "summary"]).concat();
        let titles: Vec<_> = titles.iter().map(|title| title.replace("{organiser}", "").trim().to_owned()).collect();
        say("cli.kind.titles", [("titles", titles.join(locale::text("cli.comma")).as_str())]);
        let names: Vec<_> = rows(&kind["conclusions"], &["name"]).into_iter().flatten().collect();
        if !names.is_empty() {
            say("cli.kind.conclusions", [("names", names.join(locale::text("cli.comma")).as_str())]);
        }
        line(&said("cli.kind.source", kind, &["evidence", "source"]));
    }
}

pub(crate) fn report(view: &Value) {
    let head = &view["report"];
    line(&said("cli.report.head", head, &["id", "no", "title", "unit"]));
    let fields = items(&view["fields"]).iter().map(|one| {
        let required = if one["field"]["required"] == true { locale::text("cli.form.required") } else { "" };
        vec![text(&one["field"], "id"), text(&one["field"], "name"), or_dash(one, "printed"), required.to_owned()]
    });
    let fields: Vec<_> = fields.collect();
    if !fields.is_empty() {
        table("cli.report.fields_head", &fields);
        line("");
    }
    table("cli.report.files_head", &rows(&view["attachments"], &["name", "size", "sha256"]));
}

pub(crate) fn opinion(view: &Value) {
    let opinion = &view["opinion"];
    let (id, signed) = (text(opinion, "id"), opinion["state"] == "signed");
    let head = json!({
        "id": opinion["id"], "version": opinion["version"], "report": opinion["report"], "member": opinion["member"],
        "state": word("cli.state.", &text(opinion, "state")), "scored": view["scored"], "criteria": view["criteria"],
        "total": view["total"], "grade": view["grade"], "conclusion": opinion["conclusion"],
        // A draft that was opened again still knows the code of its signed version, which is no longer its own.
        "check_code": if signed { view["check_code"].clone() } else { Value::Null },
    });
    let fields = ["id", "version", "report", "member", "state", "scored", "criteria", "total", "grade", "conclusion"];
    line(&said("cli.opinion.head", &head, &[&fields[..], &["check_code"]].concat()));
    if signed {
        let how = word("cli.signature.", &text(view, "signature"));
        say("cli.opinion.signed", [("at", text(view, "signed_at").as_str()), ("how", how.as_str())]);
    }
    // What was typed, and the points it counts; where deductions were counted, their arithmetic below.
    let read = |score: &Value| items(&view["read"]).iter().find(|read| read["criterion"] == score["criterion"]);
    let scores = items(&opinion["scores"]).iter().map(|score| {
        let points = read(score).map(|read| text(read, "points")).unwrap_or_default();
        vec![text(score, "criterion"), text(score, "text"), points, text(score, "reason")]
    });
    table("cli.opinion.scores_head", &scores.collect::<Vec<_>>());
    let counted = items(&view["read"]).iter().filter(|read| !text(read, "arithmetic").is_empty());
    counted.for_each(|read| line(&said("cli.opinion.arithmetic", read, &["criterion", "arithmetic"])));
    let fields = ["id", "no", "place", "problem", "suggestion", "nature"];
    table("cli.opinion.remarks_head", &rows(&opinion["remarks"], &fields));
    // One line for all criteria without a score: at the beginning that is every one of them.
    let (unscored, others): (Vec<_>, Vec<_>) =
        items(&view["problems"]).iter().partition(|problem| problem["code"] == "score_unscored");
    if !unscored.is_empty() {
        let ids: Vec<_> = unscored.iter().map(|problem| text(&problem["place"], "id")).collect();
        say("cli.opinion.unscored", [("ids", ids.join(locale::text("cli.comma")).as_str())]);
    }
    problem_lines(others);
    if signed {
        say("cli.opinion.next_signed", [("id", id.as_str())]);
    } else if !blocks(&view["problems"]) {
        say("cli.opinion.next_draft", [("id", id.as_str())]);
    }
}

pub(crate) fn opinions(list: &Value) {
    for (i, one) in items(list).iter().enumerate() {
        if i > 0 {
            line("");
        }
        opinion(one);
    }
    if items(list).is_empty() {
        line(locale::text("cli.opinion.none"));
    }
}

pub(crate) fn events(list: &Value) {
    let body = items(list).iter().map(|event| {
        let op = text(event, "op");
        let fields = ["subject", "reason"].map(|field| text(event, field));
        let done = word("op.", &op);
        [text(event, "seq"), text(event, "at"), text(event, "actor"), done, op].into_iter().chain(fields).collect()
    });
    table("cli.log.head", &body.collect::<Vec<_>>());
}

pub(crate) fn verdict(verdict: &Value) {
    let findings = items(&verdict["findings"]);
    for finding in findings {
        let code = text(finding, "code");
        let what = word("cli.finding.", &code);
        let of = |name: &str| text(finding, name);
        let detail: Vec<_> =
            [of("table"), of("key"), of("detail")].into_iter().filter(|text| !text.is_empty()).collect();
        let key = if finding["seq"].is_null() { "cli.log.finding" } else { "cli.log.finding_at" };
        let (seq, detail) = (of("seq"), detail.join(" "));
        line(locale::fill(key, [("what", &*what), ("code", &*code), ("seq", &*seq), ("detail", &*detail)]).trim_end());
    }
    if findings.is_empty() {
        line(&said("cli.log.sound", verdict, &["events", "head"]));
    }
}

pub(crate) fn undone(step: &Value) {
    line(&said("cli.log.undone", step, &["sentence"]));
}

pub(crate) fn redone(step: &Value) {
    line(&said("cli.log.redone", step, &["sentence"]));
}

/// What a step back and a step forth would do.
pub(crate) fn next(next: &Value) {
    for (key, step) in [("cli.log.next_undo", &next["undo"]), ("cli.log.next_redo", &next["redo"])] {
        line(&said(key, step, &["sentence"]));
    }
}

/// The moments of an opinion worth returning to.
pub(crate) fn history(list: &Value) {
    let body = items(list).iter().map(|version| {
        let total = or_dash(version, "total");
        vec![
            text(version, "seq"),
            text(version, "at"),
            text(version, "actor"),
            text(version, "sentence"),
            text(version, "scored"),
            total,
        ]
    });
    table("cli.opinion.history_head", &body.collect::<Vec<_>>());
}

/// A session as one of its members sees it.
pub(crate) fn task(view: &Value) {
    line(&said("cli.task.head", &view["session"], &["no", "title"]));
    let count = json!({ "name": view["member"]["name"], "signed": view["signed"], "open": view["open"] });
    line(&said("cli.task.count", &count, &["name", "signed", "open"]));
    line("");
    let body = items(&view["rows"]).iter().map(|row| {
        let report = &row["report"];
        let scored = [text(row, "scored"), text(row, "criteria")].join("/");
        let state = word("cli.task.", &text(row, "state"));
        let mut cells =
            vec![text(report, "id"), text(report, "no"), text(report, "title"), or_dash(row, "opinion"), state, scored];
        cells.extend(["total", "grade", "conclusion", "errors", "saved_at"].map(|field| or_dash(row, field)));
        cells
    });
    table("cli.task.rows_head", &body.collect::<Vec<_>>());
}

pub(crate) fn exported(list: &Value) {
    for one in items(list) {
        line(&said("cli.export.saved", one, &["path", "size"]));
    }
}

/// 单位钥匙, never the code.
pub(crate) fn keys(view: &Value, folder: &Path) {
    say(&["cli.key.", &text(view, "state")].concat(), []);
    if let Some(fingerprint) = view["fingerprint"].as_str() {
        say("cli.key.fingerprint", [("fingerprint", fingerprint)]);
        say(&["cli.key.in_", &text(view, "kept_in")].concat(), [("path", folder.display().to_string().as_str())]);
        let is_confirmed = view["sheet_confirmed"].as_bool() == Some(true);
        let sheet = if is_confirmed { "cli.key.sheet_confirmed" } else { "cli.key.sheet_open" };
        say(sheet, [("n", text(view, "ask_group").as_str())]);
    }
    if let Some(trouble) = view["trouble"].as_str() {
        line(trouble);
    }
}

pub(crate) fn exported_opinions(list: &Value) {
    for one in items(list) {
        line(&said("cli.export.opinion", one, &["path", "size", "check_code"]));
    }
}

/// A return: where it lies, what is in it and what is not, and the papers beside it.
pub(crate) fn handed_back(written: &Value, view: &Value) {
    line(&said("cli.handback.written", written, &["seq", "path", "size"]));
    line(&said("cli.handback.code", written, &["check_code"]));
    for row in items(&view["rows"]) {
        let state = word("returned.", &text(row, "state"));
        let about = json!({ "no": row["no"], "title": row["title"], "state": state, "ground": row["ground"] });
        line(said("return.report", &about, &["state", "no", "title", "ground"]).trim_end_matches(['—', '　']));
    }
    if written["missing"] != 0 {
        line(&said("cli.handback.missing", written, &["missing"]));
    }
    exported_opinions(&written["papers"]);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use tongping_core::{api, locale};

    const SOURCES: &[&str] = &[
        include_str!("print.rs"),
        include_str!("statistics.rs"),
        include_str!("print/form.rs"),
        include_str!("print/form_draft.rs"),
        include_str!("print/import.rs"),
        include_str!("print/package.rs"),
        include_str!("print/package_inspect.rs"),
        include_str!("print/sheet.rs"),
        include_str!("terminal.rs"),
        include_str!("usage.rs"),
        include_str!("verbs.rs"),
        include_str!("verbs/fill_in.rs"),
        include_str!("verbs/import.rs"),
        include_str!("verbs/key.rs"),
        include_str!("verbs/setup.rs"),
    ];

    /// Keys in quotes; one that ends with a dot, a brace or an underscore is the beginning of a family.
    fn keys_in_sources() -> BTreeSet<&'static str> {
        let pieces = SOURCES.iter().flat_map(|source| source.split('"'));
        pieces.filter(|piece| piece.starts_with("cli.") && !piece.contains(char::is_whitespace)).collect()
    }

    #[test]
    fn every_key_has_a_text_and_every_text_is_printed() {
        let known: BTreeSet<_> = locale::keys().filter(|key| key.starts_with("cli.")).collect();
        let mut families = BTreeSet::new();
        for key in keys_in_sources() {
            let family = key.split('{').next().unwrap_or_default();
            if family != key || key.ends_with('.') || key.ends_with('_') {
                families.insert(family);
            } else {
                assert!(known.contains(key), "{key} has no text");
            }
        }
        for key in known {
            let printed = keys_in_sources().contains(key)
                || families.iter().any(|family| *family != "cli." && key.starts_with(family));
            assert!(printed, "{key} is never printed");
        }
    }

    #[test]
    fn every_operation_that_has_a_word_is_a_command_or_the_workspace_s_own() {
        for op in locale::keys().filter_map(|key| key.strip_prefix("op.")) {
            // 无法评审 is recorded by `session_recuse`, under a word of its own.
            let is_own =
                op.starts_with("workspace_") || ["undo", "redo", "session_decline", "package_open"].contains(&op);
            assert!(api::COMMANDS.contains(&op) || is_own, "{op}");
        }
    }
}
