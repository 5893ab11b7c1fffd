//! Worked examples of the tally, and what must hold for every score table.

use super::*;
use crate::domain::number::Rounding;
use crate::form_file;
use serde_json::Value;

fn points(text: &str) -> Points {
    Points::read(text).expect("a number")
}

/// A form of one group with the given maxima, full points = their sum.
fn form(maxima: &[&str]) -> Form {
    let mut form = form_file::built_in("T-RV-SCORE").expect("the built-in form");
    let mut group = form.groups[0].clone();
    let template = group.criteria[0].clone();
    let criterion = |(i, max): (usize, &&str)| crate::domain::form::Criterion {
        id: format!("c{i}"),
        max: points(max),
        ..template.clone()
    };
    group.criteria = maxima.iter().enumerate().map(criterion).collect();
    let total: Exact = group.criteria.iter().map(|criterion| Exact::from(criterion.max)).sum();
    form.total = total.round(2, Rounding::HalfUp);
    group.max = form.total;
    form.groups = vec![group];
    form.tally = TallyRules::default();
    form
}

fn ballots(columns: &[&[&str]]) -> Vec<Ballot> {
    let ballot = |(i, column): (usize, &&[&str])| {
        let given = column.iter().map(|text| (!text.is_empty()).then(|| points(text))).collect();
        Ballot::new(format!("E{}", i + 1), if i == 0 { "财务" } else { "业务" }, given)
    };
    columns.iter().enumerate().map(ballot).collect()
}

