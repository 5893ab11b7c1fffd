//! 专家组统一评审意见表: the panel's sheet for one report, A4 landscape (domain rules §4.5), with the score table.

use super::score_table::{Marks, counted_lines};
use super::{
    DENSE, DENSE_HEAD, Imprint, NOTE, Parts, boxes_in_lines, center, head_cell, head_fields, left, note, report_fields,
    row, running, score_table, signature_fields, table, table_paper, title, title_words,
};
use crate::domain::form::{Form, Rule};
use crate::domain::number::Shown;
use crate::domain::record::{AgreedRecord, CorrectionRecord, SheetRecord, Voice, check_code};
use crate::domain::session::{MemberRole, RecusalKind, printed_date};
use crate::domain::signal::Signal;
use crate::error::Result;
use crate::locale::{self, fill, ground, text};
use tongping_paper::flow::{Align, Block, Flow, Paragraph, Section};

/// The paper of a sheet. `sha256` is the hash of the final content; without it the paper is a draft.
pub fn pdf(record: &SheetRecord, form: &Form, sha256: Option<&str>, at: &str) -> Result<Vec<u8>> {
    let decided = record.titles.as_ref().map(|titles| titles.sheet.as_str());
    let heading = title_words(decided, "doc.sheet.title", &record.session.head.organiser);
    let mut blocks = vec![title(&heading)];
    let version = record.version.to_string();
    let number = fill("doc.sheet.number", [("number", record.number.as_str()), ("version", version.as_str())]);
    blocks.push(Block::Paragraph(Paragraph::new(number, NOTE, Align::Right)));
    blocks.push(Block::Space(4.0));
    let fields = report_fields(&record.report, &record.session.head, &record.fields);
    blocks.push(head_fields(&fields, &[13.0, 37.0, 13.0, 37.0]));
    let mut parts = Parts::default();
    blocks.extend(parts.head("doc.sheet.scores"));
    let marks = Marks { agreed: &record.agreed, corrections: &record.corrections };
    blocks.extend(score_table::score_table(form, &record.tally, counted_lines(form, &record.tally), marks));
    blocks.extend(score_table::notes(form, &record.tally, &record.rule_words));
    blocks.extend(weights_note(record, form));
    blocks.push(panel_note(record));
    blocks.extend(marks.notes());
    blocks.extend(record.agreed.iter().map(agreed_note));
    blocks.extend(record.corrections.iter().enumerate().map(correction_note));
    blocks.extend(signals_note(record));
    blocks.extend(conclusion(record, form, &mut parts));
    blocks.extend(parts.head("doc.sheet.items"));
    blocks.push(items(record));
    blocks.extend(parts.head("doc.sheet.overall"));
    blocks.extend(running(or_none(&record.overall)));
    blocks.extend(parts.head("doc.sheet.dissents"));
    blocks.extend(running(or_none(&dissents(record))));
    if !record.unused.is_empty() {
        blocks.extend(parts.head("doc.sheet.unused"));
        blocks.push(unused(record));
    }
    blocks.push(signatures(record, sha256));
    let mut sections = vec![Section { landscape: true, title: None, blocks }];
    sections.extend(score_table::detail(form, &record.tally, marks));
    let imprint = Imprint {
        title: &heading,
        author: &record.session.head.organiser,
        number: Some(&record.number),
        form: Some((&record.form.id, &record.form.version)),
        sha256,
        at,
    };
    table_paper(&Flow { sections }, &imprint)
}

fn or_none(words: &str) -> &str {
    if words.trim().is_empty() { text("doc.none") } else { words }
}

/// How many opinions count, and who is recused on which ground: printed beside the average (statistics §9).
fn panel_note(record: &SheetRecord) -> Block {
    let (n, all) = (record.tally.n.to_string(), (record.voices.len() + record.recused.len()).to_string());
    if record.recused.is_empty() {
        return note(fill("doc.sheet.panel", [("n", n.as_str()), ("all", all.as_str())]));
    }
    let names = |kind: RecusalKind| {
        let of_kind = record.recused.iter().filter(|recused| recused.kind == kind);
        of_kind.map(|recused| format!("{}（{}）", recused.name, recused.ground)).collect::<Vec<_>>().join("；")
    };
    let (recused, declined) = (names(RecusalKind::Recusal), names(RecusalKind::Declined));
    let (key, names) = match (recused.is_empty(), declined.is_empty()) {
        (_, true) => ("doc.sheet.panel_recused", &recused),
        (true, false) => ("doc.sheet.panel_declined", &declined),
        (false, false) => ("doc.sheet.panel_both", &recused),
    };
    let counts = [("n", n.as_str()), ("all", all.as_str()), ("names", names.as_str()), ("declined", declined.as_str())];
    note(fill(key, counts))
}

