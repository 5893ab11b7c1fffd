//! What the words for setting a session up do: lists are read, shown and taken in; a panel is drawn and locked.

use super::{Access, Door};
use crate::args::setup::{Draw, List, LockPanel};
use crate::print;
use crate::terminal;
use serde_json::{Value, json};
use tongping_core::domain::problem::{Place, Problem};
use tongping_core::error::{Error, Result};
use tongping_core::locale;

/// Takes a list of reports in, or only checks it.
pub(super) fn reports(door: &Door, session: i64, list: &List) -> Result<()> {
    let args = json!({ "session": session, "path": list.file });
    let heads = heads(door, "report_list_read", args, list)?;
    match heads {
        Some(heads) => {
            door.show(Access::Work, "reports_add", json!({ "session": session, "heads": heads }), print::session)
        }
        None => Ok(()),
    }
}

/// Takes a list of experts in, or only checks it.
pub(super) fn experts(door: &Door, list: &List) -> Result<()> {
    let heads = heads(door, "expert_list_read", json!({ "path": list.file }), list)?;
    match heads {
        Some(heads) => door.show(Access::Work, "experts_add", json!({ "heads": heads }), print::experts),
        None => Ok(()),
    }
}

/// What a list holds; none where it was only to be checked. Errors refuse it with every line.
fn heads(door: &Door, name: &str, args: Value, list: &List) -> Result<Option<Vec<Value>>> {
    let reply = door.call(Access::Look, name, args)?;
    let view = &reply["value"];
    let lines: Vec<(bool, String)> = view["problems"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| {
            let words = [&one["place"], &one["sentence"]].map(|part| part.as_str().unwrap_or_default());
            (one["severity"] == "error", words.join(" ").trim().to_owned())
        })
        .collect();
    if view["can_add"] == false {
        let problem = |(_, line): &(bool, String)| Problem::error("list_line", Place::Whole).with("text", line);
        return Err(Error::Invalid(lines.iter().filter(|(is_error, _)| *is_error).map(problem).collect()));
    }
    if list.check && door.json {
        print::json(&reply);
    } else if !door.json {
        lines.iter().for_each(|(_, line)| terminal::line(line));
        let n = view["rows"].as_array().map_or(0, Vec::len).to_string();
        terminal::line(&locale::fill("cli.list_read", [("n", n.as_str())]));
    }
    let heads = view["rows"].as_array().into_iter().flatten().map(|row| row["head"].clone());
    Ok((!list.check).then(|| heads.collect()))
}

fn quotas(draw: &Draw) -> Result<Value> {
    if draw.quotas.is_empty() {
        return Ok(json!([{ "kind": "", "field": "", "count": draw.count }]));
    }
    let read = |text: &String| {
        let (kind, count) = text.split_once('=')?;
        Some(json!({ "kind": kind.trim(), "field": "", "count": count.trim().parse::<u32>().ok()? }))
    };
    let wrong =
        |text: &String| Error::invalid(Problem::error("quota_unreadable", Place::field("quotas")).with("text", text));
    draw.quotas.iter().map(|text| read(text).ok_or_else(|| wrong(text))).collect::<Result<Vec<_>>>().map(Value::from)
}

/// Draws and shows; nothing is written.
pub(super) fn draw(door: &Door, draw: &Draw) -> Result<()> {
    let args = json!({ "session": draw.session, "quotas": quotas(draw)?, "left_out": [], "seed": draw.seed });
    door.show(Access::Look, "panel_draw", args, shown)
}

fn shown(drawn: &Value) {
    let text = |name: &str| drawn[name].as_str().unwrap_or_default().to_owned();
    let names = |name: &str| {
        let list = drawn[name].as_array().into_iter().flatten();
        list.map(|one| format!("{} {}", one["expert"], one["name"].as_str().unwrap_or_default()))
            .collect::<Vec<_>>()
            .join("、")
    };
    let candidates = drawn["candidates"].as_array().map_or(0, Vec::len).to_string();
    let (selected, reserves, seed, algorithm) = (names("selected"), names("reserves"), text("seed"), text("algorithm"));
    let words = [
        ("selected", selected.as_str()),
        ("reserves", reserves.as_str()),
        ("seed", seed.as_str()),
        ("algorithm", algorithm.as_str()),
        ("n", candidates.as_str()),
    ];
    terminal::line(&locale::fill("cli.drawn", words));
    for one in drawn["excluded"].as_array().into_iter().flatten() {
        let part = |name: &str| one[name].as_str().unwrap_or_default();
        terminal::line(&locale::fill("cli.not_drawn", [("name", part("name")), ("ground", part("ground"))]));
    }
    drawn["warnings"].as_array().into_iter().flatten().filter_map(Value::as_str).for_each(terminal::line);
}

/// Draws again and seats those selected, with the recusals that the names of units propose.
pub(super) fn lock(door: &Door, lock: &LockPanel) -> Result<()> {
    let (draw, quotas) = (&lock.draw, quotas(&lock.draw)?);
    let args = json!({ "session": draw.session, "quotas": quotas, "left_out": [], "seed": draw.seed });
    let drawn = door.call(Access::Look, "panel_draw", args)?["value"].take();
    let pool = door.call(Access::Look, "panel_show", json!({ "session": draw.session }))?["value"].take();
    let seats: Vec<Value> =
        drawn["selected"].as_array().into_iter().flatten().map(|pick| pick["expert"].clone()).collect();
    let of = |one: &Value| {
        let expert = one["expert"]["id"].clone();
        let conflicts = one["conflicts"].as_array().cloned().unwrap_or_default();
        conflicts.into_iter().map(
            move |conflict| json!({ "expert": expert, "report": conflict["report"], "ground": conflict["ground"] }),
        )
    };
    let experts = pool["experts"].as_array().into_iter().flatten();
    let recusals: Vec<Value> = experts.filter(|one| seats.contains(&one["expert"]["id"])).flat_map(of).collect();
    let chair = lock.chair.map(Value::from).or_else(|| seats.first().cloned());
    let args = json!({
        "session": draw.session, "seats": seats, "chair": chair.unwrap_or_else(|| json!(0)), "recusals": recusals,
        "draw": {
            "quotas": quotas, "left_out": [], "seed": drawn["seed"], "pool_sha256": drawn["pool_sha256"],
            "absent": [], "witness": lock.witness,
        },
    });
    door.show(Access::Work, "panel_lock", args, print::session)
}
