//! What stands outside the text area: page number, foot and watermark. It is added after the layout, when the number
//! of pages is known.

use crate::flow::{Align, Paragraph, Role, TextStyle};
use crate::font::Glyphs;
use crate::linebreak::{Room, SetParagraph, set};
use crate::page::{Item, MM, Mark, Page, line_runs, paper, text_area};
use crate::{Furniture, Numbering, PaperError, Style};

/// 4号: the page number of GB/T 9704.
const NUMBER: TextStyle = TextStyle { role: Role::Song, size: 14.0, leading: 14.0 };
const SMALL: TextStyle = TextStyle { role: Role::Song, size: 9.0, leading: 12.0 };

/// Adds the furniture to every page.
pub(crate) fn add(pages: &mut [Page], style: &Style, glyphs: &mut Glyphs<'_>) -> Result<(), PaperError> {
    let furniture = &style.furniture;
    let count = pages.len();
    for (index, page) in pages.iter_mut().enumerate() {
        if let Some(word) = &furniture.watermark {
            watermark(page, word, glyphs)?;
        }
        if index >= furniture.skip_pages {
            foot(page, furniture, (index + 1, count), glyphs)?;
        }
    }
    Ok(())
}

/// Page number and foot text of one page.
fn foot(
    page: &mut Page,
    furniture: &Furniture,
    (number, count): (usize, usize),
    glyphs: &mut Glyphs<'_>,
) -> Result<(), PaperError> {
    let (text, style) = match furniture.numbering {
        Numbering::Official => (format!("— {number} —"), NUMBER),
        Numbering::PageOfPages => (format!("第 {number} 页 共 {count} 页"), SMALL),
        Numbering::None => (String::new(), SMALL),
    };
    let odd = number % 2 == 1;
    // A sheet turned into landscape keeps the official number where the other pages have it: at the foot of the sheet,
    // which is the left of the page. The number of a table paper is read with the table.
    let turned = page.landscape && furniture.numbering == Numbering::Official;
    let area = if turned { text_area(false) } else { text_area(page.landscape) };
    let indent = NUMBER.size;
    let inner = area.width - 2.0 * indent;
    let mut runs = Vec::new();
    let number_line = line(&text, style, inner, if odd { Align::Right } else { Align::Left }, glyphs)?;
    // The dash, 0.38 em above the base line, lies 7 mm below the text area.
    let base = area.y + area.height + 7.0 * MM + 0.38 * NUMBER.size;
    let top = base - crate::page::base_line(style.size, style.leading);
    for (i, laid) in number_line.lines.iter().enumerate() {
        line_runs(&number_line, *laid, (area.x + indent, top + i as f32 * style.leading), Mark::Furniture, &mut runs);
    }
    if !furniture.foot.is_empty() {
        let taken = width(&number_line) + 2.0 * SMALL.size;
        let room = (inner - taken).max(inner * 0.3);
        let align = if odd { Align::Left } else { Align::Right };
        let x = area.x + indent + if odd { 0.0 } else { inner - room };
        let top = base - crate::page::base_line(SMALL.size, SMALL.leading);
        let mut lines = Vec::new();
        for words in foot_lines(&furniture.foot, room, glyphs)? {
            let text = line(&words, SMALL, room, align, glyphs)?;
            lines.extend((0..text.lines.len()).map(|at| (text.clone(), at)));
        }
        for (i, (text, at)) in lines.iter().take(2).enumerate() {
            line_runs(text, text.lines[*at], (x, top + i as f32 * SMALL.leading), Mark::Furniture, &mut runs);
        }
    }
    if turned {
        runs.iter_mut().for_each(turn);
    }
    page.items.append(&mut runs);
    Ok(())
}

/// A foot that is wider than its room is parted between its words, which ideographic spaces separate: a check code that
/// goes on in the next line is easily misread.
fn foot_lines(foot: &str, room: f32, glyphs: &mut Glyphs<'_>) -> Result<Vec<String>, PaperError> {
    let mut lines: Vec<String> = Vec::new();
    for words in foot.split('\u{3000}') {
        let longer = lines.last().map(|before| format!("{before}\u{3000}{words}"));
        match (longer, lines.last_mut()) {
            (Some(longer), Some(last)) if line(&longer, SMALL, room, Align::Left, glyphs)?.lines.len() <= 1 => {
                *last = longer;
            }
            _ => lines.push(words.to_owned()),
        }
    }
    Ok(lines)
}

/// Moves a run from a portrait sheet to the same place of that sheet when it is held in landscape.
fn turn(item: &mut Item) {
    if let Item::Text(run) = item {
        let (_, height) = paper(false);
        (run.x, run.y) = (height - run.y, run.x);
        run.turn = 90.0;
    }
}

/// A pale word from the lower left to the upper right, below everything else.
fn watermark(page: &mut Page, word: &str, glyphs: &mut Glyphs<'_>) -> Result<(), PaperError> {
    let (sheet_width, sheet_height) = paper(page.landscape);
    let count = word.chars().count().max(1) as f32;
    let size = (420.0 / count).clamp(24.0, 160.0);
    let style = TextStyle { role: Role::Hei, size, leading: size };
    let set = line(word, style, 2000.0, Align::Left, glyphs)?;
    let mut runs = Vec::new();
    for laid in set.lines.iter().take(1) {
        line_runs(&set, *laid, (0.0, 0.0), Mark::Watermark, &mut runs);
    }
    let angle = (sheet_height / sheet_width).atan().min(0.96);
    let (along, across) = (-width(&set) / 2.0, 0.38 * size);
    let origin = (sheet_width / 2.0, sheet_height / 2.0);
    for item in &mut runs {
        if let Item::Text(run) = item {
            let offset = along + run.x;
            run.x = origin.0 + offset * angle.cos() + across * angle.sin();
            run.y = origin.1 - offset * angle.sin() + across * angle.cos();
            run.turn = -angle.to_degrees();
            run.grey = 0.9;
        }
    }
    page.items.splice(0..0, runs);
    Ok(())
}

fn line(
    text: &str,
    style: TextStyle,
    width: f32,
    align: Align,
    glyphs: &mut Glyphs<'_>,
) -> Result<SetParagraph, PaperError> {
    let text = text.replace('\n', " ");
    set(&Paragraph::new(text, style, align), Room { width, cell: true }, 0, glyphs)
}

/// Width of the widest line.
fn width(set: &SetParagraph) -> f32 {
    let ends = |line| {
        let mut placed = set.placed(line);
        let first = placed.next().map_or((0.0, 0.0), |(x, atom)| (x, x + atom.advance));
        placed.fold(first, |(start, _), (x, atom)| (start, x + atom.advance))
    };
    set.lines.iter().map(|line| ends(*line)).map(|(start, end): (f32, f32)| end - start).fold(0.0, f32::max)
}
