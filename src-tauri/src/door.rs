//! The door between the page and the core: names in, envelopes out, and no panic past it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::Serialize;
use serde_json::{Value, json};

/// An error as the page sees it: one of the five kinds, with what the kind needs.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "kind")]
pub(crate) enum Fault {
    /// There is no such thing.
    Missing { what: String, id: String },
    /// We failed; the page apologises and shows the details for copying.
    Bug { doing: String, source: String },
}

/// Runs one call.  A panic becomes `Bug`, so one broken call never takes the window and the unsaved text with it.
pub(crate) fn open(name: &str, args: Value) -> Result<Value, Fault> {
    catch_unwind(AssertUnwindSafe(|| dispatch(name, args))).unwrap_or_else(|payload| {
        let source = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or("the panic carried no text");
        Err(Fault::Bug { doing: name.to_owned(), source: source.to_owned() })
    })
}

/// The commands this version of the window offers.
fn dispatch(name: &str, _args: Value) -> Result<Value, Fault> {
    match name {
        "app_about" => Ok(envelope(&json!({ "name": "统评", "version": env!("CARGO_PKG_VERSION") }))),
        _ => Err(Fault::Missing { what: "command".to_owned(), id: name.to_owned() }),
    }
}

/// The form of every reply: the value, the tables a write touched, and the name of the step that can be undone.
fn envelope(value: &Value) -> Value {
    json!({ "value": value, "touched": [], "undo": null })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_learns_the_name_and_the_version() {
        let reply = open("app_about", json!({})).unwrap();
        assert_eq!(reply["value"]["name"], "统评");
        assert_eq!(reply["value"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(reply["touched"], json!([]));
    }

    #[test]
    fn an_unknown_command_is_missing_and_is_named() {
        let fault = open("no_such", json!({})).unwrap_err();
        assert_eq!(
            serde_json::to_value(fault).unwrap(),
            json!({ "kind": "Missing", "what": "command", "id": "no_such" })
        );
    }
}
