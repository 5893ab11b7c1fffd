// GENERATED from the command list of `tongping-core` by `cargo test`; never edited by hand.

/**
 * What the program calls itself.
 */
export type About = { 
/**
 * Name of the product.
 */
name: string, 
/**
 * Version.
 */
version: string, };

/**
 * A file attached to a report; its bytes are kept once by their hash.
 */
export type Attachment = { 
/**
 * Name as shown.
 */
name: string, 
/**
 * SHA-256 of the bytes, 64 hex digits.
 */
sha256: string, 
/**
 * Bytes.
 */
size: number, };

/**
 * A grade and its closed lower bound in points.
 */
export type Band = { 
/**
 * Name, e.g. 优.
 */
name: string, 
/**
 * Lowest total of the band.
 */
from: Points, };

/**
 * What happened to a row.
 */
export type ChangeKind = "Insert" | "Update" | "Delete";

/**
 * One changed row.
 */
export type ChangeView = { 
/**
 * Which table.
 */
table: string, 
/**
 * What happened to the row.
 */
kind: ChangeKind, 
/**
 * The primary key as JSON array.
 */
key: string, 
/**
 * The row before as JSON object.
 */
before: string | null, 
/**
 * The row after as JSON object.
 */
after: string | null, };

/**
 * A condition across criteria. Which of the values count is told by the rule.
 */
export type Check = { 
/**
 * What is compared.
 */
rule: CheckRule, 
/**
 * Ids of groups or criteria.
 */
of: Array<string>, 
/**
 * Ids of groups or criteria to compare with.
 */
than: Array<string>, 
/**
 * Points, for the rules that name points.
 */
points: Points | null, 
/**
 * Share of the points of `of`, for `if_below_at_most`.
 */
share: Points | null, 
/**
 * Greatest share of the points of `than`, for `if_below_at_most`.
 */
limit: Points | null, 
/**
 * It is worth a look and blocks nothing.
 */
warn: boolean, 
/**
 * What the reader is told, in the author's words.
 */
message: string, };

/**
 * The closed list of conditions across criteria.
 */
export type CheckRule = "full_at_least" | "full_at_most" | "points_at_least" | "points_at_most" | "share_not_above" | "if_below_at_most";

/**
 * A named choice of a criterion.
 */
export type Choice = { 
/**
 * Name, e.g. 良.
 */
name: string, 
/**
 * Points it stands for.
 */
points: Points, 
/**
 * Lowest points to which the choice may be reduced by steps; none = it is exact.
 */
from: Points | null, };

/**
 * A conclusion and the total from which it is suggested.
 */
export type Conclusion = { 
/**
 * Name, e.g. 修改后通过.
 */
name: string, 
/**
 * Lowest total for which it is suggested; none = never suggested by points.
 */
from: Points | null, 
/**
 * Not offered unless the bureau opens it.
 */
hidden: boolean, 
/**
 * Least shares of groups or criteria, without which it is not suggested (domain rules §3.5).
 */
requires: Array<Requirement>, };

/**
 * What is scored.
 */
export type Criterion = { 
/**
 * Id within the form.
 */
id: string, 
/**
 * Level-two heading, for print only.
 */
subgroup: string, 
/**
 * Name as printed.
 */
name: string, 
/**
 * Full points.
 */
max: Points, 
/**
 * What full points count in the total (权重制); none = the points themselves (分值制).
 */
weight: Points | null, 
/**
 * Its own step; none = the form's.
 */
step: Points | null, 
/**
 * What full points look like.
 */
guide: string, 
/**
 * Usual deductions, in words.
 */
deduct: string, 
/**
 * Stock reasons an expert may take over.
 */
reasons: Array<string>, 
/**
 * Named choices with their points; empty = free points.
 */
choices: Array<Choice>, 
/**
 * Deductions by count, from full points down to nought (扣完为止); empty = free points.
 */
deductions: Array<Deduction>, 
/**
 * It may be declared 不适用; then the tally's policy for missing scores applies.
 */
optional: boolean, 
/**
 * An objective matter: all experts must score it alike (domain rules §8.4, ground 3).
 */
objective: boolean, 
/**
 * Its own rule for reasons instead of the form's.
 */
reason: ReasonRule | null, };

/**
 * A deduction by count, e.g. 每缺一项扣 0.4 分.
 */
export type Deduction = { 
/**
 * What is counted, e.g. 缺少要素.
 */
name: string, 
/**
 * Points for each; none = the expert enters the points deducted.
 */
points: Points | null, 
/**
 * What one of them is called, e.g. 项.
 */
unit: string, 
/**
 * Most points this deduction takes; none = up to full points.
 */
most: Points | null, };

/**
 * 不同意见 of one member.
 */
export type Dissent = { 
/**
 * Who.
 */
member: MemberId, 
/**
 * The text.
 */
text: string, };

/**
 * A member's dissent; an empty text takes it back.
 */
export type DissentSet = { 
/**
 * In which sheet.
 */
sheet: SheetId, 
/**
 * Who.
 */
member: MemberId, 
/**
 * The text.
 */
text: string, };

/**
 * One line of the log as people see it.
 */
