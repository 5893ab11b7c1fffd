//! 计分表: the experts' points, the rows' results, the sum and the grade, with everything needed to compute it again by
//! hand. It stands in the unified sheet and alone as 评分汇总表.

use super::form_words::ems;
use super::{
    CELL, CELL_HEAD, DENSE, DENSE_HEAD, Imprint, center, head_cell, kept_together, left, note, part, row, table,
    table_paper, title,
};
use crate::domain::exact::Exact;
use crate::domain::form::{Form, Group, Level, Missing};
use crate::domain::number::{Points, Shown};
use crate::domain::record::{AgreedRecord, CorrectionRecord};
use crate::domain::score::NOT_APPLICABLE;
use crate::domain::tally::{Line, Tally};
use crate::error::Result;
use crate::locale::{fill, text};
use tongping_paper::flow::{Block, Cell, Flow, Row, Section, TextStyle};

/// A table of at most so many rows is never divided.
const KEPT_ROWS: usize = 7;

/// 评分汇总表 of a tally without a workspace.
pub fn pdf(form: &Form, tally: &Tally, rule_words: &str) -> Result<Vec<u8>> {
    let heading = summary_title(form)?;
    let mut blocks = vec![title(&heading)];
    blocks.extend(score_table(form, tally, counted_lines(form, tally), Marks::default()));
    blocks.extend(notes(form, tally, rule_words));
    let mut sections = vec![Section { landscape: true, title: None, blocks }];
    sections.extend(detail(form, tally, Marks::default()));
    let flow = Flow { sections };
    let content = serde_json::to_string(tally).map_err(|source| crate::error::Error::bug("paper", source))?;
    let sha256 = crate::hex(&<sha2::Sha256 as sha2::Digest>::digest(content.as_bytes()));
    let imprint = Imprint {
        title: &heading,
        author: text("product.name"),
        number: None,
        form: Some((&form.id, &form.version)),
        sha256: Some(&sha256),
        at: "",
    };
    table_paper(&flow, &imprint)
}

/// What the summary is called: as the kinds of sessions call it that review with this form, if they agree.
fn summary_title(form: &Form) -> Result<String> {
    let kinds = crate::kind_file::built_in()?;
    let mut titles: Vec<String> =
        kinds.iter().filter(|kind| kind.admits(&form.id)).map(|kind| kind.rules_for(&form.id).titles.summary).collect();
    titles.dedup();
    Ok(match titles.as_slice() {
        [title] => fill("doc.summary.kind_title", [("title", title.as_str()), ("form", form.title.as_str())]),
        _ => fill("doc.summary.title", [("form", form.title.as_str())]),
    })
}

/// The lines a score table shows: the tally's rows; where nothing is counted there are no sums, so the criteria.
pub(super) fn counted_lines<'a>(form: &Form, tally: &'a Tally) -> &'a [Line] {
    if form.unscored { &tally.criteria } else { &tally.rows }
}

/// The cells that are not as the experts gave them: agreed in discussion, or corrected since. Each bears a mark that
/// refers to the notes.
#[derive(Clone, Copy, Default)]
pub(super) struct Marks<'a> {
    /// 合议分.
    pub(super) agreed: &'a [AgreedRecord],
    /// 更正, in the order of their notes.
    pub(super) corrections: &'a [CorrectionRecord],
}

