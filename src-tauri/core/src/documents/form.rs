//! The blank form to print (预览打印, 空白评分表): head fields to fill in, the table of criteria with how each is scored,
//! the rules in words, veto items and conclusions with boxes, a line to sign on (domain rules §9.4).

use super::form_words;
use super::levels::{Leaf, Levels};
use super::opinion;
use super::{
    DENSE, DENSE_HEAD, Imprint, NOTE, Pair, Parts, boxes_in_lines, center, each_label_once, head_cell, head_fields,
    kept_together, left, note, row, signature_fields, table, table_paper, title,
};
use crate::domain::form::{Form, HeadField};
use crate::error::Result;
use crate::locale::{fill, text};
use tongping_paper::flow::{Align, Block, Cell, Flow, Paragraph, Role, Row, Section, Table, TextStyle, Width};

/// Width of the text area, upright and turned (GB/T 9704-2012: 156 mm, 225 mm), in points.
const UPRIGHT: f32 = 442.2;
const TURNED: f32 = 637.8;
/// Most lines of type a row should take on an upright page; a form with longer ones is turned.
const MOST_LINES: f32 = 9.0;
/// The same on a turned page, before the smallest type is taken.
const MOST_LINES_TURNED: f32 = 13.0;
/// About ten turned pages: a longer table is set in the smallest type.
const MOST_HEIGHT: f32 = 4200.0;
/// The smallest type of a table (documents §6.2: never below 9 pt).
const SMALL: TextStyle = TextStyle { role: Role::Body, size: 9.0, leading: 12.5 };
const SMALL_HEAD: TextStyle = TextStyle { role: Role::Hei, size: 9.0, leading: 12.5 };
/// Words longer than this, in em, that several criteria of a group share are printed once.
const SHARED_WORDS: f32 = 30.0;
/// A row of more lines than this is tall.
const TALL_LINES: f32 = 4.0;
/// Rows to write remarks in, and their height; the height of a box for a whole matter.
const REMARKS: usize = 3;
const REMARK_HEIGHT: f32 = 30.0;
const BOX_HEIGHT: f32 = 40.0;
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
    let mut parts = Parts::default();
    blocks.extend(parts.head(if form.unscored { "doc.form.judging" } else { "doc.form.scoring" }));
    blocks.push(criteria(form, &columns));
    blocks.extend(parts.head(if form.unscored { "doc.form.judging_rules" } else { "doc.form.scoring_rules" }));
    let mut rules = form_words::rules(form);
    rules.push(form_words::evidence(form));
    blocks.extend(rules.iter().enumerate().map(|(i, words)| note(format!("{}. {words}", i + 1))));
    if !form.veto.is_empty() {
        blocks.extend(parts.head("doc.form.veto"));
        let items = form.veto.iter().map(|item| format!("☐ {item}"));
        let room = if columns.landscape { TURNED } else { UPRIGHT } / NOTE.size - 1.0;
        blocks.extend(form_words::in_lines(items, "　　", room).lines().map(note));
        blocks.extend(veto_note(form));
    }
    if form.open_conclusions().next().is_some() {
        let mut all = Vec::from(parts.head("doc.form.conclusion"));
        all.extend(conclusions(form, columns.landscape));
        blocks.push(Block::Keep(all));
    }
    blocks.extend(remarks(&mut parts));
    blocks.push(end());
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
    each_label_once(pairs.into_iter())
}

/// The columns of the table of criteria in points, its type, and whether it needs a turned page.
struct Columns {
    landscape: bool,
    cell: TextStyle,
    head: TextStyle,
    has_words: bool,
    has_weights: bool,
    /// Width of the column of words.
    guide: f32,
    widths: Vec<f32>,
    /// About how many lines the longest name or guide takes.
    lines: f32,
}

/// The longest texts of a form, in em.
struct Longest {
    levels: usize,
    group: f32,
    id: f32,
    name: f32,
    words: f32,
    /// A choice by its name, and with its points.
    choice: f32,
    choice_with_points: f32,
}

impl Longest {
    fn of(form: &Form) -> Self {
        let of = |texts: &mut dyn Iterator<Item = String>| texts.map(|text| form_words::ems(&text)).fold(0.0, f32::max);
        let words = |criterion| form_words::criterion(form, criterion, f32::INFINITY);
        Self {
            levels: Levels::of(form).columns,
            group: of(&mut form.all_groups().into_iter().map(|(group, _, _)| group.name.clone())),
            id: of(&mut form.criteria().map(|criterion| criterion.id.clone())),
            name: of(&mut form.criteria().map(|criterion| criterion.name.clone())),
            words: of(&mut form.criteria().map(words)),
            choice: of(&mut form.criteria().flat_map(|criterion| &criterion.choices).map(|c| c.name.clone())),
            choice_with_points: form_words::longest_choice(form),
        }
    }
}