export type EventView = { 
/**
 * 1, 2, 3 … without gap.
 */
seq: number, 
/**
 * Wall clock with offset, as claimed by the machine.
 */
at: string, 
/**
 * Who.
 */
actor: string, 
/**
 * In what role.
 */
role: string, 
/**
 * The command, or `undo`, `redo`.
 */
op: string, 
/**
 * To what.
 */
subject: string, 
/**
 * Why, where a reason was asked for.
 */
reason: string | null, 
/**
 * The event this one takes back.
 */
undoes: number | null, 
/**
 * The version of the program that wrote it.
 */
app_version: string, 
/**
 * The changed rows in order.
 */
changes: Array<ChangeView>, };

/**
 * 专家.
 */
export type Expert = { 
/**
 * Row id.
 */
id: ExpertId, 
/**
 * UUIDv7.
 */
uid: string, 
/**
 * Name.
 */
name: string, 
/**
 * 类别: 业务, 管理, 财务, 人大代表, 政协委员, 其他.
 */
kind: string, 
/**
 * 工作单位.
 */
employer: string, 
/**
 * 职称/职务.
 */
job_title: string, 
/**
 * 专业领域.
 */
field: string, 
/**
 * 回避单位: units, departments and agencies this expert must not review.
 */
avoid_units: Array<string>, };

/**
 * The descriptive part of an expert.
 */
export type ExpertHead = { 
/**
 * Name.
 */
name: string, 
/**
 * 类别: 业务, 管理, 财务, 人大代表, 政协委员, 其他.
 */
kind: string, 
/**
 * 工作单位.
 */
employer: string, 
/**
 * 职称/职务.
 */
job_title: string, 
/**
 * 专业领域.
 */
field: string, 
/**
 * 回避单位: units, departments and agencies this expert must not review.
 */
avoid_units: Array<string>, };

/**
 * An expert of the pool.
 */
export type ExpertId = number;

/**
 * One expert's line.
 */
export type ExpertLine = { 
/**
 * Name.
 */
name: string, 
/**
 * Total, rounded for display only.
 */
total: Shown | null, 
/**
 * Grade of the displayed total.
 */
grade: string | null, 
/**
 * Dropped as an extreme.
 */
dropped: boolean, };

/**
 * An opinion and where its paper goes.
 */
export type ExportOpinion = { 
/**
 * Which opinion.
 */
opinion: OpinionId, 
/**
 * File to write.
 */
path: string, };

/**
 * A session and the folder for its papers.
 */
export type ExportSession = { 
/**
 * Which session.
 */
session: SessionId, 
/**
 * Folder; made if it is not there.
 */
folder: string, };

/**
 * A sheet and where its paper goes.
 */
export type ExportSheet = { 
/**
 * Which sheet.
 */
sheet: SheetId, 
/**
 * File to write.
 */
path: string, };

/**
 * A file that was written.
 */
export type Exported = { 
/**
 * Where.
 */
path: string, 
/**
 * Bytes.
 */
size: number, };

/**
 * What may stand in a head field.
 */
export type FieldKind = "text" | "date" | "money" | "choice";

/**
 * Something in the file that is not as the log says.
 */
export type Finding = { 
/**
 * Stable code of what is wrong; see `Store::verify`.
 */
code: string, 
/**
 * The event where it shows, if it is in the log.
 */
seq: number | null, 
/**
 * The table where it shows, if it is in a table.
 */
table: string | null, 
/**
 * The row's primary key as JSON array.
 */
key: string | null, 
/**
 * What SQLite said, or the name of a trigger.
 */
detail: string | null, };

/**
 * A review form, one version of it.
 */
export type Form = { 
/**
 * Number of the file format.
 */
format: number, 
/**
 * Stable name of the form, e.g. `T-RV-SCORE`.
 */
id: string, 
/**
 * Version, e.g. `1.0.0`.
 */
version: string, 
/**
 * Title as printed.
 */
title: string, 
/**
 * Evidence label of the points: 找到, 通识 or 设计 (domain rules §0.1); shown and printed as it stands.
 */
evidence: string, 
/**
 * Which part comes from where, in words.
 */
source: string, 
/**
 * Full points.
 */
total: Points, 
/**
 * Smallest difference of two scores, unless a criterion has its own.
 */
step: Points, 
/**
 * A score below this share of its maximum needs a reason; none = never. Short for `reason.below_share`.
 */
reason_below: Points | null, 
/**
 * When a score needs a reason besides, and what a reason must have.
 */
reason: ReasonRule | null, 
/**
 * Nothing is counted: every criterion is a choice, the panel decides by word (一般性项目绩效目标审核).
 */
unscored: boolean, 
/**
 * What the bureau wants at the head of the papers besides the report's own fields.
 */
fields: Array<HeadField>, 
/**
 * Grade bands from the highest down; empty = no grades.
 */
grades: Array<Band>, 
/**
 * Veto items.
 */
veto: Array<string>, 
/**
 * Conclusions an expert and the panel may choose, from the best down.
 */
conclusions: Array<Conclusion>, 
/**
 * Level-one groups in order.
 */
groups: Array<Group>, 
/**
 * Conditions across criteria, out of a closed list.
 */
checks: Array<Check>, 
/**
 * How a panel's opinions become one result.
 */
tally: TallyRules, };

