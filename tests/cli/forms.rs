//! Broken form files.

use crate::check_of;
use serde_json::{Value, json};
use tongping_tests::files::form;

/// The test form with one thing changed.
fn changed(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut form = form(&Value::Null);
    change(&mut form);
    form.to_string().into_bytes()
}

#[test]
fn a_sound_form_is_accepted_also_with_a_byte_order_mark() {
    let sound = changed(|_| ());
    assert!(check_of(&sound).well().contains("可以使用"));
    check_of(&[b"\xef\xbb\xbf".as_slice(), &sound].concat()).well();
}

#[test]
fn a_form_whose_points_do_not_add_up_is_told_at_both_levels() {
    let form = changed(|form| {
        form["total"] = json!("16");
        form["groups"][0]["max"] = json!("9");
    });
    let err = check_of(&form)
        .fails(2, &["groups[0].max", "分值写的是 9", "之和是 10", "total", "分值写的是 16", "之和是 14"]);
    assert_eq!(err.lines().count(), 2, "{err}");
}

#[test]
fn a_duplicate_criterion_is_named_with_the_place_of_the_first() {
    let form = changed(|form| form["groups"][1]["criteria"][0]["id"] = json!("1.1"));
    check_of(&form).fails(2, &["groups[1].criteria[0].id", "“1.1”", "groups[0].criteria[0].id"]);
}

#[test]
fn every_fault_of_a_form_is_told_at_once() {
    let form = changed(|form| {
        form["colour"] = json!("red");
        form["title"] = json!(" ");
        form["step"] = json!(0.5);
        form["groups"][0]["criteria"][0]["max"] = json!("4e0");
        form["groups"][0]["criteria"][1]["name"] = Value::Null;
        form["groups"][1] = json!("乙");
        form["tally"] = json!({ "rule": "geometric", "places": 7, "min_panel": -1, "rounding": 3 });
    });
    let places = [
        "colour",
        "（step）",
        "groups[0].criteria[0].max",
        "groups[0].criteria[1].name",
        "groups[1]",
        "tally.rule",
        "tally.places",
        "tally.min_panel",
        "tally.rounding",
    ];
    check_of(&form).fails(2, &places);
}

#[test]
fn decimals_are_text_and_nothing_but_plain_digits() {
    for number in [json!(15), json!(15.0), json!(1e3)] {
        let form = changed(|form| form["total"] = number);
        check_of(&form).fails(2, &["（total）", "加引号"]);
    }
    for text in ["1e3", "NaN", "inf", "+15", "15,0", "１５分", "0x0f", "15.0.0", "十五", "²"] {
        let form = changed(|form| form["total"] = json!(text));
        check_of(&form).fails(2, &["（total）", "不是数字", text]);
    }
    for (text, words) in [
        ("-15", "负数"),
        ("", "没有填写"),
        ("0", "大于 0"),
        ("1234567890123456", "位数太多"),
        ("0.0000001", "位数太多"),
    ] {
        let form = changed(|form| form["total"] = json!(text));
        check_of(&form).fails(2, &["（total）", words]);
    }
    let full_width = changed(|form| form["total"] = json!("１５．０"));
    check_of(&full_width).well();
}

#[test]
fn duplicate_keys_are_found_at_every_depth() {
    let text = form(&Value::Null).to_string();
    let root = format!("{},\"title\":\"x\"}}", &text[..text.len() - 1]);
    check_of(root.as_bytes()).fails(2, &["（title）", "两次"]);
    let inner = text.replacen("\"name\":\"结构\"", "\"name\":\"结构\",\"name\":\"x\"", 1);
    check_of(inner.as_bytes()).fails(2, &["groups[0].criteria[0].name", "两次"]);
}

#[test]
fn a_truncated_form_is_refused_at_every_length() {
    let text = form(&Value::Null).to_string();
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).step_by(29).collect();
    for end in starts {
        check_of(&text.as_bytes()[..end]).fails(2, &["行", "JSON"]);
    }
    // In the middle of a character.
    let torn = text.find('测').expect("a Chinese title") + 1;
    check_of(&text.as_bytes()[..torn]).fails(2, &["UTF-8"]);
}

#[test]
fn what_is_not_a_form_is_refused() {
    for text in ["[]", "null", "\"x\"", "1", "true"] {
        check_of(text.as_bytes()).fails(2, &["花括号"]);
    }
    for text in
        ["", " ", "{", "{]", "{}{}", "{\"format\":1e999999}", "\0", "{\"id\":\"\u{0}\"}", "{\"id\":\"\\ud800\"}"]
    {
        check_of(text.as_bytes()).fails(2, &["JSON"]);
    }
    let in_gb18030 = b"{\"title\":\"\xb2\xe2\xca\xd4\"}";
    check_of(in_gb18030).fails(2, &["UTF-8"]);
}

#[test]
fn huge_and_deep_forms_are_refused_at_once() {
    let long = [changed(|_| ()), vec![b' '; 50_000_000]].concat();
    check_of(&long).fails(3, &["2 MB"]);
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = [open.repeat(100_000), "1".into(), close.repeat(100_000)].concat();
        check_of(deep.as_bytes()).fails(2, &["嵌套太深", "第 1 行"]);
    }
    let criteria: Vec<Value> = (0..20_000).map(|i| json!({ "id": i.to_string(), "name": "n", "max": "1" })).collect();
    let many = changed(|form| form["groups"][0]["criteria"] = json!(criteria));
    check_of(&many).fails(2, &["500"]);
}

