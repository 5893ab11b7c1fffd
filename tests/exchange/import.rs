//! Returns taken in by a bureau, on real files: what is taken, what is not and why, what meets what, all or nothing.

#[path = "import/bad.rs"]
mod bad;
#[path = "import/meetings.rs"]
mod meetings;
#[path = "import/room.rs"]
mod room;

use room::{Room, file, forge};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use tongping_core::domain::record::OpinionRecord;
use tongping_core::store::opinion;
use tongping_tests::story::Story;

/// Two experts with two reports each, both handed back whole.
fn handed_back() -> Room {
    let room = Room::new(2, 2);
    for (seat, name) in [(1, "a.tpr"), (2, "b.tpr")] {
        let mut expert = room.expert(seat);
        expert.signs(1, ["4", "6", "4.5"]);
        expert.signs(2, ["3", "6", "4"]);
        expert.hands_back(&room.path(name));
    }
    room
}

#[test]
fn what_experts_signed_stands_in_the_workspace_byte_for_byte() {
    let mut room = handed_back();
    let view = room.preview(&["a.tpr", "b.tpr"]);
    assert_eq!(
        (&view["taken"], &view["skipped"], &view["refused"], &view["is_done"]),
        (&json!(2), &json!(0), &json!(0), &json!(false))
    );
    assert_eq!(file(&view, "a.tpr")["line"], "赵一（第 1 版，2 份报告）");
    assert_eq!(file(&view, "a.tpr")["level"], "new");
    assert_eq!(file(&view, "a.tpr")["reports"][0]["after"], "14.50");
    assert_eq!(room.count("opinion"), 0);

    let done = room.import(&["a.tpr", "b.tpr"], &[]);
    assert_eq!((&done["taken"], &done["is_done"]), (&json!(2), &json!(true)));
    assert_eq!(room.totals(1), ["14.50", "14.50"]);
    assert_eq!(room.totals(2), ["13.00", "13.00"]);
    let expert = room.expert_at(1, "desk", "out");
    let (there, here) = (
        expert
            .story
            .app
            .store
            .read(|conn| opinion::signed(conn, tongping_core::domain::id::OpinionId(1)))
            .expect("read"),
        room.bureau
            .app
            .store
            .read(|conn| opinion::signed(conn, tongping_core::domain::id::OpinionId(1)))
            .expect("read"),
    );
    assert_eq!(there, here, "the check codes on both papers agree");
    let out = room.path("paper.pdf");
    room.bureau.call("export_opinion", json!({ "opinion": 1, "path": out }));
    let list = room.bureau.call("received_list", json!({ "session": 1 }));
    assert_eq!(
        (&list[0]["state"], &list[1]["expert"], &list[1]["seq"]),
        (&json!("accepted"), &json!("赵一"), &json!(1))
    );
    assert_eq!(room.count("expert_key"), 2);
    let board = room.bureau.call("board_show", json!({ "session": 1 }));
    assert_eq!((&board["returned"], &board["open"]), (&json!(4), &json!(0)), "what is in is no longer awaited");
    assert_eq!((&board["cells"][0]["state"], &board["cells"][0]["words"]), (&json!("returned"), &json!("第 1 版")));
    let rebuilt = room.bureau.call("received_rebuild", json!({}));
    assert_eq!(rebuilt, json!({ "files": 2, "opinions": 4, "differences": [] }));
    room.bureau.verifies();
    assert_eq!(room.bureau.refused("log_undo", json!({})), "undo_not_possible");
    // The sheet is made of what came in.
    let sheet = room.bureau.composed(1, &[1, 3]);
    room.bureau.call("sheet_finalise", json!({ "sheet": sheet }));
}

#[test]
fn the_same_again_is_skipped_and_a_folder_is_looked_into() {
    let mut room = handed_back();
    room.import(&["a.tpr"], &[]);
    let counts = |room: &Room| (room.count("received"), room.count("opinion"), room.count("event"));
    let before = counts(&room);
    let view = room.import(&["a.tpr"], &[]);
    assert_eq!((&view["skipped"], &file(&view, "a.tpr")["level"]), (&json!(1), &json!("identical")));
    assert_eq!(file(&view, "a.tpr")["line"], "与已导入内容相同，已跳过（2026-09-14 09:00）");
    assert_eq!(counts(&room), before, "nothing was written");
    std::fs::create_dir(room.path("in")).expect("a folder");
    for name in ["a.tpr", "b.tpr"] {
        std::fs::copy(room.path(name), room.path(&format!("in/{name}"))).expect("copied");
    }
    std::fs::write(room.path("in/readme.txt"), "x").expect("written");
    let view = room.import(&["in"], &[]);
    assert_eq!(
        (&view["taken"], &view["skipped"], view["files"].as_array().map(Vec::len)),
        (&json!(1), &json!(1), Some(2))
    );
}

