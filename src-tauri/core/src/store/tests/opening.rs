//! What opens, what is refused with which code, and that a refusal leaves the file as it was.

use super::*;

fn open(path: &Path) -> Result<Store> {
    Store::open_as(path, &SMALL, &stamp())
}

fn bytes(path: &Path) -> (Vec<u8>, Option<Vec<u8>>) {
    (std::fs::read(path).unwrap(), std::fs::read(guard::wal_of(path)).ok())
}

#[test]
fn a_workspace_opens_again_with_everything_in_it() {
    let (_folder, path, mut store) = on_disk();
    put_report(&mut store, 1);
    let (head, rows) = (store.head().unwrap(), dump(&store));
    store.close().unwrap();
    let store = open(&path).unwrap();
    assert_eq!((store.head().unwrap(), dump(&store)), (head, rows));
    assert_eq!(store.verify().unwrap(), []);
    assert_eq!(store.path(), Some(std::fs::canonicalize(&path).unwrap().as_path()));
}

#[test]
fn nothing_stands_beside_a_closed_workspace() {
    let (folder, _, store) = on_disk();
    store.close().unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), if cfg!(unix) { 1 } else { 2 });
}

#[test]
fn what_a_killed_program_left_half_made_is_swept_at_the_next_opening() {
    let (folder, path, store) = on_disk();
    store.close().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (ours, others) = (
        [".2025.tongping.aB3dE9.tmp", ".2025.tongping.aB3dE9.tmp-wal"],
        [".2024.tongping.aB3dE9.tmp", ".2025.tongping.note.tmp", "2025.tongping.aB3dE9.tmp"],
    );
    for name in ours.iter().chain(&others) {
        std::fs::write(at(name), "").unwrap();
    }
    open(&path).unwrap().close().unwrap();
    assert!(ours.iter().all(|name| !at(name).exists()) && others.iter().all(|name| at(name).exists()));
}

#[test]
fn create_never_overwrites() {
    let (_folder, path, store) = on_disk();
    store.close().unwrap();
    let before = bytes(&path);
    assert_eq!(code(Store::create_as(&path, &SMALL, &stamp())), "workspace_exists");
    assert_eq!(bytes(&path), before);
}

static BROKEN: Schema = Schema {
    migrations: &[Migration { version: 1, sql: LOG }, Migration { version: 2, sql: "CREATE TABLE t(" }],
    append_only: &[],
    sensitive: &[],
};

#[test]
fn a_create_that_fails_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tongping");
    assert_eq!(code(Store::create_as(&path, &BROKEN, &stamp())), "bug");
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.is_empty() || cfg!(not(unix)), "{left:?}");
}

#[test]
fn each_wrong_file_has_its_own_refusal_and_stays_untouched() {
    let (folder, path, store) = on_disk();
    store.close().unwrap();
    let good = std::fs::read(&path).unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut other_id = good.clone();
    other_id[68..72].copy_from_slice(&[0; 4]);
    let mut newer = good.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    let mut damaged = good.clone();
    damaged[100..140].fill(0xff);
    let half = good[..good.len() / 2].to_vec();
    for (name, content, expected) in [
        ("empty", Vec::new(), "workspace_empty"),
        ("text", b"hello".to_vec(), "workspace_foreign"),
        ("short", good[..50].to_vec(), "workspace_truncated"),
        ("half", half, "workspace_truncated"),
        ("id", other_id, "workspace_foreign"),
        ("newer", newer, "workspace_newer"),
        ("damaged", damaged, "workspace_damaged"),
    ] {
        std::fs::write(at(name), &content).unwrap();
        assert_eq!(code(open(&at(name))), expected, "{name}");
        assert_eq!(code(Store::open_read_only_as(&at(name), &SMALL)), expected, "{name}");
        assert_eq!(std::fs::read(at(name)).unwrap(), content, "{name}");
    }
    assert_eq!(code(open(&at("missing"))), "workspace_missing");
    assert_eq!(code(open(&at("no/such/folder"))), "folder_missing");
    std::fs::create_dir(at("folder")).unwrap();
    assert_eq!(code(open(&at("folder"))), "workspace_is_folder");
    if cfg!(unix) {
        let made = std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap();
        assert!(made.success());
        assert_eq!(code(open(&at("pipe"))), "workspace_foreign", "nobody waits for a writer");
        assert_eq!(code(Store::open_read_only_as(&at("pipe"), &SMALL)), "workspace_foreign");
    }
    assert_eq!(code(open(Path::new("/"))), "workspace_is_folder");
    assert_eq!(code(Store::create_as(&at("no/such/folder"), &SMALL, &stamp())), "folder_missing");
}

static FUTURE: Schema = Schema {
    migrations: &[
        Migration { version: 1, sql: LOG },
        Migration { version: 2, sql: TABLES },
        Migration { version: 3, sql: "CREATE TABLE later (id INTEGER PRIMARY KEY, x TEXT) STRICT" },
    ],
    append_only: &["file_bytes"],
    sensitive: &[],
};

