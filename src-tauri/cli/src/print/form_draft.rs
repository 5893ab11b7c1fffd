//! Drafts of forms, comparisons, trials and the change of a session's form in a terminal.

use super::{blocks, in_words, items, line, or_dash, problem_lines, rows, said, say, table, text, word};
use serde_json::{Value, json};
use tongping_core::locale;

pub(crate) fn drafts(list: &Value) {
    let body = items(list).iter().map(|row| {
        let fields = ["code", "version", "title", "total", "criteria", "errors"].map(|field| text(row, field));
        [text(&row["draft"], "id")].into_iter().chain(fields).collect()
    });
    table("cli.draft.list_head", &body.collect::<Vec<_>>());
}

pub(crate) fn draft(view: &Value) {
    let id = text(&view["draft"], "id");
    body(view);
    let next = if blocks(&view["problems"]) { "cli.draft.next_blocked" } else { "cli.draft.next" };
    say(next, [("id", id.as_str())]);
}

pub(crate) fn draft_preview(view: &Value) {
    body(view);
    line(locale::text("cli.draft.preview"));
}

/// What the edits did, the tree with its sums, what is wrong, what differs from the original.
fn body(view: &Value) {
    let (draft, form, sums) = (&view["draft"], &view["form"], &view["sums"]);
    items(&view["edited"]).iter().for_each(edited);
    let original = [text(draft, "base_code"), text(draft, "base_version")].join(" ").trim().to_owned();
    let base = if original.is_empty() { locale::text("cli.draft.base_none").to_owned() } else { original };
    let counts = form["unscored"] != true;
    let mark = if counts && sums["agrees"] == false { locale::text("cli.draft.differs") } else { "" };
    let head = json!({
        "id": draft["id"], "title": form["title"], "code": form["id"], "version": form["version"],
        "total": form["total"], "sum": sums["sum"], "base": base,
    });
    let fields = ["id", "title", "code", "version", "total", "sum", "base"];
    let texts: Vec<_> = fields.iter().map(|field| or_dash(&head, field)).collect();
    let params = fields.iter().copied().zip(texts.iter().map(String::as_str)).chain([("mark", mark)]);
    line(&locale::fill("cli.draft.head", params));
    line("");
    groups(&form["groups"], "", 0, sums, counts);
    line("");
    problem_lines(items(&view["problems"]));
    match view["changes"].as_array() {
        Some(changes) if changes.is_empty() => say("cli.draft.no_changes", [("base", base.as_str())]),
        Some(list) => {
            say("cli.draft.changes", [("base", base.as_str())]);
            changes(list);
        }
        None => {}
    }
}

fn edited(edited: &Value) {
    if !edited["added"].is_null() {
        say("cli.draft.added", [("id", text(edited, "added").as_str())]);
    }
    for one in items(&edited["points"]) {
        let key = if text(one, "id").is_empty() { "cli.draft.total_points" } else { "cli.draft.points" };
        line(&said(key, one, &["id", "name", "old", "new"]));
    }
    for one in items(&edited["renumbered"]) {
        line(&said("cli.draft.renumbered", one, &["name", "old", "new"]));
    }
}

fn groups(list: &Value, at: &str, depth: usize, sums: &Value, counts: bool) {
    for (g, group) in items(list).iter().enumerate() {
        let path = format!("{at}groups[{g}]");
        let sum = items(&sums["groups"]).iter().find(|sum| sum["path"] == path.as_str()).unwrap_or(&Value::Null);
        let differs = counts && sum["agrees"] == false;
        let mark = if differs { said("cli.draft.group_differs", sum, &["sum"]) } else { String::new() };
        let indent = "  ".repeat(depth);
        let (id, name, stated) = (or_dash(group, "id"), text(group, "name"), text(group, "max"));
        let params = [("id", id.as_str()), ("name", &name), ("stated", &stated), ("mark", &mark)];
        line(&[indent.as_str(), &locale::fill("cli.draft.group", params)].concat());
        groups(&group["groups"], &format!("{path}."), depth + 1, sums, counts);
        for criterion in items(&group["criteria"]) {
            let indent = "  ".repeat(depth + 1);
            let (id, name, max) = (or_dash(criterion, "id"), text(criterion, "name"), text(criterion, "max"));
            let extra = extra(criterion);
            let params = [("id", id.as_str()), ("name", &name), ("max", &max), ("extra", &extra)];
            line(&[indent.as_str(), &locale::fill("cli.draft.criterion", params)].concat());
            let reasons: Vec<_> = items(&criterion["reasons"]).iter().filter_map(Value::as_str).collect();
            if !reasons.is_empty() {
                let said = locale::fill("cli.draft.reasons", [("reasons", reasons.join("；").as_str())]);
                line(&[indent.as_str(), "    ", &said].concat());
            }
        }
    }
}

