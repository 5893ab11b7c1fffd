//! The arithmetic under the clock: `tally_bench [RUNS]` tallies invented score tables and prints medians in
//! milliseconds, and the slope of time over scores. Run by `tests/bench/run.py`, which holds the goals.

use std::io::Write as _;
use std::time::Instant;
use tongping_core::domain::agreement::alpha::{Metric, alpha};
use tongping_core::domain::agreement::icc::{Form as IccForm, icc, mean_squares};
use tongping_core::domain::agreement::kendall::concordance;
use tongping_core::domain::agreement::normalise::{fit, normalise};
use tongping_core::domain::agreement::severity::severity;
use tongping_core::domain::agreement::table::Table;
use tongping_core::domain::form::{Form, Missing, Rule, TallyRules};
use tongping_core::domain::number::Points;
use tongping_core::domain::panel_statistics::{ReportName, Totals, describe};
use tongping_core::domain::tally::{Ballot, tally};
use tongping_core::form_file;

/// Reports, experts, criteria of the measured sessions: the first two are the goals, the rest give the slope.
const SIZES: &[(usize, usize, usize)] = &[(1, 25, 60), (40, 25, 60), (5, 25, 60), (10, 25, 60), (20, 25, 60)];

fn main() {
    let runs = std::env::args().nth(1).and_then(|runs| runs.parse().ok()).unwrap_or(9);
    let mut out = std::io::stdout().lock();
    let mut points = Vec::new();
    for &(reports, experts, criteria) in SIZES {
        let form = form(criteria);
        let session: Vec<Vec<Ballot>> = (0..reports).map(|report| ballots(report, experts, criteria)).collect();
        let taken = median((0..runs).map(|_| milliseconds(|| measured(&form, &session))).collect());
        let scores = reports * experts * criteria;
        points.push((scores as f64, taken));
        let _ = writeln!(out, "tally {reports} {experts} {criteria} {scores} {taken:.3}");
    }
    let _ = writeln!(out, "slope {:.3}", slope(&points));
}

/// One session: the tally of every report with every statistic of its criteria, and those of the session's totals.
fn measured(form: &Form, session: &[Vec<Ballot>]) {
    let mut cells = Vec::new();
    for ballots in session {
        let result = tally(form, &form.tally, ballots).expect("the invented scores are complete");
        assert!(result.total.is_some());
        statistics(&result.criteria.iter().map(|line| line.given.clone()).collect::<Vec<_>>());
        cells.push(result.experts.iter().map(|expert| Some(expert.total?.points())).collect());
    }
    let experts: Vec<String> = session.iter().take(1).flatten().map(|ballot| ballot.name.clone()).collect();
    let reports = (0..session.len()).map(|r| ReportName { no: r.to_string(), title: r.to_string() }).collect();
    let figures = describe(&Totals { experts, reports, cells, full: form.total });
    assert_eq!(figures.experts, 25);
}

/// Every statistic of one report: its criteria are the units, its experts the observers.
fn statistics(scores: &[Vec<Option<Points>>]) {
    let table = Table::of_points(scores).expect("a full table");
    for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval, Metric::Ratio] {
        assert!(alpha(&table, metric).is_ok());
    }
    let squares = mean_squares(&table).expect("a full table");
    use IccForm::{OneMean, OneSingle, ThreeMean, ThreeSingle, TwoMean, TwoSingle};
    for of in [OneSingle, TwoSingle, ThreeSingle, OneMean, TwoMean, ThreeMean] {
        assert!(icc(&squares, of).is_ok());
    }
    assert!(concordance(&table).is_ok() && severity(&table).is_ok());
    assert!(normalise(&table).is_ok_and(|normalised| fit(&normalised).is_ok()));
}

/// A form of groups of ten criteria, ten points each, with half steps.
fn form(criteria: usize) -> Form {
    let groups = (0..criteria.div_ceil(10)).map(|g| {
        let criteria = (0..10).map(|c| format!(r#"{{"id":"{g}.{c}","name":"指标{g}.{c}","max":"10"}}"#));
        let criteria: Vec<_> = criteria.collect();
        format!(r#"{{"id":"{g}","name":"组{g}","max":"100","criteria":[{}]}}"#, criteria.join(","))
    });
    let groups: Vec<_> = groups.collect();
    let text = format!(
        r#"{{"id":"BENCH","version":"1","title":"计时","total":"{}","step":"0.5","groups":[{}]}}"#,
        groups.len() * 100,
        groups.join(",")
    );
    let (mut form, _) = form_file::read(&text).expect("the form of the benchmark is right");
    form.tally = TallyRules { rule: Rule::TrimOneEach, missing: Missing::Reject, ..TallyRules::default() };
    form
}

/// Scores that look like scores: mostly high, each expert with a leaning of his own.
fn ballots(report: usize, experts: usize, criteria: usize) -> Vec<Ballot> {
    let mut state = 0x9e37_79b9_u64.wrapping_mul(report as u64 + 1);
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % 8
    };
    let score = |expert: usize, noise: u64| {
        let halves = 20 - (noise as i64) - (expert as i64 % 4);
        Some(Points::new(rust_decimal::Decimal::new(halves * 5, 1)))
    };
    (0..experts)
        .map(|expert| Ballot::new(format!("E{expert}"), "", (0..criteria).map(|_| score(expert, next())).collect()))
        .collect()
}

fn milliseconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1000.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Slope of log time over log scores: 1 = linear.
fn slope(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let n = logs.len() as f64;
    let mean = |pick: fn(&(f64, f64)) -> f64| logs.iter().map(pick).sum::<f64>() / n;
    let (mx, my) = (mean(|p| p.0), mean(|p| p.1));
    let covariance: f64 = logs.iter().map(|(x, y)| (x - mx) * (y - my)).sum();
    covariance / logs.iter().map(|(x, _)| (x - mx).powi(2)).sum::<f64>()
}
