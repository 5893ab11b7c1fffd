//! Signing: with strokes, with a picture, for ink; several at once, all or none; what a signature binds; and the folder
//! of signed papers.

use rusqlite::params;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tongping_core::app;
use tongping_core::domain::id::OpinionId;
use tongping_core::domain::record::OpinionRecord;
use tongping_core::domain::signature::SignatureKind;
use tongping_core::error::Error;
use tongping_core::locale;
use tongping_tests::files::{Folder, sha256};
use tongping_tests::pictures;
use tongping_tests::story::Story;

/// A signature drawn on a pad.
fn strokes() -> Value {
    json!({ "kind": "strokes", "width": 600, "height": 200, "strokes": pictures::strokes() })
}

fn picture(path: &Path) -> Value {
    json!({ "kind": "picture", "path": path })
}

fn record(story: &Story, id: i64) -> (OpinionRecord, String) {
    let (record, sha256) = app::opinion::record(&story.app, OpinionId(id)).expect("a record");
    (record, sha256.expect("it is signed"))
}

fn count(story: &Story, sql: &'static str) -> i64 {
    story.app.store.read(|conn| Ok(conn.query_row(sql, [], |row| row.get(0))?)).expect("a count")
}

/// Lines of an invalid command, as people read them.
#[track_caller]
fn lines(story: &mut Story, name: &str, args: Value) -> Vec<String> {
    match story.fails(name, args) {
        Error::Invalid(problems) => problems.iter().map(locale::problem).collect(),
        other => {
            assert!(name.is_empty(), "{other:?}");
            Vec::new()
        }
    }
}

#[test]
fn each_way_to_sign_is_told_and_bound_by_the_hash() {
    let folder = Folder::new();
    let png = folder.put("签名.png", pictures::png());
    let mut story = Story::opened(3, 1, &Value::Null);
    let ways = [(None, "by_hand"), (Some(strokes()), "strokes"), (Some(picture(&png)), "picture")];
    let mut hashes = Vec::new();
    for (member, (signature, kind)) in (1..).zip(ways) {
        let id = story.draft(1, member, ["4", "6", "5"]);
        let draft = story.call("opinion_show", json!({ "opinion": id }));
        assert_eq!((&draft["signed_at"], &draft["signature"]), (&Value::Null, &Value::Null));
        let view = story.call("opinion_sign", json!({ "opinion": id, "signature": signature }));
        assert_eq!(view["signature"], kind);
        assert_eq!(view["signed_at"], "2026-09-14T09:00:00+08:00");
        let (record, hash) = record(&story, id);
        let named = record.signature.map(|named| (named.kind, named.sha256));
        match kind {
            "by_hand" => assert_eq!(named, None, "a record without a signature is as it always was"),
            "strokes" => assert_eq!(named.expect("it is named").0, SignatureKind::Strokes),
            _ => assert_eq!(named, Some((SignatureKind::Picture, sha256(&png))), "the file as it was"),
        }
        hashes.push(hash);
    }
    assert_eq!(count(&story, "SELECT count(*) FROM signature"), 2);
    // The picture may go: the signature is in the workspace.
    std::fs::remove_file(&png).expect("it can go");
    let out = folder.join("out.pdf");
    story.call("export_opinion", json!({ "opinion": 3, "path": out }));
    assert!(out.exists());
    story.verifies();
}

#[test]
fn the_record_of_a_signature_by_hand_has_no_new_word() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.signed(1, 1, ["4", "6", "5"]);
    let (record, _) = record(&story, id);
    let text = json!(record).to_string();
    assert!(!text.contains("signature"), "{text}");
    let other = json!({ "signature": { "kind": "strokes", "sha256": "0".repeat(64) } });
    let mut with: Value = serde_json::from_str(&text).expect("it reads");
    with["signature"] = other["signature"].clone();
    let with: OpinionRecord = serde_json::from_value(with).expect("it reads");
    assert_eq!(with.signature.expect("it is named").kind, SignatureKind::Strokes);
}

