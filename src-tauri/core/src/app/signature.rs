//! Signing: one opinion or all of an expert at once, with strokes, a picture, or for ink on the printed paper; and the
//! content that a signature freezes with its hash.

use super::opinion::{self, OpinionView};
use super::text::refuse_unprintable;
use super::{App, Done};
use crate::documents;
use crate::domain::form::Form;
use crate::domain::id::OpinionId;
use crate::domain::opinion::{MAX_TEXT, Opinion, OpinionState};
use crate::domain::problem::{Place, Problem, blocks};
use crate::domain::record::{
    self, MemberRecord, OpinionRecord, RemarkRecord, ScoreRecord, SessionRecord, SignatureRecord,
};
use crate::domain::report::Report;
use crate::domain::session::{Member, RecusalKind};
use crate::domain::signature::{SignatureKind, Strokes};
use crate::domain::tally;
use crate::error::{Error, Result};
use crate::file::{read_at_most, refuse_no_file};
use crate::form_file;
use crate::store::opinion::{self as kept, Frozen};
use crate::store::{report, session};
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Largest file of a picture, in bytes.
const MAX_PICTURE: usize = 2 * 1024 * 1024;

/// A signature as the page or the command line hands it over.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Signature {
    /// Drawn on a pad.
    Strokes(Strokes),
    /// A picture of it: PNG or JPEG, at most 2 MB and 4000 × 4000.
    Picture {
        /// The file.
        path: PathBuf,
    },
}

/// An opinion and the signature under it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OpinionSign {
    /// Which opinion.
    pub opinion: OpinionId,
    /// The signature; none = by hand on the printed paper.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub signature: Option<Signature>,
}

/// Several opinions of one expert and the one signature under each.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OpinionsSign {
    /// Which opinions.
    pub opinions: Vec<OpinionId>,
    /// Gives 回避声明 on each with the signature; false leaves it as it stands.
    #[serde(default)]
    pub declared: bool,
    /// The signature; none = by hand on the printed papers.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub signature: Option<Signature>,
}

/// A signature that was read and checked: its bytes, and what records name it by.
struct Ink {
    record: SignatureRecord,
    bytes: Vec<u8>,
}

impl Ink {
    /// Reads and checks a signature; a file that cannot be read is `Failed`, what is no signature `Invalid`.
    fn read(signature: &Signature) -> Result<Self> {
        let (kind, bytes) = match signature {
            Signature::Strokes(strokes) => {
                let problems = strokes.check();
                if !problems.is_empty() {
                    return Err(Error::Invalid(problems));
                }
                let bytes = serde_json::to_vec(strokes).map_err(|source| Error::bug("opinion_sign", source))?;
                (SignatureKind::Strokes, bytes)
            }
            Signature::Picture { path } => {
                refuse_no_file(path)?;
                let Some(bytes) = read_at_most(path, MAX_PICTURE)? else {
                    let problem = Problem::error("picture_file_too_large", Place::field("signature"));
                    return Err(Error::invalid(problem.with("path", path.display())));
                };
                (SignatureKind::Picture, bytes)
            }
        };
        documents::signature::read(kind, &bytes)?;
        Ok(Self { record: SignatureRecord { kind, sha256: crate::hex(&Sha256::digest(&bytes)) }, bytes })
    }
}

/// Reads a signature and adds what is wrong with it to the problems of the opinions.
fn read_ink(signature: Option<&Signature>, problems: &mut Vec<Problem>) -> Result<Option<Ink>> {
    match signature.map(Ink::read).transpose() {
        Err(Error::Invalid(found)) => {
            problems.extend(found);
            Ok(None)
        }
        read => read,
    }
}

/// An opinion with its frozen content, ready to be written.
struct Ready {
    opinion: Opinion,
    number: String,
    frozen: Frozen,
}

impl Ready {
    fn new(app: &App, opinion: Opinion, form: &Form, ink: Option<&Ink>, at: &str) -> Result<Self> {
        let signed = Signed { at: at.to_owned(), signature: ink.map(|ink| ink.record.clone()) };
        let record = app.store.read(|conn| build_record(conn, &opinion, form, Some(signed)))?;
        let frozen = freeze(&record, at.to_owned())?;
        Ok(Self { opinion, number: record.number, frozen })
    }

    fn write(&self, tx: &Transaction<'_>, ink: Option<&Ink>) -> Result<()> {
        kept::set_head(tx, &self.opinion)?;
        kept::sign(tx, &self.opinion, &self.frozen)?;
        if let Some(ink) = ink {
            kept::put_signature(tx, &self.opinion, ink.record.kind, &ink.bytes)?;
        }
        kept::close(tx, self.opinion.id)
    }
}

