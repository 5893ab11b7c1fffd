//! Kills, full disks and cancelled work while packages are written or opened: whole or absent, and never a file that the
//! bureau knows nothing of.

use super::{Room, code_of, open_in, path_of};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tongping_core::error::Error;
use tongping_core::exchange::container::{self, Key, Kind};
use tongping_core::store::package;
use tongping_tests::story::Story;

fn kills(default: u64) -> u64 {
    std::env::var("TONGPING_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Starts the writer, kills it after the delay, and answers every whole line it had said.
fn work_until_killed(work: &str, path: &Path, delay: Duration) -> Vec<String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fault-writer"))
        .arg(work)
        .arg(path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the writer starts");
    let output = BufReader::new(child.stdout.take().expect("its output is a pipe"));
    let reader = std::thread::spawn(move || output.lines().map_while(Result::ok).collect::<Vec<_>>());
    std::thread::sleep(delay);
    child.kill().expect("the writer is still running");
    child.wait().expect("the writer is gone");
    let lines = reader.join().expect("the reader ends with the pipe");
    assert!(!lines.iter().any(|line| line.starts_with("failed")), "{lines:?}");
    lines
}

fn ending_in(folder: &Path, end: &str) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    all.filter(|path| path.extension().is_some_and(|extension| extension == end)).collect()
}

/// Bytes that no packing makes shorter, the same in every run.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[4]
    };
    (0..length).map(|_| next()).collect()
}

/// How long the writer takes for its first piece of work on this machine now.
fn one_round(work: &str, path: &Path) -> Duration {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fault-writer"))
        .arg(work)
        .arg(path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the writer starts");
    let mut said = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut said).expect("it says what is done");
    assert!(!said.starts_with("failed"), "{said}");
    let took = started.elapsed();
    child.kill().expect("still running");
    child.wait().expect("gone");
    took
}

/// Delays that are spread over two and a half pieces of work, the same in every run.
fn delay(round: u64, piece: Duration) -> Duration {
    let hundredths = u32::try_from(round.wrapping_mul(7919) % 250).unwrap_or(0);
    piece * hundredths / 100
}

#[test]
fn a_kill_while_packages_are_issued_leaves_whole_files_that_the_bureau_knows() {
    let Room { folder, bureau } = Room::new();
    let workspace = folder.path().join("bureau.tongping");
    bureau.close();
    let piece = one_round("package-export", &workspace);
    let (mut acknowledged, mut found) = (0, 0);
    for round in 0..kills(20) {
        let said = work_until_killed("package-export", &workspace, delay(round, piece));
        acknowledged += said.len();
        let mut bureau = Story::open(&workspace);
        let issued = bureau.app.store.read(|conn| package::of_session(conn, session())).expect("read");
        let codes: BTreeMap<String, String> = issued.into_iter().map(|one| (one.sha256, one.code)).collect();
        let folders = std::fs::read_dir(folder.path()).expect("read").flatten().map(|entry| entry.path());
        for out in folders.filter(|path| path.is_dir()) {
            let name = out.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let files = ending_in(&out, "tpk");
            let is_acknowledged = said.iter().any(|number| name == format!("out-{number}"));
            assert!(!is_acknowledged || files.len() == 3, "round {round}: {name} has {}", files.len());
            for file in files {
                found += 1;
                let opens = |code: &&String| container::open(&file, Kind::Package, Key::Code(code)).is_ok();
                let code = codes.values().find(opens);
                assert!(code.is_some(), "round {round}: {} is torn, or nobody knows it", file.display());
            }
            std::fs::remove_dir_all(&out).expect("removed");
            // The name stays taken, so that the next round does not count anew.
            std::fs::write(&out, "").expect("written");
        }
        bureau.verifies();
        bureau.close();
    }
    assert!(acknowledged > 3 && found > 9, "{acknowledged} acknowledged, {found} files");
}

fn session() -> tongping_core::domain::id::SessionId {
    tongping_core::domain::id::SessionId(1)
}

#[test]
fn a_kill_while_a_package_is_opened_leaves_a_whole_workspace_or_none() {
    let mut room = Room::new();
    let package = room.issue("out", &[1], "").remove(0);
    let file = room.path("package.tpk");
    std::fs::copy(path_of(&package), &file).expect("copied");
    let code = package["code"].as_str().expect("a code").to_owned();
    std::fs::write(file.with_extension("code"), &code).expect("written");
    let piece = one_round("package-open", &file);
    let (mut acknowledged, mut whole, mut left_behind) = (0, 0, 0);
    for round in 0..kills(20) {
        let said = work_until_killed("package-open", &file, delay(round, piece));
        acknowledged += said.len();
        let folders = std::fs::read_dir(room.folder.path()).expect("read").flatten().map(|entry| entry.path());
        for desk in folders.filter(|path| path.is_dir() && path.to_string_lossy().contains("desk-")) {
            let name = desk.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let workspaces = ending_in(&desk, "tongping");
            left_behind += usize::from(half_opened(&desk) > 0);
            assert!(workspaces.len() < 2, "{workspaces:?}");
            assert!(!said.iter().any(|number| name == format!("desk-{number}")) || workspaces.len() == 1, "{name}");
            for workspace in &workspaces {
                whole += 1;
                let mut expert = Story::open(workspace);
                let view = expert.call("session_show", json!({ "session": 1 }));
                assert_eq!(view["reports"].as_array().map(Vec::len), Some(3), "round {round}");
                expert.verifies();
                expert.close();
            }
            let opened = open_in(&desk, &file, Some(&code)).expect("it opens after the kill");
            assert!(workspaces.is_empty() || workspaces == [opened.path], "round {round}");
            assert_eq!(half_opened(&desk), 0, "round {round}: swept at the next opening");
            std::fs::remove_dir_all(&desk).expect("removed");
            std::fs::write(&desk, "").expect("written");
        }
    }
    assert!(
        acknowledged > 3 && whole > 3 && left_behind > 3,
        "{acknowledged} acknowledged, {whole} whole, {left_behind} half opened"
    );
}