/**
 * A form to write to a file.
 */
export type FormExport = { 
/**
 * Its code.
 */
code: string, 
/**
 * Its version; none = the newest.
 */
version: string | null, 
/**
 * The file to write, by its ending a workbook (`.xlsx`) or JSON (`.json`).
 */
path: string, };

/**
 * A version of a form.
 */
export type FormId = number;

/**
 * A form file to take in.
 */
export type FormImport = { 
/**
 * Text of the file.
 */
json: string, };

/**
 * A form as a workbook to take in.
 */
export type FormImportXlsx = { 
/**
 * The file.
 */
path: string, 
/**
 * Name of the worksheet with the table; none = the first that has one.
 */
sheet: string | null, 
/**
 * Code of the form; none = what the file says, or its name.
 */
code: string | null, 
/**
 * Version of the form; none = what the file says, or 1.0.0.
 */
version: string | null, };

/**
 * A form version as it is listed.
 */
export type FormRow = { 
/**
 * Row id.
 */
id: FormId, 
/**
 * Id within the file, e.g. `T-RV-SCORE`.
 */
code: string, 
/**
 * Version.
 */
version: string, 
/**
 * Title.
 */
title: string, 
/**
 * SHA-256 of the canonical JSON.
 */
sha256: string, 
/**
 * In use, so it never changes.
 */
frozen: boolean, };

/**
 * A form with its row and what is worth a look in it.
 */
export type FormView = { 
/**
 * The row.
 */
row: FormRow, 
/**
 * The form.
 */
form: Form, 
/**
 * Warnings.
 */
problems: Array<Problem>, };

/**
 * Which form.
 */
export type FormWhich = { 
/**
 * Its code, e.g. `T-RV-SCORE`.
 */
code: string, 
/**
 * Its version; none = the newest.
 */
version: string | null, };

/**
 * An indicator above the criteria; three levels at most.
 */
export type Group = { 
/**
 * Id within the form.
 */
id: string, 
/**
 * Name as printed.
 */
name: string, 
/**
 * Points: the sum of what stands below it.
 */
max: Points, 
/**
 * The groups below it; then it has no criteria of its own.
 */
groups: Array<Group>, 
/**
 * The criteria in order.
 */
criteria: Array<Criterion>, };

/**
 * A field at the head of the papers.
 */
export type HeadField = { 
/**
 * Id within the form.
 */
id: string, 
/**
 * Label as printed.
 */
name: string, 
/**
 * What may stand in it.
 */
kind: FieldKind, 
/**
 * The choices of a `choice` field.
 */
choices: Array<string>, 
/**
 * A sheet is not finalised without it.
 */
required: boolean, };

/**
 * A new item.
 */
export type ItemAdd = { 
/**
 * In which sheet.
 */
sheet: SheetId, 
/**
 * Remarks it comes from.
 */
sources: Array<RemarkId>, 
/**
 * Theme under which it is listed, e.g. 指标体系.
 */
theme: string, 
/**
 * Section or page of the report.
 */
place: string, 
/**
 * 存在问题.
 */
problem: string, 
/**
 * 修改意见或建议.
 */
suggestion: string, 
/**
 * 性质.
 */
nature: Nature, };

/**
 * A changed item.
 */
export type ItemSet = { 
/**
 * Which item.
 */
item: SheetItemId, 
/**
 * Remarks it comes from.
 */
sources: Array<RemarkId>, 
/**
 * Theme under which it is listed, e.g. 指标体系.
 */
theme: string, 
/**
 * Section or page of the report.
 */
place: string, 
/**
 * 存在问题.
 */
problem: string, 
/**
 * 修改意见或建议.
 */
suggestion: string, 
/**
 * 性质.
 */
nature: Nature, };

/**
 * Which item.
 */
export type ItemWhich = { 
/**
 * Its id.
 */
item: SheetItemId, };

/**
 * Where the rows of the score summary stand.
 */
export type Level = "criterion" | "group";

/**
 * One row: a group or a criterion.
 */
export type Line = { 
/**
 * Id in the form.
 */
id: string, 
/**
 * Name.
 */
name: string, 
/**
 * Full points.
 */
max: Points, 
/**
 * What each expert gave, in panel order; none = not scored.
 */
given: Array<Points | null>, 
/**
 * Opinions behind the result.
 */
n: number, 
/**
 * The result, rounded and padded to the form's places.
 */
value: Shown | null, 
/**
 * What each expert chose by name, in panel order; empty where points say everything.
 */
marks: Array<string | null>, 
/**
 * Agreed in discussion (`consensus`): then this is the result.
 */
agreed: Shown | null, 
/**
 * The mean of what was given, where the result is an agreed score: kept apart from it.
 */
mean: Shown | null, };

/**
 * What of the log to show.
 */
export type LogShow = { 
/**
 * Only events of this command.
 */
op: string | null, 
/**
 * Only events about this.
 */
subject: string | null, 
/**
 * At most so many, the newest; none = 100.
 */
limit: number | null, };

/**
 * The verdict on the log.
 */
