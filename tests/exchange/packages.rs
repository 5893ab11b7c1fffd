//! Packages going out and being opened, on real files: who gets what, the same paper on both sides, issued again, opened
//! again, and everything that must be refused.

#[path = "packages/bad.rs"]
mod bad;
#[path = "packages/desk.rs"]
mod desk;
#[path = "packages/kills.rs"]
mod kills;

use serde_json::{Value, json};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tongping_core::app::World;
use tongping_core::app::package_open::{self, Opened};
use tongping_core::domain::id::{MemberId, ReportId};
use tongping_core::error::{Error, Result};
use tongping_core::exchange::container::{self, Key};
use tongping_core::store::{WriteOp, package, session};
use tongping_tests::story::{START, Story};

/// Bytes that stand in one report's file only.
const HIDDEN_BYTES: &[u8] = "只在报告二的附件里出现的一句话".as_bytes();

/// A bureau that has issued packages to three experts for three reports, the second expert recused from the second
/// report, and a folder for the experts' workspaces.
struct Room {
    folder: TempDir,
    bureau: Story,
}

impl Room {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let bureau = Story::create(&folder.path().join("bureau.tongping")).of_bureau(7);
        let mut room = Self { folder, bureau };
        room.bureau.set_up(3, 3, &json!({ "rule": "mean" }));
        for report in 1..=3 {
            let file = room.path(&format!("报告 {report}.PDF"));
            let own: Vec<u8> = if report == 2 { HIDDEN_BYTES.into() } else { vec![b'0' + report; 5000] };
            std::fs::write(&file, [b"%PDF-1.7 ".as_slice(), &own].concat()).expect("written");
            room.bureau.call("report_attach", json!({ "report": report, "path": file }));
        }
        room.bureau.call("session_open", json!({ "session": 1 }));
        room.bureau.call("session_recuse", json!({ "member": 2, "report": 2, "ground": "曾参与编制该报告" }));
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn args(&self, folder: &str, members: &[i64], reason: &str) -> Value {
        let due = "2026-09-18";
        json!({ "session": 1, "members": members, "folder": self.path(folder), "due_at": due, "plain": false, "reason": reason })
    }

    fn issue(&mut self, folder: &str, members: &[i64], reason: &str) -> Vec<Value> {
        let args = self.args(folder, members, reason);
        self.bureau.call("packages_export", args).as_array().expect("packages").clone()
    }

    /// The workspace an expert gets of a package.
    fn open(&self, package: &Value) -> Result<Opened> {
        let code = package["code"].as_str().expect("a code");
        open_in(&self.path("desk"), path_of(package), Some(code))
    }

    fn board(&mut self) -> Vec<Value> {
        let board = self.bureau.call("package_board", json!({ "session": 1 }));
        board["rows"].as_array().expect("rows").clone()
    }

    fn stale(&mut self, member: usize) -> Value {
        self.board()[member - 1]["stale"].clone()
    }
}

fn path_of(package: &Value) -> &Path {
    Path::new(package["path"].as_str().expect("a path"))
}

fn open_in(desk: &Path, package: &Path, code: Option<&str>) -> Result<Opened> {
    let real = World { uid: World::real("", "").uid, ..World::scripted(START, "专家") };
    package_open::open(package, code, desk, real)
}

#[track_caller]
fn code_of<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    let error = result.expect_err("it is refused");
    let sentence = error.to_string();
    assert!(!sentence.contains("refused.") && !sentence.contains("problem."), "no text for {error:?}");
    match error {
        Error::Refused { code, .. } => code,
        Error::Invalid(problems) => problems.first().expect("a problem").code,
        other => unreachable_kind(&other),
    }
}

fn unreachable_kind(error: &Error) -> &'static str {
    match error {
        Error::Missing { what, .. } => what,
        Error::Failed { doing, .. } | Error::Bug { doing, .. } => doing,
        Error::Refused { .. } | Error::Invalid(_) => "",
    }
}

/// Every entry of an inner ZIP, unpacked.
fn entries(inner: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(inner)).expect("a ZIP");
    let count = zip.len();
    let read = |at: usize| {
        let mut entry = zip.by_index(at).expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("it unpacks");
        (entry.name().expect("a name").into_owned(), bytes)
    };
    (0..count).map(read).collect()
}

