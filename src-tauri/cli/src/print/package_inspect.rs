//! What is known of a file, in a terminal.

use super::{items, line, said, text, word};
use serde_json::{Value, json};

/// Kind, size and hash of the file; of a container also what it says of itself and who signed it.
pub(crate) fn inspection(seen: &Value) {
    let what = word("cli.inspect.what.", &text(seen, "what"));
    let head = json!({ "what": what, "size": seen["size"], "sha256": seen["sha256"] });
    line(&said("cli.inspect.head", &head, &["what", "size", "sha256"]));
    let manifest = &seen["manifest"];
    if manifest.is_null() {
        return;
    }
    let facts = json!({
        "session_no": manifest["session_no"], "form_id": manifest["form_id"], "form_version": manifest["form_version"],
        "member_no": manifest["member_no"], "package_rev": manifest["package_rev"], "return_seq": manifest["return_seq"],
        "reports": items(&manifest["reports"]).len(), "entries": items(&manifest["entries"]).len(),
        "created_at": manifest["created_at"], "version": manifest["app"]["version"],
    });
    let key = if manifest["return_seq"].is_null() { "cli.inspect.package" } else { "cli.inspect.return" };
    let fields = [
        "session_no",
        "form_id",
        "form_version",
        "member_no",
        "package_rev",
        "return_seq",
        "reports",
        "entries",
        "created_at",
        "version",
    ];
    line(&said(key, &facts, &fields));
    line(&said("cli.inspect.signer", seen, &["fingerprint", "key_id"]));
    if !seen["check_code"].is_null() {
        line(&said("cli.inspect.sound", seen, &["check_code"]));
    }
}
