//! A report written as source text, typeset after GB/T 9704: cover, chapters, three levels of headings, tables. The
//! sample's reports are made this way; the syntax is a small Markdown of our own (see `assets/sample/README.md`).

use super::{Align, Block, Cell, DENSE, DENSE_HEAD, Flow, Furniture, Heading, Numbering, Paragraph, Role, Row, Table};
use super::{TextStyle, Width, render};
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use crate::locale::text;
use tongping_paper::flow::Section;

/// 3号仿宋 on the pitch of 22 lines a page (documents §6.1).
const BODY: TextStyle = TextStyle { role: Role::Body, size: 16.0, leading: 28.95 };
const COVER_TITLE: TextStyle = TextStyle { role: Role::Title, size: 26.0, leading: 40.0 };
const COVER_SUBTITLE: TextStyle = TextStyle { role: Role::Kai, size: 18.0, leading: 30.0 };
const COVER_LINE: TextStyle = TextStyle { role: Role::Body, size: 16.0, leading: 30.0 };
const CAPTION: TextStyle = TextStyle { role: Role::Hei, size: 12.0, leading: 18.0 };

/// The PDF of a manuscript; `at` dates the file.
pub fn pdf(manuscript: &str, at: &str) -> Result<Vec<u8>> {
    let (front, blocks) = parse(manuscript)?;
    let field = |key: &str| front.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.as_str());
    let title = field("title").to_owned();
    let cover = Section { landscape: false, title: Some(text("doc.cover").to_owned()), blocks: cover(&field) };
    let flow = Flow { sections: vec![cover, Section { landscape: false, title: None, blocks }] };
    let foot = if field("notice").is_empty() { String::new() } else { text("doc.sample").to_owned() };
    let furniture = Furniture { numbering: Numbering::Official, foot, watermark: None, skip_pages: 1 };
    render(&flow, &title, field("agency"), at, furniture)
}

fn cover<'a>(field: &impl Fn(&str) -> &'a str) -> Vec<Block> {
    let centred = |words: &str, style| Block::Paragraph(Paragraph::new(words, style, Align::Center));
    let mut blocks = vec![
        Block::Paragraph(Paragraph::new(field("notice"), DENSE, Align::Justify)),
        Block::Space(110.0),
        Block::Heading(Heading { level: 0, text: field("title").to_owned(), text_style: Some(COVER_TITLE) }),
        Block::Space(12.0),
        centred(field("subtitle"), COVER_SUBTITLE),
        Block::Space(130.0),
    ];
    let lines = [
        ("field.unit", "unit"),
        ("field.department", "department"),
        ("field.review_type", "kind"),
        ("field.agency", "agency"),
        ("field.lead", "lead"),
        ("field.date", "date"),
    ];
    let row = |(label, key): &(&str, &str)| {
        let label = Paragraph::new(format!("{}：", text(label)), COVER_LINE, Align::Right);
        Row {
            cells: vec![Cell::new(label), Cell::new(Paragraph::new(field(key), COVER_LINE, Align::Left))],
            ..Row::default()
        }
    };
    blocks.push(Block::Table(Table {
        columns: vec![Width::Weight(34.0), Width::Weight(66.0)],
        header_rows: 0,
        rows: lines.iter().filter(|(_, key)| !field(key).is_empty()).map(row).collect(),
        padding: (4.0, 2.0),
        caption: None,
        ruled: false,
    }));
    blocks
}

type Front = Vec<(String, String)>;

fn parse(manuscript: &str) -> Result<(Front, Vec<Block>)> {
    let mut lines = manuscript.lines().enumerate().peekable();
    let mut front = Vec::new();
    if lines.next_if(|(_, line)| line.trim() == "---").is_some() {
        for (_, line) in lines.by_ref() {
            if line.trim() == "---" {
                break;
            }
            if let Some((key, value)) = line.split_once(':') {
                front.push((key.trim().to_owned(), value.trim().to_owned()));
            }
        }
    }
    let mut blocks = Vec::new();
    let mut caption: Option<String> = None;
    while let Some((at, line)) = lines.next() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if line.starts_with('|') {
            let mut rows = vec![(at, line)];
            while let Some((at, line)) = lines.next_if(|(_, line)| line.trim_start().starts_with('|')) {
                rows.push((at, line.trim()));
            }
            blocks.push(table(&rows, caption.take())?);
            blocks.push(Block::Space(8.0));
        } else if lines.peek().is_some_and(|(_, next)| next.trim_start().starts_with('|')) {
            caption = Some(line.to_owned());
        } else {
            block(line, &mut blocks);
        }
    }
    Ok((front, blocks))
}

