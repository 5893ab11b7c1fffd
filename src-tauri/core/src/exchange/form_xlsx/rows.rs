//! The rows below the heads, read one by one: which of them begin a group, which are criteria, which go on with the
//! criterion above, which state a sum, and which are notes.

use super::Import;
use super::amounts::{self, Amount};
use super::names::{self, Named};
use super::table::Heads;
use super::words::{self, Role};
use crate::domain::form::shown;
use crate::domain::problem::Problem;
use crate::exchange::workbook::{Content, Sheet};

/// A cell, by row and column from 1.
pub(super) type At = (usize, usize);

/// What a row begins.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// 1 to 3 for a group, `LEAF` for a criterion, while the depth of numbered rows is not settled their rank.
    pub(super) level: usize,
    pub(super) name: String,
    pub(super) at: At,
    pub(super) id: Option<(String, At)>,
    pub(super) points: Option<(Amount, At)>,
    pub(super) weight: Option<(Amount, At)>,
    /// The other cells of a criterion by role, each with its text and, for guides, its head.
    pub(super) cells: Vec<(Role, String, String, At)>,
}

/// The level of a criterion.
pub(super) const LEAF: usize = 99;

/// A sum that the table states.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    /// What it is the sum of.
    pub(super) of: SumOf,
    pub(super) amount: Amount,
    pub(super) at: At,
    /// How many entries stand above it.
    pub(super) after: usize,
}

/// What a stated sum adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SumOf {
    /// All points of the criteria.
    Points,
    /// All weights of the criteria.
    Weights,
    /// The points of the groups of level one.
    Groups,
    /// The group above (小计).
    Group,
}

/// The table as it was read.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) entries: Vec<Entry>,
    pub(super) sums: Vec<Stated>,
}

/// Reads all rows below the heads.
pub(super) fn read(import: &mut Import, sheet: &Sheet, heads: &Heads) -> Rows {
    let names: Vec<usize> = heads.of(Role::Name).map(|column| column.at).collect();
    let mut reader = RowReader { import, sheet, heads, is_numbered: names.len() == 1, names, rows: Rows::default() };
    for row in sheet.rows().into_iter().filter(|row| *row > heads.row) {
        reader.row(row);
    }
    let RowReader { mut rows, is_numbered, .. } = reader;
    if is_numbered {
        settle_depth(&mut rows.entries);
    }
    rows
}

/// What a row of words is.
enum Line {
    /// It belongs to no row and says so itself.
    Note,
    /// It heads the rows below it.
    Heading,
    /// It is left out, which is told.
    Skipped,
}

struct RowReader<'a> {
    import: &'a mut Import,
    sheet: &'a Sheet,
    heads: &'a Heads,
    names: Vec<usize>,
    /// One column of names: their numbering tells how deep they stand.
    is_numbered: bool,
    rows: Rows,
}

