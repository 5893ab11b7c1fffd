//! Workspaces of older programs with content: each opens, is copied first, and shows everything as it was shown then.
//! `tests/data/schema-2.*` and `schema-3.*` were written by the programs of those schemas: the file, and what its commands
//! answered.

use flate2::read::GzDecoder;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};
use tongping_core::store::{MIGRATIONS, Schema, Stamp, Store, WORKSPACE, WriteOp};
use tongping_tests::files::Folder;
use tongping_tests::story::Story;
use tongping_tests::{pictures, root};

static SCHEMA_1: Schema =
    Schema { migrations: MIGRATIONS.split_at(1).0, append_only: WORKSPACE.append_only, sensitive: WORKSPACE.sensitive };
static SCHEMA_2: Schema =
    Schema { migrations: MIGRATIONS.split_at(2).0, append_only: WORKSPACE.append_only, sensitive: WORKSPACE.sensitive };

static SCHEMA_3: Schema =
    Schema { migrations: MIGRATIONS.split_at(3).0, append_only: WORKSPACE.append_only, sensitive: WORKSPACE.sensitive };

/// The workspace of an older schema, unpacked.
fn of_schema(number: u8, folder: &Folder) -> PathBuf {
    let packed = std::fs::read(root().join(format!("tests/data/schema-{number}.tongping.gz"))).expect("it is there");
    let mut bytes = Vec::new();
    GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).expect("it unpacks");
    folder.put("old.tongping", bytes)
}

/// The rows of that workspace in a file of schema 1, as far as that had room for them.
fn of_schema_1(folder: &Folder) -> PathBuf {
    let source = Connection::open(of_schema(2, folder)).expect("a workspace is a database");
    let path = folder.join("oldest.tongping");
    let stamp = Stamp {
        at: "2026-01-05T09:00:00+08:00".into(),
        actor: "经办人".into(),
        role: "staff".into(),
        app_version: "0.0.1".into(),
    };
    let mut store = Store::create_as(&path, &SCHEMA_1, &stamp).expect("a workspace can be made");
    let copied = store.write(&WriteOp::new("workspace_create", "旧版内容", &stamp), |tx| {
        tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        let mut tables: Vec<String> = tx
            .prepare(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'
                 AND name NOT IN ('meta', 'event', 'change', 'event_hash') ORDER BY name",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        // What is signed or final takes no more rows: it comes last.
        tables.sort_by_key(|name| matches!(name.as_str(), "opinion" | "sheet" | "form"));
        for table in tables {
            copy(&source, tx, &table)?;
        }
        Ok(())
    });
    copied.expect("the rows fit schema 1");
    store.close().expect("it closes");
    path
}

fn copy(source: &Connection, target: &Connection, table: &str) -> rusqlite::Result<()> {
    let columns: Vec<String> = target
        .prepare("SELECT name FROM pragma_table_info(?1)")?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let names = columns.join(", ");
    let marks = vec!["?"; columns.len()].join(", ");
    let mut put = target.prepare(&["INSERT INTO ", table, " (", &names, ") VALUES (", &marks, ")"].concat())?;
    let mut rows = source.prepare(&["SELECT ", &names, " FROM ", table].concat())?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let values = (0..columns.len()).map(|i| row.get::<_, rusqlite::types::Value>(i));
        put.execute(rusqlite::params_from_iter(values.collect::<rusqlite::Result<Vec<_>>>()?))?;
    }
    Ok(())
}

/// Everything that was shown then is shown now; new fields may stand beside it.
#[track_caller]
fn as_before(now: &Value, then: &Value, place: &str) {
    match then {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| as_before(&now[name], value, &format!("{place}.{name}")));
        }
        Value::Array(items) => {
            assert_eq!(now.as_array().map(Vec::len), Some(items.len()), "{place}");
            items.iter().enumerate().for_each(|(i, item)| as_before(&now[i], item, &format!("{place}[{i}]")));
        }
        _ => assert_eq!(now, then, "{place}"),
    }
}

