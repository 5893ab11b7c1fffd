//! The log holds against our own mistakes and other programs, and verification names the first bad event.

use super::*;

fn kinds(store: &Store, seq: i64) -> String {
    let filter = LogFilter { from_seq: Some(seq), to_seq: Some(seq), ..LogFilter::default() };
    let letter = |change: &ChangeView| match change.kind {
        ChangeKind::Insert => 'I',
        ChangeKind::Update => 'U',
        ChangeKind::Delete => 'D',
    };
    store.log(&filter).unwrap()[0].changes.iter().map(letter).collect()
}

#[test]
fn a_write_says_what_it_touched_and_the_log_shows_before_and_after() {
    let mut store = scratch();
    let first = put_report(&mut store, 7);
    assert_eq!((first.event_seq, first.touched), (Some(2), vec!["report".to_owned()]));
    let op = WriteOp::new("report_note", "报告7", &stamp()).because("补充");
    store.write(&op, |tx| Ok(tx.execute("UPDATE report SET note = '改\"' WHERE id = 7", [])?)).unwrap();
    let log = store.log(&LogFilter { limit: Some(1), ..LogFilter::default() }).unwrap();
    let event = &log[0];
    assert_eq!((event.seq, event.op.as_str(), event.reason.as_deref()), (3, "report_note", Some("补充")));
    let change = &event.changes[0];
    assert_eq!((change.table.as_str(), change.kind, change.key.as_str()), ("report", ChangeKind::Update, "[7]"));
    assert_eq!(change.before.as_deref(), Some(r#"{"id":7,"title":"报告7","note":null}"#));
    assert_eq!(change.after.as_deref(), Some(r#"{"id":7,"title":"报告7","note":"改\""}"#));
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn a_write_that_changes_nothing_leaves_no_event() {
    let mut store = scratch();
    put_report(&mut store, 1);
    let head = store.head().unwrap();
    let same = run(&mut store, "report_note", "UPDATE report SET note = note; DELETE FROM score");
    assert_eq!((same.event_seq, same.touched.len()), (None, 0));
    assert_eq!(store.head().unwrap(), head);
    let kept = store.write(&WriteOp::new("sheet_export", "甲", &stamp()).kept_empty(), |_| Ok(())).unwrap();
    assert_eq!(kept.event_seq, Some(head.seq + 1));
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn a_failing_write_leaves_nothing() {
    let mut store = scratch();
    let (head, rows) = (store.head().unwrap(), dump(&store));
    let failed: Result<Written<()>> = store.write(&WriteOp::new("report_add", "甲", &stamp()), |tx| {
        tx.execute("INSERT INTO report(id, title) VALUES (1, '甲')", [])?;
        Err(Error::refused("no"))
    });
    assert_eq!(code(failed), "no");
    assert_eq!((store.head().unwrap(), dump(&store)), (head, rows));
    put_report(&mut store, 1);
}

#[test]
fn a_time_without_offset_is_our_fault() {
    let mut store = scratch();
    let bad = Stamp { at: "2025-03-01 09:00".into(), ..stamp() };
    assert_eq!(code(store.write(&WriteOp::new("x", "", &bad).kept_empty(), |_| Ok(()))), "bug");
}

#[test]
fn a_replaced_row_shows_as_gone_and_come_and_an_upsert_as_altered() {
    let mut store = scratch();
    put_report(&mut store, 1);
    run(&mut store, "score_set", "INSERT INTO score VALUES (1, 'a', '4.5')");
    let seq = run(&mut store, "score_set", "INSERT OR REPLACE INTO score VALUES (1, 'a', '5')").event_seq.unwrap();
    assert_eq!(kinds(&store, seq), "DI");
    let upsert = "INSERT INTO score VALUES (1, 'a', '3') ON CONFLICT DO UPDATE SET value = excluded.value";
    let seq = run(&mut store, "score_set", upsert).event_seq.unwrap();
    assert_eq!(kinds(&store, seq), "U");
    let seq = run(&mut store, "score_move", "UPDATE score SET criterion = 'b'").event_seq.unwrap();
    assert_eq!(kinds(&store, seq), "DI");
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn a_change_of_letter_case_is_a_change_whatever_the_collation() {
    let mut store = scratch();
    run(&mut store, "expert_add", "INSERT INTO expert(id, name) VALUES (1, 'a')");
    assert!(run(&mut store, "expert_set", "UPDATE expert SET name = 'A'").event_seq.is_some());
}

#[test]
fn bytes_are_kept_once_and_logged_without_content() {
    let mut store = scratch();
    let put = "INSERT INTO file_bytes VALUES ('039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81', 3, x'010203')";
    let seq = run(&mut store, "file_add", put).event_seq.unwrap();
    let log = store.log(&LogFilter { from_seq: Some(seq), ..LogFilter::default() }).unwrap();
    assert_eq!(
        log[0].changes[0].after.as_deref(),
        Some(r#"{"sha256":"039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81","size":3}"#)
    );
    for forbidden in [
        "UPDATE file_bytes SET size = 4",
        "DELETE FROM file_bytes",
        "REPLACE INTO file_bytes VALUES ('039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81', 4, x'01')",
    ] {
        let result = store.write(&WriteOp::new("x", "", &stamp()), |tx| Ok(tx.execute(forbidden, [])?));
        assert_eq!(code(result), "bug", "{forbidden}");
    }
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn personal_numbers_never_enter_the_log() {
    let mut store = scratch();
    run(&mut store, "expert_add", "INSERT INTO expert VALUES (1, '李四', '13800000000', '110101', NULL)");
    run(&mut store, "expert_set", "UPDATE expert SET phone = '13900000000', name = '李五'");
    run(&mut store, "expert_set", "UPDATE expert SET bank_account = '622200'");
    assert_eq!(store.verify().unwrap(), []);
    run(&mut store, "expert_expire", "UPDATE expert SET phone = NULL, id_number = NULL, bank_account = NULL");
    assert_eq!(store.verify().unwrap(), []);
    let log = store.log(&LogFilter { table: Some("expert".into()), oldest_first: true, ..LogFilter::default() });
    let images: Vec<String> = log
        .unwrap()
        .iter()
        .flat_map(|event| &event.changes)
        .flat_map(|c| [c.before.clone(), c.after.clone()])
        .flatten()
        .collect();
    for number in ["13800000000", "13900000000", "110101", "622200"] {
        assert!(images.iter().all(|image| !image.contains(number)), "{number}");
    }
    assert!(images[2].contains(r#""phone":"*** (changed)","id_number":"***","bank_account":null"#), "{}", images[2]);
}

#[test]
fn every_table_has_its_triggers_with_every_column() {
    for store in [scratch(), Store::scratch()] {
        let (present, tables) =
            store.read(|conn| Ok((triggers::present(conn)?, tables::logged(conn, store.schema)?))).unwrap();
        assert!(!tables.is_empty());
        for table in tables {
            let moments: &[&str] = if table.is_append_only {
                &["insert", "update", "delete"]
            } else {
                &["insert", "update", "rekey", "delete"]
            };
            for moment in moments {
                let text = &present[&["audit_", &table.name, "_", moment].concat()];
                let all_named = table.columns.iter().all(|column| column.is_blob || text.contains(&column.name));
                assert!(all_named || table.is_append_only, "{text}");
            }
        }
    }
}

#[test]
fn tables_that_cannot_be_logged_truly_are_refused() {
    for (sql, why) in [
        ("CREATE TABLE t (a INTEGER PRIMARY KEY, b REAL) STRICT", "REAL"),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB) STRICT", "BLOB"),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY, b ANY) STRICT", "ANY"),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)", "STRICT"),
        ("CREATE TABLE t (a TEXT) STRICT", "PRIMARY KEY"),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY REFERENCES report(id) ON DELETE CASCADE) STRICT", "foreign-key"),
        ("CREATE TABLE expert2 (id INTEGER PRIMARY KEY) STRICT; ALTER TABLE expert DROP COLUMN phone", "phone"),
    ] {
        let store = scratch();
        store
            .conn
            .execute_batch(
                "DROP TRIGGER audit_expert_insert; DROP TRIGGER audit_expert_update;
            DROP TRIGGER audit_expert_rekey; DROP TRIGGER audit_expert_delete;",
            )
            .unwrap();
        store.conn.execute_batch(sql).unwrap();
        let Err(Error::Bug { source, .. }) = tables::logged(&store.conn, &SMALL) else { panic!("{sql}") };
        assert!(source.to_string().contains(why), "{source}");
    }
}

#[test]
fn another_program_cannot_write_past_the_log() {
    let (_folder, path, mut store) = on_disk();
    put_report(&mut store, 1);
    let before = dump(&store);
    let other = stranger(&path);
    for forbidden in [
        "INSERT INTO report(id, title) VALUES (2, '乙')",
        "INSERT OR IGNORE INTO report(id, title) VALUES (2, '乙')",
        "INSERT OR REPLACE INTO report(id, title) VALUES (1, '乙')",
        "UPDATE report SET title = '乙'",
        "UPDATE OR IGNORE report SET title = '乙'",
        "DELETE FROM report",
        "INSERT INTO meta VALUES ('x', 'y')",
        "INSERT INTO change(seq, tbl, kind, key) VALUES (1, 'report', 'D', '[1]')",
        "INSERT OR REPLACE INTO change(n, seq, tbl, kind, key) VALUES (1, 2, 'report', 'D', '[1]')",
        "UPDATE event SET actor = '李四'",
        "DELETE FROM event_hash WHERE seq = 1",
        "DELETE FROM change",
        "INSERT INTO event_hash VALUES (3, '', 0, '', '')",
        "REPLACE INTO event SELECT * FROM event WHERE seq = 1",
        // The event is there, its hash is not: COMMIT fails.
        "INSERT INTO event SELECT 3, at, actor, role, op, subject, reason, undoes, app_version FROM event WHERE seq = 1",
    ] {
        other.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        assert!(other.execute_batch(forbidden).is_err(), "{forbidden}");
    }
    assert_eq!(dump(&store), before);
    assert_eq!(store.verify().unwrap(), []);
    put_report(&mut store, 2);
}

#[test]
fn an_unsealed_event_cannot_be_committed_by_us_either() {
    let mut store = scratch();
    let result = store.write(&WriteOp::new("x", "", &stamp()), |tx| Ok(tx.execute_batch("COMMIT")?));
    assert_eq!(code(result), "bug");
    put_report(&mut store, 1);
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn a_filter_finds_the_history_of_one_row() {
    let mut store = scratch();
    put_report(&mut store, 1);
    put_report(&mut store, 2);
    run(&mut store, "report_note", "UPDATE report SET note = 'x' WHERE id = 1");
    let filter =
        LogFilter { table: Some("report".into()), key: Some("[1]".into()), oldest_first: true, ..LogFilter::default() };
    let seqs: Vec<i64> = store.log(&filter).unwrap().iter().map(|event| event.seq).collect();
    assert_eq!(seqs, [2, 4]);
    let by_op = LogFilter { op: Some("report_note".into()), ..LogFilter::default() };
    assert_eq!(store.log(&by_op).unwrap().len(), 1);
}

#[test]
fn the_head_is_short_and_the_same_for_the_same_history() {
    let make = || {
        let mut store = scratch();
        put_report(&mut store, 1);
        store.head().unwrap()
    };
    let head = make();
    assert_eq!(head, make());
    assert_eq!((head.seq, head.hash16.len()), (2, 19));
    assert!(head.hash16.chars().enumerate().all(|(i, c)| if i % 5 == 4 { c == '-' } else { c.is_ascii_hexdigit() }));
}

/// Three hundred events of several kinds, opened as a forger does: no triggers, no references.
fn long_log() -> Store {
    let mut store = scratch();
    for event in 2..=301 {
        let id = ((event + 1) / 3).to_string();
        let statements = match event % 3 {
            2 => ["INSERT INTO report(id, title) VALUES (", &id, ", ", &id, ")"].concat(),
            0 => ["INSERT INTO score VALUES (", &id, ", 'a', '1'), (", &id, ", 'b', '2')"].concat(),
            _ => ["UPDATE score SET value = '3' WHERE report_id = ", &id].concat(),
        };
        // No two events are alike, or a swap of two would change nothing.
        let op = WriteOp::new("score_set", event.to_string(), &stamp());
        store.write(&op, |tx| Ok(tx.execute_batch(&statements)?)).unwrap();
    }
    assert_eq!(store.verify().unwrap(), []);
    store.conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let list = "SELECT name FROM sqlite_schema WHERE type = 'trigger'";
    let names: Vec<String> =
        store.conn.prepare(list).unwrap().query_map([], |row| row.get(0)).unwrap().map(|name| name.unwrap()).collect();
    for name in &names {
        store.conn.execute_batch(&["DROP TRIGGER ", name].concat()).unwrap();
    }
    store
}

/// The first bad event after one edit, which is then taken back.
fn forge(store: &Store, edit: &str) -> Option<i64> {
    store.conn.execute_batch("BEGIN").unwrap();
    store.conn.execute_batch(edit).unwrap();
    let first = check::first_bad(&store.conn).unwrap();
    store.conn.execute_batch("ROLLBACK").unwrap();
    first
}

/// Ways to edit a log row; `{k}` is its event, `{j}` the next.
const EDITS: &[&str] = &[
    "UPDATE event SET actor = '某' WHERE seq = {k}",
    "UPDATE event SET at = '2024-01-01T00:00:00+08:00' WHERE seq = {k}",
    "UPDATE event SET reason = '' WHERE seq = {k}",
    "UPDATE event_hash SET hash = 'ff' || substr(hash, 3, 61) || '0' WHERE seq = {k}",
    "UPDATE event_hash SET change_count = change_count + 1 WHERE seq = {k}",
    "UPDATE change SET after = '{}' WHERE n = (SELECT min(n) FROM change WHERE seq = {k})",
    "UPDATE change SET key = '[0]' WHERE n = (SELECT max(n) FROM change WHERE seq = {k})",
];
const DELETIONS: &[&str] = &[
    "DELETE FROM event WHERE seq = {k}",
    "DELETE FROM event_hash WHERE seq = {k}",
    "DELETE FROM change WHERE n = (SELECT min(n) FROM change WHERE seq = {k})",
    "DELETE FROM change WHERE n = (SELECT max(n) FROM change WHERE seq = {k})",
    "DELETE FROM event WHERE seq = {k}; DELETE FROM event_hash WHERE seq = {k}; DELETE FROM change WHERE seq = {k}",
];
const INSERTIONS: &[&str] = &["INSERT INTO change(seq, tbl, kind, key) VALUES ({k}, 'report', 'D', '[1]')"];
const SWAPS: &[&str] = &[
    "UPDATE event SET seq = -1 WHERE seq = {k}; UPDATE event SET seq = {k} WHERE seq = {j};
     UPDATE event SET seq = {j} WHERE seq = -1",
    "UPDATE change SET seq = -1 WHERE seq = {k}; UPDATE change SET seq = {k} WHERE seq = {j};
     UPDATE change SET seq = {j} WHERE seq = -1",
    "UPDATE event_hash SET seq = -1 WHERE seq = {k}; UPDATE event_hash SET seq = {k} WHERE seq = {j};
     UPDATE event_hash SET seq = {j} WHERE seq = -1",
];

#[test]
fn every_edited_deleted_inserted_or_swapped_row_is_named() {
    let store = long_log();
    // Every event meets every family; within a family the ways take turns.
    for k in 1..301_usize {
        for family in [EDITS, DELETIONS, INSERTIONS, SWAPS] {
            let edit = family[k % family.len()].replace("{k}", &k.to_string()).replace("{j}", &(k + 1).to_string());
            assert_eq!(forge(&store, &edit), i64::try_from(k).ok(), "{edit}");
        }
    }
    for edit in EDITS.iter().chain(INSERTIONS).chain(&DELETIONS[..4]) {
        assert_eq!(forge(&store, &edit.replace("{k}", "301")), Some(301), "{edit}");
    }
    let added = "INSERT INTO event SELECT 302, at, actor, role, op, subject, reason, undoes, app_version
                 FROM event WHERE seq = 1";
    assert_eq!(forge(&store, added), Some(302));
}

#[test]
fn a_table_edited_past_the_log_is_found_row_by_row() {
    let (_folder, path, mut store) = on_disk();
    put_report(&mut store, 1);
    put_report(&mut store, 2);
    put_report(&mut store, 3);
    store.close().unwrap();
    let other = stranger(&path);
    other.execute_batch("DROP TRIGGER audit_report_update; DROP TRIGGER audit_report_delete; DROP TRIGGER audit_report_insert;
        UPDATE report SET title = '改' WHERE id = 1; DELETE FROM report WHERE id = 2; INSERT INTO report VALUES (9, '添', NULL)").unwrap();
    drop(other);
    let store = Store::open_read_only_as(&path, &SMALL).unwrap();
    let found = store.verify().unwrap();
    let has = |code: &str, key: &str| found.iter().any(|f| f.code == code && f.key.as_deref() == Some(key));
    assert!(has("row_differs", "[1]") && has("row_vanished", "[2]") && has("row_not_logged", "[9]"), "{found:?}");
    assert_eq!(found.iter().filter(|f| f.code == "trigger_altered").count(), 3);
    drop(store);
    // Opening for writing puts the triggers back, as news, and keeps the findings.
    let store = Store::open_as(&path, &SMALL, &stamp()).unwrap();
    let found = store.verify().unwrap();
    assert_eq!(found.iter().filter(|f| f.code == "trigger_altered").count(), 0);
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(store.log(&LogFilter { limit: Some(1), ..LogFilter::default() }).unwrap()[0].op, "workspace_retrigger");
}

#[test]
fn a_flipped_bit_is_refused_or_found_or_changes_nothing() {
    let (folder, path, mut store) = on_disk();
    for id in 1..=12 {
        put_report(&mut store, id);
    }
    run(&mut store, "score_set", "INSERT INTO score SELECT id, 'a', '4.5' FROM report");
    run(&mut store, "expert_add", "INSERT INTO expert VALUES (1, '李四', '138', '110', NULL)");
    run(
        &mut store,
        "file_add",
        "INSERT INTO file_bytes VALUES ('039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81', 3, x'010203')",
    );
    let content = |store: &Store| Some((dump_or_none(store)?, store.log(&LogFilter::default()).ok()?));
    let before = content(&store).unwrap();
    store.close().unwrap();
    let good = std::fs::read(&path).unwrap();
    let (copy, mut state, mut told) = (folder.path().join("flipped.tongping"), 7_u64, 0);
    for _ in 0..400 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(state >> 33).unwrap() % good.len();
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (state >> 20 & 7);
        std::fs::write(&copy, &bytes).unwrap();
        let Ok(store) = Store::open_read_only_as(&copy, &SMALL) else { continue };
        let now = content(&store);
        let found = store.verify();
        let silent = found.as_ref().is_ok_and(Vec::is_empty);
        told += usize::from(!silent);
        assert!(!silent || now.as_ref() == Some(&before), "byte {at}");
    }
    assert!(told > 20, "{told}");
}
