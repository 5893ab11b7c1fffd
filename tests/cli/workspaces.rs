//! Workspaces that are newer, truncated, damaged, foreign, locked or write-protected, and folders that are.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use tongping_tests::files::{Folder, sha256};
use tongping_tests::{Ran, run, tongping};

fn on(workspace: &Path, words: &[&str]) -> Ran {
    tongping().arg("-w").arg(workspace).args(words).output().expect("tongping runs").into()
}

/// A folder with a new workspace.
fn ready() -> (Folder, PathBuf) {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    run(["workspace".as_ref(), "create".as_ref(), path.as_os_str()]).well();
    settle(&path);
    (folder, path)
}

/// Everything into the one file.
fn settle(path: &Path) {
    let conn = rusqlite::Connection::open(path).expect("a workspace is a database");
    conn.pragma_update(None, "journal_mode", "DELETE").expect("the log is folded in");
    conn.pragma_update(None, "journal_mode", "WAL").expect("as it was");
    conn.close().expect("it closes");
}

const LOOK: &[&str] = &["session", "list"];
const WORK: &[&str] = &["expert", "add", "李一", "--kind", "业务"];

/// Looking and working are both refused with these words, and every byte of the folder stays.
#[track_caller]
fn refused_untouched(folder: &Folder, path: &Path, words: &[&str]) {
    let before = folder.state();
    for verb in [LOOK, WORK, &["log", "verify"], &["call", "form_list"]] {
        on(path, verb).fails(3, words);
        assert_eq!(folder.state(), before, "{verb:?}");
    }
}

#[test]
fn a_new_workspace_takes_entries_and_verifies() {
    let (_folder, path) = ready();
    assert!(on(&path, WORK).well().contains("李一"));
    assert!(on(&path, LOOK).well().contains("任务号"));
    assert!(on(&path, &["log", "verify"]).well().contains("完好"));
    assert!(on(&path, &["form", "list"]).well().contains("T-RV-SCORE"));
    assert!(on(&path, &["log", "show"]).well().contains("expert_add"));
}

#[test]
fn a_workspace_of_a_newer_version_is_refused_untouched() {
    let (folder, path) = ready();
    let conn = rusqlite::Connection::open(&path).expect("it opens");
    conn.pragma_update(None, "user_version", 999).expect("the version is set");
    conn.close().expect("it closes");
    settle(&path);
    refused_untouched(&folder, &path, &["更新的版本", "999", "a.tongping", "升级"]);
}

#[test]
fn a_truncated_workspace_is_refused_untouched_at_every_length() {
    let (folder, path) = ready();
    let whole = std::fs::read(&path).expect("it can be read");
    let lengths =
        [0, 1, 15, 16, 59, 99, 100, 101, 511, 4095, 4096, 4097, whole.len() / 2, whole.len() - 4096, whole.len() - 1];
    for length in lengths {
        std::fs::write(&path, &whole[..length]).expect("it can be written");
        refused_untouched(&folder, &path, &["a.tongping"]);
    }
}

#[test]
fn what_is_no_workspace_is_refused_untouched() {
    let folder = Folder::new();
    let foreign = folder.join("foreign.tongping");
    let conn = rusqlite::Connection::open(&foreign).expect("it opens");
    conn.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1);").expect("it takes a table");
    conn.close().expect("it closes");
    folder.put("text.tongping", "指标,李一\n".repeat(1000));
    folder.put("noughts.tongping", vec![0; 100_000]);
    std::fs::create_dir(folder.join("inner.tongping")).expect("a folder can be made");
    for name in ["foreign.tongping", "text.tongping", "noughts.tongping", "inner.tongping"] {
        refused_untouched(&folder, &folder.join(name), &[name]);
    }
}

#[test]
fn a_workspace_that_is_not_there_is_not_made() {
    let folder = Folder::new();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", folder.join("dangling.tongping")).expect("a link can be made");
    let before = folder.state();
    for name in ["absent.tongping", "absent/a.tongping", "dangling.tongping"] {
        for verb in [LOOK, WORK] {
            let ran = on(&folder.join(name), verb);
            assert!(matches!(ran.code, Some(3 | 4)), "{ran:?}");
            let code = ran.code.unwrap_or_default();
            ran.fails(code, &[name.split('/').next().unwrap_or(name)]);
            assert_eq!(folder.state(), before);
        }
    }
    let ran: Ran = tongping().args(LOOK).output().expect("tongping runs").into();
    ran.fails(3, &["没有指定工作区文件", "-w"]);
}

#[test]
fn a_workspace_is_never_made_over_a_file_or_under_another_ending() {
    let (folder, path) = ready();
    std::fs::create_dir(folder.join("inner.tongping")).expect("a folder can be made");
    folder.put("text.tongping", "mine");
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", folder.join("dangling.tongping")).expect("a link can be made");
    let before = folder.state();
    for (name, words) in [
        ("a.tongping", "已有文件"),
        ("inner.tongping", "已有文件"),
        ("text.tongping", "已有文件"),
        ("dangling.tongping", "已有文件"),
        ("b.db", ".tongping"),
        ("b", ".tongping"),
        (".tongping", ".tongping"),
        ("absent/b.tongping", "没有这个文件夹"),
    ] {
        run(["workspace".as_ref(), "create".as_ref(), folder.join(name).as_os_str()]).fails(3, &[words]);
        assert_eq!(folder.state(), before, "{name}");
    }
    on(&path, LOOK).well();
}

