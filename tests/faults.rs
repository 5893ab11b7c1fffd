//! What happens to a workspace when the program is killed, the disk fails or the power goes. The rule is always the
//! same: what was acknowledged is there, whole, and nothing stands half-made under a final name.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tongping_core::error::Error;
use tongping_core::store::{LogFilter, Stamp, Store};

/// Kills per run of each kind of work; more by `TONGPING_KILLS`.
fn kills(default: u64) -> u64 {
    std::env::var("TONGPING_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn stamp() -> Stamp {
    Stamp {
        at: "2025-03-01T10:00:00+08:00".into(),
        actor: "test".into(),
        role: "staff".into(),
        app_version: "0".into(),
    }
}

/// Repeatable delays that look random.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Starts the writer, kills it after the delay, and answers every whole line it had said.
fn work_until_killed(work: &str, path: &Path, delay: Duration) -> Vec<String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fault-writer"))
        .arg(work)
        .arg(path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the writer starts");
    let output = child.stdout.take().expect("its output is a pipe");
    let reader = std::thread::spawn(move || {
        let mut lines = Vec::new();
        let mut output = BufReader::new(output);
        loop {
            let mut line = String::new();
            if !matches!(output.read_line(&mut line), Ok(1..)) || !line.ends_with('\n') {
                return lines;
            }
            lines.push(line.trim_end().to_owned());
        }
    });
    std::thread::sleep(delay);
    child.kill().expect("the writer is still running");
    child.wait().expect("the writer is gone");
    let lines = reader.join().expect("the reader ends with the pipe");
    assert!(!lines.iter().any(|line| line.starts_with("failed")), "{lines:?}");
    lines
}

#[test]
fn nothing_acknowledged_is_lost_to_a_kill_and_no_lock_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (mut dice, mut acknowledged, mut left_behind) = (Dice(1), 0, 0);
    for round in 0..kills(80) {
        // A new file every ten rounds keeps the check of the whole log short.
        let path = folder.path().join(format!("{}.tongping", round / 10));
        if !path.exists() {
            Store::create(&path, &stamp()).unwrap().close().unwrap();
        }
        let said = work_until_killed("commit", &path, Duration::from_millis(5 + dice.below(90)));
        left_behind += usize::from(path.with_extension("tongping.lock").exists());
        let last = said.last().and_then(|line| line.parse::<i64>().ok()).unwrap_or(0);
        acknowledged += said.len();
        let store = Store::open(&path, &stamp()).unwrap();
        let head = store.head().unwrap().seq;
        assert!(head >= last, "round {round}: event {last} was acknowledged, the log ends at {head}");
        assert_eq!(store.verify().unwrap(), [], "round {round}");
        let rows: i64 =
            store.read(|conn| Ok(conn.query_row("SELECT count(*) FROM expert", [], |row| row.get(0))?)).unwrap();
        assert_eq!(rows, 3 * (head - 1), "round {round}: an event is whole or absent");
        let named: i64 = store
            .read(|conn| {
                Ok(conn.query_row(
                    "SELECT count(*) FROM expert WHERE uid IN (?1 || 'a', ?1 || 'b', ?1 || 'c')",
                    [last],
                    |row| row.get(0),
                )?)
            })
            .unwrap();
        assert_eq!(named, if last > 0 { 3 } else { 0 }, "round {round}");
        store.close().unwrap();
    }
    // The harness has seen what it is about: commits before the kill, and locks of the killed.
    assert!(acknowledged > 100 && left_behind > 0, "{acknowledged} acknowledged, {left_behind} locks");
}

#[test]
fn a_kill_while_creating_leaves_whole_workspaces_only() {
    let (mut dice, mut made) = (Dice(2), 0);
    // As long as two creations take on this machine, now: so the kills fall into the work however slow it is.
    let begun = Instant::now();
    let first = tempfile::tempdir().unwrap();
    Store::create(&first.path().join("a.tongping"), &stamp()).unwrap().close().unwrap();
    let whole = u64::try_from(begun.elapsed().as_millis()).unwrap_or(100).max(20);
    for round in 0..kills(20) {
        let folder = tempfile::tempdir().unwrap();
        let said = work_until_killed("create", folder.path(), Duration::from_millis(5 + dice.below(3 * whole)));
        for path in said.iter().map(PathBuf::from) {
            assert!(path.exists(), "round {round}: {path:?} was acknowledged");
        }
        for path in ending_in(folder.path(), "tongping") {
            let store = Store::open(&path, &stamp()).unwrap();
            assert_eq!(store.verify().unwrap(), [], "round {round}");
            made += 1;
        }
    }
    assert!(made > 5, "{made} made");
}

