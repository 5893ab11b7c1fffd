//! Unified opinion sheets in a terminal, and what was said and done about a tally after the scores were in.

use super::{blocks, items, line, problem_lines, said, say, tally_value, text, with_id, word};
use crate::terminal::table;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tongping_core::domain::record::remark_label;
use tongping_core::domain::signal::Signal;
use tongping_core::locale;

/// Remarks of the signed opinions that a draft sheet neither uses nor refuses: id, label on paper, nature, problem,
/// suggestion.
pub(crate) fn unhandled(sheet: &Value, session: &Value, opinions: &Value) -> Vec<Vec<String>> {
    let handled: Vec<&Value> = items(&sheet["items"])
        .iter()
        .flat_map(|item| items(&item["sources"]))
        .chain(items(&sheet["unused"]).iter().map(|unused| &unused["remark"]))
        .collect();
    let recused = |opinion: &Value| {
        let same = |recusal: &&Value| recusal["member"] == opinion["member"] && recusal["report"] == opinion["report"];
        items(&session["recusals"]).iter().any(|recusal| same(&recusal))
    };
    let opinions = items(opinions).iter().map(|view| &view["opinion"]);
    opinions
        .filter(|opinion| !recused(opinion))
        .flat_map(|opinion| items(&opinion["remarks"]).iter().map(move |remark| (opinion, remark)))
        .filter(|(_, remark)| !handled.contains(&&remark["id"]))
        .map(|(opinion, remark)| {
            let seat = with_id(&session["members"], &opinion["member"])["seat"].as_i64().unwrap_or_default();
            let label = remark_label(seat, remark["no"].as_i64().unwrap_or_default());
            vec![text(remark, "id"), label, text(remark, "nature"), text(remark, "problem"), text(remark, "suggestion")]
        })
        .collect()
}

/// A sheet, and the remarks it has not handled yet.
pub(crate) fn sheet(view: &Value, unhandled: &[Vec<String>]) {
    let sheet = &view["sheet"];
    let id = text(sheet, "id");
    let head = json!({
        "id": sheet["id"], "version": sheet["version"], "state": word("cli.state.", &text(sheet, "state")),
        "total": view["tally"]["total"], "grade": view["tally"]["grade"], "conclusion": sheet["conclusion"],
        "suggested": view["suggested"], "check_code": view["check_code"],
    });
    let fields = ["id", "version", "state", "total", "grade", "conclusion", "suggested", "check_code"];
    line(&said("cli.sheet.head", &head, &fields));
    line(&said("cli.sheet.rule", view, &["rule_words"]));
    line("");
    let fields = ["id", "no", "theme", "problem", "suggestion", "nature"];
    let body = items(&sheet["items"]).iter().map(|item| {
        let sources = items(&item["sources"]).iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        fields.iter().map(|field| text(item, field)).chain([sources]).collect()
    });
    table("cli.sheet.items_head", &body.collect::<Vec<_>>());
    for unused in items(&sheet["unused"]) {
        line(&said("cli.sheet.unused", unused, &["remark", "reason"]));
    }
    for dissent in items(&sheet["dissents"]) {
        line(&said("cli.sheet.dissent", dissent, &["member", "text"]));
    }
    if !unhandled.is_empty() {
        line("");
        say("cli.sheet.unhandled", [("id", id.as_str())]);
        table("cli.sheet.unhandled_head", unhandled);
    }
    settled(view);
    line("");
    // The table above names every unhandled remark with its id.
    let listed = |problem: &&Value| unhandled.is_empty() || problem["code"] != "remark_unhandled";
    problem_lines(items(&view["problems"]).iter().filter(listed));
    match sheet["state"].as_str() {
        Some("draft") if !blocks(&view["problems"]) => say("cli.sheet.next_draft", [("id", id.as_str())]),
        Some("final") => say("cli.sheet.next_final", [("id", id.as_str())]),
        _ => {}
    }
}

/// The tally of a report with its signals, agreed scores, lock and corrections.
pub(crate) fn dispute(view: &Value) {
    tally_value(&view["tally"]);
    line(&said("cli.sheet.rule", view, &["rule_words"]));
    settled(view);
    if items(&view["signals"]).is_empty() {
        line(locale::text("cli.dispute.calm"));
    }
    let next = if view["locked"].is_null() { "cli.dispute.next_open" } else { "cli.dispute.next_locked" };
    line(&said(next, view, &["report"]));
}

/// Signals, agreed scores, the lock and corrections, as far as there are any.
fn settled(view: &Value) {
    for signal in items(&view["signals"]) {
        let own = |name: &str| signal[name].as_str().map(str::to_owned);
        let params: BTreeMap<String, String> = serde_json::from_value(signal["params"].clone()).unwrap_or_default();
        let signal = Signal { criterion: own("criterion"), params, ..Signal::new(&text(signal, "code")) };
        say("cli.dispute.signal", [("signal", locale::signal(&signal).as_str())]);
    }
    for agreed in items(&view["agreed"]) {
        line(&said("cli.dispute.agreed", agreed, &["criterion", "name", "agreed", "mean", "reason", "minority"]));
    }
    if !view["locked"].is_null() {
        line(&said("cli.dispute.locked", &view["locked"], &["at", "check_code"]));
    }
    for correction in items(&view["corrections"]) {
        let mut shown = correction.clone();
        shown["ground"] = word("ground.", &text(correction, "ground")).into();
        let fields = ["at", "expert", "criterion", "name", "old", "new", "ground", "reason", "actor", "witness"];
        line(&said("cli.dispute.correction", &shown, &fields));
    }
}

#[cfg(test)]
mod tests {
    use super::unhandled;
    use serde_json::json;

    #[test]
    fn the_unhandled_remarks_are_those_neither_used_nor_refused_nor_by_a_recused_member() {
        let sheet = json!({ "items": [{ "sources": [1] }], "unused": [{ "remark": 2 }] });
        let session = json!({
            "members": [{ "id": 7, "seat": 1 }, { "id": 8, "seat": 2 }],
            "recusals": [{ "member": 8, "report": 1 }],
        });
        let remark =
            |id: i64, no: i64| json!({ "id": id, "no": no, "problem": "甲", "suggestion": "乙", "nature": "必须修改" });
        let opinions = json!([
            { "opinion": { "report": 1, "member": 7, "remarks": [remark(1, 1), remark(2, 2), remark(3, 3)] } },
            { "opinion": { "report": 1, "member": 8, "remarks": [remark(4, 1)] } },
        ]);
        assert_eq!(unhandled(&sheet, &session, &opinions), [["3", "E01-03", "必须修改", "甲", "乙"]]);
    }
}
