//! The way back of an expert: only his or her own steps, over the opening of reports, across restarts, never over a
//! signature or another person's work.

use serde_json::{Value, json};
use tongping_tests::files::Folder;
use tongping_tests::story::{Story, remark};

/// From now on this expert works.
fn sits(story: &mut Story, name: &str) {
    name.clone_into(&mut story.app.world.actor);
    "expert".clone_into(&mut story.app.world.role);
}

fn begun(story: &mut Story, report: i64, member: i64) -> i64 {
    let view = story.call("opinion_begin", json!({ "report": report, "member": member }));
    view["opinion"]["id"].as_i64().expect("an id")
}

fn score(story: &mut Story, opinion: i64, value: &str) {
    story.call("score_set", json!({ "opinion": opinion, "criterion": "1.1", "value": value }));
}

fn text(story: &mut Story, opinion: i64) -> Value {
    let view = story.call("opinion_show", json!({ "opinion": opinion }));
    view["opinion"]["scores"].get(0).map_or(Value::Null, |score| score["text"].clone())
}

fn next(story: &mut Story) -> (Value, Value) {
    let next = story.call("log_next", json!({}));
    (next["undo"]["sentence"].clone(), next["redo"]["sentence"].clone())
}

#[test]
fn the_way_back_crosses_reports_and_restarts_and_names_every_step() {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    let mut story = Story::create(&path);
    story.set_up(1, 2, &Value::Null);
    story.call("session_open", json!({ "session": 1 }));
    sits(&mut story, "赵一");
    assert_eq!(next(&mut story), (Value::Null, Value::Null));
    let one = begun(&mut story, 1, 1);
    score(&mut story, one, "4");
    score(&mut story, one, "-0.5");
    let two = begun(&mut story, 2, 1);
    score(&mut story, two, "9");
    story.close();

    let mut story = Story::open(&path);
    sits(&mut story, "赵一");
    let shown = story.call("log_next", json!({}));
    assert_eq!(shown["undo"]["sentence"], "修改“结构”得分 空 → 9（报告 2）");
    assert_eq!(
        (&shown["undo"]["report"], &shown["undo"]["opinion"], &shown["undo"]["criterion"]),
        (&json!(2), &json!(two), &json!("1.1"))
    );
    let taken = story.call("log_undo", json!({}));
    assert_eq!((&taken["seq"], &taken["sentence"]), (&shown["undo"]["seq"], &shown["undo"]["sentence"]));
    // Over the opening of report 2 to report 1.
    let taken = story.call("log_undo", json!({}));
    assert_eq!((&taken["sentence"], &taken["report"]), (&json!("修改“结构”得分 4 → 3.5（报告 1）"), &json!(1)));
    story.close();

    let mut story = Story::open(&path);
    sits(&mut story, "赵一");
    assert_eq!(next(&mut story), (json!("修改“结构”得分 空 → 4（报告 1）"), json!("修改“结构”得分 4 → 3.5（报告 1）")));
    let brought = story.call("log_redo", json!({}));
    assert_eq!(brought["sentence"], "修改“结构”得分 4 → 3.5（报告 1）");
    assert_eq!((text(&mut story, one), text(&mut story, two)), (json!("3.5"), Value::Null));
    // What was brought again can be taken back again, in the same words.
    assert_eq!(story.call("log_undo", json!({}))["sentence"], "修改“结构”得分 4 → 3.5（报告 1）");
    for _ in 0..2 {
        story.call("log_redo", json!({}));
    }
    assert_eq!((text(&mut story, one), text(&mut story, two)), (json!("3.5"), json!("9")));
    assert_eq!(story.refused("log_redo", json!({})), "redo_nothing");
    for _ in 0..3 {
        story.call("log_undo", json!({}));
    }
    // The openings stay, and so does everything the bureau did before.
    let named = story.fails("log_undo", json!({}));
    assert!(named.to_string().contains("没有可以撤销的操作"), "{named}");
    story.call("opinion_show", json!({ "opinion": two }));
    story.verifies();
}

