//! Worked examples of every edit, and edits at random: nothing panics, and no draft is ever unreadable.

use super::{Edit, MOST_EDITS, apply};
use crate::domain::form::Form;
use crate::domain::form_diff::diff;
use crate::domain::problem::Place;
use crate::error::Error;
use crate::form_file;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Two first levels: one of criteria, one of two groups; a condition and a requirement name parts by their ids.
fn form() -> Form {
    let criterion = |id: &str, name: &str, max: &str| json!({ "id": id, "name": name, "max": max });
    let text = json!({
        "id": "T-EDIT", "version": "1", "title": "试", "total": "20", "step": "0.5",
        "conclusions": [{ "name": "通过", "from": "12", "requires": [{ "of": ["2"], "share": "0.6" }] }],
        "groups": [
            { "id": "1", "name": "甲", "max": "10", "criteria": [
                criterion("1.1", "a", "4"), criterion("1.2", "b", "3"), criterion("1.3", "c", "3") ] },
            { "id": "2", "name": "乙", "max": "10", "groups": [
                { "id": "2.1", "name": "丙", "max": "6", "criteria": [criterion("2.1.1", "d", "6")] },
                { "id": "2.2", "name": "丁", "max": "4", "criteria": [
                    criterion("2.2.1", "e", "2"), criterion("2.2.2", "f", "2") ] } ] },
        ],
        "checks": [{ "rule": "points_at_most", "of": ["1.1", "2.2"], "points": "5", "message": "不得多于" }],
    });
    form_file::read_draft(&text.to_string()).expect("the form reads").0
}

fn edits(list: &Value) -> Vec<Edit> {
    serde_json::from_value(list.clone()).expect("edits")
}

/// The form after edits, as `group(points): criterion(points) …` in a line.
fn tree(form: &Form) -> String {
    let below = |group: &crate::domain::form::Group| {
        let own = group.criteria.iter().map(|criterion| format!(" {}={}", criterion.id, criterion.worth()));
        format!("[{}={}{}]", group.id, group.max, own.collect::<String>())
    };
    form.all_groups().into_iter().map(|(group, _, _)| below(group)).collect()
}

fn after(list: &Value) -> Form {
    let mut changed = form();
    apply(&mut changed, &edits(list)).expect("the edits are carried out");
    changed
}

/// Codes and places of the problems of a refused list; the form is as it was.
fn refused(list: &Value) -> Vec<(&'static str, String)> {
    let mut changed = form();
    let Err(Error::Invalid(problems)) = apply(&mut changed, &edits(list)) else { return Vec::new() };
    assert_eq!(changed, form(), "a refused list changes nothing");
    let path = |place: &Place| if let Place::Field { path } = place { path.clone() } else { String::new() };
    problems.iter().map(|problem| (problem.code, path(&problem.place))).collect()
}

type Refusal = (Value, Vec<(&'static str, &'static str)>);

#[track_caller]
fn all_refused(cases: &[Refusal]) {
    for (list, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|(code, path)| (*code, (*path).to_owned())).collect();
        assert_eq!(refused(list), expected, "{list}");
    }
}

