//! Reads the tree of sources: which files there are, and what in a Rust file is code, what a text, what a comment.

use std::path::Path;
use tongping_tests::root;

/// Files under a folder of the repository (or that file itself) with one of these endings, by their path from the root.
pub(crate) fn files(under: &str, endings: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    walk(&root().join(under), endings, &mut found);
    found.sort();
    found
}

fn walk(path: &Path, endings: &[&str], found: &mut Vec<String>) {
    const NOT_OURS: &[&str] = &["target", "node_modules", "dist", "out", "gen", "test-results", "playwright-report"];
    let name = path.file_name().map_or_else(Default::default, |name| name.to_string_lossy());
    if path.is_dir() {
        if path != root() && (NOT_OURS.contains(&name.as_ref()) || name.starts_with('.')) {
            return;
        }
        let entries = std::fs::read_dir(path).expect("a folder of the repository can be read");
        entries.for_each(|entry| walk(&entry.expect("an entry can be read").path(), endings, found));
    } else if path.is_file() && path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)) {
        let own = path.strip_prefix(root()).expect("it lies in the repository");
        // A lock file is nobody's writing.
        if name != "package-lock.json" {
            found.push(own.to_string_lossy().replace('\\', "/"));
        }
    }
}

/// The text of a file of the repository.
pub(crate) fn text_of(path: &str) -> String {
    let bytes = std::fs::read(root().join(path)).expect("a file of the repository can be read");
    String::from_utf8(bytes).expect("sources are UTF-8")
}

/// Whether a text is a piece of SQL.
pub(crate) fn is_sql(text: &str) -> bool {
    let starts = [
        "SELECT ",
        "INSERT ",
        "DELETE FROM ",
        "UPDATE ",
        "CREATE TABLE",
        "CREATE TRIGGER",
        "PRAGMA ",
        "WITH RECURSIVE",
        "DROP ",
    ];
    let text = text.trim_start();
    starts.iter().any(|start| text.starts_with(start))
}

/// Whether a line of code mentions a name, as a whole word.
pub(crate) fn names(line: &str, name: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name)
        .any(|(start, _)| !line[..start].ends_with(inside) && !line[start + name.len()..].starts_with(inside))
}

/// A Rust file, taken apart.
pub(crate) struct Rust {
    /// From the root of the repository.
    pub(crate) path: String,
    /// Its first line.
    pub(crate) head: String,
    /// The code with every text replaced by `"n"`, n counting the texts, and without comments.
    code: String,
    /// The texts with the lines they begin on.
    pub(crate) strings: Vec<(usize, String)>,
    /// Line of `#[cfg(test)]`, from which on nothing is shipped.
    pub(crate) tests_from: usize,
}

