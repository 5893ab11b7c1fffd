//! The unified opinion sheet: tally, compose from signed opinions, finalise, revise.

use super::basis::Basis;
use super::dispute::Locked;
use super::signature::{freeze, member_record, thaw};
use super::text::{is_blank, refuse_long_names, refuse_long_texts};
use super::{App, Done};
use crate::domain::id::{MemberId, RemarkId, ReportId, SheetId, SheetItemId};
use crate::domain::opinion::Opinion;
use crate::domain::problem::{Place, Problem, blocks};
use crate::domain::record::{
    self, AgreedRecord, CorrectionRecord, DissentRecord, ItemRecord, OpinionRecord, RecusedRecord, SessionRecord,
    SheetRecord, UnusedRecord, Voice,
};
use crate::domain::session::{Member, Recusal, SessionState};
use crate::domain::sheet::{Dissent, Sheet, SheetItem, SheetItemBody, SheetState, Unused};
use crate::domain::signal::Signal;
use crate::domain::tally::Tally;
use crate::error::{Error, Result};
use crate::store::{dispute, opinion, received, report, session, sheet};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Which sheet.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SheetWhich {
    /// Its id.
    pub sheet: SheetId,
}

/// The head of a sheet; what is left out stays as it is.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SheetSet {
    /// Which sheet.
    pub sheet: SheetId,
    /// 总体意见.
    pub overall: Option<String>,
    /// Conclusion of the panel.
    pub conclusion: Option<String>,
    /// Why it differs from the suggested one.
    pub conclusion_reason: Option<String>,
}

/// A new item.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ItemAdd {
    /// In which sheet.
    pub sheet: SheetId,
    /// What it says.
    #[serde(flatten)]
    pub body: SheetItemBody,
    /// Remarks it comes from.
    pub sources: Vec<RemarkId>,
}

/// A changed item.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ItemSet {
    /// Which item.
    pub item: SheetItemId,
    /// What it says now.
    #[serde(flatten)]
    pub body: SheetItemBody,
    /// Remarks it comes from.
    pub sources: Vec<RemarkId>,
}

/// Which item.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ItemWhich {
    /// Its id.
    pub item: SheetItemId,
}

/// A remark that is not used; an empty reason takes it back.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct UnusedSet {
    /// In which sheet.
    pub sheet: SheetId,
    /// Which remark.
    pub remark: RemarkId,
    /// Why.
    pub reason: String,
}

/// A member's dissent; an empty text takes it back.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DissentSet {
    /// In which sheet.
    pub sheet: SheetId,
    /// Who.
    pub member: MemberId,
    /// The text.
    pub text: String,
}

/// A final sheet to revise.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SheetRevise {
    /// Which sheet.
    pub sheet: SheetId,
    /// Why.
    pub reason: String,
}

/// A sheet with everything a page shows about it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SheetView {
    /// The sheet as it is kept.
    pub sheet: Sheet,
    /// The arithmetic; a final sheet shows the frozen one. None while an opinion is open again.
    pub tally: Option<Tally>,
    /// The rule in words; empty without a tally.
    pub rule_words: String,
    /// Conclusion the points suggest.
    pub suggested: Option<String>,
    /// What keeps it from being finalised.
    pub problems: Vec<Problem>,
    /// Check code of the final content.
    pub check_code: Option<String>,
    /// Where the experts are apart; a final sheet shows the frozen ones.
    pub signals: Vec<Signal>,
    /// Since when the tally is locked.
    pub locked: Option<Locked>,
    /// Corrections of the locked tally, the oldest first.
    pub corrections: Vec<CorrectionRecord>,
    /// Scores agreed in discussion.
    pub agreed: Vec<AgreedRecord>,
}

/// The tally of a report over its signed opinions.
pub fn tally(app: &mut App, which: super::report::ReportWhich) -> Result<Done<Tally>> {
    app.store.read(|conn| Ok(Basis::read(conn, which.report)?.tally)).map(Done::read)
}

