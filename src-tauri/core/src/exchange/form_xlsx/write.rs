//! A form written as a workbook: the printed table with merged levels and a sum, and the worksheet 设置. The same form
//! always gives the same bytes, and reading them gives the same form.

use super::{notation, settings};
use crate::domain::form::{Criterion, Form, Group, shown};
use crate::domain::number::Points;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

/// A cell of a workbook holds at most so many characters.
const MAX_CELL: usize = 32_767;
/// The worksheet of the table.
const TABLE: &str = "评审表";
const LEVEL_HEADS: [&str; 3] = ["一级指标", "二级指标", "三级指标"];
const LEVEL_IDS: [&str; 3] = ["一级编号", "二级编号", "三级编号"];

/// Writes a form. A text that is longer than a cell can hold is refused.
pub fn write(form: &Form) -> Result<Vec<u8>> {
    let long = texts_too_long(form);
    if !long.is_empty() {
        return Err(Error::Invalid(long));
    }
    build(form).map_err(|source| Error::bug("form_export", source))
}

fn texts_too_long(form: &Form) -> Vec<Problem> {
    let mut found = Vec::new();
    for criterion in form.criteria() {
        let reasons = settings::write_lines(&criterion.reasons);
        let texts = [&criterion.name, &criterion.guide, &criterion.deduct, &reasons];
        if texts.iter().any(|text| text.encode_utf16().count() + 2 > MAX_CELL) {
            let place = Place::criterion(criterion.id.as_str());
            found.push(Problem::error("form_text_too_long_for_cell", place).with("name", shown(&criterion.name)));
        }
    }
    found
}

fn build(form: &Form) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed day: the bytes tell nothing of when they were written.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(&form.title).set_creation_datetime(&day));
    let sheet = workbook.add_worksheet();
    sheet.set_name(TABLE)?;
    Table::new(form).write(sheet)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(settings::SHEET)?;
    write_settings(form, sheet)?;
    workbook.save_to_buffer()
}

/// A text as a cell keeps it: in quotes where a reader would otherwise change it.
fn kept(text: &str) -> String {
    let is_plain = text.trim() == text && !text.starts_with('"') && !text.contains('\r');
    if is_plain { text.to_owned() } else { serde_json::json!(text).to_string() }
}

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    LevelId(usize),
    Level(usize),
    LevelPoints(usize),
    Id,
    Subgroup,
    Name,
    Points,
    Weight,
    Guide,
    Deduct,
    Choices,
    Deductions,
    Step,
    Objective,
    Optional,
    Reasons,
    ReasonRule,
}

impl Column {
    fn head(self) -> &'static str {
        match self {
            Self::LevelId(level) => LEVEL_IDS[level],
            Self::Level(level) => LEVEL_HEADS[level],
            Self::LevelPoints(_) | Self::Points => "分值",
            Self::Id => "编号",
            Self::Subgroup => "小标题",
            Self::Name => "指标",
            Self::Weight => "权重",
            Self::Guide => "评分标准",
            Self::Deduct => "扣分标准",
            Self::Choices => "档位",
            Self::Deductions => "扣分项",
            Self::Step => "步长",
            Self::Objective => "客观",
            Self::Optional => "可不适用",
            Self::Reasons => "常用理由",
            Self::ReasonRule => "理由规则",
        }
    }

    fn width(self) -> f64 {
        match self {
            Self::Guide => 42.0,
            Self::Name | Self::Deductions | Self::Reasons => 24.0,
            Self::Level(_) | Self::Deduct | Self::Choices | Self::Subgroup => 16.0,
            Self::ReasonRule => 14.0,
            Self::LevelId(_) | Self::LevelPoints(_) | Self::Id | Self::Points | Self::Weight | Self::Step => 8.0,
            Self::Objective | Self::Optional => 6.0,
        }
    }
}

/// A group with the rows it spans, from 0.
struct Span<'a> {
    group: &'a Group,
    level: usize,
    first: usize,
    rows: usize,
}

struct Table<'a> {
    form: &'a Form,
    columns: Vec<Column>,
    criteria: Vec<&'a Criterion>,
    spans: Vec<Span<'a>>,
}

