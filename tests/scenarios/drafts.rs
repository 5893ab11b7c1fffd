//! Forms that are written inside the program: begin, edit, issue, compare, try out; and a session that goes over to
//! another version of its form without a single answer lost or scaled.

use serde_json::{Value, json};
use tongping_core::form_file;
use tongping_core::store::WriteOp;
use tongping_tests::story::{Story, expert, form, report, session};

/// A story whose workspace has the story form, version 1.
fn with_form() -> Story {
    let mut story = Story::scratch();
    story.call("form_import", json!({ "json": form(&Value::Null).to_string() }));
    story
}

fn begin(story: &mut Story, from: &Value) -> Value {
    story.call("form_draft_begin", json!({ "from": from, "code": null, "title": null }))
}

fn stored() -> Value {
    json!({ "kind": "workspace", "code": "T-STORY", "version": null })
}

fn edit(draft: i64, edits: &Value) -> Value {
    json!({ "draft": draft, "edits": edits })
}

fn codes(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|one| one["code"].as_str().expect("a code")).collect()
}

/// The next version of the story form, issued with these edits.
fn issue(story: &mut Story, edits: &Value) -> String {
    let draft = begin(story, &stored())["draft"]["id"].as_i64().expect("an id");
    story.call("form_draft_edit", edit(draft, edits));
    story.call("form_draft_edit", edit(draft, &json!([{ "edit": "sum_up" }])));
    let row = story.call("form_draft_issue", json!({ "draft": draft }));
    row["version"].as_str().expect("a version").to_owned()
}

#[test]
fn a_draft_is_begun_from_nothing_a_version_a_built_in_form_or_a_text() {
    let mut story = with_form();
    let empty = begin(&mut story, &Value::Null);
    assert_eq!((&empty["form"]["version"], &empty["changes"]), (&json!("1.0.0"), &Value::Null));
    assert!(codes(&empty["problems"]).contains(&"form_no_groups"));
    let copy = begin(&mut story, &stored());
    assert_eq!((&copy["form"]["id"], &copy["form"]["version"]), (&json!("T-STORY"), &json!("2")));
    assert_eq!((codes(&copy["changes"]), codes(&copy["problems"])), (vec!["version_changed"], vec![]));
    let built_in = begin(&mut story, &json!({ "kind": "built_in", "code": "T-RV-SCORE" }));
    assert_eq!(built_in["form"]["version"], "1.1.1");
    let other = json!({ "from": stored(), "code": "T-OTHER", "title": "另一张表" });
    let other = story.call("form_draft_begin", other);
    assert_eq!((&other["form"]["id"], &other["form"]["version"]), (&json!("T-OTHER"), &json!("1.0.0")));
    assert_eq!(codes(&other["changes"]), ["code_changed", "version_changed", "title_changed"]);
    let mut broken = form(&Value::Null);
    broken["id"] = json!("T-TEXT");
    broken["total"] = json!("99");
    let text = begin(&mut story, &json!({ "kind": "json", "json": broken.to_string() }));
    assert_eq!((codes(&text["problems"]), &text["sums"]["agrees"]), (vec!["form_sum_differs"], &json!(false)));
    assert_eq!(begin(&mut story, &json!({ "kind": "draft", "draft": 2 }))["form"]["version"], "2");
    let rows = story.call("form_draft_list", json!({}));
    let errors: Vec<&Value> = rows.as_array().expect("rows").iter().map(|row| &row["errors"]).collect();
    assert_eq!(rows.as_array().map(Vec::len), Some(6));
    assert_eq!(errors[1..4], [&json!(0), &json!(0), &json!(0)]);
    story.verifies();
}