#[test]
fn an_expert_never_takes_back_the_step_of_another() {
    let mut story = Story::opened(2, 1, &Value::Null);
    sits(&mut story, "赵一");
    let of_a = begun(&mut story, 1, 1);
    score(&mut story, of_a, "4");
    sits(&mut story, "钱二");
    let of_b = begun(&mut story, 1, 2);
    assert_eq!(next(&mut story), (Value::Null, Value::Null));
    assert_eq!(story.refused("log_undo", json!({})), "undo_nothing");
    score(&mut story, of_b, "3");
    story.call("log_undo", json!({}));
    assert_eq!(story.refused("log_undo", json!({})), "undo_nothing");
    // Nor brings one back that another took back.
    sits(&mut story, "赵一");
    assert_eq!(next(&mut story).1, Value::Null);
    assert_eq!(story.refused("log_redo", json!({})), "redo_nothing");
    assert_eq!((text(&mut story, of_a), text(&mut story, of_b)), (json!("4"), Value::Null));
    sits(&mut story, "钱二");
    story.call("log_redo", json!({}));
    assert_eq!(text(&mut story, of_b), "3");
    story.verifies();
}

#[test]
fn a_signature_or_the_bureaus_work_ends_an_experts_way_back() {
    let mut story = Story::opened(1, 2, &Value::Null);
    sits(&mut story, "赵一");
    let two = begun(&mut story, 2, 1);
    score(&mut story, two, "2");
    let one = story.draft(1, 1, ["4", "6", "5"]);
    story.call("opinion_sign", json!({ "opinion": one }));
    let told = story.fails("log_undo", json!({})).to_string();
    assert!(told.contains("签字不能撤销") && told.contains("撤回签字并写明理由"), "{told}");
    assert_eq!(next(&mut story).0, Value::Null);
    story.call("opinion_reopen", json!({ "opinion": one, "reason": "改" }));
    assert_eq!(story.refused("log_undo", json!({})), "undo_not_possible");
    score(&mut story, one, "3");
    story.call("log_undo", json!({}));
    assert_eq!((text(&mut story, one), text(&mut story, two)), (json!("4"), json!("2")));
    score(&mut story, one, "3");
    // The bureau works in between.
    "经办人".clone_into(&mut story.app.world.actor);
    "staff".clone_into(&mut story.app.world.role);
    story.call("expert_add", tongping_tests::story::expert("王五"));
    assert_eq!(next(&mut story).0, "添加专家（王五）");
    sits(&mut story, "赵一");
    assert_eq!(story.refused("log_undo", json!({})), "undo_nothing");
    assert_eq!(text(&mut story, one), "3");
    story.verifies();
}

#[test]
fn every_kind_of_step_is_told_in_words_and_taken_back_to_the_same_view() {
    let mut story = Story::opened(1, 2, &Value::Null);
    sits(&mut story, "赵一");
    begun(&mut story, 1, 1);
    let id = begun(&mut story, 2, 1);
    story.call("remark_add", remark(id, "第一条"));
    let changed = json!({ "remark": 1, "problem": "改了", "suggestion": "", "nature": "建议修改" });
    let mut cell = json!({ "opinion": id, "criterion": "1.1" });
    let mut with = |value: Value, reason: Value| {
        cell["value"] = value;
        cell["reason"] = reason;
        cell.clone()
    };
    let steps = [
        ("score_set", with(json!("="), json!("见附件")), "修改“结构”得分 空 → 4 和扣分理由（报告 2）"),
        ("score_set", with(json!("3"), Value::Null), "修改“结构”得分 4 → 3（报告 2）"),
        ("score_set", with(Value::Null, json!("")), "修改“结构”扣分理由（报告 2）"),
        ("score_set", with(json!(""), Value::Null), "修改“结构”得分 3 → 空（报告 2）"),
        ("score_step", json!({ "opinion": id, "criterion": "1.2", "up": false }), "修改“数据”得分 空 → 6（报告 2）"),
        (
            "scores_set",
            json!({ "opinion": id, "only_show": false, "scores": [
                { "criterion": "1.1", "value": "=" }, { "criterion": "1.2", "value": "-1" }] }),
            "填入 2 项得分（报告 2）",
        ),
        ("opinion_set", json!({ "opinion": id, "conclusion": "通过" }), "修改评审结论 空 → 通过（报告 2）"),
        (
            "opinion_set",
            json!({ "opinion": id, "merits": "好", "budget_advice": "省" }),
            "修改主要成效、预算建议（报告 2）",
        ),
        (
            "opinion_veto",
            json!({ "opinion": id, "item": "虚构数据", "ticked": true }),
            "勾选一票否决项“虚构数据”（报告 2）",
        ),
        (
            "opinion_veto",
            json!({ "opinion": id, "item": "虚构数据", "ticked": false }),
            "取消勾选一票否决项“虚构数据”（报告 2）",
        ),
        ("remark_add", remark(id, "第二条"), "添加意见第 2 条（报告 2）"),
        ("remark_set", changed, "修改意见第 1 条（报告 2）"),
        ("remark_remove", json!({ "remark": 1 }), "删除意见第 1 条（报告 2）"),
        ("task_declare", json!({ "session": 1, "member": 1, "declared": true }), "确认承诺书"),
    ];
    back_and_forth(&mut story, id, &steps);
}

