//! What happens to scores after they are in: signals, agreement, the lock, corrections, every refusal on the way, and
//! that the paper says all of it.

use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use tongping_core::app;
use tongping_core::domain::id::{OpinionId, SheetId};
use tongping_core::domain::record::SheetRecord;
use tongping_tests::files::Folder;
use tongping_tests::story::{Story, expert, form, report, session};

/// The story form with an objective criterion 1.1, opened for `experts`.
fn objective_story(experts: usize, tally: &Value) -> Story {
    let mut story = Story::scratch();
    let mut own = form(tally);
    own["groups"][0]["criteria"][0]["objective"] = json!(true);
    set_up(&mut story, &own, experts);
    story
}

/// A session on this form with one report, opened.
fn set_up(story: &mut Story, form: &Value, experts: usize) {
    story.call("form_import", json!({ "json": form.to_string() }));
    story.call("session_add", session("S-1"));
    for i in 0..experts {
        let expert = story.call("expert_add", expert(tongping_tests::story::NAMES[i]));
        let role = if i == 0 { "chair" } else { "member" };
        story.call("session_member_add", json!({ "session": 1, "expert": expert["id"], "role": role }));
    }
    story.call("report_add", report(1, "R-1"));
    story.call("session_open", json!({ "session": 1 }));
}

fn correction(member: i64, criterion: &str, ground: &str, value: &str) -> Value {
    json!({
        "report": 1, "member": member, "criterion": criterion, "ground": ground, "value": value,
        "reason": "核对原始凭证", "witness": "监督员",
    })
}

fn agreed(criterion: &str, value: &str) -> Value {
    json!({ "report": 1, "criterion": criterion, "value": value, "reason": "讨论一致", "minority": "赵一认为应得 4 分" })
}

fn codes(list: &Value) -> Vec<String> {
    list.as_array().expect("a list").iter().map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
}

/// The words of a PDF, as poppler reads them, without blanks.
fn words_of(path: &Path) -> String {
    let ran = Command::new("pdftotext").arg("-layout").arg(path).arg("-").output().expect("pdftotext runs");
    String::from_utf8(ran.stdout).expect("UTF-8").chars().filter(|c| !c.is_whitespace()).collect()
}

const REPORT: &str = "{\"report\":1}";

fn of_report() -> Value {
    serde_json::from_str(REPORT).expect("JSON")
}

#[test]
fn from_scores_to_the_paper_the_whole_way() {
    let folder = Folder::new();
    let mut story = objective_story(5, &json!({ "rule": "consensus" }));
    let points = [["4", "5", "4"], ["4", "5.5", "4"], ["4", "1", "4"], ["3", "5", "4.5"], ["4", "5", "4"]];
    let opinions: Vec<i64> = (1..).zip(points).map(|(member, points)| story.signed(1, member, points)).collect();
    let view = story.call("tally_show", of_report());
    assert_eq!(
        codes(&view["signals"]),
        [
            "total_far_from_mean",
            "total_far_from_others",
            "total_modified_z",
            "totals_range",
            "criterion_range",
            "objective_differs"
        ]
    );
    assert_eq!((&view["signals"][0]["expert"], &view["locked"]), (&json!(2), &Value::Null));
    // Agreed before the lock: the result is the agreed score, the mean stands beside it.
    let view = story.call("agreed_score_set", agreed("1.2", "5"));
    let line = &view["tally"]["criteria"][1];
    assert_eq!((&line["value"], &line["agreed"], &line["mean"]), (&json!("5.00"), &json!("5.00"), &json!("4.30")));
    let sheet = story.composed(1, &opinions);
    let invalid = story.invalid("sheet_finalise", json!({ "sheet": sheet }));
    assert_eq!(invalid, ["objective_differs"], "an objective criterion is scored alike first");
    lock_and_correct(&mut story, opinions[3]);
    story.at("2026-09-18T16:00:00+08:00");
    let view = story.call("sheet_finalise", json!({ "sheet": sheet }));
    assert_eq!((&view["tally"]["total"], view["corrections"].as_array().map(Vec::len)), (&json!("13.10"), Some(3)));
    assert_eq!(view["locked"]["at"], "2026-09-18T15:30:00+08:00", "the first lock stays");
    let out = folder.join("sheet.pdf");
    story.call("export_sheet", json!({ "sheet": sheet, "path": out }));
    let words = words_of(&out);
    for said in [
        "合议说明：指标1.2“数据”合议分5.00，算术平均5.00；理由：讨论一致；少数意见：赵一认为应得4分。",
        "更正说明1：2026年9月18日15:45，李四对指标1.1“结构”的评分由3更正为4（对客观评审因素评分不一致）；理由：核对原始凭证；操作人：经办人；见证人：监督员。",
        "更正说明3：",
        "经认定评分畸高、畸低",
    ] {
        assert!(words.contains(said), "{said} is missing in {words}");
    }
    story.verifies();
}

