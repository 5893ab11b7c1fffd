//! The words of `tongping package`.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum Package {
    /// 列出一个任务的评审包：发给谁、第几版、口令、校验码、是否需要补发
    List {
        /// 任务号
        session: i64,
    },
    /// 发放评审包：全部写成，或者一个也不写；补发的须写理由
    Export {
        /// 任务号
        session: i64,
        /// 放评审包的文件夹，没有则建立
        #[arg(long, value_name = "文件夹")]
        dir: PathBuf,
        /// 成员号，可写多次；不写则发给还没有评审包的全部专家
        #[arg(long = "member", value_name = "成员号")]
        members: Vec<i64>,
        /// 交回期限，例如 2026-09-18，或者 2026-09-18T17:00:00+08:00
        #[arg(long, default_value = "", value_name = "日期")]
        due: String,
        /// 不加密，打开时不需要口令
        #[arg(long)]
        plain: bool,
        /// 补发的理由
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// 打开评审包：建立或更新专家的工作区文件，并显示其位置
    Open {
        /// 评审包文件（*.tpk）
        file: PathBuf,
        /// 12 位口令，空格和横线可有可无；未加密的不必写
        #[arg(long, value_name = "口令")]
        code: Option<String>,
        /// 放工作区文件的文件夹，没有则建立
        #[arg(long, default_value = ".", value_name = "文件夹")]
        dir: PathBuf,
    },
    /// 查看任何文件：是什么、校验码、内容说明、由谁签发、有哪些问题；不导入，不改动
    Inspect {
        /// 文件
        file: PathBuf,
        /// 12 位口令，空格和横线可有可无
        #[arg(long, value_name = "口令")]
        code: Option<String>,
    },
}
