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
            out.push(format!(
                "{}{} {} {}{weight}",
                "  ".repeat(depth + 1),
                criterion.id,
                criterion.name,
                criterion.max
            ));
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
    assert_eq!(outline(&form), "1 组织实施 50\n  1.1 人员配备 20\n  1.2 工作方案 30\n2 成果质量 50\n  2.1 报告质量 50");
    assert_eq!(
        (form.title.as_str(), form.id.as_str(), form.version.as_str()),
        ("评价机构工作考核表", "考核表", "1.0.0")
    );
    assert_eq!(warnings.iter().map(told).collect::<Vec<_>>(), ["1:0 form_sheet_defaults"]);
}

/// The points of a typed score.
#[track_caller]
fn scored(form: &Form, scores: &[(&str, &str)]) -> String {
    let read = form.criteria().map(|criterion| {
        let typed = scores.iter().find(|(id, _)| *id == criterion.id).map_or("", |(_, typed)| *typed);
        let read = form.read_score(criterion, typed);
        assert!(read.problems.is_empty(), "{} {typed}: {:?}", criterion.id, read.problems);
        read
    });
    let read: Vec<_> = read.collect();
    let total = tongping_core::domain::tally::own_total(form, &read);
    total.map_or_else(|| "-".to_owned(), |total| total.to_string())
}

#[test]
fn numbered_rows_of_one_column_become_groups() {
    let book = Book::of(vec![
        row!["附件8"],
        row!["中介机构绩效评价报告质量考核评分表"],
        row!["考核内容", "分值", "评分标准", "扣分项", "得分"],
        row!["一、报告格式", 6],
        row!["（一）封面填写", 2, "封面各要素填写规范", "每少一项扣0.4分，扣完为止"],
        row!["（二）表格填写", 4, "填写齐全", "每处扣0.5分，最多扣3分；排版每处不合扣0.2分，最多扣1分"],
        row!["二、报告内容（14分）", "", ""],
        row!["（一）要素完备", "4分"],
        row!["（二）内容齐全", 10],
        row!["三、总体印象", 5],
        row!["合计", 25],
        row!["注：本表由财政局填写。"],
    ]);
    let (form, _) = book.form();
    let expected = "1 报告格式 6\n  1.1 封面填写 2\n  1.2 表格填写 4\n2 报告内容 14\n  2.1 要素完备 4\n  2.2 内容齐全 10\n3 总体印象 5\n  3.1 总体印象 5";
    assert_eq!(outline(&form), expected);
    assert_eq!(form.title, "中介机构绩效评价报告质量考核评分表");
    let scores = [("1.1", "×2"), ("1.2", "×1、2"), ("2.1", "3.5"), ("2.2", "9"), ("3.1", "5")];
    assert_eq!(scored(&form, &scores), "21.80");
}

#[test]
fn merged_cells_and_choice_ranges_of_an_agency_form() {
    let book = Book::of(vec![
        row!["评价机构考核表"],
        row!["序号", "考核内容", "考核项目", "分值", "档位"],
        row![1, "评价前期工作组情况 30", "人员专业能力", 15, "强10-15 一般5-10 较差0-5"],
        row!["", "", "人员稳定", 15, "是/否"],
        row![2, "评价过程中工作组情况", "沟通情况", 20, "认真尽责主动 13–20 / 一般 7–12 / 恶劣拖拉 0–6"],
        row!["", "合计", "", 50],
    ])
    .merged(&[[3, 1, 4, 1], [3, 2, 4, 2], [1, 1, 1, 5]]);
    let (form, _) = book.form();
    let expected = "1 评价前期工作组情况 30\n  1.1 人员专业能力 15\n  1.2 人员稳定 15\n2 评价过程中工作组情况 20\n  2.1 沟通情况 20";
    assert_eq!(outline(&form), expected);
    assert_eq!(scored(&form, &[("1.1", "12"), ("1.2", "是"), ("2.1", "一般")]), "39.00");
}

#[test]
fn weights_in_percent_are_taken_of_the_total() {
    let heads = || row!["一级指标", "二级指标", "权重", "满分", "评分标准"];
    let texts = Book::of(vec![
        heads(),
        row!["产出", "数量", "40%", 10],
        row!["", "质量", "20%", 5],
        row!["效益", "社会效益", "40%", 20],
    ]);
    let cells = |put: fn(f64) -> crate::book::Put| {
        Book::of(vec![
            heads(),
            vec!["产出".into(), "数量".into(), put(0.4), 10.into()],
            vec!["".into(), "质量".into(), put(0.2), 5.into()],
            vec!["效益".into(), "社会效益".into(), put(0.4), 20.into()],
        ])
    };
    let expected = "1 产出 60\n  1.1 数量 10 ×40\n  1.2 质量 5 ×20\n2 效益 40\n  2.1 社会效益 20 ×40";
    for book in [texts, cells(crate::book::Put::Percent), cells(crate::book::Put::Number)] {
        let (form, _) = book.form();
        assert_eq!(outline(&form), expected);
        assert_eq!(scored(&form, &[("1.1", "5"), ("1.2", "5"), ("2.1", "10")]), "60.00");
    }
    let only = Book::of(vec![row!["维度", "指标", "权重（%）"], row!["甲", "甲一", 55], row!["乙", "乙一", 45]]);
    assert_eq!(outline(&only.form().0), "1 甲 55\n  1.1 甲一 55\n2 乙 45\n  2.1 乙一 45");
}

