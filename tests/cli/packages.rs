//! Packages on the command line: issued, listed, opened as a workspace that the other words work on.

use serde_json::{Value, json};
use std::path::Path;
use tongping_tests::files::Folder;
use tongping_tests::{Ran, tongping};

/// A bureau with keys and an open session of two reports, the second expert recused from the second.
fn bureau() -> Folder {
    let folder = Folder::new();
    folder.put("password", "八个汉字的密码哦");
    on(&folder, &["workspace", "create", "a.tongping"]).well();
    on(&folder, &["key", "make"]).well();
    for words in [
        "expert add 李一 --kind 业务",
        "expert add 王二 --kind 财务",
        "session add S-1 --title 评审 --organiser 财政局 --starts-on 2026-09-14 --ends-on 2026-09-15",
        "session member 1 1 --chair",
        "session member 1 2",
        "report add 1 R-1 --title 项目一 --unit 单位",
        "report add 1 R-2 --title 项目二 --unit 单位",
        "session open 1",
        "session recuse 2 2 --ground 任职",
    ] {
        on(&folder, &words.split(' ').collect::<Vec<_>>()).well();
    }
    folder
}

/// Runs in the folder, on its workspace and with its keys.
fn on(folder: &Folder, words: &[&str]) -> Ran {
    let mut command = tongping();
    command.current_dir(folder.path()).env("TONGPING_KEYS", "keys").env("TONGPING_KEY_PASSWORD_FILE", "password");
    let own = ["-w", "a.tongping"].into_iter().filter(|_| !words.contains(&"-w"));
    command.args(own.chain(words.iter().copied())).output().expect("tongping runs").into()
}

fn json_of(folder: &Folder, words: &[&str]) -> Value {
    let words = [&["--json"], words].concat();
    serde_json::from_str(&on(folder, &words).well()).expect("JSON")
}

#[test]
fn packages_are_issued_listed_and_opened() {
    let folder = bureau();
    let written = json_of(&folder, &["package", "export", "1", "--dir", "out", "--due", "2026-09-20"])["value"].clone();
    assert_eq!(written.as_array().map(Vec::len), Some(2), "{written}");
    let said = on(&folder, &["package", "list", "1"]).well();
    for expected in ["李一", "王二", "指纹"] {
        assert!(said.contains(expected), "{said}");
    }
    let second = &written[1];
    assert_eq!((&second["name"], &second["revision"]), (&json!("王二"), &json!(1)));
    let file = second["path"].as_str().expect("a path");
    on(&folder, &["package", "open", file]).fails(3, &["12 位口令"]);
    on(&folder, &["package", "open", file, "--code", "1234"]).fails(3, &["12 位数字"]);
    let code = second["code"].as_str().expect("a code");
    let opened = json_of(&folder, &["package", "open", file, "--code", code, "--dir", "expert"]);
    let workspace = opened["path"].as_str().expect("a path").to_owned();
    assert!(folder.path().join(&workspace).is_file() && opened["changes"] == json!([]), "{opened}");
    let shown = on(&folder, &["-w", &workspace, "session", "show", "1"]).well();
    assert!(shown.contains("项目一") && !shown.contains("项目二"), "{shown}");
    let told = on(&folder, &["package", "open", file, "--code", code, "--dir", "expert"]).well();
    assert!(told.contains(&workspace) && told.contains("-w"), "{told}");
    on(&folder, &["-w", &workspace, "log", "verify"]).well();
}

#[test]
fn issued_again_it_needs_a_reason_and_without_keys_nothing_is_issued() {
    let folder = bureau();
    on(&folder, &["package", "export", "1", "--dir", "out", "--member", "1", "--plain"]).well();
    on(&folder, &["package", "export", "1", "--dir", "out", "--member", "1"]).fails(2, &["理由"]);
    let said = on(&folder, &["package", "export", "1", "--dir", "out", "--member", "1", "--reason", "换机"]).well();
    assert!(said.contains("第 2 版") && said.contains("口令："), "{said}");
    assert!(Path::new(&folder.path().join("out/评审包_评审_李一_第2版.tpk")).is_file());
    folder.put("password", "另一个密码也很长");
    on(&folder, &["package", "export", "1", "--dir", "more"]).fails(3, &["密码"]);
    assert!(!folder.path().join("more").exists());
}