/// What each expert counts for, where the mean is weighted: without it the results cannot be computed again.
fn weights_note(record: &SheetRecord, form: &Form) -> Option<Block> {
    let one = |voice: &Voice| {
        let member = &voice.member;
        format!("{}（{}）{}", member.name, member.kind, form.tally.weight_of(&member.kind))
    };
    let all = record.voices.iter().map(one).collect::<Vec<_>>().join("、");
    (record.tally.applied == Rule::Weighted).then(|| note(fill("doc.sheet.weights", [("weights", all.as_str())])))
}

/// The agreed score with the mean beside it, why, and who thought otherwise.
fn agreed_note(agreed: &AgreedRecord) -> Block {
    let shown = |value: &Option<Shown>| value.map_or_else(|| "—".to_owned(), |value| value.to_string());
    let (result, mean) = (shown(&agreed.agreed), shown(&agreed.mean));
    note(fill(
        "doc.sheet.agreed",
        [
            ("id", agreed.criterion.as_str()),
            ("name", agreed.name.as_str()),
            ("agreed", result.as_str()),
            ("mean", mean.as_str()),
            ("reason", sentence(&agreed.reason)),
            ("minority", or_none(sentence(&agreed.minority))),
        ],
    ))
}

/// 更正说明: everything the law wants noted of a correction (domain rules §8.4).
fn correction_note((i, correction): (usize, &CorrectionRecord)) -> Block {
    let (no, ground) = ((i + 1).to_string(), ground(correction.ground));
    let time = correction.at.get(11..16).unwrap_or_default();
    let at = [printed_date(&correction.at), time.to_owned()].join(" ");
    note(fill(
        "doc.sheet.correction",
        [
            ("no", no.as_str()),
            ("at", at.trim_end()),
            ("expert", correction.expert.as_str()),
            ("id", correction.criterion.as_str()),
            ("name", correction.name.as_str()),
            ("old", or_none(&correction.old)),
            ("new", correction.new.as_str()),
            ("ground", ground.as_str()),
            ("reason", sentence(&correction.reason)),
            ("actor", correction.actor.as_str()),
            ("witness", correction.witness.as_str()),
        ],
    ))
}

/// A text that goes on after it: without the full stop at its end.
fn sentence(words: &str) -> &str {
    words.trim().trim_end_matches('。')
}

/// 分歧提示, numbered, in one paragraph.
fn signals_note(record: &SheetRecord) -> Option<Block> {
    let one = |(i, signal): (usize, &Signal)| format!("（{}）{}", i + 1, locale::signal(signal));
    let all: String = record.signals.iter().enumerate().map(one).collect();
    (!all.is_empty()).then(|| note(fill("doc.sheet.signals", [("signals", all.as_str())])))
}

/// The points and the conclusion; what a form does not have is not asked for.
fn conclusion(record: &SheetRecord, form: &Form, parts: &mut Parts) -> Vec<Block> {
    let has_choice = !form.conclusions.is_empty();
    let mut lines = Vec::new();
    match (form.unscored, has_choice) {
        (true, true) => lines.extend(parts.head("doc.sheet.conclusion_unscored")),
        (true, false) if form.veto.is_empty() => {}
        (true, false) => lines.extend(parts.head("doc.opinion.veto_part")),
        (false, true) => lines.extend(parts.head("doc.sheet.conclusion")),
        (false, false) => lines.extend(parts.head("doc.sheet.conclusion_none")),
    }
    if !form.unscored {
        let total = record.tally.total.map_or_else(|| "—".to_owned(), |total| total.to_string());
        let grade = record.tally.grade.as_deref().unwrap_or("—");
        let key = if form.grades.is_empty() { "doc.sheet.result_alone" } else { "doc.sheet.result" };
        lines.extend(running(&fill(key, [("total", total.as_str()), ("grade", grade)])));
    }
    if has_choice {
        lines.extend(choice(record, form));
    }
    let vetoes: Vec<_> = record
        .voices
        .iter()
        .filter(|voice| !voice.veto.is_empty())
        .map(|voice| format!("{}：{}", voice.member.name, voice.veto.join("、")))
        .collect();
    if !form.veto.is_empty() {
        lines.extend(running(&fill("doc.sheet.veto", [("items", or_none(&vetoes.join("；")))])));
    }
    lines
}

