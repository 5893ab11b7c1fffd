//! A bureau that has issued packages, the experts who answer them, and a hand that changes what they hand back.

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tongping_core::app::{World, package_open};
use tongping_core::exchange::container::{self, Draft, Key, Kind, Manifest, Shut};
use tongping_core::exchange::keys::{BureauKeys, RecoveryCode};
use tongping_core::exchange::returned::ReturnBody;
use tongping_core::store::package;
use tongping_core::work::Work;
use tongping_tests::files::Folder;
use tongping_tests::story::{START, Story};

/// The keys of every bureau here.
pub(super) fn keys() -> BureauKeys {
    BureauKeys::from_code(&RecoveryCode([7; 20])).expect("keys")
}

/// A bureau with a session of some experts and reports, each expert with a package.
pub(super) struct Room {
    pub(super) folder: Folder,
    pub(super) bureau: Story,
}

impl Room {
    pub(super) fn new(experts: usize, reports: usize) -> Self {
        Self::due(experts, reports, "")
    }

    pub(super) fn due(experts: usize, reports: usize, due: &str) -> Self {
        let folder = Folder::new();
        let mut bureau = Story::create(&folder.join("bureau.tongping"));
        bureau.app.world.keys = Some(keys());
        bureau.set_up(experts, reports, &Value::Null);
        bureau.call("session_open", json!({ "session": 1 }));
        let mut room = Self { folder, bureau };
        room.issue("out", due, &[], "");
        room
    }

    pub(super) fn issue(&mut self, folder: &str, due: &str, members: &[i64], reason: &str) {
        let args = json!({
            "session": 1, "members": members, "folder": self.folder.join(folder), "due_at": due, "plain": true,
            "reason": reason,
        });
        self.bureau.call("packages_export", args);
    }

    /// The expert of a seat, on a computer of his or her own.
    pub(super) fn expert(&self, seat: usize) -> Expert {
        self.expert_at(seat, "desk", "out")
    }

    pub(super) fn expert_at(&self, seat: usize, desk: &str, issued: &str) -> Expert {
        let name = tongping_tests::story::NAMES[seat - 1];
        let file = self.folder.join(&format!("{issued}/评审包_重点评价报告评审_{name}.tpk"));
        let real = World::real("", "");
        let world = World { uid: real.uid, random: real.random, ..World::scripted(START, "专家") };
        let opened = package_open::open(&file, None, &self.folder.join(desk), world).expect("the package opens");
        let story = Story::open(&opened.path);
        let member = story.app.store.read(package::opened).expect("it reads").expect("a package").member.0;
        Expert { story, member }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(super) fn preview(&mut self, names: &[&str]) -> Value {
        let paths: Vec<PathBuf> = names.iter().map(|name| self.path(name)).collect();
        let before = self.bureau.app.store.head().expect("a head");
        let view = self.bureau.call("import_preview", json!({ "paths": paths }));
        assert_eq!(self.bureau.app.store.head().expect("a head"), before, "a preview writes nothing");
        view
    }

    /// Previews and takes in, with these decisions by name of file: reason, and what is taken place by place.
    pub(super) fn import(&mut self, names: &[&str], decisions: &[(&str, &str, Value)]) -> Value {
        let (paths, head, decisions) = self.asked(names, decisions);
        self.bureau.call("import_run", json!({ "paths": paths, "head": head, "decisions": decisions }))
    }

    pub(super) fn asked(&mut self, names: &[&str], decisions: &[(&str, &str, Value)]) -> (Value, Value, Vec<Value>) {
        let view = self.preview(names);
        let sha256 = |name: &str| file(&view, name)["sha256"].clone();
        let decision = |(name, reason, choices): &(&str, &str, Value)| json!({ "sha256": sha256(name), "accept": true, "reason": reason, "choices": choices });
        let decisions = decisions.iter().map(decision).collect();
        let paths: Vec<PathBuf> = names.iter().map(|name| self.path(name)).collect();
        (json!(paths), view["head"].clone(), decisions)
    }

    /// How many rows of a table there are.
    pub(super) fn count(&self, table: &str) -> i64 {
        let sql = ["SELECT count(*) FROM ", table].concat();
        let read = |conn: &rusqlite::Connection| Ok(conn.query_row(&sql, [], |row| row.get(0))?);
        self.bureau.app.store.read(read).expect("it counts")
    }

    pub(super) fn totals(&mut self, report: i64) -> Vec<String> {
        let opinions = self.bureau.call("opinion_list", json!({ "report": report }));
        let opinions = opinions.as_array().expect("a list").clone();
        opinions.iter().map(|view| view["total"].as_str().unwrap_or("none").to_owned()).collect()
    }
}

/// One file of a view, by its name.
#[track_caller]
pub(super) fn file<'a>(view: &'a Value, name: &str) -> &'a Value {
    let files = view["files"].as_array().expect("files");
    files.iter().find(|file| file["name"] == name).expect("the file is in the view")
}

/// An expert at work.
pub(super) struct Expert {
    pub(super) story: Story,
    pub(super) member: i64,
}

impl Expert {
    /// Signs an opinion on a report.
    pub(super) fn signs(&mut self, report: i64, points: [&str; 3]) -> i64 {
        self.story.signed(report, self.member, points)
    }

    /// Signs again with another score.
    pub(super) fn signs_again(&mut self, opinion: i64, criterion: &str, value: &str) {
        self.story.call("opinion_reopen", json!({ "opinion": opinion, "reason": "改分" }));
        self.story.call(
            "score_set",
            json!({ "opinion": opinion, "criterion": criterion, "value": value, "reason": "见附件" }),
        );
        self.story.call("opinion_sign", json!({ "opinion": opinion }));
    }

    /// Hands back into a file.
    pub(super) fn hands_back(&mut self, path: &Path) {
        self.story.call("hand_back", json!({ "path": path, "papers": false }));
    }

    /// The key and the secret of the package.
    pub(super) fn key(&self) -> (SigningKey, [u8; 32]) {
        let read = |conn: &rusqlite::Connection| {
            let opened = package::opened(conn)?.expect("a package");
            Ok((package::own_key(conn, &opened.uid)?.expect("a key"), opened.secret))
        };
        self.story.app.store.read(read).expect("it reads")
    }
}

/// Writes a return anew after a hand changed it; signed and proved with whatever is given.
pub(super) fn forge(
    from: &Path,
    to: &Path,
    signing: &SigningKey,
    secret: &[u8; 32],
    change: impl FnOnce(&mut Manifest, &mut ReturnBody),
) {
    let bytes = std::fs::read(from).expect("the return is there");
    let inner = container::unlock(&bytes, Key::Identities(&[keys().identity]), 64 << 20).expect("it opens");
    let read = container::read(&inner, Kind::Return).expect("it is whole");
    let mut manifest = read.manifest.clone();
    let mut body: ReturnBody = serde_json::from_slice(&read.body).expect("a body");
    change(&mut manifest, &mut body);
    let draft = Draft {
        manifest,
        body: serde_json::to_vec(&body).expect("a body"),
        summary: read.summary,
        files: Vec::new(),
        signing,
        secret: Some(secret),
        shut: Shut::Plain,
    };
    let mut out = Vec::new();
    container::write(&mut out, draft, &Work::default()).expect("it is written");
    std::fs::write(to, out).expect("it is kept");
}