/// Begins a sheet for a report whose opinions are all signed, or returns the draft that was begun.
pub fn begin(app: &mut App, which: super::report::ReportWhich) -> Result<Done<SheetView>> {
    let versions = app.store.read(|conn| {
        Basis::read(conn, which.report)?;
        sheet::of_report(conn, which.report)
    })?;
    if let Some(newest) = versions.last() {
        return app.store.read(|conn| view(conn, newest.id)).map(Done::read);
    }
    let uid = (app.world.uid)();
    let target = app.store.read(|conn| report::get(conn, which.report))?;
    app.write("sheet_begin", target.head.no, None, |tx| {
        let id = sheet::put(tx, &uid, which.report)?;
        view(tx, id)
    })
}

/// One sheet.
pub fn show(app: &mut App, which: SheetWhich) -> Result<Done<SheetView>> {
    app.store.read(|conn| view(conn, which.sheet)).map(Done::read)
}

/// Sets the overall opinion and the conclusion.
pub fn set(app: &mut App, args: SheetSet) -> Result<Done<SheetView>> {
    let current = draft(app, args.sheet)?;
    let overall = args.overall.unwrap_or(current.overall);
    let conclusion = args.conclusion.unwrap_or(current.conclusion);
    let reason = args.conclusion_reason.unwrap_or(current.conclusion_reason);
    refuse_long_texts(&[("overall", &overall), ("conclusion", &conclusion), ("conclusion_reason", &reason)])?;
    let subject = subject(app, args.sheet)?;
    app.write("sheet_set", subject, None, |tx| {
        sheet::set_head(tx, args.sheet, &overall, &conclusion, &reason)?;
        view(tx, args.sheet)
    })
}

/// Adds an item with its sources.
pub fn add_item(app: &mut App, args: ItemAdd) -> Result<Done<SheetView>> {
    let current = draft(app, args.sheet)?;
    refuse_foreign_remarks(app, current.report, &args.sources)?;
    refuse_long_names(&[("theme", &args.body.theme), ("place", &args.body.place)])?;
    refuse_long_texts(&[("problem", &args.body.problem), ("suggestion", &args.body.suggestion)])?;
    let subject = subject(app, args.sheet)?;
    app.write("sheet_item_add", subject, None, |tx| {
        sheet::put_item(tx, args.sheet, &args.body, &args.sources)?;
        view(tx, args.sheet)
    })
}

/// Changes an item and its sources.
pub fn set_item(app: &mut App, args: ItemSet) -> Result<Done<SheetView>> {
    let id = app.store.read(|conn| sheet::of_item(conn, args.item))?;
    let current = draft(app, id)?;
    refuse_foreign_remarks(app, current.report, &args.sources)?;
    refuse_long_names(&[("theme", &args.body.theme), ("place", &args.body.place)])?;
    refuse_long_texts(&[("problem", &args.body.problem), ("suggestion", &args.body.suggestion)])?;
    let subject = subject(app, id)?;
    app.write("sheet_item_set", subject, None, |tx| {
        sheet::set_item(tx, args.item, &args.body, &args.sources)?;
        view(tx, id)
    })
}

/// Removes an item; its remarks are unhandled again.
pub fn remove_item(app: &mut App, args: ItemWhich) -> Result<Done<SheetView>> {
    let id = app.store.read(|conn| sheet::of_item(conn, args.item))?;
    draft(app, id)?;
    let subject = subject(app, id)?;
    app.write("sheet_item_remove", subject, None, |tx| {
        sheet::remove_item(tx, args.item)?;
        view(tx, id)
    })
}

/// Refuses a remark with a reason.
pub fn set_unused(app: &mut App, args: UnusedSet) -> Result<Done<SheetView>> {
    let current = draft(app, args.sheet)?;
    refuse_foreign_remarks(app, current.report, &[args.remark])?;
    refuse_long_texts(&[("reason", &args.reason)])?;
    let subject = subject(app, args.sheet)?;
    app.write("sheet_unused_set", subject, None, |tx| {
        sheet::set_unused(tx, args.sheet, args.remark, args.reason.trim())?;
        view(tx, args.sheet)
    })
}

