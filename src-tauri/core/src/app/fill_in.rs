//! 填报表: written for the experts without the program, one workbook each, and read back against what was written — whose
//! it is, on which form, and whether every answer could be signed.

use super::export::{Exported, file_name};
use super::{App, Done, opinion};
use crate::domain::answers::Answers;
use crate::domain::form::Form;
use crate::domain::id::{MemberId, ReportId, SessionId};
use crate::domain::opinion::{Opinion, OpinionState};
use crate::domain::problem::{Problem, Severity};
use crate::domain::record::{MemberRecord, SessionRecord};
use crate::domain::report::Report;
use crate::domain::session::{Session, SessionState, printed_date};
use crate::error::{Error, Result};
use crate::exchange::fill_in::{self, Asked, FillIn, Identity, ReportToFill, ToFill};
use crate::file::{write_all_whole, write_whole};
use crate::locale::fill;
use crate::store::fill_in::{self as kept, FillInRow};
use crate::store::{expert, opinion as opinions, report, session};
use rusqlite::Connection;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// For whom a fill-in form is written, and where it goes.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FillInExport {
    /// Which member of a panel.
    pub member: MemberId,
    /// File to write, `.xlsx`.
    pub path: PathBuf,
}

/// A session and the folder for the fill-in forms of its panel.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct FillInsExport {
    /// Which session.
    pub session: SessionId,
    /// Folder; made if it is not there.
    pub folder: PathBuf,
}

/// Writes the fill-in form of a member: every report he or she reviews. Refused where there is none, or while the session
/// does not review.
pub fn export(app: &mut App, args: FillInExport) -> Result<Done<Exported>> {
    refuse_ending(&args.path)?;
    let (uid, secret, at) = ((app.world.uid)(), app.world.random_bytes::<32>()?, (app.world.now)());
    let made = app.store.read(|conn| made(conn, args.member, uid, &secret, &at))?;
    app.write("fill_in_export", made.subject.clone(), None, |tx| {
        kept::put(tx, &made.row)?;
        // Within the write: a form that is on no disk was never issued.
        write_whole(&args.path, &made.bytes)?;
        Ok(Exported { path: args.path.clone(), size: made.bytes.len() })
    })
}

/// Writes the fill-in forms of all members that review a report, all or none.
pub fn export_all(app: &mut App, args: FillInsExport) -> Result<Done<Vec<Exported>>> {
    let members = app.store.read(|conn| {
        session::get(conn, args.session)?;
        session::members(conn, args.session)
    })?;
    let at = (app.world.now)();
    let mut all = Vec::new();
    for member in &members {
        let (uid, secret) = ((app.world.uid)(), app.world.random_bytes::<32>()?);
        match app.store.read(|conn| made(conn, member.id, uid, &secret, &at)) {
            // Who is recused from everything gets no form.
            Err(Error::Refused { code: "fill_in_no_reports", .. }) => {}
            made => all.push(made?),
        }
    }
    if all.is_empty() {
        return Err(Error::refused("fill_in_nobody"));
    }
    let files: Vec<(PathBuf, Vec<u8>)> =
        all.iter().map(|made| (args.folder.join(&made.name), made.bytes.clone())).collect();
    std::fs::create_dir_all(&args.folder).map_err(|source| Error::failed("folder_make", &args.folder, source))?;
    let subjects: Vec<&str> = all.iter().map(|made| made.subject.as_str()).collect();
    app.write("fill_ins_export", subjects.join("、"), None, |tx| {
        all.iter().try_for_each(|made| kept::put(tx, &made.row))?;
        write_all_whole(&files)?;
        Ok(files.iter().map(|(path, bytes)| Exported { path: path.clone(), size: bytes.len() }).collect())
    })
}

fn refuse_ending(path: &Path) -> Result<()> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        return Ok(());
    }
    Err(Error::refused_with("fill_in_ending", [("path", path.display().to_string())]))
}

/// A fill-in form ready to be written.
struct Made {
    row: FillInRow,
    bytes: Vec<u8>,
    /// File name in a folder.
    name: String,
    subject: String,
}

