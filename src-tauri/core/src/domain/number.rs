//! Decimals from key to paper. A number is read from text by one grammar, kept exactly, and written back in its
//! shortest form; nothing here or elsewhere in the domain is a float.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Most digits before and after the point: what the store's CHECK admits.
pub const WHOLE_DIGITS: usize = 15;
/// Most digits after the point.
pub const FRACTION_DIGITS: u32 = 6;

/// An exact decimal: points, weights, shares, money in 万元. In JSON it is text, never a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Points(#[cfg_attr(feature = "types", ts(type = "string"))] Decimal);

/// Why a text is not a number; each is a problem code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotANumber {
    /// Nothing but blanks.
    Empty,
    /// Something else than digits with at most one point (`1e3`, `NaN`, `4,5`).
    NotDigits,
    /// A minus sign before a number.
    Negative,
    /// More digits than are kept exactly.
    TooLong,
}

impl NotANumber {
    /// The problem code of this reason.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "number_empty",
            Self::NotDigits => "number_not_digits",
            Self::Negative => "number_negative",
            Self::TooLong => "number_too_long",
        }
    }
}

impl Points {
    /// Nought.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// A decimal as points.
    pub fn new(value: Decimal) -> Self {
        Self(value.normalize())
    }

    /// The decimal inside.
    pub fn value(self) -> Decimal {
        self.0
    }

    /// Reads a non-negative number. Full-width digits, the full-width point and `。` count as their plain forms; blanks
    /// around are ignored; signs, exponents, separators and names of numbers are refused.
    pub fn read(text: &str) -> Result<Self, NotANumber> {
        let plain = plain_digits(text);
        if plain.is_empty() {
            return Err(NotANumber::Empty);
        }
        let unsigned = plain.strip_prefix('-').unwrap_or(&plain);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
            return Err(NotANumber::NotDigits);
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        if whole.len() > WHOLE_DIGITS || fraction.len() > FRACTION_DIGITS as usize {
            return Err(NotANumber::TooLong);
        }
        if unsigned.len() != plain.len() && !(whole.is_empty() && fraction.is_empty()) {
            return Err(NotANumber::Negative);
        }
        let mantissa: i128 = format!("{whole}{fraction}").parse().unwrap_or(0); // only an empty text fails: nought
        let scale = u32::try_from(fraction.len()).unwrap_or(0);
        Ok(Self::new(Decimal::from_i128_with_scale(mantissa, scale)))
    }

    /// The number in units of the last digit that is kept.
    pub fn millionths(self) -> i128 {
        self.0.mantissa() * 10_i128.pow(FRACTION_DIGITS.saturating_sub(self.0.scale()))
    }

    /// The number of so many units of the last digit that is kept; nought for what is negative.
    pub fn of_millionths(millionths: i128) -> Self {
        Self::new(Decimal::from_i128_with_scale(millionths.max(0), FRACTION_DIGITS))
    }

    /// This less `other`; none below nought.
    pub fn minus(self, other: Self) -> Option<Self> {
        (other <= self).then(|| Self::new(self.0 - other.0))
    }

    /// Whether this is a whole multiple of `step` (`step` > 0).
    pub fn on_step(self, step: Self) -> bool {
        !step.0.is_zero() && (self.0 % step.0).is_zero()
    }
}

/// A rounded result as it is displayed: with all its places, also trailing noughts (`83.10`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Shown(#[cfg_attr(feature = "types", ts(type = "string"))] Decimal);

impl Shown {
    /// `value`, already rounded to `places`, with that many digits after the point.
    pub fn new(value: Points, places: u32) -> Self {
        let mut padded = value.0;
        padded.rescale(places.max(padded.scale()));
        Self(padded)
    }

    /// The number behind the digits.
    pub fn points(self) -> Points {
        Points::new(self.0)
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Shown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let points = Points::read(&text).map_err(|why| serde::de::Error::custom(why.code()))?;
        Ok(Self::new(points, u32::try_from(places).unwrap_or(0)))
    }
}

/// Blanks removed at both ends, full-width digits and points made plain.
pub(super) fn plain_digits(text: &str) -> String {
    text.trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + u8::try_from(u32::from(c) - u32::from('０')).unwrap_or(0)),
            '．' | '。' => '.',
            '－' | '−' => '-',
            other => other,
        })
        .collect()
}

impl std::fmt::Display for Points {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.normalize())
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // `String` refuses a JSON number, which serde would have taken through a float.
        let text = String::deserialize(deserializer)?;
        Self::read(&text).map_err(|why| serde::de::Error::custom([why.code(), ": ", &text].concat()))
    }
}

/// How the last place is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// 四舍五入: a half goes up.
    HalfUp,
    /// 四舍六入五成双 (GB/T 8170): a half goes to the even neighbour.
    HalfEven,
}

impl Rounding {
    /// Key of its words in the locale.
    pub fn word(self) -> &'static str {
        match self {
            Self::HalfUp => "rounding.half_up",
            Self::HalfEven => "rounding.half_even",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type_and_nothing_else() {
        let good = [
            ("4.5", "4.5"),
            (" 4.50 ", "4.5"),
            ("４．５", "4.5"),
            ("4。5", "4.5"),
            ("0", "0"),
            ("-0", "0"),
            ("007", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("999999999999999.999999", "999999999999999.999999"),
        ];
        for (typed, kept) in good {
            assert_eq!(Points::read(typed).map(|p| p.to_string()), Ok(kept.to_owned()), "{typed:?}");
        }
        let bad = [
            ("", NotANumber::Empty),
            ("  ", NotANumber::Empty),
            ("1e3", NotANumber::NotDigits),
            ("NaN", NotANumber::NotDigits),
            ("inf", NotANumber::NotDigits),
            ("4,5", NotANumber::NotDigits),
            ("1.2.3", NotANumber::NotDigits),
            (".", NotANumber::NotDigits),
            ("+4", NotANumber::NotDigits),
            ("四", NotANumber::NotDigits),
            ("-1", NotANumber::Negative),
            ("--1", NotANumber::NotDigits),
            ("1234567890123456", NotANumber::TooLong),
            ("0.1234567", NotANumber::TooLong),
        ];
        for (typed, why) in bad {
            assert_eq!(Points::read(typed), Err(why), "{typed:?}");
        }
    }

    #[test]
    fn a_json_number_is_refused() {
        assert!(serde_json::from_str::<Points>("4.1").is_err());
        assert_eq!(serde_json::from_str::<Points>("\"4.10\"").map(|p| p.to_string()).ok(), Some("4.1".to_owned()));
    }

    #[test]
    fn fixed_places_are_padded() {
        assert_eq!(Points::read("83.1").map(|p| Shown::new(p, 2).to_string()), Ok("83.10".to_owned()));
        let back: Shown = serde_json::from_str("\"83.10\"").expect("reads back");
        assert_eq!(back.to_string(), "83.10");
    }
}