impl Columns {
    /// Upright as long as the rows stay low; else turned, and in the smallest type where guides are very long.
    fn of(form: &Form) -> Self {
        let longest = Longest::of(form);
        let upright = Self::set(form, &longest, false, (DENSE, DENSE_HEAD));
        if upright.lines <= MOST_LINES && longest.levels <= 2 {
            return upright;
        }
        let turned = Self::set(form, &longest, true, (DENSE, DENSE_HEAD));
        if turned.lines <= MOST_LINES_TURNED && turned.height(form) <= MOST_HEIGHT {
            return turned;
        }
        Self::set(form, &longest, true, (SMALL, SMALL_HEAD))
    }

    fn set(form: &Form, longest: &Longest, landscape: bool, (cell, head): (TextStyle, TextStyle)) -> Self {
        let em = cell.size;
        let fit = |ems: f32, least: f32, most: f32| (ems * em + 10.0).clamp(least * em + 8.0, most * em + 8.0);
        let (has_words, has_weights) = (longest.words > 0.0, form.is_weighted());
        // A single level column may be as wide as its names need, unless they break into lines anyway.
        let widest = if longest.levels == 1 && longest.group <= 6.3 { 6.3 } else { 4.4 };
        let mut widths = vec![fit(longest.group, 4.0, widest); longest.levels];
        widths.push(fit(longest.id, 2.3, 5.0));
        let points = vec![2.5 * em + 10.0; if form.unscored { 0 } else { 1 + usize::from(has_weights) }];
        let score = if form.unscored { fit(longest.choice + 1.0, 5.4, 8.4) } else { 38.0 };
        // Without words to print there is room to write a reason.
        let reason = match (landscape, has_words) {
            (_, false) => 120.0,
            (true, true) => 78.0,
            (false, true) => 66.0,
        };
        let taken: f32 = widths.iter().chain(&points).sum::<f32>() + score + reason;
        let rest = (if landscape { TURNED } else { UPRIGHT } - taken).max(80.0);
        // Long texts get more room, by the root of their length, so that rows stay low. Two short choices stand on one
        // line with their points, and names of six characters too, as far as there is room.
        let (name, words) = (longest.name.sqrt(), longest.words.sqrt());
        let one = longest.choice_with_points;
        let least = |ems: f32| (ems * em + 10.0).min(rest * 0.5);
        let narrowest = least(if one < 4.0 { one + 2.6 } else { one });
        let widest = (rest - least(longest.name.min(if landscape { 8.0 } else { 6.0 }))).max(narrowest);
        let guide = if has_words { (rest * words / (name + words)).clamp(narrowest, widest) } else { 0.0 };
        widths.push(rest - guide);
        widths.extend(points);
        widths.extend(has_words.then_some(guide));
        widths.extend([score, reason]);
        let mut columns = Self { landscape, cell, head, has_words, has_weights, guide, widths, lines: 0.0 };
        columns.lines = columns.lines_of(longest.name, rest - guide).max(columns.lines_of(longest.words, guide));
        columns
    }

    /// About how many lines a text takes in a column.
    fn lines_of(&self, ems: f32, width: f32) -> f32 {
        (ems * self.cell.size / (width - 8.0).max(self.cell.size)).ceil()
    }

    /// About how tall the table is, by its words.
    fn height(&self, form: &Form) -> f32 {
        let lines = |criterion| {
            let words = form_words::criterion(form, criterion, f32::INFINITY);
            words.lines().map(|line| self.lines_of(form_words::ems(line), self.guide)).sum::<f32>()
        };
        form.criteria().map(|criterion| (lines(criterion) * self.cell.leading + 5.0).max(ROW_HEIGHT)).sum()
    }

    /// The cell of words that begins in a row: long words that several criteria of a group share are printed once.
    fn guide_cell(&self, levels: &Levels<'_>, words: &[String], at: usize) -> Option<Cell> {
        let own = words.get(at).filter(|_| self.has_words)?;
        let is_long = form_words::ems(own) > SHARED_WORDS;
        let goes_on = |next: usize| {
            is_long && words.get(next) == Some(own) && levels.leaves.get(next).is_some_and(|leaf| leaf.opens_nothing())
        };
        if at > 0 && words.get(at - 1) == Some(own) && goes_on(at) {
            return None;
        }
        let rows = 1 + (at + 1..words.len()).take_while(|next| goes_on(*next)).count();
        Some(left(own, self.cell).span(1, rows))
    }

    /// Whether a cell of words is so tall that its row should not be tied to another.
    fn is_tall(&self, cell: &Cell) -> bool {
        let words = |paragraph: &Paragraph| paragraph.runs.iter().map(|run| form_words::ems(&run.text)).sum::<f32>();
        let lines = cell.paragraphs.iter().map(|paragraph| self.lines_of(words(paragraph), self.guide));
        lines.sum::<f32>() > TALL_LINES
    }

    /// Room of the words of a criterion, and of the boxes in the last column but one, in em.
    fn rooms(&self) -> (f32, f32) {
        let boxes = self.widths.iter().rev().nth(1).copied().unwrap_or_default();
        ((self.guide - 8.0) / self.cell.size, (boxes - 8.0) / self.cell.size)
    }
}

