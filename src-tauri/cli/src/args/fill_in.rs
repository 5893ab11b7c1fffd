//! The words of `tongping fill-in`.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum FillIn {
    /// 导出一位专家的填报表（.xlsx），供没有程序的电脑填写
    Export {
        /// 成员号，见 session show
        member: i64,
        /// 文件，例如 填报表.xlsx；已有的文件会被替换
        out: PathBuf,
    },
    /// 导出全部专家的填报表，每人一个文件
    ExportAll {
        /// 任务号
        session: i64,
        /// 文件夹，没有则建立
        dir: PathBuf,
    },
    /// 代录：把纸质意见表录入两次，两次一致才存入，扫描件一并保存
    Paper {
        /// 报告号
        report: i64,
        /// 成员号，见 session show
        member: i64,
        /// 第一次录入的文件（JSON）
        #[arg(long, value_name = "文件")]
        first: PathBuf,
        /// 第二次录入的文件（JSON）
        #[arg(long, value_name = "文件")]
        second: PathBuf,
        /// 纸质意见表上的签字日期，例如 2026-09-16
        #[arg(long, value_name = "日期")]
        signed_on: String,
        /// 扫描件：PDF、PNG 或 JPEG，20 MB 以内
        #[arg(long, value_name = "文件")]
        scan: PathBuf,
    },
}
