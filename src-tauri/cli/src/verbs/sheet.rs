//! What the words of `tongping sheet` do.

use super::{Access, Door, nature};
use crate::args::{Ground, Sheet};
use crate::print;
use serde_json::{Value, json};
use tongping_core::domain::dispute::Ground as LawfulGround;
use tongping_core::error::Result;

pub(super) fn run(door: &Door, verb: Sheet) -> Result<()> {
    let (name, args) = match verb {
        Sheet::Tally { report } => {
            return door.show(Access::Look, "sheet_tally", json!({ "report": report }), print::tally_value);
        }
        Sheet::Signals { report } => {
            return door.show(Access::Look, "tally_show", json!({ "report": report }), print::dispute);
        }
        Sheet::Agree { .. } | Sheet::Lock { .. } | Sheet::Correct { .. } => return settle(door, verb),
        Sheet::Show { sheet } => {
            return show_sheet(door, Access::Look, "sheet_show", json!({ "sheet": sheet }));
        }
        Sheet::Compose { report } => return compose(door, report),
        Sheet::Begin { report } => ("sheet_begin", json!({ "report": report })),
        Sheet::Set { sheet, overall, conclusion, reason } => (
            "sheet_set",
            json!({ "sheet": sheet, "overall": overall, "conclusion": conclusion, "conclusion_reason": reason }),
        ),
        Sheet::Item { sheet, sources, theme, place, problem, suggestion, must } => (
            "sheet_item_add",
            json!({
                "sheet": sheet, "sources": sources, "theme": theme, "place": place, "problem": problem,
                "suggestion": suggestion, "nature": nature(must),
            }),
        ),
        Sheet::ItemRemove { item } => ("sheet_item_remove", json!({ "item": item })),
        Sheet::Unused { sheet, remark, reason } => {
            ("sheet_unused_set", json!({ "sheet": sheet, "remark": remark, "reason": reason }))
        }
        Sheet::Dissent { sheet, member, text } => {
            ("sheet_dissent_set", json!({ "sheet": sheet, "member": member, "text": text }))
        }
        Sheet::Finalise { sheet } => ("sheet_finalise", json!({ "sheet": sheet })),
        Sheet::Revise { sheet, reason } => ("sheet_revise", json!({ "sheet": sheet, "reason": reason })),
    };
    show_sheet(door, Access::Work, name, args)
}

/// What happens to scores after they are in: each answers with the tally and what was said and done about it.
fn settle(door: &Door, verb: Sheet) -> Result<()> {
    let (name, args) = match verb {
        Sheet::Lock { report } => ("tally_lock", json!({ "report": report })),
        Sheet::Agree { report, criterion, value, reason, minority } => (
            "agreed_score_set",
            json!({
                "report": report, "criterion": criterion, "value": value, "reason": reason, "minority": minority,
            }),
        ),
        Sheet::Correct { report, member, criterion, ground, value, reason, witness } => (
            "tally_correct",
            json!({
                "report": report, "member": member, "criterion": criterion, "ground": lawful(ground), "value": value,
                "reason": reason, "witness": witness,
            }),
        ),
        other => return run(door, other),
    };
    door.show(Access::Work, name, args, print::dispute)
}

fn lawful(ground: Ground) -> LawfulGround {
    match ground {
        Ground::SumError => LawfulGround::SumError,
        Ground::OutOfRange => LawfulGround::OutOfRange,
        Ground::ObjectiveDiffers => LawfulGround::ObjectiveDiffers,
        Ground::Extreme => LawfulGround::Extreme,
    }
}

/// Makes items of the remarks nobody has dealt with, and shows the sheet.
fn compose(door: &Door, report: i64) -> Result<()> {
    let reply = door.call(Access::Work, "sheet_compose", json!({ "report": report }))?;
    if door.json {
        print::json(&reply);
        return Ok(());
    }
    let sheet = &reply["value"]["sheet"]["sheet"]["id"];
    show_sheet(door, Access::Look, "sheet_show", json!({ "sheet": sheet }))
}

/// Runs a command on a sheet. In a terminal, the remarks it has not handled yet are listed below it: their ids are what
/// `sheet item` and `sheet unused` ask for.
fn show_sheet(door: &Door, access: Access, name: &str, args: Value) -> Result<()> {
    let reply = door.call(access, name, args)?;
    if door.json {
        print::json(&reply);
        return Ok(());
    }
    let view = &reply["value"];
    let look = |name: &str, args: Value| door.call(Access::Look, name, args).map(|reply| reply["value"].clone());
    let remarks = if view["sheet"]["state"] == "draft" {
        let report = look("report_show", json!({ "report": view["sheet"]["report"] }))?;
        let session = look("session_show", json!({ "session": report["report"]["session"] }))?;
        let opinions = look("opinion_list", json!({ "report": view["sheet"]["report"] }))?;
        print::unhandled(&view["sheet"], &session, &opinions)
    } else {
        Vec::new()
    };
    print::sheet(view, &remarks);
    Ok(())
}
