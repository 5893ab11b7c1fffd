//! A score as it was typed: points, a named choice, counted deductions or 不适用, read against its criterion. What does
//! not fit is kept as typed by the caller and counts nowhere.

use super::exact::Exact;
use super::form::{Choice, Criterion, Deduction, Form, shown};
use super::number::{FRACTION_DIGITS, Points, Rounding};
use super::problem::{Place, Problem};
use serde::Serialize;

mod entry;

/// How a criterion that does not apply is written.
pub const NOT_APPLICABLE: &str = "不适用";
/// Most deductions of one kind: more is a slip of the hand.
const MOST_COUNTED: u32 = 9_999;

/// What became of a typed score.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadScore {
    /// The points of the criterion, if the text fits it.
    pub points: Option<Points>,
    /// The choice the points stand for; none where there are no choices.
    pub choice: Option<String>,
    /// Declared 不适用 where the criterion allows it.
    pub not_applicable: bool,
    /// The deductions that were counted, with their arithmetic.
    pub deducted: Vec<Deducted>,
    /// Why it does not fit.
    pub problems: Vec<Problem>,
}

/// One line of the arithmetic of a score by deductions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Deducted {
    /// What was counted.
    pub name: String,
    /// How many; none = the points were entered themselves.
    pub count: Option<u32>,
    /// What one of them is called.
    pub unit: String,
    /// Points for each.
    pub each: Points,
    /// Points taken, at most the deduction's own limit.
    pub taken: Points,
}

impl ReadScore {
    fn of(points: Points) -> Self {
        Self { points: Some(points), ..Self::default() }
    }

    fn wrong(problem: Problem) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }

    /// Whether the criterion has been dealt with: valid points, or 不适用.
    pub fn is_settled(&self) -> bool {
        self.points.is_some() || self.not_applicable
    }

    /// What stands in the place of points where points alone do not say it: the choice, or 不适用.
    pub fn mark(&self) -> Option<&str> {
        if self.not_applicable { Some(NOT_APPLICABLE) } else { self.choice.as_deref() }
    }

    /// The points lost by deductions before the floor of nought, if the score was counted that way.
    pub fn lost(&self) -> Option<Exact> {
        (!self.deducted.is_empty()).then(|| self.deducted.iter().map(|line| Exact::from(line.taken)).sum())
    }
}

impl Form {
    /// Reads a typed score of one of the form's criteria.
    pub fn read_score(&self, criterion: &Criterion, text: &str) -> ReadScore {
        criterion.read(text, self.step_of(criterion))
    }
}

impl Criterion {
    /// Reads a typed score against this criterion. A blank text is no score and no problem; a choice may be written by
    /// its name; counted deductions begin with `×` (`×2`, or `×2、0、1` where there are several).
    pub fn read(&self, text: &str, step: Points) -> ReadScore {
        let text = text.trim();
        if text.is_empty() {
            return ReadScore::default();
        }
        if is_not_applicable(text) {
            return if self.optional {
                ReadScore { not_applicable: true, ..ReadScore::default() }
            } else {
                ReadScore::wrong(Problem::error("score_not_optional", self.place()))
            };
        }
        if let Some(choice) = self.choices.iter().find(|choice| choice.is_called(text)) {
            return ReadScore { choice: Some(choice.name.clone()), ..ReadScore::of(choice.points) };
        }
        match counts_of(text) {
            Some(counts) if !self.deductions.is_empty() => self.read_counts(text, counts, step),
            Some(_) | None => self.read_points(text, step),
        }
    }

    fn place(&self) -> Place {
        Place::criterion(self.id.as_str())
    }

    fn read_points(&self, text: &str, step: Points) -> ReadScore {
        let wrong = |problem: Problem| ReadScore::wrong(problem.with("text", shown(text)));
        let points = match Points::read(text) {
            Ok(points) => points,
            Err(why) => return wrong(self.not_a_score(why.code())),
        };
        if points > self.max {
            return wrong(Problem::error("score_above_max", self.place()).with("max", self.max));
        }
        if !self.choices.is_empty() {
            return match self.choices.iter().find(|choice| choice.admits(points)) {
                // A range is walked in steps; both its ends are always reachable.
                Some(choice) if choice.points == points || choice.from == Some(points) || points.on_step(step) => {
                    ReadScore { choice: Some(choice.name.clone()), ..ReadScore::of(points) }
                }
                Some(_) => wrong(self.off_step(step)),
                None => wrong(self.not_a_choice()),
            };
        }
        if !self.reaches(points, step) {
            let problem = if self.deductions.is_empty() { self.off_step(step) } else { self.not_by_deductions() };
            return wrong(problem);
        }
        ReadScore::of(points)
    }

