//! What an expert hands back: that it is what was signed, that one number never stands for two contents, also when the
//! program is killed, and the papers with its check code.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tongping_core::app::{World, package_open};
use tongping_core::domain::record::{OpinionRecord, check_code};
use tongping_core::exchange::container::{self, Container, Key, Kind};
use tongping_core::exchange::keys::{BureauKeys, RecoveryCode};
use tongping_core::exchange::returned::{ReturnBody, ReturnedState};
use tongping_core::store::package;
use tongping_tests::files::Folder;
use tongping_tests::pictures;
use tongping_tests::story::{START, Story};

fn keys() -> BureauKeys {
    BureauKeys::from_code(&RecoveryCode([7; 20])).expect("keys")
}

/// The workspace an expert works in, made of a package of three reports; the panel's second member is recused from one.
struct Expert {
    folder: Folder,
    path: PathBuf,
    story: Story,
}

impl Expert {
    fn new() -> Self {
        let folder = Folder::new();
        let mut bureau = Story::opened(2, 3, &Value::Null);
        bureau.app.world.keys = Some(keys());
        let args = json!({
            "session": 1, "members": [1], "folder": folder.path(), "due_at": "", "plain": true, "reason": "",
        });
        let written = bureau.call("packages_export", args);
        let file = PathBuf::from(written[0]["path"].as_str().expect("a path"));
        let world = World { role: "expert".into(), ..World::scripted(START, "专家") };
        let opened = package_open::open(&file, None, &folder.join("packages"), world).expect("the package opens");
        let mut story = Story::open(&opened.path);
        "expert".clone_into(&mut story.app.world.role);
        Self { path: opened.path, folder, story }
    }

    /// Hands back into a file of that name.
    #[track_caller]
    fn hand_back(&mut self, name: &str) -> (Value, Return) {
        let path = self.folder.join(name);
        let written = self.story.call("hand_back", json!({ "path": path, "papers": false }));
        (written, read(&path))
    }

    fn states(&mut self) -> Vec<String> {
        let task = self.story.call("task_show", json!({ "session": 1, "member": 1 }));
        let rows = task["rows"].as_array().expect("rows").iter();
        rows.map(|row| row["state"].as_str().expect("a state").to_owned()).collect()
    }
}

/// A return as the bureau reads it.
struct Return {
    inner: Vec<u8>,
    container: Container,
    body: ReturnBody,
}

fn read(path: &Path) -> Return {
    let bytes = std::fs::read(path).expect("the return can be read");
    let inner = container::unlock(&bytes, Key::Identities(&[keys().identity]), 64 << 20).expect("the bureau opens it");
    let container = container::read(&inner, Kind::Return).expect("it is whole");
    let body = serde_json::from_slice(&container.body).expect("a body");
    Return { inner, container, body }
}

