//! One expert's opinion: begin, score, remark, conclude, reopen. Every command returns the whole opinion with its
//! problems and totals, so that a page needs no second request and does no arithmetic.

use super::text::{MAX_NAME, is_blank, unprintable};
use super::{App, Done};
use crate::documents;
use crate::domain::condition::Standing;
use crate::domain::form::{Criterion, Form};
use crate::domain::id::{MemberId, OpinionId, RemarkId, ReportId};
use crate::domain::number::{Points, Shown};
use crate::domain::opinion::{Opinion, OpinionState, RemarkBody, too_long};
use crate::domain::problem::{Place, Problem};
use crate::domain::progress::{self, Progress};
use crate::domain::record::{self, OpinionRecord};
use crate::domain::score::ReadScore;
use crate::domain::session::{Member, SessionState};
use crate::domain::signature::SignatureKind;
use crate::domain::tally;
use crate::error::{Error, Result};
use crate::locale;
use crate::store::{opinion, report, session};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Which opinion, by its place.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OpinionBegin {
    /// On which report.
    pub report: ReportId,
    /// By which member.
    pub member: MemberId,
}

/// Which opinion.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OpinionWhich {
    /// Its id.
    pub opinion: OpinionId,
}

/// The texts of an opinion; what is left out stays as it is.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields = nullable))]
#[serde(deny_unknown_fields)]
pub struct OpinionSet {
    /// Which opinion.
    pub opinion: OpinionId,
    /// Conclusion.
    pub conclusion: Option<String>,
    /// 主要成效与可推广经验.
    pub merits: Option<String>,
    /// 对项目预算安排和管理的建议.
    pub budget_advice: Option<String>,
    /// 回避声明.
    pub declared: Option<bool>,
}

/// A veto item ticked or not.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct VetoSet {
    /// Of which opinion.
    pub opinion: OpinionId,
    /// The item, as the form writes it.
    pub item: String,
    /// Ticked.
    pub ticked: bool,
}

/// A new remark.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RemarkAdd {
    /// Of which opinion.
    pub opinion: OpinionId,
    /// What it says.
    #[serde(flatten)]
    pub body: RemarkBody,
}

/// A changed remark.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RemarkSet {
    /// Which remark.
    pub remark: RemarkId,
    /// What it says now.
    #[serde(flatten)]
    pub body: RemarkBody,
}

/// Which remark.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct RemarkWhich {
    /// Its id.
    pub remark: RemarkId,
}

/// A signed opinion to open again.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OpinionReopen {
    /// Which opinion.
    pub opinion: OpinionId,
    /// Why.
    pub reason: String,
}

/// An opinion with everything a page shows about it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OpinionView {
    /// The opinion as it is kept.
    pub opinion: Opinion,
    /// What keeps it from being signed, and what to look at.
    pub problems: Vec<Problem>,
    /// The sentence of each problem, without its severity and place.
    pub lines: Vec<String>,
    /// The place of each problem in words: the name of a criterion, 意见第 n 条, the label of a field.
    pub places: Vec<String>,
    /// How every score reads, in the order of the form's criteria.
    pub read: Vec<ReadLine>,
    /// Criteria with valid points.
    pub scored: usize,
    /// Criteria of the form.
    pub criteria: usize,
    /// Full points of the form and of what is scored, and the total at that rate.
    #[serde(flatten)]
    pub progress: Progress,
    /// Sum of the valid points; none before the first.
    pub total: Option<Shown>,
    /// Grade of the total, once every criterion is scored.
    pub grade: Option<String>,
    /// Conclusion the points suggest, once every criterion is scored.
    pub suggested: Option<String>,
    /// Check code of the newest signed version.
    pub check_code: Option<String>,
    /// Time of the signature, RFC 3339; none on a draft.
    pub signed_at: Option<String>,
    /// How it is signed; none on a draft.
    pub signature: Option<SignatureKind>,
}

/// What became of one typed score.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReadLine {
    /// Id of the criterion.
    pub criterion: String,
    /// Its points; none where nothing valid was typed.
    pub points: Option<Points>,
    /// 扣分: what they lack to full points.
    pub lost: Option<Points>,
    /// 加权得分, where the criterion counts by a weight.
    pub worth: Option<Shown>,
    /// The choice, or 不适用, where points alone do not say it.
    pub mark: Option<String>,
    /// The arithmetic of counted deductions in words; empty where there are none.
    pub arithmetic: String,
}

