//! What people and programs do to a form: every trap is told with worksheet, row and column, or read for what it is.

use super::book::{Book, formula, number, renumbered, text};
use super::{DECLARATION, OTHER, REMARKS, SCORES, blank, exported, filled, good, read, tells};
use serde_json::{Value, json};
use tongping_core::app::fill_in;
use tongping_core::error::Error;
use tongping_tests::story::Story;

/// The text of the first score after something was put into its cell.
#[track_caller]
fn scored(content: &str) -> String {
    let (story, book) = blank();
    let read = good(&story, &book.put(SCORES, "E5", content).say(SCORES, "F6", "理由"));
    let one = &read.fill_in.reports[0].answers;
    super::score(one, "1.1").map(|score| score.text.clone()).unwrap_or_default()
}

#[test]
fn a_score_above_its_points_is_told_with_its_place_and_remedy() {
    let (story, book) = filled();
    tells(&story, &book.say(SCORES, "E7", "9"), &["“评分1”第 7 行第 E 列", "“9”超过该指标的分值 5", "0 至 5"]);
}

#[test]
fn numbers_are_taken_as_typed_and_never_rounded() {
    assert_eq!(scored(&number("3.5")), "3.5");
    assert_eq!(scored(&number("3.4999999999999999")), "3.5", "what a program makes of 3.5");
    assert_eq!(scored(&number("4.0000000000000000")), "4");
    let (story, book) = blank();
    tells(&story, &book.clone().put(SCORES, "E5", &number("3.3333333333333335")), &["第 5 行第 E 列", "位数太多"]);
    tells(&story, &book.clone().put(SCORES, "E5", &number("3.3")), &["第 5 行第 E 列", "步长 0.5"]);
    tells(&story, &book.put(SCORES, "E5", &number("1e999")), &["第 5 行第 E 列", "无法读取"]);
}

#[test]
fn full_width_digits_points_and_entries_are_read_as_in_the_window() {
    for (typed, kept) in [("３．５", "3.5"), ("3。5", "3.5"), ("=", "4"), ("-0.5", "3.5"), (" 2 ", "2"), ("２", "2")]
    {
        assert_eq!(scored(&text(typed)), kept, "{typed:?}");
    }
    for nothing in ["/", "-", "无", "未评", "—", "／", "  "] {
        assert_eq!(scored(&text(nothing)), "", "{nothing:?}");
    }
}

#[test]
fn percents_dates_faults_and_formulas_are_told() {
    let (story, mut book) = blank();
    // Styles of our own writing plus a percentage and a day.
    let styles = book.part("xl/styles.xml");
    let at = styles.find("</cellXfs>").expect("formats of cells");
    styles.insert_str(at, "<xf numFmtId=\"9\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/><xf numFmtId=\"14\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>");
    let count = styles[styles.find("<cellXfs").expect("formats")..at].matches("<xf ").count();
    let styled = |style: usize, value: &str| format!("s=\"{style}\"><v>{value}</v>");
    let mut percent = book.clone();
    let cell = |book: &mut Book, content: &str| {
        let xml = book.sheet(SCORES);
        let start = xml.find("<c r=\"E5\"").expect("the cell");
        let end = start + xml[start..].find("/>").expect("it is empty") + 2;
        xml.replace_range(start..end, &format!("<c r=\"E5\" {content}</c>"));
    };
    cell(&mut percent, &styled(count, "0.8"));
    tells(&story, &percent, &["“评分1”第 5 行第 E 列", "百分数"]);
    let mut date = book.clone();
    cell(&mut date, &styled(count + 1, "46000"));
    tells(&story, &date, &["“评分1”第 5 行第 E 列", "日期"]);
    tells(&story, &book.clone().put(SCORES, "E5", &formula("1+2", "3")), &["第 5 行第 E 列", "公式"]);
    tells(&story, &book.clone().put(SCORES, "F5", &formula("A1", "")), &["第 5 行第 F 列", "公式"]);
    tells(&story, &book.put(SCORES, "E5", "t=\"e\"><v>#REF!</v>"), &["第 5 行第 E 列", "错误值"]);
}

