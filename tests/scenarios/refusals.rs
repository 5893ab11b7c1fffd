//! Every refusal a person can meet, and that it leaves the workspace as it was (`Story::fails` compares the log).

use serde_json::{Value, json};
use tongping_tests::files::Folder;
use tongping_tests::story::{Story, expert, item, remark, report, session};

#[test]
fn a_session_opens_with_a_report_and_a_chair_and_then_its_set_up_rests() {
    let mut story = Story::scratch();
    story.set_up(0, 0, &Value::Null);
    let open = json!({ "session": 1 });
    assert_eq!(story.refused("session_open", open.clone()), "session_without_reports");
    story.call("report_add", report(1, "R-1"));
    assert_eq!(story.refused("session_open", open.clone()), "session_without_chair");
    for name in ["甲", "乙", "丙"] {
        story.call("expert_add", expert(name));
    }
    let seat = |expert: i64, role: &str| json!({ "session": 1, "expert": expert, "role": role });
    story.call("session_member_add", seat(1, "member"));
    assert_eq!(story.refused("session_open", open.clone()), "session_without_chair");
    assert_eq!(story.refused("session_member_add", seat(1, "chair")), "member_seated");
    story.call("session_member_add", seat(2, "chair"));
    assert_eq!(story.refused("session_member_add", seat(3, "chair")), "chair_seated");
    assert_eq!(story.refused("opinion_begin", json!({ "report": 1, "member": 1 })), "session_not_reviewing");
    assert_eq!(story.refused("sheet_tally", json!({ "report": 1 })), "session_not_reviewing");
    story.call("session_open", open.clone());
    assert_eq!(story.refused("session_open", open), "session_not_draft");
    assert_eq!(story.refused("session_member_add", seat(3, "member")), "session_not_draft");
    assert_eq!(story.refused("report_add", report(1, "R-2")), "session_not_draft");
    story.verifies();
}

#[test]
fn a_signed_opinion_refuses_every_change() {
    let mut story = Story::opened(3, 1, &Value::Null);
    let id = story.signed(1, 1, ["4", "6", "5"]);
    let own = story.remarks(id)[0];
    let mut changed = remark(id, "另一个问题");
    changed["remark"] = json!(own);
    for (name, args) in [
        ("opinion_sign", json!({ "opinion": id })),
        ("score_set", json!({ "opinion": id, "criterion": "1.1", "value": "3" })),
        ("score_set", json!({ "opinion": id, "criterion": "1.1", "reason": "新的理由" })),
        ("opinion_set", json!({ "opinion": id, "merits": "好" })),
        ("opinion_veto", json!({ "opinion": id, "item": "虚构数据", "ticked": true })),
        ("remark_add", remark(id, "又一个问题")),
        ("remark_set", changed),
        ("remark_remove", json!({ "remark": own })),
    ] {
        assert_eq!(story.refused(name, args), "opinion_signed", "{name}");
    }
    let draft = story.draft(1, 2, ["4", "6", "5"]);
    assert_eq!(story.refused("opinion_reopen", json!({ "opinion": draft, "reason": "x" })), "opinion_not_signed");
    assert_eq!(story.invalid("opinion_reopen", json!({ "opinion": id, "reason": " " })), ["text_empty"]);
    story.verifies();
}

#[test]
fn a_recused_member_gives_no_opinion_and_is_recused_once() {
    let mut story = Story::opened(3, 2, &Value::Null);
    let begun = story.draft(1, 2, ["4", "6", "5"]);
    let recuse = json!({ "member": 2, "report": 1, "ground": "曾任职" });
    assert_eq!(story.invalid("session_recuse", json!({ "member": 2, "report": 1, "ground": " " })), ["text_empty"]);
    story.call("session_recuse", recuse.clone());
    assert_eq!(story.refused("session_recuse", recuse), "recusal_known");
    assert_eq!(story.refused("opinion_sign", json!({ "opinion": begun })), "member_recused");
    assert_eq!(story.refused("opinion_begin", json!({ "report": 1, "member": 2 })), "member_recused");
    // The recusal is per report.
    story.call("opinion_begin", json!({ "report": 2, "member": 2 }));
    story.verifies();
}

