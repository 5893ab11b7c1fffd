//! A task as one expert sees it: states of reports, what is open, when it was last saved, and the statement of
//! independence that is made once.

use serde_json::{Value, json};
use tongping_tests::story::{Story, remark};

fn row(task: &Value, report: i64) -> Value {
    let rows = task["rows"].as_array().expect("rows");
    rows.iter().find(|row| row["report"]["id"] == report).cloned().unwrap_or_default()
}

fn task(story: &mut Story, member: i64) -> Value {
    story.call("task_show", json!({ "session": 1, "member": member }))
}

#[test]
fn every_report_stands_with_how_far_the_opinion_has_come() {
    let mut story = Story::opened(2, 5, &Value::Null);
    story.call("session_recuse", json!({ "member": 1, "report": 5, "ground": "曾任职于该单位" }));
    let before = task(&mut story, 1);
    assert_eq!((&before["signed"], &before["open"]), (&json!(0), &json!(4)));
    assert_eq!((&before["member"]["name"], &before["form"]["id"]), (&json!("赵一"), &json!("T-STORY")));
    let fresh = row(&before, 1);
    assert_eq!(
        (&fresh["state"], &fresh["opinion"], &fresh["criteria"]),
        (&json!("not_started"), &Value::Null, &json!(3))
    );
    assert_eq!((&fresh["saved_at"], &fresh["errors"]), (&Value::Null, &json!(0)));

    story.at("2026-09-14T09:10:00+08:00");
    let signed = story.signed(1, 1, ["4", "5", "4"]);
    story.at("2026-09-14T09:20:00+08:00");
    let draft =
        story.call("opinion_begin", json!({ "report": 2, "member": 1 }))["opinion"]["id"].as_i64().expect("an id");
    story.call("score_set", json!({ "opinion": draft, "criterion": "1.1", "value": "9" }));
    story.call("score_set", json!({ "opinion": draft, "criterion": "1.2", "value": "=" }));
    story.at("2026-09-14T09:30:00+08:00");
    story.call("opinion_begin", json!({ "report": 3, "member": 1 }));
    // What another member does is not told here.
    story.signed(4, 2, ["1", "1", "1"]);

    let seen = task(&mut story, 1);
    assert_eq!((&seen["signed"], &seen["open"]), (&json!(1), &json!(4)));
    let one = row(&seen, 1);
    assert_eq!((&one["state"], &one["opinion"], &one["scored"]), (&json!("signed"), &json!(signed), &json!(3)));
    assert_eq!(
        (&one["total"], &one["grade"], &one["conclusion"]),
        (&json!("13.00"), &json!("优"), &json!("修改后通过"))
    );
    assert_eq!((&one["remarks"], &one["errors"], &one["ground"]), (&json!(1), &json!(0), &json!("")));
    assert!(one["check_code"].as_str().is_some_and(|code| code.len() == 19));
    assert_eq!(one["saved_at"], "2026-09-14T09:10:00+08:00");
    let two = row(&seen, 2);
    assert_eq!((&two["state"], &two["scored"], &two["total"]), (&json!("draft"), &json!(1), &json!("6.00")));
    let view = story.call("opinion_show", json!({ "opinion": draft }));
    let errors = view["problems"].as_array().expect("problems").iter().filter(|one| one["severity"] == "error").count();
    assert_eq!((&two["errors"], &two["check_code"]), (&json!(errors), &Value::Null));
    assert_eq!(two["saved_at"], "2026-09-14T09:20:00+08:00");
    let three = row(&seen, 3);
    assert_eq!((&three["state"], &three["errors"]), (&json!("not_started"), &json!(0)));
    assert_eq!(three["saved_at"], "2026-09-14T09:30:00+08:00");
    assert_eq!(row(&seen, 4)["state"], "not_started");
    let five = row(&seen, 5);
    assert_eq!((&five["state"], &five["ground"]), (&json!("recused"), &json!("曾任职于该单位")));
}

