//! Domain content → flow documents, one file per kind of paper. How a page looks is `tongping-paper`'s; which words stand
//! on it is the locale's and the record's.

pub mod form;
mod form_words;
mod levels;
pub mod manuscript;
pub mod opinion;
mod opinion_scores;
pub mod package_slip;
pub mod recovery;
pub mod score_table;
pub mod sheet;
pub mod signature;

pub(crate) use opinion_scores::arithmetic;

use crate::domain::form::{Criterion, Form};
use crate::domain::number::Shown;
use crate::domain::record::FieldRecord;
use crate::domain::report::ReportHead;
use crate::domain::session::{SessionHead, printed_date};
use crate::error::{Error, Result};
use crate::locale::{fill, text};
use std::sync::{Arc, LazyLock};
use tongping_paper::flow::{Align, Block, Cell, Flow, Heading, Paragraph, Role, Row, Run, Table, TextStyle, Width};
use tongping_paper::{Face, Fonts, Furniture, Numbering, PaperError, Style, Timestamp};

/// The faces that come with the program, parsed once and only when a paper needs them.
static FONTS: LazyLock<Arc<Fonts>> = LazyLock::new(|| {
    macro_rules! face {
        ($file:literal) => {
            Face {
                name: $file.split('.').next().unwrap_or($file).to_owned(),
                bytes: include_bytes!(concat!("../../../assets/fonts/", $file)),
                index: 0,
            }
        };
    }
    let song = || face!("TongpingSong.otf");
    let roles = vec![
        (Role::Title, vec![face!("TongpingTitle.otf"), song()]),
        (Role::Body, vec![face!("TongpingFang.otf"), face!("TongpingFangFallback.otf")]),
        (Role::Kai, vec![face!("TongpingKai.ttf")]),
        (Role::Hei, vec![face!("TongpingHei.otf")]),
        (Role::Song, vec![song()]),
    ];
    Arc::new(Fonts::new(roles, vec![song()]))
});

/// Type of tables (documents §6.2): cells 仿宋 12 pt, heads 黑体.
const CELL: TextStyle = TextStyle { role: Role::Body, size: 12.0, leading: 16.5 };
const CELL_HEAD: TextStyle = TextStyle { role: Role::Hei, size: 12.0, leading: 16.5 };
/// Dense tables: 五号.
const DENSE: TextStyle = TextStyle { role: Role::Body, size: 10.5, leading: 14.5 };
const DENSE_HEAD: TextStyle = TextStyle { role: Role::Hei, size: 10.5, leading: 14.5 };
/// Title of a paper that is a table: 小二 小标宋.
const TITLE: TextStyle = TextStyle { role: Role::Title, size: 18.0, leading: 27.0 };
/// Heads of its parts: 四号 黑体.
const PART: TextStyle = TextStyle { role: Role::Hei, size: 14.0, leading: 22.0 };
/// Running text between its tables.
const TEXT: TextStyle = TextStyle { role: Role::Body, size: 12.0, leading: 19.0 };
/// A line to sign on.
const INK_LINE: &str = "_________________";
/// Height of a row to sign in: 12.7 mm.
const SIGNATURE_HEIGHT: f32 = 36.0;
/// Notes under a table.
const NOTE: TextStyle = TextStyle { role: Role::Body, size: 10.5, leading: 15.5 };

/// What stands on every page of a paper besides its content.
struct Imprint<'a> {
    title: &'a str,
    author: &'a str,
    /// 编号 of the paper; a summary without a workspace has none.
    number: Option<&'a str>,
    form: Option<(&'a str, &'a str)>,
    /// SHA-256 of the frozen content; none on a draft.
    sha256: Option<&'a str>,
    /// Creation time, RFC 3339; empty = none.
    at: &'a str,
}

/// Sets a table paper: page numbers as 第 x 页 共 y 页, number, form version and check code at the foot, 草稿 across
/// drafts.
fn table_paper(flow: &Flow, imprint: &Imprint<'_>) -> Result<Vec<u8>> {
    let mut foot: Vec<String> = imprint.number.map(str::to_owned).into_iter().collect();
    if let Some((form, version)) = imprint.form {
        foot.push(fill("doc.foot.form", [("form", form), ("version", version)]));
    }
    if let Some(sha256) = imprint.sha256 {
        let code = crate::domain::record::check_code(sha256);
        foot.push(fill("doc.foot.code", [("code", code.as_str())]));
    }
    let furniture = Furniture {
        numbering: Numbering::PageOfPages,
        foot: foot.join("　"),
        watermark: imprint.sha256.is_none().then(|| text("doc.draft").to_owned()),
        skip_pages: 0,
    };
    render(flow, imprint.title, imprint.author, imprint.at, furniture)
}

fn render(flow: &Flow, title: &str, author: &str, at: &str, furniture: Furniture) -> Result<Vec<u8>> {
    let style = Style {
        fonts: Arc::clone(&FONTS),
        title: title.replace('\n', ""),
        author: author.to_owned(),
        created: timestamp(at),
        furniture,
    };
    tongping_paper::render(flow, &style).map_err(paper_error)
}

