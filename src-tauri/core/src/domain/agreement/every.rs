//! Every statistic of a table whatever its size, by the names the literature uses: for checking the computation against
//! published examples. What a panel is shown is decided in `panel_statistics`.

use super::alpha::{Metric, alpha};
use super::icc::{Form, icc, mean_squares};
use super::kendall::concordance;
use super::normalise::{fit, normalise};
use super::severity::severity;
use super::table::Table;
use super::{Defined, Undefined, shown};
use crate::domain::number::Points;
use serde::Serialize;

/// Digits after the point.
const PLACES: usize = 9;

/// One statistic by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Its name, e.g. `ICC(2,1)` or `severity_3` (experts and reports count from 1).
    pub name: String,
    /// Its value with nine digits after the point; none where it is undefined.
    pub value: Option<String>,
    /// Code of the reason where there is no value (`Undefined::code`).
    pub why: Option<&'static str>,
}

/// Every statistic of the scores, by report and expert.
pub fn every(cells: &[Vec<Option<Points>>]) -> Vec<Figure> {
    let table = match Table::of_points(cells) {
        Ok(table) => table,
        Err(why) => return vec![figure("table".to_owned(), Err(why))],
    };
    let mut found = Vec::new();
    for (name, metric) in [
        ("alpha_nominal", Metric::Nominal),
        ("alpha_ordinal", Metric::Ordinal),
        ("alpha_interval", Metric::Interval),
        ("alpha_ratio", Metric::Ratio),
    ] {
        found.push(figure(name.to_owned(), alpha(&table, metric).map(|alpha| alpha.value)));
    }
    coefficients(&table, &mut found);
    let concordance = concordance(&table);
    let part = |pick: fn(&super::kendall::Concordance) -> f64| concordance.as_ref().map(pick).map_err(|why| *why);
    for (name, value) in [
        ("kendall_W", part(|found| found.w)),
        ("kendall_W_uncorrected", part(|found| found.uncorrected)),
        ("chi2", part(|found| found.chi_squared)),
        ("p", part(|found| found.p)),
    ] {
        found.push(figure(name.to_owned(), value));
    }
    let severity = severity(&table);
    list("severity", severity.as_ref().map(|found| found.experts.as_slice()), &mut found);
    list("adjusted", severity.as_ref().map(|found| found.adjusted.as_slice()), &mut found);
    let normalised = normalise(&table);
    list("N", normalised.as_ref().map(|found| found.scores.as_slice()), &mut found);
    let fitted = normalised.as_ref().map_err(|why| *why).and_then(fit);
    list("fit", fitted.as_ref().map(Vec::as_slice), &mut found);
    found
}

/// The six intraclass correlations with their intervals; k is the number of experts.
fn coefficients(table: &Table, found: &mut Vec<Figure>) {
    let squares = mean_squares(table);
    let k = table.observers();
    for (row, form, of) in [
        (1, Form::OneSingle, 1),
        (2, Form::TwoSingle, 1),
        (3, Form::ThreeSingle, 1),
        (1, Form::OneMean, k),
        (2, Form::TwoMean, k),
        (3, Form::ThreeMean, k),
    ] {
        let icc = squares.as_ref().map_err(|why| *why).and_then(|squares| icc(squares, form));
        let name = format!("ICC({row},{of})");
        let interval = icc.and_then(|icc| icc.interval);
        found.push(figure(name.clone(), icc.map(|icc| icc.value)));
        found.push(figure(format!("{name}_95_lower"), interval.map(|ends| ends.0)));
        found.push(figure(format!("{name}_95_upper"), interval.map(|ends| ends.1)));
    }
}

fn list(name: &str, values: Result<&[f64], &Undefined>, found: &mut Vec<Figure>) {
    match values {
        Ok(values) => {
            let numbered = values.iter().enumerate();
            found.extend(numbered.map(|(i, value)| figure(format!("{name}_{}", i + 1), Ok(*value))));
        }
        Err(why) => found.push(figure(name.to_owned(), Err(*why))),
    }
}

fn figure(name: String, value: Defined<f64>) -> Figure {
    Figure { name, value: value.ok().map(|value| shown(value, PLACES)), why: value.err().map(Undefined::code) }
}
