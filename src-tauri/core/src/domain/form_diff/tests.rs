//! A worked example of every kind of change, each with its sentence.

use super::diff;
use crate::domain::form::Form;
use crate::{form_file, locale};
use serde_json::{Value, json};

fn base() -> Value {
    json!({
        "id": "T-DIFF", "version": "1", "title": "表", "total": "15", "step": "0.5", "evidence": "设计",
        "grades": [{ "name": "优", "from": "12" }, { "name": "良", "from": "9" }, { "name": "差", "from": "0" }],
        "veto": ["造假", "抄袭"],
        "conclusions": [{ "name": "通过", "from": "12" }, { "name": "不通过", "from": "0" }],
        "fields": [{ "id": "a", "name": "项目" }, { "id": "b", "name": "金额", "kind": "money" }],
        "checks": [{ "rule": "points_at_most", "of": ["1.1"], "points": "4", "message": "不得多于四分" }],
        "groups": [
            { "id": "1", "name": "甲", "max": "10", "criteria": [
                { "id": "1.1", "name": "结构", "max": "4" }, { "id": "1.2", "name": "内容", "max": "3" },
                { "id": "1.3", "name": "格式", "max": "3" } ] },
            { "id": "2", "name": "乙", "max": "5", "criteria": [{ "id": "2.1", "name": "数据", "max": "5" }] },
            { "id": "3", "name": "丙", "max": "0" },
        ],
    })
}

fn read(value: &Value) -> Form {
    form_file::read_draft(&value.to_string()).expect("the form reads").0
}

/// Codes of what differs after one change; every sentence is there and complete.
fn codes(path: &str, value: Value) -> Vec<&'static str> {
    let mut changed = base();
    let (at, name) = path.rsplit_once('/').expect("a path");
    changed.pointer_mut(at).expect("the path is there")[name] = value;
    told(&read(&base()), &read(&changed))
}

fn told(old: &Form, new: &Form) -> Vec<&'static str> {
    let changes = diff(old, new);
    for change in &changes {
        let said = locale::change(change);
        assert!(said.ends_with('。') && !said.contains('{') && !said.contains("“”"), "{}: {said}", change.code);
    }
    changes.iter().map(|change| change.code).collect()
}

#[test]
fn a_form_does_not_differ_from_itself_also_where_an_id_stands_twice() {
    let mut twice = base();
    twice["groups"][0]["criteria"][1]["id"] = json!("1.1");
    for form in [base(), twice] {
        assert_eq!(diff(&read(&form), &read(&form)), []);
    }
}

#[test]
fn every_value_of_the_head_and_the_rules_has_its_change() {
    let grade = |name: &str, from: &str| json!({ "name": name, "from": from });
    let cases = [
        ("/id", json!("T-X"), vec!["code_changed"]),
        ("/version", json!("2"), vec!["version_changed"]),
        ("/title", json!(""), vec!["title_changed"]),
        ("/evidence", json!("找到"), vec!["evidence_changed"]),
        ("/source", json!("某文"), vec!["source_changed"]),
        ("/total", json!("16"), vec!["total_changed"]),
        ("/step", json!("1"), vec!["step_changed"]),
        ("/unscored", json!(true), vec!["made_unscored"]),
        ("/reason_below", json!("0.6"), vec!["reason_share_changed"]),
        ("/reason", json!({ "below_share": "0.6" }), vec!["reason_share_changed"]),
        ("/reason", json!({ "min_length": 5 }), vec!["reason_rule_changed"]),
        ("/grades", json!([grade("优", "12"), grade("差", "0")]), vec!["grade_removed"]),
        (
            "/grades",
            json!([grade("优", "12.5"), grade("良", "9"), grade("中", "6"), grade("差", "0")]),
            vec!["grade_threshold_changed", "grade_added"],
        ),
        ("/grades", json!([grade("良", "9"), grade("优", "12"), grade("差", "0")]), vec!["grades_reordered"]),
    ];
    for (path, value, expected) in cases {
        assert_eq!(codes(path, value.clone()), expected, "{path} {value}");
    }
}

#[test]
fn every_list_has_its_change() {
    let cases = [
        ("/veto", json!(["造假", "泄密"]), vec!["veto_removed", "veto_added"]),
        ("/veto", json!(["抄袭", "造假"]), vec!["veto_reordered"]),
        (
            "/conclusions",
            json!([{ "name": "通过", "from": "11" }, { "name": "重审" }]),
            vec!["conclusion_removed", "conclusion_threshold_changed", "conclusion_added"],
        ),
        (
            "/conclusions",
            json!([{ "name": "通过", "from": "12", "hidden": true, "requires": [{ "of": ["1"], "share": "0.5" }] },
            { "name": "不通过", "from": "0" }]),
            vec!["conclusion_hidden", "conclusion_requires_changed"],
        ),
        (
            "/conclusions",
            json!([{ "name": "不通过", "from": "0" }, { "name": "通过", "from": "12" }]),
            vec!["conclusions_reordered"],
        ),
        (
            "/fields",
            json!([{ "id": "b", "name": "金额", "kind": "money", "required": true }, { "id": "c", "name": "日期" }]),
            vec!["field_removed", "field_changed", "field_added"],
        ),
        (
            "/fields",
            json!([{ "id": "b", "name": "金额", "kind": "money" }, { "id": "a", "name": "项目" }]),
            vec!["fields_reordered"],
        ),
        ("/checks", json!([]), vec!["check_removed"]),
        (
            "/checks",
            json!([{ "rule": "points_at_most", "of": ["1.1"], "points": "3", "message": "不得多于四分" },
            { "rule": "full_at_least", "of": ["1"], "points": "3", "message": "不得少" }]),
            vec!["check_changed", "check_added"],
        ),
    ];
    for (path, value, expected) in cases {
        assert_eq!(codes(path, value.clone()), expected, "{path} {value}");
    }
    let mut hidden = base();
    hidden["conclusions"][0]["hidden"] = json!(true);
    assert_eq!(told(&read(&hidden), &read(&base())), ["conclusion_opened"]);
    let mut unscored = base();
    unscored["unscored"] = json!(true);
    assert_eq!(told(&read(&unscored), &read(&base())), ["made_scored"]);
}