#[test]
fn what_cannot_be_read_begins_no_draft() {
    let mut story = with_form();
    let json = |text: &str| json!({ "from": { "kind": "json", "json": text }, "code": null, "title": null });
    for (text, code) in [
        ("{", "json_syntax"),
        ("[]", "json_not_an_object"),
        ("{\"id\":\"a\",\"id\":\"b\"}", "json_duplicate_key"),
        ("{\"id\":\"a\",\"version\":\"1\",\"title\":\"t\",\"total\":1.5,\"step\":\"1\"}", "json_decimal_not_text"),
    ] {
        assert!(story.invalid("form_draft_begin", json(text)).contains(&code), "{text}");
    }
    let long = [form(&Value::Null).to_string(), " ".repeat(50_000_000)].concat();
    assert_eq!(story.invalid("form_draft_begin", json(&long)), ["form_too_long"]);
    for (from, what) in [
        (json!({ "kind": "workspace", "code": "NOPE", "version": null }), "form"),
        (json!({ "kind": "workspace", "code": "T-STORY", "version": "9" }), "form"),
        (json!({ "kind": "built_in", "code": "T-STORY" }), "form"),
        (json!({ "kind": "draft", "draft": 7 }), "form_draft"),
    ] {
        let args = json!({ "from": from, "code": null, "title": null });
        assert_eq!(story.missing("form_draft_begin", args).0, what);
    }
    let named = json!({ "from": null, "code": "表\u{7}", "title": "长".repeat(501) });
    assert_eq!(story.invalid("form_draft_begin", named), ["text_too_long", "text_control_character"]);
    let odd = json!({ "from": null, "code": "表\u{7}", "title": null });
    assert_eq!(story.invalid("form_draft_begin", odd), ["text_control_character"]);
    assert_eq!(story.call("form_draft_list", json!({})), json!([]));
}

#[test]
fn edits_are_one_step_all_or_nothing_and_undone_as_one() {
    let mut story = with_form();
    let begun = begin(&mut story, &stored());
    let good = json!([
        { "edit": "add_criterion", "group": "2", "name": "新指标", "max": "3" },
        { "edit": "set", "target": "1.1", "field": "guide", "value": "齐全" },
        { "edit": "sum_up" },
    ]);
    let preview = story.call("form_draft_edit", json!({ "draft": 1, "edits": good, "preview": true }));
    assert_eq!(story.call("form_draft_show", json!({ "draft": 1 }))["sha256"], begun["sha256"]);
    let reply = story.reply("form_draft_edit", edit(1, &good));
    assert_eq!((&reply["undo"], &reply["value"]["sha256"]), (&json!("form_draft_edit"), &preview["sha256"]));
    assert_eq!(reply["touched"], json!(["form_draft"]));
    assert_eq!(reply["value"]["edited"][0]["added"], "2.2");
    assert_eq!(
        codes(&reply["value"]["changes"]),
        ["version_changed", "total_changed", "group_points_changed", "criterion_guide_changed", "criterion_added"]
    );
    let bad = json!([{ "edit": "remove", "target": "1.2" }, { "edit": "remove", "target": "1.2" }]);
    assert_eq!(story.invalid("form_draft_edit", edit(1, &bad)), ["edit_part_unknown"]);
    let unreadable = json!([{ "edit": "set", "target": "1.1", "field": "max", "value": "vier" }]);
    assert_eq!(story.invalid("form_draft_edit", edit(1, &unreadable)), ["number_not_digits"]);
    assert_eq!(story.invalid("form_draft_edit", edit(1, &json!([{ "edit": "paint" }]))), ["arguments_unreadable"]);
    let million: Vec<Value> = (0..1_000_000).map(|_| json!({ "edit": "sum_up" })).collect();
    assert_eq!(story.invalid("form_draft_edit", edit(1, &json!(million))), ["edit_too_many"]);
    assert_eq!(story.missing("form_draft_edit", edit(9, &json!([]))).0, "form_draft");
    story.call("log_undo", json!({}));
    assert_eq!(story.call("form_draft_show", json!({ "draft": 1 }))["sha256"], begun["sha256"]);
    story.call("log_redo", json!({}));
    assert_eq!(story.call("form_draft_show", json!({ "draft": 1 }))["sha256"], preview["sha256"]);
    let nothing = story.reply("form_draft_edit", edit(1, &json!([])));
    assert_eq!((&nothing["touched"], &nothing["undo"]), (&json!([]), &Value::Null));
    story.verifies();
}