#[test]
fn the_next_return_is_a_new_version_and_the_same_content_none() {
    let room = Room::new(2, 2);
    let mut expert = room.expert(1);
    let first = expert.signs(1, ["4", "6", "4.5"]);
    expert.hands_back(&room.path("1.tpr"));
    expert.signs_again(first, "1.1", "3");
    expert.signs(2, ["3", "6", "4"]);
    expert.hands_back(&room.path("2.tpr"));
    let mut room = room;
    // Both at once, whichever way they are named: the older first.
    let view = room.import(&["2.tpr", "1.tpr"], &[]);
    assert_eq!(view["files"][0]["name"], "1.tpr");
    assert_eq!(view["files"][1]["line"], "赵一 第 1 版 → 第 2 版，变动 2 份报告");
    let report = &view["files"][1]["reports"][0];
    assert_eq!(
        (&report["change"], &report["before"], &report["after"]),
        (&json!("changed"), &json!("14.50"), &json!("13.50"))
    );
    assert_eq!(report["fields"][0]["label"], "结构：得分");
    assert_eq!((&report["fields"][0]["issued"], &report["fields"][0]["incoming"]), (&json!("4"), &json!("3")));
    assert_eq!(room.totals(1), ["13.50"]);
    let versions = room.count("signed_opinion");
    assert_eq!(versions, 3, "both versions of the first report are kept");
    assert_eq!(room.bureau.call("received_rebuild", json!({}))["differences"], json!([]));
    room.bureau.verifies();
}

#[test]
fn nothing_is_taken_in_once_the_log_or_a_file_has_moved_on() {
    let mut room = handed_back();
    let (paths, head, _) = room.asked(&["a.tpr"], &[]);
    room.bureau.call("expert_add", tongping_tests::story::expert("后来的"));
    let args = json!({ "paths": paths, "head": head, "decisions": [] });
    assert_eq!(room.bureau.refused("import_run", args), "import_moved_on");
    let (paths, head, _) = room.asked(&["a.tpr"], &[]);
    std::fs::copy(room.path("b.tpr"), room.path("a.tpr")).expect("another file of that name");
    let args = json!({ "paths": paths, "head": head, "decisions": [] });
    assert_eq!(room.bureau.refused("import_run", args), "import_moved_on");
    assert_eq!(room.count("opinion"), 0);
}

#[test]
fn a_changed_score_in_the_tables_is_found_by_the_kept_originals() {
    let mut room = handed_back();
    room.import(&["a.tpr"], &[]);
    let path = room.path("bureau.tongping");
    let Room { folder, bureau } = room;
    bureau.close();
    let conn = rusqlite::Connection::open(&path).expect("a database");
    let names: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'score'")
        .and_then(|mut all| all.query_map([], |row| row.get(0))?.collect())
        .expect("triggers");
    for name in names {
        conn.execute_batch(&format!("DROP TRIGGER \"{name}\"")).expect("dropped");
    }
    conn.execute("UPDATE score SET text = '5', points = '5' WHERE opinion = 1 AND criterion = '1.1'", [])
        .expect("changed");
    drop(conn);
    let mut bureau = Story::open(&path);
    let view = bureau.call("received_rebuild", json!({}));
    let differences = view["differences"].as_array().expect("a list");
    assert_eq!(differences.len(), 2, "{view}");
    assert_eq!(
        (&differences[0]["place"], &differences[0]["stored"], &differences[0]["derived"]),
        (&json!("R-1 赵一　结构：得分"), &json!("5"), &json!("4"))
    );
    assert_eq!(differences[1]["place"], "R-1 赵一　结构：计入的分数");
    drop((bureau, folder));
}

#[test]
fn recusals_travel_and_incomplete_reports_say_so() {
    let room = Room::new(2, 3);
    let mut expert = room.expert(1);
    expert.signs(1, ["4", "6", "4.5"]);
    let member = expert.member;
    expert.story.call("session_recuse", json!({ "member": member, "report": 2, "ground": "曾任顾问" }));
    expert.hands_back(&room.path("a.tpr"));
    let mut room = room;
    let view = room.import(&["a.tpr"], &[]);
    assert_eq!(view["files"][0]["line"], "赵一（第 1 版，1 份报告，1 份回避或无法评审，1 份未完成）");
    let recusals = room.bureau.call("session_show", json!({ "session": 1 }))["recusals"].clone();
    assert_eq!((&recusals[0]["report"], &recusals[0]["ground"]), (&json!(2), &json!("曾任顾问")));
    let board = room.bureau.call("board_show", json!({ "session": 1 }));
    let states: Vec<&str> = board["cells"]
        .as_array()
        .expect("cells")
        .iter()
        .filter(|cell| cell["member"] == 1)
        .map(|cell| cell["state"].as_str().expect("a state"))
        .collect();
    assert_eq!(states, ["returned", "recused", "incomplete"]);
    let is_awaited = |cell: &&Value| cell["state"] == "issued" || cell["state"] == "incomplete";
    let still = board["cells"].as_array().expect("cells").iter().filter(is_awaited).count();
    assert_eq!((&board["returned"], &board["open"]), (&json!(1), &json!(still)));
    assert_eq!((&board["cells"][1]["state"], &board["rows"][0]["state"]), (&json!("issued"), &json!("待回收")));
    let text = board.to_string();
    assert!(!text.contains("14.5"), "no score on the wall");
    assert_eq!(serde_json::from_value::<Value>(board["columns"][0]["seq"].clone()).ok(), Some(json!(1)));
    let record = room
        .bureau
        .app
        .store
        .read(|conn| opinion::signed(conn, tongping_core::domain::id::OpinionId(1)))
        .expect("read")
        .expect("signed");
    let record: OpinionRecord = serde_json::from_str(&record.content).expect("a record");
    assert_eq!(record.number, "S-1-01-E01");
}