/// Begins the opinion of a member on a report, or returns the one that was begun. The statement of independence is made
/// once per task: a new opinion takes it over.
pub fn begin(app: &mut App, args: OpinionBegin) -> Result<Done<OpinionView>> {
    let (member, target, current) = app.store.read(|conn| {
        let (member, its_session) = session::member(conn, args.member)?;
        let target = report::get(conn, args.report)?;
        if target.session != its_session {
            return Err(Error::missing("report", args.report));
        }
        Ok((member, target, session::get(conn, its_session)?))
    })?;
    if current.state != SessionState::Reviewing {
        return Err(Error::refused_with("session_not_reviewing", [("no", current.no)]));
    }
    refuse_if_recused(app, args.report, &member)?;
    if let Some(begun) = app.store.read(|conn| opinion::find(conn, args.report, args.member))? {
        return app.store.read(|conn| view(conn, begun.id)).map(Done::read);
    }
    let uid = (app.world.uid)();
    app.write("opinion_begin", format!("{} {}", target.head.no, member.name), None, |tx| {
        let declared = opinion::has_declared(tx, args.member)?;
        let id = opinion::put(tx, &uid, args.report, args.member, declared)?;
        view(tx, id)
    })
}

/// One opinion.
pub fn show(app: &mut App, which: OpinionWhich) -> Result<Done<OpinionView>> {
    app.store.read(|conn| view(conn, which.opinion)).map(Done::read)
}

/// The opinions on a report in panel order.
pub fn list(app: &mut App, which: super::report::ReportWhich) -> Result<Done<Vec<OpinionView>>> {
    let views = app.store.read(|conn| {
        report::get(conn, which.report)?;
        let opinions = opinion::of_report(conn, which.report)?;
        opinions.into_iter().map(|opinion| view(conn, opinion.id)).collect()
    })?;
    Ok(Done::read(views))
}

/// Sets the conclusion, the two free texts and the declaration.
pub fn set(app: &mut App, args: OpinionSet) -> Result<Done<OpinionView>> {
    let (mut current, _) = draft(app, args.opinion)?;
    current.conclusion = args.conclusion.unwrap_or(current.conclusion);
    current.merits = args.merits.unwrap_or(current.merits);
    current.budget_advice = args.budget_advice.unwrap_or(current.budget_advice);
    current.declared = args.declared.unwrap_or(current.declared);
    let texts =
        [("merits", &current.merits), ("budget_advice", &current.budget_advice), ("conclusion", &current.conclusion)];
    let too_long: Vec<_> = texts.iter().filter_map(|(path, text)| too_long(text, Place::field(*path))).collect();
    if !too_long.is_empty() {
        return Err(Error::Invalid(too_long));
    }
    let subject = subject(app, &current, "")?;
    app.write("opinion_set", subject, None, |tx| {
        opinion::set_head(tx, &current)?;
        view(tx, args.opinion)
    })
}

/// Ticks or unticks a veto item of the form.
pub fn set_veto(app: &mut App, args: VetoSet) -> Result<Done<OpinionView>> {
    let (current, form) = draft(app, args.opinion)?;
    if args.ticked && !form.veto.contains(&args.item) {
        let problem = Problem::error("veto_unknown", Place::field("item")).with("text", &args.item);
        return Err(Error::invalid(problem));
    }
    let subject = subject(app, &current, &args.item)?;
    app.write("opinion_veto", subject, None, |tx| {
        opinion::set_veto(tx, args.opinion, &args.item, args.ticked)?;
        view(tx, args.opinion)
    })
}

/// Adds a remark. A draft may be unfinished: only its lengths and its criterion must be right.
pub fn add_remark(app: &mut App, args: RemarkAdd) -> Result<Done<OpinionView>> {
    let (current, form) = draft(app, args.opinion)?;
    refuse_bad_remark(&form, &args.body, current.remarks.len() + 1)?;
    let subject = subject(app, &current, "")?;
    app.write("remark_add", subject, None, |tx| {
        opinion::put_remark(tx, args.opinion, &args.body)?;
        view(tx, args.opinion)
    })
}