impl<'a> Table<'a> {
    fn new(form: &'a Form) -> Self {
        let criteria: Vec<&Criterion> = form.criteria().collect();
        let mut spans = Vec::new();
        let mut first = 0;
        for group in &form.groups {
            span(group, 0, &mut first, &mut spans);
        }
        let any = |says: fn(&Criterion) -> bool| criteria.iter().any(|criterion| says(criterion));
        let has_points = !form.unscored
            || criteria.iter().any(|criterion| criterion.max != Points::ZERO)
            || spans.iter().any(|span| span.group.max != Points::ZERO);
        let mut columns = Vec::new();
        for level in 0..form.levels().min(LEVEL_HEADS.len()) {
            columns.extend([Column::LevelId(level), Column::Level(level)]);
            columns.extend(has_points.then_some(Column::LevelPoints(level)));
        }
        columns.push(Column::Id);
        columns.extend(any(|c| !c.subgroup.is_empty()).then_some(Column::Subgroup));
        columns.push(Column::Name);
        columns.extend(has_points.then_some(Column::Points));
        columns.extend(any(|c| c.weight.is_some()).then_some(Column::Weight));
        columns.extend(any(|c| !c.guide.is_empty()).then_some(Column::Guide));
        columns.extend(any(|c| !c.deduct.is_empty()).then_some(Column::Deduct));
        columns.extend((form.unscored || any(|c| !c.choices.is_empty())).then_some(Column::Choices));
        columns.extend(any(|c| !c.deductions.is_empty()).then_some(Column::Deductions));
        columns.extend(any(|c| c.step.is_some()).then_some(Column::Step));
        columns.extend(any(|c| c.objective).then_some(Column::Objective));
        columns.extend(any(|c| c.optional).then_some(Column::Optional));
        columns.extend(any(|c| !c.reasons.is_empty()).then_some(Column::Reasons));
        columns.extend(any(|c| c.reason.is_some()).then_some(Column::ReasonRule));
        Self { form, columns, criteria, spans }
    }

