//! The blank form to print (预览打印, 空白评分表): head fields to fill in, the table of criteria with how each is scored,
//! the rules in words, veto items and conclusions with boxes, a line to sign on (domain rules §9.4).

use super::form_words;
use super::levels::{Leaf, Levels};
use super::{
    DENSE, DENSE_HEAD, Imprint, NOTE, Pair, boxes, center, head_cell, head_fields, kept_together, left, note, part,
    row, signature_fields, table_paper, title,
};
use crate::domain::form::{Form, HeadField};
use crate::error::Result;
use crate::locale::{fill, text};
use tongping_paper::flow::{Align, Block, Cell, Flow, Paragraph, Row, Section, Table, Width};

/// Width of the text area, upright and turned (GB/T 9704-2012: 156 mm, 225 mm), in points.
const UPRIGHT: f32 = 442.2;
const TURNED: f32 = 637.8;
/// Most lines of type a row should take on an upright page; a form with longer ones is turned.
const MOST_LINES: f32 = 9.0;
/// Room to write a score or a reason by hand.
const ROW_HEIGHT: f32 = 27.0;
/// The fields of a report every paper begins with, and those of the expert; those marked take a row of their own.
const HEAD: &[(&str, bool)] = &[
    ("field.title", true),
    ("field.unit", false),
    ("field.department", false),
    ("field.agency", false),
    ("field.lead", false),
    ("field.review_type", false),
    ("field.year", false),
    ("field.amount", false),
    ("field.budget_book", false),
    ("field.edition", false),
    ("field.meeting", false),
];
const EXPERT: &[(&str, bool)] =
    &[("field.expert", false), ("field.employer", false), ("field.job_title", false), ("field.field", false)];
/// Numbers of the parts.
const NUMERALS: [&str; 5] = ["一", "二", "三", "四", "五"];

/// The blank form. `sha256` is the hash of an issued version, printed as its check code; without it the form is a draft
/// and marked as such. The bytes depend on nothing else.
pub fn pdf(form: &Form, sha256: Option<&str>) -> Result<Vec<u8>> {
    let columns = Columns::of(form);
    let mut blocks = vec![title(&form.title)];
    let number = fill("doc.form.number", [("id", form.id.as_str()), ("version", form.version.as_str())]);
    blocks.push(Block::Paragraph(Paragraph::new(number, NOTE, Align::Right)));
    blocks.push(Block::Space(4.0));
    let share = if columns.landscape { [13.0, 37.0, 13.0, 37.0] } else { [18.0, 32.0, 18.0, 32.0] };
    blocks.push(head_fields(&heads(form), &share));
    let mut parts = NUMERALS.iter();
    let mut head = |key: &str| {
        let number = parts.next().copied().unwrap_or_default();
        part(&fill("doc.form.part", [("number", number), ("name", text(key))]))
    };
    blocks.extend(head(if form.unscored { "doc.form.judging" } else { "doc.form.scoring" }));
    blocks.push(criteria(form, &columns));
    blocks.extend(head(if form.unscored { "doc.form.judging_rules" } else { "doc.form.scoring_rules" }));
    let mut rules = form_words::rules(form);
    rules.push(form_words::evidence(form));
    blocks.extend(rules.iter().enumerate().map(|(i, words)| note(format!("{}. {words}", i + 1))));
    if !form.veto.is_empty() {
        blocks.extend(head("doc.form.veto"));
        blocks.extend(form.veto.iter().map(|item| note(format!("☐ {item}"))));
        blocks.extend(veto_note(form));
    }
    // The conclusions stand on one page with the signature.
    let mut end = Vec::new();
    if form.open_conclusions().next().is_some() {
        end.extend(head("doc.form.conclusion"));
        end.extend(conclusions(form));
    }
    end.extend(signature());
    blocks.push(Block::Keep(end));
    let flow = Flow { sections: vec![Section { landscape: columns.landscape, title: None, blocks }] };
    let imprint = Imprint {
        title: &form.title,
        author: text("product.name"),
        number: None,
        form: Some((&form.id, &form.version)),
        sha256,
        at: "",
    };
    table_paper(&flow, &imprint)
}

