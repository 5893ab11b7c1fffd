//! How the statistics of a panel look in a terminal: the figures of every report and expert, the coefficients with a
//! sentence each, what is not shown and why, and by which rules all of it was made.

use crate::print::{items, or_dash, rows, said, text};
use crate::terminal::{line, say, table, table_of};
use serde_json::Value;
use tongping_core::locale;

/// The statistics as a reply has them.
pub(crate) fn print(found: &Value) {
    line(&said("cli.statistics.head", found, &["experts", "reports", "totals", "missing", "full"]));
    line("");
    if found["step"] == "raw" {
        raw_totals(found);
    } else {
        reports(found);
        flags(found);
        experts(found);
    }
    coefficients(found);
    leave_one_out(found);
    withheld(found);
    readings(found);
    line("");
    say("cli.statistics.missing", []);
    say("cli.statistics.rounding", []);
    if found["step"] != "raw" {
        line(&said("cli.statistics.far", found, &["points_limit"]));
    }
    say("cli.statistics.purpose", []);
}

/// Every statistic by its name in the literature, or why it has no value.
pub(crate) fn every(found: &Value) {
    let why = |figure: &Value| locale::text(&format!("withheld.{}", text(figure, "why"))).to_owned();
    let value = |figure: &Value| if figure["value"].is_null() { why(figure) } else { text(figure, "value") };
    let body: Vec<_> = items(found).iter().map(|figure| vec![text(figure, "name"), value(figure)]).collect();
    table("cli.statistics.every_head", &body);
}

/// A report by its number and title, or by what the table calls it.
fn name(report: &Value) -> String {
    [text(report, "no"), text(report, "title")].join(" ").trim().to_owned()
}

/// With one or two experts: what each gave, and the difference.
fn raw_totals(found: &Value) {
    let names: Vec<String> = rows(&found["per_expert"], &["name"]).into_iter().flatten().collect();
    let (report, difference) = (locale::text("cli.statistics.report"), locale::text("cli.statistics.difference"));
    let head: Vec<&str> = [report].into_iter().chain(names.iter().map(String::as_str)).chain([difference]).collect();
    let dash = locale::text("cli.dash");
    let body = items(&found["per_report"]).iter().map(|report| {
        let given = items(&report["given"]).iter().map(|cell| cell.as_str().unwrap_or(dash).to_owned());
        [name(report)].into_iter().chain(given).chain([or_dash(report, "difference")]).collect()
    });
    table_of(&head, &body.collect::<Vec<_>>());
}

fn reports(found: &Value) {
    let body = items(&found["per_report"]).iter().map(|report| {
        // Of two totals the range is their difference, and that is what they have.
        let range = if report["range"].is_null() { "difference" } else { "range" };
        let fields = ["n", "mean", "median", range, "trimmed_mean", "adjusted"];
        [name(report)].into_iter().chain(fields.map(|field| or_dash(report, field))).collect()
    });
    table("cli.statistics.reports_head", &body.collect::<Vec<_>>());
    line("");
}

fn flags(found: &Value) {
    let fields = ["expert", "given", "others", "distance", "modified_z"];
    let body: Vec<Vec<String>> = items(&found["per_report"])
        .iter()
        .flat_map(|report| items(&report["flags"]).iter().map(move |flag| (report, flag)))
        .map(|(report, flag)| {
            let rules = [("by_points", "cli.statistics.by_points"), ("by_modified_z", "cli.statistics.by_modified_z")];
            let passed = rules.iter().filter(|(rule, _)| flag[*rule] == true).map(|(_, key)| locale::text(key));
            let rules = passed.collect::<Vec<_>>().join(locale::text("cli.comma"));
            let cells = fields.iter().map(|field| or_dash(flag, field));
            [name(report)].into_iter().chain(cells).chain([rules]).collect()
        })
        .collect();
    if !body.is_empty() {
        table("cli.statistics.flags_head", &body);
        line("");
    }
}

fn experts(found: &Value) {
    let fields = ["name", "n", "mean", "severity"];
    let body = items(&found["per_expert"]).iter().map(|expert| fields.map(|field| or_dash(expert, field)).to_vec());
    table("cli.statistics.experts_head", &body.collect::<Vec<_>>());
    if items(&found["per_expert"]).iter().any(|expert| !expert["severity"].is_null()) {
        method("severity");
    }
}

fn method(statistic: &str) {
    say("cli.statistics.method", [("method", locale::text(&["method.", statistic].concat()))]);
}

fn coefficients(found: &Value) {
    for one in items(&found["coefficients"]) {
        line("");
        let statistic = text(one, "statistic");
        let (value, reports, totals) = (text(one, "value"), text(one, "reports"), text(one, "totals"));
        let name = locale::text(&["statistic.", &statistic].concat()).to_owned();
        say(
            "cli.statistics.coefficient",
            [("name", name.as_str()), ("value", value.as_str()), ("reports", &reports), ("totals", &totals)],
        );
        if !one["low"].is_null() {
            line(&said("cli.statistics.interval", one, &["low", "high"]));
        }
        if let Some(why) = one["interval_withheld"].as_str() {
            say("cli.statistics.no_interval", [("why", locale::text(&["withheld.", why].concat()))]);
        }
        if !one["p"].is_null() {
            line(&said("cli.statistics.test", one, &["chi_squared", "df", "p"]));
        }
        method(&statistic);
    }
}

fn leave_one_out(found: &Value) {
    if items(&found["leave_one_out"]).is_empty() {
        return;
    }
    line("");
    let body = items(&found["leave_one_out"]).iter().map(|one| {
        let first =
            if one["first_changes"] == true { "cli.statistics.first_changes" } else { "cli.statistics.first_stays" };
        let first = locale::text(first).to_owned();
        vec![text(one, "expert"), first, text(one, "largest_move"), or_dash(one, "correlation")]
    });
    table("cli.statistics.leave_one_out_head", &body.collect::<Vec<_>>());
    method("leave_one_out");
}

/// A code of a reply with its values, in words.
fn sentence(family: &str, coded: &Value) -> String {
    let params = coded["params"].as_object().cloned().unwrap_or_default();
    let pairs = params.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()));
    locale::fill(&[family, &text(coded, "code")].concat(), pairs)
}

/// What is not shown, together where the reason is the same.
fn withheld(found: &Value) {
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for one in items(&found["withheld"]) {
        let why = sentence("withheld.", one);
        let name = locale::text(&["statistic.", &text(one, "statistic")].concat()).to_owned();
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) => names.push(name),
            None => reasons.push((why, vec![name])),
        }
    }
    for (why, names) in reasons {
        line("");
        let names = names.join(locale::text("cli.comma"));
        say("cli.statistics.withheld", [("names", names.as_str()), ("why", why.as_str())]);
    }
}

fn readings(found: &Value) {
    for (place, reading) in items(&found["readings"]).iter().enumerate() {
        if place == 0 {
            line("");
            say("cli.statistics.readings", []);
        }
        say("cli.statistics.reading", [("reading", sentence("reading.", reading).as_str())]);
    }
}
