//! Composing a unified sheet: the first draft by criterion, merging, what is left open, and stepping back.

use serde_json::{Value, json};
use tongping_tests::story::Story;

/// Two signed opinions: one remark each on 1.1, and a second one of the first expert that is linked with nothing.
fn story() -> Story {
    let mut story = Story::opened(2, 1, &Value::Null);
    for member in [1, 2] {
        let id = story.draft(1, member, ["4", "5", "4"]);
        let own = story.remarks(id)[0];
        let text = format!("第 {member} 位：指标未量化。");
        let body = json!({ "remark": own, "criterion": "1.1", "page": "P3", "problem": text, "nature": "必须修改" });
        story.call("remark_set", body);
        if member == 1 {
            story.call("remark_add", json!({ "opinion": id, "problem": "文字有误", "nature": "建议修改" }));
        }
        story.call("opinion_sign", json!({ "opinion": id }));
    }
    story
}

fn numbers(view: &Value) -> Vec<Value> {
    view["sources"].as_array().expect("sources").iter().map(|source| source["item_no"].clone()).collect()
}

#[test]
fn remarks_on_one_criterion_become_one_item_and_nothing_is_left_open() {
    let mut story = story();
    let before = story.call("compose_show", json!({ "report": 1 }));
    assert_eq!((&before["sheet"], &before["open"], &before["waiting"]), (&Value::Null, &json!(3), &Value::Null));
    let view = story.call("sheet_compose", json!({ "report": 1 }));
    let items = view["sheet"]["sheet"]["items"].as_array().expect("items");
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["problem"], "第 1 位：指标未量化；第 2 位：指标未量化。");
    assert_eq!((&items[0]["nature"], &items[0]["place"]), (&json!("必须修改"), &json!("P3")));
    assert_eq!(items[1]["theme"], "其他");
    assert_eq!(numbers(&view), [json!(1), json!(2), json!(1)]);
    assert_eq!((&view["used"], &view["refused"], &view["open"]), (&json!(3), &json!(0), &json!(0)));
    assert_eq!(view["sources"][2]["label"], "E02-01");
    // Again: everything is dealt with already.
    let head = story.app.store.head().expect("a head");
    let again = story.call("sheet_compose", json!({ "report": 1 }));
    assert_eq!(again["sheet"]["sheet"]["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(story.app.store.head().expect("a head"), head, "nothing was written");
    story.verifies();
}

#[test]
fn remarks_move_between_items_and_a_refused_one_comes_back() {
    let mut story = story();
    let view = story.call("sheet_compose", json!({ "report": 1 }));
    let sheet = view["sheet"]["sheet"]["id"].clone();
    let [first, second] = [0, 1].map(|i: usize| view["sheet"]["sheet"]["items"][i]["id"].clone());
    let alone = view["sources"][1]["remark"].clone();
    // The item that loses its last remark goes, and the wording of the other grows.
    let view = story.call("sheet_merge", json!({ "sheet": sheet, "item": first, "remarks": [alone] }));
    let items = view["sheet"]["sheet"]["items"].as_array().expect("items").clone();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0]["problem"], "第 1 位：指标未量化；第 2 位：指标未量化；文字有误。");
    assert_eq!(
        story.missing("sheet_merge", json!({ "sheet": sheet, "item": second, "remarks": [alone] })).0,
        "sheet_item"
    );
    // The same remark once more changes nothing.
    let same = story.call("sheet_merge", json!({ "sheet": sheet, "item": first, "remarks": [alone] }));
    assert_eq!(same["sheet"]["sheet"]["items"][0]["problem"], items[0]["problem"]);
    story.call("log_undo", json!({}));
    let back = story.call("compose_show", json!({ "report": 1 }));
    assert_eq!(back["sheet"]["sheet"]["items"].as_array().map(Vec::len), Some(2));
    // Out of its item, refused with a reason, and into a new item of its own.
    story.call("sheet_item_remove", json!({ "item": second }));
    let refused = json!({ "sheet": sheet, "remark": alone, "reason": "不属实" });
    story.call("sheet_unused_set", refused);
    let view = story.call("compose_show", json!({ "report": 1 }));
    assert_eq!((&view["used"], &view["refused"], &view["open"]), (&json!(2), &json!(1), &json!(0)));
    let view = story.call("sheet_merge", json!({ "sheet": sheet, "remarks": [alone] }));
    assert_eq!((&view["used"], &view["refused"], &view["open"]), (&json!(3), &json!(0), &json!(0)));
    assert_eq!(story.invalid("sheet_merge", json!({ "sheet": sheet, "remarks": [] })), ["remarks_none"]);
    assert_eq!(story.missing("sheet_merge", json!({ "sheet": sheet, "remarks": [99] })).0, "remark");
    story.verifies();
}

#[test]
fn nothing_is_composed_before_all_have_signed_or_after_the_end() {
    let mut story = Story::opened(2, 1, &Value::Null);
    story.signed(1, 1, ["4", "5", "4"]);
    let view = story.call("compose_show", json!({ "report": 1 }));
    assert!(view["waiting"].as_str().expect("a sentence").contains("钱二"));
    assert_eq!(story.refused("sheet_compose", json!({ "report": 1 })), "opinions_unsigned");
    story.signed(1, 2, ["4", "5", "4"]);
    let view = story.call("sheet_compose", json!({ "report": 1 }));
    let sheet = view["sheet"]["sheet"]["id"].clone();
    let remark = view["sources"][0]["remark"].clone();
    assert!(!view["lines"].as_array().expect("lines").is_empty(), "a conclusion is missing, in words");
    let head =
        json!({ "sheet": sheet, "overall": "总体较好。", "conclusion": "修改后通过", "conclusion_reason": "讨论决定" });
    story.call("sheet_set", head);
    story.call("sheet_finalise", json!({ "sheet": sheet }));
    assert_eq!(story.refused("sheet_compose", json!({ "report": 1 })), "sheet_final");
    assert_eq!(story.refused("sheet_merge", json!({ "sheet": sheet, "remarks": [remark] })), "sheet_final");
    story.verifies();
}
