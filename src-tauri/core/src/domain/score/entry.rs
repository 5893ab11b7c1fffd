//! Short ways of entering a score: `=` for full points, `-0.5` for points deducted, full-width digits. What they come
//! to is what is kept; everything else is kept exactly as it was typed. Tables that are read from files know only scores.

use super::{ReadScore, is_not_applicable};
use crate::domain::form::{Choice, Criterion, Form, shown};
use crate::domain::number::{Points, plain_digits};
use crate::domain::problem::{Place, Problem};

impl Form {
    /// The text to keep for what was typed into the cell of a criterion. An entry that does not come to a valid score is
    /// no entry: it stays as typed, and `read_typed` says what is wrong with it.
    pub fn entry(&self, criterion: &Criterion, typed: &str) -> String {
        let text = typed.trim();
        if is_not_applicable(text) || criterion.choices.iter().any(|choice| choice.is_called(text)) {
            return typed.to_owned();
        }
        let meant = if matches!(text, "=" | "＝") {
            Some(self.written(criterion, criterion.best()))
        } else if let Some(lost) = deducted(text) {
            criterion.best().minus(lost).map(|points| self.written(criterion, points))
        } else {
            let plain = plain_digits(text);
            (plain != text).then_some(plain)
        };
        let fits = |meant: &String| self.read_score(criterion, meant).points.is_some();
        meant.filter(fits).unwrap_or_else(|| typed.to_owned())
    }

    /// Reads the text that was kept for a criterion. A deduction among it did not come to a score when it was entered,
    /// and is told as what it was meant to be.
    pub fn read_typed(&self, criterion: &Criterion, text: &str) -> ReadScore {
        let mut read = self.read_score(criterion, text);
        if read.problems.is_empty() || deducted(text.trim()).is_none() {
            return read;
        }
        let problem = if criterion.choices.is_empty() {
            let problem = Problem::error("score_deduction_unfit", Place::criterion(criterion.id.as_str()));
            problem.with("max", criterion.max).with("step", self.step_of(criterion))
        } else {
            criterion.not_a_choice()
        };
        read.problems = vec![problem.with("text", shown(text.trim()))];
        read
    }

    /// Points as they are kept: by the name of a choice that stands for exactly these.
    fn written(&self, criterion: &Criterion, points: Points) -> String {
        let text = points.to_string();
        match criterion.choices.iter().find(|choice| choice.points == points) {
            Some(choice) => choice.name.clone(),
            None => text,
        }
    }

    /// The score one step above or below the one that is kept, as text to keep: along the steps of the form, or to the
    /// neighbouring choice. From an empty cell it goes up from nought and down from full points; at either end it
    /// stays. None where what is kept has no points to step from.
    pub fn stepped(&self, criterion: &Criterion, text: &str, up: bool) -> Option<String> {
        let read = self.read_score(criterion, text);
        let is_empty = text.trim().is_empty();
        if !is_empty && read.points.is_none() {
            return None;
        }
        if !criterion.choices.is_empty() {
            return neighbour(criterion, read.choice.as_deref(), up).map(|choice| choice.name.clone());
        }
        let next = match read.points {
            None if up => Points::ZERO,
            None => criterion.max,
            Some(points) => criterion.step_from(points, self.step_of(criterion), up),
        };
        Some(next.to_string())
    }
}

impl Criterion {
    /// Full points: those of the best choice where there are choices.
    fn best(&self) -> Points {
        self.choices.iter().map(|choice| choice.points).max().unwrap_or(self.max)
    }
}

/// The choice next to the chosen one; where nothing is chosen, the best one downwards and the worst one upwards.
fn neighbour<'a>(criterion: &'a Criterion, chosen: Option<&str>, up: bool) -> Option<&'a Choice> {
    let mut choices: Vec<&Choice> = criterion.choices.iter().collect();
    // Stable: choices without points keep the order of the form, the best first.
    choices.sort_by_key(|choice| std::cmp::Reverse(choice.points));
    let last = choices.len().saturating_sub(1);
    let at = chosen.and_then(|name| choices.iter().position(|choice| choice.name == name));
    let next = match at {
        Some(at) if up => at.saturating_sub(1),
        Some(at) => (at + 1).min(last),
        None if up => last,
        None => 0,
    };
    choices.get(next).copied()
}

