//! Reports of a session that is being set up: what is known of one written anew, one removed, a file taken off again.

use super::report::{others_in_draft, refuse_unfit};
use super::session::{SessionView, view};
use super::{App, Done};
use crate::domain::id::ReportId;
use crate::domain::report::{Report, ReportHead};
use crate::error::{Error, Result};
use crate::store::report;
use serde::Deserialize;

/// What is known of a report, written anew.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportSet {
    /// Which report.
    pub report: ReportId,
    /// What is known of it.
    #[serde(flatten)]
    pub head: ReportHead,
}

/// A report to be removed.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReportRemove {
    /// Which report.
    pub report: ReportId,
}

/// A file to be taken off a report.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AttachmentRemove {
    /// Of which report.
    pub report: ReportId,
    /// Name of the file.
    pub name: String,
}

fn in_draft(app: &App, id: ReportId) -> Result<(Report, Vec<String>)> {
    let current = app.store.read(|conn| report::get(conn, id))?;
    let others = others_in_draft(app, current.session)?;
    Ok((current, others))
}

/// Changes what is known of a report while its session is in draft.
pub fn set(app: &mut App, args: ReportSet) -> Result<Done<SessionView>> {
    let (current, mut others) = in_draft(app, args.report)?;
    others.retain(|no| *no != current.head.no);
    refuse_unfit(&args.head, &others)?;
    app.write("report_set", args.head.no.clone(), None, |tx| {
        report::set_head(tx, args.report, &args.head)?;
        view(tx, current.session)
    })
}

/// Removes a report while its session is in draft; those behind it move up. The bytes of its files stay for the history.
pub fn remove(app: &mut App, args: ReportRemove) -> Result<Done<SessionView>> {
    let (current, _) = in_draft(app, args.report)?;
    app.write("report_remove", current.head.no.clone(), None, |tx| {
        report::remove(tx, &current)?;
        view(tx, current.session)
    })
}

/// Takes a file off a report while its session is in draft.
pub fn detach(app: &mut App, args: AttachmentRemove) -> Result<Done<SessionView>> {
    let (current, _) = in_draft(app, args.report)?;
    app.write("attachment_remove", format!("{} {}", current.head.no, args.name), None, |tx| {
        if !report::detach(tx, args.report, &args.name)? {
            return Err(Error::missing("file", &args.name));
        }
        view(tx, current.session)
    })
}
