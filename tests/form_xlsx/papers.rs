//! Paper forms nobody has seen before, typed as people type them.

use crate::book::{Book, row, told};
use tongping_core::domain::form::{Form, Group};

/// The form in a few words: groups with points, criteria with id and points.
pub(crate) fn outline(form: &Form) -> String {
    fn of(group: &Group, depth: usize, out: &mut Vec<String>) {
        out.push(format!("{}{} {} {}", "  ".repeat(depth), group.id, group.name, group.max));
        group.groups.iter().for_each(|group| of(group, depth + 1, out));
        for criterion in &group.criteria {
            let weight = criterion.weight.map(|weight| format!(" ×{weight}")).unwrap_or_default();
            out.push(format!("{}{} {} {}{weight}", "  ".repeat(depth + 1), criterion.id, criterion.name, criterion.max));
        }
    }
    let mut out = Vec::new();
    form.groups.iter().for_each(|group| of(group, 0, &mut out));
    out.join("\n")
}

#[test]
fn a_plain_table_with_two_levels_becomes_a_form() {
    let book = Book::of(vec![
        row!["评价机构工作考核表"],
        row!["（满分100分）"],
        row!["一级指标", "二级指标", "分值", "评分标准", "得分"],
        row!["组织实施", "人员配备", 20, "人员专业、稳定"],
        row!["", "工作方案", "30分", "方案完整可行"],
        row!["成果质量", "报告质量", "５０", "报告内容完整"],
        row!["合计", "", 100],
    ]);
    let (form, warnings) = book.form();
    assert_eq!(
        outline(&form),
        "1 组织实施 50\n  1.1 人员配备 20\n  1.2 工作方案 30\n2 成果质量 50\n  2.1 报告质量 50"
    );
    assert_eq!((form.title.as_str(), form.id.as_str(), form.version.as_str()), ("评价机构工作考核表", "考核表", "1.0.0"));
    assert_eq!(warnings.iter().map(told).collect::<Vec<_>>(), ["1:0 form_sheet_defaults"]);
}