/// The points of an entry that begins with a minus, as any keyboard or input method writes one.
fn deducted(text: &str) -> Option<Points> {
    let rest = text.strip_prefix("——").or_else(|| text.strip_prefix(['-', '－', '—', '–', '−']))?;
    let is_signed = rest.trim_start().starts_with(['-', '－', '—', '–', '−']);
    Points::read(rest).ok().filter(|_| !is_signed)
}

#[cfg(test)]
mod tests {
    use super::super::tests::form;
    use super::*;

    /// What is typed, what is kept of it, and what that reads as: points, or the code of the problem.
    fn table(criterion: &str, rows: &[(&str, &str, &str)]) {
        let form = form(criterion);
        let one = form.criteria().next().expect("one criterion");
        for (typed, kept, reads) in rows {
            assert_eq!(form.entry(one, typed), *kept, "{typed:?} on {criterion}");
            let read = form.read_typed(one, kept);
            let points = read.points.map_or_else(|| "none".to_owned(), |points| points.to_string());
            let said = read.problems.first().map_or(points, |problem| problem.code.to_owned());
            assert_eq!(said, *reads, "{kept:?} on {criterion}");
        }
    }

    #[test]
    fn full_points_deductions_and_full_width_digits_are_read() {
        table(
            r#""max":"4""#,
            &[
                ("=", "4", "4"),
                ("＝", "4", "4"),
                (" = ", "4", "4"),
                ("-0.5", "3.5", "3.5"),
                ("－0.5", "3.5", "3.5"),
                ("—0.5", "3.5", "3.5"),
                ("——0.5", "3.5", "3.5"),
                ("−0.5", "3.5", "3.5"),
                ("－０．５", "3.5", "3.5"),
                ("-。5", "3.5", "3.5"),
                ("- 0.5", "3.5", "3.5"),
                ("-.5", "3.5", "3.5"),
                ("-4", "0", "0"),
                ("-0", "4", "4"),
                ("３．５", "3.5", "3.5"),
                ("3。5", "3.5", "3.5"),
                ("４．０", "4.0", "4"),
            ],
        );
    }

    #[test]
    fn everything_else_stays_as_typed() {
        table(
            r#""max":"4""#,
            &[
                ("", "", "none"),
                ("4", "4", "4"),
                ("3.50", "3.50", "3.5"),
                (" 3 ", " 3 ", "3"),
                ("9", "9", "score_above_max"),
                ("９", "９", "score_above_max"),
                ("９９", "９９", "score_above_max"),
                ("4.555", "4.555", "score_above_max"),
                ("3.555", "3.555", "score_off_step"),
                ("３．５５５", "３．５５５", "score_off_step"),
                ("abc", "abc", "number_not_digits"),
                ("1e3", "1e3", "number_not_digits"),
                ("四", "四", "number_not_digits"),
                ("=5", "=5", "number_not_digits"),
                ("==", "==", "number_not_digits"),
                ("-", "-", "number_not_digits"),
                ("－", "－", "number_not_digits"),
                ("—", "—", "number_not_digits"),
                ("--0.5", "--0.5", "number_not_digits"),
                ("-－0.5", "-－0.5", "number_not_digits"),
                ("- -0.5", "- -0.5", "number_not_digits"),
                ("-1e3", "-1e3", "number_not_digits"),
                ("-abc", "-abc", "number_not_digits"),
                ("-0.3", "-0.3", "score_deduction_unfit"),
                ("-6", "-6", "score_deduction_unfit"),
                ("—6", "—6", "score_deduction_unfit"),
                ("-4.5", "-4.5", "score_deduction_unfit"),
                ("不适用", "不适用", "score_not_optional"),
            ],
        );
    }

    #[test]
    fn choices_are_kept_by_their_names() {
        let scale = r#""max":"4","choices":[{"name":"优","points":"4"},{"name":"良","points":"3"},
                       {"name":"差","points":"1.5","from":"0"}]"#;
        table(
            scale,
            &[
                ("=", "优", "4"),
                ("-1", "良", "3"),
                ("-2.5", "差", "1.5"),
                ("-3", "1", "1"),
                ("-2", "-2", "score_not_a_choice"),
                ("-5", "-5", "score_not_a_choice"),
                ("３", "3", "3"),
                ("优", "优", "4"),
                ("=优", "=优", "score_not_a_choice"),
            ],
        );
        table(r#""max":"4","yes_no":true"#, &[("=", "是", "4"), ("-4", "否", "0"), ("×", "×", "0"), ("√", "√", "4")]);
    }

