//! Returns coming in: looked at as often as one likes, then taken in with one write or not at all (safety §3.3).

mod files;
mod fill_in;
mod known;
mod look;
mod meeting;
mod plan;
pub(crate) mod rebuilding;
mod verify;
mod view;
mod words;
mod write;

pub use view::{
    Change, Decision, FieldChoice, FieldView, ImportFile, ImportPaths, ImportReport, ImportRun, ImportView, Level,
    ReceivedLine, ReceivedWhich,
};

use super::{App, Done};
use crate::domain::arrival::{Action, Ask, Row};
use crate::domain::record::check_code;
use crate::error::{Error, Result};
use crate::exchange::keys::fingerprint;
use crate::locale;
use crate::store::received;
use files::Arrived;
use known::Known;
use look::Look;
use plan::{Planned, PlannedReport, Planner};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// Looks at files and tells what would become of them; nothing is written.
pub fn preview(app: &mut App, args: ImportPaths) -> Result<Done<ImportView>> {
    let looked = look_at(app, &args.paths)?;
    let at = (app.world.now)();
    let head = head(app, &looked)?;
    let planned = app.store.read(|conn| plan(conn, looked, &at, &[]))?;
    Ok(Done::read(view(head, &planned, &at, false)))
}

/// Takes files in as they were looked at, with the decisions on those that ask: one write or none. Refused
/// (`import_moved_on`) when the log or a file is no longer what was looked at. It cannot be undone: what experts signed is
/// never deleted; a newer return supersedes it.
pub fn run(app: &mut App, args: ImportRun) -> Result<Done<ImportView>> {
    let looked = look_at(app, &args.paths)?;
    let head = head(app, &looked)?;
    let is_known = |decision: &Decision| looked.iter().any(|(file, _)| file.sha256 == decision.sha256);
    if head != args.head || !args.decisions.iter().all(is_known) {
        return Err(Error::refused("import_moved_on"));
    }
    let at = (app.world.now)();
    let planned = app.store.read(|conn| plan(conn, looked, &at, &args.decisions))?;
    app.world.work.step(0)?;
    let view = view(head, &planned, &at, true);
    let reasons: Vec<&str> =
        planned.iter().map(|one| one.reason.as_str()).filter(|reason| !reason.is_empty()).collect();
    let reason = (!reasons.is_empty()).then(|| reasons.join("；"));
    let subject = locale::fill("import.subject", [("n", view.taken.to_string().as_str())]);
    let _working = app.world.work.begin("import_write", u64::try_from(planned.len()).unwrap_or(u64::MAX));
    let done =
        app.write("import_run", subject, reason, |tx| planned.iter().try_for_each(|one| write::file(tx, one, &at)))?;
    Ok(done.map(|()| view))
}

/// The files that were kept for a session, the newest first.
pub fn list(app: &mut App, which: ReceivedWhich) -> Result<Done<Vec<ReceivedLine>>> {
    let lines = app.store.read(|conn| {
        let members = crate::store::session::members(conn, which.session)?;
        crate::store::session::get(conn, which.session)?;
        let line = |file: received::Received| ReceivedLine {
            expert: members.iter().find(|member| Some(member.id) == file.member).map(|member| member.name.clone()),
            check_code: check_code(file.content_sha256()),
            line: locale::text(&["received.", &file.verdict].concat()).to_owned(),
            state: if file.is_accepted { "accepted" } else { "quarantined" }.to_owned(),
            name: file.name,
            received_at: file.received_at,
            sha256: file.sha256,
            kind: file.kind,
            seq: file.seq,
            reason: file.reason,
        };
        Ok(received::of_session(conn, which.session)?.into_iter().map(line).collect())
    })?;
    Ok(Done::read(lines))
}

/// Reads the files and opens them, in the order in which they are taken in: by session, seat and number.
fn look_at(app: &App, paths: &[PathBuf]) -> Result<Vec<(Arrived, Look)>> {
    let files = files::read(paths, &app.world.work)?;
    let _working = app.world.work.begin("import_look", u64::try_from(files.len()).unwrap_or(u64::MAX));
    let mut looked: Vec<(Arrived, Look)> = Vec::new();
    for file in files {
        // The same bytes under another name are the same file.
        if !file.sha256.is_empty() && looked.iter().any(|(other, _)| other.sha256 == file.sha256) {
            continue;
        }
        let look = look::at(&file, app.world.keys.as_ref())?;
        looked.push((file, look));
        app.world.work.step(1)?;
    }
    looked.sort_by_key(|(_, look)| match look {
        Look::Return(parcel) => {
            let manifest = parcel.manifest();
            (0, manifest.session_no.clone(), manifest.member_no, parcel.seq(), manifest.created_at.clone())
        }
        Look::Workbook => (1, String::new(), 0, 0, String::new()),
        Look::Broken(_) | Look::TooNew(_) | Look::Forged(_) => (2, String::new(), 0, 0, String::new()),
    });
    Ok(looked)
}

