//! Changing the tree of a form piece by piece: find, add, move, remove, rename, number anew. A form may become wrong by
//! this, which its check tells; what the words of an edit are is `form_edit`'s beside the file format.

use super::form::{Criterion, Form, Group};
use super::problem::{Place, Problem};
use serde::Serialize;

/// Before an id: the group of that id is meant, although a criterion has the same.
const GROUP: &str = "group:";

/// Where a part of a form stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A group: its index on every level from the top.
    Group(Vec<usize>),
    /// A criterion: its group and its index there.
    Criterion(Vec<usize>, usize),
}

/// An id that became another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Renumbered {
    /// Whether it is a group's.
    pub group: bool,
    /// The name of the group or criterion.
    pub name: String,
    /// The id before.
    pub old: String,
    /// The id now.
    pub new: String,
}

impl Part {
    /// Its path in the file, e.g. `groups[0].criteria[2]`.
    pub fn path(&self) -> String {
        let (groups, criterion) = match self {
            Self::Group(at) => (at, None),
            Self::Criterion(at, c) => (at, Some(c)),
        };
        let mut steps: Vec<String> = groups.iter().map(|g| format!("groups[{g}]")).collect();
        steps.extend(criterion.map(|c| format!("criteria[{c}]")));
        steps.join(".")
    }
}

impl Form {
    /// All groups and criteria in printed order, each group before what stands below it.
    pub fn parts(&self) -> Vec<Part> {
        fn below(groups: &[Group], at: &[usize], found: &mut Vec<Part>) {
            for (g, group) in groups.iter().enumerate() {
                let here = [at, &[g]].concat();
                found.push(Part::Group(here.clone()));
                below(&group.groups, &here, found);
                found.extend((0..group.criteria.len()).map(|c| Part::Criterion(here.clone(), c)));
            }
        }
        let mut found = Vec::new();
        below(&self.groups, &[], &mut found);
        found
    }

    /// The group at these indices; none for the form itself, which is at no index.
    pub fn group_at(&self, at: &[usize]) -> Option<&Group> {
        let (first, rest) = at.split_first()?;
        rest.iter().try_fold(self.groups.get(*first)?, |group, g| group.groups.get(*g))
    }

    fn group_at_mut(&mut self, at: &[usize]) -> Option<&mut Group> {
        let (first, rest) = at.split_first()?;
        rest.iter().try_fold(self.groups.get_mut(*first)?, |group, g| group.groups.get_mut(*g))
    }

    fn groups_at_mut(&mut self, at: &[usize]) -> Option<&mut Vec<Group>> {
        if at.is_empty() { Some(&mut self.groups) } else { self.group_at_mut(at).map(|group| &mut group.groups) }
    }

    /// The criterion at a part, to be changed.
    pub fn criterion_at_mut(&mut self, at: &[usize], c: usize) -> Option<&mut Criterion> {
        self.group_at_mut(at)?.criteria.get_mut(c)
    }

    /// The group at a part, to be changed.
    pub(super) fn group_mut(&mut self, at: &[usize]) -> Option<&mut Group> {
        self.group_at_mut(at)
    }

    /// The id of a part.
    pub fn id_at(&self, part: &Part) -> &str {
        match part {
            Part::Group(at) => self.group_at(at).map_or("", |group| &group.id),
            Part::Criterion(at, c) => {
                self.group_at(at).and_then(|group| group.criteria.get(*c)).map_or("", |criterion| &criterion.id)
            }
        }
    }

    /// The part a person names: a criterion by its id, else a group by its id, `group:` and an id for the group where
    /// both have it, or the path in the file where an id is used twice.
    pub fn part(&self, target: &str) -> Option<Part> {
        let parts = self.parts();
        let is_group = |part: &&Part| matches!(part, Part::Group(_));
        let forced = target.strip_prefix(GROUP);
        let group =
            || parts.iter().find(|part| is_group(part) && self.id_at(part) == forced.unwrap_or(target)).cloned();
        if forced.is_some() {
            return group();
        }
        let criterion = || parts.iter().find(|part| !is_group(part) && self.id_at(part) == target).cloned();
        criterion().or_else(group).or_else(|| parts.iter().find(|part| part.path() == target).cloned())
    }

    /// The same, or the problem that there is none; `field` is where it was named.
    pub fn needed_part(&self, target: &str, field: &str) -> Result<Part, Problem> {
        self.part(target).ok_or_else(|| {
            Problem::error("edit_part_unknown", Place::field(field)).with("id", super::form::shown(target))
        })
    }