#[test]
fn issuing_makes_a_version_and_the_draft_goes_in_the_same_write() {
    let mut story = with_form();
    begin(&mut story, &stored());
    story.call("form_draft_edit", edit(1, &json!([{ "edit": "remove", "target": "2.1" }])));
    let found = story.invalid("form_draft_issue", json!({ "draft": 1 }));
    assert!(found.contains(&"form_empty_group") || found.contains(&"form_sum_differs"), "{found:?}");
    story.call(
        "form_draft_edit",
        edit(1, &json!([{ "edit": "add_criterion", "group": "2", "name": "新指标", "max": "5" }])),
    );
    let taken = json!({ "draft": 1, "version": "1" });
    assert_eq!(story.invalid("form_draft_issue", taken), ["form_version_taken"]);
    assert_eq!(story.invalid("form_draft_issue", json!({ "draft": 1, "version": " " })), ["text_empty"]);
    let reply = story.reply("form_draft_issue", json!({ "draft": 1, "version": "2" }));
    assert_eq!((&reply["value"]["version"], &reply["value"]["frozen"]), (&json!("2"), &json!(false)));
    assert_eq!(reply["touched"], json!(["form", "form_draft"]));
    assert_eq!(story.call("form_draft_list", json!({})), json!([]));
    story.call("log_undo", json!({}));
    assert_eq!(story.missing("form_show", json!({ "code": "T-STORY", "version": "2" })).0, "form");
    assert_eq!(story.call("form_draft_list", json!({})).as_array().map(Vec::len), Some(1));
    story.call("log_redo", json!({}));
    // The same content under the same version again is no news, only the draft goes.
    let same = story.call("form_draft_begin", json!({ "from": stored(), "code": null, "title": null }));
    let before = story.call("form_list", json!({}));
    story.call("form_draft_issue", json!({ "draft": same["draft"]["id"], "version": "2" }));
    assert_eq!(story.call("form_list", json!({})), before);
    begin(&mut story, &stored());
    let rest = story.call("form_draft_discard", json!({ "draft": same["draft"]["id"] }));
    assert_eq!(rest, json!([]));
    story.verifies();
}

#[test]
fn forms_are_compared_wherever_they_come_from() {
    let mut story = with_form();
    issue(&mut story, &json!([{ "edit": "reweigh", "points": [{ "id": "1.1", "points": "6" }] }]));
    let version = |version: &str| json!({ "kind": "workspace", "code": "T-STORY", "version": version });
    let text = json!({ "kind": "json", "json": form(&Value::Null).to_string() });
    for (old, new, expected) in [
        (
            version("1"),
            version("2"),
            vec!["version_changed", "total_changed", "group_points_changed", "criterion_points_changed"],
        ),
        (version("1"), text.clone(), vec![]),
        (
            json!({ "kind": "built_in", "code": "T-RV-SCORE" }),
            json!({ "kind": "workspace", "code": "T-RV-SCORE", "version": null }),
            vec![],
        ),
    ] {
        let comparison = story.call("form_compare", json!({ "old": old, "new": new }));
        assert_eq!(codes(&comparison["changes"]), expected);
    }
    assert_eq!(story.missing("form_compare", json!({ "old": version("7"), "new": text })).0, "form");
}

#[test]
fn a_form_is_tried_out_without_a_session() {
    let mut story = with_form();
    let scores = |list: &[(&str, &str)]| -> Vec<Value> {
        list.iter().map(|(id, text)| json!({ "criterion": id, "text": text, "reason": "见附件" })).collect()
    };
    let whole = scores(&[("1.1", "3.5"), ("1.2", "6"), ("2.1", "4")]);
    let view = story.call("form_try", json!({ "form": stored(), "scores": whole, "conclusion": "通过" }));
    assert_eq!((&view["total"], &view["suggested"], &view["problems"]), (&json!("13.50"), &json!("通过"), &json!([])));
    let sums: Vec<&Value> = view["groups"].as_array().expect("groups").iter().map(|group| &group["points"]).collect();
    assert_eq!(sums, ["9.50", "4.00"]);
    let some = scores(&[("1.1", "9"), ("1.2", "")]);
    let view = story.call("form_try", json!({ "form": stored(), "scores": some, "veto": ["虚构数据"] }));
    assert_eq!(codes(&view["problems"]), ["score_above_max", "score_unscored", "score_unscored"]);
    assert_eq!(codes(&view["lines"][0]["problems"]), ["score_above_max"]);
    let wrong = scores(&[("7", "1"), ("1.1", "1"), ("1.1", "2")]);
    let codes_of = story.invalid("form_try", json!({ "form": stored(), "scores": wrong }));
    assert_eq!(codes_of, ["criterion_unknown", "score_twice"]);
    // Counted deductions show their arithmetic, and levels their sums.
    begin(&mut story, &stored());
    let edits = json!([
        { "edit": "set", "target": "2.1", "field": "deductions", "value": [{ "name": "缺项", "points": "0.5", "unit": "项" }] },
        { "edit": "add_group", "under": "2", "name": "下级", "id": "L", "max": "5" },
        { "edit": "move", "target": "2.1", "under": "L" },
    ]);
    story.call("form_draft_edit", edit(1, &edits));
    let counted = scores(&[("2.1", "×3")]);
    let view = story.call("form_try", json!({ "form": { "kind": "draft", "draft": 1 }, "scores": counted }));
    assert_eq!(view["lines"][2]["points"], "3.5");
    assert_eq!(view["lines"][2]["deducted"][0]["taken"], "1.5");
    let sums: Vec<&Value> = view["groups"].as_array().expect("groups").iter().map(|group| &group["points"]).collect();
    assert_eq!(sums, [&Value::Null, &json!("3.50"), &json!("3.50")]);
}