/// Locks the tally and corrects three times, once on the fourth member's `opinion`.
fn lock_and_correct(story: &mut Story, opinion: i64) {
    story.at("2026-09-18T15:30:00+08:00");
    let locked = story.reply("tally_lock", of_report());
    assert_eq!(
        (&locked["undo"], &locked["value"]["locked"]["at"]),
        (&Value::Null, &json!("2026-09-18T15:30:00+08:00"))
    );
    story.at("2026-09-18T15:45:00+08:00");
    let reply = story.reply("tally_correct", correction(4, "1.1", "objective_differs", "4"));
    assert_eq!((&reply["undo"], &reply["touched"]), (&Value::Null, &json!(["correction"])));
    let view = &reply["value"];
    assert_eq!(view["corrections"][0]["old"], "3");
    assert_eq!((&view["tally"]["criteria"][0]["value"], &view["tally"]["total"]), (&json!("4.00"), &json!("13.10")));
    assert!(!codes(&view["signals"]).contains(&"objective_differs".to_owned()));
    story.call("tally_correct", correction(3, "1.2", "extreme", "4"));
    // The newest correction of a cell counts; what was signed stays as signed.
    let view = story.call("tally_correct", correction(3, "1.2", "sum_error", "4.5"));
    assert_eq!((&view["corrections"][2]["old"], &view["tally"]["criteria"][1]["mean"]), (&json!("4"), &json!("5.00")));
    let (signed, _) = app::opinion::record(&story.app, OpinionId(opinion)).expect("a record");
    assert_eq!(signed.scores[0].points.map(|points| points.to_string()).as_deref(), Some("3"));
    assert_eq!(story.call("opinion_show", json!({ "opinion": opinion }))["opinion"]["scores"][0]["text"], "3");
}

#[test]
fn the_paper_names_the_signals_that_fired() {
    let folder = Folder::new();
    let mut story = Story::opened(3, 1, &Value::Null);
    let opinions: Vec<i64> = [["4", "6", "5"], ["4", "6", "5"], ["3", "2.5", "3"]]
        .into_iter()
        .zip(1..)
        .map(|(points, member)| {
            let id = story.draft(1, member, points);
            let conclusion = ["通过", "修改后通过", "不通过"][usize::try_from(member - 1).expect("small")];
            story.call("opinion_set", json!({ "opinion": id, "conclusion": conclusion }));
            story.call("opinion_sign", json!({ "opinion": id }));
            id
        })
        .collect();
    let sheet = story.composed(1, &opinions);
    let view = story.call("sheet_show", json!({ "sheet": sheet }));
    let expected =
        ["total_far_from_mean", "total_far_from_both", "totals_range", "criterion_range", "conclusions_split"];
    assert_eq!(codes(&view["signals"]), expected);
    assert_eq!(view["problems"], json!([]), "a signal blocks nothing");
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    let view = story.call("sheet_show", json!({ "sheet": sheet }));
    assert_eq!(codes(&view["signals"]), expected, "frozen with the sheet");
    let out = folder.join("sheet.pdf");
    story.call("export_sheet", json!({ "sheet": sheet, "path": out }));
    let words = words_of(&out);
    for said in [
        "（2）孙三的总分8.5与另外两位专家的总分都相差超过3分，与较近的15也相差6.5分。",
        "（1）孙三的总分8.5与全体总分的平均12.83相差4.33分，超过2.25分。",
        "（5）专家结论分歧：“通过”1人，“不通过”1人，须由组长主持合议。",
    ] {
        assert!(words.contains(said), "{said} is missing in {words}");
    }
}