export type LogVerdict = { 
/**
 * Events in the log.
 */
events: number, 
/**
 * Hash of the last one, as printed on papers.
 */
head: string, 
/**
 * Everything that is wrong; empty = the file is what its log says.
 */
findings: Array<Finding>, };

/**
 * An expert's seat in a panel.
 */
export type Member = { 
/**
 * Row id.
 */
id: MemberId, 
/**
 * The expert.
 */
expert: ExpertId, 
/**
 * Place in the panel, from 1.
 */
seat: number, 
/**
 * Chair or member.
 */
role: MemberRole, 
/**
 * Name.
 */
name: string, 
/**
 * Kind of expert (业务, 管理, 财务 …).
 */
kind: string, 
/**
 * Employer.
 */
employer: string, 
/**
 * 职称/职务.
 */
job_title: string, 
/**
 * 专业领域.
 */
field: string, };

/**
 * An expert takes a seat.
 */
export type MemberAdd = { 
/**
 * In which session.
 */
session: SessionId, 
/**
 * Who.
 */
expert: ExpertId, 
/**
 * Chair or member.
 */
role: MemberRole, };

/**
 * An expert's seat in a session's panel.
 */
export type MemberId = number;

/**
 * Role in the panel; the chair's vote weighs as any other (domain rules §5.2).
 */
export type MemberRole = "chair" | "member";

/**
 * What becomes of a score that is not there (statistics §2).
 */
export type Missing = "reject" | "zero" | "renormalise";

/**
 * 性质 of a remark (domain rules §12.2 `remark_kind`).
 */
export type Nature = "必须修改" | "建议修改";

/**
 * 专家意见.
 */
export type Opinion = { 
/**
 * Row id.
 */
id: OpinionId, 
/**
 * UUIDv7.
 */
uid: string, 
/**
 * On which report.
 */
report: ReportId, 
/**
 * By which member.
 */
member: MemberId, 
/**
 * Draft or signed.
 */
state: OpinionState, 
/**
 * 1, 2, …: goes up when a signed opinion is reopened.
 */
version: number, 
/**
 * 回避声明: no ground for recusal.
 */
declared: boolean, 
/**
 * Conclusion chosen; empty = none yet.
 */
conclusion: string, 
/**
 * 主要成效与可推广经验.
 */
merits: string, 
/**
 * 对项目预算安排和管理的建议.
 */
budget_advice: string, 
/**
 * Scores as typed, one per criterion that was touched.
 */
scores: Array<Score>, 
/**
 * Ticked veto items.
 */
veto: Array<string>, 
/**
 * Remarks in order.
 */
remarks: Array<Remark>, };

/**
 * Which opinion, by its place.
 */
export type OpinionBegin = { 
/**
 * On which report.
 */
report: ReportId, 
/**
 * By which member.
 */
member: MemberId, };

/**
 * One expert's opinion on one report.
 */
export type OpinionId = number;

/**
 * A signed opinion to open again.
 */
export type OpinionReopen = { 
/**
 * Which opinion.
 */
opinion: OpinionId, 
/**
 * Why.
 */
reason: string, };

/**
 * An opinion as a board of reports × experts lists it.
 */
export type OpinionRow = { 
/**
 * Row id.
 */
id: OpinionId, 
/**
 * On which report.
 */
report: ReportId, 
/**
 * By which member.
 */
member: MemberId, 
/**
 * Draft or signed.
 */
state: OpinionState, };

/**
 * The texts of an opinion; what is left out stays as it is.
 */
export type OpinionSet = { 
/**
 * Which opinion.
 */
opinion: OpinionId, 
/**
 * Conclusion.
 */
conclusion: string | null, 
/**
 * 主要成效与可推广经验.
 */
merits: string | null, 
/**
 * 对项目预算安排和管理的建议.
 */
budget_advice: string | null, 
/**
 * 回避声明.
 */
declared: boolean | null, };

/**
 * Draft → signed; back only by the reopening command with a reason.
 */
export type OpinionState = "draft" | "signed";

/**
 * An opinion with everything a page shows about it.
 */
export type OpinionView = { 
/**
 * The opinion as it is kept.
 */
opinion: Opinion, 
/**
 * What keeps it from being signed, and what to look at.
 */
problems: Array<Problem>, 
/**
 * Criteria with valid points.
 */
scored: number, 
/**
 * Criteria of the form.
 */
criteria: number, 
/**
 * Sum of the valid points; none before the first.
 */
total: Shown | null, 
/**
 * Grade of the total, once every criterion is scored.
 */
grade: string | null, 
/**
 * Conclusion the points suggest, once every criterion is scored.
 */
suggested: string | null, 
/**
 * Check code of the newest signed version.
 */
check_code: string | null, };

/**
 * Which opinion.
 */
export type OpinionWhich = { 
/**
 * Its id.
 */
opinion: OpinionId, };

/**
 * Where a problem stands, precise enough to put the cursor there.
 */
export type Place = { "kind": "whole" } | { "kind": "field", 
/**
 * Path from the root.
 */
path: string, } | { "kind": "criterion", 
/**
 * Its id in the form.
 */
id: string, } | { "kind": "remark", 
/**
 * Its number.
 */
no: number, } | { "kind": "cell", 
/**
 * Name of the worksheet; empty for a text file.
 */
sheet: string, 
/**
 * Line, header included.
 */
row: number, 
/**
 * Column from 1.
 */
column: number, 
/**
 * The criterion of that line and the expert of that column, as far as known.
 */
label: string, };

