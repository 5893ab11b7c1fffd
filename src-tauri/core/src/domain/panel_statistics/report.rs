//! The figures of one report and of one expert, exactly: mean, median, range, and totals far from the others.

use super::{ExpertFigures, Flag, PANEL_FROM, POINT_PLACES, PanelStep, ReportFigures, SMALL_FROM, Totals};
use crate::domain::average::{self, beside_others, mean, median, modified_z, modified_z_limit, trimmed_mean};
use crate::domain::exact::Exact;
use crate::domain::number::{Points, Shown};

fn shown(value: Exact) -> Shown {
    average::shown(&value, POINT_PLACES)
}

pub(super) fn figures(totals: &Totals, limit: &Exact) -> Vec<ReportFigures> {
    let one = |(name, given): (&super::ReportName, &Vec<Option<Points>>)| {
        let scored: Vec<(&String, Points)> =
            totals.experts.iter().zip(given).filter_map(|(name, cell)| Some((name, (*cell)?))).collect();
        let values: Vec<Exact> = scored.iter().map(|(_, points)| Exact::from(*points)).collect();
        let n = values.len();
        let ends = values.iter().max().zip(values.iter().min());
        let range = ends.map(|(high, low)| shown(high.clone() - low.clone()));
        let from = |least: usize, value: Option<Exact>| value.filter(|_| n >= least).map(shown);
        ReportFigures {
            name: name.clone(),
            given: given.clone(),
            n,
            difference: range.filter(|_| n == 2),
            mean: from(SMALL_FROM, mean(&values)),
            median: from(SMALL_FROM, median(&values)),
            range: range.filter(|_| n >= SMALL_FROM),
            trimmed_mean: from(PANEL_FROM, trimmed_mean(&values, 1)),
            adjusted: None,
            mad_is_zero: n >= PANEL_FROM && modified_z(&values).is_none(),
            flags: if n >= SMALL_FROM { flags(&scored, &values, limit) } else { Vec::new() },
        }
    };
    totals.reports.iter().zip(&totals.cells).map(one).collect()
}

/// Two standard deviations are not among the rules: with five experts or fewer they can never be passed (statistics §7).
fn flags(scored: &[(&String, Points)], values: &[Exact], limit: &Exact) -> Vec<Flag> {
    let beside = beside_others(values).unwrap_or_default();
    let z = modified_z(values).filter(|_| values.len() >= PANEL_FROM);
    let flag = |(place, ((name, given), beside)): (usize, (&(&String, Points), &average::Beside))| {
        let z = z.as_ref().and_then(|all| all.get(place));
        let by_points = beside.distance > *limit;
        let by_modified_z = z.is_some_and(|z| z.abs() > modified_z_limit());
        (by_points || by_modified_z).then(|| Flag {
            expert: (*name).clone(),
            given: *given,
            others: shown(beside.others.clone()),
            distance: shown(beside.distance.clone()),
            by_points,
            modified_z: z.cloned().map(shown),
            by_modified_z,
        })
    };
    scored.iter().zip(&beside).enumerate().filter_map(flag).collect()
}

pub(super) fn expert_figures(totals: &Totals, step: PanelStep) -> Vec<ExpertFigures> {
    let one = |(column, name): (usize, &String)| {
        let cells = totals.cells.iter().filter_map(|row| row.get(column).copied().flatten());
        let values: Vec<Exact> = cells.map(Exact::from).collect();
        ExpertFigures {
            name: name.clone(),
            n: values.len(),
            mean: mean(&values).filter(|_| step > PanelStep::Raw).map(shown),
            severity: None,
        }
    };
    totals.experts.iter().enumerate().map(one).collect()
}
