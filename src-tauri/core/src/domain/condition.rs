//! Every condition of a form in one place: which score needs a reason, which conclusion the points suggest, what must
//! hold across criteria.

use super::exact::Exact;
use super::form::{Check, CheckRule, Criterion, Form, Group, ReasonRule};
use super::number::Points;
use super::problem::{Place, Problem};
use super::tally::Tally;
use std::collections::HashMap;

/// What was reached, by group and criterion, as part of the form's total.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The total; none before anything was scored.
    pub total: Option<Points>,
    /// Any veto item ticked.
    pub vetoed: bool,
    /// Per id: points reached and points of what was scored; a group id that is a criterion's, too, is the criterion's.
    parts: HashMap<String, Part>,
    /// The level-one groups in order.
    groups: Vec<String>,
}

/// Points reached of points scored.
#[derive(Debug, Clone)]
struct Part {
    got: Exact,
    out_of: Exact,
}

impl Part {
    fn share(&self) -> Option<Exact> {
        self.got.clone() / self.out_of.clone()
    }
}

impl Standing {
    /// From one expert's points, in the order of the form's criteria.
    pub fn of_points(form: &Form, total: Option<Points>, points: &[Option<Points>], vetoed: bool) -> Self {
        let counted = form.criteria().zip(points);
        let counted = counted.filter_map(|(criterion, points)| {
            let worth = Exact::from(criterion.worth());
            Some((criterion.id.as_str(), Part { got: criterion.counted((*points)?), out_of: worth }))
        });
        Self::of_parts(form, total, counted.collect(), vetoed)
    }

    /// From a panel's result: the displayed values of criteria, and of level-one groups where these are the rows.
    pub fn of_tally(form: &Form, tally: &Tally, vetoed: bool) -> Self {
        let part = |line: &super::tally::Line| {
            Some(Part { got: Exact::from(line.value?.points()), out_of: Exact::from(line.max) })
        };
        let criteria = tally.criteria.iter().filter_map(|line| Some((line.id.as_str(), part(line)?)));
        let total = tally.total.map(super::number::Shown::points);
        let mut standing = Self::of_parts(form, total, criteria.collect(), vetoed);
        if tally.level == super::form::Level::Group {
            for line in &tally.rows {
                if let Some(part) = part(line) {
                    standing.parts.insert(line.id.clone(), part);
                }
            }
        }
        standing
    }

    fn of_parts(form: &Form, total: Option<Points>, criteria: HashMap<&str, Part>, vetoed: bool) -> Self {
        let mut parts = HashMap::new();
        for (group, _, _) in form.all_groups() {
            let below: Vec<&Part> =
                group.all_criteria().iter().filter_map(|criterion| criteria.get(criterion.id.as_str())).collect();
            if !below.is_empty() {
                let got = below.iter().map(|part| part.got.clone()).sum();
                let out_of = below.iter().map(|part| part.out_of.clone()).sum();
                parts.insert(group.id.clone(), Part { got, out_of });
            }
        }
        parts.extend(criteria.into_iter().map(|(id, part)| (id.to_owned(), part)));
        Self { total, vetoed, parts, groups: form.groups.iter().map(|group| group.id.clone()).collect() }
    }

    /// The share reached over several ids together; none when nothing of them was scored.
    fn share(&self, ids: &[String]) -> Option<Exact> {
        let parts: Vec<&Part> = ids.iter().filter_map(|id| self.parts.get(id)).collect();
        let got: Exact = parts.iter().map(|part| part.got.clone()).sum();
        let out_of: Exact = parts.iter().map(|part| part.out_of.clone()).sum();
        Part { got, out_of }.share()
    }

    fn points(&self, ids: &[String]) -> Exact {
        ids.iter().filter_map(|id| self.parts.get(id)).map(|part| part.got.clone()).sum()
    }
}

impl Criterion {
    /// What points count in the total: themselves, or their share of the weight.
    pub fn counted(&self, points: Points) -> Exact {
        match self.weight {
            None => points.into(),
            Some(weight) => (Exact::from(points) * weight.into() / Exact::from(self.max)).unwrap_or_else(Exact::zero),
        }
    }
}