    fn write(&self, sheet: &mut Worksheet) -> std::result::Result<(), XlsxError> {
        let last = u16::try_from(self.columns.len() - 1).unwrap_or(u16::MAX);
        let title = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center).set_text_wrap();
        sheet.merge_range(0, 0, 0, last, &kept(&self.form.title), &title)?;
        sheet.set_row_height(0, 30)?;
        let head = cell_format().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(0xe7_ed_f5));
        for (at, column) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(1, at, column.head(), &head)?;
            sheet.set_column_width(at, column.width())?;
        }
        for (row, criterion) in (2..).zip(&self.criteria) {
            for (at, column) in (0..).zip(&self.columns) {
                self.cell(sheet, (row, at), *column, criterion)?;
            }
        }
        for span in &self.spans {
            self.group(sheet, span)?;
        }
        self.sum(sheet)?;
        sheet.set_freeze_panes(2, 0)?;
        sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
        sheet.set_repeat_rows(0, 1)?;
        Ok(())
    }

    fn cell(
        &self,
        sheet: &mut Worksheet,
        (row, at): (u32, u16),
        column: Column,
        criterion: &Criterion,
    ) -> std::result::Result<(), XlsxError> {
        let tick = |is_set: bool| if is_set { "√".to_owned() } else { String::new() };
        let text = match column {
            Column::LevelId(_) | Column::Level(_) | Column::LevelPoints(_) => String::new(),
            Column::Points if self.form.unscored && criterion.max == Points::ZERO => String::new(),
            Column::Points => return number(sheet, (row, at), criterion.max),
            Column::Weight | Column::Step => {
                let value = if column == Column::Weight { criterion.weight } else { criterion.step };
                if let Some(value) = value {
                    return number(sheet, (row, at), value);
                }
                String::new()
            }
            Column::Id => kept(&criterion.id),
            Column::Subgroup => kept(&criterion.subgroup),
            Column::Name => kept(&criterion.name),
            Column::Guide => kept(&criterion.guide),
            Column::Deduct => kept(&criterion.deduct),
            Column::Choices => notation::write_choices(&criterion.choices, self.form.unscored),
            Column::Deductions => notation::write_deductions(&criterion.deductions),
            Column::Objective => tick(criterion.objective),
            Column::Optional => tick(criterion.optional),
            Column::Reasons => settings::write_lines(&criterion.reasons),
            Column::ReasonRule => criterion.reason.as_ref().map(settings::write_reason_rule).unwrap_or_default(),
        };
        write_text(sheet, (row, at), &text, &cell_format())
    }

    /// The cells of a group: merged over its rows.
    fn group(&self, sheet: &mut Worksheet, span: &Span<'_>) -> std::result::Result<(), XlsxError> {
        let first = 2 + u32::try_from(span.first).unwrap_or(u32::MAX);
        let last = first + u32::try_from(span.rows.saturating_sub(1)).unwrap_or(0);
        for (at, column) in (0..).zip(&self.columns) {
            let is_own = matches!(column, Column::LevelId(level) | Column::Level(level) | Column::LevelPoints(level)
                if *level == span.level);
            if !is_own {
                continue;
            }
            if last > first {
                sheet.merge_range(first, at, last, at, "", &cell_format())?;
            }
            match column {
                Column::LevelId(_) => write_text(sheet, (first, at), &kept(&span.group.id), &cell_format())?,
                Column::Level(_) => write_text(sheet, (first, at), &kept(&span.group.name), &cell_format())?,
                _ if self.form.unscored && span.group.max == Points::ZERO => {}
                _ => number(sheet, (first, at), span.group.max)?,
            }
        }
        Ok(())
    }

    /// The row of the sum, with a formula for whoever changes the table.
    fn sum(&self, sheet: &mut Worksheet) -> std::result::Result<(), XlsxError> {
        let row = 2 + u32::try_from(self.criteria.len()).unwrap_or(u32::MAX);
        let bold = cell_format().set_bold();
        let mut is_named = false;
        for (at, column) in (0_u16..).zip(&self.columns) {
            let of = |value: fn(&Criterion) -> Points| -> Points {
                let sum = self.criteria.iter().map(|c| value(c).value());
                Points::new(sum.fold(rust_decimal::Decimal::ZERO, |all, one| all.checked_add(one).unwrap_or(all)))
            };
            let sum = match column {
                Column::Points => of(|criterion| criterion.max),
                Column::Weight => of(Criterion::worth),
                Column::Level(0) if !self.form.unscored => {
                    write_text(sheet, (row, at), "合计", &bold)?;
                    is_named = true;
                    continue;
                }
                _ => {
                    sheet.write_blank(row, at, &bold)?;
                    continue;
                }
            };
            if is_named {
                let letters = rust_xlsxwriter::utility::column_number_to_name(at);
                let formula = Formula::new(format!("=SUM({letters}3:{letters}{row})")).set_result(sum.to_string());
                sheet.write_formula_with_format(row, at, formula, &bold)?;
            }
        }
        Ok(())
    }
}

fn span<'a>(group: &'a Group, level: usize, first: &mut usize, spans: &mut Vec<Span<'a>>) {
    let rows = group.all_criteria().len();
    spans.push(Span { group, level, first: *first, rows });
    let start = *first;
    for below in &group.groups {
        span(below, level + 1, first, spans);
    }
    *first = start + rows;
}

fn cell_format() -> Format {
    Format::new().set_text_wrap().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter)
}