#[test]
fn groups_and_criteria_are_added_moved_and_removed_where_it_is_said() {
    let base = "[1=10 1.1=4 1.2=3 1.3=3][2=10][2.1=6 2.1.1=6][2.2=4 2.2.1=2 2.2.2=2]";
    assert_eq!(tree(&form()), base);
    let cases = [
        (json!({ "edit": "add_group", "name": "新" }), format!("{base}[3=0]")),
        (
            json!({ "edit": "add_group", "name": "新", "before": "2", "max": "5", "id": "X" }),
            base.replace("[2=10]", "[X=5][2=10]"),
        ),
        (
            json!({ "edit": "add_group", "name": "新", "under": "2", "before": "2.2" }),
            base.replace("[2.2=4", "[2.3=0][2.2=4"),
        ),
        (
            json!({ "edit": "add_criterion", "group": "1", "name": "新", "max": "1" }),
            base.replace("1.3=3", "1.3=3 1.4=1"),
        ),
        (
            json!({ "edit": "add_criterion", "group": "2.1", "name": "新", "before": "2.1.1" }),
            base.replace("2.1.1=6", "2.1.2=0 2.1.1=6"),
        ),
        (json!({ "edit": "move", "target": "1.1" }), base.replace("1.1=4 1.2=3 1.3=3", "1.2=3 1.3=3 1.1=4")),
        (json!({ "edit": "move", "target": "1.1", "before": "1.3" }), base.replace("1.1=4 1.2=3", "1.2=3 1.1=4")),
        (
            json!({ "edit": "move", "target": "1.3", "before": "1.1" }),
            base.replace("1.1=4 1.2=3 1.3=3", "1.3=3 1.1=4 1.2=3"),
        ),
        (json!({ "edit": "move", "target": "1.1", "before": "1.1" }), base.to_owned()),
        (
            json!({ "edit": "move", "target": "1.2", "under": "2.2", "before": "2.2.2" }),
            base.replace(" 1.2=3", "").replace("2.2.2=2", "1.2=3 2.2.2=2"),
        ),
        (
            json!({ "edit": "move", "target": "1" }),
            "[2=10][2.1=6 2.1.1=6][2.2=4 2.2.1=2 2.2.2=2][1=10 1.1=4 1.2=3 1.3=3]".to_owned(),
        ),
        (
            json!({ "edit": "move", "target": "1", "under": "2", "before": "2.2" }),
            "[2=10][2.1=6 2.1.1=6][1=10 1.1=4 1.2=3 1.3=3][2.2=4 2.2.1=2 2.2.2=2]".to_owned(),
        ),
        (
            json!({ "edit": "move", "target": "1", "under": "2.2" }),
            "[2=10][2.1=6 2.1.1=6][2.2=4 2.2.1=2 2.2.2=2][1=10 1.1=4 1.2=3 1.3=3]".to_owned(),
        ),
        (
            json!({ "edit": "move", "target": "2.2", "before": "1" }),
            "[2.2=4 2.2.1=2 2.2.2=2][1=10 1.1=4 1.2=3 1.3=3][2=10][2.1=6 2.1.1=6]".to_owned(),
        ),
        (json!({ "edit": "move", "target": "2.1", "before": "2.2" }), base.to_owned()),
        (json!({ "edit": "remove", "target": "1.2" }), base.replace(" 1.2=3", "")),
        (json!({ "edit": "remove", "target": "2" }), "[1=10 1.1=4 1.2=3 1.3=3]".to_owned()),
        (json!({ "edit": "remove", "target": "groups[1].groups[0]" }), base.replace("[2.1=6 2.1.1=6]", "")),
    ];
    for (edit, expected) in cases {
        assert_eq!(tree(&after(&json!([edit.clone()]))), expected, "{edit}");
    }
}

