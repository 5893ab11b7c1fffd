//! The container: whole, broken in every place, hostile, and read by other programs.

#[path = "container/craft.rs"]
mod craft;
#[path = "container/golden.rs"]
mod golden;
#[path = "container/hostile.rs"]
mod hostile;
#[path = "container/tools.rs"]
mod tools;

use craft::{REPORT, SECRET, keys};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::sync::LazyLock;
use tongping_core::exchange::container::{
    self, Container, Draft, EntryLine, Fault, Key, Kind, Manifest, Part, Program, Shut, Signer, Written,
};
use tongping_core::hex;
use tongping_core::work::Work;

/// A manifest with nothing particular in it.
fn manifest(kind: Kind) -> Manifest {
    let text = |text: &str| text.to_owned();
    let answers = kind == Kind::Return;
    Manifest {
        kind,
        format: 1,
        min_reader: 1,
        crit: Vec::new(),
        app: Program { name: text("tongping"), version: text("0.1.0") },
        created_at: text("2026-09-14T09:00:00+08:00"),
        entries: Vec::<EntryLine>::new(),
        session_id: text("00000000-0000-7000-8000-000000000001"),
        session_no: text("QP-PS-2026-001"),
        form_id: text("T-RV-SCORE"),
        form_version: text("1.0"),
        form_sha256: "0".repeat(64),
        expert_id: text("00000000-0000-7000-8000-000000000002"),
        member_no: 1,
        package_id: text("00000000-0000-7000-8000-000000000003"),
        package_rev: 1,
        prev_package_sha256: None,
        reports: Vec::new(),
        package_sha256: answers.then(|| "1".repeat(64)),
        return_id: answers.then(|| text("00000000-0000-7000-8000-000000000004")),
        return_seq: answers.then_some(1),
        prev_return_sha256: None,
        signer: Signer::default(),
        log_head: "0".repeat(64),
        bureau: None,
        due_at: None,
    }
}

/// A small container as the program writes it.
fn written<'a>(kind: Kind, shut: Shut<'a>) -> (Vec<u8>, Written) {
    static KEYS: LazyLock<tongping_core::exchange::keys::BureauKeys> = LazyLock::new(keys);
    let part = Part {
        sha256: hex(&Sha256::digest(REPORT)),
        ending: "pdf".into(),
        size: REPORT.len() as u64,
        open: Box::new(|| Ok(Box::new(REPORT) as Box<dyn Read>)),
    };
    let draft = Draft {
        manifest: manifest(kind),
        body: br#"{"reports":[{"no":"1","points":"4.5","left":null}],"content":"{\"a\":1}"}"#.to_vec(),
        summary: "评审任务 QP-PS-2026-001\n".into(),
        files: vec![part],
        signing: &KEYS.signing,
        secret: Some(&SECRET),
        shut,
    };
    let mut out = Vec::new();
    let written = container::write(&mut out, draft, &Work::default()).expect("it is written");
    (out, written)
}

/// Everything a reader hands out; two files with the same content answer the same.
fn content(container: &mut Container) -> (String, Vec<u8>, String, [u8; 32], Vec<u8>) {
    let mut report = Vec::new();
    let mut file = container.file(&hex(&Sha256::digest(REPORT))).expect("the report is there");
    file.read_to_end(&mut report).expect("it reads");
    drop(file);
    (container.manifest_text.clone(), container.body.clone(), container.summary.clone(), container.signer, report)
}

/// The problem's code; a person gets a sentence for it.
#[track_caller]
fn code_of(fault: Fault) -> &'static str {
    match &fault {
        Fault::Broken(problem) | Fault::TooNew(problem) | Fault::Forged(problem) => {
            let sentence = tongping_core::locale::what(problem);
            assert!(
                sentence.ends_with('。') && !["{name}", "{most}", "{at}"].iter().any(|place| sentence.contains(place)),
                "{sentence}"
            );
            problem.code
        }
        Fault::CodeNeeded => "container_code_needed",
        Fault::CodeWrong => "container_code_wrong",
        Fault::OtherKey => "container_other_key",
        Fault::Failed(error) => {
            assert_eq!(format!("{error:?}"), "", "the disk did not fail");
            "failed"
        }
    }
}