#[test]
fn a_criterion_count_up_to_the_limit_is_read() {
    let criteria: Vec<Value> = (0..500).map(|i| json!({ "id": format!("c{i}"), "name": "n", "max": "0.5" })).collect();
    let form = changed(|form| {
        form["total"] = json!("250");
        form["groups"] = json!([{ "id": "1", "name": "甲", "max": "250", "criteria": criteria }]);
    });
    assert!(check_of(&form).well().contains("500 个指标"));
}

#[test]
fn the_edges_of_a_form_are_checked() {
    let cases: [(&str, Value, &[&str]); 12] = [
        ("/format", json!(2), &["format"]),
        ("/grades/1/from", json!("12"), &["grades[1].from", "由高到低"]),
        ("/grades/0/from", json!("16"), &["grades[0].from", "超过满分"]),
        ("/grades/1/name", json!("优"), &["grades[1].name", "grades[0].name"]),
        ("/groups/0/criteria", json!([]), &["groups[0].criteria", "没有指标"]),
        ("/groups", json!([]), &["groups", "没有一级指标"]),
        ("/groups", json!({}), &["groups", "方括号"]),
        ("/groups/0/id", json!("2"), &["groups[1].id", "groups[0].id"]),
        ("/groups/0/name", json!(""), &["groups[0].name", "不能为空"]),
        ("/groups/0/criteria/0/max", json!("0"), &["groups[0].criteria[0].max", "大于 0"]),
        ("/step", json!("0"), &["step", "大于 0"]),
        ("/version", json!("  "), &["version", "不能为空"]),
    ];
    for (path, value, words) in cases {
        let form = changed(|form| *form.pointer_mut(path).expect("the path is there") = value);
        check_of(&form).fails(2, words);
    }
    let more: [(&str, Value, &[&str]); 6] = [
        ("reason_below", json!("1.2"), &["reason_below", "大于 1"]),
        ("conclusions", json!([{ "name": "通过", "hidden": true }]), &["conclusions", "隐藏"]),
        ("conclusions", json!([{ "name": "通过", "hidden": "no" }]), &["conclusions[0].hidden", "true"]),
        ("veto", json!(["造假", "造假"]), &["veto[1]", "veto[0]"]),
        ("tally", json!("mean"), &["tally", "花括号"]),
        ("tally", json!({ "min_panel": 0 }), &["tally.min_panel", "大于 0"]),
    ];
    for (name, value, words) in more {
        let form = changed(|form| form[name] = value);
        check_of(&form).fails(2, words);
    }
}

#[test]
fn a_weighted_form_cannot_be_tallied_from_a_table_without_kinds() {
    let weights = json!({ "rule": "weighted", "weights": [{ "kind": "财务", "weight": "2" }] });
    let text = form(&weights).to_string();
    let folder = tongping_tests::files::Folder::new();
    let (form, scores) = (folder.put("f.json", text), folder.put("s.csv", tongping_tests::files::TABLE));
    crate::tally(&form, &scores, &[]).fails(3, &["专家类别", "--rule"]);
    crate::tally(&form, &scores, &["--rule", "mean"]).well();
}

#[test]
fn a_form_of_a_hundred_thousand_fields_is_refused_at_once() {
    let fields: Vec<String> = (0..150_000).map(|i| format!("\"k{i}\":1")).collect();
    let text = format!("{{{}}}", fields.join(","));
    let start = std::time::Instant::now();
    check_of(text.as_bytes()).fails(2, &["不认识的字段"]);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn a_form_of_no_known_format_is_refused() {
    let form = changed(|form| form["format"] = json!(0));
    check_of(&form).fails(2, &["format"]);
}

#[test]
fn an_id_with_blanks_around_it_is_refused() {
    for id in [" 1.1", "1.1 ", "1.1\t", "\u{3000}1.1"] {
        let form = changed(|form| form["groups"][0]["criteria"][0]["id"] = json!(id));
        check_of(&form).fails(2, &["groups[0].criteria[0].id"]);
    }
}

#[test]
fn a_text_with_control_characters_is_refused() {
    for sign in ["\u{0}", "\u{7}", "\u{1b}[2J", "\u{7f}", "\u{9b}"] {
        let form = changed(|form| form["title"] = json!(format!("表{sign}名")));
        check_of(&form).fails(2, &["title"]);
    }
}

#[test]
fn a_veto_item_that_is_no_text_is_named_as_such() {
    let form = changed(|form| form["veto"] = json!([1]));
    check_of(&form).fails(2, &["veto[0]", "应为文字"]);
}

#[test]
fn a_form_goes_out_as_a_workbook_and_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (book, file, space) = (path("表.xlsx"), path("表.json"), path("评审.tongping"));
    tongping_tests::run(["form", "export", "T-RV-SCORE", &book]).well();
    assert!(tongping_tests::run(["form", "check", &book]).well().contains("可以使用"));
    tongping_tests::run(["form", "export", &book, &file]).well();
    assert_eq!(
        tongping_tests::run(["--json", "form", "check", &book]).well(),
        tongping_tests::run(["--json", "form", "check", &file]).well()
    );
    tongping_tests::run(["workspace", "create", &space]).well();
    let imported =
        tongping_tests::run(["-w", &space, "form", "import", &book, "--code", "K-1", "--version", "2.0"]).well();
    assert!(imported.contains("K-1"), "{imported}");
    tongping_tests::run(["-w", &space, "form", "export", "K-1", &path("另.xlsx")]).well();
    tongping_tests::run(["form", "export", "T-RV-SCORE", &path("表.pdf")]).fails(3, &[".xlsx 或 .json"]);
    tongping_tests::run(["form", "check", &book, "--sheet", "无"]).fails(2, &["评审表"]);
}
