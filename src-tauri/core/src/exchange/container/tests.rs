//! A container is written and read again; what writing promises is kept.

use super::*;
use crate::domain::problem::Problem;
use std::cell::Cell;
use std::sync::LazyLock;

/// A manifest with nothing particular in it.
fn manifest(kind: Kind) -> Manifest {
    let text = |text: &str| text.to_owned();
    Manifest {
        kind,
        format: manifest::FORMAT,
        min_reader: 1,
        crit: Vec::new(),
        app: Program { name: text("tongping"), version: text("0") },
        created_at: text("2026-09-14T09:00:00+08:00"),
        entries: Vec::new(),
        session_id: text("s"),
        session_no: text("QP-1"),
        form_id: text("T"),
        form_version: text("1"),
        form_sha256: "0".repeat(64),
        expert_id: text("e"),
        member_no: 1,
        package_id: text("p"),
        package_rev: 1,
        prev_package_sha256: None,
        reports: Vec::new(),
        package_sha256: None,
        return_id: None,
        return_seq: None,
        prev_return_sha256: None,
        signer: Signer::default(),
        log_head: "0".repeat(16),
        bureau: None,
        due_at: None,
    }
}

fn part<'a>(bytes: &'a [u8], ending: &str) -> Part<'a> {
    Part {
        sha256: crate::hex(&Sha256::digest(bytes)),
        ending: ending.into(),
        size: bytes.len() as u64,
        open: Box::new(move || Ok(Box::new(bytes) as Box<dyn Read + 'a>)),
    }
}

fn written<'a>(kind: Kind, files: Vec<Part<'a>>, shut: Shut<'a>) -> Result<(Vec<u8>, Written)> {
    static SIGNING: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_bytes(&[3; 32]));
    let draft = Draft {
        manifest: manifest(kind),
        body: br#"{"session":"S","scores":["4.5",null,1]}"#.to_vec(),
        summary: "评审任务\n".into(),
        files,
        signing: &SIGNING,
        secret: Some(&[5; 32]),
        shut,
    };
    let mut out = Vec::new();
    write(&mut out, draft, &Work::default()).map(|written| (out, written))
}

fn contents(container: &mut Container, sha256: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    container.file(sha256).expect("the file").read_to_end(&mut bytes).expect("it reads");
    bytes
}

#[test]
fn what_was_written_is_read_again() {
    let large: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    for (bytes, ending) in
        [(large.as_slice(), "pdf"), (b"abc abc abc abc abc", "txt"), (&[0; 3 << 20], "txt"), (b"", "")]
    {
        let (out, made) =
            written(Kind::Package, vec![part(bytes, ending), part(bytes, ending)], Shut::Plain).expect("written");
        assert_eq!(made.sha256, crate::hex(&Sha256::digest(&out)));
        assert_eq!((made.size, &made.file_sha256), (out.len() as u64, &made.sha256));
        let mut read = read(&out, Kind::Package).expect("read");
        assert_eq!((read.sha256.as_str(), read.manifest_text.as_str()), (made.sha256.as_str(), made.manifest.as_str()));
        assert_eq!(read.summary, "评审任务\n");
        let sha256 = crate::hex(&Sha256::digest(bytes));
        assert_eq!(contents(&mut read, &sha256), bytes);
        assert!(!read.is_invited(&[5; 32]), "a package answers no invitation");
    }
}

#[test]
fn equal_content_gives_equal_bytes() {
    let make =
        || written(Kind::Return, vec![part(b"ink ink ink ink ink ink", "json")], Shut::Plain).expect("written").0;
    assert_eq!(make(), make());
}

#[test]
fn a_return_proves_its_invitation() {
    let (out, _) = written(Kind::Return, Vec::new(), Shut::Plain).expect("written");
    let read = read(&out, Kind::Return).expect("read");
    assert!(read.is_invited(&[5; 32]));
    assert!(!read.is_invited(&[6; 32]));
}

