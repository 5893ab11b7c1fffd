//! What is said on the command line: unknown commands, unreadable arguments, texts that are too long or strange.

use serde_json::{Value, json};
use std::path::PathBuf;
use tongping_tests::files::Folder;
use tongping_tests::{Ran, run, tongping};

/// A folder with the demonstration workspace.
pub(super) fn demo() -> (Folder, PathBuf) {
    let folder = Folder::new();
    run(["demo".as_ref(), folder.path().as_os_str()]).well();
    let path = folder.join("demo.tongping");
    (folder, path)
}

/// A workspace with an open session of one report, and the draft opinion 1.
pub(super) fn draft() -> (Folder, PathBuf) {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    run(["workspace".as_ref(), "create".as_ref(), path.as_os_str()]).well();
    for words in [
        "expert add 李一 --kind 业务",
        "session add S-1 --title 评审 --organiser 财政局 --starts-on 2026-09-14 --ends-on 2026-09-15",
        "session member 1 1 --chair",
        "report add 1 R-1 --title 项目 --unit 单位",
        "session open 1",
        "opinion begin 1 1",
    ] {
        on(&path, &words.split(' ').collect::<Vec<_>>()).well();
    }
    (folder, path)
}

pub(super) fn on(workspace: &PathBuf, words: &[&str]) -> Ran {
    tongping().arg("-w").arg(workspace).args(words).output().expect("tongping runs").into()
}

fn call(workspace: &PathBuf, name: &str, args: &Value) -> Ran {
    on(workspace, &["call", name, &args.to_string()])
}

fn value(ran: Ran) -> Value {
    serde_json::from_str::<Value>(&ran.well()).expect("a reply is JSON")["value"].clone()
}

#[test]
fn an_unknown_command_or_thing_is_missing() {
    let (_folder, path) = demo();
    call(&path, "nope", &json!({})).fails(4, &["命令", "nope"]);
    for (words, noun) in [
        ("session show 99", "评审任务"),
        ("session show -- -1", "评审任务"),
        ("report show 99", "报告"),
        ("opinion show 99", "专家意见"),
        ("opinion list 99", "报告"),
        ("opinion sign 99", "专家意见"),
        ("sheet show 99", "统一评审意见表"),
        ("sheet tally 99", "报告"),
        ("sheet signals 99", "报告"),
        ("sheet lock 99", "报告"),
        ("session member 1 99", ""),
        ("form show NOPE", "评审表"),
        ("form show T-RV-SCORE --version 9.9.9", "评审表"),
    ] {
        let ran = on(&path, &words.split(' ').collect::<Vec<_>>());
        if noun.is_empty() {
            ran.fails(3, &["已经开始"]);
        } else {
            ran.fails(4, &[noun, "核对编号"]);
        }
    }
    run(["form", "show", "NOPE"]).fails(4, &["评审表", "NOPE"]);
}

#[test]
fn arguments_of_the_wrong_shape_are_invalid() {
    let (_folder, path) = demo();
    for text in ["{", "", "{}{}", "nul", "{\"session\":1,}"] {
        on(&path, &["call", "session_show", text]).fails(2, &["JSON", "行"]);
    }
    let deep = ["[".repeat(30_000), "]".repeat(30_000)].concat();
    on(&path, &["call", "session_show", &deep]).fails(2, &[]);
    for args in [
        json!({}),
        json!([]),
        json!(1),
        json!({ "session": "1" }),
        json!({ "session": 1.5 }),
        json!({ "session": null }),
    ] {
        call(&path, "session_show", &args).fails(2, &["参数"]);
    }
    for id in ["9223372036854775808", "1e30", "-9223372036854775809"] {
        on(&path, &["call", "session_show", &format!("{{\"session\":{id}}}")]).fails(2, &["参数"]);
    }
}

#[test]
fn a_listing_of_commands_needs_no_workspace() {
    let out = run(["call"]).well();
    for name in ["score_set", "sheet_finalise", "log_verify"] {
        assert!(out.lines().any(|line| line == name), "{out}");
    }
}

#[test]
fn an_error_as_json_carries_kind_code_and_sentence() {
    let (_folder, path) = demo();
    let ran = on(&path, &["--json", "opinion", "sign", "1"]);
    let json: Value = serde_json::from_str(&ran.fails(3, &[])).expect("an error as JSON");
    assert_eq!((&json["error"]["kind"], &json["error"]["code"]), (&json!("refused"), &json!("opinion_signed")));
    assert!(json["error"]["message"].as_str().is_some_and(|text| text.contains("已签字")));
    let json: Value =
        serde_json::from_str(&on(&path, &["--json", "session", "show", "9"]).fails(4, &[])).expect("JSON");
    assert_eq!((&json["error"]["what"], &json["error"]["id"]), (&json!("session"), &json!("9")));
    let json: Value = serde_json::from_str(&run(["--json", "form", "check", "/absent"]).fails(5, &[])).expect("JSON");
    assert_eq!((&json["error"]["doing"], &json["error"]["path"]), (&json!("file_read"), &json!("/absent")));
}

