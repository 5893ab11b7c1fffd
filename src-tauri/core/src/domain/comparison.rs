//! What came in against what stands here, field by field, with what the expert handed back before as the third witness
//! (safety §3.4). A conflict is decided by a person, one field at a time; nothing here has a preference.

use super::answers::{Answers, NumberedRemark};
use super::opinion::{RemarkBody, Score};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One field of an opinion.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 回避声明.
    Declared,
    /// The score of a criterion.
    Score(String),
    /// 扣分理由 of a criterion.
    Reason(String),
    /// A veto item.
    Veto(String),
    /// Conclusion.
    Conclusion,
    /// A remark by its number.
    Remark(i64),
    /// 主要成效与可推广经验.
    Merits,
    /// 对项目预算安排和管理的建议.
    BudgetAdvice,
}

impl Field {
    /// The name callers choose it by.
    pub fn name(&self) -> String {
        match self {
            Self::Declared => "declared".to_owned(),
            Self::Score(criterion) => ["score:", criterion].concat(),
            Self::Reason(criterion) => ["reason:", criterion].concat(),
            Self::Veto(item) => ["veto:", item].concat(),
            Self::Conclusion => "conclusion".to_owned(),
            Self::Remark(no) => format!("remark:{no}"),
            Self::Merits => "merits".to_owned(),
            Self::BudgetAdvice => "budget_advice".to_owned(),
        }
    }
}

/// What stands in a field; a field that is not there is blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text that is not empty.
    Text(String),
    /// A remark.
    Remark(RemarkBody),
    /// Ticked, or declared.
    Yes,
}

/// What becomes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// What came in counts: here nothing was changed.
    Incoming,
    /// What stands here counts: the expert changed nothing.
    Stored,
    /// Both were changed to the same.
    Same,
    /// Both were changed, each otherwise: a person decides.
    Conflict,
}

/// What a person decides on a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename = "ImportChoice"))]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// What stands here.
    Stored,
    /// What came in.
    Incoming,
}

/// One field in which something was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which field.
    pub field: Field,
    /// What was handed back before.
    pub base: Option<Value>,
    /// What stands here.
    pub stored: Option<Value>,
    /// What came in.
    pub incoming: Option<Value>,
    /// What becomes of it.
    pub outcome: Outcome,
}

type Fields = BTreeMap<Field, Value>;

/// The fields in which what stands here or what came in is another thing than what was handed back before.
pub fn compare(base: &Answers, stored: &Answers, incoming: &Answers) -> Vec<Difference> {
    let (base, stored, incoming) = (fields(base), fields(stored), fields(incoming));
    let mut all: Vec<&Field> = base.keys().chain(stored.keys()).chain(incoming.keys()).collect();
    all.sort();
    all.dedup();
    let difference = |field: &Field| {
        let of = |fields: &Fields| fields.get(field).cloned();
        let (base, stored, incoming) = (of(&base), of(&stored), of(&incoming));
        let outcome = match (stored == base, incoming == base) {
            (true, true) => return None,
            (true, false) => Outcome::Incoming,
            (false, true) => Outcome::Stored,
            (false, false) if stored == incoming => Outcome::Same,
            (false, false) => Outcome::Conflict,
        };
        Some(Difference { field: field.clone(), base, stored, incoming, outcome })
    };
    all.into_iter().filter_map(difference).collect()
}

/// What counts after the comparison; `choices` decides the conflicts, each for itself. The conflicts that nobody decided
/// are the error.
pub fn merge(
    stored: &Answers,
    differences: &[Difference],
    choices: &BTreeMap<Field, Choice>,
) -> Result<Answers, Vec<Field>> {
    let mut merged = fields(stored);
    let mut open = Vec::new();
    for difference in differences {
        let takes_incoming = match (difference.outcome, choices.get(&difference.field)) {
            (Outcome::Incoming | Outcome::Same, _) | (Outcome::Conflict, Some(Choice::Incoming)) => true,
            (Outcome::Stored, _) | (Outcome::Conflict, Some(Choice::Stored)) => false,
            (Outcome::Conflict, None) => {
                open.push(difference.field.clone());
                continue;
            }
        };
        if takes_incoming {
            match &difference.incoming {
                Some(value) => merged.insert(difference.field.clone(), value.clone()),
                None => merged.remove(&difference.field),
            };
        }
    }
    if open.is_empty() { Ok(answers(merged)) } else { Err(open) }
}

/// The fields in which two answers are apart.
pub fn apart(one: &Answers, other: &Answers) -> Vec<Field> {
    let (one, other) = (fields(one), fields(other));
    let mut all: Vec<&Field> =
        one.keys().chain(other.keys()).filter(|field| one.get(field) != other.get(field)).collect();
    all.sort();
    all.dedup();
    all.into_iter().cloned().collect()
}

/// What stands in a field; none where it is blank.
pub fn value_of(answers: &Answers, field: &Field) -> Option<Value> {
    fields(answers).remove(field)
}

/// The same answers in one order and without blanks, as they come out of a merge.
pub fn settled(given: &Answers) -> Answers {
    answers(fields(given))
}

fn fields(answers: &Answers) -> Fields {
    let mut found = Fields::new();
    let mut text = |field: Field, text: &str| {
        if !text.is_empty() {
            found.insert(field, Value::Text(text.to_owned()));
        }
    };
    for score in &answers.scores {
        text(Field::Score(score.criterion.clone()), &score.text);
        text(Field::Reason(score.criterion.clone()), &score.reason);
    }
    text(Field::Conclusion, &answers.conclusion);
    text(Field::Merits, &answers.merits);
    text(Field::BudgetAdvice, &answers.budget_advice);
    found.extend(answers.veto.iter().map(|item| (Field::Veto(item.clone()), Value::Yes)));
    found.extend(answers.remarks.iter().map(|remark| (Field::Remark(remark.no), Value::Remark(remark.body.clone()))));
    if answers.declared {
        found.insert(Field::Declared, Value::Yes);
    }
    found
}

fn answers(fields: Fields) -> Answers {
    let mut made = Answers::default();
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for (field, value) in fields {
        match (field, value) {
            (Field::Score(criterion), Value::Text(text)) => score_of(&mut scores, criterion).text = text,
            (Field::Reason(criterion), Value::Text(text)) => score_of(&mut scores, criterion).reason = text,
            (Field::Conclusion, Value::Text(text)) => made.conclusion = text,
            (Field::Merits, Value::Text(text)) => made.merits = text,
            (Field::BudgetAdvice, Value::Text(text)) => made.budget_advice = text,
            (Field::Veto(item), Value::Yes) => made.veto.push(item),
            (Field::Remark(no), Value::Remark(body)) => made.remarks.push(NumberedRemark { no, body }),
            (Field::Declared, Value::Yes) => made.declared = true,
            // `fields` makes no other pairs.
            _ => {}
        }
    }
    made.scores = scores.into_values().collect();
    made
}

fn score_of(scores: &mut BTreeMap<String, Score>, criterion: String) -> &mut Score {
    let blank = || Score { criterion: criterion.clone(), text: String::new(), reason: String::new() };
    scores.entry(criterion.clone()).or_insert_with(blank)
}

#[cfg(test)]
mod tests;