/// The panel's conclusion with its reason, and what each expert concluded.
fn choice(record: &SheetRecord, form: &Form) -> Vec<Block> {
    // A hidden conclusion that the panel chose all the same is printed with the others.
    let offered = form.conclusions.iter().filter(|choice| !choice.hidden || choice.name == record.conclusion);
    let offered = offered.map(|choice| choice.name.as_str());
    let mut lines = running(&boxes_in_lines(offered, &[&record.conclusion], true));
    let reason = record.conclusion_reason.trim();
    if !reason.is_empty() {
        let words = match record.suggested.as_deref().filter(|suggested| *suggested != record.conclusion) {
            Some(suggested) => fill("doc.sheet.reason", [("suggested", suggested), ("reason", reason)]),
            None => fill("doc.sheet.reason_same", [("reason", reason)]),
        };
        lines.extend(running(&words));
    }
    let said = record.voices.iter().filter(|voice| !voice.conclusion.is_empty());
    let said: Vec<_> = said.map(|voice| format!("{}：{}", voice.member.name, voice.conclusion)).collect();
    lines.extend(running(&fill("doc.sheet.voices", [("voices", or_none(&said.join("；")))])));
    lines
}

fn items(record: &SheetRecord) -> Block {
    let heads = [
        "column.no",
        "column.theme",
        "column.place",
        "column.problem",
        "column.suggestion",
        "column.nature",
        "column.source",
    ];
    let mut rows = vec![row(heads.iter().map(|key| head_cell(text(key), DENSE_HEAD)).collect())];
    for item in &record.items {
        rows.push(row(vec![
            center(&item.no.to_string(), DENSE),
            left(&item.body.theme, DENSE),
            left(&item.body.place, DENSE),
            left(&item.body.problem, DENSE),
            left(&item.body.suggestion, DENSE),
            center(item.body.nature.name(), DENSE),
            center(&sources(&item.sources), DENSE),
        ]));
    }
    if record.items.is_empty() {
        rows.push(row(vec![center(text("doc.none"), DENSE).span(7, 1)]));
    }
    table(&[5.0, 9.0, 9.5, 29.0, 26.0, 8.5, 13.0], 1, rows)
}

/// Two labels to a line: an item with many sources would else fill a page.
fn sources(labels: &[String]) -> String {
    labels.chunks(2).map(|two| two.join("　")).collect::<Vec<_>>().join("\n")
}

fn dissents(record: &SheetRecord) -> String {
    let one = |dissent: &crate::domain::record::DissentRecord| format!("{}：{}", dissent.name, dissent.text);
    record.dissents.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn unused(record: &SheetRecord) -> Block {
    let heads = ["column.source", "column.remark", "column.unused_reason"];
    let mut rows = vec![row(heads.iter().map(|key| head_cell(text(key), DENSE_HEAD)).collect())];
    for unused in &record.unused {
        rows.push(row(vec![center(&unused.source, DENSE), left(&unused.text, DENSE), left(&unused.reason, DENSE)]));
    }
    table(&[10.0, 55.0, 35.0], 1, rows)
}

fn signatures(record: &SheetRecord, sha256: Option<&str>) -> Block {
    let mut blocks = vec![Block::Space(9.0)];
    if let Some(sha256) = sha256 {
        let words = fill("doc.sheet.code", [("code", check_code(sha256).as_str())]);
        blocks.push(Block::Paragraph(Paragraph::new(words, NOTE, Align::Left)));
    }
    let name = |voice: &Voice| match voice.member.role {
        MemberRole::Chair => fill("doc.sheet.chair", [("name", voice.member.name.as_str())]),
        MemberRole::Member => voice.member.name.clone(),
    };
    let mut fields: Vec<(String, Option<String>)> = record.voices.iter().map(|voice| (name(voice), None)).collect();
    fields.push((text("field.clerk").to_owned(), None));
    fields.push((text("field.checker").to_owned(), None));
    let date = record.finalised_at.as_deref().map_or_else(|| text("doc.blank_date").to_owned(), printed_date);
    fields.push((text("field.day").to_owned(), Some(date)));
    blocks.push(signature_fields(&fields, 3));
    Block::Keep(blocks)
}
