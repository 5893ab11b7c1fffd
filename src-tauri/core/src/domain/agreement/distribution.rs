//! The three distributions the intervals and tests need: F, Student's t and χ². The quantiles are found by halving an
//! interval on the upper tail, so they are as exact as the tail itself.

use statrs::function::gamma::{checked_gamma_ur, ln_gamma};

/// Terms of the continued fraction at most; it needs about the square root of the larger parameter.
const TERMS: u32 = 20_000;

/// Probability that F with `d1` and `d2` degrees of freedom exceeds `f` (≥ 0); none outside of the definition.
pub fn f_upper_tail(f: f64, d1: f64, d2: f64) -> Option<f64> {
    let sound = f >= 0.0 && d1 > 0.0 && d2 > 0.0 && d1.is_finite() && d2.is_finite();
    if !sound {
        return None;
    }
    let ratio = d1 / d2 * f;
    beta_regularised(d2 / 2.0, d1 / 2.0, 1.0 / (1.0 + ratio), ratio / (1.0 + ratio))
}

/// The value that F with `d1` and `d2` degrees of freedom exceeds with probability `tail` (between 0 and 1).
pub fn f_quantile(tail: f64, d1: f64, d2: f64) -> Option<f64> {
    // On the scale of logarithms: quantiles of few degrees of freedom are very large or very small.
    let (mut low, mut high) = (-600.0_f64, 600.0_f64);
    let inside = f_upper_tail(high.exp(), d1, d2)? < tail && tail < f_upper_tail(low.exp(), d1, d2)?;
    if !inside {
        return None;
    }
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if f_upper_tail(middle.exp(), d1, d2)? > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high).exp())
}

/// The value that Student's t with `df` degrees of freedom exceeds with probability `tail` (below 1/2).
pub fn t_quantile(tail: f64, df: f64) -> Option<f64> {
    f_quantile(2.0 * tail, 1.0, df).map(f64::sqrt)
}

/// Probability that χ² with `df` degrees of freedom exceeds `x` (≥ 0).
pub fn chi_squared_upper_tail(x: f64, df: f64) -> Option<f64> {
    let tail = if x <= 0.0 { 1.0 } else { checked_gamma_ur(df / 2.0, x / 2.0).ok()? };
    (df > 0.0 && x >= 0.0 && tail.is_finite()).then_some(tail)
}

/// The regularised incomplete beta function at `x`, with `rest` = 1 − x given by the caller to keep its digits. The
/// continued fraction of the handbooks (Abramowitz & Stegun 26.5.8) by Lentz's method; `statrs` has one too, but stops
/// after 140 terms whether it has converged or not, which large tables need more of.
fn beta_regularised(a: f64, b: f64, x: f64, rest: f64) -> Option<f64> {
    if x <= 0.0 || rest <= 0.0 {
        return Some(if x <= 0.0 { 0.0 } else { 1.0 });
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * rest.ln()).exp();
    // The fraction converges fast on this side of the mean only.
    let value = if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x)? / a
    } else {
        1.0 - front * beta_fraction(b, a, rest)? / b
    };
    value.is_finite().then_some(value.clamp(0.0, 1.0))
}

fn beta_fraction(a: f64, b: f64, x: f64) -> Option<f64> {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut c, mut d) = (1.0, 1.0 / away(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for term in 1..TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut last = 1.0;
        for step in [even, odd] {
            d = 1.0 / away(1.0 + step * d);
            c = away(1.0 + step / c);
            last = c * d;
            fraction *= last;
        }
        if (last - 1.0).abs() < 4.0 * f64::EPSILON {
            return Some(fraction);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn close(got: Option<f64>, wanted: f64, tolerance: f64) {
        let got = got.expect("a value");
        assert!((got - wanted).abs() <= tolerance, "{got} is not {wanted}");
    }

    #[test]
    fn quantiles_agree_with_the_printed_tables() {
        close(t_quantile(0.025, 1.0), 12.706_204_736_432, 1e-9);
        close(t_quantile(0.025, 10.0), 2.228_138_851_986_27, 1e-13);
        close(t_quantile(0.05, 30.0), 1.697_260_886_594, 1e-11);
        close(f_quantile(0.05, 5.0, 15.0), 2.901_294_536_2, 1e-9);
        close(f_quantile(0.025, 1.0, 1.0), 647.789_011_477, 1e-7);
        close(chi_squared_upper_tail(3.841_458_820_694, 1.0), 0.05, 1e-12);
        close(chi_squared_upper_tail(16.918_977_604_62, 9.0), 0.05, 1e-12);
    }

    #[test]
    fn closed_forms_are_met() {
        for f in [0.001, 0.3, 1.0, 7.5, 1e6] {
            // F with 2 and 2 degrees of freedom: P(F > f) = 1 / (1 + f).
            close(f_upper_tail(f, 2.0, 2.0), 1.0 / (1.0 + f), 1e-15);
            // χ² with 2 degrees of freedom: P(X > x) = exp(−x/2).
            close(chi_squared_upper_tail(f, 2.0), (-f / 2.0).exp(), 1e-15);
        }
    }

    #[test]
    fn a_quantile_is_where_its_tail_is() {
        for (d1, d2) in [(1.0, 1.0), (4.0, 0.7), (5.0, 18.0), (999.0, 7992.0), (4999.0, 995_000.0)] {
            for tail in [0.025, 0.5, 0.975] {
                let at = f_quantile(tail, d1, d2).expect("a quantile");
                close(f_upper_tail(at, d1, d2), tail, 1e-8);
            }
        }
    }

    #[test]
    fn what_is_not_defined_has_no_value() {
        assert_eq!(f_upper_tail(-1.0, 2.0, 2.0), None);
        assert_eq!(f_upper_tail(1.0, 0.0, 2.0), None);
        assert_eq!(f_upper_tail(f64::NAN, 1.0, 2.0), None);
        assert_eq!(f_quantile(0.0, 2.0, 2.0), None);
        assert_eq!(f_quantile(1.0, 2.0, 2.0), None);
        assert_eq!(chi_squared_upper_tail(-1.0, 2.0), None);
        assert_eq!(chi_squared_upper_tail(1.0, 0.0), None);
    }
}
