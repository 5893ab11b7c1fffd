//! Workbooks that are refused: every fault with its cell, and hostile files without a fall.

use crate::book::{Book, Put, errors_of, row};
use std::io::Write;
use std::time::{Duration, Instant};
use tongping_core::exchange::form_xlsx::{self, Asked};

fn table(rows: Vec<Vec<Put>>) -> Book {
    Book::of([vec![row!["一级指标", "指标", "分值", "档位", "扣分项", "客观"]], rows].concat())
}

#[test]
fn every_fault_is_told_with_its_cell() {
    let formula = Put::Formula("=1/0", "#DIV/0!");
    let cases: Vec<(Book, &[&str])> = vec![
        (
            table(vec![row!["甲", "甲一", "若干"], row!["", "甲二", -1]]),
            &["2:3 form_sheet_not_points", "3:3 number_negative"],
        ),
        (table(vec![row!["甲", "甲一", ""], row!["", "甲二", 5]]), &["2:3 form_sheet_points_missing"]),
        (table(vec![row!["甲", "甲一", 5], vec![Put::Empty, "甲二".into(), Put::Date]]), &["3:3 form_sheet_date"]),
        (table(vec![row!["甲", "甲一", 5], row!["", "", 6]]), &["3:2 form_sheet_name_empty"]),
        (table(vec![row!["甲", "甲一", 5], row!["合计", "", 6]]), &["3:3 form_sheet_total_differs"]),
        (table(vec![row!["甲（8分）", "甲一", 5]]), &["2:1 form_sum_differs"]),
        (table(vec![row!["甲", "甲一（8分）", 5]]), &["2:3 form_sheet_points_differ"]),
        (table(vec![row!["甲", "甲一", 5, "优5/良"]]), &["2:4 form_sheet_choice_without_points"]),
        (table(vec![row!["甲", "甲一", 5, "优90%以上"]]), &["2:4 form_sheet_choices_unread"]),
        (table(vec![row!["甲", "甲一", 5, "优6/良4"]]), &["2:4 form_choice_above_max"]),
        (table(vec![row!["甲", "甲一", 5, "优5/优4"]]), &["2:4 form_duplicate"]),
        (table(vec![row!["甲", "甲一", 5, "", "按比例扣"]]), &["2:5 form_sheet_deductions_unread"]),
        (table(vec![row!["甲", "甲一", 5, "", "每处扣9分"]]), &["2:5 form_deduction_above_max"]),
        (table(vec![row!["甲", "甲一", 5, "", "", "也许"]]), &["2:6 form_sheet_flag"]),
        (table(vec![row!["甲", "甲一", 0]]), &["2:3 number_not_positive"]),
        (table(vec![row!["甲", "甲一", 0.1234567]]), &["2:3 number_too_long"]),
        (table(vec![]), &["1:0 form_no_groups"]),
        (Book::of(vec![row!["姓名", "电话"], row!["张三", 1]]), &["1:0 form_sheet_no_table"]),
        (Book::of(vec![row!["编号", "指标", "分值"], row!["A", "甲", 5], row!["A", "乙", 5]]), &["3:1 form_duplicate"]),
        (
            table(vec![row!["甲", "甲一", 5]]).and(
                "设置",
                vec![row!["颜色", "红"], row!["计分规则", "随意"], row!["步长", "半"], row!["版本"], row!["步长", 1]],
            ),
            &[
                "设置!1:1 form_sheet_setting_unknown",
                "设置!2:2 form_sheet_setting_value",
                "设置!3:2 form_sheet_not_points",
                "设置!4:2 text_empty",
                "设置!5:1 form_sheet_setting_twice",
            ],
        ),
        (
            table(vec![row!["甲", "甲一", 5]]).and("设置", vec![row!["满分", 9], row!["等级", "优", 99]]),
            &["设置!1:2 form_sum_differs", "设置!2:3 form_threshold_above_total"],
        ),
        (Book::of(vec![row!["指标", "分值", "步长", "步长"], row!["甲", 5, 1, 1]]), &["1:4 form_sheet_column_twice"]),
    ];
    for (book, expected) in cases {
        let mut found = book.errors();
        found.sort();
        let mut expected: Vec<_> = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected);
    }
    let (_, warnings) = table(vec![vec!["甲".into(), "甲一".into(), Put::Formula("=2+3", "5")]]).form();
    assert!(warnings.iter().any(|one| one.code == "form_sheet_formula"));
    assert!(!table(vec![vec!["甲".into(), "甲一".into(), formula]]).errors().is_empty());
}

