//! Where the experts of a report are apart (domain rules §8.3, statistics §7 and §9). A signal describes and never changes
//! a score; everything is compared exactly, squares instead of roots, and rounded only for its sentence.

use super::average::{self, Beside, OF_THREE, beside_others};
use super::exact::Exact;
use super::form::Form;
use super::number::{Points, Rounding};
use super::score::NOT_APPLICABLE;
use super::tally::{Ballot, Given};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Fewest totals about which anything but their range is said (statistics §9).
const MEAN_FROM: usize = 3;
/// Fewest totals for the modified z (statistics §9).
const MODIFIED_Z_FROM: usize = 5;
/// Fewest totals of which one can lie beyond two sample standard deviations: |z| is at most (n−1)/√n (statistics §7).
const DEVIATIONS_FROM: usize = 6;

/// 分歧提示: one thing worth a discussion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Signal {
    /// Stable name; the sentence stands in the locale under `signal.<code>`.
    pub code: String,
    /// Whose total: position among the opinions that count, from 0; none where it is not one expert's.
    pub expert: Option<usize>,
    /// Id of the criterion; none where it is about totals or conclusions.
    pub criterion: Option<String>,
    /// Values for the sentence.
    pub params: BTreeMap<String, String>,
}

impl Signal {
    /// A signal about the whole report.
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), expert: None, criterion: None, params: BTreeMap::new() }
    }

    fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// Whether it is about this expert's total or about this criterion's range: what may be found 畸高 or 畸低.
    pub fn is_extreme_of(&self, expert: usize, criterion: &str) -> bool {
        self.expert == Some(expert) || (self.code == CRITERION_RANGE && self.criterion.as_deref() == Some(criterion))
    }

    /// Whether it says that this objective criterion was scored differently.
    pub fn is_objective_of(&self, criterion: &str) -> bool {
        self.code == OBJECTIVE_DIFFERS && self.criterion.as_deref() == Some(criterion)
    }
}

const CRITERION_RANGE: &str = "criterion_range";
const OBJECTIVE_DIFFERS: &str = "objective_differs";

/// All signals of one report, from the opinions that count and their conclusions, in the order of the panel.
pub fn signals(form: &Form, ballots: &[Ballot], conclusions: &[String]) -> Vec<Signal> {
    let mut found = Vec::new();
    if !form.unscored {
        let totals = Totals::new(form, ballots);
        for (at, (expert, total)) in totals.given.iter().enumerate() {
            let of_expert = |signal: Signal| {
                let signal = signal.with("expert", &ballots[*expert].name).with("total", shown(total));
                Signal { expert: Some(*expert), ..signal }
            };
            found.extend(totals.of_one(at, total).into_iter().map(of_expert));
        }
        found.extend(totals.range());
        found.extend(criteria_apart(form, ballots));
    }
    found.extend(objective_apart(form, ballots));
    found.extend(conclusions_split(form, conclusions));
    found
}

/// The experts' exact totals and the form's limits in points.
struct Totals {
    /// Position of the expert and the total, where there is one.
    given: Vec<(usize, Exact)>,
    /// Each of those totals beside the others; empty where there are fewer than two.
    beside: Vec<Beside>,
    from_mean: Exact,
    from_others: Exact,
    most_apart: Exact,
}

impl Totals {
    fn new(form: &Form, ballots: &[Ballot]) -> Self {
        let totals = Given::new(form, form.tally.missing, ballots).totals();
        let limits = form.signal_limits();
        let of_full = |share: Points| Exact::from(share) * Exact::from(form.total);
        let given: Vec<_> = totals.into_iter().enumerate().filter_map(|(at, total)| Some((at, total?))).collect();
        let values: Vec<Exact> = given.iter().map(|(_, total)| total.clone()).collect();
        Self {
            given,
            beside: beside_others(&values).unwrap_or_default(),
            from_mean: of_full(limits.from_mean),
            from_others: of_full(limits.from_others),
            most_apart: of_full(limits.range),
        }
    }

    fn values(&self) -> Vec<Exact> {
        self.given.iter().map(|(_, total)| total.clone()).collect()
    }

    fn mean(&self) -> Option<Exact> {
        average::mean(&self.values())
    }

    /// What is to be said of one total.
    fn of_one(&self, at: usize, total: &Exact) -> Vec<Signal> {
        if self.given.len() < MEAN_FROM {
            return Vec::new();
        }
        let Some(beside) = self.beside.get(at) else { return Vec::new() };
        let rules = [self.far_from_mean(total, beside), self.far_from_others(beside), self.modified_z(at)];
        rules.into_iter().flatten().chain(self.beyond_deviations(total)).collect()
    }

