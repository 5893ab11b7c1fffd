//! From the rows of a table to the groups and criteria of a form: ids, points and weights, choices and deductions, and
//! for each of them the cell it came from.

use super::Import;
use super::amounts::{self, Amount};
use super::local_weights;
use super::notation;
use super::rows::{At, Entry, LEAF, Rows, Stated, SumOf};
use super::settings;
use super::table::Heads;
use super::words::{self, Role};
use crate::domain::form::{Choice, Criterion, Group, shown};
use crate::domain::number::Points;
use crate::domain::problem::Problem;
use crate::exchange::workbook::Sheet;
use rust_decimal::Decimal;
use std::collections::HashSet;

/// What the table says of the form.
pub(super) struct Tree {
    pub(super) groups: Vec<Group>,
    /// All points together.
    pub(super) total: Points,
    pub(super) is_unscored: bool,
}

/// Builds the groups. `total` is the full points the settings name.
pub(super) fn build(import: &mut Import, sheet: &Sheet, heads: &Heads, mut rows: Rows, total: Option<Points>) -> Tree {
    let has = |role| heads.one(role).is_some();
    let is_unscored = import.is_unscored.unwrap_or(!has(Role::Points) && !has(Role::Weight));
    let full = total.or_else(|| stated_total(&rows, has(Role::Weight)));
    let full = full.unwrap_or_else(|| Points::new(Decimal::ONE_HUNDRED));
    if !import.is_own && !is_unscored {
        local_weights::settle(import, sheet, &mut rows, full, has(Role::Weight));
    }
    let rows = &rows;
    let shares = Shares::of(rows, heads, full, import.is_own || full == Points::new(Decimal::ONE));
    if let Some(at) = shares.noticed {
        import.push(Problem::warning("form_sheet_weights_scaled", sheet.place(at.0, at.1)).with("total", full));
    }
    let mut builder = Builder {
        has_points: has(Role::Points),
        has_weight: has(Role::Weight),
        guides: heads.of(Role::Guide).count(),
        is_dedicated: has(Role::Choices) || has(Role::Deductions),
        ids: Ids::of(rows, heads),
        import,
        sheet,
        heads,
        is_unscored,
        full,
        shares,
    };
    let groups = builder.all_groups(rows);
    let total = worth(&groups);
    if !is_unscored {
        builder.compare_sums(rows, &groups);
    }
    Tree { groups, total, is_unscored }
}

fn worth(groups: &[Group]) -> Points {
    sum(groups.iter().flat_map(Group::all_criteria).map(Criterion::worth))
}

fn sum(points: impl Iterator<Item = Points>) -> Points {
    Points::new(points.fold(Decimal::ZERO, |sum, points| sum.checked_add(points.value()).unwrap_or(sum)))
}

/// The full points that the row of the sum states in points.
fn stated_total(rows: &Rows, is_weighted: bool) -> Option<Points> {
    let of = |wanted| rows.sums.iter().find(|sum| sum.of == wanted && !sum.amount.is_share);
    // Where weights count, the sum of the points says nothing of the total.
    let points = || of(SumOf::Points).filter(|_| !is_weighted);
    let stated = of(SumOf::Weights).or_else(points).or_else(|| of(SumOf::Groups))?;
    // A sum of 1 is one of shares.
    stated.amount.of(Points::ZERO).ok().filter(|points| points.value() > Decimal::ONE)
}

/// Whether plain numbers are shares of the total because they add up to 1.
struct Shares {
    points: bool,
    weights: bool,
    noticed: Option<At>,
}

impl Shares {
    fn of(rows: &Rows, heads: &Heads, full: Points, is_plain: bool) -> Self {
        let leaves = || rows.entries.iter().filter(|entry| entry.level == LEAF);
        let add_up = |amounts: &mut dyn Iterator<Item = Amount>| {
            let plain = amounts.filter(|amount| !amount.is_share);
            plain.fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount.value()).unwrap_or(sum)) == Decimal::ONE
        };
        let has_weight = heads.one(Role::Weight).is_some();
        let weights = !is_plain && add_up(&mut leaves().filter_map(|entry| Some(entry.weight?.0)));
        let points = !is_plain && !has_weight && add_up(&mut leaves().filter_map(|entry| Some(entry.points?.0)));
        let worth = |entry: &Entry| if has_weight { entry.weight } else { entry.points };
        let is_share = |amount: Amount| amount.is_share || weights || points;
        let first = leaves().filter_map(worth).find(|(amount, _)| is_share(*amount));
        // Percentages of a total of 100 are the points themselves: nothing to tell.
        let is_plain_hundred = full.value() == Decimal::ONE_HUNDRED && !weights && !points;
        Self { points, weights, noticed: first.map(|(_, at)| at).filter(|_| !is_plain_hundred) }
    }
}

