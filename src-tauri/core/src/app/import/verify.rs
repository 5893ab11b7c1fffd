//! Whether a signed opinion says the same everywhere: what was signed, the scores as they were typed, and what the
//! manifest tells of it. A validly signed file may still be forged by the one who signed it.

use super::known::SessionKnown;
use super::look::Parcel;
use crate::app::intake::opinion_of;
use crate::app::opinion;
use crate::documents;
use crate::domain::answers::{Answers, NumberedRemark};
use crate::domain::id::OpinionId;
use crate::domain::problem::Severity;
use crate::domain::record::{FORMAT, OpinionRecord};
use crate::domain::report::Report;
use crate::domain::session::Member;
use crate::domain::signature::SignatureKind;
use crate::domain::tally;
use crate::error::Result;
use crate::exchange::returned::SignedPart;
use crate::locale;
use crate::store::opinion::Frozen;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::Read;

/// Highest version of an opinion that is believed.
const MOST_VERSIONS: i64 = 9_999;

/// A signature and its bytes.
type Ink = (SignatureKind, Vec<u8>);

/// A signed opinion that was verified.
pub(super) struct Verified {
    /// UUID the expert's workspace gave it.
    pub(super) uid: String,
    /// What was signed, read.
    pub(super) record: OpinionRecord,
    /// The same as answers, with the scores as typed.
    pub(super) answers: Answers,
    /// What is frozen.
    pub(super) frozen: Frozen,
    /// The signature with its bytes.
    pub(super) ink: Option<Ink>,
}

/// What a signed opinion answers: the scores as typed, everything else as signed.
pub(super) fn answers(record: &OpinionRecord, part: &SignedPart) -> Answers {
    let remark =
        |remark: &crate::domain::record::RemarkRecord| NumberedRemark { no: remark.no, body: remark.body.clone() };
    Answers {
        scores: part.scores.clone(),
        veto: record.veto.clone(),
        conclusion: record.conclusion.clone(),
        remarks: record.remarks.iter().map(remark).collect(),
        merits: record.merits.clone(),
        budget_advice: record.budget_advice.clone(),
        declared: record.declared,
    }
}

/// Verifies one signed opinion of a return; the inner error is what contradicts itself, in words.
pub(super) fn verify(
    of: &SessionKnown,
    (report, member): (&Report, &Member),
    at: usize,
    parcel: &mut Parcel,
) -> Result<std::result::Result<Verified, String>> {
    let part = match &parcel.body.opinions[at].signed {
        Some(part) => part.clone(),
        None => return Ok(wrong("content")),
    };
    let line = &parcel.container.manifest.reports[at];
    let sha256 = crate::hex(&Sha256::digest(part.content.as_bytes()));
    if sha256 != part.sha256 || line.opinion_sha256.as_ref() != Some(&sha256) {
        return Ok(wrong("hash"));
    }
    let Ok(record) = serde_json::from_str::<OpinionRecord>(&part.content) else { return Ok(wrong("content")) };
    if let Some(what) = named_wrongly(of, report, member, &record) {
        return Ok(wrong(what));
    }
    if record.signed_at.as_ref() != Some(&part.signed_at)
        || record.origin.is_some()
        || !record.differs.is_empty()
        || !(1..=MOST_VERSIONS).contains(&record.version)
        || line.total != record.total.map(|total| total.to_string())
    {
        return Ok(wrong("content"));
    }
    let answers = answers(&record, &part);
    if let Some(why) = counted_wrongly(of, &record, &answers) {
        return Ok(Err(why));
    }
    let given = opinion_of(&answers, (report.id, member.id), OpinionId(0), part.uid.clone(), record.version);
    let problems = opinion::problems(&given, &of.form)?;
    if let Some(problem) = problems.iter().find(|problem| problem.severity == Severity::Error) {
        return Ok(Err(locale::problem(problem)));
    }
    let ink = match ink(&record, &part, parcel)? {
        Ok(ink) => ink,
        Err(what) => return Ok(wrong(what)),
    };
    let frozen = Frozen { at: part.signed_at, content: part.content, sha256 };
    Ok(Ok(Verified { uid: part.uid, record, answers, frozen, ink }))
}

fn wrong<T>(what: &str) -> std::result::Result<T, String> {
    Err(locale::text(&["contradiction.", what].concat()).to_owned())
}

/// What the record names that is not what it came for.
fn named_wrongly(of: &SessionKnown, report: &Report, member: &Member, record: &OpinionRecord) -> Option<&'static str> {
    let number = format!("{}-{:02}-E{:02}", of.session.no, report.position, member.seat);
    let names = [
        ("session", record.session.no == of.session.no && record.format == FORMAT),
        ("report", record.report == report.head && record.number == number),
        ("member", record.member.seat == member.seat && record.member.name == member.name),
        ("form", record.form == of.form_record && record.conclusions == of.conclusions),
    ];
    names.into_iter().find(|(_, holds)| !holds).map(|(what, _)| what)
}

/// The first number that does not follow from what was typed.
fn counted_wrongly(of: &SessionKnown, record: &OpinionRecord, answers: &Answers) -> Option<String> {
    let form = &of.form;
    let at = |name: &str| Some(locale::fill("contradiction.score", [("name", name)]));
    let mut seen = BTreeSet::new();
    for score in &answers.scores {
        if !seen.insert(score.criterion.as_str()) || form.criterion(&score.criterion).is_none() {
            return at(&score.criterion);
        }
    }
    let mut numbers = BTreeSet::new();
    if answers.remarks.iter().any(|remark| remark.no < 1 || !numbers.insert(remark.no)) {
        return Some(locale::text("contradiction.content").to_owned());
    }
    let typed = |criterion: &str| answers.scores.iter().find(|score| score.criterion == criterion);
    let mut read = Vec::new();
    let mut records = record.scores.iter();
    for criterion in form.criteria() {
        let score = typed(&criterion.id);
        let one = form.read_typed(criterion, score.map_or("", |score| score.text.as_str()));
        let says = records.next().is_some_and(|said| {
            said.criterion == criterion.id
                && said.points == one.points
                && said.mark.as_deref() == one.mark()
                && said.deducted == one.deducted
                && said.reason == score.map_or("", |score| score.reason.as_str())
        });
        if !says {
            return at(&criterion.name);
        }
        read.push(one);
    }
    let total = tally::own_total(form, &read);
    let grade = total.and_then(|total| form.grade_of(total.points())).map(str::to_owned);
    if records.next().is_some() || record.total != total || record.grade != grade {
        return Some(locale::text("contradiction.total").to_owned());
    }
    None
}

/// The signature the record names, with its bytes out of the container.
fn ink(
    record: &OpinionRecord,
    part: &SignedPart,
    parcel: &mut Parcel,
) -> Result<std::result::Result<Option<Ink>, &'static str>> {
    let (named, given) = match (&record.signature, &part.signature) {
        (None, None) => return Ok(Ok(None)),
        (Some(named), Some(given)) => (named, given),
        _ => return Ok(Err("signature")),
    };
    if named.kind != given.kind || named.sha256 != given.sha256 || named.kind == SignatureKind::ByHand {
        return Ok(Err("signature"));
    }
    let mut bytes = Vec::new();
    let read = parcel.container.file(&named.sha256).map(|mut file| file.read_to_end(&mut bytes));
    let holds = matches!(read, Ok(Ok(_)))
        && crate::hex(&Sha256::digest(&bytes)) == named.sha256
        && documents::signature::read(named.kind, &bytes).is_ok();
    Ok(if holds { Ok(Some((named.kind, bytes))) } else { Err("signature") })
}