impl Form {
    /// The conclusion that is suggested: the first whose threshold is reached and whose requirements hold; none when it
    /// is a hidden one. A ticked veto item always suggests the worst one (domain rules §4.3).
    pub fn suggested_conclusion(&self, standing: &Standing) -> Option<&str> {
        if standing.vetoed {
            return self.open_conclusions().last().map(|conclusion| conclusion.name.as_str());
        }
        let total = standing.total?;
        let holds = |of: &[String], share: Points| {
            let each: &[String] = if of.is_empty() { &standing.groups } else { of };
            each.iter()
                .all(|id| standing.share(std::slice::from_ref(id)).is_none_or(|reached| reached >= Exact::from(share)))
        };
        let found = self.conclusions.iter().find(|conclusion| {
            conclusion.from.is_some_and(|from| from <= total)
                && conclusion.requires.iter().all(|required| holds(&required.of, required.share))
        })?;
        (!found.hidden).then_some(found.name.as_str())
    }

    /// Whether points suggest a conclusion at all; where they never do, the panel's own needs no reason beside it.
    pub fn suggests_by_points(&self) -> bool {
        !self.unscored && self.conclusions.iter().any(|conclusion| conclusion.from.is_some())
    }

    /// Whether a conclusion is barred by a ticked veto item: the best one (domain rules §4.2: 不得为“通过”).
    pub fn barred_by_veto(&self, conclusion: &str) -> bool {
        self.conclusions.len() > 1 && self.conclusions.first().is_some_and(|best| best.name == conclusion)
    }

    /// The rule for reasons that holds for a criterion: its own, or the form's.
    pub fn reason_rule(&self, criterion: &Criterion) -> ReasonRule {
        criterion.reason.clone().unwrap_or_else(|| {
            let own = self.reason.clone().unwrap_or_default();
            ReasonRule { below_share: own.below_share.or(self.reason_below), ..own }
        })
    }

    /// Whether a score needs a reason.
    fn needs_reason(&self, criterion: &Criterion, points: Points) -> bool {
        let rule = self.reason_rule(criterion);
        let share = |share: Points| share.value() * criterion.max.value();
        rule.any_deduction && points < criterion.max
            || rule.below_share.is_some_and(|below| points.value() < share(below))
            || rule.above_share.is_some_and(|above| points.value() > share(above))
    }

    /// What is wrong with the reason of a score.
    pub fn check_reason(&self, criterion: &Criterion, points: Points, reason: &str) -> Option<Problem> {
        let place = || Place::criterion(criterion.id.as_str());
        let (rule, reason) = (self.reason_rule(criterion), reason.trim());
        let length = reason.chars().filter(|c| !c.is_whitespace()).count();
        let needed = self.needs_reason(criterion, points);
        if reason.is_empty() {
            return if needed {
                Some(Problem::error("reason_required", place()).with("points", points))
            } else if points < criterion.max {
                Some(Problem::warning("reason_advised", place()).with("points", points))
            } else {
                None
            };
        }
        if needed && length < rule.min_length as usize {
            let problem = Problem::error("reason_too_short", place()).with("length", length);
            return Some(problem.with("least", rule.min_length));
        }
        (needed && rule.page && !names_a_page(reason)).then(|| Problem::warning("reason_without_page", place()))
    }

    /// What does not hold across criteria, for what was scored. Conditions on the form itself are `Form::check`'s.
    pub fn check_across(&self, standing: &Standing) -> Vec<Problem> {
        let broken = |check: &&Check| !check.holds(standing);
        self.checks.iter().filter(broken).map(|check| check.problem(Place::Whole)).collect()
    }

    /// The groups and criteria an id may name.
    pub fn has_part(&self, id: &str) -> bool {
        self.criterion(id).is_some() || self.group(id).is_some()
    }

    /// The group of that id, on any level.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.all_groups().into_iter().map(|(group, _, _)| group).find(|group| group.id == id)
    }

    /// The full points of a group or a criterion within the total.
    fn full_points(&self, id: &str) -> Option<Points> {
        self.criterion(id).map(Criterion::worth).or_else(|| self.group(id).map(|group| group.max))
    }
}