#[test]
fn it_opens_with_its_code_and_its_key_alone() {
    let bytes: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    let sha256 = crate::hex(&Sha256::digest(&bytes));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.tpk");
    let (mine, other) = (Identity::generate(), Identity::generate());
    let (plain, _) = written(Kind::Package, vec![part(&bytes, "pdf")], Shut::Plain).expect("written");
    let (out, made) =
        written(Kind::Package, vec![part(&bytes, "pdf")], Shut::Code("1234 5678 9012", 2)).expect("written");
    std::fs::write(&path, &out).expect("on disk");
    assert_eq!(unlock(&out, Key::Code("１２３４56789012"), 1 << 20).expect("opens"), plain);
    let mut opened = open(&path, Kind::Package, Key::Code("1234-5678-9012")).expect("opens");
    assert_eq!(opened.sha256, made.sha256);
    assert_eq!(contents(&mut opened, &sha256), bytes);
    assert_eq!(contents(&mut opened, &sha256), bytes, "and again");
    assert!(matches!(unlock(&out, Key::Code("123456789013"), 1 << 20), Err(Fault::CodeWrong)));
    assert!(matches!(unlock(&out, Key::None, 1 << 20), Err(Fault::CodeNeeded)));
    assert!(matches!(unlock(&out, Key::Code("123456789012"), 1000), Err(Fault::Broken(_))));
    let (out, _) =
        written(Kind::Package, vec![part(&bytes, "pdf")], Shut::Recipient(&mine.to_public())).expect("written");
    assert_eq!(unlock(&out, Key::Identities(&[other.clone(), mine]), 1 << 20).expect("opens"), plain);
    assert!(matches!(unlock(&out, Key::Identities(&[other]), 1 << 20), Err(Fault::OtherKey)));
    assert!(matches!(unlock(&out, Key::Code("123456789012"), 1 << 20), Err(Fault::OtherKey)));
}

#[test]
fn a_part_that_is_not_what_it_is_said_to_be_is_refused() {
    let mut wrong = part(b"report", "pdf");
    wrong.size = 5;
    let differs = |part| {
        matches!(
            written(Kind::Package, vec![part], Shut::Plain),
            Err(Error::Refused { code: "container_part_differs", .. })
        )
    };
    assert!(differs(wrong));
    let mut wrong = part(b"report", "pdf");
    wrong.size = 7;
    assert!(differs(wrong));
    let mut wrong = part(b"report", "pdf");
    wrong.open = Box::new(|| Ok(Box::new(&b"report"[..5]) as Box<dyn Read>));
    assert!(differs(wrong));
    let mut wrong = part(b"report", "pdf");
    wrong.sha256 = "0".repeat(64);
    assert!(differs(wrong));
}

#[test]
fn a_large_part_is_read_twice_and_must_be_the_same_both_times() {
    let bytes = vec![7_u8; 33 << 20];
    let (out, _) = written(Kind::Package, vec![part(&bytes, "pdf")], Shut::Plain).expect("written");
    let mut read = read(&out, Kind::Package).expect("read");
    assert!(contents(&mut read, &crate::hex(&Sha256::digest(&bytes))) == bytes);
    let mut other = bytes.clone();
    other[1 << 20] = 8;
    let turn = Cell::new(0);
    let mut wrong = part(&bytes, "pdf");
    let (first, second) = (other.as_slice(), bytes.as_slice());
    wrong.open = Box::new(move || {
        turn.set(turn.get() + 1);
        Ok(Box::new(if turn.get() == 1 { first } else { second }) as Box<dyn Read>)
    });
    assert!(matches!(
        written(Kind::Package, vec![wrong], Shut::Plain),
        Err(Error::Refused { code: "container_part_differs", .. })
    ));
}

#[test]
fn work_that_is_not_wanted_stops() {
    let work = Work::default();
    let _working = work.begin("x", 1);
    work.cancel();
    let signing = SigningKey::from_bytes(&[3; 32]);
    let draft = Draft {
        manifest: manifest(Kind::Package),
        body: b"{}".to_vec(),
        summary: String::new(),
        files: vec![part(b"a", "pdf")],
        signing: &signing,
        secret: None,
        shut: Shut::Plain,
    };
    let stopped = write(&mut Vec::new(), draft, &work);
    assert!(matches!(stopped, Err(Error::Refused { code: "work_cancelled", .. })));
}

