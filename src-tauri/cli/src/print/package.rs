//! Packages in a terminal: who has which, what was written, what was opened.

use super::{items, line, or_dash, said, say, text};
use crate::terminal::table;
use serde_json::Value;
use tongping_core::locale;

/// Who has which package of a session.
pub(crate) fn packages(board: &Value) {
    let rows = items(&board["rows"]).iter().map(|row| {
        let newest = &row["newest"];
        let stale: Vec<_> = items(&row["stale"]).iter().filter_map(Value::as_str).collect();
        let mut cells = vec![text(row, "member"), text(row, "name"), text(row, "reports"), text(row, "recused")];
        cells.extend(["revision", "issued_at", "due_at", "code", "check_code"].map(|field| or_dash(newest, field)));
        cells.push(stale.join(locale::text("cli.comma")));
        cells
    });
    table("cli.package.list_head", &rows.collect::<Vec<_>>());
    if board["fingerprint"].is_string() {
        line(&said("cli.package.fingerprint", board, &["fingerprint"]));
    }
}

/// Packages that were written and read back.
pub(crate) fn packages_written(list: &Value) {
    for one in items(list) {
        line(&said("cli.package.written", one, &["path", "size", "name", "revision", "check_code"]));
        let key = if text(one, "code").is_empty() { "cli.package.plain" } else { "cli.package.code" };
        line(&said(key, one, &["name", "code"]));
    }
}

/// A package that was opened as a workspace.
pub(crate) fn package_opened(opened: &Value) {
    items(&opened["changes"]).iter().filter_map(Value::as_str).for_each(line);
    say("cli.package.opened", [("path", text(opened, "path").as_str())]);
}
