//! Answers of a test in the place of dialogs, which stand outside the page and cannot be driven. Only in test builds.

use serde_json::Value;
use std::path::PathBuf;
use tongping_core::error::{Error, Result};
use tongping_core::file::{read_whole, write_whole};

/// The file of answers: one JSON string, list of strings or null per line, taken from the top.
const QUEUE: &str = "TONGPING_DIALOG_ANSWERS";

/// The next answer; none when no file of answers is named, and the dialog is shown.
pub(super) fn ask() -> Result<Option<Vec<PathBuf>>> {
    let Some(queue) = std::env::var_os(QUEUE).map(PathBuf::from) else { return Ok(None) };
    let bytes = read_whole(&queue, 1 << 20)?;
    let text = String::from_utf8_lossy(&bytes);
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    write_whole(&queue, rest.as_bytes())?;
    let first = if first.trim().is_empty() { "null" } else { first };
    let answer: Value = serde_json::from_str(first).map_err(|source| Error::bug("dialog_show", source))?;
    let path = |text: &Value| text.as_str().map(PathBuf::from);
    Ok(Some(match &answer {
        Value::Array(several) => several.iter().filter_map(path).collect(),
        one => path(one).into_iter().collect(),
    }))
}
