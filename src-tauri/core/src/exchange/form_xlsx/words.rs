//! The words by which printed tables call their columns and rows: one table, so that a word is added in one line.

/// What a column of a printed table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Names: the last such column holds the criteria, those before it the groups above.
    Name,
    /// Key points (要点): the criteria where one name column spans several of them, a guide elsewhere.
    KeyPoints,
    /// Points of the name column before it.
    Points,
    /// Weight of the name column before it.
    Weight,
    /// An id that is kept.
    Id,
    /// The id of the group in the name column after it.
    GroupId,
    /// A running number: kept as the id where it is unique.
    Running,
    /// What full points look like.
    Guide,
    /// Usual deductions in words.
    Deduct,
    /// Named choices.
    Choices,
    /// Deductions by count.
    Deductions,
    /// A heading that is only printed.
    Subgroup,
    /// Step of the criterion.
    Step,
    /// May be declared 不适用.
    Optional,
    /// An objective matter.
    Objective,
    /// Stock reasons, one per line.
    Reasons,
    /// The criterion's own rule for reasons.
    ReasonRule,
    /// Filled in when the form is used.
    Ignored,
}

/// Heads of columns, without blanks and without what stands in brackets. A head that is not here is left out with a
/// warning. 一级指标 and 考核内容 are names alike: how deep a name stands is told by its place from left to right.
pub(super) const HEADS: &[(Role, &[&str])] = &[
    (
        Role::Name,
        &[
            "一级指标",
            "二级指标",
            "三级指标",
            "四级指标",
            "名称",
            "考核事项",
            "评审事项",
            "考评内容",
            "考评项目",
            "考评指标",
            "指标内容",
            "评分内容",
            "评分指标",
            "打分项目",
            "打分内容",
            "一级",
            "二级",
            "三级",
            "考核内容",
            "评审内容",
            "审核内容",
            "评价内容",
            "评估内容",
            "评议内容",
            "复核内容",
            "检查内容",
            "自评内容",
            "维度",
            "考核维度",
            "评价维度",
            "评估维度",
            "评审维度",
            "子项",
            "考核项目",
            "评审项目",
            "评价项目",
            "评估项目",
            "评分项目",
            "审核项目",
            "指标",
            "指标名称",
            "考核指标",
            "评价指标",
            "评审指标",
            "评估指标",
            "打分点",
            "评分点",
            "评估要素",
            "评价要素",
            "考核要素",
            "评审要素",
            "要素",
            "类别",
            "考核类别",
            "项目",
            "内容",
        ],
    ),
    (Role::KeyPoints, &["评审要点", "审核要点", "考核要点", "评估要点", "打分要点", "要点"]),
    (
        Role::Points,
        &[
            "分值",
            "满分",
            "标准分",
            "分数",
            "标准分值",
            "满分值",
            "指标分值",
            "配分",
            "基准分",
            "权重分",
            "权重分值",
            "应得分",
        ],
    ),
    (Role::Weight, &["权重", "指标权重", "权数", "比重", "分值权重", "一级权重", "二级权重", "三级权重", "权重系数"]),
    (Role::Id, &["编号", "指标编号", "代码", "编码"]),
    (Role::GroupId, &["一级编号", "二级编号", "三级编号"]),
    (Role::Running, &["序号", "项次"]),
    (
        Role::Guide,
        &[
            "评分标准",
            "计分标准",
            "指标解释",
            "评价要点",
            "说明",
            "指标说明",
            "评价标准",
            "考核标准",
            "评审标准",
            "审核标准",
            "评估标准",
            "评分细则",
            "计分细则",
            "考核细则",
            "评分办法",
            "计分方法",
            "评分方法",
            "评分依据",
            "评分规则",
            "计分规则",
            "赋分标准",
            "考核要求",
            "评审要求",
            "内容说明",
            "评分说明",
            "考核办法",
            "考核方法",
            "评审办法",
            "打分标准",
            "打分办法",
            "打分细则",
            "考评标准",
            "考评办法",
            "评分标准及说明",
            "考核评分标准",
        ],
    ),
    (Role::Deduct, &["扣分标准", "典型扣分", "扣分说明", "扣分细则", "扣分办法"]),
    (Role::Choices, &["档位", "等次", "选项", "档次", "评分档次", "评分档位", "评价等次"]),
    (Role::Deductions, &["扣分项", "扣分项目"]),
    (Role::Subgroup, &["小标题"]),
    (Role::Step, &["步长", "打分步长"]),
    (Role::Optional, &["不适用", "可不适用"]),
    (Role::Objective, &["客观", "客观项", "客观指标"]),
    (Role::Reasons, &["常用理由"]),
    (Role::ReasonRule, &["理由规则"]),
    (
        Role::Ignored,
        &[
            "得分",
            "评分",
            "打分",
            "自评得分",
            "自评分",
            "考核得分",
            "评审得分",
            "评价得分",
            "实得分",
            "实际得分",
            "专家打分",
            "专家评分",
            "复核得分",
            "扣分",
            "扣分理由",
            "扣分原因",
            "扣分情况",
            "评分理由",
            "备注",
            "意见",
            "审核意见",
            "评审意见",
            "年度指标值",
            "指标值",
            "实际完成值",
            "完成情况",
            "偏差原因分析及改进措施",
        ],
    ),
];

/// Names of rows that hold the sum of all points.
pub(super) const TOTALS: &[&str] = &["合计", "总分", "总计", "合计得分", "总得分", "合计分值", "满分合计", "分值合计"];
/// Names of rows that hold the sum of a group.
pub(super) const SUBTOTALS: &[&str] = &["小计"];
/// How a line below or between the rows begins that belongs to no row.
pub(super) const NOTES: &[&str] = &[
    "注",
    "备注",
    "说明",
    "填表",
    "专家签",
    "评审专家",
    "评审人",
    "考核人",
    "审核人",
    "评价人",
    "日期",
    "签名",
    "签字",
    "单位",
    "总体意见",
    "综合意见",
    "评审意见",
    "综合评定",
    "等级",
    "结论",
    "被考核",
    "被评",
    "联系",
    "年",
];
/// How a line begins that is a note wherever it stands.
pub(super) const PLAIN_NOTES: &[&str] = &["注", "备注：", "备注:", "填表说明", "填报说明"];
/// Ticks that mean yes, and those that mean no.
pub(super) const YES: &[&str] = &["√", "✓", "☑", "是", "Y", "y", "有"];
/// See `YES`.
pub(super) const NO: &[&str] = &["", "否", "×", "✗", "☐", "N", "n", "无", "—", "-", "/"];

/// The role of a column by its head; `None` for a head nobody knows.
pub(super) fn role_of(head: &str) -> Option<Role> {
    let plain = plain(head);
    HEADS.iter().find(|(_, heads)| heads.contains(&plain.as_str())).map(|(role, _)| *role)
}

/// Whether plain numbers below this head are hundredths: 权重（%）.
pub(super) fn is_in_percent(head: &str) -> bool {
    head.contains('%') || head.contains('％')
}

/// A head or a row name without blanks, brackets and what stands in them.
pub(super) fn plain(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '（' | '(' | '[' | '【' => depth += 1,
            '）' | ')' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth > 0 || c.is_whitespace() || matches!(c, '：' | ':' | '%' | '％' | '*') => {}
            c => out.push(c),
        }
    }
    out
}
