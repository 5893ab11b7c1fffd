//! A signature on 专家评审意见表: drawn where one signs, told to those who cannot see it, the same bytes every time, and
//! nothing on the paper moves for it.

// Helpers of tests fail like tests.
#![allow(clippy::unwrap_used, clippy::panic)]

use lopdf::{Dictionary, Document, Object, ObjectId};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use tongping_tests::files::Folder;
use tongping_tests::pictures;
use tongping_tests::story::{Story, remark};

fn strokes() -> Value {
    json!({ "kind": "strokes", "width": 600, "height": 200, "strokes": pictures::strokes() })
}

fn picture(folder: &Folder, bytes: Vec<u8>) -> Value {
    json!({ "kind": "picture", "path": folder.put("signature.bin", bytes) })
}

/// The paper of an opinion with so many remarks, signed like this.
fn paper(folder: &Folder, name: &str, remarks: usize, signature: &Value) -> PathBuf {
    let mut story = Story::opened(1, 1, &Value::Null);
    let id = story.draft(1, 1, ["4", "6", "5"]);
    for i in 1..remarks {
        story.call("remark_add", remark(id, &format!("第 {i} 个问题")));
    }
    story.call("opinion_sign", json!({ "opinion": id, "signature": signature }));
    let path = folder.join(name);
    story.call("export_opinion", json!({ "opinion": id, "path": path }));
    path
}

fn tool(name: &str, before: &[&str], path: &Path, after: &[&str]) -> String {
    let ran = Command::new(name).args(before).arg(path).args(after).output();
    let ran = ran.unwrap_or_else(|error| panic!("{name} is not there: {error}"));
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{name}: {said}{}", String::from_utf8_lossy(&ran.stderr));
    said
}

fn text_of(path: &Path) -> String {
    tool("pdftotext", &["-layout"], path, &["-"]).split_whitespace().collect()
}

/// The figures of a file: words, box and number of the page.
fn figures(path: &Path) -> Vec<(String, [f32; 4], u32)> {
    let document = Document::load(path).unwrap();
    let pages: Vec<(u32, ObjectId)> = document.get_pages().into_iter().collect();
    let is_figure = |dict: &&Dictionary| dict.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == b"Figure");
    let all = document.objects.values().filter_map(|object| object.as_dict().ok()).filter(is_figure);
    let one = |dict: &Dictionary| {
        let alt = lopdf::decode_text_string(dict.get(b"Alt").unwrap()).unwrap();
        let layout = dict.get(b"A").and_then(Object::as_dict).unwrap();
        assert_eq!(layout.get(b"O").and_then(Object::as_name).unwrap(), b"Layout");
        let corners = layout.get(b"BBox").and_then(Object::as_array).unwrap();
        let corners: Vec<f32> = corners.iter().map(|edge| edge.as_float().unwrap()).collect();
        let page = dict.get(b"Pg").and_then(Object::as_reference).unwrap();
        let number = pages.iter().find(|(_, id)| *id == page).unwrap().0;
        (alt, corners.try_into().unwrap(), number)
    };
    all.map(one).collect()
}

/// Left, top, right and bottom edge of a word, from the top of its page, and the number of the page.
fn word(path: &Path, wanted: &str) -> (f32, f32, f32, f32, u32) {
    let boxes = tool("pdftotext", &["-bbox"], path, &["-"]);
    let mut page = 0;
    for line in boxes.lines() {
        page += u32::from(line.contains("<page "));
        if line.contains(&format!(">{wanted}")) {
            let numbers: Vec<f32> = line.split('"').skip(1).step_by(2).map(|n| n.parse().unwrap()).collect();
            return (numbers[0], numbers[1], numbers[2], numbers[3], page);
        }
    }
    panic!("no {wanted} in {boxes}");
}

#[test]
fn a_signature_stands_where_one_signs_and_is_tagged() {
    let folder = Folder::new();
    let all = [strokes(), picture(&folder, pictures::transparent())];
    for signature in all {
        let path = paper(&folder, "signed.pdf", 1, &signature);
        tool("qpdf", &["--check"], &path, &[]);
        let figures = figures(&path);
        let [(alt, [left, lower, right, upper], page)] = figures.as_slice() else { panic!("{figures:?}") };
        assert_eq!(alt, "专家签名");
        let (label, top, _, bottom, label_page) = word(&path, "专家签名");
        assert_eq!(*page, label_page);
        let height = 297.0 * 72.0 / 25.4;
        let millimetres = (upper - lower) * 25.4 / 72.0;
        // What is very wide fills the line instead of the height.
        let fills = (11.5..=16.0).contains(&millimetres) || right - left > 148.0;
        assert!(fills && millimetres > 8.0, "{millimetres} mm high");
        // The label is five characters of 12 pt.
        assert!(*left >= label + 58.0 && right - left < 56.0 * 72.0 / 25.4, "{left} … {right}");
        let (middle, line) = (height - (upper + lower) / 2.0, (top + bottom) / 2.0);
        assert!((middle - line).abs() < 6.0, "the middle of the signature, {middle}, is on the line, {line}");
        let (day, ..) = word(&path, "日期");
        assert!(*right < day, "{right} is before the day at {day}");
    }
}