#[test]
fn a_reason_over_the_limit_is_refused_whole() {
    let (_folder, path) = draft();
    let most = "理".repeat(20_000);
    let set = |reason: &str| call(&path, "score_set", &json!({ "opinion": 1, "criterion": "1.1", "reason": reason }));
    assert_eq!(value(set(&most))["opinion"]["scores"][0]["reason"], most);
    set(&format!("{most}由")).fails(2, &["1.1", "20001", "20000"]);
    let kept = value(call(&path, "opinion_show", &json!({ "opinion": 1 })));
    assert_eq!(kept["opinion"]["scores"][0]["reason"], most);
    let long = json!({ "opinion": 1, "problem": format!("{most}由"), "suggestion": format!("{most}由"), "nature": "必须修改" });
    let err = call(&path, "remark_add", &long).fails(2, &["第 1 条", "20001"]);
    assert_eq!(err.lines().count(), 2, "{err}");
    for (field, words) in [("merits", "主要成效"), ("budget_advice", "预算建议"), ("conclusion", "结论")] {
        call(&path, "opinion_set", &json!({ "opinion": 1, field: format!("{most}由") })).fails(2, &[words, "20001"]);
    }
}

#[test]
fn a_wrong_entry_is_kept_as_typed_counts_nowhere_and_blocks_the_signature() {
    let (_folder, path) = draft();
    for text in ["9", "1e3", "NaN", "-6", "-0.3", "-", "3.3", "四", "😀", "3\u{200b}", "９９", "1,5"] {
        let view = value(on(&path, &["--json", "opinion", "score", "1", "1.1", text]));
        assert_eq!(view["opinion"]["scores"][0]["text"], text);
        assert_eq!((&view["scored"], &view["total"]), (&json!(0), &Value::Null), "{text}");
        assert!(view["problems"].as_array().is_some_and(|all| all.iter().any(|one| one["place"]["id"] == "1.1")));
        let err = on(&path, &["opinion", "sign", "1"]).fails(2, &["指标 1.1", "指标 6.2", "结论", "回避声明"]);
        assert!(err.lines().filter(|line| line.starts_with("错误")).count() >= 20, "{err}");
    }
    let view = value(on(&path, &["--json", "opinion", "score", "1", "1.1", "３．５"]));
    assert_eq!(view["opinion"]["scores"][0]["text"], "3.5");
    assert_eq!((&view["scored"], &view["total"]), (&json!(1), &json!("3.50")));
    on(&path, &["opinion", "score", "1", "9.9", "1"]).fails(2, &["9.9"]);
}

#[test]
fn rare_characters_in_names_and_texts_come_back_unchanged() {
    let (_folder, path) = draft();
    for name in
        ["㛃䶮𬭎", "😀👨‍👩‍👧", "a\u{301}é", "O'Neil\"; DROP TABLE expert;--", "{name}", "李\u{200b}一", "阿卜杜拉·吐尔逊"]
    {
        let expert = value(on(&path, &["--json", "expert", "add", name, "--kind", "其他", "--employer", name]));
        assert_eq!((&expert["name"], &expert["employer"]), (&json!(name), &json!(name)));
        assert!(on(&path, &["expert", "list"]).well().contains(name));
        let view = value(call(&path, "score_set", &json!({ "opinion": 1, "criterion": "1.1", "reason": name })));
        assert_eq!(view["opinion"]["scores"][0]["reason"], name);
    }
    assert!(on(&path, &["log", "verify"]).well().contains("完好"));
}

#[test]
fn blank_or_unknown_values_of_a_new_thing_are_told_together() {
    let (_folder, path) = draft();
    on(&path, &["expert", "add", " ", "--kind", "商人"]).fails(2, &["姓名", "类别", "商人", "业务"]);
    let words =
        ["session", "add", "S-1", "--title", "", "--organiser", "", "--starts-on", "2026-02-30", "--ends-on", "明天"];
    on(&path, &words).fails(2, &["title", "组织单位", "开始日期", "2026-02-30", "结束日期", "明天", "S-1"]);
    let words = [
        "session",
        "add",
        "S-2",
        "--title",
        "t",
        "--organiser",
        "o",
        "--starts-on",
        "2026-09-14",
        "--ends-on",
        "2026-09-13",
    ];
    on(&path, &words).fails(2, &["结束日期", "早于"]);
    let words = [
        "session",
        "add",
        "S-3",
        "--title",
        "t",
        "--organiser",
        "o",
        "--starts-on",
        "2026-09-14",
        "--ends-on",
        "2026-09-14",
        "--form",
        "NOPE",
    ];
    on(&path, &words).fails(4, &["评审表", "NOPE"]);
    assert_eq!(value(on(&path, &["--json", "session", "list"])).as_array().map(Vec::len), Some(1));
}

