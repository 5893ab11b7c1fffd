//! A fill-in form that came back: first whose it is, then — against the secret it was sealed with and what the workspace
//! holds — every cell, with all problems at once.

use super::cells::Grid;
use super::declaration::{self, Answered};
use super::identity::{Identity, Sealed};
use super::remarks::{self, OfReport};
use super::scores::{self, Rows};
use super::{DECLARATION, HIDDEN, REMARKS, SCORES};
use crate::domain::answers::{Answers, NumberedRemark};
use crate::domain::form::Form;
use crate::domain::problem::{Place, Problem, blocks};
use crate::error::{Error, Result};
use crate::exchange::workbook::{Listed, Workbook};
use crate::locale::text;
use std::collections::BTreeMap;

/// What is read against.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The secret the form was sealed with when it was written.
    pub secret: &'a [u8],
    /// The form, with the conclusions of the session.
    pub form: &'a Form,
    /// Reports the expert reviews now: UUID, number, and what was answered on it so far.
    pub reports: &'a [(String, String, Answers)],
}

/// A fill-in form as it was filled in.
#[derive(Debug)]
pub struct FillIn {
    /// What it says of itself.
    pub identity: Identity,
    /// Name under it, as written.
    pub name: String,
    /// Day under it, as written; empty = none that can be read.
    pub signed_on: String,
    /// The reports something was filled in for, in the order asked.
    pub reports: Vec<Filled>,
    /// UUIDs of reports nothing was filled in for; they are left as they are.
    pub blank: Vec<String>,
    /// UUIDs of reports in it that the expert does not review (any more); they are left out.
    pub dropped: Vec<String>,
    /// What is worth a look and blocks nothing.
    pub warnings: Vec<Problem>,
}

/// What was filled in for one report.
#[derive(Debug)]
pub struct Filled {
    /// UUID of the report.
    pub uid: String,
    /// The answers, with what stood in the workspace where a row is gone.
    pub answers: Answers,
    /// Whether it is handed back: the form says so.
    pub is_handed_back: bool,
    /// Names of what stood in the workspace and was emptied (清空).
    pub cleared: Vec<String>,
    cells: Cells,
}

/// Where the answers to one report stand in the workbook.
#[derive(Debug)]
struct Cells {
    scores: BTreeMap<String, [Place; 2]>,
    table: Place,
    remarks: Vec<Place>,
    fields: BTreeMap<&'static str, Place>,
    /// Cells that could not be read at all.
    unread: Vec<Place>,
}

/// Codes of what is merely not done yet: it blocks nothing as long as the form is not handed back.
const UNFINISHED: [&str; 8] = [
    "score_unscored",
    "reason_required",
    "reason_too_short",
    "conclusion_missing",
    "conclusion_barred_by_veto",
    "opinion_not_declared",
    "remark_empty",
    "check_broken",
];

impl Filled {
    /// Problems of the opinion as problems of the workbook: each at its cell, none that follows from an unreadable cell.
    pub fn at_their_cells(&self, problems: Vec<Problem>) -> Vec<Problem> {
        let mut all = Vec::new();
        for problem in problems {
            let place = self.cells.of(&problem);
            if self.cells.unread.contains(&place) {
                continue;
            }
            let is_open = UNFINISHED.contains(&problem.code) || problem.place == Place::Whole;
            let problem = Problem { place, ..problem };
            all.push(if is_open && !self.is_handed_back {
                Problem { severity: crate::domain::problem::Severity::Warning, ..problem }
            } else {
                problem
            });
        }
        all
    }
}

impl Cells {
    fn of(&self, problem: &Problem) -> Place {
        match &problem.place {
            Place::Criterion { id } => {
                let of_reason = problem.code.starts_with("reason_") || problem.code.starts_with("text_");
                self.scores.get(id).map_or_else(|| self.table.clone(), |places| places[usize::from(of_reason)].clone())
            }
            Place::Remark { no } => self.remarks.get(no - 1).cloned().unwrap_or(Place::Whole),
            Place::Field { path } => self.fields.get(path.as_str()).cloned().unwrap_or_else(|| self.table.clone()),
            Place::Whole => self.table.clone(),
            Place::Report { .. } | Place::Cell { .. } => problem.place.clone(),
        }
    }
}

/// The name of a thing beside its cell.
pub(super) fn short(name: &str) -> String {
    crate::domain::form::shown(name.trim())
}

