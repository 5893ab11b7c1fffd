//! 专家评审意见表: one expert on one report, A4 portrait, turned where the form has many columns (domain rules §4.4).

use super::opinion_scores::{is_wide, scores};
use super::{
    CELL, CELL_HEAD, Imprint, NOTE, Parts, SIGNATURE_HEIGHT, boxes_in_lines, center, head_cell, head_fields, left,
    pair, report_fields, row, running, signature_fields, table, table_paper, title, title_words,
};
use crate::domain::form::Form;
use crate::domain::record::{OpinionRecord, Origin, check_code};
use crate::domain::session::printed_date;
use crate::error::Result;
use crate::locale::{fill, text};
use tongping_paper::flow::{
    Align, Block, Cell, Figure, Flow, Paragraph, Role, Row, Run, Section, Table, TextStyle, Width,
};
use tongping_paper::page::text_area;

/// The hashes whose heads stand on the paper of an opinion as check codes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Codes<'a> {
    /// SHA-256 of the signed content; without it the paper is a draft.
    pub own: Option<&'a str>,
    /// SHA-256 of the return that carries it; none before it was handed back.
    pub carried: Option<&'a str>,
}

/// The paper of an opinion. `at` dates the file: the time of signing, or now. `ink` is the signature, none where the paper
/// is signed by hand.
pub fn pdf(record: &OpinionRecord, form: &Form, codes: Codes<'_>, ink: Option<Figure>, at: &str) -> Result<Vec<u8>> {
    let decided = record.titles.as_ref().map(|titles| titles.opinion.as_str());
    let heading = title_words(decided, "doc.opinion.title", &record.session.head.organiser);
    let mut blocks = vec![title(&heading)];
    let number = fill("doc.number", [("number", record.number.as_str())]);
    blocks.push(Block::Paragraph(Paragraph::new(number, NOTE, Align::Right)));
    blocks.push(Block::Space(4.0));
    let landscape = is_wide(form);
    blocks.push(head(record, landscape));
    let judged = if form.unscored { "doc.opinion.judgements" } else { "doc.opinion.scores" };
    let mut parts = Parts::default();
    blocks.extend(parts.head(judged));
    blocks.extend(scores(record, form));
    blocks.extend(conclusion(record, form, landscape, &mut parts));
    blocks.extend(parts.head("doc.opinion.remarks"));
    blocks.push(remarks(record));
    for (key, words) in [("doc.opinion.merits", &record.merits), ("doc.opinion.advice", &record.budget_advice)] {
        blocks.extend(parts.head(key));
        blocks.extend(running(if words.trim().is_empty() { text("doc.none") } else { words }));
    }
    blocks.push(signature(record, codes, ink, landscape));
    let flow = Flow { sections: vec![Section { landscape, title: None, blocks }] };
    let imprint = Imprint {
        title: &heading,
        author: &record.session.head.organiser,
        number: Some(&record.number),
        form: Some((&record.form.id, &record.form.version)),
        sha256: codes.own,
        at,
    };
    table_paper(&flow, &imprint)
}

fn head(record: &OpinionRecord, landscape: bool) -> Block {
    let member = &record.member;
    let mut fields = report_fields(&record.report, &record.session.head, &record.fields);
    let field = fill("doc.opinion.field", [("field", member.field.as_str()), ("kind", member.kind.as_str())]);
    fields.extend([
        pair("field.expert", &member.name, false),
        pair("field.employer", &member.employer, false),
        pair("field.job_title", &member.job_title, false),
        pair("field.field", &field, false),
    ]);
    let mark = if record.declared { "☑" } else { "☐" };
    fields.push(pair("field.declaration", &format!("{mark}{}", text("doc.opinion.declaration")), true));
    let columns = if landscape { [13.0, 37.0, 13.0, 37.0] } else { [18.0, 32.0, 18.0, 32.0] };
    head_fields(&fields, &columns)
}

/// The part of the conclusions. A form of indicators alone has none to choose from (项目支出绩效评价指标体系): then it
/// is left out, or has the veto items alone.
fn conclusion(record: &OpinionRecord, form: &Form, landscape: bool, parts: &mut Parts) -> Vec<Block> {
    let veto = if record.veto.is_empty() { text("doc.none").to_owned() } else { record.veto.join("；") };
    let names: Vec<&str> = form.open_conclusions().map(|choice| choice.name.as_str()).collect();
    let mut lines = Vec::new();
    if !names.is_empty() {
        lines.extend(parts.head("doc.opinion.conclusion"));
        lines.extend(running(&boxes_in_lines(names.into_iter(), &[&record.conclusion], landscape)));
    } else if !form.veto.is_empty() {
        lines.extend(parts.head("doc.opinion.veto_part"));
    }
    if !form.veto.is_empty() {
        lines.extend(running(&fill("doc.opinion.veto", [("items", veto.as_str())])));
    }
    lines
}

