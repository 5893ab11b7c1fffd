//! Every noun comes back as it went in, also the characters nobody expects.

use serde_json::{Value, json};
use tongping_core::api;
use tongping_tests::story::{Story, expert, form, item, remark, report, session};

/// Rare Hanzi of three planes, an emoji of several, right-to-left and invisible signs, quotes, braces, line ends.
const STRANGE: &str = "㛃䶮𬭎 👨‍👩‍👧 \u{202e}אב\u{200b} a\u{301} 'x' \"y\" {z} <b> % _ \\ \t\n第二行";

/// Every field of `given` stands in `kept` with the same value.
#[track_caller]
fn keeps(kept: &Value, given: &Value, but: &[&str]) {
    for (name, value) in given.as_object().expect("an object") {
        if !but.contains(&name.as_str()) {
            assert_eq!(&kept[name], value, "{name}");
        }
    }
}

#[test]
fn an_expert_comes_back() {
    let mut story = Story::scratch();
    let mut head = expert(STRANGE);
    head["avoid_units"] = json!(["㛃䶮𬭎局", "某局"]);
    let added = story.call("expert_add", head.clone());
    keeps(&added, &head, &[]);
    assert_eq!(story.call("expert_list", json!({})), json!([added]));
}

#[test]
fn a_session_with_its_reports_and_panel_comes_back() {
    let mut story = Story::scratch();
    story.call("form_import", json!({ "json": form(&Value::Null).to_string() }));
    let mut head = session(STRANGE);
    head["requirements"] = json!(STRANGE);
    let view = story.call("session_add", head.clone());
    keeps(&view["session"], &head, &["form"]);
    let mut own = report(1, STRANGE);
    own["title"] = json!(STRANGE);
    let added = story.call("report_add", own.clone());
    keeps(&added, &own, &[]);
    let mut without = report(1, "R-2");
    without["amount"] = Value::Null;
    assert_eq!(story.call("report_add", without)["amount"], Value::Null);
    story.call("expert_add", expert(STRANGE));
    story.call("session_member_add", json!({ "session": 1, "expert": 1, "role": "chair" }));
    story.call("session_recuse", json!({ "member": 1, "report": 2, "ground": STRANGE }));
    let view = story.call("session_show", json!({ "session": 1 }));
    assert_eq!(view["reports"][0]["position"], 1);
    assert_eq!((&view["members"][0]["name"], &view["members"][0]["role"]), (&json!(STRANGE), &json!("chair")));
    assert_eq!(view["recusals"], json!([{ "member": 1, "report": 2, "ground": STRANGE, "kind": "recusal" }]));
    assert_eq!(story.call("session_list", json!({}))[0], view["session"]);
    assert_eq!(story.call("report_show", json!({ "report": 1 }))["report"], added);
    story.verifies();
}

#[test]
fn an_opinion_comes_back_with_every_text_as_typed() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.draft(1, 1, ["4", "6", "5"]);
    story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "value": STRANGE, "reason": STRANGE }));
    story.call(
        "opinion_set",
        json!({ "opinion": id, "merits": STRANGE, "budget_advice": STRANGE, "conclusion": STRANGE }),
    );
    let mut own = remark(id, STRANGE);
    for field in ["place", "page", "suggestion"] {
        own[field] = json!(STRANGE);
    }
    story.call("remark_add", own.clone());
    let view = story.call("opinion_show", json!({ "opinion": id }));
    let opinion = &view["opinion"];
    keeps(&opinion["remarks"][1], &own, &["opinion"]);
    keeps(&opinion["scores"][0], &json!({ "criterion": "1.1", "text": STRANGE, "reason": STRANGE }), &[]);
    keeps(
        opinion,
        &json!({ "merits": STRANGE, "budget_advice": STRANGE, "conclusion": STRANGE, "declared": true }),
        &[],
    );
    assert_eq!(story.call("opinion_list", json!({ "report": 1 })), json!([view]));
    let mut changed = remark(id, "改后");
    changed["remark"] = json!(2);
    changed["nature"] = json!("建议修改");
    let view = story.call("remark_set", changed.clone());
    keeps(&view["opinion"]["remarks"][1], &changed, &["opinion", "remark"]);
    let view = story.call("remark_remove", json!({ "remark": 1 }));
    assert_eq!(view["opinion"]["remarks"][0]["no"], 2, "the numbers of the others stay");
    for ticked in [true, true, false, false] {
        let view = story.call("opinion_veto", json!({ "opinion": id, "item": "虚构数据", "ticked": ticked }));
        assert_eq!(view["opinion"]["veto"].as_array().map(Vec::len), Some(usize::from(ticked)));
    }
    story.verifies();
}

