//! Drafts of forms on the command line: written, tried out, compared, issued; and everything that is typed wrong.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tongping_tests::files::{Folder, form};
use tongping_tests::{Ran, run, tongping};

fn on(workspace: &Path, words: &[&str]) -> Ran {
    tongping().arg("-w").arg(workspace).args(words).output().expect("tongping runs").into()
}

/// A workspace with draft 1, a copy of the built-in form.
fn begun() -> (Folder, PathBuf) {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    run(["workspace".as_ref(), "create".as_ref(), path.as_os_str()]).well();
    let said = on(&path, &["form", "draft", "begin", "T-RV-SCORE", "--title", "新表"]).well();
    assert!(said.contains("草稿号 1　新表（T-RV-SCORE 1.1.1 版）"), "{said}");
    (folder, path)
}

#[test]
fn a_form_is_written_from_the_first_word_to_its_issue() {
    let (_folder, path) = begun();
    let draft = |words: &[&str]| on(&path, &[&["form", "draft"], words].concat()).well();
    let said = draft(&[
        "add-criterion",
        "1",
        "1",
        "附件真实",
        "--max",
        "2",
        "--before",
        "1.2",
        "--fields",
        "{\"yes_no\":true}",
    ]);
    for word in [
        "已添加 1.4",
        "  1.4 附件真实　2 分，档位 是、否",
        "1 报告完整性与规范性　10 分　←下级合计 12",
        "groups[0].max",
        "新增指标 1.4",
    ] {
        assert!(said.contains(word), "{word} is missing in {said}");
    }
    let said = draft(&["reweigh", "1", "--group", "1", "--total", "10", "--preview"]);
    assert!(said.contains("3.5") && said.contains("没有保存"), "{said}");
    let said = draft(&["reweigh", "1", "1.1=3", "1.2=2"]);
    assert!(said.contains("分值：1.1 结构要素完整　4 → 3") && !said.contains('←'), "{said}");
    draft(&["reasons", "1", "1.1", "缺少目录", "附件不全"]);
    draft(&["set", "1", "1.1", "guide", "要素齐全"]);
    draft(&["set", "1", "form", "veto", "[\"虚构数据\"]"]);
    draft(&["add-group", "1", "其他", "--max", "1"]);
    draft(&["move", "1", "6.2", "--under", "7"]);
    let said = draft(&["renumber", "1"]);
    assert!(said.contains("编号：逻辑与可读性　6.2 → 7.1") && said.contains("常用理由：缺少目录；附件不全"), "{said}");
    on(&path, &["form", "draft", "issue", "1"]).fails(2, &["groups[5].max", "groups[6].max"]);
    let said = draft(&["sum-up", "1"]);
    assert!(said.contains("form draft issue 1"), "{said}");
    draft(&["remove", "1", "7.1", "7"]);
    draft(&["sum-up", "1"]);
    assert!(draft(&["issue", "1", "--as", "2.0"]).contains("已发布：新表（T-RV-SCORE 2.0 版）"));
    assert!(draft(&["list"]).contains("没有"));
    let said = on(&path, &["form", "compare", "T-RV-SCORE@1.1.0", "T-RV-SCORE"]).well();
    assert!(said.contains("一票否决项“未实施必要核查程序”") && said.contains("处不同"), "{said}");
    assert!(on(&path, &["form", "compare", "built-in:T-RV-SCORE", "T-RV-SCORE@1.1.0"]).well().contains("没有不同"));
    assert!(on(&path, &["log", "verify"]).well().contains("完好"));
}

#[test]
fn files_are_compared_and_tried_out_without_a_workspace() {
    let folder = Folder::new();
    let mut other = form(&Value::Null);
    other["groups"][0]["criteria"][0]["name"] = json!("框架");
    let (old, new) =
        (folder.put("old.json", form(&Value::Null).to_string()), folder.put("new.json", other.to_string()));
    let said = run(["form".as_ref(), "compare".as_ref(), old.as_os_str(), new.as_os_str()]).well();
    assert!(said.contains("指标 1.1 由“结构”改名为“框架”。") && said.contains("共 1 处"), "{said}");
    let scores = folder.put("s.csv", "编号,得分,理由\n1.1,3.5,缺少目录\n1.2,9\n");
    let tried = |more: &[&str]| -> Ran {
        let words = ["form".as_ref(), "try".as_ref(), old.as_os_str(), scores.as_os_str()];
        run(words.into_iter().chain(more.iter().map(AsRef::as_ref)))
    };
    let said = tried(&[]).well();
    for word in ["3.5/4", "合计 3.50", "尚未打分的指标：2.1", "指标 1.2"] {
        assert!(said.contains(word), "{word} is missing in {said}");
    }
    let said = tried(&["--set", "1.2=6", "--set", "2.1=4"]).well();
    assert!(said.contains("合计 13.50　等级 优"), "{said}");
    let view: Value = serde_json::from_str(&tried(&["--set", "1.2=6", "--json"]).well()).expect("JSON");
    assert_eq!(view["value"]["groups"][0]["points"], "9.50");
    tried(&["--set", "1.2"]).fails(2, &["1.2", "编号=值"]);
    tried(&["--set", "9=1"]).fails(2, &["没有"]);
    let words = ["form".as_ref(), "try".as_ref(), old.as_os_str()];
    for (table, words_of) in [
        ("1.1,1\n9,1\n", vec!["第 2 行第 1 列", "9"]),
        ("1.1,1\n1.1,2\n", vec!["第 2 行第 1 列", "两次"]),
        ("1.1\n", vec!["第 1 行"]),
        ("1.1,1,a,b\n", vec!["第 1 行"]),
        ("1.1,\"1\"2\n", vec!["第 1 行"]),
    ] {
        let scores = folder.put("bad.csv", table);
        run(words.into_iter().chain([scores.as_os_str()])).fails(2, &words_of);
    }
    run(["form", "compare", "T-RV-SCORE", "T-RV-SCORE"]).well();
    run(["form", "compare", "draft:1", "T-RV-SCORE"]).fails(3, &["工作区文件"]);
    run(["form", "compare", "NOPE", "T-RV-SCORE"]).fails(4, &["NOPE"]);
    run(["form", "try", "nope.json"]).fails(5, &["nope.json"]);
}