impl Marks<'_> {
    /// What is added to a result: 合 where it rests on an agreed score.
    fn of_result(self, covered: &[&str]) -> String {
        let is_agreed = self.agreed.iter().any(|agreed| covered.contains(&agreed.criterion.as_str()));
        if is_agreed { format!(" {}", text("doc.score.agreed_mark")) } else { String::new() }
    }

    /// What is added to an expert's points: 更1、2, by the numbers of the corrections.
    fn of_expert(self, expert: &str, covered: &[&str]) -> String {
        let is_here = |one: &CorrectionRecord| one.expert == expert && covered.contains(&one.criterion.as_str());
        let all = self.corrections.iter().enumerate().filter(|(_, one)| is_here(one));
        let numbers: Vec<_> = all.map(|(i, _)| (i + 1).to_string()).collect();
        if numbers.is_empty() {
            return String::new();
        }
        format!(" {}", fill("doc.score.corrected_mark", [("no", numbers.join("、").as_str())]))
    }

    /// What the marks mean.
    pub(super) fn notes(self) -> Vec<Block> {
        let agreed = (!self.agreed.is_empty()).then(|| note(text("doc.score.marks_agreed")));
        let corrected = (!self.corrections.is_empty()).then(|| note(text("doc.score.marks_corrected")));
        agreed.into_iter().chain(corrected).collect()
    }
}

/// The table of one level: content, full points, one column per expert, result. A table that would not stand below the
/// head of its paper, and one of many experts, is set dense; more than ten experts are set in several tables of about
/// the same width.
pub(super) fn score_table(form: &Form, tally: &Tally, lines: &[Line], marks: Marks<'_>) -> Vec<Block> {
    const MOST_EXPERTS: usize = 10;
    let all: Vec<usize> = (0..tally.experts.len()).collect();
    if all.is_empty() {
        return Vec::new();
    }
    let tables = all.len().div_ceil(MOST_EXPERTS);
    let chunks = all.chunks(all.len().div_ceil(tables));
    let mut blocks = Vec::new();
    for experts in chunks {
        if !blocks.is_empty() {
            blocks.push(Block::Space(9.0));
        }
        blocks.push(one_table(form, tally, lines, experts, marks));
    }
    blocks
}

/// The points per criterion on a page of their own, from which the groups' points can be added up again; nothing where
/// the rows are criteria already.
pub(super) fn detail(form: &Form, tally: &Tally, marks: Marks<'_>) -> Option<Section> {
    if tally.level == Level::Criterion || form.unscored {
        return None;
    }
    let mut blocks = Vec::from(part(text("doc.summary.detail")));
    blocks.extend(score_table(form, tally, &tally.criteria, marks));
    let has_gaps = tally.criteria.iter().any(|line| line.given.iter().any(Option::is_none));
    let is_scaled = has_gaps && tally.missing == Missing::Renormalise;
    blocks.push(note(text(if is_scaled { "doc.summary.detail_note_scaled" } else { "doc.summary.detail_note" })));
    Some(Section { landscape: true, title: Some(text("doc.summary.detail").to_owned()), blocks })
}

fn one_table(form: &Form, tally: &Tally, lines: &[Line], experts: &[usize], marks: Marks<'_>) -> Block {
    // Head, sum and the line that says who is left out.
    let high = lines.len() + 2 + usize::from(!tally.dropped.is_empty());
    let is_dense = experts.len() > 6 || high > 8;
    let (cell, head) = if is_dense { (DENSE, DENSE_HEAD) } else { (CELL, CELL_HEAD) };
    let is_detail = lines == tally.criteria;
    let mut heads = vec![head_cell(text("column.no"), head), head_cell(text("column.content"), head)];
    heads.extend((!form.unscored).then(|| head_cell(text("column.max"), head)));
    heads.extend(experts.iter().map(|e| expert_head(tally, *e, head)));
    heads.push(head_cell(text("column.result"), head));
    let columns = heads.len();
    let mut rows = vec![row(heads)];
    let mut paths = if is_detail { paths(form) } else { Vec::new() }.into_iter();
    let mut above = String::new();
    for line in lines {
        if let Some(path) = paths.next().filter(|path| *path != above) {
            let words = left(&path, head).span(columns, 1);
            rows.push(Row { keep_with_next: true, ..row(vec![words]) });
            above = path;
        }
        // A group and a criterion may bear the same id.
        let covered: Vec<&str> = match form.group(&line.id).filter(|_| !is_detail) {
            Some(group) => group.all_criteria().iter().map(|criterion| criterion.id.as_str()).collect(),
            None => vec![&line.id],
        };
        let mut cells = vec![center(&line.id, cell), left(&line.name, cell)];
        cells.extend((!form.unscored).then(|| center(&line.max.to_string(), cell)));
        cells.extend(experts.iter().map(|e| {
            let mark = marks.of_expert(&tally.experts[*e].name, &covered);
            center(&(given(form, line, *e) + &mark), cell)
        }));
        cells.push(center(&(result(form, line) + &marks.of_result(&covered)), head));
        rows.push(row(cells));
    }
    if !form.unscored {
        rows.push(sum_row(form, tally, lines, experts, head));
    }
    // A short table stays whole, a long one keeps its sum with the last row.
    let rows = if lines.len() <= KEPT_ROWS { kept_together(rows, 0) } else { sum_with_last(rows) };
    let mut block = table(&widths(form, tally, lines, experts, cell.size), 1, rows);
    if is_dense && let Block::Table(table) = &mut block {
        table.padding = (3.0, 1.5);
    }
    block
}

