//! The whole job, and what of it stands in the records.

use serde_json::{Value, json};
use tongping_core::app;
use tongping_core::domain::id::{OpinionId, SheetId};
use tongping_tests::story::Story;

/// Five experts, one recused: four opinions, one sheet, final.
fn recused_story() -> (Story, i64) {
    let mut story = Story::opened(5, 1, &json!({ "rule": "by_panel", "level": "group" }));
    story.call("session_recuse", json!({ "member": 5, "report": 1, "ground": "曾任职于项目单位" }));
    let points = [["3.5", "5", "4"], ["4", "5.5", "3.5"], ["3", "4", "3"], ["2.5", "6", "5"]];
    let opinions: Vec<i64> = (1..).zip(points).map(|(member, points)| story.signed(1, member, points)).collect();
    let sheet = story.composed(1, &opinions);
    story.at("2026-09-18T16:00:00+08:00");
    (story, sheet)
}

#[test]
fn from_set_up_to_a_final_sheet_every_number_can_be_followed() {
    let (mut story, sheet) = recused_story();
    let tally = story.call("sheet_tally", json!({ "report": 1 }));
    // Groups: 8.5 9.5 7 8.5 -> 8.375; 4 3.5 3 5 -> 3.875; half up, and the total is the sum of the displayed rows.
    assert_eq!((&tally["rows"][0]["value"], &tally["rows"][1]["value"]), (&json!("8.38"), &json!("3.88")));
    assert_eq!((&tally["total"], &tally["grade"], &tally["applied"]), (&json!("12.26"), &json!("优"), &json!("mean")));
    assert_eq!((&tally["n"], &tally["dropped"]), (&json!(4), &json!([])));
    let means: Vec<&Value> =
        tally["criteria"].as_array().expect("criteria").iter().map(|line| &line["value"]).collect();
    assert_eq!(means, ["3.25", "5.13", "3.88"]);
    let view = story.call("sheet_show", json!({ "sheet": sheet }));
    assert_eq!(
        (&view["suggested"], &view["problems"], &view["check_code"]),
        (&json!("通过"), &json!([]), &Value::Null)
    );
    let reply = story.reply("sheet_finalise", json!({ "sheet": sheet }));
    assert_eq!((&reply["value"]["sheet"]["state"], &reply["undo"]), (&json!("final"), &Value::Null));
    assert!(reply["value"]["check_code"].as_str().is_some_and(|code| code.len() == 19));
    let session = story.call("session_show", json!({ "session": 1 }));
    assert_eq!(session["session"]["state"], "finished");
    story.verifies();
}

#[test]
fn a_panel_of_four_after_a_recusal_says_so_in_the_record() {
    let (mut story, sheet) = recused_story();
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    let (record, sha256) = app::sheet::record(&story.app, SheetId(sheet)).expect("a record");
    assert_eq!((record.tally.n, record.voices.len()), (4, 4));
    assert_eq!((record.recused[0].name.as_str(), record.recused[0].ground.as_str()), ("周五", "曾任职于项目单位"));
    assert!(record.rule_words.contains("有效意见 4 份"), "{}", record.rule_words);
    assert!(
        record.rule_words.contains("算术平均") && record.rule_words.contains("去掉最高最低"),
        "{}",
        record.rule_words
    );
    assert_eq!(record.items[0].sources, ["E01-01", "E02-01", "E03-01", "E04-01"]);
    assert_eq!(record.number, "S-1-01-T1");
    assert_eq!(record.finalised_at.as_deref(), Some("2026-09-18T16:00:00+08:00"));
    assert_eq!(sha256.map(|hash| hash.len()), Some(64));
    let codes: Vec<Value> =
        (1..=4).map(|id| story.call("opinion_show", json!({ "opinion": id }))["check_code"].take()).collect();
    let voices: Vec<Value> = record.voices.iter().map(|voice| json!(voice.check_code)).collect();
    assert_eq!(codes, voices, "the sheet carries the check codes of the signed opinions");
}

