//! What differs between two versions of a form, one change at a time, in the order of the paper. Groups and criteria are
//! matched by id; one that went and one that came with the same name at the same place were renumbered.

use super::form::{Criterion, Form, Group};
use super::number::Points;
use super::problem::Place;
use serde::Serialize;
use std::collections::HashMap;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormChange {
    /// Stable name; the sentence stands in the locale under `change.<code>`.
    pub code: &'static str,
    /// Where: a criterion by its id (in the newer form where it is there), a group or a value by its path.
    pub place: Place,
    /// Values for the sentence; one whose name ends in `_word` is itself a key of the locale.
    #[serde(serialize_with = "super::problem::as_map")]
    #[cfg_attr(feature = "types", ts(type = "Record<string, string>"))]
    pub params: Vec<(&'static str, String)>,
}

impl FormChange {
    /// A change without values.
    pub fn new(code: &'static str, place: Place) -> Self {
        Self { code, place, params: Vec::new() }
    }

    /// The same with one more value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    fn between(self, old: impl ToString, new: impl ToString) -> Self {
        self.with("old", old).with("new", new)
    }
}

/// What stands for a value that is not there.
const NONE: &str = "—";

fn or_none(points: Option<Points>) -> String {
    points.map_or_else(|| NONE.to_owned(), |points| points.to_string())
}

fn text_or_none(text: &str) -> &str {
    if text.is_empty() { NONE } else { text }
}

fn list_or_none(texts: &[String]) -> String {
    if texts.is_empty() { NONE.to_owned() } else { texts.join("；") }
}

/// Everything that differs; nothing between a form and itself.
pub fn diff(old: &Form, new: &Form) -> Vec<FormChange> {
    let mut found = Vec::new();
    heads(old, new, &mut found);
    super::form_diff_rules::lists(old, new, &mut found);
    let pairs = Pairs::of(old, new);
    pairs.groups(&mut found);
    pairs.criteria(&mut found);
    super::form_diff_rules::tally(old, new, &mut found);
    found
}

fn heads(old: &Form, new: &Form, found: &mut Vec<FormChange>) {
    let mut differs = |code: &'static str, path: &str, old: String, new: String| {
        if old != new {
            found.push(
                FormChange { code, ..FormChange::new("", Place::field(path)) }
                    .between(text_or_none(&old), text_or_none(&new)),
            );
        }
    };
    differs("code_changed", "id", old.id.clone(), new.id.clone());
    differs("version_changed", "version", old.version.clone(), new.version.clone());
    differs("title_changed", "title", old.title.clone(), new.title.clone());
    differs("evidence_changed", "evidence", old.evidence.clone(), new.evidence.clone());
    differs("source_changed", "source", old.source.clone(), new.source.clone());
    differs("total_changed", "total", old.total.to_string(), new.total.to_string());
    differs("step_changed", "step", old.step.to_string(), new.step.to_string());
    if old.unscored != new.unscored {
        let place = Place::field("unscored");
        found.push(if new.unscored {
            FormChange::new("made_unscored", place)
        } else {
            FormChange::new("made_scored", place)
        });
    }
    // The short notation and the long one say the same.
    let rule = |form: &Form| {
        let rule = form.reason.clone().unwrap_or_default();
        (rule.below_share.or(form.reason_below), super::form::ReasonRule { below_share: None, ..rule })
    };
    let ((old_below, old_rest), (new_below, new_rest)) = (rule(old), rule(new));
    if old_below != new_below {
        let change = FormChange::new("reason_share_changed", Place::field("reason_below"));
        found.push(change.between(or_none(old_below), or_none(new_below)));
    }
    if old_rest != new_rest {
        found.push(FormChange::new("reason_rule_changed", Place::field("reason")));
    }
}

/// A group or a criterion with the index of the group above it.
struct Node<'a, T> {
    item: &'a T,
    parent: Option<usize>,
    path: String,
}

