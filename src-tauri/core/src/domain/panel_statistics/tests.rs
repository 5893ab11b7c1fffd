//! Which figures appear at which size, which stay back, and what is said of them.

use super::*;
use proptest::prelude::*;

/// The table of Shrout & Fleiss with a fifth judge who repeats the first, times ten: same order, different scales.
const SAME_ORDER: [&str; 6] =
    ["90 20 50 80 90", "60 10 30 20 60", "80 40 60 80 80", "70 10 20 60 70", "100 50 60 90 100", "60 20 40 70 60"];

fn totals(rows: &[&str]) -> Totals {
    let cells: Vec<Vec<Option<Points>>> =
        rows.iter().map(|row| row.split(' ').map(|cell| Points::read(cell).ok()).collect()).collect();
    Totals {
        experts: (1..=cells.first().map_or(0, Vec::len)).map(|n| format!("专家{n}")).collect(),
        reports: (1..=cells.len()).map(|n| ReportName { no: n.to_string(), title: format!("报告{n}") }).collect(),
        cells,
        full: Points::read("100").expect("a number"),
    }
}

fn codes(found: &PanelStatistics) -> Vec<&'static str> {
    found.readings.iter().map(|reading| reading.code).collect()
}

fn withheld<'a>(found: &'a PanelStatistics, code: &'a str) -> Vec<&'static str> {
    found.withheld.iter().filter(|one| one.code == code).map(|one| one.statistic).collect()
}