#[test]
fn two_identical_stories_leave_identical_records_and_logs() {
    let run = || {
        let (mut story, sheet) = recused_story();
        let reply = story.reply("sheet_finalise", json!({ "sheet": sheet }));
        let records: Vec<String> = (1..=4)
            .map(|id| json!(app::opinion::record(&story.app, OpinionId(id)).expect("a record")).to_string())
            .collect();
        let sheet = json!(app::sheet::record(&story.app, SheetId(sheet)).expect("a record")).to_string();
        (reply.to_string(), records, sheet, story.call("log_verify", json!({})).to_string())
    };
    assert_eq!(run(), run());
}

#[test]
fn a_revised_sheet_supersedes_the_first_which_stays_as_it_was() {
    let (mut story, first) = recused_story();
    story.call("sheet_finalise", json!({ "sheet": first }));
    let before = json!(app::sheet::record(&story.app, SheetId(first)).expect("a record"));
    let draft = story.call("sheet_revise", json!({ "sheet": first, "reason": "补充意见" }));
    let second = draft["sheet"]["id"].as_i64().expect("an id");
    assert_eq!((&draft["sheet"]["version"], &draft["sheet"]["state"]), (&json!(2), &json!("draft")));
    assert_eq!(
        draft["sheet"]["items"][0]["sources"],
        json!([1, 2, 3, 4]),
        "the draft begins with the items of the first"
    );
    assert_eq!(story.call("sheet_show", json!({ "sheet": first }))["sheet"]["state"], "final", "in force until then");
    story.call("sheet_set", json!({ "sheet": second, "overall": "修订后的总体意见" }));
    story.at("2026-09-20T10:00:00+08:00");
    story.call("sheet_finalise", json!({ "sheet": second }));
    assert_eq!(story.call("sheet_show", json!({ "sheet": first }))["sheet"]["state"], "superseded");
    assert_eq!(json!(app::sheet::record(&story.app, SheetId(first)).expect("a record")), before);
    let (record, _) = app::sheet::record(&story.app, SheetId(second)).expect("a record");
    assert_eq!((record.version, record.number.as_str(), record.overall.as_str()), (2, "S-1-01-T2", "修订后的总体意见"));
    let logged = story.call("log_show", json!({ "op": "sheet_revise" }));
    assert_eq!(logged[0]["reason"], "补充意见");
    story.verifies();
}

#[test]
fn a_reopened_opinion_is_a_new_version_and_the_signed_one_is_kept() {
    let mut story = Story::opened(3, 1, &Value::Null);
    let id = story.signed(1, 1, ["4", "6", "5"]);
    let (first, hash) = app::opinion::record(&story.app, OpinionId(id)).expect("a record");
    assert_eq!((first.version, first.number.as_str()), (1, "S-1-01-E01"));
    let view = story.call("opinion_reopen", json!({ "opinion": id, "reason": "录入有误" }));
    assert_eq!((&view["opinion"]["version"], &view["opinion"]["state"]), (&json!(2), &json!("draft")));
    story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "value": "3.5" }));
    story.call("opinion_sign", json!({ "opinion": id }));
    let (second, other) = app::opinion::record(&story.app, OpinionId(id)).expect("a record");
    assert_eq!((second.version, second.total.map(|total| total.to_string())), (2, Some("14.50".into())));
    assert_ne!(hash, other);
    let kept: i64 = story
        .app
        .store
        .read(|conn| Ok(conn.query_row("SELECT count(*) FROM signed_opinion", [], |row| row.get(0))?))
        .expect("a count");
    assert_eq!(kept, 2);
    story.verifies();
}

#[test]
fn a_panel_of_five_drops_the_highest_and_the_lowest_opinion() {
    let mut story = Story::opened(5, 1, &json!({ "rule": "trim_one_each" }));
    for (member, points) in
        (1..).zip([["4", "6", "5"], ["1", "1", "1"], ["3", "3", "3"], ["4", "6", "5"], ["2", "4", "3"]])
    {
        let id = story.draft(1, member, points);
        story.call("opinion_sign", json!({ "opinion": id }));
    }
    let tally = story.call("sheet_tally", json!({ "report": 1 }));
    assert_eq!(tally["dropped"], json!(["赵一", "钱二"]), "of the tied highest the first in panel order");
    assert_eq!(tally["total"], "11.00");
    // Recusing one leaves four: too few for this rule.
    story.call("session_recuse", json!({ "member": 5, "report": 1, "ground": "亲属" }));
    assert_eq!(story.refused("sheet_tally", json!({ "report": 1 })), "panel_too_small");
}