#[test]
fn three_levels_with_points_beside_each_and_several_guides() {
    let book = Book::of(vec![
        row!["项目支出绩效自评表"],
        row!["绩效指标", "", "", "", "", "", "指标解释", "评价要点", "实际完成值"],
        row!["一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "", "", ""],
        row!["决策", 20, "立项", 10, "依据充分性", 4, "是否充分", "①依据；②程序"],
        row!["", "", "", "", "程序规范性", 6, "是否规范", ""],
        row!["", "", "目标", 10, "合理性", 10],
        row!["产出", 80, "数量", 80, "完成率", 80],
        row!["总分", "", "", "", "", 100],
    ])
    .merged(&[[2, 1, 2, 6], [2, 7, 3, 7], [2, 8, 3, 8], [2, 9, 3, 9], [4, 1, 6, 1], [4, 2, 6, 2]]);
    let (form, _) = book.form();
    let expected = "1 决策 20\n  1.1 立项 10\n    1.1.1 依据充分性 4\n    1.1.2 程序规范性 6\n  1.2 目标 10\n    1.2.1 合理性 10\n2 产出 80\n  2.1 数量 80\n    2.1.1 完成率 80";
    assert_eq!(outline(&form), expected);
    let guide = form.criterion("1.1.1").map(|criterion| criterion.guide.as_str());
    assert_eq!(guide, Some("指标解释：是否充分\n评价要点：①依据；②程序"));
}

#[test]
fn key_points_are_the_criteria_of_an_ex_ante_form() {
    let book = Book::of(vec![
        row!["事前绩效评估评审表"],
        row!["维度", "子项", "审核要点", "分值", "等次", "不适用"],
        row!["立项必要性（10分）", "相关性", "符合规划", 5, "优5/良4/中3/差0-2", "√"],
        row!["", "", "职责相关", 5, "优（5分）良（4分）中（3分）差（0-2分）"],
        row!["投入经济性（5分）", "科学性", "测算依据充分", 5, "优5/良4/中3/差0-2"],
        row!["合计", "", "", 15],
    ]);
    let (form, warnings) = book.form();
    let expected = "1 立项必要性 10\n  1.1 相关性 10\n    1.1.1 符合规划 5\n    1.1.2 职责相关 5\n2 投入经济性 5\n  2.1 科学性 5\n    2.1.1 测算依据充分 5";
    assert_eq!(outline(&form), expected);
    assert!(warnings.iter().any(|one| one.code == "form_sheet_renormalise"));
    assert_eq!(scored(&form, &[("1.1.1", "良"), ("1.1.2", "1.5"), ("2.1.1", "优")]), "10.50");
}

#[test]
fn key_points_are_a_guide_where_every_row_has_its_name() {
    let book = Book::of(vec![
        row!["审核内容", "分值", "审核要点"],
        row!["一、完整性审核", 20],
        row!["1.规范完整性", 10, "格式规范；每缺一项扣1分，扣完为止"],
        row!["2.明确清晰性", 10, "目标明确"],
        row!["总分", 20],
    ]);
    let (form, warnings) = book.form();
    assert_eq!(outline(&form), "1 完整性审核 20\n  1.1 规范完整性 10\n  1.2 明确清晰性 10");
    assert!(warnings.iter().any(|one| told(one) == "3:3 form_sheet_pattern_in_guide"), "{warnings:?}");
    assert!(form.criteria().all(|criterion| criterion.deductions.is_empty()));
}

#[test]
fn a_flat_table_has_one_group_and_an_unscored_one_no_points() {
    let flat = Book::of(vec![row!["序号", "复核内容", "分值"], row![1, "及时性", 10.5], row![2, "完整性", 89.5]]);
    assert_eq!(outline(&flat.form().0), "1 复核内容 100\n  1 及时性 10.5\n  2 完整性 89.5");
    let unscored = Book::of(vec![row!["审核内容", "审核项目", "等次"], row!["完整性", "规范", "优/良/中/差"]]);
    let (form, warnings) = unscored.form();
    assert!(form.unscored && warnings.iter().any(|one| one.code == "form_sheet_unscored"));
}

#[test]
fn the_settings_and_hidden_sheets() {
    let table = vec![row!["一级指标", "指标", "分值"], row!["甲", "甲一", 60], row!["乙", "乙一", 40]];
    let hidden = Book::of(vec![row!["一级指标", "指标", "分值"], row!["假", "假一", 1]]).hidden();
    let settings = vec![
        row!["编号", "K-1"],
        row!["版本", "3.1"],
        row!["名称", "考核表"],
        row!["步长", 0.25],
        row!["等级", "优", 90],
        row!["", "此行是说明"],
        row!["等级", "差", 0],
        row!["结论", "通过", 80, "", "各一级指标 ≥ 60%"],
        row!["校验", "满分不低于", "1、2", "", 60, "", "", "", "产出与效益不少于 60 分"],
        row!["计分规则", "按人数"],
    ];
    let (form, _) = hidden.and("表", table).and("设置", settings).form();
    assert_eq!((form.id.as_str(), form.version.as_str(), form.step.to_string()), ("K-1", "3.1", "0.25".to_owned()));
    assert_eq!((form.grades.len(), form.conclusions.len(), form.checks.len()), (2, 1, 1));
    assert_eq!(outline(&form), "1 甲 60\n  1.1 甲一 60\n2 乙 40\n  2.1 乙一 40");
}