fn unlocked(package: &Value) -> Vec<u8> {
    let bytes = std::fs::read(path_of(package)).expect("the file is there");
    let code: String = package["code"].as_str().expect("a code").chars().filter(char::is_ascii_digit).collect();
    container::unlock(&bytes, Key::Code(&code), 1 << 28).expect("it opens with its code")
}

fn holds(entries: &[(String, Vec<u8>)], wanted: &[u8]) -> bool {
    entries.iter().any(|(name, bytes)| {
        bytes.windows(wanted.len()).any(|window| window == wanted)
            || name.as_bytes().windows(wanted.len()).any(|window| window == wanted)
    })
}

#[test]
fn a_recused_report_is_nowhere_in_the_package_and_the_others_are_whole() {
    let mut room = Room::new();
    let written = room.issue("out", &[], "");
    let names: Vec<_> =
        written.iter().map(|one| path_of(one).file_name().expect("a name").to_string_lossy().into_owned()).collect();
    assert_eq!(
        names,
        ["评审包_重点评价报告评审_赵一.tpk", "评审包_重点评价报告评审_钱二.tpk", "评审包_重点评价报告评审_孙三.tpk"]
    );
    let hidden = room.bureau.call("report_show", json!({ "report": 2 }))["report"].clone();
    let uid = hidden["uid"].as_str().expect("a uid").to_owned();
    let sha256 = room.bureau.call("report_show", json!({ "report": 2 }))["attachments"][0]["sha256"].clone();
    let traces = ["项目R-2", "R-2", &uid, "曾参与编制该报告", sha256.as_str().expect("a hash"), "报告 2.PDF"];
    for (seat, package) in written.iter().enumerate() {
        let all = entries(&unlocked(package));
        let is_recused = seat == 1;
        assert_eq!(holds(&all, HIDDEN_BYTES), !is_recused);
        for trace in traces {
            // The ground belongs to nobody's package.
            let expected = !is_recused && trace != "曾参与编制该报告";
            assert_eq!(holds(&all, trace.as_bytes()), expected, "{trace} for seat {}", seat + 1);
        }
        assert!(holds(&all, "项目R-3".as_bytes()) && holds(&all, &[b'3'; 5000]));
        let summary = all.iter().find(|(name, _)| name == "summary.txt").expect("a summary");
        let summary = String::from_utf8(summary.1.clone()).expect("UTF-8");
        assert!(summary.contains("重点评价报告评审") && !summary.contains('{'), "{summary}");
        // The codes differ, and nothing in the package tells its own.
        let code: String = package["code"].as_str().expect("a code").replace(' ', "");
        assert_eq!(code.len(), 12);
        assert!(!holds(&all, code.as_bytes()));
        assert_eq!(package["size"], std::fs::metadata(path_of(package)).expect("there").len());
    }
    let board = room.board();
    let shown: Vec<_> =
        board.iter().map(|row| (row["reports"].clone(), row["recused"].clone(), row["stale"].clone())).collect();
    assert_eq!(
        shown,
        [(json!(3), json!(0), json!([])), (json!(2), json!(1), json!([])), (json!(3), json!(0), json!([]))]
    );
    for (row, package) in board.iter().zip(&written) {
        assert_eq!((&row["newest"]["code"], &row["newest"]["check_code"]), (&package["code"], &package["check_code"]));
        assert_eq!((&row["newest"]["due_at"], &row["revisions"]), (&json!("2026-09-18T23:59:59+08:00"), &json!(1)));
    }
    let left = room.args("again", &[], "");
    assert_eq!(room.bureau.refused("packages_export", left), "packages_none_left");
    room.bureau.verifies();
}