    /// Of three, the one who is far off moves the mean away from the two who agree: those two are not far then.
    fn far_from_mean(&self, total: &Exact, beside: &Beside) -> Option<Signal> {
        let mean = self.mean()?;
        let distance = (total.clone() - mean.clone()).abs();
        let alone = self.given.len() != OF_THREE || beside.distance > self.from_mean;
        (alone && distance > self.from_mean).then(|| {
            let signal = Signal::new("total_far_from_mean").with("mean", shown(&mean));
            signal.with("distance", shown(&distance)).with("limit", shown(&self.from_mean))
        })
    }

    /// The points rule of statistics §7: it works in every panel, also where more than half agree and MAD is nought.
    fn far_from_others(&self, beside: &Beside) -> Option<Signal> {
        (beside.distance > self.from_others).then(|| {
            let others = shown(&beside.others);
            let signal = if self.given.len() == OF_THREE {
                Signal::new("total_far_from_both").with("nearer", others)
            } else {
                Signal::new("total_far_from_others").with("median", others)
            };
            signal.with("distance", shown(&beside.distance)).with("limit", shown(&self.from_others))
        })
    }

    /// Iglewicz–Hoaglin: 0.6745·|x − median| / MAD > 3.5. With a MAD of nought the points rule stands alone.
    fn modified_z(&self, at: usize) -> Option<Signal> {
        if self.given.len() < MODIFIED_Z_FROM {
            return None;
        }
        let values = self.values();
        let (middle, z) = (average::median(&values)?, average::modified_z(&values)?.get(at)?.abs());
        (z > average::modified_z_limit())
            .then(|| Signal::new("total_modified_z").with("median", shown(&middle)).with("z", shown(&z)))
    }

    /// Beyond two sample standard deviations: (x − mean)²·(n−1) > 4·Σ(x − mean)².
    fn beyond_deviations(&self, total: &Exact) -> Option<Signal> {
        let n = self.given.len();
        if n < DEVIATIONS_FROM {
            return None;
        }
        let mean = self.mean()?;
        let square = |value: Exact| {
            let difference = value - mean.clone();
            difference.clone() * difference
        };
        let squares: Exact = self.values().into_iter().map(square).sum();
        let is_beyond = square(total.clone()) * Exact::count(n - 1) > squares * Exact::count(4);
        is_beyond.then(|| Signal::new("total_beyond_two_deviations").with("mean", shown(&mean)))
    }

    fn range(&self) -> Option<Signal> {
        let (lowest, highest) = ends(self.values())?;
        let range = highest.clone() - lowest.clone();
        (range > self.most_apart).then(|| {
            let signal = Signal::new("totals_range").with("highest", shown(&highest)).with("lowest", shown(&lowest));
            signal.with("range", shown(&range)).with("limit", shown(&self.most_apart))
        })
    }
}

/// Criteria whose highest and lowest points are further apart than the limit allows.
fn criteria_apart(form: &Form, ballots: &[Ballot]) -> Vec<Signal> {
    let share = Exact::from(form.signal_limits().criterion_range);
    let apart = form.criteria().enumerate().filter_map(|(c, criterion)| {
        let given = ballots.iter().filter_map(|ballot| ballot.points.get(c).copied().flatten());
        let (lowest, highest) = ends(given.map(Exact::from).collect())?;
        let limit = share.clone() * Exact::from(criterion.max);
        let range = highest.clone() - lowest.clone();
        (range > limit).then(|| {
            let signal = of_criterion(Signal::new("criterion_range"), criterion);
            let signal = signal.with("highest", shown(&highest)).with("lowest", shown(&lowest));
            signal.with("range", shown(&range)).with("limit", shown(&limit))
        })
    });
    apart.collect()
}

/// Objective criteria that were not scored alike (domain rules §8.4, ground 3).
fn objective_apart(form: &Form, ballots: &[Ballot]) -> Vec<Signal> {
    let objective = form.criteria().enumerate().filter(|(_, criterion)| criterion.objective);
    let apart = objective.filter_map(|(c, criterion)| {
        let cell = |ballot: &Ballot| {
            let mark = ballot.marks.get(c).cloned().flatten();
            (ballot.points.get(c).copied().flatten(), mark)
        };
        let differs = ballots.iter().any(|ballot| cell(ballot) != cell(&ballots[0]));
        let words = |ballot: &Ballot| {
            let (points, mark) = cell(ballot);
            let points = points.filter(|_| !form.unscored).map(|points| points.to_string());
            [ballot.name.clone(), mark.or(points).unwrap_or_else(|| NOT_APPLICABLE.to_owned())].join(" ")
        };
        differs.then(|| {
            let scores: Vec<_> = ballots.iter().map(words).collect();
            of_criterion(Signal::new("objective_differs"), criterion).with("scores", scores.join("、"))
        })
    });
    apart.collect()
}

