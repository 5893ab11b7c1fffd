//! The two sides: a folder each, and the words they give to the command line.

use super::paper::words;
use super::sums::{self, CRITERIA};
use crate::fill_in::book::Book;
use serde_json::{Value, json};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use tongping_tests::files::{Folder, sha256};
use tongping_tests::story::NAMES;
use tongping_tests::{Ran, run, tongping};

/// The papers of the demonstration, whose reports are attached here.
static DEMO: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::new();
    run(["demo".as_ref(), folder.path().as_os_str()]).well();
    folder
});

/// The PDF of a sample report, 1 to 3.
fn sample(report: usize) -> PathBuf {
    let own = format!("HY-BG-2026-0{report}");
    let mut all = DEMO.state().into_keys().filter(|path| path.extension().is_some_and(|ending| ending == "pdf"));
    let is_own = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&own));
    all.find(is_own).unwrap_or_else(|| unreachable!("no {own} in {:?}", DEMO.state()))
}

/// One computer: a folder, and the workspace its words are about.
pub(super) struct Side {
    folder: Arc<Folder>,
    workspace: String,
    actor: String,
}

impl Side {
    /// Runs in the folder, on its workspace, with the keys that lie there.
    pub(super) fn on(&self, words: &[&str]) -> Ran {
        let mut command = tongping();
        command.current_dir(self.folder.path()).args(["-w", &self.workspace, "--actor", &self.actor]);
        command.env("TONGPING_KEYS", "keys").env("TONGPING_KEY_PASSWORD_FILE", "password");
        command.args(words).output().expect("tongping runs").into()
    }

    /// The value of a command that goes well.
    #[track_caller]
    pub(super) fn json(&self, words: &[&str]) -> Value {
        let told = self.on(&[&["--json"], words].concat()).well();
        let mut reply: Value = serde_json::from_str(&told).expect("JSON");
        if reply.get("value").is_some() { reply["value"].take() } else { reply }
    }

    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(super) fn put(&self, name: &str, bytes: &[u8]) {
        self.folder.put(name, bytes);
    }

    /// The hash of the workspace.
    pub(super) fn contents(&self) -> String {
        sha256(&self.join(&self.workspace))
    }
}

/// The bureau.
pub(super) struct Bureau {
    pub(super) side: Side,
}

impl Deref for Bureau {
    type Target = Side;

    fn deref(&self) -> &Side {
        &self.side
    }
}

impl Bureau {
    /// With keys behind a password and a session under review on the built-in form.
    pub(super) fn new(no: &str, experts: usize, reports: usize) -> Self {
        let folder = Arc::new(Folder::new());
        folder.put("password", "单位的钥匙密码二〇二六");
        let bureau = Self::in_folder(folder, no);
        bureau.on(&["key", "make"]).well();
        bureau.set_up(no, experts, reports);
        bureau
    }

    fn in_folder(folder: Arc<Folder>, no: &str) -> Self {
        let side = Side { folder, workspace: format!("{no}.tongping"), actor: "经办人".to_owned() };
        side.on(&["workspace", "create", &side.workspace]).well();
        Self { side }
    }

    /// Another workspace of the same bureau, with one expert and one report.
    pub(super) fn sister(&self, no: &str) -> Self {
        let sister = Self::in_folder(Arc::clone(&self.folder), no);
        sister.set_up(no, 1, 1);
        sister
    }

    fn set_up(&self, no: &str, experts: usize, reports: usize) {
        let head = ["--title", "重点评价报告评审", "--organiser", "海晏区财政局", "--form", "T-RV-SCORE"];
        let dates = ["--starts-on", "2026-09-14", "--ends-on", "2026-09-18"];
        self.on(&[&["session", "add", no], &head[..], &dates[..]].concat()).well();
        for (at, name) in NAMES.iter().take(experts).enumerate() {
            let expert = (at + 1).to_string();
            self.on(&["expert", "add", name, "--kind", "业务"]).well();
            let chair: &[&str] = if at == 0 { &["--chair"] } else { &[] };
            self.on(&[&["session", "member", "1", &expert], chair].concat()).well();
        }
        for report in 1..=reports {
            let (id, no, title) = (report.to_string(), format!("R-{report}"), format!("项目{report}"));
            self.on(&["report", "add", "1", &no, "--title", &title, "--unit", "某中心"]).well();
            self.on(&["report", "attach", &id, &sample(report).display().to_string()]).well();
        }
        self.on(&["session", "open", "1"]).well();
    }