#[test]
fn a_wrong_score_survives_counts_nowhere_and_blocks_the_signature() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.draft(1, 1, ["4", "6", "5"]);
    for text in ["9", "-6", "-0.3", "-", "1e3", "NaN", "4.3", "四", " ", ""] {
        let view = story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "value": text }));
        assert_eq!(view["opinion"]["scores"][0]["text"], text);
        assert_eq!(
            (&view["scored"], &view["total"], &view["grade"]),
            (&json!(2), &json!("11.00"), &Value::Null),
            "{text:?}"
        );
        assert_eq!(story.invalid("opinion_sign", json!({ "opinion": id })).len(), 1, "{text:?}");
    }
    let view = story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "value": "４．０" }));
    assert_eq!((&view["total"], &view["grade"], &view["suggested"]), (&json!("15.00"), &json!("优"), &json!("通过")));
    story.call("opinion_sign", json!({ "opinion": id }));
    story.verifies();
}

#[test]
fn all_that_keeps_an_opinion_from_being_signed_is_told_at_once() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let view = story.call("opinion_begin", json!({ "report": 1, "member": 1 }));
    let id = view["opinion"]["id"].as_i64().expect("an id");
    story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "value": "5" }));
    story.call("score_set", json!({ "opinion": id, "criterion": "1.2", "value": "3.5" }));
    story.call("opinion_set", json!({ "opinion": id, "conclusion": "很好" }));
    story.call("remark_add", json!({ "opinion": id, "nature": "必须修改" }));
    let codes = story.invalid("opinion_sign", json!({ "opinion": id }));
    let expected = [
        "score_above_max",
        "reason_required",
        "score_unscored",
        "conclusion_unknown",
        "remark_empty",
        "opinion_not_declared",
    ];
    for code in expected {
        assert!(codes.contains(&code), "{code} is missing in {codes:?}");
    }
}

#[test]
fn a_veto_bars_the_best_conclusion_and_suggests_the_worst() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.draft(1, 1, ["4", "6", "5"]);
    story.call("opinion_set", json!({ "opinion": id, "conclusion": "通过" }));
    let view = story.call("opinion_veto", json!({ "opinion": id, "item": "虚构数据", "ticked": true }));
    assert_eq!(view["suggested"], "不通过");
    assert_eq!(story.invalid("opinion_sign", json!({ "opinion": id })), ["conclusion_barred_by_veto"]);
    story.call("opinion_set", json!({ "opinion": id, "conclusion": "不通过" }));
    story.call("opinion_sign", json!({ "opinion": id }));
}

#[test]
fn a_veto_item_that_the_form_does_not_have_is_invalid() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.draft(1, 1, ["4", "6", "5"]);
    let args = json!({ "opinion": id, "item": "没有这一项", "ticked": true });
    assert_eq!(story.invalid("opinion_veto", args), ["veto_unknown"]);
}

