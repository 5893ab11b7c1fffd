//! 恢复单: the recovery code of the bureau's keys on one page, for the safe of the bureau.

use super::{CELL, CELL_HEAD, NOTE, PART, center, fill, head_cell, left, note, render, row, table, text, title};
use crate::domain::session::printed_date;
use crate::error::{Error, Result};
use crate::exchange::keys::{BureauKeys, RecoveryCode, fingerprint};
use qrcodegen::{QrCode, QrCodeEcc};
use tongping_paper::flow::{
    Align, Block, Cell, Drawing, Figure, Flow, Heading, Paragraph, Role, Row, Run, Section, Table, TextStyle, Width,
};
use tongping_paper::{Furniture, Numbering};

/// The code itself: large enough to be read without glasses.
const CODE: TextStyle = TextStyle { role: Role::Song, size: 18.0, leading: 24.0 };

/// Height of a row of the code; three of them are as tall as the QR code.
const CODE_ROW: f32 = 44.0;

/// Groups in a row.
const ROW_GROUPS: usize = 4;

/// White squares around a QR code, as its standard asks for.
const QUIET: i32 = 4;

/// The sheet of these keys, made at `at` (RFC 3339).
pub fn pdf(code: &RecoveryCode, keys: &BureauKeys, at: &str) -> Result<Vec<u8>> {
    let heading = text("doc.recovery.title");
    let mut blocks = vec![title(heading), Block::Space(4.0), note(text("doc.recovery.purpose")), Block::Space(8.0)];
    blocks.push(code_table(code)?);
    blocks.push(Block::Space(3.0));
    blocks.push(note(text("doc.recovery.signs")));
    blocks.push(Block::Space(8.0));
    let shown = fingerprint(&keys.sign_public());
    let date = printed_date(at.get(..10).unwrap_or_default());
    let fact = |key: &str, value: &str| [head_cell(text(key), CELL_HEAD), left(value, CELL)];
    let facts = |one: [Cell; 2], two: [Cell; 2]| row(one.into_iter().chain(two).collect());
    let rows = vec![
        facts(fact("doc.recovery.fingerprint", &shown), fact("doc.recovery.date", &date)),
        facts(fact("doc.recovery.office", ""), fact("doc.recovery.keeper", "")),
    ];
    blocks.push(table(&[16.0, 34.0, 16.0, 34.0], 0, rows));
    for (name, lines) in [
        ("doc.recovery.keep", "doc.recovery.keep_lines"),
        ("doc.recovery.restore", "doc.recovery.restore_lines"),
        ("doc.recovery.try", "doc.recovery.try_lines"),
    ] {
        let head =
            Heading { level: 1, text: text(name).to_owned(), text_style: Some(TextStyle { size: 12.0, ..PART }) };
        blocks.extend([Block::Space(5.0), Block::Heading(head)]);
        blocks.extend(text(lines).lines().map(note));
    }
    let flow = Flow { sections: vec![Section { landscape: false, title: None, blocks }] };
    let foot = fill("doc.recovery.foot", [("fingerprint", shown.as_str())]);
    let furniture = Furniture { numbering: Numbering::PageOfPages, foot, watermark: None, skip_pages: 0 };
    render(&flow, heading, text("product.name"), at, furniture)
}

/// The groups, each with its number, and the QR code beside them.
fn code_table(code: &RecoveryCode) -> Result<Block> {
    let groups = code.printed();
    let cell = |(at, group): (usize, &String)| {
        let mut words = Paragraph::new(format!("{}　", at + 1), NOTE, Align::Center);
        words.style = CODE;
        words.runs = vec![Run { text: group.clone(), role: None }];
        let number = Paragraph::new((at + 1).to_string(), TextStyle { leading: 12.0, ..NOTE }, Align::Center);
        Cell { paragraphs: vec![number, words], ..Cell::new(Paragraph::new("", CODE, Align::Center)) }
    };
    let cells: Vec<Cell> = groups.iter().enumerate().map(cell).collect();
    let mut rows: Vec<Row> = cells
        .chunks(ROW_GROUPS)
        .map(|cells| Row { cells: cells.to_vec(), min_height: CODE_ROW, keep_with_next: true })
        .collect();
    let drawn = qr(&groups.join("-"))?;
    if let Some(first) = rows.first_mut() {
        first.cells.push(Cell { figure: Some(drawn), ..center("", CELL) }.span(1, groups.len() / ROW_GROUPS));
    }
    let mut columns = vec![Width::Weight(1.0); ROW_GROUPS];
    columns.push(Width::Fixed(CODE_ROW * 3.2));
    Ok(Block::Table(Table { columns, header_rows: 0, rows, padding: (4.0, 2.5), caption: None, ruled: true }))
}

/// The code as a reader of QR codes types it, in squares.
fn qr(typed: &str) -> Result<Figure> {
    let code = QrCode::encode_text(typed, QrCodeEcc::Quartile).map_err(|fault| Error::bug("recovery_qr", fault))?;
    let side = -QUIET..code.size() + QUIET;
    // `get_module` is white beyond the edge.
    let black =
        side.clone().flat_map(|y| side.clone().map(move |x| (x, y))).map(|(x, y)| code.get_module(x, y)).collect();
    let width = usize::try_from(code.size() + 2 * QUIET).unwrap_or(1);
    Ok(Figure { alt: text("doc.recovery.qr").to_owned(), drawing: Drawing::Squares { width, black } })
}
