//! What the desk shows, and what its commands are told.

use super::package::PackageSeat;
use super::settings::DeskSettings;
use crate::locale;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The desk: settings, the open workspace, the ones before.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DeskView {
    /// What was chosen for this computer.
    pub settings: DeskSettings,
    /// The open workspace.
    pub workspace: Option<DeskWorkspace>,
    /// The workspaces that were open last, newest first.
    pub recent: Vec<RecentWorkspace>,
    /// The time (RFC 3339) up to which the open workspace was recovered, if it was not closed in order the last time.
    pub recovered: Option<String>,
    /// Why the file the program was started with could not be opened.
    pub refused: Option<String>,
    /// A package that was to be opened and needs its code: ask for it, then `package_open`.
    pub asks_code: Option<PathBuf>,
    /// What the package that was just opened changed in a workspace that stood here already, in words.
    pub changes: Vec<String>,
    /// What went wrong with the desk's own files: settings that were set aside, a list that could not be written.
    pub troubles: Vec<String>,
}

/// The open workspace.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DeskWorkspace {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name for people: the file's name without ending; of a package, the title of its session.
    pub name: String,
    /// Who sits in it, where it was made of a package.
    pub package: Option<PackageSeat>,
    /// Where the person was in it, as the page kept it; null at first.
    #[cfg_attr(feature = "types", ts(type = "unknown"))]
    pub place: Value,
}

/// A workspace that was open before.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RecentWorkspace {
    /// Where it lay.
    pub path: PathBuf,
    /// Its name for people.
    pub name: String,
    /// Whether it was made of a package (评审包).
    pub is_package: bool,
    /// When it was last opened, RFC 3339.
    pub opened_at: String,
    /// Whether a file still stands there.
    pub is_there: bool,
}

/// A workspace by its file.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DeskPath {
    /// The file: `*.tongping`, to open also a package (`*.tpk`).
    pub path: PathBuf,
}

/// Where the person is.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DeskKeep {
    /// Whatever the page wants to find again; at most 1 MB.
    #[cfg_attr(feature = "types", ts(type = "unknown"))]
    pub place: Value,
}

/// The name of a workspace for people, by its file.
pub(super) fn shown_name(path: &Path) -> String {
    let name = with_shape(&path.file_stem().unwrap_or_default().to_string_lossy());
    if name.trim().is_empty() { locale::text("desk.nameless").to_owned() } else { name }
}

/// A text without the signs that have no shape: some turn the direction of writing, and a title with them can pretend to
/// be another file.
pub(super) fn with_shape(text: &str) -> String {
    let shapeless = |c: char| {
        c.is_control()
            || matches!(c, '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().filter(|c| !shapeless(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_rare_characters_and_loses_what_has_no_shape() {
        let name = |text: &str| shown_name(Path::new(text));
        assert_eq!(name("评审 㛃䶮𬭎.tongping"), "评审 㛃䶮𬭎");
        assert_eq!(name("a\u{202e}gnipgnot\u{200b}b.tongping"), "agnipgnotb");
        assert_eq!(name("\u{200b}\u{feff}.tongping"), "未命名");
    }
}