impl RowReader<'_> {
    fn row(&mut self, row: usize) {
        let first = (1..=self.sheet.width()).find_map(|column| Some((column, self.sheet.cell(row, column)?.text())));
        let Some((first_at, first_text)) = first else { return };
        let leaf_at = self.names.last().copied().unwrap_or(1);
        let may_be_sum = !self.import.is_own || self.text(row, leaf_at).is_empty();
        let plain = if may_be_sum { words::plain(&first_text) } else { String::new() };
        let named = || self.names.iter().filter(|_| may_be_sum).map(|column| words::plain(&self.text(row, *column)));
        if words::TOTALS.contains(&plain.as_str()) || named().any(|name| words::TOTALS.contains(&name.as_str())) {
            return self.total(row);
        }
        if words::SUBTOTALS.contains(&plain.as_str()) || named().any(|name| words::SUBTOTALS.contains(&name.as_str())) {
            return self.subtotal(row);
        }
        if self.repeats_heads(row) {
            return;
        }
        if !self.import.is_own && !self.is_filled(row) {
            match self.line_of_words(row, first_at, &first_text) {
                Some(Line::Note) => return,
                Some(Line::Heading) => return self.heading((row, first_at), &first_text),
                Some(Line::Skipped) => {
                    let problem = Problem::warning("form_sheet_row_skipped", self.sheet.place(row, first_at));
                    return self.import.push(problem.with("text", shown(&first_text)));
                }
                None => {}
            }
        }
        self.check_texts(row);
        let started = self.start_groups(row);
        let leaf = self.text(row, leaf_at);
        let goes_on = self.sheet.origin(row, leaf_at).0 < row;
        let states = self.has_amount(row, leaf_at);
        match (leaf.is_empty(), started) {
            (false, _) => self.criterion(row, leaf_at, &leaf),
            (true, Some(group)) => self.group_row(group, row, leaf_at),
            (true, None) if !states && self.has_texts(row) && !self.rows.entries.is_empty() => self.go_on(row),
            (true, None) if !states && goes_on => {}
            (true, None) if states || self.has_texts(row) => {
                let place = self.sheet.place(row, leaf_at);
                self.import.push(Problem::error("form_sheet_name_empty", place));
            }
            (true, None) => {}
        }
    }

    /// The text of a cell of a name column; empty where it belongs to merged cells that begin elsewhere.
    fn text(&self, row: usize, column: usize) -> String {
        let text = self.sheet.cell(row, column).map(|cell| self.import.text(cell)).unwrap_or_default();
        if self.sheet.origin(row, column) == (row, column) { text } else { String::new() }
    }

    /// Whether people printed the heads once more.
    fn repeats_heads(&self, row: usize) -> bool {
        let head = |column: &super::table::Column| {
            let cell = self.sheet.cell(row, column.at)?;
            Some(!self.import.is_own && cell.text() == column.head)
        };
        let same: Vec<bool> = self.heads.columns.iter().filter_map(head).collect();
        same.len() > 1 && same.iter().all(|is_same| *is_same)
    }

    /// Whether a full sum stands above: what follows is signed and noted, not scored.
    fn is_below_sum(&self) -> bool {
        self.rows.sums.iter().any(|sum| sum.of != SumOf::Group)
    }

    /// Whether the row says points, weights or choices. Below the sum, “日期：” in such a column does not.
    fn is_filled(&self, row: usize) -> bool {
        let below = self.is_below_sum();
        let says = |column: &super::table::Column| {
            let Some(cell) = self.sheet.cell(row, column.at) else { return false };
            let text = cell.text();
            let is_label = text.ends_with(['：', ':']) || !text.chars().any(char::is_numeric);
            !(below && is_label && matches!(cell.content, Content::Text(_)))
        };
        let scored = |role| matches!(role, Role::Points | Role::Weight | Role::Choices);
        self.heads.columns.iter().any(|column| scored(column.role) && says(column))
    }

    /// What a row without points is, where its words do not make it a part of the table.
    fn line_of_words(&self, row: usize, first_at: usize, first: &str) -> Option<Line> {
        let widest =
            (1..=self.sheet.width()).filter(|column| self.sheet.origin(row, *column) == (row, first_at)).count();
        let spans = widest > self.names.len().max(2);
        if !spans && !self.is_below_sum() && self.text_columns().any(|column| column.at == first_at) {
            return None; // it goes on with the row above
        }
        let is_alone = self.cells_in(row) == 1;
        let is_unnumbered = names::numbering(first).0.is_none();
        let starts = words::NOTES.iter().any(|start| first.starts_with(start));
        let is_plain_note = words::PLAIN_NOTES.iter().any(|start| first.starts_with(start))
            || (is_unnumbered && first.contains(['：', ':']));
        if self.is_below_sum() {
            return Some(if starts || is_plain_note { Line::Note } else { Line::Skipped });
        }
        if is_plain_note && (spans || is_alone) {
            return Some(Line::Note);
        }
        let leaf_at = self.names.last().copied().unwrap_or(1);
        let is_left = first_at <= leaf_at;
        let is_elsewhere = self.text(row, leaf_at).is_empty();
        if self.is_numbered && is_alone && is_left && (is_unnumbered || is_elsewhere) && self.is_followed(row) {
            return Some(Line::Heading);
        }
        ((starts && (spans || is_alone)) || (spans && is_unnumbered)).then_some(Line::Skipped)
    }

    /// Whether a row with points follows.
    fn is_followed(&self, row: usize) -> bool {
        let below = self.sheet.rows().into_iter().filter(|below| *below > row);
        let total = |row: usize| {
            (1..=self.sheet.width()).any(|column| {
                let text = self.sheet.cell(row, column).map(crate::exchange::workbook::Cell::text).unwrap_or_default();
                words::TOTALS.contains(&words::plain(&text).as_str())
            })
        };
        below.take_while(|row| !total(*row)).any(|row| self.is_filled(row))
    }

    /// A line that heads the rows below it: as deep as its numbering, above all of them without one.
    fn heading(&mut self, at: At, text: &str) {
        let named = names::take_apart(text);
        let points = named.points.map(|amount| (amount, at));
        let level = usize::from(named.rank.unwrap_or(0));
        let entry = Entry { level, name: named.name, at, id: None, points, weight: None, cells: Vec::new() };
        self.rows.entries.push(entry);
    }

    /// A cell of words that holds none: a date the person's program made of 1-1, an error, an uncomputed formula.
    fn check_texts(&mut self, row: usize) {
        const NOT_WORDS: &[Role] = &[Role::Points, Role::Weight, Role::Ignored];
        for column in self.heads.columns.iter().filter(|column| !NOT_WORDS.contains(&column.role)) {
            let Some(cell) = self.sheet.cell(row, column.at) else { continue };
            let code = match &cell.content {
                Content::Fault(_) => "form_sheet_text_fault",
                Content::Date => "form_sheet_text_date",
                Content::Uncomputed => "form_sheet_uncomputed",
                Content::Text(_) | Content::Number(_) | Content::Flag(_) => continue,
            };
            self.import.push(Problem::error(code, self.sheet.place(row, column.at)).with("text", shown(&cell.text())));
        }
    }

    fn cells_in(&self, row: usize) -> usize {
        (1..=self.sheet.width()).filter(|column| self.sheet.cell(row, *column).is_some()).count()
    }

    /// Begins the groups that a row begins; answers the number of the deepest entry among them.
    fn start_groups(&mut self, row: usize) -> Option<usize> {
        let mut started = None;
        for (i, column) in self.names.clone().into_iter().enumerate().take(self.names.len().saturating_sub(1)) {
            let text = self.text(row, column);
            if text.is_empty() {
                continue;
            }
            let level = i + 1;
            let named = self.named(&text);
            let is_merged = (1..=2).any(|step| self.sheet.origin(row + step, column) == (row, column));
            let same = !self.import.is_own
                && !is_merged
                && started.is_none()
                && self.current(level) == Some(named.name.as_str());
            if same {
                continue;
            }
            let stated = self.sum_beside(row, i);
            let name = self.name_beside(&named, stated, &text);
            let points = stated.or(named.points.map(|amount| (amount, (row, column))));
            let ids: Vec<_> = self.heads.of(Role::GroupId).filter(|id| id.at < column).map(|id| id.at).collect();
            let id =
                ids.last().filter(|id| i == 0 || **id > self.names[i - 1]).map(|id| (self.text(row, *id), (row, *id)));
            let id = id.filter(|(id, _)| !id.is_empty());
            let entry = Entry { level, name, at: (row, column), id, points, weight: None, cells: Vec::new() };
            self.rows.entries.push(entry);
            started = Some(self.rows.entries.len() - 1);
        }
        started
    }

    /// The name of the group that is open at a level.
    fn current(&self, level: usize) -> Option<&str> {
        let groups = self.rows.entries.iter().rev().filter(|entry| entry.level != LEAF);
        let mut groups = groups.take_while(|entry| entry.level >= level);
        groups.find(|entry| entry.level == level).map(|entry| entry.name.as_str())
    }

    fn named(&self, text: &str) -> Named {
        if self.import.is_own {
            return Named::verbatim(text);
        }
        names::take_apart(text)
    }

    /// The column of points or weights that belongs to the i-th name column.
    fn column_beside(&self, i: usize, role: Role) -> Option<usize> {
        let from = self.names[i];
        let to = self.names.get(i + 1).copied().unwrap_or(usize::MAX);
        self.heads.of(role).map(|column| column.at).find(|at| (from..to).contains(at)).or_else(|| {
            // Points may also stand before the only names.
            let is_only = self.names.len() == 1 || (i + 1 == self.names.len() && self.heads.of(role).count() == 1);
            self.heads.one(role).map(|column| column.at).filter(|at| is_only && *at < from)
        })
    }

    fn amount_beside(&mut self, row: usize, i: usize, role: Role) -> Option<(Amount, At)> {
        let column = self.column_beside(i, role)?;
        self.amount(row, column)
    }

    /// The weight or points stated beside the i-th name for all below it. An uncomputed sum is what it would add up.
    fn sum_beside(&mut self, row: usize, i: usize) -> Option<(Amount, At)> {
        let is_weighted = self.column_beside(self.names.len() - 1, Role::Weight).is_some();
        let roles = if is_weighted { [Role::Weight, Role::Points] } else { [Role::Points, Role::Weight] };
        roles.into_iter().find_map(|role| self.computed_beside(row, i, role))
    }

    fn computed_beside(&mut self, row: usize, i: usize, role: Role) -> Option<(Amount, At)> {
        let column = self.column_beside(i, role)?;
        if matches!(self.sheet.cell(row, column)?.content, Content::Uncomputed) {
            let place = self.sheet.place(row, column);
            self.import.push(Problem::warning("form_sheet_sum_uncomputed", place));
            return None;
        }
        self.amount(row, column)
    }

    /// The name beside which points are stated; points in it that contradict them are reported.
    fn name_beside(&mut self, named: &Named, stated: Option<(Amount, At)>, text: &str) -> String {
        match (named.beside(stated.map(|(amount, _)| amount)), stated) {
            (Err(name), Some((amount, at))) => {
                let problem = Problem::error("form_sheet_points_differ", self.sheet.place(at.0, at.1));
                self.import.push(problem.with("stated", amount.value()).with("name", shown(text)));
                name.to_owned()
            }
            (Ok(name) | Err(name), _) => name.to_owned(),
        }
    }

    /// The amount in a cell; what is wrong with it is reported.
    fn amount(&mut self, row: usize, column: usize) -> Option<(Amount, At)> {
        let cell = self.sheet.cell(row, column)?;
        let place = self.sheet.place(row, column);
        let is_percent = self.heads.columns.iter().any(|c| c.at == column && words::is_in_percent(&c.head));
        if cell.is_formula && cell.content != Content::Uncomputed {
            self.import.formulas.push(place.clone());
        }
        match amounts::of_cell(cell) {
            Ok(amount) => {
                let amount = if is_percent { amount?.in_percent() } else { amount? };
                Some((amount, (row, column)))
            }
            Err(code) => {
                self.import.push(Problem::error(code, place).with("text", shown(&cell.text())));
                self.import.unread.push((row, column));
                None
            }
        }
    }

    fn has_amount(&self, row: usize, leaf_at: usize) -> bool {
        let amounts = self.heads.columns.iter().filter(|column| matches!(column.role, Role::Points | Role::Weight));
        let mut own = amounts.filter(|column| column.at > leaf_at || self.names.len() == 1);
        own.any(|column| self.sheet.cell(row, column.at).is_some_and(|cell| !cell.text().is_empty()))
    }

    /// Columns of texts that a criterion may have in several rows.
    fn text_columns(&self) -> impl Iterator<Item = &super::table::Column> {
        const TEXTS: &[Role] = &[Role::Guide, Role::Deduct, Role::Choices, Role::Deductions, Role::Reasons];
        self.heads.columns.iter().filter(|column| TEXTS.contains(&column.role))
    }

    fn has_texts(&self, row: usize) -> bool {
        self.text_columns().any(|column| self.sheet.cell(row, column.at).is_some_and(|cell| !cell.text().is_empty()))
    }

    fn criterion(&mut self, row: usize, leaf_at: usize, text: &str) {
        let mut named = self.named(text);
        if self.is_numbered && !self.import.is_own && named.rank.is_none() {
            // 一 and 1 may stand in a column of their own.
            let running = self.heads.one(Role::Running).or(self.heads.one(Role::Id)).map(|column| column.at);
            let number = running.map(|at| self.text(row, at)).unwrap_or_default();
            named.rank = names::numbering(&format!("{number}、{text}")).0.or(named.rank).filter(|_| !number.is_empty());
        }
        let i = self.names.len() - 1;
        let stated = self.amount_beside(row, i, Role::Points);
        let weight = self.amount_beside(row, i, Role::Weight);
        let in_name = named.points.map(|amount| (amount, (row, leaf_at)));
        let name = self.name_beside(&named, stated.or(weight), text);
        let id = [Role::Id, Role::Running].into_iter().find_map(|role| self.heads.one(role));
        let id = id.map(|column| (self.text(row, column.at), (row, column.at))).filter(|(id, _)| !id.is_empty());
        let level = if self.is_numbered { usize::from(named.rank.unwrap_or(u8::MAX)) } else { LEAF };
        let mut entry = Entry {
            level,
            name,
            at: (row, leaf_at),
            id,
            points: stated.or(in_name.filter(|_| weight.is_none())),
            weight,
            cells: Vec::new(),
        };
        self.texts(row, &mut entry);
        self.rows.entries.push(entry);
    }

    /// Takes the other cells of a row; merged cells hold for every row they span.
    fn texts(&self, row: usize, entry: &mut Entry) {
        const OTHERS: &[Role] = &[Role::Subgroup, Role::Step, Role::Optional, Role::Objective, Role::ReasonRule];
        let others = self.heads.columns.iter().filter(|column| OTHERS.contains(&column.role));
        for column in self.text_columns().chain(others) {
            let at = self.sheet.origin(row, column.at);
            let text = self.sheet.cell(at.0, at.1).map(|cell| self.import.text(cell)).unwrap_or_default();
            if !text.is_empty() && at.1 == column.at {
                entry.cells.push((column.role, text, column.head.clone(), at));
            }
        }
    }

    /// A row that goes on with the criterion above: its texts are added.
    fn go_on(&mut self, row: usize) {
        let mut more = Entry {
            level: LEAF,
            name: String::new(),
            at: (row, 1),
            id: None,
            points: None,
            weight: None,
            cells: Vec::new(),
        };
        self.texts(row, &mut more);
        let Some(entry) = self.rows.entries.last_mut() else { return };
        for (role, text, head, at) in more.cells.into_iter().filter(|cell| cell.3.0 == row) {
            match entry.cells.iter_mut().find(|cell| cell.0 == role && cell.2 == head) {
                Some(cell) => cell.1 = format!("{}\n{text}", cell.1),
                None => entry.cells.push((role, text, head, at)),
            }
        }
    }

    /// A row that only begins a group: its points are those of the group.
    fn group_row(&mut self, group: usize, row: usize, leaf_at: usize) {
        let i = self.names.len() - 1;
        let stated = self.sum_beside(row, i);
        let entry = &mut self.rows.entries[group];
        if entry.points.is_none() {
            entry.points = stated;
        }
        let has_leaf_cell = self.sheet.origin(row, leaf_at) == (row, leaf_at);
        if has_leaf_cell && stated.is_none() && self.has_texts(row) {
            let place = self.sheet.place(row, leaf_at);
            self.import.push(Problem::error("form_sheet_name_empty", place));
        }
    }

    fn total(&mut self, row: usize) {
        let last = self.names.len() - 1;
        for (i, role, of) in [
            (last, Role::Points, SumOf::Points),
            (last, Role::Weight, SumOf::Weights),
            (0, Role::Points, SumOf::Groups),
            (0, Role::Weight, SumOf::Groups),
        ] {
            if i != last || of != SumOf::Groups {
                self.state(row, i, role, of);
            }
        }
    }

    fn subtotal(&mut self, row: usize) {
        let last = self.names.len() - 1;
        let role = if self.column_beside(last, Role::Weight).is_some() { Role::Weight } else { Role::Points };
        self.state(row, last, role, SumOf::Group);
    }

    fn state(&mut self, row: usize, i: usize, role: Role, of: SumOf) {
        let formulas = self.import.formulas.len();
        let stated = self.computed_beside(row, i, role);
        // A sum is usually computed, and compared anyway.
        self.import.formulas.truncate(formulas);
        if let Some((amount, at)) = stated {
            let after = self.rows.entries.len();
            self.rows.sums.push(Stated { of, amount, at, after });
        }
    }
}

