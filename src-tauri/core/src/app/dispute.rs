//! What may happen to scores after they are in: agree on one in discussion, lock the tally, correct a locked one on a
//! lawful ground before a witness (domain rules §8.3, §8.4).

use super::basis::Basis;
use super::report::ReportWhich;
use super::signature::{freeze, thaw};
use super::text::{MAX_NAME, is_blank, unprintable};
use super::{App, Done};
use crate::domain::dispute::{AgreedScore, Correction, Ground, check_ground, check_new_value, corrected};
use crate::domain::form::{Criterion, Form, Rule};
use crate::domain::id::{MemberId, ReportId};
use crate::domain::opinion::MAX_TEXT;
use crate::domain::problem::{Place, Problem};
use crate::domain::record::{AgreedRecord, CorrectionRecord, check_code};
use crate::domain::signal::Signal;
use crate::domain::tally::Tally;
use crate::error::{Error, Result};
use crate::store::{dispute, report, session};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// A correction of one cell of a locked tally.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct TallyCorrect {
    /// Of which report.
    pub report: ReportId,
    /// Whose score.
    pub member: MemberId,
    /// Of which criterion.
    pub criterion: String,
    /// On which ground.
    pub ground: Ground,
    /// What counts from now on, as typed.
    pub value: String,
    /// Why.
    pub reason: String,
    /// 见证人: somebody else than who operates the program.
    pub witness: String,
}

/// A score agreed in discussion; an empty value takes it back.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AgreedScoreSet {
    /// Of which report.
    pub report: ReportId,
    /// For which criterion.
    pub criterion: String,
    /// As typed.
    pub value: String,
    /// Why; needed unless the score is taken back.
    #[serde(default)]
    pub reason: String,
    /// 少数意见; empty = none.
    #[serde(default)]
    pub minority: String,
}

/// A locked tally: since when, and the check code of its frozen content.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Locked {
    /// Time of locking, RFC 3339.
    pub at: String,
    /// Check code of the tally as it was then.
    pub check_code: String,
}

/// The tally of a report with all that was said and done about it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TallyView {
    /// The report.
    pub report: ReportId,
    /// The arithmetic, over the scores as they count now.
    pub tally: Tally,
    /// The rule in words.
    pub rule_words: String,
    /// Where the experts are apart.
    pub signals: Vec<Signal>,
    /// Since when it is locked; none while opinions may still be opened again.
    pub locked: Option<Locked>,
    /// Corrections, the oldest first.
    pub corrections: Vec<CorrectionRecord>,
    /// Scores agreed in discussion.
    pub agreed: Vec<AgreedRecord>,
}

/// The tally of a report with its signals, agreed scores, lock and corrections.
pub fn show(app: &mut App, which: ReportWhich) -> Result<Done<TallyView>> {
    app.store.read(|conn| view(conn, which.report)).map(Done::read)
}

/// Locks the tally: refused while an opinion is missing or unsigned. From here on no opinion of the report is opened
/// again; only corrections change the result.
pub fn lock(app: &mut App, which: ReportWhich) -> Result<Done<TallyView>> {
    let at = (app.world.now)();
    let (subject, basis, before) = app.store.read(|conn| {
        let subject = number(conn, which.report)?;
        Ok((subject, Basis::read(conn, which.report)?, dispute::lock(conn, which.report)?))
    })?;
    if let Some(before) = before {
        return Err(Error::refused_with("tally_locked_already", [("at", before.at)]));
    }
    let frozen = freeze(&basis.tally, at)?;
    app.write("tally_lock", subject, None, |tx| {
        dispute::put_lock(tx, which.report, &frozen)?;
        view(tx, which.report)
    })
}

/// Corrects one cell of a locked tally before a witness; refused while the newest sheet is final. What the expert
/// signed stays as it is.
pub fn correct(app: &mut App, args: TallyCorrect) -> Result<Done<TallyView>> {
    let (subject, basis, locked) = app.store.read(|conn| {
        let subject = number(conn, args.report)?;
        Ok((subject, Basis::read(conn, args.report)?, dispute::lock(conn, args.report)?))
    })?;
    if locked.is_none() {
        return Err(Error::refused("tally_not_locked"));
    }
    super::sheet::refuse_if_final(app, args.report)?;
    if let Some((member, recusal)) = basis.recused.iter().find(|(member, _)| member.id == args.member) {
        return Err(super::session::off_the_report(member, recusal));
    }
    let expert = basis.position(args.member).ok_or_else(|| Error::missing("member", args.member))?;
    let (member, signed) = &basis.opinions[expert];
    let criterion = criterion(&basis.form, &args.criterion)?;
    let counted = corrected(signed, &basis.corrections);
    let old_text = counted.score(&criterion.id).map(|score| score.text.clone()).unwrap_or_default();
    let old = basis.form.read_score(criterion, &old_text);

    let mut found = check_new_value(&basis.form, criterion, &old, &args.value);
    found.extend(check_ground(args.ground, criterion, &old, expert, &basis.signals));
    found.extend(text_problem("value", &args.value, MAX_TEXT, false)?);
    found.extend(text_problem("reason", &args.reason, MAX_TEXT, true)?);
    found.extend(text_problem("witness", &args.witness, MAX_NAME, true)?);
    found.extend(witness_problem(&args.witness, &app.world.actor, &member.name));
    if !found.is_empty() {
        return Err(Error::Invalid(found));
    }
    let correction = Correction {
        member: args.member,
        criterion: args.criterion.clone(),
        ground: args.ground,
        old_text,
        new_text: args.value.trim().to_owned(),
        reason: args.reason.trim().to_owned(),
        witness: args.witness.trim().to_owned(),
        actor: app.world.actor.clone(),
        corrected_at: (app.world.now)(),
    };
    let subject = format!("{subject} {} {}", member.name, args.criterion);
    app.write("tally_correct", subject, Some(correction.reason.clone()), |tx| {
        dispute::put_correction(tx, args.report, &correction)?;
        view(tx, args.report)
    })
}

