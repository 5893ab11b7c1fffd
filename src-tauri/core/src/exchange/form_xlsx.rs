//! The form as a workbook: a worksheet that looks like the printed table, and one named 设置 for what such a table does
//! not say. Tables typed from paper are read as they are; what is guessed is told, what is wrong is told with its cell.

mod amounts;
mod local_weights;
mod names;
mod notation;
mod rows;
mod settings;
mod table;
mod tree;
mod words;
mod write;

pub use write::write;

use super::workbook::{Cell, Content, Listed, Sheet, Workbook};
use crate::domain::form::{Choice, Deduction, Form, Missing, TallyRules, shown};
use crate::domain::number::Points;
use crate::domain::problem::{Place, Problem, blocks};
use crate::error::{Error, Result};
use crate::form_file;
use crate::json::{self, Fields, Tree as Json};
use rust_decimal::Decimal;
use settings::Settings;
use std::path::Path;
use table::Heads;

/// A workbook is at most this long (bytes).
pub const MAX_BYTES: usize = super::workbook::MAX_BYTES;

/// What the person says beside the file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// Name of the file without its folder and ending: the code of the form where nothing else names one.
    pub name: &'a str,
    /// The worksheet to read; none = the first visible one with a table.
    pub sheet: Option<&'a str>,
    /// The code of the form, whatever the file says.
    pub code: Option<&'a str>,
    /// The version of the form, whatever the file says.
    pub version: Option<&'a str>,
}

/// Reads a form out of a workbook. Errors come all together, each with its cell; warnings are returned beside the form.
pub fn read(bytes: &[u8], asked: Asked<'_>) -> Result<(Form, Vec<Problem>)> {
    let mut import = Import::default();
    let form = import.form(bytes, asked).map_err(Error::invalid)?;
    let problems = import.finish(&form);
    if blocks(&problems) { Err(Error::Invalid(problems)) } else { Ok((form, problems)) }
}

/// Reads a form out of the workbook at `path`; its file name stands in for a code nobody names.
pub fn read_file(path: &Path, asked: Asked<'_>) -> Result<(Form, Vec<Problem>)> {
    let bytes = crate::file::read_whole(path, MAX_BYTES)?;
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    read(&bytes, Asked { name: &name, ..asked })
}

/// Whether a path ends like a workbook.
pub fn is_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

/// The bytes of a form for a file of that name: a workbook, or the JSON file. Another ending is refused.
pub fn bytes_for(path: &Path, form: &Form) -> Result<Vec<u8>> {
    if is_workbook(path) {
        return write(form);
    }
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        return Ok(form_file::for_people(form).into_bytes());
    }
    Err(Error::refused_with("form_export_ending", [("path", path.display().to_string())]))
}

/// What is collected while a workbook is read.
#[derive(Debug, Default)]
struct Import {
    problems: Vec<Problem>,
    /// Where the fields of the form stand in the workbook.
    places: Vec<(String, Place)>,
    /// Cells with points that are computed.
    formulas: Vec<Place>,
    /// Cells with points that could not be read.
    unread: Vec<rows::At>,
    /// Written by this program: every text counts as it stands.
    is_own: bool,
    is_unscored: Option<bool>,
    /// Whether the settings name the full points.
    is_total_set: bool,
}

impl Import {
    fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn put(&mut self, path: &str, place: Place) {
        self.places.push((path.to_owned(), place));
    }

    /// The text of a cell: as it stands in a workbook of our own, without blanks around elsewhere.
    fn text(&self, cell: &Cell) -> String {
        match &cell.content {
            Content::Text(text) if self.is_own => {
                let quoted = text.starts_with('"').then(|| serde_json::from_str(text).ok()).flatten();
                quoted.unwrap_or_else(|| text.clone())
            }
            _ => cell.text().replace("\r\n", "\n").replace('\r', "\n"),
        }
    }

