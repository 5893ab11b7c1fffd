//! What differs between two versions of a form outside the tree of criteria: grades, conclusions, veto items, head fields,
//! conditions and the tally rules.

use super::form::{Conclusion, Form};
use super::form_diff::FormChange;
use super::number::Points;
use super::problem::Place;

fn bound(points: Option<Points>) -> String {
    points.map_or_else(|| "—".to_owned(), |points| points.to_string())
}

/// The named items of a list that went, came, and stayed in another order.
struct Named<'a> {
    gone: Vec<&'a str>,
    came: Vec<&'a str>,
    reordered: bool,
}

impl<'a> Named<'a> {
    fn of(old: &[&'a str], new: &[&'a str]) -> Self {
        let stayed = |here: &[&'a str], there: &[&'a str]| -> Vec<&'a str> {
            here.iter().filter(|name| there.contains(name)).copied().collect()
        };
        Self {
            gone: old.iter().filter(|name| !new.contains(name)).copied().collect(),
            came: new.iter().filter(|name| !old.contains(name)).copied().collect(),
            reordered: stayed(old, new) != stayed(new, old),
        }
    }
}

/// Grades, veto items, conclusions, head fields and conditions.
pub(super) fn lists(old: &Form, new: &Form, found: &mut Vec<FormChange>) {
    grades(old, new, found);
    conclusions(old, new, found);
    let texts = |form: &'_ Form| form.veto.clone();
    let (old_veto, new_veto) = (texts(old), texts(new));
    let veto = Named::of(&strs(&old_veto), &strs(&new_veto));
    let at = || Place::field("veto");
    found.extend(veto.gone.iter().map(|name| FormChange::new("veto_removed", at()).with("name", name)));
    found.extend(veto.came.iter().map(|name| FormChange::new("veto_added", at()).with("name", name)));
    if veto.reordered {
        found.push(FormChange::new("veto_reordered", at()));
    }
    head_fields(old, new, found);
    checks(old, new, found);
}

fn strs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

fn grades(old: &Form, new: &Form, found: &mut Vec<FormChange>) {
    let at = || Place::field("grades");
    let of = |form: &Form, name: &str| form.grades.iter().find(|band| band.name == name).map(|band| band.from);
    for band in old.grades.iter().filter(|band| of(new, &band.name).is_none()) {
        found.push(FormChange::new("grade_removed", at()).with("name", &band.name).with("from", band.from));
    }
    for band in &new.grades {
        let change = match of(old, &band.name) {
            None => FormChange::new("grade_added", at()).with("name", &band.name).with("from", band.from),
            Some(from) if from != band.from => {
                let change = FormChange::new("grade_threshold_changed", at()).with("name", &band.name);
                change.with("old", from).with("new", band.from)
            }
            Some(_) => continue,
        };
        found.push(change);
    }
    let names = |form: &'_ Form| form.grades.iter().map(|band| band.name.clone()).collect::<Vec<_>>();
    if Named::of(&strs(&names(old)), &strs(&names(new))).reordered {
        found.push(FormChange::new("grades_reordered", at()));
    }
}

fn conclusions(old: &Form, new: &Form, found: &mut Vec<FormChange>) {
    let at = || Place::field("conclusions");
    let named = |change: FormChange, conclusion: &Conclusion| change.with("name", &conclusion.name);
    let of = |form: &'_ Form, name: &str| form.conclusions.iter().find(|one| one.name == name).cloned();
    for gone in old.conclusions.iter().filter(|one| of(new, &one.name).is_none()) {
        found.push(named(FormChange::new("conclusion_removed", at()), gone));
    }
    for one in &new.conclusions {
        let Some(before) = of(old, &one.name) else {
            found.push(named(FormChange::new("conclusion_added", at()), one).with("from", bound(one.from)));
            continue;
        };
        if before.from != one.from {
            let change = named(FormChange::new("conclusion_threshold_changed", at()), one);
            found.push(change.with("old", bound(before.from)).with("new", bound(one.from)));
        }
        if !before.hidden && one.hidden {
            found.push(named(FormChange::new("conclusion_hidden", at()), one));
        }
        if before.hidden && !one.hidden {
            found.push(named(FormChange::new("conclusion_opened", at()), one));
        }
        if before.requires != one.requires {
            found.push(named(FormChange::new("conclusion_requires_changed", at()), one));
        }
    }
    let names = |form: &'_ Form| form.conclusions.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    if Named::of(&strs(&names(old)), &strs(&names(new))).reordered {
        found.push(FormChange::new("conclusions_reordered", at()));
    }
}

