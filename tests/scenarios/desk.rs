//! A person and a desk, on real folders: the first start, work, what is refused, going elsewhere, a crash, practising.

#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tongping_core::api;
use tongping_core::desk::Desk;
use tongping_core::error::Error;
use tongping_tests::story::Story;

/// A computer with a folder for the desk and one for workspaces.
struct Room {
    folder: TempDir,
}

impl Room {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    fn desk(&self) -> Desk {
        Desk::new(self.path("desk"))
    }
}

#[track_caller]
fn call(desk: &mut Desk, name: &str, args: Value) -> Value {
    match desk.call(name, args) {
        Ok(mut reply) => reply["value"].take(),
        Err(error) => panic!("{name}: {error}"),
    }
}

#[track_caller]
fn refused(desk: &mut Desk, name: &str, args: Value) -> &'static str {
    let error = desk.call(name, args).unwrap_err();
    let sentence = error.to_string();
    assert!(!sentence.contains("refused."), "no text for {sentence}");
    let Error::Refused { code, .. } = error else { panic!("{name}: {error:?}") };
    code
}

fn show(desk: &mut Desk) -> Value {
    call(desk, "desk_show", json!({}))
}

#[test]
fn the_first_start_asks_one_question_and_remembers_the_answer() {
    let room = Room::new();
    let mut desk = room.desk();
    let empty = show(&mut desk);
    let settings = json!({ "role": null, "type_size": 18 });
    assert_eq!(empty["settings"], settings);
    assert_eq!(empty["troubles"], json!([]));
    assert!(!room.path("desk").exists(), "a look leaves nothing behind");
    assert_eq!(call(&mut desk, "desk_set", json!({ "role": "staff" }))["settings"]["type_size"], 16);
    call(&mut desk, "desk_set", json!({ "role": "expert", "type_size": 24 }));
    assert!(matches!(desk.call("desk_set", json!({ "type_size": 17 })), Err(Error::Invalid(_))));
    assert!(matches!(desk.call("desk_set", json!({ "role": "guest" })), Err(Error::Invalid(_))));
    assert_eq!(show(&mut room.desk())["settings"], json!({ "role": "expert", "type_size": 24 }));
    assert_eq!(refused(&mut desk, "session_list", json!({})), "workspace_not_open");
    assert_eq!(refused(&mut desk, "desk_keep", json!({ "place": 1 })), "workspace_not_open");
    assert!(matches!(desk.call("no_such", json!({})), Err(Error::Missing { what: "command", .. })));
    assert_eq!(call(&mut desk, "app_about", json!({}))["name"], "统评");
}