#[test]
fn a_kill_while_copying_leaves_the_old_copy_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tongping");
    Store::create(&path, &stamp()).unwrap().close().unwrap();
    let (mut dice, mut copies, mut last) = (Dice(3), 0, 0);
    for round in 0..kills(30) {
        let said = work_until_killed("backup", &path, Duration::from_millis(10 + dice.below(150)));
        copies += said.len();
        last = said.last().and_then(|line| line.parse::<i64>().ok()).unwrap_or(last);
        let copy = path.with_extension("copy");
        if last == 0 && !copy.exists() {
            continue;
        }
        let copy = Store::open_read_only(&copy).unwrap();
        assert!(copy.head().unwrap().seq >= last, "round {round}");
        Store::open(&path, &stamp()).unwrap().close().unwrap();
        assert_eq!(ending_in(folder.path(), "tmp"), Vec::<PathBuf>::new(), "round {round}: swept at the next opening");
        assert_eq!(copy.verify().unwrap(), [], "round {round}");
    }
    assert!(copies > 5, "{copies} copies");
}

#[test]
fn a_second_process_is_refused_at_once_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tongping");
    Store::create(&path, &stamp()).unwrap().close().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fault-writer"))
        .args([Path::new("commit"), &path])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert_eq!(line.trim_end(), "open");
    // The rest is read away, or a full pipe would stop the writer.
    let reader = std::thread::spawn(move || output.lines().map_while(Result::ok).count());

    let started = std::time::Instant::now();
    let refusal = Store::open(&path, &stamp()).map(|_| ()).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(1));
    let Error::Refused { code, params } = &refusal else { panic!("{refusal:?}") };
    assert_eq!(*code, "workspace_locked");
    assert!(params.contains(&("pid", child.id().to_string())), "{params:?}");
    // Looking is allowed meanwhile, and sees whole events only.
    let reading = Store::open_read_only(&path).unwrap();
    let head = reading.head().unwrap().seq;
    assert!(reading.log(&LogFilter { from_seq: Some(head), ..LogFilter::default() }).is_ok());
    drop(reading);

    child.kill().unwrap();
    child.wait().unwrap();
    assert!(reader.join().unwrap() > 0);
    let store = Store::open(&path, &stamp()).unwrap();
    assert_eq!(store.verify().unwrap(), []);
}

#[cfg(unix)]
#[test]
fn folders_and_files_that_may_not_be_written_or_read_say_so() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tongping");
    Store::create(&path, &stamp()).unwrap().close().unwrap();
    let mode = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    for (file, dir, work, expected) in [
        (0o000, 0o755, "commit", "failed: workspace_unreadable"),
        (0o444, 0o777, "commit", "failed: workspace_file_read_only"),
        (0o666, 0o555, "commit", "failed: workspace_folder_read_only"),
        (0o666, 0o555, "create", "failed: workspace_folder_read_only"),
        // Looking needs no right to write.
        (0o444, 0o555, "look", "failed: ended"),
    ] {
        mode(&path, file);
        mode(folder.path(), dir);
        let said = as_ordinary_user(work, if work == "create" { folder.path() } else { &path });
        mode(folder.path(), 0o755);
        match said {
            Ok(said) => assert_eq!(said, expected, "{work} {file:o} {dir:o}"),
            Err(why) => println!("skipped, no process of another user can be started: {why}"),
        }
    }
    mode(&path, 0o666);
    assert_eq!(Store::open(&path, &stamp()).unwrap().verify().unwrap(), []);
}

/// What the writer says first, run by a user to whom file modes apply: root ignores them.
#[cfg(unix)]
fn as_ordinary_user(work: &str, path: &Path) -> std::io::Result<String> {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    // Where the build lies another user may not get to, so the program is taken along.
    let program = tempfile::tempdir()?;
    let copy = program.path().join("writer");
    std::fs::copy(env!("CARGO_BIN_EXE_fault-writer"), &copy)?;
    std::fs::set_permissions(program.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let mut command = Command::new(copy);
    if std::fs::metadata(program.path())?.uid() == 0 {
        command.uid(65_534).gid(65_534);
    }
    let output = command.arg(work).arg(path).current_dir("/").output()?;
    Ok(String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned())
}

fn ending_in(folder: &Path, end: &str) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|extension| extension == end)).collect()
}
