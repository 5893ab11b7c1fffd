//! Puts into the tables what was worked out: every original as it came, its receipt, its opinions. One transaction of the
//! caller's, so all of it or nothing.

use super::known::SessionKnown;
use super::look::Parcel;
use super::meeting::Meeting;
use super::plan::{Planned, Step, received_row};
use super::verify::Verified;
use crate::app::intake::{self, Content, Intake};
use crate::domain::arrival::Action;
use crate::domain::id::ReportId;
use crate::domain::record::Origin;
use crate::domain::session::Member;
use crate::error::{Error, Result};
use crate::store::intake as kept;
use crate::store::received::{self, Brought, Received};
use crate::store::session;
use rusqlite::Transaction;

/// Writes one file.
pub(super) fn file(tx: &Transaction<'_>, planned: &Planned, at: &str) -> Result<()> {
    match (planned.action, &planned.parcel) {
        (Action::Take | Action::Receipt, Some(parcel)) => taken(tx, planned, parcel, at),
        (Action::Take, None) => super::fill_in::write(tx, planned),
        (Action::Quarantine, _) => quarantined(tx, planned),
        (Action::Ask(ask), _) if ask.keeps() => quarantined(tx, planned),
        _ => Ok(()),
    }
}

/// Keeps the bytes of a file, and those inside it.
fn keep(tx: &Transaction<'_>, planned: &Planned) -> Result<()> {
    if let Ok(bytes) = &planned.file.bytes {
        received::keep_bytes(tx, bytes)?;
    }
    if let Some(inner) = planned.parcel.as_ref().and_then(|parcel| parcel.inner.as_ref()) {
        received::keep_bytes(tx, inner)?;
    }
    Ok(())
}

fn quarantined(tx: &Transaction<'_>, planned: &Planned) -> Result<()> {
    if received::find(tx, &planned.file.sha256)?.is_some_and(|kept| kept.is_accepted) {
        return Ok(());
    }
    keep(tx, planned)?;
    let row = match &planned.parcel {
        Some(parcel) => received_row(planned, parcel),
        None => Received {
            kind: "return".into(),
            sha256: planned.file.sha256.clone(),
            name: planned.file.name.clone(),
            received_at: planned.received_at.clone(),
            verdict: planned.verdict.to_owned(),
            ..Received::default()
        },
    };
    received::put(tx, &Received { is_accepted: false, reason: String::new(), ..row })?;
    Ok(())
}

fn taken(tx: &Transaction<'_>, planned: &Planned, parcel: &Parcel, at: &str) -> Result<()> {
    let Some((of, member)) = &planned.whose else {
        return Err(Error::bug("import_run", "a return of nobody"));
    };
    keep(tx, planned)?;
    received::bind_key(tx, member.id, &parcel.signer(), at, &planned.reason)?;
    let file = received::put(tx, &received_row(planned, parcel))?;
    for one in &planned.reports {
        let Some(report) = &one.report else { continue };
        let brought = match &one.step {
            Step::None | Step::FillIn(_) => continue,
            Step::Recuse(recusal) => {
                session::put_recusal(tx, recusal)?;
                continue;
            }
            Step::Same(sha256) => same(tx, report.id, member, sha256)?,
            Step::Take(verified) => Some(take(tx, of, (report.id, member), verified)?),
            Step::Merge(verified, meeting) => Some(merge(tx, of, (report.id, member), (verified, meeting), at)?),
        };
        if let Some(brought) = brought {
            received::put_opinion(tx, file, &brought)?;
        }
    }
    Ok(())
}

fn same(tx: &Transaction<'_>, report: ReportId, member: &Member, sha256: &str) -> Result<Option<Brought>> {
    let head = kept::head(tx, report, member.id)?;
    Ok(head.map(|head| Brought { opinion: head.id, version: head.version, content_sha256: sha256.to_owned() }))
}

fn take(
    tx: &Transaction<'_>,
    of: &SessionKnown,
    (report, member): (ReportId, &Member),
    verified: &Verified,
) -> Result<Brought> {
    let taken = intake::put(
        tx,
        &Intake {
            report,
            member: member.id,
            form: &of.form,
            uid: &verified.uid,
            answers: &verified.answers,
            content: Content::Signed {
                frozen: &verified.frozen,
                version: verified.record.version,
                ink: verified.ink.as_ref().map(|(kind, bytes)| (*kind, bytes.as_slice())),
            },
        },
    )?;
    Ok(Brought { opinion: taken.opinion, version: taken.version, content_sha256: taken.sha256 })
}

fn merge(
    tx: &Transaction<'_>,
    of: &SessionKnown,
    (report, member): (ReportId, &Member),
    (verified, meeting): (&Verified, &Meeting),
    at: &str,
) -> Result<Brought> {
    let answers = meeting.merged.as_ref().ok_or_else(|| Error::bug("import_run", "a conflict is open"))?;
    let content = Content::Built { origin: Origin::Merged, differs: meeting.differs.clone(), at: at.to_owned() };
    let given = Intake { report, member: member.id, form: &of.form, uid: &verified.uid, answers, content };
    let taken = intake::put(tx, &given)?;
    let content_sha256 = verified.frozen.sha256.clone();
    Ok(Brought { opinion: taken.opinion, version: taken.version, content_sha256 })
}
