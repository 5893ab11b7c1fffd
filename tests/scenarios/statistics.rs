//! The statistics of a session: only signed opinions of members who are not recused count.

use serde_json::{Value, json};
use tongping_tests::story::Story;

fn statistics(story: &mut Story) -> Value {
    story.call("session_statistics", json!({ "session": 1 }))
}

#[test]
fn drafts_recusals_and_reopened_opinions_leave_their_cell_empty() {
    let mut story = Story::scratch();
    story.set_up(5, 2, &Value::Null);
    story.call("session_recuse", json!({ "member": 5, "report": 2, "ground": "曾任职" }));
    story.call("session_open", json!({ "session": 1 }));
    let first = story.signed(1, 1, ["4", "6", "5"]);
    for member in 2..=5 {
        story.signed(1, member, ["3", "4.5", "4"]);
    }
    story.signed(2, 1, ["2", "3", "2.5"]);
    story.draft(2, 2, ["2", "3", "2.5"]);
    let found = statistics(&mut story);
    assert_eq!(found["per_report"][0]["given"], json!(["15", "11.5", "11.5", "11.5", "11.5"]));
    assert_eq!(found["per_report"][1]["given"], json!(["7.5", null, null, null, null]));
    assert_eq!((&found["step"], &found["totals"], &found["missing"]), (&json!("panel"), &json!(6), &json!(4)));
    assert_eq!((&found["full"], &found["points_limit"]), (&json!("15"), &json!("3.00")));
    assert_eq!((&found["per_report"][0]["no"], &found["per_report"][0]["title"]), (&json!("R-1"), &json!("项目R-1")));
    assert_eq!(found["per_report"][0]["flags"][0]["expert"], "赵一");
    story.call("opinion_reopen", json!({ "opinion": first, "reason": "笔误" }));
    assert_eq!(statistics(&mut story)["per_report"][0]["given"][0], Value::Null);
}

#[test]
fn statistics_are_read_and_write_nothing() {
    let mut story = Story::opened(3, 1, &Value::Null);
    let reply = story.reply("session_statistics", json!({ "session": 1 }));
    assert_eq!((&reply["touched"], &reply["undo"]), (&json!([]), &Value::Null));
    assert_eq!(reply["value"]["step"], "raw");
    assert_eq!(story.missing("session_statistics", json!({ "session": 9 })), ("session", "9".to_owned()));
}

#[test]
fn five_experts_on_five_reports_are_told_how_far_they_agree() {
    let mut story = Story::opened(5, 5, &Value::Null);
    let levels = ["1", "1.5", "2", "2.5", "3"];
    for (report, level) in (1..).zip(levels) {
        for member in 1..=5 {
            story.signed(report, member, [level, level, if member == 1 { "4" } else { "3" }]);
        }
    }
    let found = statistics(&mut story);
    assert_eq!(found["coefficients"][0]["value"], "1.000");
    assert_eq!(found["per_expert"][0]["severity"], "0.80");
    assert_eq!(found["leave_one_out"].as_array().map(Vec::len), Some(5));
    story.verifies();
}

#[test]
fn of_three_experts_the_one_who_is_far_off_is_flagged_as_by_the_signals() {
    let mut story = Story::opened(3, 1, &Value::Null);
    for (member, points) in (1..).zip([["4", "6", "5"], ["4", "6", "4.5"], ["1", "2", "1"]]) {
        story.signed(1, member, points);
    }
    let flags = statistics(&mut story)["per_report"][0]["flags"].clone();
    let told: Vec<_> = flags.as_array().expect("flags").iter().map(|flag| (&flag["expert"], &flag["others"])).collect();
    assert_eq!(told, [(&json!("孙三"), &json!("14.50"))]);
    let view = story.call("tally_show", json!({ "report": 1 }));
    let far = view["signals"].as_array().expect("signals").iter().filter(|one| one["code"] == "total_far_from_both");
    assert_eq!(far.map(|one| &one["params"]["expert"]).collect::<Vec<_>>(), ["孙三"]);
}