#[test]
fn points_are_set_scaled_and_added_up_exactly() {
    let base = tree(&form());
    let cases = [
        (
            json!({ "edit": "reweigh", "points": [{ "id": "1.1", "points": "5" }, { "id": "2", "points": "9.5" }] }),
            base.replace("1.1=4", "1.1=5").replace("[2=10]", "[2=9.5]"),
        ),
        // 3.2 2.4 2.4 -> down to 3 2 2; one step is left for the two that lost 0.4: the first of them.
        (
            json!({ "edit": "scale", "group": "1", "total": "8" }),
            base.replace("[1=10 1.1=4 1.2=3 1.3=3]", "[1=8 1.1=3 1.2=2.5 1.3=2.5]"),
        ),
        (
            json!({ "edit": "scale", "group": "2", "total": "7.5" }),
            base.replace(
                "[2=10][2.1=6 2.1.1=6][2.2=4 2.2.1=2 2.2.2=2]",
                "[2=7.5][2.1=4.5 2.1.1=4.5][2.2=3 2.2.1=1.5 2.2.2=1.5]",
            ),
        ),
        (json!({ "edit": "scale", "group": "1", "total": "10" }), base.clone()),
        (
            json!({ "edit": "scale", "group": "1", "total": "1" }),
            base.replace("[1=10 1.1=4 1.2=3 1.3=3]", "[1=1 1.1=0.5 1.2=0.5 1.3=0]"),
        ),
    ];
    for (edit, expected) in cases {
        assert_eq!(tree(&after(&json!([edit.clone()]))), expected, "{edit}");
    }
    let mut summed = form();
    let told = apply(
        &mut summed,
        &edits(&json!([
            { "edit": "reweigh", "points": [{ "id": "2.1.1", "points": "7" }, { "id": "1.3", "points": "2.5" }] },
            { "edit": "sum_up" },
        ])),
    )
    .expect("the edits are carried out");
    assert_eq!((summed.total.to_string(), summed.sums().agrees), ("20.5".to_owned(), true));
    let changed: Vec<_> =
        told[1].points.iter().map(|one| (one.id.as_str(), one.old.to_string(), one.new.to_string())).collect();
    let expected = [("1", "10", "9.5"), ("2", "10", "11"), ("2.1", "6", "7"), ("", "20", "20.5")];
    assert_eq!(changed, expected.map(|(id, old, new)| (id, old.to_owned(), new.to_owned())));
}

#[test]
fn a_weight_is_what_is_weighed_where_there_is_one_and_choices_follow_full_points() {
    let changed = after(&json!([
        { "edit": "set", "target": "1.1", "field": "weight", "value": "8" },
        { "edit": "reweigh", "points": [{ "id": "1.1", "points": "6" }] },
        { "edit": "set", "target": "1.2", "field": "yes_no", "value": true },
        { "edit": "set", "target": "1.2", "field": "max", "value": "2" },
    ]));
    let weighed = changed.criterion("1.1").expect("it is there");
    assert_eq!(
        (weighed.max.to_string(), weighed.weight.map(|weight| weight.to_string())),
        ("4".into(), Some("6".into()))
    );
    let choices: Vec<_> =
        changed.criterion("1.2").expect("it is there").choices.iter().map(|choice| choice.in_words()).collect();
    assert_eq!(choices, ["是 2", "否 0"]);
}

#[test]
fn fields_are_set_as_the_file_writes_them() {
    let changed = after(&json!([
        { "edit": "set", "target": "form", "field": "title", "value": "新名" },
        { "edit": "set", "target": "form", "field": "grades", "value": [{ "name": "优", "from": "18" }] },
        { "edit": "set", "target": "form", "field": "reason_below", "value": "0.6" },
        { "edit": "set", "target": "group:1", "field": "name", "value": "新组" },
        { "edit": "set", "target": "1.1", "field": "guide", "value": "齐全" },
        { "edit": "set", "target": "1.1", "field": "reasons", "value": ["缺目录"] },
        { "edit": "set", "target": "1.1", "field": "id", "value": "A" },
        { "edit": "set_reasons", "criterion": "1.2", "reasons": ["甲", "乙"] },
        { "edit": "set", "target": "form", "field": "reason_below", "value": null },
    ]));
    assert_eq!((changed.title.as_str(), changed.grades.len(), changed.reason_below), ("新名", 1, None));
    assert_eq!(changed.groups[0].name, "新组");
    let first = &changed.groups[0].criteria[0];
    assert_eq!(
        (first.id.as_str(), first.guide.as_str(), first.reasons.as_slice()),
        ("A", "齐全", &["缺目录".to_owned()][..])
    );
    assert_eq!(changed.checks[0].of, ["A", "2.2"], "a condition follows an id");
    assert_eq!(changed.groups[0].criteria[1].reasons, ["甲", "乙"]);
}

