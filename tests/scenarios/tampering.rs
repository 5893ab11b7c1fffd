//! What editing the file by hand cannot do, and what it does not hide.

use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tongping_core::app;
use tongping_core::domain::id::OpinionId;
use tongping_tests::files::Folder;
use tongping_tests::story::Story;

/// A file with three signed opinions and a final sheet.
fn finished() -> (Folder, PathBuf) {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    let mut story = Story::create(&path);
    story.set_up(3, 1, &Value::Null);
    story.call("session_open", json!({ "session": 1 }));
    let opinions: Vec<i64> = (1..=3).map(|member| story.signed(1, member, ["4", "5", "4"])).collect();
    let sheet = story.composed(1, &opinions);
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    story.close();
    (folder, path)
}

/// Another program at the file.
fn hand(path: &Path) -> Connection {
    Connection::open(path).expect("a workspace is a database")
}

/// A hand that knows of the triggers, takes them away and then does its work.
fn determined_hand(path: &Path, sql: &str) {
    let conn = hand(path);
    let names = conn
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .and_then(|mut all| all.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>())
        .expect("triggers have names");
    assert!(names.len() > 40, "the file guards itself: {names:?}");
    for name in names {
        conn.execute_batch(&["DROP TRIGGER \"", &name, "\""].concat()).expect("a trigger can be dropped");
    }
    conn.execute_batch(sql).expect("then nothing is in the way");
    conn.close().expect("it closes");
}

#[test]
fn what_is_signed_or_final_or_logged_does_not_change_by_raw_sql() {
    let (_folder, path) = finished();
    let conn = hand(&path);
    for sql in [
        "UPDATE score SET points = '4', text = '4' WHERE criterion = '1.2'",
        "UPDATE score SET reason = ''",
        "DELETE FROM score",
        "INSERT INTO score VALUES (1, '9.9', '1', '1', '')",
        "UPDATE opinion SET conclusion = '通过'",
        "UPDATE opinion SET state = 'draft'",
        "UPDATE opinion SET state = 'draft', version = 2, merits = '改', conclusion = '通过'",
        "DELETE FROM opinion",
        "UPDATE remark SET problem = ''",
        "INSERT INTO remark (opinion, no, place, page, criterion, problem, suggestion, nature)
         VALUES (1, 9, '', '', '', 'x', '', '必须修改')",
        "DELETE FROM remark",
        "INSERT INTO opinion_veto VALUES (1, '虚构数据')",
        "UPDATE signed_opinion SET content = '{}'",
        "DELETE FROM signed_opinion",
        "UPDATE sheet SET conclusion = '通过'",
        "UPDATE sheet SET state = 'draft'",
        "DELETE FROM sheet",
        "UPDATE sheet_item SET problem = ''",
        "DELETE FROM sheet_item",
        "DELETE FROM sheet_source",
        "INSERT INTO sheet_dissent VALUES (1, 1, 'x')",
        "UPDATE final_sheet SET content = '{}'",
        "DELETE FROM final_sheet",
        "UPDATE form SET json = '{}' WHERE frozen = 1",
        "DELETE FROM form WHERE frozen = 1",
        "UPDATE event SET actor = '别人'",
        "DELETE FROM event",
        "UPDATE change SET after = '{}'",
        "DELETE FROM change",
        "UPDATE event_hash SET hash = ''",
        "DELETE FROM event_hash",
    ] {
        assert!(conn.execute_batch(sql).is_err(), "went through: {sql}");
    }
    conn.close().expect("it closes");
    Story::open(&path).verifies();
}

#[test]
fn a_hand_edited_row_is_found_by_the_log() {
    let codes_after = |sql: &str| {
        let (_folder, path) = finished();
        determined_hand(&path, sql);
        let mut story = Story::open(&path);
        let verdict = story.call("log_verify", json!({}));
        let findings = verdict["findings"].as_array().expect("findings").clone();
        findings.iter().map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect::<Vec<_>>()
    };
    let cases = [
        ("UPDATE expert SET name = '别人' WHERE id = 1", "row_differs"),
        ("INSERT INTO recusal VALUES (3, 1, '亲属', 'recusal')", "row_not_logged"),
        ("UPDATE score SET points = '4' WHERE criterion = '1.2'", "row_differs"),
        ("DELETE FROM score WHERE opinion = 1", "row_vanished"),
        ("UPDATE event SET actor = '别人' WHERE seq = 5", "event_altered"),
        ("UPDATE change SET after = NULL WHERE seq = 5", "changes_altered"),
    ];
    for (sql, code) in cases {
        let found = codes_after(sql);
        assert!(found.iter().any(|one| one == code), "{sql}: {found:?}");
    }
}

#[test]
fn an_altered_signature_is_not_printed() {
    let (folder, path) = finished();
    determined_hand(&path, "UPDATE signed_opinion SET content = replace(content, '\"4\"', '\"3\"') WHERE opinion = 1");
    let mut story = Story::open(&path);
    let out = folder.join("out.pdf");
    assert_eq!(story.refused("export_opinion", json!({ "opinion": 1, "path": out })), "record_altered");
    assert!(!out.exists());
    assert!(app::opinion::record(&story.app, OpinionId(2)).is_ok());
}

#[test]
fn an_altered_form_is_not_used() {
    let (folder, path) = finished();
    determined_hand(&path, "UPDATE form SET sha256 = replace(sha256, substr(sha256, 1, 4), '0000')");
    let mut story = Story::open(&path);
    let out = folder.join("out.pdf");
    assert_eq!(story.refused("export_opinion", json!({ "opinion": 1, "path": out })), "form_hash_differs");
    assert!(!out.exists());
}

#[test]
fn a_write_outside_the_log_is_refused_by_the_file() {
    let (_folder, path) = finished();
    let mut story = Story::open(&path);
    let raw = story.app.store.read(|conn| Ok(conn.execute("UPDATE expert SET name = '别人'", [])?));
    assert!(raw.is_err(), "the connection that reads cannot write");
    story.verifies();
}
