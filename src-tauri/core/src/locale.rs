//! The texts people read, from `assets/locale/zh-CN.json`: core makes codes and values, this file makes sentences.

use crate::domain::dispute::Ground;
use crate::domain::form_diff::FormChange;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::signal::Signal;
use crate::error::Error;
use crate::store::disk_trouble;
use crate::work::Progress;
use std::collections::HashMap;
use std::sync::LazyLock;

static TEXTS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    // The file is part of the program; a test reads it, so it parses.
    serde_json::from_str(include_str!("../../../assets/locale/zh-CN.json")).unwrap_or_default()
});

/// The text of a key; the key itself when there is none (a test keeps that from happening).
pub fn text(key: &str) -> &str {
    TEXTS.get(key).map_or(key, String::as_str)
}

/// The text of a key with `{name}` replaced by its values.
pub fn fill<'a>(key: &str, params: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let params: HashMap<&str, &str> = params.into_iter().collect();
    let mut out = String::new();
    let mut rest = text(key);
    // Values are put in one pass, so a value that looks like a placeholder stays as it is.
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        if let Some(value) = params.get(name) {
            out.push_str(value);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// All keys, for the tests.
pub fn keys() -> impl Iterator<Item = &'static str> {
    TEXTS.keys().map(String::as_str)
}

/// What a problem says, without severity and place: what is wrong and how to mend it.
pub fn what(problem: &Problem) -> String {
    fill(&format!("problem.{}", problem.code), pairs(&problem.params))
}

/// One problem as a line: severity, place, what and how to mend it.
pub fn problem(problem: &Problem) -> String {
    let severity = text(match problem.severity {
        Severity::Error => "severity.error",
        Severity::Warning => "severity.warning",
    });
    let what = what(problem);
    match place(&problem.place) {
        place if place.is_empty() => format!("{severity}：{what}"),
        place => format!("{severity}（{place}）：{what}"),
    }
}

/// 分歧提示 as a sentence.
pub fn signal(signal: &Signal) -> String {
    let params = signal.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    fill(&["signal.", &signal.code].concat(), params)
}

/// How far long work has come, in words; empty while nothing takes long. A text that counts bytes has places for whole
/// megabytes.
pub fn work(progress: &Progress) -> String {
    if progress.doing.is_empty() {
        return String::new();
    }
    let megabytes = |bytes: u64| (bytes / 1_000_000).to_string();
    let (done, total) = (progress.done.to_string(), progress.total.to_string());
    let (done_mb, total_mb) = (megabytes(progress.done), megabytes(progress.total));
    let places = [("done", &done), ("total", &total), ("done_mb", &done_mb), ("total_mb", &total_mb)];
    fill(&["work.", &progress.doing].concat(), places.map(|(name, value)| (name, value.as_str())))
}

/// The ground of a correction in the words of the law.
pub fn ground(ground: Ground) -> String {
    text(&["ground.", ground.name()].concat()).to_owned()
}

/// One difference between two forms as a sentence.
pub fn change(change: &FormChange) -> String {
    let words = |(name, value): &(&'static str, String)| {
        let value = if name.ends_with("_word") { text(value).to_owned() } else { value.clone() };
        (*name, value)
    };
    let params: Vec<(&str, String)> = change.params.iter().map(words).collect();
    fill(&format!("change.{}", change.code), params.iter().map(|(name, value)| (*name, value.as_str())))
}

/// A place in words; empty for the whole input.
pub fn place(place: &Place) -> String {
    match place {
        Place::Whole => String::new(),
        Place::Field { path } => field(path).to_owned(),
        Place::Criterion { id } => fill("place.criterion", [("id", id.as_str())]),
        Place::Remark { no } => fill("place.remark", [("no", no.to_string().as_str())]),
        Place::Report { no, place: within, .. } => {
            let at = self::place(within);
            fill("place.report", [("no", no.as_str()), ("at", &at)]).trim_end().to_owned()
        }
        Place::Cell { sheet, row, column, label } => {
            let key = if *column == 0 { "place.row" } else { "place.cell" };
            // A worksheet names its columns by letters.
            let column = if sheet.is_empty() { column.to_string() } else { column_letters(*column) };
            let at = fill(key, [("row", row.to_string().as_str()), ("column", column.as_str())]);
            let at = if sheet.is_empty() { at } else { fill("place.sheet", [("sheet", sheet.as_str()), ("at", &at)]) };
            if label.is_empty() { at } else { format!("{at} {label}") }
        }
    }
}