/// Turns the ranks of numbered rows into levels. A row that something deeper follows is a group; every other row is a
/// criterion, and one that stands as high as the groups around it gets a group of its own name.
fn settle_depth(entries: &mut Vec<Entry>) {
    let mut used: Vec<usize> = entries.iter().map(|entry| entry.level).collect();
    used.sort_unstable();
    used.dedup();
    let depth = |rank: usize| used.iter().position(|one| *one == rank).unwrap_or(0) + 1;
    let ranked = std::mem::take(entries);
    let next: Vec<Option<usize>> = (1..=ranked.len()).map(|i| ranked.get(i).map(|entry| entry.level)).collect();
    let has_groups = ranked.iter().zip(&next).any(|(entry, next)| next.is_some_and(|next| next > entry.level));
    let mut open = 0;
    for (mut entry, next) in ranked.into_iter().zip(next) {
        let level = depth(entry.level);
        let is_group = next.is_some_and(|next| next > entry.level);
        if is_group {
            open = level;
        } else if has_groups && level <= open {
            open = level;
            let (name, at) = (entry.name.clone(), entry.at);
            let own = Entry { level, name, at, id: None, points: None, weight: None, cells: Vec::new() };
            entries.push(own);
        }
        entry.level = if is_group { level } else { LEAF };
        entries.push(entry);
    }
}
