//! Papers end to end: what real PDF tools say of the files, whether the text comes back, whether the structure that
//! PDF/A-2a and PDF/UA-1 ask for is there, and whether two processes write the same bytes.

// Helpers of tests fail like tests.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};
use tongping_paper::flow::{
    Align, Block, Cell, Flow, Heading, Paragraph, Role, Row, Run, Section, Table, TextStyle, VAlign, Width,
};
use tongping_paper::page::{Item, Mark};
use tongping_paper::{Face, Fonts, Furniture, Numbering, PaperError, Style, Timestamp, layout, render};

const BODY: TextStyle = TextStyle { role: Role::Body, size: 16.0, leading: 28.95 };
const CELL: TextStyle = TextStyle { role: Role::Body, size: 12.0, leading: 18.0 };
const HEAD: TextStyle = TextStyle { role: Role::Hei, size: 12.0, leading: 18.0 };

fn fonts() -> Arc<Fonts> {
    static FONTS: OnceLock<Arc<Fonts>> = OnceLock::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/fonts");
    let face = |name: &str| {
        let file = ["otf", "ttf"].map(|end| folder.join(format!("{name}.{end}")));
        let file = file.iter().find(|file| file.exists()).unwrap_or_else(|| panic!("no face {name} in assets/fonts"));
        Face { name: name.to_owned(), bytes: Vec::leak(std::fs::read(file).expect("the face is readable")), index: 0 }
    };
    let load = || {
        let roles = vec![
            (Role::Title, vec![face("TongpingTitle")]),
            (Role::Body, vec![face("TongpingFang"), face("TongpingFangFallback")]),
            (Role::Kai, vec![face("TongpingKai")]),
            (Role::Hei, vec![face("TongpingHei")]),
            (Role::Song, vec![face("TongpingSong")]),
        ];
        Arc::new(Fonts::new(roles, vec![face("TongpingSong")]))
    };
    FONTS.get_or_init(load).clone()
}

fn style() -> Style {
    Style {
        fonts: fonts(),
        title: "2025年度项目支出绩效评价报告统一评审意见表".to_owned(),
        author: "××市财政局".to_owned(),
        created: Some(Timestamp { ymd_hms: (2026, 3, 1, 9, 30, 0), offset_minutes: 480 }),
        furniture: Furniture {
            numbering: Numbering::PageOfPages,
            foot: "青财绩评〔2026〕1号  表式 RV-2  校验码 3F9A-27C1".to_owned(),
            watermark: Some("草稿".to_owned()),
            skip_pages: 0,
        },
    }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading(Heading { level, text: text.to_owned(), text_style: None })
}

fn body(text: &str) -> Block {
    Block::Paragraph(Paragraph::body(text, BODY))
}

const NAMES: &str = "评审专家犇喆堃、龑玥、李⽂⼭（⾼级会计师）认为：项目资金1,250.50万元于2026年3月5日下达，支出进度为98.6%，“重支出、轻绩效”的情况有所改善；详见《××县2025年度衔接推进乡村振兴补助资金绩效评价报告》（青财绩〔2026〕1号）……建议——尽快整改。";

fn cell(text: &str) -> Cell {
    Cell::new(Paragraph::new(text, CELL, Align::Justify))
}

fn head(text: &str) -> Cell {
    Cell { header: true, ..Cell::new(Paragraph::new(text, HEAD, Align::Center)) }
}

fn middle(text: &str) -> Cell {
    Cell::new(Paragraph::new(text, CELL, Align::Center))
}

/// A table of points with merged groups and a total that keeps its signature.
fn points(groups: usize, rows: usize) -> Table {
    let mut lines = vec![Row {
        cells: ["评价维度", "指标", "分值", "得分", "扣分原因"].map(head).into(),
        ..Row::default()
    }];
    for group in 1..=groups {
        for row in 1..=rows {
            let mut cells = vec![
                cell(&format!("指标{group}.{row}：绩效目标是否明确、合理，与预算安排是否匹配")),
                middle("5.00"),
                middle("4.25"),
                cell("目标值缺少依据，未能说明与上年度的比较（见报告第12页表3）；佐证材料不完整，扣0.75分。"),
            ];
            if row == 1 {
                cells.insert(0, middle(&format!("第{group}组")).span(1, rows));
            }
            lines.push(Row { cells, ..Row::default() });
        }
    }
    lines.push(Row {
        cells: vec![head("合计").span(3, 1), middle("85.25"), cell("")],
        min_height: 30.0,
        keep_with_next: true,
    });
    let columns =
        vec![Width::Fixed(60.0), Width::Weight(3.0), Width::Fixed(45.0), Width::Fixed(45.0), Width::Weight(4.0)];
    let caption = Some(Paragraph::new("表 1  评分汇总", CELL, Align::Center));
    Table { columns, header_rows: 1, rows: lines, padding: (3.0, 3.0), caption, ruled: true }
}

