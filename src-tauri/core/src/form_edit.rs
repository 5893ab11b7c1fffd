//! The edits of a form that is being written, as a closed list: each says what a person does, values stand in the
//! notation of the form file. A list of edits is carried out whole or not at all; every value is read by `form_file`.

use crate::domain::form::{Criterion, Form, Group};
use crate::domain::form_edit::{Part, Renumbered};
use crate::domain::form_points::Reweighed;
use crate::domain::number::Points;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use crate::form_file;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// At most so many edits at once: a person makes a handful, a program that makes more is at fault.
pub const MOST_EDITS: usize = 1_000;

/// Groups nested deeper than this are refused at once, so that no list of edits piles them up without end; that three
/// levels are the most a form may have is said by its check.
const DEEPEST: usize = 20;

/// The target that stands for the form itself.
pub const HEAD: &str = "form";

/// One edit. `target`, `group`, `under` and `before` name a criterion or a group by its id; `group:` before an id means
/// the group where a criterion has the same id.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(tag = "edit", rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Sets a field of the form itself (`target` = `form`), of a group or of a criterion; null clears it.
    Set {
        /// Whose field.
        target: String,
        /// Name of the field in the file, e.g. `guide`, `choices`, `grades`.
        field: String,
        /// Its value as the file writes it; decimals are texts.
        #[cfg_attr(feature = "types", ts(type = "unknown"))]
        value: Value,
    },
    /// Adds a group.
    AddGroup {
        /// Below which group; none = on the first level.
        under: Option<String>,
        /// Before which sibling; none = at the end.
        before: Option<String>,
        /// Its id; none = the next number.
        id: Option<String>,
        /// Its name.
        name: String,
        /// Its points; none = 0.
        max: Option<String>,
    },
    /// Adds a criterion.
    AddCriterion {
        /// To which group.
        group: String,
        /// Before which sibling; none = at the end.
        before: Option<String>,
        /// Its id; none = the next number.
        id: Option<String>,
        /// Its name.
        name: String,
        /// Its full points; none = 0.
        max: Option<String>,
        /// More of its fields as the file writes them; none = no more.
        #[cfg_attr(feature = "types", ts(type = "Record<string, unknown> | null"))]
        fields: Option<Value>,
    },
    /// Moves a group or a criterion.
    Move {
        /// What.
        target: String,
        /// Into which group; none = where the sibling stands.
        under: Option<String>,
        /// Before which sibling; none = to the end.
        before: Option<String>,
    },
    /// Removes a group with everything below it, or a criterion.
    Remove {
        /// What.
        target: String,
    },
    /// Gives groups and criteria other points.
    Reweigh {
        /// Which and how many.
        points: Vec<NewPoints>,
    },
    /// Scales the criteria of a group to another total, exactly and each on its step.
    Scale {
        /// Which group.
        group: String,
        /// Its new points.
        total: String,
    },
    /// Makes every group and the form what stands below adds up to.
    SumUp,
    /// Sets the stock reasons of a criterion.
    SetReasons {
        /// Which criterion.
        criterion: String,
        /// The reasons, in order.
        reasons: Vec<String>,
    },
    /// Numbers all groups and criteria by their place.
    Renumber,
}

/// Points for one group or criterion.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct NewPoints {
    /// Its id.
    pub id: String,
    /// The points, as text.
    pub points: String,
}

/// What an edit did besides what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Edited {
    /// The id of the group or criterion that was added.
    pub added: Option<String>,
    /// Points that became others.
    pub points: Vec<Reweighed>,
    /// Ids that became others.
    pub renumbered: Vec<Renumbered>,
}

/// Carries out edits in order and answers what each did. If one cannot be carried out, or leaves a value that cannot be
/// read, none is: all problems come back, those of an edit at `edits[n]…`, those of a value at its path in the form.
pub fn apply(form: &mut Form, edits: &[Edit]) -> Result<Vec<Edited>> {
    if edits.len() > MOST_EDITS {
        let problem = Problem::error("edit_too_many", Place::field("edits")).with("n", edits.len());
        return Err(Error::invalid(problem.with("most", MOST_EDITS)));
    }
    let mut changed = form.clone();
    let (mut told, mut found) = (Vec::new(), Vec::new());
    for (i, edit) in edits.iter().enumerate() {
        match one(&mut changed, edit) {
            Ok(edited) => told.push(edited),
            Err(Fault::Edit(problems)) => found.extend(problems.into_iter().map(|problem| within(i, problem))),
            Err(Fault::Value(problems)) => found.extend(problems),
        }
        if changed.levels() > DEEPEST {
            found.push(within(i, Problem::error("form_too_many_levels", Place::field("under")).with("most", DEEPEST)));
            break;
        }
    }
    if found.is_empty() {
        // The limits of the file hold for the whole: its length, its depth, the number of its criteria.
        (changed, _) = form_file::read_draft(&form_file::canonical(&changed))?;
        *form = changed;
        return Ok(told);
    }
    Err(Error::Invalid(found))
}

/// Why an edit was not carried out: it does not fit the form, or its value cannot be read.
enum Fault {
    Edit(Vec<Problem>),
    Value(Vec<Problem>),
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Edit(vec![problem])
    }
}

