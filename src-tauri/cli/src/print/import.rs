//! How the board and the comparison with the kept originals look in a terminal.

use super::{items, text};
use crate::terminal::{say, table, table_of};
use serde_json::Value;
use tongping_core::locale;

/// Reports × experts, in words.
pub(crate) fn board(view: &Value) {
    let columns = items(&view["columns"]);
    let names: Vec<String> = columns.iter().map(|column| text(column, "name")).collect();
    let mut head = vec![locale::text("cli.board.report")];
    head.extend(names.iter().map(String::as_str));
    head.push(locale::text("cli.board.returned"));
    head.push(locale::text("cli.board.state"));
    let row = |row: &Value| {
        let own = items(&view["cells"]).iter().filter(|cell| cell["report"] == row["id"]);
        let mut cells = vec![[text(row, "no"), text(row, "title")].join(" ")];
        cells.extend(own.map(|cell| text(cell, "words")));
        cells.push(format!("{}/{}", text(row, "returned"), text(row, "of")));
        cells.push(text(row, "state"));
        cells
    };
    let rows: Vec<Vec<String>> = items(&view["rows"]).iter().map(row).collect();
    table_of(&head, &rows);
    say("cli.board.sum", [("returned", text(view, "returned").as_str()), ("open", text(view, "open").as_str())]);
}

/// What the comparison found.
pub(crate) fn rebuilt(view: &Value) {
    let counts = [("files", text(view, "files")), ("opinions", text(view, "opinions"))];
    say("cli.rebuild.read", counts.iter().map(|(name, value)| (*name, value.as_str())));
    let differences = super::rows(&view["differences"], &["place", "stored", "derived", "name", "check_code"]);
    if differences.is_empty() {
        say("cli.rebuild.same", []);
    } else {
        table("cli.table.rebuild", &differences);
    }
}