#[test]
fn settings_of_a_later_version_survive_and_damaged_ones_are_set_aside() {
    let room = Room::new();
    std::fs::create_dir(room.path("desk")).unwrap();
    let file = room.path("desk/settings.json");
    std::fs::write(&file, r#"{"format":1,"role":"chair","voice":"slow","type_size":20}"#).unwrap();
    let mut desk = room.desk();
    assert_eq!(show(&mut desk)["settings"], json!({ "role": null, "type_size": 20 }));
    call(&mut desk, "desk_set", json!({ "type_size": 24 }));
    let kept: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(kept, json!({ "format": 1, "role": "chair", "voice": "slow", "type_size": 24 }));

    for name in ["settings.json", "recent.json"] {
        std::fs::write(room.path("desk").join(name), "\0\0\0").unwrap();
    }
    let mut desk = room.desk();
    let view = show(&mut desk);
    assert_eq!(view["settings"], json!({ "role": null, "type_size": 18 }));
    assert_eq!(view["troubles"].as_array().unwrap().len(), 2, "{view}");
    assert!(room.path("desk/settings.json.damaged-1").exists() && room.path("desk/recent.json.damaged-1").exists());
    assert_eq!(show(&mut desk)["troubles"].as_array().unwrap().len(), 2, "said once");
}

#[test]
fn a_place_is_kept_for_each_workspace() {
    let room = Room::new();
    let (one, two) = (room.path("一 㛃䶮𬭎.tongping"), room.path("two.tongping"));
    let mut desk = room.desk();
    let view = call(&mut desk, "desk_create", json!({ "path": one }));
    assert_eq!(view["workspace"], json!({ "path": one, "name": "一 㛃䶮𬭎", "package": null, "place": null }));
    assert_eq!(desk.title(), "一 㛃䶮𬭎 — 统评");
    let place = json!({ "report": 3, "typing": { "1.1": "４．５\u{202e}" }, "zoom": 1.25 });
    call(&mut desk, "desk_keep", json!({ "place": place }));
    call(&mut desk, "desk_create", json!({ "path": two }));
    call(&mut desk, "desk_keep", json!({ "place": "elsewhere" }));
    let back = call(&mut desk, "desk_open", json!({ "path": one }));
    assert_eq!((&back["workspace"]["place"], &back["recovered"]), (&place, &Value::Null));
    assert_eq!(refused(&mut desk, "desk_keep", json!({ "place": "长".repeat(400_000) })), "place_too_large");
    // Opening what is open changes nothing.
    assert_eq!(call(&mut desk, "desk_open", json!({ "path": one }))["workspace"]["place"], place);
    drop(desk);
    let mut desk = room.desk();
    let recent = show(&mut desk)["recent"].clone();
    let names: Vec<_> = recent.as_array().unwrap().iter().map(|line| line["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["一 㛃䶮𬭎", "two"]);
    std::fs::remove_file(&two).unwrap();
    assert_eq!(show(&mut desk)["recent"][1]["is_there"], false);
    assert_eq!(call(&mut desk, "desk_open", json!({ "path": one }))["workspace"]["place"], place);
    assert_eq!(call(&mut desk, "desk_close", json!({}))["workspace"], Value::Null);
    assert_eq!(desk.title(), "统评");
}

#[test]
fn only_twelve_workspaces_are_remembered() {
    let room = Room::new();
    let mut desk = room.desk();
    for n in 0..14 {
        call(&mut desk, "desk_create", json!({ "path": room.path(&format!("{n}.tongping")) }));
    }
    let recent = show(&mut desk)["recent"].clone();
    assert_eq!(recent.as_array().unwrap().len(), 12);
    assert_eq!((&recent[0]["name"], &recent[11]["name"]), (&json!("13"), &json!("2")));
}

#[test]
fn what_cannot_be_opened_is_a_sentence_and_the_present_workspace_stays() {
    let room = Room::new();
    let own = room.path("own.tongping");
    let mut desk = room.desk();
    call(&mut desk, "desk_create", json!({ "path": own }));
    std::fs::write(room.path("cut.tongping"), &std::fs::read(&own).unwrap()[..5000]).unwrap();
    std::fs::write(room.path("text.tongping"), "这不是工作区").unwrap();
    std::fs::create_dir(room.path("folder.tongping")).unwrap();
    for (name, code) in [
        ("cut.tongping", "workspace_truncated"),
        ("text.tongping", "workspace_foreign"),
        ("folder.tongping", "workspace_is_folder"),
        ("none.tongping", "workspace_missing"),
        ("none/none.tongping", "folder_missing"),
        ("a.tpr", "return_not_opened"),
        ("a.TPR", "return_not_opened"),
        ("a.pdf", "workspace_ending_other"),
        ("", "workspace_ending_other"),
    ] {
        assert_eq!(refused(&mut desk, "desk_open", json!({ "path": room.path(name) })), code, "{name}");
        assert_eq!(show(&mut desk)["workspace"]["name"], "own", "{name}");
    }
    for name in ["a.tpk", "a.TPK"] {
        let error = desk.call("desk_open", json!({ "path": room.path(name) })).unwrap_err();
        assert!(matches!(error, Error::Failed { doing: "file_read", .. }), "{error:?}");
        assert_eq!(show(&mut desk)["workspace"]["name"], "own", "{name}");
    }
    for command in ["desk_create", "desk_sample", "desk_move"] {
        assert_eq!(refused(&mut desk, command, json!({ "path": own })), "workspace_exists");
        assert_eq!(refused(&mut desk, command, json!({ "path": room.path("x.pdf") })), "workspace_extension");
        let gone = room.path("none/x.tongping");
        assert_eq!(refused(&mut desk, command, json!({ "path": gone })), "folder_missing");
    }
    assert_eq!(call(&mut desk, "session_list", json!({})), json!([]));
}

#[test]
fn a_file_argument_that_fails_is_told_on_the_start_page() {
    let room = Room::new();
    let mut desk = room.desk();
    desk.open_argument(&room.path("a.tpk"));
    let view = show(&mut desk);
    assert!(view["refused"].as_str().unwrap().contains("a.tpk"), "{view}");
    assert_eq!(view["workspace"], Value::Null);
    call(&mut desk, "desk_create", json!({ "path": room.path("a.tongping") }));
    assert_eq!(show(&mut desk)["refused"], Value::Null);
    drop(desk);
    let mut desk = room.desk();
    desk.open_argument(&room.path("a.tongping"));
    let view = show(&mut desk);
    assert_eq!((&view["workspace"]["name"], &view["refused"]), (&json!("a"), &Value::Null));
}

#[test]
fn a_workspace_open_elsewhere_is_refused_at_once() {
    let room = Room::new();
    let path = room.path("a.tongping");
    let mut first = room.desk();
    call(&mut first, "desk_create", json!({ "path": path }));
    let mut second = room.desk();
    let start = Instant::now();
    assert_eq!(refused(&mut second, "desk_open", json!({ "path": path })), "workspace_locked");
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(call(&mut first, "session_list", json!({})), json!([]));
    drop(first);
    assert_eq!(call(&mut second, "desk_open", json!({ "path": path }))["recovered"], Value::Null);
}

#[test]
fn a_move_goes_on_at_the_other_place_with_everything() {
    let room = Room::new();
    let (from, to) = (room.path("from.tongping"), room.path("to.tongping"));
    let mut desk = room.desk();
    call(&mut desk, "desk_sample", json!({ "path": from }));
    call(&mut desk, "desk_sit", json!({ "session": 2, "member": 6 }));
    call(&mut desk, "desk_keep", json!({ "place": { "report": 4 } }));
    let before = call(&mut desk, "log_verify", json!({}));
    let view = call(&mut desk, "desk_move", json!({ "path": to }));
    assert_eq!(view["workspace"], json!({ "path": to, "name": "to", "package": null, "place": { "report": 4 } }));
    assert_eq!(call(&mut desk, "log_verify", json!({})), before);
    call(&mut desk, "opinion_begin", json!({ "report": 4, "member": 6 }));
    let last = call(&mut desk, "log_show", json!({ "limit": 1 }));
    assert_eq!((&last[0]["actor"], &last[0]["role"]), (&json!("陆秉堃"), &json!("expert")));
    // The old file is closed in order and unchanged.
    let old = call(&mut desk, "desk_open", json!({ "path": from }));
    assert_eq!((&old["recovered"], &old["workspace"]["place"]), (&Value::Null, &json!({ "report": 4 })));
    assert_eq!(call(&mut desk, "log_verify", json!({})), before);
}

#[test]
fn after_a_crash_the_workspace_says_up_to_when_it_was_recovered() {
    let room = Room::new();
    let path = room.path("a.tongping");
    let mut desk = room.desk();
    call(&mut desk, "desk_create", json!({ "path": path }));
    call(&mut desk, "desk_keep", json!({ "place": { "typing": "没打完" } }));
    // What a program that is killed here would leave on the disk.
    let left = room.path("left");
    std::fs::create_dir_all(left.join("places")).unwrap();
    for file in std::fs::read_dir(room.path("desk/places")).unwrap().flatten() {
        std::fs::copy(file.path(), left.join("places").join(file.file_name())).unwrap();
    }
    drop(desk);
    let mut desk = Desk::new(left);
    let view = call(&mut desk, "desk_open", json!({ "path": path }));
    assert!(view["recovered"].as_str().unwrap().starts_with("20"), "{view}");
    assert_eq!(view["workspace"]["place"], json!({ "typing": "没打完" }));
    call(&mut desk, "desk_close", json!({}));
    assert_eq!(call(&mut desk, "desk_open", json!({ "path": path }))["recovered"], Value::Null);
}

#[test]
fn a_newcomer_practises_on_the_sample() {
    let room = Room::new();
    let mut desk = room.desk();
    call(&mut desk, "desk_set", json!({ "role": "expert" }));
    call(&mut desk, "desk_sample", json!({ "path": room.path("演示.tongping") }));
    let sessions = call(&mut desk, "session_list", json!({}));
    assert_eq!(sessions.as_array().unwrap().len(), 2);
    assert!(sessions[1]["title"].as_str().unwrap().ends_with("（练习）"));
    assert_eq!(sessions[1]["state"], "reviewing");
    let task = call(&mut desk, "desk_sit", json!({ "session": 2, "member": 6 }));
    assert_eq!(task["member"]["name"], "陆秉堃");
    let rows = task["rows"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["state"] == "not_started"), "{task}");
    let args = json!({ "session": 2, "member": 1 });
    assert!(matches!(desk.call("desk_sit", args), Err(Error::Missing { what: "member", .. })));
    for report in rows.iter().map(|row| &row["report"]) {
        let begun = call(&mut desk, "opinion_begin", json!({ "report": report["id"], "member": 6 }));
        let score = json!({ "opinion": begun["opinion"]["id"], "criterion": "1.1", "value": "3.5" });
        call(&mut desk, "score_set", score);
        let paper = desk.bytes("opinion_paper", json!({ "opinion": begun["opinion"]["id"] })).unwrap();
        assert!(paper.starts_with(b"%PDF-"));
        let files = call(&mut desk, "report_show", json!({ "report": report["id"] }))["attachments"].clone();
        let piece = json!({ "report": report["id"], "name": files[0]["name"], "from": 0, "length": 5 });
        assert_eq!(desk.bytes("attachment_piece", piece).unwrap(), b"%PDF-");
    }
    // The same person's opinion of the other session is not signed along, and the reason is not a name.
    let both = json!({ "opinions": [15, 1], "declared": true });
    let Err(Error::Invalid(problems)) = desk.call("opinions_sign", both) else { panic!("it is signed") };
    assert_eq!(problems.last().unwrap().code, "opinion_of_another_seat");
    assert_eq!(call(&mut desk, "log_verify", json!({}))["findings"], json!([]));
}

#[test]
fn a_long_attachment_is_read_in_pieces_and_handed_out_for_reading_only() {
    let room = Room::new();
    let path = room.path("a.tongping");
    let bytes: Vec<u8> = (0..9_000_001_u32).map(|n| (n % 251) as u8).collect();
    let name = "附件 㛃䶮𬭎.pdf";
    std::fs::write(room.path(name), &bytes).unwrap();
    std::fs::write(room.path("run.sh"), "#!").unwrap();
    std::fs::write(room.path("empty.txt"), "").unwrap();
    let mut story = Story::create(&path);
    story.set_up(1, 1, &json!({ "rule": "mean" }));
    for file in [name, "run.sh", "empty.txt"] {
        story.call("report_attach", json!({ "report": 1, "path": room.path(file) }));
    }
    story.close();

    let mut desk = room.desk();
    call(&mut desk, "desk_open", json!({ "path": path }));
    let mut piece = |name: &str, from: u64, length: u32| {
        desk.bytes("attachment_piece", json!({ "report": 1, "name": name, "from": from, "length": length }))
    };
    let mut read = Vec::new();
    loop {
        let next = piece(name, read.len() as u64, 1 << 20).unwrap();
        if next.is_empty() {
            break;
        }
        read.extend(next);
    }
    assert_eq!(Sha256::digest(&read), Sha256::digest(&bytes));
    assert_eq!(piece(name, 8_999_999, u32::MAX).unwrap(), &bytes[8_999_999..]);
    assert_eq!(piece(name, 0, u32::MAX).unwrap().len(), 4 << 20);
    assert!(piece(name, u64::MAX, 10).unwrap().is_empty() && piece("empty.txt", 0, 10).unwrap().is_empty());
    assert!(matches!(piece("none", 0, 10), Err(Error::Missing { what: "file", .. })));

    let out = call(&mut desk, "attachment_extract", json!({ "report": 1, "name": name }));
    let out = Path::new(out["path"].as_str().unwrap()).to_path_buf();
    assert!(out.starts_with(room.path("desk")) && out.ends_with("附件 㛃䶮𬭎.pdf"), "{}", out.display());
    assert_eq!(std::fs::read(&out).unwrap(), bytes);
    assert!(std::fs::metadata(&out).unwrap().permissions().readonly());
    call(&mut desk, "attachment_extract", json!({ "report": 1, "name": name }));
    let script = json!({ "report": 1, "name": "run.sh" });
    assert_eq!(refused(&mut desk, "attachment_extract", script), "attachment_ending");

    assert!(desk.may_be_opened(&out).is_ok());
    assert!(matches!(desk.may_be_opened(&room.path(name)), Err(Error::Refused { code: "open_not_ours", .. })));
    assert!(matches!(desk.may_be_opened(&room.path("none.pdf")), Err(Error::Failed { .. })));
    let paper = room.path("文书").join("表.pdf");
    std::fs::create_dir(room.path("文书")).unwrap();
    call(&mut desk, "export_form", json!({ "code": "T-STORY", "version": null, "path": paper }));
    assert!(desk.may_be_opened(&paper).is_ok() && desk.may_be_opened(&room.path("文书")).is_ok());
    assert!(desk.may_be_opened(&room.path("desk")).is_err());
    // What a killed program left is swept by the next; what is in use stays.
    let mut other = room.desk();
    assert!(out.exists());
    drop(desk);
    assert!(!out.exists());
    assert_eq!(show(&mut other)["workspace"], Value::Null);
}

#[test]
fn no_paper_is_written_over_a_workspace() {
    let room = Room::new();
    let (own, other) = (room.path("own.tongping"), room.path("other.TongPing"));
    let mut desk = room.desk();
    call(&mut desk, "desk_create", json!({ "path": own }));
    std::fs::copy(&own, &other).unwrap();
    let before = std::fs::read(&other).unwrap();
    let wal = room.path("own.tongping-wal");
    assert!(wal.exists());
    for path in [&own, &wal, &other] {
        let args = json!({ "code": "T-RV-SCORE", "version": null, "path": path });
        assert_eq!(refused(&mut desk, "export_form", args), "file_of_workspace", "{}", path.display());
    }
    assert_eq!(std::fs::read(&other).unwrap(), before);
    call(&mut desk, "desk_close", json!({}));
    assert_eq!(call(&mut desk, "desk_open", json!({ "path": own }))["workspace"]["name"], "own");
}

#[test]
fn a_desk_that_cannot_write_its_own_files_still_works() {
    let room = Room::new();
    // A file where the folder should be keeps out everybody, root too.
    std::fs::write(room.path("desk"), "").unwrap();
    let mut desk = room.desk();
    let view = call(&mut desk, "desk_create", json!({ "path": room.path("a.tongping") }));
    assert_eq!(view["workspace"]["name"], "a");
    assert_eq!(call(&mut desk, "session_list", json!({})), json!([]));
    let view = call(&mut desk, "desk_set", json!({ "role": "staff" }));
    assert_eq!(view["settings"]["role"], "staff", "a full disk keeps nobody from beginning");
    assert!(view["troubles"][0].as_str().unwrap().contains("desk"), "{view}");
    let error = desk.call("desk_keep", json!({ "place": 1 })).unwrap_err();
    assert!(matches!(error, Error::Failed { .. }), "{error:?}");
    assert!(api::error_json(&error)["message"].as_str().unwrap().contains("desk"));
    assert!(desk.call("desk_close", json!({})).is_ok());
}
