//! Fill-in forms among the files that come in: read whole, planned report by report, written with the rest. A form has no
//! signature, so it never takes the place of what an expert signed.

use super::files::Arrived;
use super::known::{MemberKnown, SessionKnown, Stored};
use super::meeting;
use super::plan::{Planned, PlannedReport, Planner, Step, is_after, left_out, nothing};
use super::view::{Change, FieldView};
use crate::app::fill_in::{self, FilledIn};
use crate::app::intake::{self, Content, Intake};
use crate::domain::answers::Answers;
use crate::domain::arrival::{Action, Ask};
use crate::domain::comparison::compare;
use crate::domain::form::Form;
use crate::domain::head_field::is_day;
use crate::domain::record::Origin;
use crate::domain::session::SessionState;
use crate::domain::tally;
use crate::error::{Error, Result};
use crate::exchange::fill_in::Filled;
use crate::locale;
use crate::store::received::{self, Brought, Received};
use rusqlite::Transaction;
use sha2::{Digest, Sha256};
use std::path::Path;

/// What a fill-in form brings of one report.
pub(super) struct Given {
    answers: Answers,
    /// UUID of the opinion, if there is none yet.
    uid: String,
    /// Day under the form, or the time of the import.
    at: String,
    /// UUID of the form.
    form: String,
}

/// Endings of workbooks, of which only the first can be a fill-in form.
const ENDINGS: [&str; 6] = ["xlsx", "xlsm", "xls", "xlsb", "et", "ods"];

/// Whether a file is a workbook by its name.
pub(super) fn is_workbook(path: &Path) -> bool {
    ENDINGS.iter().any(|known| ends_with(path, known))
}

fn ends_with(path: &Path, known: &str) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(known))
}

/// Works out a workbook: refused with every problem of every cell, or planned report by report.
pub(super) fn plan(planner: &mut Planner<'_>, file: Arrived) -> Result<Planned> {
    let bytes = match &file.bytes {
        Ok(bytes) => bytes,
        Err(error) => {
            let why = locale::sentence(error);
            return Ok(planner.unopened(file, None, "fill_in_wrong", why));
        }
    };
    if !ends_with(&file.path, ENDINGS[0]) {
        // A workbook with macros reads as well as any other; it is not what was handed out.
        let error = Error::refused_with("fill_in_ending_other", [("name", file.name.clone())]);
        return Ok(planner.unopened(file, None, "fill_in_wrong", locale::sentence(&error)));
    }
    if let Some(kept) = received::find(planner.conn, &file.sha256)?.filter(|kept| kept.is_accepted) {
        let mut planned = planner.unopened(file, None, "kept", String::new());
        planned.line = locale::fill("arrival.kept", [("kept_at", super::words::minute(&kept.received_at).as_str())]);
        return Ok(Planned { action: Action::Skip, ..planned });
    }
    let read = match fill_in::read(planner.conn, bytes) {
        Ok(read) => read,
        Err(Error::Refused { code: "fill_in_foreign", .. }) => {
            return Ok(planner.unopened(file, None, "workbook", String::new()));
        }
        Err(error @ (Error::Invalid(_) | Error::Refused { .. })) => {
            let why = locale::sentence(&error);
            return Ok(planner.unopened(file, None, "fill_in_wrong", why));
        }
        Err(error) => return Err(error),
    };
    planned(planner, file, &read)
}

fn planned(planner: &mut Planner<'_>, file: Arrived, read: &FilledIn) -> Result<Planned> {
    let decision = planner.decisions.iter().find(|decision| decision.sha256 == file.sha256 && decision.accept).cloned();
    let of = planner.known.session(planner.conn, &read.fill_in.identity.session_uid)?;
    let of = of.ok_or_else(|| Error::bug("import", "a session that was just read"))?;
    let member = of.members.iter().find(|member| member.id == read.member).cloned();
    let member = member.ok_or_else(|| Error::bug("import", "a member that was just read"))?;
    let is_late = of.newest(member.id).is_some_and(|newest| is_after(planner.now, &newest.due_at));
    let now = planner.now;
    let known = planner.known.member(planner.conn, &of, &member)?;
    let one = |filled: &Filled| report(&of, known, filled, read, now);
    let reports: Vec<PlannedReport> = read.fill_in.reports.iter().map(one).collect();
    let count = reports.iter().filter(|one| matches!(one.step, Step::FillIn(_))).count();
    let mut asks = Vec::new();
    if count > 0 && decision.is_none() {
        asks.extend(is_late.then_some(Ask::Late));
        asks.extend(reports.iter().any(|one| one.must_ask).then_some(Ask::Conflict));
    }
    let (action, verdict) = if of.session.state != SessionState::Reviewing {
        (Action::Refuse, "fill_in_closed")
    } else if reports.is_empty() {
        (Action::Skip, "fill_in_blank")
    } else if let Some(ask) = asks.first() {
        (Action::Ask(*ask), if *ask == Ask::Late { "fill_in_late" } else { "fill_in_differs" })
    } else if count > 0 {
        (Action::Take, "fill_in")
    } else if reports.iter().all(|one| one.change == Change::Incomplete) {
        (Action::Refuse, "fill_in_open")
    } else {
        (Action::Skip, "fill_in_nothing")
    };
    let reason = decision.map(|decision| decision.reason).unwrap_or_default();
    if action == Action::Take
        && (is_late || reports.iter().any(|one| one.must_ask))
        && crate::app::text::is_blank(&reason)
    {
        return Err(Error::refused_with("import_without_reason", [("name", file.name)]));
    }
    if action == Action::Take {
        carry_on(known, &reports);
    }
    let n = count.to_string();
    let line = locale::fill(&["arrival.", verdict].concat(), [("name", member.name.as_str()), ("n", n.as_str())]);
    let base = planner.unopened(file, None, verdict, String::new());
    Ok(Planned { action, asks, line, whose: Some((of, member)), reason, reports, ..base })
}