#[test]
fn a_condition_goes_along_with_its_criterion_where_a_group_keeps_the_same_id() {
    let both = |target: &str| {
        json!([
            { "edit": "set", "target": "1.1", "field": "id", "value": "2" },
            { "edit": "set", "target": target, "field": "id", "value": "neu" },
        ])
    };
    // A condition on 2 means the criterion, not the group of that id.
    assert_eq!(after(&both("2")).checks[0].of[0], "neu");
    assert_eq!(after(&both("group:2")).checks[0].of[0], "2");
}

#[test]
fn numbering_anew_tells_old_and_new_and_conditions_follow() {
    let mut changed = form();
    let list = json!([{ "edit": "move", "target": "1" }, { "edit": "move", "target": "1.1" }, { "edit": "renumber" }]);
    let told = apply(&mut changed, &edits(&list)).expect("the edits are carried out");
    assert_eq!(tree(&changed), "[1=10][1.1=6 1.1.1=6][1.2=4 1.2.1=2 1.2.2=2][2=10 2.1=3 2.2=3 2.3=4]");
    let pairs: Vec<_> = told[2].renumbered.iter().map(|one| (one.group, one.old.as_str(), one.new.as_str())).collect();
    let expected = [
        (true, "2", "1"),
        (true, "2.1", "1.1"),
        (false, "2.1.1", "1.1.1"),
        (true, "2.2", "1.2"),
        (false, "2.2.1", "1.2.1"),
        (false, "2.2.2", "1.2.2"),
        (true, "1", "2"),
        (false, "1.2", "2.1"),
        (false, "1.3", "2.2"),
        (false, "1.1", "2.3"),
    ];
    assert_eq!(pairs, expected);
    assert_eq!(changed.checks[0].of, ["2.3", "1.2"]);
    assert_eq!(changed.conclusions[0].requires[0].of, ["1"]);
    assert!(changed.check().iter().all(|problem| problem.code != "form_part_unknown"));
}

#[test]
fn what_does_not_fit_is_refused_with_its_place_and_changes_nothing() {
    let cases = [
        (json!([{ "edit": "remove", "target": "9" }]), vec![("edit_part_unknown", "edits[0].target")]),
        (json!([{ "edit": "remove", "target": "group:1.1" }]), vec![("edit_part_unknown", "edits[0].target")]),
        (json!([{ "edit": "move", "target": "2", "under": "2" }]), vec![("edit_group_into_itself", "edits[0].under")]),
        (
            json!([{ "edit": "move", "target": "2", "under": "2.2" }]),
            vec![("edit_group_into_itself", "edits[0].under")],
        ),
        (
            json!([{ "edit": "move", "target": "2", "before": "2.2" }]),
            vec![("edit_group_into_itself", "edits[0].under")],
        ),
        (
            json!([{ "edit": "move", "target": "1.1", "under": "2.1", "before": "1.2" }]),
            vec![("edit_not_a_sibling", "edits[0].before")],
        ),
        (
            json!([{ "edit": "move", "target": "1", "under": "2", "before": "1" }]),
            vec![("edit_not_a_sibling", "edits[0].before")],
        ),
        (
            json!([{ "edit": "add_criterion", "group": "1.1", "name": "x" }]),
            vec![("edit_not_a_group", "edits[0].group")],
        ),
        (
            json!([{ "edit": "add_criterion", "group": "1", "name": "x", "max": "-1" }]),
            vec![("number_negative", "edits[0].max")],
        ),
        (
            json!([{ "edit": "add_criterion", "group": "1", "name": "x", "fields": [] }]),
            vec![("json_not_an_object", "edits[0].fields")],
        ),
        (
            json!([{ "edit": "set_reasons", "criterion": "group:1", "reasons": [] }]),
            vec![("edit_not_a_criterion", "edits[0].criterion")],
        ),
    ];
    all_refused(&cases);
}