    /// What is wrong with a text that is no number: where names are expected, they are told.
    fn not_a_score(&self, code: &'static str) -> Problem {
        if self.choices.is_empty() || code == "number_negative" {
            Problem::error(code, self.place())
        } else {
            self.not_a_choice()
        }
    }

    fn off_step(&self, step: Points) -> Problem {
        Problem::error("score_off_step", self.place()).with("step", step).with("max", self.max)
    }

    fn not_a_choice(&self) -> Problem {
        // Where nothing is scored, every choice stands at nought: its points would say nothing.
        let is_scored = self.choices.iter().any(|choice| choice.points > Points::ZERO);
        let words = |choice: &Choice| if is_scored { choice.in_words() } else { choice.name.clone() };
        let names: Vec<_> = self.choices.iter().map(words).collect();
        Problem::error("score_not_a_choice", self.place()).with("choices", names.join("、"))
    }

    fn not_by_deductions(&self) -> Problem {
        let each: Vec<_> = self.deductions.iter().filter_map(|deduction| deduction.points).collect();
        let each: Vec<_> = each.iter().map(ToString::to_string).collect();
        Problem::error("score_not_by_deductions", self.place()).with("max", self.max).with("each", each.join("、"))
    }

    /// Full points and nought are always reachable, also where the maximum is no multiple of the step. By deductions,
    /// what is lost is a multiple of the largest number that divides all of them; a deduction entered in points walks
    /// in steps.
    fn reaches(&self, points: Points, step: Points) -> bool {
        if points == self.max || (points == Points::ZERO && !self.deductions.is_empty()) {
            return true;
        }
        if self.deductions.is_empty() {
            return points.on_step(step);
        }
        let grid = self.grid(step);
        let lost = self.max.millionths() - points.millionths();
        grid != 0 && lost % grid == 0
    }

    /// The nearest score above or below some points. Where deductions are counted, what is lost walks on their grid;
    /// elsewhere the points walk on the form's steps. Full points and nought are always on the way.
    fn step_from(&self, points: Points, step: Points, up: bool) -> Points {
        let (max, at) = (self.max.millionths(), points.millionths());
        let step_millionths = step.millionths().max(1);
        let next = match (self.grid(step), up) {
            (0, true) => (at.div_euclid(step_millionths) + 1) * step_millionths,
            (0, false) => (at - 1).div_euclid(step_millionths) * step_millionths,
            (grid, true) => max - (max - at - 1).div_euclid(grid) * grid,
            (grid, false) => max - ((max - at).div_euclid(grid) + 1) * grid,
        };
        Points::of_millionths(next.clamp(0, max))
    }

    /// The largest number of millionths that divides every deduction; nought where none are counted.
    fn grid(&self, step: Points) -> i128 {
        let each = self.deductions.iter().map(|deduction| deduction.points.unwrap_or(step).millionths());
        each.fold(0, common_divisor)
    }

    fn read_counts(&self, text: &str, counts: Vec<&str>, step: Points) -> ReadScore {
        let wrong = |problem: Problem| ReadScore::wrong(problem.with("text", shown(text)));
        if counts.len() != self.deductions.len() {
            let problem = Problem::error("score_counts_differ", self.place()).with("n", self.deductions.len());
            return wrong(problem.with("given", counts.len()));
        }
        let mut deducted = Vec::new();
        for (deduction, count) in self.deductions.iter().zip(counts) {
            match deduction.take(count, self.max, step) {
                Ok(line) => deducted.push(line),
                Err(code) => {
                    let names = Problem::error(code, self.place()).with("name", &deduction.name);
                    return wrong(names.with("most", deduction.most.unwrap_or(self.max)).with("step", step));
                }
            }
        }
        let lost: Exact = deducted.iter().map(|line| Exact::from(line.taken)).sum();
        let rest = Exact::from(self.max) - lost;
        let points = if rest < Exact::zero() { Points::ZERO } else { rest.round(FRACTION_DIGITS, Rounding::HalfUp) };
        ReadScore { deducted, ..ReadScore::of(points) }
    }
}

impl Deduction {
    /// One line of the arithmetic; an error is the code of the problem.
    fn take(&self, count: &str, max: Points, step: Points) -> Result<Deducted, &'static str> {
        let most = self.most.unwrap_or(max);
        let count = count.strip_suffix(self.unit.as_str()).unwrap_or(count).trim();
        let line =
            |count, each, taken| Deducted { name: self.name.clone(), count, unit: self.unit.clone(), each, taken };
        let Some(each) = self.points else {
            let points = Points::read(count).map_err(super::number::NotANumber::code)?;
            return match (points > most, points.on_step(step)) {
                (true, _) => Err("deduction_above_most"),
                (false, false) => Err("deduction_off_step"),
                (false, true) => Ok(line(None, points, points)),
            };
        };
        let number = Points::read(count).map_err(|_| "deduction_not_a_count")?;
        let whole = number.on_step(Points::new(rust_decimal::Decimal::ONE)).then(|| number.to_string().parse::<u32>());
        let Some(Ok(whole)) = whole else { return Err("deduction_not_a_count") };
        if whole > MOST_COUNTED {
            return Err("deduction_not_a_count");
        }
        let product = Exact::from(each) * Exact::count(whole as usize);
        let taken = if product > Exact::from(most) { most } else { product.round(FRACTION_DIGITS, Rounding::HalfUp) };
        Ok(line(Some(whole), each, taken))
    }
}