/// The columns in points: numbers and names as wide as they need, so that none is broken; the rest is the content's.
fn widths(form: &Form, tally: &Tally, lines: &[Line], experts: &[usize], em: f32) -> Vec<f32> {
    const TURNED: f32 = 637.8;
    let longest = |all: &mut dyn Iterator<Item = &str>| all.map(ems).fold(0.0, f32::max);
    let no = (longest(&mut lines.iter().map(|line| line.id.as_str())) * em + 10.0).clamp(36.0, 64.0);
    let max = if form.unscored { 0.0 } else { 36.0 };
    // Names of three characters and totals as 100.00 fit.
    let names = longest(&mut experts.iter().map(|e| tally.experts[*e].name.as_str()));
    let least = names.clamp(3.2, 4.4) * em + 8.0;
    // Where nothing is counted the result is a row of counts.
    let results = if form.unscored { 3.0 } else { 1.0 };
    let shares = experts.len() as f32 + results;
    let content = (longest(&mut lines.iter().map(|line| line.name.as_str())) * em + 12.0).clamp(120.0, 290.0);
    let share = ((TURNED - no - max - content) / shares).clamp(least, least.max(80.0));
    let mut columns = vec![no, TURNED - no - max - share * shares];
    columns.extend((!form.unscored).then_some(max));
    columns.extend(experts.iter().map(|_| share));
    columns.push(share * results);
    columns
}

fn sum_row(form: &Form, tally: &Tally, lines: &[Line], experts: &[usize], head: TextStyle) -> Row {
    let total = shown(&tally.total);
    let mut sum = vec![head_cell(text("column.sum"), head).span(2, 1), center(&form.total.to_string(), head)];
    sum.extend(experts.iter().map(|e| center(&shown(&tally.experts[*e].total), head)));
    // The total is the sum of the tally's rows; where these are groups, the criteria are for information only.
    let is_basis = lines == tally.rows.as_slice();
    sum.push(center(if is_basis { &total } else { "" }, head));
    row(sum)
}

fn sum_with_last(rows: Vec<Row>) -> Vec<Row> {
    let from = rows.len().saturating_sub(2);
    kept_together(rows, from)
}

/// What an expert gave: the choice by its name with its points, 不适用, or the points. A group's points scaled to what
/// applies may have no end: they are shown with the form's places.
fn given(form: &Form, line: &Line, expert: usize) -> String {
    let rules = &form.tally;
    let places = |points: Points| points.value().normalize().scale();
    let rounded =
        |points| Shown::new(Exact::from(points).round(rules.places, rules.rounding), rules.places).to_string();
    let points = line.given.get(expert).copied().flatten();
    let points = points.map(|points| if places(points) > 3 { rounded(points) } else { points.to_string() });
    match (line.marks.get(expert).and_then(Option::as_deref), points) {
        (Some(mark), Some(points)) => format!("{mark} {points}"),
        (Some(mark), None) => mark.to_owned(),
        (None, points) => shown(&points),
    }
}