#[test]
fn a_tally_is_locked_once_when_all_have_signed_and_then_opinions_rest() {
    let mut story = Story::opened(3, 1, &json!({ "rule": "consensus" }));
    let opinions: Vec<i64> = (1..=2).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let third = story.draft(1, 3, ["4", "5", "4"]);
    for (name, args) in
        [("tally_lock", of_report()), ("tally_show", of_report()), ("agreed_score_set", agreed("1.1", "4"))]
    {
        assert_eq!(story.refused(name, args), "opinions_unsigned", "{name}");
    }
    story.call("opinion_sign", json!({ "opinion": third }));
    assert_eq!(story.refused("tally_correct", correction(1, "1.1", "sum_error", "3")), "tally_not_locked");
    // Before the lock an opinion is opened again as ever.
    story.call("opinion_reopen", json!({ "opinion": third, "reason": "录入有误" }));
    story.call("opinion_sign", json!({ "opinion": third }));
    story.call("tally_lock", of_report());
    assert_eq!(story.refused("tally_lock", of_report()), "tally_locked_already");
    let reopen = json!({ "opinion": opinions[0], "reason": "录入有误" });
    assert_eq!(story.refused("opinion_reopen", reopen), "tally_locked");
    assert_eq!(story.refused("agreed_score_set", agreed("1.1", "4")), "tally_locked");
    assert_eq!(story.refused("agreed_score_set", agreed("1.1", "")), "tally_locked");
    assert_eq!(story.refused("log_undo", json!({})), "undo_not_possible");
    for name in ["tally_lock", "tally_show"] {
        assert_eq!(story.missing(name, json!({ "report": 99 })).0, "report");
    }
    story.verifies();
}

#[test]
fn a_correction_names_everything_that_is_wrong_with_it() {
    let mut story = objective_story(3, &Value::Null);
    for member in 1..=3 {
        story.signed(1, member, ["4", "5", "4"]);
    }
    story.call("tally_lock", of_report());
    for (criterion, ground, value, expected) in [
        ("1.1", "sum_error", "9", "score_above_max"),
        ("1.1", "sum_error", "-1", "number_negative"),
        ("1.1", "sum_error", "四", "number_not_digits"),
        ("1.1", "sum_error", "3.3", "score_off_step"),
        ("1.1", "sum_error", "不适用", "score_not_optional"),
        ("1.1", "sum_error", " ", "text_empty"),
        ("1.1", "sum_error", "4.0", "correction_same"),
        ("1.1", "out_of_range", "3", "ground_in_range"),
        ("1.1", "objective_differs", "3", "ground_scored_alike"),
        ("1.2", "objective_differs", "3", "ground_not_objective"),
        ("1.2", "extreme", "3", "ground_not_extreme"),
        ("9.9", "sum_error", "3", "criterion_unknown"),
    ] {
        let args = correction(1, criterion, ground, value);
        assert_eq!(story.invalid("tally_correct", args), [expected], "{criterion} {ground} {value:?}");
    }
    let with = |field: &str, text: &str| {
        let mut args = correction(1, "1.1", "sum_error", "3");
        args[field] = json!(text);
        args
    };
    let long = "长".repeat(20_001);
    for (field, text, expected) in [
        ("reason", " ", "text_empty"),
        ("witness", "", "text_empty"),
        ("reason", long.as_str(), "text_too_long"),
        ("witness", long.as_str(), "text_too_long"),
        ("reason", "更正😀", "text_unprintable"),
        ("witness", "监督😀员", "text_unprintable"),
        ("witness", "经办人", "witness_is_actor"),
        ("witness", " 经\u{200b}办人\u{feff}", "witness_is_actor"),
        ("witness", "赵一", "witness_is_expert"),
        ("witness", "\u{200b}", "text_empty"),
        ("witness", "经\u{202e}办人", "witness_is_actor"),
        ("reason", "核对\u{0}凭证", "text_control_character"),
    ] {
        assert_eq!(story.invalid("tally_correct", with(field, text)), [expected], "{field}");
    }
    let mut all = correction(1, "1.2", "extreme", "9");
    (all["reason"], all["witness"]) = (json!(""), json!(""));
    let expected = ["score_above_max", "ground_not_extreme", "text_empty", "text_empty"];
    assert_eq!(story.invalid("tally_correct", all), expected, "all at once");
    assert_eq!(story.invalid("tally_correct", with("ground", "nonsense")), ["arguments_unreadable"]);
    assert_eq!(story.missing("tally_correct", correction(99, "1.1", "sum_error", "3")).0, "member");
    story.verifies();
}

