//! What may stand in a head field of a form: a line of text, a day, an amount, one of the choices.

use super::form::{FieldKind, HeadField, shown};
use super::number::Points;
use super::problem::{Place, Problem};

/// Most digits after the point of an amount in 万元.
const MONEY_PLACES: u32 = 2;

impl HeadField {
    /// A typed value as it is kept: without blanks around, an amount in its shortest form; the problem of one that does
    /// not fit. A blank text is none and is not asked for here.
    pub fn read(&self, typed: &str) -> Result<String, Problem> {
        let text = typed.trim();
        let wrong =
            |code| Problem::error(code, Place::field("value")).with("name", &self.name).with("text", shown(text));
        match self.kind {
            FieldKind::Text if text.chars().any(char::is_control) => Err(wrong("head_field_not_a_line")),
            FieldKind::Text => Ok(text.to_owned()),
            FieldKind::Date if is_day(text) => Ok(text.to_owned()),
            FieldKind::Date => Err(wrong("date_unreadable")),
            FieldKind::Money => {
                let amount = Points::read(text).map_err(|why| wrong(why.code()))?;
                let fits = amount.value().scale() <= MONEY_PLACES;
                if fits { Ok(amount.to_string()) } else { Err(wrong("money_too_fine")) }
            }
            FieldKind::Choice if self.choices.iter().any(|choice| choice == text) => Ok(text.to_owned()),
            FieldKind::Choice => Err(wrong("head_field_not_a_choice").with("choices", self.choices.join("、"))),
        }
    }
}

/// Whether a text is a day of the calendar, written `YYYY-MM-DD`.
pub fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, digits: usize| {
        let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    };
    year > 0 && (1..=days).contains(&day)
}

/// A day as people type it (`2026-9-6`, `2026/9/6`, `2026.9.6`, `2026年9月6日`, `20260906`), written `YYYY-MM-DD`; none
/// when it is no day.
pub fn day_of(typed: &str) -> Option<String> {
    let text = typed.trim().trim_end_matches('日');
    let is_digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = match text.len() {
        8 if is_digits(&text) => vec![&text[..4], &text[4..6], &text[6..]],
        _ => text.split(['-', '/', '.', '年', '月']).map(str::trim).collect(),
    };
    let [year, month, day] = parts.as_slice() else { return None };
    if ![year, month, day].into_iter().all(is_digits) {
        return None;
    }
    let day = format!("{year}-{month:0>2}-{day:0>2}");
    is_day(&day).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_type_them() {
        for typed in
            ["2026-09-06", "2026-9-6", "2026/9/6", "2026.9.6", "2026年9月6日", "20260906", " 2026 年 9 月 6 日 "]
        {
            assert_eq!(day_of(typed).as_deref(), Some("2026-09-06"), "{typed}");
        }
        for typed in ["", "9月6日", "2026-02-30", "二〇二六年", "2026-9", "26-9-6", "2026-09-06T10:00"] {
            assert_eq!(day_of(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_value_is_read_by_the_kind_of_its_field() {
        let field = |kind| HeadField {
            id: "f".into(),
            name: "某栏".into(),
            kind,
            choices: vec!["甲".into(), "乙".into()],
            required: false,
        };
        let table = [
            (FieldKind::Text, " 某局 ", Ok("某局")),
            (FieldKind::Text, "一\n二", Err("head_field_not_a_line")),
            (FieldKind::Date, "2026-09-16", Ok("2026-09-16")),
            (FieldKind::Date, "2024-02-29", Ok("2024-02-29")),
            (FieldKind::Date, "2000-02-29", Ok("2000-02-29")),
            (FieldKind::Date, "2026-02-29", Err("date_unreadable")),
            (FieldKind::Date, "1900-02-29", Err("date_unreadable")),
            (FieldKind::Date, "2026-04-31", Err("date_unreadable")),
            (FieldKind::Date, "2026-13-01", Err("date_unreadable")),
            (FieldKind::Date, "2026-00-10", Err("date_unreadable")),
            (FieldKind::Date, "0000-01-01", Err("date_unreadable")),
            (FieldKind::Date, "2026-9-16", Err("date_unreadable")),
            (FieldKind::Date, "2026年9月16日", Err("date_unreadable")),
            (FieldKind::Date, "20260916", Err("date_unreadable")),
            (FieldKind::Money, "1234.50", Ok("1234.5")),
            (FieldKind::Money, "１２３４．５", Ok("1234.5")),
            (FieldKind::Money, "0", Ok("0")),
            (FieldKind::Money, "12.345", Err("money_too_fine")),
            (FieldKind::Money, "-1", Err("number_negative")),
            (FieldKind::Money, "1,234", Err("number_not_digits")),
            (FieldKind::Money, "12万元", Err("number_not_digits")),
            (FieldKind::Choice, "乙", Ok("乙")),
            (FieldKind::Choice, "丙", Err("head_field_not_a_choice")),
        ];
        for (kind, typed, expected) in table {
            let read = field(kind).read(typed);
            let read = read.as_ref().map(String::as_str).map_err(|problem| problem.code);
            assert_eq!(read, expected, "{kind:?} {typed:?}");
        }
    }
}
