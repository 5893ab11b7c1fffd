//! The same form as other programs write it: saved by LibreOffice, and in the ways WPS and Excel are known to write parts.

use super::book::Book;
use super::{blank, filled, good, tells};
use serde_json::json;

/// The parts that hold the content.
fn is_content(name: &str) -> bool {
    name.starts_with("xl/") && name.ends_with(".xml") && !name.contains("theme")
}

/// Puts a prefix before the name of every element.
fn prefixed(xml: &str) -> String {
    let mut out = String::new();
    for piece in xml.split_inclusive('<') {
        let is_name = out.ends_with('<') && piece.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_end = out.ends_with('<') && piece.starts_with('/');
        if is_name {
            out.push_str("x:");
            out.push_str(piece);
        } else if is_end {
            out.push_str("/x:");
            out.push_str(&piece[1..]);
        } else {
            out.push_str(piece);
        }
    }
    out.replacen(" xmlns=", " xmlns:x=", 1)
}

#[test]
fn names_with_a_prefix_and_targets_from_the_root_are_read() {
    let (story, mut book) = filled();
    let before = json!(good(&story, &book).fill_in.reports[0].answers);
    for (name, xml) in &mut book.0 {
        if is_content(name) {
            *xml = prefixed(xml);
        }
    }
    let rels = book.part("xl/_rels/workbook.xml.rels");
    *rels = rels.replace("Target=\"", "Target=\"/xl/");
    assert!(book.part("xl/workbook.xml").contains("<x:sheet "));
    assert_eq!(json!(good(&story, &book).fill_in.reports[0].answers), before);
}

#[test]
fn texts_in_pieces_and_texts_in_their_cells_are_read() {
    let (story, mut book) = filled();
    let before = json!(good(&story, &book).fill_in.reports[0].answers);
    let strings = book.part("xl/sharedStrings.xml").clone();
    // In pieces of different type, with a way of reading aloud behind them.
    let mut rich = String::new();
    for piece in strings.split_inclusive("</si>") {
        let text = piece.find("<t").and_then(|from| Some((from, from + piece[from..].find('>')? + 1)));
        let Some((from, start)) = text.filter(|_| piece.contains("</t>")) else {
            rich.push_str(piece);
            continue;
        };
        let end = piece.find("</t>").expect("the text ends");
        let half = piece[start..end].chars().take(1).map(char::len_utf8).sum::<usize>();
        let half = if piece[start..].starts_with('&') { 0 } else { half };
        let run = |text: &str| format!("<r><rPr><b/></rPr><t xml:space=\"preserve\">{text}</t></r>");
        rich.push_str(&piece[..from]);
        rich.push_str(&run(&piece[start..start + half]));
        rich.push_str(&run(&piece[start + half..end]));
        rich.push_str("<rPh sb=\"0\" eb=\"1\"><t>音</t></rPh></si>");
    }
    *book.part("xl/sharedStrings.xml") = rich;
    assert_eq!(json!(good(&story, &book).fill_in.reports[0].answers), before);
    // Every text in its own cell.
    let texts: Vec<&str> =
        strings.split("<si>").skip(1).map(|piece| piece.split("</si>").next().unwrap_or("")).collect();
    let sheets: Vec<String> = book.0.keys().filter(|name| name.starts_with("xl/worksheets/")).cloned().collect();
    for name in sheets {
        let xml = book.part(&name);
        let mut out = String::new();
        let mut rest = xml.as_str();
        while let Some(at) = rest.find(" t=\"s\"><v>") {
            let from = at + " t=\"s\"><v>".len();
            let end = from + rest[from..].find("</v>").expect("the number ends");
            let text = texts[rest[from..end].parse::<usize>().expect("a number")];
            out.push_str(&rest[..at]);
            out.push_str(&[" t=\"inlineStr\"><is>", text, "</is>"].concat());
            rest = &rest[end + "</v>".len()..];
        }
        out.push_str(rest);
        *xml = out;
    }
    book.0.remove("xl/sharedStrings.xml");
    let rels = book.part("xl/_rels/workbook.xml.rels");
    let at = rels.find("sharedStrings").expect("the texts");
    let (start, end) = (rels[..at].rfind('<').expect("a tag"), at + rels[at..].find("/>").expect("its end") + 2);
    rels.replace_range(start..end, "");
    assert_eq!(json!(good(&story, &book).fill_in.reports[0].answers), before);
}

#[test]
fn what_libreoffice_saved_is_what_was_filled_in() {
    let path = tongping_tests::root().join("tests/data/exchange/fill-in-libreoffice.xlsx");
    let saved = std::fs::read(path).expect("the golden file is there");
    let (story, book) = filled();
    let here = good(&story, &book);
    let there = good(&story, &Book::of(&saved));
    assert_eq!(json!(there.fill_in.reports[0].answers), json!(here.fill_in.reports[0].answers));
    assert!(there.fill_in.reports[0].is_handed_back);
    assert_eq!((there.fill_in.name.as_str(), there.fill_in.blank.len()), ("赵一", 1));
    let (blank, _) = blank();
    let wrong = std::fs::read(tongping_tests::root().join("tests/data/exchange/fill-in-libreoffice-wrong.xlsx"));
    let wrong = Book::of(&wrong.expect("the golden file is there"));
    tells(&blank, &wrong, &["“评分1”第 7 行第 E 列", "“9”超过该指标的分值 5"]);
}
