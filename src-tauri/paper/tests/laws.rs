//! Laws of the layout, over random flows on the display list: nothing panics, no text is lost or set twice, nothing
//! leaves the text area or overlaps, and no line begins or ends with a mark that may not stand there.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use proptest::prelude::*;
use tongping_paper::flow::{
    Align, Block, Cell, Flow, Heading, Paragraph, Role, Row, Section, Table, TextStyle, VAlign, Width,
};
use tongping_paper::page::{Item, Mark, Page, TextRun, paper, text_area};
use tongping_paper::tree::Kind;
use tongping_paper::{Face, Fonts, Furniture, PaperError, Style, Timestamp, layout, render};

const BODY: TextStyle = TextStyle { role: Role::Body, size: 16.0, leading: 28.95 };
const CELL: TextStyle = TextStyle { role: Role::Kai, size: 10.5, leading: 15.0 };

fn style() -> Style {
    static FONTS: OnceLock<Arc<Fonts>> = OnceLock::new();
    let load = || {
        let file = |name: &str| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/fonts").join(name);
            let bytes = std::fs::read(path).expect("the face is in assets/fonts");
            Face { name: name[..name.len() - 4].to_owned(), bytes: Vec::leak(bytes), index: 0 }
        };
        let (body, kai) = (file("TongpingFang.otf"), file("TongpingKai.ttf"));
        Arc::new(Fonts::new(vec![(Role::Body, vec![body]), (Role::Kai, vec![kai.clone()])], vec![kai]))
    };
    Style {
        fonts: FONTS.get_or_init(load).clone(),
        title: "样张".to_owned(),
        author: String::new(),
        created: Some(Timestamp { ymd_hms: (2026, 3, 1, 9, 30, 0), offset_minutes: 480 }),
        furniture: Furniture::default(),
    }
}

/// Chinese text with marks, numbers, Latin words and long addresses.
fn text(most: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => "[一十评审专家绩效目标资金项目预算执行情况犇喆堃]{1,9}",
        3 => "[。，、；：！？）》”’]",
        2 => "[（《「『【“‘]",
        1 => Just("……".to_owned()),
        1 => Just("——".to_owned()),
        2 => "[0-9]{1,6}(\\.[0-9]{1,2})?(万元|%|个|年[1-9]月)?",
        1 => Just("〔2026〕1号".to_owned()),
        1 => Just("2026年3月5日".to_owned()),
        2 => "[a-zA-Z]{1,12}( [a-z]{1,6})?",
        1 => "https://[a-z]{5,60}\\.cn/[a-z]{5,60}",
        1 => Just(" ".to_owned()),
    ];
    prop::collection::vec(piece, 1..most).prop_map(|pieces| format!("正{}", pieces.concat()))
}

fn align() -> impl Strategy<Value = Align> {
    prop::sample::select(vec![Align::Left, Align::Center, Align::Right, Align::Justify])
}

fn cell(most: usize) -> impl Strategy<Value = Cell> {
    let valign = prop::sample::select(vec![VAlign::Top, VAlign::Middle]);
    (prop::collection::vec(text(most), 1..3), align(), valign).prop_map(|(texts, align, valign)| {
        let paragraphs = texts.into_iter().map(|text| Paragraph::new(text, CELL, align)).collect();
        Cell { paragraphs, valign, ..Cell::new(Paragraph::new("", CELL, align)) }
    })
}

/// A valid table: a header, then groups whose first cell covers several rows.
fn table() -> impl Strategy<Value = Table> {
    let row = (cell(30), cell(8), any::<bool>());
    let group = (cell(40), prop::collection::vec(row, 1..6));
    (prop::collection::vec(group, 0..6), any::<bool>(), 40f32..200.0).prop_map(|(groups, ruled, width)| {
        let head = ["组", "内容", "得分"].map(|text| Cell::new(Paragraph::new(text, CELL, Align::Center)));
        let mut rows = vec![Row { cells: head.into(), ..Row::default() }];
        for (name, lines) in groups {
            let count = lines.len();
            for (i, (wide, narrow, keep_with_next)) in lines.into_iter().enumerate() {
                let mut cells = vec![wide, narrow];
                if i == 0 {
                    cells.insert(0, name.clone().span(1, count));
                }
                rows.push(Row { cells, min_height: 0.0, keep_with_next });
            }
        }
        let columns = vec![Width::Fixed(width), Width::Weight(3.0), Width::Weight(1.0)];
        Table { columns, header_rows: 1, rows, padding: (3.0, 3.0), caption: None, ruled }
    })
}

