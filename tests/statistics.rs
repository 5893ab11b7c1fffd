//! Every fixture of `data/statistics-fixtures.json` and every expected value of it, to its stated tolerance and, where a
//! source printed it, to the printed one. A fixture or a name that nobody computes fails, and so does one that is left out.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tongping_core::domain::agreement::alpha::{Metric, alpha, coincidences};
use tongping_core::domain::agreement::icc::{self, Form, mean_squares};
use tongping_core::domain::agreement::kendall::concordance;
use tongping_core::domain::agreement::normalise::{fit, normalise};
use tongping_core::domain::agreement::outlier::{self, Sides};
use tongping_core::domain::agreement::severity::severity;
use tongping_core::domain::agreement::table::Table;
use tongping_core::domain::agreement::{Defined, Undefined};
use tongping_core::domain::average;
use tongping_core::domain::exact::Exact;
use tongping_core::domain::form::Missing;
use tongping_core::domain::number::{Points, Rounding};
use tongping_core::domain::panel_statistics::{Totals, describe};
use tongping_core::domain::tally::Ballot;
use tongping_core::error::Error;
use tongping_core::{app, form_file, locale};
use tongping_tests::root;

/// What was computed for one fixture, by the names of its expected values.
type Computed = BTreeMap<String, Value>;

fn fixtures() -> Vec<Value> {
    let text = std::fs::read_to_string(root().join("tests/data/statistics-fixtures.json")).expect("the fixtures");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    all["fixtures"].as_array().expect("a list").clone()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("all numbers of the fixtures are text")
}