#[test]
fn what_is_typed_wrong_is_told_and_nothing_is_kept() {
    let (folder, path) = begun();
    let edits = folder.put("edits.json", "[{\"edit\":\"paint\"}]");
    let torn = folder.put("torn.json", "[{");
    let many = folder.put("many.json", format!("[{}]", vec!["{\"edit\":\"sum_up\"}"; 2_000].join(",")));
    let long = folder.put("long.json", " ".repeat(50_000_000));
    let shown = on(&path, &["form", "draft", "show", "1", "--json"]).well();
    for (words, code, said) in [
        ("show 9", 4, vec!["评审表草稿", "9"]),
        ("set 9 1.1 name x", 4, vec!["评审表草稿"]),
        ("set 1 9.9 name x", 2, vec!["9.9", "group:"]),
        ("set 1 1.1 colour x", 2, vec!["groups[0].criteria[0].colour", "不认识"]),
        ("set 1 1.1 max x", 2, vec!["groups[0].criteria[0].max", "不是数字"]),
        ("set 1 1.1 max -1", 2, vec!["负数"]),
        ("set 1 1.1 reasons [\"a\"", 2, vec!["JSON"]),
        ("set 1 form step [0.5]", 2, vec!["step"]),
        ("move 1 group:1 --under 1", 2, vec!["它自己"]),
        ("move 1 1.1 --before 2.1 --under 1", 2, vec!["2.1"]),
        ("remove 1 1.1 1.1", 2, vec!["edits[1].target"]),
        ("reweigh 1 1.1", 2, vec!["编号=值"]),
        ("reweigh 1 1.1=x", 2, vec!["edits[0].points[0].points"]),
        ("reweigh 1 --group 1 --total 9.7", 2, vec!["9.7", "步长"]),
        ("reweigh 1", 2, vec!["编号=分值"]),
        ("reasons 1 1", 2, vec!["分组"]),
        ("issue 1 --as 1.1.0", 2, vec!["1.1.0", "已存在"]),
        ("begin NOPE", 4, vec!["NOPE"]),
        ("begin T-RV-SCORE@9", 4, vec!["T-RV-SCORE 9"]),
        ("begin draft:x", 4, vec!["x"]),
        ("add-criterion 1 1 名 --fields {", 2, vec!["JSON"]),
    ] {
        on(&path, &["form", "draft"].into_iter().chain(words.split(' ')).collect::<Vec<_>>()).fails(code, &said);
    }
    for (file, code, said) in [(&edits, 2, "paint"), (&torn, 2, "JSON"), (&many, 2, "2000"), (&long, 3, "2 MB")] {
        on(&path, &["form", "draft", "edit", "1", &file.display().to_string()]).fails(code, &[said]);
    }
    on(&path, &["form", "draft", "begin", &long.display().to_string()]).fails(3, &["2 MB"]);
    run(["form", "draft", "list"]).fails(3, &["工作区文件"]);
    assert_eq!(on(&path, &["form", "draft", "show", "1", "--json"]).well(), shown);
    assert!(on(&path, &["log", "verify"]).well().contains("完好"));
}

#[test]
fn a_session_goes_over_to_another_version_after_a_preview() {
    let (_folder, path) = begun();
    let words = |line: &str| on(&path, &line.split(' ').collect::<Vec<_>>());
    for line in [
        "expert add 李一 --kind 业务",
        "session add S-1 --title 评审 --organiser 财政局 --starts-on 2026-09-14 --ends-on 2026-09-15",
        "session member 1 1 --chair",
        "report add 1 R-1 --title 项目 --unit 单位",
        "session open 1",
        "opinion begin 1 1",
        "opinion score 1 1.1 3.5 --reason 缺少目录",
        "opinion score 1 1.2 3",
        "opinion score 1 2.1 4",
        "opinion remark 1 --problem 数据 --criterion 2.1",
        "form draft reweigh 1 1.1=3 1.2=4",
        "form draft remove 1 2.1",
        "form draft sum-up 1",
        "form draft issue 1",
    ] {
        words(line).well();
    }
    let said = words("session form-preview 1 1.1.1").well();
    for word in ["须重新填写 2", "取消 1", "缺少目录", "意见第 1 条保留文字", "session form-migrate 1 1.1.1"]
    {
        assert!(said.contains(word), "{word} is missing in {said}");
    }
    words("session form-migrate 1 1.1.1").fails(2, &["--reason"]);
    words("session form-migrate 1 9 --reason 调整").fails(4, &["T-RV-SCORE 9"]);
    words("session form-migrate 1 1.1.1 --reason 调整").well();
    words("session form-migrate 1 1.1.1 --reason 调整").fails(3, &["1.1.1"]);
    let said = words("opinion show 1").well();
    assert!(said.contains("缺少目录") && !said.contains("3.5"), "{said}");
    assert!(words("log verify").well().contains("完好"));
    words("log undo").well();
    assert!(words("opinion show 1").well().contains("3.5"));
}
