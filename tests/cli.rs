//! The built command line fed with everything that goes wrong: each fault is named in Chinese with its place, all of
//! them together, under the exit code of its kind (2 invalid, 3 refused, 4 missing, 5 failed), and nothing is half
//! written, left behind or changed.

#[path = "cli/agreement.rs"]
mod agreement;
#[path = "cli/disputes.rs"]
mod disputes;
#[path = "cli/drafts.rs"]
mod drafts;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/forms.rs"]
mod forms;
#[path = "cli/library.rs"]
mod library;
#[path = "cli/packages.rs"]
mod packages;
#[path = "cli/signing.rs"]
mod signing;
#[path = "cli/tables.rs"]
mod tables;
#[path = "cli/tasks.rs"]
mod tasks;
#[path = "cli/words.rs"]
mod words;
#[path = "cli/workspaces.rs"]
mod workspaces;

use serde_json::Value;
use std::path::Path;
use tongping_tests::files::{Folder, TABLE, form};
use tongping_tests::{Ran, run};

/// `tongping tally` on these files.
fn tally(form: &Path, scores: &Path, more: &[&str]) -> Ran {
    let mut words =
        vec!["tally".as_ref(), "--form".as_ref(), form.as_os_str(), "--scores".as_ref(), scores.as_os_str()];
    words.extend(more.iter().map(AsRef::<std::ffi::OsStr>::as_ref));
    run(words)
}

/// The tally of the test form and table `bytes`, in a folder that must look the same afterwards.
fn tally_of(bytes: &[u8], more: &[&str]) -> Ran {
    let folder = Folder::new();
    let (form, scores) = (folder.put("form.json", form(&Value::Null).to_string()), folder.put("scores.csv", bytes));
    let before = folder.state();
    let ran = tally(&form, &scores, more);
    assert_eq!(folder.state(), before);
    ran
}

/// The check of a form file, in a folder that must look the same afterwards; the tally must say the same of it.
fn check_of(form: &[u8]) -> Ran {
    let folder = Folder::new();
    let (form, scores) = (folder.put("form.json", form), folder.put("scores.csv", TABLE));
    let before = folder.state();
    let ran = run(["form".as_ref(), "check".as_ref(), form.as_os_str()]);
    let same = tally(&form, &scores, &["--json"]);
    assert_eq!(folder.state(), before);
    if ran.code != Some(0) {
        assert_eq!(same.code, ran.code, "{same:?}");
    }
    ran
}