fn made(conn: &Connection, id: MemberId, uid: String, secret: &[u8], at: &str) -> Result<Made> {
    let (member, of) = session::member(conn, id)?;
    let its_session = session::get(conn, of)?;
    if its_session.state != SessionState::Reviewing {
        return Err(Error::refused_with("session_not_reviewing", [("no", its_session.no)]));
    }
    let form = super::kind::form_of(conn, &its_session)?;
    let row = super::kind::form_record(conn, &its_session)?;
    let asked = reviewed(conn, &its_session, id, false)?;
    if asked.is_empty() {
        return Err(Error::refused_with("fill_in_no_reports", [("name", member.name)]));
    }
    let package = kept::newest_package(conn, id)?;
    let (package_uid, revision, due) = package.unwrap_or_default();
    let due = if due.is_empty() { its_session.head.ends_on.clone() } else { due };
    let reports: Vec<ReportToFill> = asked
        .into_iter()
        .map(|(target, answers)| ReportToFill { uid: target.uid, head: target.head, answers })
        .collect();
    let identity = Identity {
        uid: uid.clone(),
        session_uid: its_session.uid.clone(),
        session_no: its_session.no.clone(),
        package_revision: if package_uid.is_empty() { String::new() } else { revision.to_string() },
        package_uid,
        expert_uid: expert::get(conn, member.expert)?.uid,
        expert: member.name.clone(),
        seat: member.seat.to_string(),
        form_sha256: row.sha256.clone(),
        reports: reports.iter().map(|one| one.uid.clone()).collect(),
        criteria: form.criteria().map(|one| one.id.clone()).collect(),
    };
    let record: MemberRecord = super::signature::member_record(&member);
    let of_session = SessionRecord { no: its_session.no.clone(), head: its_session.head.clone() };
    let due = printed_date(&due);
    let all =
        ToFill { identity, secret, form: &form, session: &of_session, member: &record, due: &due, reports: &reports };
    let bytes = fill_in::write(&all)?;
    let seat = format!("E{:02}", member.seat);
    let names = [("no", its_session.no.as_str()), ("seat", seat.as_str()), ("name", member.name.as_str())];
    Ok(Made {
        bytes,
        name: file_name(&fill("file.fill_in", names)),
        subject: format!("{} {}", its_session.no, member.name),
        row: FillInRow {
            uid,
            member: id,
            form_sha256: row.sha256,
            issued_at: at.to_owned(),
            secret: crate::hex(secret),
        },
    })
}

/// The reports a member reviews, each with what he or she has answered so far; `all` also gives those of a recusal.
fn reviewed(conn: &Connection, its_session: &Session, member: MemberId, all: bool) -> Result<Vec<(Report, Answers)>> {
    let recusals = session::recusals(conn, its_session.id)?;
    let mut found = Vec::new();
    for target in report::list(conn, its_session.id)? {
        if !all && recusals.iter().any(|recusal| recusal.is_of(member, target.id)) {
            continue;
        }
        let begun = opinions::find(conn, target.id, member)?;
        found.push((target, begun.map(|begun| begun.answers()).unwrap_or_default()));
    }
    Ok(found)
}

/// A filled-in form that was read, with whom and what it is about here.
#[derive(Debug)]
pub struct FilledIn {
    /// Whose it is.
    pub member: MemberId,
    /// Of which session.
    pub session: SessionId,
    /// The form of the session, with the conclusions of its kind.
    pub form: Form,
    /// The rows of the reports in `fill_in.reports`, in that order.
    pub reports: Vec<ReportId>,
    /// What stands in it; `warnings` hold those of the answers, too.
    pub fill_in: FillIn,
}

/// Whether a file is one of our fill-in forms, whatever became of it since. An unreadable workbook is `Invalid`.
pub fn is_fill_in(bytes: &[u8]) -> Result<bool> {
    Ok(fill_in::identify(bytes)?.is_some())
}

