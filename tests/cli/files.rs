//! Inputs that are no files, outputs that cannot be written.

use crate::tally;
use serde_json::Value;
use std::path::{Path, PathBuf};
use tongping_tests::files::{Folder, TABLE, form, sha256};
use tongping_tests::run;

/// A folder with a sound form and table.
fn ready() -> (Folder, PathBuf, PathBuf) {
    let folder = Folder::new();
    let form = folder.put("form.json", form(&Value::Null).to_string());
    let scores = folder.put("scores.csv", TABLE);
    (folder, form, scores)
}

#[test]
fn an_input_that_is_not_there_or_no_file_is_named_with_its_path() {
    let (folder, form, scores) = ready();
    std::fs::create_dir(folder.join("inner")).expect("a folder can be made");
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", folder.join("dangling")).expect("a link can be made");
    let before = folder.state();
    for name in ["absent", "inner", "dangling", "form.json/x"] {
        let path = folder.join(name);
        let shown = path.display().to_string();
        for ran in [tally(&path, &scores, &[]), tally(&form, &path, &[])] {
            assert!(matches!(ran.code, Some(4 | 5)), "{ran:?}");
            let code = ran.code.unwrap_or_default();
            ran.fails(code, &[&shown, "读取文件"]);
        }
    }
    assert_eq!(folder.state(), before);
}

#[cfg(unix)]
#[test]
fn an_endless_input_is_refused() {
    let (_folder, form, scores) = ready();
    tally(Path::new("/dev/zero"), &scores, &[]).fails(3, &["2 MB"]);
    tally(&form, Path::new("/dev/zero"), &[]).fails(3, &["16 MB"]);
    tally(&form, Path::new("/dev/null"), &[]).fails(2, &["空"]);
}

#[test]
fn an_output_that_cannot_be_written_leaves_everything_as_it_was() {
    let (folder, form, scores) = ready();
    std::fs::create_dir(folder.join("inner.pdf")).expect("a folder can be made");
    let before = folder.state();
    let inside = [folder.join("inner.pdf"), folder.join("absent/out.pdf"), folder.join("form.json/out.pdf")];
    for out in inside.iter().map(PathBuf::as_path).chain([Path::new("/proc/out.pdf"), Path::new("/dev/full/out.pdf")]) {
        let shown = out.display().to_string();
        tally(&form, &scores, &["--pdf", &shown]).fails(5, &["写入文件失败", &shown]);
        assert_eq!(folder.state(), before);
    }
}

#[test]
fn a_failed_tally_keeps_the_paper_of_the_last_one() {
    let (folder, form, scores) = ready();
    let out = folder.join("汇总 表.pdf");
    let shown = out.display().to_string();
    tally(&form, &scores, &["--pdf", &shown]).well();
    let (hash, before) = (sha256(&out), folder.state());
    assert_eq!(before.len(), 3, "one paper and no temporary file: {before:?}");
    let bad = Folder::new();
    let bad = bad.put("bad.csv", TABLE.replace("3.5", "99"));
    tally(&form, &bad, &["--pdf", &shown]).fails(2, &["第 2 行第 2 列"]);
    assert_eq!(folder.state(), before);
    tally(&form, &scores, &["--pdf", &shown]).well();
    assert_eq!(sha256(&out), hash, "the same table gives the same bytes");
}

#[test]
fn a_demo_into_a_used_folder_or_onto_a_file_is_refused() {
    let folder = Folder::new();
    let file = folder.put("file", "x");
    let before = folder.state();
    for at in [file.clone(), file.join("inner")] {
        run(["demo".as_ref(), at.as_os_str()]).fails(5, &["建立文件夹失败", &at.display().to_string()]);
    }
    run(["demo", "/proc/demo"]).fails(5, &["/proc/demo"]);
    assert_eq!(folder.state(), before);
    folder.put("demo.tongping", "mine");
    let before = folder.state();
    run(["demo".as_ref(), folder.path().as_os_str()]).fails(3, &["已有文件", "demo.tongping"]);
    assert_eq!(folder.state(), before);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_nothing_is_left() {
    // A program's own limit on the size of files stands in for the full disk.
    let (folder, form, scores) = ready();
    let before = folder.state();
    let line = "ulimit -f 8; trap '' XFSZ; exec \"$@\"";
    let mut shell = std::process::Command::new("bash");
    shell.args(["-c", line, "bash"]).arg(tongping_tests::program()).args(["tally", "--form"]).arg(&form);
    shell.arg("--scores").arg(&scores).arg("--pdf").arg(folder.join("out.pdf"));
    let ran: tongping_tests::Ran = shell.output().expect("bash runs").into();
    ran.fails(5, &["写入文件失败", "out.pdf"]);
    assert_eq!(folder.state(), before);
}
