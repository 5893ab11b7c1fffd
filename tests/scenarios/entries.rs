//! How scores are entered: short forms, steps along the form, a pasted column — and that nothing that was typed ever
//! turns into another valid number.

use serde_json::{Value, json};
use tongping_tests::files::Folder;
use tongping_tests::story::Story;

fn begun(story: &mut Story) -> i64 {
    let view = story.call("opinion_begin", json!({ "report": 1, "member": 1 }));
    view["opinion"]["id"].as_i64().expect("an id")
}

fn text(view: &Value, criterion: &str) -> Value {
    let scores = view["opinion"]["scores"].as_array().expect("scores");
    let own = scores.iter().find(|score| score["criterion"] == criterion);
    own.map_or(Value::Null, |score| score["text"].clone())
}

fn points(view: &Value, criterion: &str) -> Value {
    let lines = view["read"].as_array().expect("lines");
    lines.iter().find(|line| line["criterion"] == criterion).map_or(Value::Null, |line| line["points"].clone())
}

#[test]
fn an_entry_is_kept_as_the_score_it_stands_for() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = begun(&mut story);
    for (typed, kept) in [("=", "4"), ("＝", "4"), ("-0.5", "3.5"), ("—1", "3"), ("－１．５", "2.5"), ("３．５", "3.5")]
    {
        let view = story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "value": typed }));
        assert_eq!((text(&view, "1.1"), points(&view, "1.1")), (json!(kept), json!(kept)), "{typed}");
        assert_eq!(view["total"], json!(format!("{kept}{}", if kept.contains('.') { "0" } else { ".00" })));
    }
    // A reason alone leaves the score as it is.
    let view = story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "reason": "缺少附件" }));
    assert_eq!(text(&view, "1.1"), "3.5");
    story.verifies();
}

#[test]
fn what_is_no_score_stays_as_typed_and_is_there_after_a_restart() {
    let folder = Folder::new();
    let path = folder.join("a.tongping");
    let mut story = Story::create(&path);
    story.set_up(1, 1, &Value::Null);
    story.call("session_open", json!({ "session": 1 }));
    let id = begun(&mut story);
    story.close();
    for (typed, sentence) in [
        ("9", "超过该指标的分值 4"),
        ("abc", "不是数字"),
        ("９", "超过该指标的分值 4"),
        ("-", "不是数字"),
        ("1e3", "不是数字"),
        ("4.555", "超过该指标的分值 4"),
        ("3.555", "步长 0.5"),
        ("-6", "不能作为扣分计入"),
        ("-0.3", "不能作为扣分计入"),
        ("=5", "不是数字"),
    ] {
        let mut story = Story::open(&path);
        story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "value": typed }));
        story.close();
        let mut story = Story::open(&path);
        let view = story.call("opinion_show", json!({ "opinion": id }));
        assert_eq!((text(&view, "1.1"), points(&view, "1.1")), (json!(typed), Value::Null));
        assert_eq!((&view["scored"], &view["total"]), (&json!(0), &Value::Null));
        let (line, place) = (view["lines"][0].as_str().expect("a sentence"), &view["places"][0]);
        assert!(line.contains(sentence), "{typed}: {line}");
        assert_eq!(place, "结构");
        story.close();
    }
    let mut story = Story::open(&path);
    let view = story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "value": "４．０" }));
    assert_eq!((text(&view, "1.1"), points(&view, "1.1")), (json!("4.0"), json!("4")));
    story.verifies();
}

#[test]
fn every_problem_has_its_sentence_and_its_place_in_words() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = begun(&mut story);
    story.call("remark_add", json!({ "opinion": id, "problem": " ", "suggestion": "", "nature": "建议修改" }));
    let view = story.call("opinion_show", json!({ "opinion": id }));
    let count = |name: &str| view[name].as_array().map(Vec::len);
    assert_eq!((count("lines"), count("places")), (count("problems"), count("problems")));
    let places: Vec<&str> = view["places"].as_array().expect("places").iter().filter_map(Value::as_str).collect();
    for place in ["结构", "数据", "建议", "意见第 1 条", "结论", "回避声明"] {
        assert!(places.contains(&place), "{place} is missing in {places:?}");
    }
    for line in view["lines"].as_array().expect("lines") {
        let line = line.as_str().expect("a sentence");
        assert!(line.ends_with('。') && !line.contains('{') && !line.starts_with("错误"), "{line}");
    }
}