/// Level columns, number, name, points, weight, how it is scored, room for score and reason; the sum at the end.
fn criteria(form: &Form, columns: &Columns) -> Block {
    let levels = Levels::of(form);
    let mut heads = levels.heads(columns.head);
    let mut keys = vec!["column.criterion_no", "column.criterion"];
    keys.extend((!form.unscored).then_some("column.max"));
    keys.extend(columns.has_weights.then_some("column.weight"));
    keys.extend(columns.has_words.then(|| form_words::criterion_head(form)));
    keys.extend(if form.unscored { ["column.judgement", "column.note"] } else { ["column.score", "column.reason"] });
    heads.extend(keys.iter().map(|key| head_cell(text(key), columns.head)));
    let mut rows = vec![row(heads)];
    let words: Vec<String> =
        levels.leaves.iter().map(|leaf| form_words::criterion(form, leaf.criterion, columns.rooms().0)).collect();
    for (at, leaf) in levels.leaves.iter().enumerate() {
        rows.push(criterion_row(form, columns, leaf, columns.guide_cell(&levels, &words, at)));
    }
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

fn criterion_row(form: &Form, columns: &Columns, leaf: &Leaf<'_>, guide: Option<Cell>) -> Row {
    let criterion = leaf.criterion;
    let mut cells = leaf.cells(columns.cell);
    cells.push(center(&criterion.id, columns.cell));
    cells.push(left(&criterion.name, columns.cell));
    if !form.unscored {
        cells.push(center(&criterion.max.to_string(), columns.cell));
    }
    if columns.has_weights {
        cells.push(center(&criterion.worth().to_string(), columns.cell));
    }
    // Tall rows are not tied: two of them would leave half a page empty.
    let is_tall = guide.as_ref().is_some_and(|cell| cell.rowspan == 1 && columns.is_tall(cell));
    cells.extend(guide);
    let choices = if form.unscored { form_words::choice_boxes(criterion, columns.rooms().1) } else { String::new() };
    cells.extend([left(&choices, columns.cell), left("", columns.cell)]);
    Row { cells, min_height: ROW_HEIGHT, keep_with_next: leaf.keeps_next() && !columns.landscape && !is_tall }
}

/// 合计: full points, or the weights' sum where criteria count by weight (their points have no sum that means anything).
fn sum_row(form: &Form, columns: &Columns, levels: usize) -> Row {
    let full = center(&form.total.to_string(), columns.head);
    let mut cells: Vec<Cell> = vec![head_cell(text("column.sum"), columns.head).span(levels + 2, 1)];
    if columns.has_weights {
        cells.push(center("—", columns.cell));
    }
    cells.push(full);
    cells.extend((0..2 + usize::from(columns.has_words)).map(|_| center("", columns.cell)));
    Row { cells, min_height: ROW_HEIGHT, keep_with_next: false }
}

fn veto_note(form: &Form) -> Option<Block> {
    let best = form.conclusions.first().filter(|best| form.barred_by_veto(&best.name))?;
    Some(note(fill("doc.form.veto_note", [("best", best.name.as_str())])))
}

/// The conclusions that may be chosen, side by side where nothing is to be said of them, else one per line.
fn conclusions(form: &Form, landscape: bool) -> Vec<Block> {
    if form.open_conclusions().all(|one| one.from.is_none() && one.requires.is_empty()) {
        let all = boxes_in_lines(form.open_conclusions().map(|one| one.name.as_str()), &[], landscape);
        return all.lines().map(note).collect();
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

/// Rows to write remarks in, under the heads of the opinion.
fn remarks(parts: &mut Parts) -> Vec<Block> {
    let mut rows = vec![opinion::remark_heads(DENSE_HEAD)];
    let empty = |_| Row {
        cells: (0..opinion::REMARK_COLUMNS.len()).map(|_| left("", DENSE)).collect(),
        min_height: REMARK_HEIGHT,
        keep_with_next: false,
    };
    rows.extend((0..REMARKS).map(empty));
    let mut blocks = Vec::from(parts.head("doc.opinion.remarks"));
    blocks.push(table(&opinion::REMARK_COLUMNS, 1, kept_together(rows, 0)));
    blocks
}

/// Room for the other matters of an opinion, on one page with the signature.
fn end() -> Block {
    let room = |key: &&str| Row {
        cells: vec![head_cell(text(key), DENSE_HEAD), left("", DENSE)],
        min_height: BOX_HEIGHT,
        keep_with_next: true,
    };
    let rows = ["doc.opinion.merits", "doc.opinion.advice"].iter().map(room).collect();
    let date = Some(text("doc.blank_date").to_owned());
    let fields = [(text("field.signature").to_owned(), None), (text("field.day").to_owned(), date)];
    let space = || Block::Space(9.0);
    Block::Keep(vec![space(), table(&[22.0, 78.0], 0, rows), space(), signature_fields(&fields, 2)])
}