/// Records a member's dissent.
pub fn set_dissent(app: &mut App, args: DissentSet) -> Result<Done<SheetView>> {
    let current = draft(app, args.sheet)?;
    refuse_long_texts(&[("text", &args.text)])?;
    let sits = app.store.read(|conn| {
        let target = report::get(conn, current.report)?;
        let panel = super::session::panel(conn, target.session, current.report)?;
        Ok(panel.sitting.iter().any(|member| member.id == args.member))
    })?;
    if !sits && !args.text.trim().is_empty() {
        return Err(Error::missing("member", args.member));
    }
    let subject = subject(app, args.sheet)?;
    app.write("sheet_dissent_set", subject, None, |tx| {
        sheet::set_dissent(tx, args.sheet, args.member, args.text.trim())?;
        view(tx, args.sheet)
    })
}

/// Finalises: the content is frozen with its hash and the version before is superseded; the tally is locked with it, if
/// it is not yet. When every report has a final sheet, the session is finished.
pub fn finalise(app: &mut App, which: SheetWhich) -> Result<Done<SheetView>> {
    let current = draft(app, which.sheet)?;
    let at = (app.world.now)();
    let record = app.store.read(|conn| {
        let basis = Basis::read(conn, current.report)?;
        let problems = basis.problems(&current);
        if blocks(&problems) {
            return Err(Error::Invalid(problems));
        }
        refuse_unchecked(conn, &basis)?;
        build_record(conn, &current, &basis, Some(at.clone()))
    })?;
    let (frozen, tally) = (freeze(&record, at.clone())?, freeze(&record.tally, at)?);
    app.write("sheet_finalise", record.number, None, |tx| {
        if dispute::lock(tx, current.report)?.is_none() {
            dispute::put_lock(tx, current.report, &tally)?;
        }
        sheet::finalise(tx, &current, &frozen)?;
        let its_session = report::get(tx, current.report)?.session;
        let mut all_final = true;
        for report in report::list(tx, its_session)? {
            all_final &= final_version(tx, report.id)?.is_some();
        }
        if all_final {
            session::set_state(tx, its_session, SessionState::Finished)?;
        }
        view(tx, which.sheet)
    })
}

/// Refuses opinions that are not in every place what their experts signed, unless a person wrote down why when they were
/// put together (the reason of the decision at the import is the note of the re-check).
fn refuse_unchecked(conn: &Connection, basis: &Basis) -> Result<()> {
    for (member, current) in &basis.opinions {
        let Some(frozen) = opinion::signed(conn, current.id)? else { continue };
        let record: OpinionRecord = thaw(&frozen)?;
        if !record.differs.is_empty() && !received::is_rechecked(conn, current.id, current.version)? {
            let params = [("name", member.name.clone()), ("places", record.differs.join("、"))];
            return Err(Error::refused_with("opinion_differs", params));
        }
    }
    Ok(())
}

/// Begins the next version of a final sheet, with its items; the final one stays in force until the new one is final.
pub fn revise(app: &mut App, args: SheetRevise) -> Result<Done<SheetView>> {
    if is_blank(&args.reason) {
        return Err(Error::invalid(Problem::error("text_empty", Place::field("reason"))));
    }
    let (current, newest) = app.store.read(|conn| {
        let current = sheet::get(conn, args.sheet)?;
        let newest = sheet::of_report(conn, current.report)?.pop();
        Ok((current, newest))
    })?;
    if current.state != SheetState::Final || newest.is_some_and(|newest| newest.id != current.id) {
        return Err(Error::refused("sheet_not_final"));
    }
    let uid = (app.world.uid)();
    let subject = subject(app, args.sheet)?;
    app.write("sheet_revise", subject, Some(args.reason), |tx| {
        let id = sheet::put(tx, &uid, current.report)?;
        sheet::set_head(tx, id, &current.overall, &current.conclusion, &current.conclusion_reason)?;
        for item in &current.items {
            sheet::put_item(tx, id, &item.body, &item.sources)?;
        }
        for unused in &current.unused {
            sheet::set_unused(tx, id, unused.remark, &unused.reason)?;
        }
        for dissent in &current.dissents {
            sheet::set_dissent(tx, id, dissent.member, &dissent.text)?;
        }
        session::set_state(tx, report::get(tx, current.report)?.session, SessionState::Reviewing)?;
        view(tx, id)
    })
}