/// Leaves the newer version in the WAL only, as a program killed after an upgrade does.
fn copy_with_wal(store: &Store, path: &Path, to: &Path) {
    store.conn.execute_batch("PRAGMA user_version").unwrap();
    std::fs::copy(path, to).unwrap();
    std::fs::copy(guard::wal_of(path), guard::wal_of(to)).unwrap();
}

#[test]
fn a_newer_version_that_only_the_wal_knows_is_refused_and_both_files_stay() {
    let (folder, path, mut store) = on_disk();
    let stale = std::fs::read(&path).unwrap();
    migrate::upgrade(&mut store.conn, &FUTURE, 2, &stamp()).unwrap();
    // The upgrade ends with a checkpoint; put a later commit into the WAL and the old header back.
    store.conn.execute_batch("PRAGMA user_version = 9").unwrap();
    let copy = folder.path().join("copy.tongping");
    copy_with_wal(&store, &path, &copy);
    let mut head = std::fs::read(&copy).unwrap();
    head[..100].copy_from_slice(&stale[..100]);
    std::fs::write(&copy, &head).unwrap();
    guard::header(&copy, 2).unwrap();
    let before = bytes(&copy);
    assert!(before.1.as_ref().is_some_and(|wal| !wal.is_empty()));
    assert_eq!(code(open(&copy)), "workspace_newer");
    assert_eq!(bytes(&copy), before);
}

#[test]
fn a_second_instance_is_refused_at_once_and_may_still_look() {
    let (_folder, path, mut store) = on_disk();
    let started = std::time::Instant::now();
    assert_eq!(code(open(&path)), "workspace_locked");
    assert!(started.elapsed() < std::time::Duration::from_secs(1));
    assert_eq!(code(Store::create_as(&path, &SMALL, &stamp())), "workspace_exists");
    put_report(&mut store, 1);
    let mut reader = Store::open_read_only_as(&path, &SMALL).unwrap();
    assert_eq!(reader.head().unwrap(), store.head().unwrap());
    assert_eq!(code(reader.write(&WriteOp::new("x", "", &stamp()), |_| Ok(()))), "workspace_opened_read_only");
    put_report(&mut store, 2);
    assert_eq!(dump(&reader), dump(&store));
    drop(store);
    drop(reader);
    open(&path).unwrap();
}

#[test]
fn a_reader_does_not_change_the_file() {
    let (folder, path, mut store) = on_disk();
    put_report(&mut store, 1);
    let copy = folder.path().join("copy.tongping");
    copy_with_wal(&store, &path, &copy);
    let before = bytes(&copy);
    let reader = Store::open_read_only_as(&copy, &SMALL).unwrap();
    assert_eq!(dump(&reader), dump(&store));
    assert!(reader.conn.execute_batch("DELETE FROM report").is_err());
    reader.close().unwrap();
    assert_eq!(bytes(&copy), before);
}

#[test]
fn a_synchronised_folder_is_recognised_by_name() {
    assert_eq!(sync_folder(Path::new("/home/a/OneDrive - 财政局/2025.tongping")), Some("OneDrive"));
    assert_eq!(sync_folder(Path::new("/home/a/坚果云/评审/2025.tongping")), Some("坚果云"));
    assert_eq!(sync_folder(Path::new("/home/a/文档/onedrive.tongping")), None);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_workspace_is_the_workspace_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("a.tongping"), folder.path().join("link.tongping"));
    let store = Store::create_as(&path, &SMALL, &stamp()).unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert_eq!(code(open(&link)), "workspace_locked");
    store.close().unwrap();
    let store = open(&link).unwrap();
    assert_eq!(store.path(), Some(path.canonicalize().unwrap().as_path()));
    assert_eq!(code(open(&path)), "workspace_locked");
    drop(store);
    // A link that leads nowhere, and one that leads to itself.
    std::fs::remove_file(&path).unwrap();
    assert_eq!(code(open(&link)), "workspace_missing");
}

#[test]
fn nothing_is_acknowledged_into_a_file_that_was_moved_away_or_removed() {
    let (folder, path, mut store) = on_disk();
    put_report(&mut store, 1);
    let away = folder.path().join("away.db");
    let write = |store: &mut Store, id: i64| {
        store.write(&WriteOp::new("report_add", "甲", &stamp()), |tx| {
            tx.execute("INSERT INTO report(id, title) VALUES (?1, '报告')", [id])?;
            Ok(())
        })
    };
    std::fs::rename(&path, &away).unwrap();
    assert!(matches!(write(&mut store, 2), Err(Error::Failed { doing: "workspace_save", .. })));
    std::fs::write(&path, "another file").unwrap();
    assert!(write(&mut store, 2).is_err());
    std::fs::rename(&away, &path).unwrap();
    write(&mut store, 2).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(write(&mut store, 3).is_err());
    // What was acknowledged can still be rescued.
    let copy = folder.path().join("copy.db");
    store.backup(&copy).unwrap();
    let rows: i64 = Store::open_read_only_as(&copy, &SMALL)
        .unwrap()
        .read(|conn| Ok(conn.query_row("SELECT count(*) FROM report", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(rows, 2);
}