/// Every way a file may be cut or bent leaves no row behind.
#[test]
fn a_cut_or_bent_return_writes_nothing() {
    let mut room = handed_back();
    let whole = std::fs::read(room.path("a.tpr")).expect("a return");
    let (signing, secret) = room.expert(1).key();
    forge(&room.path("a.tpr"), &room.path("plain.tpr"), &signing, &secret, |_, _| {});
    let plain = std::fs::read(room.path("plain.tpr")).expect("a return");
    let mut tried = 0;
    for bytes in [&whole, &plain] {
        let step = bytes.len() / 40 + 1;
        for at in (0..bytes.len()).step_by(step) {
            let mut bent = bytes.clone();
            bent[at] ^= 0x10;
            for wrong in [bent, bytes[..at].to_vec()] {
                std::fs::write(room.path("wrong.tpr"), &wrong).expect("written");
                let view = room.preview(&["wrong.tpr"]);
                let level = view["files"][0]["level"].as_str().expect("a level");
                assert!(["quarantined", "refused"].contains(&level), "byte {at}: {}", view["files"][0]);
                tried += 1;
            }
        }
    }
    assert!(tried > 150);
    assert_eq!((room.count("opinion"), room.count("received")), (0, 0));
    let done = room.import(&["wrong.tpr", "b.tpr"], &[]);
    assert_eq!((&done["taken"], &done["refused"]), (&json!(1), &json!(1)), "the good one goes in beside the bad one");
    assert_eq!((room.count("received"), room.count("opinion"), room.count("score")), (2, 2, 6));
}

/// Whenever the program is killed, all returns of an import are in, or none of them.
#[test]
fn a_kill_leaves_all_of_an_import_or_nothing() {
    let room = Room::new(3, 8);
    std::fs::create_dir(room.path("in")).expect("a folder");
    for seat in 1..=3 {
        let mut expert = room.expert(seat);
        for report in 1..=8 {
            expert.signs(report, ["4", "6", "4.5"]);
        }
        expert.hands_back(&room.path(&format!("in/{seat}.tpr")));
    }
    let Room { folder, bureau } = room;
    bureau.close();
    let (mut all, mut none) = (0, 0);
    for round in 0..30_u64 {
        let copy = folder.join(&format!("killed-{round}.tongping"));
        std::fs::copy(folder.join("bureau.tongping"), &copy).expect("copied");
        let is_acknowledged = killed(&copy, &folder.join("in"), Duration::from_millis(round * 3));
        let mut story = Story::open(&copy);
        let count = |sql: &str| story.app.store.read(|conn| Ok(conn.query_row(sql, [], |row| row.get::<_, i64>(0))?));
        let opinions = count("SELECT count(*) FROM opinion").expect("it counts");
        let received = count("SELECT count(*) FROM received").expect("it counts");
        assert!([(0, 0), (24, 3)].contains(&(opinions, received)), "round {round}: {opinions} {received}");
        assert!(!is_acknowledged || opinions == 24, "round {round}: what was acknowledged is there");
        if opinions == 0 {
            none += 1;
        } else {
            all += 1;
        }
        story.verifies();
    }
    assert!(all > 0 && none > 0, "killed before and after: {none} and {all}");
}

/// Starts an import in another process and kills it so long after it began; whether it had said that it was done.
fn killed(workspace: &Path, returns: &Path, delay: Duration) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fault-writer"))
        .arg("import")
        .args([workspace, returns])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the writer starts");
    let mut output = BufReader::new(child.stdout.take().expect("its output is a pipe"));
    let mut line = String::new();
    output.read_line(&mut line).expect("it says something");
    assert_eq!(line, "begins\n");
    std::thread::sleep(delay);
    child.kill().expect("the writer is still running");
    child.wait().expect("the writer is gone");
    let rest: Vec<String> = output.lines().map_while(Result::ok).collect();
    rest.iter().any(|line| line == "done")
}
