//! The words of `tongping form draft`, `form compare` and `form try`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum Draft {
    /// 新建草稿：空白，或复制已有的评审表
    Begin {
        /// 原表：评审表文件、编号@版本、编号（工作区文件中最新版）、built-in:编号（内置）、draft:草稿号；不写为空白
        source: Option<String>,
        /// 新编号；不写则沿用原编号，版本号加一
        #[arg(long)]
        code: Option<String>,
        /// 新名称；不写则沿用
        #[arg(long)]
        title: Option<String>,
    },
    /// 列出草稿
    List,
    /// 查看草稿：指标树、分值合计、问题、与原表的不同
    Show {
        /// 草稿号，见 form draft list
        draft: i64,
    },
    /// 按文件中列出的修改逐项办理，全部成功才保存
    Edit {
        /// 草稿号
        draft: i64,
        /// 修改清单（JSON），例如 [{"edit":"set","target":"1.1","field":"max","value":"5"},{"edit":"sum_up"}]；
        /// edit 可以是 set、add_group、add_criterion、move、remove、reweigh、scale、sum_up、set_reasons、renumber，
        /// 其余各项与 form draft 的同名命令一致
        file: PathBuf,
        /// 只看结果，不保存
        #[arg(long)]
        preview: bool,
    },
    /// 修改一项内容
    Set {
        /// 草稿号
        draft: i64,
        /// 对象：指标编号、分组编号（与指标同号时写 group:编号），或 form（评审表本身）
        target: String,
        /// 字段，与评审表文件一致，例如 title、name、max、guide、choices
        field: String,
        /// 内容：文字或分值直接写；列表、是否等按 JSON 写，例如 true、null、'["理由一"]'
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// 添加分组
    AddGroup {
        /// 草稿号
        draft: i64,
        /// 名称
        name: String,
        /// 放在哪个分组之下；不写为一级
        #[arg(long, value_name = "编号")]
        under: Option<String>,
        /// 排在哪个同级分组之前；不写为最后
        #[arg(long, value_name = "编号")]
        before: Option<String>,
        /// 编号；不写则顺次编号
        #[arg(long)]
        id: Option<String>,
        /// 分值
        #[arg(long)]
        max: Option<String>,
    },
    /// 添加指标
    AddCriterion {
        /// 草稿号
        draft: i64,
        /// 分组编号
        group: String,
        /// 名称
        name: String,
        /// 分值
        #[arg(long)]
        max: Option<String>,
        /// 排在哪个指标之前；不写为最后
        #[arg(long, value_name = "编号")]
        before: Option<String>,
        /// 编号；不写则顺次编号
        #[arg(long)]
        id: Option<String>,
        /// 其他字段（JSON），例如 '{"guide":"要素齐全","yes_no":true}'
        #[arg(long, value_name = "JSON")]
        fields: Option<String>,
    },
    /// 移动分组或指标
    Move {
        /// 草稿号
        draft: i64,
        /// 对象编号
        target: String,
        /// 移到哪个分组之下；不写则由 --before 决定
        #[arg(long, value_name = "编号")]
        under: Option<String>,
        /// 排在哪个同级之前；不写为最后
        #[arg(long, value_name = "编号")]
        before: Option<String>,
    },
    /// 删除分组（连同其下内容）或指标
    Remove {
        /// 草稿号
        draft: i64,
        /// 对象编号，可写多个
        #[arg(required = true)]
        targets: Vec<String>,
    },
    /// 调整分值：逐个写明，或把一个分组按比例调到新的分值
    Reweigh {
        /// 草稿号
        draft: i64,
        /// 编号=分值，例如 1.1=4，可写多个
        #[arg(value_name = "编号=分值", required_unless_present = "group", conflicts_with = "group")]
        points: Vec<String>,
        /// 按比例调整的分组
        #[arg(long, value_name = "编号", requires = "total")]
        group: Option<String>,
        /// 该分组新的分值；各指标按步长取整，合计正好相等
        #[arg(long, value_name = "分值", requires = "group")]
        total: Option<String>,
        /// 只看结果，不保存
        #[arg(long)]
        preview: bool,
    },
    /// 由下往上重新合计各分组分值和满分
    SumUp {
        /// 草稿号
        draft: i64,
    },
    /// 设定一个指标的常用扣分理由；不写理由为清空
    Reasons {
        /// 草稿号
        draft: i64,
        /// 指标编号
        criterion: String,
        /// 理由，可写多个
        reasons: Vec<String>,
    },
    /// 按位置重新编号（1、1.1……），列出新旧对照
    Renumber {
        /// 草稿号
        draft: i64,
        /// 只看结果，不保存
        #[arg(long)]
        preview: bool,
    },
    /// 发布：没有错误时成为正式版本，草稿删除
    Issue {
        /// 草稿号
        draft: i64,
        /// 版本；不写为草稿中的版本
        #[arg(long = "as", value_name = "版本")]
        version: Option<String>,
    },
    /// 删除草稿
    Discard {
        /// 草稿号
        draft: i64,
    },
}

#[derive(Args)]
pub(crate) struct Compare {
    /// 旧表：评审表文件、编号@版本、编号、built-in:编号、draft:草稿号
    pub(crate) old: String,
    /// 新表：写法同上
    pub(crate) new: String,
}

#[derive(Args)]
pub(crate) struct Try {
    /// 评审表：评审表文件、编号@版本、编号、built-in:编号、draft:草稿号
    pub(crate) form: String,
    /// 得分文件（CSV）：指标编号、得分，可再加一列理由
    pub(crate) scores: Option<PathBuf>,
    /// 一项得分，例如 1.1=3.5，可写多次；与文件重复时以此为准
    #[arg(long = "set", value_name = "编号=得分")]
    pub(crate) set: Vec<String>,
    /// 勾选的一票否决项，可写多次
    #[arg(long, value_name = "事项")]
    pub(crate) veto: Vec<String>,
    /// 结论
    #[arg(long)]
    pub(crate) conclusion: Option<String>,
}
