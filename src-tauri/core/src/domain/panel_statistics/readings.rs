//! What the figures of a panel say, as codes of plain sentences. A limit is compared with the figure as it is shown.

use super::panel::Coefficients;
use super::{COEFFICIENT_PLACES, PANEL_FROM, POINT_PLACES, PanelStatistics, PanelStep, REPORTS_FROM, Reading};
use crate::domain::agreement::limits::{BY_CHANCE, RELY_ON, SAME_ORDER, SEVERITY_SHARE, TENTATIVE};
use crate::domain::agreement::table::number;
use crate::domain::agreement::{Undefined, reaches, shown};

pub(super) fn of(found: &PanelStatistics, coefficients: Option<&Coefficients>) -> Vec<Reading> {
    let mut readings = Vec::new();
    let (experts, reports) = (found.experts.to_string(), found.reports.to_string());
    if found.step != PanelStep::Panel {
        let params = [("n", experts), ("least", PANEL_FROM.to_string())];
        readings.push(Reading::new("too_few_experts", params));
    } else if found.reports < REPORTS_FROM {
        let params = [("n", reports), ("least", REPORTS_FROM.to_string())];
        readings.push(Reading::new("too_few_reports", params));
    }
    if let Some(coefficients) = coefficients {
        readings.extend(agreement(coefficients));
        readings.extend(order(found));
        readings.extend(severities(found, coefficients));
    }
    let flagged: usize = found.per_report.iter().map(|report| report.flags.len()).sum();
    if flagged > 0 {
        readings.push(Reading::new("totals_flagged", [("n", flagged.to_string())]));
    }
    if found.missing > 0 && found.step > PanelStep::Raw {
        readings.push(Reading::new("means_by_different_experts", [("n", found.missing.to_string())]));
    }
    readings
}

fn agreement(of: &Coefficients) -> Vec<Reading> {
    let at_least = |value, limit| reaches(value, limit, COEFFICIENT_PLACES);
    let alpha = match of.alpha {
        Ok(alpha) => alpha.value,
        Err(Undefined::NoVariation) => return vec![Reading::new("no_variation", [])],
        Err(_) => return Vec::new(),
    };
    let concordance = of.concordance.as_ref().ok();
    let same_order = concordance.is_some_and(|w| at_least(w.w, SAME_ORDER));
    let by_chance = concordance.filter(|w| w.p >= BY_CHANCE);
    let value = || ("alpha", shown(alpha, COEFFICIENT_PLACES));
    let limit = |limit| ("limit", shown(limit, COEFFICIENT_PLACES));
    let mut readings = vec![if at_least(alpha, RELY_ON) {
        Reading::new("agree", [value(), limit(RELY_ON)])
    } else if at_least(alpha, TENTATIVE) {
        Reading::new("tentative", [value(), limit(TENTATIVE)])
    } else if let Some(w) = concordance.filter(|_| same_order) {
        Reading::new("agree_on_order_not_scale", [value(), ("w", shown(w.w, COEFFICIENT_PLACES))])
    } else {
        Reading::new("disagree", [value(), limit(TENTATIVE)])
    }];
    readings.extend(by_chance.map(|w| Reading::new("order_not_shared", [("w", shown(w.w, COEFFICIENT_PLACES))])));
    readings
}

fn order(found: &PanelStatistics) -> Option<Reading> {
    let changing: Vec<&str> =
        found.leave_one_out.iter().filter(|one| one.first_changes).map(|one| one.expert.as_str()).collect();
    // Where all reports are equal there is no first one to speak of.
    found.leave_one_out.iter().find(|one| one.correlation.is_some())?;
    let largest = found.leave_one_out.iter().map(|one| one.largest_move).max()?;
    Some(if changing.is_empty() {
        Reading::new("order_stable", [("most", largest.to_string())])
    } else {
        Reading::new("order_depends_on_one_expert", [("names", changing.join("、")), ("most", largest.to_string())])
    })
}

fn severities(found: &PanelStatistics, of: &Coefficients) -> Vec<Reading> {
    let Ok(fitted) = &of.severity else { return Vec::new() };
    let places = usize::try_from(POINT_PLACES).unwrap_or(0);
    let limit = number(of.full) * SEVERITY_SHARE;
    let named = of.counted.iter().filter_map(|column| found.per_expert.get(*column)).zip(&fitted.experts);
    let far = named.filter(|(_, value)| reaches(value.abs(), limit, places));
    far.map(|(expert, value)| {
        let params = [("name", expert.name.clone()), ("points", shown(value.abs(), places))];
        if *value < 0.0 { Reading::new("severe_expert", params) } else { Reading::new("lenient_expert", params) }
    })
    .collect()
}