#[test]
fn a_step_moves_the_score_along_the_form_and_stops_at_its_ends() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = begun(&mut story);
    let mut step = |up: bool| {
        let view = story.call("score_step", json!({ "opinion": id, "criterion": "1.1", "up": up }));
        text(&view, "1.1")
    };
    let walked = [step(false), step(false), step(true), step(true), step(false), step(false)];
    assert_eq!(walked, ["4", "3.5", "4", "4", "3.5", "3"]);
    let head = story.app.store.head().expect("a head").seq;
    story.call("score_set", json!({ "opinion": id, "criterion": "1.2", "value": "=" }));
    story.call("score_step", json!({ "opinion": id, "criterion": "1.2", "up": true }));
    assert_eq!(story.app.store.head().expect("a head").seq, head + 1, "a step at the end writes nothing");
    let view = story.call("score_step", json!({ "opinion": id, "criterion": "2.1", "up": true }));
    assert_eq!(text(&view, "2.1"), "0");
    story.call("score_set", json!({ "opinion": id, "criterion": "2.1", "value": "五" }));
    let args = json!({ "opinion": id, "criterion": "2.1", "up": true });
    assert_eq!(story.refused("score_step", args), "score_step_not_points");
    let view = story.call("opinion_show", json!({ "opinion": id }));
    assert_eq!(text(&view, "2.1"), "五");
    assert_eq!(
        story.invalid("score_step", json!({ "opinion": id, "criterion": "9", "up": true })),
        ["criterion_unknown"]
    );
    story.verifies();
}

#[test]
fn a_paste_is_shown_first_and_is_one_write_and_one_step_back() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = begun(&mut story);
    story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "value": "2", "reason": "缺少附件" }));
    let paste = |only_show: bool| {
        json!({ "opinion": id, "only_show": only_show, "scores": [
            { "criterion": "1.1", "value": "=" }, { "criterion": "1.2", "value": "９", "reason": "见第 7 页" },
            { "criterion": "2.1", "value": "-0.5" },
        ] })
    };
    let head = story.app.store.head().expect("a head");
    let shown = story.call("scores_set", paste(true));
    assert_eq!(story.app.store.head().expect("a head"), head, "showing writes nothing");
    assert_eq!((&shown["view"], &shown["wrong"]), (&Value::Null, &json!(1)));
    let lines = shown["lines"].as_array().expect("lines");
    let told: Vec<_> = lines.iter().map(|line| (&line["text"], &line["points"], &line["before"])).collect();
    let wanted = [
        (json!("4"), json!("4"), json!("2")),
        (json!("９"), Value::Null, json!("")),
        (json!("4.5"), json!("4.5"), json!("")),
    ];
    assert_eq!(told, wanted.iter().map(|(a, b, c)| (a, b, c)).collect::<Vec<_>>());
    assert_eq!(lines[1]["problems"][0]["code"], "score_above_max");
    assert!(lines[1]["lines"][0].as_str().is_some_and(|line| line.contains("分值 6")));
    let written = story.reply("scores_set", paste(false));
    assert_eq!((&written["value"]["lines"], &written["touched"]), (&shown["lines"], &json!(["score"])));
    assert_eq!(story.app.store.head().expect("a head").seq, head.seq + 1);
    let view = &written["value"]["view"];
    assert_eq!((text(view, "1.1"), text(view, "1.2"), text(view, "2.1")), (json!("4"), json!("９"), json!("4.5")));
    let kept = view["opinion"]["scores"][0]["reason"].clone();
    assert_eq!(kept, "缺少附件", "a reason that is left out stays");
    let step = story.call("log_undo", json!({}));
    assert_eq!(step["sentence"], "填入 3 项得分（报告 1）");
    let view = story.call("opinion_show", json!({ "opinion": id }));
    assert_eq!((text(&view, "1.1"), text(&view, "1.2"), text(&view, "2.1")), (json!("2"), Value::Null, Value::Null));
    story.verifies();
}

#[test]
fn a_paste_that_names_what_is_not_there_is_refused_whole() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = begun(&mut story);
    let long = "9".repeat(20_001);
    let scores = json!([
        { "criterion": "1.1", "value": "3" }, { "criterion": "7.7", "value": "3" }, { "criterion": "1.1", "value": "2" },
        { "criterion": "1.2", "value": long },
    ]);
    for only_show in [true, false] {
        let args = json!({ "opinion": id, "scores": scores, "only_show": only_show });
        assert_eq!(story.invalid("scores_set", args), ["criterion_unknown", "score_twice", "text_too_long"]);
    }
    let signed = story.signed(1, 1, ["4", "6", "5"]);
    for only_show in [true, false] {
        let args = json!({ "opinion": signed, "scores": [], "only_show": only_show });
        assert_eq!(story.refused("scores_set", args), "opinion_signed");
    }
    assert_eq!(
        story.refused("score_step", json!({ "opinion": signed, "criterion": "1.1", "up": true })),
        "opinion_signed"
    );
}