/// What a criterion has besides its points.
fn extra(criterion: &Value) -> String {
    let names = |list: &str| -> String {
        let names: Vec<_> = rows(&criterion[list], &["name"]).into_iter().flatten().collect();
        names.join(locale::text("cli.comma"))
    };
    let mut parts = Vec::new();
    if !criterion["weight"].is_null() {
        parts.push(said("cli.draft.weight", criterion, &["weight"]));
    }
    for (list, key) in [("choices", "cli.draft.choices"), ("deductions", "cli.draft.deductions")] {
        let names = names(list);
        if !names.is_empty() {
            parts.push(locale::fill(key, [("names", names.as_str())]));
        }
    }
    for (flag, key) in [("optional", "cli.draft.optional"), ("objective", "cli.draft.objective")] {
        if criterion[flag] == true {
            parts.push(locale::text(key).to_owned());
        }
    }
    parts.concat()
}

fn changes(list: &[Value]) {
    for change in list {
        let params = change["params"].as_object().cloned().unwrap_or_default();
        let pairs = params.iter().map(|(name, value)| {
            let value = value.as_str().unwrap_or_default();
            (name.as_str(), if name.ends_with("_word") { locale::text(value) } else { value })
        });
        let said = locale::fill(&format!("change.{}", text(change, "code")), pairs);
        line(&["  ", &said].concat());
    }
}

pub(crate) fn issued(row: &Value) {
    line(&said("cli.draft.issued", row, &["title", "code", "version", "sha256"]));
}

pub(crate) fn comparison(view: &Value) {
    let (old, new) = (&view["old"], &view["new"]);
    let head = json!({
        "old_title": old["title"], "old_code": old["code"], "old_version": old["version"],
        "new_title": new["title"], "new_code": new["code"], "new_version": new["version"],
    });
    let fields = ["old_title", "old_code", "old_version", "new_title", "new_code", "new_version"];
    line(&said("cli.compare.head", &head, &fields));
    let list = items(&view["changes"]);
    if list.is_empty() {
        line(locale::text("cli.compare.none"));
    } else {
        changes(list);
        say("cli.compare.count", [("n", list.len().to_string().as_str())]);
    }
}

pub(crate) fn tried(view: &Value) {
    let dash = locale::text("cli.dash");
    let body = items(&view["lines"]).iter().map(|one| {
        let deducted: Vec<_> = items(&one["deducted"])
            .iter()
            .map(|line| {
                let key = if line["count"].is_null() { "cli.try.deducted_points" } else { "cli.try.deducted" };
                let texts = ["name", "count", "unit", "each", "taken"].map(|field| (field, text(line, field)));
                locale::fill(key, texts.iter().map(|(name, value)| (*name, value.as_str())))
            })
            .collect();
        let points = text(one, "points");
        let reached = if points.is_empty() { dash.to_owned() } else { format!("{points}/{}", text(one, "max")) };
        vec![
            text(one, "criterion"),
            text(one, "name"),
            text(one, "text"),
            reached,
            text(one, "mark"),
            deducted.join("；"),
        ]
    });
    table("cli.try.head", &body.collect::<Vec<_>>());
    line("");
    let groups = items(&view["groups"]).iter().map(|group| {
        let level = group["level"].as_u64().map_or(0, |level| usize::try_from(level).unwrap_or(0));
        let indent = "　".repeat(level.saturating_sub(1));
        vec![text(group, "id"), [indent, text(group, "name")].concat(), or_dash(group, "points"), text(group, "max")]
    });
    table("cli.try.groups_head", &groups.collect::<Vec<_>>());
    line("");
    line(&said("cli.try.total", view, &["total", "grade", "suggested"]));
    // One line for all criteria without a score.
    let (unscored, others): (Vec<_>, Vec<_>) =
        items(&view["problems"]).iter().partition(|problem| problem["code"] == "score_unscored");
    if !unscored.is_empty() {
        let ids: Vec<_> = unscored.iter().map(|problem| text(&problem["place"], "id")).collect();
        say("cli.try.unscored", [("ids", ids.join(locale::text("cli.comma")).as_str())]);
    }
    problem_lines(others);
}