#[test]
fn a_workspace_in_use_says_by_whom_and_may_still_be_looked_at() {
    let (_folder, path) = ready();
    let world = tongping_core::app::World::scripted("2026-09-14T09:00:00+08:00", "经办人");
    let held = tongping_core::app::workspace::open(&path, world).expect("it opens");
    let pid = std::process::id().to_string();
    on(&path, WORK).fails(3, &["a.tongping", &pid]);
    on(&path, LOOK).well();
    held.store.close().expect("it closes");
    on(&path, WORK).well();
}

#[test]
fn a_workspace_edited_by_hand_is_found_out() {
    let (_folder, path) = ready();
    on(&path, WORK).well();
    let conn = rusqlite::Connection::open(&path).expect("it opens");
    conn.execute_batch(
        "DROP TRIGGER IF EXISTS event_never_changes; UPDATE event SET actor = '别人' WHERE op = 'expert_add';",
    )
    .expect("a determined hand gets so far");
    conn.close().expect("it closes");
    let ran = on(&path, &["log", "verify"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.out.contains("被改"), "{ran:?}");
    assert!(ran.err.contains("校验发现"), "{ran:?}");
    let ran = on(&path, &["--json", "log", "verify"]);
    assert!(ran.out.contains("event_altered"), "{ran:?}");
}

/// A copy of the program that runs without the powers of root, for which every folder is writable.
#[cfg(target_os = "linux")]
fn unprivileged(place: &Folder) -> impl Fn(&[&std::ffi::OsStr]) -> Ran {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let copy = place.join("tongping");
    std::fs::copy(tongping_tests::program(), &copy).expect("the program can be copied");
    std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o755)).expect("its folder opens");
    move |words| {
        let mut command = Command::new(&copy);
        command.args(words).current_dir("/").env_remove("TONGPING_WORKSPACE").env_remove("TONGPING_ACTOR");
        if is_root {
            command.uid(65534).gid(65534);
        }
        command.output().expect("the copy runs").into()
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_folder_or_file_takes_no_entry_and_keeps_every_byte() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions can be set");
    };
    let place = Folder::new();
    let as_nobody = unprivileged(&place);
    let (folder, path) = ready();
    mode(&path, 0o444);
    mode(folder.path(), 0o555);
    let before = folder.state();
    let verb = |words: &[&str]| {
        let mut all: Vec<&std::ffi::OsStr> = vec!["-w".as_ref(), path.as_os_str()];
        all.extend(words.iter().map(AsRef::<std::ffi::OsStr>::as_ref));
        as_nobody(&all)
    };
    verb(WORK).fails(3, &["不能写入"]);
    verb(LOOK).well();
    let beside = folder.join("b.tongping");
    as_nobody(&["workspace".as_ref(), "create".as_ref(), beside.as_os_str()]).fails(3, &["不能写入"]);
    as_nobody(&["demo".as_ref(), folder.join("demo").as_os_str()]).fails(5, &["建立文件夹失败"]);
    let demo = as_nobody(&["demo".as_ref(), folder.path().as_os_str()]);
    assert!(matches!(demo.code, Some(3 | 5)), "{demo:?}");
    let form = place.put("form.json", tongping_tests::files::form(&Value::Null).to_string());
    let scores = place.put("scores.csv", tongping_tests::files::TABLE);
    let out = folder.join("out.pdf");
    let tally: Vec<&std::ffi::OsStr> = vec![
        "tally".as_ref(),
        "--form".as_ref(),
        form.as_os_str(),
        "--scores".as_ref(),
        scores.as_os_str(),
        "--pdf".as_ref(),
        out.as_os_str(),
    ];
    as_nobody(&tally).fails(5, &["写入文件失败", "out.pdf"]);
    assert_eq!(folder.state(), before);
    // The folder may be written, the file not.
    mode(folder.path(), 0o777);
    let hash = sha256(&path);
    verb(WORK).fails(3, &["a.tongping", "只读"]);
    assert_eq!(sha256(&path), hash);
    // Nor even read.
    mode(&path, 0o000);
    verb(LOOK).fails(3, &["权限"]);
    mode(&path, 0o644);
    assert_eq!(sha256(&path), hash);
}

#[test]
fn a_torn_workspace_is_refused_untouched() {
    let (folder, path) = ready();
    let mut bytes = std::fs::read(&path).expect("it can be read");
    bytes[100..4096].fill(0xff);
    std::fs::write(&path, bytes).expect("it can be written");
    refused_untouched(&folder, &path, &["a.tongping"]);
}