/// A text, never a formula: `write_string` puts what begins with `=` as it stands.
fn write_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> std::result::Result<(), XlsxError> {
    if text.is_empty() {
        sheet.write_blank(row, column, format)?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// Points: as a number where the fifteen digits of a worksheet hold them, as text elsewhere.
fn number(sheet: &mut Worksheet, (row, column): (u32, u16), points: Points) -> std::result::Result<(), XlsxError> {
    let text = points.to_string();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match text.parse::<f64>() {
        Ok(value) if digits <= 15 => {
            sheet.write_number_with_format(row, column, value, &cell_format())?;
        }
        Ok(_) | Err(_) => {
            sheet.write_string_with_format(row, column, &text, &cell_format())?;
        }
    }
    Ok(())
}

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: &T) -> String {
    names.iter().find(|(_, known)| known == value).map(|(name, _)| (*name).to_owned()).unwrap_or_default()
}

/// The rows of 设置.
fn setting_rows(form: &Form) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut put = |cells: &[String]| rows.push(cells.to_vec());
    let word = |text: &str| text.to_owned();
    let points = |value: Option<Points>| value.map(|value| value.to_string()).unwrap_or_default();
    let flag = |value: bool| word(if value { "是" } else { "" });
    put(&[word("# 评审表的其他设置。以“#”开头的行是说明；“表格格式”一行请勿改动。")]);
    put(&[word(settings::OWN), word(settings::OWN_FORMAT)]);
    put(&[word("编号"), kept(&form.id)]);
    put(&[word("版本"), kept(&form.version)]);
    put(&[word("名称"), kept(&form.title)]);
    put(&[word("依据级别"), kept(&form.evidence)]);
    put(&[word("依据来源"), kept(&form.source)]);
    put(&[word("不计分"), word(if form.unscored { "是" } else { "否" })]);
    put(&[word("满分"), form.total.to_string()]);
    put(&[word("步长"), form.step.to_string()]);
    if let Some(below) = form.reason_below {
        put(&[word("必填理由界限"), below.to_string()]);
    }
    if let Some(rule) = &form.reason {
        put(&[word("理由规则"), settings::write_reason_rule(rule)]);
    }
    let tally = &form.tally;
    put(&[word("计分规则"), name_of(settings::RULES, &tally.rule)]);
    put(&[word("计分层级"), name_of(settings::LEVELS, &tally.level)]);
    put(&[word("小数位数"), tally.places.to_string()]);
    put(&[word("修约"), name_of(settings::ROUNDINGS, &tally.rounding)]);
    put(&[word("缺项处理"), name_of(settings::MISSING, &tally.missing)]);
    put(&[word("最少人数"), tally.min_panel.to_string()]);
    put(&[word("# 专家权重：类别、权重")]);
    tally.weights.iter().for_each(|one| put(&[word("专家权重"), kept(&one.kind), one.weight.to_string()]));
    put(&[word("# 分歧界限：离均值、离他人中位数、总分极差、单项极差，均为占满分的比例")]);
    if let Some(limits) = &tally.signals {
        let values = [limits.from_mean, limits.from_others, limits.range, limits.criterion_range];
        put(&[vec![word("分歧界限")], values.map(|value| value.to_string()).to_vec()].concat());
    }
    put(&[word("# 等级：名称、下限")]);
    form.grades.iter().for_each(|band| put(&[word("等级"), kept(&band.name), band.from.to_string()]));
    put(&[word("# 结论：名称、建议下限、是否隐藏、要求")]);
    for one in &form.conclusions {
        let requires = settings::write_requirements(&one.requires);
        put(&[word("结论"), kept(&one.name), points(one.from), flag(one.hidden), requires]);
    }
    put(&[word("# 一票否决：事项")]);
    form.veto.iter().for_each(|item| put(&[word("一票否决"), kept(item)]));
    put(&[word("# 表头字段：编号、名称、类型（文本、日期、金额、选项）、选项、是否必填")]);
    for field in &form.fields {
        let kind = name_of(settings::KINDS, &field.kind);
        let choices = settings::write_lines(&field.choices);
        put(&[word("表头字段"), kept(&field.id), kept(&field.name), kind, choices, flag(field.required)]);
    }
    put(&[word("# 校验：规则、对象、比较对象、分值、得分率、最高得分率、只作提醒、提示语")]);
    for check in &form.checks {
        let rule = name_of(settings::CHECKS, &check.rule);
        let (of, than) = (settings::write_ids(&check.of), settings::write_ids(&check.than));
        let values = [points(check.points), points(check.share), points(check.limit), flag(check.warn)];
        put(&[vec![word("校验"), rule, of, than], values.to_vec(), vec![kept(&check.message)]].concat());
    }
    rows
}

fn write_settings(form: &Form, sheet: &mut Worksheet) -> std::result::Result<(), XlsxError> {
    let (plain, remark) = (Format::new().set_text_wrap(), Format::new().set_italic().set_font_color(Color::Gray));
    sheet.set_column_width(0, 16)?;
    sheet.set_column_width(1, 36)?;
    for column in 2..9 {
        sheet.set_column_width(column, 16)?;
    }
    for (row, cells) in (0..).zip(setting_rows(form)) {
        let is_remark = cells[0].starts_with('#');
        for (column, text) in (0..).zip(&cells) {
            if !text.is_empty() {
                let format = if is_remark { &remark } else { &plain };
                sheet.write_string_with_format(row, column, text, format)?;
            }
        }
    }
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}