    /// The form as far as it can be read; an error only where there is none to speak of.
    fn form(&mut self, bytes: &[u8], asked: Asked<'_>) -> std::result::Result<Form, Problem> {
        let mut workbook = Workbook::open(bytes)?;
        let listed: Vec<Listed> = workbook.sheets().to_vec();
        let mut settings = Settings::default();
        if let Some(sheet) = listed.iter().find(|sheet| sheet.name.trim() == settings::SHEET) {
            let sheet = workbook.read(sheet)?;
            settings = settings::read(self, &sheet);
        }
        self.is_unscored = settings.is_unscored;
        self.is_total_set = settings.total.is_some();
        let (sheet, mut heads) = table_of(&mut workbook, &listed, asked.sheet)?;
        if asked.sheet.is_none() {
            self.tell_others(&mut workbook, &listed, &sheet);
        }
        heads.settle_key_points(&sheet);
        self.problems.extend(heads.problems(&sheet));
        let title = heads.title(&sheet);
        let rows = rows::read(self, &sheet, &heads);
        let leaves = rows.entries.iter().filter(|entry| entry.level == rows::LEAF).count();
        if leaves > form_file::MAX_CRITERIA {
            let problem = Problem::error("form_too_many_criteria", sheet.place(heads.row, 0));
            return Err(problem.with("most", form_file::MAX_CRITERIA));
        }
        self.problems.extend(heads.ignored(&sheet, &rows));
        self.tell_hidden(&sheet, &heads, &rows);
        let sum = rows.sums.first().map(|sum| sum.at);
        let tree = tree::build(self, &sheet, &heads, rows, settings.total);
        self.put("groups", sheet.place(heads.row, 0));
        if let Some((_, row, column)) = &title {
            self.put("title", sheet.place(*row, *column));
        }
        if let Some(sum) = sum.filter(|_| settings.total.is_none()) {
            self.put("total", sheet.place(sum.0, sum.1));
        }
        let title = title.map(|(title, _, _)| title);
        Ok(self.assemble(settings, tree, title, &sheet, asked))
    }

    /// Tells which other worksheets look like forms.
    fn tell_others(&mut self, workbook: &mut Workbook<'_>, listed: &[Listed], sheet: &Sheet) {
        let mut names = Vec::new();
        let later = listed.iter().skip_while(|one| one.name != sheet.name).skip(1);
        for one in later.filter(|one| !one.is_hidden && one.name.trim() != settings::SHEET) {
            if workbook.read(one).is_ok_and(|read| Heads::find(&read).is_some()) {
                names.push(shown(&one.name));
            }
        }
        if !names.is_empty() {
            let problem = Problem::warning("form_sheet_others", sheet.place(1, 0));
            self.push(problem.with("name", shown(&sheet.name)).with("names", names.join("、")));
        }
    }

    /// Tells that rows and columns which people do not see were read.
    fn tell_hidden(&mut self, sheet: &Sheet, heads: &Heads, rows: &rows::Rows) {
        let hidden = rows.entries.iter().filter(|entry| sheet.is_row_hidden(entry.at.0));
        let names: Vec<String> = hidden.map(|entry| shown(&entry.name)).collect();
        if let Some(first) = rows.entries.iter().find(|entry| sheet.is_row_hidden(entry.at.0)) {
            let problem = Problem::warning("form_sheet_row_hidden", sheet.place(first.at.0, first.at.1));
            self.push(problem.with("names", shown(&names.join("、"))));
        }
        let columns = heads.columns.iter().filter(|column| column.role != words::Role::Ignored);
        for column in columns.filter(|column| sheet.is_column_hidden(column.at)) {
            let problem = Problem::warning("form_sheet_column_hidden", sheet.place(heads.row, column.at));
            self.push(problem.with("name", shown(&column.head)));
        }
    }

