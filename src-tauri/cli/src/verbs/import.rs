//! What the words of `tongping import` and `tongping rebuild` do.

use super::{Access, Door};
use crate::args::Import;
use crate::{print, terminal};
use serde_json::{Value, json};
use tongping_core::domain::problem::{Place, Problem};
use tongping_core::error::{Error, Result};
use tongping_core::{api, file};

/// Shortest head of a SHA-256 by which a file is named.
const SHORTEST: usize = 8;

pub(super) fn run(door: &Door, args: &Import) -> Result<()> {
    let access = if args.dry_run { Access::Look } else { Access::Work };
    let mut app = door.open_in(door.with_keys()?, &access)?;
    let mut reply = api::call(&mut app, "import_preview", json!({ "paths": args.files }))?;
    if !args.dry_run {
        let decisions = decisions(args, print::items(&reply["value"]["files"]))?;
        let asked = json!({ "paths": args.files, "head": reply["value"]["head"], "decisions": decisions });
        reply = api::call(&mut app, "import_run", asked)?;
        app.store.close()?;
    }
    let text = print::text(&reply["value"], "text");
    if let Some(path) = &args.report {
        file::write_whole(path, text.as_bytes())?;
    }
    if door.json {
        print::json(&reply);
    } else {
        terminal::line(text.trim_end());
    }
    Ok(())
}

/// The decisions as the core takes them; what names no file, or more than one, is told.
fn decisions(args: &Import, files: &[Value]) -> Result<Vec<Value>> {
    let choices = args.choose.iter().map(|text| choice(text)).collect::<Result<Vec<_>>>()?;
    let mut decisions = Vec::new();
    for text in &args.accept {
        let (head, reason) = text.split_once('=').unwrap_or((text, ""));
        let head = head.trim().to_lowercase();
        let own: Vec<&Value> = files.iter().filter(|file| print::text(file, "sha256").starts_with(&head)).collect();
        match own.as_slice() {
            [one] if head.len() >= SHORTEST => {
                decisions.push(json!({
                    "sha256": one["sha256"], "accept": true, "reason": reason, "choices": choices,
                }));
            }
            _ => {
                let problem = Problem::error("import_accept_unknown", Place::Whole).with("text", text);
                return Err(Error::invalid(problem));
            }
        }
    }
    Ok(decisions)
}

/// `1:score:1.1=incoming` as the core takes it.
fn choice(text: &str) -> Result<Value> {
    let parts = text.split_once(':').and_then(|(report, rest)| {
        let (place, take) = rest.rsplit_once('=')?;
        let report: i64 = report.trim().parse().ok()?;
        ["stored", "incoming"].contains(&take).then(|| json!({ "report": report, "place": place, "take": take }))
    });
    parts.ok_or_else(|| Error::invalid(Problem::error("import_choice_unreadable", Place::Whole).with("text", text)))
}

/// Derives everything again; what differs is listed and is exit code 2.
pub(super) fn rebuild(door: &Door) -> Result<()> {
    let reply = door.call(Access::Look, "received_rebuild", json!({}))?;
    let view = &reply["value"];
    let differences = print::items(&view["differences"]);
    if door.json {
        print::json(&reply);
    } else {
        print::rebuilt(view);
    }
    if differences.is_empty() {
        return Ok(());
    }
    Err(Error::invalid(Problem::error("rebuild_differs", Place::Whole).with("n", differences.len())))
}