#[test]
fn ink_is_where_the_figure_says_and_not_beside_it() {
    let folder = Folder::new();
    for (name, signature) in [("strokes", strokes()), ("picture", picture(&folder, pictures::jpeg()))] {
        let path = paper(&folder, &format!("{name}.pdf"), 1, &signature);
        let (_, corners, page) = figures(&path).remove(0);
        let page = page.to_string();
        // 72 dots per inch: a dot is a point.
        tool(
            "pdftoppm",
            &["-r", "72", "-gray", "-f", &page, "-l", &page],
            &path,
            &[folder.join(name).to_str().unwrap()],
        );
        let is_own =
            |found: &PathBuf| found.to_string_lossy().contains(name) && found.extension() == Some("pgm".as_ref());
        let drawn = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).find(is_own).unwrap();
        let bytes = std::fs::read(drawn).unwrap();
        let head = String::from_utf8_lossy(&bytes[..20]).into_owned();
        let sizes: Vec<usize> = head.split_whitespace().skip(1).take(2).map(|n| n.parse().unwrap()).collect();
        let (width, height) = (sizes[0], sizes[1]);
        let samples = &bytes[bytes.len() - width * height..];
        let [left, lower, right, upper] = corners.map(|edge| edge.round() as usize);
        let (top, bottom) = (height - upper, height - lower);
        let dark = |x: usize, y: usize| samples[y * width + x] < 128;
        let ink = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))).filter(|(x, y)| dark(*x, *y)).count();
        assert!(ink > 80, "{name}: {ink} dark dots");
        // Both ends of the height are reached: it fills its box.
        assert!((left..right).any(|x| (top..top + 4).any(|y| dark(x, y))), "{name}: nothing at the top");
        assert!((left..right).any(|x| (bottom - 4..bottom).any(|y| dark(x, y))), "{name}: nothing at the bottom");
    }
}

#[test]
fn nothing_moves_for_a_signature() {
    let folder = Folder::new();
    for remarks in [1, 3, 5, 6, 7, 8, 9, 10, 14] {
        let by_hand = paper(&folder, "hand.pdf", remarks, &Value::Null);
        let drawn = paper(&folder, "drawn.pdf", remarks, &strokes());
        assert_eq!(figures(&by_hand).len(), 0);
        for wanted in ["专家签名", "日期", "本意见的校验码"] {
            assert_eq!(word(&by_hand, wanted).4, word(&drawn, wanted).4, "{wanted} with {remarks} remarks");
            let (x, y, ..) = word(&by_hand, wanted);
            let (other_x, other_y, ..) = word(&drawn, wanted);
            assert!((x - other_x).abs() < 0.1 && (y - other_y).abs() < 0.1, "{wanted} moved");
        }
        let pages = |path: &Path| Document::load(path).unwrap().get_pages().len();
        assert_eq!(pages(&by_hand), pages(&drawn));
    }
}

#[test]
fn the_same_signature_gives_the_same_bytes() {
    let folder = Folder::new();
    for signature in [strokes(), picture(&folder, pictures::png())] {
        let bytes = |name| std::fs::read(paper(&folder, name, 2, &signature)).unwrap();
        assert!(bytes("first.pdf") == bytes("second.pdf"));
    }
    let hand = text_of(&paper(&folder, "hand.pdf", 2, &Value::Null));
    assert!(hand.contains("专家签名：___"), "{hand}");
}

#[test]
fn a_picture_is_upright_on_white_and_no_finer_than_paper_needs() {
    use tongping_paper::picture::Picture;
    let large = Picture::read(&pictures::large()).unwrap();
    assert!(large.width.max(large.height) <= 1_200 && !large.coloured, "{} × {}", large.width, large.height);
    let blue = Picture::read(&pictures::transparent()).unwrap();
    assert!(blue.coloured && blue.samples[..3] == [255, 255, 255], "what is transparent is white");
    assert!(blue.width < 500 && blue.height < 200, "the margin is gone");
    let upright = Picture::read(&pictures::jpeg()).unwrap();
    assert!(upright.width > upright.height);
    let turned = Picture::read(&pictures::turned()).unwrap();
    assert!(turned.width < turned.height, "a photograph taken on the side is turned");
    // A small file for a large picture.
    let folder = Folder::new();
    let path = paper(&folder, "large.pdf", 1, &picture(&folder, pictures::large()));
    let size = std::fs::metadata(path).unwrap().len();
    assert!(size < 400 * 1024, "{size} bytes");
}

#[test]
fn a_damaged_picture_is_a_fault_and_never_a_crash() {
    use tongping_paper::picture::Picture;
    for whole in [pictures::png(), pictures::jpeg(), pictures::transparent(), pictures::turned()] {
        for cut in (0..whole.len()).step_by(whole.len() / 60 + 1) {
            let _ = Picture::read(&whole[..cut]);
            let mut flipped = whole.clone();
            flipped[cut] ^= 0x55;
            if let Ok(picture) = Picture::read(&flipped) {
                let channels = if picture.coloured { 3 } else { 1 };
                assert_eq!(picture.samples.len(), picture.width as usize * picture.height as usize * channels);
            }
        }
    }
}
