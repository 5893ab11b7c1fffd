//! The words of `tongping opinion`.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum Opinion {
    /// 开始一份意见（已开始的则显示）
    Begin {
        /// 报告号
        report: i64,
        /// 成员号，见 session show
        member: i64,
    },
    /// 查看意见：得分、问题、核对结果
    Show {
        /// 意见号
        opinion: i64,
    },
    /// 列出一份报告的全部意见
    List {
        /// 报告号
        report: i64,
    },
    /// 打分
    Score {
        /// 意见号
        opinion: i64,
        /// 指标编号
        criterion: String,
        /// 得分；= 为满分，-0.5 为扣 0.5 分，空文字为取消打分
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// 扣分理由
        #[arg(long)]
        reason: Option<String>,
    },
    /// 选择结论、填写成效和建议、确认回避声明
    Set {
        /// 意见号
        opinion: i64,
        /// 评审结论，与评审表所列一致，见 form show
        #[arg(long)]
        conclusion: Option<String>,
        /// 主要成效与可推广经验
        #[arg(long)]
        merits: Option<String>,
        /// 对项目预算安排和管理的建议
        #[arg(long)]
        budget_advice: Option<String>,
        /// 确认本人没有应当回避的情形
        #[arg(long)]
        declare: bool,
    },
    /// 勾选一票否决项
    Veto {
        /// 意见号
        opinion: i64,
        /// 一票否决项（与评审表文字一致，见 form show）
        item: String,
        /// 取消勾选
        #[arg(long)]
        clear: bool,
    },
    /// 写一条具体意见
    Remark {
        /// 意见号
        opinion: i64,
        /// 存在问题
        #[arg(long, default_value = "")]
        problem: String,
        /// 修改意见或建议
        #[arg(long, default_value = "")]
        suggestion: String,
        /// 报告位置，例如 四（三）
        #[arg(long, default_value = "")]
        place: String,
        /// 页码
        #[arg(long, default_value = "")]
        page: String,
        /// 关联指标
        #[arg(long, default_value = "")]
        criterion: String,
        /// 性质为必须修改（不写为建议修改）
        #[arg(long)]
        must: bool,
    },
    /// 删除一条具体意见
    RemarkRemove {
        /// 意见条目号，见 opinion show
        remark: i64,
    },
    /// 历史版本：每段工作结束时、成批填写、恢复、签字时的内容
    History {
        /// 意见号
        opinion: i64,
    },
    /// 查看一个历史版本
    At {
        /// 意见号
        opinion: i64,
        /// 操作记录序号，见 opinion history
        seq: i64,
    },
    /// 恢复一个历史版本（可以撤销）
    Restore {
        /// 意见号
        opinion: i64,
        /// 操作记录序号，见 opinion history
        seq: i64,
    },
    /// 签字；不给签名图片的，打印后手签
    Sign {
        /// 意见号
        opinion: i64,
        /// 签名图片（PNG 或 JPEG，不超过 2 MB），印在签字处
        #[arg(long, value_name = "图片")]
        signature: Option<PathBuf>,
    },
    /// 一位专家的几份意见一起签字：全部签成，或者一份也不签
    SignAll {
        /// 意见号，可写多个
        #[arg(required = true)]
        opinions: Vec<i64>,
        /// 同时确认本人没有应当回避的情形
        #[arg(long)]
        declare: bool,
        /// 签名图片（PNG 或 JPEG，不超过 2 MB），印在每份的签字处
        #[arg(long, value_name = "图片")]
        signature: Option<PathBuf>,
    },
    /// 撤回签字，写明理由；撤回后可以修改
    Reopen {
        /// 意见号
        opinion: i64,
        /// 理由
        #[arg(long)]
        reason: String,
    },
}