/// Every change of the bytes is either noticed or changes nothing that anybody reads.
fn never_other(kind: Kind, changed: impl IntoIterator<Item = Vec<u8>>, good: &[u8]) -> (usize, usize) {
    let expected = content(&mut container::read(good, kind).expect("the good one reads"));
    let (mut refused, mut same) = (0, 0);
    for bytes in changed {
        match container::read(&bytes, kind) {
            Err(fault) => {
                code_of(fault);
                refused += 1;
            }
            Ok(mut read) => {
                assert_eq!(content(&mut read), expected, "another content was accepted");
                same += 1;
            }
        }
    }
    (refused, same)
}

fn flipped(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut changed = bytes.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        changed
    })
}

fn cut(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len()).map(|length| bytes[..length].to_vec())
}

#[test]
fn no_flipped_bit_and_no_lost_end_of_a_plain_one_is_believed() {
    for kind in [Kind::Package, Kind::Return] {
        let (good, _) = written(kind, Shut::Plain);
        let (refused, same) = never_other(kind, flipped(&good), &good);
        assert!(refused > same * 5, "{kind:?}: {refused} refused, {same} the same");
        let (refused, same) = never_other(kind, cut(&good), &good);
        assert_eq!((refused, same), (good.len(), 0), "{kind:?}: what is cut off is missed");
    }
}