/// Signs: every blocking problem refuses it; what is signed is frozen with its hash, the signature with it.
pub fn sign(app: &mut App, args: OpinionSign) -> Result<Done<OpinionView>> {
    let (current, form) = opinion::draft(app, args.opinion)?;
    let mut problems = opinion::problems(&current, &form)?;
    let ink = read_ink(args.signature.as_ref(), &mut problems)?;
    if blocks(&problems) {
        return Err(Error::Invalid(problems));
    }
    let (member, _) = app.store.read(|conn| session::member(conn, current.member))?;
    opinion::refuse_if_recused(app, current.report, &member)?;
    let at = (app.world.now)();
    let ready = Ready::new(app, current, &form, ink.as_ref(), &at)?;
    app.write("opinion_sign", ready.number.clone(), None, |tx| {
        ready.write(tx, ink.as_ref())?;
        opinion::view(tx, args.opinion)
    })
}

/// Signs several opinions of one expert in one write, all or none. The problems of all of them are told at once, each
/// with its report; a recused report and an opinion that is signed already are among them.
pub fn sign_all(app: &mut App, args: OpinionsSign) -> Result<Done<Vec<OpinionView>>> {
    let mut seen = BTreeSet::new();
    let ids: Vec<OpinionId> = args.opinions.into_iter().filter(|id| seen.insert(id.0)).collect();
    let mut problems = Vec::new();
    if ids.is_empty() {
        problems.push(Problem::error("opinions_none", Place::field("opinions")));
    }
    let ink = read_ink(args.signature.as_ref(), &mut problems)?;
    let at = (app.world.now)();
    let mut all = Vec::new();
    let mut first: Option<Member> = None;
    for id in &ids {
        let one = OneOfMany::read(app, *id, args.declared)?;
        let signer = first.get_or_insert_with(|| one.member.clone());
        let mut found = one.problems(app, signer)?;
        let ready = if blocks(&found) {
            None
        } else {
            match Ready::new(app, one.opinion, &one.form, ink.as_ref(), &at) {
                Err(Error::Invalid(more)) => {
                    found.extend(more);
                    None
                }
                made => Some(made?),
            }
        };
        all.extend(ready);
        let (report, no) = (one.target.id, one.target.head.no.as_str());
        problems.extend(found.into_iter().map(|p| Problem { place: p.place.clone().of_report(report, no), ..p }));
    }
    if blocks(&problems) {
        return Err(Error::Invalid(problems));
    }
    let numbers: Vec<&str> = all.iter().map(|ready| ready.number.as_str()).collect();
    app.write("opinions_sign", numbers.join("、"), None, |tx| {
        all.iter().try_for_each(|ready| ready.write(tx, ink.as_ref()))?;
        ids.iter().map(|id| opinion::view(tx, *id)).collect()
    })
}

/// One of several opinions that are to be signed together.
struct OneOfMany {
    opinion: Opinion,
    form: Form,
    target: Report,
    member: Member,
}

impl OneOfMany {
    fn read(app: &App, id: OpinionId, declared: bool) -> Result<Self> {
        app.store.read(|conn| {
            let mut opinion = kept::get(conn, id)?;
            let form = opinion::form_of(conn, &opinion)?;
            opinion.declared |= declared && opinion.state == OpinionState::Draft;
            let target = report::get(conn, opinion.report)?;
            let (member, _) = session::member(conn, opinion.member)?;
            Ok(Self { form, target, member, opinion })
        })
    }

    /// What keeps this one from being signed by that member.
    fn problems(&self, app: &App, signer: &Member) -> Result<Vec<Problem>> {
        let of_all = |code| Problem::error(code, Place::Whole).with("name", &self.member.name);
        if self.member.id != signer.id && self.member.name == signer.name {
            // One person in two sessions, or two of the same name: the name would not say what is wrong.
            return Ok(vec![of_all("opinion_of_another_seat")]);
        }
        if self.member.id != signer.id {
            return Ok(vec![of_all("opinion_of_another").with("signer", &signer.name)]);
        }
        if self.opinion.state == OpinionState::Signed {
            return Ok(vec![of_all("opinion_signed_already")]);
        }
        let recusals = app.store.read(|conn| session::recusals(conn, self.target.session))?;
        let own = recusals.iter().find(|recusal| recusal.is_of(self.member.id, self.target.id));
        match own.map(|recusal| recusal.kind) {
            Some(RecusalKind::Recusal) => Ok(vec![of_all("opinion_recused")]),
            Some(RecusalKind::Declined) => Ok(vec![of_all("opinion_declined")]),
            None => opinion::problems(&self.opinion, &self.form),
        }
    }
}

