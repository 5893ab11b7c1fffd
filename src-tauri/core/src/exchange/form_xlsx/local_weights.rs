//! Weights within their group (决策 30%，其中立项 40%、目标 60%): told from weights of the total by their sums, and turned
//! into weights of the total (12, 18), which is what a form holds.

use super::Import;
use super::amounts::Amount;
use super::rows::{Entry, LEAF, Rows, SumOf};
use crate::domain::form::shown;
use crate::domain::number::Points;
use crate::domain::problem::Problem;
use crate::exchange::workbook::Sheet;
use rust_decimal::Decimal;

/// Turns weights within groups into points of `full`, where the table has such weights; tells what was made of them.
pub(super) fn settle(import: &mut Import, sheet: &Sheet, rows: &mut Rows, full: Points, is_weighted: bool) {
    let parents = parents_of(&rows.entries);
    let Some(parts) = parts(&rows.entries, &parents, is_weighted) else { return };
    let points: Option<Vec<Points>> = (0..rows.entries.len()).map(|at| points_of(at, &parents, &parts, full)).collect();
    // Points of more than six places: the sums will be found to differ, with their cells.
    let Some(points) = points else { return };
    let mut told = Vec::new();
    let mut first = None;
    for (entry, points) in rows.entries.iter_mut().zip(points) {
        let Some((_, cell)) = worth(entry) else { continue };
        let amount = Some((Amount::of_points(points), cell));
        if entry.level != LEAF {
            (entry.points, entry.weight) = (amount, None);
            continue;
        }
        if entry.weight.is_some() {
            entry.weight = amount;
        } else {
            entry.points = amount;
        }
        first.get_or_insert(cell);
        told.push(format!("{} {points}", shown(&entry.name)));
    }
    // A sum of weights within groups says nothing of the total.
    rows.sums.retain(|sum| matches!(sum.of, SumOf::Points | SumOf::Groups));
    if let Some(at) = first {
        let problem = Problem::warning("form_sheet_weights_local", sheet.place(at.0, at.1));
        import.push(problem.with("total", full).with("list", told.join("、")));
    }
}

/// What an entry weighs among its neighbours.
fn worth(entry: &Entry) -> Option<(Amount, super::rows::At)> {
    entry.weight.or(entry.points)
}

/// For each entry the group around it that states a weight; none = the form.
fn parents_of(entries: &[Entry]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        while open.last().is_some_and(|last| entries[*last].level >= entry.level) {
            open.pop();
        }
        parents.push(open.iter().rev().copied().find(|group| worth(&entries[*group]).is_some()));
        if entry.level != LEAF {
            open.push(at);
        }
    }
    parents
}

/// What each entry is of its group, if the table has weights within groups: everywhere they add up to the whole — 100%,
/// 1 or 100 — and nowhere to what the group itself weighs.
fn parts(entries: &[Entry], parents: &[Option<usize>], is_weighted: bool) -> Option<Vec<Decimal>> {
    let mut parts = vec![Decimal::ZERO; entries.len()];
    let mut groups: Vec<Option<usize>> = parents.to_vec();
    groups.sort_unstable();
    groups.dedup();
    if groups.len() < 2 {
        return None;
    }
    for group in groups {
        let below = || (0..entries.len()).filter(|at| parents[*at] == group);
        let below: Vec<usize> =
            below().filter(|at| entries[*at].level == LEAF || worth(&entries[*at]).is_some()).collect();
        let amounts: Option<Vec<Amount>> =
            below.iter().map(|at| worth(&entries[*at]).map(|(amount, _)| amount)).collect();
        let amounts = amounts?;
        let sum = amounts.iter().try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount.value()))?;
        let is_share = amounts.iter().all(|amount| amount.is_share);
        let whole = if is_share || sum == Decimal::ONE { Decimal::ONE } else { Decimal::ONE_HUNDRED };
        // 分值 60 above 50 and 50 is a slip, not a weight.
        if !(is_weighted || is_share) || sum != whole || amounts.iter().any(|amount| amount.is_share) != is_share {
            return None;
        }
        let own = group.and_then(|group| worth(&entries[group])).map(|(amount, _)| amount);
        if own.is_some_and(|own| own.value() == sum) && groups_are_few(parents) {
            return None;
        }
        for (at, amount) in below.into_iter().zip(amounts) {
            parts[at] = amount.value().checked_div(whole)?;
        }
    }
    Some(parts)
}

/// One group that weighs everything: its weights are those of the total, whichever way they are read.
fn groups_are_few(parents: &[Option<usize>]) -> bool {
    parents.iter().filter(|parent| parent.is_none()).count() < 2
}

/// The points of the whole that an entry is.
fn points_of(at: usize, parents: &[Option<usize>], parts: &[Decimal], full: Points) -> Option<Points> {
    let mut share = parts[at];
    let mut above = parents[at];
    // Levels are few; the bound only keeps a fault from running on.
    for _ in 0..parts.len().min(LEAF) {
        let Some(group) = above else { break };
        share = share.checked_mul(parts[group])?;
        above = parents[group];
    }
    Points::read(&share.checked_mul(full.value())?.normalize().to_string()).ok()
}