#[test]
fn the_time_of_saving_is_that_of_the_last_change_of_any_part() {
    let mut story = Story::opened(1, 2, &Value::Null);
    story.at("2026-09-14T10:00:00+08:00");
    let id = story.draft(1, 1, ["4", "5", "4"]);
    story.at("2026-09-14T10:01:00+08:00");
    story.draft(2, 1, ["4", "5", "4"]);
    let at = |story: &mut Story| row(&task(story, 1), 1)["saved_at"].as_str().expect("a time").to_owned();
    assert_eq!(at(&mut story), "2026-09-14T10:00:00+08:00");
    let own = story.remarks(id)[0];
    let mut changed = remark(id, "改过");
    changed["remark"] = json!(own);
    changed.as_object_mut().expect("arguments").remove("opinion");
    let steps: [(&str, Value, &str); 6] = [
        ("remark_set", changed, "2026-09-14T10:02:00+08:00"),
        ("opinion_veto", json!({ "opinion": id, "item": "虚构数据", "ticked": true }), "2026-09-14T10:03:00+08:00"),
        ("remark_remove", json!({ "remark": own }), "2026-09-14T10:04:00+08:00"),
        ("opinion_set", json!({ "opinion": id, "merits": "好" }), "2026-09-14T10:05:00+08:00"),
        ("log_undo", json!({}), "2026-09-14T10:06:00+08:00"),
        ("score_set", json!({ "opinion": id, "criterion": "1.1", "value": "3" }), "2026-09-14T10:07:00+08:00"),
    ];
    for (name, args, time) in steps {
        story.at(time);
        story.call(name, args);
        assert_eq!(at(&mut story), time, "{name}");
    }
    assert_eq!(row(&task(&mut story, 1), 2)["saved_at"], "2026-09-14T10:01:00+08:00");
}

#[test]
fn the_statement_of_independence_is_made_once_for_the_task() {
    let mut story = Story::opened(2, 3, &Value::Null);
    let declare = |declared: bool| json!({ "session": 1, "member": 1, "declared": declared });
    assert_eq!(story.refused("task_declare", declare(true)), "task_without_draft");
    for report in [1, 2] {
        story.call("opinion_begin", json!({ "report": report, "member": 1 }));
    }
    story.call("opinion_begin", json!({ "report": 1, "member": 2 }));
    let reply = story.reply("task_declare", declare(true));
    assert_eq!((&reply["undo"], &reply["touched"]), (&json!("task_declare"), &json!(["opinion"])));
    story.call("opinion_begin", json!({ "report": 3, "member": 1 }));
    let mut declared = || -> Vec<Value> {
        let shown =
            (1..=4).map(|id| story.call("opinion_show", json!({ "opinion": id }))["opinion"]["declared"].clone());
        shown.collect()
    };
    assert_eq!(declared(), [json!(true), json!(true), json!(false), json!(true)]);
    // An opinion that holds the statement alone has not been started.
    let seen = task(&mut story, 1);
    assert!(seen["rows"].as_array().expect("rows").iter().all(|row| row["state"] == "not_started"), "{seen}");
    story.call("task_declare", declare(false));
    let step = story.call("log_undo", json!({}));
    assert_eq!(step["sentence"], "取消承诺书");
    let step = story.call("log_redo", json!({}));
    assert_eq!((&step["sentence"], &step["opinion"]), (&json!("取消承诺书"), &Value::Null));
    let shown = story.call("opinion_show", json!({ "opinion": 4 }));
    assert_eq!(shown["opinion"]["declared"], json!(false));
    story.verifies();
}

#[test]
fn a_member_of_another_session_has_no_task_here() {
    let mut story = Story::opened(1, 1, &Value::Null);
    assert_eq!(story.missing("task_show", json!({ "session": 1, "member": 9 })).0, "member");
    assert_eq!(story.missing("task_show", json!({ "session": 9, "member": 1 })).0, "session");
    story.call("session_add", tongping_tests::story::session("S-2"));
    assert_eq!(story.missing("task_show", json!({ "session": 2, "member": 1 })).0, "member");
    let args = json!({ "session": 2, "member": 1, "declared": true });
    assert_eq!(story.missing("task_declare", args).0, "member");
}
