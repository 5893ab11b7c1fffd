//! Composing a unified sheet: every remark of the panel beside the items it went into, a first draft by criterion, and
//! merging.

use super::basis::Basis;
use super::report::ReportWhich;
use super::sheet::{self as sheets, SheetView};
use super::{App, Done};
use crate::domain::compose::{bundles, worded};
use crate::domain::form::Form;
use crate::domain::id::{MemberId, RemarkId, ReportId, SheetId, SheetItemId};
use crate::domain::opinion::{Nature, Remark};
use crate::domain::problem::{Place, Problem};
use crate::domain::record;
use crate::domain::report::Report;
use crate::domain::session::Member;
use crate::domain::sheet::{Sheet, SheetItem, SheetState};
use crate::error::{Error, Result};
use crate::locale;
use crate::store::{report, sheet};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Remarks that go into an item.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SheetMerge {
    /// In which sheet.
    pub sheet: SheetId,
    /// Into which item; none = a new one.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub item: Option<SheetItemId>,
    /// Which remarks; those that stand in another item leave it.
    pub remarks: Vec<RemarkId>,
}

/// A report on its way to a unified sheet.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ComposeView {
    /// The report.
    pub report: Report,
    /// Why nothing can be composed yet, in words; none = it can.
    pub waiting: Option<String>,
    /// The newest version of the sheet, once begun.
    pub sheet: Option<SheetView>,
    /// What keeps it from being finalised, each in words.
    pub lines: Vec<String>,
    /// Conclusions to choose from.
    pub conclusions: Vec<String>,
    /// The remarks of the opinions that count, by seat and number.
    pub sources: Vec<SourceView>,
    /// The experts whose opinions count.
    pub voices: Vec<VoiceView>,
    /// Remarks that stand in an item.
    pub used: usize,
    /// Remarks refused with a reason.
    pub refused: usize,
    /// Remarks that nobody has dealt with yet.
    pub open: usize,
}

/// A remark and what became of it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SourceView {
    /// Row id.
    pub remark: RemarkId,
    /// Label on paper, e.g. `E01-03`.
    pub label: String,
    /// Whose.
    pub expert: String,
    /// Name of the criterion it is linked with; empty = none.
    pub theme: String,
    /// Section and page.
    pub place: String,
    /// 存在问题.
    pub problem: String,
    /// 修改意见或建议.
    pub suggestion: String,
    /// 性质.
    pub nature: Nature,
    /// Number of the item it stands in.
    pub item_no: Option<i64>,
    /// Why it is not used; empty where it is, or where nobody has decided.
    pub unused_reason: String,
}

/// An expert's word on the whole report.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct VoiceView {
    /// Who.
    pub member: MemberId,
    /// Name.
    pub name: String,
    /// Conclusion.
    pub conclusion: String,
    /// Ticked veto items.
    pub veto: Vec<String>,
}

/// How far the sheet of a report is; what is missing before it can be begun is told in `waiting`.
pub fn show(app: &mut App, which: ReportWhich) -> Result<Done<ComposeView>> {
    app.store.read(|conn| view(conn, which.report)).map(Done::read)
}

/// Begins the sheet where there is none, and makes items of all remarks that nobody has dealt with: those on one criterion
/// together, the others each by itself. One step that can be taken back.
pub fn draft(app: &mut App, which: ReportWhich) -> Result<Done<ComposeView>> {
    let (basis, newest, target) = app.store.read(|conn| {
        let newest = sheet::of_report(conn, which.report)?.pop();
        Ok((Basis::read(conn, which.report)?, newest, report::get(conn, which.report)?))
    })?;
    if let Some(newest) = &newest {
        refuse_final(newest)?;
    }
    let open: Vec<&Remark> = all(&basis).map(|(_, remark)| remark).filter(|r| is_open(newest.as_ref(), r.id)).collect();
    let uid = (app.world.uid)();
    app.write("sheet_compose", target.head.no, None, |tx| {
        let id = match &newest {
            Some(newest) => newest.id,
            None => sheet::put(tx, &uid, which.report)?,
        };
        for bundle in bundles(&basis.form, &open) {
            let theme = bundle.criterion.as_deref().map_or_else(other, |id| theme_of(&basis.form, id));
            let remarks: Vec<&Remark> = bundle.remarks.iter().map(|i| open[*i]).collect();
            let sources: Vec<RemarkId> = remarks.iter().map(|remark| remark.id).collect();
            sheet::put_item(tx, id, &worded(&theme, None, &remarks), &sources)?;
        }
        view(tx, which.report)
    })
}

/// Puts remarks into an item, or makes a new one of them; the wording grows by what they say. An item that loses its last
/// remark goes.
pub fn merge(app: &mut App, args: SheetMerge) -> Result<Done<ComposeView>> {
    let (current, basis, target) = app.store.read(|conn| {
        let current = sheet::get(conn, args.sheet)?;
        let basis = Basis::read(conn, current.report)?;
        let target = report::get(conn, current.report)?;
        Ok((current, basis, target))
    })?;
    refuse_final(&current)?;
    let chosen = chosen(&basis, &args.remarks)?;
    let into = match args.item {
        None => None,
        Some(id) => {
            let found = current.items.iter().find(|item| item.id == id);
            Some(found.ok_or_else(|| Error::missing("sheet_item", id))?)
        }
    };
    let news: Vec<&Remark> =
        chosen.iter().copied().filter(|r| !into.is_some_and(|i| i.sources.contains(&r.id))).collect();
    let Some(first) = news.first() else { return app.store.read(|conn| view(conn, current.report)).map(Done::read) };
    let theme = if first.body.criterion.is_empty() { other() } else { theme_of(&basis.form, &first.body.criterion) };
    let body = worded(&theme, into.map(|item| &item.body), &news);
    app.write("sheet_merge", target.head.no, None, |tx| {
        for remark in &news {
            sheet::set_unused(tx, current.id, remark.id, "")?;
        }
        for item in current.items.iter().filter(|item| Some(item.id) != args.item) {
            leave(tx, item, &news)?;
        }
        let sources = into.map(|item| item.sources.clone()).unwrap_or_default();
        let sources: Vec<RemarkId> = sources.into_iter().chain(news.iter().map(|remark| remark.id)).collect();
        match into {
            Some(item) => sheet::set_item(tx, item.id, &body, &sources)?,
            None => sheet::put_item(tx, current.id, &body, &sources).map(|_| ())?,
        }
        view(tx, current.report)
    })
}