/**
 * An exact decimal: points, weights, shares, money in 万元. In JSON it is text, never a number.
 */
export type Points = string;

/**
 * One thing that is wrong or worth a look.
 */
export type Problem = { 
/**
 * Whether it blocks.
 */
severity: Severity, 
/**
 * Stable name; the sentence stands in the locale under `problem.<code>`.
 */
code: string, 
/**
 * Where.
 */
place: Place, 
/**
 * Values for the sentence.
 */
params: Record<string, string>, };

/**
 * When a score needs a reason, and what a reason must have.
 */
export type ReasonRule = { 
/**
 * Points below this share of the maximum need one.
 */
below_share: Points | null, 
/**
 * Points above this share of the maximum need one.
 */
above_share: Points | null, 
/**
 * Any lost point needs one.
 */
any_deduction: boolean, 
/**
 * A reason has at least so many characters.
 */
min_length: number, 
/**
 * A reason should name a page of the report.
 */
page: boolean, };

/**
 * A member who does not review one report.
 */
export type Recusal = { 
/**
 * Who.
 */
member: MemberId, 
/**
 * From which report.
 */
report: ReportId, 
/**
 * 回避事由.
 */
ground: string, };

/**
 * 意见条目: one problem or suggestion.
 */
export type Remark = { 
/**
 * Row id.
 */
id: RemarkId, 
/**
 * Number within the opinion, from 1.
 */
no: number, 
/**
 * Section of the report, e.g. 四（三）.
 */
place: string, 
/**
 * Page of the report, e.g. P23.
 */
page: string, 
/**
 * Criterion it belongs to; empty = none.
 */
criterion: string, 
/**
 * 存在问题.
 */
problem: string, 
/**
 * 修改意见或建议.
 */
suggestion: string, 
/**
 * 性质.
 */
nature: Nature, };

/**
 * A new remark.
 */
export type RemarkAdd = { 
/**
 * Of which opinion.
 */
opinion: OpinionId, 
/**
 * Section of the report, e.g. 四（三）.
 */
place: string, 
/**
 * Page of the report, e.g. P23.
 */
page: string, 
/**
 * Criterion it belongs to; empty = none.
 */
criterion: string, 
/**
 * 存在问题.
 */
problem: string, 
/**
 * 修改意见或建议.
 */
suggestion: string, 
/**
 * 性质.
 */
nature: Nature, };

/**
 * A remark of an opinion.
 */
export type RemarkId = number;

/**
 * A changed remark.
 */
export type RemarkSet = { 
/**
 * Which remark.
 */
remark: RemarkId, 
/**
 * Section of the report, e.g. 四（三）.
 */
place: string, 
/**
 * Page of the report, e.g. P23.
 */
page: string, 
/**
 * Criterion it belongs to; empty = none.
 */
criterion: string, 
/**
 * 存在问题.
 */
problem: string, 
/**
 * 修改意见或建议.
 */
suggestion: string, 
/**
 * 性质.
 */
nature: Nature, };

/**
 * Which remark.
 */
export type RemarkWhich = { 
/**
 * Its id.
 */
remark: RemarkId, };

/**
 * 评审对象(报告).
 */
export type Report = { 
/**
 * Row id.
 */
id: ReportId, 
/**
 * UUIDv7.
 */
uid: string, 
/**
 * Its session.
 */
session: SessionId, 
/**
 * Place in the session, from 1.
 */
position: number, 
/**
 * Number as printed.
 */
no: string, 
/**
 * 项目名称.
 */
title: string, 
/**
 * 项目单位.
 */
unit: string, 
/**
 * 主管部门.
 */
department: string, 
/**
 * 评价机构.
 */
agency: string, 
/**
 * 主评人.
 */
lead: string, 
/**
 * 评价类型.
 */
review_type: string, 
/**
 * 评价年度.
 */
year: string, 
/**
 * 资金, in 万元.
 */
amount: Points | null, 
/**
 * 预算类别 (domain rules §1.1).
 */
budget_book: string, 
/**
 * 报告版本, e.g. 送审稿 V1.
 */
edition: string, };

/**
 * A new report.
 */
export type ReportAdd = { 
/**
 * In which session.
 */
session: SessionId, 
/**
 * Number as printed.
 */
no: string, 
/**
 * 项目名称.
 */
title: string, 
/**
 * 项目单位.
 */
unit: string, 
/**
 * 主管部门.
 */
department: string, 
/**
 * 评价机构.
 */
agency: string, 
/**
 * 主评人.
 */
lead: string, 
/**
 * 评价类型.
 */
review_type: string, 
/**
 * 评价年度.
 */
year: string, 
/**
 * 资金, in 万元.
 */
amount: Points | null, 
/**
 * 预算类别 (domain rules §1.1).
 */
budget_book: string, 
/**
 * 报告版本, e.g. 送审稿 V1.
 */
edition: string, };

/**
 * A file to attach.
 */
export type ReportAttach = { 
/**
 * To which report.
 */
report: ReportId, 
/**
 * Where the file lies.
 */
path: string, };