/// What a form that is taken in brings is known to the files after it.
fn carry_on(known: &mut MemberKnown, reports: &[PlannedReport]) {
    for one in reports {
        let (Some(report), Step::FillIn(given)) = (&one.report, &one.step) else { continue };
        let before = known.stored.get(&report.id.0);
        let stored = Stored {
            opinion: before.and_then(|stored| stored.opinion),
            version: before.map_or(1, |stored| stored.version + 1),
            answers: given.answers.clone(),
            // What is frozen is made when it is written; nobody compares with it before.
            sha256: Some(String::new()),
            total: one.after,
            origin: Some(Origin::FillIn),
        };
        known.stored.insert(report.id.0, stored);
    }
}

/// What becomes of one report of the form.
fn report(of: &SessionKnown, known: &MemberKnown, filled: &Filled, read: &FilledIn, now: &str) -> PlannedReport {
    let report = of.report(&filled.uid).cloned();
    let Some(id) = report.as_ref().map(|report| report.id) else { return left_out(None, "removed", &[]) };
    let said = |key: &str| locale::text(&["arrived.", key].concat()).to_owned();
    if of.closed.contains(&id.0) {
        return left_out(report, "closed", &[]);
    }
    if !filled.is_handed_back {
        return nothing(report, Change::Incomplete, said("fill_in_open"));
    }
    let stored = known.stored.get(&id.0);
    let signed = stored.filter(|stored| stored.sha256.is_some());
    let before = signed.and_then(|stored| stored.total);
    if let Some(stored) = signed {
        if stored.answers == filled.answers {
            let line = locale::fill("arrived.same", [("version", stored.version.to_string().as_str())]);
            return PlannedReport { before, after: before, ..nothing(report, Change::Same, line) };
        }
        if stored.origin != Some(Origin::FillIn) {
            return PlannedReport { before, after: before, ..nothing(report, Change::Kept, said("fill_in_kept")) };
        }
    }
    let draft = fill_in::draft_of(&filled.answers, id, read.member);
    let after = tally::own_total(&of.form, &draft.read(&of.form));
    let day = &read.fill_in.signed_on;
    let given = Given {
        answers: filled.answers.clone(),
        uid: uid_of(&read.fill_in.identity.uid, &filled.uid),
        at: if is_day(day) { day.clone() } else { now.to_owned() },
        form: read.fill_in.identity.uid.clone(),
    };
    let mut line = said(if signed.is_some() { "fill_in_changed" } else { "fill_in_new" });
    if !filled.cleared.is_empty() {
        line += &locale::fill("arrived.fill_in_cleared", [("names", filled.cleared.join("、").as_str())]);
    }
    let change = if signed.is_some() { Change::Changed } else { Change::New };
    // Two forms of one expert carry no order: a person says which counts, and sees where they are apart.
    let must_ask = signed.is_some();
    let fields = signed.map(|stored| apart_fields(&of.form, &stored.answers, &filled.answers)).unwrap_or_default();
    let step = Step::FillIn(Box::new(given));
    PlannedReport { before, after, must_ask, fields, step, ..nothing(report, change, line) }
}

/// Where another form is not what the one before said: that is what was handed back before and what stands here.
fn apart_fields(form: &Form, stored: &Answers, incoming: &Answers) -> Vec<FieldView> {
    compare(stored, stored, incoming).iter().map(|difference| meeting::field_view(form, difference)).collect()
}

/// UUID of the opinion a form brings on a report: the same whenever the form comes in again.
fn uid_of(form: &str, report: &str) -> String {
    let digest = crate::hex(&Sha256::digest([form, "/", report].concat().as_bytes()));
    // Version 8: what the digits say is the program's own affair.
    [&digest[..8], &digest[8..12], &["8", &digest[13..16]].concat(), &["8", &digest[17..20]].concat(), &digest[20..32]]
        .join("-")
}

/// Writes a form that is taken in: the file as it came, and the opinions it brings.
pub(super) fn write(tx: &Transaction<'_>, planned: &Planned) -> Result<()> {
    let (Some((of, member)), Ok(bytes)) = (&planned.whose, &planned.file.bytes) else {
        return Err(Error::bug("import_run", "a form of nobody"));
    };
    let given = planned.reports.iter().filter_map(|one| match (&one.report, &one.step) {
        (Some(report), Step::FillIn(given)) => Some((report.id, given)),
        _ => None,
    });
    let given: Vec<_> = given.collect();
    received::keep_bytes(tx, bytes)?;
    let file = received::put(
        tx,
        &Received {
            kind: "fill_in".into(),
            sha256: planned.file.sha256.clone(),
            name: planned.file.name.clone(),
            received_at: planned.received_at.clone(),
            is_accepted: true,
            verdict: "fill_in".into(),
            member: Some(member.id),
            uid: given.first().map(|(_, given)| given.form.clone()),
            reason: planned.reason.clone(),
            ..Received::default()
        },
    )?;
    for (report, given) in given {
        let content = Content::Built { origin: Origin::FillIn, differs: Vec::new(), at: given.at.clone() };
        let (form, uid, answers) = (&of.form, given.uid.as_str(), &given.answers);
        let taken = intake::put(tx, &Intake { report, member: member.id, form, uid, answers, content })?;
        let brought = Brought { opinion: taken.opinion, version: taken.version, content_sha256: taken.sha256 };
        received::put_opinion(tx, file, &brought)?;
    }
    Ok(())
}