#[test]
fn a_form_comes_in_once_and_never_changes_under_its_version() {
    let (folder, path) = draft();
    let sound = tongping_tests::files::form(&Value::Null);
    let file = folder.put("form.json", sound.to_string());
    let name = file.display().to_string();
    for _ in 0..2 {
        on(&path, &["form", "import", &name]).well();
    }
    let mut other = sound;
    other["title"] = json!("另一张表");
    folder.put("form.json", other.to_string());
    on(&path, &["form", "import", &name]).fails(2, &["version", "T-TEST", "已存在"]);
    let built_in = tongping_core::form_file::BUILT_IN.len();
    assert_eq!(value(on(&path, &["--json", "form", "list"])).as_array().map(Vec::len), Some(built_in + 1));
}

#[test]
fn a_form_is_named_alike_by_every_verb() {
    let (folder, path) = draft();
    on(&path, &["form", "draft", "begin", "T-RV-SCORE"]).well();
    let made = |name: &str| folder.join(name).display().to_string();
    let (file, paper) = (made("表.json"), made("表.pdf"));
    let verbs = |word: &str| {
        [
            vec!["form", "show", word],
            vec!["form", "export", word, &file],
            vec!["form", "print", word, &paper],
            vec!["form", "compare", word, "T-RV-SCORE"],
            vec!["form", "try", word],
        ]
        .map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    for word in ["T-RV-SCORE", "T-RV-SCORE@1.1.0", "built-in:T-RV-SCORE", "draft:1", &made("表.json")] {
        for words in verbs(word) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            on(&path, &words).well();
            if word == "draft:1" {
                run(&words).fails(3, &["工作区文件"]);
            } else {
                run(&words).well();
            }
        }
    }
    for word in ["T-RV-SCORE@9", "NOPE", "draft:9"] {
        for words in verbs(word) {
            on(&path, &words.iter().map(String::as_str).collect::<Vec<_>>()).fails(4, &["没有找到"]);
        }
    }
}

#[test]
fn a_conclusion_of_the_kind_stays_chosen_on_another_version_of_the_form() {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    run(["workspace".as_ref(), "create".as_ref(), path.as_os_str()]).well();
    let say = |words: &str| on(&path, &words.split(' ').collect::<Vec<_>>());
    let dates = "--starts-on 2026-09-14 --ends-on 2026-09-15";
    for words in [
        "expert add 李一 --kind 业务",
        &format!("session add S-1 --title 复核 --organiser 财政局 {dates} --kind 自评抽查复核 --form T-SELF-B"),
        "session member 1 1 --chair",
        "report add 1 R-1 --title 项目 --unit 单位",
        "session open 1",
        "opinion begin 1 1",
        "opinion set 1 --conclusion 基本一致",
        "form draft begin T-SELF-B",
        "form draft set 1 1.1 guide 新的要点",
        "form draft issue 1",
    ] {
        say(words).well();
    }
    let said = say("session form-preview 1 1.0.1").well();
    assert!(!said.contains("须重新选择") && said.contains("session form-migrate 1 1.0.1"), "{said}");
    say("session form-migrate 1 1.0.1 --reason 调整").well();
    assert!(say("opinion show 1").well().contains("结论 基本一致"));
}

#[test]
fn a_preview_that_cannot_be_followed_names_no_next_step() {
    let (_folder, path) = demo();
    on(&path, &["form", "draft", "begin", "T-RV-SCORE"]).well();
    on(&path, &["form", "draft", "issue", "1"]).well();
    let said = on(&path, &["session", "form-preview", "1", "1.1.1"]).well();
    assert!(said.contains("已签字") && said.contains("没有保存") && !said.contains("form-migrate"), "{said}");
}

#[test]
fn a_version_that_is_not_there_is_never_another_one() {
    let folder = Folder::new();
    let out = folder.join("表.json").display().to_string();
    run(["form", "show", "T-RV-SCORE", "--version", "1.1.0"]).well();
    run(["form", "show", "T-RV-SCORE", "--version", "9"]).fails(4, &["T-RV-SCORE 9"]);
    run(["form", "export", "T-RV-SCORE", &out, "--version", "9"]).fails(4, &["T-RV-SCORE 9"]);
    assert!(!folder.join("表.json").exists());
}