/// Widths of the columns of 具体意见, which the blank form shares.
pub(super) const REMARK_COLUMNS: [f32; 5] = [8.5, 14.0, 32.5, 32.0, 13.0];

/// Heads of these columns.
pub(super) fn remark_heads(style: TextStyle) -> Row {
    let heads = ["column.no", "column.place", "column.problem", "column.suggestion", "column.nature"];
    row(heads.iter().map(|key| head_cell(text(key), style)).collect())
}

fn remarks(record: &OpinionRecord) -> Block {
    let mut rows = vec![remark_heads(CELL_HEAD)];
    for remark in &record.remarks {
        let place = [remark.body.place.as_str(), remark.body.page.as_str()].join(" ");
        rows.push(row(vec![
            center(&remark.no.to_string(), CELL),
            left(place.trim(), CELL),
            left(&remark.body.problem, CELL),
            left(&remark.body.suggestion, CELL),
            center(remark.body.nature.name(), CELL),
        ]));
    }
    if record.remarks.is_empty() {
        rows.push(row(vec![center(text("doc.none"), CELL).span(5, 1)]));
    }
    table(&REMARK_COLUMNS, 1, rows)
}

/// The check codes stand above the ink signature: the paper decides (safety §2.4).
fn signature(record: &OpinionRecord, codes: Codes<'_>, ink: Option<Figure>, landscape: bool) -> Block {
    let mut blocks = vec![Block::Space(9.0)];
    for (key, sha256) in [("doc.opinion.return_code", codes.carried), ("doc.opinion.code", codes.own)] {
        let words = sha256.map(|sha256| fill(key, [("code", check_code(sha256).as_str())]));
        blocks.extend(words.map(|words| Block::Paragraph(Paragraph::new(words, NOTE, Align::Left))));
    }
    blocks.extend(provenance(record));
    let date = record.signed_at.as_deref().map_or_else(|| text("doc.blank_date").to_owned(), printed_date);
    blocks.push(match ink {
        Some(ink) => signed_fields(ink, &date, landscape),
        None => {
            let fields = [(text("field.signature").to_owned(), None), (text("field.day").to_owned(), Some(date))];
            signature_fields(&fields, 2)
        }
    });
    Block::Keep(blocks)
}

/// How an opinion came in that its expert did not sign as a file, and where it is not what was signed.
fn provenance(record: &OpinionRecord) -> Vec<Block> {
    let origin = record.origin.map(|origin| match origin {
        Origin::FillIn => text("doc.opinion.fill_in").to_owned(),
        Origin::Paper => text("doc.opinion.paper").to_owned(),
        Origin::Merged => fill("doc.opinion.differs", [("places", record.differs.join("；").as_str())]),
    });
    origin.map(|words| Block::Paragraph(Paragraph::new(words, NOTE, Align::Left))).into_iter().collect()
}

/// The row of `signature_fields` with the signature over a line that is as long as it may be wide: labels and height are
/// those of a paper without one, so that a signature moves nothing to another page.
fn signed_fields(ink: Figure, date: &str, landscape: bool) -> Block {
    const LABEL: f32 = 64.0;
    const ROOM: f32 = 150.0;
    const MARGIN: f32 = 4.0;
    let half = text_area(landscape).width / 2.0;
    let field = |words: String, indent: f32| Paragraph {
        indent_em: (indent / CELL.size, 0.0),
        ..Paragraph::new(words, CELL, Align::Left)
    };
    let line = Run { text: "_".repeat(21), role: Some(Role::Song) };
    let line = Paragraph { runs: vec![line], ..Paragraph::new("", CELL, Align::Left) };
    let day = format!("{}：{date}", text("field.day"));
    let cells = vec![
        Cell::new(field(format!("{}：", text("field.signature")), MARGIN)),
        Cell { figure: Some(ink), ..Cell::new(line) },
        Cell::new(field(day, half + MARGIN - LABEL - ROOM)),
    ];
    Block::Table(Table {
        columns: vec![Width::Fixed(LABEL), Width::Fixed(ROOM), Width::Weight(1.0)],
        header_rows: 0,
        rows: vec![Row { cells, min_height: SIGNATURE_HEIGHT, keep_with_next: true }],
        padding: (0.0, 3.0),
        caption: None,
        ruled: false,
    })
}