fn text(value: Option<Shown>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

#[test]
fn two_experts_see_their_difference_and_no_statistic() {
    let found = describe(&totals(&["88 85.5", "70 .", ". ."]));
    assert_eq!((found.step, found.experts, found.reports, found.missing), (PanelStep::Raw, 2, 2, 1));
    let one = &found.per_report[0];
    assert_eq!((text(one.difference), one.mean, one.median, one.range), ("2.50".into(), None, None, None));
    assert_eq!(found.per_report[1].difference, None);
    assert!(found.per_expert.iter().all(|expert| expert.mean.is_none()));
    assert_eq!(found.withheld.len(), 12);
    assert_eq!(codes(&found), ["too_few_experts"]);
}

#[test]
fn three_and_four_experts_see_averages_and_the_points_rule() {
    for rows in [&["88 85 62"], &["88 85 90 62"]] {
        let found = describe(&totals(rows));
        assert_eq!(found.step, PanelStep::Small);
        let one = &found.per_report[0];
        assert!(one.mean.is_some() && one.median.is_some() && one.range.is_some());
        assert_eq!((one.trimmed_mean, one.mad_is_zero), (None, false));
        assert_eq!(one.flags.iter().map(|flag| flag.by_points).collect::<Vec<_>>(), [true]);
        assert_eq!(one.flags[0].modified_z, None);
        assert!(withheld(&found, "too_few_experts").contains(&"trimmed_mean"));
        assert!(!withheld(&found, "too_few_experts").contains(&"mean"));
        assert_eq!(codes(&found), ["too_few_experts", "totals_flagged"]);
    }
}

/// The rule of the signals is the rule of the statistics: the same totals are far, in panels of every size.
#[test]
fn the_statistics_flag_by_points_whom_the_signals_flag() {
    for row in ["88 85 30", "90 60 30", "80 60 40", "88 85 30 84", "88 85 90 86 62", "0 0 0 0 0 100", "88 85", "30"] {
        let totals = totals(&[row]);
        let form = crate::form_file::built_in("T-RV-SCORE").expect("the built-in form");
        let mut whole = form.clone();
        whole.groups.truncate(1);
        whole.groups[0].criteria.truncate(1);
        whole.groups[0].criteria[0].max = form.total;
        let ballot =
            |(name, points): (&String, &Option<Points>)| crate::domain::tally::Ballot::new(name, "", vec![*points]);
        let ballots: Vec<_> = totals.experts.iter().zip(&totals.cells[0]).map(ballot).collect();
        let signals = crate::domain::signal::signals(&whole, &ballots, &[]);
        let about = ["total_far_from_others", "total_far_from_both"];
        let by_signals: Vec<&str> = signals
            .iter()
            .filter(|one| about.contains(&one.code.as_str()))
            .map(|one| one.params["expert"].as_str())
            .collect();
        let found = describe_within(&totals, form.signal_limits().from_others);
        let flags = found.per_report[0].flags.iter().filter(|flag| flag.by_points);
        assert_eq!(flags.map(|flag| flag.expert.as_str()).collect::<Vec<_>>(), by_signals, "{row}");
    }
}

#[test]
fn five_experts_on_one_report_see_what_needs_one_report_only() {
    // O4 of the fixtures.
    let found = describe(&totals(&["88 85 90 86 62"]));
    let one = &found.per_report[0];
    assert_eq!([one.mean, one.median, one.range, one.trimmed_mean].map(text), ["82.20", "86.00", "28.00", "86.33"]);
    let flag = &one.flags[0];
    assert_eq!(
        (flag.expert.as_str(), flag.others.to_string(), flag.distance.to_string()),
        ("专家5", "87.00".into(), "25.00".into())
    );
    assert_eq!((text(flag.modified_z), flag.by_points, flag.by_modified_z), ("-8.09".into(), true, true));
    assert_eq!(withheld(&found, "too_few_reports"), panel::STATISTICS);
    assert_eq!(found.withheld[0].params, [("n", "1".to_owned()), ("least", "5".to_owned())]);
    assert_eq!(codes(&found), ["too_few_reports", "totals_flagged"]);
}

#[test]
fn where_most_agree_only_the_points_rule_looks_for_far_totals() {
    let found = describe(&totals(&["80 80 80 80 59", "80 80 80 80 61"]));
    assert!(found.per_report.iter().all(|one| one.mad_is_zero));
    assert_eq!(found.per_report[0].flags.iter().map(|flag| flag.distance.to_string()).collect::<Vec<_>>(), ["21.00"]);
    assert!(found.per_report[1].flags.is_empty());
}

#[test]
fn twenty_points_are_not_more_than_a_fifth() {
    assert!(describe(&totals(&["80 80 60"])).per_report[0].flags.is_empty());
    assert_eq!(describe(&totals(&["80 80 59.99"])).per_report[0].flags.len(), 1);
}

#[test]
fn five_experts_on_six_reports_see_the_coefficients_and_what_they_say() {
    let found = describe(&totals(&SAME_ORDER));
    let names: Vec<_> = found.coefficients.iter().map(|one| one.statistic).collect();
    assert_eq!(names, ["kendall_w", "alpha_interval", "icc_2_1", "icc_2_k"]);
    assert!(found.coefficients[2].low.is_some() && found.coefficients[3].high.is_some());
    assert!(found.coefficients[0].p.as_deref().is_some_and(|p| p.len() == 6));
    assert_eq!(found.withheld, []);
    let severities: Vec<_> = found.per_expert.iter().filter_map(|expert| expert.severity.as_deref()).collect();
    assert_eq!(severities, ["19.00", "-32.67", "-14.33", "9.00", "19.00"]);
    let wanted = ["agree_on_order_not_scale", "order_stable", "lenient_expert", "severe_expert", "severe_expert"];
    assert_eq!(codes(&found), [&wanted[..], &["lenient_expert", "totals_flagged"]].concat());
}

#[test]
fn holes_keep_back_what_needs_a_complete_table() {
    let mut rows = SAME_ORDER;
    rows[0] = ". 20 50 80 90";
    let found = describe(&totals(&rows));
    assert_eq!(withheld(&found, "incomplete"), ["kendall_w", "icc_2_1", "icc_2_k"]);
    assert_eq!(found.coefficients.iter().map(|one| one.statistic).collect::<Vec<_>>(), ["alpha_interval"]);
    assert_eq!((found.missing, found.coefficients[0].totals), (1, 29));
    assert!(found.per_report[0].adjusted.is_some());
    assert!(codes(&found).contains(&"means_by_different_experts"));
}

#[test]
fn equal_totals_have_no_agreement_to_measure() {
    let found = describe(&totals(&["80 80 80 80 80"; 5]));
    assert_eq!(withheld(&found, "no_variation"), ["alpha_interval", "icc_2_1", "icc_2_k"]);
    assert_eq!(withheld(&found, "all_tied"), ["kendall_w"]);
    assert_eq!(codes(&found), ["no_variation"]);
    assert!(found.leave_one_out.iter().all(|one| one.correlation.is_none()));
}

#[test]
fn panels_without_a_shared_report_are_not_compared() {
    let found =
        describe(&totals(&["80 81 82 . . .", "70 71 72 . . .", "60 60 61 . . .", ". . . 80 81 82", ". . . 50 51 52"]));
    assert_eq!(withheld(&found, "disconnected"), ["severity"]);
    assert!(found.per_expert.iter().all(|expert| expert.severity.is_none()));
}

#[test]
fn a_report_with_one_total_has_no_order_without_its_expert() {
    let found =
        describe(&totals(&["80 81 82 83 84", "70 71 72 73 74", "60 60 61 62 63", "50 51 52 53 54", "90 . . . ."]));
    assert_eq!(withheld(&found, "too_few_scores"), ["leave_one_out"]);
}

#[test]
fn experts_who_agree_are_said_to() {
    let found =
        describe(&totals(&["90 91 90 89 90", "80 81 80 79 80", "70 71 70 69 70", "60 61 60 59 60", "50 51 50 49 50"]));
    assert_eq!(codes(&found), ["agree", "order_stable"]);
    assert_eq!(found.coefficients[0].value, "1.000");
    // They differ by a constant: nothing is left to make an interval of.
    assert_eq!(found.coefficients[2].interval_withheld, Some("no_residual"));
}

#[test]
fn a_first_place_that_rests_on_one_expert_is_said_to() {
    let found =
        describe(&totals(&["80 80 80 80 99", "82 82 82 82 80", "70 71 72 70 71", "60 62 61 60 60", "50 52 51 50 50"]));
    let reading = found.readings.iter().find(|reading| reading.code == "order_depends_on_one_expert").expect("said");
    assert_eq!(reading.params[0], ("names", "专家5".to_owned()));
}

#[test]
fn experts_who_contradict_each_other_are_said_to() {
    let found =
        describe(&totals(&["90 50 70 60 80", "80 60 90 50 70", "70 70 50 80 90", "60 80 80 90 50", "50 90 60 70 60"]));
    let codes = codes(&found);
    assert!(codes.contains(&"disagree") && codes.contains(&"order_not_shared"), "{codes:?}");
}

proptest! {
    #[test]
    fn whatever_the_table_every_statistic_is_shown_or_withheld_and_all_are_numbers(
        cells in (0_usize..9).prop_flat_map(|k| {
            let cell = prop_oneof![1 => Just(".".to_owned()), 3 => (0_u16..=1000).prop_map(|v| format!("{}.{}", v / 10, v % 10))];
            proptest::collection::vec(proptest::collection::vec(cell, k), 0..9)
        })
    ) {
        let rows: Vec<String> = cells.iter().map(|row| row.join(" ")).collect();
        let given = totals(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        let found = describe(&given);
        let printed = serde_json::to_string(&found).expect("JSON");
        prop_assert!(!printed.contains("NaN") && !printed.contains("inf"), "{}", printed);
        for statistic in panel::STATISTICS {
            let shown = found.coefficients.iter().any(|one| one.statistic == statistic)
                || (statistic == "severity" && found.per_expert.iter().any(|expert| expert.severity.is_some()))
                || (statistic == "leave_one_out" && !found.leave_one_out.is_empty());
            let kept_back = found.withheld.iter().any(|one| one.statistic == statistic);
            prop_assert!(shown != kept_back, "{statistic}");
        }
        prop_assert_eq!(found.per_report.len(), given.reports.len());
    }
}
