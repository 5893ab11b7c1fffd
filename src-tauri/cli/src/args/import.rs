//! The words of `tongping import`.

use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Import {
    /// 专家交回的文件（*.tpr、*.xlsx）或者放这些文件的文件夹，可写多个
    #[arg(required = true, value_name = "文件")]
    pub(crate) files: Vec<PathBuf>,
    /// 只预览，不导入
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// 采用须确认的文件，可写多次：文件的 SHA-256（或前 8 位以上）=理由
    #[arg(long, value_name = "SHA=理由")]
    pub(crate) accept: Vec<String>,
    /// 选定一处内容，可写多次：报告号:位置=stored（现有的）或 incoming（交回的），位置见 --json 预览
    #[arg(long, value_name = "报告号:位置=取舍")]
    pub(crate) choose: Vec<String>,
    /// 把导入报告另存为文本文件
    #[arg(long, value_name = "文件")]
    pub(crate) report: Option<PathBuf>,
}