/// Changes a remark.
pub fn set_remark(app: &mut App, args: RemarkSet) -> Result<Done<OpinionView>> {
    let id = app.store.read(|conn| opinion::of_remark(conn, args.remark))?;
    let (current, form) = draft(app, id)?;
    let no = current.remarks.iter().position(|remark| remark.id == args.remark).map_or(1, |at| at + 1);
    refuse_bad_remark(&form, &args.body, no)?;
    let subject = subject(app, &current, "")?;
    app.write("remark_set", subject, None, |tx| {
        opinion::set_remark(tx, args.remark, &args.body)?;
        view(tx, id)
    })
}

/// Removes a remark that no sheet cites.
pub fn remove_remark(app: &mut App, args: RemarkWhich) -> Result<Done<OpinionView>> {
    let (id, cited) = app
        .store
        .read(|conn| Ok((opinion::of_remark(conn, args.remark)?, opinion::remark_is_cited(conn, args.remark)?)))?;
    let (current, _) = draft(app, id)?;
    if cited {
        return Err(Error::refused("remark_cited"));
    }
    let subject = subject(app, &current, "")?;
    app.write("remark_remove", subject, None, |tx| {
        opinion::remove_remark(tx, args.remark)?;
        view(tx, id)
    })
}

/// Opens a signed opinion again, with a reason; refused once the tally of its report is locked.
pub fn reopen(app: &mut App, args: OpinionReopen) -> Result<Done<OpinionView>> {
    if is_blank(&args.reason) {
        return Err(Error::invalid(Problem::error("text_empty", Place::field("reason"))));
    }
    let current = app.store.read(|conn| opinion::get(conn, args.opinion))?;
    if current.state != OpinionState::Signed {
        return Err(Error::refused("opinion_not_signed"));
    }
    super::dispute::refuse_if_locked(app, current.report)?;
    super::sheet::refuse_if_final(app, current.report)?;
    let subject = subject(app, &current, "")?;
    app.write("opinion_reopen", subject, Some(args.reason), |tx| {
        opinion::reopen(tx, args.opinion)?;
        view(tx, args.opinion)
    })
}

/// The paper of an opinion: the signed version as frozen, or the draft as it stands.
pub fn record(app: &App, id: OpinionId) -> Result<(OpinionRecord, Option<String>)> {
    app.store.read(|conn| {
        let current = opinion::get(conn, id)?;
        if current.state == OpinionState::Signed {
            let frozen =
                opinion::signed(conn, id)?.ok_or_else(|| Error::bug("opinion_paper", "signed without content"))?;
            return Ok((super::signature::thaw(&frozen)?, Some(frozen.sha256)));
        }
        let form = form_of(conn, &current)?;
        Ok((super::signature::build_record(conn, &current, &form, None)?, None))
    })
}

/// A draft with its form; a signed opinion is refused.
pub(super) fn draft(app: &App, id: OpinionId) -> Result<(Opinion, Form)> {
    let (current, form) = app.store.read(|conn| {
        let current = opinion::get(conn, id)?;
        let form = form_of(conn, &current)?;
        Ok((current, form))
    })?;
    if current.state == OpinionState::Signed {
        return Err(Error::refused("opinion_signed"));
    }
    Ok((current, form))
}

/// Refuses a member who is recused from the report or cannot review it.
pub(super) fn refuse_if_recused(app: &App, report: ReportId, member: &Member) -> Result<()> {
    let panel = app.store.read(|conn| {
        let target = report::get(conn, report)?;
        super::session::panel(conn, target.session, report)
    })?;
    match panel.recused.iter().find(|(other, _)| other.id == member.id) {
        Some((_, recusal)) => Err(super::session::off_the_report(member, recusal)),
        None => Ok(()),
    }
}

/// What keeps an opinion from being signed, what cannot be printed among it.
pub(super) fn problems(current: &Opinion, form: &Form) -> Result<Vec<Problem>> {
    let mut found = current.check(form);
    for score in &current.scores {
        found.extend(unprintable(&score.reason, Place::criterion(score.criterion.as_str()))?);
    }
    for (i, remark) in current.remarks.iter().enumerate() {
        let RemarkBody { place, page, problem, suggestion, .. } = &remark.body;
        for text in [place, page, problem, suggestion] {
            found.extend(unprintable(text, Place::Remark { no: i + 1 })?);
        }
    }
    for (path, text) in [("merits", &current.merits), ("budget_advice", &current.budget_advice)] {
        found.extend(unprintable(text, Place::field(path))?);
    }
    Ok(found)
}