fn head_fields(old: &Form, new: &Form, found: &mut Vec<FormChange>) {
    let at = || Place::field("fields");
    for gone in old.fields.iter().filter(|field| !new.fields.iter().any(|other| other.id == field.id)) {
        found.push(FormChange::new("field_removed", at()).with("id", &gone.id).with("name", &gone.name));
    }
    for field in &new.fields {
        let code = match old.fields.iter().find(|other| other.id == field.id) {
            None => FormChange::new("field_added", at()),
            Some(before) if before != field => FormChange::new("field_changed", at()),
            Some(_) => continue,
        };
        found.push(code.with("id", &field.id).with("name", &field.name));
    }
    let ids = |form: &'_ Form| form.fields.iter().map(|field| field.id.clone()).collect::<Vec<_>>();
    if Named::of(&strs(&ids(old)), &strs(&ids(new))).reordered {
        found.push(FormChange::new("fields_reordered", at()));
    }
}

/// A condition has no id: what it tells the reader is its name.
fn checks(old: &Form, new: &Form, found: &mut Vec<FormChange>) {
    let at = || Place::field("checks");
    for gone in old.checks.iter().filter(|check| !new.checks.iter().any(|other| other.message == check.message)) {
        found.push(FormChange::new("check_removed", at()).with("message", &gone.message));
    }
    for check in &new.checks {
        let change = match old.checks.iter().find(|other| other.message == check.message) {
            None => FormChange::new("check_added", at()),
            Some(before) if before != check && !old.checks.contains(check) => FormChange::new("check_changed", at()),
            Some(_) => continue,
        };
        found.push(change.with("message", &check.message));
    }
}

/// How the opinions of a panel become one result.
pub(super) fn tally(old: &Form, new: &Form, found: &mut Vec<FormChange>) {
    let (old, new) = (&old.tally, &new.tally);
    let mut words = |change: FormChange, old: &'static str, new: &'static str| {
        if old != new {
            found.push(change.with("old_word", old).with("new_word", new));
        }
    };
    let at = |name: &str| Place::field(format!("tally.{name}"));
    words(FormChange::new("tally_rule_changed", at("rule")), old.rule.word(), new.rule.word());
    words(FormChange::new("tally_level_changed", at("level")), old.level.word(), new.level.word());
    let missing = (old.missing.word(), new.missing.word());
    words(FormChange::new("tally_missing_changed", at("missing")), missing.0, missing.1);
    let rounding = (old.rounding.word(), new.rounding.word());
    words(FormChange::new("tally_rounding_changed", at("rounding")), rounding.0, rounding.1);
    if old.places != new.places {
        let change = FormChange::new("tally_places_changed", at("places"));
        found.push(change.with("old", old.places).with("new", new.places));
    }
    if old.min_panel != new.min_panel {
        let change = FormChange::new("tally_min_panel_changed", at("min_panel"));
        found.push(change.with("old", old.min_panel).with("new", new.min_panel));
    }
    if old.weights != new.weights {
        let words = |rules: &super::form::TallyRules| {
            let weights = rules.weights.iter().map(|weight| format!("{} {}", weight.kind, weight.weight));
            let weights = weights.collect::<Vec<_>>().join("、");
            if weights.is_empty() { "—".to_owned() } else { weights }
        };
        let change = FormChange::new("tally_weights_changed", at("weights"));
        found.push(change.with("old", words(old)).with("new", words(new)));
    }
    if old.signals != new.signals {
        found.push(FormChange::new("tally_signals_changed", at("signals")));
    }
}