#[test]
fn another_signature_gives_another_check_code_and_the_same_gives_the_same() {
    let code = |signature: Value| {
        let mut story = Story::opened(1, 1, &Value::Null);
        let id = story.draft(1, 1, ["4", "6", "5"]);
        let view = story.call("opinion_sign", json!({ "opinion": id, "signature": signature }));
        view["check_code"].as_str().expect("a code").to_owned()
    };
    let mut other = strokes();
    other["strokes"][0][0] = json!([11, 12]);
    assert_eq!(code(strokes()), code(strokes()));
    assert_ne!(code(strokes()), code(other));
    assert_ne!(code(strokes()), code(Value::Null));
}

#[test]
fn what_is_no_signature_is_refused_with_a_remedy_and_nothing_is_signed() {
    let folder = Folder::new();
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.draft(1, 1, ["4", "6", "5"]);
    let on_pad = |strokes: Value| json!({ "kind": "strokes", "width": 600, "height": 200, "strokes": strokes });
    let long: Vec<Value> = (0..20_001).map(|i| json!([i % 600, i % 200])).collect();
    let bad = [
        (on_pad(json!([])), "signature_empty"),
        (on_pad(json!([[[300, 100]]])), "signature_empty"),
        (on_pad(json!([[[0, 0], [601, 100]]])), "signature_outside"),
        (on_pad(json!([long])), "signature_too_long"),
        (on_pad(json!(vec![json!([[0, 0], [9, 99]]); 201])), "signature_too_long"),
        (json!({ "kind": "strokes", "width": 0, "height": 200, "strokes": [] }), "signature_pad"),
        (on_pad(json!([[[0.5, 1]]])), "arguments_unreadable"),
        (json!({ "kind": "thumb" }), "arguments_unreadable"),
        (json!({ "kind": "picture", "path": "a.png", "strokes": [] }), "arguments_unreadable"),
        (
            json!({ "kind": "strokes", "width": 600, "height": 200, "strokes": pictures::strokes(), "pen": 3 }),
            "arguments_unreadable",
        ),
        (picture(&folder.put("text.png", "not a picture")), "picture_unknown"),
        (picture(&folder.put("empty.png", "")), "picture_unknown"),
        (picture(&folder.put("a.gif", b"GIF89a\x01\x00\x01\x00")), "picture_unknown"),
        (picture(&folder.put("half.png", &pictures::png()[..60])), "picture_damaged"),
        (picture(&folder.put("half.jpg", &pictures::jpeg()[..40])), "picture_damaged"),
        (picture(&folder.put("bomb.png", pictures::bomb(30_000, 30_000))), "picture_too_large"),
        (picture(&folder.put("wide.png", pictures::bomb(4_001, 1))), "picture_too_large"),
        (picture(&folder.put("blank.png", pictures::blank())), "picture_blank"),
        (picture(&folder.put("big.png", vec![0; 2 * 1024 * 1024 + 1])), "picture_file_too_large"),
    ];
    for (signature, code) in bad {
        let shown = signature.to_string();
        let found = story.invalid("opinion_sign", json!({ "opinion": id, "signature": signature }));
        assert_eq!(found, [code], "{}", &shown[..shown.len().min(200)]);
    }
    for path in [folder.join("absent.png"), folder.path().to_path_buf()] {
        let error = story.fails("opinion_sign", json!({ "opinion": id, "signature": picture(&path) }));
        assert!(matches!(error, Error::Failed { doing: "file_read", .. }), "{error:?}");
    }
    assert_eq!(count(&story, "SELECT count(*) FROM signed_opinion"), 0);
    assert_eq!(count(&story, "SELECT count(*) FROM file_bytes"), 0);
    // The signature and the opinion are told of together.
    story.call("opinion_set", json!({ "opinion": id, "conclusion": "" }));
    let both = story.invalid("opinion_sign", json!({ "opinion": id, "signature": on_pad(json!([])) }));
    assert!(both.contains(&"signature_empty") && both.len() == 2, "{both:?}");
}

