//! `tongping package inspect`: what a file is and what is wrong with it, without a workspace.

use super::Door;
use crate::print;
use serde_json::json;
use std::path::Path;
use tongping_core::error::{Error, Result};
use tongping_core::exchange::container::{self, Key};

/// A file with problems is shown whole and then refused, so that scripts see it by the exit code.
pub(super) fn run(door: &Door, file: &Path, code: Option<&str>) -> Result<()> {
    let seen = container::inspect(file, code.map_or(Key::None, Key::Code))?;
    if door.json {
        print::json(&json!(seen));
    } else {
        print::inspection(&json!(seen));
    }
    if seen.problems.is_empty() { Ok(()) } else { Err(Error::Invalid(seen.problems)) }
}