/// Where ids come from.
struct Ids {
    keeps_own: bool,
}

impl Ids {
    fn of(rows: &Rows, heads: &Heads) -> Self {
        if heads.one(Role::Id).is_some() {
            return Self { keeps_own: true };
        }
        // Running numbers may begin anew in each group, or count the groups.
        let leaves: Vec<_> = rows.entries.iter().filter(|entry| entry.level == LEAF).collect();
        let ids: HashSet<_> = leaves.iter().filter_map(|entry| Some(entry.id.as_ref()?.0.as_str())).collect();
        let is_plain = |id: &&str| id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
        Self { keeps_own: ids.len() == leaves.len() && ids.iter().all(is_plain) }
    }
}

struct Builder<'a> {
    import: &'a mut Import,
    sheet: &'a Sheet,
    heads: &'a Heads,
    has_points: bool,
    has_weight: bool,
    guides: usize,
    is_dedicated: bool,
    ids: Ids,
    is_unscored: bool,
    full: Points,
    shares: Shares,
}

impl Builder<'_> {
    fn all_groups(&mut self, rows: &Rows) -> Vec<Group> {
        let entries = &rows.entries;
        let mut groups = Vec::new();
        let mut at = 0;
        while at < entries.len() {
            let path = format!("groups[{}]", groups.len());
            let number = (groups.len() + 1).to_string();
            if entries[at].level == LEAF {
                // Criteria without a group: the head of their column is its name.
                let end = next_at(entries, at, |entry| entry.level != LEAF);
                let head = self.heads.of(Role::Name).last().map_or_else(String::new, |column| column.head.clone());
                let cell = entries[at].at;
                let own = Entry {
                    level: 1,
                    name: if head.is_empty() { words::plain(&entries[at].name) } else { words::plain(&head) },
                    at: cell,
                    id: None,
                    points: None,
                    weight: None,
                    cells: Vec::new(),
                };
                groups.push(self.group(&own, &entries[at..end], &path, number));
                at = end;
            } else {
                let level = entries[at].level;
                let end = next_at(entries, at + 1, |entry| entry.level <= level);
                groups.push(self.group(&entries[at], &entries[at + 1..end], &path, number));
                at = end;
            }
        }
        groups
    }

    fn group(&mut self, head: &Entry, below: &[Entry], path: &str, number: String) -> Group {
        let place = self.sheet.place(head.at.0, head.at.1);
        self.import.put(path, place);
        let id = self.id(head, path, number);
        let (mut groups, mut criteria) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < below.len() {
            let entry = &below[at];
            if entry.level == LEAF {
                let path = format!("{path}.criteria[{}]", criteria.len());
                criteria.push(self.criterion(entry, &path, format!("{id}.{}", criteria.len() + 1)));
                at += 1;
            } else {
                let end = next_at(below, at + 1, |next| next.level <= entry.level);
                let path = format!("{path}.groups[{}]", groups.len());
                groups.push(self.group(entry, &below[at + 1..end], &path, format!("{id}.{}", groups.len() + 1)));
                at = end;
            }
        }
        let stated = if self.has_weight { head.weight.or(head.points) } else { head.points.or(head.weight) };
        let shares = self.shares.points || self.shares.weights;
        let max = stated.and_then(|(amount, at)| {
            let is_share = shares && amount.value() <= Decimal::ONE;
            self.points(if is_share { amount.as_share() } else { amount }, at, &format!("{path}.max"))
        });
        let sum_below =
            || sum(groups.iter().map(|group: &Group| group.max).chain(criteria.iter().map(Criterion::worth)));
        let max = max.unwrap_or_else(|| if self.is_unscored { Points::ZERO } else { sum_below() });
        Group { id, name: head.name.clone(), max, groups, criteria }
    }

    fn id(&mut self, entry: &Entry, path: &str, derived: String) -> String {
        match &entry.id {
            Some((id, at)) if self.ids.keeps_own => {
                self.import.put(&format!("{path}.id"), self.sheet.place(at.0, at.1));
                id.clone()
            }
            Some(_) | None => derived,
        }
    }

    /// The points of an amount; what is wrong with it is reported.
    fn points(&mut self, amount: Amount, at: At, path: &str) -> Option<Points> {
        let place = self.sheet.place(at.0, at.1);
        self.import.put(path, place.clone());
        amount
            .of(self.full)
            .map_err(|why| {
                self.import.unread.push(at);
                self.import.push(Problem::error(why.code(), place).with("text", amount.value()));
            })
            .ok()
    }

    fn criterion(&mut self, entry: &Entry, path: &str, derived: String) -> Criterion {
        let place = self.sheet.place(entry.at.0, entry.at.1);
        self.import.put(path, place);
        let id = self.id(entry, path, derived);
        let (max, weight) = self.max_and_weight(entry, path);
        let text = |role: Role| entry.cells.iter().find(|cell| cell.0 == role).map(|cell| (cell.1.clone(), cell.3));
        for (role, name) in [
            (Role::Choices, "choices"),
            (Role::Deductions, "deductions"),
            (Role::Step, "step"),
            (Role::Optional, "optional"),
            (Role::Reasons, "reasons"),
            (Role::ReasonRule, "reason"),
            (Role::Guide, "guide"),
        ] {
            if let Some((_, at)) = text(role) {
                self.import.put(&format!("{path}.{name}"), self.sheet.place(at.0, at.1));
            }
        }
        self.notice_pattern(entry);
        let step = text(Role::Step).and_then(|(step, at)| {
            let amount = amounts::of_text(&step).ok().filter(|amount| !amount.is_share);
            if amount.is_none() {
                let place = self.sheet.place(at.0, at.1);
                self.import.push(Problem::error("form_sheet_not_points", place).with("text", shown(&step)));
            }
            self.points(amount?, at, &format!("{path}.step"))
        });
        Criterion {
            id,
            subgroup: text(Role::Subgroup).map(|(text, _)| text).unwrap_or_default(),
            name: entry.name.clone(),
            max,
            weight,
            step,
            guide: self.guide(entry),
            deduct: text(Role::Deduct).map(|(text, _)| text).unwrap_or_default(),
            reasons: text(Role::Reasons).map(|(text, _)| settings::lines(&text)).unwrap_or_default(),
            choices: text(Role::Choices).map(|(text, at)| self.choices(&text, at, max)).unwrap_or_default(),
            deductions: text(Role::Deductions).map(|(text, at)| self.deductions(&text, at)).unwrap_or_default(),
            optional: text(Role::Optional).is_some_and(|(text, at)| self.flag(&text, at)),
            objective: text(Role::Objective).is_some_and(|(text, at)| self.flag(&text, at)),
            reason: text(Role::ReasonRule).and_then(|(text, at)| self.reason_rule(&text, at)),
        }
    }

    fn max_and_weight(&mut self, entry: &Entry, path: &str) -> (Points, Option<Points>) {
        let share = |amount: Amount, all: bool| if all { amount.as_share() } else { amount };
        let (of_points, of_weights) = (self.shares.points, self.shares.weights);
        let max =
            entry.points.and_then(|(amount, at)| self.points(share(amount, of_points), at, &format!("{path}.max")));
        let weight =
            entry.weight.and_then(|(amount, at)| self.points(share(amount, of_weights), at, &format!("{path}.weight")));
        let is_unread = self.import.unread.iter().any(|at| at.0 == entry.at.0);
        if self.has_points {
            if max.is_none() && !self.is_unscored && !is_unread {
                let column = self.points_column(entry.at.1);
                let place = self.sheet.place(entry.at.0, column);
                self.import.unread.push((entry.at.0, column));
                self.import.push(Problem::error("form_sheet_points_missing", place).with("name", shown(&entry.name)));
            }
            (max.unwrap_or(Points::ZERO), weight)
        } else {
            let worth = weight.or(max);
            if worth.is_none() && !self.is_unscored && !is_unread {
                let column = self.heads.of(Role::Weight).last().map_or(entry.at.1, |column| column.at);
                let place = self.sheet.place(entry.at.0, column);
                self.import.unread.push((entry.at.0, column));
                self.import.push(Problem::error("form_sheet_points_missing", place).with("name", shown(&entry.name)));
            }
            if let (Some((_, at)), false) = (entry.weight, entry.points.is_some()) {
                self.import.put(&format!("{path}.max"), self.sheet.place(at.0, at.1));
            }
            (worth.unwrap_or(Points::ZERO), None)
        }
    }

    /// The column in which the points of a criterion belong.
    fn points_column(&self, name: usize) -> usize {
        let columns = || self.heads.of(Role::Points).map(|column| column.at);
        columns().find(|at| *at > name).or_else(|| columns().last()).unwrap_or(name)
    }

    /// The guide: of several columns each begins with its head, as the forms that come with the program have it.
    fn guide(&self, entry: &Entry) -> String {
        let guides = entry.cells.iter().filter(|cell| cell.0 == Role::Guide);
        let lines =
            guides.map(|(_, text, head, _)| if self.guides > 1 { format!("{head}：{text}") } else { text.clone() });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Choices and deductions are never taken out of a guide; that they could be is told.
    fn notice_pattern(&mut self, entry: &Entry) {
        if self.is_dedicated || self.import.is_own {
            return;
        }
        let guides = entry.cells.iter().filter(|cell| matches!(cell.0, Role::Guide | Role::Deduct));
        let found: Vec<_> = guides.filter_map(|cell| Some((notation::pattern_in(&cell.1)?, cell.3))).collect();
        for (text, at) in found {
            let place = self.sheet.place(at.0, at.1);
            self.import.push(Problem::warning("form_sheet_pattern_in_guide", place).with("text", text));
        }
    }

    fn choices(&mut self, text: &str, at: At, max: Points) -> Vec<Choice> {
        if self.import.is_own && text.starts_with("[{") {
            return self.import.json_choices(text, self.is_unscored, self.sheet.place(at.0, at.1));
        }
        let read = match notation::choices(text) {
            Ok(read) => read,
            Err(piece) => {
                self.import.push(
                    Problem::error("form_sheet_choices_unread", self.sheet.place(at.0, at.1)).with("text", piece),
                );
                return Vec::new();
            }
        };
        let mut found = Vec::new();
        let is_percent = read.iter().any(|choice| choice.is_percent);
        for choice in read {
            let range = choice.in_points(max).or(match choice.name.as_str() {
                _ if self.is_unscored => Some((Points::ZERO, None)),
                "是" => Some((max, None)),
                "否" => Some((Points::ZERO, None)),
                _ => None,
            });
            let Some((points, from)) = range else {
                let place = self.sheet.place(at.0, at.1);
                let problem = Problem::error("form_sheet_choice_without_points", place);
                self.import.push(problem.with("name", shown(&choice.name)));
                continue;
            };
            found.push(Choice { name: choice.name, points, from });
        }
        if is_percent && !self.is_unscored {
            let list: Vec<_> = found.iter().map(Choice::in_words).collect();
            let problem = Problem::warning("form_sheet_choices_percent", self.sheet.place(at.0, at.1));
            self.import.push(problem.with("max", max).with("list", list.join("、")));
        }
        found
    }

    fn deductions(&mut self, text: &str, at: At) -> Vec<crate::domain::form::Deduction> {
        let place = self.sheet.place(at.0, at.1);
        if self.import.is_own && text.starts_with("[{") {
            return self.import.json_deductions(text, place);
        }
        notation::deductions(text).unwrap_or_else(|piece| {
            self.import.push(Problem::error("form_sheet_deductions_unread", place).with("text", shown(&piece)));
            Vec::new()
        })
    }

    fn flag(&mut self, text: &str, at: At) -> bool {
        let is_yes = words::YES.contains(&text);
        if !is_yes && !words::NO.contains(&text) {
            let place = self.sheet.place(at.0, at.1);
            self.import.push(Problem::error("form_sheet_flag", place).with("text", shown(text)));
        }
        is_yes
    }

    fn reason_rule(&mut self, text: &str, at: At) -> Option<crate::domain::form::ReasonRule> {
        let rule = settings::reason_rule(text);
        if rule.is_none() {
            let place = self.sheet.place(at.0, at.1);
            self.import.push(Problem::error("form_sheet_reason_unread", place).with("text", shown(text)));
        }
        rule
    }

    /// Compares the sums that the table states with what stands above them.
    fn compare_sums(&mut self, rows: &Rows, groups: &[Group]) {
        if !self.import.unread.is_empty() {
            return; // they differ because of the cells named already
        }
        let criteria: Vec<&Criterion> = groups.iter().flat_map(Group::all_criteria).collect();
        let points = sum(criteria.iter().map(|criterion| criterion.max));
        let counted = sum(criteria.iter().map(|criterion| criterion.worth()));
        for stated in &rows.sums {
            let parts = match stated.of {
                SumOf::Points => points,
                SumOf::Weights => counted,
                SumOf::Groups => sum(groups.iter().map(|group| group.max)),
                SumOf::Group => sum_of_group(stated, rows, &criteria),
            };
            let shares = if stated.of == SumOf::Points && self.has_weight {
                false
            } else {
                self.shares.points || self.shares.weights
            };
            let amount =
                if shares && stated.amount.value() <= Decimal::ONE { stated.amount.as_share() } else { stated.amount };
            if amount.of(self.full) != Ok(parts) {
                let problem = Problem::error("form_sheet_total_differs", self.sheet.place(stated.at.0, stated.at.1));
                self.import.push(problem.with("stated", amount.value()).with("sum", parts));
            }
        }
    }
}

/// The criteria between a 小计 and the beginning of their group.
fn sum_of_group(stated: &Stated, rows: &Rows, criteria: &[&Criterion]) -> Points {
    let before = &rows.entries[..stated.after];
    let in_group = before.iter().rev().take_while(|entry| entry.level == LEAF).count();
    let last = before.iter().filter(|entry| entry.level == LEAF).count();
    sum(criteria[last - in_group..last].iter().map(|criterion| criterion.worth()))
}

fn next_at(entries: &[Entry], from: usize, is_end: impl Fn(&Entry) -> bool) -> usize {
    entries[from..].iter().position(is_end).map_or(entries.len(), |found| from + found)
}