#[test]
fn a_report_is_tallied_when_every_sitting_member_has_signed() {
    let mut story = Story::opened(3, 1, &json!({ "min_panel": 3 }));
    story.signed(1, 1, ["4", "6", "5"]);
    let third = story.draft(1, 3, ["4", "6", "5"]);
    for name in ["sheet_tally", "sheet_begin"] {
        assert_eq!(story.refused(name, json!({ "report": 1 })), "opinions_unsigned");
    }
    story.call("session_recuse", json!({ "member": 2, "report": 1, "ground": "亲属" }));
    story.call("opinion_sign", json!({ "opinion": third }));
    assert_eq!(story.refused("sheet_begin", json!({ "report": 1 })), "panel_too_small");
}

#[test]
fn a_final_sheet_puts_opinions_recusals_and_itself_to_rest() {
    let mut story = Story::opened(3, 1, &Value::Null);
    let opinions: Vec<i64> = (1..=3).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions);
    assert_eq!(story.refused("sheet_revise", json!({ "sheet": sheet, "reason": "x" })), "sheet_not_final");
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    let reopen = json!({ "opinion": opinions[0], "reason": "录入有误" });
    assert_eq!(story.refused("opinion_reopen", reopen), "tally_locked");
    let recuse = json!({ "member": 2, "report": 1, "ground": "亲属" });
    assert_eq!(story.refused("session_recuse", recuse), "report_finalised");
    let mut changed = item(sheet, &[1]);
    changed["item"] = json!(1);
    for (name, args) in [
        ("sheet_set", json!({ "sheet": sheet, "overall": "x" })),
        ("sheet_item_add", item(sheet, &[1])),
        ("sheet_item_set", changed),
        ("sheet_item_remove", json!({ "item": 1 })),
        ("sheet_unused_set", json!({ "sheet": sheet, "remark": 1, "reason": "x" })),
        ("sheet_dissent_set", json!({ "sheet": sheet, "member": 1, "text": "x" })),
        ("sheet_finalise", json!({ "sheet": sheet })),
    ] {
        assert_eq!(story.refused(name, args), "sheet_final", "{name}");
    }
    assert_eq!(story.invalid("sheet_revise", json!({ "sheet": sheet, "reason": "" })), ["text_empty"]);
    story.call("sheet_revise", json!({ "sheet": sheet, "reason": "补充" }));
    assert_eq!(story.refused("sheet_revise", json!({ "sheet": sheet, "reason": "再次" })), "sheet_not_final");
    story.verifies();
}

#[test]
fn a_remark_that_a_sheet_cites_stays_and_a_foreign_one_is_missing() {
    let mut story = Story::opened(2, 2, &Value::Null);
    let opinions: Vec<i64> = (1..=2).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let other = story.signed(2, 1, ["4", "5", "4"]);
    let foreign = story.remarks(other)[0];
    let sheet = story.composed(1, &opinions[..1]);
    story.call("sheet_unused_set", json!({ "sheet": sheet, "remark": 2, "reason": "不符" }));
    for (name, args) in [
        ("sheet_item_add", item(sheet, &[1, foreign])),
        ("sheet_item_add", item(sheet, &[99])),
        ("sheet_unused_set", json!({ "sheet": sheet, "remark": foreign, "reason": "x" })),
    ] {
        assert_eq!(story.missing(name, args).0, "remark", "{name}");
    }
    for (opinion, cited) in [(opinions[0], 1), (opinions[1], 2)] {
        story.call("opinion_reopen", json!({ "opinion": opinion, "reason": "修改" }));
        assert_eq!(story.refused("remark_remove", json!({ "remark": cited })), "remark_cited");
    }
    assert_eq!(story.missing("sheet_dissent_set", json!({ "sheet": sheet, "member": 99, "text": "x" })).0, "member");
    story.verifies();
}

#[test]
fn a_file_is_attached_once_under_its_name() {
    let folder = Folder::new();
    let path = folder.put("报告.pdf", "bytes");
    let mut story = Story::scratch();
    story.set_up(1, 1, &Value::Null);
    let args = json!({ "report": 1, "path": path });
    let view = story.call("report_attach", args.clone());
    assert_eq!((&view["attachments"][0]["name"], &view["attachments"][0]["size"]), (&json!("报告.pdf"), &json!(5)));
    assert_eq!(story.refused("report_attach", args), "file_name_taken");
    let absent = story.fails("report_attach", json!({ "report": 1, "path": folder.join("absent.pdf") }));
    assert!(matches!(absent.exit_code(), 4 | 5), "{absent:?}");
    let inner = story.fails("report_attach", json!({ "report": 1, "path": folder.path() }));
    assert_eq!(inner.exit_code(), 5, "{inner:?}");
}