fn refuse_bad_remark(form: &Form, body: &RemarkBody, no: usize) -> Result<()> {
    for text in [&body.place, &body.page] {
        let length = text.chars().count();
        if length > MAX_NAME {
            let problem = Problem::error("text_too_long", Place::Remark { no }).with("length", length);
            return Err(Error::invalid(problem.with("most", MAX_NAME)));
        }
    }
    let mut problems = body.check(form, Place::Remark { no });
    problems.retain(|problem| problem.code != "remark_empty");
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// The form version an opinion is given on.
pub(crate) fn form_of(conn: &Connection, opinion: &Opinion) -> Result<Form> {
    let target = report::get(conn, opinion.report)?;
    super::kind::form_of(conn, &session::get(conn, target.session)?)
}

/// The number of an opinion as printed: what the log names it by.
pub(super) fn number(conn: &Connection, opinion: &Opinion) -> Result<String> {
    let target = report::get(conn, opinion.report)?;
    let its_session = session::get(conn, target.session)?;
    let (member, _) = session::member(conn, opinion.member)?;
    Ok(number_of(&its_session.no, target.position, member.seat))
}

/// The number of the opinion of a seat on a report: given by the place of both, so it is known before it is begun.
pub(crate) fn number_of(session_no: &str, position: i64, seat: i64) -> String {
    format!("{session_no}-{position:02}-E{seat:02}")
}

pub(super) fn subject(app: &App, opinion: &Opinion, what: &str) -> Result<String> {
    let number = app.store.read(|conn| number(conn, opinion))?;
    Ok([number.as_str(), what].join(" ").trim_end().to_owned())
}

/// One opinion as it is kept, with everything a page shows about it.
pub(super) fn view(conn: &Connection, id: OpinionId) -> Result<OpinionView> {
    let current = opinion::get(conn, id)?;
    let form = form_of(conn, &current)?;
    view_of(conn, current, &form)
}

/// The same for an opinion and its form that have been read already, or that stood so once.
pub(super) fn view_of(conn: &Connection, current: Opinion, form: &Form) -> Result<OpinionView> {
    let read = current.read(form);
    let points: Vec<_> = read.iter().map(|read| read.points).collect();
    let scored = read.iter().filter(|read| read.is_settled()).count();
    let total = tally::own_total(form, &read);
    let complete = total.filter(|_| scored == points.len());
    let standing = Standing::of_points(form, total.map(Shown::points), &points, !current.veto.is_empty());
    let suggested = complete.and_then(|_| form.suggested_conclusion(&standing)).map(str::to_owned);
    let frozen = opinion::signed_up_to(conn, current.id, current.version)?;
    let is_signed = current.state == OpinionState::Signed;
    let signature = if is_signed { Some(opinion::signature_kind(conn, &current)?) } else { None };
    let check_code = frozen.as_ref().map(|frozen| record::check_code(&frozen.sha256));
    let line = |(criterion, read): (&Criterion, ReadScore)| ReadLine {
        criterion: criterion.id.clone(),
        points: read.points,
        lost: read.points.map(|points| progress::lost(criterion, points)),
        worth: read.points.and_then(|points| progress::weighted(form, criterion, points)),
        mark: read.mark().map(str::to_owned),
        arithmetic: documents::arithmetic(criterion, read.points, &read.deducted),
    };
    let problems = problems(&current, form)?;
    Ok(OpinionView {
        lines: problems.iter().map(locale::what).collect(),
        places: problems.iter().map(|problem| place_in_words(form, &problem.place)).collect(),
        problems,
        progress: progress::of(form, &read),
        read: form.criteria().zip(read).map(line).collect(),
        scored,
        criteria: points.len(),
        total,
        grade: complete.and_then(|total| form.grade_of(total.points())).map(str::to_owned),
        suggested,
        check_code,
        signed_at: frozen.filter(|_| is_signed).map(|frozen| frozen.at),
        signature,
        opinion: current,
    })
}

/// A place as people call it: a criterion by its name.
fn place_in_words(form: &Form, place: &Place) -> String {
    let name = match place {
        Place::Criterion { id } => form.criterion(id).map(|criterion| criterion.name.clone()),
        Place::Whole | Place::Field { .. } | Place::Remark { .. } | Place::Report { .. } | Place::Cell { .. } => None,
    };
    name.unwrap_or_else(|| locale::place(place))
}
