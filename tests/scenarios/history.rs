//! Earlier versions of an opinion: which moments are offered, how they looked, and how one is brought back.

use serde_json::{Value, json};
use tongping_tests::story::{Story, remark};

fn show(story: &mut Story, id: i64) -> Value {
    story.call("opinion_show", json!({ "opinion": id }))
}

fn versions(story: &mut Story, id: i64) -> Vec<Value> {
    story.call("opinion_history", json!({ "opinion": id })).as_array().expect("a list").clone()
}

fn set(story: &mut Story, id: i64, criterion: &str, value: &str) {
    story.call("score_set", json!({ "opinion": id, "criterion": criterion, "value": value }));
}

/// What a person wrote: everything but the row's own state.
fn content(view: &Value) -> Value {
    let mut opinion = view["opinion"].clone();
    for name in ["declared", "state", "version"] {
        opinion.as_object_mut().expect("an opinion").remove(name);
    }
    opinion
}

#[test]
fn runs_pastes_and_signatures_are_the_moments_worth_returning_to() {
    let mut story = Story::opened(1, 2, &Value::Null);
    story.at("2026-09-14T09:00:00+08:00");
    let id = story.call("opinion_begin", json!({ "report": 2, "member": 1 }))["opinion"]["id"].as_i64().expect("an id");
    set(&mut story, id, "1.1", "4");
    story.at("2026-09-14T09:09:59+08:00");
    set(&mut story, id, "1.1", "3");
    // Another report in between is no matter of this one.
    story.call("opinion_begin", json!({ "report": 1, "member": 1 }));
    story.at("2026-09-14T09:19:59+08:00");
    set(&mut story, id, "1.2", "5");
    story.at("2026-09-14T09:20:10+08:00");
    let paste = json!({ "opinion": id, "only_show": false, "scores": [
        { "criterion": "1.1", "value": "=" }, { "criterion": "2.1", "value": "=" }] });
    story.call("scores_set", paste);
    story.call("remark_add", remark(id, "一"));
    story.call("opinion_set", json!({ "opinion": id, "conclusion": "通过", "declared": true }));
    let unsigned = show(&mut story, id);
    story.call("opinion_sign", json!({ "opinion": id }));
    story.call("opinion_reopen", json!({ "opinion": id, "reason": "改" }));
    let found = versions(&mut story, id);
    let told: Vec<_> = found.iter().map(|one| (&one["sentence"], &one["scored"], &one["total"])).collect();
    let wanted = [
        (json!("撤回签字（报告 2）"), json!(3), json!("14.00")),
        (json!("签字（报告 2）"), json!(3), json!("14.00")),
        (json!("修改 2 次（报告 2）"), json!(3), json!("14.00")),
        (json!("填入 2 项得分（报告 2）"), json!(3), json!("14.00")),
        (json!("修改“数据”得分 空 → 5（报告 2）"), json!(2), json!("8.00")),
        (json!("修改 3 次（报告 2）"), json!(1), json!("3.00")),
    ];
    assert_eq!(told, wanted.iter().map(|(a, b, c)| (a, b, c)).collect::<Vec<_>>());
    let times: Vec<_> = found.iter().map(|one| one["at"].as_str().unwrap_or_default()[11..19].to_owned()).collect();
    assert_eq!(times, ["09:20:10", "09:20:10", "09:20:10", "09:20:10", "09:19:59", "09:09:59"]);
    assert_eq!(found[0]["actor"], "经办人");

    let at = |story: &mut Story, seq: &Value| story.call("opinion_at", json!({ "opinion": id, "seq": seq }));
    assert_eq!(at(&mut story, &found[2]["seq"]), unsigned);
    let signed = at(&mut story, &found[1]["seq"]);
    assert_eq!((&signed["opinion"]["state"], &signed["opinion"]["version"]), (&json!("signed"), &json!(1)));
    assert!(signed["check_code"].is_string());
    assert_eq!(at(&mut story, &found[0]["seq"])["opinion"], show(&mut story, id)["opinion"]);
    let first = at(&mut story, &found[5]["seq"]);
    assert_eq!((&first["opinion"]["scores"][0]["text"], &first["total"]), (&json!("3"), &json!("3.00")));
    assert_eq!(first["opinion"]["remarks"], json!([]));
}

