//! The words of `tongping sheet`.

use clap::{Subcommand, ValueEnum};

#[derive(Subcommand)]
pub(crate) enum Sheet {
    /// 汇总一份报告的已签字意见
    Tally {
        /// 报告号
        report: i64,
    },
    /// 查看评分汇总的分歧提示、合议分、锁定和更正
    Signals {
        /// 报告号
        report: i64,
    },
    /// 填写合议分（仅限合议规则，锁定前）；空分数为取消
    Agree {
        /// 报告号
        report: i64,
        /// 指标编号
        #[arg(long, value_name = "指标")]
        criterion: String,
        /// 合议分
        #[arg(long, value_name = "分数")]
        value: String,
        /// 理由
        #[arg(long, default_value = "")]
        reason: String,
        /// 少数意见
        #[arg(long, default_value = "")]
        minority: String,
    },
    /// 锁定评分汇总：此后不能撤回签字，改分须按法定情形更正
    Lock {
        /// 报告号
        report: i64,
    },
    /// 更正已锁定的评分（法定四种情形之一，须有见证人）
    Correct {
        /// 报告号
        report: i64,
        /// 成员号，见 session show
        #[arg(long)]
        member: i64,
        /// 指标编号
        #[arg(long, value_name = "指标")]
        criterion: String,
        /// 更正情形：sum_error 汇总错误，out_of_range 超出范围，objective_differs 客观不一致，extreme 畸高畸低；写中文也可
        #[arg(long, value_enum, hide_possible_values = true, value_name = "情形")]
        ground: Ground,
        /// 更正后的分数
        #[arg(long, value_name = "分数")]
        value: String,
        /// 理由
        #[arg(long)]
        reason: String,
        /// 见证人，不能是操作人
        #[arg(long)]
        witness: String,
    },
    /// 开始一份统一评审意见表（已开始的则显示）
    Begin {
        /// 报告号
        report: i64,
    },
    /// 按指标生成统一评审意见表初稿：尚未处理的专家意见，同一指标的并为一条
    Compose {
        /// 报告号
        report: i64,
    },
    /// 查看统一评审意见表
    Show {
        /// 意见表号
        sheet: i64,
    },
    /// 填写总体意见和结论
    Set {
        /// 意见表号
        sheet: i64,
        /// 总体意见
        #[arg(long)]
        overall: Option<String>,
        /// 结论
        #[arg(long)]
        conclusion: Option<String>,
        /// 结论与按分数建议的不同时，写明理由
        #[arg(long, value_name = "理由")]
        reason: Option<String>,
    },
    /// 添加条目，注明来源意见
    Item {
        /// 意见表号
        sheet: i64,
        /// 来源意见条目号，用逗号分开，见 sheet show
        #[arg(long, value_delimiter = ',', required = true)]
        sources: Vec<i64>,
        /// 主题
        #[arg(long, default_value = "")]
        theme: String,
        /// 报告位置
        #[arg(long, default_value = "")]
        place: String,
        /// 存在问题
        #[arg(long, default_value = "")]
        problem: String,
        /// 修改意见或建议
        #[arg(long, default_value = "")]
        suggestion: String,
        /// 性质为必须修改（不写为建议修改）
        #[arg(long)]
        must: bool,
    },
    /// 删除条目；其来源意见重新成为未处理
    ItemRemove {
        /// 条目号，见 sheet show
        item: i64,
    },
    /// 注明一条意见不采用及理由；空理由为取消
    Unused {
        /// 意见表号
        sheet: i64,
        /// 意见条目号，见 sheet show
        remark: i64,
        /// 理由
        #[arg(long)]
        reason: String,
    },
    /// 记录成员的不同意见；空文字为取消
    Dissent {
        /// 意见表号
        sheet: i64,
        /// 成员号，见 session show
        member: i64,
        /// 不同意见
        #[arg(long)]
        text: String,
    },
    /// 定稿
    Finalise {
        /// 意见表号
        sheet: i64,
    },
    /// 修订已定稿的意见表（建立新版）
    Revise {
        /// 意见表号
        sheet: i64,
        /// 理由
        #[arg(long)]
        reason: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Ground {
    /// 分值汇总计算错误
    #[value(name = "sum_error", alias = "汇总错误")]
    SumError,
    /// 分项评分超出评分标准范围
    #[value(name = "out_of_range", alias = "超出范围")]
    OutOfRange,
    /// 对客观评审因素评分不一致
    #[value(name = "objective_differs", alias = "客观不一致")]
    ObjectiveDiffers,
    /// 经认定评分畸高、畸低
    #[value(name = "extreme", aliases = ["畸高畸低", "畸高", "畸低"])]
    Extreme,
}
