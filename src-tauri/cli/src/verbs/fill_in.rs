//! What the words of `tongping fill-in` do.

use super::{Access, Door};
use crate::args::FillIn;
use crate::print;
use serde_json::{Value, json};
use std::path::Path;
use tongping_core::domain::problem::{Place, Problem};
use tongping_core::error::{Error, Result};
use tongping_core::file;

/// Longest file of a typing, in bytes.
const MAX_TYPING: usize = 8 * 1024 * 1024;

pub(super) fn run(door: &Door, verb: FillIn) -> Result<()> {
    match verb {
        FillIn::Export { member, out } => {
            let args = json!({ "member": member, "path": out });
            door.show(Access::Work, "fill_in_export", args, |one| print::exported(&json!([one])))
        }
        FillIn::ExportAll { session, dir } => {
            door.show(Access::Work, "fill_ins_export", json!({ "session": session, "folder": dir }), print::exported)
        }
        FillIn::Paper { report, member, first, second, signed_on, scan } => {
            let args = json!({
                "report": report, "member": member, "first": typing(&first)?, "second": typing(&second)?,
                "signed_on": signed_on, "scan": scan,
            });
            door.show(Access::Work, "paper_entry", args, print::opinion)
        }
    }
}

/// One typing of a paper.
fn typing(path: &Path) -> Result<Value> {
    let bytes = file::read_whole(path, MAX_TYPING)?;
    serde_json::from_slice(&bytes).map_err(|fault| {
        let place = Place::cell(fault.line(), fault.column(), path.display().to_string());
        Error::invalid(Problem::error("json_syntax", place))
    })
}