#[test]
fn corrections_wait_for_the_revision_of_a_final_sheet_and_pass_over_recused_members() {
    let mut story = Story::opened(4, 1, &Value::Null);
    let opinions: Vec<i64> = (1..=4).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions[..3]);
    story.call("session_recuse", json!({ "member": 4, "report": 1, "ground": "亲属" }));
    // Finalising locks in the same write.
    let reply = story.reply("sheet_finalise", json!({ "sheet": sheet }));
    let touched = codes_of(&reply["touched"]);
    assert!(touched.contains(&"tally_lock".to_owned()), "{touched:?}");
    assert!(reply["value"]["locked"]["check_code"].as_str().is_some_and(|code| code.len() == 19));
    let args = correction(1, "1.1", "sum_error", "3");
    assert_eq!(story.refused("tally_correct", args.clone()), "report_finalised");
    let next = story.call("sheet_revise", json!({ "sheet": sheet, "reason": "汇总有误" }));
    assert_eq!(story.refused("tally_correct", correction(4, "1.1", "sum_error", "3")), "member_recused");
    story.call("tally_correct", args);
    assert_eq!(story.refused("log_undo", json!({})), "undo_not_possible");
    let second = next["sheet"]["id"].clone();
    let view = story.call("sheet_finalise", json!({ "sheet": second }));
    assert_eq!((&view["tally"]["total"], view["corrections"].as_array().map(Vec::len)), (&json!("12.67"), Some(1)));
    let first = story.call("sheet_show", json!({ "sheet": sheet }));
    assert_eq!((&first["tally"]["total"], &first["corrections"]), (&json!("13.00"), &json!([])));
    story.verifies();
}

