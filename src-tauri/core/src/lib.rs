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