fn heads(form: &Form) -> Vec<Pair> {
    let known = |(key, is_wide): &(&str, bool)| (text(key).to_owned(), String::new(), *is_wide);
    let own = |field: &HeadField| {
        let blank = form_words::blank(field);
        let is_wide = blank.chars().count() > 16;
        (field.name.clone(), blank, is_wide)
    };
    let mut pairs: Vec<Pair> = HEAD.iter().map(known).collect();
    pairs.extend(form.fields.iter().map(own));
    pairs.extend(EXPERT.iter().map(known));
    let declaration = format!("☐{}", text("doc.opinion.declaration"));
    pairs.push((text("field.declaration").to_owned(), declaration, true));
    pairs
}

/// The columns of the table of criteria in points, and whether they need a turned page.
struct Columns {
    landscape: bool,
    has_words: bool,
    has_weights: bool,
    /// Room of the words of a criterion, in em.
    room: f32,
    widths: Vec<f32>,
}

impl Columns {
    fn of(form: &Form) -> Self {
        let longest =
            |texts: &mut dyn Iterator<Item = String>| texts.map(|text| form_words::ems(&text)).fold(0.0, f32::max);
        let name = longest(&mut form.criteria().map(|criterion| criterion.name.clone()));
        let words =
            longest(&mut form.criteria().map(|criterion| form_words::criterion(form, criterion, f32::INFINITY)));
        let id = longest(&mut form.criteria().map(|criterion| criterion.id.clone()));
        let choice = longest(&mut form.criteria().flat_map(|criterion| &criterion.choices).map(|c| c.name.clone()));
        let group = longest(&mut form.all_groups().into_iter().map(|(group, _, _)| group.name.clone()));
        let levels = Levels::of(form).columns;
        let (has_words, has_weights) = (words > 0.0, form.is_weighted());
        let set = |landscape: bool| {
            let mut widths =
                vec![(group * DENSE.size + 10.0).clamp(50.0, if levels == 1 { 74.0 } else { 54.0 }); levels];
            widths.push((id * DENSE.size + 10.0).clamp(32.0, 60.0));
            let at = widths.len();
            let mut right = vec![36.0; if form.unscored { 0 } else { 1 + usize::from(has_weights) }];
            right.push(if form.unscored { ((choice + 1.0) * DENSE.size + 10.0).clamp(64.0, 96.0) } else { 38.0 });
            right.push(match (landscape, has_words) {
                (_, false) => 120.0,
                (true, true) => 78.0,
                (false, true) => 66.0,
            });
            // The score and the reason stand after the words.
            let after = right.split_off(right.len() - 2);
            let taken: f32 = widths.iter().chain(&right).chain(&after).sum();
            let rest = (if landscape { TURNED } else { UPRIGHT } - taken).max(80.0);
            // Long texts get more room, by the root of their length, so that rows stay low.
            let share = if has_words { (name.sqrt() / (name.sqrt() + words.sqrt())).clamp(0.2, 0.7) } else { 1.0 };
            // Two short choices stand on one line with their points, and names of six characters, as far as there is room.
            let one = form_words::longest_choice(form);
            let choices = if one < 4.0 { one + 2.6 } else { one };
            let least = |ems: f32| (ems * DENSE.size + 10.0).min(rest * 0.5);
            let most = (rest - least(name.min(6.0))).max(least(choices));
            let guide = if has_words { (rest * (1.0 - share)).clamp(least(choices), most) } else { 0.0 };
            widths.insert(at, rest - guide);
            widths.extend(right);
            widths.extend(has_words.then_some(guide));
            widths.extend(after);
            let lines = |ems: f32, width: f32| ems * DENSE.size / (width - 8.0).max(DENSE.size);
            (widths, guide, lines(name, rest - guide).max(lines(words, guide)))
        };
        let upright = set(false);
        let landscape = upright.2 > MOST_LINES || levels > 2;
        let (widths, guide, _) = if landscape { set(true) } else { upright };
        let room = (guide - 8.0) / DENSE.size;
        Self { landscape, has_words, has_weights, room, widths }
    }
}

impl Columns {
    /// Room of the boxes in the last column but one, in em.
    fn room_of_choices(&self) -> f32 {
        let width = self.widths.iter().rev().nth(1).copied().unwrap_or_default();
        (width - 8.0) / DENSE.size
    }
}

