//! The words of `tongping sheet`.

use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Sheet {
    /// 汇总一份报告的已签字意见
    Tally {
        /// 报告号
        report: i64,
    },
    /// 开始一份统一评审意见表（已开始的则显示）
    Begin {
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