#[test]
fn values_that_do_not_read_or_add_up_are_refused_all_together() {
    let cases = [
        (json!([{ "edit": "scale", "group": "1", "total": "7.3" }]), vec![("edit_total_off_step", "edits[0].total")]),
        (json!([{ "edit": "scale", "group": "1.1", "total": "7" }]), vec![("edit_not_a_group", "edits[0].group")]),
        (json!([{ "edit": "scale", "group": "1", "total": "999999999999999" }]), vec![]),
        (
            json!([{ "edit": "set", "target": "1.1", "field": "colour", "value": "red" }]),
            vec![("json_unknown_field", "groups[0].criteria[0].colour")],
        ),
        (
            json!([{ "edit": "set", "target": "form", "field": "step", "value": 0.5 }]),
            vec![("json_decimal_not_text", "step")],
        ),
        (
            json!([{ "edit": "set", "target": "1", "field": "name", "value": null }]),
            vec![("json_field_missing", "groups[0].name")],
        ),
        (
            json!([
                { "edit": "reweigh", "points": [{ "id": "1.1", "points": "x" }, { "id": "1.2", "points": "" }] },
                { "edit": "sum_up" },
                { "edit": "reweigh", "points": [{ "id": "8", "points": "1" }, { "id": "9", "points": "1" }] },
                { "edit": "set", "target": "2.1", "field": "max", "value": "four" },
            ]),
            vec![
                ("number_not_digits", "edits[0].points[0].points"),
                ("number_empty", "edits[0].points[1].points"),
                ("edit_part_unknown", "edits[2].points[0].id"),
                ("edit_part_unknown", "edits[2].points[1].id"),
                ("number_not_digits", "groups[1].groups[0].max"),
            ],
        ),
    ];
    all_refused(&cases);
}

#[test]
fn a_draft_may_be_wrong_in_what_it_says_and_the_check_tells_it() {
    let deep = after(&json!([
        { "edit": "add_group", "under": "2.1", "name": "三", "id": "L3" },
        { "edit": "add_group", "under": "L3", "name": "四", "id": "L4" },
        { "edit": "add_criterion", "group": "2", "name": "混", "max": "1" },
        { "edit": "remove", "target": "1.1" },
    ]));
    let codes: Vec<_> = deep.check().into_iter().map(|problem| problem.code).collect();
    for code in
        ["form_too_many_levels", "form_group_mixed", "form_sum_differs", "form_part_unknown", "form_empty_group"]
    {
        assert!(codes.contains(&code), "{code} is missing in {codes:?}");
    }
}

#[test]
fn too_many_edits_criteria_and_levels_are_refused() {
    let many = vec![Edit::SumUp; MOST_EDITS + 1];
    let mut changed = form();
    assert!(matches!(apply(&mut changed, &many), Err(Error::Invalid(found)) if found[0].code == "edit_too_many"));
    let criteria: Vec<Value> = (0..600).map(|i| json!({ "id": format!("x{i}"), "name": "n", "max": "1" })).collect();
    let list = json!([{ "edit": "set", "target": "1", "field": "criteria", "value": criteria }]);
    assert_eq!(refused(&list), [("form_too_many_criteria", "groups".to_owned())]);
    let deeper = (0..80).map(|i| {
        json!({ "edit": "add_group", "name": "n", "id": format!("d{}", i + 1),
        "under": if i == 0 { "2.1".to_owned() } else { format!("d{i}") } })
    });
    assert_eq!(refused(&Value::from_iter(deeper)), [("form_too_many_levels", "edits[18].under".to_owned())]);
}

#[test]
fn no_edit_and_an_edit_without_effect_change_no_hash() {
    for list in [json!([]), json!([{ "edit": "sum_up" }, { "edit": "renumber" }, { "edit": "move", "target": "2" }])] {
        assert_eq!(form_file::sha256(&after(&list)), form_file::sha256(&form()), "{list}");
    }
}