fn signature() -> Block {
    let right =
        |text: &str| Block::Paragraph(Paragraph { indent_em: (0.0, 4.0), ..Paragraph::new(text, BODY, Align::Right) });
    Block::Keep(vec![Block::Space(29.0), right("专家组组长（签名）："), right("2026年3月1日")])
}

/// A flow with everything in it.
fn sample() -> Flow {
    let mut blocks = vec![
        heading(0, "2025年度项目支出绩效评价报告\n统一评审意见"),
        Block::Paragraph(Paragraph::new("各有关单位：", BODY, Align::Left)),
        body(NAMES),
        heading(1, "一、总体评价"),
        body(NAMES),
        heading(2, "（一）决策情况"),
        body("短段。"),
        heading(3, "1. 立项依据"),
    ];
    let runs = vec![
        Run { text: "结论：".to_owned(), role: Some(Role::Hei) },
        Run { text: "良好。".repeat(30), role: Some(Role::Kai) },
        Run {
            text: "see https://example.org/a/very/long/address/that/does/not/fit/on/one/line/of/the/page".to_owned(),
            role: None,
        },
    ];
    blocks.push(Block::Paragraph(Paragraph { runs, ..Paragraph::body("", BODY) }));
    blocks.push(Block::Table(points(3, 4)));
    blocks.push(signature());
    let long =
        Row { cells: vec![cell("长行"), Cell { valign: VAlign::Top, ..cell(&NAMES.repeat(14)) }], ..Row::default() };
    let wide = Table {
        columns: vec![Width::Fixed(60.0), Width::Weight(1.0)],
        header_rows: 1,
        rows: vec![Row { cells: vec![head("类别"), head("内容")], ..Row::default() }, long],
        padding: (4.0, 3.0),
        caption: None,
        ruled: true,
    };
    Flow {
        sections: vec![
            Section { landscape: false, title: Some("评审意见".to_owned()), blocks },
            Section {
                landscape: true,
                title: Some("附件".to_owned()),
                blocks: vec![
                    heading(0, "评分汇总表"),
                    Block::Table(points(4, 5)),
                    Block::PageBreak,
                    Block::Table(wide),
                ],
            },
        ],
    }
}

fn sample_pdf() -> &'static (PathBuf, Vec<u8>) {
    static PDF: OnceLock<(PathBuf, Vec<u8>)> = OnceLock::new();
    PDF.get_or_init(|| {
        let bytes = render(&sample(), &style()).expect("the sample can be set");
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sample.pdf");
        std::fs::write(&path, &bytes).expect("the sample can be kept");
        (path, bytes)
    })
}

/// The output of a tool, or `None` with a printed reason where it is not installed.
fn tool(name: &str, arguments: &[&str]) -> Option<(bool, String)> {
    match Command::new(name).args(arguments).output() {
        Ok(out) => Some((out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())),
        Err(error) => {
            println!("{name} not run: {error}");
            None
        }
    }
}

#[test]
fn qpdf_finds_no_fault() {
    let path = sample_pdf().0.to_str().expect("a plain path");
    if let Some((good, said)) = tool("qpdf", &["--check", path]) {
        assert!(good, "{said}");
    }
}

#[test]
fn every_face_is_embedded_as_a_subset_with_its_text() {
    let path = sample_pdf().0.to_str().expect("a plain path");
    let Some((_, said)) = tool("pdffonts", &[path]) else { return };
    let rows: Vec<&str> = said.lines().skip(2).collect();
    assert!(rows.len() >= 6, "{said}");
    for row in rows {
        let flags: Vec<&str> = row.split_whitespace().rev().skip(2).take(3).collect();
        assert_eq!(flags, ["yes", "yes", "yes"], "{row}");
        assert!(row.as_bytes()[6] == b'+', "{row}");
    }
}