/// Reads a filled-in form. A form of another session, another form version or unknown here is refused by name; every
/// problem of every cell is `Invalid`, with worksheet, row and column. What is not handed back yet may be unfinished.
pub fn read(conn: &Connection, bytes: &[u8]) -> Result<FilledIn> {
    read_of(conn, bytes, false)
}

/// Reads a form that was taken in once more, with the reports from which the expert was recused since.
pub(crate) fn read_again(conn: &Connection, bytes: &[u8]) -> Result<FilledIn> {
    read_of(conn, bytes, true)
}

fn read_of(conn: &Connection, bytes: &[u8], all: bool) -> Result<FilledIn> {
    let foreign = || Error::refused("fill_in_foreign");
    let identity = fill_in::identify(bytes)?.ok_or_else(foreign)?;
    let Some(row) = kept::find(conn, &identity.uid)? else {
        let is_here = session::list(conn)?.iter().any(|one| one.uid == identity.session_uid);
        let code = if is_here { "fill_in_not_issued" } else { "fill_in_other_session" };
        return Err(Error::refused_with(code, [("no", identity.session_no), ("name", identity.expert)]));
    };
    let (member, of) = session::member(conn, row.member)?;
    let its_session = session::get(conn, of)?;
    let form = super::kind::form_of(conn, &its_session)?;
    if super::kind::form_record(conn, &its_session)?.sha256 != row.form_sha256 {
        return Err(Error::refused_with("fill_in_other_form", [("name", member.name)]));
    }
    let mut known = reviewed(conn, &its_session, row.member, all)?;
    for (target, answers) in &mut known {
        // What a file brought after this one was written is no part of it: another form says all of its own, and a
        // remark it repeats must not stand twice.
        if kept::came_since(conn, (target.id, row.member), &row.issued_at)? {
            *answers = Answers::default();
        }
    }
    let asked: Vec<(String, String, Answers)> =
        known.iter().map(|(target, answers)| (target.uid.clone(), target.head.no.clone(), answers.clone())).collect();
    let secret = bytes_of(&row.secret);
    let (mut filled, mut errors) = fill_in::read(bytes, &Asked { secret: &secret, form: &form, reports: &asked })?;
    let mut reports = Vec::new();
    for one in &filled.reports {
        let target = known.iter().find(|(target, _)| target.uid == one.uid);
        let target = target.ok_or_else(|| Error::bug("fill_in_read", "a report nobody asked for"))?;
        reports.push(target.0.id);
        let draft = draft_of(&one.answers, target.0.id, row.member);
        let found = one.at_their_cells(opinion::problems(&draft, &form)?);
        let (bad, good): (Vec<Problem>, Vec<Problem>) =
            found.into_iter().partition(|problem| problem.severity == Severity::Error);
        errors.extend(bad);
        filled.warnings.extend(good);
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    Ok(FilledIn { member: row.member, session: of, form, reports, fill_in: filled })
}

/// Answers as a draft that stands nowhere, for the rules of an opinion.
pub(super) fn draft_of(answers: &Answers, report: ReportId, member: MemberId) -> Opinion {
    let remark = |remark: &crate::domain::answers::NumberedRemark| crate::domain::opinion::Remark {
        id: crate::domain::id::RemarkId(0),
        no: remark.no,
        body: remark.body.clone(),
    };
    Opinion {
        id: crate::domain::id::OpinionId(0),
        uid: String::new(),
        report,
        member,
        state: OpinionState::Draft,
        version: 1,
        declared: answers.declared,
        conclusion: answers.conclusion.clone(),
        merits: answers.merits.clone(),
        budget_advice: answers.budget_advice.clone(),
        scores: answers.scores.clone(),
        veto: answers.veto.clone(),
        remarks: answers.remarks.iter().map(remark).collect(),
    }
}

/// The bytes of a secret; one that is none gives a seal that never holds.
fn bytes_of(hex: &str) -> Vec<u8> {
    let digits: Vec<char> = hex.chars().collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap_or(0);
    digits.chunks(2).map(byte).collect()
}
