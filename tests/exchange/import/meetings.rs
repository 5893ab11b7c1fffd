//! A return meets what was changed here meanwhile: three values side by side, one chosen explicitly, and a paper that says
//! where it is not what was signed.

use super::room::{Expert, Room, file};
use serde_json::{Value, json};
use tongping_core::domain::id::OpinionId;
use tongping_core::domain::record::{OpinionRecord, Origin};
use tongping_core::store::opinion;

/// The bureau changed two scores of what came in first; the expert changed one of them otherwise, and a third.
fn met() -> (Room, Expert) {
    let mut room = Room::new(2, 1);
    let mut expert = room.expert(1);
    let own = expert.signs(1, ["4", "6", "4.5"]);
    expert.hands_back(&room.path("1.tpr"));
    room.import(&["1.tpr"], &[]);
    room.bureau.call("opinion_reopen", json!({ "opinion": 1, "reason": "代录更正" }));
    for (criterion, value) in [("1.1", "3"), ("1.2", "5")] {
        let args = json!({ "opinion": 1, "criterion": criterion, "value": value, "reason": "见附件" });
        room.bureau.call("score_set", args);
    }
    room.bureau.call("opinion_sign", json!({ "opinion": 1 }));
    expert.story.call("opinion_reopen", json!({ "opinion": own, "reason": "改分" }));
    for (criterion, value) in [("1.1", "2"), ("2.1", "4")] {
        let args = json!({ "opinion": own, "criterion": criterion, "value": value, "reason": "见附件" });
        expert.story.call("score_set", args);
    }
    expert.story.call("opinion_sign", json!({ "opinion": own }));
    expert.hands_back(&room.path("2.tpr"));
    (room, expert)
}

fn choice(take: &str) -> Value {
    json!([{ "report": 1, "place": "score:1.1", "take": take }])
}

fn record(room: &Room) -> OpinionRecord {
    let frozen = room.bureau.app.store.read(|conn| opinion::signed(conn, OpinionId(1))).expect("read").expect("signed");
    serde_json::from_str(&frozen.content).expect("a record")
}

#[test]
fn a_conflict_is_shown_three_ways_and_has_no_default() {
    let (mut room, _) = met();
    let view = room.preview(&["2.tpr"]);
    let found = file(&view, "2.tpr");
    assert_eq!(
        (&found["level"], &found["verdict"], &found["asks"]),
        (&json!("conflict"), &json!("conflict"), &json!(["conflict"]))
    );
    assert_eq!(found["line"], "赵一 第 2 版：1 处与本工作区现有内容不同，请逐处选定并写明理由");
    let fields: Vec<_> = found["reports"][0]["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|field| {
            ["place", "issued", "stored", "incoming", "outcome"]
                .map(|name| field[name].as_str().expect("a text").to_owned())
        })
        .collect();
    assert_eq!(
        fields,
        [
            ["score:1.1", "4", "3", "2", "conflict"],
            ["score:1.2", "6", "5", "6", "stored"],
            ["score:2.1", "4.5", "4.5", "4", "incoming"],
        ]
    );
    // Without a decision it stays out; with half a decision nothing at all is done.
    room.import(&["2.tpr"], &[]);
    assert_eq!(room.totals(1), ["12.50"]);
    let (paths, head, decisions) = room.asked(&["2.tpr"], &[("2.tpr", "已核", json!([]))]);
    let args = json!({ "paths": paths, "head": head, "decisions": decisions });
    assert_eq!(room.bureau.refused("import_run", args), "import_undecided");
}

#[test]
fn what_is_put_together_says_so_and_stands_with_its_note() {
    let (mut room, _) = met();
    room.import(&["2.tpr"], &[("2.tpr", "与专家电话核对", choice("stored"))]);
    assert_eq!(room.totals(1), ["12.00"], "3 + 5 + 4");
    let merged = record(&room);
    assert_eq!((merged.origin, merged.version), (Some(Origin::Merged), 3));
    assert_eq!(merged.differs, ["结构：得分", "数据：得分"]);
    let out = room.path("paper.pdf");
    room.bureau.call("export_opinion", json!({ "opinion": 1, "path": out }));
    let mut second = room.expert(2);
    second.signs(1, ["4", "6", "4.5"]);
    second.hands_back(&room.path("b.tpr"));
    room.import(&["b.tpr"], &[]);
    let sheet = room.bureau.composed(1, &[1, 2]);
    room.bureau.call("sheet_finalise", json!({ "sheet": sheet }));
    assert_eq!(room.bureau.call("received_rebuild", json!({}))["differences"], json!([]));
    room.bureau.verifies();
}

#[test]
fn choosing_what_came_in_everywhere_is_still_a_decision() {
    let mut room = Room::new(2, 1);
    let mut expert = room.expert(1);
    expert.signs(1, ["4", "6", "4.5"]);
    expert.hands_back(&room.path("1.tpr"));
    // Nothing was handed back before, and the bureau has an opinion of its own here.
    room.bureau.signed(1, 1, ["3", "6", "4.5"]);
    let view = room.preview(&["1.tpr"]);
    assert_eq!(file(&view, "1.tpr")["asks"], json!(["conflict"]));
    let done = room.import(&["1.tpr"], &[("1.tpr", "以专家签字件为准", choice("incoming"))]);
    assert_eq!(done["taken"], 1);
    assert_eq!(room.totals(1), ["14.50"]);
    let taken = record(&room);
    assert_eq!((taken.origin, taken.version), (None, 1), "the expert's own signed content");
    assert_eq!(room.bureau.call("opinion_show", json!({ "opinion": 1 }))["opinion"]["version"], 2);
}