/// Text without white space, radicals as the ideographs they look like.
fn bare(text: &str) -> String {
    let unified = |ch: char| match ch {
        '⽂' => '文',
        '⼭' => '山',
        '⾼' => '高',
        _ => ch,
    };
    text.chars().filter(|ch| !ch.is_whitespace()).map(unified).collect()
}

fn plain_style() -> Style {
    let furniture = Furniture { numbering: Numbering::None, ..Furniture::default() };
    Style { furniture, ..style() }
}

#[test]
fn pdftotext_gives_back_the_text_in_reading_order() {
    let paragraphs: Vec<Block> = vec![
        heading(0, "统一评审意见"),
        body(NAMES),
        heading(1, "一、总体评价"),
        body(&NAMES.repeat(9)),
        body("µ 与 μ、空格与\u{a0}不换行空格、①②③、Ⅳ、㎡、％、〔〕、ABC fi fl、～。"),
    ];
    let source: String = paragraphs
        .iter()
        .map(|block| match block {
            Block::Heading(heading) => heading.text.clone(),
            Block::Paragraph(paragraph) => paragraph.text(),
            _ => String::new(),
        })
        .collect();
    let flow = Flow { sections: vec![Section { landscape: false, title: None, blocks: paragraphs }] };
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("text.pdf");
    match render(&flow, &plain_style()) {
        Ok(bytes) => std::fs::write(&path, bytes).expect("the text can be kept"),
        Err(PaperError::MissingGlyphs { chars }) => panic!("the shipped faces lack {chars:?}"),
        Err(error) => panic!("{error}"),
    }
    let Some((good, said)) = tool("pdftotext", &["-raw", path.to_str().expect("a plain path"), "-"]) else { return };
    assert!(good);
    assert_eq!(bare(&said), bare(&source));
}

#[test]
fn every_cell_of_a_table_can_be_found_again() {
    let path = sample_pdf().0.to_str().expect("a plain path");
    let Some((_, said)) = tool("pdftotext", &["-raw", path, "-"]) else { return };
    let said = bare(&said);
    for group in 1..=4 {
        for row in 1..=4 {
            assert!(said.contains(&format!("指标{group}.{row}：")), "{group}.{row}");
        }
    }
    assert!(said.matches("第1页").count() == 1 && said.contains("校验码3F9A-27C1"), "{said}");
}

#[test]
fn the_same_input_gives_the_same_bytes_in_another_process() {
    let here = std::env::current_exe().expect("a running test knows its file");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("again.pdf");
    if std::env::var_os("PAPER_AGAIN").is_some() {
        std::fs::write(&path, render(&sample(), &style()).expect("the sample can be set")).expect("it can be kept");
        return;
    }
    let status = Command::new(here)
        .args(["--exact", "the_same_input_gives_the_same_bytes_in_another_process"])
        .env("PAPER_AGAIN", "1")
        .env("TZ", "America/New_York")
        .env("LC_ALL", "C")
        .output()
        .expect("the test can run itself")
        .status;
    assert!(status.success());
    assert!(std::fs::read(&path).expect("the other process wrote it") == sample_pdf().1);
}

#[test]
fn another_title_gives_another_identity() {
    let flow = Flow { sections: vec![Section { landscape: false, title: None, blocks: vec![body("一。")] }] };
    let other = Style { title: "另一份".to_owned(), ..style() };
    assert_ne!(identity(&render(&flow, &style()).unwrap()), identity(&render(&flow, &other).unwrap()));
}

fn identity(bytes: &[u8]) -> Vec<u8> {
    let document = Document::load_mem(bytes).unwrap();
    let ids = document.trailer.get(b"ID").and_then(Object::as_array).unwrap();
    assert_eq!(ids[0], ids[1]);
    ids[0].as_str().unwrap().to_vec()
}

fn dict<'a>(document: &'a Document, object: &'a Object) -> &'a Dictionary {
    let (_, object) = document.dereference(object).unwrap();
    object.as_dict().unwrap()
}