#[test]
fn rows_are_found_by_their_keys_wherever_they_are() {
    let (story, mut book) = filled();
    let (first, second) = (book.row(SCORES, 5), book.row(SCORES, 6));
    book.put_row(SCORES, 5, &renumbered(&second, 6, 5));
    book.put_row(SCORES, 6, &renumbered(&first, 5, 6));
    let sorted = good(&story, &book);
    let answers = &sorted.fill_in.reports[0].answers;
    let text = |id: &str| super::score(answers, id).map(|score| score.text.clone());
    assert_eq!((text("1.1"), text("1.2")), (Some("3.5".into()), Some("6".into())));
    // An error is told where the row stands now.
    tells(&story, &book.clone().say(SCORES, "E6", "9"), &["“评分1”第 6 行第 E 列 结构", "分值 4"]);
    // An empty row between them is nothing; one with content is told, and only it.
    let last = book.row(SCORES, 8);
    book.put_row(SCORES, 8, &[renumbered(&last, 8, 9).as_str()].concat());
    assert_eq!(good(&story, &book).fill_in.reports.len(), 1);
    let row = "<row r=\"8\"><c r=\"E8\" t=\"inlineStr\"><is><t>4</t></is></c></row>";
    let at = book.sheet(SCORES).find("<row r=\"9\"").expect("the sum");
    book.sheet(SCORES).insert_str(at, row);
    tells(&story, &book, &["“评分1”第 8 行）：这一行不是填报表原有的行"]);
    assert_eq!(super::told(&story, &book).lines().count(), 1);
    let (story, mut book) = filled();
    let twice = renumbered(&book.row(SCORES, 5), 5, 8);
    book.put_row(SCORES, 8, &twice);
    tells(&story, &book, &["“评分1”第 8 行 结构", "与第 5 行重复"]);
}

#[test]
fn worksheets_may_be_renamed_and_put_in_another_order_but_not_be_missing() {
    let (story, mut book) = filled();
    let workbook = book.part("xl/workbook.xml");
    *workbook = workbook.replace("name=\"评分1\"", "name=\"我的打分\"").replace("name=\"声明\"", "name=\"Sheet9\"");
    let start = workbook.find("<sheet ").expect("worksheets");
    let end = workbook.find("</sheets>").expect("their end");
    let mut sheets: Vec<String> = workbook[start..end].split_inclusive("/>").map(str::to_owned).collect();
    sheets.reverse();
    workbook.replace_range(start..end, &sheets.concat());
    assert_eq!(good(&story, &book).fill_in.reports.len(), 1);
    tells(&story, &book.clone().say(SCORES, "E7", "9"), &["“我的打分”第 7 行第 E 列"]);
    let (story, book) = filled();
    for (part, words) in [("意见", "缺少“意见”"), ("声明", "缺少“声明”"), ("评分1", "缺少报告 R-1")]
    {
        let mut without = book.clone();
        let workbook = without.part("xl/workbook.xml");
        let at = workbook.find(&format!("<sheet name=\"{part}\"")).expect("the worksheet");
        let end = at + workbook[at..].find("/>").expect("its end") + 2;
        workbook.replace_range(at..end, "");
        tells(&story, &without, &[words]);
    }
    tells(&story, &book.say(SCORES, "E4", "我的分"), &["“评分1”第 4 行", "找不到“得分、评定结果”列"]);
}

#[test]
fn merged_cells_and_hidden_rows_are_told_or_read() {
    let (story, mut book) = filled();
    let merge = |area: &str| format!("<mergeCell ref=\"{area}\"/>");
    let mut merged = book.clone();
    let xml = merged.sheet(SCORES);
    *xml = xml.replacen("</mergeCells>", &[&merge("F5:F6"), "</mergeCells>"].concat(), 1);
    tells(&story, &merged, &["“评分1”第 6 行第 F 列 数据", "取消合并"]);
    let mut along = book.clone();
    let xml = along.sheet(SCORES);
    *xml = xml.replacen("</mergeCells>", &[&merge("F6:G6"), "</mergeCells>"].concat(), 1);
    assert_eq!(good(&story, &along).fill_in.reports.len(), 1, "reason and page in one cell say the same");
    let row = book.row(SCORES, 5);
    book.put_row(SCORES, 5, &row.replacen("<row ", "<row hidden=\"1\" ", 1));
    let read = good(&story, &book);
    assert_eq!(super::score(&read.fill_in.reports[0].answers, "1.1").map(|score| score.text.as_str()), Some("3.5"));
    assert!(read.fill_in.warnings.iter().any(|problem| problem.code == "fill_in_row_hidden"));
}

#[test]
fn files_that_are_no_workbooks_or_not_ours_are_named_for_what_they_are() {
    let (story, book) = filled();
    let code = |bytes: &[u8]| match story.app.store.read(|conn| fill_in::read(conn, bytes)) {
        Err(Error::Invalid(problems)) => problems[0].code,
        Err(Error::Refused { code, .. }) => code,
        other => unreachable!("{other:?}"),
    };
    let mut encrypted = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    assert_eq!(code(&encrypted), "workbook_old_format");
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(code(&encrypted), "workbook_encrypted");
    assert_eq!(code(b"%PDF-1.7"), "workbook_not_xlsx");
    assert_eq!(code(&book.bytes()[..2000]), "workbook_damaged");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().write_string(0, 0, "评分").expect("a cell");
    assert_eq!(code(&workbook.save_to_buffer().expect("a workbook")), "fill_in_foreign");
}