    #[test]
    fn counted_deductions_weights_and_optional_criteria_take_entries_too() {
        table(
            r#""max":"4","deductions":[{"name":"缺要素","points":"0.4","unit":"项"}]"#,
            &[
                ("=", "4", "4"),
                ("-0.8", "3.2", "3.2"),
                ("-0.5", "-0.5", "score_deduction_unfit"),
                ("×2", "×2", "3.2"),
                ("-×2", "-×2", "number_not_digits"),
            ],
        );
        table(
            r#""max":"4","optional":true"#,
            &[("=", "4", "4"), ("不适用", "不适用", "none"), ("n/a", "n/a", "none"), ("-1", "3", "3")],
        );
        // A weight says what the points count for, never how many there are.
        table(r#""max":"4","weight":"4""#, &[("=", "4", "4"), ("-1", "3", "3")]);
        table(r#""max":"4","step":"0.2""#, &[("-0.2", "3.8", "3.8"), ("-0.5", "-0.5", "score_deduction_unfit")]);
    }

    #[test]
    fn a_step_goes_along_the_form_and_stays_at_its_ends() {
        let scale = r#""max":"4","choices":[{"name":"优","points":"4"},{"name":"良","points":"3"},
                       {"name":"差","points":"1.5","from":"0"}]"#;
        let counted = r#""max":"4","deductions":[{"name":"缺要素","points":"0.7"}]"#;
        for (criterion, text, up, next) in [
            (r#""max":"4""#, "3.5", true, Some("4")),
            (r#""max":"4""#, "4", true, Some("4")),
            (r#""max":"4""#, "0.5", false, Some("0")),
            (r#""max":"4""#, "0", false, Some("0")),
            (r#""max":"4""#, "", true, Some("0")),
            (r#""max":"4""#, "", false, Some("4")),
            (r#""max":"4""#, "３．５", false, Some("3")),
            (r#""max":"4""#, "9", true, None),
            (r#""max":"4""#, "-0.3", true, None),
            (r#""max":"4","optional":true"#, "不适用", true, None),
            (r#""max":"4","step":"1.5""#, "4", false, Some("3")),
            (r#""max":"4","step":"1.5""#, "3", true, Some("4")),
            (scale, "优", false, Some("良")),
            (scale, "1", true, Some("良")),
            (scale, "差", false, Some("差")),
            (scale, "", false, Some("优")),
            (scale, "", true, Some("差")),
            (counted, "4", false, Some("3.3")),
            (counted, "0", true, Some("0.5")),
            (counted, "0.5", false, Some("0")),
        ] {
            let form = form(criterion);
            let one = form.criteria().next().expect("one criterion");
            assert_eq!(form.stepped(one, text, up).as_deref(), next, "{text:?} up {up} on {criterion}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_kept_of_an_entry_reads_as_the_entry_was_meant(
            text in "[-－—=＝]?[ 0-9.０-９。．×优良是不适用e]{0,6}",
            lost in 0_i64..60,
        ) {
            let scales = [r#""max":"4""#, r#""max":"4","optional":true"#, r#""max":"4","yes_no":true"#,
                r#""max":"4","deductions":[{"name":"a","points":"0.7"},{"name":"b"}]"#,
                r#""max":"4","choices":[{"name":"优","points":"4"},{"name":"良","points":"3","from":"2"}]"#];
            for scale in scales {
                let form = form(scale);
                let one = form.criteria().next().expect("one criterion");
                let kept = form.entry(one, &text);
                // What is kept stays what it is when it is entered again, unless it is still no score.
                let read = form.read_typed(one, &kept);
                if read.points.is_some() {
                    proptest::prop_assert_eq!(form.read_typed(one, &form.entry(one, &kept)).points, read.points);
                }
                // A text that read as a score without any entry still reads as the same one.
                let strict = form.read_score(one, &text);
                if strict.points.is_some() && !text.trim().starts_with(['-', '－']) {
                    proptest::prop_assert_eq!(read.points, strict.points);
                }
                // What is altered is a score; what is no score is not altered.
                proptest::prop_assert!(kept == text || read.points.is_some());
                let tenths = Points::new(rust_decimal::Decimal::new(lost, 1));
                let entered = form.read_typed(one, &form.entry(one, &format!("-{tenths}")));
                if let Some(points) = entered.points {
                    proptest::prop_assert_eq!(one.max.minus(tenths), Some(points));
                }
            }
        }
    }
}