/// The paper of a sheet: the final version as frozen, or the draft as it stands.
pub fn record(app: &App, id: SheetId) -> Result<(SheetRecord, Option<String>)> {
    app.store.read(|conn| {
        if let Some(frozen) = sheet::final_content(conn, id)? {
            return Ok((thaw(&frozen)?, Some(frozen.sha256)));
        }
        let current = sheet::get(conn, id)?;
        let basis = Basis::read(conn, current.report)?;
        Ok((build_record(conn, &current, &basis, None)?, None))
    })
}

/// The final version of a report's sheet, if there is one.
fn final_version(conn: &Connection, report: ReportId) -> Result<Option<SheetId>> {
    let versions = sheet::of_report(conn, report)?;
    Ok(versions.iter().find(|sheet| sheet.state == SheetState::Final).map(|sheet| sheet.id))
}

/// Opinions, recusals and corrections rest while the newest sheet of the report is final. Beginning its revision sets
/// recusals and corrections free; opinions stay as they are once the tally is locked.
pub(crate) fn refuse_if_final(app: &App, report: ReportId) -> Result<()> {
    app.store.read(|conn| refuse_final(conn, report))
}

/// The same inside a write.
pub(crate) fn refuse_final(conn: &Connection, report: ReportId) -> Result<()> {
    if is_final(conn, report)? { Err(Error::refused("report_finalised")) } else { Ok(()) }
}

/// Whether the newest sheet of a report is final.
pub(crate) fn is_final(conn: &Connection, report: ReportId) -> Result<bool> {
    Ok(sheet::of_report(conn, report)?.pop().is_some_and(|newest| newest.state == SheetState::Final))
}

fn draft(app: &App, id: SheetId) -> Result<Sheet> {
    let current = app.store.read(|conn| sheet::get(conn, id))?;
    if current.state == SheetState::Draft { Ok(current) } else { Err(Error::refused("sheet_final")) }
}

fn refuse_foreign_remarks(app: &App, report: ReportId, remarks: &[RemarkId]) -> Result<()> {
    app.store.read(|conn| {
        for remark in remarks {
            let its_opinion = opinion::get(conn, opinion::of_remark(conn, *remark)?)?;
            if its_opinion.report != report {
                return Err(Error::missing("remark", remark));
            }
        }
        Ok(())
    })
}

/// The number of a sheet as printed: what the log names it by.
fn number(conn: &Connection, sheet: &Sheet) -> Result<String> {
    let target = report::get(conn, sheet.report)?;
    let its_session = session::get(conn, target.session)?;
    Ok(format!("{}-{:02}-T{}", its_session.no, target.position, sheet.version))
}

fn subject(app: &App, id: SheetId) -> Result<String> {
    app.store.read(|conn| number(conn, &sheet::get(conn, id)?))
}