/// How a criterion is scored in words, and the head of the column of such words; both as the blank form prints them.
pub(crate) fn criterion_words(form: &Form, criterion: &Criterion) -> String {
    form_words::criterion(form, criterion, f32::INFINITY)
}

/// See `criterion_words`.
pub(crate) fn criterion_head(form: &Form) -> &'static str {
    text(form_words::criterion_head(form))
}

/// The characters of a text that cannot be printed, each once.
pub fn unprintable(text: &str) -> Result<Vec<char>> {
    FONTS.missing(Role::Body, text).map_err(paper_error)
}

/// Characters with their numbers, as a message names them: some have no shape to show.
pub fn named(chars: &[char]) -> String {
    chars.iter().map(|c| format!("{c}（U+{:04X}）", u32::from(*c))).collect::<Vec<_>>().join("、")
}

fn paper_error(error: PaperError) -> Error {
    match error {
        PaperError::MissingGlyphs { chars } => Error::refused_with("paper_characters", [("chars", named(&chars))]),
        PaperError::TooLong { pages } => Error::refused_with("paper_too_long", [("pages", pages.to_string())]),
        other => Error::bug("paper", other),
    }
}

/// A time of the log as the paper package takes it; what is no time is left out.
fn timestamp(at: &str) -> Option<Timestamp> {
    use chrono::{Datelike, Timelike};
    let time = chrono::DateTime::parse_from_rfc3339(at).ok()?;
    let small = |value: u32| u8::try_from(value).unwrap_or(0); // every part of a date and a time fits
    let (month, day) = (small(time.month()), small(time.day()));
    let (hour, minute, second) = (small(time.hour()), small(time.minute()), small(time.second()));
    Some(Timestamp {
        ymd_hms: (time.year(), month, day, hour, minute, second),
        offset_minutes: i16::try_from(time.offset().local_minus_utc() / 60).unwrap_or(0),
    })
}

fn title(words: &str) -> Block {
    Block::Heading(Heading { level: 0, text: words.to_owned(), text_style: Some(TITLE) })
}

/// The head of a part, set off from what stands above it.
fn part(words: &str) -> [Block; 3] {
    let heading = Heading { level: 1, text: words.to_owned(), text_style: Some(PART) };
    [Block::Space(9.0), Block::Heading(heading), Block::Space(3.0)]
}

/// The parts of a paper, numbered as they come: a part that has nothing to say leaves no gap.
#[derive(Default)]
struct Parts(usize);

impl Parts {
    fn head(&mut self, key: &str) -> [Block; 3] {
        const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
        let number = NUMERALS.get(self.0).copied().unwrap_or_default();
        self.0 += 1;
        part(&fill("doc.part", [("number", number), ("name", text(key))]))
    }
}

fn note(words: impl Into<String>) -> Block {
    Block::Paragraph(Paragraph::new(words, NOTE, Align::Justify))
}

/// Running text of several paragraphs, one per line; blank lines are left out.
fn running(words: &str) -> Vec<Block> {
    let lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Block::Paragraph(Paragraph::body(line, TEXT))).collect()
}

/// A cell of several paragraphs, one per line.
fn lines_cell(words: &str, style: TextStyle, align: Align) -> Cell {
    let mut lines: Vec<Paragraph> = words.lines().map(|line| Paragraph::new(line, style, align)).collect();
    if lines.is_empty() {
        lines.push(Paragraph::new("", style, align));
    }
    Cell { paragraphs: lines, ..Cell::new(Paragraph::new("", style, align)) }
}

fn left(words: &str, style: TextStyle) -> Cell {
    lines_cell(words, style, Align::Left)
}

fn center(words: &str, style: TextStyle) -> Cell {
    lines_cell(words, style, Align::Center)
}

fn head_cell(words: &str, style: TextStyle) -> Cell {
    Cell { header: true, ..center(words, style) }
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells, ..Row::default() }
}

fn table(columns: &[f32], header_rows: usize, rows: Vec<Row>) -> Block {
    Block::Table(Table {
        columns: columns.iter().map(|weight| Width::Weight(*weight)).collect(),
        header_rows,
        rows,
        padding: (4.0, 2.5),
        caption: None,
        ruled: true,
    })
}

/// Rows that stand together with the row below them: a sum never begins a page alone.
fn kept_together(mut rows: Vec<Row>, from: usize) -> Vec<Row> {
    let last = rows.len().saturating_sub(1);
    for row in rows.iter_mut().take(last).skip(from) {
        row.keep_with_next = true;
    }
    rows
}

/// A label, a value, and whether the two take a row of their own.
type Pair = (String, String, bool);

