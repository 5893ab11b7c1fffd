//! Small forms, score tables and folders for the tests, and what must not change while the program fails.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder of its own for one test.
pub struct Folder(TempDir);

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        Self(tempfile::Builder::new().prefix("tongping-test-").tempdir().expect("a temporary folder can be made"))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// A name in it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file into it.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.join(name);
        std::fs::write(&path, bytes).expect("a file can be written");
        path
    }

    /// Puts a pipe there that nobody writes into.
    #[cfg(unix)]
    pub fn pipe(&self, name: &str) -> PathBuf {
        let path = self.join(name);
        assert!(std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo runs").success());
        path
    }

    /// Every name in it with the hash of its content; a link or folder counts by its name.
    pub fn state(&self) -> BTreeMap<PathBuf, String> {
        fn walk(folder: &Path, into: &mut BTreeMap<PathBuf, String>) {
            for entry in std::fs::read_dir(folder).expect("the folder can be read") {
                let path = entry.expect("an entry can be read").path();
                let kind = path.symlink_metadata().expect("what is listed is there").file_type();
                if kind.is_dir() {
                    walk(&path, into);
                }
                let hash = if kind.is_file() { sha256(&path) } else { format!("{kind:?}") };
                into.insert(path, hash);
            }
        }
        let mut all = BTreeMap::new();
        walk(self.path(), &mut all);
        all
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

/// SHA-256 of a file.
pub fn sha256(path: &Path) -> String {
    tongping_core::hex(&Sha256::digest(std::fs::read(path).expect("the file can be read")))
}

/// A form of two groups and three criteria (4 + 6, 5), step 0.5, with grades; `tally` may be null.
pub fn form(tally: &Value) -> Value {
    let criterion = |id: &str, name: &str, max: &str| json!({ "id": id, "name": name, "max": max });
    let mut form = json!({
        "format": 1, "id": "T-TEST", "version": "1", "title": "测试用评审表", "total": "15", "step": "0.5",
        "grades": [{ "name": "优", "from": "12" }, { "name": "良", "from": "9" }, { "name": "差", "from": "0" }],
        "groups": [
            { "id": "1", "name": "甲", "max": "10", "criteria": [criterion("1.1", "结构", "4"), criterion("1.2", "数据", "6")] },
            { "id": "2", "name": "乙", "max": "5", "criteria": [criterion("2.1", "建议", "5")] },
        ],
    });
    if !tally.is_null() {
        form["tally"] = tally.clone();
    }
    form
}

/// The score table of that form by two experts.
pub const TABLE: &str = "指标,李一,王二\n1.1,3.5,4\n1.2,5,5.5\n2.1,4.5,3\n";
