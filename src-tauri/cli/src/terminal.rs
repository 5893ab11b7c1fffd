//! Lines and tables in a terminal: aligned by the width of Chinese characters, long cells cut for display. What the lines
//! say is made in `print`.

use std::io::Write;
use tongping_core::locale;

/// Columns a cell takes at most; `--json` has the whole text.
const WIDEST: usize = 30;

/// One line to the terminal. A closed pipe is the reader's wish, not a fault.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// One line with a text of the locale, its placeholders filled.
pub(crate) fn say<'a>(key: &str, params: impl IntoIterator<Item = (&'a str, &'a str)>) {
    line(&locale::fill(key, params));
}

/// Text to the error channel.
pub(crate) fn error(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A table under the head named by a key of the locale, which writes its columns as `a|b|c`. Every column is as wide as
/// its widest cell; a table without rows says so.
pub(crate) fn table(head: &str, rows: &[Vec<String>]) {
    table_of(&locale::text(head).split('|').collect::<Vec<_>>(), rows);
}

/// A table whose head is put together by the caller.
pub(crate) fn table_of(head: &[&str], rows: &[Vec<String>]) {
    let head = head.iter().map(|cell| cut(cell)).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| cut(cell)).collect()).collect();
    let widest = |c: usize| rows.iter().chain([&head]).filter_map(|row| row.get(c)).map(|cell| width(cell)).max();
    let columns: Vec<usize> = (0..head.len()).map(|c| widest(c).unwrap_or(0)).collect();
    for row in [&head].into_iter().chain(&rows) {
        let padded: Vec<_> = row.iter().zip(&columns).map(|(cell, columns)| pad(cell, *columns)).collect();
        line(padded.join("  ").trim_end());
    }
    if rows.is_empty() {
        line(locale::text("cli.table.none"));
    }
}

/// Columns a text takes in a terminal: Chinese characters and full-width signs take two.
fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn columns(c: char) -> usize {
    if u32::from(c) >= 0x2E80 || matches!(c, '—' | '“' | '”' | '…') { 2 } else { 1 }
}

fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text on one line, ended with `…` where it is wider than a cell.
fn cut(text: &str) -> String {
    let text: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if width(&text) <= WIDEST {
        return text;
    }
    let mut taken = columns('…');
    let fits = text.chars().take_while(|c| {
        taken += columns(*c);
        taken <= WIDEST
    });
    fits.chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::{WIDEST, cut, pad, width};

    #[test]
    fn chinese_characters_take_two_columns() {
        for (text, columns) in [("", 0), ("E01-03", 6), ("评审中", 6), ("（一）a", 7), ("—", 2), ("１", 2), ("3.50", 4)]
        {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn a_cell_is_padded_to_its_column_and_never_shortened_by_it() {
        assert_eq!(pad("组长", 6), "组长  ");
        assert_eq!(pad("组长", 4), "组长");
        assert_eq!(pad("组长", 3), "组长");
    }

    #[test]
    fn a_cell_of_the_greatest_width_stays_whole() {
        for text in ["评".repeat(15), "a".repeat(30), String::new()] {
            assert_eq!(cut(&text), text);
        }
    }

    #[test]
    fn a_longer_cell_is_cut_and_says_so() {
        assert_eq!(cut(&"评".repeat(16)), format!("{}…", "评".repeat(14)));
        assert_eq!(cut(&"a".repeat(31)), format!("{}…", "a".repeat(28)));
        // A wide character that would stand across the edge is left out.
        assert_eq!(width(&cut(&format!("a{}", "评".repeat(20)))), WIDEST - 1);
    }

    #[test]
    fn line_feeds_do_not_break_a_row() {
        assert_eq!(cut("一、\n二、\t三\n"), "一、 二、 三");
    }
}
