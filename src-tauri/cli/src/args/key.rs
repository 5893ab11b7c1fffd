//! The words of `tongping key`, and where the keys lie for every verb that needs them.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct KeyPlace {
    /// 存放单位钥匙的文件夹；也可用环境变量 TONGPING_KEYS 指定；不写则与统评窗口共用
    #[arg(long, global = true, env = "TONGPING_KEYS", value_name = "文件夹", display_order = 904)]
    pub(crate) keys: Option<PathBuf>,
    /// 写有钥匙密码的文件，取第一行；也可用环境变量 TONGPING_KEY_PASSWORD_FILE 指定
    #[arg(long, global = true, env = "TONGPING_KEY_PASSWORD_FILE", value_name = "文件", display_order = 905)]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Key {
    /// 制作单位钥匙；写了 --password-file 则用密码保管，否则由系统密码库保管
    Make,
    /// 查看单位钥匙的指纹和状态
    Show,
    /// 生成恢复单（PDF），打印后请删除
    Sheet {
        /// 恢复单文件
        #[arg(value_name = "OUT.pdf")]
        out: PathBuf,
    },
    /// 核对打印好的恢复单：输入 key show 指定的一组字符
    Confirm {
        /// 组号
        group: usize,
        /// 这一组的四个字符
        signs: String,
    },
    /// 用恢复单恢复单位钥匙；从标准输入或文件读取恢复码
    Restore {
        /// 写有恢复码的文件，不写则从标准输入读取
        #[arg(long, value_name = "文件")]
        code_file: Option<PathBuf>,
        /// 换掉现有的另一把单位钥匙
        #[arg(long)]
        replace: bool,
    },
    /// 试打开单位钥匙，检查密码或系统密码库是否可用
    UnlockCheck,
}
