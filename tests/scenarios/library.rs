//! The forms of the program: their points are those of the domain rules, and every workspace has them.

use serde_json::{Value, json};
use tongping_core::domain::form::{Form, Group, Missing, Rule};
use tongping_core::form_file;
use tongping_tests::story::Story;

/// Code, level-one groups, criteria, points of the groups (domain rules, appendix A, §1.2, §3.1, §4.1).
const TABLE: &[(&str, &str, usize, &[&str])] = &[
    ("T-RV-SCORE", "设计", 19, &["10", "25", "20", "20", "20", "5"]),
    ("T-AGENCY", "找到", 5, &["30", "20", "50"]),
    ("T-IND-PROJ", "设计", 17, &["20", "20", "30", "30"]),
    ("T-IND-DEPT", "设计", 26, &["15", "35", "25", "25"]),
    ("T-PRE-A", "设计", 20, &["20", "20", "20", "20", "20"]),
    ("T-PRE-A-POLICY", "设计", 20, &["20", "20", "20", "20", "20"]),
    ("T-PRE-B", "找到", 5, &["30", "15", "15", "25", "15"]),
    ("T-GOAL-REVIEW", "通识", 8, &["20", "30", "30", "20"]),
    ("T-SELF-A", "设计", 10, &["10", "50", "30", "10"]),
    ("T-SELF-B", "设计", 12, &["10", "20", "40", "20", "10"]),
    ("T-SELF-C", "设计", 9, &["10", "50", "40"]),
    ("T-SELF-D", "设计", 11, &["10", "20", "40", "30"]),
    ("T-RECHECK", "设计", 7, &["100"]),
];

fn form(code: &str) -> Form {
    form_file::built_in(code).expect("a built-in form")
}

#[test]
fn the_points_of_every_form_are_those_of_the_domain_rules() {
    for (code, evidence, criteria, groups) in TABLE {
        let form = form(code);
        let points: Vec<String> = form.groups.iter().map(|group| group.max.to_string()).collect();
        assert_eq!(points, *groups, "{code}");
        assert_eq!((form.evidence.as_str(), form.criteria().count()), (*evidence, *criteria), "{code}");
        assert_eq!(form.total.to_string(), "100", "{code}");
        assert!(!form.source.is_empty() && form.source.ends_with('。'), "{code} says where it comes from");
        assert_eq!(form.check(), [], "{code}");
    }
    let ordinary = form("T-GOAL-REVIEW-ORD");
    assert!(ordinary.unscored && ordinary.criteria().count() == 4 && ordinary.check().is_empty());
    assert_eq!(form_file::BUILT_IN.len(), TABLE.len() + 1, "every form stands in the table");
}

#[test]
fn what_is_ours_is_called_ours_and_one_place_is_never_another() {
    for (code, _) in form_file::BUILT_IN {
        let form = form(code);
        let says_ours = form.source.contains("本产品");
        assert!(form.evidence != "设计" || says_ours, "{code} does not say what is ours");
        // The step and the rule for reasons are ours on every form that has them.
        assert!(form.unscored || says_ours, "{code}");
    }
    assert!(form("T-AGENCY").source.contains("不是上海市或者其他区的规定"));
    assert!(form("T-PRE-B").source.contains("北京") && form("T-PRE-B").source.contains("未见于官方文件"));
}

#[test]
fn the_rules_of_the_domain_stand_in_the_forms() {
    let project = form("T-IND-PROJ");
    assert_eq!(project.checks.len(), 1);
    assert!(form("T-IND-DEPT").checks.is_empty(), "its groups are others");
    let objective = |code: &str| -> Vec<String> {
        let form = form(code);
        form.criteria().filter(|criterion| criterion.objective).map(|criterion| criterion.id.clone()).collect()
    };
    assert_eq!(objective("T-IND-PROJ"), ["B1", "B2", "C1", "C2"]);
    assert_eq!(objective("T-RV-SCORE"), Vec::<String>::new(), "the quality of a report is judged");
    let ante = form("T-PRE-A");
    assert!(ante.groups.iter().all(|group| group.groups.len() == 2 && group.criteria.is_empty()));
    let tens = |group: &Group| group.groups.iter().all(|below| below.max.to_string() == "10");
    assert!(ante.groups.iter().all(tens));
    for scheme in ["A", "B", "C", "D"] {
        let form = form(&["T-SELF-", scheme].concat());
        assert_eq!((form.tally.missing, form.tally.rule), (Missing::Renormalise, Rule::ByPanel));
        let fixed: Vec<_> = form.criteria().filter(|criterion| !criterion.optional).collect();
        assert_eq!(fixed.iter().map(|criterion| criterion.name.as_str()).collect::<Vec<_>>(), ["预算执行率"]);
        assert!(fixed[0].objective && form.reason.as_ref().is_some_and(|rule| rule.any_deduction));
    }
    for code in ["T-RV-SCORE", "T-PRE-A", "T-PRE-A-POLICY", "T-PRE-B"] {
        let wants = |n: usize| (2..=4).contains(&n);
        assert!(form(code).criteria().all(|criterion| wants(criterion.reasons.len())), "{code} lacks stock reasons");
    }
}

#[test]
fn every_new_workspace_has_all_forms_in_the_order_people_look_for_them() {
    let mut story = Story::scratch();
    let list = story.call("form_list", json!({}));
    let codes: Vec<&str> = list.as_array().expect("a list").iter().filter_map(|row| row["code"].as_str()).collect();
    let expected: Vec<&str> = form_file::BUILT_IN.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, expected);
    let first = &list[0];
    let told = [&first["evidence"], &first["groups"], &first["criteria"], &first["total"]];
    assert_eq!(told, [&json!("设计"), &json!(6), &json!(19), &json!("100")]);
    let ordinary = list.as_array().expect("a list").iter().find(|row| row["code"] == "T-GOAL-REVIEW-ORD");
    assert_eq!(ordinary.expect("it is there")["total"], Value::Null);
    let logged = story.call("log_show", json!({}));
    let subjects: Vec<&Value> = logged.as_array().expect("lines").iter().map(|line| &line["subject"]).collect();
    assert_eq!(subjects, ["", "workspace"], "all forms in one event");
    story.verifies();
}