impl Rust {
    pub(crate) fn read(path: &str) -> Self {
        let text = text_of(path);
        let (code, strings) = take_apart(&text);
        let lines: Vec<&str> = code.lines().map(str::trim).collect();
        let mark = lines.windows(2).position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod "));
        let is_test = path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs");
        let tests_from = if is_test { 0 } else { mark.map_or(usize::MAX, |at| at + 1) };
        Self {
            path: path.to_owned(),
            head: text.lines().next().unwrap_or_default().to_owned(),
            code,
            strings,
            tests_from,
        }
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(at, line)| (at + 1, line))
    }

    /// Lines that are not tests.
    pub(crate) fn shipped_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().filter(|(at, _)| *at < self.tests_from)
    }

    /// Texts that are not in tests.
    pub(crate) fn shipped_strings(&self) -> impl Iterator<Item = &(usize, String)> {
        self.strings.iter().filter(|(at, _)| *at < self.tests_from)
    }

    /// Texts given to `format!`.
    pub(crate) fn formatted(&self) -> Vec<&(usize, String)> {
        self.following("format!(")
    }

    /// Texts that stand first in calls of a function, outside of tests.
    pub(crate) fn first_arguments(&self, function: &str) -> Vec<(usize, String)> {
        let call = [function, "("].concat();
        self.following(&call).into_iter().filter(|(at, _)| *at < self.tests_from).cloned().collect()
    }

    /// Texts of constants of that name.
    pub(crate) fn constants(&self, name: &str) -> Vec<(usize, String)> {
        self.following(&["const ", name, ": &str = "].concat()).into_iter().cloned().collect()
    }

    /// Texts right after a piece of code that begins a word.
    fn following(&self, before: &str) -> Vec<&(usize, String)> {
        let starts = self
            .code
            .match_indices(before)
            .filter(|(start, _)| !self.code[..*start].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        let after: Vec<usize> = starts.map(|(start, text)| start + text.len()).collect();
        let text_at = |at: usize| {
            let number = self.code[at..].trim_start().strip_prefix('"')?.split_once('"')?.0;
            self.strings.get(number.parse::<usize>().ok()?)
        };
        after.into_iter().filter_map(text_at).collect()
    }

    /// Every function: line, name and length in lines.
    pub(crate) fn functions(&self) -> Vec<(usize, String, usize)> {
        let mut found = Vec::new();
        for (start, _) in self.code.match_indices("fn ") {
            if self.code[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = &self.code[start + 3..];
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(open) = rest.find(['{', ';']).filter(|at| rest[*at..].starts_with('{') && !name.is_empty()) else {
                continue;
            };
            let mut depth = 0;
            let end = rest[open..].char_indices().find(|(_, c)| {
                depth += match c {
                    '{' => 1,
                    '}' => -1,
                    _ => 0,
                };
                depth == 0
            });
            let body = end.map_or(&rest[open..], |(end, _)| &rest[open..open + end]);
            let line = self.code[..start].matches('\n').count() + 1;
            found.push((line, name, rest[..open].matches('\n').count() + body.matches('\n').count() + 1));
        }
        found
    }
}

/// Code without comments and with every text replaced by its number, and the texts.
fn take_apart(text: &str) -> (String, Vec<(usize, String)>) {
    let (mut code, mut strings) = (String::new(), Vec::new());
    let (mut rest, mut line) = (text, 1);
    while let Some(c) = rest.chars().next() {
        let (taken, kept) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), String::new())
        } else if rest.starts_with("/*") {
            (rest.find("*/").map_or(rest.len(), |end| end + 2), String::new())
        } else if let Some((length, inner)) = literal(rest, &code) {
            strings.push((line, inner));
            (length, format!("\"{}\"", strings.len() - 1))
        } else if let Some(length) = character(rest) {
            (length, "' '".to_owned())
        } else {
            (c.len_utf8(), c.to_string())
        };
        let lines = rest[..taken].matches('\n').count();
        code.push_str(&kept);
        code.push_str(&"\n".repeat(lines.saturating_sub(kept.matches('\n').count())));
        line += lines;
        rest = &rest[taken..];
    }
    (code, strings)
}

/// A text at the beginning of `rest`: its length with quotes, and what stands in it.
fn literal(rest: &str, before: &str) -> Option<(usize, String)> {
    // A raw text of bytes begins with `br`: the `b` was already taken for code.
    let before = before.strip_suffix('b').filter(|_| rest.starts_with('r')).unwrap_or(before);
    if let Some(raw) = rest.strip_prefix('r').filter(|_| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')) {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if let Some(inner) = raw[hashes..].strip_prefix('"') {
            let close = ["\"", &"#".repeat(hashes)].concat();
            let end = inner.find(&close)?;
            return Some((2 + hashes + end + close.len(), inner[..end].to_owned()));
        }
    }
    let inner = rest.strip_prefix('"')?;
    let mut escaped = false;
    let end = inner.find(|c| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    })?;
    Some((end + 2, inner[..end].to_owned()))
}

/// The length of a character literal at the beginning of `rest`; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let first = inner.chars().next()?;
    let from = if first == '\\' { 2 } else { first.len_utf8() };
    let end = inner.get(from..)?.find('\'')?;
    (first == '\\' && end < 10 || end == 0).then_some(from + end + 2)
}