fn codes_of(list: &Value) -> Vec<String> {
    list.as_array().expect("a list").iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn an_agreed_score_needs_the_rule_a_reason_and_points_and_is_taken_back() {
    let mut story = Story::opened(3, 1, &Value::Null);
    for member in 1..=3 {
        story.signed(1, member, ["4", "5", "4"]);
    }
    assert_eq!(story.refused("agreed_score_set", agreed("1.1", "3")), "tally_not_consensus");
    let mut story = Story::opened(3, 1, &json!({ "rule": "consensus" }));
    for (member, points) in (1..).zip([["4", "5", "4"], ["3", "5", "4"], ["3.5", "5", "4"]]) {
        story.signed(1, member, points);
    }
    for (criterion, value, expected) in
        [("1.1", "9", "score_above_max"), ("1.1", "不适用", "score_not_optional"), ("9", "1", "criterion_unknown")]
    {
        assert_eq!(story.invalid("agreed_score_set", agreed(criterion, value)), [expected]);
    }
    let mut bare = agreed("1.1", "3");
    (bare["reason"], bare["minority"]) = (json!(" "), json!("😀"));
    assert_eq!(story.invalid("agreed_score_set", bare), ["text_empty", "text_unprintable"]);
    let before = story.call("tally_show", of_report());
    let reply = story.reply("agreed_score_set", agreed("1.1", "4"));
    assert_eq!((&reply["undo"], &reply["value"]["agreed"][0]["mean"]), (&json!("agreed_score_set"), &json!("3.50")));
    assert_eq!(reply["value"]["tally"]["total"], "13.00");
    let after = story.call("tally_show", of_report());
    story.call("log_undo", json!({}));
    assert_eq!(story.call("tally_show", of_report()), before);
    story.call("log_redo", json!({}));
    assert_eq!(story.call("tally_show", of_report()), after);
    let view = story.call("agreed_score_set", json!({ "report": 1, "criterion": "1.1", "value": "" }));
    assert_eq!(view, before, "an empty value takes it back");
    story.verifies();
}

#[test]
fn what_was_agreed_settles_an_objective_criterion() {
    let mut story = objective_story(3, &json!({ "rule": "consensus" }));
    let opinions: Vec<i64> = (1..)
        .zip([["4", "5", "4"], ["3.5", "5", "4"], ["4", "5", "4"]])
        .map(|(member, points)| story.signed(1, member, points))
        .collect();
    let sheet = story.composed(1, &opinions);
    assert_eq!(story.invalid("sheet_finalise", json!({ "sheet": sheet })), ["objective_differs"]);
    story.call("agreed_score_set", agreed("1.1", "4"));
    let view = story.call("sheet_finalise", json!({ "sheet": sheet }));
    assert_eq!(view["agreed"][0]["agreed"], "4.00");
}

#[test]
fn what_a_form_asks_across_criteria_holds_of_the_result_too() {
    let mut story = Story::scratch();
    let mut own = form(&Value::Null);
    own["checks"] = json!([
        { "rule": "points_at_least", "of": ["2"], "points": "4.2", "message": "第二部分不足 4.2 分" },
    ]);
    set_up(&mut story, &own, 3);
    let opinions: Vec<i64> = (1..=3).map(|member| story.signed(1, member, ["4", "5", "4.5"])).collect();
    let sheet = story.composed(1, &opinions);
    story.call("tally_lock", of_report());
    story.call("tally_correct", correction(1, "2.1", "sum_error", "3.5"));
    assert_eq!(story.invalid("sheet_finalise", json!({ "sheet": sheet })), ["check_broken"]);
}

#[test]
fn a_form_that_counts_nothing_prints_who_chose_what() {
    let folder = Folder::new();
    let mut story = Story::scratch();
    let mut own = form(&Value::Null);
    own["unscored"] = json!(true);
    for (g, c) in [(0, 0), (0, 1), (1, 0)] {
        let max = own["groups"][g]["criteria"][c]["max"].clone();
        own["groups"][g]["criteria"][c]["choices"] =
            json!([{ "name": "优", "points": max }, { "name": "良", "points": "3" }, { "name": "中", "points": "1" }]);
    }
    for field in ["reason_below", "grades"] {
        own.as_object_mut().expect("an object").remove(field);
    }
    for conclusion in own["conclusions"].as_array_mut().expect("a list") {
        conclusion.as_object_mut().expect("an object").remove("from");
    }
    set_up(&mut story, &own, 3);
    let points = [["优", "优", "良"], ["优", "良", "良"], ["良", "优", "中"]];
    let opinions: Vec<i64> = (1..).zip(points).map(|(member, points)| story.signed(1, member, points)).collect();
    let sheet = story.composed(1, &opinions);
    // Points suggest nothing here, so the conclusion differs from nothing.
    story.call("sheet_set", json!({ "sheet": sheet, "conclusion_reason": "" }));
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    let out = folder.join("sheet.pdf");
    story.call("export_sheet", json!({ "sheet": sheet, "path": out }));
    let words = words_of(&out);
    for said in ["优优良优2良1", "良良中良2中1", "本表不计分"] {
        assert!(words.contains(said), "{said} is missing in {words}");
    }
    assert!(!words.contains("合计") && !words.contains("评审得分"), "{words}");
}

#[test]
fn the_way_back_ends_at_the_lock_and_at_a_correction() {
    let mut story = Story::opened(3, 1, &json!({ "rule": "consensus" }));
    let opinions: Vec<i64> = (1..=3).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    story.call("agreed_score_set", agreed("1.1", "3"));
    let sheet = story.composed(1, &opinions);
    let show = json!({ "sheet": sheet });
    story.call("tally_lock", of_report());
    for step in [of_report(), correction(2, "1.2", "sum_error", "4")] {
        if step != of_report() {
            story.call("tally_correct", step);
        }
        let before = story.call("sheet_show", show.clone());
        story.call("sheet_set", json!({ "sheet": sheet, "overall": "另一个总体意见" }));
        story.call("log_undo", json!({}));
        assert_eq!(story.call("sheet_show", show.clone()), before);
        assert_eq!(story.refused("log_undo", json!({})), "undo_not_possible");
        assert_eq!((&before["agreed"][0]["agreed"], before["locked"].is_null()), (&json!("3.00"), false));
    }
    story.verifies();
}

#[test]
fn the_lock_and_a_correction_do_not_change_by_raw_sql() {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    let mut story = Story::create(&path);
    set_up(&mut story, &form(&json!({ "rule": "consensus" })), 3);
    for member in 1..=3 {
        story.signed(1, member, ["4", "5", "4"]);
    }
    story.call("agreed_score_set", agreed("1.1", "3"));
    story.call("tally_lock", of_report());
    story.call("tally_correct", correction(1, "1.1", "sum_error", "3"));
    story.close();
    let conn = Connection::open(&path).expect("a workspace is a database");
    for sql in [
        "UPDATE correction SET new_text = '4'",
        "UPDATE correction SET witness = '别人'",
        "DELETE FROM correction",
        "INSERT INTO correction (report, member, criterion, ground, old_text, new_text, reason, witness, actor,
         corrected_at) VALUES (1, 1, '1.1', 'whim', '3', '4', 'x', 'y', 'z', '')",
        "UPDATE tally_lock SET content = '{}'",
        "DELETE FROM tally_lock",
        "UPDATE agreed_score SET points = '4'",
        "DELETE FROM agreed_score",
        "INSERT INTO agreed_score VALUES (1, '1.2', '4', '4', 'x', '')",
        "UPDATE opinion SET state = 'draft', version = 2",
    ] {
        assert!(conn.execute_batch(sql).is_err(), "went through: {sql}");
    }
    conn.close().expect("it closes");
    let mut story = Story::open(&path);
    assert_eq!(story.call("tally_show", of_report())["corrections"][0]["new"], "3");
    story.verifies();
}

