//! Edges: names that meet, days, texts without end, characters no face has, arguments nobody asked for.

use serde_json::{Value, json};
use tongping_core::app;
use tongping_core::domain::id::SheetId;
use tongping_tests::files::Folder;
use tongping_tests::story::{Story, expert, report, session};

#[test]
fn files_of_the_same_name_of_two_reports_are_both_exported() {
    let folder = Folder::new();
    let mut story = Story::scratch();
    story.set_up(1, 2, &Value::Null);
    for (report, text) in [(1, "first"), (2, "second")] {
        let path = folder.put("报告.pdf", text);
        story.call("report_attach", json!({ "report": report, "path": path }));
    }
    let out = folder.join("out");
    let written = story.call("export_session", json!({ "session": 1, "folder": out }));
    let texts: std::collections::BTreeSet<String> = written
        .as_array()
        .expect("files")
        .iter()
        .map(|one| std::fs::read_to_string(one["path"].as_str().expect("a path")).expect("a file"))
        .collect();
    assert_eq!(texts.len(), 2, "{written}");
}

#[test]
fn days_are_compared_as_days() {
    let mut story = Story::scratch();
    story.set_up(0, 0, &Value::Null);
    let with = |no: &str, starts: &str, ends: &str| {
        let mut args = session(no);
        args["starts_on"] = json!(starts);
        args["ends_on"] = json!(ends);
        args
    };
    // Either such days are refused for their form, or they are understood.
    for args in [with("A", "2026-9-14", "2026-10-01"), with("B", "2026-09-20", "2026-9-14")] {
        let codes = match tongping_core::api::call(&mut story.app, "session_add", args.clone()) {
            Err(tongping_core::error::Error::Invalid(all)) => all.iter().map(|one| one.code).collect(),
            other => vec![if other.is_ok() { "ok" } else { "other" }],
        };
        let right = if args["no"] == "A" { vec!["ok"] } else { vec!["date_before_start"] };
        assert!(codes == right || codes.contains(&"date_unreadable"), "{args}: {codes:?}");
    }
}

#[test]
fn texts_too_long_for_any_field_are_invalid_with_their_place() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.draft(1, 1, ["4", "6", "5"]);
    let long = "长".repeat(100_000);
    let mut bad = Vec::new();
    let mut check = |story: &mut Story, name: &str, args: Value, field: &str| match tongping_core::api::call(
        &mut story.app,
        name,
        args,
    ) {
        Err(tongping_core::error::Error::Invalid(_)) => {}
        Ok(_) => bad.push(format!("{name} {field}: accepted")),
        Err(error) => bad.push(format!(
            "{name} {field}: exit {} {}",
            error.exit_code(),
            error.to_string().chars().take(200).collect::<String>()
        )),
    };
    for field in ["place", "page"] {
        let mut args = tongping_tests::story::remark(id, "x");
        args[field] = json!(long);
        check(&mut story, "remark_add", args, field);
    }
    for field in ["name", "employer", "field"] {
        let mut args = expert("x");
        args[field] = json!(long);
        check(&mut story, "expert_add", args, field);
    }
    for field in ["no", "title", "requirements", "place"] {
        let mut args = session("S-9");
        args[field] = json!(long);
        check(&mut story, "session_add", args, field);
    }
    story.call("session_add", session("S-10"));
    let last = story.call("session_list", json!({})).as_array().expect("list").last().expect("one")["id"]
        .as_i64()
        .expect("id");
    for field in ["no", "title", "unit"] {
        let mut args = report(last, "R-9");
        args[field] = json!(long);
        check(&mut story, "report_add", args, field);
    }
    check(&mut story, "session_recuse", json!({ "member": 1, "report": 1, "ground": long }), "ground");
    check(&mut story, "opinion_veto", json!({ "opinion": id, "item": long, "ticked": true }), "item");
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn what_cannot_be_printed_is_told_before_it_is_signed() {
    let folder = Folder::new();
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.draft(1, 1, ["4", "6", "5"]);
    let view = story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "value": "3", "reason": "很好😀" }));
    let told = view["problems"].as_array().expect("problems").iter().any(|one| one["place"]["id"] == "1.1");
    let signed = tongping_core::api::call(&mut story.app, "opinion_sign", json!({ "opinion": id }));
    let out = folder.join("out.pdf");
    let printed = tongping_core::api::call(&mut story.app, "export_opinion", json!({ "opinion": id, "path": out }));
    assert!(
        told || signed.is_err() || printed.is_ok(),
        "signed without a word, and then: {}",
        printed.err().map(|error| error.to_string()).unwrap_or_default()
    );
}

