//! The words of `tongping form`.

use super::form_draft::{Compare, Draft, Try};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum Form {
    /// 检查评审表文件，列出全部问题及位置
    Check {
        /// 评审表文件（JSON）
        file: PathBuf,
    },
    /// 列出评审表：指定工作文件时列其中的，否则列内置的
    List,
    /// 查看评审表
    Show {
        /// 编号，例如 T-RV-SCORE
        code: String,
        /// 版本；不写为最新
        #[arg(long)]
        version: Option<String>,
    },
    /// 打印空白评审表（PDF）：评审表文件，或编号（指定工作文件时取其中的，否则取内置的）
    Print {
        /// 评审表文件（*.json），或编号，例如 T-RV-SCORE
        #[arg(value_name = "FORM.json|编号")]
        form: String,
        /// 版本；不写为最新
        #[arg(long)]
        version: Option<String>,
        /// 存为
        #[arg(value_name = "OUT.pdf")]
        out: PathBuf,
    },
    /// 把评审表文件导入工作文件
    Import {
        /// 评审表文件（JSON）
        file: PathBuf,
    },
    /// 评审表草稿：新建、修改、发布
    #[command(subcommand)]
    Draft(Draft),
    /// 比较两份评审表，列出全部不同
    Compare(Compare),
    /// 试打分：不建任务，直接看得分、合计、等级和问题
    Try(Try),
}