/// A reviewing session with two draft opinions, and the next version of its form: 1.1 reworded, 1.2 with other points,
/// 2.1 gone, a new one, no veto item, and the chosen conclusion gone.
fn moving() -> (Story, String) {
    let mut story = Story::opened(2, 1, &Value::Null);
    let first = story.draft(1, 1, ["4", "5.5", "3"]);
    story.draft(1, 2, ["9", "", "5"]);
    story.call("opinion_veto", json!({ "opinion": first, "item": "虚构数据", "ticked": true }));
    let mut about_gone = tongping_tests::story::remark(first, "关于数据");
    about_gone["criterion"] = json!("2.1");
    story.call("remark_add", about_gone);
    let version = issue(
        &mut story,
        &json!([
            { "edit": "set", "target": "1.1", "field": "guide", "value": "另一种说法" },
            { "edit": "reweigh", "points": [{ "id": "1.2", "points": "8" }] },
            { "edit": "add_criterion", "group": "2", "name": "新指标", "id": "2.9", "max": "5" },
            { "edit": "remove", "target": "2.1" },
            { "edit": "set", "target": "form", "field": "veto", "value": [] },
            { "edit": "set", "target": "form", "field": "conclusions", "value": [{ "name": "通过", "from": "12" }, { "name": "不通过", "from": "0" }] },
        ]),
    );
    (story, version)
}

fn fates(opinion: &Value) -> Vec<(&str, &str)> {
    let scores = opinion["carried"]["scores"].as_array().expect("scores");
    scores.iter().map(|one| (one["criterion"].as_str().unwrap_or(""), one["fate"].as_str().unwrap_or(""))).collect()
}

#[test]
fn the_preview_tells_what_becomes_of_every_answer_and_changes_nothing() {
    let (mut story, version) = moving();
    let before = story.call("session_show", json!({ "session": 1 }));
    let args = json!({ "session": 1, "version": version });
    let reply = story.reply("session_form_preview", args);
    assert_eq!((&reply["touched"], &reply["undo"]), (&json!([]), &Value::Null));
    let view = &reply["value"];
    assert_eq!(
        fates(&view["opinions"][0]),
        [("1.1", "kept_but_check"), ("1.2", "enter_again"), ("2.9", "new"), ("2.1", "dropped")]
    );
    // A reason beside an empty cell stays beside it.
    assert_eq!(fates(&view["opinions"][1])[1], ("1.2", "kept_but_check"));
    let carried = &view["opinions"][0]["carried"];
    assert_eq!((&carried["scores"][1]["text"], &carried["scores"][1]["reason"]), (&json!("5.5"), &json!("见附件")));
    assert_eq!(carried["scores"][3]["remarks"], json!([2]));
    assert_eq!(carried["veto_gone"], json!(["虚构数据"]));
    assert_eq!(carried["conclusion_gone"], "修改后通过");
    assert_eq!(carried["remarks_unlinked"][0]["problem"], "关于数据");
    let counts = json!({ "kept": 0, "kept_but_check": 3, "enter_again": 1, "dropped": 2, "new": 2, "unscored": 0 });
    assert_eq!(view["counts"], counts);
    assert_eq!(story.call("session_show", json!({ "session": 1 })), before);
}