    /// Puts the table and the settings together; where neither says anything, the defaults, with a warning.
    fn assemble(
        &mut self,
        settings: Settings,
        tree: tree::Tree,
        title: Option<String>,
        sheet: &Sheet,
        asked: Asked<'_>,
    ) -> Form {
        let default = TallyRules::default();
        let has_optional = tree.groups.iter().flat_map(crate::domain::form::Group::all_criteria).any(|c| c.optional);
        // 不适用 needs a policy; scaling the rest to full points is the one in use (domain rules §1.2).
        let missing = if has_optional { Missing::Renormalise } else { default.missing };
        let half = Points::new(Decimal::new(5, 1));
        self.tell_defaults(&settings, &tree, has_optional, asked, sheet);
        let own_name = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        Form {
            format: form_file::FORMAT,
            id: own_name(asked.code).or(settings.id).unwrap_or_else(|| asked.name.trim().to_owned()),
            version: own_name(asked.version).or(settings.version).unwrap_or_else(|| "1.0.0".to_owned()),
            title: settings.title.or(title).unwrap_or_else(|| asked.name.trim().to_owned()),
            evidence: settings.evidence.unwrap_or_else(|| "设计".to_owned()),
            source: settings.source.unwrap_or_default(),
            total: settings.total.unwrap_or(if tree.is_unscored { Points::ZERO } else { tree.total }),
            step: settings.step.unwrap_or(if tree.is_unscored { Points::ZERO } else { half }),
            reason_below: settings.reason_below,
            reason: settings.reason,
            unscored: tree.is_unscored,
            fields: settings.fields,
            grades: settings.grades,
            veto: settings.veto,
            conclusions: settings.conclusions,
            groups: tree.groups,
            checks: settings.checks,
            tally: TallyRules {
                rule: settings.rule.unwrap_or(default.rule),
                level: settings.level.unwrap_or(default.level),
                places: settings.places.unwrap_or(default.places),
                rounding: settings.rounding.unwrap_or(default.rounding),
                missing: settings.missing.unwrap_or(missing),
                min_panel: settings.min_panel.unwrap_or(default.min_panel),
                weights: settings.weights,
                signals: settings.signals,
            },
        }
    }

    fn tell_defaults(
        &mut self,
        settings: &Settings,
        tree: &tree::Tree,
        has_optional: bool,
        asked: Asked<'_>,
        sheet: &Sheet,
    ) {
        if self.is_own {
            return;
        }
        let whole = || sheet.place(1, 0);
        if tree.is_unscored && settings.is_unscored.is_none() {
            self.push(Problem::warning("form_sheet_unscored", whole()));
        }
        if has_optional && settings.missing.is_none() {
            self.push(Problem::warning("form_sheet_renormalise", whole()));
        }
        let mut names = Vec::new();
        if asked.version.is_none() && settings.version.is_none() {
            names.push("版本 1.0.0");
        }
        if !tree.is_unscored && settings.step.is_none() {
            names.push("步长 0.5");
        }
        if settings.rule.is_none() {
            names.push("计分规则 算术平均");
        }
        if settings.grades.is_empty() && !tree.is_unscored {
            names.push("不分等级");
        }
        if settings.conclusions.is_empty() {
            names.push("不设结论");
        }
        if !names.is_empty() {
            self.push(Problem::warning("form_sheet_defaults", whole()).with("names", names.join("、")));
        }
    }

