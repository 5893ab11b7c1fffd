//! Upgrades keep the old file safe and the log true; copies are good before they have a name.

use super::*;

const V3: &str = "
ALTER TABLE report ADD COLUMN unit TEXT NOT NULL DEFAULT '';
UPDATE report SET unit = '某局' WHERE id = 1;
CREATE TABLE score_new (report_id INTEGER NOT NULL REFERENCES report(id), criterion TEXT NOT NULL, value TEXT,
  reason TEXT, PRIMARY KEY (report_id, criterion)) STRICT, WITHOUT ROWID;
INSERT INTO score_new SELECT report_id, criterion, value, NULL FROM score;
DROP TABLE score;
ALTER TABLE score_new RENAME TO score;
CREATE TABLE kind (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT;
INSERT INTO kind VALUES (1, '重点评价');
";

static NEXT: Schema = Schema {
    migrations: &[
        Migration { version: 1, sql: LOG },
        Migration { version: 2, sql: TABLES },
        Migration { version: 3, sql: V3 },
        Migration { version: 4, sql: "DROP TABLE kind" },
    ],
    append_only: SMALL.append_only,
    sensitive: SMALL.sensitive,
};

static FAILS: Schema = Schema {
    migrations: &[
        Migration { version: 1, sql: LOG },
        Migration { version: 2, sql: TABLES },
        Migration {
            version: 3,
            sql: "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT; UPDATE report SET title = 'x'; SELECT nonsense",
        },
    ],
    append_only: SMALL.append_only,
    sensitive: SMALL.sensitive,
};

static DANGLES: Schema = Schema {
    migrations: &[
        Migration { version: 1, sql: LOG },
        Migration { version: 2, sql: TABLES },
        Migration { version: 3, sql: "DELETE FROM report" },
    ],
    append_only: SMALL.append_only,
    sensitive: SMALL.sensitive,
};

fn filled() -> (tempfile::TempDir, PathBuf) {
    let (folder, path, mut store) = on_disk();
    put_report(&mut store, 1);
    put_report(&mut store, 2);
    run(&mut store, "score_set", "INSERT INTO score VALUES (1, 'a', '4.5')");
    run(&mut store, "expert_add", "INSERT INTO expert VALUES (1, '李四', '138', NULL, NULL)");
    run(&mut store, "expert_set", "UPDATE expert SET phone = '139'");
    store.close().unwrap();
    (folder, path)
}

fn backups(folder: &tempfile::TempDir) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|end| end == "bak")).collect()
}