fn half_opened(desk: &Path) -> usize {
    let all = std::fs::read_dir(desk).into_iter().flatten().flatten();
    all.filter(|entry| entry.file_name().to_string_lossy().starts_with(".opening-")).count()
}

/// All names in a folder, for saying that nothing was left.
fn names(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|one| one.file_name().to_string_lossy().into_owned())
        .collect()
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_in_the_middle_of_a_batch_leaves_no_row_and_no_file() {
    let mut room = Room::new();
    // Only the third expert's package is too long for what is left.
    let path = room.path("long.bin");
    std::fs::write(&path, noise(600_000)).expect("written");
    room.bureau.call("report_attach", json!({ "report": 2, "path": path }));
    room.bureau.call("session_recuse", json!({ "member": 1, "report": 2, "ground": "回避" }));
    let Room { folder, bureau } = room;
    bureau.close();
    let workspace = folder.path().join("bureau.tongping");
    let (out, before) = (folder.path().join("out"), head(&workspace));
    std::fs::create_dir(&out).expect("made");
    let limited = Command::new("sh")
        .arg("-c")
        .arg("trap '' XFSZ; ulimit -f 400; exec \"$0\" package-once \"$1\"")
        .arg(env!("CARGO_BIN_EXE_fault-writer"))
        .arg(&workspace)
        .output()
        .expect("the writer starts");
    let said = String::from_utf8_lossy(&limited.stdout).into_owned();
    assert!(said.contains("failed:") && !said.contains("ended"), "{said}");
    assert_eq!(names(&out), Vec::<String>::new(), "{said}");
    assert_eq!(head(&workspace), before);
    // With room again the same work goes well.
    let free = Command::new(env!("CARGO_BIN_EXE_fault-writer")).args([Path::new("package-once"), &workspace]).output();
    let said = String::from_utf8_lossy(&free.expect("it runs").stdout).into_owned();
    assert_eq!((said.lines().last(), names(&out).len()), (Some("failed: ended"), 3));
}

#[test]
fn long_attachments_are_never_in_memory_as_a_whole() {
    let mut room = Room::new();
    let path = room.path("long.bin");
    std::fs::write(&path, noise(64_000_000)).expect("written");
    room.bureau.call("report_attach", json!({ "report": 1, "path": path }));
    let Room { folder, bureau } = room;
    bureau.close();
    let workspace = folder.path().join("bureau.tongping");
    let ran = Command::new(env!("CARGO_BIN_EXE_fault-writer")).args([Path::new("package-once"), &workspace]).output();
    let said = String::from_utf8_lossy(&ran.expect("it runs").stdout).into_owned();
    assert!(said.ends_with("failed: ended\n"), "{said}");
    // Only Linux tells; what a code costs by itself (256 MB at full strength) is not counted here.
    if let Some(line) = said.lines().find(|line| line.starts_with("VmHWM")) {
        let kilobytes: String = line.chars().filter(char::is_ascii_digit).collect();
        assert!(kilobytes.parse::<u64>().is_ok_and(|most| most < 64_000), "{line}");
    }
}

fn head(workspace: &Path) -> i64 {
    let story = Story::open(workspace);
    let head = story.app.store.head().expect("a head").seq;
    story.close();
    head
}

#[test]
fn work_that_is_cancelled_leaves_nothing() {
    let mut room = Room::new();
    let path = room.path("long.bin");
    std::fs::write(&path, noise(24_000_000)).expect("written");
    room.bureau.call("report_attach", json!({ "report": 1, "path": path }));
    let work = room.bureau.app.world.work.clone();
    let onlooker = std::thread::spawn(move || {
        while work.progress().done < 1_000_000 {
            std::thread::yield_now();
        }
        let seen = work.progress();
        work.cancel();
        seen
    });
    let args = room.args("out", &[], "");
    let error = room.bureau.fails("packages_export", args.clone());
    assert!(matches!(error, Error::Refused { code: "work_cancelled", .. }), "{error:?}");
    let seen = onlooker.join().expect("it looked on");
    assert_eq!((seen.doing.as_str(), seen.total > 72_000_000), ("packages_export", true), "{seen:?}");
    assert!(!room.path("out").exists(), "the folder goes as well");
    assert!(room.board().iter().all(|row| row["newest"] == Value::Null));
    assert_eq!(room.bureau.call("packages_export", args).as_array().map(Vec::len), Some(3));
}

#[test]
fn a_folder_that_cannot_be_written_and_a_name_that_is_taken_change_nothing() {
    let mut room = Room::new();
    std::fs::write(room.path("file"), "").expect("written");
    for folder in ["file", "file/below"] {
        let args = room.args(folder, &[], "");
        let error = room.bureau.fails("packages_export", args);
        assert!(matches!(error, Error::Failed { doing: "folder_make", .. }), "{error:?}");
    }
    let taken = room.path("out").join("评审包_重点评价报告评审_孙三.tpk");
    std::fs::create_dir(room.path("out")).expect("made");
    std::fs::write(&taken, "别人的文件").expect("written");
    let args = room.args("out", &[], "");
    assert_eq!(room.bureau.refused("packages_export", args), "package_file_exists");
    assert_eq!(names(&room.path("out")).len(), 1);
    assert_eq!(std::fs::read_to_string(&taken).expect("there"), "别人的文件");
    assert!(code_of(open_in(&room.path("desk"), &taken, None)).starts_with("container_"));
    assert_eq!(names(&room.path("desk")), Vec::<String>::new());
}