fn number(value: &Value) -> f64 {
    text(value).parse().expect("a number")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// Values of the inputs as exact fractions; some are negative, as no score is.
fn exact(values: &Value) -> Vec<Exact> {
    let one = |value: &Value| {
        let (sign, size) = text(value).strip_prefix('-').map_or((1, text(value)), |size| (-1, size));
        let size = Points::read(size).expect("a decimal").value();
        Exact::from(Points::new(if sign < 0 { -size } else { size }))
    };
    list(values).iter().map(one).collect()
}

fn floats(values: &Value) -> Vec<f64> {
    list(values).iter().map(number).collect()
}

/// An exact value with twelve digits behind the point.
fn digits(value: Option<Exact>) -> Value {
    json!(value.expect("a value").round(12, Rounding::HalfUp).to_string().parse::<f64>().expect("a number"))
}

/// Rows of the inputs as a table; observers and judges are its columns. Letters are names of categories.
fn table(inputs: &Value) -> Table {
    let cell = |value: &Value| match value {
        Value::Null => None,
        other => Some(text(other).parse().unwrap_or_else(|_| f64::from(text(other).as_bytes()[0]))),
    };
    let lists = ["table", "observers", "judges"].into_iter().find_map(|name| inputs[name].as_array());
    let given: Vec<Vec<Option<f64>>> =
        lists.expect("a table").iter().map(|row| list(row).iter().map(cell).collect()).collect();
    if !inputs["table"].is_null() {
        return Table::new(given).expect("a table");
    }
    let units = given.first().map_or(0, Vec::len);
    Table::new((0..units).map(|unit| given.iter().map(|observer| observer[unit]).collect()).collect()).expect("a table")
}

fn defined(value: Defined<f64>) -> Value {
    match value {
        Ok(value) => json!(value),
        Err(Undefined::NoVariation) => json!("undefined"),
        Err(why) => json!(why.code()),
    }
}

/// `name_1`, `name_2` …
fn numbered(into: &mut Computed, name: &str, values: &[f64]) {
    into.extend(values.iter().enumerate().map(|(i, value)| (format!("{name}_{}", i + 1), json!(value))));
}

fn averages(inputs: &Value) -> Computed {
    let (values, cut) = (exact(&inputs["values"]), text(&inputs["g"]).parse().expect("a count"));
    [
        ("mean", digits(average::mean(&values))),
        ("trimmed_mean", digits(average::trimmed_mean(&values, cut))),
        ("winsorised_mean", digits(average::winsorised_mean(&values, cut))),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// The three policies through the tally itself: one criterion per weight, scores as shares of it.
fn policies(inputs: &Value) -> Computed {
    let weights = list(&inputs["weights"]);
    let criteria: Vec<Value> = weights
        .iter()
        .enumerate()
        .map(|(i, weight)| json!({ "id": format!("1.{i}"), "name": "指标", "max": weight }))
        .collect();
    let form = json!({
        "format": 1, "id": "M1", "version": "1", "title": "核对用例", "total": "100", "step": "0.5",
        "groups": [{ "id": "1", "name": "一级指标", "max": "100", "criteria": criteria }],
    });
    let (form, _) = form_file::read(&form.to_string()).expect("a form");
    let share = |(weight, score): (&Value, &Value)| {
        let score = score.as_str()?.parse::<i64>().expect("a whole number");
        let weight = text(weight).parse::<i64>().expect("a whole number");
        Points::read(&(weight * score / 100).to_string()).ok()
    };
    let points = weights.iter().zip(list(&inputs["scores"])).map(share).collect();
    let ballots = [Ballot::new("甲", "", points)];
    let total = |missing| match app::tally::run(&form, &ballots, None, Some(missing)) {
        Ok(tally) => json!(tally.total.expect("a total").to_string().parse::<f64>().expect("a number")),
        Err(Error::Invalid(_)) => json!("error"),
        Err(error) => json!(error.to_string()),
    };
    [
        ("policy_A_answered_only", total(Missing::Renormalise)),
        ("policy_B_missing_is_zero", total(Missing::Zero)),
        ("policy_C_refuse", total(Missing::Reject)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn normalisation(inputs: &Value) -> Computed {
    let found = normalise(&table(inputs)).expect("normalised");
    let mut computed = Computed::new();
    numbered(&mut computed, "expert_mean", &found.means);
    numbered(&mut computed, "expert_population_s", &found.deviations);
    numbered(&mut computed, "N", &found.scores);
    numbered(&mut computed, "raw_mean", &found.raw);
    numbered(&mut computed, "fit", &fit(&found).expect("a fit"));
    numbered(&mut computed, "global_rescale", &found.rescaled);
    computed
}

fn additive(inputs: &Value) -> Computed {
    let table = table(inputs);
    let found = severity(&table).expect("a connected design");
    let mut computed = Computed::new();
    numbered(&mut computed, "adjusted", &found.adjusted);
    numbered(&mut computed, "severity", &found.experts);
    let raw = |row: &Vec<Option<f64>>| {
        let row: Vec<f64> = row.iter().flatten().copied().collect();
        row.iter().sum::<f64>() / f64::from(u32::try_from(row.len()).expect("few"))
    };
    numbered(&mut computed, "raw_mean", &table.rows().iter().map(raw).collect::<Vec<_>>());
    computed
}

fn alphas(inputs: &Value) -> Computed {
    let table = table(inputs);
    [
        ("alpha_nominal", Metric::Nominal),
        ("alpha_ordinal", Metric::Ordinal),
        ("alpha_interval", Metric::Interval),
        ("alpha_ratio", Metric::Ratio),
    ]
    .map(|(name, metric)| (name.to_owned(), defined(alpha(&table, metric).map(|alpha| alpha.value))))
    .into()
}

fn intraclass(inputs: &Value) -> Computed {
    let table = table(inputs);
    let squares = mean_squares(&table).expect("mean squares");
    let mut computed: Computed = [
        ("BMS", squares.between),
        ("WMS", squares.within),
        ("JMS", squares.experts_mean_square),
        ("EMS", squares.residual),
        ("SS_between_targets", squares.ss_between),
        ("SS_within", squares.ss_within),
        ("SS_judges", squares.ss_experts),
        ("SS_residual", squares.ss_residual),
        ("alpha_interval", alpha(&table, Metric::Interval).expect("alpha").value),
        ("kendall_W_tie_corrected", concordance(&table).expect("W").w),
    ]
    .map(|(name, value)| (name.to_owned(), json!(value)))
    .into();
    let k = text(&inputs["k"]);
    let forms = [
        ("1,1", Form::OneSingle),
        ("2,1", Form::TwoSingle),
        ("3,1", Form::ThreeSingle),
        ("1,k", Form::OneMean),
        ("2,k", Form::TwoMean),
        ("3,k", Form::ThreeMean),
    ];
    for (name, form) in forms {
        let name = format!("ICC({})", name.replace('k', k));
        let found = icc::icc(&squares, form).expect("a coefficient");
        let (low, high) = found.interval.expect("an interval");
        computed.insert(format!("{name}_95_lower"), json!(low));
        computed.insert(format!("{name}_95_upper"), json!(high));
        computed.insert(name, json!(found.value));
    }
    computed
}

fn kendall(inputs: &Value) -> Computed {
    let found = concordance(&table(inputs)).expect("W");
    let mut computed: Computed = [
        ("S", found.s),
        ("W", found.w),
        ("W_tie_corrected", found.w),
        ("W_uncorrected", found.uncorrected),
        ("sum_of_tie_terms", found.ties),
        ("chi2", found.chi_squared),
        ("df", found.df),
        ("p", found.p),
    ]
    .map(|(name, value)| (name.to_owned(), json!(value)))
    .into();
    numbered(&mut computed, "rank_sum", &found.rank_sums);
    computed
}

/// Values of a list that a rule flags, as the fixture writes them.
fn flagged(values: &Value, is_flagged: impl Fn(usize) -> bool) -> Value {
    list(values).iter().enumerate().filter(|(i, _)| is_flagged(*i)).map(|(_, value)| value.clone()).collect()
}

fn modified_z(inputs: &Value) -> Computed {
    let values = exact(&inputs["values"]);
    let z = average::modified_z(&values).expect("MAD is not nought");
    assert_eq!(average::modified_z_limit(), exact(&json!([inputs["limit"]]))[0]);
    let mut computed = Computed::from([
        ("median".to_owned(), digits(average::median(&values))),
        ("MAD".to_owned(), digits(average::median_distance(&values))),
        ("flagged".to_owned(), flagged(&inputs["values"], |i| z[i].abs() > average::modified_z_limit())),
    ]);
    computed.extend(
        list(&inputs["values"])
            .iter()
            .zip(&z)
            .map(|(value, z)| (format!("M({})", text(value)), digits(Some(z.clone())))),
    );
    computed
}

fn grubbs(inputs: &Value) -> Computed {
    let values = floats(&inputs["values"]);
    let level = number(&inputs["alpha"]);
    let found = outlier::grubbs(&values).expect("G");
    let critical = |sides| outlier::grubbs_critical(values.len(), level, sides).expect("a critical value");
    let beyond = found.statistic > critical(Sides::Both);
    Computed::from([
        ("G".to_owned(), json!(found.statistic)),
        ("critical_one_sided".to_owned(), json!(critical(Sides::One))),
        ("critical_two_sided".to_owned(), json!(critical(Sides::Both))),
        ("flagged".to_owned(), flagged(&inputs["values"], |i| beyond && i == found.place)),
    ])
}

fn dixon(inputs: &Value) -> Computed {
    let found = outlier::dixon(&floats(&inputs["values"])).expect("Q");
    let beyond = found.statistic > number(&inputs["critical_90"]);
    Computed::from([
        ("Q".to_owned(), json!(found.statistic)),
        ("flagged".to_owned(), flagged(&inputs["values"], |i| beyond && i == found.place)),
    ])
}

fn points_rule(inputs: &Value) -> Computed {
    let values = exact(&inputs["values"]);
    let beside = average::beside_others(&values).expect("others");
    let ends = exact(&json!([inputs["full_mark"], inputs["limit"]]));
    let limit = ends[0].clone() * ends[1].clone();
    let mut computed = modified_z(&json!({ "values": inputs["values"], "limit": "3.5" }));
    for (value, beside) in list(&inputs["values"]).iter().zip(&beside) {
        computed.insert(format!("median_of_others({})", text(value)), digits(Some(beside.others.clone())));
        computed.insert(format!("distance({})", text(value)), digits(Some(beside.distance.clone())));
    }
    computed.insert("flagged".to_owned(), flagged(&inputs["values"], |i| beside[i].distance > limit));
    computed.insert("mean".to_owned(), digits(average::mean(&values)));
    computed.insert("s".to_owned(), json!(outlier::deviation(&floats(&inputs["values"])).expect("s")));
    computed.insert("trimmed_mean_g1".to_owned(), digits(average::trimmed_mean(&values, 1)));
    computed
}

fn by_size(inputs: &Value, name: &str, of: impl Fn(usize) -> Defined<f64>) -> Computed {
    let sizes = list(&inputs["n"]).iter().map(|n| text(n).parse().expect("a count"));
    sizes.map(|n| (format!("{name}_n{n}"), defined(of(n)))).collect()
}

fn compute(fixture: &Value) -> Option<Computed> {
    let inputs = &fixture["inputs"];
    Some(match text(&fixture["id"]) {
        "T1" | "T2" | "T3" => averages(inputs),
        "M1" => policies(inputs),
        "N1" => normalisation(inputs),
        "N2" | "N3" => additive(inputs),
        "K1" | "K2" | "K3" | "K4" | "K5" => alphas(inputs),
        "I1" => intraclass(inputs),
        "W1" | "W2" | "W3" => kendall(inputs),
        "O1" => modified_z(inputs),
        "O2" => grubbs(inputs),
        "O3" => dixon(inputs),
        "O4" => points_rule(inputs),
        "O5" => by_size(inputs, "max_abs_z", outlier::largest_possible_z),
        "O6" => {
            let level = number(&inputs["alpha"]);
            by_size(inputs, "critical", |n| outlier::grubbs_critical(n, level, Sides::Both))
        }
        _ => return None,
    })
}

/// What is wrong with one value: nothing, or a line.
fn compare(id: &str, expected: &Value, computed: Option<&Value>) -> Option<String> {
    let name = text(&expected["name"]);
    let Some(computed) = computed else { return Some(format!("{id} {name}: nobody computes it")) };
    let Some(value) = computed.as_f64() else {
        return (*computed != expected["value"]).then(|| format!("{id} {name}: {computed}, not {}", expected["value"]));
    };
    let away = |wanted: &str, tolerance: &str| {
        let (wanted, tolerance) = (number(&expected[wanted]), number(&expected[tolerance]));
        ((value - wanted).abs() > tolerance).then(|| format!("{id} {name}: {value}, not {wanted} ± {tolerance}"))
    };
    let printed = if expected["printed"].is_null() { None } else { away("printed", "printed_tolerance") };
    away("value", "tolerance").or(printed)
}

#[test]
fn every_fixture_and_every_value_of_it_comes_out() {
    let mut complaints = Vec::new();
    let (mut ids, mut values, mut printed) = (BTreeSet::new(), 0, 0);
    for fixture in fixtures() {
        let id = text(&fixture["id"]).to_owned();
        let Some(computed) = compute(&fixture) else {
            complaints.push(format!("{id}: nobody computes it"));
            continue;
        };
        for expected in list(&fixture["expected"]) {
            values += 1;
            printed += usize::from(!expected["printed"].is_null());
            complaints.extend(compare(&id, expected, computed.get(text(&expected["name"]))));
        }
        ids.insert(id);
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
    // Counted, so that a fixture that gets lost is missed.
    assert_eq!((ids.len(), values, printed), (22, 183, 47));
}

#[test]
fn every_reason_and_every_statistic_has_its_words() {
    for why in Undefined::ALL {
        let key = format!("withheld.{}", why.code());
        assert_ne!(locale::text(&key), key);
    }
    let full = Points::read("100").expect("a number");
    let none = Totals { experts: Vec::new(), reports: Vec::new(), cells: Vec::new(), full };
    let withheld = describe(&none).withheld;
    // Without a single expert everything is kept back, so all the names are here.
    assert_eq!(withheld.len(), 12);
    for one in withheld {
        let key = format!("statistic.{}", one.statistic);
        assert_ne!(locale::text(&key), key);
    }
}

#[test]
fn the_coincidences_of_k3_are_those_worked_out_step_by_step() {
    let k3 = fixtures().into_iter().find(|fixture| fixture["id"] == "K3").expect("K3");
    let table = table(&k3["inputs"]);
    let found = alpha(&table, Metric::Nominal).expect("alpha");
    let steps = &k3["steps"];
    // Unit 12 has one value only and is dropped.
    assert_eq!((found.units, found.values), (11, text(&steps["n"]).parse().expect("a count")));
    let (values, cells) = coincidences(&table);
    let fraction = |value: &Value| {
        let (above, below) = text(value).split_once('/').unwrap_or((text(value), "1"));
        above.parse::<f64>().expect("a number") / below.parse::<f64>().expect("a number")
    };
    assert_eq!(values, [1.0, 2.0, 3.0, 4.0, 5.0]);
    for (c, row) in list(&steps["coincidences"]).iter().enumerate() {
        let sum: f64 = cells.iter().filter(|((own, _), _)| *own == c).map(|(_, o)| o).sum();
        assert!((sum - number(&steps["n_c"][c])).abs() < 1e-12);
        for (k, wanted) in list(row).iter().enumerate() {
            assert!((cells.get(&(c, k)).unwrap_or(&0.0) - fraction(wanted)).abs() < 1e-12, "{c} {k}");
        }
    }
}