    /// All problems: those of the cells, then those of the form, each at the cell its field came from.
    fn finish(&mut self, form: &Form) -> Vec<Problem> {
        if let Some(first) = self.formulas.first().cloned() {
            let problem = Problem::warning("form_sheet_formula", first).with("n", self.formulas.len());
            self.problems.push(problem);
        }
        let named: Vec<Place> = self.problems.iter().filter(|p| is_error(p)).map(|p| p.place.clone()).collect();
        let mut all = std::mem::take(&mut self.problems);
        // Through the file, so that what is accepted here can also be stored and read back.
        let (_, semantic) = form_file::examine(&form_file::canonical(form));
        for problem in semantic {
            let place = self.place_of(&problem.place);
            // A total that the settings do not state is what the rows add up to.
            let is_sum = problem.place == Place::field("total")
                && !self.is_total_set
                && matches!(problem.code, "number_not_positive" | "form_sum_differs");
            let follows = named.contains(&place)
                || is_sum
                || (!self.unread.is_empty() && problem.code.starts_with("form_sum"))
                || (problem.code == "form_sum_differs"
                    && all.iter().any(|p| p.code == "form_sheet_total_differs" && p.place == place));
            let of_points =
                ["form_choice_above_max", "form_deduction_above_max", "form_max_off_step", "number_not_positive"];
            let is_on_unread_row =
                matches!(&place, Place::Cell { row, .. } if self.unread.iter().any(|at| at.0 == *row));
            let follows = follows || (is_on_unread_row && of_points.contains(&problem.code));
            if !follows {
                all.push(Problem { place, ..problem });
            }
        }
        all
    }

    /// The cell of a field of the form: its own, or that of the nearest thing around it.
    fn place_of(&self, place: &Place) -> Place {
        let Place::Field { path } = place else { return place.clone() };
        let holds =
            |known: &str| path.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        let nearest = self.places.iter().filter(|(known, _)| holds(known)).max_by_key(|(known, _)| known.len());
        nearest.map_or_else(|| place.clone(), |(_, place)| place.clone())
    }

    fn json_choices(&mut self, text: &str, is_unscored: bool, place: Place) -> Vec<Choice> {
        self.json_list(text, place, |fields| form_file::choice(fields, is_unscored))
    }

    fn json_deductions(&mut self, text: &str, place: Place) -> Vec<Deduction> {
        self.json_list(text, place, form_file::deduction)
    }

    /// A list in JSON, for what the plain words of a cell cannot say.
    fn json_list<T>(&mut self, text: &str, place: Place, read: impl Fn(Fields<'_>) -> T) -> Vec<T> {
        let mut found = Vec::new();
        let list = match json::parse(text) {
            Ok(Json::List(items)) => items.iter().map(|item| read(Fields::new(item, "", &mut found))).collect(),
            Ok(_) | Err(_) => {
                found.push(Problem::error("json_syntax", place.clone()));
                Vec::new()
            }
        };
        self.problems.extend(found.into_iter().map(|problem| Problem { place: place.clone(), ..problem }));
        list
    }
}

fn is_error(problem: &Problem) -> bool {
    problem.severity == crate::domain::problem::Severity::Error
}

/// The worksheet with the table: the one that is asked for, or the first that people see.
fn table_of(
    workbook: &mut Workbook<'_>,
    listed: &[Listed],
    asked: Option<&str>,
) -> std::result::Result<(Sheet, Heads), Problem> {
    if let Some(name) = asked {
        let Some(sheet) = listed.iter().find(|sheet| sheet.name == name) else {
            let known: Vec<_> = listed.iter().map(|sheet| shown(&sheet.name)).collect();
            let problem = Problem::error("form_sheet_missing", Place::Whole).with("name", shown(name));
            return Err(problem.with("known", known.join("、")));
        };
        let sheet = workbook.read(sheet)?;
        let place = sheet.place(1, 0);
        return Heads::find(&sheet)
            .map(|heads| (sheet, heads))
            .ok_or_else(|| Problem::error("form_sheet_no_table", place));
    }
    let mut first = None;
    for sheet in listed.iter().filter(|sheet| !sheet.is_hidden && sheet.name.trim() != settings::SHEET) {
        let sheet = workbook.read(sheet)?;
        if let Some(heads) = Heads::find(&sheet) {
            return Ok((sheet, heads));
        }
        first.get_or_insert(sheet.place(1, 0));
    }
    Err(Problem::error("form_sheet_no_table", first.unwrap_or(Place::Whole)))
}