#[test]
fn words_for_workbooks_are_refused_beside_other_files() {
    let (folder, path) = draft();
    let file = folder.put("f.json", tongping_tests::files::form(&Value::Null).to_string()).display().to_string();
    let book = folder.join("f.xlsx").display().to_string();
    for more in [["--code", "K-1"], ["--version", "2.0"], ["--sheet", "表"]] {
        let said = [more[0], "工作簿"];
        on(&path, &[&["form", "import", &file], &more[..]].concat()).fails(2, &said);
        run([&["form", "check", &file], &more[..]].concat()).fails(2, &said);
        run([&["form", "export", &file, &book], &more[..]].concat()).fails(2, &said);
    }
    run(["form", "export", &file, &book]).well();
    let said = on(&path, &["form", "import", &book, "--code", "K-1", "--version", "2.0"]).well();
    assert!(said.contains("已导入") && said.contains("K-1 2.0 版"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_text_is_read_all_the_same() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"f\xff\xfe.json"));
    std::fs::write(&odd, tongping_tests::files::form(&Value::Null).to_string()).expect("such a name is allowed");
    run(["form".as_ref(), "check".as_ref(), odd.as_os_str()]).well();
    let absent = std::ffi::OsStr::from_bytes(b"absent\xff.json");
    run(["form".as_ref(), "check".as_ref(), absent]).fails(5, &["absent"]);
    let name = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let ran = run(["expert".as_ref(), "add".as_ref(), name, "--kind".as_ref(), "业务".as_ref()]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
}

#[test]
fn a_closed_pipe_is_no_fault() {
    let (_folder, path) = demo();
    let mut child = tongping()
        .arg("-w")
        .arg(&path)
        .args(["log", "show", "--limit", "100000"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("tongping runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_wrong_word_is_told_in_chinese() {
    for words in [
        vec!["nonsense"],
        vec!["tally"],
        vec!["tally", "--form"],
        vec!["tally", "--rule", "geometric"],
        vec!["session", "show", "x"],
        vec!["--colour"],
    ] {
        let err = run(&words).fails(2, &[]);
        for word in ["error:", "required", "Usage", "invalid", "unexpected", "unrecognized", "For more information"] {
            assert!(!err.contains(word), "{words:?}: {err}");
        }
    }
}

#[test]
fn what_the_system_says_is_told_in_chinese() {
    let err = run(["form", "check", "/absent.json"]).fails(5, &["/absent.json"]);
    assert!(!err.contains("No such file") && !err.contains("os error"), "{err}");
    let folder = Folder::new();
    let form = folder.put("f.json", tongping_tests::files::form(&Value::Null).to_string());
    let scores = folder.put("s.csv", tongping_tests::files::TABLE);
    let out = folder.join("absent/out.pdf").display().to_string();
    let err = crate::tally(&form, &scores, &["--pdf", &out]).fails(5, &[&out]);
    assert!(!err.contains(".tongping-"), "the name of a temporary file is nobody's business: {err}");
}

#[test]
fn an_amount_that_is_no_number_is_told_with_its_place_and_in_words() {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    run(["workspace".as_ref(), "create".as_ref(), path.as_os_str()]).well();
    let session = [
        "session",
        "add",
        "S-1",
        "--title",
        "t",
        "--organiser",
        "o",
        "--starts-on",
        "2026-09-14",
        "--ends-on",
        "2026-09-14",
    ];
    on(&path, &session).well();
    for amount in ["1e3", "NaN", "", "1,234.5", "一百"] {
        let err = on(&path, &["report", "add", "1", "R-1", "--title", "t", "--unit", "u", "--amount", amount])
            .fails(2, &["资金"]);
        assert!(!err.contains("number_"), "{err}");
    }
}

#[test]
fn states_roles_and_findings_are_shown_in_chinese() {
    let (_folder, path) = demo();
    let shown = [
        vec!["session", "show", "1"],
        vec!["session", "list"],
        vec!["log", "show"],
        vec!["sheet", "show", "1"],
        vec!["opinion", "show", "1"],
    ];
    for words in shown {
        let out = on(&path, &words).well();
        for code in ["finished", "signed", "draft", "chair", "member"] {
            assert!(!out.contains(code), "{words:?} shows {code}");
        }
    }
}

#[test]
fn the_released_program_serves_nothing() {
    run(["serve", "--folder", "a", "--ui", "b"]).fails(2, &["serve"]);
    assert!(!run(["--help"]).well().contains("serve"));
}
