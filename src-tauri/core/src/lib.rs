//! Everything of Tongping that is true without a window.
//!
//! - `domain` holds the rules: pure, no I/O, no clock, no SQL, no floats outside the statistics of a panel.
//! - `store` keeps them: one SQLite file whose log the database itself keeps.
//! - `app` is what a person may do: one file per noun; it checks the rules, then makes one write.
//! - `exchange` reads and writes the files that travel; `form_file` the form as a file, `form_edit` the edits of one
//!   that is being written, `kind_file` the kinds of sessions.
//! - `documents` turns domain content into flow documents for `tongping-paper`.
//! - `desk` is the place a person works at: settings, the one open workspace, where the person was.
//! - `work` tells of what takes long, and stops it.
//! - `api` lists every command once and is the only file that turns values into JSON for callers.
//! - `locale` makes sentences of codes; `error` has the five kinds of failure.
//!
//! No async, no network, no terminal, no Tauri.

pub mod api;
pub mod app;
pub mod desk;
pub mod documents;
pub mod domain;
pub mod error;
pub mod exchange;
pub mod file;
pub mod form_edit;
pub mod form_file;
mod json;
pub mod kind_file;
pub mod locale;
pub mod store;
pub mod work;

/// Lower-case hex digits of some bytes.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
        text
    })
}

/// Exactly `N` bytes from their hex digits, of either case; none for anything else.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    let mut bytes = [0; N];
    if digits.len() != N * 2 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{from_hex, hex};

    #[test]
    fn bytes_come_back_from_their_digits_and_nothing_else_does() {
        assert_eq!(from_hex(&hex(&[0, 10, 255])), Some([0, 10, 255]));
        assert_eq!(from_hex("0AfF"), Some([10, 255]));
        for bad in ["", "0a", "0a0b0c", "0a0g", "＋0a0", "+a+b"] {
            assert_eq!(from_hex::<2>(bad), None, "{bad}");
        }
    }
}