pub(crate) fn view(conn: &Connection, id: SheetId) -> Result<SheetView> {
    let current = sheet::get(conn, id)?;
    let locked = super::dispute::locked(conn, current.report)?;
    if let Some(frozen) = sheet::final_content(conn, id)? {
        let record: SheetRecord = thaw(&frozen)?;
        return Ok(SheetView {
            sheet: current,
            tally: Some(record.tally),
            rule_words: record.rule_words,
            suggested: record.suggested,
            problems: Vec::new(),
            check_code: Some(record::check_code(&frozen.sha256)),
            signals: record.signals,
            locked,
            corrections: record.corrections,
            agreed: record.agreed,
        });
    }
    match Basis::read(conn, current.report) {
        Ok(basis) => Ok(SheetView {
            rule_words: basis.rule_words(),
            suggested: basis.suggested(),
            problems: basis.problems(&current),
            corrections: basis.correction_records(),
            agreed: basis.agreed_records(),
            tally: Some(basis.tally),
            signals: basis.signals,
            sheet: current,
            check_code: None,
            locked,
        }),
        // An opinion that is open again keeps the sheet from being finalised, not from being read and worked on.
        Err(Error::Refused { code: "opinions_unsigned", params }) => Ok(SheetView {
            sheet: current,
            tally: None,
            rule_words: String::new(),
            suggested: None,
            problems: vec![Problem { params, ..Problem::error("opinions_unsigned", Place::Whole) }],
            check_code: None,
            signals: Vec::new(),
            locked,
            corrections: Vec::new(),
            agreed: Vec::new(),
        }),
        Err(other) => Err(other),
    }
}

fn build_record(
    conn: &Connection,
    current: &Sheet,
    basis: &Basis,
    finalised_at: Option<String>,
) -> Result<SheetRecord> {
    let target = report::get(conn, current.report)?;
    let its_session = session::get(conn, target.session)?;
    let recused = |(member, recusal): &(Member, Recusal)| RecusedRecord {
        name: member.name.clone(),
        ground: recusal.ground.clone(),
        kind: recusal.kind,
    };
    Ok(SheetRecord {
        format: record::FORMAT,
        number: number(conn, current)?,
        version: current.version,
        form: super::kind::form_record(conn, &its_session)?,
        titles: super::kind::titles(conn, its_session.id)?,
        fields: super::head_field::records(conn, &basis.form, target.id)?,
        conclusions: super::kind::laid_over(conn, its_session.id)?,
        session: SessionRecord { no: its_session.no, head: its_session.head },
        report: target.head,
        voices: voices(conn, basis)?,
        recused: basis.recused.iter().map(recused).collect(),
        tally: basis.tally.clone(),
        rule_words: basis.rule_words(),
        items: item_records(current, basis),
        unused: unused_records(current, basis),
        overall: current.overall.clone(),
        conclusion: current.conclusion.clone(),
        suggested: basis.suggested(),
        conclusion_reason: current.conclusion_reason.clone(),
        dissents: dissent_records(current, basis),
        finalised_at,
        corrections: basis.correction_records(),
        agreed: basis.agreed_records(),
        signals: basis.signals.clone(),
    })
}

fn voices(conn: &Connection, basis: &Basis) -> Result<Vec<Voice>> {
    let voice = |(member, its_opinion): &(Member, Opinion)| {
        let frozen = opinion::signed(conn, its_opinion.id)?;
        Ok(Voice {
            member: member_record(member),
            conclusion: its_opinion.conclusion.clone(),
            veto: its_opinion.veto.clone(),
            check_code: frozen.map_or_else(String::new, |frozen| record::check_code(&frozen.sha256)),
        })
    };
    basis.opinions.iter().map(voice).collect()
}

fn item_records(current: &Sheet, basis: &Basis) -> Vec<ItemRecord> {
    let record = |item: &SheetItem| ItemRecord {
        no: item.no,
        body: item.body.clone(),
        sources: item.sources.iter().map(|id| basis.label(*id)).collect(),
    };
    current.items.iter().map(record).collect()
}

fn unused_records(current: &Sheet, basis: &Basis) -> Vec<UnusedRecord> {
    let record = |unused: &Unused| UnusedRecord {
        source: basis.label(unused.remark),
        text: basis.remark_text(unused.remark),
        reason: unused.reason.clone(),
    };
    current.unused.iter().map(record).collect()
}

fn dissent_records(current: &Sheet, basis: &Basis) -> Vec<DissentRecord> {
    let name = |id: MemberId| {
        let found = basis.opinions.iter().find(|(member, _)| member.id == id);
        found.map_or_else(String::new, |(member, _)| member.name.clone())
    };
    let record = |dissent: &Dissent| DissentRecord { name: name(dissent.member), text: dissent.text.clone() };
    current.dissents.iter().map(record).collect()
}