#[test]
fn every_step_names_the_step_of_the_review_it_belongs_to() {
    let mut story = Story::opened(1, 1, &Value::Null);
    sits(&mut story, "赵一");
    let id = begun(&mut story, 1, 1);
    let paste = json!({ "opinion": id, "only_show": false, "scores": [
        { "criterion": "1.1", "value": "=" }, { "criterion": "1.2", "value": "-1" }] });
    let seq = |story: &mut Story| story.call("opinion_history", json!({ "opinion": id }))[0]["seq"].clone();
    let steps = [
        ("score_set", json!({ "opinion": id, "criterion": "1.1", "value": "3" }), json!(2)),
        ("scores_set", paste, json!(2)),
        ("opinion_set", json!({ "opinion": id, "conclusion": "通过" }), json!(3)),
        ("opinion_set", json!({ "opinion": id, "merits": "好", "declared": true }), json!(3)),
        ("opinion_set", json!({ "opinion": id, "declared": false }), Value::Null),
        ("opinion_veto", json!({ "opinion": id, "item": "虚构数据", "ticked": true }), json!(3)),
        ("remark_add", remark(id, "第一条"), json!(3)),
        ("task_declare", json!({ "session": 1, "member": 1, "declared": true }), Value::Null),
    ];
    let first = {
        story.call(steps[0].0, steps[0].1.clone());
        assert_eq!(story.call("log_next", json!({}))["undo"]["step"], steps[0].2);
        seq(&mut story)
    };
    for (name, args, wanted) in &steps[1..] {
        story.call(name, args.clone());
        assert_eq!(story.call("log_next", json!({}))["undo"]["step"], *wanted, "{name} {args}");
    }
    // What was restored lies on both steps.
    story.call("opinion_restore", json!({ "opinion": id, "seq": first }));
    let taken = story.call("log_undo", json!({}));
    assert_eq!((&taken["step"], &taken["opinion"]), (&Value::Null, &json!(id)));
    assert_eq!(story.call("log_undo", json!({}))["step"], Value::Null, "the statement");
    assert_eq!(story.call("log_undo", json!({}))["step"], 3);
    assert_eq!(story.call("log_redo", json!({}))["step"], 3);
}

/// Takes all steps, then walks them back and forth again, comparing words and views.
fn back_and_forth(story: &mut Story, id: i64, steps: &[(&str, Value, &str)]) {
    let show = |story: &mut Story| story.call("opinion_show", json!({ "opinion": id }));
    let mut states = vec![show(story)];
    for (name, args, sentence) in steps {
        story.call(name, args.clone());
        assert_eq!(next(story).0, *sentence);
        states.push(show(story));
    }
    for (back, (_, _, sentence)) in steps.iter().enumerate().rev() {
        assert_eq!(story.call("log_undo", json!({}))["sentence"], *sentence);
        assert_eq!(show(story), states[back], "{sentence}");
        assert_eq!(next(story).1, *sentence);
    }
    for (forth, (_, _, sentence)) in steps.iter().enumerate() {
        assert_eq!(story.call("log_redo", json!({}))["sentence"], *sentence);
        assert_eq!(show(story), states[forth + 1], "{sentence}");
    }
    story.verifies();
}