#[test]
fn an_altered_lock_is_told() {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    let mut story = Story::create(&path);
    set_up(&mut story, &form(&Value::Null), 3);
    for member in 1..=3 {
        story.signed(1, member, ["4", "5", "4"]);
    }
    story.call("tally_lock", of_report());
    story.close();
    let conn = Connection::open(&path).expect("a workspace is a database");
    conn.execute_batch(
        "DROP TRIGGER lock_update; DROP TRIGGER audit_tally_lock_update;
         UPDATE tally_lock SET content = replace(content, '13.00', '14.00')",
    )
    .expect("a determined hand");
    conn.close().expect("it closes");
    let mut story = Story::open(&path);
    assert_eq!(story.refused("tally_show", of_report()), "record_altered");
    let verdict = story.call("log_verify", json!({}));
    assert!(codes(&verdict["findings"]).contains(&"row_differs".to_owned()), "{verdict}");
}

#[test]
fn a_record_of_before_corrections_is_still_read() {
    let mut story = Story::opened(3, 1, &Value::Null);
    let opinions: Vec<i64> = (1..=3).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions);
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    let (record, sha256) = app::sheet::record(&story.app, SheetId(sheet)).expect("a record");
    let mut old = json!(record);
    for field in ["corrections", "agreed", "signals"] {
        old.as_object_mut().expect("an object").remove(field).expect("a new field");
    }
    for line in ["rows", "criteria"] {
        for line in old["tally"][line].as_array_mut().expect("lines") {
            for field in ["marks", "agreed", "mean"] {
                line.as_object_mut().expect("an object").remove(field);
            }
        }
    }
    let thawed: SheetRecord = serde_json::from_value(old).expect("an old record reads");
    assert!(thawed.corrections.is_empty() && thawed.agreed.is_empty() && thawed.signals.is_empty());
    let (form, _) = tongping_core::form_file::read(&form(&Value::Null).to_string()).expect("the form");
    let pdf = tongping_core::documents::sheet::pdf(&thawed, &form, sha256.as_deref(), "").expect("a paper");
    assert!(pdf.starts_with(b"%PDF"));
}

