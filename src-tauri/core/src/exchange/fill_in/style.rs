//! How the worksheets of a fill-in form look: type, colours, heights, protection and the printed page.

use super::MARK;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Formula, ProtectionOptions,
    Worksheet, XlsxError,
};

/// What writing a worksheet answers.
pub(super) type Written<T = ()> = Result<T, XlsxError>;

const FONT: &str = "宋体";
const SIZE: f64 = 11.0;
const INPUT: u32 = 0xff_fb_e6;
const HEAD: u32 = 0xe7_ed_f5;
const GREY: u32 = 0xf7_f8_fa;
const LINE: u32 = 0x9a_a5_b1;
/// Height of a line of type and of the tallest row a worksheet can have, in points.
const LEADING: f64 = 15.5;
const TALLEST: f64 = 400.0;

fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(SIZE).set_text_wrap().set_align(FormatAlign::VerticalCenter)
}

/// A cell that is only read.
pub(super) fn locked() -> Format {
    plain().set_border(FormatBorder::Thin).set_border_color(Color::RGB(LINE)).set_background_color(Color::RGB(GREY))
}

/// The same, in the middle.
pub(super) fn locked_center() -> Format {
    locked().set_align(FormatAlign::Center)
}

/// A cell to fill in: kept as text, so that no program makes a date of 4-1.
pub(super) fn input() -> Format {
    plain()
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(LINE))
        .set_background_color(Color::RGB(INPUT))
        .set_num_format("@")
        .set_unlocked()
}

/// The same, in the middle.
pub(super) fn input_center() -> Format {
    input().set_align(FormatAlign::Center)
}

/// A head of a column.
pub(super) fn head() -> Format {
    locked_center().set_bold().set_background_color(Color::RGB(HEAD))
}

/// A title.
pub(super) fn title() -> Format {
    plain().set_bold().set_font_size(16).set_align(FormatAlign::Center)
}

/// Words above or below a table.
pub(super) fn words() -> Format {
    plain()
}

/// Words that stand out.
pub(super) fn strong() -> Format {
    plain().set_bold()
}

/// Writes a text, never a formula: what begins with `=` stands as it is.
pub(super) fn put(sheet: &mut Worksheet, at: (u32, u16), text: &str, format: &Format) -> Written {
    if text.is_empty() {
        sheet.write_blank(at.0, at.1, format)?;
    } else {
        sheet.write_string_with_format(at.0, at.1, text, format)?;
    }
    Ok(())
}

/// Writes a text over several columns of a row.
pub(super) fn put_wide(sheet: &mut Worksheet, row: u32, columns: (u16, u16), text: &str, format: &Format) -> Written {
    if columns.0 == columns.1 {
        return put(sheet, (row, columns.0), text, format);
    }
    sheet.merge_range(row, columns.0, row, columns.1, text, format)?;
    Ok(())
}

/// The column of keys, which people do not see, and the mark of the worksheet in its first row.
pub(super) fn put_keys(sheet: &mut Worksheet, column: u16, kind: &str, keys: &[(u32, String)]) -> Written {
    let format = Format::new().set_num_format("@");
    sheet.write_string_with_format(0, column, [MARK, kind].concat(), &format)?;
    for (row, key) in keys {
        sheet.write_string_with_format(*row, column, key, &format)?;
    }
    sheet.set_column_hidden(column)?;
    Ok(())
}

/// The height of a row by its longest text: pairs of a text and the width of its column.
pub(super) fn height<'a>(cells: impl IntoIterator<Item = (&'a str, f64)>, least: f64) -> f64 {
    let of = |(text, width): (&str, f64)| {
        // A wide character takes two places of a column, and a line is not filled to its end.
        let places = |c: char| if c.is_ascii() { 1.05 } else { 2.1 };
        let lines = |line: &str| (line.chars().map(places).sum::<f64>() / (width - 1.5).max(4.0)).ceil().max(1.0);
        text.split('\n').map(lines).sum::<f64>() * LEADING + 8.0
    };
    cells.into_iter().map(of).fold(least, f64::max).min(TALLEST)
}

/// Protects a worksheet without a password, and sets it up for A4.
pub(super) fn finish(sheet: &mut Worksheet, is_turned: bool, heads: Option<u32>) -> Written {
    let options = ProtectionOptions { format_rows: true, format_columns: true, ..ProtectionOptions::default() };
    sheet.protect_with_options(&options);
    sheet.set_screen_gridlines(false);
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3).set_footer("&C第 &P 页 共 &N 页");
    if is_turned {
        sheet.set_landscape();
    }
    if let Some(row) = heads {
        sheet.set_freeze_panes(row + 1, 0)?;
        sheet.set_repeat_rows(row, row)?;
    }
    Ok(())
}

/// A list to choose from; other texts are asked about and may stand, where `is_open`.
pub(super) fn list(words: &[&str], is_open: bool) -> Written<Option<DataValidation>> {
    // A list longer than this, or with a comma in a word, cannot stand in the rule itself.
    let is_short = words.iter().map(|word| word.encode_utf16().count() + 1).sum::<usize>() < 250;
    if words.is_empty() || !is_short || words.iter().any(|word| word.contains([',', '"'])) {
        return Ok(None);
    }
    DataValidation::new().allow_list_strings(words).map(|rule| Some(told(rule, is_open)))
}

/// A list of the cells of a range.
pub(super) fn list_of(range: &str) -> DataValidation {
    told(DataValidation::new().allow_list_formula(Formula::new(range)), true)
}

/// A rule in a formula.
pub(super) fn custom(formula: &str) -> DataValidation {
    told(DataValidation::new().allow_custom(Formula::new(formula)), false)
}

fn told(rule: DataValidation, is_open: bool) -> DataValidation {
    let style = if is_open { DataValidationErrorStyle::Warning } else { DataValidationErrorStyle::Stop };
    rule.set_error_style(style)
}

/// Puts a rule on cells, with what is shown while one of them is chosen.
pub(super) fn rule(sheet: &mut Worksheet, area: [u32; 4], rule: DataValidation, shown: &str) -> Written {
    let shown: String = shown.chars().take(240).collect();
    let rule = if shown.is_empty() { rule } else { rule.set_input_message(shown)? };
    let column = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
    sheet.add_data_validation(area[0], column(area[1]), area[2], column(area[3]), &rule)?;
    Ok(())
}