/// Level columns, number, name, points, weight, how it is scored, room for score and reason; the sum at the end.
fn criteria(form: &Form, columns: &Columns) -> Block {
    let levels = Levels::of(form);
    let mut heads = levels.heads(DENSE_HEAD);
    let mut keys = vec!["column.criterion_no", "column.criterion"];
    keys.extend((!form.unscored).then_some("column.max"));
    keys.extend(columns.has_weights.then_some("column.weight"));
    keys.extend(columns.has_words.then(|| form_words::criterion_head(form)));
    keys.extend(if form.unscored { ["column.judgement", "column.note"] } else { ["column.score", "column.reason"] });
    heads.extend(keys.iter().map(|key| head_cell(text(key), DENSE_HEAD)));
    let mut rows = vec![row(heads)];
    rows.extend(levels.leaves.iter().map(|leaf| criterion_row(form, columns, leaf)));
    let mut from = rows.len();
    if !form.unscored {
        from = rows.len() - 1;
        rows.push(sum_row(form, columns, levels.columns));
    }
    Block::Table(Table {
        columns: columns.widths.iter().map(|width| Width::Weight(*width)).collect(),
        header_rows: 1,
        rows: kept_together(rows, from),
        padding: (4.0, 2.5),
        caption: None,
        ruled: true,
    })
}

fn criterion_row(form: &Form, columns: &Columns, leaf: &Leaf<'_>) -> Row {
    let criterion = leaf.criterion;
    let mut cells = leaf.cells(DENSE);
    cells.push(center(&criterion.id, DENSE));
    cells.push(left(&criterion.name, DENSE));
    if !form.unscored {
        cells.push(center(&criterion.max.to_string(), DENSE));
    }
    if columns.has_weights {
        cells.push(center(&criterion.worth().to_string(), DENSE));
    }
    if columns.has_words {
        cells.push(left(&form_words::criterion(form, criterion, columns.room), DENSE));
    }
    let choices =
        if form.unscored { form_words::choice_boxes(criterion, columns.room_of_choices()) } else { String::new() };
    cells.extend([left(&choices, DENSE), left("", DENSE)]);
    // Tall rows are not tied: two of them would leave half a page empty.
    Row { cells, min_height: ROW_HEIGHT, keep_with_next: leaf.keeps_next() && !columns.landscape }
}

/// 合计: full points, or the weights' sum where criteria count by weight (their points have no sum that means anything).
fn sum_row(form: &Form, columns: &Columns, levels: usize) -> Row {
    let full = center(&form.total.to_string(), DENSE_HEAD);
    let mut cells: Vec<Cell> = vec![head_cell(text("column.sum"), DENSE_HEAD).span(levels + 2, 1)];
    if columns.has_weights {
        cells.push(center("—", DENSE));
    }
    cells.push(full);
    cells.extend((0..2 + usize::from(columns.has_words)).map(|_| center("", DENSE)));
    Row { cells, min_height: ROW_HEIGHT, keep_with_next: false }
}

fn veto_note(form: &Form) -> Option<Block> {
    let best = form.conclusions.first().filter(|best| form.barred_by_veto(&best.name))?;
    Some(note(fill("doc.form.veto_note", [("best", best.name.as_str())])))
}

/// The conclusions that may be chosen, in one line where nothing is to be said of them, else one per line.
fn conclusions(form: &Form) -> Vec<Block> {
    if form.open_conclusions().all(|one| one.from.is_none() && one.requires.is_empty()) {
        return vec![note(boxes(form.open_conclusions().map(|one| one.name.as_str()), &[]))];
    }
    let mut above = None;
    let mut lines = Vec::new();
    for one in &form.conclusions {
        if !one.hidden {
            lines.push(note(form_words::conclusion(form, one, above)));
        }
        // Also one that is not offered bounds the next: between its points and those above nothing is suggested.
        above = one.from.or(above);
    }
    lines.push(note(text("doc.form.suggestion_note")));
    lines
}

fn signature() -> [Block; 2] {
    let date = Some(text("doc.blank_date").to_owned());
    let fields = [(text("field.signature").to_owned(), None), (text("field.day").to_owned(), date)];
    [Block::Space(9.0), signature_fields(&fields, 2)]
}