    fn needed_group(&self, target: &str, field: &str) -> Result<Vec<usize>, Problem> {
        // A group may be meant although a criterion has the same id: only a group can hold anything.
        let forced = [GROUP, target.strip_prefix(GROUP).unwrap_or(target)].concat();
        let part = self.part(&forced).map_or_else(|| self.needed_part(target, field), Ok)?;
        match part {
            Part::Group(at) => Ok(at),
            Part::Criterion(..) => {
                Err(Problem::error("edit_not_a_group", Place::field(field)).with("id", super::form::shown(target)))
            }
        }
    }

    /// Adds a group below another (none = on the first level) before a sibling (none = at the end).
    pub fn add_group(&mut self, under: Option<&str>, before: Option<&str>, group: Group) -> Result<Part, Problem> {
        let (parent, index) = self.place_for_group(under, before)?;
        let groups = self.groups_at_mut(&parent).ok_or_else(lost_place)?;
        groups.insert(index.min(groups.len()), group);
        Ok(Part::Group([parent, vec![index]].concat()))
    }

    /// Adds a criterion to a group before a sibling (none = at the end).
    pub fn add_criterion(&mut self, group: &str, before: Option<&str>, criterion: Criterion) -> Result<Part, Problem> {
        let at = self.needed_group(group, "group")?;
        let index = self.place_for_criterion(&at, before)?;
        let criteria = &mut self.group_at_mut(&at).ok_or_else(lost_place)?.criteria;
        criteria.insert(index.min(criteria.len()), criterion);
        Ok(Part::Criterion(at, index))
    }

    /// Moves a group or a criterion. Without `under` the sibling `before` tells the place; without both a criterion goes
    /// to the end of its group and a group to the end of the first level.
    pub fn move_part(&mut self, target: &str, under: Option<&str>, before: Option<&str>) -> Result<(), Problem> {
        match self.needed_part(target, "target")? {
            Part::Group(at) => self.move_group(&at, under, before),
            Part::Criterion(at, c) => {
                let to = match (under, before) {
                    (Some(under), _) => self.needed_group(under, "under")?,
                    (None, Some(before)) => match self.needed_part(before, "before")? {
                        Part::Criterion(group, _) => group,
                        Part::Group(_) => return Err(not_a_sibling(before)),
                    },
                    (None, None) => at.clone(),
                };
                let mut index = self.place_for_criterion(&to, before)?;
                if to == at && c < index {
                    index -= 1;
                }
                let taken = self.group_at_mut(&at).ok_or_else(lost_place)?.criteria.remove(c);
                self.group_at_mut(&to).ok_or_else(lost_place)?.criteria.insert(index, taken);
                Ok(())
            }
        }
    }

    fn move_group(&mut self, at: &[usize], under: Option<&str>, before: Option<&str>) -> Result<(), Problem> {
        let (mut parent, mut index) = self.place_for_group(under, before)?;
        if parent.starts_with(at) {
            let problem = Problem::error("edit_group_into_itself", Place::field("under"));
            return Err(problem.with("id", self.id_at(&Part::Group(at.to_vec()))));
        }
        let Some((own, siblings)) = at.split_last() else { return Err(lost_place()) };
        // What stands behind the group moves up when it goes: its new place, or a group above that.
        if parent.starts_with(siblings) {
            match parent.get_mut(siblings.len()) {
                Some(above) if *above > *own => *above -= 1,
                None if index > *own => index -= 1,
                Some(_) | None => {}
            }
        }
        let taken = self.groups_at_mut(siblings).ok_or_else(lost_place)?.remove(*own);
        let groups = self.groups_at_mut(&parent).ok_or_else(lost_place)?;
        groups.insert(index.min(groups.len()), taken);
        Ok(())
    }

    /// Removes a group with everything below it, or a criterion.
    pub fn remove_part(&mut self, target: &str) -> Result<(), Problem> {
        match self.needed_part(target, "target")? {
            Part::Group(at) => {
                let (own, siblings) = at.split_last().ok_or_else(lost_place)?;
                self.groups_at_mut(siblings).ok_or_else(lost_place)?.remove(*own);
            }
            Part::Criterion(at, c) => {
                self.group_at_mut(&at).ok_or_else(lost_place)?.criteria.remove(c);
            }
        }
        Ok(())
    }

    fn place_for_group(&self, under: Option<&str>, before: Option<&str>) -> Result<(Vec<usize>, usize), Problem> {
        let sibling = before.map(|before| Ok((before, self.needed_group(before, "before")?))).transpose()?;
        let parent = match (under, &sibling) {
            (Some(under), _) => self.needed_group(under, "under")?,
            (None, Some((_, at))) => at.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default(),
            (None, None) => Vec::new(),
        };
        match sibling {
            Some((before, at)) => match at.split_last() {
                Some((index, above)) if above == parent => Ok((parent, *index)),
                Some(_) | None => Err(not_a_sibling(before)),
            },
            None => {
                let count = self.group_at(&parent).map_or(self.groups.len(), |group| group.groups.len());
                Ok((parent, count))
            }
        }
    }