#[test]
fn a_version_comes_back_as_a_step_that_can_be_taken_back() {
    let mut story = Story::opened(1, 1, &Value::Null);
    "expert".clone_into(&mut story.app.world.role);
    let id = story.draft(1, 1, ["4", "9", "-0.5"]);
    story.call("opinion_veto", json!({ "opinion": id, "item": "虚构数据", "ticked": true }));
    story.call("remark_add", remark(id, "第二条"));
    let then = show(&mut story, id);
    let seq = story.app.store.head().expect("a head").seq;
    for (name, args) in [
        ("score_set", json!({ "opinion": id, "criterion": "1.1", "value": "", "reason": "" })),
        ("score_set", json!({ "opinion": id, "criterion": "1.2", "value": "6", "reason": "换了理由" })),
        ("opinion_veto", json!({ "opinion": id, "item": "虚构数据", "ticked": false })),
        ("remark_remove", json!({ "remark": 2 })),
        ("remark_set", json!({ "remark": 1, "problem": "改了", "suggestion": "", "nature": "建议修改" })),
        ("remark_add", remark(id, "占了第二条的行")),
        ("remark_add", remark(id, "第三条")),
        ("opinion_set", json!({ "opinion": id, "conclusion": "不通过", "merits": "好", "budget_advice": "省" })),
        ("opinion_set", json!({ "opinion": id, "declared": false })),
    ] {
        story.call(name, args);
    }
    let now = show(&mut story, id);
    let restored = story.reply("opinion_restore", json!({ "opinion": id, "seq": seq }));
    assert_eq!(restored["undo"], "opinion_restore");
    assert_eq!(content(&restored["value"]), content(&then));
    assert_eq!(restored["value"]["opinion"]["declared"], json!(false), "the statement is no text of the opinion");
    assert_eq!(restored["value"]["total"], then["total"]);
    let step = story.call("log_undo", json!({}));
    assert_eq!(step["sentence"], "恢复历史版本（报告 1）");
    assert_eq!(show(&mut story, id), now);
    story.call("log_redo", json!({}));
    assert_eq!(content(&show(&mut story, id)), content(&then));
    // Once there, it is nothing new.
    let head = story.app.store.head().expect("a head");
    story.call("opinion_restore", json!({ "opinion": id, "seq": seq }));
    assert_eq!(story.app.store.head().expect("a head"), head);
    assert_eq!(versions(&mut story, id)[0]["sentence"], "修改 2 次（报告 1）", "taken back and brought again");
    story.verifies();
}

#[test]
fn every_moment_reads_as_the_opinion_was_then() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.call("opinion_begin", json!({ "report": 1, "member": 1 }))["opinion"]["id"].as_i64().expect("an id");
    let mut known = Vec::new();
    for (i, value) in ["4", "9", "=", "-0.5", "", "四"].iter().enumerate() {
        set(&mut story, id, ["1.1", "1.2", "2.1"][i % 3], value);
        known.push((story.app.store.head().expect("a head").seq, show(&mut story, id)));
        story.call("remark_add", remark(id, value));
        known.push((story.app.store.head().expect("a head").seq, show(&mut story, id)));
        story.call("log_undo", json!({}));
        known.push((story.app.store.head().expect("a head").seq, show(&mut story, id)));
    }
    for (seq, view) in &known {
        assert_eq!(story.call("opinion_at", json!({ "opinion": id, "seq": seq })), *view, "{seq}");
    }
    for (seq, view) in known.iter().rev() {
        assert_eq!(story.call("opinion_restore", json!({ "opinion": id, "seq": seq })), *view, "{seq}");
    }
    story.verifies();
}

#[test]
fn an_earlier_signature_is_shown_with_its_own_code_and_time() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.draft(1, 1, ["4", "6", "5"]);
    let mut signed = Vec::new();
    for time in ["2026-09-14T10:00:00+08:00", "2026-09-15T10:00:00+08:00"] {
        story.at(time);
        let view = story.call("opinion_sign", json!({ "opinion": id }));
        signed.push((story.app.store.head().expect("a head").seq, view));
        story.call("opinion_reopen", json!({ "opinion": id, "reason": "改" }));
        set(&mut story, id, "1.1", "3");
    }
    assert_ne!(signed[0].1["check_code"], signed[1].1["check_code"]);
    for (seq, view) in signed {
        assert_eq!(story.call("opinion_at", json!({ "opinion": id, "seq": seq })), view);
    }
}

#[test]
fn what_cannot_be_brought_back_is_refused_with_the_reason() {
    let mut story = Story::opened(2, 1, &Value::Null);
    let id = story.signed(1, 1, ["4", "6", "5"]);
    let other = story.signed(1, 2, ["4", "6", "5"]);
    let first = versions(&mut story, id).pop().expect("a version")["seq"].as_i64().expect("a number");
    let restore = |seq: i64| json!({ "opinion": id, "seq": seq });
    assert_eq!(story.refused("opinion_restore", restore(first)), "opinion_signed");
    assert_eq!(story.missing("opinion_at", restore(1)).0, "event");
    assert_eq!(story.missing("opinion_at", restore(99_999)).0, "event");
    let of_other = versions(&mut story, other)[0]["seq"].as_i64().expect("a number");
    assert_eq!(story.missing("opinion_at", restore(of_other)).0, "event");
    assert_eq!(story.missing("opinion_history", json!({ "opinion": 99 })).0, "opinion");
    // The sheet cites the remark, which the beginning of the opinion did not have yet.
    story.composed(1, &[id, other]);
    story.call("opinion_reopen", json!({ "opinion": id, "reason": "改" }));
    let begun = story.call("log_show", json!({ "op": "opinion_begin" }))[0]["seq"].as_i64().expect("a number");
    let refusal = story.fails("opinion_restore", restore(begun));
    assert!(refusal.to_string().contains("第 1 条意见"), "{refusal}");
    story.verifies();
}
