//! Packages that must not be opened: another code, another bureau, other bytes, a package that contradicts itself.

use super::{Room, code_of, open_in, path_of};
use serde_json::{Value, json};
use std::path::Path;
use tongping_core::domain::id::ReportId;
use tongping_core::error::Result;
use tongping_core::exchange::container::{self, Container, Draft, Key, Kind, Shut};
use tongping_core::exchange::keys::{BureauKeys, RecoveryCode};
use tongping_core::locale;
use tongping_core::store::{WriteOp, report};
use tongping_core::work::Work;

#[test]
fn a_code_is_needed_read_as_typed_and_a_wrong_one_opens_nothing() {
    let mut room = Room::new();
    let package = room.issue("out", &[1], "").remove(0);
    let (desk, file) = (room.path("desk"), path_of(&package).to_owned());
    let code = package["code"].as_str().expect("a code").replace(' ', "");
    let wrong: String = code.chars().map(|c| if c == '0' { '1' } else { '0' }).collect();
    for (typed, expected) in [
        (None, "package_code_needed"),
        (Some(" "), "package_code_needed"),
        (Some("12345"), "package_code_unreadable"),
        (Some("口令在电话里"), "package_code_unreadable"),
        (Some(wrong.as_str()), "package_code_wrong"),
    ] {
        assert_eq!(code_of(open_in(&desk, &file, typed)), expected, "{typed:?}");
        assert_eq!(std::fs::read_dir(&desk).expect("read").count(), 0, "{typed:?} left something");
    }
    let full_width: String = code.chars().map(|c| char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap_or(c)).collect();
    let dashed = format!(" {}－{}—{} ", &full_width[..12], &full_width[12..24], &full_width[24..]);
    open_in(&desk, &file, Some(&dashed)).expect("it opens");
}

#[test]
fn a_plain_package_needs_no_code() {
    let mut room = Room::new();
    let mut args = room.args("out", &[1], "");
    args["plain"] = json!(true);
    let package = room.bureau.call("packages_export", args)[0].clone();
    assert_eq!(package["code"], "");
    assert_eq!(room.board()[0]["newest"]["code"], "");
    open_in(&room.path("desk"), path_of(&package), None).expect("it opens");
    open_in(&room.path("desk"), path_of(&package), Some("1234 5678 9012")).expect("a code too many does no harm");
}

#[test]
fn a_damaged_file_is_refused_and_leaves_no_workspace() {
    let mut room = Room::new();
    let package = room.issue("out", &[1], "").remove(0);
    let code = package["code"].as_str().expect("a code").to_owned();
    let (desk, bytes) = (room.path("desk"), std::fs::read(path_of(&package)).expect("read"));
    let bad = room.path("bad.tpk");
    let refuse = |bytes: &[u8]| {
        std::fs::write(&bad, bytes).expect("written");
        open_in(&desk, &bad, Some(&code)).expect_err("it is refused");
        assert_eq!(std::fs::read_dir(&desk).expect("read").count(), 0);
    };
    for at in (0..bytes.len()).step_by(bytes.len() / 60) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 4;
        refuse(&flipped);
        refuse(&bytes[..at]);
    }
    refuse(&[&bytes[..], b"more"].concat());
    refuse("评审包".as_bytes());
}

#[test]
fn another_bureau_s_package_of_the_same_name_is_refused() {
    let mut room = Room::new();
    let first = room.issue("out", &[1], "").remove(0);
    room.open(&first).expect("it opens");
    room.bureau.app.world.keys = Some(BureauKeys::from_code(&RecoveryCode([8; 20])).expect("keys"));
    let second = room.issue("out", &[1], "换了电脑").remove(0);
    assert_eq!(code_of(room.open(&second)), "package_other_bureau");
    let told = room.open(&second).expect_err("refused").to_string();
    assert!(told.contains("打电话") && told.matches(|c: char| c.is_ascii_digit()).count() >= 16, "{told}");
    // Whoever has opened none before has nothing to compare with but the invitation.
    let other = room.path("other desk");
    let code = second["code"].as_str().expect("a code");
    open_in(&other, path_of(&second), Some(code)).expect("it opens");
}

#[test]
fn without_keys_or_an_open_session_nothing_is_issued() {
    let mut room = Room::new();
    let args = room.args("out", &[], "");
    let keys = room.bureau.app.world.keys.take();
    assert_eq!(room.bureau.refused("packages_export", args.clone()), "keys_locked");
    assert_eq!(room.bureau.call("package_board", json!({ "session": 1 }))["fingerprint"], Value::Null);
    room.bureau.app.world.keys = keys;
    room.bureau.call("session_add", tongping_tests::story::session("S-2"));
    let draft =
        json!({ "session": 2, "members": [], "folder": room.path("out"), "due_at": "", "plain": false, "reason": "" });
    assert_eq!(room.bureau.refused("packages_export", draft), "packages_none_left");
    let unknown = room.args("out", &[99], "");
    assert_eq!(room.bureau.missing("packages_export", unknown).0, "member");
    let mut late = args;
    late["due_at"] = json!("九月十八日");
    assert_eq!(room.bureau.invalid("packages_export", late), ["date_unreadable"]);
    for report in [1, 3] {
        room.bureau.call("session_recuse", json!({ "member": 2, "report": report, "ground": "回避" }));
    }
    let nothing = room.args("out", &[2], "");
    assert_eq!(room.bureau.refused("packages_export", nothing), "package_without_reports");
    assert_eq!(room.issue("out", &[], "").len(), 2, "all who may review something");
    assert!(!room.path("out").join("评审包_重点评价报告评审_钱二.tpk").exists());
}

