//! How far the experts of a panel agree: coefficients, severity, normalisation, outlier rules and the stability of the
//! order, over a small table of reports × experts (statistics §3–§7). Every result is a finite number or a named reason.
#![expect(
    clippy::disallowed_types,
    reason = "statistics describe the panel and never enter a score: roots and quantiles need floats, scores and money \
              stay exact decimals"
)]

pub mod alpha;
pub mod distribution;
pub mod every;
pub mod icc;
pub mod kendall;
pub mod limits;
pub mod normalise;
pub mod outlier;
pub mod rank;
pub mod severity;
pub mod stability;
pub mod table;

/// Why a statistic has no value. It is told instead of a number; never 0 or 1 in its place (statistics §10.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undefined {
    /// Rows of different lengths, or a number that is infinite or beyond `table::LARGEST`.
    NotATable,
    /// Fewer reports than it needs.
    TooFewReports,
    /// Fewer experts than it needs.
    TooFewExperts,
    /// Fewer numbers than it needs.
    TooFewScores,
    /// A cell is empty, and the statistic is defined for complete tables only.
    Incomplete,
    /// All numbers are the same.
    NoVariation,
    /// Every expert ranks all reports alike, each in his or her own way or not.
    AllTied,
    /// Some experts share no report with the others, not even through third ones.
    Disconnected,
    /// The experts differ by a constant at most, so that nothing is left to estimate the error from.
    NoResidual,
    /// The estimated variance between the reports is not positive, so that a share of it means nothing.
    NotPositive,
    /// A ratio scale begins at nought, and a number lies below.
    BelowZero,
    /// The numbers differ too much in size for the arithmetic of the machine.
    TooExtreme,
}

impl Undefined {
    /// Every reason, for the test that each has its sentence.
    pub const ALL: [Self; 12] = [
        Self::NotATable,
        Self::TooFewReports,
        Self::TooFewExperts,
        Self::TooFewScores,
        Self::Incomplete,
        Self::NoVariation,
        Self::AllTied,
        Self::Disconnected,
        Self::NoResidual,
        Self::NotPositive,
        Self::BelowZero,
        Self::TooExtreme,
    ];

    /// Stable name; the sentence stands in the locale under `withheld.<code>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotATable => "not_a_table",
            Self::TooFewReports => "too_few_reports",
            Self::TooFewExperts => "too_few_experts",
            Self::TooFewScores => "too_few_scores",
            Self::Incomplete => "incomplete",
            Self::NoVariation => "no_variation",
            Self::AllTied => "all_tied",
            Self::Disconnected => "disconnected",
            Self::NoResidual => "no_residual",
            Self::NotPositive => "not_positive",
            Self::BelowZero => "below_zero",
            Self::TooExtreme => "too_extreme",
        }
    }
}

/// A value, or why there is none.
pub type Defined<T> = Result<T, Undefined>;

/// Lets a number out of this module only when it is one.
fn finite(value: f64) -> Defined<f64> {
    if value.is_finite() { Ok(value) } else { Err(Undefined::TooExtreme) }
}

fn mean(values: &[f64]) -> Defined<f64> {
    if values.is_empty() {
        return Err(Undefined::TooFewScores);
    }
    finite(values.iter().sum::<f64>() / count(values.len()))
}

/// Sum of the squared distances from the mean: two passes, so that scores close together do not cancel out.
fn squares(values: &[f64]) -> f64 {
    let centre = values.iter().sum::<f64>() / count(values.len());
    values.iter().map(|value| (value - centre).powi(2)).sum()
}

/// A count as a number; tables have far fewer cells than a float counts exactly.
#[expect(clippy::cast_precision_loss, reason = "counts of cells, far below 2^53")]
fn count(n: usize) -> f64 {
    n as f64
}

fn all_equal(values: &[f64]) -> bool {
    values.windows(2).all(|pair| matches!(pair, [a, b] if a.total_cmp(b).is_eq()))
}

/// A statistic as it is shown, with `places` digits after the point, 四舍五入 on the size. A half that arithmetic left a
/// hair below counts as a half.
pub fn shown(value: f64, places: usize) -> String {
    let units = units(value, places);
    let text = format!("{:.places$}", units / power(places));
    // What rounds to nought has no sign.
    if units.abs() < 0.5 { text.trim_start_matches('-').to_owned() } else { text }
}

/// Whether a statistic, as it is shown with `places` digits, reaches a limit: people compare what they see.
pub fn reaches(value: f64, limit: f64, places: usize) -> bool {
    units(value, places) >= units(limit, places)
}

fn power(places: usize) -> f64 {
    10_f64.powi(i32::try_from(places).unwrap_or(0))
}

/// The value counted in units of its last shown digit.
fn units(value: f64, places: usize) -> f64 {
    const HAIR: f64 = 1e-9;
    ((value.abs() * power(places) + 0.5 + HAIR).floor()).copysign(value)
}

#[cfg(test)]
mod tests {
    use super::{reaches, shown};

    #[test]
    fn halves_go_away_from_nought_and_nought_has_no_sign() {
        for (value, places, text) in [
            (0.8125, 3, "0.813"),
            (0.1235, 3, "0.124"),
            (-0.1235, 3, "-0.124"),
            (-0.0004, 3, "0.000"),
            (-0.0, 2, "0.00"),
            (1.005, 2, "1.01"),
            (12.0, 2, "12.00"),
        ] {
            assert_eq!(shown(value, places), text, "{value}");
        }
    }

    #[test]
    fn a_limit_is_compared_with_what_is_shown() {
        assert!(reaches(0.79951, 0.8, 3));
        assert!(!reaches(0.79949, 0.8, 3));
        assert!(!reaches(-0.9, 0.8, 3));
    }
}
