//! Measures the import of returns: 9 experts × 40 reports × 40 criteria, verified, parsed, stored and logged in one write,
//! against putting the same rows into the same tables with the same triggers and nothing else. Arguments: experts,
//! reports, runs. Prints the medians; exit code 1 when a goal is missed.

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tongping_core::app::{World, package_open};
use tongping_core::error::Result;
use tongping_core::exchange::keys::{BureauKeys, RecoveryCode};
use tongping_core::store::{Stamp, Store, WriteOp};
use tongping_tests::files::Folder;
use tongping_tests::story::{self, NAMES, START, Story};

/// Longest time of the whole import, and of it against the raw rows.
const MOST: Duration = Duration::from_secs(1);
const MOST_TIMES: f64 = 2.0;

/// The tables an import writes, in the order in which their rows may come.
const TABLES: [&str; 7] = ["file_bytes", "expert_key", "received", "opinion", "score", "remark", "signed_opinion"];

fn main() -> ExitCode {
    let args: Vec<usize> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let of = |at: usize, or: usize| args.get(at).copied().unwrap_or(or);
    let (experts, reports, runs) = (of(0, 9), of(1, 40), of(2, 5));
    let folder = Folder::new();
    let bureau = folder.join("bureau.tongping");
    let returns = prepare(&folder, &bureau, experts, reports);
    let (mut whole, mut raw) = (Vec::new(), Vec::new());
    for run in 0..runs {
        let imported = folder.join(&format!("imported-{run}.tongping"));
        std::fs::copy(&bureau, &imported).expect("copied");
        whole.push(import(&imported, &returns));
        let rowed = folder.join(&format!("rows-{run}.tongping"));
        std::fs::copy(&bureau, &rowed).expect("copied");
        raw.push(rows(&imported, &rowed));
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    let (whole, raw) = (median(&mut whole), median(&mut raw));
    let times = whole.as_secs_f64() / raw.as_secs_f64();
    let scores = experts * reports * 40;
    let mut out = std::io::stdout();
    let _ = writeln!(out, "import: {experts} experts x {reports} reports x 40 criteria = {scores} scores");
    let _ = writeln!(
        out,
        "  verified, parsed, stored, logged {whole:?}   the same rows and triggers alone {raw:?}   {times:.2} times"
    );
    if whole <= MOST && times <= MOST_TIMES { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn keys() -> BureauKeys {
    BureauKeys::from_code(&RecoveryCode([7; 20])).expect("keys")
}

/// A form of forty criteria in eight parts.
fn form() -> Value {
    let criterion = |part: usize, at: usize| json!({ "id": format!("{part}.{at}"), "name": format!("指标{part}.{at}"), "max": "2.5" });
    let part = |part: usize| {
        let criteria: Vec<Value> = (1..=5).map(|at| criterion(part, at)).collect();
        json!({ "id": part.to_string(), "name": format!("一级{part}"), "max": "12.5", "criteria": criteria })
    };
    let mut form = story::form(&Value::Null);
    form["total"] = json!("100");
    form["groups"] = json!((1..=8).map(part).collect::<Vec<Value>>());
    form["conclusions"] = json!([{ "name": "通过" }, { "name": "修改后通过" }, { "name": "不通过" }]);
    form["grades"] = json!([{ "name": "优", "from": "90" }, { "name": "差", "from": "0" }]);
    form
}

/// The workspace of the bureau with its packages out, and a return of every expert.
fn prepare(folder: &Folder, bureau: &Path, experts: usize, reports: usize) -> Vec<PathBuf> {
    let mut story = Story::create(bureau);
    story.app.world.keys = Some(keys());
    story.call("form_import", json!({ "json": form().to_string() }));
    story.call("session_add", story::session("S-1"));
    let name = |at: usize| format!("{}{}", NAMES[at % NAMES.len()], at / NAMES.len());
    for at in 0..experts {
        let expert = story.call("expert_add", story::expert(&name(at)));
        let role = if at == 0 { "chair" } else { "member" };
        story.call("session_member_add", json!({ "session": 1, "expert": expert["id"], "role": role }));
    }
    for at in 1..=reports {
        story.call("report_add", story::report(1, &format!("R-{at}")));
    }
    story.call("session_open", json!({ "session": 1 }));
    let args = json!({
        "session": 1, "members": [], "folder": folder.join("out"), "due_at": "", "plain": true, "reason": "",
    });
    let packages = story.call("packages_export", args);
    story.close();
    let packages = packages.as_array().expect("packages").clone();
    packages.iter().enumerate().map(|(at, package)| answered(folder, at, package, reports)).collect()
}

/// The return of one expert.
fn answered(folder: &Folder, at: usize, package: &Value, reports: usize) -> PathBuf {
    let real = World::real("", "");
    let world = World { uid: real.uid, random: real.random, ..World::scripted(START, "专家") };
    let file = PathBuf::from(package["path"].as_str().expect("a path"));
    let opened = package_open::open(&file, None, &folder.join("desk"), world).expect("the package opens");
    let mut story = Story::open(&opened.path);
    let ids: Vec<i64> = (1..=i64::try_from(reports).expect("few reports"))
        .map(|report| {
            let view = story.call("opinion_begin", json!({ "report": report, "member": 1 }));
            let id = view["opinion"]["id"].as_i64().expect("an id");
            let value = |k: usize| if (k + at).is_multiple_of(3) { "2" } else { "2.5" };
            let score = |k: usize| json!({ "criterion": format!("{}.{}", k / 5 + 1, k % 5 + 1), "value": value(k), "reason": "缺少附件目录，数据口径前后不一致" });
            let scores: Vec<Value> = (0..40).map(score).collect();
            story.call("scores_set", json!({ "opinion": id, "scores": scores, "only_show": false }));
            for n in 1..=3 {
                let mut remark = story::remark(id, &format!("第 {n} 个问题：绩效目标与预算不匹配，指标值没有依据"));
                remark["criterion"] = json!("1.1");
                story.call("remark_add", remark);
            }
            story.call("opinion_set", json!({ "opinion": id, "conclusion": "修改后通过", "declared": true }));
            id
        })
        .collect();
    story.call("opinions_sign", json!({ "opinions": ids, "declared": true }));
    let path = folder.join(&format!("{at}.tpr"));
    story.call("hand_back", json!({ "path": path, "papers": false }));
    story.close();
    path
}

/// How long the import takes, the workspace open and the preview made.
fn import(workspace: &Path, returns: &[PathBuf]) -> Duration {
    let mut story = Story::open(workspace);
    story.app.world.keys = Some(keys());
    let head = story.call("import_preview", json!({ "paths": returns }))["head"].clone();
    let args = json!({ "paths": returns, "head": head, "decisions": [] });
    let began = Instant::now();
    let view = story.call("import_run", args);
    let took = began.elapsed();
    assert_eq!(view["taken"].as_u64(), Some(returns.len() as u64), "{}", view["text"]);
    story.close();
    took
}

/// How long the same rows take when nothing is read, verified or frozen.
fn rows(from: &Path, into: &Path) -> Duration {
    let source = Connection::open(from).expect("a database");
    let tables: Vec<(String, Vec<Vec<Cell>>)> = TABLES.iter().map(|table| read(&source, table)).collect();
    drop(source);
    let stamp = Stamp { at: START.into(), actor: "x".into(), role: "staff".into(), app_version: "0".into() };
    let mut store = Store::open(into, &stamp).expect("it opens");
    let began = Instant::now();
    let written = store.write(&WriteOp::new("import_run", "", &stamp), |tx| {
        tables.iter().try_for_each(|(sql, rows)| put(tx, sql, rows))?;
        Ok(tx.execute("UPDATE opinion SET state = 'signed'", [])?)
    });
    let took = began.elapsed();
    written.expect("the rows fit");
    store.close().expect("it closes");
    took
}

fn read(conn: &Connection, table: &str) -> (String, Vec<Vec<Cell>>) {
    let mut statement = conn.prepare(&["SELECT * FROM ", table].concat()).expect("a table");
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let state = names.iter().position(|name| table == "opinion" && name == "state");
    let row = |row: &rusqlite::Row<'_>| (0..names.len()).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Cell>>>();
    let rows = statement.query_map([], row).and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>).expect("rows");
    let draft = |mut row: Vec<Cell>| {
        if let Some(at) = state {
            row[at] = Cell::Text("draft".into());
        }
        row
    };
    let marks = vec!["?"; names.len()].join(", ");
    let sql =
        ["INSERT INTO ", table, " (", &names.join(", "), ") VALUES (", &marks, ") ON CONFLICT DO NOTHING"].concat();
    (sql, rows.into_iter().map(draft).collect())
}

fn put(conn: &Connection, sql: &str, rows: &[Vec<Cell>]) -> Result<()> {
    let mut statement = conn.prepare(sql)?;
    for row in rows {
        statement.execute(params_from_iter(row))?;
    }
    Ok(())
}