#[test]
fn a_return_says_what_was_signed_and_names_every_report() {
    let mut expert = Expert::new();
    let story = &mut expert.story;
    assert_eq!(story.refused("hand_back", json!({ "path": "/nowhere/a.tpr", "papers": false })), "hand_back_nothing");
    let ink = json!({ "kind": "strokes", "width": 600, "height": 200, "strokes": pictures::strokes() });
    let first = story.draft(1, 1, ["4", "6", "5"]);
    // A text Unicode could write in another way goes along as it was typed.
    story.call("opinion_set", json!({ "opinion": first, "merits": "\u{f92c} ⽬" }));
    story.call("opinion_sign", json!({ "opinion": first, "signature": ink }));
    story.draft(2, 1, ["4", "6", "4.5"]);
    let off = json!({ "member": 1, "report": 3, "ground": "曾任该单位顾问", "kind": "recusal" });
    story.call("session_recuse", off);

    let (written, back) = expert.hand_back("a.tpr");
    assert_eq!((&written["seq"], &written["signed"], &written["missing"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(written["sha256"], json!(back.container.sha256));
    assert_eq!(written["check_code"], json!(check_code(&back.container.sha256)));
    assert_eq!(written["size"], json!(std::fs::metadata(expert.folder.join("a.tpr")).expect("a file").len()));
    let states: Vec<_> = back.body.opinions.iter().map(|one| one.state).collect();
    assert_eq!(states, [ReturnedState::Signed, ReturnedState::Incomplete, ReturnedState::Recused]);
    assert_eq!(back.body.opinions[2].ground, "曾任该单位顾问");
    assert!(back.body.opinions[1].signed.is_none(), "a draft stays at home");

    let (record, hash) =
        tongping_core::app::opinion::record(&expert.story.app, tongping_core::domain::id::OpinionId(first))
            .expect("it");
    let signed = back.body.opinions[0].signed.as_ref().expect("the signed opinion");
    let carried: OpinionRecord = serde_json::from_str(&signed.content).expect("a record");
    assert_eq!((carried.clone(), Some(signed.sha256.clone())), (record, hash));
    assert_eq!(carried.merits, "\u{f92c} ⽬");
    assert_eq!(signed.scores.iter().map(|score| score.text.as_str()).collect::<Vec<_>>(), ["4", "6", "5"]);

    let opened = expert.story.app.store.read(package::opened).expect("it reads").expect("a package");
    let mut container = back.container;
    assert!(container.is_invited(&opened.secret) && !container.is_invited(&[0; 32]));
    let manifest = container.manifest.clone();
    assert_eq!((manifest.return_seq, manifest.package_rev), (Some(1), 1));
    assert_eq!((manifest.package_id.as_str(), manifest.prev_return_sha256.as_ref()), (opened.uid.as_str(), None));
    assert_eq!(manifest.package_sha256.as_ref(), Some(&opened.sha256));
    assert_eq!(manifest.reports[0].opinion_sha256.as_ref(), Some(&signed.sha256));
    assert_eq!(manifest.reports[0].total.as_deref(), Some("15.00"));
    let ink = signed.signature.as_ref().expect("the signature");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut container.file(&ink.sha256).expect("its file"), &mut bytes).expect("its bytes");
    assert_eq!(tongping_core::hex(&<sha2::Sha256 as sha2::Digest>::digest(&bytes)), ink.sha256);
    for words in ["曾任该单位顾问", "已签字", "未完成", "15.00"] {
        assert!(container.summary.contains(words), "{words}: {}", container.summary);
    }
    assert_eq!(expert.states(), ["handed_back", "draft", "recused"]);
    expert.story.verifies();
}

#[test]
fn the_same_content_is_the_same_return_and_another_one_is_the_next() {
    let mut expert = Expert::new();
    let first = expert.story.signed(1, 1, ["4", "6", "5"]);
    let (one, inner) = expert.hand_back("a.tpr");
    expert.story.at("2026-09-20T10:00:00+08:00");
    let head = expert.story.app.store.head().expect("a head");
    let (again, same) = expert.hand_back("b.tpr");
    assert_eq!((&again["seq"], &again["sha256"]), (&one["seq"], &one["sha256"]));
    assert_eq!(inner.inner, same.inner, "what is inside the encryption is the same, byte for byte");
    assert_eq!(expert.story.app.store.head().expect("a head"), head, "and nothing was written down for it");
    let view = expert.story.call("hand_back_show", json!({}));
    assert_eq!((&view["is_changed"], &view["last"]["signed"]), (&json!(false), &json!(1)));
    assert_eq!((&view["rows"][0]["in_last"], &view["rows"][1]["state"]), (&json!(true), &json!("incomplete")));

    // What was handed back cannot be undone, only signed again as the next version.
    assert_eq!(expert.story.refused("log_undo", json!({})), "undo_not_possible");
    expert.story.call("opinion_reopen", json!({ "opinion": first, "reason": "笔误" }));
    let view = expert.story.call("hand_back_show", json!({}));
    assert_eq!((&view["is_changed"], &view["rows"][0]["in_last"]), (&json!(true), &json!(false)));
    expert.story.call("score_set", json!({ "opinion": first, "criterion": "1.1", "value": "3.5" }));
    expert.story.call("opinion_sign", json!({ "opinion": first }));
    assert_eq!(expert.states()[0], "signed");
    let (two, next) = expert.hand_back("a.tpr");
    assert_eq!(two["seq"], 2);
    let manifest = &next.container.manifest;
    assert_eq!(manifest.prev_return_sha256.as_deref(), one["sha256"].as_str());
    let signed = next.body.opinions[0].signed.as_ref().expect("the signed opinion");
    let record: OpinionRecord = serde_json::from_str(&signed.content).expect("a record");
    assert_eq!((record.version, record.total.map(|total| total.to_string())), (2, Some("14.50".to_owned())));
    assert_eq!(expert.states()[0], "handed_back");
    let view = expert.story.call("hand_back_show", json!({}));
    assert_eq!(view["lines"].as_array().map(Vec::len), Some(2));
    expert.story.verifies();
}

#[test]
fn an_expert_who_reviews_nothing_hands_that_back() {
    let mut expert = Expert::new();
    for (report, kind) in [(1, "declined"), (2, "recusal"), (3, "declined")] {
        let off = json!({ "member": 1, "report": report, "ground": "专业不符", "kind": kind });
        expert.story.call("session_recuse", off);
    }
    let (written, back) = expert.hand_back("a.tpr");
    assert_eq!((&written["signed"], &written["missing"]), (&json!(0), &json!(0)));
    assert!(back.body.opinions.iter().all(|one| one.ground == "专业不符" && one.signed.is_none()));
    let view = expert.story.call("hand_back_show", json!({}));
    assert!(view["rows"].as_array().expect("rows").iter().all(|row| row["in_last"] == true));
}

#[test]
fn papers_carry_the_check_code_of_their_return() {
    let mut expert = Expert::new();
    let id = expert.story.signed(1, 1, ["4", "6", "5"]);
    let before = expert.folder.join("before.pdf");
    expert.story.call("export_opinion", json!({ "opinion": id, "path": before }));
    let bare = std::fs::read(&before).expect("a paper");
    let path = expert.folder.join("结果/a.tpr");
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
    let written = expert.story.call("hand_back", json!({ "path": path, "papers": true }));
    let paper = PathBuf::from(written["papers"][0]["path"].as_str().expect("a paper"));
    let printed = std::fs::read(&paper).expect("a paper");
    assert_ne!(printed, bare);
    let again = expert.folder.join("again.pdf");
    expert.story.call("export_opinion", json!({ "opinion": id, "path": again }));
    assert_eq!(std::fs::read(&again).expect("a paper"), printed, "it is on every later paper of this version");
    let text = |path: &Path| {
        let told = Command::new("pdftotext").arg("-layout").arg(path).arg("-").output().expect("pdftotext runs");
        String::from_utf8_lossy(&told.stdout).split_whitespace().collect::<String>()
    };
    let code = written["check_code"].as_str().expect("a code");
    assert!(text(&paper).contains(&format!("评审结果文件校验码：{code}")), "{}", text(&paper));
    assert!(text(&paper).contains(written["papers"][0]["check_code"].as_str().expect("a code")));
    assert!(!text(&before).contains("评审结果文件"));
    // The next version is in no return yet.
    expert.story.call("opinion_reopen", json!({ "opinion": id, "reason": "笔误" }));
    expert.story.call("export_opinion", json!({ "opinion": id, "path": again }));
    assert!(!text(&again).contains("评审结果文件"));
}

#[test]
fn what_cannot_be_written_is_not_counted() {
    let mut expert = Expert::new();
    expert.story.signed(1, 1, ["4", "6", "5"]);
    let before = expert.folder.state();
    let args = |path: PathBuf| json!({ "path": path, "papers": true });
    let gone = args(expert.folder.join("gone/a.tpr"));
    assert!(matches!(expert.story.fails("hand_back", gone), tongping_core::error::Error::Failed { .. }));
    let other = args(expert.folder.join("a.pdf"));
    assert_eq!(expert.story.refused("hand_back", other), "return_ending");
    if Path::new("/dev/full").exists() {
        let device = args("/proc/a.tpr".into());
        assert!(matches!(expert.story.fails("hand_back", device), tongping_core::error::Error::Failed { .. }));
    }
    let view = expert.story.call("hand_back_show", json!({}));
    assert_eq!(view["lines"], json!([]));
    let kept = |state: BTreeMap<PathBuf, String>| state.into_keys().collect::<Vec<_>>();
    assert_eq!(kept(expert.folder.state()), kept(before), "nothing is left behind");
    let (written, _) = expert.hand_back("a.tpr");
    assert_eq!(written["seq"], 1);
}

#[test]
fn a_workspace_without_a_package_hands_nothing_back() {
    let mut story = Story::opened(1, 1, &Value::Null);
    story.signed(1, 1, ["4", "6", "5"]);
    assert_eq!(story.refused("hand_back_show", json!({})), "hand_back_without_package");
    assert_eq!(
        story.refused("hand_back", json!({ "path": "/nowhere/a.tpr", "papers": false })),
        "hand_back_without_package"
    );
}

#[test]
fn the_command_line_tells_what_is_in_the_file_and_what_is_not() {
    let mut expert = Expert::new();
    expert.story.signed(1, 1, ["4", "6", "5"]);
    let Expert { folder, path, story } = expert;
    story.close();
    let target = folder.join("a.tpr");
    let ran = tongping_tests::tongping().arg("-w").arg(&path).arg("hand-back").arg(&target).output().expect("it runs");
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    let code = check_code(&read(&target).container.sha256);
    for words in [code.as_str(), "已签字", "未完成", "还有 2 份未签字", ".pdf"] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn a_kill_leaves_one_content_for_each_number() {
    let expert = Expert::new();
    let Expert { folder, path, story } = expert;
    story.close();
    let out = folder.join("out");
    std::fs::create_dir(&out).expect("a folder");
    let kills = std::env::var("TONGPING_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let (mut seen, mut acknowledged, mut roll) = (BTreeMap::<i64, String>::new(), 0, 1_u64);
    for round in 0..kills {
        roll = roll.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let said = until_killed(&path, &out.join("a.tpr"), Duration::from_millis(400 + (roll >> 33) % 1600));
        for line in said.iter().filter_map(|line| line.split_once(' ')) {
            let (seq, hash) = (line.0.parse().expect("a number"), line.1.to_owned());
            assert_eq!(
                seen.entry(seq).or_insert_with(|| hash.clone()),
                &hash,
                "round {round}: one number, two contents"
            );
            acknowledged += 1;
        }
        // The file stands whole or not at all, and what it says of itself is the only one of its number.
        if out.join("a.tpr").exists() {
            let back = read(&out.join("a.tpr"));
            let seq = back.container.manifest.return_seq.expect("a number");
            let hash = seen.entry(seq).or_insert_with(|| back.container.sha256.clone());
            assert_eq!(hash, &back.container.sha256, "round {round}");
        }
        let mut story = Story::open(&path);
        let lines = story.call("hand_back_show", json!({}))["lines"].clone();
        for line in lines.as_array().expect("lines") {
            let known = seen.get(&line["seq"].as_i64().expect("a number"));
            assert!(known.is_none_or(|hash| line["check_code"] == json!(check_code(hash))), "round {round}");
        }
        story.verifies();
        story.close();
    }
    assert!(acknowledged > 5, "{acknowledged} acknowledged");
    assert!(seen.len() > 1, "{seen:?}");
}

/// Starts the one who hands back over and over, kills it after the delay, and answers what it had said.
fn until_killed(workspace: &Path, target: &Path, delay: Duration) -> Vec<String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fault-writer"))
        .arg("hand_back")
        .args([workspace, target])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the writer starts");
    let output = child.stdout.take().expect("its output is a pipe");
    let reader = std::thread::spawn(move || BufReader::new(output).lines().map_while(Result::ok).collect::<Vec<_>>());
    std::thread::sleep(delay);
    child.kill().expect("the writer is still running");
    child.wait().expect("the writer is gone");
    let mut lines = reader.join().expect("the reader ends with the pipe");
    assert!(!lines.iter().any(|line| line.starts_with("failed")), "{lines:?}");
    // The last line may be half of one.
    lines.retain(|line| line.split_once(' ').is_some_and(|(_, hash)| hash.len() == 64));
    lines
}
