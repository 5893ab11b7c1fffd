//! Broken and unusual score tables.

use crate::tally_of;
use serde_json::Value;
use tongping_tests::files::TABLE;

/// The table with one piece replaced.
fn with(from: &str, to: &str) -> Vec<u8> {
    assert!(TABLE.contains(from));
    TABLE.replacen(from, to, 1).into_bytes()
}

fn total_of(table: &[u8]) -> String {
    let json: Value = serde_json::from_str(&tally_of(table, &["--json"]).well()).expect("JSON");
    json["total"].as_str().expect("the total is text").to_owned()
}

fn in_utf16(text: &str, big: bool) -> Vec<u8> {
    let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn every_encoding_a_table_comes_in_gives_the_same_total() {
    let in_gb18030: &[u8] =
        b"\xd6\xb8\xb1\xea,\xc0\xee\xd2\xbb,\xcd\xf5\xb6\xfe\r\n1.1,3.5,4\r\n1.2,5,5.5\r\n2.1,4.5,3\r\n";
    let with_mark = [b"\xef\xbb\xbf", TABLE.as_bytes()].concat();
    let crlf = TABLE.replace('\n', "\r\n");
    let old_mac = TABLE.replace('\n', "\r");
    let spaced = TABLE.replace(',', " , ");
    let quoted = TABLE.replace("3.5", "\"3.5\"").replace("李一", "\"李一\"");
    let last_line_open = TABLE.trim_end();
    let with_blank_lines = TABLE.replace('\n', "\n\n,,\n");
    let (little, big) = (in_utf16(TABLE, false), in_utf16(TABLE, true));
    let all: [&[u8]; 11] = [
        TABLE.as_bytes(),
        in_gb18030,
        &with_mark,
        &little,
        &big,
        crlf.as_bytes(),
        old_mac.as_bytes(),
        spaced.as_bytes(),
        quoted.as_bytes(),
        last_line_open.as_bytes(),
        with_blank_lines.as_bytes(),
    ];
    for bytes in all {
        assert_eq!(total_of(bytes), "12.75", "{}", String::from_utf8_lossy(bytes));
    }
    assert!(tally_of(in_gb18030, &[]).well().contains("李一"));
}

#[test]
fn what_people_type_as_a_number_is_read_and_nothing_else() {
    for text in ["４．５", "4。5", " 4.5 ", "04.50", "4.500000"] {
        assert_eq!(total_of(&with("4.5", text)), "12.75", "{text}");
    }
    for text in ["1e3", "NaN", "nan", "inf", "+4", "4/2", "四", "4.5分", "--1", "4 5", "0x4", "½", "٤", "4\u{200b}"]
    {
        tally_of(&with("4.5", text), &[]).fails(2, &["第 4 行第 2 列", "2.1 李一", "不是数字", text]);
    }
    tally_of(&with("4.5", "-1"), &[]).fails(2, &["第 4 行第 2 列", "负数"]);
    tally_of(&with("4.5", "12345678901234567"), &[]).fails(2, &["第 4 行第 2 列", "位数太多"]);
    tally_of(&with("4.5", "5.5"), &[]).fails(2, &["第 4 行第 2 列", "超过", "0 至 5"]);
    tally_of(&with("4.5", "4.6"), &[]).fails(2, &["第 4 行第 2 列", "步长 0.5"]);
}

#[test]
fn all_faults_of_a_table_are_told_together() {
    let table = "指标,李一,李一,\n1.1,9,4,1\n9.9,1,1,1\n1.1,1,1,1\n1.2,5\n";
    let places = [
        "第 1 行第 3 列",
        "第 1 行第 4 列",
        "第 2 行第 2 列",
        "第 3 行第 1 列",
        "第 4 行第 1 列",
        "第 5 行",
        "指标 2.1",
    ];
    let err = tally_of(table.as_bytes(), &[]).fails(2, &places);
    assert_eq!(err.lines().count(), places.len(), "{err}");
}

#[test]
fn a_missing_or_unknown_or_repeated_criterion_is_named() {
    tally_of(b"x,A\n1.1,1\n2.1,1\n", &[]).fails(2, &["指标 1.2", "缺少"]);
    tally_of(&[TABLE.as_bytes(), b"9.9,1,1\n"].concat(), &[]).fails(2, &["第 5 行第 1 列", "“9.9”"]);
    tally_of(&[TABLE.as_bytes(), b"1.1,1,1\n"].concat(), &[]).fails(2, &["第 5 行第 1 列", "第 2 行"]);
}

#[test]
fn missing_scores_are_all_listed_unless_a_policy_is_named() {
    let table = "指标,李一,王二\n1.1,,4\n1.2,5, \n2.1,4.5,3\n";
    let err = tally_of(table.as_bytes(), &[]).fails(2, &["1.1", "李一", "1.2", "王二", "--missing"]);
    assert_eq!(err.lines().count(), 2, "{err}");
    for (policy, total) in [("zero", "8.25"), ("renormalise", "12.75")] {
        let json = tally_of(table.as_bytes(), &["--json", "--missing", policy]).well();
        let json: Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(json["total"], total, "{policy}");
    }
}

#[test]
fn a_table_without_scores_or_experts_is_refused() {
    for empty in ["", "\n\n", " , ,\n", "\u{feff}"] {
        tally_of(empty.as_bytes(), &[]).fails(2, &["空"]);
    }
    tally_of("指标,李一,王二\n".as_bytes(), &[]).fails(2, &["指标 1.1", "指标 1.2", "指标 2.1"]);
    tally_of("指标\n1.1\n1.2\n2.1\n".as_bytes(), &[]).fails(2, &["第 1 行", "没有专家"]);
    tally_of(&with("王二", ""), &[]).fails(2, &["第 1 行第 3 列", "没有专家姓名"]);
    tally_of(&with("王二", " 李一 "), &[]).fails(2, &["第 1 行第 3 列", "两次"]);
}

#[test]
fn ragged_rows_are_named_with_their_length() {
    tally_of(&with("5,5.5", "5"), &[]).fails(2, &["第 3 行", "2 格", "3 格"]);
    tally_of(&with("5,5.5", "5,5.5,6"), &[]).fails(2, &["第 3 行", "4 格", "3 格"]);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let every_byte: Vec<u8> = (0..=255).collect();
    tally_of(&every_byte, &[]).fails(2, &["编码", "UTF-8", "GB18030"]);
    let odd = &in_utf16(TABLE, false)[..21];
    assert_ne!(tally_of(odd, &[]).code, Some(0));
    tally_of(&with("3.5", "3\0.5"), &[]).fails(2, &["第 2 行第 2 列", "不是数字"]);
}

#[test]
fn a_table_over_the_limit_is_refused_at_once() {
    let long = [TABLE.as_bytes(), &vec![b'\n'; 17 * 1024 * 1024]].concat();
    tally_of(&long, &[]).fails(3, &["16 MB"]);
}

#[test]
fn rare_characters_and_signs_of_formulas_in_names_stay_as_they_are() {
    for name in ["㛃䶮𬭎", "😀👨‍👩‍👧", "=1+1", "@SUM(A1)", "a\u{301}", "O'Neil; DROP TABLE", "<b>", "{n}"]
    {
        let json = tally_of(&with("李一", name), &["--json"]).well();
        let json: Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(json["experts"][0]["name"], name);
        assert!(tally_of(&with("李一", name), &[]).well().contains(name));
    }
}

#[test]
fn too_few_opinions_for_the_rule_are_refused() {
    tally_of(TABLE.as_bytes(), &["--rule", "trim_one_each"]).fails(3, &["2 份", "5 份"]);
    let json = tally_of(TABLE.as_bytes(), &["--rule", "trim_one_each", "--json"]).fails(3, &[]);
    let json: Value = serde_json::from_str(&json).expect("an error as JSON");
    assert_eq!(json["error"]["code"], "panel_too_small");
    assert_eq!(json["error"]["params"]["least"], "5");
}

#[test]
fn a_wide_panel_and_a_long_name_are_read() {
    let names: Vec<String> = (0..2000).map(|i| format!("专家{i}")).collect();
    let row = |id: &str| format!("{id},{}\n", vec!["1"; 2000].join(","));
    let table = format!("指标,{}\n{}{}{}", names.join(","), row("1.1"), row("1.2"), row("2.1"));
    assert_eq!(total_of(table.as_bytes()), "3.00");
    assert_eq!(total_of(&with("李一", &"李".repeat(20_000))), "12.75");
}

#[test]
fn lines_are_counted_the_same_with_every_line_end() {
    for end in ["\n", "\r\n", "\r"] {
        let table = String::from_utf8(with("4.5", "99")).expect("text").replace('\n', end);
        tally_of(table.as_bytes(), &[]).fails(2, &["第 4 行第 2 列"]);
    }
}

#[test]
fn quotes_that_do_not_match_are_told_as_such() {
    for (from, to) in
        [("3.5", "\"3.5"), (",3\n", ",\"3\n"), ("5,5.5", "\"5\"5,5.5"), ("4.5", "4\".\"5"), ("李一", "\"李一")]
    {
        tally_of(&with(from, to), &[]).fails(2, &["引号"]);
    }
}

#[test]
fn a_short_table_in_gb18030_is_read_even_where_its_bytes_could_be_utf_8() {
    // 郑 is D6 A3 in GB18030, which in UTF-8 is a Hebrew accent.
    let table = b",\xd6\xa31\n1.1,4\n1.2,5\n2.1,3\n";
    assert!(tally_of(table, &[]).well().contains("郑1"));
}