/**
 * A report under review.
 */
export type ReportId = number;

/**
 * A report with its files.
 */
export type ReportView = { 
/**
 * The report.
 */
report: Report, 
/**
 * Its files.
 */
attachments: Array<Attachment>, };

/**
 * Which report.
 */
export type ReportWhich = { 
/**
 * Its id.
 */
report: ReportId, };

/**
 * Some groups or criteria must each reach a share of their points.
 */
export type Requirement = { 
/**
 * Ids of groups or criteria; empty = every level-one group.
 */
of: Array<string>, 
/**
 * The share, from 0 to 1.
 */
share: Points, };

/**
 * How the last place is decided.
 */
export type Rounding = "half_up" | "half_even";

/**
 * The closed list of tally rules.
 */
export type Rule = "mean" | "trim_one_each" | "median" | "weighted" | "by_panel" | "consensus";

/**
 * A score as it was typed, with its reason.
 */
export type Score = { 
/**
 * Criterion of the form.
 */
criterion: string, 
/**
 * As typed; never changed.
 */
text: string, 
/**
 * 扣分理由.
 */
reason: string, };

/**
 * A score or its reason; what is left out stays as it is.
 */
export type ScoreSet = { 
/**
 * Of which opinion.
 */
opinion: OpinionId, 
/**
 * Of which criterion.
 */
criterion: string, 
/**
 * As typed; empty = not scored.
 */
value: string | null, 
/**
 * 扣分理由.
 */
reason: string | null, };

/**
 * 评审任务.
 */
export type Session = { 
/**
 * Row id.
 */
id: SessionId, 
/**
 * UUIDv7, for files that leave the workspace.
 */
uid: string, 
/**
 * Its number as printed, e.g. `HY-PS-2026-001`.
 */
no: string, 
/**
 * State of the work.
 */
state: SessionState, 
/**
 * Form version in use.
 */
form: FormId, 
/**
 * Title.
 */
title: string, 
/**
 * 财政重点评价, 部门重点评价 … (domain rules §12.2 `review_type`).
 */
kind: string, 
/**
 * Bureau, department or town that holds the review.
 */
organiser: string, 
/**
 * The office in charge, e.g. 绩效管理科.
 */
office: string, 
/**
 * Place of the meeting.
 */
place: string, 
/**
 * First day, `YYYY-MM-DD`.
 */
starts_on: string, 
/**
 * Last day, `YYYY-MM-DD`.
 */
ends_on: string, 
/**
 * 统一评审要求: paragraphs separated by line feeds.
 */
requirements: string, };

/**
 * A new session.
 */
export type SessionAdd = { 
/**
 * Its number.
 */
no: string, 
/**
 * Code of the form; the newest version is taken.
 */
form: string, 
/**
 * Title.
 */
title: string, 
/**
 * 财政重点评价, 部门重点评价 … (domain rules §12.2 `review_type`).
 */
kind: string, 
/**
 * Bureau, department or town that holds the review.
 */
organiser: string, 
/**
 * The office in charge, e.g. 绩效管理科.
 */
office: string, 
/**
 * Place of the meeting.
 */
place: string, 
/**
 * First day, `YYYY-MM-DD`.
 */
starts_on: string, 
/**
 * Last day, `YYYY-MM-DD`.
 */
ends_on: string, 
/**
 * 统一评审要求: paragraphs separated by line feeds.
 */
requirements: string, };

/**
 * A review session.
 */
export type SessionId = number;

/**
 * State of a session.
 */
export type SessionState = "draft" | "reviewing" | "finished";

/**
 * A session with everything around it.
 */
export type SessionView = { 
/**
 * The session.
 */
session: Session, 
/**
 * Its reports in order.
 */
reports: Array<Report>, 
/**
 * Its panel in order.
 */
members: Array<Member>, 
/**
 * Its recusals.
 */
recusals: Array<Recusal>, 
/**
 * The opinions that were begun, in order of report and seat.
 */
opinions: Array<OpinionRow>, 
/**
 * What is unusual, e.g. an even panel.
 */
problems: Array<Problem>, };

/**
 * Which session.
 */
export type SessionWhich = { 
/**
 * Its id.
 */
session: SessionId, };

/**
 * 错误 blocks a signature or an import, 提醒 does not.
 */
export type Severity = "error" | "warning";

/**
 * 统一评审意见表.
 */
export type Sheet = { 
/**
 * Row id.
 */
id: SheetId, 
/**
 * UUIDv7.
 */
uid: string, 
/**
 * For which report.
 */
report: ReportId, 
/**
 * 1, 2, …
 */
version: number, 
/**
 * State of this version.
 */
state: SheetState, 
/**
 * 总体意见.
 */
overall: string, 
/**
 * The panel's conclusion; empty = none yet.
 */
conclusion: string, 
/**
 * Why it differs from the one suggested by the points.
 */
conclusion_reason: string, 
/**
 * 条目 in order.
 */
items: Array<SheetItem>, 
/**
 * Remarks the panel does not use, each with its reason.
 */
unused: Array<Unused>, 
/**
 * 不同意见.
 */
dissents: Array<Dissent>, };

