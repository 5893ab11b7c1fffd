//! What came in meets what stands here: the three-way comparison of one opinion in words, and what becomes of it by the
//! choices a person made.

use super::known::Stored;
use super::verify::Verified;
use super::view::{Decision, FieldView};
use crate::domain::answers::Answers;
use crate::domain::comparison::{Choice, Difference, Field, Outcome, Value, apart, compare, merge, settled};
use crate::domain::form::Form;
use crate::domain::id::ReportId;
use crate::locale;
use std::collections::BTreeMap;

/// One opinion, three ways.
pub(super) struct Meeting {
    /// Every place that differs.
    pub(super) fields: Vec<FieldView>,
    /// What counts; none while a conflict is open.
    pub(super) merged: Option<Answers>,
    /// Places in which it is not what the expert signed.
    pub(super) differs: Vec<String>,
    incoming: Answers,
    has_conflicts: bool,
    open: Vec<String>,
}

impl Meeting {
    /// Whether what came in counts whole.
    pub(super) fn is_incoming(&self) -> bool {
        self.merged.as_ref() == Some(&self.incoming)
    }

    /// Whether what stands here stays whole.
    pub(super) fn is_stored(&self, stored: &Stored) -> bool {
        self.merged == Some(settled(&stored.answers))
    }

    /// Whether a person must say why.
    pub(super) fn must_ask(&self, stored: &Stored) -> bool {
        self.has_conflicts || !(self.is_incoming() || self.is_stored(stored))
    }

    /// The places nobody decided on.
    pub(super) fn open_places(&self) -> String {
        self.open.join("、")
    }
}

/// Compares an opinion that came in with the one that stands here; `base` is what the expert handed back before.
pub(super) fn meet(
    form: &Form,
    report: ReportId,
    base: Option<&Answers>,
    stored: &Stored,
    verified: &Verified,
    decision: Option<&Decision>,
) -> Meeting {
    let nothing = Answers::default();
    let differences = compare(base.unwrap_or(&nothing), &stored.answers, &verified.answers);
    let chosen = |difference: &Difference| {
        let name = difference.field.name();
        let choices = decision.iter().flat_map(|decision| &decision.choices);
        let mut its = choices.filter(|choice| choice.report == report && choice.place == name);
        its.next().map(|choice| (difference.field.clone(), choice.take))
    };
    let choices: BTreeMap<Field, Choice> = differences.iter().filter_map(chosen).collect();
    let (merged, open) = match merge(&stored.answers, &differences, &choices) {
        Ok(merged) => (Some(merged), Vec::new()),
        Err(open) => (None, open),
    };
    let incoming = settled(&verified.answers);
    let differs = merged.as_ref().map(|merged| apart(merged, &incoming)).unwrap_or_default();
    Meeting {
        fields: differences.iter().map(|difference| field_view(form, difference)).collect(),
        differs: differs.iter().map(|field| label(form, field)).collect(),
        has_conflicts: differences.iter().any(|difference| difference.outcome == Outcome::Conflict),
        open: open.iter().map(|field| label(form, field)).collect(),
        merged,
        incoming,
    }
}

/// A place that differs, in words.
pub(super) fn field_view(form: &Form, difference: &Difference) -> FieldView {
    FieldView {
        place: difference.field.name(),
        label: label(form, &difference.field),
        issued: shown(difference.base.as_ref()),
        stored: shown(difference.stored.as_ref()),
        incoming: shown(difference.incoming.as_ref()),
        outcome: difference.outcome,
    }
}

/// A field as people call it.
pub(super) fn label(form: &Form, field: &Field) -> String {
    let criterion = |key: &str, id: &str| {
        let name = form.criterion(id).map_or(id, |criterion| criterion.name.as_str());
        locale::fill(key, [("name", name)])
    };
    match field {
        Field::Score(id) => criterion("arrived.field_score", id),
        Field::Reason(id) => criterion("arrived.field_reason", id),
        Field::Veto(item) => locale::fill("arrived.field_veto", [("item", item.as_str())]),
        Field::Remark(no) => locale::fill("arrived.field_remark", [("n", &*no.to_string())]),
        Field::Declared | Field::Conclusion | Field::Merits | Field::BudgetAdvice => {
            locale::field(&field.name()).to_owned()
        }
    }
}

/// A value in one line.
pub(super) fn shown(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Yes) => locale::text("arrived.yes").to_owned(),
        Some(Value::Remark(body)) => {
            let parts = [&*body.place, &*body.page, &*body.problem, &*body.suggestion, body.nature.name()];
            let said: Vec<&str> = parts.into_iter().map(str::trim).filter(|text| !text.is_empty()).collect();
            said.join("　")
        }
    }
}
