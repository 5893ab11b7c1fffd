//! Reports of a session: add, attach files, hand files out.

use super::attachment::refuse_turning;
use super::head_field::FieldView;
use super::text::{is_blank, refuse_long_names};
use super::{App, Done};
use crate::domain::id::{ReportId, SessionId};
use crate::domain::problem::{Place, Problem};
use crate::domain::report::{Attachment, Report, ReportHead};
use crate::domain::session::SessionState;
use crate::error::{Error, Result};
use crate::file::{read_whole, refuse_no_file};
use crate::store::{report, session};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::PathBuf;

/// An attached file is at most this long (bytes).
pub const MAX_ATTACHMENT: usize = 200 * 1024 * 1024;

/// A new report.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportAdd {
    /// In which session.
    pub session: SessionId,
    /// What is known of it.
    #[serde(flatten)]
    pub head: ReportHead,
}

/// A file to attach.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReportAttach {
    /// To which report.
    pub report: ReportId,
    /// Where the file lies.
    pub path: PathBuf,
}

/// A piece of an attached file.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AttachmentPiece {
    /// Of which report.
    pub report: ReportId,
    /// The file's name there.
    pub name: String,
    /// From this byte on.
    pub from: u64,
    /// So many bytes, at most 4 MB; fewer come back at the end of the file.
    pub length: u32,
}

/// Which report.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReportWhich {
    /// Its id.
    pub report: ReportId,
}

/// A report with its files and head fields.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportView {
    /// The report.
    pub report: Report,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// The head fields its form asks for, in order.
    pub fields: Vec<FieldView>,
}

/// One report.
pub fn show(app: &mut App, which: ReportWhich) -> Result<Done<ReportView>> {
    app.store.read(|conn| view(conn, which.report)).map(Done::read)
}

pub(crate) fn view(conn: &rusqlite::Connection, id: ReportId) -> Result<ReportView> {
    let target = report::get(conn, id)?;
    let form = super::kind::form_of(conn, &session::get(conn, target.session)?)?;
    let fields = super::head_field::views(conn, &form, id)?;
    Ok(ReportView { report: target, attachments: report::attachments(conn, id)?, fields })
}

/// Adds a report at the end of a session in draft.
pub fn add(app: &mut App, args: ReportAdd) -> Result<Done<Report>> {
    let others = others_in_draft(app, args.session)?;
    refuse_unfit(&args.head, &others)?;
    let uid = (app.world.uid)();
    app.write("report_add", args.head.no.clone(), None, |tx| {
        let id = report::put(tx, &uid, args.session, &args.head)?;
        report::get(tx, id)
    })
}

/// The numbers of the reports of a session, which must be in draft.
pub(crate) fn others_in_draft(app: &App, id: SessionId) -> Result<Vec<String>> {
    let (current, others) = app.store.read(|conn| Ok((session::get(conn, id)?, report::list(conn, id)?)))?;
    if current.state != SessionState::Draft {
        return Err(Error::refused_with("session_not_draft", [("no", current.no)]));
    }
    Ok(others.into_iter().map(|other| other.head.no).collect())
}

/// Refuses what cannot be said of a report, all problems together; `others` are the numbers that are taken.
pub(crate) fn refuse_unfit(head: &ReportHead, others: &[String]) -> Result<()> {
    let mut found = Vec::new();
    for (path, text) in [("no", &head.no), ("title", &head.title), ("unit", &head.unit)] {
        if is_blank(text) {
            found.push(Problem::error("text_empty", Place::field(path)));
        }
    }
    if others.contains(&head.no) {
        found.push(Problem::error("number_taken", Place::field("no")).with("text", &head.no));
    }
    if !found.is_empty() {
        return Err(Error::Invalid(found));
    }
    let ReportHead { no, title, unit, department, agency, lead, review_type, year, budget_book, edition, amount: _ } =
        head;
    refuse_long_names(&[
        ("no", no),
        ("title", title),
        ("unit", unit),
        ("department", department),
        ("agency", agency),
        ("lead", lead),
        ("review_type", review_type),
        ("year", year),
        ("budget_book", budget_book),
        ("edition", edition),
    ])
}

/// Attaches a file from the disk to a report.
pub fn attach(app: &mut App, args: ReportAttach) -> Result<Done<ReportView>> {
    refuse_no_file(&args.path)?;
    let bytes = read_whole(&args.path, MAX_ATTACHMENT)?;
    let name = args.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    attach_bytes(app, args.report, &name, &bytes)
}

/// Attaches bytes under a name.
pub(crate) fn attach_bytes(app: &mut App, id: ReportId, name: &str, bytes: &[u8]) -> Result<Done<ReportView>> {
    refuse_turning(name)?;
    let current = app.store.read(|conn| view(conn, id))?;
    if current.attachments.iter().any(|attachment| attachment.name == name) {
        return Err(Error::refused_with("file_name_taken", [("name", name.to_owned())]));
    }
    app.write("report_attach", format!("{} {name}", current.report.head.no), None, |tx| {
        report::attach(tx, id, name, bytes)?;
        view(tx, id)
    })
}

/// At most so many bytes are read at once.
pub const MAX_PIECE: u32 = 4 * 1024 * 1024;

/// One attached file by its name.
pub(crate) fn attachment(app: &App, id: ReportId, name: &str) -> Result<Attachment> {
    let found = app.store.read(|conn| {
        report::get(conn, id)?;
        report::attachments(conn, id)
    })?;
    found.into_iter().find(|file| file.name == name).ok_or_else(|| Error::missing("file", name))
}

/// A piece of an attached file; only that piece is read. Empty behind the end of the file.
pub fn piece(app: &App, args: &AttachmentPiece) -> Result<Vec<u8>> {
    let file = attachment(app, args.report, &args.name)?;
    app.store.read(|conn| report::piece(conn, &file.sha256, args.from, args.length.min(MAX_PIECE)))
}

/// Copies an attached file piece by piece.
pub(crate) fn copy(app: &App, file: &Attachment, target: &mut dyn Write) -> Result<()> {
    let mut from = 0;
    loop {
        let piece = app.store.read(|conn| report::piece(conn, &file.sha256, from, MAX_PIECE))?;
        if piece.is_empty() {
            return Ok(());
        }
        target.write_all(&piece).map_err(|source| Error::failed("file_write", file.name.as_ref(), source))?;
        from += u64::try_from(piece.len()).unwrap_or(0);
    }
}