#[test]
fn no_flipped_bit_and_no_lost_end_of_an_encrypted_one_is_believed() {
    let identities = [keys().identity];
    let recipient = keys().recipient();
    let (good, _) = written(Kind::Return, Shut::Recipient(&recipient));
    let inner = container::unlock(&good, Key::Identities(&identities), 1 << 20).expect("it opens");
    let head = good.windows(5).position(|window| window == b"\n--- ").expect("a head") + 60;
    let refused = |bytes: &[u8]| match container::unlock(bytes, Key::Identities(&identities), 1 << 20) {
        Err(fault) => !code_of(fault).is_empty(),
        Ok(opened) => {
            assert!(opened == inner, "another content was decrypted");
            false
        }
    };
    // Whole bytes of the head; behind it every byte is under the same seal.
    let changed = flipped(&good).enumerate().filter(|(bit, _)| bit / 8 < head || bit % 8 == 0);
    assert!(changed.into_iter().all(|(_, bytes)| refused(&bytes)));
    assert!(cut(&good).all(|bytes| refused(&bytes)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_changed_at_random_are_never_believed(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        removed in prop::option::of(any::<prop::sample::Index>()),
    ) {
        static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| written(Kind::Return, Shut::Plain).0);
        let mut bytes = GOOD.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(at) = removed {
            bytes.remove(at.index(bytes.len()));
        }
        never_other(Kind::Return, [bytes], &GOOD);
    }
}

#[test]
fn a_code_opens_its_package_alone() {
    let (good, made) = written(Kind::Package, Shut::Code("1234 5678 9012", 2));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.tpk");
    std::fs::write(&path, &good).expect("on disk");
    container::verify_written(&path, &made).expect("as written");
    let mut opened = container::open(&path, Kind::Package, Key::Code("123456789012")).expect("it opens");
    assert_eq!(content(&mut opened).4, REPORT);
    assert_eq!(opened.sha256, made.sha256);
    let code = |key| code_of(container::open(&path, Kind::Package, key).expect_err("it stays shut"));
    assert_eq!(code(Key::Code("123456789013")), "container_code_wrong");
    assert_eq!(code(Key::Code("12")), "container_code_wrong");
    assert_eq!(code(Key::None), "container_code_needed");
    assert_eq!(code(Key::Identities(&[keys().identity])), "container_code_needed");
}

#[test]
fn every_broken_file_is_refused_by_its_rule() {
    let folder = tempfile::tempdir().expect("a folder");
    let (coded, _) = written(Kind::Package, Shut::Code(craft::CODE, 1));
    for case in hostile::cases().into_iter().chain(hostile::encrypted(&coded)) {
        let path = folder.path().join(case.name);
        std::fs::write(&path, &case.bytes).expect("on disk");
        let opened = container::open(&path, Kind::Package, Key::Code(craft::CODE));
        assert_eq!(code_of(opened.expect_err(case.name)), case.code, "{}", case.name);
        let read = container::unlock(&case.bytes, Key::Code(craft::CODE), 1 << 30)
            .and_then(|inner| container::read(&inner, Kind::Package));
        assert_eq!(code_of(read.expect_err(case.name)), case.code, "{} from memory", case.name);
        let seen = container::inspect(&path, Key::Code(craft::CODE)).expect("any file can be asked about");
        let is_told = seen.problems.iter().any(|problem| problem.code == case.code);
        assert!(is_told || case.code == "container_foreign" || case.name == "is_return", "{}: {seen:?}", case.name);
    }
}

#[test]
fn a_later_program_may_say_more() {
    let good = craft::package();
    let mut lines = good.lines();
    let line = serde_json::json!({ "alg": "sm2-sm3", "sig": "…" });
    let signatures = format!("{line}\n{}\n", craft::Recipe::signature(&good.manifest_text()));
    lines[2] = craft::stored("manifest.sig", signatures.as_bytes());
    container::read(&craft::zip(&lines), Kind::Package).expect("one known signature is enough");
    let mut later = craft::package();
    later.manifest = serde_json::json!({ "format": 2, "sealed_by": "x" });
    later.files.push(("extra/notes.json".into(), b"{}".to_vec()));
    container::read(&later.zip(), Kind::Package).expect("unknown fields and entries are ignored");
}

#[test]
fn the_command_line_tells_what_a_file_is() {
    let data = tongping_tests::root().join("tests/data/exchange");
    let ask = |name: &str, more: &[&str]| {
        let path = data.join(name).to_string_lossy().into_owned();
        tongping_tests::run(["package", "inspect", &path].iter().chain(more))
    };
    for (name, more) in [("package.tpk", &[][..]), ("package-code.tpk", &["--code", craft::CODE][..])] {
        let told = ask(name, more).well();
        assert!(told.starts_with("评审包") && told.contains("核对无误") && told.contains("QP-PS-2026-001"), "{told}");
    }
    assert!(ask("return.tpr", &[]).well().starts_with("评审结果文件"));
    assert!(ask("package-code.tpk", &[]).well().contains("口令"));
    assert!(ask("return-key.tpr", &[]).well().contains("收件单位"));
    assert!(ask("broken.tsv", &[]).well().contains("不是统评的文件"));
    let broken = ask("broken/hash_wrong.tpk", &[]);
    assert_eq!(broken.code, Some(2), "{broken:?}");
    assert!(broken.out.starts_with("评审包") && !broken.out.contains("核对无误"), "{broken:?}");
    assert!(broken.err.contains("校验值不符"), "{broken:?}");
}

/// Its own process, so that only these files count.
#[cfg(target_os = "linux")]
#[test]
fn a_hostile_file_costs_little_memory() {
    const MOST_KB: u64 = 64 << 10;
    let test = "container::a_hostile_file_costs_little_memory";
    if let Some(folder) = std::env::var_os("TONGPING_BOMBS") {
        return tools::cost_of(std::path::Path::new(&folder), MOST_KB);
    }
    let folder = tempfile::tempdir().expect("a folder");
    for case in hostile::bombs() {
        std::fs::write(folder.path().join(format!("{}.{}", case.name, case.code)), case.bytes).expect("on disk");
    }
    let own = std::env::current_exe().expect("a test knows where it lies");
    let mut child = std::process::Command::new(own);
    child.args(["--exact", test, "--nocapture"]).env("TONGPING_BOMBS", folder.path());
    let ran = child.output().expect("the child runs");
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success() && told.contains("1 passed"), "{told}{}", String::from_utf8_lossy(&ran.stderr));
}