/// A column as worksheets count: A … Z, AA …
fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// A field in words; a path into a file stays as it is, for there it is what people search for.
pub fn field(path: &str) -> &str {
    TEXTS.get(&["place.field.", path].concat()).map_or(path, String::as_str)
}

/// Problems as lines. A hopeless file has too many to read: after the first thousand only their number is told.
fn lines(problems: &[Problem]) -> String {
    const MOST: usize = 1000;
    let mut lines: Vec<String> = problems.iter().take(MOST).map(problem).collect();
    if problems.len() > MOST {
        lines.push(fill("error.more", [("n", (problems.len() - MOST).to_string().as_str())]));
    }
    lines.join("\n")
}

/// An error as one or more lines of text: what happened and what to do.
pub fn sentence(error: &Error) -> String {
    match error {
        Error::Invalid(problems) => lines(problems),
        Error::Refused { code, params } => fill(&format!("refused.{code}"), pairs(params)),
        Error::Missing { what, id } => fill("error.missing", [("what", text(&format!("noun.{what}"))), ("id", id)]),
        Error::Failed { doing, path, source } => {
            let doing = text(&format!("doing.{doing}")).to_owned();
            let path = path.as_ref().map_or(String::new(), |path| path.display().to_string());
            let source = cause(source.as_ref());
            fill("error.failed", [("doing", doing.as_str()), ("path", path.as_str()), ("source", source.as_str())])
        }
        Error::Bug { doing, source } => {
            let source = source.to_string();
            fill("error.bug", [("doing", *doing), ("source", source.as_str())])
        }
    }
}

/// The name of a command in words; a command that is not in the list stays as it is.
pub fn op(name: &str) -> &str {
    TEXTS.get(&["op.", name].concat()).map_or(name, String::as_str)
}

/// What the system reports, in words where there are any: its own texts are English.
fn cause(source: &(dyn std::error::Error + 'static)) -> String {
    if let Some(kind) = disk_trouble(source) {
        return text(key_of(kind).unwrap_or("io.disk")).to_owned();
    }
    let Some(error) = source.downcast_ref::<std::io::Error>() else { return source.to_string() };
    match (key_of(error.kind()), error.raw_os_error()) {
        (Some(key), _) => text(key).to_owned(),
        (None, Some(code)) => fill("io.other", [("code", code.to_string().as_str())]),
        (None, None) => error.to_string(),
    }
}

fn key_of(kind: std::io::ErrorKind) -> Option<&'static str> {
    use std::io::ErrorKind;
    Some(match kind {
        ErrorKind::NotFound => "io.not_found",
        ErrorKind::PermissionDenied => "io.permission_denied",
        ErrorKind::AlreadyExists => "io.already_exists",
        ErrorKind::NotADirectory => "io.not_a_directory",
        ErrorKind::IsADirectory => "io.is_a_directory",
        ErrorKind::StorageFull => "io.storage_full",
        ErrorKind::FileTooLarge => "io.file_too_large",
        ErrorKind::ReadOnlyFilesystem => "io.read_only",
        ErrorKind::InvalidFilename => "io.invalid_filename",
        ErrorKind::InvalidInput => "io.not_a_file",
        _ => return None,
    })
}

fn pairs<'a>(params: &'a [(&'static str, String)]) -> impl Iterator<Item = (&'a str, &'a str)> {
    let word = |name: &str, value: &'a str| if name.ends_with("op") { op(value) } else { value };
    params.iter().map(move |(name, value)| (*name, word(name, value)))
}