/**
 * A unified opinion sheet (one version of it).
 */
export type SheetId = number;

/**
 * 条目.
 */
export type SheetItem = { 
/**
 * Row id.
 */
id: SheetItemId, 
/**
 * Number within the sheet, from 1.
 */
no: number, 
/**
 * The remarks it came from.
 */
sources: Array<RemarkId>, 
/**
 * Theme under which it is listed, e.g. 指标体系.
 */
theme: string, 
/**
 * Section or page of the report.
 */
place: string, 
/**
 * 存在问题.
 */
problem: string, 
/**
 * 修改意见或建议.
 */
suggestion: string, 
/**
 * 性质.
 */
nature: Nature, };

/**
 * A line of a sheet.
 */
export type SheetItemId = number;

/**
 * A final sheet to revise.
 */
export type SheetRevise = { 
/**
 * Which sheet.
 */
sheet: SheetId, 
/**
 * Why.
 */
reason: string, };

/**
 * The head of a sheet; what is left out stays as it is.
 */
export type SheetSet = { 
/**
 * Which sheet.
 */
sheet: SheetId, 
/**
 * 总体意见.
 */
overall: string | null, 
/**
 * Conclusion of the panel.
 */
conclusion: string | null, 
/**
 * Why it differs from the suggested one.
 */
conclusion_reason: string | null, };

/**
 * Draft → final → superseded.
 */
export type SheetState = "draft" | "final" | "superseded";

/**
 * A sheet with everything a page shows about it.
 */
export type SheetView = { 
/**
 * The sheet as it is kept.
 */
sheet: Sheet, 
/**
 * The arithmetic; a final sheet shows the frozen one. None while an opinion is open again.
 */
tally: Tally | null, 
/**
 * The rule in words; empty without a tally.
 */
rule_words: string, 
/**
 * Conclusion the points suggest.
 */
suggested: string | null, 
/**
 * What keeps it from being finalised.
 */
problems: Array<Problem>, 
/**
 * Check code of the final content.
 */
check_code: string | null, };

/**
 * Which sheet.
 */
export type SheetWhich = { 
/**
 * Its id.
 */
sheet: SheetId, };

/**
 * A rounded result as it is displayed: with all its places, also trailing noughts (`83.10`).
 */
export type Shown = string;

/**
 * From where on opinions count as divergent, each as a share of full points (domain rules §8.3, statistics §7).
 */
export type SignalLimits = { 
/**
 * An expert's total from the mean of all totals: 15 of 100.
 */
from_mean: Points, 
/**
 * An expert's total from the median of the others': 20 of 100.
 */
from_others: Points, 
/**
 * Highest from lowest total: 20 of 100.
 */
range: Points, 
/**
 * Highest from lowest score of one criterion: half of its points.
 */
criterion_range: Points, };

/**
 * The result for one report.
 */
export type Tally = { 
/**
 * The rule asked for.
 */
rule: Rule, 
/**
 * The rule that was applied: `by_panel` has become `mean` or `trim_one_each`.
 */
applied: Rule, 
/**
 * Level of the rows.
 */
level: Level, 
/**
 * Digits after the point.
 */
places: number, 
/**
 * Policy for missing scores.
 */
missing: Missing, 
/**
 * Opinions that took part, dropped ones included (n).
 */
n: number, 
/**
 * Rows of the score summary; their displayed values add up to the total.
 */
rows: Array<Line>, 
/**
 * The result per criterion, also where the rows are groups.
 */
criteria: Array<Line>, 
/**
 * The experts in panel order.
 */
experts: Array<ExpertLine>, 
/**
 * Names of the dropped experts: the highest, then the lowest.
 */
dropped: Array<string>, 
/**
 * Sum of the displayed rows; none when nobody scored anything.
 */
total: Shown | null, 
/**
 * Grade of the displayed total.
 */
grade: string | null, 
/**
 * Rounded mean of the kept experts' exact totals, to compare; none under `median`.
 */
mean_of_totals: Shown | null, 
/**
 * The total differs from it by more than 0.05: a note is printed (domain rules §8.2).
 */
note_needed: boolean, };

/**
 * How the opinions of a panel become one result (domain rules §8.2).
 */
export type TallyRules = { 
/**
 * The rule.
 */
rule: Rule, 
/**
 * At which level the rows stand.
 */
level: Level, 
/**
 * Digits after the point of rows and total.
 */
places: number, 
/**
 * How the last of them is decided.
 */
rounding: Rounding, 
/**
 * What becomes of a score that is not there.
 */
missing: Missing, 
/**
 * Fewer opinions than this are not tallied.
 */
min_panel: number, 
/**
 * Weight per kind of expert, for `weighted`; a kind that is not named weighs 1.
 */
weights: Array<Weight>, 
/**
 * From where on opinions count as divergent; none = the defaults.
 */
signals: SignalLimits | null, };

/**
 * 不采用.
 */
export type Unused = { 
/**
 * The remark.
 */
remark: RemarkId, 
/**
 * Why.
 */
reason: string, };

/**
 * A remark that is not used; an empty reason takes it back.
 */
export type UnusedSet = { 
/**
 * In which sheet.
 */
sheet: SheetId, 
/**
 * Which remark.
 */
remark: RemarkId, 
/**
 * Why.
 */
reason: string, };

