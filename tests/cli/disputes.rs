//! Scores that are in, on the command line: signals, the lock, corrections by Chinese grounds, and how each refusal reads.

use super::words::{demo, on};
use serde_json::Value;
use std::path::PathBuf;
use tongping_tests::Ran;

/// `sheet correct` on the first report by the first member.
fn correct(workspace: &PathBuf, more: &[&str]) -> Ran {
    let mut words = vec!["sheet", "correct", "1", "--member", "1", "--criterion", "1.1"];
    words.extend(more);
    on(workspace, &words)
}

/// What the first member gave for criterion 1.1, as the tally counts it.
fn given(workspace: &PathBuf) -> String {
    let out = on(workspace, &["--json", "sheet", "signals", "1"]).well();
    let reply: Value = serde_json::from_str(&out).expect("a reply is JSON");
    reply["value"]["tally"]["criteria"][0]["given"][0].as_str().expect("points").to_owned()
}

#[test]
fn a_final_report_is_locked_and_a_revision_opens_it_for_corrections() {
    let (_folder, path) = demo();
    let out = on(&path, &["sheet", "signals", "1"]).well();
    assert!(out.contains("评分汇总已锁定") && out.contains("sheet correct 1"), "{out}");
    on(&path, &["sheet", "lock", "1"]).fails(3, &["已于", "锁定"]);
    on(&path, &["opinion", "reopen", "1", "--reason", "录入有误"]).fails(3, &["已锁定", "更正"]);
    let agree = ["sheet", "agree", "1", "--criterion", "1.1", "--value", "3", "--reason", "讨论"];
    on(&path, &agree).fails(3, &["不是合议"]);
    let value = if given(&path) == "3" { "3.5" } else { "3" };
    let args = ["--ground", "汇总错误", "--value", value, "--reason", "录入有误", "--witness", "监督员"];
    correct(&path, &args).fails(3, &["已定稿", "修订"]);
    on(&path, &["sheet", "revise", "1", "--reason", "汇总有误"]).well();
    let out = correct(&path, &args).well();
    for said in ["更正：", "分值汇总计算错误", "操作人 命令行", "见证人 监督员"] {
        assert!(out.contains(said), "{said} is missing in {out}");
    }
    assert_eq!(given(&path), value);
    on(&path, &["log", "undo"]).fails(3, &["更正评分", "不能撤销"]);
    on(&path, &["log", "verify"]).well();
}

#[test]
fn a_correction_is_told_all_that_is_wrong_with_it() {
    let (_folder, path) = demo();
    on(&path, &["sheet", "revise", "1", "--reason", "汇总有误"]).well();
    let wrong = ["--ground", "超出范围", "--value", "99", "--reason", " ", "--witness", "命令行"];
    correct(&path, &wrong).fails(2, &["“99”超过", "事由", "理由", "不能为空", "就是操作人"]);
    let unlawful = ["--ground", "随便", "--value", "3", "--reason", "x", "--witness", "甲"];
    correct(&path, &unlawful).fails(2, &["随便", "sum_error"]);
    for ground in ["objective_differs", "客观不一致"] {
        let args = ["--ground", ground, "--value", "2", "--reason", "核对", "--witness", "监督员"];
        correct(&path, &args).fails(2, &["不是客观指标"]);
    }
    correct(&path, &["--value", "3"]).fails(2, &["--ground"]);
}