/// Names what a plan rests on: the head of the log, and the bytes of every file.
fn head(app: &App, looked: &[(Arrived, Look)]) -> Result<String> {
    let log = app.store.head()?;
    let mut digest = Sha256::new_with_prefix("tongping/import/v1\0");
    digest.update(log.seq.to_be_bytes());
    digest.update(&log.hash16);
    for (file, _) in looked {
        digest.update([0]);
        digest.update(&file.sha256);
    }
    Ok(crate::hex(&digest.finalize()))
}

fn plan(conn: &Connection, looked: Vec<(Arrived, Look)>, now: &str, decisions: &[Decision]) -> Result<Vec<Planned>> {
    let mut planner = Planner { conn, known: Known::default(), now, decisions, uids: Default::default() };
    looked.into_iter().map(|(file, look)| planner.plan(file, look)).collect()
}

fn view(head: String, planned: &[Planned], at: &str, is_done: bool) -> ImportView {
    let files: Vec<ImportFile> = planned.iter().map(file_view).collect();
    let counted = |wanted: fn(Action) -> bool| planned.iter().filter(|one| wanted(one.action)).count();
    let taken = counted(|action| action == Action::Take);
    let skipped = counted(|action| matches!(action, Action::Skip | Action::Receipt));
    let refused = files.len() - taken - skipped;
    let view = ImportView { head, files, taken, skipped, refused, is_done, text: String::new() };
    ImportView { text: words::report(&view, at), ..view }
}

fn file_view(one: &Planned) -> ImportFile {
    let manifest = one.parcel.as_ref().map(|parcel| parcel.manifest());
    let keeps = match one.action {
        Action::Quarantine => true,
        Action::Ask(ask) => ask.keeps(),
        Action::Take | Action::Receipt | Action::Skip | Action::Refuse => false,
    };
    ImportFile {
        path: one.file.path.clone(),
        name: one.file.name.clone(),
        sha256: one.file.sha256.clone(),
        verdict: one.verdict.to_owned(),
        level: level(one),
        line: one.line.clone(),
        expert: one.whose.as_ref().map(|(_, member)| member.name.clone()),
        expert_id: one.whose.as_ref().map(|(_, member)| member.expert),
        member: one.whose.as_ref().map(|(_, member)| member.id),
        session: one.whose.as_ref().map(|(of, _)| of.session.id),
        seq: manifest.and_then(|manifest| manifest.return_seq),
        at: manifest.map(|manifest| manifest.created_at.clone()),
        check_code: one.parcel.as_ref().map(|parcel| check_code(&parcel.container.sha256)),
        fingerprint: one.parcel.as_ref().map(|parcel| fingerprint(&parcel.container.signer)),
        asks: one.asks.clone(),
        is_kept: keeps,
        reports: one.reports.iter().map(report_view).collect(),
    }
}

fn report_view(one: &PlannedReport) -> ImportReport {
    let head = one.report.as_ref().map(|report| &report.head);
    ImportReport {
        report: one.report.as_ref().map(|report| report.id),
        no: head.map_or_else(String::new, |head| head.no.clone()),
        title: head.map_or_else(String::new, |head| head.title.clone()),
        change: one.change,
        line: one.line.clone(),
        before: one.before,
        after: one.after,
        fields: one.fields.clone(),
    }
}

fn level(one: &Planned) -> Level {
    match one.action {
        Action::Ask(Ask::Conflict) => Level::Conflict,
        // Nobody is asked where an answer would be of no use.
        Action::Ask(_) if one.asks.is_empty() => Level::Quarantined,
        Action::Ask(_) => Level::Ask,
        Action::Take if one.row == Some(Row::First) => Level::New,
        Action::Take => Level::Changed,
        Action::Receipt | Action::Skip => Level::Identical,
        Action::Refuse => Level::Refused,
        Action::Quarantine if one.row == Some(Row::Overtaken) => Level::Stale,
        Action::Quarantine => Level::Quarantined,
    }
}