/// All groups and criteria of a form.
struct Tree<'a> {
    groups: Vec<Node<'a, Group>>,
    criteria: Vec<Node<'a, Criterion>>,
}

impl<'a> Tree<'a> {
    fn of(form: &'a Form) -> Self {
        let mut tree = Self { groups: Vec::new(), criteria: Vec::new() };
        tree.take(&form.groups, None, "");
        tree
    }

    fn take(&mut self, groups: &'a [Group], parent: Option<usize>, at: &str) {
        for (g, group) in groups.iter().enumerate() {
            let path = format!("{at}groups[{g}]");
            let own = self.groups.len();
            self.groups.push(Node { item: group, parent, path: path.clone() });
            self.take(&group.groups, Some(own), &format!("{path}."));
            let criteria = group.criteria.iter().enumerate();
            self.criteria.extend(criteria.map(|(c, criterion)| Node {
                item: criterion,
                parent: Some(own),
                path: format!("{path}.criteria[{c}]"),
            }));
        }
    }
}

/// Two trees and what of the one is what of the other.
struct Pairs<'a> {
    old: Tree<'a>,
    new: Tree<'a>,
    /// Per group of the new tree, its index in the old.
    groups: Vec<Option<usize>>,
    /// Per criterion of the new tree, its index in the old.
    criteria: Vec<Option<usize>>,
}

/// Where something stood, as the new tree sees it.
#[derive(PartialEq, Eq)]
enum Above {
    /// On the first level.
    Top,
    /// In this group of the new tree.
    Group(usize),
    /// In a group that is gone.
    Gone,
}

