//! One expert's work on the command line: entries, the task at a glance, steps back in words, earlier versions.

use crate::words::{demo, draft, on};
use serde_json::Value;

#[test]
fn the_task_of_a_member_is_told_report_by_report() {
    let (_folder, path) = demo();
    let out = on(&path, &["session", "task", "1", "1"]).well();
    for word in ["已签字", "报告号", "总分", "最近保存"] {
        assert!(out.contains(word), "{word} is missing in {out}");
    }
    on(&path, &["session", "task", "1", "99"]).fails(4, &["专家组成员"]);
    on(&path, &["session", "declare", "1", "1"]).fails(3, &["没有可以记入承诺的草稿意见"]);
}

#[test]
fn a_step_is_announced_taken_back_and_brought_again_in_the_same_words() {
    let (_folder, path) = draft();
    on(&path, &["opinion", "score", "1", "1.1", "="]).well();
    on(&path, &["opinion", "score", "1", "1.1", "-0.5"]).well();
    let next = on(&path, &["log", "next"]).well();
    let sentence = "得分 4 → 3.5（报告 1）";
    assert!(next.contains("可撤销：") && next.contains(sentence), "{next}");
    let undone = on(&path, &["log", "undo"]).well();
    assert!(undone.contains("已撤销：") && undone.contains(sentence), "{undone}");
    let redone = on(&path, &["log", "redo"]).well();
    assert!(redone.contains("已恢复：") && redone.contains(sentence), "{redone}");
}

#[test]
fn an_earlier_version_is_listed_looked_at_and_brought_back() {
    let (_folder, path) = draft();
    let text = on(&path, &["--json", "opinion", "history", "1"]).well();
    let list: Value = serde_json::from_str(&text).expect("a reply is JSON");
    let seq = list["value"][0]["seq"].to_string();
    on(&path, &["opinion", "score", "1", "1.1", "0", "--reason", "没有附件"]).well();
    assert!(on(&path, &["opinion", "history", "1"]).well().contains("修改 2 次"));
    let then = on(&path, &["opinion", "at", "1", &seq]).well();
    let restored = on(&path, &["opinion", "restore", "1", &seq]).well();
    assert_eq!(restored, then);
    on(&path, &["opinion", "restore", "1", "1"]).fails(4, &["操作记录"]);
    let (_folder, path) = demo();
    on(&path, &["opinion", "restore", "1", &seq]).fails(3, &["已签字"]);
}