pub(crate) fn form_moved(view: &Value) {
    let mut head = view["counts"].clone();
    head["from"] = view["from"]["version"].clone();
    head["to"] = view["to"]["version"].clone();
    let fields = ["from", "to", "kept", "kept_but_check", "enter_again", "dropped", "new", "unscored"];
    line(&said("cli.move.head", &head, &fields));
    changes(items(&view["changes"]));
    for one in items(&view["opinions"]) {
        line("");
        let mut head = one.clone();
        head["state"] = word("cli.state.", &text(one, "state")).into();
        line(&said("cli.move.opinion", &head, &["report_no", "name", "state"]));
        carried(&one["carried"]);
    }
    if items(&view["opinions"]).is_empty() {
        line(locale::text("cli.move.no_opinions"));
    }
    for field in items(&view["fields"]) {
        let key = if field["gone"] == true { "cli.move.field_gone" } else { "cli.move.field_unfit" };
        line(&said(key, field, &["report_no", "name", "text"]));
    }
    for (list, key, name) in [("signed", "cli.move.signed", "names"), ("sheets", "cli.move.sheets", "reports")] {
        let names: Vec<_> = items(&view[list]).iter().filter_map(Value::as_str).collect();
        if !names.is_empty() {
            say(key, [(name, names.join(locale::text("cli.comma")).as_str())]);
        }
    }
}

/// What would become of the opinions, and how to go on where nothing stands in the way.
pub(crate) fn form_preview(view: &Value, session: i64, version: &str) {
    form_moved(view);
    if items(&view["signed"]).is_empty() && items(&view["sheets"]).is_empty() && view["settled"] != true {
        say("cli.move.next", [("session", session.to_string().as_str()), ("version", version)]);
    } else {
        line(locale::text("cli.draft.preview"));
    }
}

/// What becomes of one opinion; what stays as it is needs no line.
fn carried(carried: &Value) {
    let fates = in_words(&carried["scores"], "fate", "cli.fate.");
    let told = items(&fates).iter().zip(items(&carried["scores"]));
    let told = told.filter(|(_, one)| one["fate"] != "kept" && one["fate"] != "unscored").map(|(one, _)| {
        let remarks: Vec<_> = items(&one["remarks"]).iter().map(ToString::to_string).collect();
        let fields = ["criterion", "name", "fate", "text", "reason"].map(|field| text(one, field));
        fields.into_iter().chain([remarks.join(locale::text("cli.comma"))]).collect()
    });
    let told: Vec<_> = told.collect();
    if !told.is_empty() {
        table("cli.move.scores_head", &told);
    }
    for item in items(&carried["veto_gone"]) {
        say("cli.move.veto_gone", [("item", item.as_str().unwrap_or_default())]);
    }
    if let Some(conclusion) = carried["conclusion_gone"].as_str() {
        say("cli.move.conclusion_gone", [("conclusion", conclusion)]);
    }
    for remark in items(&carried["remarks_unlinked"]) {
        let problem = text(remark, "problem");
        let said = if problem.is_empty() { text(remark, "suggestion") } else { problem };
        let (no, criterion) = (text(remark, "no"), text(remark, "criterion"));
        say("cli.move.unlinked", [("no", no.as_str()), ("criterion", &criterion), ("text", &said)]);
    }
}
