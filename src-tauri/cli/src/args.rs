//! The words of the command line. Numbers and texts go to the core as they were typed; it decides what they mean.

mod fill_in;
pub(crate) mod form;
mod form_draft;
mod import;
mod key;
mod opinion;
mod package;
pub(crate) mod setup;
mod sheet;

pub(crate) use fill_in::FillIn;
pub(crate) use form::Form;
pub(crate) use form_draft::{Compare, Draft, Try};
pub(crate) use import::Import;
pub(crate) use key::{Key, KeyPlace};
pub(crate) use opinion::Opinion;
pub(crate) use package::Package;
pub(crate) use sheet::{Ground, Sheet};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// 统评 Tongping：绩效评价报告专家评审的命令行程序。
#[derive(Parser)]
#[command(name = "tongping", version, disable_help_subcommand = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// 工作区文件（*.tongping）；也可用环境变量 TONGPING_WORKSPACE 指定
    #[arg(short, long, global = true, env = "TONGPING_WORKSPACE", value_name = "文件", display_order = 900)]
    pub(crate) workspace: Option<PathBuf>,
    /// 操作人姓名，记入操作记录；也可用环境变量 TONGPING_ACTOR 指定
    #[arg(
        long,
        global = true,
        env = "TONGPING_ACTOR",
        default_value = "命令行",
        value_name = "姓名",
        display_order = 901
    )]
    pub(crate) actor: String,
    /// 以 JSON 输出结果和错误
    #[arg(long, global = true, display_order = 902)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: KeyPlace,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// 用内置示例走完一次评审，生成演示工作区文件和全部文书
    Demo {
        /// 放结果的文件夹，没有则建立
        #[arg(value_name = "文件夹")]
        dir: PathBuf,
    },
    /// 不用工作区文件，直接由评审表和评分表算出汇总结果
    Tally(Tally),
    /// 不用工作区文件，直接由各位专家的总分表算出评分一致性
    Agreement {
        /// 总分表文件（CSV）：第一列为报告名称，其余每列一位专家，空格为没有总分
        #[arg(value_name = "TABLE.csv")]
        table: PathBuf,
        /// 总分的满分
        #[arg(long, default_value = "100", value_name = "分数", allow_hyphen_values = true)]
        full: String,
        /// 不论人数和份数，列出全部统计量（九位小数），用于核对计算方法
        #[arg(long)]
        every: bool,
    },
    /// 工作区文件：建立
    #[command(subcommand)]
    Workspace(Workspace),
    /// 评审表：检查、列出、查看、导入、编写草稿、比较、试打分
    #[command(subcommand)]
    Form(Form),
    /// 专家库：列出、添加
    #[command(subcommand)]
    Expert(Expert),
    /// 评审任务：类型、列出、查看、建立、组成专家组、登记回避、开始评审、更换评审表版本、评分一致性
    #[command(subcommand)]
    Session(Session),
    /// 报告：添加、填写表头、添加附件、查看
    #[command(subcommand)]
    Report(Report),
    /// 专家意见：打分、写意见、签字、撤回签字
    #[command(subcommand)]
    Opinion(Opinion),
    /// 交回：由评审包建立的工作区生成评审结果文件，意见表一并存入同一文件夹
    HandBack {
        /// 评审结果文件（*.tpr）
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 不生成意见表
        #[arg(long)]
        no_papers: bool,
    },
    /// 统一评审意见表：汇总、合议、锁定、更正、编写、定稿、修订
    #[command(subcommand)]
    Sheet(Sheet),
    /// 填报表：导出给没有程序的专家；代录纸质意见
    #[command(subcommand)]
    FillIn(FillIn),
    /// 评审包：列出、发放、打开
    #[command(subcommand)]
    Package(Package),
    /// 导入专家交回的评审结果文件和填报表：全部导入，或者一个也不导入；导入后不能撤销
    Import(Import),
    /// 由留存的原文件重新得出每份意见，与工作区中的内容逐处核对
    Rebuild,
    /// 操作记录：查看、校验、撤销、恢复
    #[command(subcommand)]
    Log(Log),
    /// 单位钥匙：制作、查看、恢复单、核对、恢复
    #[command(subcommand)]
    Key(Key),
    /// 导出文书
    #[command(subcommand)]
    Export(Export),
    /// 在浏览器中打开窗口的页面，仅供测试
    #[cfg(feature = "dev-serve")]
    Serve {
        /// 存放设置的文件夹
        #[arg(long, value_name = "文件夹")]
        folder: PathBuf,
        /// 已生成的页面所在的文件夹
        #[arg(long, value_name = "文件夹")]
        ui: PathBuf,
        /// 端口，0 为任选
        #[arg(long, default_value_t = 0, value_name = "端口")]
        port: u16,
    },
    /// 直接调用一个命令，参数为 JSON；不写参数时列出全部命令
    Call {
        /// 命令名，例如 score_set
        #[arg(value_name = "命令")]
        name: Option<String>,
        /// 参数，例如 '{"opinion":1,"criterion":"1.1","value":"3.5"}'
        #[arg(default_value = "{}", value_name = "JSON")]
        args: String,
    },
}

