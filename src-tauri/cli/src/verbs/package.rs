//! What the words of `tongping package` do.

use super::{Access, Door, package_inspect};
use crate::args::Package;
use crate::print;
use serde_json::json;
use tongping_core::app::package_open;
use tongping_core::error::Result;

pub(super) fn run(door: &Door, verb: Package) -> Result<()> {
    match verb {
        Package::Inspect { file, code } => package_inspect::run(door, &file, code.as_deref()),
        Package::List { session } => {
            door.show(Access::Look, "package_board", json!({ "session": session }), print::packages)
        }
        Package::Export { session, dir, members, due, plain, reason } => {
            let args = json!({
                "session": session, "members": members, "folder": dir, "due_at": due, "plain": plain, "reason": reason,
            });
            door.show(Access::Work, "packages_export", args, print::packages_written)
        }
        Package::Open { file, code, dir } => {
            // Its own desk: the workspace of a package is made here, not named by -w.
            let opened = package_open::open(&file, code.as_deref(), &dir, door.world())?;
            let reply = json!({ "path": opened.path, "changes": opened.changes });
            if door.json {
                print::json(&reply);
            } else {
                print::package_opened(&reply);
            }
            Ok(())
        }
    }
}
