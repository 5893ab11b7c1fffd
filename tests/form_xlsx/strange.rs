//! Tables as people's files really have them: headings without numbers, weights within groups, choices in percent,
//! hidden rows, uncomputed formulas. What cannot be read as it stands is told, never dropped.

use crate::book::{Book, Put, row, told};
use crate::papers::outline;

#[track_caller]
fn has(book: &Book, warning: &str) {
    let (_, warnings) = book.form();
    let told: Vec<_> = warnings.iter().map(told).collect();
    assert!(told.iter().any(|one| one == warning), "{warning} in {told:?}");
}

#[test]
fn a_heading_of_its_own_row_needs_no_number() {
    let heads = || row!["序号", "评审内容", "分值"];
    let expected = "1 立项依据 40\n  1.1 政策依据 20\n  1.2 需求论证 20\n2 单位管理 60\n  2.1 制度健全 60";
    let plain = Book::of(vec![
        heads(),
        row!["立项依据（40分）"],
        row!["", "政策依据", 20],
        row!["", "需求论证", 20],
        row!["单位管理"],
        row!["", "制度健全", 60],
        row!["合计", "", 100],
        row!["评审人：", "", "日期："],
    ]);
    assert_eq!(outline(&plain.form().0), expected);
    let merged = Book::of(vec![
        heads(),
        row!["一、立项依据"],
        row!["1", "政策依据", 20],
        row!["2", "需求论证", 20],
        heads(),
        row!["二、单位管理（60分）"],
        row!["1", "制度健全", 60],
    ]);
    assert_eq!(outline(&merged.merged(&[[2, 1, 2, 3], [6, 1, 6, 3]]).form().0), expected);
}

#[test]
fn weights_within_groups_become_weights_of_the_total() {
    let book = |put: fn(f64) -> Put, one: f64| {
        Book::of(vec![
            row!["一级指标", "权重", "二级指标", "权重", "满分"],
            vec!["决策".into(), put(0.3 * one), "立项".into(), put(0.4 * one), 100.into()],
            vec!["".into(), Put::Empty, "目标".into(), put(0.6 * one), 100.into()],
            vec!["绩效".into(), put(0.7 * one), "产出".into(), put(one), 100.into()],
            row!["合计", "", "", "", 300],
        ])
    };
    let expected = "1 决策 30\n  1.1 立项 100 ×12\n  1.2 目标 100 ×18\n2 绩效 70\n  2.1 产出 100 ×70";
    for book in [book(Put::Percent, 1.0), book(Put::Number, 1.0), book(Put::Number, 100.0)] {
        assert_eq!(outline(&book.form().0), expected);
        has(&book, "2:4 form_sheet_weights_local");
    }
    let points = Book::of(vec![
        row!["一级指标", "分值", "二级指标", "分值"],
        row!["甲", 60, "甲一", 50],
        row!["", "", "甲二", 50],
        row!["乙", 40, "乙一", 100],
    ]);
    assert_eq!(points.errors(), ["2:2 form_sum_differs", "4:2 form_sum_differs"]);
}

#[test]
fn choices_in_percent_are_of_the_points() {
    let book = Book::of(vec![
        row!["指标", "分值", "档位"],
        row!["甲", 15, "优90%-100% 良80-89% 中60%"],
        row!["乙", 85, "是/否"],
    ]);
    let (form, _) = book.form();
    let words = form.criteria().next().map(|one| one.choices.iter().map(|c| c.in_words()).collect::<Vec<_>>());
    assert_eq!(words.unwrap_or_default(), ["优 13.5～15", "良 12～13.35", "中 9"]);
    has(&book, "2:3 form_sheet_choices_percent");
}

#[test]
fn a_number_of_the_name_stays_in_the_name() {
    let book = Book::of(vec![
        row!["指标", "权重"],
        row!["满意度 90", "50%"],
        row!["合格率（95%）", "30%"],
        row!["完成量（20分）", "20%"],
    ]);
    assert_eq!(outline(&book.form().0), "1 指标 100\n  1.1 满意度 90 50\n  1.2 合格率（95%） 30\n  1.3 完成量 20");
}

#[test]
fn a_row_of_words_goes_on_with_the_criterion_above() {
    let book = Book::of(vec![
        row!["指标", "分值", "扣分项"],
        row!["附件", 100, "缺少附件：每件扣2分，最多扣8分"],
        row!["", "", "内容不符：每处扣1分，最多扣8分"],
    ]);
    let (form, _) = book.form();
    assert_eq!(form.criteria().map(|criterion| criterion.deductions.len()).collect::<Vec<_>>(), [2]);
}

#[test]
fn what_is_left_out_is_told() {
    let table = || vec![row!["指标", "分值", "备注"], row!["甲", 60], row!["乙", 40]];
    let with = |rows: Vec<Vec<Put>>| Book::of([table(), rows].concat());
    has(&with(vec![row!["合计", 100], row!["被投诉", "", "每次扣2分"]]), "5:1 form_sheet_row_skipped");
    has(&with(vec![row!["丙", 5, "重点"]]), "4:3 form_sheet_column_ignored");
    has(&Book::of(table()).and("另一张", table()), "1:0 form_sheet_others");
    let above = [vec![row!["资金", "分值"], row!["年度资金", "10"], row![]], table()].concat();
    has(&Book::of(above), "1:2 form_sheet_points_above");
}

#[test]
fn what_cannot_be_read_is_refused_with_its_cell() {
    let beside = vec![row!["指标", "分值", "指标", "分值"], row!["甲", 50, "乙", 50]];
    assert_eq!(Book::of(beside).errors(), ["1:3 form_sheet_column_twice"]);
    let twice = vec![row!["指标", "分值", "满分"], row!["甲", 50, 100]];
    assert_eq!(Book::of(twice).errors(), ["1:3 form_sheet_column_twice"]);
    let dates = vec![row!["编号", "指标", "分值"], vec![Put::Date, "甲".into(), 50.into()]];
    assert_eq!(Book::of(dates).errors(), ["2:1 form_sheet_text_date"]);
}
