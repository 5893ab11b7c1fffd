//! The library of forms, the kinds of sessions and the head fields, as a clerk meets them on the command line.

use std::path::{Path, PathBuf};
use tongping_tests::files::Folder;
use tongping_tests::{Ran, run, tongping};

fn on(workspace: &Path, words: &str) -> Ran {
    tongping().arg("-w").arg(workspace).args(words.split(' ')).output().expect("tongping runs").into()
}

/// A new workspace with a session of this kind and form, and one report.
fn ready(more: &str) -> (Folder, PathBuf) {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    run(["workspace".as_ref(), "create".as_ref(), path.as_os_str()]).well();
    let add = "session add S-1 --title 评审 --organiser 财政局 --starts-on 2026-09-14 --ends-on 2026-09-15";
    on(&path, &[add, more].join(" ")).well();
    on(&path, "report add 1 R-1 --title 项目 --unit 单位").well();
    (folder, path)
}

#[test]
fn the_kinds_are_listed_with_their_forms_without_a_workspace() {
    let out = run(["session", "kinds"]).well();
    for words in
        ["自评抽查复核", "默认 T-RECHECK", "事前绩效评估专家组评估意见书", "一致、基本一致、退回重评", "依据标签：设计"]
    {
        assert!(out.contains(words), "{words:?} is missing in: {out}");
    }
}

#[test]
fn the_forms_are_listed_alike_with_and_without_a_workspace() {
    let (_folder, path) = ready("--kind 政策评价");
    let inside = on(&path, "form list").well();
    assert_eq!(run(["form", "list"]).well(), inside);
    let lines: Vec<&str> = inside.lines().collect();
    assert!(lines[0].contains("依据") && lines[0].contains("一级/指标") && lines[0].contains("满分"), "{inside}");
    assert!(lines[1].starts_with("T-RV-SCORE") && lines[1].contains("6/19"), "{inside}");
}

#[test]
fn a_form_is_shown_whole() {
    let table: [(&str, &[&str]); 5] = [
        (
            "T-PRE-A",
            &[
                "1-1 内容具体明确、相关性（10 分）",
                "优 5、良 4、中 3、差 0～2",
                "且每个一级指标得分率均不低于 60%",
                "且“立项必要性”“筹资合规性”得分率均不低于 60%",
                "默认不提供",
                "常用理由：",
            ],
        ),
        ("T-IND-PROJ", &["客观指标", "有扣分就须写理由", "“产出”“效益”分值合计不低于 60", "〔项目立项〕", "优 90"]),
        ("T-SELF-B", &["可填“不适用”", "年初预算数（万元、必填）", "按已评指标的分值折算", "四舍五入保留 2 位小数"]),
        ("T-GOAL-REVIEW-ORD", &["不打分", "档位：优、良、中、差", "本表不计分"]),
        ("T-RV-SCORE", &["一票否决项：虚构或篡改数据", "典型扣分：缺一部分扣 1", "五份及以上去掉总分最高、最低"]),
    ];
    for (code, words) in table {
        let out = run(["form", "show", code]).well();
        for word in words {
            assert!(out.contains(word), "{word:?} is missing in: {out}");
        }
    }
}

#[test]
fn a_session_of_a_kind_has_its_form_and_a_wrong_one_is_refused() {
    let (_folder, path) = ready("--kind 事前绩效评估");
    assert!(on(&path, "session show 1").well().contains("事前绩效评估"));
    let add = "session add S-2 --title 评审 --organiser 财政局 --starts-on 2026-09-14 --ends-on 2026-09-15 --kind";
    on(&path, &[add, "随便"].join(" ")).fails(2, &["类别", "随便", "财政重点评价", "成本绩效分析评审"]);
    on(&path, &[add, "绩效目标评审 --form T-PRE-A"].join(" ")).fails(2, &["评审表", "T-PRE-A", "T-GOAL-REVIEW"]);
}

#[test]
fn a_head_field_is_filled_in_by_id_or_name_and_shown_as_printed() {
    let (_folder, path) = ready("--kind 自评抽查复核 --form T-SELF-B");
    assert!(on(&path, "session show 1").well().contains("提醒：报告 R-1 的“全年执行数”必须填写"));
    on(&path, "report field 1 全年执行数 88.5").well();
    let out = on(&path, "report field 1 budget 100").well();
    assert!(out.contains("88.50万元") && out.contains("100.00万元") && out.contains("必填"), "{out}");
    on(&path, "report field 1 spent 88.555").fails(2, &["全年执行数", "两位小数"]);
    on(&path, "report field 1 spent -3").fails(2, &["负数"]);
    on(&path, "report field 1 nope 1").fails(2, &["nope", "年初预算数"]);
    on(&path, "report field 9 spent 1").fails(4, &["报告"]);
    tongping().arg("-w").arg(&path).args(["report", "field", "1", "spent", ""]).status().expect("tongping runs");
    assert!(!on(&path, "report show 1").well().contains("88.50万元"));
}

#[test]
fn an_opinion_shows_what_counted_deductions_come_to() {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    run(["workspace".as_ref(), "create".as_ref(), path.as_os_str()]).well();
    let form = tongping_tests::root().join("tests/data/forms/deductions.json");
    on(&path, &format!("form import {}", form.display())).well();
    on(
        &path,
        "session add S-1 --title 评审 --organiser 财政局 --starts-on 2026-09-14 --ends-on 2026-09-15 --form T-X-DEDUCT",
    )
    .well();
    on(&path, "report add 1 R-1 --title 项目 --unit 单位").well();
    on(&path, "expert add 张三 --kind 财务").well();
    on(&path, "session member 1 1 --chair").well();
    on(&path, "session open 1").well();
    on(&path, "opinion begin 1 1").well();
    let said = on(&path, "opinion score 1 1.1 ×2 --reason 缺两项").well();
    assert!(said.contains("×2") && said.contains("2－0.4×2＝1.2"), "{said}");
    // More deductions than points: down to nought and no further.
    let said = on(&path, "opinion score 1 1.1 ×6").well();
    assert!(said.contains("2－0.4×6＜0") && said.contains("扣完为止"), "{said}");
    on(&path, "opinion score 1 1.1 1.1").well();
    assert!(on(&path, "opinion show 1").well().contains("不能由扣分得出"));
}