impl<'a> Pairs<'a> {
    fn of(old: &'a Form, new: &'a Form) -> Self {
        let (old, new) = (Tree::of(old), Tree::of(new));
        let ids = |nodes: &[Node<'a, Group>]| nodes.iter().map(|node| node.item.id.as_str()).collect::<Vec<_>>();
        let groups = by_id(&ids(&old.groups), &ids(&new.groups));
        let ids = |nodes: &[Node<'a, Criterion>]| nodes.iter().map(|node| node.item.id.as_str()).collect::<Vec<_>>();
        let criteria = by_id(&ids(&old.criteria), &ids(&new.criteria));
        let mut pairs = Self { old, new, groups, criteria };
        pairs.find_renumbered();
        pairs
    }

    /// Pairs what is left over by its name and place: groups from the top, so that those below find theirs paired.
    fn find_renumbered(&mut self) {
        for n in 0..self.new.groups.len() {
            let node = &self.new.groups[n];
            if self.groups[n].is_some() || node.item.name.is_empty() {
                continue;
            }
            let here = node.parent.map_or(Above::Top, Above::Group);
            let is_it = |o: &usize| {
                let other = &self.old.groups[*o];
                !self.groups.contains(&Some(*o))
                    && other.item.name == node.item.name
                    && self.above(other.parent) == here
            };
            self.groups[n] = (0..self.old.groups.len()).find(is_it);
        }
        for n in 0..self.new.criteria.len() {
            let node = &self.new.criteria[n];
            if self.criteria[n].is_some() || node.item.name.is_empty() {
                continue;
            }
            let here = node.parent.map_or(Above::Top, Above::Group);
            let is_it = |o: &usize| {
                let other = &self.old.criteria[*o];
                !self.criteria.contains(&Some(*o))
                    && other.item.name == node.item.name
                    && self.above(other.parent) == here
            };
            self.criteria[n] = (0..self.old.criteria.len()).find(is_it);
        }
    }

    fn above(&self, old_parent: Option<usize>) -> Above {
        let Some(old) = old_parent else { return Above::Top };
        self.groups.iter().position(|pair| *pair == Some(old)).map_or(Above::Gone, Above::Group)
    }

    fn groups(&self, found: &mut Vec<FormChange>) {
        for (o, node) in self.old.groups.iter().enumerate() {
            if !self.groups.contains(&Some(o)) {
                let change = FormChange::new("group_removed", Place::field(node.path.clone()));
                found.push(change.with("id", &node.item.id).with("name", &node.item.name).with("max", node.item.max));
            }
        }
        let reordered = self.out_of_order(&self.new.groups, &self.old.groups, &self.groups);
        for (n, node) in self.new.groups.iter().enumerate() {
            let group = node.item;
            let place = || Place::field(node.path.clone());
            let named = |change: FormChange| change.with("id", &group.id).with("name", &group.name);
            let Some(old) = self.groups[n].map(|o| &self.old.groups[o]) else {
                found.push(named(FormChange::new("group_added", place())).with("max", group.max));
                continue;
            };
            if old.item.id != group.id {
                found.push(named(FormChange::new("group_renumbered", place())).between(&old.item.id, &group.id));
            }
            if old.item.name != group.name {
                found.push(named(FormChange::new("group_renamed", place())).between(&old.item.name, &group.name));
            }
            if self.above(old.parent) != node.parent.map_or(Above::Top, Above::Group) {
                let change = named(FormChange::new("group_moved", place()));
                found.push(change.between(self.old.name_above(old.parent), self.new.name_above(node.parent)));
            } else if reordered.contains(&n) {
                found.push(named(FormChange::new("group_reordered", place())));
            }
            if old.item.max != group.max {
                found.push(named(FormChange::new("group_points_changed", place())).between(old.item.max, group.max));
            }
        }
    }

    fn criteria(&self, found: &mut Vec<FormChange>) {
        for (o, node) in self.old.criteria.iter().enumerate() {
            if !self.criteria.contains(&Some(o)) {
                let change = FormChange::new("criterion_removed", Place::criterion(node.item.id.as_str()));
                found.push(change.with("id", &node.item.id).with("name", &node.item.name).with("max", node.item.max));
            }
        }
        let reordered = self.out_of_order(&self.new.criteria, &self.old.criteria, &self.criteria);
        for (n, node) in self.new.criteria.iter().enumerate() {
            let criterion = node.item;
            let place = || Place::criterion(criterion.id.as_str());
            let named = |change: FormChange| change.with("id", &criterion.id).with("name", &criterion.name);
            let Some(old) = self.criteria[n].map(|o| &self.old.criteria[o]) else {
                found.push(named(FormChange::new("criterion_added", place())).with("max", criterion.max));
                continue;
            };
            if old.item.id != criterion.id {
                let change = named(FormChange::new("criterion_renumbered", place()));
                found.push(change.between(&old.item.id, &criterion.id));
            }
            if self.above(old.parent) != node.parent.map_or(Above::Top, Above::Group) {
                let change = named(FormChange::new("criterion_moved", place()));
                found.push(change.between(self.old.name_above(old.parent), self.new.name_above(node.parent)));
            } else if reordered.contains(&n) {
                found.push(named(FormChange::new("criterion_reordered", place())));
            }
            found.extend(criterion_changes(old.item, criterion));
        }
    }

    /// What stands in the same group as before but no longer in the same order: the fewest that must have moved.
    fn out_of_order<T>(&self, new: &[Node<'_, T>], old: &[Node<'_, T>], pairs: &[Option<usize>]) -> Vec<usize> {
        let mut by_parent: HashMap<Option<usize>, Vec<(usize, usize)>> = HashMap::new();
        for (n, node) in new.iter().enumerate() {
            let Some(o) = pairs[n] else { continue };
            if self.above(old[o].parent) == node.parent.map_or(Above::Top, Above::Group) {
                by_parent.entry(node.parent).or_default().push((n, o));
            }
        }
        let moved = by_parent.into_values().flat_map(|siblings| {
            let order: Vec<usize> = siblings.iter().map(|(_, o)| *o).collect();
            let kept = longest_rising(&order);
            siblings.into_iter().enumerate().filter(move |(i, _)| !kept.contains(i)).map(|(_, (n, _))| n)
        });
        moved.collect()
    }
}

impl Tree<'_> {
    fn name_above(&self, parent: Option<usize>) -> String {
        let words = |group: &Group| format!("{} {}", group.id, group.name);
        parent.and_then(|parent| self.groups.get(parent)).map_or_else(|| NONE.to_owned(), |node| words(node.item))
    }
}

/// Per new id, the index of the same id among the old; the second of two equal ids is paired with the second.
fn by_id(old: &[&str], new: &[&str]) -> Vec<Option<usize>> {
    let mut places: HashMap<&str, std::collections::VecDeque<usize>> = HashMap::new();
    for (o, id) in old.iter().enumerate() {
        places.entry(id).or_default().push_back(o);
    }
    new.iter().map(|id| places.get_mut(id).and_then(std::collections::VecDeque::pop_front)).collect()
}

/// The indices of a longest rising subsequence.
fn longest_rising(values: &[usize]) -> Vec<usize> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(values.len());
    for (i, value) in values.iter().enumerate() {
        let before = (0..i).filter(|j| values[*j] < *value).max_by_key(|j| best[*j].0);
        best.push((before.map_or(1, |j| best[j].0 + 1), before));
    }
    let mut at = (0..values.len()).max_by_key(|i| best[*i].0);
    let mut chain = Vec::new();
    while let Some(i) = at {
        chain.push(i);
        at = best[i].1;
    }
    chain
}