/// What a workbook says of itself; none where it is no fill-in form. An unreadable file is `Invalid`.
pub fn identify(bytes: &[u8]) -> Result<Option<Identity>> {
    let mut workbook = Workbook::open(bytes).map_err(Error::invalid)?;
    Ok(sealed(&mut workbook)?.map(|sealed| sealed.identity))
}

fn sealed(workbook: &mut Workbook<'_>) -> Result<Option<Sealed>> {
    let Some(listed) = workbook.sheets().iter().find(|sheet| sheet.name == HIDDEN).cloned() else {
        return Ok(None);
    };
    let sheet = workbook.read(&listed).map_err(Error::invalid)?;
    Sealed::read(&sheet).map(Some).map_err(Error::invalid)
}

/// The worksheets of ours, by what they are.
#[derive(Default)]
struct Sheets {
    scores: BTreeMap<String, Rows>,
    remarks: BTreeMap<String, OfReport>,
    answered: Option<Answered>,
    has_remarks: bool,
}

/// Reads a filled-in form. Cells that cannot be read are `Invalid`, all of them, each with its place; so is a form whose
/// seal does not hold. Whether the answers are right is for `Filled::at_their_cells` and the rules of an opinion.
pub fn read(bytes: &[u8], asked: &Asked<'_>) -> Result<(FillIn, Vec<Problem>)> {
    let mut workbook = Workbook::open(bytes).map_err(Error::invalid)?;
    let sealed = sealed(&mut workbook)?;
    let sealed = sealed.ok_or_else(|| Error::invalid(Problem::error("fill_in_foreign", Place::Whole)))?;
    if !sealed.is_sealed_with(asked.secret) {
        return Err(Error::invalid(Problem::error("fill_in_altered", Place::Whole)));
    }
    let mut found = Vec::new();
    let sheets = sheets(&mut workbook, asked, &mut found);
    let missing = |name: &str| Problem::error("fill_in_sheet_missing", Place::Whole).with("name", name);
    if !sheets.has_remarks {
        found.push(missing(text("doc.fill_in.sheet_remarks")));
    }
    if sheets.answered.is_none() {
        found.push(missing(text("doc.fill_in.sheet_declaration")));
    }
    Ok(assembled(sealed.identity, sheets, asked, found))
}

fn sheets(workbook: &mut Workbook<'_>, asked: &Asked<'_>, found: &mut Vec<Problem>) -> Sheets {
    let mut all = Sheets::default();
    let listed: Vec<Listed> = workbook.sheets().iter().filter(|sheet| sheet.name != HIDDEN).cloned().collect();
    let numbers: Vec<(String, String)> = asked.reports.iter().map(|(uid, no, _)| (uid.clone(), no.clone())).collect();
    for one in &listed {
        let sheet = match workbook.read(one) {
            Ok(sheet) => sheet,
            Err(problem) => {
                found.push(problem);
                continue;
            }
        };
        let Some(grid) = Grid::of(sheet) else { continue };
        let twice = || Problem::error("fill_in_sheet_twice", grid.sheet.place(1, 0));
        if let Some(uid) = grid.kind.strip_prefix(SCORES) {
            if !asked.reports.iter().any(|(known, _, _)| known == uid) {
                continue;
            }
            let rows = scores::read(&grid, asked.form, found);
            if all.scores.insert(uid.to_owned(), rows).is_some() {
                found.push(twice());
            }
        } else if grid.kind == REMARKS {
            if all.has_remarks {
                found.push(twice());
            }
            all.has_remarks = true;
            all.remarks = remarks::read(&grid, asked.form, &numbers, found);
        } else if grid.kind == DECLARATION {
            if all.answered.is_some() {
                found.push(twice());
            }
            all.answered = Some(declaration::read(&grid, found));
        }
    }
    all
}