fn within(i: usize, problem: Problem) -> Problem {
    let place = match &problem.place {
        Place::Field { path } => Place::field(format!("edits[{i}].{path}")),
        Place::Whole | Place::Criterion { .. } | Place::Remark { .. } | Place::Report { .. } | Place::Cell { .. } => {
            Place::field(format!("edits[{i}]"))
        }
    };
    Problem { place, ..problem }
}

fn one(form: &mut Form, edit: &Edit) -> std::result::Result<Edited, Fault> {
    let mut edited = Edited::default();
    match edit {
        Edit::Set { target, field, value } => set(form, target, field, value)?,
        Edit::AddGroup { under, before, id, name, max } => {
            let id = id.clone().unwrap_or_else(|| form.free_id(under.as_deref()));
            let max = points_or_nought(max.as_deref(), "max")?;
            let group = Group { id: id.clone(), name: name.clone(), max, groups: Vec::new(), criteria: Vec::new() };
            form.add_group(under.as_deref(), before.as_deref(), group)?;
            edited.added = Some(id);
        }
        Edit::AddCriterion { group, before, id, name, max, fields } => {
            let id = id.clone().unwrap_or_else(|| form.free_id(Some(group)));
            let max = points_or_nought(max.as_deref(), "max")?;
            let part = form.add_criterion(group, before.as_deref(), Criterion::plain(&id, name, max))?;
            if let Some(fields) = fields {
                set_all(form, &part, fields)?;
            }
            edited.added = Some(id);
        }
        Edit::Move { target, under, before } => form.move_part(target, under.as_deref(), before.as_deref())?,
        Edit::Remove { target } => form.remove_part(target)?,
        Edit::Reweigh { points } => {
            let read = points
                .iter()
                .enumerate()
                .map(|(i, one)| Ok((one.id.clone(), points_of(&one.points, &format!("points[{i}].points"))?)));
            let (read, faults): (Vec<_>, Vec<_>) = read.partition(std::result::Result::is_ok);
            let faults: Vec<Problem> = faults.into_iter().filter_map(std::result::Result::err).collect();
            if !faults.is_empty() {
                return Err(Fault::Edit(faults));
            }
            let read: Vec<(String, Points)> = read.into_iter().flatten().collect();
            edited.points = form.reweigh(&read).map_err(Fault::Edit)?;
        }
        Edit::Scale { group, total } => edited.points = form.scale(group, points_of(total, "total")?)?,
        Edit::SumUp => edited.points = form.sum_up(),
        Edit::SetReasons { criterion, reasons } => {
            form.set_reasons(criterion, reasons.clone())?;
        }
        Edit::Renumber => edited.renumbered = form.renumber(),
    }
    Ok(edited)
}

fn points_of(text: &str, field: &str) -> std::result::Result<Points, Problem> {
    Points::read(text)
        .map_err(|why| Problem::error(why.code(), Place::field(field)).with("text", crate::domain::form::shown(text)))
}

fn points_or_nought(text: Option<&str>, field: &str) -> std::result::Result<Points, Problem> {
    text.map_or(Ok(Points::ZERO), |text| points_of(text, field))
}

/// The way to a part inside the JSON of a form.
fn pointer(part: Option<&Part>) -> String {
    let Some(part) = part else { return String::new() };
    let (groups, criterion) = match part {
        Part::Group(at) => (at, None),
        Part::Criterion(at, c) => (at, Some(c)),
    };
    let mut steps: Vec<String> = groups.iter().map(|g| format!("/groups/{g}")).collect();
    steps.extend(criterion.map(|c| format!("/criteria/{c}")));
    steps.concat()
}

/// Sets one field through the file's own reading. Points of a criterion take the choices along that stand for full
/// points, and conditions follow an id.
fn set(form: &mut Form, target: &str, field: &str, value: &Value) -> std::result::Result<(), Fault> {
    let part = if target == HEAD { None } else { Some(form.needed_part(target, "target")?) };
    if let (Some(Part::Criterion(at, c)), "max", Some(text)) = (&part, field, value.as_str())
        && let (Ok(points), Some(criterion)) = (Points::read(text), form.criterion_at_mut(at, *c))
    {
        criterion.set_max(points);
        return Ok(());
    }
    let old_id = part.as_ref().map(|part| form.id_at(part).to_owned());
    write(form, part.as_ref(), std::iter::once((field.to_owned(), value.clone())))?;
    if let (Some(part), Some(old)) = (&part, old_id)
        && field == "id"
    {
        let new = form.id_at(part).to_owned();
        form.follow_id(part, &old, &new);
    }
    Ok(())
}

fn set_all(form: &mut Form, part: &Part, fields: &Value) -> std::result::Result<(), Fault> {
    let Some(fields) = fields.as_object() else {
        return Err(Problem::error("json_not_an_object", Place::field("fields")).into());
    };
    write(form, Some(part), fields.clone())
}

fn write(
    form: &mut Form,
    part: Option<&Part>,
    fields: impl IntoIterator<Item = (String, Value)>,
) -> std::result::Result<(), Fault> {
    let mut json = json!(form);
    if let Some(object) = json.pointer_mut(&pointer(part)).and_then(Value::as_object_mut) {
        object.extend(fields);
    }
    match form_file::values(&json.to_string()) {
        (Some(read), faults) if faults.is_empty() => {
            *form = read;
            Ok(())
        }
        (_, faults) => Err(Fault::Value(faults)),
    }
}

#[cfg(test)]
mod tests;
