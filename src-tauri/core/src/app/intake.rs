//! Answers that come in from outside: the only way a return, a fill-in form or a paper becomes rows. The opinion is made
//! or opened again, answered, frozen and closed in one piece of the caller's transaction.

use super::opinion;
use super::signature::{Signed, build_record, freeze};
use crate::domain::answers::{Answers, NumberedRemark};
use crate::domain::form::Form;
use crate::domain::id::RemarkId;
use crate::domain::id::{MemberId, OpinionId, ReportId};
use crate::domain::number::Points;
use crate::domain::opinion::{Opinion, OpinionState, Remark, Score};
use crate::domain::problem::blocks;
use crate::domain::record::Origin;
use crate::domain::signature::SignatureKind;
use crate::error::{Error, Result};
use crate::store::opinion::{self as kept, Frozen};
use crate::store::{dispute, intake, session};
use rusqlite::{Connection, Transaction};

/// One opinion that comes in.
pub struct Intake<'a> {
    /// On which report.
    pub report: ReportId,
    /// By which member.
    pub member: MemberId,
    /// The form of the session as it is used, with the conclusions of its kind laid over it: read once for many opinions.
    pub form: &'a Form,
    /// UUID the opinion gets where there is none yet on this report by this member.
    pub uid: &'a str,
    /// What is answered.
    pub answers: &'a Answers,
    /// What is frozen.
    pub content: Content<'a>,
}

/// What an opinion that comes in freezes.
pub enum Content<'a> {
    /// What the expert signed, byte for byte; the caller has proved that it says what the answers say.
    Signed {
        /// The content with its hash and the time of signing.
        frozen: &'a Frozen,
        /// The version the content says it is.
        version: i64,
        /// The signature it names, with its bytes; none where the paper is signed by hand.
        ink: Option<(SignatureKind, &'a [u8])>,
    },
    /// A record made here of the answers; what keeps an opinion from being signed refuses it.
    Built {
        /// How it came in.
        origin: Origin,
        /// Places in words that differ from what the expert signed.
        differs: Vec<String>,
        /// Its date: what is written on the paper or the form, RFC 3339 or a day.
        at: String,
    },
}

/// An opinion that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its row.
    pub opinion: OpinionId,
    /// As which version it stands.
    pub version: i64,
    /// SHA-256 of what was frozen.
    pub sha256: String,
}

/// Takes one opinion in, inside the caller's write. Refused where the member does not review the report, where its tally
/// is locked or its sheet is final; `Invalid` where answers without a signed record could not be signed.
pub fn put(tx: &Transaction<'_>, given: &Intake<'_>) -> Result<Taken> {
    refuse_closed(tx, given.report, given.member)?;
    let head = intake::head(tx, given.report, given.member)?;
    let asked = match &given.content {
        Content::Signed { version, .. } => (*version).max(1),
        Content::Built { .. } => 1,
    };
    let (id, version) = match &head {
        None => (intake::put(tx, given.uid, (given.report, given.member), asked, given.answers)?, asked),
        Some(head) => {
            let mut at_least = head.version;
            if head.state == OpinionState::Signed {
                kept::reopen(tx, head.id)?;
                at_least += 1;
            }
            let version = at_least.max(asked);
            intake::set(tx, head.id, version, given.answers)?;
            (head.id, version)
        }
    };
    let is_new = head.is_none();
    intake::put_scores(tx, id, &read(given.form, &given.answers.scores), is_new)?;
    intake::put_veto(tx, id, &given.answers.veto, is_new)?;
    intake::put_remarks(tx, id, &given.answers.remarks, is_new)?;
    let uid = head.map_or_else(|| given.uid.to_owned(), |head| head.uid);
    let current = opinion_of(given.answers, (given.report, given.member), id, uid, version);
    let sha256 = freeze_content(tx, given, &current)?;
    kept::close(tx, id)?;
    Ok(Taken { opinion: id, version, sha256 })
}

fn freeze_content(tx: &Transaction<'_>, given: &Intake<'_>, current: &Opinion) -> Result<String> {
    match &given.content {
        Content::Signed { frozen, ink, .. } => {
            kept::sign(tx, current, frozen)?;
            if let Some((kind, bytes)) = ink {
                kept::put_signature(tx, current, *kind, bytes)?;
            }
            Ok(frozen.sha256.clone())
        }
        Content::Built { origin, differs, at } => {
            let problems = opinion::problems(current, given.form)?;
            if blocks(&problems) {
                return Err(Error::Invalid(problems));
            }
            let signed = Signed { at: at.clone(), signature: None };
            let mut record = build_record(tx, current, given.form, Some(signed))?;
            record.origin = Some(*origin);
            record.differs.clone_from(differs);
            let frozen = freeze(&record, at.clone())?;
            kept::sign(tx, current, &frozen)?;
            Ok(frozen.sha256)
        }
    }
}

/// Refuses what no answer from outside may touch.
fn refuse_closed(conn: &Connection, report: ReportId, member: MemberId) -> Result<()> {
    if let Some(recusal) = session::recusal(conn, member, report)? {
        let (member, _) = session::member(conn, member)?;
        return Err(super::session::off_the_report(&member, &recusal));
    }
    if dispute::is_locked(conn, report)? {
        return Err(Error::refused("tally_locked"));
    }
    super::sheet::refuse_final(conn, report)
}

/// Scores with what the form makes of them; a criterion the form does not have gives no points.
fn read(form: &Form, scores: &[Score]) -> Vec<(Score, Option<Points>)> {
    let points = |score: &Score| {
        let criterion = form.criterion(&score.criterion)?;
        form.read_typed(criterion, &score.text).points
    };
    scores.iter().map(|score| (score.clone(), points(score))).collect()
}

/// Answers as an opinion, a draft still; the remarks have no rows of their own here.
pub(crate) fn opinion_of(
    answers: &Answers,
    (report, member): (ReportId, MemberId),
    id: OpinionId,
    uid: String,
    version: i64,
) -> Opinion {
    let remark = |remark: &NumberedRemark| Remark { id: RemarkId(0), no: remark.no, body: remark.body.clone() };
    Opinion {
        id,
        uid,
        report,
        member,
        state: OpinionState::Draft,
        version,
        declared: answers.declared,
        conclusion: answers.conclusion.clone(),
        merits: answers.merits.clone(),
        budget_advice: answers.budget_advice.clone(),
        scores: answers.scores.clone(),
        veto: answers.veto.clone(),
        remarks: answers.remarks.iter().map(remark).collect(),
    }
}