/// What a signature adds to a record: its time, and the signature itself unless it is given on paper.
pub(super) struct Signed {
    pub(super) at: String,
    pub(super) signature: Option<SignatureRecord>,
}

/// The record of an opinion as it stands; `signed` is none for a draft.
pub(super) fn build_record(
    conn: &Connection,
    current: &Opinion,
    form: &Form,
    signed: Option<Signed>,
) -> Result<OpinionRecord> {
    let target = report::get(conn, current.report)?;
    let its_session = session::get(conn, target.session)?;
    let (member, _) = session::member(conn, current.member)?;
    let read = current.read(form);
    let scores = form.criteria().zip(&read).map(|(criterion, read)| ScoreRecord {
        criterion: criterion.id.clone(),
        points: read.points,
        reason: current.score(&criterion.id).map(|score| score.reason.clone()).unwrap_or_default(),
        mark: read.mark().map(str::to_owned),
        deducted: read.deducted.clone(),
    });
    let total = tally::own_total(form, &read);
    let remark = |remark: &crate::domain::opinion::Remark| RemarkRecord { no: remark.no, body: remark.body.clone() };
    let (signed_at, signature) = signed.map_or((None, None), |signed| (Some(signed.at), signed.signature));
    Ok(OpinionRecord {
        format: record::FORMAT,
        number: opinion::number(conn, current)?,
        version: current.version,
        form: super::kind::form_record(conn, &its_session)?,
        titles: super::kind::titles(conn, its_session.id)?,
        fields: super::head_field::records(conn, form, target.id)?,
        conclusions: super::kind::laid_over(conn, its_session.id)?,
        session: SessionRecord { no: its_session.no, head: its_session.head },
        report: target.head,
        member: member_record(&member),
        declared: current.declared,
        scores: scores.collect(),
        total,
        grade: total.and_then(|total| form.grade_of(total.points())).map(str::to_owned),
        veto: current.veto.clone(),
        conclusion: current.conclusion.clone(),
        remarks: current.remarks.iter().map(remark).collect(),
        merits: current.merits.clone(),
        budget_advice: current.budget_advice.clone(),
        signed_at,
        signature,
        origin: None,
        differs: Vec::new(),
    })
}

pub(crate) fn member_record(member: &Member) -> MemberRecord {
    MemberRecord {
        seat: member.seat,
        role: member.role,
        name: member.name.clone(),
        kind: member.kind.clone(),
        employer: member.employer.clone(),
        job_title: member.job_title.clone(),
        field: member.field.clone(),
    }
}

/// The signature a signed record names, with its bytes as they were kept; refused when they are others. None where the
/// paper is signed by hand.
pub(crate) fn ink_of(conn: &Connection, record: &OpinionRecord) -> Result<Option<(SignatureKind, Vec<u8>)>> {
    let Some(named) = &record.signature else { return Ok(None) };
    let bytes = report::bytes(conn, &named.sha256)?;
    if crate::hex(&Sha256::digest(&bytes)) != named.sha256 {
        return Err(Error::refused("record_altered"));
    }
    Ok(Some((named.kind, bytes)))
}

/// A record as it is stored: canonical JSON and its hash. Refused when it cannot be printed.
pub(crate) fn freeze(record: &impl Serialize, at: String) -> Result<Frozen> {
    let value = serde_json::to_value(record).map_err(|source| Error::bug("record_freeze", source))?;
    refuse_unprintable(&value)?;
    let content = form_file::sorted(value).to_string();
    Ok(Frozen { at, sha256: crate::hex(&Sha256::digest(content.as_bytes())), content })
}

/// A stored record, compared with its hash.
pub(crate) fn thaw<T: for<'de> Deserialize<'de>>(frozen: &Frozen) -> Result<T> {
    if crate::hex(&Sha256::digest(frozen.content.as_bytes())) != frozen.sha256 {
        return Err(Error::refused("record_altered"));
    }
    serde_json::from_str(&frozen.content).map_err(|source| Error::bug("record_thaw", source))
}

const _: () = assert!(MAX_TEXT * 4 < 256 * 1024, "every text fits the store's limit of 256 KiB");