#[test]
fn a_changed_identity_another_session_and_another_form_are_noticed() {
    let (mut story, mut book) = filled();
    let expert = book.0["xl/sharedStrings.xml"].clone();
    let altered = book.part("xl/sharedStrings.xml");
    *altered = altered.replacen("<t>赵一</t>", "<t>钱二</t>", 1);
    assert_ne!(expert, *altered, "the name stands there");
    tells(&story, &book, &["标识被改动"]);
    let other = Story::opened(3, 2, &Value::Null);
    let (_, book) = filled();
    tells(&other, &book, &["没有发出过这份填报表", "S-1", "赵一"]);
    let empty = Story::scratch();
    tells(&empty, &book, &["不是本次任务的文件", "任务 S-1"]);
    // Another version of the form since.
    let mut next = tongping_tests::story::form(&Value::Null);
    next["version"] = json!("2");
    next["title"] = json!("新版");
    story.call("form_import", json!({ "json": next.to_string() }));
    story.call("session_form_migrate", json!({ "session": 1, "version": "2", "reason": "换版" }));
    tells(&story, &book, &["另一版评审表"]);
}

#[test]
fn who_hands_back_must_have_finished_and_who_does_not_need_not() {
    let (story, book) = filled();
    let open = book.clone().say(SCORES, "E6", "").say(DECLARATION, "C3", "").say(DECLARATION, "C5", "");
    tells(&story, &open, &["“评分1”第 6 行第 E 列 数据", "还没有打分", "“声明”第 3 行第 C 列", "“声明”第 5 行第 C 列"]);
    let kept = good(&story, &open.clone().say(DECLARATION, "C12", ""));
    assert!(!kept.fill_in.reports[0].is_handed_back);
    assert!(kept.fill_in.warnings.iter().any(|problem| problem.code == "score_unscored"));
    tells(&story, &open.say(DECLARATION, "C12", "").say(SCORES, "E6", "七"), &["“七”不是数字"]);
    tells(&story, &book.clone().say(DECLARATION, "C13", "钱二"), &["“声明”第 13 行第 C 列", "姓名“钱二”", "赵一"]);
    tells(
        &story,
        &book.clone().say(DECLARATION, "C13", "").say(DECLARATION, "C14", "/"),
        &["没有写姓名", "没有写日期"],
    );
    tells(&story, &book.clone().say(DECLARATION, "C12", "交"), &["“声明”第 12 行第 C 列", "“交”既不是"]);
    tells(&story, &book.clone().say(DECLARATION, "C5", "还行"), &["“声明”第 5 行第 C 列", "“还行”不是该评审表的结论"]);
    tells(&story, &book.say(DECLARATION, "C4", "是").say(DECLARATION, "C5", "通过"), &["第 5 行", "一票否决"]);
}

#[test]
fn remarks_are_told_by_row_and_column() {
    let (story, book) = filled();
    tells(&story, &book.clone().say(REMARKS, "A4", "R-9"), &["“意见”第 4 行第 A 列", "“R-9”"]);
    tells(&story, &book.clone().say(REMARKS, "B4", "随便"), &["“意见”第 4 行第 B 列", "必须修改、建议修改"]);
    tells(&story, &book.clone().say(REMARKS, "C4", "9.9"), &["“意见”第 4 行第 C 列", "不是评审表的指标"]);
    tells(&story, &book.clone().put(REMARKS, "F4", &formula("A1", "x")), &["“意见”第 4 行第 F 列", "公式"]);
    tells(&story, &book.clone().say(REMARKS, "F4", "").say(REMARKS, "G4", ""), &["“意见”第 4 行第 F 列", "都是空的"]);
    let second = book.say(REMARKS, "A9", "R-2").say(REMARKS, "B9", "建议").say(REMARKS, "F9", "另一份的问题");
    let second = second.say(DECLARATION, "C12", "");
    let read = good(&story, &second);
    assert_eq!(read.reports.iter().map(|id| id.0).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(json!(read.fill_in.reports[1].answers.remarks[0])["nature"], "建议修改");
}

#[test]
fn long_texts_are_told_with_their_length_and_never_cut() {
    let (story, book) = filled();
    let long = "长".repeat(20_001);
    tells(
        &story,
        &book.clone().say(SCORES, "F5", &long).say(SCORES, "G5", ""),
        &["第 5 行第 F 列", "20001 字", "20000 字"],
    );
    tells(&story, &book.clone().say(DECLARATION, "C6", &long), &["“声明”第 6 行第 C 列", "20001 字"]);
    let most = "长".repeat(20_000);
    let read = good(&story, &book.say(DECLARATION, "C6", &most));
    assert_eq!(read.fill_in.reports[0].answers.merits, most);
}

/// What programs and people's files hold that a reader may stumble over.
const NASTY: [&str; 50] = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "=HYPERLINK(\"http://x\",\"y\")",
    "=cmd|' /C calc'!A0",
    "'=1",
    "\"quoted\"",
    "<b>x</b>",
    "a&amp;b",
    "]]>",
    "<!--",
    "&#x41;",
    "_x000D_",
    "_x0041_",
    "x_x005F_y",
    "{name}",
    "%s%n",
    "\\",
    "\\n",
    "/etc/passwd",
    "../..",
    "a\tb",
    "行一\n行二",
    "１２３",
    "1e3",
    "0x10",
    "NaN",
    "TRUE",
    "是",
    "2026-09-16",
    "4-1",
    "1/2",
    "50%",
    "￥100",
    "“引号”",
    "‘单’",
    "…",
    "——",
    "ａｂｃ",
    "$A$1",
    "é",
    "+86",
    "①②",
    "（三）",
    "A1",
    "R1C1",
    "#REF!",
    "null",
    "'; DROP TABLE opinion; --",
];

