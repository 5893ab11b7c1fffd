//! The door between the page and the core: names in, envelopes out, and no panic past it. No workspace is opened in this
//! version, so the page reaches the commands that need none.

use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tongping_core::api;
use tongping_core::error::Error;

/// Runs one call; an error comes back as the core describes it. A panic becomes a fault of ours, so that one broken call
/// never takes the window and the unsaved text with it.
pub(crate) fn open(name: &str, _args: Value) -> Result<Value, Value> {
    let result = catch_unwind(AssertUnwindSafe(|| api::call_without_workspace(name)));
    result.unwrap_or_else(|_| Err(Error::bug("window_call", "panic"))).map_err(|error| api::error_json(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_page_learns_the_name_and_the_version() {
        let reply = open("app_about", json!({})).unwrap();
        assert_eq!(reply["value"]["name"], "统评");
        assert_eq!(reply["value"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(reply["touched"], json!([]));
    }

    #[test]
    fn a_command_of_a_workspace_is_refused_and_an_unknown_one_is_missing() {
        assert_eq!(open("session_list", json!({})).unwrap_err()["code"], "workspace_not_given");
        assert_eq!(open("no_such", json!({})).unwrap_err()["kind"], "missing");
    }
}