    /// Imports files of the folder.
    #[track_caller]
    pub(super) fn import(&self, files: &[String], more: &[&str]) -> Value {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        self.json(&[&["import"], &files[..], more].concat())
    }

    /// The fill-in form of a seat, exported, filled in as a spreadsheet program would, and back; answers its name.
    pub(super) fn filled_in(&self, seat: usize) -> String {
        let name = format!("填报表{seat}.xlsx");
        self.on(&["fill-in", "export", &seat.to_string(), &name]).well();
        let mut book = Book::of(&std::fs::read(self.join(&name)).expect("a form"));
        let (remarks, declaration, vetoes) = (5, 6, 6);
        for report in 1..=3 {
            let points = sums::points(seat, report);
            for (at, (halves, criterion)) in points.iter().zip(CRITERIA.iter()).enumerate() {
                let row = at + 5;
                book = book.say(1 + report, &format!("F{row}"), &sums::typed(*halves));
                book = book.say(1 + report, &format!("G{row}"), &format!("扣分理由 {}", criterion.id));
            }
            let (row, criterion) = (report + 3, format!("{} {}", CRITERIA[0].id, CRITERIA[0].name));
            let no = format!("R-{report}");
            let cells =
                [("A", no.as_str()), ("B", "必须修改"), ("C", &criterion), ("F", "郑七的问题"), ("G", "请修改")];
            for (column, text) in cells {
                book = book.say(remarks, &format!("{column}{row}"), text);
            }
            // One row for each veto item, then the conclusion and two texts.
            let row = 3 + (report - 1) * (vetoes + 3) + vetoes + 1;
            book = book.say(declaration, &format!("C{row}"), sums::conclusion(&points));
        }
        let end = 3 + 3 * (vetoes + 3);
        for (row, text) in [(3, "是"), (end + 1, "是"), (end + 2, "郑七"), (end + 3, "2026-09-16")] {
            book = book.say(declaration, &format!("C{row}"), text);
        }
        self.put(&name, &book.bytes());
        name
    }
}

/// A report of a package.
pub(super) struct Held {
    /// Its id in the workspace of the expert.
    pub(super) id: i64,
    /// 1, 2, … in the session of the bureau.
    pub(super) at: usize,
}

/// An expert on a computer of his or her own.
pub(super) struct Seat {
    pub(super) side: Side,
    /// 1 to 7.
    pub(super) seat: usize,
    /// The member in the workspace of the expert.
    pub(super) member: i64,
}

impl Deref for Seat {
    type Target = Side;

    fn deref(&self) -> &Side {
        &self.side
    }
}

impl Seat {
    /// Takes a package along on a stick and opens it with the code that was told by telephone.
    pub(super) fn sits_down(bureau: &Bureau, package: &Value) -> Self {
        let folder = Arc::new(Folder::new());
        let (name, code) = (words(&package["name"]), words(&package["code"]));
        std::fs::copy(bureau.join(&words(&package["path"])), folder.join("评审包.tpk")).expect("copied");
        let mut side = Side { folder, workspace: "none.tongping".to_owned(), actor: name.clone() };
        side.on(&["package", "open", "评审包.tpk"]).fails(3, &["12 位口令"]);
        let told = tongping()
            .current_dir(side.folder.path())
            .args(["--json", "package", "open", "评审包.tpk", "--code", &code, "--dir", "工作区"])
            .output();
        let opened: Value = serde_json::from_str(&Ran::from(told.expect("it runs")).well()).expect("JSON");
        side.workspace = words(&opened["path"]);
        let session = side.json(&["session", "show", "1"]);
        let own = session["members"].as_array().expect("members").iter().find(|member| member["name"] == json!(name));
        let member = own.expect("the expert")["id"].as_i64().expect("an id");
        let seat = NAMES.iter().position(|known| *known == name).expect("a seat") + 1;
        Self { side, seat, member }
    }