fn block(line: &str, blocks: &mut Vec<Block>) {
    let marks = line.chars().take_while(|c| *c == '#').count();
    let words = line.trim_start_matches('#').trim();
    match marks {
        0 => blocks.push(Block::Paragraph(Paragraph::body(line, BODY))),
        1 => {
            if !blocks.is_empty() {
                blocks.push(Block::PageBreak);
            }
            let style = TextStyle { role: Role::Title, size: 22.0, leading: 36.0 };
            blocks.push(Block::Heading(Heading { level: 1, text: words.to_owned(), text_style: Some(style) }));
        }
        deep => {
            let level = u8::try_from(deep - 1).unwrap_or(3).min(3);
            blocks.push(Block::Heading(Heading { level, text: words.to_owned(), text_style: None }));
        }
    }
}

/// Rows of `| a | b |`: the first is the header, the second gives alignment and width (`| L18 | R17 |`).
fn table(rows: &[(usize, &str)], caption: Option<String>) -> Result<Block> {
    let fault = |at: usize| {
        let place = Place::cell(at + 1, 0, "");
        Error::invalid(Problem::error("manuscript_table", place))
    };
    let split =
        |line: &str| -> Vec<String> { line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect() };
    let [(_, head), (at, widths), body @ ..] = rows else { return Err(fault(rows.first().map_or(0, |row| row.0))) };
    let columns: Vec<(Align, f32)> =
        split(widths).iter().map(|cell| column(cell).ok_or_else(|| fault(*at))).collect::<Result<_>>()?;
    let mut grid = vec![split(head)];
    for (at, line) in body {
        let cells = split(line);
        if cells.len() != columns.len() {
            return Err(fault(*at));
        }
        grid.push(cells);
    }
    let caption = caption.map(|words| Paragraph::new(words, CAPTION, Align::Center));
    Ok(Block::Table(Table {
        columns: columns.iter().map(|(_, width)| Width::Weight(*width)).collect(),
        header_rows: 1,
        rows: (0..grid.len()).map(|r| table_row(&grid, r, &columns)).collect(),
        padding: (3.0, 3.0),
        caption,
        ruled: true,
    }))
}

fn column(cell: &str) -> Option<(Align, f32)> {
    let mut chars = cell.chars();
    let align = match chars.next()? {
        'L' => Align::Left,
        'C' => Align::Center,
        'R' => Align::Right,
        'J' => Align::Justify,
        _ => return None,
    };
    chars.as_str().parse().ok().map(|width| (align, width))
}

/// One row; `^` belongs to the cell above, `<` to the cell at the left.
fn table_row(grid: &[Vec<String>], r: usize, columns: &[(Align, f32)]) -> Row {
    let mut cells = Vec::new();
    for (c, (align, _)) in columns.iter().enumerate() {
        let words = grid[r].get(c).map_or("", String::as_str);
        if (r > 1 && words == "^") || (c > 0 && words == "<") {
            continue;
        }
        let right = (c + 1..columns.len()).take_while(|at| grid[r].get(*at).is_some_and(|cell| cell == "<")).count();
        let below = if r == 0 {
            0
        } else {
            (r + 1..grid.len()).take_while(|at| grid[*at].get(c).is_some_and(|cell| cell == "^")).count()
        };
        let (style, align) = if r == 0 { (DENSE_HEAD, Align::Center) } else { (DENSE, *align) };
        let cell = Cell::new(Paragraph::new(words, style, align)).span(right + 1, below + 1);
        cells.push(Cell { header: r == 0, ..cell });
    }
    Row { cells, ..Row::default() }
}