#[test]
fn the_expert_s_paper_is_the_bureau_s_byte_for_byte() {
    let mut room = Room::new();
    let field = json!({ "report": 1, "field": "评审地点", "value": "第一会议室" });
    assert_eq!(room.bureau.invalid("report_field_set", field), ["head_field_unknown"]);
    let written = room.issue("out", &[2], "");
    let opened = room.open(&written[0]).expect("it opens");
    let mut expert = Story::open(&opened.path);
    let reports = expert.call("session_show", json!({ "session": 1 }))["reports"].clone();
    let uids: Vec<_> = reports.as_array().expect("reports").iter().map(|one| one["uid"].clone()).collect();
    assert_eq!(uids.len(), 2);
    let folder = room.path("");
    for (own, theirs) in [(1, 1), (2, 3)] {
        let paper = |story: &mut Story, report: i64, member: i64, name: &str| {
            let begun = story.call("opinion_begin", json!({ "report": report, "member": member }));
            let path = folder.join(name);
            story.call("export_opinion", json!({ "opinion": begun["opinion"]["id"], "path": path }));
            std::fs::read(path).expect("a paper")
        };
        let at_home = paper(&mut expert, own, 1, "expert.pdf");
        let at_the_bureau = paper(&mut room.bureau, theirs, 2, "bureau.pdf");
        assert!(at_home == at_the_bureau, "report {theirs}: {} and {} bytes", at_home.len(), at_the_bureau.len());
        let number = format!("S-1-{theirs:02}-E02");
        let record = expert.call("opinion_show", json!({ "opinion": own }));
        assert!(record["opinion"]["uid"].is_string(), "{number}");
        let files = |story: &mut Story, report: i64| story.call("report_show", json!({ "report": report }));
        let (mine, its) = (files(&mut expert, own), files(&mut room.bureau, theirs));
        assert_eq!((&mine["attachments"], &mine["fields"]), (&its["attachments"], &its["fields"]));
        assert_eq!(mine["report"]["uid"], its["report"]["uid"]);
    }
    // The log of the expert's workspace begins with the package, in the expert's name.
    let log = expert.call("log_show", json!({}));
    let opening = log.as_array().expect("events").iter().find(|event| event["op"] == "package_open").expect("told");
    assert_eq!((&opening["actor"], &opening["role"]), (&json!("钱二"), &json!("expert")));
    let logged = log.to_string();
    let kept = expert.app.store.read(package::opened).expect("read").expect("a package");
    let key = expert.app.store.read(|conn| package::own_key(conn, &kept.uid)).expect("read").expect("a key");
    assert!(!logged.contains(&hex(&key.to_bytes())) && !logged.contains(&hex(&kept.secret)), "no secret in the log");
    let issued =
        room.bureau.app.store.read(|conn| package::by_uid_revision(conn, &kept.uid, 1)).expect("read").expect("issued");
    assert_eq!((issued.secret, &issued.sha256, &issued.manifest), (kept.secret, &kept.sha256, &kept.manifest));
    expert.verifies();
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn issued_again_a_package_keeps_the_drafts_closes_what_is_gone_and_takes_in_what_is_new() {
    let mut room = Room::new();
    let first = room.issue("out", &[2], "").remove(0);
    let path = room.open(&first).expect("it opens").path;
    let mut expert = Story::open(&path);
    let draft = expert.draft(1, 1, ["4", "4", "4"]);
    expert.signed(2, 1, ["4", "6", "5"]);
    expert.close();
    let again = room.open(&first).expect("the same file goes on");
    assert_eq!((&again.path, again.changes.len()), (&path, 0));

    // Report 1 goes, report 2 comes after all, report 3 changes under a signature.
    room.bureau.call("session_recuse", json!({ "member": 2, "report": 1, "ground": "亲属在该单位任职" }));
    assert_eq!(room.stale(2), json!(["回避有变化"]));
    let added = room.path("补充.pdf");
    std::fs::write(&added, "补充").expect("written");
    room.bureau.call("report_attach", json!({ "report": 3, "path": added }));
    assert_eq!(room.stale(2), json!(["回避有变化", "报告已调整"]));
    assert_eq!(room.stale(1), json!([]), "nothing was issued");
    let unexplained = room.args("out", &[2], " ");
    assert_eq!(room.bureau.invalid("packages_export", unexplained), ["text_empty"]);
    let second = room.issue("out", &[2], "回避调整").remove(0);
    assert_eq!((&second["revision"], room.stale(2)), (&json!(2), json!([])));
    assert_ne!(second["code"], first["code"]);
    assert!(path_of(&second).to_string_lossy().contains("钱二_第2版"), "{second}");

    let opened = room.open(&second).expect("it opens");
    assert_eq!(opened.path, path);
    assert_eq!(opened.changes.len(), 2, "{:?}", opened.changes);
    assert!(
        opened.changes[0].contains("不再评审：R-1") && opened.changes[1].contains("您已签字"),
        "{:?}",
        opened.changes
    );
    assert_eq!(code_of(room.open(&first)), "package_older");
    let mut expert = Story::open(&path);
    let task = expert.call("task_show", json!({ "session": 1, "member": 1 }));
    let states: Vec<_> = task["rows"].as_array().expect("rows").iter().map(|row| row["state"].clone()).collect();
    assert_eq!(states, ["recused", "signed"]);
    assert_eq!(task["rows"][0]["ground"], "评审包第 2 版起不再评审");
    let kept = expert.call("opinion_show", json!({ "opinion": draft }));
    assert_eq!(kept["opinion"]["scores"].as_array().expect("scores").len(), 3, "the draft stays");
    assert_eq!(task["rows"][1]["files"].as_array().expect("files").len(), 1, "as it was signed");
    let known = expert.app.store.read(package::opened).expect("read").expect("opened");
    assert_eq!(known.revision, 2);
    let issued = room.bureau.app.store.read(|conn| package::secret_of(conn, &known.uid, 2)).expect("read");
    assert_eq!(issued, Some(known.secret));

    // Once the signature is withdrawn, the same file brings the report up.
    expert.call("opinion_reopen", json!({ "opinion": 2, "reason": "报告有补充" }));
    expert.close();
    let caught_up = room.open(&second).expect("it opens");
    assert_eq!(caught_up.changes.len(), 1, "{:?}", caught_up.changes);
    let mut expert = Story::open(&path);
    let files = expert.call("report_show", json!({ "report": 2 }))["attachments"].clone();
    assert_eq!(files.as_array().expect("files").len(), 2);
    expert.verifies();
    expert.close();
    assert_eq!(room.open(&second).expect("again").changes, Vec::<String>::new());
}

#[test]
fn a_report_that_comes_back_is_opened_again_and_what_the_expert_declared_stays() {
    let mut room = Room::new();
    let first = room.issue("out", &[1], "").remove(0);
    let path = room.open(&first).expect("it opens").path;
    let mut expert = Story::open(&path);
    expert.call("session_recuse", json!({ "member": 1, "report": 3, "ground": "本人申报" }));
    expert.close();
    for report in [2, 3] {
        room.bureau.call("session_recuse", json!({ "member": 1, "report": report, "ground": "待核" }));
    }
    let second = room.issue("out", &[1], "回避待核").remove(0);
    assert_eq!(room.open(&second).expect("it opens").changes.len(), 1);
    // The bureau has no command for it: recusals are taken back by undo, which an issued package ends.
    let stamp = room.bureau.app.world.stamp();
    let back = room.bureau.app.store.write(&WriteOp::new("session_recuse", "", &stamp), |tx| {
        [2, 3].into_iter().try_for_each(|report| session::remove_recusal(tx, MemberId(1), ReportId(report)))
    });
    back.expect("taken back");
    let third = room.issue("out", &[1], "回避不成立").remove(0);
    let changes = room.open(&third).expect("it opens").changes;
    assert_eq!(changes, ["新增报告：R-2 项目R-2。"]);
    let mut expert = Story::open(&path);
    let recusals = expert.call("session_show", json!({ "session": 1 }))["recusals"].clone();
    assert_eq!(recusals.as_array().expect("recusals").len(), 1);
    assert_eq!(recusals[0]["ground"], "本人申报");
    expert.verifies();
}

#[test]
fn another_form_makes_another_workspace_beside() {
    let mut room = Room::new();
    let first = room.issue("out", &[1], "").remove(0);
    let old = room.open(&first).expect("it opens").path;
    let mut next = tongping_tests::story::form(&json!({ "rule": "mean" }));
    next["version"] = json!("2");
    room.bureau.call("form_import", json!({ "json": next.to_string() }));
    let migrate = json!({ "session": 1, "version": "2", "reason": "换版" });
    room.bureau.call("session_form_migrate", migrate);
    assert_eq!(room.stale(1), json!(["评审表已换版"]));
    let second = room.issue("out", &[1], "评审表换版").remove(0);
    let new = room.open(&second).expect("it opens").path;
    assert_ne!(new, old);
    assert!(new.to_string_lossy().ends_with("-r2.tongping"), "{}", new.display());
    assert_eq!(room.open(&second).expect("again").path, new);
    assert_eq!(code_of(room.open(&first)), "package_older");
    let mut before = Story::open(&old);
    assert_eq!(before.call("form_list", json!({}))[0]["version"], "1");
    before.verifies();
}