#[test]
fn migration_does_what_the_preview_said_loses_nothing_and_is_undone() {
    let (mut story, version) = moving();
    let show = |story: &mut Story| story.call("opinion_list", json!({ "report": 1 }));
    let before = show(&mut story);
    let said = story.call("session_form_preview", json!({ "session": 1, "version": version }));
    let args = json!({ "session": 1, "version": version, "reason": "指标调整" });
    let reply = story.reply("session_form_migrate", args.clone());
    assert_eq!(reply["undo"], "session_form_migrate");
    assert_eq!(reply["value"]["opinions"], said["opinions"]);
    let opinions = show(&mut story);
    let first = &opinions[0]["opinion"];
    let kept = json!([
        { "criterion": "1.1", "text": "4", "reason": "见附件" }, { "criterion": "1.2", "text": "", "reason": "见附件" },
    ]);
    assert_eq!((&first["scores"], &first["veto"], &first["conclusion"]), (&kept, &json!([]), &json!("")));
    assert_eq!((&first["remarks"][1]["criterion"], &first["remarks"][1]["problem"]), (&json!(""), &json!("关于数据")));
    assert_eq!(first["remarks"][0]["criterion"], "1.2");
    assert_eq!((&opinions[0]["criteria"], &opinions[0]["total"]), (&json!(3), &json!("4.00")));
    assert_eq!(opinions[1]["opinion"]["scores"][0]["text"], "9", "a wrong entry stays as typed");
    let row = story.call("form_show", json!({ "code": "T-STORY", "version": version }));
    assert_eq!(row["row"]["frozen"], true);
    story.verifies();
    story.call("log_undo", json!({}));
    assert_eq!(show(&mut story), before);
    let frozen = story.call("form_show", json!({ "code": "T-STORY", "version": version }));
    assert_eq!(frozen["row"]["frozen"], true, "what was frozen stays so");
    story.verifies();
    story.call("log_redo", json!({}));
    assert_eq!(show(&mut story), opinions);
    story.verifies();
    assert_eq!(story.refused("session_form_migrate", args), "form_in_use");
    let back = json!({ "session": 1, "version": "1", "reason": "调整有误" });
    story.call("session_form_migrate", back);
    let logged = story.call("log_show", json!({ "op": "session_form_migrate" }));
    assert_eq!(logged[1]["reason"], "调整有误");
    story.verifies();
}

#[test]
fn migration_is_refused_where_something_rests_on_the_older_version() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let opinion = story.signed(1, 1, ["4", "6", "5"]);
    let version = issue(&mut story, &json!([{ "edit": "reweigh", "points": [{ "id": "1.2", "points": "8" }] }]));
    let args = |reason: &str| json!({ "session": 1, "version": version, "reason": reason });
    assert_eq!(story.invalid("session_form_migrate", args(" ")), ["text_empty"]);
    assert_eq!(story.refused("session_form_migrate", args("调整")), "form_move_signed");
    let sheet = story.composed(1, &[opinion]);
    assert_eq!(story.refused("session_form_migrate", args("调整")), "form_move_sheet");
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    assert_eq!(story.refused("session_form_migrate", args("调整")), "form_move_finished");
    let other = json!({ "session": 1, "version": "9", "reason": "调整" });
    assert_eq!(story.missing("session_form_migrate", other).0, "form");
    assert_eq!(story.missing("session_form_preview", json!({ "session": 9, "version": "1" })).0, "session");
}

#[test]
fn an_agreed_score_holds_the_session_on_its_version() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let version = issue(&mut story, &json!([{ "edit": "reweigh", "points": [{ "id": "1.2", "points": "8" }] }]));
    let stamp = story.app.world.stamp();
    let agreed = WriteOp::new("score_set", "R-1 1.2", &stamp);
    let insert = "INSERT INTO agreed_score (report, criterion, text, points, reason, minority) VALUES (1, '1.2', '5', '5', '合议', '')";
    story.app.store.write(&agreed, |tx| Ok(tx.execute(insert, [])?)).expect("an agreed score is kept");
    let args = json!({ "session": 1, "version": version, "reason": "调整" });
    assert_eq!(story.refused("session_form_migrate", args), "form_move_settled");
}

#[test]
fn a_session_in_draft_goes_over_without_freezing_and_opens_on_the_new_version() {
    let mut story = Story::scratch();
    story.set_up(1, 1, &Value::Null);
    let version = issue(&mut story, &json!([{ "edit": "reweigh", "points": [{ "id": "1.2", "points": "8" }] }]));
    story.call("session_form_migrate", json!({ "session": 1, "version": version, "reason": "调整" }));
    let show = json!({ "code": "T-STORY", "version": version });
    assert_eq!(story.call("form_show", show.clone())["row"]["frozen"], false);
    story.call("session_open", json!({ "session": 1 }));
    assert_eq!(story.call("form_show", show)["row"]["frozen"], true);
    let opinion = story.call("opinion_begin", json!({ "report": 1, "member": 1 }));
    let args = json!({ "opinion": opinion["opinion"]["id"], "criterion": "1.2", "value": "7.5" });
    assert_eq!(story.call("score_set", args)["total"], "7.50");
    story.verifies();
}

