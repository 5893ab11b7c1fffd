//! 计分表: the experts' points, the rows' results, the sum and the grade, with everything needed to compute it again by
//! hand. It stands in the unified sheet and alone as 评分汇总表.

use super::{
    CELL, CELL_HEAD, DENSE, DENSE_HEAD, Imprint, center, head_cell, kept_together, left, note, part, row, table,
    table_paper, title,
};
use crate::domain::form::{Form, Group, Level};
use crate::domain::score::NOT_APPLICABLE;
use crate::domain::tally::{Line, Tally};
use crate::error::Result;
use crate::locale::{fill, text};
use tongping_paper::flow::{Block, Cell, Flow, Row, Section, TextStyle};

/// A table of at most so many rows is never divided.
const KEPT_ROWS: usize = 10;

/// 评分汇总表 of a tally without a workspace.
pub fn pdf(form: &Form, tally: &Tally, rule_words: &str) -> Result<Vec<u8>> {
    let heading = fill("doc.summary.title", [("form", form.title.as_str())]);
    let mut blocks = vec![title(&heading)];
    blocks.extend(score_table(form, tally, counted_lines(form, tally)));
    blocks.extend(notes(form, tally, rule_words));
    let mut sections = vec![Section { landscape: true, title: None, blocks }];
    sections.extend(detail(form, tally));
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

/// The lines a score table shows: the tally's rows; where nothing is counted there are no sums, so the criteria.
pub(super) fn counted_lines<'a>(form: &Form, tally: &'a Tally) -> &'a [Line] {
    if form.unscored { &tally.criteria } else { &tally.rows }
}

/// The table of one level: content, full points, one column per expert, result. More than nine experts are set dense,
/// more than thirteen in several tables of at most thirteen columns.
pub(super) fn score_table(form: &Form, tally: &Tally, lines: &[Line]) -> Vec<Block> {
    const WIDEST: usize = 13;
    let all: Vec<usize> = (0..tally.experts.len()).collect();
    if all.is_empty() {
        return Vec::new();
    }
    all.chunks(WIDEST).map(|experts| one_table(form, tally, lines, experts)).collect()
}

/// The points per criterion on a page of their own, from which the groups' points can be added up again; nothing where
/// the rows are criteria already.
pub(super) fn detail(form: &Form, tally: &Tally) -> Option<Section> {
    if tally.level == Level::Criterion || form.unscored {
        return None;
    }
    let mut blocks = Vec::from(part(text("doc.summary.detail")));
    blocks.extend(score_table(form, tally, &tally.criteria));
    blocks.push(note(text("doc.summary.detail_note")));
    Some(Section { landscape: true, title: Some(text("doc.summary.detail").to_owned()), blocks })
}

fn one_table(form: &Form, tally: &Tally, lines: &[Line], experts: &[usize]) -> Block {
    let is_dense = experts.len() > 9 || lines.len() > KEPT_ROWS;
    let (cell, head) = if is_dense { (DENSE, DENSE_HEAD) } else { (CELL, CELL_HEAD) };
    let mut heads = vec![head_cell(text("column.no"), head), head_cell(text("column.content"), head)];
    heads.push(head_cell(text("column.max"), head));
    heads.extend(experts.iter().map(|e| expert_head(tally, *e, head)));
    heads.push(head_cell(text("column.result"), head));
    let mut rows = vec![row(heads)];
    let mut paths = if lines == tally.criteria { paths(form) } else { Vec::new() }.into_iter();
    let mut above = String::new();
    for line in lines {
        if let Some(path) = paths.next().filter(|path| *path != above) {
            let words = left(&path, head).span(4 + experts.len(), 1);
            rows.push(Row { keep_with_next: true, ..row(vec![words]) });
            above = path;
        }
        let max = if form.unscored { "—".to_owned() } else { line.max.to_string() };
        let mut cells = vec![center(&line.id, cell), left(&line.name, cell), center(&max, cell)];
        cells.extend(experts.iter().map(|e| center(&given(line, *e), cell)));
        cells.push(center(&result(form, line), head));
        rows.push(row(cells));
    }
    if !form.unscored {
        rows.push(sum_row(form, tally, lines, experts, head));
    }
    let share = 46.0 / (experts.len() as f32 + 1.0);
    let mut columns = vec![6.0, 40.0, 8.0];
    columns.extend(experts.iter().map(|_| share));
    columns.push(share);
    // A short table stays whole, a long one keeps its sum with the last row.
    let rows = if lines.len() <= KEPT_ROWS { kept_together(rows, 0) } else { sum_with_last(rows) };
    let mut block = table(&columns, 1, rows);
    if is_dense && let Block::Table(table) = &mut block {
        table.padding = (3.0, 1.5);
    }
    block
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

/// What an expert gave: the choice by its name with its points, 不适用, or the points.
fn given(line: &Line, expert: usize) -> String {
    let points = line.given.get(expert).copied().flatten();
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
