//! The workspaces that were open last, newest first.

use super::kept;
use super::package::shown_name;
use super::show::RecentWorkspace;
use crate::error::Result;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// So many are remembered.
pub const MAX_RECENT: usize = 12;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    path: PathBuf,
    opened_at: String,
    /// Title of the session, where the workspace was made of a package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
}

/// The lines of the file, with a sentence if it had to be set aside. A line that does not read is left out.
fn lines(folder: &Path) -> (Vec<Line>, Option<String>) {
    let found = kept::read(&folder.join("recent.json"));
    let listed = found.fields.get("recent").and_then(Value::as_array).cloned().unwrap_or_default();
    (listed.into_iter().filter_map(|line| serde_json::from_value(line).ok()).collect(), found.trouble)
}

/// The list for people, with a sentence if its file had to be set aside.
pub(super) fn list(folder: &Path) -> (Vec<RecentWorkspace>, Option<String>) {
    let (lines, trouble) = lines(folder);
    let show = |line: Line| RecentWorkspace {
        name: shown_name(&line.path, line.title.as_deref()),
        is_package: line.title.is_some(),
        is_there: line.path.is_file(),
        path: line.path,
        opened_at: line.opened_at,
    };
    (lines.into_iter().take(MAX_RECENT).map(show).collect(), trouble)
}

/// Puts a workspace at the top; `title` where it was made of a package.
pub(super) fn note(folder: &Path, path: &Path, title: Option<&str>, at: &str) -> Result<()> {
    // Read anew: another window of the program may have written since.
    let (mut lines, _) = lines(folder);
    lines.retain(|line| line.path != path);
    let line = Line { path: path.to_path_buf(), opened_at: at.to_owned(), title: title.map(str::to_owned) };
    lines.insert(0, line);
    lines.truncate(MAX_RECENT);
    let listed = lines.iter().filter_map(|line| serde_json::to_value(line).ok()).collect();
    kept::write(&folder.join("recent.json"), &Map::from_iter([("recent".to_owned(), Value::Array(listed))]))
}
