//! The tally of a score table without a workspace: a form, a table, a result.

use crate::domain::form::{Form, Missing, Rule, TallyRules};
use crate::domain::tally::{self, Ballot, NoTally, Tally};
use crate::error::{Error, Result};
use crate::locale;

/// Tallies ballots by the form's own rules, or by another rule and policy of the caller's choice.
pub fn run(form: &Form, ballots: &[Ballot], rule: Option<Rule>, missing: Option<Missing>) -> Result<Tally> {
    let own = form.tally.clone();
    let rules = TallyRules { rule: rule.unwrap_or(own.rule), missing: missing.unwrap_or(own.missing), ..own };
    if rules.rule == Rule::Weighted && ballots.iter().any(|ballot| ballot.kind.is_empty()) {
        return Err(Error::refused("tally_needs_kinds"));
    }
    tally::tally(form, &rules, ballots).map_err(no_tally)
}

/// Why there is no result, as an error of the application.
pub(crate) fn no_tally(why: NoTally) -> Error {
    match why {
        NoTally::Missing(problems) => Error::Invalid(problems),
        NoTally::TooFew { n, least } => {
            Error::refused_with("panel_too_small", [("n", n.to_string()), ("least", least.to_string())])
        }
    }
}

/// The rule in words, as it is printed: what was done, how missing scores and the last place were treated.
pub fn in_words(tally: &Tally, rules: &TallyRules) -> String {
    let (applied, level) = (locale::text(tally.applied.word()), locale::text(tally.level.word()));
    let missing = locale::text(tally.missing.word());
    let rounding = locale::text(rules.rounding.word());
    let (n, places) = (tally.n.to_string(), tally.places.to_string());
    let by_panel = if tally.rule == Rule::ByPanel { locale::text("rule.by_panel_prefix") } else { "" };
    locale::fill(
        "rule.sentence",
        [
            ("by_panel", by_panel),
            ("applied", applied),
            ("n", n.as_str()),
            ("level", level),
            ("places", places.as_str()),
            ("rounding", rounding),
            ("missing", missing),
        ],
    )
}