#[cfg(unix)]
#[test]
fn a_pipe_and_a_device_are_no_files_and_are_never_waited_for() {
    let folder = Folder::new();
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.signed(1, 1, ["4", "6", "5"]);
    story.call("opinion_reopen", json!({ "opinion": id, "reason": "补签名" }));
    let pipe = folder.pipe("签名.png");
    let before = folder.state();
    let device = Path::new("/dev/zero");
    let odd = folder.join("\0.png");
    for (name, args) in [
        ("opinion_sign", json!({ "opinion": id, "signature": picture(&pipe) })),
        ("opinion_sign", json!({ "opinion": id, "signature": picture(device) })),
        ("opinion_sign", json!({ "opinion": id, "signature": picture(&odd) })),
        ("report_attach", json!({ "report": 1, "path": pipe })),
        ("report_attach", json!({ "report": 1, "path": device })),
        ("export_opinion", json!({ "opinion": id, "path": pipe })),
        ("export_opinion", json!({ "opinion": id, "path": odd })),
    ] {
        let sentence = locale::sentence(&story.fails(name, args));
        assert!(sentence.contains("不是普通文件"), "{name}: {sentence}");
    }
    assert_eq!(folder.state(), before, "a pipe is not replaced by a paper");
    assert_eq!(count(&story, "SELECT count(*) FROM file_bytes"), 0);
}

#[test]
fn good_pictures_of_every_kind_are_taken() {
    let folder = Folder::new();
    let mut story = Story::opened(5, 1, &Value::Null);
    let all = [pictures::png(), pictures::jpeg(), pictures::transparent(), pictures::sixteen_bit(), pictures::large()];
    for (member, bytes) in (1..).zip(all) {
        let id = story.draft(1, member, ["4", "6", "5"]);
        // The name says nothing, the content does.
        let path = folder.put(&format!("{member}.bin"), bytes);
        let view = story.call("opinion_sign", json!({ "opinion": id, "signature": picture(&path) }));
        assert_eq!(view["signature"], "picture");
        story.call("export_opinion", json!({ "opinion": id, "path": folder.join("out.pdf") }));
    }
    story.verifies();
}

#[test]
fn a_reopened_opinion_keeps_the_old_signature_with_its_version() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.draft(1, 1, ["4", "6", "5"]);
    story.call("opinion_sign", json!({ "opinion": id, "signature": strokes() }));
    let draft = story.call("opinion_reopen", json!({ "opinion": id, "reason": "录入有误" }));
    assert_eq!((&draft["signed_at"], &draft["signature"]), (&Value::Null, &Value::Null));
    story.at("2026-09-15T10:00:00+08:00");
    let view = story.call("opinion_sign", json!({ "opinion": id }));
    assert_eq!((&view["signature"], &view["signed_at"]), (&json!("by_hand"), &json!("2026-09-15T10:00:00+08:00")));
    assert_eq!(count(&story, "SELECT max(version) FROM signature"), 1);
    assert_eq!(count(&story, "SELECT count(*) FROM signed_opinion"), 2);
    story.fails("log_undo", json!({}));
    story.verifies();
}

#[test]
fn several_are_signed_in_one_write() {
    let folder = Folder::new();
    let mut story = Story::opened(2, 3, &Value::Null);
    let ids: Vec<i64> = (1..=3).map(|report| story.draft(report, 1, ["4", "6", "5"])).collect();
    for id in &ids {
        story.call("opinion_set", json!({ "opinion": id, "declared": false }));
    }
    let all = json!({ "opinions": ids, "declared": false, "signature": strokes() });
    let found = lines(&mut story, "opinions_sign", all.clone());
    assert_eq!(found.len(), 3);
    assert!(found[2].contains("报告 R-3") && found[2].contains("回避声明"), "{}", found[2]);
    let before = story.app.store.head().expect("a head").seq;
    let mut all = all;
    all["declared"] = json!(true);
    all["opinions"] = json!([ids[0], ids[1], ids[2], ids[0]]);
    let reply = story.reply("opinions_sign", all);
    assert_eq!(reply["undo"], Value::Null, "a signature is not taken back but reopened");
    let views = reply["value"].as_array().expect("views");
    assert_eq!(views.len(), 3);
    assert!(views.iter().all(|view| view["signature"] == "strokes" && view["opinion"]["declared"] == true));
    assert_eq!(story.app.store.head().expect("a head").seq, before + 1, "one event");
    assert_eq!(count(&story, "SELECT count(*) FROM file_bytes"), 1, "one signature, kept once");
    // The papers of the three, in the order of the reports, whatever order they were signed in.
    let out = folder.join("意见表");
    let written = story.call("export_opinions", json!({ "session": 1, "member": 1, "folder": out }));
    let written = written.as_array().expect("a list");
    assert_eq!(written.iter().map(|one| one["report"].as_i64().expect("an id")).collect::<Vec<_>>(), [1, 2, 3]);
    for (one, view) in written.iter().zip(views) {
        let path = PathBuf::from(one["path"].as_str().expect("a path"));
        assert_eq!(one["sha256"], sha256(&path));
        assert_eq!(one["size"], std::fs::metadata(&path).expect("a file").len());
        assert_eq!(one["check_code"], view["check_code"]);
    }
    assert_eq!(std::fs::read_dir(&out).expect("a folder").count(), 3, "nothing else is left there");
    story.verifies();
}