fn shown_then(number: u8) -> Vec<Value> {
    let text = std::fs::read_to_string(root().join(format!("tests/data/schema-{number}.json"))).expect("it is there");
    serde_json::from_str(&text).expect("it is JSON")
}

fn copies(folder: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry").path());
    all.filter(|path| path.extension().is_some_and(|end| end == "bak")).collect()
}

/// Opens an old file and looks at all of it, then goes on working in it.
#[track_caller]
fn goes_on(path: &Path, then: u8, old: &'static Schema, steps: &[&str], leaves_out: &[&str]) {
    let mut story = Story::open(path);
    for one in shown_then(then) {
        let name = one["command"].as_str().expect("a name");
        if !leaves_out.contains(&name) {
            as_before(&story.call(name, one["args"].clone()), &one["value"], name);
        }
    }
    story.verifies();
    let log = story.call("log_show", json!({ "op": "workspace_migrate" }));
    let log: Vec<&str> =
        log.as_array().expect("a list").iter().map(|one| one["subject"].as_str().expect("x")).collect();
    assert_eq!(log, steps);
    let copies = copies(path.parent().expect("a folder"));
    assert_eq!(copies.len(), 1, "one copy was made before the first step");
    let copy = Store::open_read_only_as(&copies[0], old).expect("the copy opens with the old program");
    assert_eq!(copy.verify().expect("it is read"), []);
    // What was signed before prints; what is signed now has its signature; old recusals are recusals.
    let out = path.with_extension("pdf");
    story.call("export_opinion", json!({ "opinion": 1, "path": out }));
    story.call("export_sheet", json!({ "sheet": 1, "path": out }));
    let before = story.call("opinion_show", json!({ "opinion": 1 }));
    assert_eq!(before["signature"], "by_hand");
    let strokes = json!({ "kind": "strokes", "width": 600, "height": 200, "strokes": pictures::strokes() });
    let signed = story.call("opinion_sign", json!({ "opinion": 5, "signature": strokes }));
    assert_eq!((&signed["signature"], &signed["opinion"]["version"]), (&json!("strokes"), &json!(2)));
    story.call("export_opinion", json!({ "opinion": 5, "path": out }));
    assert_eq!(story.call("session_show", json!({ "session": 1 }))["recusals"][0]["kind"], "recusal");
    story.call("session_recuse", json!({ "member": 3, "report": 2, "ground": "住院", "kind": "declined" }));
    story.verifies();
    story.close();
    Story::open(path).verifies();
}

#[test]
fn a_workspace_of_schema_2_shows_everything_as_before() {
    let folder = Folder::new();
    let path = of_schema(2, &folder);
    goes_on(&path, 2, &SCHEMA_2, &["2 → 3", "3 → 4"], &[]);
}

#[test]
fn a_workspace_of_schema_3_shows_everything_as_before() {
    let folder = Folder::new();
    let path = of_schema(3, &folder);
    goes_on(&path, 3, &SCHEMA_3, &["3 → 4"], &[]);
    // A drawn signature and 无法评审 are what that schema brought.
    let mut story = Story::open(&path);
    assert_eq!(story.call("opinion_show", json!({ "opinion": 2 }))["signature"], "strokes");
    let out = path.with_extension("pdf");
    story.call("export_opinion", json!({ "opinion": 2, "path": out }));
    assert_eq!(story.call("session_show", json!({ "session": 1 }))["recusals"][1]["kind"], "declined");
    let board = story.call("board_show", json!({ "session": 1 }));
    assert_eq!((&board["returned"], &board["open"]), (&json!(4), &json!(1)), "what was signed here is in");
}

#[test]
fn a_workspace_of_schema_1_shows_everything_as_before() {
    let folder = Folder::new();
    let path = of_schema_1(&folder);
    // There was no lock of the tally before schema 2, and both of these show it.
    goes_on(&path, 2, &SCHEMA_1, &["1 → 2", "2 → 3", "3 → 4"], &["sheet_show", "tally_show"]);
}
