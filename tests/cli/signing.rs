//! Signing from the command line: pictures good and bad, several opinions at once, the folder of papers, 无法评审.

use serde_json::Value;
use std::path::{Path, PathBuf};
use tongping_tests::files::Folder;
use tongping_tests::story::Story;
use tongping_tests::{Ran, pictures, run};

/// A workspace with two experts, two reports and three complete drafts: 1 and 2 of the first expert, 3 of the second.
fn drafts() -> (Folder, PathBuf) {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    let mut story = Story::create(&path);
    story.set_up(2, 2, &Value::Null);
    story.call("session_open", serde_json::json!({ "session": 1 }));
    for (report, member) in [(1, 1), (2, 1), (1, 2)] {
        story.draft(report, member, ["4", "6", "5"]);
    }
    story.close();
    (folder, path)
}

fn on(workspace: &Path, words: &[&str]) -> Ran {
    let file = workspace.to_str().expect("a name in UTF-8");
    run(["-w", file].iter().chain(words))
}

#[test]
fn a_bad_picture_is_refused_in_words_and_nothing_is_signed() {
    let (folder, workspace) = drafts();
    let put = |name: &str, bytes: Vec<u8>| folder.put(name, bytes).display().to_string();
    let bad = [
        (put("text.png", b"text".to_vec()), 2, "不是 PNG 或 JPEG"),
        (put("empty.jpg", Vec::new()), 2, "不是 PNG 或 JPEG"),
        (put("half.png", pictures::png()[..60].to_vec()), 2, "已损坏"),
        (put("bomb.png", pictures::bomb(60_000, 60_000)), 2, "4000"),
        (put("blank.png", pictures::blank()), 2, "看不出签名"),
        (put("big.png", vec![0; 3 << 20]), 2, "2 MB"),
        (folder.join("absent.png").display().to_string(), 5, "absent.png"),
        (folder.path().display().to_string(), 5, "读取文件"),
    ];
    let before = folder.state();
    for (picture, code, words) in &bad {
        on(&workspace, &["opinion", "sign", "1", "--signature", picture]).fails(*code, &[words]);
        on(&workspace, &["opinion", "sign-all", "1", "2", "--signature", picture]).fails(*code, &[words]);
    }
    assert_eq!(folder.state(), before);
    #[cfg(unix)]
    on(&workspace, &["opinion", "sign", "1", "--signature", "/dev/zero"]).fails(5, &["不是普通文件"]);
}

#[test]
fn all_opinions_of_an_expert_are_signed_and_exported() {
    let (folder, workspace) = drafts();
    let picture = folder.put("签名.png", pictures::transparent()).display().to_string();
    let out = folder.join("意见表").display().to_string();
    on(&workspace, &["export", "opinions", "1", "1", &out]).fails(3, &["赵一", "请先签字"]);
    // One of them belongs to another expert: none is signed.
    on(&workspace, &["opinion", "sign-all", "1", "2", "3"]).fails(2, &["报告 R-1", "钱二", "赵一"]);
    let said = on(&workspace, &["opinion", "sign-all", "1", "2", "--declare", "--signature", &picture]).well();
    assert_eq!(said.matches("签字方式 签名图片").count(), 2, "{said}");
    on(&workspace, &["opinion", "sign-all", "1"]).fails(2, &["报告 R-1", "已签字"]);
    let said = on(&workspace, &["export", "opinions", "1", "1", &out]).well();
    assert_eq!(said.matches("已导出并核对").count(), 2, "{said}");
    assert_eq!(std::fs::read_dir(&out).expect("the folder is there").count(), 2);
    on(&workspace, &["export", "opinions", "1", "9", &out]).fails(4, &["专家组成员"]);
    on(&workspace, &["log", "show", "--op", "opinions_sign"])
        .well()
        .contains("全部签字")
        .then_some(())
        .expect("logged");
    on(&workspace, &["log", "verify"]).well();
}

#[test]
fn declined_is_said_apart_from_recused() {
    let (_folder, workspace) = drafts();
    let said = on(&workspace, &["session", "recuse", "2", "2", "--ground", "住院", "--declined"]).well();
    assert!(said.contains("无法评审：钱二不评审报告 R-2（住院）"), "{said}");
    on(&workspace, &["opinion", "begin", "2", "2"]).fails(3, &["无法评审"]);
    assert!(on(&workspace, &["log", "show", "--limit", "1"]).well().contains("登记无法评审"));
}