/// Label and value pairs, two to a row: the head of a table paper. A pair marked wide takes a row of its own.
fn head_fields(pairs: &[Pair], columns: &[f32; 4]) -> Block {
    let mut rows = Vec::new();
    let mut waiting: Option<(&String, &String)> = None;
    let label = |words: &str| head_cell(words, CELL_HEAD);
    let wide = |name: &str, value: &str| row(vec![label(name), left(value, CELL).span(3, 1)]);
    for (name, value, is_wide) in pairs {
        match (waiting.take(), *is_wide) {
            (None, true) => rows.push(wide(name, value)),
            (None, false) => waiting = Some((name, value)),
            (Some((first, its_value)), true) => {
                rows.push(wide(first, its_value));
                rows.push(wide(name, value));
            }
            (Some((first, its_value)), false) => {
                rows.push(row(vec![label(first), left(its_value, CELL), label(name), left(value, CELL)]));
            }
        }
    }
    if let Some((name, value)) = waiting {
        rows.push(wide(name, value));
    }
    table(columns, 0, rows)
}

/// The fields of a report that every paper about it begins with, then those the form asks for besides.
fn report_fields(report: &ReportHead, session: &SessionHead, own: &[FieldRecord]) -> Vec<Pair> {
    let days = (printed_date(&session.starts_on), printed_date(&session.ends_on));
    let days = if days.0 == days.1 { days.0 } else { format!("{}至{}", days.0, days.1) };
    // Money in 万元 has two places (domain rules §9.5).
    let amount = report.amount.map_or_else(String::new, |amount| Shown::new(amount, 2).to_string());
    let meeting = [days, session.place.clone()].join(" ").trim_end().to_owned();
    let known = [
        ("field.title", &report.title),
        ("field.unit", &report.unit),
        ("field.department", &report.department),
        ("field.agency", &report.agency),
        ("field.lead", &report.lead),
        ("field.review_type", &report.review_type),
        ("field.year", &report.year),
        ("field.amount", &amount),
        ("field.budget_book", &report.budget_book),
        ("field.edition", &report.edition),
        ("field.meeting", &meeting),
    ];
    let known = known.map(|(key, value)| pair(key, value, key == "field.title"));
    // A long value reads better on a row of its own than in a narrow column.
    let own = own.iter().map(|field| (field.name.clone(), field.value.clone(), field.value.chars().count() > 30));
    each_label_once(known.into_iter().chain(own))
}

/// A form may ask again for what the report has anyway (主管部门): one row, unless the two say different things.
fn each_label_once(pairs: impl Iterator<Item = Pair>) -> Vec<Pair> {
    let mut all: Vec<Pair> = Vec::new();
    for pair in pairs {
        match all
            .iter_mut()
            .find(|(name, value, _)| *name == pair.0 && (value.is_empty() || pair.1.is_empty() || *value == pair.1))
        {
            Some(before) if before.1.is_empty() => *before = pair,
            Some(_) => {}
            None => all.push(pair),
        }
    }
    all
}

/// A pair whose label is a text of the locale.
fn pair(key: &str, value: &str, is_wide: bool) -> Pair {
    (text(key).to_owned(), value.to_owned(), is_wide)
}

/// The title of a paper: what the kind of session calls it, or the paper's own words. `{organiser}` is put in.
fn title_words(decided: Option<&str>, key: &str, organiser: &str) -> String {
    let decided = decided.map(str::trim).filter(|words| !words.is_empty());
    decided.map_or_else(|| fill(key, [("organiser", organiser)]), |words| words.replace("{organiser}", organiser))
}

/// Boxes for choices, the chosen ones ticked.
fn boxes<'a>(choices: impl Iterator<Item = &'a str>, chosen: &[&str]) -> String {
    let one = |name: &str| format!("{}{name}", if chosen.contains(&name) { "☑" } else { "☐" });
    choices.map(one).collect::<Vec<_>>().join("　　")
}

/// The same in lines of running text none of which parts a box from its name.
fn boxes_in_lines<'a>(choices: impl Iterator<Item = &'a str>, chosen: &[&str], landscape: bool) -> String {
    // The first line of a paragraph is indented by two characters.
    let room = if landscape { 51.0 } else { 34.0 };
    form_words::in_lines(choices.map(|name| boxes(std::iter::once(name), chosen)), "　　", room)
}

/// Fields to sign in, `columns` to a row, tall enough for ink: the label, then a line, or what is known already.
fn signature_fields(fields: &[(String, Option<String>)], columns: usize) -> Block {
    let field = |(label, value): &(String, Option<String>)| {
        let mut words = Paragraph::new(format!("{label}："), CELL, Align::Left);
        // The ink line is set in 宋: its low line joins up, that of 仿宋 is dashed.
        let (text, role) =
            value.as_ref().map_or_else(|| (INK_LINE.to_owned(), Role::Song), |value| (value.clone(), Role::Body));
        words.runs.push(Run { text, role: Some(role) });
        Cell::new(words)
    };
    let mut rows = Vec::new();
    for chunk in fields.chunks(columns) {
        let mut cells: Vec<Cell> = chunk.iter().map(field).collect();
        cells.extend((chunk.len()..columns).map(|_| left("", CELL)));
        rows.push(Row { cells, min_height: SIGNATURE_HEIGHT, keep_with_next: true });
    }
    Block::Table(Table {
        columns: vec![Width::Weight(1.0); columns],
        header_rows: 0,
        rows,
        padding: (4.0, 3.0),
        caption: None,
        ruled: false,
    })
}
