//! Exact fractions for the tally: sums, means and scalings are carried out without any rounding and rounded once, when
//! a row is displayed (statistics: "compute in exact arithmetic and round once").

use super::number::{Points, Rounding};
use num_bigint::BigInt;
use num_rational::Ratio;
use num_traits::{Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;
use std::ops::{Add, Div, Mul, Sub};

/// A fraction of whole numbers of any size.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(Ratio<BigInt>);

impl Exact {
    /// Nought.
    pub fn zero() -> Self {
        Self(Ratio::zero())
    }

    /// A count.
    pub fn count(n: usize) -> Self {
        Self(Ratio::from_integer(BigInt::from(n)))
    }

    /// Whether this is nought.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// The size without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(self.0.abs())
    }

    /// Rounded to `places` digits after the point. The result of any tally fits: points have at most fifteen digits
    /// before the point (`number::WHOLE_DIGITS`), and a panel adds at most a few thousand of them.
    pub fn round(&self, places: u32, rounding: Rounding) -> Points {
        let scaled = &self.0 * BigInt::from(10).pow(places);
        let floor = scaled.floor();
        let rest = &scaled - &floor;
        let half = Ratio::new(BigInt::from(1), BigInt::from(2));
        let floor = floor.to_integer();
        let up = match rest.cmp(&half) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => match rounding {
                Rounding::HalfUp => true,
                Rounding::HalfEven => (&floor % BigInt::from(2)) != BigInt::zero(),
            },
        };
        let whole = if up { floor + 1 } else { floor };
        let mantissa = whole.to_i128().unwrap_or(i128::MAX);
        Points::new(Decimal::try_from_i128_with_scale(mantissa, places).unwrap_or(Decimal::MAX))
    }
}

impl From<Points> for Exact {
    fn from(points: Points) -> Self {
        let decimal = points.value();
        Self(Ratio::new(BigInt::from(decimal.mantissa()), BigInt::from(10).pow(decimal.scale())))
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::zero(), |sum, next| sum + next)
    }
}

impl Add for Exact {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Exact {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul for Exact {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl Div for Exact {
    type Output = Option<Self>;
    /// `None` when divided by nought.
    fn div(self, other: Self) -> Option<Self> {
        (!other.is_zero()).then(|| Self(self.0 / other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Points::read(text).expect("a number").into()
    }

    #[test]
    fn halves_go_where_the_rule_says() {
        for (text, up, even) in
            [("0.125", "0.13", "0.12"), ("0.135", "0.14", "0.14"), ("0.1249", "0.12", "0.12"), ("2", "2", "2")]
        {
            assert_eq!(exact(text).round(2, Rounding::HalfUp).to_string(), up, "{text}");
            assert_eq!(exact(text).round(2, Rounding::HalfEven).to_string(), even, "{text}");
        }
    }

    #[test]
    fn thirds_that_add_up_to_a_half_round_as_a_half() {
        let third = (exact("0.005") / Exact::count(3)).expect("three is not nought");
        let sum = third.clone() + third.clone() + third;
        assert_eq!(sum.round(2, Rounding::HalfUp).to_string(), "0.01");
    }
}