#[test]
fn the_catalog_says_what_an_archive_asks() {
    let document = Document::load_mem(&sample_pdf().1).unwrap();
    assert_eq!(document.version, "1.7");
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").and_then(Object::as_str).unwrap(), b"zh-CN");
    assert!(dict(&document, catalog.get(b"MarkInfo").unwrap()).get(b"Marked").and_then(Object::as_bool).unwrap());
    let viewer = dict(&document, catalog.get(b"ViewerPreferences").unwrap());
    assert!(viewer.get(b"DisplayDocTitle").and_then(Object::as_bool).unwrap());
    let intent = dict(&document, &catalog.get(b"OutputIntents").and_then(Object::as_array).unwrap()[0]);
    assert_eq!(intent.get(b"S").and_then(Object::as_name).unwrap(), b"GTS_PDFA1");
    let (_, profile) = document.dereference(intent.get(b"DestOutputProfile").unwrap()).unwrap();
    let profile = profile.as_stream().unwrap().decompressed_content().unwrap();
    assert_eq!(&profile[36..40], b"acsp");
    let (_, metadata) = document.dereference(catalog.get(b"Metadata").unwrap()).unwrap();
    let metadata = metadata.as_stream().unwrap();
    assert!(!metadata.dict.has(b"Filter"), "metadata must be readable without a filter");
    let text = String::from_utf8(metadata.content.clone()).unwrap();
    for said in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>",
        "2025年度项目支出绩效评价报告统一评审意见表",
        "2026-03-01T09:30:00+08:00",
    ] {
        assert!(text.contains(said), "{said}");
    }
    assert!(!document.trailer.has(b"Encrypt"));
    let infos = document.objects.values().filter(|o| o.as_dict().is_ok_and(|d| d.has(b"CreationDate"))).count();
    assert_eq!(infos, 1, "the old Info object must be gone");
}

#[test]
fn the_outline_is_nested_by_section_and_heading() {
    let document = Document::load_mem(&sample_pdf().1).unwrap();
    let outlines = dict(&document, document.catalog().unwrap().get(b"Outlines").unwrap());
    let mut titles = Vec::new();
    collect_outline(&document, outlines, 0, &mut titles);
    let depths: Vec<usize> = titles.iter().map(|title| title.0).collect();
    assert_eq!(depths, [0, 1, 2, 3, 4, 0, 1], "{titles:?}");
    assert_eq!(titles[0].1, "评审意见");
}

fn collect_outline(document: &Document, parent: &Dictionary, depth: usize, titles: &mut Vec<(usize, String)>) {
    let mut next = parent.get(b"First").ok().cloned();
    while let Some(object) = next {
        let item = dict(document, &object);
        let title = lopdf::decode_text_string(item.get(b"Title").unwrap()).unwrap();
        assert!(item.get(b"Dest").and_then(Object::as_array).unwrap()[0].as_reference().is_ok());
        titles.push((depth, title));
        collect_outline(document, item, depth + 1, titles);
        next = item.get(b"Next").ok().cloned();
    }
}

