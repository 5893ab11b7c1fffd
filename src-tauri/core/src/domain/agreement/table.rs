//! The table all statistics start from: one row per report, one column per expert, empty cells where there is no total.

use super::{Defined, Undefined};
use crate::domain::number::Points;

/// Numbers beyond this size are refused, so that their fourth powers stay finite. Points have fifteen digits at most.
pub const LARGEST: f64 = 1e30;

/// Points as a number of this module, read from their digits, so that equal points are equal numbers.
pub fn number(points: Points) -> f64 {
    // The digits of a decimal always read.
    points.to_string().parse().unwrap_or(f64::NAN)
}

/// Units (reports) × observers (experts).
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    rows: Vec<Vec<Option<f64>>>,
    observers: usize,
}

impl Table {
    /// A table of equally long rows; an error when they are not, or when a number is not finite or beyond `LARGEST`.
    pub fn new(rows: Vec<Vec<Option<f64>>>) -> Defined<Self> {
        let observers = rows.first().map_or(0, Vec::len);
        let sound = |cell: &Option<f64>| cell.is_none_or(|value| value.abs() <= LARGEST);
        if rows.iter().any(|row| row.len() != observers || !row.iter().all(sound)) {
            return Err(Undefined::NotATable);
        }
        // Adding nought makes -0 and 0 the same value.
        let plain = |row: Vec<Option<f64>>| row.into_iter().map(|cell| cell.map(|value| value + 0.0)).collect();
        Ok(Self { rows: rows.into_iter().map(plain).collect(), observers })
    }

    /// A table of points.
    pub fn of_points(rows: &[Vec<Option<Points>>]) -> Defined<Self> {
        Self::new(rows.iter().map(|row| row.iter().map(|cell| cell.map(number)).collect()).collect())
    }

    /// How many reports.
    pub fn units(&self) -> usize {
        self.rows.len()
    }

    /// How many experts.
    pub fn observers(&self) -> usize {
        self.observers
    }

    /// Its rows, one per report.
    pub fn rows(&self) -> &[Vec<Option<f64>>] {
        &self.rows
    }

    /// The numbers of each report, empty cells left out.
    pub(super) fn present(&self) -> impl Iterator<Item = Vec<f64>> {
        self.rows.iter().map(|row| row.iter().flatten().copied().collect())
    }

    /// The cells of each expert, in the order of the reports.
    pub(super) fn columns(&self) -> Vec<Vec<Option<f64>>> {
        (0..self.observers).map(|j| self.rows.iter().map(|row| row.get(j).copied().flatten()).collect()).collect()
    }

    /// All numbers, at least two reports × two experts of them; otherwise the reason.
    pub(super) fn complete(&self) -> Defined<Vec<Vec<f64>>> {
        if self.units() < 2 {
            return Err(Undefined::TooFewReports);
        }
        if self.observers < 2 {
            return Err(Undefined::TooFewExperts);
        }
        let rows: Option<Vec<Vec<f64>>> = self.rows.iter().map(|row| row.iter().copied().collect()).collect();
        rows.ok_or(Undefined::Incomplete)
    }
}