/// What differs in a criterion itself, wherever it stands.
pub fn criterion_changes(old: &Criterion, new: &Criterion) -> Vec<FormChange> {
    let change = |code: &'static str| {
        let change = FormChange { code, ..FormChange::new("", Place::criterion(new.id.as_str())) };
        change.with("id", &new.id).with("name", &new.name)
    };
    let mut found = Vec::new();
    let mut differs = |code: &'static str, old: String, new: String| {
        if old != new {
            found.push(change(code).between(text_or_none(&old), text_or_none(&new)));
        }
    };
    differs("criterion_renamed", old.name.clone(), new.name.clone());
    differs("criterion_subgroup_changed", old.subgroup.clone(), new.subgroup.clone());
    differs("criterion_points_changed", old.max.to_string(), new.max.to_string());
    differs("criterion_weight_changed", or_none(old.weight), or_none(new.weight));
    differs("criterion_step_changed", or_none(old.step), or_none(new.step));
    let choices = |one: &Criterion| one.choices.iter().map(super::form::Choice::in_words).collect::<Vec<_>>();
    differs("criterion_choices_changed", list_or_none(&choices(old)), list_or_none(&choices(new)));
    let deductions = |one: &Criterion| one.deductions.iter().map(deduction_in_words).collect::<Vec<_>>();
    differs("criterion_deductions_changed", list_or_none(&deductions(old)), list_or_none(&deductions(new)));
    differs("criterion_guide_changed", old.guide.clone(), new.guide.clone());
    differs("criterion_deduct_changed", old.deduct.clone(), new.deduct.clone());
    differs("criterion_reasons_changed", list_or_none(&old.reasons), list_or_none(&new.reasons));
    if old.reason != new.reason {
        found.push(change("criterion_reason_rule_changed"));
    }
    if old.optional != new.optional {
        found.push(change(if new.optional { "criterion_made_optional" } else { "criterion_made_needed" }));
    }
    if old.objective != new.objective {
        found.push(change(if new.objective { "criterion_made_objective" } else { "criterion_made_subjective" }));
    }
    found
}

/// A deduction in a few signs, e.g. `缺少要素 0.4/项 ≤ 2`.
fn deduction_in_words(deduction: &super::form::Deduction) -> String {
    let points = deduction.points.map_or_else(String::new, |points| format!(" {points}"));
    let unit = if deduction.unit.is_empty() { String::new() } else { format!("/{}", deduction.unit) };
    let most = deduction.most.map_or_else(String::new, |most| format!(" ≤ {most}"));
    [deduction.name.as_str(), &points, &unit, &most].concat()
}

#[cfg(test)]
mod tests;