#[test]
fn what_stands_on_the_disk_is_compared_with_what_was_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.tpk");
    let (mut out, made) = written(Kind::Package, Vec::new(), Shut::Code("123456789012", 1)).expect("written");
    std::fs::write(&path, &out).expect("on disk");
    verify_written(&path, &made).expect("as written");
    out[400] ^= 1;
    std::fs::write(&path, &out).expect("on disk");
    let differs = verify_written(&path, &made);
    assert!(matches!(differs, Err(Error::Refused { code: "container_not_as_written", .. })));
}

#[test]
fn bodies_that_no_reader_would_take_are_not_written() {
    let code = |body: &str| -> Option<&'static str> {
        let signing = SigningKey::from_bytes(&[3; 32]);
        let draft = Draft {
            manifest: manifest(Kind::Return),
            body: body.into(),
            summary: String::new(),
            files: Vec::new(),
            signing: &signing,
            secret: None,
            shut: Shut::Plain,
        };
        match write(&mut Vec::new(), draft, &Work::default()) {
            Err(Error::Invalid(problems)) => problems.first().map(|problem: &Problem| problem.code),
            _ => None,
        }
    };
    let long = "x".repeat(257 << 10);
    let keys: String = (0..5000).map(|n| format!("\"{n}\":0,")).collect();
    let cases = [
        (format!("{}{}", "[".repeat(33), "]".repeat(33)), Some("container_json_deep")),
        ("[".repeat(100_000), Some("container_json_deep")),
        (format!("{}{}", "[".repeat(32), "]".repeat(32)), None),
        (r#"{"a":1.5}"#.into(), Some("container_json_float")),
        (r#"{"a":1e3}"#.into(), Some("container_json_float")),
        (r#"{"a":1,"a":2}"#.into(), Some("container_json_twice")),
        ("{\"e\u{301}\":1}".into(), Some("container_json_key")),
        ("{\"a\":\"e\u{301}\"}".into(), None),
        ("{\"a\u{202e}\":1}".into(), Some("container_json_key")),
        ("{\"name\":\"a\u{202e}\"}".into(), Some("container_json_bidi")),
        (r#"{"a":"\u0000"}"#.into(), Some("container_json_nul")),
        (format!("{{\"a\":\"{long}\"}}"), Some("container_json_long")),
        (format!("{{\"content\":\"[\\\"{}\\\"]\"}}", "x".repeat(200 << 10)), None),
        (format!("{{\"content\":\"[\\\"{0}\\\",\\\"{0}\\\"]\"}}", "x".repeat(200 << 10)), None),
        (r#"{"content":"{\"a\":1.5}"}"#.into(), Some("container_json_float")),
        (format!("{{{}\"a\":0}}", keys), Some("container_json_many")),
        (format!("[{}0]", "0,".repeat(400_000)), Some("container_json_many")),
        ("{".into(), Some("container_json_syntax")),
        ("{} x".into(), Some("container_json_syntax")),
    ];
    for (body, expected) in cases {
        assert_eq!(code(&body), expected, "{}", body.chars().take(60).collect::<String>());
    }
}

#[test]
fn a_file_that_changes_after_it_was_checked_is_not_handed_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.tpk");
    let report: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    let (mut out, _) = written(Kind::Package, vec![part(&report, "pdf")], Shut::Plain).expect("written");
    std::fs::write(&path, &out).expect("on disk");
    let mut opened = open(&path, Kind::Package, Key::None).expect("it opens");
    let at = out.len() / 2;
    out[at] ^= 1;
    std::fs::write(&path, &out).expect("on disk");
    let mut file = opened.file(&crate::hex(&Sha256::digest(&report))).expect("it is named");
    let fault = file.read_to_end(&mut Vec::new()).expect_err("it has changed");
    assert_eq!(fault.kind(), std::io::ErrorKind::InvalidData);
    drop(file);
    assert!(matches!(opened.file("00"), Err(Error::Missing { .. })));
}