#[test]
fn every_built_in_form_is_duplicated_edited_and_issued() {
    let mut story = Story::scratch();
    for (code, _) in form_file::BUILT_IN {
        let begun = begin(&mut story, &json!({ "kind": "built_in", "code": code }));
        assert_eq!(codes(&begun["changes"]), ["version_changed"], "{code}");
        let id = begun["draft"]["id"].as_i64().expect("an id");
        let changed = story.call(
            "form_draft_edit",
            edit(
                id,
                &json!([{ "edit": "renumber" }, { "edit": "set", "target": "form", "field": "title", "value": "新" }]),
            ),
        );
        assert!(codes(&changed["changes"]).contains(&"title_changed"), "{code}");
        story.call("form_draft_issue", json!({ "draft": id }));
    }
    story.verifies();
}

/// The conclusions of a kind are laid over every version of its form: one that was chosen stays.
#[test]
fn a_conclusion_of_the_kind_stays_when_the_form_goes_over() {
    let mut story = with_form();
    let mut args = session("S-1");
    args["kind"] = json!("自评抽查复核");
    story.call("session_add", args);
    let member = story.call("expert_add", expert("赵一"));
    story.call("session_member_add", json!({ "session": 1, "expert": member["id"], "role": "chair" }));
    story.call("report_add", report(1, "R-1"));
    story.call("session_open", json!({ "session": 1 }));
    story.call("opinion_begin", json!({ "report": 1, "member": 1 }));
    story.call("opinion_set", json!({ "opinion": 1, "conclusion": "退回重评" }));
    let version =
        issue(&mut story, &json!([{ "edit": "set", "target": "form", "field": "title", "value": "新版测试表" }]));
    let preview = story.call("session_form_preview", json!({ "session": 1, "version": version }));
    assert_eq!(preview["opinions"][0]["carried"]["conclusion_gone"], Value::Null);
    story.call("session_form_migrate", json!({ "session": 1, "version": version, "reason": "换版" }));
    let view = story.call("opinion_show", json!({ "opinion": 1 }));
    assert_eq!(view["opinion"]["conclusion"], "退回重评");
    story.verifies();
}

#[test]
fn filled_in_head_fields_that_do_not_stay_are_told_and_a_wrong_one_holds_the_sheet() {
    let mut story = Story::scratch();
    let mut own = form(&Value::Null);
    let asked = |kind: &str| json!({ "id": "when", "name": "受理", "kind": kind });
    own["fields"] = json!([asked("text"), { "id": "note", "name": "备注" }, { "id": "code", "name": "代码" }]);
    story.call("form_import", json!({ "json": own.to_string() }));
    story.call("session_add", session("S-1"));
    for name in ["赵一", "钱二"] {
        let expert = story.call("expert_add", expert(name));
        let role = if name == "赵一" { "chair" } else { "member" };
        story.call("session_member_add", json!({ "session": 1, "expert": expert["id"], "role": role }));
    }
    story.call("report_add", report(1, "R-1"));
    for (field, value) in [("when", "上周"), ("note", "急"), ("code", "301")] {
        story.call("report_field_set", json!({ "report": 1, "field": field, "value": value }));
    }
    story.call("session_open", json!({ "session": 1 }));
    let fields = json!([asked("date"), { "id": "code", "name": "代码" }]);
    let version = issue(&mut story, &json!([{ "edit": "set", "target": "form", "field": "fields", "value": fields }]));
    let moved = story.call("session_form_migrate", json!({ "session": 1, "version": version, "reason": "换版" }));
    let expected = json!([
        { "report_no": "R-1", "name": "受理", "text": "上周", "gone": false },
        { "report_no": "R-1", "name": "备注", "text": "急", "gone": true },
    ]);
    assert_eq!(moved["fields"], expected);
    let opinions: Vec<i64> = (1..=2).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions);
    assert_eq!(story.invalid("sheet_finalise", json!({ "sheet": sheet })), ["head_field_unfit"]);
    story.call("report_field_set", json!({ "report": 1, "field": "when", "value": "2026-09-10" }));
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    story.verifies();
}