#[test]
fn an_unknown_argument_is_not_swallowed() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.draft(1, 1, ["4", "6", "5"]);
    story.invalid("score_set", json!({ "opinion": id, "criterion": "1.1", "valu": "3" }));
}

#[test]
fn a_unit_to_avoid_may_contain_any_character() {
    let mut story = Story::scratch();
    let mut head = expert("甲");
    head["avoid_units"] = json!(["一行\n两行"]);
    assert_eq!(story.call("expert_add", head.clone())["avoid_units"], head["avoid_units"]);
}

#[test]
fn a_total_never_exceeds_full_points() {
    let mut story = Story::scratch();
    let text = json!({ "format": 1, "id": "P", "version": "1", "title": "t", "total": "1", "step": "0.5", "tally": { "places": 0 },
        "groups": [{ "id": "1", "name": "g", "max": "1", "criteria": [{ "id": "a", "name": "a", "max": "0.5" }, { "id": "b", "name": "b", "max": "0.5" }] }] });
    let told = tongping_core::form_file::read(&text.to_string());
    assert!(
        told.is_err() || told.is_ok_and(|(_, problems)| !problems.is_empty()),
        "places 0 with halves: the total can be 2 of 1"
    );
    story.verifies();
}

#[test]
fn the_dissent_of_a_member_recused_later_has_a_name_or_blocks() {
    let mut story = Story::opened(4, 1, &Value::Null);
    let opinions: Vec<i64> = (1..=4).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions[..3]);
    story.call("sheet_dissent_set", json!({ "sheet": sheet, "member": 4, "text": "不同意" }));
    story.call("session_recuse", json!({ "member": 4, "report": 1, "ground": "亲属" }));
    if tongping_core::api::call(&mut story.app, "sheet_finalise", json!({ "sheet": sheet })).is_ok() {
        let (record, _) = app::sheet::record(&story.app, SheetId(sheet)).expect("a record");
        assert!(record.dissents.iter().all(|dissent| !dissent.name.is_empty()), "{:?}", record.dissents);
    }
}

#[test]
fn a_session_is_exported_while_a_revision_waits_for_a_signature_and_nothing_is_written_where_it_cannot_be() {
    let folder = Folder::new();
    let mut story = Story::opened(3, 2, &Value::Null);
    let first: Vec<i64> = (1..=3).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &first);
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    story.call("sheet_revise", json!({ "sheet": sheet, "reason": "补充意见" }));
    story.call("session_recuse", json!({ "member": 3, "report": 1, "ground": "亲属" }));
    let out = folder.join("文书");
    let names = |written: &Value| written.as_array().map(Vec::len);
    assert_eq!(names(&story.call("export_session", json!({ "session": 1, "folder": out }))), Some(4));
    let second: Vec<i64> = (1..=3).map(|member| story.signed(2, member, ["4", "5", "4"])).collect();
    story.composed(2, &second);
    story.call("opinion_reopen", json!({ "opinion": second[0], "reason": "笔误" }));
    let other = folder.join("另存");
    assert_eq!(story.refused("export_session", json!({ "session": 1, "folder": other })), "opinions_unsigned");
    assert!(!other.exists(), "nothing is written");
}