#[derive(Args)]
pub(crate) struct Tally {
    /// 评审表文件（.json 或 .xlsx）
    #[arg(long, value_name = "FORM")]
    pub(crate) form: PathBuf,
    /// 评分表文件（CSV）：第一列为指标编号，其余每列一位专家，空格为未打分
    #[arg(long, value_name = "SCORES.csv")]
    pub(crate) scores: PathBuf,
    /// 计分规则：mean 算术平均，trim_one_each 去掉总分最高、最低的意见各一份后平均，median 中位数，
    /// weighted 按专家类别加权（评分表须有“专家类别”一行），by_panel 四份及以下平均、五份及以上去掉最高最低；不写则按评审表
    #[arg(long, value_enum, hide_possible_values = true)]
    pub(crate) rule: Option<Rule>,
    /// 缺项处理：reject 有缺项则不汇总并逐格列出，zero 按 0 分，renormalise 剔除后折算；不写则按评审表
    #[arg(long, value_enum, hide_possible_values = true)]
    pub(crate) missing: Option<Missing>,
    /// 另存评分汇总表（PDF）
    #[arg(long, value_name = "OUT.pdf")]
    pub(crate) pdf: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Rule {
    /// 算术平均
    #[value(name = "mean")]
    Mean,
    /// 去掉总分最高、最低的意见各一份后平均
    #[value(name = "trim_one_each")]
    TrimOneEach,
    /// 中位数
    #[value(name = "median")]
    Median,
    /// 按专家类别加权平均
    #[value(name = "weighted")]
    Weighted,
    /// 四份及以下平均，五份及以上去掉最高最低
    #[value(name = "by_panel")]
    ByPanel,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Missing {
    /// 有缺项则不汇总，并逐格列出
    Reject,
    /// 缺项按 0 分
    Zero,
    /// 剔除缺项后折算
    Renormalise,
}

#[derive(Subcommand)]
pub(crate) enum Workspace {
    /// 建立新的工作区文件
    Create {
        /// 文件名，须以 .tongping 结尾
        file: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum Expert {
    /// 列出专家
    List,
    /// 导入专家名单（Excel 或 CSV）
    Import(setup::List),
    /// 添加专家
    Add {
        /// 姓名
        name: String,
        /// 类别：业务、管理、财务、人大代表、政协委员、其他
        #[arg(long)]
        kind: String,
        /// 工作单位
        #[arg(long, default_value = "")]
        employer: String,
        /// 职称、职务
        #[arg(long, default_value = "")]
        job_title: String,
        /// 专业领域
        #[arg(long, default_value = "")]
        field: String,
        /// 回避单位，可写多次
        #[arg(long = "avoid")]
        avoid_units: Vec<String>,
    },
}

#[derive(Subcommand)]
pub(crate) enum Session {
    /// 列出评审任务
    List,
    /// 列出评审类型：各类型的默认评审表、可用评审表、文书名称
    Kinds,
    /// 查看评审任务：报告、专家组、回避、各份意见的进度
    Show {
        /// 任务号（列表中的序号）
        session: i64,
    },
    /// 发放与回收情况：每份报告、每位专家到了哪一步
    Board {
        /// 任务号
        session: i64,
    },
    /// 随机抽取专家，只显示，不写入；同一种子和名单结果相同
    Draw(setup::Draw),
    /// 抽取并锁定专家组：名单、组长、回避和抽取记录一次写入
    LockPanel(setup::LockPanel),
    /// 建立评审任务
    Add {
        /// 任务编号，例如 QP-PS-2026-001
        no: String,
        /// 名称
        #[arg(long)]
        title: String,
        /// 组织单位
        #[arg(long)]
        organiser: String,
        /// 开始日期，例如 2026-09-14
        #[arg(long)]
        starts_on: String,
        /// 结束日期
        #[arg(long)]
        ends_on: String,
        /// 评审表编号；不写则用该类型的默认评审表
        #[arg(long)]
        form: Option<String>,
        /// 类型，见 session kinds
        #[arg(long, default_value = "财政重点评价")]
        kind: String,
        /// 经办科室
        #[arg(long, default_value = "")]
        office: String,
        /// 地点
        #[arg(long, default_value = "")]
        place: String,
        /// 统一评审要求
        #[arg(long, default_value = "")]
        requirements: String,
    },
    /// 把专家列入专家组
    Member {
        /// 任务号
        session: i64,
        /// 专家号，见 expert list
        expert: i64,
        /// 担任组长
        #[arg(long)]
        chair: bool,
    },
    /// 登记回避，或者无法评审
    Recuse {
        /// 成员号，见 session show
        member: i64,
        /// 报告号
        report: i64,
        /// 回避事由，或者无法评审的原因
        #[arg(long)]
        ground: String,
        /// 不是回避，是无法评审
        #[arg(long)]
        declined: bool,
    },
    /// 一位专家的各份报告：进度、总分、结论、待处理问题、最近保存时间
    Task {
        /// 任务号
        session: i64,
        /// 成员号，见 session show
        member: i64,
    },
    /// 确认一位专家的承诺书，记入其全部草稿意见
    Declare {
        /// 任务号
        session: i64,
        /// 成员号，见 session show
        member: i64,
        /// 取消
        #[arg(long)]
        clear: bool,
    },
    /// 评分一致性：已签字意见的总分、各专家宽严、一致性系数
    Statistics {
        /// 任务号
        session: i64,
    },
    /// 开始评审：冻结评审表，报告和专家组不再变动
    Open {
        /// 任务号
        session: i64,
    },
    /// 换用评审表另一版本的预览：逐项列出已填得分的去留
    FormPreview {
        /// 任务号
        session: i64,
        /// 版本，见 form list
        version: String,
    },
    /// 换用评审表的另一版本：按预览办理，不折算任何得分
    FormMigrate {
        /// 任务号
        session: i64,
        /// 版本，见 form list
        version: String,
        /// 理由
        #[arg(long)]
        reason: String,
    },
}

#[derive(Subcommand)]
#[expect(clippy::large_enum_variant, reason = "read once in a run")]
pub(crate) enum Report {
    /// 查看报告及附件
    Show {
        /// 报告号
        report: i64,
    },
    /// 导入报告清单（Excel 或 CSV）
    Import {
        /// 任务号
        session: i64,
        #[command(flatten)]
        list: setup::List,
    },
    /// 添加报告
    Add {
        /// 任务号
        session: i64,
        /// 报告编号
        no: String,
        /// 项目名称
        #[arg(long)]
        title: String,
        /// 项目单位
        #[arg(long)]
        unit: String,
        /// 主管部门
        #[arg(long, default_value = "")]
        department: String,
        /// 评价机构
        #[arg(long, default_value = "")]
        agency: String,
        /// 主评人
        #[arg(long, default_value = "")]
        lead: String,
        /// 评价类型
        #[arg(long, default_value = "财政重点评价")]
        review_type: String,
        /// 评价年度
        #[arg(long, default_value = "")]
        year: String,
        /// 资金（万元）
        #[arg(long)]
        amount: Option<String>,
        /// 预算类别
        #[arg(long, default_value = "一般公共预算")]
        budget_book: String,
        /// 报告版本
        #[arg(long, default_value = "送审稿 V1")]
        edition: String,
    },
    /// 填写评审表要求的表头栏目，见 report show；内容为空即取消
    Field {
        /// 报告号
        report: i64,
        /// 栏目编号或名称
        field: String,
        /// 内容：日期如 2026-09-16，金额以万元为单位
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// 添加附件
    Attach {
        /// 报告号
        report: i64,
        /// 文件
        file: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum Log {
    /// 查看操作记录
    Show {
        /// 最多多少条（最新的）
        #[arg(long, default_value_t = 100, value_name = "条数")]
        limit: u32,
        /// 只看某个命令，例如 opinion_sign
        #[arg(long, value_name = "命令")]
        op: Option<String>,
    },
    /// 校验操作记录，并与现有内容逐行比对
    Verify,
    /// 撤销最近一步
    Undo,
    /// 恢复最近一次撤销
    Redo,
    /// 查看下一步撤销、恢复的各是什么
    Next,
}

#[derive(Subcommand)]
pub(crate) enum Export {
    /// 导出 PDF
    #[command(subcommand)]
    Pdf(Pdf),
    /// 导出一位专家全部已签字的意见表（PDF），写完逐份核对
    Opinions {
        /// 任务号
        session: i64,
        /// 成员号，见 session show
        member: i64,
        /// 文件夹，没有则建立
        dir: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum Pdf {
    /// 专家评审意见表
    Opinion {
        /// 意见号
        opinion: i64,
        /// 文件，例如 意见表.pdf；已有的文件会被替换
        out: PathBuf,
    },
    /// 专家组统一评审意见表
    Sheet {
        /// 意见表号
        sheet: i64,
        /// 文件，例如 意见表.pdf；已有的文件会被替换
        out: PathBuf,
    },
    /// 一个评审任务的全部文书和附件
    Session {
        /// 任务号
        session: i64,
        /// 文件夹，没有则建立
        dir: PathBuf,
    },
}