fn shown(value: &Option<Shown>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

#[test]
fn the_published_vectors_come_out_digit_for_digit() {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../../../tests/data/tally-vectors.json")).expect("JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let names = |value: &Value| value.as_array().expect("a list").iter().map(text).collect::<Vec<_>>();
    let form = form_file::built_in("T-RV-SCORE").expect("the built-in form");
    for case in vectors["cases"].as_array().expect("cases") {
        // The vectors give points per group: each group's points are put on its first criterion, the rest get none.
        let ballot = |name: &String| {
            let rows = form.groups.iter().zip(vectors["scores"].as_array().expect("scores"));
            let given = rows.flat_map(|(group, row)| {
                let first = Some(points(row["points"][name].as_str().expect("text")));
                std::iter::once(first).chain(group.criteria.iter().skip(1).map(|_| Some(Points::ZERO)))
            });
            Ballot::new(name.clone(), "", given.collect())
        };
        let rule = if case["rule"] == "mean" { Rule::Mean } else { Rule::TrimOneEach };
        let rules = TallyRules { rule, ..form.tally.clone() };
        let members: Vec<Ballot> = names(&case["members"]).iter().map(ballot).collect();
        let result = tally(&form, &rules, &members).expect("a result");
        assert_eq!(shown(&result.total), text(&case["total"]), "{}", case["id"]);
        assert_eq!(result.grade, case["grade"].as_str().map(str::to_owned));
        assert_eq!(result.dropped, names(&case["dropped"]));
        assert_eq!(shown(&result.mean_of_totals), text(&case["mean_of_expert_totals"]));
        assert_eq!(result.note_needed, case["note_needed"] == true);
        for row in &result.rows {
            assert_eq!(shown(&row.value), text(&case["groups"][&row.id]), "{} {}", case["id"], row.id);
        }
        for expert in &result.experts {
            assert_eq!(shown(&expert.total), text(&vectors["expert_totals"][&expert.name]));
            assert_eq!(expert.grade, vectors["expert_grades"][&expert.name].as_str().map(str::to_owned));
        }
    }
}

#[test]
fn by_panel_trims_from_five_and_averages_below() {
    let form = form(&["10"]);
    let rules = TallyRules { rule: Rule::ByPanel, ..TallyRules::default() };
    let four = tally(&form, &rules, &ballots(&[&["1"], &["2"], &["3"], &["10"]])).expect("a result");
    assert_eq!((four.applied, shown(&four.total).as_str()), (Rule::Mean, "4.00"));
    let five = tally(&form, &rules, &ballots(&[&["1"], &["2"], &["3"], &["10"], &["4"]])).expect("a result");
    assert_eq!((five.applied, shown(&five.total).as_str()), (Rule::TrimOneEach, "3.00"));
    assert_eq!(five.dropped, ["E4", "E1"]);
}

#[test]
fn of_tied_extremes_the_first_goes_and_of_all_equal_the_first_two() {
    let form = form(&["10"]);
    let rules = TallyRules { rule: Rule::TrimOneEach, ..TallyRules::default() };
    let tied = tally(&form, &rules, &ballots(&[&["5"], &["9"], &["9"], &["2"], &["2"]])).expect("a result");
    assert_eq!(tied.dropped, ["E2", "E4"]);
    let equal = tally(&form, &rules, &ballots(&[["5"].as_slice(); 5])).expect("a result");
    assert_eq!(equal.dropped, ["E1", "E2"]);
}

#[test]
fn trimming_is_refused_below_five_or_the_forms_own_minimum() {
    let form = form(&["10"]);
    let rules = TallyRules { rule: Rule::TrimOneEach, ..TallyRules::default() };
    assert_eq!(tally(&form, &rules, &ballots(&[["5"].as_slice(); 4])), Err(NoTally::TooFew { n: 4, least: 5 }));
    let seven = TallyRules { min_panel: 7, ..rules };
    assert_eq!(tally(&form, &seven, &ballots(&[["5"].as_slice(); 6])), Err(NoTally::TooFew { n: 6, least: 7 }));
}

#[test]
fn a_missing_score_follows_the_policy() {
    // Statistics §2, M1: weights 30/40/30, scores 90/–/80 of 100 become 27/–/24 points.
    let form = form(&["30", "40", "30"]);
    let one = ballots(&[&["27", "", "24"]]);
    let by = |missing| tally(&form, &TallyRules { missing, ..TallyRules::default() }, &one);
    assert_eq!(shown(&by(Missing::Renormalise).expect("a result").total), "85.00");
    assert_eq!(shown(&by(Missing::Zero).expect("a result").total), "51.00");
    let Err(NoTally::Missing(cells)) = by(Missing::Reject) else { panic!("missing scores were accepted") };
    assert_eq!((cells.len(), &cells[0].place), (1, &Place::criterion("c1")));
}

#[test]
fn an_empty_opinion_is_none_under_renormalise() {
    let form = form(&["10", "10"]);
    let rules = TallyRules { missing: Missing::Renormalise, ..TallyRules::default() };
    let result = tally(&form, &rules, &ballots(&[&["8", ""], &["", ""], &["6", ""]])).expect("a result");
    assert_eq!(result.n, 2);
    assert_eq!(shown(&result.criteria[1].value), "-");
    assert_eq!(shown(&result.total), "14.00");
    assert_eq!(shown(&result.experts[0].total), "16.00");
    assert_eq!(shown(&result.experts[1].total), "-");
}

#[test]
fn median_takes_the_mean_of_the_middle_two_and_weights_follow_the_kind() {
    let form = form(&["10"]);
    let four = ballots(&[&["1"], &["2"], &["4.5"], &["10"]]);
    let median = tally(&form, &TallyRules { rule: Rule::Median, ..TallyRules::default() }, &four).expect("a result");
    assert_eq!(shown(&median.total), "3.25");
    let weights = vec![crate::domain::form::Weight { kind: "财务".into(), weight: points("2") }];
    let rules = TallyRules { rule: Rule::Weighted, weights, ..TallyRules::default() };
    let weighted = tally(&form, &rules, &ballots(&[&["10"], &["4"]])).expect("a result");
    assert_eq!(shown(&weighted.total), "8.00");
}

proptest::proptest! {
    #[test]
    fn the_order_of_experts_does_not_matter_and_the_total_stays_in_bounds(
        scores in proptest::collection::vec(proptest::collection::vec(0u32..=20, 3), 1..9),
        turn in 0usize..8,
    ) {
        let form = form(&["10", "10", "10"]);
        let half = |n: &u32| Some(Points::new(rust_decimal::Decimal::new(i64::from(*n) * 5, 1)));
        let mut ballots: Vec<Ballot> = scores.iter().enumerate()
            .map(|(i, column)| Ballot::new(format!("E{i}"), "", column.iter().map(half).collect())).collect();
        let before = tally(&form, &form.tally, &ballots).expect("a result");
        let middle = turn % ballots.len();
        ballots.rotate_left(middle);
        let after = tally(&form, &form.tally, &ballots).expect("a result");
        proptest::prop_assert_eq!(before.total, after.total);
        let total = before.total.expect("a total").points();
        proptest::prop_assert!(total >= Points::ZERO && total <= form.total);
    }
}
