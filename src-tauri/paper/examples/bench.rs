//! The document of the benchmark: `bench ROWS.tsv COUNT OUT.pdf FONT_DIR FACES`, FACES being `kai` (one TrueType face in
//! all roles, as the peers have it) or `all` (the shipped faces). Two rows make an opinion of three pages.
//! Run by `tests/bench/run.py`, which measures the process.

use std::process::ExitCode;
use std::sync::Arc;

use tongping_paper::flow::{Align, Block, Cell, Flow, Heading, Paragraph, Role, Row, Section, Table, TextStyle, Width};
use tongping_paper::{Face, Fonts, Furniture, Style, Timestamp, render};

const BODY: TextStyle = TextStyle { role: Role::Body, size: 16.0, leading: 28.95 };
const CELL: TextStyle = TextStyle { role: Role::Body, size: 10.5, leading: 15.0 };
const HEAD: TextStyle = TextStyle { role: Role::Hei, size: 10.5, leading: 15.0 };

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rows, count, out, fonts, faces] = arguments.as_slice() else { return ExitCode::from(2) };
    match run(rows, count, out, (fonts, faces == "all")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(rows: &str, count: &str, out: &str, (fonts, all): (&str, bool)) -> Result<(), Box<dyn std::error::Error>> {
    let content = std::fs::read_to_string(rows)?;
    let face = |name: &str| -> std::io::Result<Face> {
        let end = if name == "TongpingKai" { "ttf" } else { "otf" };
        let bytes = std::fs::read(format!("{fonts}/{name}.{end}"))?;
        Ok(Face { name: name.to_owned(), bytes: Vec::leak(bytes), index: 0 })
    };
    let (roles, last) = if all {
        let song = face("TongpingSong")?;
        let roles = vec![
            (Role::Title, vec![face("TongpingTitle")?]),
            (Role::Hei, vec![face("TongpingHei")?]),
            (Role::Body, vec![face("TongpingFang")?, face("TongpingFangFallback")?]),
            (Role::Song, vec![song.clone()]),
        ];
        (roles, vec![song])
    } else {
        let kai = face("TongpingKai")?;
        ([Role::Title, Role::Hei, Role::Body, Role::Song].map(|role| (role, vec![kai.clone()])).into(), Vec::new())
    };
    let style = Style {
        fonts: Arc::new(Fonts::new(roles, last)),
        title: "专家评审意见汇总".to_owned(),
        author: "统评".to_owned(),
        created: Some(Timestamp { ymd_hms: (2026, 3, 1, 9, 30, 0), offset_minutes: 480 }),
        furniture: Furniture::default(),
    };
    let flow =
        Flow { sections: vec![Section { landscape: false, title: None, blocks: blocks(&content, count.parse()?) }] };
    std::fs::write(out, render(&flow, &style)?)?;
    Ok(())
}

fn blocks(content: &str, count: usize) -> Vec<Block> {
    let heading = |level, text: &str| Block::Heading(Heading { level, text: text.to_owned(), text_style: None });
    let mut blocks = vec![heading(0, "专家评审意见汇总"), heading(1, "一、总体情况")];
    let paragraphs = content.lines().filter_map(|line| line.strip_prefix("P\t"));
    blocks.extend(paragraphs.map(|text| Block::Paragraph(Paragraph::body(text, BODY))));
    blocks.push(heading(1, "二、逐项意见"));
    let names = ["序号", "评价维度", "评价内容", "评价依据与说明", "得分", "评审意见"];
    let header = names.map(|name| Cell { header: true, ..Cell::new(Paragraph::new(name, HEAD, Align::Center)) });
    let mut rows = vec![Row { cells: header.into(), ..Row::default() }];
    let fields = content.lines().filter_map(|line| line.strip_prefix("R\t")).take(count);
    rows.extend(fields.map(|line| Row { cells: line.split('\t').enumerate().map(cell).collect(), ..Row::default() }));
    let columns = [11.0, 19.0, 38.0, 46.0, 13.0, 29.0].map(Width::Weight).to_vec();
    blocks.push(Block::Table(Table { columns, header_rows: 1, rows, padding: (3.0, 3.0), caption: None, ruled: true }));
    blocks
}

fn cell((column, text): (usize, &str)) -> Cell {
    let align = if matches!(column, 0 | 4) { Align::Center } else { Align::Justify };
    Cell::new(Paragraph::new(text, CELL, align))
}