impl Check {
    /// A condition whose parts were not scored yet is not broken.
    fn holds(&self, standing: &Standing) -> bool {
        let all_scored = |ids: &[String]| ids.iter().all(|id| standing.parts.contains_key(id));
        if !all_scored(&self.of) || !all_scored(&self.than) {
            return true;
        }
        let limit = |points: Option<Points>| points.map(Exact::from);
        match self.rule {
            CheckRule::FullAtLeast | CheckRule::FullAtMost => true,
            CheckRule::PointsAtLeast => limit(self.points).is_none_or(|least| standing.points(&self.of) >= least),
            CheckRule::PointsAtMost => limit(self.points).is_none_or(|most| standing.points(&self.of) <= most),
            CheckRule::ShareNotAbove => match (standing.share(&self.of), standing.share(&self.than)) {
                (Some(of), Some(than)) => of <= than,
                _ => true,
            },
            CheckRule::IfBelowAtMost => {
                let below = standing.share(&self.of).zip(limit(self.share)).is_some_and(|(got, share)| got < share);
                let above = standing.share(&self.than).zip(limit(self.limit)).is_some_and(|(got, most)| got > most);
                !(below && above)
            }
        }
    }

    /// Whether a condition on the form itself holds: the full points of what it names.
    pub(super) fn holds_for(&self, form: &Form) -> bool {
        let full: Exact = self.of.iter().filter_map(|id| form.full_points(id)).map(Exact::from).sum();
        let limit = self.points.map(Exact::from);
        match self.rule {
            CheckRule::FullAtLeast => limit.is_none_or(|least| full >= least),
            CheckRule::FullAtMost => limit.is_none_or(|most| full <= most),
            CheckRule::PointsAtLeast
            | CheckRule::PointsAtMost
            | CheckRule::ShareNotAbove
            | CheckRule::IfBelowAtMost => true,
        }
    }

    pub(super) fn problem(&self, place: Place) -> Problem {
        let problem =
            if self.warn { Problem::warning("check_broken", place) } else { Problem::error("check_broken", place) };
        problem.with("message", &self.message).with("of", self.of.join("、"))
    }
}

