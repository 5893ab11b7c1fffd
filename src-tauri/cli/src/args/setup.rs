//! The words for setting a session up: lists that are taken in, a draw, and the lock.

use clap::Args;
use std::path::PathBuf;

/// A list to take in.
#[derive(Args)]
pub(crate) struct List {
    /// 清单文件（.xlsx 或 .csv），第一行或前几行中有列名
    pub(crate) file: PathBuf,
    /// 只检查，不写入
    #[arg(long)]
    pub(crate) check: bool,
}

/// What a draw goes by.
#[derive(Args)]
pub(crate) struct Draw {
    /// 任务号
    pub(crate) session: i64,
    /// 抽取人数；写了 --quota 时不用
    #[arg(long, default_value_t = 5)]
    pub(crate) count: u32,
    /// 按类别抽取，例如 财务=2；可写多次
    #[arg(long = "quota", value_name = "类别=人数")]
    pub(crate) quotas: Vec<String>,
    /// 随机种子（32 位十六进制数字）；不写则新取
    #[arg(long)]
    pub(crate) seed: Option<String>,
}

/// A draw that is to stand.
#[derive(Args)]
pub(crate) struct LockPanel {
    #[command(flatten)]
    pub(crate) draw: Draw,
    /// 组长的专家号；不写则为抽中的第一位
    #[arg(long)]
    pub(crate) chair: Option<i64>,
    /// 监督人
    #[arg(long, default_value = "")]
    pub(crate) witness: String,
}