/// Sets the score that the panel agreed on for a criterion, or takes it back: only under `consensus`, after all have
/// signed and before the tally is locked.
pub fn agree(app: &mut App, args: AgreedScoreSet) -> Result<Done<TallyView>> {
    let (subject, basis, locked) = app.store.read(|conn| {
        let subject = number(conn, args.report)?;
        Ok((subject, Basis::read(conn, args.report)?, dispute::lock(conn, args.report)?))
    })?;
    if basis.form.tally.rule != Rule::Consensus {
        return Err(Error::refused("tally_not_consensus"));
    }
    if basis.form.unscored {
        return Err(Error::refused("agreed_unscored"));
    }
    refuse_locked(locked.is_some())?;
    let criterion = criterion(&basis.form, &args.criterion)?;
    let subject = format!("{subject} {}", args.criterion);
    let reason = args.reason.trim();
    if args.value.trim().is_empty() {
        if basis.agreed.iter().all(|score| score.criterion != args.criterion) {
            return app.store.read(|conn| view(conn, args.report)).map(Done::read);
        }
        return app.write("agreed_score_set", subject, (!reason.is_empty()).then(|| reason.to_owned()), |tx| {
            dispute::remove_agreed(tx, args.report, &args.criterion)?;
            view(tx, args.report)
        });
    }
    let read = basis.form.read_score(criterion, &args.value);
    let mut found = read.problems;
    if read.not_applicable {
        found.push(Problem::error("agreed_without_points", Place::criterion(criterion.id.as_str())));
    }
    found.extend(text_problem("value", &args.value, MAX_TEXT, false)?);
    found.extend(text_problem("reason", &args.reason, MAX_TEXT, true)?);
    found.extend(text_problem("minority", &args.minority, MAX_TEXT, false)?);
    let Some(points) = read.points.filter(|_| found.is_empty()) else { return Err(Error::Invalid(found)) };
    let score = AgreedScore {
        criterion: args.criterion.clone(),
        text: args.value.trim().to_owned(),
        points,
        reason: reason.to_owned(),
        minority: args.minority.trim().to_owned(),
    };
    app.write("agreed_score_set", subject, Some(score.reason.clone()), |tx| {
        dispute::set_agreed(tx, args.report, &score)?;
        view(tx, args.report)
    })
}

/// Refuses what may not happen any more once the tally of a report is locked.
pub(crate) fn refuse_if_locked(app: &App, report: ReportId) -> Result<()> {
    let locked = app.store.read(|conn| dispute::lock(conn, report))?;
    refuse_locked(locked.is_some())
}

fn refuse_locked(locked: bool) -> Result<()> {
    if locked { Err(Error::refused("tally_locked")) } else { Ok(()) }
}

/// Since when a tally is locked, its frozen content compared with its hash.
pub(crate) fn locked(conn: &Connection, report: ReportId) -> Result<Option<Locked>> {
    let Some(frozen) = dispute::lock(conn, report)? else { return Ok(None) };
    let _as_locked: Tally = thaw(&frozen)?;
    Ok(Some(Locked { check_code: check_code(&frozen.sha256), at: frozen.at }))
}

fn view(conn: &Connection, id: ReportId) -> Result<TallyView> {
    let basis = Basis::read(conn, id)?;
    Ok(TallyView {
        report: id,
        rule_words: basis.rule_words(),
        locked: locked(conn, id)?,
        corrections: basis.correction_records(),
        agreed: basis.agreed_records(),
        signals: basis.signals,
        tally: basis.tally,
    })
}

fn criterion<'a>(form: &'a Form, id: &str) -> Result<&'a Criterion> {
    form.criterion(id).ok_or_else(|| {
        let problem = Problem::error("criterion_unknown", Place::field("criterion"));
        Error::invalid(problem.with("id", crate::domain::form::shown(id)))
    })
}

/// What is wrong with a text that a paper will show: missing where it is needed, too long, or unprintable.
fn text_problem(path: &'static str, text: &str, most: usize, needed: bool) -> Result<Option<Problem>> {
    let length = text.chars().count();
    if needed && is_blank(text) {
        return Ok(Some(Problem::error("text_empty", Place::field(path))));
    }
    if length > most {
        let problem = Problem::error("text_too_long", Place::field(path)).with("length", length);
        return Ok(Some(problem.with("most", most)));
    }
    unprintable(text, Place::field(path))
}

/// A witness is neither who operates the program nor who gave the score; characters without shape make no other name.
fn witness_problem(witness: &str, actor: &str, expert: &str) -> Option<Problem> {
    let name = |text: &str| text.chars().filter(|c| !is_blank(&c.to_string())).collect::<String>();
    let code = match name(witness) {
        same if same.is_empty() => return None,
        same if same == name(actor) => "witness_is_actor",
        same if same == name(expert) => "witness_is_expert",
        _ => return None,
    };
    Some(Problem::error(code, Place::field("witness")).with("name", witness.trim()))
}

/// The number of a report within its session: what the log names the tally by.
fn number(conn: &Connection, id: ReportId) -> Result<String> {
    let target = report::get(conn, id)?;
    let its_session = session::get(conn, target.session)?;
    Ok(format!("{}-{:02}", its_session.no, target.position))
}