fn assembled(
    identity: Identity,
    mut sheets: Sheets,
    asked: &Asked<'_>,
    mut found: Vec<Problem>,
) -> (FillIn, Vec<Problem>) {
    let answered = sheets.answered.unwrap_or_default();
    let (mut reports, mut blank) = (Vec::new(), Vec::new());
    for (uid, no, stored) in asked.reports {
        if !identity.reports.contains(uid) {
            // Added to the task after the form was written: there is nothing on it in here.
            blank.push(uid.clone());
            continue;
        }
        if !sheets.scores.contains_key(uid) {
            let problem = Problem::error("fill_in_scores_missing", Place::Whole);
            found.push(problem.with("report", no));
        }
        let rows = sheets.scores.remove(uid).unwrap_or_default();
        let remarks = sheets.remarks.remove(uid).unwrap_or_default();
        let is_blank = rows.is_blank()
            && remarks.filled.is_empty()
            && answered.reports.get(uid).is_none_or(declaration::OfReport::is_blank);
        if is_blank {
            blank.push(uid.clone());
        } else {
            reports.push(filled(uid, stored, &rows, remarks, &answered, asked.form));
        }
    }
    for one in &mut reports {
        one.cells.unread = found.iter().filter(|p| blocks(std::slice::from_ref(*p))).map(|p| p.place.clone()).collect();
    }
    check_signing(&answered, &identity, !reports.is_empty(), &mut found);
    let reviewed = |uid: &String| asked.reports.iter().any(|(known, _, _)| known == uid);
    let dropped = identity.reports.iter().filter(|uid| !reviewed(uid)).cloned().collect();
    let (name, signed_on) = (answered.name.clone(), answered.date.clone().unwrap_or_default());
    let (errors, warnings) = found.into_iter().partition(|problem| blocks(std::slice::from_ref(problem)));
    (FillIn { identity, name, signed_on, reports, blank, dropped, warnings }, errors)
}

/// Who hands back says so with name and day.
fn check_signing(answered: &Answered, identity: &Identity, is_filled: bool, found: &mut Vec<Problem>) {
    if !answered.handed_back || !is_filled {
        return;
    }
    let place = |field| answered.place(field, "");
    let plain = |name: &str| name.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if answered.name.is_empty() {
        found.push(Problem::error("fill_in_name_missing", place("name")));
    } else if plain(&answered.name) != plain(&identity.expert) {
        let problem = Problem::error("fill_in_name_differs", place("name")).with("text", short(&answered.name));
        found.push(problem.with("name", &identity.expert));
    }
    if answered.date.is_none() {
        found.push(Problem::error("fill_in_date_missing", place("date")));
    }
}

/// The answers to one report, with what stood there before where nothing is said.
fn filled(uid: &str, stored: &Answers, rows: &Rows, remarks: OfReport, answered: &Answered, form: &Form) -> Filled {
    let mut cleared = Vec::new();
    let scores = scores::merged(rows, form, &stored.scores, &mut cleared);
    let (remarks, remark_places): (Vec<NumberedRemark>, Vec<Place>) =
        remarks.merged(&stored.remarks, &mut cleared).into_iter().unzip();
    let own = answered.reports.get(uid);
    let mut kept = |given: Option<&String>, before: &String, name: &str| {
        let Some(given) = given else { return before.clone() };
        if given.is_empty() && !before.is_empty() {
            cleared.push(crate::locale::field(name).to_owned());
        }
        given.clone()
    };
    let conclusion = kept(own.and_then(|own| own.conclusion.as_ref()), &stored.conclusion, "conclusion");
    let merits = kept(own.and_then(|own| own.merits.as_ref()), &stored.merits, "merits");
    let budget_advice = kept(own.and_then(|own| own.budget_advice.as_ref()), &stored.budget_advice, "budget_advice");
    let mut veto = stored.veto.clone();
    for (i, is_ticked) in own.map(|own| own.veto.as_slice()).unwrap_or_default() {
        let Some(item) = form.veto.get(*i) else { continue };
        veto.retain(|known| known != item);
        veto.extend(is_ticked.then(|| item.clone()));
    }
    veto.sort();
    let declared = answered.declared.unwrap_or(stored.declared);
    let fields = ["conclusion", "merits", "budget_advice", "veto", "declared", "remarks"];
    let cells = Cells {
        scores: form.criteria().map(|one| (one.id.clone(), places(rows, form, &one.id))).collect(),
        table: Place::sheet_cell(&rows.sheet, 1, 0),
        remarks: remark_places,
        fields: fields.map(|field| (field, answered.place(field, uid))).into_iter().collect(),
        unread: Vec::new(),
    };
    let answers = Answers { scores, veto, conclusion, remarks, merits, budget_advice, declared };
    Filled { uid: uid.to_owned(), answers, is_handed_back: answered.handed_back, cleared, cells }
}

fn places(rows: &Rows, form: &Form, criterion: &str) -> [Place; 2] {
    [false, true].map(|is_reason| rows.place(form, criterion, is_reason))
}