/// The result of a row; where nothing is counted, how many chose what, from the best choice down: 优3 良2.
fn result(form: &Form, line: &Line) -> String {
    if !form.unscored {
        return shown(&line.value);
    }
    let choices = form.criterion(&line.id).map_or_else(Vec::new, |criterion| criterion.choices.clone());
    let names = choices.iter().map(|choice| choice.name.as_str()).chain([NOT_APPLICABLE]);
    let counts = names.filter_map(|name| {
        let n = line.marks.iter().flatten().filter(|mark| *mark == name).count();
        (n > 0).then(|| format!("{name}{n}"))
    });
    let counts: Vec<_> = counts.collect();
    if counts.is_empty() { "—".to_owned() } else { counts.join(" ") }
}

/// The groups above each criterion, in words, where there are more levels than one: then names alone may be ambiguous.
fn paths(form: &Form) -> Vec<String> {
    fn below(groups: &[Group], above: &[&str], found: &mut Vec<String>) {
        for group in groups {
            let names = [above, &[group.name.as_str()]].concat();
            below(&group.groups, &names, found);
            let max = group.max.to_string();
            let words = fill("doc.summary.group", [("name", names.join("—").as_str()), ("max", max.as_str())]);
            found.extend(group.criteria.iter().map(|_| words.clone()));
        }
    }
    let mut found = Vec::new();
    if form.levels() > 1 {
        below(&form.groups, &[], &mut found);
    }
    found
}

fn expert_head(tally: &Tally, e: usize, head: TextStyle) -> Cell {
    let expert = &tally.experts[e];
    let key = if tally.dropped.first() == Some(&expert.name) { "doc.dropped_high" } else { "doc.dropped_low" };
    let words = if expert.dropped { format!("{}\n{}", expert.name, text(key)) } else { expert.name.clone() };
    head_cell(&words, head)
}

fn shown(value: &Option<impl std::fmt::Display>) -> String {
    value.as_ref().map_or_else(|| "—".to_owned(), ToString::to_string)
}

/// The rule in words, who was dropped, the bands, and the range of the experts' totals.
pub(super) fn notes(form: &Form, tally: &Tally, rule_words: &str) -> Vec<Block> {
    let mut lines = vec![note(fill("doc.rule", [("rule", rule_words)]))];
    if let [highest, lowest] = tally.dropped.as_slice() {
        lines.push(note(fill("doc.dropped", [("highest", highest.as_str()), ("lowest", lowest.as_str())])));
    }
    let totals: Vec<_> = tally.experts.iter().filter_map(|expert| expert.total).collect();
    let highest = totals.iter().max_by_key(|total| total.points());
    let lowest = totals.iter().min_by_key(|total| total.points());
    if let (Some(highest), Some(lowest)) = (highest, lowest) {
        let (highest, lowest) = (highest.to_string(), lowest.to_string());
        lines.push(note(fill("doc.range", [("highest", highest.as_str()), ("lowest", lowest.as_str())])));
    }
    if !form.grades.is_empty() {
        lines.push(note(fill("doc.bands", [("bands", bands(form).as_str())])));
    }
    if tally.note_needed
        && let Some(mean) = tally.mean_of_totals
    {
        lines.push(note(fill("doc.note_differs", [("mean", mean.to_string().as_str())])));
    }
    lines
}

/// 优：90分（含）以上；良：80分（含）至90分 …
pub(super) fn bands(form: &Form) -> String {
    let mut above: Option<String> = None;
    let band = |band: &crate::domain::form::Band| {
        let from = band.from.to_string();
        let words = match &above {
            None => fill("doc.band_top", [("name", band.name.as_str()), ("from", from.as_str())]),
            Some(to) => fill("doc.band", [("name", band.name.as_str()), ("from", from.as_str()), ("to", to.as_str())]),
        };
        above = Some(from);
        words
    };
    form.grades.iter().map(band).collect::<Vec<_>>().join("；")
}
