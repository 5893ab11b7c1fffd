//! Points as people put them into cells: numbers, numbers as text, full-width digits, “2分”, “10%”. A number is taken in
//! the decimal digits of the file, at most fifteen of them, and never through binary arithmetic.

use crate::domain::number::{FRACTION_DIGITS, NotANumber, Points};
use crate::exchange::workbook::{Cell, Content};
use rust_decimal::Decimal;
use std::str::FromStr;

/// A worksheet keeps fifteen digits; what stands behind them is binary dust.
const DIGITS: u32 = 15;

/// Points, or a share of the full points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    value: Decimal,
    /// Whether it is a share of the total.
    pub(super) is_share: bool,
}

impl Amount {
    /// The points it stands for, of a total.
    pub(super) fn of(self, total: Points) -> Result<Points, NotANumber> {
        let value = if self.is_share { self.value.checked_mul(total.value()) } else { Some(self.value) };
        let value = value.ok_or(NotANumber::TooLong)?.normalize();
        Points::read(&value.to_string())
    }

    /// The number itself, as a share where the head says that plain numbers are hundredths.
    pub(super) fn in_percent(self) -> Self {
        if self.is_share { self } else { Self { value: self.value * Decimal::new(1, 2), is_share: true } }
    }

    /// Plain points.
    pub(super) fn of_points(points: Points) -> Self {
        Self { value: points.value(), is_share: false }
    }

    /// The same number taken as a share of the total.
    pub(super) fn as_share(self) -> Self {
        Self { is_share: true, ..self }
    }

    /// Whether the two cannot mean the same: 0.2, 20% and 20 can.
    pub(super) fn differs_from(self, other: Self) -> bool {
        let hundredfold = |amount: Self| amount.value.checked_mul(Decimal::ONE_HUNDRED);
        self.value != other.value && hundredfold(self) != Some(other.value) && hundredfold(other) != Some(self.value)
    }

    /// The bare number.
    pub(super) fn value(self) -> Decimal {
        self.value
    }
}

/// Reads a text as an amount.
pub(super) fn of_text(text: &str) -> Result<Amount, NotANumber> {
    let text = text.trim();
    if let Some(share) = text.strip_suffix(['%', '％']) {
        let value = Points::read(share)?.value() * Decimal::new(1, 2);
        return Ok(Amount { value, is_share: true });
    }
    let text = text.strip_suffix('分').unwrap_or(text);
    Ok(Amount { value: Points::read(text)?.value(), is_share: false })
}

/// Reads a cell as an amount; an error is a problem code.
pub(super) fn of_cell(cell: &Cell) -> Result<Option<Amount>, &'static str> {
    match &cell.content {
        Content::Text(text) if text.trim().is_empty() => Ok(None),
        Content::Text(text) => of_text(text).map(Some).map_err(|why| match why {
            NotANumber::NotDigits | NotANumber::Empty => "form_sheet_not_points",
            NotANumber::Negative | NotANumber::TooLong => why.code(),
        }),
        Content::Number(digits) => {
            let value = decimal(digits).map_err(NotANumber::code)?;
            Ok(Some(Amount { value, is_share: cell.is_percent }))
        }
        Content::Flag(_) => Err("form_sheet_not_points"),
        Content::Date => Err("form_sheet_date"),
        Content::Fault(_) => Err("form_sheet_fault"),
        Content::Uncomputed => Err("form_sheet_uncomputed"),
    }
}

/// The decimal of a number as a file writes it, also with an exponent.
pub(super) fn decimal(digits: &str) -> Result<Decimal, NotANumber> {
    let read = if digits.contains(['e', 'E']) { Decimal::from_scientific(digits) } else { Decimal::from_str(digits) };
    let value = read.map_err(|_| NotANumber::TooLong)?;
    let value = value.round_sf(DIGITS).ok_or(NotANumber::TooLong)?.normalize();
    if value.is_sign_negative() && !value.is_zero() {
        return Err(NotANumber::Negative);
    }
    // A share of 12.345678 % has eight digits.
    if value.scale() > FRACTION_DIGITS + 2 { Err(NotANumber::TooLong) } else { Ok(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_by_their_decimal_digits() {
        let good = [
            ("0.30000000000000004", "0.3"),
            ("2", "2"),
            ("1e1", "10"),
            ("5.0000000000000001E-2", "0.05"),
            ("12.499999999999998", "12.5"),
            ("0.1", "0.1"),
        ];
        for (digits, value) in good {
            assert_eq!(decimal(digits).map(|value| value.to_string()), Ok(value.to_owned()), "{digits}");
        }
        for digits in ["1e300", "0.123456789", "x", ""] {
            assert_eq!(decimal(digits), Err(NotANumber::TooLong), "{digits}");
        }
        assert_eq!(decimal("-2"), Err(NotANumber::Negative));
    }

    #[test]
    fn texts_may_carry_their_unit() {
        let hundred = Points::new(Decimal::ONE_HUNDRED);
        for (text, points) in [("2分", "2"), ("２ 分", "2"), ("10%", "10"), ("１２．５％", "12.5"), ("6", "6")]
        {
            let read = of_text(text).and_then(|amount| amount.of(hundred));
            assert_eq!(read.map(|points| points.to_string()), Ok(points.to_owned()), "{text}");
        }
    }
}