#[test]
fn a_report_that_was_final_before_there_were_locks_is_revised_as_it_was_then() {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    let mut story = Story::create(&path);
    set_up(&mut story, &form(&Value::Null), 3);
    let opinions: Vec<i64> = (1..=3).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions);
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    story.close();
    // What the upgrade of an older file leaves: a final sheet and no lock.
    let conn = Connection::open(&path).expect("a workspace is a database");
    conn.execute_batch(
        "DROP TRIGGER lock_delete; DROP TRIGGER audit_tally_lock_delete; DELETE FROM tally_lock;
         CREATE TRIGGER lock_delete BEFORE DELETE ON tally_lock BEGIN SELECT RAISE(ABORT, 'tally_locked'); END",
    )
    .expect("the triggers stand aside");
    conn.close().expect("it closes");
    let mut story = Story::open(&path);
    assert_eq!(story.call("sheet_show", json!({ "sheet": sheet }))["locked"], Value::Null);
    let reopen = json!({ "opinion": opinions[0], "reason": "录入有误" });
    assert_eq!(story.refused("opinion_reopen", reopen.clone()), "report_finalised");
    let next = story.call("sheet_revise", json!({ "sheet": sheet, "reason": "补充" }));
    story.call("opinion_reopen", reopen.clone());
    story.call("opinion_sign", json!({ "opinion": opinions[0] }));
    story.call("sheet_finalise", json!({ "sheet": next["sheet"]["id"] }));
    assert_eq!(story.refused("opinion_reopen", reopen), "tally_locked");
}

#[test]
fn a_form_that_counts_nothing_has_no_agreed_scores_and_no_statistics() {
    let mut story = Story::scratch();
    let own = tongping_core::form_file::built_in("T-GOAL-REVIEW-ORD").expect("the built-in form");
    let mut form: Value = serde_json::from_str(&tongping_core::form_file::canonical(&own)).expect("JSON");
    (form["id"], form["tally"]["rule"]) = (json!("T-STORY"), json!("consensus"));
    set_up(&mut story, &form, 3);
    for member in 1..=3 {
        let view = story.call("opinion_begin", json!({ "report": 1, "member": member }));
        let id = view["opinion"]["id"].clone();
        for criterion in own.criteria() {
            let args = json!({ "opinion": id, "criterion": criterion.id, "value": "优", "reason": "" });
            story.call("score_set", args);
        }
        let conclusion = &own.conclusions[0].name;
        story.call("opinion_set", json!({ "opinion": id, "conclusion": conclusion, "declared": true }));
        story.call("opinion_sign", json!({ "opinion": id }));
    }
    let first = own.criteria().next().expect("a criterion").id.clone();
    assert_eq!(story.refused("agreed_score_set", agreed(&first, "良")), "agreed_unscored");
    assert_eq!(story.refused("session_statistics", json!({ "session": 1 })), "statistics_unscored");
}
