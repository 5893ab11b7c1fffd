//! Undo and redo: as news in the log, across a restart, and never over a signature.

use serde_json::{Value, json};
use tongping_tests::files::Folder;
use tongping_tests::story::Story;

fn score(story: &mut Story, id: i64) -> Value {
    let view = story.call("opinion_show", json!({ "opinion": id }));
    let scores = view["opinion"]["scores"].as_array().expect("scores").clone();
    let own = scores.iter().find(|score| score["criterion"] == "1.1");
    own.map_or(Value::Null, |score| score["text"].clone())
}

#[test]
fn scores_are_taken_back_and_brought_again_also_after_a_restart() {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    let mut story = Story::create(&path);
    story.set_up(1, 1, &Value::Null);
    story.call("session_open", json!({ "session": 1 }));
    let id = story.call("opinion_begin", json!({ "report": 1, "member": 1 }))["opinion"]["id"].as_i64().expect("an id");
    let set = |value: &str| json!({ "opinion": id, "criterion": "1.1", "value": value });
    for value in ["3", "3.5", "9"] {
        let reply = story.reply("score_set", set(value));
        assert_eq!((&reply["undo"], &reply["touched"]), (&json!("score_set"), &json!(["score"])));
    }
    assert_eq!(story.refused("log_redo", json!({})), "redo_nothing");
    story.close();
    for expected in [json!("3.5"), json!("3"), Value::Null] {
        let mut story = Story::open(&path);
        let reply = story.reply("log_undo", json!({}));
        assert_eq!(reply["touched"], json!(["score"]));
        assert_eq!(score(&mut story, id), expected);
        story.close();
    }
    for expected in [json!("3"), json!("3.5"), json!("9")] {
        let mut story = Story::open(&path);
        story.call("log_redo", json!({}));
        assert_eq!(score(&mut story, id), expected);
        story.close();
    }
    let mut story = Story::open(&path);
    assert_eq!(story.refused("log_redo", json!({})), "redo_nothing");
    story.call("log_undo", json!({}));
    story.call("score_set", set("2"));
    assert_eq!(story.refused("log_redo", json!({})), "redo_nothing", "a new score ends the way forth");
    let ops: Vec<Value> = story
        .call("log_show", json!({ "limit": 9 }))
        .as_array()
        .expect("events")
        .iter()
        .map(|event| event["op"].clone())
        .collect();
    assert_eq!(ops, ["score_set", "undo", "undo", "undo", "redo", "redo", "redo", "undo", "score_set"]);
    story.verifies();
}

#[test]
fn a_signature_ends_the_way_back() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.signed(1, 1, ["4", "6", "5"]);
    assert_eq!(story.refused("log_undo", json!({})), "undo_not_possible");
    story.call("opinion_reopen", json!({ "opinion": id, "reason": "录入有误" }));
    assert_eq!(story.refused("log_undo", json!({})), "undo_not_possible");
    story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "value": "3" }));
    story.call("log_undo", json!({}));
    assert_eq!(score(&mut story, id), "4");
    assert_eq!(story.refused("log_undo", json!({})), "undo_not_possible");
    story.verifies();
}

#[test]
fn a_new_workspace_has_nothing_to_take_back() {
    let mut story = Story::scratch();
    assert_eq!(story.refused("log_undo", json!({})), "undo_nothing");
    assert_eq!(story.refused("log_redo", json!({})), "redo_nothing");
}

#[test]
fn every_command_that_says_so_is_taken_back_to_the_very_same_view() {
    let mut story = Story::opened(3, 1, &Value::Null);
    let opinions: Vec<i64> = (1..=3).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions[..2]);
    let show = json!({ "sheet": sheet });
    let mut changed = tongping_tests::story::item(sheet, &[1]);
    changed["item"] = json!(1);
    for (name, args) in [
        ("sheet_set", json!({ "sheet": sheet, "overall": "另一个总体意见", "conclusion": "通过" })),
        ("sheet_item_add", tongping_tests::story::item(sheet, &[3])),
        ("sheet_item_set", changed),
        ("sheet_item_remove", json!({ "item": 1 })),
        ("sheet_unused_set", json!({ "sheet": sheet, "remark": 3, "reason": "不符" })),
        ("sheet_dissent_set", json!({ "sheet": sheet, "member": 3, "text": "不同意" })),
    ] {
        let before = story.call("sheet_show", show.clone());
        let reply = story.reply(name, args);
        assert_eq!(reply["undo"], name);
        let after = story.call("sheet_show", show.clone());
        assert_ne!(before, after, "{name}");
        story.call("log_undo", json!({}));
        assert_eq!(story.call("sheet_show", show.clone()), before, "{name} taken back");
        story.call("log_redo", json!({}));
        assert_eq!(story.call("sheet_show", show.clone()), after, "{name} brought again");
        story.call("log_undo", json!({}));
    }
    story.verifies();
}

#[test]
fn the_set_up_of_a_session_is_taken_back_step_by_step() {
    let mut story = Story::scratch();
    story.set_up(3, 2, &Value::Null);
    let mut steps = 0;
    while story.call("session_list", json!({})) != json!([]) {
        story.call("log_undo", json!({}));
        steps += 1;
        assert!(steps < 20, "the session does not go");
    }
    for _ in 0..steps {
        story.call("log_redo", json!({}));
    }
    let view = story.call("session_show", json!({ "session": 1 }));
    assert_eq!(view["members"].as_array().map(Vec::len), Some(3));
    assert_eq!(view["reports"].as_array().map(Vec::len), Some(2));
    story.verifies();
}