fn any_edit() -> impl Strategy<Value = Value> {
    let ids =
        ["1", "2", "1.1", "1.2", "1.3", "2.1", "2.2", "2.1.1", "2.2.1", "group:1", "3", "9", "", "groups[0]", "form"];
    let id = proptest::sample::select(ids.to_vec());
    let maybe = proptest::option::of(id.clone());
    let points = proptest::sample::select(vec!["0", "1", "2.5", "7", "0.3", "999999999999999", "x", ""]);
    let field = proptest::sample::select(vec![
        "id", "name", "max", "weight", "step", "choices", "yes_no", "groups", "criteria", "title", "total",
    ]);
    let value = proptest::sample::select(vec![
        json!("3"),
        json!("甲"),
        json!(null),
        json!(true),
        json!(4),
        json!([]),
        json!({}),
        json!([{ "name": "是", "points": "1" }]),
    ]);
    prop_oneof![
        (id.clone(), field, value).prop_map(|(target, field, value)| json!({ "edit": "set", "target": target, "field": field, "value": value })),
        (maybe.clone(), maybe.clone(), points.clone()).prop_map(|(under, before, max)| json!({ "edit": "add_group", "under": under, "before": before, "name": "新", "max": max })),
        (id.clone(), maybe.clone(), points.clone()).prop_map(|(group, before, max)| json!({ "edit": "add_criterion", "group": group, "before": before, "name": "新", "max": max })),
        (id.clone(), maybe.clone(), maybe).prop_map(|(target, under, before)| json!({ "edit": "move", "target": target, "under": under, "before": before })),
        id.clone().prop_map(|target| json!({ "edit": "remove", "target": target })),
        (id.clone(), points.clone()).prop_map(|(id, points)| json!({ "edit": "reweigh", "points": [{ "id": id, "points": points }] })),
        (id, points).prop_map(|(group, total)| json!({ "edit": "scale", "group": group, "total": total })),
        Just(json!({ "edit": "sum_up" })),
        Just(json!({ "edit": "renumber" })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn edits_at_random_never_panic_and_leave_a_form_that_reads(list in proptest::collection::vec(any_edit(), 1..25)) {
        let mut changed = form();
        for edit in list {
            let before = changed.clone();
            match apply(&mut changed, &edits(&json!([edit.clone()]))) {
                Ok(_) => {
                    let (read, _) = form_file::read_draft(&form_file::canonical(&changed)).expect("a draft reads");
                    prop_assert_eq!(&read, &changed, "{}", edit);
                }
                Err(_) => prop_assert_eq!(&before, &changed, "{}", edit),
            }
            prop_assert_eq!(diff(&changed, &changed), vec![]);
            let differs = form_file::sha256(&before) != form_file::sha256(&changed);
            prop_assert_eq!(!diff(&before, &changed).is_empty(), differs, "{}", edit);
        }
    }

    #[test]
    fn scaling_is_exact_on_the_step_and_in_proportion(total in 1_u32..400) {
        let mut changed = form();
        let wanted = rust_decimal::Decimal::new(i64::from(total) * 5, 1);
        let list = json!([{ "edit": "scale", "group": "1", "total": wanted.to_string() }]);
        apply(&mut changed, &edits(&list)).expect("a multiple of the step is reached");
        let group = &changed.groups[0];
        let sum: rust_decimal::Decimal = group.criteria.iter().map(|criterion| criterion.max.value()).sum();
        prop_assert_eq!(sum, wanted);
        prop_assert_eq!(group.max.value(), wanted);
        for (criterion, was) in group.criteria.iter().zip([4, 3, 3]) {
            let exact = wanted * rust_decimal::Decimal::from(was) / rust_decimal::Decimal::from(10);
            prop_assert!((criterion.max.value() - exact).abs() < rust_decimal::Decimal::new(5, 1), "{}", criterion.id);
        }
    }
}
