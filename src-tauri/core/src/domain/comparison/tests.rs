//! The four rows of the three-way table, and what holds of every merge whatever was answered.

use super::*;
use crate::domain::opinion::Nature;
use proptest::prelude::*;

fn body(problem: &str) -> RemarkBody {
    RemarkBody {
        place: String::new(),
        page: String::new(),
        criterion: String::new(),
        problem: problem.into(),
        suggestion: String::new(),
        nature: Nature::Must,
    }
}

fn any_answers() -> impl Strategy<Value = Answers> {
    // Few values in few places, so that meetings of all kinds happen.
    let text = prop::sample::select(vec!["", "1", "2", "3"]);
    let score = (prop::sample::select(vec!["1.1", "1.2", "2.1"]), text.clone(), text.clone());
    let scores = prop::collection::btree_map(0..3_usize, score, 0..3);
    let remarks = prop::collection::btree_map(1..4_i64, text.clone(), 0..3);
    let veto = prop::collection::btree_set(prop::sample::select(vec!["甲", "乙"]), 0..2);
    (scores, remarks, veto, text.clone(), text.clone(), text, any::<bool>()).prop_map(
        |(scores, remarks, veto, conclusion, merits, budget_advice, declared)| {
            let scores: BTreeMap<_, _> = scores.into_values().map(|(id, text, reason)| (id, (text, reason))).collect();
            let score = |(id, (text, reason)): (&str, (&str, &str))| Score {
                criterion: id.into(),
                text: text.into(),
                reason: reason.into(),
            };
            Answers {
                scores: scores.into_iter().map(score).collect(),
                veto: veto.into_iter().map(str::to_owned).collect(),
                conclusion: conclusion.into(),
                remarks: remarks.into_iter().map(|(no, text)| NumberedRemark { no, body: body(text) }).collect(),
                merits: merits.into(),
                budget_advice: budget_advice.into(),
                declared,
            }
        },
    )
}

fn all(differences: &[Difference], choice: Choice) -> BTreeMap<Field, Choice> {
    let open = differences.iter().filter(|difference| difference.outcome == Outcome::Conflict);
    open.map(|difference| (difference.field.clone(), choice)).collect()
}

proptest! {
    #[test]
    fn where_nothing_was_changed_here_what_came_in_counts(base in any_answers(), incoming in any_answers()) {
        let differences = compare(&base, &base, &incoming);
        prop_assert!(differences.iter().all(|difference| difference.outcome == Outcome::Incoming));
        prop_assert_eq!(merge(&base, &differences, &BTreeMap::new()), Ok(settled(&incoming)));
    }

    #[test]
    fn where_nothing_new_came_in_what_stands_here_counts(base in any_answers(), stored in any_answers()) {
        let differences = compare(&base, &stored, &base);
        prop_assert!(differences.iter().all(|difference| difference.outcome == Outcome::Stored));
        prop_assert_eq!(merge(&stored, &differences, &BTreeMap::new()), Ok(settled(&stored)));
    }

    #[test]
    fn without_a_conflict_it_does_not_matter_whose_turn_it_is(
        base in any_answers(), stored in any_answers(), incoming in any_answers()
    ) {
        let (one, other) = (compare(&base, &stored, &incoming), compare(&base, &incoming, &stored));
        let conflicts = |differences: &[Difference]| all(differences, Choice::Stored).into_keys().collect::<Vec<_>>();
        prop_assert_eq!(conflicts(&one), conflicts(&other));
        let merged = merge(&stored, &one, &BTreeMap::new());
        if conflicts(&one).is_empty() {
            prop_assert_eq!(merged, merge(&incoming, &other, &BTreeMap::new()));
        } else {
            prop_assert_eq!(merged, Err(conflicts(&one)), "a conflict has no default");
        }
    }

    #[test]
    fn a_merge_invents_nothing_and_keeps_what_was_chosen(
        base in any_answers(), stored in any_answers(), incoming in any_answers(), takes_stored in any::<bool>()
    ) {
        let choice = if takes_stored { Choice::Stored } else { Choice::Incoming };
        let differences = compare(&base, &stored, &incoming);
        let merged = merge(&stored, &differences, &all(&differences, choice)).expect("all is decided");
        let (merged, stored, incoming) = (fields(&merged), fields(&stored), fields(&incoming));
        for (field, value) in &merged {
            prop_assert!(stored.get(field) == Some(value) || incoming.get(field) == Some(value));
        }
        for difference in differences.iter().filter(|difference| difference.outcome == Outcome::Conflict) {
            let chosen = if takes_stored { &stored } else { &incoming };
            prop_assert_eq!(merged.get(&difference.field), chosen.get(&difference.field));
        }
    }

    #[test]
    fn a_difference_is_told_where_and_only_where_there_is_one(
        base in any_answers(), stored in any_answers(), incoming in any_answers()
    ) {
        let told: Vec<Field> = compare(&base, &stored, &incoming).into_iter().map(|one| one.field).collect();
        let mut apart_now = apart(&base, &stored);
        apart_now.extend(apart(&base, &incoming));
        apart_now.sort();
        apart_now.dedup();
        prop_assert_eq!(told, apart_now);
        prop_assert_eq!(apart(&stored, &stored), vec![]);
    }
}

#[test]
fn the_four_rows_of_the_table() {
    let with = |conclusion: &str| Answers { conclusion: conclusion.into(), ..Answers::default() };
    let outcome = |base: &str, stored: &str, incoming: &str| {
        compare(&with(base), &with(stored), &with(incoming)).first().map(|difference| difference.outcome)
    };
    assert_eq!(outcome("甲", "甲", "甲"), None);
    assert_eq!(outcome("甲", "甲", "乙"), Some(Outcome::Incoming));
    assert_eq!(outcome("甲", "乙", "甲"), Some(Outcome::Stored));
    assert_eq!(outcome("甲", "乙", "乙"), Some(Outcome::Same));
    assert_eq!(outcome("甲", "乙", "丙"), Some(Outcome::Conflict));
    assert_eq!(outcome("甲", "", "乙"), Some(Outcome::Conflict), "taken back here, changed there");
    assert_eq!(outcome("", "甲", "乙"), Some(Outcome::Conflict), "nothing was handed back before");
}

#[test]
fn names_of_fields_are_all_different() {
    let fields = [
        Field::Declared,
        Field::Score("1.1".into()),
        Field::Reason("1.1".into()),
        Field::Veto("1.1".into()),
        Field::Conclusion,
        Field::Remark(1),
        Field::Merits,
        Field::BudgetAdvice,
    ];
    let mut names: Vec<String> = fields.iter().map(Field::name).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), fields.len());
}