/// Writes the package anew with another body, signed by the same bureau: only what the body says can give it away.
fn forged(package: &Value, target: &Path, change: impl FnOnce(&mut Value)) -> Result<()> {
    let code = package["code"].as_str().expect("a code").replace(' ', "");
    let read = container::open(path_of(package), Kind::Package, Key::Code(&code));
    let Container { manifest, body, summary, .. } = read.expect("it opens");
    let mut body: Value = serde_json::from_slice(&body).expect("JSON");
    change(&mut body);
    let keys = BureauKeys::from_code(&RecoveryCode([7; 20])).expect("keys");
    let draft = Draft {
        manifest,
        body: body.to_string().into_bytes(),
        summary,
        files: Vec::new(),
        signing: &keys.signing,
        secret: None,
        shut: Shut::Plain,
    };
    let mut bytes = Vec::new();
    container::write(&mut bytes, draft, &Work::default())?;
    std::fs::write(target, bytes).expect("written");
    Ok(())
}

#[test]
fn a_package_that_contradicts_itself_is_refused_by_the_part() {
    let mut room = Room::new();
    // Without files, so that the package can be written anew by itself.
    let taken = room.bureau.app.store.write(&WriteOp::new("test", "", &room.bureau.app.world.stamp()), |tx| {
        for (report, name) in [(1, "报告 1.PDF"), (2, "报告 2.PDF"), (3, "报告 3.PDF")] {
            report::detach(tx, ReportId(report), name)?;
        }
        Ok(())
    });
    taken.expect("taken off");
    let package = room.issue("out", &[1], "").remove(0);
    let target = room.path("forged.tpk");
    let set = |pointer: &'static str, value: Value| {
        move |body: &mut Value| *body.pointer_mut(pointer).expect("it is there") = value
    };
    forged(&package, &target, |_| {}).expect("written");
    open_in(&room.path("same"), &target, None).expect("unchanged it opens");
    for (pointer, value) in [
        ("/session/uid", json!("x")),
        ("/session/rules", json!("{}")),
        ("/member/seat", json!(2)),
        ("/reports/0/title", json!("换了的题目")),
        ("/reports/1/position", json!(1)),
        ("/reports/0/opinion_no", json!("S-1-01-E09")),
        ("/form/title", json!("另一张表")),
        ("/secret", json!("00")),
        ("/reports", json!([])),
        ("/form", json!({})),
        ("/reports/0/amount", json!(5)),
    ] {
        forged(&package, &target, set(pointer, value)).expect("written");
        let code = code_of(open_in(&room.path("desk"), &target, None));
        assert!(code == "package_contradicts" || pointer == "/form", "{pointer}: {code}");
        assert_eq!(std::fs::read_dir(room.path("desk")).expect("read").count(), 0, "{pointer}");
    }
}

#[test]
fn a_file_name_that_turns_the_writing_is_refused_when_it_is_attached_and_told_by_report_where_it_is_there() {
    let mut room = Room::new();
    for sign in ["\u{202e}", "\u{200f}", "\u{2066}", "\u{61c}"] {
        let file = room.path(&format!("报告{sign}fdp.pdf"));
        std::fs::write(&file, b"%PDF-1.7 x").expect("written");
        let one = json!({ "report": 1, "path": file });
        assert_eq!(room.bureau.refused("report_attach", one.clone()), "file_name_turns");
        let many = json!({ "session": 1, "files": [{ "report": 3, "path": room.path("报告 1.PDF") }, one] });
        let told = locale::sentence(&room.bureau.fails("reports_attach", many));
        assert!(told.contains("“报告\u{fffd}fdp.pdf”") && told.contains("请改名"), "{told}");
        let found = room.bureau.call("attachments_match", json!({ "session": 1, "paths": [file] }));
        assert_eq!(found[0]["trouble"], told);
    }
    let attached = |room: &mut Room, report: i64| {
        let view = room.bureau.call("report_show", json!({ "report": report }));
        view["attachments"].as_array().expect("files").len()
    };
    assert_eq!([attached(&mut room, 1), attached(&mut room, 3)], [1, 1], "nothing was attached");
    // An earlier version let such names in.
    let stamp = room.bureau.app.world.stamp();
    let old = room.bureau.app.store.write(&WriteOp::new("report_attach", "", &stamp), |tx| {
        report::attach(tx, ReportId(3), "附件\u{202e}fdp.pdf", b"x")
    });
    old.expect("attached");
    let args = room.args("out", &[1], "");
    let error = room.bureau.fails("packages_export", args);
    let told = locale::sentence(&error);
    assert_eq!(error.exit_code(), 3);
    let (no, name) = ("R-3 ", "“附件\u{fffd}fdp.pdf”");
    assert!(told.contains(no) && told.contains(name) && !told.contains("body.json"), "{told}");
}