#[test]
fn numbers_of_sessions_and_reports_are_taken_once() {
    let mut story = Story::scratch();
    story.set_up(1, 1, &Value::Null);
    assert_eq!(story.invalid("session_add", session("S-1")), ["number_taken"]);
    assert_eq!(story.invalid("report_add", report(1, "R-1")), ["number_taken"]);
    let mut blank = session(" ");
    blank["title"] = json!("");
    blank["starts_on"] = json!("2026-13-01");
    assert_eq!(story.invalid("session_add", blank), ["text_empty", "text_empty", "date_unreadable"]);
}

#[test]
fn what_belongs_to_another_session_is_not_found() {
    let mut story = Story::opened(1, 1, &Value::Null);
    story.call("session_add", session("S-2"));
    story.call("report_add", report(2, "R-1"));
    story.call("session_member_add", json!({ "session": 2, "expert": 1, "role": "chair" }));
    story.call("session_open", json!({ "session": 2 }));
    assert_eq!(story.missing("opinion_begin", json!({ "report": 2, "member": 1 })).0, "report");
    let recuse = json!({ "member": 1, "report": 2, "ground": "x" });
    assert_eq!(story.missing("session_recuse", recuse).0, "report");
}

#[test]
fn every_id_that_does_not_exist_is_missing_with_its_noun() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let mut set = remark(99, "x");
    set["remark"] = json!(99);
    let mut item_set = item(99, &[]);
    item_set["item"] = json!(99);
    for (name, args, noun) in [
        ("session_show", json!({ "session": 99 }), "session"),
        ("session_open", json!({ "session": 99 }), "session"),
        ("session_member_add", json!({ "session": 99, "expert": 1, "role": "member" }), "session"),
        ("report_add", report(99, "R-9"), "session"),
        ("report_show", json!({ "report": 99 }), "report"),
        ("opinion_begin", json!({ "report": 99, "member": 1 }), "report"),
        ("opinion_begin", json!({ "report": 1, "member": 99 }), "member"),
        ("opinion_show", json!({ "opinion": 99 }), "opinion"),
        ("opinion_list", json!({ "report": 99 }), "report"),
        ("score_set", json!({ "opinion": 99, "criterion": "1.1" }), "opinion"),
        ("remark_add", remark(99, "x"), "opinion"),
        ("remark_set", set, "remark"),
        ("remark_remove", json!({ "remark": 99 }), "remark"),
        ("opinion_sign", json!({ "opinion": 99 }), "opinion"),
        ("sheet_tally", json!({ "report": 99 }), "report"),
        ("tally_show", json!({ "report": 99 }), "report"),
        ("sheet_begin", json!({ "report": 99 }), "report"),
        ("sheet_show", json!({ "sheet": 99 }), "sheet"),
        ("sheet_finalise", json!({ "sheet": 99 }), "sheet"),
        ("sheet_item_set", item_set, "sheet_item"),
        ("sheet_item_remove", json!({ "item": 99 }), "sheet_item"),
        ("form_show", json!({ "code": "NOPE" }), "form"),
        ("nope", json!({}), "command"),
    ] {
        let (what, id) = story.missing(name, args);
        assert_eq!(what, noun, "{name}");
        assert!(["99", "NOPE", "nope"].contains(&id.as_str()), "{name}: {id}");
        assert_ne!(tongping_core::locale::text(&format!("noun.{noun}")), format!("noun.{noun}"));
    }
}

#[test]
fn names_and_texts_without_a_shape_or_with_control_characters_are_refused_when_they_are_typed() {
    let mut story = Story::opened(1, 1, &Value::Null);
    for text in ["S\u{0}2", "\u{1b}[31m", "号\u{7f}1"] {
        assert_eq!(story.invalid("session_add", session(text)), ["text_control_character"], "{text:?}");
        let recusal = json!({ "member": 1, "report": 1, "ground": text });
        assert_eq!(story.invalid("session_recuse", recusal), ["text_control_character"], "{text:?}");
    }
    let recusal = json!({ "member": 1, "report": 1, "ground": "\u{200b}\u{feff}" });
    assert_eq!(story.invalid("session_recuse", recusal), ["text_empty"]);
    // Line breaks and tabs belong to running texts.
    let mut own = session("S-2");
    own["requirements"] = json!("一、独立评分。\r\n\t二、不得串通。");
    story.call("session_add", own);
}