/// Takes remarks out of an item that they leave.
fn leave(conn: &Connection, item: &SheetItem, remarks: &[&Remark]) -> Result<()> {
    let stays = |id: &&RemarkId| !remarks.iter().any(|remark| remark.id == **id);
    let left: Vec<RemarkId> = item.sources.iter().filter(stays).copied().collect();
    match left.len() {
        same if same == item.sources.len() => Ok(()),
        0 => sheet::remove_item(conn, item.id),
        _ => sheet::set_item(conn, item.id, &item.body, &left),
    }
}

/// The chosen remarks in the order of the panel; one that does not count is missing.
fn chosen<'a>(basis: &'a Basis, ids: &[RemarkId]) -> Result<Vec<&'a Remark>> {
    if ids.is_empty() {
        return Err(Error::invalid(Problem::error("remarks_none", Place::field("remarks"))));
    }
    for id in ids {
        if !all(basis).any(|(_, remark)| remark.id == *id) {
            return Err(Error::missing("remark", id));
        }
    }
    Ok(all(basis).map(|(_, remark)| remark).filter(|remark| ids.contains(&remark.id)).collect())
}

fn refuse_final(sheet: &Sheet) -> Result<()> {
    if sheet.state == SheetState::Draft { Ok(()) } else { Err(Error::refused("sheet_final")) }
}

/// Every remark that counts, with whose it is.
fn all(basis: &Basis) -> impl Iterator<Item = (&Member, &Remark)> {
    basis.opinions.iter().flat_map(|(member, opinion)| opinion.remarks.iter().map(move |remark| (member, remark)))
}

fn is_open(sheet: Option<&Sheet>, id: RemarkId) -> bool {
    sheet.is_none_or(|sheet| {
        let is_used = sheet.items.iter().any(|item| item.sources.contains(&id));
        !is_used && !sheet.unused.iter().any(|unused| unused.remark == id)
    })
}

fn theme_of(form: &Form, criterion: &str) -> String {
    form.criterion(criterion).map_or_else(other, |criterion| criterion.name.clone())
}

fn other() -> String {
    locale::text("compose.other").to_owned()
}

fn view(conn: &Connection, id: ReportId) -> Result<ComposeView> {
    let target = report::get(conn, id)?;
    let newest = sheet::of_report(conn, id)?.pop();
    let shown = newest.as_ref().map(|newest| sheets::view(conn, newest.id)).transpose()?;
    let lines = shown.as_ref().map(|view| view.problems.iter().map(locale::problem).collect()).unwrap_or_default();
    let (basis, waiting) = match Basis::read(conn, id) {
        Ok(basis) => (Some(basis), None),
        Err(refused @ Error::Refused { .. }) => (None, Some(locale::sentence(&refused))),
        Err(other) => return Err(other),
    };
    let sources: Vec<SourceView> = basis.iter().flat_map(|basis| sources(basis, newest.as_ref())).collect();
    let count = |wanted: fn(&SourceView) -> bool| sources.iter().filter(|source| wanted(source)).count();
    Ok(ComposeView {
        used: count(|source| source.item_no.is_some()),
        refused: count(|source| source.item_no.is_none() && !source.unused_reason.is_empty()),
        open: count(|source| source.item_no.is_none() && source.unused_reason.is_empty()),
        conclusions: basis.iter().flat_map(|basis| &basis.form.conclusions).map(|one| one.name.clone()).collect(),
        voices: basis
            .iter()
            .flat_map(|basis| &basis.opinions)
            .map(|(member, opinion)| VoiceView {
                member: member.id,
                name: member.name.clone(),
                conclusion: opinion.conclusion.clone(),
                veto: opinion.veto.clone(),
            })
            .collect(),
        report: target,
        waiting,
        sheet: shown,
        lines,
        sources,
    })
}

fn sources(basis: &Basis, sheet: Option<&Sheet>) -> Vec<SourceView> {
    let of = |(member, remark): (&Member, &Remark)| {
        let in_item = |item: &&SheetItem| item.sources.contains(&remark.id);
        let refused = sheet.and_then(|sheet| sheet.unused.iter().find(|unused| unused.remark == remark.id));
        let criterion = basis.form.criterion(&remark.body.criterion);
        let places = [remark.body.place.trim(), remark.body.page.trim()];
        SourceView {
            remark: remark.id,
            label: record::remark_label(member.seat, remark.no),
            expert: member.name.clone(),
            theme: criterion.map(|criterion| criterion.name.clone()).unwrap_or_default(),
            place: places.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" "),
            problem: remark.body.problem.clone(),
            suggestion: remark.body.suggestion.clone(),
            nature: remark.body.nature,
            item_no: sheet.and_then(|sheet| sheet.items.iter().find(in_item)).map(|item| item.no),
            unused_reason: refused.map(|unused| unused.reason.clone()).unwrap_or_default(),
        }
    };
    all(basis).map(of).collect()
}