    /// The reports of the package.
    pub(super) fn reports(&self) -> Vec<Held> {
        let session = self.json(&["session", "show", "1"]);
        let one = |report: &Value| Held {
            id: report["id"].as_i64().expect("an id"),
            at: words(&report["no"]).trim_start_matches("R-").parse().expect("a number"),
        };
        session["reports"].as_array().expect("reports").iter().map(one).collect()
    }

    /// Scores, remarks, concludes and signs.
    pub(super) fn signs(&self, report: &Held) {
        let begun = self.json(&["opinion", "begin", &report.id.to_string(), &self.member.to_string()]);
        let opinion = &begun["opinion"]["id"].to_string();
        let points = sums::points(self.seat, report.at);
        let typed: Vec<(&str, String)> =
            CRITERIA.iter().zip(&points).map(|(one, halves)| (one.id.as_str(), sums::typed(*halves))).collect();
        // The first by hand, the others pasted from a list.
        let (by_hand, pasted) = typed.split_at(2);
        for (criterion, value) in by_hand {
            self.on(&["opinion", "score", opinion, criterion, value, "--reason", "见附件"]).well();
        }
        let scores: Vec<Value> =
            pasted.iter().map(|(id, value)| json!({ "criterion": id, "value": value, "reason": "见附件" })).collect();
        let args = json!({ "opinion": begun["opinion"]["id"], "scores": scores, "only_show": false });
        self.on(&["call", "scores_set", &args.to_string()]).well();
        let problem = format!("{}的问题", self.actor);
        let remark = ["--problem", &problem, "--suggestion", "请修改", "--criterion", "1.2", "--must"];
        self.on(&[&["opinion", "remark", opinion], &remark[..]].concat()).well();
        let conclusion = sums::conclusion(&points);
        self.on(&["opinion", "set", opinion, "--conclusion", conclusion, "--declare"]).well();
        self.on(&["opinion", "sign", opinion]).well();
    }

    /// Takes the signature of the first report back, changes a score and signs again.
    pub(super) fn changes_a_score(&self, criterion: &str, value: &str) {
        let report = self.reports()[0].id.to_string();
        let own = self.json(&["opinion", "list", &report]);
        let opinion = &own[0]["opinion"]["id"].to_string();
        self.on(&["opinion", "reopen", opinion, "--reason", "笔误"]).well();
        self.on(&["opinion", "score", opinion, criterion, value, "--reason", "重新核对"]).well();
        self.on(&["opinion", "sign", opinion]).well();
    }

    /// Hands back and carries the file to a bureau; answers its name there.
    pub(super) fn hands_back(&self, bureau: &Bureau, mark: &str) -> String {
        let out = Path::new("交回").join(mark);
        std::fs::create_dir_all(self.join("交回").join(mark)).expect("a folder");
        self.on(&["hand-back", &out.join("结果.tpr").display().to_string()]).well();
        let name = format!("{}{mark}.tpr", self.actor);
        std::fs::copy(self.folder.path().join(&out).join("结果.tpr"), bureau.join(&name)).expect("carried");
        name
    }

    /// The newest paper on a report that was written beside a return.
    pub(super) fn paper(&self, report: usize) -> PathBuf {
        let no = format!("-{report:02}-E");
        let mut papers = self.folder.state().into_keys().filter(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            name.ends_with(".pdf") && name.contains(&no) && path.starts_with(self.join("交回"))
        });
        papers.next_back().unwrap_or_else(|| unreachable!("no paper on report {report} in {:?}", self.folder.state()))
    }
}