#[test]
fn nasty_strings_go_out_as_text_and_come_back_as_they_were() {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.call("opinion_begin", json!({ "report": 1, "member": 1 }))["opinion"]["id"].clone();
    for text in NASTY {
        let mut remark = tongping_tests::story::remark(1, text);
        remark["opinion"] = id.clone();
        remark["suggestion"] = json!(text);
        story.call("remark_add", remark);
    }
    for text in NASTY {
        story.call("score_set", json!({ "opinion": id, "criterion": "1.1", "reason": text }));
        story.call("opinion_set", json!({ "opinion": id, "merits": text }));
        let bytes = exported(&mut story, 1);
        let book = Book::of(&bytes);
        assert!(!book.0.values().any(|part| part.contains("<f>")), "{text:?} became a formula");
        let answers = json!(good(&story, &book).fill_in.reports[0].answers);
        assert_eq!(answers["merits"], if is_nothing(text) { "" } else { text }, "{text:?}");
        let reason = if is_nothing(text) { Value::Null } else { json!(text) };
        assert_eq!(answers["scores"][0]["reason"], reason, "{text:?}");
        let remarks = answers["remarks"].as_array().expect("remarks");
        let problems: Vec<&Value> = remarks.iter().map(|remark| &remark["problem"]).collect();
        assert_eq!(problems, NASTY.map(|text| if is_nothing(text) { "" } else { text }));
    }
    // What a hand puts there is read as text too, or told.
    let (story, book) = blank();
    for text in ["㐀", "𠮷野家", "ﬁ"] {
        tells(&story, &book.clone().say(SCORES, "F5", text), &["“评分1”第 5 行第 F 列", "字库中没有这些字"]);
    }
    for text in NASTY.into_iter().filter(|text| !is_nothing(text) && !unescaped(text).is_empty()) {
        let read = good(&story, &book.clone().say(SCORES, "F5", text));
        assert_eq!(json!(read.fill_in.reports[0].answers)["scores"][0]["reason"], json!(unescaped(text)), "{text:?}");
    }
}

/// Signs that stand for nothing.
fn is_nothing(text: &str) -> bool {
    matches!(text, "——" | "\\")
}

/// What a workbook means by such a text: its own way of writing a character that XML cannot hold.
fn unescaped(text: &str) -> String {
    text.replace("_x000D_", "").replace("_x0041_", "A").replace("_x005F_", "_")
}

#[test]
fn broken_files_are_told_and_never_end_the_program() {
    let (story, book) = filled();
    let bytes = book.bytes();
    for at in (0..bytes.len()).step_by(211) {
        let mut broken = bytes.clone();
        broken[at] ^= 0x55;
        drop(story.app.store.read(|conn| fill_in::read(conn, &broken)));
        drop(story.app.store.read(|conn| fill_in::read(conn, &bytes[..at])));
    }
    // Marks and keys of somebody else's making.
    let mut strange = book.clone();
    let strings = strange.part("xl/sharedStrings.xml");
    *strings = strings.replace("c:1.1", "c:nonsense").replace("veto:0:", "veto:99999999999999999999:");
    tells(&story, &strange, &["“评分1”第 5 行", "不是填报表原有的行"]);
    assert!(read(&story, &book).is_ok());
    let huge = book.say(OTHER, "F5", &"长".repeat(40_000));
    tells(&story, &huge, &["“评分2”第 5 行第 F 列", "40000 字"]);
}