/// The marked content of a page: identifiers in order; fails on unbalanced or unmarked content.
fn marked(document: &Document, page: ObjectId) -> Vec<i64> {
    let content = Content::decode(&document.get_page_content(page)).unwrap();
    let mut ids = Vec::new();
    let mut depth = 0;
    for operation in &content.operations {
        match operation.operator.as_str() {
            "BDC" => {
                assert_eq!(depth, 0, "marked content is not nested");
                depth += 1;
                let properties = operation.operands[1].as_dict().unwrap();
                match operation.operands[0].as_name().unwrap() {
                    b"Artifact" => assert!(properties.has(b"Type")),
                    _ => ids.push(properties.get(b"MCID").and_then(Object::as_i64).unwrap()),
                }
            }
            "EMC" => depth -= 1,
            "TJ" | "Tj" | "S" | "f" | "Do" => assert_eq!(depth, 1, "everything painted is marked"),
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    ids
}

#[test]
fn every_piece_of_content_hangs_in_the_structure_tree() {
    let document = Document::load_mem(&sample_pdf().1).unwrap();
    let root = dict(&document, document.catalog().unwrap().get(b"StructTreeRoot").unwrap());
    let numbers = dict(&document, root.get(b"ParentTree").unwrap()).get(b"Nums").and_then(Object::as_array).unwrap();
    let parents: BTreeMap<i64, &Object> = numbers.chunks(2).map(|pair| (pair[0].as_i64().unwrap(), &pair[1])).collect();
    let mut reached = BTreeMap::new();
    walk(&document, root.get(b"K").unwrap(), None, &mut reached);
    let pages = document.get_pages();
    assert_eq!(parents.len(), pages.len());
    for id in pages.into_values() {
        let page = document.get_dictionary(id).unwrap();
        assert_eq!(page.get(b"Tabs").and_then(Object::as_name).unwrap(), b"S");
        assert!(!page.has(b"Annots"));
        let number = page.get(b"StructParents").and_then(Object::as_i64).unwrap();
        let (_, elements) = document.dereference(parents[&number]).unwrap();
        let elements = elements.as_array().unwrap();
        let ids = marked(&document, id);
        assert_eq!(ids, (0..elements.len() as i64).collect::<Vec<_>>());
        for (mcid, element) in elements.iter().enumerate() {
            let element = element.as_reference().unwrap();
            assert_eq!(reached.get(&(id, mcid as i64)), Some(&element), "page {number}, content {mcid}");
        }
    }
}

/// Walks the structure tree and notes which element owns each piece of content.
fn walk(
    document: &Document,
    kid: &Object,
    parent: Option<(ObjectId, ObjectId)>,
    reached: &mut BTreeMap<(ObjectId, i64), ObjectId>,
) {
    match kid {
        Object::Array(kids) => kids.iter().for_each(|kid| walk(document, kid, parent, reached)),
        Object::Integer(mcid) => {
            let (element, page) = parent.unwrap();
            assert!(reached.insert((page, *mcid), element).is_none());
        }
        Object::Dictionary(reference) => {
            assert_eq!(reference.get(b"Type").and_then(Object::as_name).unwrap(), b"MCR");
            let page = reference.get(b"Pg").and_then(Object::as_reference).unwrap();
            let mcid = reference.get(b"MCID").and_then(Object::as_i64).unwrap();
            assert!(reached.insert((page, mcid), parent.unwrap().0).is_none());
        }
        Object::Reference(id) => {
            let element = document.get_dictionary(*id).unwrap();
            assert_eq!(element.get(b"Type").and_then(Object::as_name).unwrap(), b"StructElem");
            let page = element.get(b"Pg").and_then(Object::as_reference).unwrap_or((0, 0));
            if let Ok(kids) = element.get(b"K") {
                walk(document, kids, Some((*id, page)), reached);
            }
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn header_cells_have_a_scope_and_merged_cells_their_spans() {
    let document = Document::load_mem(&sample_pdf().1).unwrap();
    let mut spans = 0;
    for element in document.objects.values().filter_map(|object| object.as_dict().ok()) {
        let Ok(kind) = element.get(b"S").and_then(Object::as_name) else { continue };
        let attributes = element.get(b"A").and_then(Object::as_dict);
        if kind == b"TH" {
            assert!(attributes.as_ref().is_ok_and(|a| a.has(b"Scope")));
        }
        spans += usize::from(attributes.is_ok_and(|a| a.has(b"RowSpan")));
    }
    assert_eq!(spans, 7, "three and four merged groups");
}

#[test]
fn the_names_of_a_face_agree() {
    let document = Document::load_mem(&sample_pdf().1).unwrap();
    let mut faces = 0;
    for font in document.objects.values().filter_map(|object| object.as_dict().ok()) {
        let Ok(b"Type0") = font.get(b"Subtype").and_then(Object::as_name) else { continue };
        faces += 1;
        let name = font.get(b"BaseFont").and_then(Object::as_name).unwrap();
        let descendant = dict(&document, &font.get(b"DescendantFonts").and_then(Object::as_array).unwrap()[0]);
        assert_eq!(descendant.get(b"BaseFont").and_then(Object::as_name).unwrap(), name);
        let descriptor = dict(&document, descendant.get(b"FontDescriptor").unwrap());
        assert_eq!(descriptor.get(b"FontName").and_then(Object::as_name).unwrap(), name);
        if descendant.get(b"Subtype").and_then(Object::as_name).unwrap() == b"CIDFontType2" {
            assert_eq!(descendant.get(b"CIDToGIDMap").and_then(Object::as_name).unwrap(), b"Identity");
        }
        assert!(font.has(b"ToUnicode"));
    }
    assert!(faces >= 6);
}

#[test]
fn a_missing_character_is_named() {
    let flow = Flow {
        sections: vec![Section { landscape: false, title: None, blocks: vec![body("可以\u{10ffff}与\u{e123}")] }],
    };
    let error = render(&flow, &style()).unwrap_err();
    assert_eq!(error, PaperError::MissingGlyphs { chars: vec!['\u{e123}', '\u{10ffff}'] });
}

#[test]
fn headers_stand_on_every_page_of_their_table() {
    let pages = layout(&sample(), &plain_style()).unwrap();
    for page in &pages.pages {
        let words: Vec<String> = page.items.iter().filter_map(word).collect();
        let rows = words.iter().filter(|word| word.starts_with("4.25")).count();
        assert!(rows == 0 || words.iter().any(|word| word.contains("扣分原因")), "{words:?}");
    }
    let again = pages.pages.iter().flat_map(|page| &page.items);
    assert!(again.filter(|item| matches!(item, Item::Text(run) if run.mark == Mark::Repeat)).count() > 5);
}

fn word(item: &Item) -> Option<String> {
    match item {
        Item::Text(run) => Some(run.glyphs.iter().map(|glyph| glyph.ch).collect()),
        Item::Rule(_) | Item::Figure(_) => None,
    }
}

#[test]
fn a_signature_never_stands_alone() {
    for lines in 1..40 {
        let mut blocks: Vec<Block> = (0..lines).map(|i| body(&format!("第{i}条。"))).collect();
        blocks.push(signature());
        let flow = Flow { sections: vec![Section { landscape: false, title: None, blocks }] };
        let pages = layout(&flow, &plain_style()).unwrap();
        let last: Vec<String> = pages.pages.last().unwrap().items.iter().filter_map(word).collect();
        let above = last.iter().filter(|text| text.contains('条')).count();
        assert!(last.iter().any(|text| text.contains("签名")), "{lines}: {last:?}");
        assert!(above >= 2.min(lines), "{lines}: {last:?}");
    }
}

#[test]
fn a_signature_takes_the_last_row_with_it() {
    for rows in 1..30 {
        let mut table = points(1, rows);
        table.rows.pop();
        let blocks = vec![Block::Table(table), signature()];
        let flow = Flow { sections: vec![Section { landscape: true, title: None, blocks }] };
        let pages = layout(&flow, &plain_style()).unwrap();
        let last: Vec<String> = pages.pages.last().unwrap().items.iter().filter_map(word).collect();
        assert!(
            last.iter().any(|text| text.contains("签名")) && last.iter().any(|text| text.contains("4.25")),
            "{last:?}"
        );
    }
}

#[test]
fn a_small_opinion_is_a_small_file() {
    let flow = Flow {
        sections: vec![Section {
            landscape: false,
            title: None,
            blocks: vec![heading(0, "专家评审意见表"), Block::Table(points(2, 4)), body(NAMES), signature()],
        }],
    };
    let size = render(&flow, &style()).unwrap().len();
    assert!(size <= 150 * 1024, "{size}");
}

#[test]
fn an_official_letter_reads_as_one() {
    let official = Style { furniture: Furniture::default(), ..style() };
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("letter.pdf");
    let mut blocks = vec![
        heading(0, "关于开展2025年度部门预算项目支出绩效评价报告统一评审工作的通知"),
        Block::Space(28.95),
        Block::Paragraph(Paragraph::new("各区县财政局、市级各预算部门：", BODY, Align::Left)),
    ];
    for part in ["一、工作目标", "二、工作安排"] {
        blocks.push(heading(1, part));
        blocks.push(body(&NAMES.repeat(2)));
        blocks.push(heading(2, "（一）时间要求"));
        blocks.push(body("请于2026年4月15日前将材料报送至市财政局绩效管理处（联系人：犇喆堃，电话：0000-1234567，邮箱：pingshen@example.org），逾期视为自动放弃申诉，并按《市级部门预算绩效管理办法》第十二条处理。"));
    }
    blocks.push(signature());
    let annex = vec![heading(0, "附件1 评分汇总表"), Block::Table(points(1, 4))];
    let section = |landscape, blocks| Section { landscape, title: None, blocks };
    let flow = Flow { sections: vec![section(false, blocks), section(true, annex)] };
    let pages = layout(&flow, &official).unwrap();
    let numbers: Vec<String> = pages
        .pages
        .iter()
        .flat_map(|page| page.items.iter().filter_map(word))
        .filter(|w| w.starts_with("— "))
        .collect();
    assert_eq!(numbers, ["— 1 —", "— 2 —", "— 3 —"]);
    std::fs::write(path, render(&flow, &official).unwrap()).unwrap();
}
