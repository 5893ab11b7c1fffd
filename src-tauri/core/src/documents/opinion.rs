//! 专家评审意见表: one expert on one report, A4 portrait (domain rules §4.4).

use super::{
    CELL, CELL_HEAD, Imprint, NOTE, boxes, center, head_cell, head_fields, kept_together, left, part, report_fields,
    row, running, signature_fields, table, table_paper, title,
};
use crate::domain::form::Form;
use crate::domain::record::{OpinionRecord, check_code};
use crate::domain::session::printed_date;
use crate::error::Result;
use crate::locale::{fill, text};
use tongping_paper::flow::{Align, Block, Flow, Paragraph, Row, Section};

/// The paper of an opinion. `sha256` is the hash of the signed content; without it the paper is a draft. `at` dates the
/// file: the time of signing, or now.
pub fn pdf(record: &OpinionRecord, form: &Form, sha256: Option<&str>, at: &str) -> Result<Vec<u8>> {
    let heading = fill("doc.opinion.title", [("organiser", record.session.head.organiser.as_str())]);
    let mut blocks = vec![title(&heading)];
    let number = fill("doc.number", [("number", record.number.as_str())]);
    blocks.push(Block::Paragraph(Paragraph::new(number, NOTE, Align::Right)));
    blocks.push(Block::Space(4.0));
    blocks.push(head(record));
    blocks.extend(part(text("doc.opinion.scores")));
    blocks.push(scores(record, form));
    blocks.extend(part(text("doc.opinion.conclusion")));
    blocks.extend(conclusion(record, form));
    blocks.extend(part(text("doc.opinion.remarks")));
    blocks.push(remarks(record));
    for (key, words) in [("doc.opinion.merits", &record.merits), ("doc.opinion.advice", &record.budget_advice)] {
        blocks.extend(part(text(key)));
        blocks.extend(running(if words.trim().is_empty() { text("doc.none") } else { words }));
    }
    blocks.push(signature(record, sha256));
    let flow = Flow { sections: vec![Section { landscape: false, title: None, blocks }] };
    let imprint = Imprint {
        title: &heading,
        author: &record.session.head.organiser,
        number: Some(&record.number),
        form: Some((&record.form.id, &record.form.version)),
        sha256,
        at,
    };
    table_paper(&flow, &imprint)
}

fn head(record: &OpinionRecord) -> Block {
    let member = &record.member;
    let mut fields = report_fields(&record.report, &record.session.head);
    let field = fill("doc.opinion.field", [("field", member.field.as_str()), ("kind", member.kind.as_str())]);
    fields.extend([
        ("field.expert", member.name.clone(), false),
        ("field.employer", member.employer.clone(), false),
        ("field.job_title", member.job_title.clone(), false),
        ("field.field", field, false),
    ]);
    let mark = if record.declared { "☑" } else { "☐" };
    fields.push(("field.declaration", format!("{mark}{}", text("doc.opinion.declaration")), true));
    head_fields(&fields, &[18.0, 32.0, 18.0, 32.0])
}

/// 一级指标 merged over its criteria, then number, content, points, score, reason; the sum and the grade at the end.
fn scores(record: &OpinionRecord, form: &Form) -> Block {
    let heads = ["column.group", "column.no", "column.content", "column.max", "column.score", "column.reason"];
    let mut rows = vec![row(heads.iter().map(|key| head_cell(text(key), CELL_HEAD)).collect())];
    let mut scores = record.scores.iter();
    for group in &form.groups {
        for (c, criterion) in group.criteria.iter().enumerate() {
            let score = scores.next();
            let mut cells = Vec::new();
            if c == 0 {
                let words = fill("doc.opinion.group", [("name", group.name.as_str()), ("max", &group.max.to_string())]);
                cells.push(center(&words, CELL).span(1, group.criteria.len()));
            }
            let points = score.and_then(|score| score.points).map_or_else(String::new, |points| points.to_string());
            cells.extend([
                center(&criterion.id, CELL),
                left(&criterion.name, CELL),
                center(&criterion.max.to_string(), CELL),
                center(&points, CELL),
                left(score.map_or("", |score| score.reason.as_str()), CELL),
            ]);
            rows.push(Row { keep_with_next: c == 0 && group.criteria.len() > 1, ..row(cells) });
        }
    }
    let total = record.total.map_or_else(String::new, |total| total.to_string());
    let grade = record.grade.as_deref().map_or_else(String::new, |grade| fill("doc.grade", [("grade", grade)]));
    rows.push(row(vec![
        head_cell(text("column.sum"), CELL_HEAD).span(3, 1),
        center(&form.total.to_string(), CELL_HEAD),
        center(&total, CELL_HEAD),
        left(&grade, CELL_HEAD),
    ]));
    let sum_with_last = rows.len() - 2;
    table(&[17.0, 8.5, 24.0, 8.5, 9.5, 32.5], 1, kept_together(rows, sum_with_last))
}

fn conclusion(record: &OpinionRecord, form: &Form) -> Vec<Block> {
    let chosen = boxes(form.open_conclusions().map(|choice| choice.name.as_str()), &[&record.conclusion]);
    let veto = if record.veto.is_empty() { text("doc.none").to_owned() } else { record.veto.join("；") };
    let mut lines = running(&chosen);
    if !form.veto.is_empty() {
        lines.extend(running(&fill("doc.opinion.veto", [("items", veto.as_str())])));
    }
    lines
}

fn remarks(record: &OpinionRecord) -> Block {
    let heads = ["column.no", "column.place", "column.problem", "column.suggestion", "column.nature"];
    let mut rows = vec![row(heads.iter().map(|key| head_cell(text(key), CELL_HEAD)).collect())];
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
    table(&[8.5, 14.0, 32.5, 32.0, 13.0], 1, rows)
}

/// The check code stands above the ink signature: the paper decides (safety §2.4).
fn signature(record: &OpinionRecord, sha256: Option<&str>) -> Block {
    let mut blocks = vec![Block::Space(9.0)];
    if let Some(sha256) = sha256 {
        let words = fill("doc.opinion.code", [("code", check_code(sha256).as_str())]);
        blocks.push(Block::Paragraph(Paragraph::new(words, NOTE, Align::Left)));
    }
    let date = record.signed_at.as_deref().map_or_else(|| text("doc.blank_date").to_owned(), printed_date);
    let fields = [(text("field.signature").to_owned(), None), (text("field.day").to_owned(), Some(date))];
    blocks.push(signature_fields(&fields, 2));
    Block::Keep(blocks)
}