#[test]
fn every_tally_rule_has_its_change() {
    let tally = json!({ "rule": "by_panel", "level": "group", "missing": "zero", "rounding": "half_even", "places": 3,
            "min_panel": 3, "weights": [{ "kind": "财务", "weight": "2" }], "signals": {} });
    let expected = vec![
        "tally_rule_changed",
        "tally_level_changed",
        "tally_missing_changed",
        "tally_rounding_changed",
        "tally_places_changed",
        "tally_min_panel_changed",
        "tally_weights_changed",
        "tally_signals_changed",
    ];
    assert_eq!(codes("/tally", tally), expected);
}

#[test]
fn every_value_of_a_criterion_and_a_group_has_its_change() {
    let at = |name: &str| format!("/groups/0/criteria/0/{name}");
    let cases = [
        (at("name"), json!("框架"), vec!["criterion_renamed"]),
        (at("subgroup"), json!("格式"), vec!["criterion_subgroup_changed"]),
        (at("max"), json!("5"), vec!["criterion_points_changed"]),
        (at("weight"), json!("8"), vec!["criterion_weight_changed"]),
        (at("step"), json!("1"), vec!["criterion_step_changed"]),
        (at("guide"), json!("齐全"), vec!["criterion_guide_changed"]),
        (at("deduct"), json!("缺一项扣 1"), vec!["criterion_deduct_changed"]),
        (at("reasons"), json!(["缺目录"]), vec!["criterion_reasons_changed"]),
        (at("yes_no"), json!(true), vec!["criterion_choices_changed"]),
        (
            at("deductions"),
            json!([{ "name": "缺项", "points": "0.5", "unit": "项", "most": "2" }]),
            vec!["criterion_deductions_changed"],
        ),
        (at("reason"), json!({ "page": true }), vec!["criterion_reason_rule_changed"]),
        (at("optional"), json!(true), vec!["criterion_made_optional"]),
        (at("objective"), json!(true), vec!["criterion_made_objective"]),
        (at("id"), json!("A"), vec!["criterion_renumbered"]),
        ("/groups/0/name".into(), json!("新"), vec!["group_renamed"]),
        ("/groups/0/max".into(), json!("9"), vec!["group_points_changed"]),
        ("/groups/0/id".into(), json!("A"), vec!["group_renumbered"]),
    ];
    for (path, value, expected) in cases {
        assert_eq!(codes(&path, value.clone()), expected, "{path} {value}");
    }
    let mut back = base();
    back["groups"][0]["criteria"][0]["optional"] = json!(true);
    back["groups"][0]["criteria"][0]["objective"] = json!(true);
    assert_eq!(told(&read(&back), &read(&base())), ["criterion_made_needed", "criterion_made_subjective"]);
}

/// The base with its tree changed.
fn with_groups(change: impl FnOnce(&mut Vec<Value>)) -> Vec<&'static str> {
    let mut changed = base();
    change(changed["groups"].as_array_mut().expect("groups"));
    told(&read(&base()), &read(&changed))
}

#[test]
fn the_tree_tells_what_came_went_and_moved() {
    let criteria =
        |group: &mut Value, work: &dyn Fn(&mut Vec<Value>)| work(group["criteria"].as_array_mut().expect("criteria"));
    let removed = with_groups(|groups| criteria(&mut groups[0], &|list| drop(list.remove(0))));
    assert_eq!(removed, ["criterion_removed"]);
    let added = with_groups(|groups| {
        criteria(&mut groups[0], &|list| list.insert(0, json!({ "id": "1.9", "name": "新", "max": "1" })));
    });
    assert_eq!(added, ["criterion_added"], "what stands behind it did not move");
    let reordered = with_groups(|groups| criteria(&mut groups[0], &|list| list.rotate_left(1)));
    assert_eq!(reordered, ["criterion_reordered"], "one went to the end, the others stayed");
    let moved = with_groups(|groups| {
        let taken = groups[0]["criteria"].as_array_mut().expect("criteria").remove(1);
        criteria(&mut groups[1], &|list| list.push(taken.clone()));
    });
    assert_eq!(moved, ["criterion_moved"]);
    assert_eq!(with_groups(|groups| groups.swap(0, 1)), ["group_reordered"]);
    assert_eq!(with_groups(|groups| drop(groups.remove(2))), ["group_removed"]);
    assert_eq!(with_groups(|groups| groups.push(json!({ "id": "4", "name": "丁", "max": "1" }))), ["group_added"]);
    let below = with_groups(|groups| {
        let taken = groups.remove(2);
        groups[1]["groups"] = json!([taken]);
    });
    assert_eq!(below, ["group_moved"]);
    let anew = with_groups(|groups| {
        groups[0]["id"] = json!("A");
        criteria(&mut groups[0], &|list| {
            list.iter_mut().enumerate().for_each(|(i, one)| one["id"] = json!(format!("A.{i}")));
        });
    });
    assert_eq!(anew, ["group_renumbered", "criterion_renumbered", "criterion_renumbered", "criterion_renumbered"]);
    let gone = with_groups(|groups| {
        groups.remove(0);
    });
    assert_eq!(gone, ["group_removed", "criterion_removed", "criterion_removed", "criterion_removed"]);
}