#[test]
fn all_or_none_and_every_problem_with_its_report() {
    let mut story = Story::opened(2, 4, &Value::Null);
    let ids: Vec<i64> = (1..=4).map(|report| story.draft(report, 1, ["4", "6", "5"])).collect();
    let other = story.draft(1, 2, ["4", "6", "5"]);
    story.call("score_set", json!({ "opinion": ids[0], "criterion": "1.1", "value": "9" }));
    story.call("opinion_sign", json!({ "opinion": ids[1] }));
    story.call("session_recuse", json!({ "member": 1, "report": 3, "ground": "曾任职" }));
    story.call("session_recuse", json!({ "member": 1, "report": 4, "ground": "住院", "kind": "declined" }));
    let all: Vec<i64> = ids.iter().copied().chain([other]).collect();
    let args = json!({ "opinions": all, "declared": true, "signature": { "kind": "strokes", "width": 600, "height": 200, "strokes": [] } });
    let found = lines(&mut story, "opinions_sign", args.clone());
    let expected = [
        ("签名", "还没有签名"),
        ("报告 R-1 指标 1.1", "9"),
        ("报告 R-2", "已签字"),
        ("报告 R-3", "已回避"),
        ("报告 R-4", "无法评审"),
        ("报告 R-1", "同一位专家"),
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (line, (place, words)) in found.iter().zip(expected) {
        assert!(line.contains(place) && line.contains(words), "{line} should name {place} and {words}");
    }
    let error = tongping_core::api::call(&mut story.app, "opinions_sign", args).expect_err("it fails");
    let shown = tongping_core::api::error_json(&error);
    assert_eq!(shown["problems"][1]["place"]["kind"], "report");
    assert_eq!(shown["problems"][1]["place"]["report"], 1);
    assert_eq!(shown["problems"][1]["place"]["place"], json!({ "kind": "criterion", "id": "1.1" }));
    assert_eq!(story.invalid("opinions_sign", json!({ "opinions": [], "declared": true })), ["opinions_none"]);
    assert_eq!(story.missing("opinions_sign", json!({ "opinions": [99], "declared": true })).0, "opinion");
    assert_eq!(count(&story, "SELECT count(*) FROM signed_opinion"), 1);
}

#[test]
fn declined_is_told_apart_from_recused() {
    let mut story = Story::opened(4, 1, &Value::Null);
    let decline = json!({ "member": 2, "report": 1, "ground": "生病住院", "kind": "declined" });
    let view = story.call("session_recuse", decline.clone());
    assert_eq!(view["recusals"][0]["kind"], "declined");
    assert_eq!(story.refused("session_recuse", decline), "recusal_known");
    assert_eq!(story.refused("opinion_begin", json!({ "report": 1, "member": 2 })), "member_declined");
    assert_eq!(story.call("log_show", json!({ "limit": 1 }))[0]["op"], "session_decline");
    story.call("session_recuse", json!({ "member": 3, "report": 1, "ground": "亲属" }));
    let opinions = [story.signed(1, 1, ["4", "6", "5"]), story.signed(1, 4, ["4", "6", "5"])];
    let sheet = story.composed(1, &opinions);
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    let (record, _) = app::sheet::record(&story.app, tongping_core::domain::id::SheetId(sheet)).expect("a record");
    let kinds: Vec<String> = record.recused.iter().map(|one| json!(one).to_string()).collect();
    assert!(kinds[0].contains("declined") && !kinds[1].contains("kind"), "{kinds:?}");
    story.verifies();
}

#[test]
fn the_folder_of_papers_is_all_or_nothing() {
    let folder = Folder::new();
    let mut story = Story::opened(2, 2, &Value::Null);
    let export = |to: &Path| json!({ "session": 1, "member": 1, "folder": to });
    assert_eq!(story.refused("export_opinions", export(&folder.join("a"))), "opinions_none_signed");
    assert!(!folder.join("a").exists());
    story.signed(1, 1, ["4", "6", "5"]);
    story.signed(2, 1, ["4", "6", "5"]);
    story.draft(1, 2, ["4", "6", "5"]);
    assert_eq!(
        story.refused("export_opinions", json!({ "session": 1, "member": 2, "folder": folder.join("a") })),
        "opinions_none_signed"
    );
    assert_eq!(
        story.missing("export_opinions", json!({ "session": 9, "member": 1, "folder": folder.join("a") })).0,
        "member"
    );
    // A folder under a file cannot be made; the name of a paper taken by a folder cannot be written.
    let file = folder.put("file", "x");
    let error = story.fails("export_opinions", export(&file.join("inner")));
    assert!(matches!(error, Error::Failed { doing: "folder_make", .. }), "{error:?}");
    let out = folder.join("out");
    let written = story.call("export_opinions", export(&out));
    let second = PathBuf::from(written[1]["path"].as_str().expect("a path"));
    let first = PathBuf::from(written[0]["path"].as_str().expect("a path"));
    std::fs::remove_file(&second).expect("it can go");
    std::fs::write(&first, "older").expect("it can be written");
    std::fs::create_dir(&second).expect("a folder can be made");
    let before = folder.state();
    let error = story.fails("export_opinions", export(&out));
    assert!(error.to_string().contains(&second.display().to_string()), "{error}");
    assert_eq!(folder.state(), before, "not even the first paper was replaced");
    // A report the expert is recused from since is left out.
    std::fs::remove_dir(&second).expect("it can go");
    story.call("session_recuse", json!({ "member": 1, "report": 1, "ground": "亲属" }));
    let written = story.call("export_opinions", export(&folder.join("again")));
    assert_eq!(written.as_array().map(Vec::len), Some(1));
    assert_eq!(written[0]["report"], 2);
}

#[test]
fn a_signature_is_neither_changed_nor_added_nor_taken_by_raw_sql() {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    let mut story = Story::create(&path);
    story.set_up(2, 1, &Value::Null);
    story.call("session_open", json!({ "session": 1 }));
    let id = story.draft(1, 1, ["4", "6", "5"]);
    story.call("opinion_sign", json!({ "opinion": id, "signature": strokes() }));
    story.signed(1, 2, ["4", "6", "5"]);
    story.close();
    let conn = rusqlite::Connection::open(&path).expect("a workspace is a database");
    let hash: String = conn.query_row("SELECT sha256 FROM signature", [], |row| row.get(0)).expect("it is there");
    for sql in [
        "UPDATE signature SET kind = 'picture'",
        "UPDATE signature SET version = 2",
        "DELETE FROM signature",
        "UPDATE file_bytes SET bytes = x'00'",
        "DELETE FROM file_bytes",
        "UPDATE recusal SET kind = 'away'",
    ] {
        assert!(conn.execute_batch(sql).is_err() || sql.contains("recusal"), "went through: {sql}");
    }
    // Opinion 2 was signed for ink: no signature is slipped under it.
    let added = conn.execute("INSERT INTO signature VALUES (2, 1, 'strokes', ?1)", params![hash]);
    assert!(added.expect_err("it is refused").to_string().contains("signature_kept"));
    // Who takes the triggers away and puts other bytes there is found out.
    conn.execute_batch("DROP TRIGGER audit_file_bytes_update; UPDATE file_bytes SET bytes = x'00'").expect("a hand");
    conn.close().expect("it closes");
    let mut story = Story::open(&path);
    let out = folder.join("out.pdf");
    assert_eq!(story.refused("export_opinion", json!({ "opinion": 1, "path": out })), "record_altered");
    assert_eq!(
        story.refused("export_opinions", json!({ "session": 1, "member": 1, "folder": folder.join("o") })),
        "record_altered"
    );
    assert!(!out.exists() && !folder.join("o").exists());
}