#[test]
fn what_is_no_workbook_is_refused_in_a_sentence() {
    assert_eq!(errors_of(b"hello"), ["workbook_not_xlsx"]);
    assert_eq!(errors_of(b""), ["workbook_not_xlsx"]);
    assert_eq!(errors_of(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1]), ["workbook_old_format"]);
    let mark: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(errors_of(&[&[0xd0, 0xcf, 0x11, 0xe0][..], &mark].concat()), ["workbook_encrypted"]);
}

/// A workbook with these parts in place of its own.
fn with_parts(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let own = table(vec![row!["甲", "甲一", 5]]).bytes();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(own)).expect("a zip");
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a part");
        let name = file.name().expect("a name").to_string();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).expect("unpacks");
        let bytes = parts.iter().find(|(part, _)| *part == name).map_or(bytes, |(_, bytes)| bytes.to_vec());
        writer.start_file(name, options).expect("a part begins");
        writer.write_all(&bytes).expect("a part is written");
    }
    writer.finish().expect("a zip").into_inner()
}

#[test]
fn uncomputed_formulas_and_hidden_rows_are_told() {
    let text = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let sheet = |leaf: &str| {
        let heads = [text("A1", "一级指标"), text("B1", "分值"), text("C1", "指标"), text("D1", "分值")].concat();
        let second =
            [text("A2", "甲"), "<c r=\"B2\"><f>SUM(D2)</f><v></v></c>".to_owned(), text("C2", "甲一")].concat();
        format!(
            "<worksheet><cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols><sheetData><row r=\"1\">{heads}</row>\
             <row r=\"2\" hidden=\"1\">{second}<c r=\"D2\">{leaf}</c></row></sheetData></worksheet>"
        )
    };
    let read = |leaf: &str| with_parts(&[("xl/worksheets/sheet1.xml", sheet(leaf).as_bytes())]);
    assert_eq!(errors_of(&read("<f>2+3</f><v/>")), ["2:4 form_sheet_uncomputed"]);
    let asked = Asked { name: "表", ..Asked::default() };
    let (form, warnings) = form_xlsx::read(&read("<f>2+3</f><v>5</v>"), asked).expect("it becomes a form");
    assert_eq!(form.total.to_string(), "5");
    let told: Vec<_> = warnings.iter().map(crate::book::told).collect();
    for wanted in ["1:2 form_sheet_column_hidden", "2:1 form_sheet_row_hidden", "2:2 form_sheet_sum_uncomputed"] {
        assert!(told.iter().any(|one| one == wanted), "{wanted} in {told:?}");
    }
}

fn tried(bytes: &[u8]) {
    let start = Instant::now();
    let result = form_xlsx::read(bytes, Asked { name: "表", ..Asked::default() });
    let took = start.elapsed();
    assert!(took < Duration::from_secs(6), "{took:?}");
    drop(result);
}

#[test]
fn hostile_files_do_no_harm() {
    let own = table(vec![row!["甲", "甲一", 5, "优5/良4", "", "√"]; 40]).bytes();
    (0..own.len()).step_by(997).for_each(|end| tried(&own[..end]));
    for at in (0..own.len()).step_by(61) {
        let mut flipped = own.clone();
        flipped[at] ^= 1 << (at % 8);
        tried(&flipped);
    }
    let sheet = "xl/worksheets/sheet1.xml";
    let start = "<worksheet><sheetData>";
    let rows: String = (1..100_000).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>")).collect();
    let wide: String = (0..2000).map(|_| "<c t=\"inlineStr\"><is><t>分值</t></is></c>").collect();
    let cases = [
        [start, &rows, "</sheetData></worksheet>"].concat(),
        [start, "<row r=\"1\">", &wide, "</row></sheetData></worksheet>"].concat(),
        "<a>".repeat(200_000),
        [start, "<row r=\"99999999999999999999\"><c r=\"XFD1048576\"><v>1e999</v></c><c r=\"A1\" t=\"s\"><v>9</v></c></row>", "</sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells></worksheet>"].concat(),
    ];
    for xml in &cases {
        tried(&with_parts(&[(sheet, xml.as_bytes())]));
    }
    let count = b"<sst count=\"18446744073709551615\" uniqueCount=\"18446744073709551615\"><si><t>a</t></si></sst>";
    tried(&with_parts(&[("xl/sharedStrings.xml", count)]));
    let bomb = with_parts(&[(sheet, &vec![b' '; 200 * 1024 * 1024])]);
    assert!(bomb.len() < 1024 * 1024);
    let begin = Instant::now();
    assert_eq!(errors_of(&bomb), ["workbook_unpacks_too_large"]);
    assert!(begin.elapsed() < Duration::from_secs(2));
}