/// Whether a text names a page: P23, 第 23 页, 23 页, 页码 23.
fn names_a_page(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let digit_near = |at: usize| {
        let near = |i: usize| chars.get(i).is_some_and(|c| c.is_numeric());
        let skip =
            |i: usize| if chars.get(i).is_some_and(|c| c.is_whitespace() || *c == '.' || *c == '码') { 1 } else { 0 };
        let back = at.checked_sub(1).map(|before| before - if before > 0 { skip(before) } else { 0 });
        near(at + 1 + skip(at + 1)) || back.is_some_and(near)
    };
    chars.iter().enumerate().any(|(at, c)| matches!(c, 'p' | 'P' | 'ｐ' | 'Ｐ' | '页') && digit_near(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form_file;

    fn points(text: &str) -> Points {
        Points::read(text).expect("a number")
    }

    /// Two groups of 60 and 40; the rest of the form is given.
    fn form(rest: &str) -> Form {
        let text = format!(
            r#"{{"id":"F","version":"1","title":"试","total":"100","step":"1",{rest}"groups":[
              {{"id":"A","name":"产出","max":"60","criteria":[{{"id":"A1","name":"数量","max":"40"}},{{"id":"A2","name":"质量","max":"20"}}]}},
              {{"id":"B","name":"过程","max":"40","criteria":[{{"id":"B1","name":"管理","max":"40"}}]}}]}}"#
        );
        form_file::read(&text).expect("a good form").0
    }

    fn standing(form: &Form, given: [&str; 3]) -> Standing {
        let given: Vec<_> = given.iter().map(|text| Points::read(text).ok()).collect();
        let total = given.iter().flatten().map(|points| points.value()).sum();
        Standing::of_points(form, Some(Points::new(total)), &given, false)
    }

    #[test]
    fn a_conclusion_asks_for_its_threshold_and_for_every_group() {
        // Domain rules §3.5: any dimension below 60 % bars the best conclusion, a failed one of some the second as well.
        let form = form(
            r#""conclusions":[{"name":"支持","from":"85","requires":[{"share":"0.6"}]},
               {"name":"完善后支持","from":"60","requires":[{"of":["B"],"share":"0.6"}]},{"name":"不支持","from":"0"}],"#,
        );
        for (given, wanted) in [
            (["40", "20", "40"], "支持"),
            (["40", "20", "24"], "完善后支持"),
            (["40", "20", "25"], "支持"),
            (["40", "20", "23"], "不支持"),
            (["10", "10", "40"], "完善后支持"),
            (["0", "0", "0"], "不支持"),
        ] {
            assert_eq!(form.suggested_conclusion(&standing(&form, given)), Some(wanted), "{given:?}");
        }
        let vetoed = Standing { vetoed: true, ..standing(&form, ["40", "20", "40"]) };
        assert_eq!(form.suggested_conclusion(&vetoed), Some("不支持"));
    }

    #[test]
    fn a_reason_is_asked_for_by_the_rule_of_the_form_or_of_the_criterion() {
        let form = form(r#""reason_below":"0.6","reason":{"above_share":"0.9","min_length":4,"page":true},"#);
        let criterion = form.criterion("A1").expect("there");
        for (given, reason, wanted) in [
            ("24", "", Some("reason_advised")),
            ("23", "", Some("reason_required")),
            ("37", "", Some("reason_required")),
            ("36", "", Some("reason_advised")),
            ("23", "证据 不", Some("reason_too_short")),
            ("23", "缺少佐证", Some("reason_without_page")),
            ("23", "见P12，缺少佐证", None),
            ("23", "第12页缺少佐证", None),
            ("30", "略", None),
        ] {
            let found = form.check_reason(criterion, points(given), reason).map(|problem| problem.code);
            assert_eq!(found, wanted, "{given} {reason:?}");
        }
        let mut own = form.clone();
        own.groups[0].criteria[0].reason = Some(ReasonRule { any_deduction: true, ..ReasonRule::default() });
        let criterion = own.criterion("A1").expect("there");
        assert!(own.needs_reason(criterion, points("39")) && !own.needs_reason(criterion, points("40")));
    }

    #[test]
    fn conditions_across_criteria_hold_or_are_told_in_the_authors_words() {
        let form = form(
            r#""checks":[{"rule":"points_at_least","of":["A"],"points":"30","message":"一"},
               {"rule":"points_at_most","of":["A1","B1"],"points":"70","message":"二"},
               {"rule":"share_not_above","of":["A2"],"than":["A1"],"message":"三"},
               {"rule":"if_below_at_most","of":["B"],"share":"0.5","than":["A"],"limit":"0.8","warn":true,"message":"四"}],"#,
        );
        let broken = |given| -> Vec<String> {
            let found = form.check_across(&standing(&form, given));
            found
                .iter()
                .flat_map(|problem| &problem.params)
                .filter(|(name, _)| *name == "message")
                .map(|p| p.1.clone())
                .collect()
        };
        assert_eq!(broken(["30", "15", "30"]), Vec::<String>::new());
        assert_eq!(broken(["10", "10", "30"]), ["一", "三"]);
        assert_eq!(broken(["40", "20", "40"]), ["二"]);
        assert_eq!(broken(["40", "10", "19"]), ["四"]);
        assert_eq!(broken(["40", "20", ""]), Vec::<String>::new(), "what is not scored yet breaks nothing");
    }

    #[test]
    fn a_condition_on_the_form_is_told_when_the_form_is_checked() {
        let text = |least: &str| {
            format!(
                r#"{{"id":"F","version":"1","title":"试","total":"100","step":"1",
                  "checks":[{{"rule":"full_at_least","of":["A","B"],"points":"{least}","message":"产出与效益不低于{least}分"}}],
                  "groups":[{{"id":"A","name":"产出","max":"30","criteria":[{{"id":"A1","name":"数量","max":"30"}}]}},
                   {{"id":"B","name":"效益","max":"30","criteria":[{{"id":"B1","name":"满意","max":"30"}}]}},
                   {{"id":"C","name":"过程","max":"40","criteria":[{{"id":"C1","name":"管理","max":"40"}}]}}]}}"#
            )
        };
        assert!(form_file::read(&text("60")).is_ok());
        let Err(crate::error::Error::Invalid(found)) = form_file::read(&text("61")) else { panic!("61 was accepted") };
        assert_eq!(found.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["check_broken"]);
    }

    #[test]
    fn a_weight_turns_points_into_shares_of_the_total() {
        let text = r#"{"id":"F","version":"1","title":"试","total":"100","step":"1","groups":[
            {"id":"A","name":"甲","max":"30","criteria":[{"id":"A1","name":"一","max":"100","weight":"30"}]},
            {"id":"B","name":"乙","max":"70","criteria":[{"id":"B1","name":"二","max":"10","weight":"70"}]}]}"#;
        let form = form_file::read(text).expect("a good form").0;
        assert!(form.is_weighted());
        let counted = |id: &str, given| form.criterion(id).expect("there").counted(points(given));
        assert_eq!(counted("A1", "90"), Exact::from(points("27")));
        assert_eq!(counted("B1", "9"), Exact::from(points("63")));
    }
}
