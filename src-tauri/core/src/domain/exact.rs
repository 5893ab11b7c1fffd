//! Exact fractions for the tally: sums, means and scalings are carried out without any rounding and rounded once, when
//! a row is displayed (statistics: "compute in exact arithmetic and round once"). Nearly all of them fit two machine
//! words; the few that do not go on as numbers of any size, with the same value.

use super::number::{Points, Rounding};
use num_bigint::BigInt;
use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Sub};

/// A fraction of whole numbers of any size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exact(Size);

/// A value is `Small` whenever it fits, so that equal values are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Size {
    Small(Ratio<i128>),
    Big(Box<Ratio<BigInt>>),
}

impl Exact {
    /// Nought.
    pub fn zero() -> Self {
        Self(Size::Small(Ratio::zero()))
    }

    /// A count.
    pub fn count(n: usize) -> Self {
        Self::big(Ratio::from_integer(BigInt::from(n)))
    }

    /// Whether this is nought.
    pub fn is_zero(&self) -> bool {
        matches!(&self.0, Size::Small(small) if small.is_zero())
    }

    /// The size without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self::big(self.to_big().abs())
    }

    /// Rounded to `places` digits after the point. The result of any tally fits: points have at most fifteen digits
    /// before the point (`number::WHOLE_DIGITS`), and a panel adds at most a few thousand of them.
    pub fn round(&self, places: u32, rounding: Rounding) -> Points {
        let mantissa = self.small_mantissa(places, rounding).or_else(|| self.big_mantissa(places, rounding));
        let rounded = mantissa.and_then(|mantissa| Decimal::try_from_i128_with_scale(mantissa, places).ok());
        Points::new(rounded.unwrap_or(Decimal::MAX))
    }

    fn small_mantissa(&self, places: u32, rounding: Rounding) -> Option<i128> {
        let Size::Small(small) = &self.0 else { return None };
        let scaled = small.numer().checked_mul(&10_i128.checked_pow(places)?)?;
        let (whole, rest) = (scaled.div_euclid(*small.denom()), scaled.rem_euclid(*small.denom()));
        let up = goes_up(rest.checked_mul(2)?.cmp(small.denom()), whole % 2 != 0, rounding);
        Some(if up { whole + 1 } else { whole })
    }

    fn big_mantissa(&self, places: u32, rounding: Rounding) -> Option<i128> {
        let scaled = self.to_big() * BigInt::from(10).pow(places);
        let floor = scaled.floor();
        let half = Ratio::new(BigInt::from(1), BigInt::from(2));
        let rest = (&scaled - &floor).cmp(&half);
        let whole = floor.to_integer();
        let is_odd = (&whole % BigInt::from(2)) != BigInt::zero();
        (if goes_up(rest, is_odd, rounding) { whole + 1 } else { whole }).to_i128()
    }

    fn to_big(&self) -> Ratio<BigInt> {
        match &self.0 {
            Size::Small(small) => Ratio::new_raw((*small.numer()).into(), (*small.denom()).into()),
            Size::Big(big) => (**big).clone(),
        }
    }

    fn big(value: Ratio<BigInt>) -> Self {
        match (value.numer().to_i128(), value.denom().to_i128()) {
            (Some(numer), Some(denom)) => Self(Size::Small(Ratio::new_raw(numer, denom))),
            _ => Self(Size::Big(Box::new(value))),
        }
    }

    /// `small` where both sides are small and the result fits, `big` otherwise.
    fn either(
        self,
        other: Self,
        small: fn(&Ratio<i128>, &Ratio<i128>) -> Option<Ratio<i128>>,
        big: fn(Ratio<BigInt>, Ratio<BigInt>) -> Ratio<BigInt>,
    ) -> Self {
        if let (Size::Small(a), Size::Small(b)) = (&self.0, &other.0)
            && let Some(result) = small(a, b)
        {
            return Self(Size::Small(result));
        }
        Self::big(big(self.to_big(), other.to_big()))
    }
}

/// Whether the last place goes up, given how the rest compares with a half.
fn goes_up(rest: Ordering, is_odd: bool, rounding: Rounding) -> bool {
    match rest {
        Ordering::Less => false,
        Ordering::Greater => true,
        Ordering::Equal => match rounding {
            Rounding::HalfUp => true,
            Rounding::HalfEven => is_odd,
        },
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Size::Small(a), Size::Small(b)) => a.cmp(b),
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl From<Points> for Exact {
    fn from(points: Points) -> Self {
        let decimal = points.value();
        let scale = 10_i128.checked_pow(decimal.scale());
        scale.map_or_else(
            || Self::big(Ratio::new(BigInt::from(decimal.mantissa()), BigInt::from(10).pow(decimal.scale()))),
            |scale| Self(Size::Small(Ratio::new(decimal.mantissa(), scale))),
        )
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
        self.either(other, CheckedAdd::checked_add, Ratio::add)
    }
}

impl Sub for Exact {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.either(other, CheckedSub::checked_sub, Ratio::sub)
    }
}

impl Mul for Exact {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        self.either(other, CheckedMul::checked_mul, Ratio::mul)
    }
}

impl Div for Exact {
    type Output = Option<Self>;
    /// `None` when divided by nought.
    fn div(self, other: Self) -> Option<Self> {
        (!other.is_zero()).then(|| self.either(other, CheckedDiv::checked_div, Ratio::div))
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

    #[test]
    fn what_does_not_fit_two_words_goes_on_with_the_same_value() {
        let long = exact("999999999999999.999999");
        let mut product = Exact::count(1);
        for _ in 0..9 {
            product = product * long.clone();
        }
        assert!(matches!(product.0, Size::Big(_)));
        for _ in 0..8 {
            product = (product / long.clone()).expect("not nought");
        }
        assert_eq!(product, long);
        assert_eq!(product.round(6, Rounding::HalfUp).to_string(), "999999999999999.999999");
    }

    proptest::proptest! {
        #[test]
        fn small_and_big_arithmetic_agree(a in -10_000_i64..10_000, b in 1_i64..5_000, c in -10_000_i64..10_000, d in 1_i64..5_000) {
            let small = |n: i64, m: i64| Exact(Size::Small(Ratio::new(n.into(), m.into())));
            let big = |n: i64, m: i64| Ratio::new(BigInt::from(n), BigInt::from(m));
            let (x, y) = (small(a, b), small(c, d));
            proptest::prop_assert_eq!(x.clone() + y.clone(), Exact::big(big(a, b) + big(c, d)));
            proptest::prop_assert_eq!(x.clone() - y.clone(), Exact::big(big(a, b) - big(c, d)));
            proptest::prop_assert_eq!(x.clone() * y.clone(), Exact::big(big(a, b) * big(c, d)));
            proptest::prop_assert_eq!(x.cmp(&y), big(a, b).cmp(&big(c, d)));
            for places in [0, 2, 6] {
                for rounding in [Rounding::HalfUp, Rounding::HalfEven] {
                    proptest::prop_assert_eq!(x.small_mantissa(places, rounding), x.big_mantissa(places, rounding));
                }
            }
        }
    }
}