impl Choice {
    /// Whether it stands for these points: its own, or within the range down to its lowest.
    pub fn admits(&self, points: Points) -> bool {
        self.from.map_or(points == self.points, |from| from <= points && points <= self.points)
    }

    /// 是 and 否 may also be ticked.
    fn is_called(&self, text: &str) -> bool {
        let also: &[&str] = match self.name.as_str() {
            "是" => &["√", "✓", "☑", "符合"],
            "否" => &["×", "✗", "☒", "不符合"],
            _ => &[],
        };
        self.name == text || also.contains(&text)
    }

    /// Name and points, as a message lists them.
    pub fn in_words(&self) -> String {
        match self.from {
            Some(from) if from != self.points => format!("{} {from}～{}", self.name, self.points),
            Some(_) | None => format!("{} {}", self.name, self.points),
        }
    }
}

fn is_not_applicable(text: &str) -> bool {
    text == NOT_APPLICABLE || text.eq_ignore_ascii_case("n/a")
}

/// The counts of a text that begins with the sign of counting; none when it does not.
fn counts_of(text: &str) -> Option<Vec<&str>> {
    let sign = |c: char| matches!(c, '×' | '✕' | '*' | '＊' | 'x' | 'X' | 'ｘ');
    let rest = text.strip_prefix(sign)?;
    let parts = rest.split(['、', '，', ',', '；', ';']);
    Some(parts.map(|part| part.trim().trim_start_matches(sign).trim()).collect())
}