fn block() -> impl Strategy<Value = Block> {
    let paragraph = (text(60), align(), 0f32..3.0, 0f32..5.0).prop_map(|(text, align, first, indent)| {
        let indent_em = (indent, indent / 2.0);
        Block::Paragraph(Paragraph { first_indent_em: first, indent_em, ..Paragraph::new(text, BODY, align) })
    });
    let heading =
        (0u8..4, text(12)).prop_map(|(level, text)| Block::Heading(Heading { level, text, text_style: None }));
    let keep = prop::collection::vec(text(10), 1..4).prop_map(|texts| {
        Block::Keep(texts.into_iter().map(|text| Block::Paragraph(Paragraph::body(text, BODY))).collect())
    });
    prop_oneof![
        6 => paragraph,
        3 => heading,
        2 => table().prop_map(Block::Table),
        1 => (0f32..300.0).prop_map(Block::Space),
        1 => Just(Block::PageBreak),
        2 => keep,
    ]
}

fn flow() -> impl Strategy<Value = Flow> {
    let section = (any::<bool>(), prop::collection::vec(block(), 0..12)).prop_map(|(landscape, blocks)| Section {
        landscape,
        title: None,
        blocks,
    });
    prop::collection::vec(section, 1..3).prop_map(|sections| Flow { sections })
}

/// The characters of a flow, spaces aside.
fn letters(flow: &Flow) -> usize {
    flow.sections.iter().map(|section| of_blocks(&section.blocks)).sum()
}

fn count(text: &str) -> usize {
    text.chars().filter(|ch| !ch.is_whitespace()).count()
}

fn of_blocks(blocks: &[Block]) -> usize {
    let cells = |table: &Table| -> usize {
        let paragraphs = table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.paragraphs);
        paragraphs.map(|paragraph| count(&paragraph.text())).sum()
    };
    blocks
        .iter()
        .map(|block| match block {
            Block::Heading(heading) => count(&heading.text),
            Block::Paragraph(paragraph) => count(&paragraph.text()),
            Block::Table(table) => cells(table),
            Block::Keep(blocks) => of_blocks(blocks),
            Block::Space(_) | Block::PageBreak => 0,
        })
        .sum()
}

fn content(page: &Page) -> impl Iterator<Item = &TextRun> {
    page.items.iter().filter_map(|item| match item {
        Item::Text(run) if matches!(run.mark, Mark::Node(_) | Mark::Repeat) => Some(run),
        Item::Text(_) | Item::Rule(_) | Item::Figure(_) => None,
    })
}