fn version(path: &Path) -> i32 {
    stranger(path).pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn an_upgrade_makes_a_verified_copy_first_and_keeps_the_log_true() {
    let (folder, path) = filled();
    assert_eq!(code(Store::open_read_only_as(&path, &NEXT)), "workspace_needs_upgrade");
    let mut store = Store::open_as(&path, &NEXT, &stamp()).unwrap();
    assert_eq!(store.verify().unwrap(), []);
    let log = store.log(&LogFilter { op: Some("workspace_migrate".into()), ..LogFilter::default() }).unwrap();
    let steps: Vec<&str> = log.iter().map(|event| event.subject.as_str()).collect();
    assert_eq!(steps, ["3 → 4", "2 → 3"]);
    let unit: String =
        store.read(|conn| Ok(conn.query_row("SELECT unit FROM report WHERE id = 1", [], |r| r.get(0))?)).unwrap();
    assert_eq!(unit, "某局");
    // The new columns are logged from now on, and the past before the upgrade is settled.
    run(&mut store, "score_set", "UPDATE score SET reason = '依据不足'");
    assert_eq!(store.undo(&stamp(), None, |_| Verdict::Take).unwrap().value.op, "score_set");
    assert_eq!(code(store.undo(&stamp(), None, |_| Verdict::Take)), "undo_nothing");
    assert_eq!(code(store.undo(&stamp(), Some(2), |_| Verdict::Take)), "undo_touched_later");
    assert_eq!(store.verify().unwrap(), []);
    store.close().unwrap();

    let copies = backups(&folder);
    assert_eq!(copies.len(), 1);
    let copy = Store::open_read_only_as(&copies[0], &SMALL).unwrap();
    assert_eq!(copy.head().unwrap().seq, 6);
    assert_eq!(copy.verify().unwrap(), []);
    drop(copy);
    Store::open_as(&path, &NEXT, &stamp()).unwrap();
    assert_eq!(backups(&folder).len(), 1, "an up-to-date file is not copied again");
}

#[test]
fn a_step_that_fails_leaves_the_old_workspace_whole() {
    for schema in [&FAILS, &DANGLES] {
        let (folder, path) = filled();
        let before = dump(&Store::open_read_only_as(&path, &SMALL).unwrap());
        assert_eq!(code(Store::open_as(&path, schema, &stamp())), "bug");
        assert_eq!(version(&path), 2);
        assert_eq!(backups(&folder).len(), 1);
        let store = Store::open_as(&path, &SMALL, &stamp()).unwrap();
        assert_eq!(dump(&store), before);
        assert_eq!(store.head().unwrap().seq, 6);
        assert_eq!(store.verify().unwrap(), []);
    }
}

#[test]
fn an_upgrade_does_not_cover_up_what_was_edited_past_the_log() {
    let (_folder, path) = filled();
    stranger(&path)
        .execute_batch("DROP TRIGGER audit_report_update; UPDATE report SET title = '改' WHERE id = 2")
        .unwrap();
    let store = Store::open_as(&path, &NEXT, &stamp()).unwrap();
    let found = store.verify().unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].code, found[0].key.as_deref()), ("row_differs", Some("[2]")));
}

#[test]
fn no_copy_no_upgrade() {
    let (folder, path) = filled();
    // The name of the copy is taken by a folder, so it cannot be made.
    let taken = backup::path_before_upgrade(&path, 2, &stamp().at);
    std::fs::create_dir(&taken).unwrap();
    std::fs::write(taken.join("x"), "").unwrap();
    assert_eq!(code(Store::open_as(&path, &NEXT, &stamp())), "failed");
    assert_eq!(version(&path), 2);
    drop(folder);
}

#[test]
fn a_copy_is_one_file_with_the_same_head_that_opens_again() {
    let (folder, path, mut store) = on_disk();
    put_report(&mut store, 1);
    let to = folder.path().join("copy.tongping");
    std::fs::write(&to, "older copy").unwrap();
    let head = store.backup(&to).unwrap();
    assert_eq!(head, store.head().unwrap());
    put_report(&mut store, 2);
    let copy = Store::open_as(&to, &SMALL, &stamp()).unwrap();
    assert_eq!(copy.head().unwrap(), head);
    assert_eq!(copy.verify().unwrap(), []);
    assert_eq!(code(store.backup(&path)), "backup_onto_itself");
    assert_eq!(code(store.backup(&to)), "workspace_locked");
    copy.close().unwrap();
    let reader = Store::open_read_only_as(&path, &SMALL).unwrap();
    assert_eq!(reader.backup(&folder.path().join("by-reader.tongping")).unwrap(), store.head().unwrap());
    assert_eq!(code(store.backup(&folder.path().join("no/where.tongping"))), "folder_missing");
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().ends_with("tmp")), "{names:?}");
}

#[test]
fn a_copy_that_cannot_get_its_name_leaves_the_older_one() {
    let (folder, _path, mut store) = on_disk();
    put_report(&mut store, 1);
    let taken = folder.path().join("taken");
    std::fs::create_dir(&taken).unwrap();
    std::fs::write(taken.join("x"), "y").unwrap();
    assert_eq!(code(store.backup(&taken)), "failed");
    assert_eq!(std::fs::read_to_string(taken.join("x")).unwrap(), "y");
    let left = std::fs::read_dir(folder.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(".tmp"));
    assert_eq!(left.count(), 0);
}
