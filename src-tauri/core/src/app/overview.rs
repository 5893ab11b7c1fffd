//! Sessions as staff look at them: all of them in lines, and one with the form it uses and the files of its reports.

use super::{App, Done};
use crate::app::library::FormBrief;
use crate::domain::id::{ReportId, SessionId};
use crate::domain::opinion::OpinionState;
use crate::domain::report::Attachment;
use crate::domain::session::Session;
use crate::error::Result;
use crate::store::form::FormRow;
use crate::store::{form, opinion, report, session};
use serde::Serialize;

/// A session as a line.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SessionLine {
    /// The session.
    pub session: Session,
    /// Its reports.
    pub reports: usize,
    /// Its experts.
    pub experts: usize,
    /// Opinions that are signed.
    pub signed: usize,
    /// Opinions that are to come: one of each expert on each report, recusals apart.
    pub expected: usize,
}

/// A session with its form and the files of its reports.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SessionOverview {
    /// The form in use.
    pub form: FormRow,
    /// The same in short.
    pub brief: FormBrief,
    /// The files of every report, in order.
    pub files: Vec<ReportFiles>,
}

/// The files of a report.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportFiles {
    /// Which report.
    pub report: ReportId,
    /// Its files.
    pub attachments: Vec<Attachment>,
}

/// All sessions, the newest first.
pub fn lines(app: &mut App, (): ()) -> Result<Done<Vec<SessionLine>>> {
    let lines = app.store.read(|conn| {
        let line = |its_session: Session| {
            let id = its_session.id;
            let (reports, experts) = (report::list(conn, id)?.len(), session::members(conn, id)?.len());
            let recusals = session::recusals(conn, id)?;
            let is_off = |row: &opinion::OpinionRow| recusals.iter().any(|one| one.is_of(row.member, row.report));
            let opinions = opinion::of_session(conn, id)?;
            let signed = opinions.iter().filter(|row| row.state == OpinionState::Signed && !is_off(row)).count();
            let expected = (reports * experts).saturating_sub(recusals.len());
            Ok(SessionLine { session: its_session, reports, experts, signed, expected })
        };
        session::list(conn)?.into_iter().rev().map(line).collect()
    })?;
    Ok(Done::read(lines))
}

/// One session with its form and files.
pub fn show(app: &mut App, which: super::session::SessionWhich) -> Result<Done<SessionOverview>> {
    let view = app.store.read(|conn| overview(conn, which.session))?;
    Ok(Done::read(view))
}

fn overview(conn: &rusqlite::Connection, id: SessionId) -> Result<SessionOverview> {
    let its_session = session::get(conn, id)?;
    let brief = FormBrief::of(&form::get(conn, its_session.form)?);
    let files = |report: crate::domain::report::Report| {
        Ok(ReportFiles { report: report.id, attachments: report::attachments(conn, report.id)? })
    };
    let files = report::list(conn, id)?.into_iter().map(files).collect::<Result<_>>()?;
    Ok(SessionOverview { form: form::row(conn, its_session.form)?, brief, files })
}