/// Greatest common divisor, by Euclid.
fn common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form_file;

    /// A form of one criterion, written as in a form file.
    pub(super) fn form(criterion: &str) -> Form {
        let text = format!(
            r#"{{"id":"F","version":"1","title":"试","total":"4","step":"0.5","tally":{{"missing":"renormalise"}},
                "groups":[{{"id":"1","name":"组","max":"4","criteria":[{{"id":"1.1","name":"项",{criterion}}}]}}]}}"#
        );
        let (form, problems) = form_file::examine(&text);
        form.unwrap_or_else(|| panic!("{problems:?}"))
    }

    /// What a text reads as: points, or the code of the problem; the mark after a slash.
    fn read(form: &Form, text: &str) -> String {
        let criterion = form.criteria().next().expect("one criterion");
        let read = form.read_score(criterion, text);
        let points = read.points.map_or_else(|| "-".to_owned(), |points| points.to_string());
        let said = read.problems.first().map_or(points, |problem| problem.code.to_owned());
        read.mark().map_or(said.clone(), |mark| format!("{said}/{mark}"))
    }

    fn table(criterion: &str, rows: &[(&str, &str)]) {
        let form = form(criterion);
        for (text, wanted) in rows {
            assert_eq!(read(&form, text), *wanted, "{text:?} on {criterion}");
        }
    }

    #[test]
    fn free_points_walk_in_steps_up_to_the_maximum() {
        table(
            r#""max":"4""#,
            &[
                ("", "-"),
                ("4", "4"),
                ("3.5", "3.5"),
                ("０", "0"),
                ("3.3", "score_off_step"),
                ("4.5", "score_above_max"),
                ("-1", "number_negative"),
                ("四", "number_not_digits"),
                ("不适用", "score_not_optional"),
                ("×2", "number_not_digits"),
            ],
        );
        table(
            r#""max":"4","step":"0.2""#,
            &[("3.8", "3.8"), ("3.9", "score_off_step"), ("3.9000001", "number_too_long")],
        );
    }

    #[test]
    fn what_does_not_apply_is_settled_without_points() {
        let form = form(r#""max":"4","optional":true"#);
        let read = form.read_score(form.criteria().next().expect("one"), " 不适用 ");
        assert!(read.is_settled() && read.points.is_none() && read.problems.is_empty());
        assert_eq!(read.mark(), Some(NOT_APPLICABLE));
    }

    #[test]
    fn both_ends_of_a_range_are_reachable() {
        table(
            r#""max":"4","choices":[{"name":"良","points":"3.85","from":"3.3"}]"#,
            &[("3.85", "3.85/良"), ("3.3", "3.3/良"), ("3.5", "3.5/良"), ("3.4", "score_off_step")],
        );
    }

    #[test]
    fn a_choice_is_named_or_given_in_points() {
        let scale = r#""max":"4","choices":[{"name":"优","points":"4"},{"name":"良","points":"3"},
                       {"name":"差","points":"1.5","from":"0"}]"#;
        table(
            scale,
            &[
                ("优", "4/优"),
                ("3", "3/良"),
                ("差", "1.5/差"),
                ("1", "1/差"),
                ("0", "0/差"),
                ("0.3", "score_off_step"),
                ("2", "score_not_a_choice"),
                ("中", "score_not_a_choice"),
                ("5", "score_above_max"),
            ],
        );
        table(
            r#""max":"4","yes_no":true"#,
            &[("是", "4/是"), ("√", "4/是"), ("×", "0/否"), ("不符合", "0/否"), ("4", "4/是")],
        );
    }

    #[test]
    fn what_is_no_choice_is_told_the_choices_and_their_points_only_where_there_are_points() {
        for (choices, wanted) in [
            (
                r#""max":"4","choices":[{"name":"优","points":"4"},{"name":"良","points":"3","from":"2"},
                   {"name":"差","points":"0"}]"#,
                "优 4、良 2～3、差 0",
            ),
            (r#""max":"0","choices":[{"name":"优","points":"0"},{"name":"良","points":"0"}]"#, "优、良"),
        ] {
            let form = form(choices);
            let one = form.criteria().next().expect("one criterion");
            for text in ["中", "-9"] {
                let problem = form.read_typed(one, text).problems.remove(0);
                let told = problem.params.iter().find(|(name, _)| *name == "choices").map(|(_, told)| told.as_str());
                assert_eq!((problem.code, told), ("score_not_a_choice", Some(wanted)), "{text:?}");
            }
        }
    }

    #[test]
    fn deductions_are_counted_down_to_nought() {
        // 每少一项扣 0.4 分，扣完为止 (domain rules §4.1, annex 8).
        let one = r#""max":"4","deductions":[{"name":"缺要素","points":"0.4","unit":"项"}]"#;
        table(
            one,
            &[
                ("×0", "4"),
                ("×2", "3.2"),
                ("×2项", "3.2"),
                ("x10", "0"),
                ("×11", "0"),
                ("3.2", "3.2"),
                ("3.1", "score_not_by_deductions"),
                ("0", "0"),
                ("×1.5", "deduction_not_a_count"),
                ("×-1", "deduction_not_a_count"),
                ("×10000", "deduction_not_a_count"),
                ("×1、2", "score_counts_differ"),
            ],
        );
        let three = r#""max":"4","deductions":[{"name":"语病","points":"0.5","most":"3"},
                       {"name":"排版","points":"0.2","most":"1"},{"name":"无归纳","most":"2"}]"#;
        table(
            three,
            &[
                ("×1、1、0", "3.3"),
                ("×9、9、0", "0"),
                ("×0、9、0", "3"),
                ("×0，0，1.5", "2.5"),
                ("×0、0、2.5", "deduction_above_most"),
                ("×0、0、0.3", "deduction_off_step"),
                ("×1、1", "score_counts_differ"),
            ],
        );
    }

    #[test]
    fn the_arithmetic_of_deductions_is_told() {
        let form = form(r#""max":"4","deductions":[{"name":"缺要素","points":"0.4","unit":"项","most":"2"}]"#);
        let read = form.read_score(form.criteria().next().expect("one"), "×6");
        let line = read.deducted.first().expect("a line");
        assert_eq!((line.count, line.taken.to_string().as_str()), (Some(6), "2"));
        assert_eq!(read.points.map(|points| points.to_string()), Some("2".to_owned()));
        assert_eq!(read.lost().map(|lost| lost.round(2, Rounding::HalfUp).to_string()), Some("2".to_owned()));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_points_outside_the_criterion(text in "[0-9×x.、不适用优是√項ａ０ -]{0,12}") {
            for scale in [r#""max":"4","optional":true"#, r#""max":"4","yes_no":true"#,
                r#""max":"4","deductions":[{"name":"a","points":"0.7"},{"name":"b"}]"#] {
                let form = form(scale);
                let read = form.read_score(form.criteria().next().expect("one"), &text);
                if let Some(points) = read.points {
                    proptest::prop_assert!(points >= Points::ZERO && points.to_string().len() < 9);
                    proptest::prop_assert!(points.value() <= rust_decimal::Decimal::from(4));
                }
                proptest::prop_assert!(text.trim().is_empty() || read.is_settled() || !read.problems.is_empty());
            }
        }
    }
}