    fn place_for_criterion(&self, group: &[usize], before: Option<&str>) -> Result<usize, Problem> {
        let Some(before) = before else {
            return Ok(self.group_at(group).map_or(0, |group| group.criteria.len()));
        };
        match self.needed_part(before, "before")? {
            Part::Criterion(at, c) if at == group => Ok(c),
            Part::Criterion(..) | Part::Group(_) => Err(not_a_sibling(before)),
        }
    }

    /// An id that no group or criterion has yet: the number after its siblings, as `renumber` would give it.
    pub fn free_id(&self, under: Option<&str>) -> String {
        let at = under.and_then(|under| self.needed_group(under, "under").ok());
        let parent = at.as_ref().and_then(|at| self.group_at(at));
        let count = parent.map_or(self.groups.len(), |group| group.groups.len() + group.criteria.len());
        let numbers = (count + 1..).map(|n| match parent {
            Some(parent) => format!("{}.{n}", parent.id),
            None => n.to_string(),
        });
        numbers.into_iter().find(|id| !self.has_part(id)).expect("a form has an end, numbers have none")
    }

    /// Replaces the stock reasons of a criterion.
    pub fn set_reasons(&mut self, target: &str, reasons: Vec<String>) -> Result<(), Problem> {
        match self.needed_part(target, "criterion")? {
            Part::Criterion(at, c) => {
                self.criterion_at_mut(&at, c).ok_or_else(lost_place)?.reasons = reasons;
                Ok(())
            }
            Part::Group(_) => Err(Problem::error("edit_not_a_criterion", Place::field("criterion"))
                .with("id", super::form::shown(target))),
        }
    }

    /// Numbers everything by its place: groups of the first level 1, 2 …, what stands in group 1 then 1.1, 1.2 …;
    /// conditions and requirements follow. Answers what changed.
    pub fn renumber(&mut self) -> Vec<Renumbered> {
        let mut changed = Vec::new();
        for part in self.parts() {
            let at = match &part {
                Part::Group(at) => at.clone(),
                Part::Criterion(at, c) => [at.as_slice(), &[*c]].concat(),
            };
            let new = at.iter().map(|index| (index + 1).to_string()).collect::<Vec<_>>().join(".");
            let (group, old, name) = match &part {
                Part::Group(at) => match self.group_at_mut(at) {
                    Some(group) => (true, std::mem::replace(&mut group.id, new.clone()), group.name.clone()),
                    None => continue,
                },
                Part::Criterion(at, c) => match self.criterion_at_mut(at, *c) {
                    Some(criterion) => {
                        (false, std::mem::replace(&mut criterion.id, new.clone()), criterion.name.clone())
                    }
                    None => continue,
                },
            };
            changed.push(Renumbered { group, name, old, new });
        }
        // A condition means the criterion where a group has the same id, and the first where two have it.
        let followed = |id: &String| {
            let of = |group: bool| changed.iter().find(|one| one.group == group && one.old == *id);
            of(false).or_else(|| of(true)).map_or_else(|| id.clone(), |one| one.new.clone())
        };
        self.rename_in_conditions(followed);
        changed.retain(|one| one.old != one.new);
        changed
    }

    /// Lets the conditions and requirements that mean a part of another id now name it as it is called now. They mean the
    /// criterion where a group has the same id, so those of a criterion go along even if such a group stays.
    pub fn follow_id(&mut self, part: &Part, old: &str, new: &str) {
        let still_there = match part {
            Part::Criterion(..) => self.criterion(old).is_some(),
            Part::Group(_) => self.has_part(old),
        };
        if !still_there {
            self.rename_in_conditions(|id| if id == old { new.to_owned() } else { id.clone() });
        }
    }

    fn rename_in_conditions(&mut self, followed: impl Fn(&String) -> String) {
        let lists = self.checks.iter_mut().flat_map(|check| [&mut check.of, &mut check.than]);
        let required = self
            .conclusions
            .iter_mut()
            .flat_map(|conclusion| &mut conclusion.requires)
            .map(|required| &mut required.of);
        for id in lists.chain(required).flatten() {
            *id = followed(id);
        }
    }
}

fn not_a_sibling(before: &str) -> Problem {
    Problem::error("edit_not_a_sibling", Place::field("before")).with("id", super::form::shown(before))
}

/// A part that was found a moment ago; told rather than fallen over.
fn lost_place() -> Problem {
    Problem::error("edit_part_unknown", Place::field("target")).with("id", "")
}