/**
 * A veto item ticked or not.
 */
export type VetoSet = { 
/**
 * Of which opinion.
 */
opinion: OpinionId, 
/**
 * The item, as the form writes it.
 */
item: string, 
/**
 * Ticked.
 */
ticked: boolean, };

/**
 * Weight of a kind of expert.
 */
export type Weight = { 
/**
 * The kind of expert (业务, 管理, 财务 …).
 */
kind: string, 
/**
 * Its weight, above nought.
 */
weight: Points, };

/** Every command: its arguments and its reply. */
export type Api = {
  /** Name and version of the program; needs no workspace. */
  app_about: [null, About];
  /** All form versions. */
  form_list: [null, Array<FormRow>];
  /** One form version with its warnings. */
  form_show: [FormWhich, FormView];
  /** Takes a form file in as a new version. */
  form_import: [FormImport, FormRow];
  /** Takes a workbook in as a new version of a form, with what was guessed. */
  form_import_xlsx: [FormImportXlsx, FormView];
  /** Writes a form to a file: a workbook or JSON, by its ending. */
  form_export: [FormExport, Exported];
  /** The expert pool. */
  expert_list: [null, Array<Expert>];
  /** Adds an expert to the pool. */
  expert_add: [ExpertHead, Expert];
  /** All sessions. */
  session_list: [null, Array<Session>];
  /** One session with its reports, panel, recusals and opinions. */
  session_show: [SessionWhich, SessionView];
  /** Adds a session in draft. */
  session_add: [SessionAdd, SessionView];
  /** Seats an expert in a panel. */
  session_member_add: [MemberAdd, SessionView];
  /** Records that a member does not review a report. */
  session_recuse: [Recusal, SessionView];
  /** Opens a session for scoring and freezes its form. */
  session_open: [SessionWhich, SessionView];
  /** Adds a report to a session. */
  report_add: [ReportAdd, Report];
  /** One report with its files. */
  report_show: [ReportWhich, ReportView];
  /** Attaches a file to a report. */
  report_attach: [ReportAttach, ReportView];
  /** Begins a member's opinion on a report, or returns the one begun. */
  opinion_begin: [OpinionBegin, OpinionView];
  /** One opinion with its problems and totals. */
  opinion_show: [OpinionWhich, OpinionView];
  /** The opinions on a report. */
  opinion_list: [ReportWhich, Array<OpinionView>];
  /** Sets or clears one score of a draft opinion, or its reason. */
  score_set: [ScoreSet, OpinionView];
  /** Sets the conclusion, the free texts and the declaration of a draft opinion. */
  opinion_set: [OpinionSet, OpinionView];
  /** Ticks or unticks a veto item. */
  opinion_veto: [VetoSet, OpinionView];
  /** Adds a remark. */
  remark_add: [RemarkAdd, OpinionView];
  /** Changes a remark. */
  remark_set: [RemarkSet, OpinionView];
  /** Removes a remark that no sheet cites. */
  remark_remove: [RemarkWhich, OpinionView];
  /** Signs an opinion; every blocking problem refuses it. */
  opinion_sign: [OpinionWhich, OpinionView];
  /** Opens a signed opinion again, with a reason. */
  opinion_reopen: [OpinionReopen, OpinionView];
  /** The tally of a report over its signed opinions. */
  sheet_tally: [ReportWhich, Tally];
  /** Begins the unified sheet of a report, or returns its newest version. */
  sheet_begin: [ReportWhich, SheetView];
  /** One sheet with its tally and problems. */
  sheet_show: [SheetWhich, SheetView];
  /** Sets the overall opinion and the conclusion of a draft sheet. */
  sheet_set: [SheetSet, SheetView];
  /** Adds an item with the remarks it comes from. */
  sheet_item_add: [ItemAdd, SheetView];
  /** Changes an item and its sources. */
  sheet_item_set: [ItemSet, SheetView];
  /** Removes an item. */
  sheet_item_remove: [ItemWhich, SheetView];
  /** Refuses a remark with a reason. */
  sheet_unused_set: [UnusedSet, SheetView];
  /** Records a member's dissent. */
  sheet_dissent_set: [DissentSet, SheetView];
  /** Finalises a sheet and freezes its content. */
  sheet_finalise: [SheetWhich, SheetView];
  /** Begins the next version of a final sheet, with a reason. */
  sheet_revise: [SheetRevise, SheetView];
  /** Writes 专家评审意见表 of an opinion as PDF; a draft is marked as such. */
  export_opinion: [ExportOpinion, Exported];
  /** Writes 专家组统一评审意见表 of a sheet as PDF; a draft is marked as such. */
  export_sheet: [ExportSheet, Exported];
  /** Writes all papers and files of a session into a folder. */
  export_session: [ExportSession, Array<Exported>];
  /** The newest lines of the log. */
  log_show: [LogShow, Array<EventView>];
  /** Recomputes the log and compares it with the tables. */
  log_verify: [null, LogVerdict];
  /** Takes the last command back, as a new event. */
  log_undo: [null, Array<string>];
  /** Takes the last undo back. */
  log_redo: [null, Array<string>];
};
