//! 计分表: the experts' points, the rows' results, the sum and the grade, with everything needed to compute it again by
//! hand. It stands in the unified sheet and alone as 评分汇总表.

use super::{
    CELL, CELL_HEAD, DENSE, DENSE_HEAD, Imprint, center, head_cell, kept_together, left, note, part, row, table,
    table_paper, title,
};
use crate::domain::form::{Form, Level};
use crate::domain::number::Points;
use crate::domain::tally::{Line, Tally};
use crate::error::Result;
use crate::locale::{fill, text};
use tongping_paper::flow::{Block, Cell, Flow, Section, TextStyle};

/// A table of at most so many rows is never divided.
const KEPT_ROWS: usize = 10;

/// 评分汇总表 of a tally without a workspace.
pub fn pdf(form: &Form, tally: &Tally, rule_words: &str) -> Result<Vec<u8>> {
    let heading = fill("doc.summary.title", [("form", form.title.as_str())]);
    let mut blocks = vec![title(&heading)];
    blocks.extend(score_table(form.total, tally, &tally.rows));
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

/// The table of one level: content, full points, one column per expert, result. More than nine experts are set dense,
/// more than thirteen in several tables of at most thirteen columns.
pub(super) fn score_table(full: Points, tally: &Tally, lines: &[Line]) -> Vec<Block> {
    const WIDEST: usize = 13;
    let all: Vec<usize> = (0..tally.experts.len()).collect();
    if all.is_empty() {
        return Vec::new();
    }
    all.chunks(WIDEST).map(|experts| one_table(full, tally, lines, experts)).collect()
}

/// The points per criterion on a page of their own, from which the groups' points can be added up again; nothing where
/// the rows are criteria already.
pub(super) fn detail(form: &Form, tally: &Tally) -> Option<Section> {
    if tally.level == Level::Criterion {
        return None;
    }
    let mut blocks = Vec::from(part(text("doc.summary.detail")));
    blocks.extend(score_table(form.total, tally, &tally.criteria));
    blocks.push(note(text("doc.summary.detail_note")));
    Some(Section { landscape: true, title: Some(text("doc.summary.detail").to_owned()), blocks })
}

fn one_table(full: Points, tally: &Tally, lines: &[Line], experts: &[usize]) -> Block {
    let is_dense = experts.len() > 9 || lines.len() > KEPT_ROWS;
    let (cell, head) = if is_dense { (DENSE, DENSE_HEAD) } else { (CELL, CELL_HEAD) };
    let mut heads = vec![head_cell(text("column.no"), head), head_cell(text("column.content"), head)];
    heads.push(head_cell(text("column.max"), head));
    heads.extend(experts.iter().map(|e| expert_head(tally, *e, head)));
    heads.push(head_cell(text("column.result"), head));
    let mut rows = vec![row(heads)];
    for line in lines {
        let mut cells = vec![center(&line.id, cell), left(&line.name, cell), center(&line.max.to_string(), cell)];
        cells.extend(experts.iter().map(|e| center(&shown(&line.given.get(*e).copied().flatten()), cell)));
        cells.push(center(&shown(&line.value), head));
        rows.push(row(cells));
    }
    let total = shown(&tally.total);
    let mut sum = vec![head_cell(text("column.sum"), head).span(2, 1), center(&full.to_string(), head)];
    sum.extend(experts.iter().map(|e| center(&shown(&tally.experts[*e].total), head)));
    // The total is the sum of the tally's rows; where these are groups, the criteria are for information only.
    let is_basis = lines == tally.rows.as_slice();
    sum.push(center(if is_basis { &total } else { "" }, head));
    rows.push(row(sum));
    let share = 46.0 / (experts.len() as f32 + 1.0);
    let mut columns = vec![6.0, 40.0, 8.0];
    columns.extend(experts.iter().map(|_| share));
    columns.push(share);
    // A short table stays whole, a long one keeps its sum with the last row.
    let from = if lines.len() <= KEPT_ROWS { 0 } else { lines.len() };
    let mut block = table(&columns, 1, kept_together(rows, from));
    if is_dense && let Block::Table(table) = &mut block {
        table.padding = (3.0, 1.5);
    }
    block
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