#[test]
fn a_sheet_comes_back_with_items_sources_refusals_and_dissents() {
    let mut story = Story::opened(3, 1, &Value::Null);
    let opinions: Vec<i64> = (1..=3).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions[..1]);
    let mut own = item(sheet, &[2, 1]);
    for field in ["theme", "place", "problem", "suggestion"] {
        own[field] = json!(STRANGE);
    }
    let view = story.call("sheet_item_add", own.clone());
    keeps(&view["sheet"]["items"][1], &own, &["sheet", "sources"]);
    assert_eq!(view["sheet"]["items"][1]["sources"], json!([1, 2]));
    let head = json!({ "sheet": sheet, "overall": STRANGE, "conclusion": "通过", "conclusion_reason": STRANGE });
    keeps(&story.call("sheet_set", head.clone())["sheet"], &head, &["sheet"]);
    story.call("sheet_unused_set", json!({ "sheet": sheet, "remark": 3, "reason": STRANGE }));
    story.call("sheet_dissent_set", json!({ "sheet": sheet, "member": 2, "text": STRANGE }));
    let view = story.call("sheet_show", json!({ "sheet": sheet }));
    assert_eq!(view["sheet"]["unused"], json!([{ "remark": 3, "reason": STRANGE.trim() }]));
    assert_eq!(view["sheet"]["dissents"], json!([{ "member": 2, "text": STRANGE.trim() }]));
    story.call("sheet_unused_set", json!({ "sheet": sheet, "remark": 3, "reason": "" }));
    let view = story.call("sheet_dissent_set", json!({ "sheet": sheet, "member": 2, "text": "" }));
    assert_eq!((&view["sheet"]["unused"], &view["sheet"]["dissents"]), (&json!([]), &json!([])));
    assert_eq!(story.call("sheet_begin", json!({ "report": 1 })), view, "a sheet is begun once");
    story.verifies();
}

#[test]
fn a_form_comes_back_under_its_version() {
    let mut story = Story::scratch();
    let text = form(
        &json!({ "rule": "median", "level": "group", "places": 3, "rounding": "half_even", "missing": "zero", "min_panel": 3 }),
    );
    let row = story.call("form_import", json!({ "json": text.to_string() }));
    let view = story.call("form_show", json!({ "code": "T-STORY" }));
    assert_eq!(view["row"], row);
    keeps(&view["form"]["tally"], &text["tally"], &[]);
    assert_eq!(view["form"]["groups"][0]["criteria"][1]["max"], "6");
    let mut next = text;
    next["version"] = json!("2");
    story.call("form_import", json!({ "json": next.to_string() }));
    assert_eq!(story.call("form_show", json!({ "code": "T-STORY" }))["row"]["version"], "2");
    assert_eq!(story.call("form_show", json!({ "code": "T-STORY", "version": "1" }))["row"], row);
    let built_in = tongping_core::form_file::BUILT_IN.len();
    assert_eq!(story.call("form_list", json!({})).as_array().map(Vec::len), Some(built_in + 2));
}

#[test]
fn a_command_that_changes_nothing_leaves_no_line_in_the_log() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.draft(1, 1, ["4", "6", "5"]);
    let events = story.call("log_verify", json!({}))["events"].clone();
    let reply =
        story.reply("score_set", json!({ "opinion": id, "criterion": "1.1", "value": "4", "reason": "见附件" }));
    assert_eq!(reply["touched"], json!([]));
    for name in ["session_list", "expert_list", "form_list", "log_show"] {
        let reply = story.reply(name, json!({}));
        assert_eq!((&reply["touched"], &reply["undo"]), (&json!([]), &Value::Null));
    }
    assert_eq!(story.call("log_verify", json!({}))["events"], events);
}

#[test]
fn every_command_of_the_list_answers_something_sensible_to_nonsense() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let nonsense =
        [Value::Null, json!([]), json!(1), json!("x"), json!({ "opinion": "1", "session": {}, "report": -1.5 })];
    for name in api::COMMANDS {
        for args in &nonsense {
            if let Err(error) = api::call(&mut story.app, name, args.clone()) {
                assert!([2, 3].contains(&error.exit_code()), "{name} {args}: {error:?}");
            }
        }
    }
    story.verifies();
}