/// Left and right of the ink of a run; the blank of a closing mark at its end may hang over.
fn extent(run: &TextRun) -> (f32, f32) {
    let last = run.glyphs.iter().rfind(|glyph| glyph.ch != ' ').unwrap_or(&run.glyphs[0]);
    let hang = if "。，、；：！？）》」』】〕”’".contains(last.ch) { run.size / 2.0 } else { 0.0 };
    (run.x, run.x + last.x + last.advance - hang)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_flows_keep_every_letter_in_its_place(flow in flow()) {
        let pages = layout(&flow, &style()).unwrap();
        let mut set = 0;
        for page in &pages.pages {
            let area = text_area(page.landscape);
            let runs: Vec<&TextRun> = content(page).collect();
            for run in &runs {
                let (left, right) = extent(run);
                prop_assert!(left >= area.x - 0.1 && right <= area.x + area.width + 0.3, "{left} {right} {run:?}");
                prop_assert!(run.y - 0.88 * run.size >= area.y - 0.1, "{run:?}");
                prop_assert!(run.y + 0.12 * run.size <= area.y + area.height + 0.2, "{run:?}");
                if matches!(run.mark, Mark::Node(_)) {
                    set += run.glyphs.iter().filter(|glyph| !glyph.ch.is_whitespace()).count();
                }
            }
            for (i, a) in runs.iter().enumerate() {
                for b in &runs[i + 1..] {
                    let near = (a.y - b.y).abs() < 0.7 * a.size.min(b.size);
                    let (a_left, a_right) = extent(a);
                    let (b_left, b_right) = extent(b);
                    prop_assert!(!near || a_right <= b_left + 0.5 || b_right <= a_left + 0.5, "{a:?} {b:?}");
                }
            }
        }
        prop_assert_eq!(set, letters(&flow));
    }

    #[test]
    fn no_line_begins_or_ends_with_a_forbidden_mark(text in text(120), align in align()) {
        let blocks = vec![Block::Paragraph(Paragraph { first_indent_em: 2.0, ..Paragraph::new(text, BODY, align) })];
        let flow = Flow { sections: vec![Section { landscape: false, title: None, blocks }] };
        let pages = layout(&flow, &style()).unwrap();
        let mut lines: Vec<(f32, String)> = Vec::new();
        for run in pages.pages.iter().flat_map(content) {
            let text: String = run.glyphs.iter().map(|glyph| glyph.ch).collect();
            match lines.last_mut() {
                Some((y, line)) if *y == run.y => line.push_str(&text),
                _ => lines.push((run.y, text)),
            }
        }
        for (i, (_, line)) in lines.iter().enumerate() {
            // A run of marks longer than a line has no good break; the generator makes none.
            let (first, last) = (line.chars().next().unwrap(), line.chars().next_back().unwrap());
            prop_assert!(i == 0 || !"。，、；：！？）》」』】”’…〕%".contains(first), "{lines:?}");
            prop_assert!(i + 1 == lines.len() || !"（《「『【“‘〔".contains(last), "{lines:?}");
        }
    }

    #[test]
    fn strange_lengths_and_tables_never_panic(
        widths in prop::collection::vec(prop_oneof![Just(0.0f32), Just(f32::NAN), Just(-5.0), Just(1e9), 0.1f32..50.0], 0..5),
        spans in prop::collection::vec((0usize..4, 0usize..4), 0..12),
        size in prop_oneof![Just(0.0f32), Just(f32::INFINITY), 1f32..300.0],
        header_rows in 0usize..6,
    ) {
        let odd = TextStyle { role: Role::Kai, size, leading: size };
        let cells = spans.iter().map(|(columns, rows)| {
            Cell::new(Paragraph::new("超长Supercalifragilistic。", odd, Align::Justify)).span(*columns, *rows)
        });
        let rows = cells.map(|cell| Row { cells: vec![cell], min_height: size, keep_with_next: true }).collect();
        let columns = widths.iter().enumerate().map(|(i, w)| if i % 2 == 0 { Width::Weight(*w) } else { Width::Fixed(*w) });
        let table = Table { columns: columns.collect(), header_rows, rows, padding: (size, 1.0), caption: None, ruled: true };
        let paragraph = Paragraph { first_indent_em: size, indent_em: (size, size), ..Paragraph::new("字\u{0}\u{200b}\t\n\n末", odd, Align::Right) };
        let blocks = vec![Block::Space(size), Block::Keep(vec![Block::Paragraph(paragraph), Block::Table(table)])];
        let flow = Flow { sections: vec![Section { landscape: true, title: None, blocks }] };
        match render(&flow, &style()) {
            Ok(bytes) => prop_assert!(bytes.starts_with(b"%PDF-1.7")),
            Err(PaperError::Table { .. }) => {}
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

#[test]
fn official_pages_hold_22_lines_of_28_characters() {
    let blocks = vec![Block::Paragraph(Paragraph::body("评".repeat(28 * 60), BODY))];
    let flow = Flow { sections: vec![Section { landscape: false, title: None, blocks }] };
    let pages = layout(&flow, &style()).unwrap();
    let runs: Vec<&TextRun> = content(&pages.pages[0]).collect();
    assert_eq!(runs.len(), 22);
    assert_eq!(runs[0].glyphs.len(), 26);
    assert!(runs[1..].iter().all(|run| run.glyphs.len() == 28));
    let area = text_area(false);
    let millimetre = 72.0 / 25.4;
    assert!((area.width / millimetre - 156.0).abs() < 0.5 && (area.height / millimetre - 225.0).abs() < 0.5);
    let (left, right) = extent(runs[5]);
    assert!((left - area.x).abs() < 0.5 && (right - area.x - area.width).abs() < 1.0, "{left} {right}");
}

#[test]
fn page_numbers_stand_right_on_odd_and_left_on_even_pages() {
    let blocks = vec![Block::Paragraph(Paragraph::body("评".repeat(28 * 60), BODY))];
    let section = |landscape| Section { landscape, title: None, blocks: blocks.clone() };
    let flow = Flow { sections: vec![section(false), section(true)] };
    let pages = layout(&flow, &style()).unwrap();
    let area = text_area(false);
    for (i, page) in pages.pages.iter().enumerate() {
        let number = page.items.iter().find_map(|item| match item {
            Item::Text(run) if run.mark == Mark::Furniture => Some(run),
            Item::Text(_) | Item::Rule(_) | Item::Figure(_) => None,
        });
        let number = number.unwrap();
        let width = number.glyphs.last().map(|glyph| glyph.x + glyph.advance).unwrap();
        // A landscape page is the same sheet turned: its left edge is the foot of the sheet.
        let (x, y) = if page.landscape { (number.y, paper(false).1 - number.x) } else { (number.x, number.y) };
        let edge = if i % 2 == 0 { area.x + area.width - 14.0 - width } else { area.x + 14.0 };
        assert!((x - edge).abs() < 0.5, "page {i}: {x} {edge}");
        let dash = y - 0.38 * 14.0;
        assert!((dash - area.y - area.height - 7.0 * 72.0 / 25.4).abs() < 0.5);
    }
}

#[test]
fn a_column_narrower_than_a_character_comes_to_an_end() {
    let cell = |text: &str| Cell::new(Paragraph::new(text, CELL, Align::Justify));
    let columns = vec![Width::Fixed(4.0), Width::Weight(1.0)];
    let rows = vec![Row { cells: vec![cell("评审。意见"), cell(&"长".repeat(100_000))], ..Row::default() }];
    let table = Table { columns, header_rows: 0, rows, padding: (2.0, 2.0), caption: None, ruled: true };
    let flow = Flow { sections: vec![Section { landscape: false, title: None, blocks: vec![Block::Table(table)] }] };
    let pages = layout(&flow, &style()).unwrap();
    let set: usize = pages.pages.iter().flat_map(content).map(|run| run.glyphs.len()).sum();
    assert_eq!(set, 100_005);
}

#[test]
fn too_many_pages_are_refused() {
    let blocks = vec![Block::Paragraph(Paragraph::new("页", BODY, Align::Left)), Block::PageBreak];
    let blocks = std::iter::repeat_n(blocks, 5_001).flatten().collect();
    let flow = Flow { sections: vec![Section { landscape: false, title: None, blocks }] };
    assert_eq!(layout(&flow, &style()), Err(PaperError::TooLong { pages: 5_001 }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn paragraphs_break_and_headings_keep_as_the_rules_say(parts in prop::collection::vec((0u8..5, 1usize..9), 1..60)) {
        let block = |(kind, lines): &(u8, usize)| match kind {
            0 => Block::Heading(Heading { level: 1, text: "一、标题".to_owned(), text_style: None }),
            _ => Block::Paragraph(Paragraph::new("评".repeat(28 * lines), BODY, Align::Justify)),
        };
        let blocks = parts.iter().map(block).collect();
        let pages = layout(&Flow { sections: vec![Section { landscape: false, title: None, blocks }] }, &style()).unwrap();
        let lines: Vec<(usize, usize)> = pages.pages.iter().enumerate().flat_map(|(number, page)| {
            content(page).filter_map(move |run| if let Mark::Node(node) = run.mark { Some((number, node)) } else { None })
        }).collect();
        for pair in lines.windows(2).filter(|pair| pair[0].0 != pair[1].0 && pair[0].1 == pair[1].1) {
            let (page, node) = pair[0];
            let above = lines.iter().filter(|line| **line == (page, node)).count();
            let below = lines.iter().filter(|line| **line == (page + 1, node)).count();
            prop_assert!(above >= 2 && below >= 2 && above + below > 3, "{above} + {below}");
        }
        for (i, (page, node)) in lines.iter().enumerate() {
            if matches!(pages.nodes[*node].kind, Kind::Heading(_)) {
                let after = lines[i + 1..].iter().take_while(|line| line.0 == *page).count();
                prop_assert!(after >= 2.min(lines.len() - i - 1), "{after} lines after a heading");
            }
        }
    }
}

#[test]
fn a_row_keeps_the_next_one_and_is_never_split() {
    let text = |text: &str| vec![Cell::new(Paragraph::new(text, CELL, Align::Left))];
    for above in 30..45 {
        let mut rows: Vec<Row> = (0..above).map(|_| Row { cells: text("行"), ..Row::default() }).collect();
        rows.push(Row { cells: text("合计"), min_height: 0.0, keep_with_next: true });
        rows.push(Row { cells: text(&"说明".repeat(120)), ..Row::default() });
        let table = Table {
            columns: vec![Width::Weight(1.0)],
            header_rows: 0,
            rows,
            padding: (3.0, 3.0),
            caption: None,
            ruled: true,
        };
        let flow =
            Flow { sections: vec![Section { landscape: false, title: None, blocks: vec![Block::Table(table)] }] };
        let pages = layout(&flow, &style()).unwrap();
        let last = pages.pages.last().unwrap();
        let first_of = |run: &TextRun| run.glyphs[0].ch;
        let total = content(last).filter(|run| first_of(run) == '合').count();
        let note: usize =
            content(last).filter(|run| first_of(run) != '行' && first_of(run) != '合').map(|r| r.glyphs.len()).sum();
        assert_eq!((total, note), (1, 240), "{above} rows above");
    }
}