#[test]
fn a_sheet_is_final_only_when_every_remark_is_used_or_refused_once() {
    let mut story = Story::opened(3, 1, &Value::Null);
    let opinions: Vec<i64> = (1..=3).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions[..1]);
    let finalise = json!({ "sheet": sheet });
    assert_eq!(story.invalid("sheet_finalise", finalise.clone()), ["remark_unhandled", "remark_unhandled"]);
    story.call("sheet_item_add", tongping_tests::story::item(sheet, &[1, 2]));
    assert_eq!(story.invalid("sheet_finalise", finalise.clone()), ["remark_handled_twice", "remark_unhandled"]);
    story.call("sheet_item_remove", json!({ "item": 2 }));
    for remark in [2, 3] {
        story.call("sheet_unused_set", json!({ "sheet": sheet, "remark": remark, "reason": "与事实不符" }));
    }
    story.call("sheet_set", json!({ "sheet": sheet, "conclusion": "通过了", "conclusion_reason": "" }));
    assert_eq!(story.invalid("sheet_finalise", finalise.clone()), ["conclusion_unknown"]);
    story.call("sheet_set", json!({ "sheet": sheet, "conclusion": "不通过" }));
    assert_eq!(story.invalid("sheet_finalise", finalise.clone()), ["conclusion_reason_missing"]);
    story.call("sheet_set", json!({ "sheet": sheet, "conclusion": "" }));
    assert_eq!(story.invalid("sheet_finalise", finalise.clone()), ["conclusion_missing"]);
    story.call("sheet_set", json!({ "sheet": sheet, "conclusion": "通过" }));
    story.call("sheet_dissent_set", json!({ "sheet": sheet, "member": 2, "text": "本人认为应当复审。" }));
    story.call("sheet_finalise", finalise);
    let (record, _) = app::sheet::record(&story.app, SheetId(sheet)).expect("a record");
    assert_eq!((record.dissents[0].name.as_str(), record.dissents[0].text.as_str()), ("钱二", "本人认为应当复审。"));
    let unused: Vec<&str> = record.unused.iter().map(|unused| unused.source.as_str()).collect();
    assert_eq!(unused, ["E02-01", "E03-01"]);
}

#[test]
fn a_sheet_names_nobody_who_was_recused_after_it_was_composed() {
    let mut story = Story::opened(4, 1, &Value::Null);
    let opinions: Vec<i64> = (1..=4).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions[..3]);
    story.call("sheet_item_add", tongping_tests::story::item(sheet, &[4]));
    story.call("session_recuse", json!({ "member": 4, "report": 1, "ground": "亲属" }));
    assert!(!story.invalid("sheet_finalise", json!({ "sheet": sheet })).is_empty());
    story.call("sheet_item_remove", json!({ "item": 2 }));
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    let (record, _) = app::sheet::record(&story.app, SheetId(sheet)).expect("a record");
    assert!(record.items.iter().all(|item| item.sources.iter().all(|source| !source.is_empty())));
    assert!(!json!(record.items).to_string().contains("E04"));
    story.verifies();
}

#[test]
fn a_revision_and_a_correction_are_the_way_to_change_a_score_after_the_sheet_is_final() {
    let mut story = Story::opened(3, 1, &Value::Null);
    let opinions: Vec<i64> = (1..=3).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions);
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    let next = story.call("sheet_revise", json!({ "sheet": sheet, "reason": "专家更正" }));
    // The tally was locked with the final sheet: a revision does not set opinions free any more.
    let reopen = json!({ "opinion": opinions[0], "reason": "录入有误" });
    assert_eq!(story.refused("opinion_reopen", reopen), "tally_locked");
    let correction = json!({
        "report": 1, "member": 1, "criterion": "1.1", "ground": "sum_error", "value": "3", "reason": "录入有误",
        "witness": "监督员",
    });
    story.call("tally_correct", correction);
    let view = story.call("sheet_finalise", json!({ "sheet": next["sheet"]["id"] }));
    assert_eq!((&view["tally"]["total"], &view["sheet"]["state"]), (&json!("12.67"), &json!("final")));
    let first = story.call("sheet_show", json!({ "sheet": sheet }));
    assert_eq!((&first["tally"]["total"], &first["sheet"]["state"]), (&json!("13.00"), &json!("superseded")));
    story.verifies();
}

#[test]
fn an_opinion_that_is_open_again_holds_the_sheet_up() {
    let mut story = Story::opened(3, 1, &Value::Null);
    let opinions: Vec<i64> = (1..=3).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions);
    story.call("opinion_reopen", json!({ "opinion": opinions[0], "reason": "录入有误" }));
    assert_eq!(story.refused("sheet_finalise", json!({ "sheet": sheet })), "opinions_unsigned");
    story.call("score_set", json!({ "opinion": opinions[0], "criterion": "1.1", "value": "3" }));
    story.call("opinion_sign", json!({ "opinion": opinions[0] }));
    let view = story.call("sheet_finalise", json!({ "sheet": sheet }));
    assert_eq!(view["tally"]["total"], "12.67");
}
