//! The words of `tongping form`.

use super::form_draft::{Compare, Draft, Try};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum Form {
    /// 检查评审表文件，列出全部问题及位置
    Check {
        /// 评审表文件（.json 或 .xlsx）
        file: PathBuf,
        #[command(flatten)]
        asked: Asked,
    },
    /// 列出评审表：指定工作区文件时列其中的，否则列内置的
    List,
    /// 查看评审表
    Show {
        /// 评审表：编号，例如 T-RV-SCORE（指定工作区文件时取其中的，否则取内置的），编号@版本、built-in:编号（内置）、draft:草稿号，或评审表文件
        form: String,
        /// 版本；不写为最新
        #[arg(long)]
        version: Option<String>,
    },
    /// 打印空白评审表（PDF）
    Print {
        /// 评审表：写法同 form show
        form: String,
        /// 版本；不写为最新
        #[arg(long)]
        version: Option<String>,
        /// 存为，例如 评审表.pdf；已有的文件会被替换
        #[arg(value_name = "OUT.pdf")]
        out: PathBuf,
    },
    /// 把评审表文件导入工作区文件
    Import {
        /// 评审表文件（.json 或 .xlsx）
        file: PathBuf,
        #[command(flatten)]
        asked: Asked,
    },
    /// 把评审表存为工作簿（.xlsx）或文件（.json）；也可把一种文件转成另一种
    Export {
        /// 评审表：写法同 form show
        form: String,
        /// 存为，按扩展名区分 .xlsx 和 .json；已有的文件会被替换
        out: PathBuf,
        #[command(flatten)]
        asked: Asked,
    },
    /// 评审表草稿：新建、修改、发布
    #[command(subcommand)]
    Draft(Draft),
    /// 比较两份评审表，列出全部不同
    Compare(Compare),
    /// 试打分：不建任务，直接看得分、合计、等级和问题
    Try(Try),
}

/// What is said of a workbook beside it.
#[derive(clap::Args, Default)]
pub(crate) struct Asked {
    /// 工作表名称，仅用于工作簿；不写为第一张有评审表的工作表
    #[arg(long)]
    pub(crate) sheet: Option<String>,
    /// 评审表编号，仅用于工作簿；不写为其中的编号，没有时用文件名
    #[arg(long)]
    pub(crate) code: Option<String>,
    /// 版本：读工作簿时不写为其中的版本，没有时为 1.0.0；按编号取评审表时不写为最新
    #[arg(long)]
    pub(crate) version: Option<String>,
}