/// 有“通过”又有“不通过”: the best and the worst of the conclusions that were open to the experts.
fn conclusions_split(form: &Form, chosen: &[String]) -> Option<Signal> {
    let (best, worst) = (form.open_conclusions().next()?, form.open_conclusions().last()?);
    let count = |name: &str| chosen.iter().filter(|one| *one == name).count();
    let (n_best, n_worst) = (count(&best.name), count(&worst.name));
    (best.name != worst.name && n_best > 0 && n_worst > 0).then(|| {
        let signal = Signal::new("conclusions_split").with("best", &best.name).with("n_best", n_best);
        signal.with("worst", &worst.name).with("n_worst", n_worst)
    })
}

fn of_criterion(signal: Signal, criterion: &super::form::Criterion) -> Signal {
    let signal = signal.with("id", &criterion.id).with("name", &criterion.name);
    Signal { criterion: Some(criterion.id.clone()), ..signal }
}

/// The lowest and the highest of several values; none when there are fewer than two.
fn ends(mut values: Vec<Exact>) -> Option<(Exact, Exact)> {
    values.sort();
    (values.len() > 1).then(|| values.first().cloned().zip(values.last().cloned()))?
}

/// A number for a sentence, at most two digits after the point.
fn shown(value: &Exact) -> Points {
    value.round(2, Rounding::HalfUp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form_file;

    /// A form of one criterion of `max` points.
    fn form(max: &str) -> Form {
        let mut form = form_file::built_in("T-RV-SCORE").expect("the built-in form");
        let points = Points::read(max).expect("a number");
        let mut group = form.groups[0].clone();
        group.criteria.truncate(1);
        group.criteria[0].max = points;
        (group.max, form.total) = (points, points);
        form.groups = vec![group];
        form
    }

    fn ballots(totals: &[&str]) -> Vec<Ballot> {
        let ballot = |(i, text): (usize, &&str)| {
            Ballot::new(format!("E{}", i + 1), "", vec![Some(Points::read(text).expect("a number"))])
        };
        totals.iter().enumerate().map(ballot).collect()
    }

    /// Totals flagged under a code, by their values.
    fn flagged<'a>(max: &str, totals: &[&'a str], code: &str) -> Vec<&'a str> {
        let found = signals(&form(max), &ballots(totals), &[]);
        found.iter().filter(|one| one.code == code).filter_map(|one| Some(totals[one.expert?])).collect()
    }

    /// The points rule of a panel of that size.
    fn points_rule(n: usize) -> &'static str {
        if n == OF_THREE { "total_far_from_both" } else { "total_far_from_others" }
    }

    /// Three experts: who is far from both others, and who from the mean.
    #[test]
    fn of_three_only_those_are_far_who_are_far_from_both_others() {
        for (totals, far, from_mean) in [
            (["88", "85", "30"], &["30"][..], &["30"][..]),
            (["90", "60", "30"], &["90", "60", "30"], &["90", "30"]),
            (["30", "85", "88"], &["30"], &["30"]),
            (["90", "40", "38"], &["90"], &["90"]),
            (["80", "60", "40"], &[], &["80", "40"]),
            (["80", "59.5", "39.5"], &["80"], &["80", "39.5"]),
            (["80", "80", "80"], &[], &[]),
            (["0", "0", "100"], &["100"], &["100"]),
        ] {
            assert_eq!(flagged("100", &totals, "total_far_from_both"), far, "{totals:?}");
            assert_eq!(flagged("100", &totals, "total_far_from_mean"), from_mean, "{totals:?}");
            assert_eq!(flagged("100", &totals, "total_far_from_others"), [""; 0], "{totals:?}");
        }
        let found = signals(&form("100"), &ballots(&["88", "85", "30"]), &[]);
        let both = found.iter().find(|one| one.code == "total_far_from_both").expect("a signal");
        assert_eq!((both.params["nearer"].as_str(), both.params["distance"].as_str()), ("85", "55"));
        assert!(both.is_extreme_of(2, "1.1") && !both.is_extreme_of(0, "1.1"));
    }

    fn codes(max: &str, totals: &[&str]) -> Vec<String> {
        let mut codes: Vec<_> = signals(&form(max), &ballots(totals), &[]).into_iter().map(|one| one.code).collect();
        codes.dedup();
        codes
    }

    #[test]
    fn o1_modified_z_flags_the_nine_of_the_classic_seven() {
        let seven = ["1", "1", "2", "2", "4", "6", "9"];
        assert_eq!(flagged("100", &seven, "total_modified_z"), ["9"]);
        let found = signals(&form("100"), &ballots(&seven), &[]);
        let nine = found.iter().find(|one| one.code == "total_modified_z").expect("a signal");
        assert_eq!((nine.params["median"].as_str(), nine.params["z"].as_str()), ("2", "4.72"));
    }

    #[test]
    fn o4_the_points_rule_flags_62_against_the_median_of_the_others() {
        let five = ["88", "85", "90", "86", "62"];
        for code in ["total_far_from_others", "total_modified_z", "total_far_from_mean"] {
            assert_eq!(flagged("100", &five, code), ["62"], "{code}");
        }
        let found = signals(&form("100"), &ballots(&five), &[]);
        let of = |code: &str| found.iter().find(|one| one.code == code).expect("a signal").params.clone();
        let (others, mean) = (of("total_far_from_others"), of("total_far_from_mean"));
        assert_eq!((others["median"].as_str(), others["distance"].as_str()), ("87", "25"));
        assert_eq!((mean["mean"].as_str(), mean["distance"].as_str()), ("82.2", "20.2"));
        assert_eq!(of("total_modified_z")["z"], "8.09");
        assert!(!found.iter().any(|one| one.code == "total_beyond_two_deviations"), "never with five");
    }

    #[test]
    fn o5_two_deviations_are_never_passed_below_six_and_can_be_from_six_on() {
        // The extreme case of the bound (n−1)/√n: all alike but one.
        for n in 3..=9 {
            let mut totals = vec!["0"; n];
            totals[n - 1] = "100";
            let expected: &[&str] = if n >= 6 { &["100"] } else { &[] };
            assert_eq!(flagged("100", &totals, "total_beyond_two_deviations"), expected, "n = {n}");
            // MAD is nought here: the points rule stands in for the modified z in every panel.
            assert_eq!(flagged("100", &totals, "total_modified_z"), [""; 0], "n = {n}");
            assert_eq!(flagged("100", &totals, points_rule(n)), ["100"], "n = {n}");
        }
    }

    #[test]
    fn exactly_two_deviations_are_not_beyond() {
        // n = 6, one at distance d, five at −d/5 from the mean: z = 5/√6 = 2.041 > 2; with spread among the five it falls.
        assert_eq!(flagged("100", &["80", "80", "80", "80", "80", "90"], "total_beyond_two_deviations"), ["90"]);
        assert_eq!(flagged("100", &["76", "79", "80", "81", "84", "90"], "total_beyond_two_deviations"), [""; 0]);
        // Around the mean of 54: 20, −1, −7, −3, −5, −4; 20² · 5 = 4 · 500, so z is exactly 2.
        assert_eq!(flagged("100", &["74", "53", "47", "51", "49", "50"], "total_beyond_two_deviations"), [""; 0]);
        assert_eq!(flagged("100", &["76", "53", "47", "51", "49", "50"], "total_beyond_two_deviations"), ["76"]);
    }

    #[test]
    fn every_size_of_panel_from_three_to_nine_can_be_flagged_and_calm_ones_are_not() {
        for n in 3..=9_usize {
            let calm: Vec<&str> = ["80", "81", "82", "83", "84", "85", "86", "87", "88"][..n].to_vec();
            assert_eq!(codes("100", &calm), [""; 0], "n = {n}");
            let mut apart = calm.clone();
            apart[0] = "50";
            let found = codes("100", &apart);
            for code in [points_rule(n), "totals_range"] {
                assert!(found.iter().any(|one| one == code), "n = {n}: {found:?}");
            }
            assert_eq!(found.iter().any(|one| one == "total_modified_z"), n >= 5, "n = {n}: {found:?}");
            assert!(found.iter().any(|one| one == "total_far_from_mean"), "n = {n}: {found:?}");
        }
    }

    #[test]
    fn limits_are_passed_only_beyond_and_follow_the_full_points() {
        // 20 of 100 from the others' median, 20 of range: equal is not beyond.
        assert_eq!(codes("100", &["80", "80", "60"]), [""; 0]);
        assert_eq!(codes("100", &["80", "80", "59.5"]), ["total_far_from_both", "totals_range"]);
        assert_eq!(codes("50", &["40", "40", "30"]), [""; 0]);
        assert_eq!(codes("50", &["40", "40", "29.5"]), ["total_far_from_both", "totals_range"]);
        assert_eq!(codes("100", &["80", "59"]), ["totals_range"], "two experts: only the difference");
        assert_eq!(codes("100", &["80"]), [""; 0]);
        assert_eq!(codes("100", &[]), [""; 0]);
    }

    #[test]
    fn the_forms_own_limits_take_the_place_of_the_defaults() {
        let mut own = form("100");
        let five = Points::read("0.05").expect("a number");
        own.tally.signals =
            Some(super::super::form::SignalLimits { from_mean: five, from_others: five, ..own.signal_limits() });
        let found = signals(&own, &ballots(&["80", "80", "72"]), &[]);
        let codes: Vec<_> = found.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["total_far_from_mean", "total_far_from_both"]);
    }

    #[test]
    fn a_criterion_is_apart_beyond_half_its_points() {
        for (scores, expected) in [(["4", "2", "3"], 0), (["4", "1.5", "3"], 1), (["0", "0", "2.5"], 1)] {
            let found = signals(&form("4"), &ballots(&scores), &[]);
            let own = found.iter().filter(|one| one.criterion.is_some() && one.code == "criterion_range");
            assert_eq!(own.count(), expected, "{scores:?}");
        }
    }

    #[test]
    fn an_objective_criterion_is_scored_alike_or_said_so() {
        let mut objective = form("4");
        objective.groups[0].criteria[0].objective = true;
        let differs = |scores: &[&str]| {
            let found = signals(&objective, &ballots(scores), &[]);
            found.into_iter().find(|one| one.code == "objective_differs").map(|one| one.params["scores"].clone())
        };
        assert_eq!(differs(&["4", "4.0", "4"]), None);
        assert_eq!(differs(&["4", "3.5", "4"]).as_deref(), Some("E1 4、E2 3.5、E3 4"));
        let mut marked = ballots(&["4", "4"]);
        marked[1] = Ballot { points: vec![None], marks: vec![Some("不适用".into())], ..marked[1].clone() };
        assert!(signals(&objective, &marked, &[]).iter().any(|one| one.is_objective_of("1.1")));
    }

    #[test]
    fn conclusions_are_split_by_the_best_and_the_worst() {
        let form = form("100");
        let names: Vec<_> = form.open_conclusions().map(|one| one.name.clone()).collect();
        let split = |chosen: &[usize]| {
            let chosen: Vec<_> = chosen.iter().map(|at| names[*at].clone()).collect();
            signals(&form, &ballots(&["80", "80", "80"]), &chosen).iter().any(|one| one.code == "conclusions_split")
        };
        assert!(split(&[0, 1, 2]) && split(&[0, 0, 2]));
        assert!(!split(&[0, 1, 1]) && !split(&[1, 2, 2]) && !split(&[]));
    }

    #[test]
    fn a_form_that_counts_nothing_has_no_totals_to_compare() {
        let mut unscored = form("100");
        unscored.unscored = true;
        assert_eq!(signals(&unscored, &ballots(&["90", "10", "50"]), &[]), []);
    }

    proptest::proptest! {
        #[test]
        fn the_order_of_experts_does_not_matter_and_no_rule_fires_in_too_small_a_panel(
            totals in proptest::collection::vec(0u32..=200, 1..10),
            turn in 0usize..9,
        ) {
            let texts: Vec<String> = totals.iter().map(|half| format!("{}.{}", half / 2, half % 2 * 5)).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let about = |texts: &[&str]| {
                let of = |one: Signal| (one.code, one.expert.map(|at| texts[at].to_owned()));
                let mut found: Vec<_> = signals(&form("100"), &ballots(texts), &[]).into_iter().map(of).collect();
                found.sort();
                found
            };
            let mut turned = texts.clone();
            turned.rotate_left(turn % texts.len());
            let found = about(&texts);
            proptest::prop_assert_eq!(&found, &about(&turned));
            let fires = |code: &str| found.iter().any(|(one, _)| one == code);
            let n = texts.len();
            proptest::prop_assert!(n >= MODIFIED_Z_FROM || !fires("total_modified_z"));
            proptest::prop_assert!(n >= DEVIATIONS_FROM || !fires("total_beyond_two_deviations"));
            proptest::prop_assert!(n >= MEAN_FROM || !(fires("total_far_from_mean") || fires(points_rule(n))));
        }
    }
}
