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
 * A score agreed in discussion, on paper.
 */
export type AgreedRecord = { 
/**
 * Id of the criterion.
 */
criterion: string, 
/**
 * Its name.
 */
name: string, 
/**
 * As typed.
 */
text: string, 
/**
 * The result it gives, rounded and padded to the form's places.
 */
agreed: Shown | null, 
/**
 * The mean of what the experts gave, beside it.
 */
mean: Shown | null, 
/**
 * Why.
 */
reason: string, 
/**
 * 少数意见; empty = none.
 */
minority: string, };

/**
 * A score agreed in discussion; an empty value takes it back.
 */
export type AgreedScoreSet = { 
/**
 * Of which report.
 */
report: ReportId, 
/**
 * For which criterion.
 */
criterion: string, 
/**
 * As typed.
 */
value: string, 
/**
 * Why; needed unless the score is taken back.
 */
reason: string, 
/**
 * 少数意见; empty = none.
 */
minority: string, };

/**
 * The answers of one opinion, without its place in a workspace.
 */
export type Answers = { 
/**
 * Scores as typed, with their reasons; by criterion.
 */
scores: Array<Score>, 
/**
 * Ticked veto items.
 */
veto: Array<string>, 
/**
 * Conclusion; empty = none.
 */
conclusion: string, 
/**
 * Remarks under their numbers.
 */
remarks: Array<NumberedRemark>, 
/**
 * 主要成效与可推广经验.
 */
merits: string, 
/**
 * 对项目预算安排和管理的建议.
 */
budget_advice: string, 
/**
 * 回避声明 given.
 */
declared: boolean, };

/**
 * What a person is asked.
 */
export type Ask = "key" | "old_package" | "gap" | "late" | "conflict";

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
 * An attached file to write out.
 */
export type AttachmentExtract = { 
/**
 * Of which report.
 */
report: ReportId, 
/**
 * Its name there.
 */
name: string, };

/**
 * A file and the report it seems to belong to.
 */
export type AttachmentMatch = { 
/**
 * Where it lies.
 */
path: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * The one report its name fits; none = it fits none, or several.
 */
report: ReportId | null, 
/**
 * Why it cannot be attached, in words; empty = it can.
 */
trouble: string, };

/**
 * A piece of an attached file.
 */
export type AttachmentPiece = { 
/**
 * Of which report.
 */
report: ReportId, 
/**
 * The file's name there.
 */
name: string, 
/**
 * From this byte on.
 */
from: number, 
/**
 * So many bytes, at most 4 MB; fewer come back at the end of the file.
 */
length: number, };

/**
 * A file to be taken off a report.
 */
export type AttachmentRemove = { 
/**
 * Of which report.
 */
report: ReportId, 
/**
 * Name of the file.
 */
name: string, };

/**
 * Files to be looked at.
 */
export type AttachmentsMatch = { 
/**
 * For which session.
 */
session: SessionId, 
/**
 * Where they lie.
 */
paths: Array<string>, };

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
 * One member and one report.
 */
export type BoardCell = { 
/**
 * The report.
 */
report: ReportId, 
/**
 * The member.
 */
member: MemberId, 
/**
 * How far it is.
 */
state: CellState, 
/**
 * Version of the opinion, once it is signed.
 */
version: number | null, 
/**
 * The opinion, once there is one.
 */
opinion: OpinionId | null, 
/**
 * State and version in words.
 */
words: string, };

/**
 * A member.
 */
export type BoardColumn = { 
/**
 * Its id.
 */
id: MemberId, 
/**
 * Name.
 */
name: string, 
/**
 * Chair or member.
 */
role: MemberRole, 
/**
 * The newest package; none before the first.
 */
package: BoardPackage | null, 
/**
 * When something of this member was last taken in, RFC 3339.
 */
last_received_at: string | null, 
/**
 * Number of the last return that was taken in.
 */
seq: number | null, };

/**
 * A package as the board tells of it.
 */
export type BoardPackage = { 
/**
 * 1, 2, …
 */
revision: number, 
/**
 * When, RFC 3339.
 */
issued_at: string, };

/**
 * A report.
 */
export type BoardRow = { 
/**
 * Its id.
 */
id: ReportId, 
/**
 * Its number.
 */
no: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Opinions that are in.
 */
returned: number, 
/**
 * Members that review it.
 */
of: number, 
/**
 * How far it is, in words.
 */
state: string, };

/**
 * The board of a session.
 */
export type BoardView = { 
/**
 * The reports in order.
 */
rows: Array<BoardRow>, 
/**
 * The panel in order.
 */
columns: Array<BoardColumn>, 
/**
 * One for each report and member, report by report.
 */
cells: Array<BoardCell>, 
/**
 * Opinions that are in.
 */
returned: number, 
/**
 * Opinions that are still to come.
 */
open: number, };

/**
 * Somebody who can be drawn.
 */
export type Candidate = { 
/**
 * Row id.
 */
expert: ExpertId, 
/**
 * UUID, by which the list is ordered.
 */
uid: string, 
/**
 * Name.
 */
name: string, 
/**
 * Kind of expert.
 */
kind: string, 
/**
 * 专业领域.
 */
field: string, };

/**
 * What becomes of one opinion.
 */
export type CarriedOpinion = { 
/**
 * The opinion.
 */
opinion: OpinionId, 
/**
 * On which report.
 */
report: ReportId, 
/**
 * By which member.
 */
member: MemberId, 
/**
 * Every criterion of the newer form in its order, then those that are gone.
 */
scores: Array<CarriedScore>, 
/**
 * Ticked veto items that are gone.
 */
veto_gone: Array<string>, 
/**
 * The chosen conclusion, if it can no longer be chosen.
 */
conclusion_gone: string | null, 
/**
 * Remarks whose criterion is gone, or whose criterion's id stands for another question by now.
 */
remarks_unlinked: Array<UnlinkedRemark>, };

/**
 * What becomes of one answer.
 */
export type CarriedScore = { 
/**
 * Id of the criterion.
 */
criterion: string, 
/**
 * Its name, in the newer form where it is there.
 */
name: string, 
/**
 * What becomes of it.
 */
fate: Fate, 
/**
 * The score as it was typed.
 */
text: string, 
/**
 * Its reason.
 */
reason: string, 
/**
 * Numbers of the remarks that name the criterion.
 */
remarks: Array<number>, 
/**
 * What changed in the criterion.
 */
changes: Array<FormChange>, };

/**
 * How far one opinion is.
 */
export type CellState = "not_issued" | "issued" | "incomplete" | "returned" | "fill_in" | "paper" | "recused" | "declined" | "draft";

/**
 * What becomes of one report of a file.
 */
export type Change = "new" | "changed" | "same" | "kept" | "incomplete" | "recused" | "declined" | "not_taken";

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
 * A coefficient of the whole table.
 */
export type Coefficient = { 
/**
 * `kendall_w`, `alpha_interval`, `icc_2_1` or `icc_2_k`; the name stands in the locale under `statistic.<code>`, how
 * it is computed under `method.<code>`.
 */
statistic: string, 
/**
 * The value.
 */
value: string, 
/**
 * Lower end of the 95 % interval, approximate.
 */
low: string | null, 
/**
 * Upper end.
 */
high: string | null, 
/**
 * Why there is no interval where there could be one.
 */
interval_withheld: string | null, 
/**
 * χ² of the test of W.
 */
chi_squared: string | null, 
/**
 * Its degrees of freedom.
 */
df: string | null, 
/**
 * Its probability by chance, approximate.
 */
p: string | null, 
/**
 * Reports it rests on.
 */
reports: number, 
/**
 * Totals it rests on.
 */
totals: number, };

/**
 * A report on its way to a unified sheet.
 */
export type ComposeView = { 
/**
 * The report.
 */
report: Report, 
/**
 * Why nothing can be composed yet, in words; none = it can.
 */
waiting: string | null, 
/**
 * The newest version of the sheet, once begun.
 */
sheet: SheetView | null, 
/**
 * What keeps it from being finalised, each in words.
 */
lines: Array<string>, 
/**
 * Conclusions to choose from.
 */
conclusions: Array<string>, 
/**
 * The remarks of the opinions that count, by seat and number.
 */
sources: Array<SourceView>, 
/**
 * The experts whose opinions count.
 */
voices: Array<VoiceView>, 
/**
 * Remarks that stand in an item.
 */
used: number, 
/**
 * Remarks refused with a reason.
 */
refused: number, 
/**
 * Remarks that nobody has dealt with yet.
 */
open: number, };

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
 * A correction on paper (domain rules §8.4: 原值、新值、理由、操作人、见证人、时间).
 */
export type CorrectionRecord = { 
/**
 * Whose score.
 */
expert: string, 
/**
 * Id of the criterion.
 */
criterion: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What stood there, as typed; empty = nothing.
 */
old: string, 
/**
 * What counts instead, as typed.
 */
new: string, 
/**
 * On which ground.
 */
ground: Ground, 
/**
 * Why.
 */
reason: string, 
/**
 * 操作人.
 */
actor: string, 
/**
 * 见证人.
 */
witness: string, 
/**
 * When, RFC 3339.
 */
at: string, };

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
 * What was decided on one file.
 */
export type Decision = { 
/**
 * Which file, by its SHA-256.
 */
sha256: string, 
/**
 * Everything it asks is answered with yes; false = it is left out.
 */
accept: boolean, 
/**
 * Why; required where something is accepted. Where values are chosen it stands as the note of the re-check.
 */
reason: string, 
/**
 * What counts, place by place.
 */
choices: Array<FieldChoice>, };

/**
 * One line of the arithmetic of a score by deductions.
 */
export type Deducted = { 
/**
 * What was counted.
 */
name: string, 
/**
 * How many; none = the points were entered themselves.
 */
count: number | null, 
/**
 * What one of them is called.
 */
unit: string, 
/**
 * Points for each.
 */
each: Points, 
/**
 * Points taken, at most the deduction's own limit.
 */
taken: Points, };

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
 * Where the person is.
 */
export type DeskKeep = { 
/**
 * Whatever the page wants to find again; at most 1 MB.
 */
place: unknown, };

/**
 * A workspace by its file.
 */
export type DeskPath = { 
/**
 * The file: `*.tongping`, to open also a package (`*.tpk`).
 */
path: string, };

/**
 * Who uses this computer.
 */
export type DeskRole = "expert" | "staff";

/**
 * What to change; what is not named stays.
 */
export type DeskSet = { 
/**
 * Who uses this computer.
 */
role?: DeskRole | null, 
/**
 * Size of the type: 16, 18, 20 or 24 (px).
 */
type_size?: 16 | 18 | 20 | 24, };

/**
 * The settings as they are in force.
 */
export type DeskSettings = { 
/**
 * None until the first question was answered.
 */
role: DeskRole | null, 
/**
 * Size of the type (px); until chosen, 16 for staff and 18 for everybody else.
 */
type_size: 16 | 18 | 20 | 24, };

/**
 * The desk: settings, the open workspace, the ones before.
 */
export type DeskView = { 
/**
 * What was chosen for this computer.
 */
settings: DeskSettings, 
/**
 * The open workspace.
 */
workspace: DeskWorkspace | null, 
/**
 * The workspaces that were open last, newest first.
 */
recent: Array<RecentWorkspace>, 
/**
 * The time (RFC 3339) up to which the open workspace was recovered, if it was not closed in order the last time.
 */
recovered: string | null, 
/**
 * Why the file the program was started with could not be opened.
 */
refused: string | null, 
/**
 * A package that was to be opened and needs its code: ask for it, then `package_open`.
 */
asks_code: string | null, 
/**
 * What the package that was just opened changed in a workspace that stood here already, in words.
 */
changes: Array<string>, 
/**
 * What went wrong with the desk's own files: settings that were set aside, a list that could not be written.
 */
troubles: Array<string>, };

/**
 * The open workspace.
 */
export type DeskWorkspace = { 
/**
 * Where it lies.
 */
path: string, 
/**
 * Its name for people: the file's name without ending; of a package, the title of its session.
 */
name: string, 
/**
 * Who sits in it, where it was made of a package.
 */
package: PackageSeat | null, 
/**
 * Where the person was in it, as the page kept it; null at first.
 */
place: unknown, };

/**
 * A dialog for opening.
 */
export type DialogOpen = { 
/**
 * What is looked for.
 */
kind: OpenKind, };

/**
 * A dialog for saving.
 */
export type DialogSave = { 
/**
 * What is saved.
 */
kind: SaveKind, 
/**
 * The name to begin with.
 */
name: string, };

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
 * A locked draw.
 */
export type DrawLine = { 
/**
 * When it was drawn.
 */
drawn_at: string, 
/**
 * Name of the algorithm.
 */
algorithm: string, 
/**
 * Its seed.
 */
seed: string, 
/**
 * SHA-256 of the pool it was drawn from.
 */
pool_sha256: string, 
/**
 * Experts in that pool.
 */
candidates: number, 
/**
 * 监督人; may be empty.
 */
witness: string, };

/**
 * A draw; nothing of it is written.
 */
export type DrawView = { 
/**
 * Name of the algorithm.
 */
algorithm: string, 
/**
 * Its seed, 32 hex digits.
 */
seed: string, 
/**
 * SHA-256 of the list of candidates.
 */
pool_sha256: string, 
/**
 * Experts in the pool.
 */
pool: number, 
/**
 * Those of them who could be drawn, as they were: the list the draw is repeated from.
 */
candidates: Array<Candidate>, 
/**
 * Those left out, with the ground of each.
 */
excluded: Array<NotDrawn>, 
/**
 * How many of the rest fit no quota.
 */
unfit: number, 
/**
 * 正选, in the order drawn.
 */
selected: Array<Pick>, 
/**
 * 候补, in the order in which they step in.
 */
reserves: Array<Pick>, 
/**
 * What is unusual or lacking, in words.
 */
warnings: Array<string>, };

/**
 * One edit. `target`, `group`, `under` and `before` name a criterion or a group by its id; `group:` before an id means
 * the group where a criterion has the same id.
 */
export type Edit = { "edit": "set", 
/**
 * Whose field.
 */
target: string, 
/**
 * Name of the field in the file, e.g. `guide`, `choices`, `grades`.
 */
field: string, 
/**
 * Its value as the file writes it; decimals are texts.
 */
value: unknown, } | { "edit": "add_group", 
/**
 * Below which group; none = on the first level.
 */
under: string | null, 
/**
 * Before which sibling; none = at the end.
 */
before: string | null, 
/**
 * Its id; none = the next number.
 */
id: string | null, 
/**
 * Its name.
 */
name: string, 
/**
 * Its points; none = 0.
 */
max: string | null, } | { "edit": "add_criterion", 
/**
 * To which group.
 */
group: string, 
/**
 * Before which sibling; none = at the end.
 */
before: string | null, 
/**
 * Its id; none = the next number.
 */
id: string | null, 
/**
 * Its name.
 */
name: string, 
/**
 * Its full points; none = 0.
 */
max: string | null, 
/**
 * More of its fields as the file writes them; none = no more.
 */
fields: Record<string, unknown> | null, } | { "edit": "move", 
/**
 * What.
 */
target: string, 
/**
 * Into which group; none = where the sibling stands.
 */
under: string | null, 
/**
 * Before which sibling; none = to the end.
 */
before: string | null, } | { "edit": "remove", 
/**
 * What.
 */
target: string, } | { "edit": "reweigh", 
/**
 * Which and how many.
 */
points: Array<NewPoints>, } | { "edit": "scale", 
/**
 * Which group.
 */
group: string, 
/**
 * Its new points.
 */
total: string, } | { "edit": "sum_up" } | { "edit": "set_reasons", 
/**
 * Which criterion.
 */
criterion: string, 
/**
 * The reasons, in order.
 */
reasons: Array<string>, } | { "edit": "renumber" };

/**
 * What an edit did besides what it says.
 */
export type Edited = { 
/**
 * The id of the group or criterion that was added.
 */
added: string | null, 
/**
 * Points that became others.
 */
points: Array<Reweighed>, 
/**
 * Ids that became others.
 */
renumbered: Array<Renumbered>, };

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
 * The figures of one expert.
 */
export type ExpertFigures = { 
/**
 * Name.
 */
name: string, 
/**
 * How many totals.
 */
n: number, 
/**
 * Mean of the totals; from three experts.
 */
mean: Shown | null, 
/**
 * Points above (lenient) or below (severe, negative) the panel, by the additive model.
 */
severity: string | null, };

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
 * A list of experts to look at.
 */
export type ExpertListRead = { 
/**
 * A workbook or CSV.
 */
path: string, };

/**
 * A row of a list of experts.
 */
export type ExpertListRow = { 
/**
 * Row in the file, from 1.
 */
row: number, 
/**
 * The expert.
 */
head: ExpertHead, };

/**
 * A list of experts as it was read; nothing is written.
 */
export type ExpertListView = { 
/**
 * Name of the worksheet; empty for CSV.
 */
sheet: string, 
/**
 * How the columns were understood.
 */
columns: Array<ListColumn>, 
/**
 * The experts.
 */
rows: Array<ExpertListRow>, 
/**
 * What is wrong, by place.
 */
problems: Array<ListProblem>, 
/**
 * Whether it can be taken in.
 */
can_add: boolean, };

/**
 * Several experts.
 */
export type ExpertsAdd = { 
/**
 * What is known of each, in order.
 */
heads: Array<ExpertHead>, };

/**
 * A form of the workspace and where its blank paper goes.
 */
export type ExportForm = { 
/**
 * Its code, e.g. `T-RV-SCORE`.
 */
code: string, 
/**
 * Its version; none = the newest.
 */
version: string | null, 
/**
 * File to write.
 */
path: string, };

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
 * An expert of a session and the folder for the papers of his or her signed opinions.
 */
export type ExportOpinions = { 
/**
 * Which session.
 */
session: SessionId, 
/**
 * Which member of its panel.
 */
member: MemberId, 
/**
 * Folder; made if it is not there.
 */
folder: string, };

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
 * A report in words, for a file beside the papers.
 */
export type ExportText = { 
/**
 * Where to; a `.txt` file.
 */
path: string, 
/**
 * What it says.
 */
text: string, };

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
 * The paper of a signed opinion that was written and read back.
 */
export type ExportedOpinion = { 
/**
 * On which report.
 */
report: ReportId, 
/**
 * The file.
 */
path: string, 
/**
 * Its size in bytes.
 */
size: number, 
/**
 * SHA-256 of the file.
 */
sha256: string, 
/**
 * Check code of the opinion, as printed on it.
 */
check_code: string | null, };

/**
 * Where an attached file was written to.
 */
export type Extracted = { 
/**
 * The file, for `system_open`.
 */
path: string, };

/**
 * What becomes of an answer.
 */
export type Fate = "kept" | "kept_but_check" | "enter_again" | "dropped" | "new" | "unscored";

/**
 * How many answers have which fate, over all opinions.
 */
export type FateCounts = { 
/**
 * 保留.
 */
kept: number, 
/**
 * 保留，请核对.
 */
kept_but_check: number, 
/**
 * 须重新填写.
 */
enter_again: number, 
/**
 * 指标已取消.
 */
dropped: number, 
/**
 * 新增.
 */
new: number, 
/**
 * 尚未填写.
 */
unscored: number, };

/**
 * What counts at one place.
 */
export type FieldChoice = { 
/**
 * On which report.
 */
report: ReportId, 
/**
 * The place, as the view names it.
 */
place: string, 
/**
 * What stands here, or what came in.
 */
take: ImportChoice, };

/**
 * What may stand in a head field.
 */
export type FieldKind = "text" | "date" | "money" | "choice";

/**
 * A head field and what stands in it.
 */
export type FieldView = { 
/**
 * The field, as the form asks for it.
 */
field: HeadField, 
/**
 * What was filled in; empty = nothing.
 */
text: string, 
/**
 * The same as it is printed.
 */
printed: string, };

/**
 * A file and the report it is to be attached to.
 */
export type FileOfReport = { 
/**
 * Which report.
 */
report: ReportId, 
/**
 * Where the file lies.
 */
path: string, };

/**
 * For whom a fill-in form is written, and where it goes.
 */
export type FillInExport = { 
/**
 * Which member of a panel.
 */
member: MemberId, 
/**
 * File to write, `.xlsx`.
 */
path: string, };

/**
 * A session and the folder for the fill-in forms of its panel.
 */
export type FillInsExport = { 
/**
 * Which session.
 */
session: SessionId, 
/**
 * Folder; made if it is not there.
 */
folder: string, };

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
 * A total far from the others.
 */
export type Flag = { 
/**
 * Whose.
 */
expert: string, 
/**
 * The total.
 */
given: Points, 
/**
 * What it was measured against: the median of the others; of just two others the nearer one.
 */
others: Shown, 
/**
 * Distance from it.
 */
distance: Shown, 
/**
 * Flagged by the points rule.
 */
by_points: boolean, 
/**
 * Modified z; from five totals that are not mostly equal.
 */
modified_z: Shown | null, 
/**
 * Flagged by the modified z (beyond 3.5).
 */
by_modified_z: boolean, };

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
 * A form in short.
 */
export type FormBrief = { 
/**
 * Evidence label of the points.
 */
evidence: string, 
/**
 * Level-one groups.
 */
groups: number, 
/**
 * Criteria.
 */
criteria: number, 
/**
 * Full points; none where nothing is counted.
 */
total: Points | null, };

/**
 * One difference.
 */
export type FormChange = { 
/**
 * Stable name; the sentence stands in the locale under `change.<code>`.
 */
code: string, 
/**
 * Where: a criterion by its id (in the newer form where it is there), a group or a value by its path.
 */
place: Place, 
/**
 * Values for the sentence; one whose name ends in `_word` is itself a key of the locale.
 */
params: Record<string, string>, };

/**
 * Two forms to compare.
 */
export type FormCompare = { 
/**
 * The older.
 */
old: FormSource, 
/**
 * The newer.
 */
new: FormSource, };

/**
 * Two forms and what differs.
 */
export type FormComparison = { 
/**
 * The older.
 */
old: FormName, 
/**
 * The newer.
 */
new: FormName, 
/**
 * What differs, in the order of the paper; empty = nothing.
 */
changes: Array<FormChange>, };

/**
 * A draft as it is kept.
 */
export type FormDraft = { 
/**
 * Row id.
 */
id: FormDraftId, 
/**
 * UUIDv7.
 */
uid: string, 
/**
 * Code of the form it was begun from; empty = begun from nothing.
 */
base_code: string, 
/**
 * Version of that form.
 */
base_version: string, };

/**
 * A draft to begin.
 */
export type FormDraftBegin = { 
/**
 * What it is copied from; none = an empty form.
 */
from: FormSource | null, 
/**
 * Its code; none = that of the original, with the next version number.
 */
code: string | null, 
/**
 * Its title; none = that of the original.
 */
title: string | null, };

/**
 * Edits of a draft.
 */
export type FormDraftEdit = { 
/**
 * Which draft.
 */
draft: FormDraftId, 
/**
 * What is done, in order; all of it or nothing.
 */
edits: Array<Edit>, 
/**
 * Only show what would become of it; nothing is kept.
 */
preview: boolean, };

/**
 * A form that is being written.
 */
export type FormDraftId = number;

/**
 * A draft to issue.
 */
export type FormDraftIssue = { 
/**
 * Which draft.
 */
draft: FormDraftId, 
/**
 * Under which version; none = the one it has.
 */
version: string | null, };

/**
 * A draft as it is listed.
 */
export type FormDraftRow = { 
/**
 * The draft.
 */
draft: FormDraft, 
/**
 * Code it will have.
 */
code: string, 
/**
 * Version it will have.
 */
version: string, 
/**
 * Title.
 */
title: string, 
/**
 * Full points.
 */
total: Points, 
/**
 * How many criteria.
 */
criteria: number, 
/**
 * How many problems keep it from being issued.
 */
errors: number, };

/**
 * A draft with everything an editor shows beside it.
 */
export type FormDraftView = { 
/**
 * The draft.
 */
draft: FormDraft, 
/**
 * The form as it stands.
 */
form: Form, 
/**
 * SHA-256 of its canonical JSON.
 */
sha256: string, 
/**
 * Everything that is wrong or worth a look, with its place in the form.
 */
problems: Array<Problem>, 
/**
 * Stated points beside the sums of what stands below.
 */
sums: Sums, 
/**
 * What differs from the version it was begun from; none where there is no such version.
 */
changes: Array<FormChange> | null, 
/**
 * What the edits of this command did, one for each.
 */
edited: Array<Edited>, };

/**
 * Which draft.
 */
export type FormDraftWhich = { 
/**
 * Its id.
 */
draft: FormDraftId, };

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
export type FormLine = { 
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
frozen: boolean, 
/**
 * Evidence label of the points.
 */
evidence: string, 
/**
 * Level-one groups.
 */
groups: number, 
/**
 * Criteria.
 */
criteria: number, 
/**
 * Full points; none where nothing is counted.
 */
total: Points | null, };

/**
 * What becomes of a session when it goes over to another version of its form.
 */
export type FormMoveView = { 
/**
 * The version it has.
 */
from: FormRow, 
/**
 * The version it would have.
 */
to: FormRow, 
/**
 * What differs between them.
 */
changes: Array<FormChange>, 
/**
 * Every opinion that was begun, in order of report and seat.
 */
opinions: Array<MovedOpinion>, 
/**
 * Filled-in head fields that the other version does not ask for or does not take as they stand.
 */
fields: Array<MovedField>, 
/**
 * Answers by what becomes of them.
 */
counts: FateCounts, 
/**
 * Names of members with a signed opinion: each must be reopened first.
 */
signed: Array<string>, 
/**
 * Numbers of reports with a sheet: from then on the form stays.
 */
sheets: Array<string>, 
/**
 * A score was agreed or a tally locked: from then on the form stays, too.
 */
settled: boolean, };

/**
 * A form by its names.
 */
export type FormName = { 
/**
 * Code.
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
sha256: string, };

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
 * A form by where it comes from.
 */
export type FormSource = { "kind": "workspace", 
/**
 * Its code.
 */
code: string, 
/**
 * Its version; none = the newest.
 */
version: string | null, } | { "kind": "built_in", 
/**
 * Its code.
 */
code: string, } | { "kind": "draft", 
/**
 * Which draft.
 */
draft: FormDraftId, } | { "kind": "json", 
/**
 * The text.
 */
json: string, };

/**
 * A form and what is typed on it.
 */
export type FormTry = { 
/**
 * The form; it may be unfinished.
 */
form: FormSource, 
/**
 * The scores; a criterion without one is not scored.
 */
scores: Array<TriedScore>, 
/**
 * Ticked veto items.
 */
veto: Array<string>, 
/**
 * The conclusion; none = it is not looked at.
 */
conclusion: string | null, };

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
 * The four lawful grounds of a correction (财政部令第87号第六十四条, 移用; domain rules §8.4).
 */
export type Ground = "sum_error" | "out_of_range" | "objective_differs" | "extreme";

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
 * The points of a group beside what stands below it.
 */
export type GroupSum = { 
/**
 * Id of the group.
 */
id: string, 
/**
 * Its path in the file.
 */
path: string, 
/**
 * Its level, from 1.
 */
level: number, 
/**
 * Its points as stated.
 */
stated: Points, 
/**
 * Sum of its groups and criteria.
 */
sum: Points, 
/**
 * Both are the same.
 */
agrees: boolean, };

/**
 * Where a return goes.
 */
export type HandBack = { 
/**
 * File to write, `*.tpr`.
 */
path: string, 
/**
 * Writes the papers of the signed opinions beside it, with its check code on each.
 */
papers: boolean, };

/**
 * A package as the expert knows it.
 */
export type HandBackPackage = { 
/**
 * Title of the session.
 */
title: string, 
/**
 * Who holds the review.
 */
organiser: string, 
/**
 * Name of the expert.
 */
expert: string, 
/**
 * When it is due, RFC 3339; none where nothing was set.
 */
due_at: string | null, 
/**
 * Revision that was opened last.
 */
revision: number, };

/**
 * One report of the package.
 */
export type HandBackRow = { 
/**
 * The report.
 */
report: ReportId, 
/**
 * Its number.
 */
no: string, 
/**
 * Its title.
 */
title: string, 
/**
 * What a return made now says of it.
 */
state: ReturnedState, 
/**
 * 回避事由, or why it cannot be reviewed; empty else.
 */
ground: string, 
/**
 * Version of the opinion; none before it was begun.
 */
version: number | null, 
/**
 * Check code of the signed opinion.
 */
check_code: string | null, 
/**
 * Whether the last return says just this: this very version, or that it is not reviewed.
 */
in_last: boolean, };

/**
 * What would be handed back now, and what was.
 */
export type HandBackView = { 
/**
 * The package this workspace was made of.
 */
package: HandBackPackage, 
/**
 * The last return.
 */
last: HandedBackLine | null, 
/**
 * All returns, the newest last.
 */
lines: Array<HandedBackLine>, 
/**
 * The reports of the package in its order.
 */
rows: Array<HandBackRow>, 
/**
 * Whether a return made now would say something else than the last one.
 */
is_changed: boolean, };

/**
 * A return that was written and read back.
 */
export type HandedBack = { 
/**
 * The file.
 */
path: string, 
/**
 * Its size in bytes.
 */
size: number, 
/**
 * SHA-256 of what is inside the encryption.
 */
sha256: string, 
/**
 * Its check code, the head of that.
 */
check_code: string, 
/**
 * 1, 2, …
 */
seq: number, 
/**
 * Reports whose signed opinion is in it.
 */
signed: number, 
/**
 * Reports that are not finished and not in it.
 */
missing: number, 
/**
 * The papers written beside it.
 */
papers: Array<ExportedOpinion>, 
/**
 * Where all of them lie.
 */
folder: string, };

/**
 * A return that was made.
 */
export type HandedBackLine = { 
/**
 * 1, 2, …
 */
seq: number, 
/**
 * When, RFC 3339.
 */
at: string, 
/**
 * Its check code.
 */
check_code: string, 
/**
 * Reports whose signed opinion is in it.
 */
signed: number, };

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
 * What a person decides on a field.
 */
export type ImportChoice = "stored" | "incoming";

/**
 * One place, three ways.
 */
export type ImportField = { 
/**
 * Its name for `import_run`.
 */
place: string, 
/**
 * Its name for people.
 */
label: string, 
/**
 * What the expert handed back before; empty = nothing.
 */
issued: string, 
/**
 * What stands here.
 */
stored: string, 
/**
 * What came in.
 */
incoming: string, 
/**
 * Which of them counts.
 */
outcome: Outcome, };

/**
 * One file.
 */
export type ImportFile = { 
/**
 * Where it lies.
 */
path: string, 
/**
 * Its name.
 */
name: string, 
/**
 * SHA-256 of its bytes; empty where it could not be read.
 */
sha256: string, 
/**
 * Code of what was found.
 */
verdict: string, 
/**
 * What that means for the file.
 */
level: ImportLevel, 
/**
 * The one plain sentence: what happened, where, what to do.
 */
line: string, 
/**
 * Name of the expert.
 */
expert: string | null, 
/**
 * Row of the expert in the pool.
 */
expert_id: ExpertId | null, 
/**
 * His or her seat.
 */
member: MemberId | null, 
/**
 * The session.
 */
session: SessionId | null, 
/**
 * Number of the return.
 */
seq: number | null, 
/**
 * When it was written, as the expert's clock said.
 */
at: string | null, 
/**
 * Check code of the file.
 */
check_code: string | null, 
/**
 * Fingerprint of the key it is signed with.
 */
fingerprint: string | null, 
/**
 * What must be decided before it is taken in.
 */
asks: Array<Ask>, 
/**
 * Whether the bytes are kept apart, out of the scores.
 */
is_kept: boolean, 
/**
 * What it says of each report.
 */
reports: Array<ImportReport>, };

/**
 * What becomes of a file.
 */
export type ImportLevel = "new" | "changed" | "identical" | "stale" | "conflict" | "ask" | "refused" | "quarantined";

/**
 * Files and folders to look at.
 */
export type ImportPaths = { 
/**
 * Files, and folders whose files (`.tpr`, `.xlsx`) are looked at, one level deep.
 */
paths: Array<string>, };

/**
 * What a file says of one report.
 */
export type ImportReport = { 
/**
 * The report; none where it is no longer in the session.
 */
report: ReportId | null, 
/**
 * Its number.
 */
no: string, 
/**
 * Its title.
 */
title: string, 
/**
 * What becomes of it.
 */
change: Change, 
/**
 * The one plain sentence.
 */
line: string, 
/**
 * Total as it stands here.
 */
before: Shown | null, 
/**
 * Total as it will stand.
 */
after: Shown | null, 
/**
 * Places where what came in is another thing than what was sent or stands here.
 */
fields: Array<ImportField>, };

/**
 * An import to carry out.
 */
export type ImportRun = { 
/**
 * The same as were looked at.
 */
paths: Array<string>, 
/**
 * `head` of the view that was looked at: if anything moved since, nothing is taken in.
 */
head: string, 
/**
 * What was decided on files that ask.
 */
decisions: Array<Decision>, };

/**
 * What becomes, or became, of files that come in.
 */
export type ImportView = { 
/**
 * Names what the view rests on: the log and the bytes of the files. Given back to `import_run`.
 */
head: string, 
/**
 * The files, in the order in which they are taken in.
 */
files: Array<ImportFile>, 
/**
 * Files that are, or would be, taken in.
 */
taken: number, 
/**
 * Files that bring nothing new.
 */
skipped: number, 
/**
 * Files that are not taken in, those that still ask among them.
 */
refused: number, 
/**
 * Whether it was carried out.
 */
is_done: boolean, 
/**
 * 导入报告 as text.
 */
text: string, };

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
 * Where keys are kept.
 */
export type KeptIn = "keyring" | "password_file";

/**
 * How new keys are kept.
 */
export type KeysMake = { 
/**
 * With it they are kept in a file of their own; without it in the system's keyring.
 */
password?: string | null, };

/**
 * Restores the keys from the recovery sheet.
 */
export type KeysRestore = { 
/**
 * The code, as it was typed.
 */
code: string, 
/**
 * As in `KeysMake`.
 */
password?: string | null, 
/**
 * Take them even in place of others.
 */
replace?: boolean, };

/**
 * One group of the recovery sheet, typed again.
 */
export type KeysSheetConfirm = { 
/**
 * Which: `KeysView::ask_group`.
 */
group: number, 
/**
 * What was typed.
 */
text: string, };

/**
 * Where the recovery sheet goes.
 */
export type KeysSheetExport = { 
/**
 * The file.
 */
path: string, };

/**
 * Whether the keys can be used.
 */
export type KeysState = "none" | "locked" | "open";

/**
 * Unlocks the keys.
 */
export type KeysUnlock = { 
/**
 * The password; not looked at where the system's keyring has the keys.
 */
password: string, };

/**
 * 单位钥匙 of this computer.
 */
export type KeysView = { 
/**
 * Whether they can be used.
 */
state: KeysState, 
/**
 * Eight digits in two groups, as on the recovery sheet; null where no keys are known.
 */
fingerprint: string | null, 
/**
 * Where they are kept; null where no keys are known.
 */
kept_in: KeptIn | null, 
/**
 * Whether a password must be given to make or restore keys: there is no keyring here that keeps them.
 */
needs_password: boolean, 
/**
 * Whether a group of the printed sheet was typed again, or the whole code.
 */
sheet_confirmed: boolean, 
/**
 * Which group of the sheet is to be typed again (from 1); 0 without keys.
 */
ask_group: number, 
/**
 * Whether the open workspace issued packages with other keys than these.
 */
differs: boolean, 
/**
 * What is wrong with what is kept, as a sentence.
 */
trouble: string | null, };

/**
 * 评审类型.
 */
export type Kind = { 
/**
 * Name, e.g. 事前绩效评估.
 */
name: string, 
/**
 * Other names people use for it.
 */
also: Array<string>, 
/**
 * What it is for, in a sentence.
 */
about: string, 
/**
 * Code of the form that is taken where none is named.
 */
form: string, 
/**
 * The built-in forms that fit.
 */
forms: Array<KindForm>, 
/**
 * What the papers are called.
 */
titles: Titles, 
/**
 * Conclusions in the place of the form's own; empty = the form's.
 */
conclusions: Array<Conclusion>, 
/**
 * Evidence label (domain rules §0.1).
 */
evidence: string, 
/**
 * Which part comes from where, in words.
 */
source: string, };

/**
 * A built-in form that fits a kind.
 */
export type KindForm = { 
/**
 * Its code.
 */
code: string, 
/**
 * What the papers are called with this form; none = as with the others.
 */
titles: Titles | null, };

/**
 * The order of the reports without one expert.
 */
export type LeaveOneOut = { 
/**
 * Who is left out.
 */
expert: string, 
/**
 * The first place changes.
 */
first_changes: boolean, 
/**
 * Most places any report moves.
 */
largest_move: number, 
/**
 * Spearman's ρ with the order by all; none where all means are equal.
 */
correlation: string | null, };

/**
 * Somebody who is left out of a draw by hand.
 */
export type LeftOut = { 
/**
 * Who.
 */
expert: ExpertId, 
/**
 * Why, e.g. 请假.
 */
reason: string, };

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
 * A column of a list, as it was understood.
 */
export type ListColumn = { 
/**
 * Its number, from 1.
 */
column: number, 
/**
 * Its head as written.
 */
head: string, 
/**
 * Which field it fills; none = it is not read.
 */
field: string | null, };

/**
 * What is wrong in a list, or worth a look.
 */
export type ListProblem = { 
/**
 * Whether it keeps the list from being taken in.
 */
severity: Severity, 
/**
 * Row in the file, from 1; 0 = the list as a whole.
 */
row: number, 
/**
 * The place in words: worksheet, row and column.
 */
place: string, 
/**
 * What is wrong and how to mend it.
 */
sentence: string, };

/**
 * A locked tally: since when, and the check code of its frozen content.
 */
export type Locked = { 
/**
 * Time of locking, RFC 3339.
 */
at: string, 
/**
 * Check code of the tally as it was then.
 */
check_code: string, };

/**
 * The draw a panel rests on.
 */
export type LockedDraw = { 
/**
 * How many of which kind.
 */
quotas: Array<Quota>, 
/**
 * Who was left out by hand.
 */
left_out: Array<LeftOut>, 
/**
 * The seed, 32 hex digits.
 */
seed: string, 
/**
 * SHA-256 of the candidates, as the draw told it.
 */
pool_sha256: string, 
/**
 * Those who were drawn and do not sit, with the reason of each.
 */
absent: Array<LeftOut>, 
/**
 * 监督人; may be empty.
 */
witness: string, };

/**
 * What a step back and a step forth would do now.
 */
export type LogNext = { 
/**
 * What `log_undo` takes back; none where there is nothing.
 */
undo: StepView | null, 
/**
 * What `log_redo` brings back; none where there is nothing.
 */
redo: StepView | null, };

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
 * A filled-in head field that does not simply stay when a session goes over to another version of its form.
 */
export type MovedField = { 
/**
 * Number of the report.
 */
report_no: string, 
/**
 * Name of the field, in the older form.
 */
name: string, 
/**
 * What stands in it.
 */
text: string, 
/**
 * The newer form does not ask for it: it is kept and no longer shown. Otherwise it must be filled in again.
 */
gone: boolean, };

/**
 * One opinion with the names a person knows it by.
 */
export type MovedOpinion = { 
/**
 * Number of the report.
 */
report_no: string, 
/**
 * Name of the member.
 */
name: string, 
/**
 * Draft or signed.
 */
state: OpinionState, 
/**
 * What becomes of it.
 */
carried: CarriedOpinion, };

/**
 * 性质 of a remark (domain rules §12.2 `remark_kind`).
 */
export type Nature = "必须修改" | "建议修改";

/**
 * Points for one group or criterion.
 */
export type NewPoints = { 
/**
 * Its id.
 */
id: string, 
/**
 * The points, as text.
 */
points: string, };

/**
 * An expert who could not be drawn.
 */
export type NotDrawn = { 
/**
 * Who.
 */
expert: ExpertId, 
/**
 * Name.
 */
name: string, 
/**
 * Why, in words.
 */
ground: string, };

/**
 * A remark and the number it is called by.
 */
export type NumberedRemark = { 
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
 * What to choose in a dialog for opening.
 */
export type OpenKind = "workspace" | "picture" | "package" | "returned" | "table" | "attachment" | "scan";

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
 * A moment of an opinion.
 */
export type OpinionMoment = { 
/**
 * Which opinion.
 */
opinion: OpinionId, 
/**
 * After which event of the log.
 */
seq: number, };

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
conclusion?: string | null, 
/**
 * 主要成效与可推广经验.
 */
merits?: string | null, 
/**
 * 对项目预算安排和管理的建议.
 */
budget_advice?: string | null, 
/**
 * 回避声明.
 */
declared?: boolean | null, };

/**
 * An opinion and the signature under it.
 */
export type OpinionSign = { 
/**
 * Which opinion.
 */
opinion: OpinionId, 
/**
 * The signature; none = by hand on the printed paper.
 */
signature?: Signature | null, };

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
 * The sentence of each problem, without its severity and place.
 */
lines: Array<string>, 
/**
 * The place of each problem in words: the name of a criterion, 意见第 n 条, the label of a field.
 */
places: Array<string>, 
/**
 * How every score reads, in the order of the form's criteria.
 */
read: Array<ReadLine>, 
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
check_code: string | null, 
/**
 * Time of the signature, RFC 3339; none on a draft.
 */
signed_at: string | null, 
/**
 * How it is signed; none on a draft.
 */
signature: SignatureKind | null, 
/**
 * What all criteria count in the total.
 */
full: Points, 
/**
 * What the criteria with valid points count in the total.
 */
scored_full: Points, 
/**
 * 按已评推算: the total if the rest is scored at the rate reached so far; none before the first score, after the
 * last, and on a form that counts nothing.
 */
projected: Shown | null, };

/**
 * Which opinion.
 */
export type OpinionWhich = { 
/**
 * Its id.
 */
opinion: OpinionId, };

/**
 * Several opinions of one expert and the one signature under each.
 */
export type OpinionsSign = { 
/**
 * Which opinions.
 */
opinions: Array<OpinionId>, 
/**
 * Gives 回避声明 on each with the signature; false leaves it as it stands.
 */
declared: boolean, 
/**
 * The signature; none = by hand on the printed papers.
 */
signature?: Signature | null, };

/**
 * What becomes of a field.
 */
export type Outcome = "incoming" | "stored" | "same" | "conflict";

/**
 * Who has which package of a session.
 */
export type PackageBoard = { 
/**
 * The eight digits experts compare; of the unlocked keys, else of those used last, none before the first.
 */
fingerprint: string | null, 
/**
 * The panel, by seat.
 */
rows: Array<PackageRow>, };

/**
 * One revision of a package.
 */
export type PackageLine = { 
/**
 * 1, 2, …
 */
revision: number, 
/**
 * When, RFC 3339.
 */
issued_at: string, 
/**
 * When the return is due, RFC 3339; empty = no date.
 */
due_at: string, 
/**
 * 校验码 of the file.
 */
check_code: string, 
/**
 * 12 digits in three groups; empty = not encrypted.
 */
code: string, 
/**
 * Why it was issued again; empty for the first.
 */
reason: string, };

/**
 * What is known of a package before it is opened; of an encrypted one that was never opened here, nothing.
 */
export type PackageLook = { 
/**
 * Whether it opens only with its code.
 */
needs_code: boolean, 
/**
 * Whether this very file was opened on this computer before.
 */
is_open_already: boolean, 
/**
 * Title of the session.
 */
session_title: string | null, 
/**
 * Who organises it.
 */
organiser: string | null, 
/**
 * For whom it is.
 */
expert: string | null, 
/**
 * When the return is due, RFC 3339; none where no date is set.
 */
due_at: string | null, 
/**
 * The eight digits of the bureau that signed it, to compare with the invitation.
 */
fingerprint: string | null, 
/**
 * 校验码.
 */
check_code: string | null, };

/**
 * A package and what opens it.
 */
export type PackageOpen = { 
/**
 * The file, `*.tpk`.
 */
path: string, 
/**
 * The code as it was typed; none = not given.
 */
code: string | null, };

/**
 * One member and his or her package.
 */
export type PackageRow = { 
/**
 * Who.
 */
member: MemberId, 
/**
 * Name.
 */
name: string, 
/**
 * Chair or member.
 */
role: MemberRole, 
/**
 * Reports the newest package holds; before the first, those it would hold.
 */
reports: number, 
/**
 * Reports of the session that are absent from it.
 */
recused: number, 
/**
 * The newest revision; none before the first.
 */
newest: PackageLine | null, 
/**
 * Revisions issued so far.
 */
revisions: number, 
/**
 * Why the newest is no longer up to date, in words; empty = it is, or there is none.
 */
stale: Array<string>, };

/**
 * Who sits in a workspace that was made of a package.
 */
export type PackageSeat = { 
/**
 * The session.
 */
session: SessionId, 
/**
 * The expert's seat.
 */
member: MemberId, 
/**
 * The expert's name.
 */
expert: string, 
/**
 * Title of the session.
 */
title: string, 
/**
 * When the return is due, RFC 3339; empty = no date.
 */
due_at: string, 
/**
 * The eight digits of the bureau that signed the package.
 */
fingerprint: string, 
/**
 * Revision of the package.
 */
revision: number, };

/**
 * Whose slip, and where it goes.
 */
export type PackageSlipExport = { 
/**
 * The expert.
 */
member: MemberId, 
/**
 * File to write (PDF).
 */
path: string, };

/**
 * Which package.
 */
export type PackageWhich = { 
/**
 * The file, `*.tpk`.
 */
path: string, };

/**
 * A package that was written and read back.
 */
export type PackageWritten = { 
/**
 * For whom.
 */
member: MemberId, 
/**
 * His or her name.
 */
name: string, 
/**
 * The file.
 */
path: string, 
/**
 * Its size in bytes.
 */
size: number, 
/**
 * SHA-256 of what it holds, without the encryption around it.
 */
sha256: string, 
/**
 * 校验码: the head of it.
 */
check_code: string, 
/**
 * 12 digits in three groups; empty = not encrypted.
 */
code: string, 
/**
 * 1, 2, …
 */
revision: number, };

/**
 * Which packages to issue, and where to.
 */
export type PackagesExport = { 
/**
 * Of which session.
 */
session: SessionId, 
/**
 * For whom; empty = for all who have none yet.
 */
members: Array<MemberId>, 
/**
 * Folder for the files; made if it is not there.
 */
folder: string, 
/**
 * When returns are due: a day (its end is meant) or RFC 3339; empty = no date.
 */
due_at: string, 
/**
 * Without encryption, so without a code.
 */
plain: boolean, 
/**
 * 补发: why a package is issued again; empty where none is.
 */
reason: string, };

/**
 * What a draw goes by.
 */
export type PanelDraw = { 
/**
 * For which session.
 */
session: SessionId, 
/**
 * How many of which kind, served in this order.
 */
quotas: Array<Quota>, 
/**
 * Who is left out by hand.
 */
left_out: Array<LeftOut>, 
/**
 * 32 hex digits, to draw the same again; none = a new one.
 */
seed?: string | null, };

/**
 * An expert of the pool as a panel is chosen.
 */
export type PanelExpert = { 
/**
 * The expert.
 */
expert: Expert, 
/**
 * Conflicts with reports of the session.
 */
conflicts: Array<ReportConflict>, 
/**
 * In how many sessions of this workspace he or she sits.
 */
sessions: number, };

/**
 * A panel as it is to sit.
 */
export type PanelLock = { 
/**
 * In which session.
 */
session: SessionId, 
/**
 * Who sits, in the order of the seats.
 */
seats: Array<ExpertId>, 
/**
 * Who of them is 组长.
 */
chair: ExpertId, 
/**
 * Who of them does not review which report.
 */
recusals: Array<PanelRecusal>, 
/**
 * The draw it comes from; none = chosen without one.
 */
draw: LockedDraw | null, };

/**
 * A recusal that is decided when the panel is chosen.
 */
export type PanelRecusal = { 
/**
 * Who.
 */
expert: ExpertId, 
/**
 * From which report.
 */
report: ReportId, 
/**
 * 回避事由.
 */
ground: string, };

/**
 * Everything that is shown of a panel's totals. All numbers are text, rounded as they are shown: points 2 digits,
 * coefficients 3, probabilities 4, 四舍五入.
 */
export type PanelStatistics = { 
/**
 * What the size of the panel allows.
 */
step: PanelStep, 
/**
 * Experts with at least one total.
 */
experts: number, 
/**
 * Reports with at least one total.
 */
reports: number, 
/**
 * Totals there are.
 */
totals: number, 
/**
 * Cells of those reports and experts without a total. They are left out, never counted as nought.
 */
missing: number, 
/**
 * Full mark.
 */
full: Points, 
/**
 * Points rule: a total further than this from the others is flagged (`average::beside_others`).
 */
points_limit: Shown, 
/**
 * One line per report.
 */
per_report: Array<ReportFigures>, 
/**
 * One line per expert.
 */
per_expert: Array<ExpertFigures>, 
/**
 * Coefficients of the whole table.
 */
coefficients: Array<Coefficient>, 
/**
 * What happens to the order when one expert is left out; one line per expert with a total.
 */
leave_one_out: Array<LeaveOneOut>, 
/**
 * What is not shown, and why.
 */
withheld: Array<Withheld>, 
/**
 * What the figures say, as sentences.
 */
readings: Array<Reading>, };

/**
 * Which figures the size of the panel allows.
 */
export type PanelStep = "raw" | "small" | "panel";

/**
 * The pool as a panel is chosen from it.
 */
export type PanelView = { 
/**
 * The pool in order of entry.
 */
experts: Array<PanelExpert>, 
/**
 * How many a review of these amounts usually has.
 */
usual: number, 
/**
 * The draws that were locked, the newest first.
 */
draws: Array<DrawLine>, };

/**
 * An opinion typed in twice from paper.
 */
export type PaperEntry = { 
/**
 * On which report.
 */
report: ReportId, 
/**
 * By which member.
 */
member: MemberId, 
/**
 * As typed first.
 */
first: Answers, 
/**
 * As typed again, without looking at the first.
 */
second: Answers, 
/**
 * Day under the paper, `YYYY-MM-DD`.
 */
signed_on: string, 
/**
 * The scan: PDF, PNG or JPEG, at most 20 MB.
 */
scan: string, };

/**
 * One of the two typings, as far as it has come.
 */
export type PaperEntryCheck = { 
/**
 * On which report.
 */
report: ReportId, 
/**
 * By which member.
 */
member: MemberId, 
/**
 * What was typed so far.
 */
answers: Answers, };

/**
 * An expert that was drawn.
 */
export type Pick = { 
/**
 * Who.
 */
expert: ExpertId, 
/**
 * Name.
 */
name: string, 
/**
 * For which quota, from 0.
 */
quota: number, };

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
no: number, } | { "kind": "report", 
/**
 * Which report.
 */
report: ReportId, 
/**
 * Its number as people know it.
 */
no: string, 
/**
 * Where in its opinion.
 */
place: Place, } | { "kind": "cell", 
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
 * How far the work has come.
 */
export type Progress = { 
/**
 * What is being done, a code of the locale (`work.<code>`); empty = nothing that takes long.
 */
doing: string, 
/**
 * So much of it is done, in whatever it counts (files, bytes).
 */
done: number, 
/**
 * Of so much.
 */
total: number, };

/**
 * So many of a kind or a field.
 */
export type Quota = { 
/**
 * Kind of expert; empty = any.
 */
kind: string, 
/**
 * A word of the 专业领域; empty = any.
 */
field: string, 
/**
 * How many.
 */
count: number, };

/**
 * What became of one typed score.
 */
export type ReadLine = { 
/**
 * Id of the criterion.
 */
criterion: string, 
/**
 * Its points; none where nothing valid was typed.
 */
points: Points | null, 
/**
 * 扣分: what they lack to full points.
 */
lost: Points | null, 
/**
 * 加权得分, where the criterion counts by a weight.
 */
worth: Shown | null, 
/**
 * The choice, or 不适用, where points alone do not say it.
 */
mark: string | null, 
/**
 * The arithmetic of counted deductions in words; empty where there are none.
 */
arithmetic: string, };

/**
 * One sentence the figures say.
 */
export type Reading = { 
/**
 * Stable name; the sentence stands in the locale under `reading.<code>`.
 */
code: string, 
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
 * One place where the tables say something else.
 */
export type RebuildDifference = { 
/**
 * Name of the file.
 */
name: string, 
/**
 * Check code of what it holds.
 */
check_code: string, 
/**
 * Where: the opinion and the field in words.
 */
place: string, 
/**
 * What stands in the tables.
 */
stored: string, 
/**
 * What the file says.
 */
derived: string, };

/**
 * What came of the comparison.
 */
export type RebuildView = { 
/**
 * Files that were read again.
 */
files: number, 
/**
 * Opinions that were derived again.
 */
opinions: number, 
/**
 * Where the tables say something else than the files.
 */
differences: Array<RebuildDifference>, };

/**
 * A file that came in and was kept.
 */
export type ReceivedLine = { 
/**
 * Its name as it came.
 */
name: string, 
/**
 * When, RFC 3339.
 */
received_at: string, 
/**
 * SHA-256 of its bytes.
 */
sha256: string, 
/**
 * Check code of what it holds.
 */
check_code: string, 
/**
 * `return`, `fill_in`, `paper`.
 */
kind: string, 
/**
 * `accepted`, `quarantined`.
 */
state: string, 
/**
 * What was found, in words.
 */
line: string, 
/**
 * Name of the expert, where it is known.
 */
expert: string | null, 
/**
 * Number of the return.
 */
seq: number | null, 
/**
 * Why it was accepted all the same; empty where nothing was asked.
 */
reason: string, };

/**
 * Which session.
 */
export type ReceivedWhich = { 
/**
 * Its id.
 */
session: SessionId, };

/**
 * A workspace that was open before.
 */
export type RecentWorkspace = { 
/**
 * Where it lay.
 */
path: string, 
/**
 * Its name for people.
 */
name: string, 
/**
 * Whether it was made of a package (评审包).
 */
is_package: boolean, 
/**
 * When it was last opened, RFC 3339.
 */
opened_at: string, 
/**
 * Whether a file still stands there.
 */
is_there: boolean, };

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
 * 回避事由, or why the report cannot be reviewed.
 */
ground: string, 
/**
 * 回避 or 无法评审; 回避 where nothing is said.
 */
kind?: RecusalKind, };

/**
 * Why a member does not review a report.
 */
export type RecusalKind = "recusal" | "declined";

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
 * An id that became another.
 */
export type Renumbered = { 
/**
 * Whether it is a group's.
 */
group: boolean, 
/**
 * The name of the group or criterion.
 */
name: string, 
/**
 * The id before.
 */
old: string, 
/**
 * The id now.
 */
new: string, };

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
 * A report an expert seems to have a conflict with.
 */
export type ReportConflict = { 
/**
 * Which report.
 */
report: ReportId, 
/**
 * The recusal ground it proposes, in words.
 */
ground: string, };

/**
 * A head field filled in; an empty value takes it back.
 */
export type ReportFieldSet = { 
/**
 * Of which report.
 */
report: ReportId, 
/**
 * Id of the field, or its name.
 */
field: string, 
/**
 * As typed.
 */
value: string, };

/**
 * The figures of one report.
 */
export type ReportFigures = { 
/**
 * Totals in the order of the experts.
 */
given: Array<Points | null>, 
/**
 * How many totals.
 */
n: number, 
/**
 * Difference of two totals; shown where there are just two.
 */
difference: Shown | null, 
/**
 * Mean; from three totals.
 */
mean: Shown | null, 
/**
 * Median; from three totals.
 */
median: Shown | null, 
/**
 * Highest less lowest; from three totals.
 */
range: Shown | null, 
/**
 * Mean without one highest and one lowest total; from five totals.
 */
trimmed_mean: Shown | null, 
/**
 * What an expert of mean severity would have given: beside the mean, never in its place.
 */
adjusted: string | null, 
/**
 * More than half of the totals are equal, so that only the points rule looks for far ones; from five totals.
 */
mad_is_zero: boolean, 
/**
 * Totals far from the others: to be looked at and recorded, never removed (财政部令第87号 art. 64).
 */
flags: Array<Flag>, 
/**
 * Its number; empty where the table gives only names.
 */
no: string, 
/**
 * 项目名称.
 */
title: string, };

/**
 * The files of a report.
 */
export type ReportFiles = { 
/**
 * Which report.
 */
report: ReportId, 
/**
 * Its files.
 */
attachments: Array<Attachment>, };

/**
 * The descriptive part of a report.
 */
export type ReportHead = { 
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
 * A report under review.
 */
export type ReportId = number;

/**
 * A list of reports to look at.
 */
export type ReportListRead = { 
/**
 * For which session.
 */
session: SessionId, 
/**
 * A workbook or CSV.
 */
path: string, };

/**
 * A row of a list of reports.
 */
export type ReportListRow = { 
/**
 * Row in the file, from 1.
 */
row: number, 
/**
 * The report.
 */
head: ReportHead, };

/**
 * A list of reports as it was read; nothing is written.
 */
export type ReportListView = { 
/**
 * Name of the worksheet; empty for CSV.
 */
sheet: string, 
/**
 * How the columns were understood.
 */
columns: Array<ListColumn>, 
/**
 * The reports.
 */
rows: Array<ReportListRow>, 
/**
 * What is wrong, by place.
 */
problems: Array<ListProblem>, 
/**
 * Whether it can be taken in.
 */
can_add: boolean, };

/**
 * A report to be removed.
 */
export type ReportRemove = { 
/**
 * Which report.
 */
report: ReportId, };

/**
 * What is known of a report, written anew.
 */
export type ReportSet = { 
/**
 * Which report.
 */
report: ReportId, 
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
 * A report with its files and head fields.
 */
export type ReportView = { 
/**
 * The report.
 */
report: Report, 
/**
 * Its files.
 */
attachments: Array<Attachment>, 
/**
 * The head fields its form asks for, in order.
 */
fields: Array<FieldView>, };

/**
 * Which report.
 */
export type ReportWhich = { 
/**
 * Its id.
 */
report: ReportId, };

/**
 * Several reports.
 */
export type ReportsAdd = { 
/**
 * To which session.
 */
session: SessionId, 
/**
 * What is known of each, in order.
 */
heads: Array<ReportHead>, };

/**
 * Files to be attached.
 */
export type ReportsAttach = { 
/**
 * In which session.
 */
session: SessionId, 
/**
 * Each with its report.
 */
files: Array<FileOfReport>, };

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
 * How far an opinion is in a return.
 */
export type ReturnedState = "signed" | "incomplete" | "declined" | "recused";

/**
 * Points that became others.
 */
export type Reweighed = { 
/**
 * Id of the group or criterion; empty = the form's total.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The points before.
 */
old: Points, 
/**
 * The points now.
 */
new: Points, };

/**
 * How the last place is decided.
 */
export type Rounding = "half_up" | "half_even";

/**
 * The closed list of tally rules.
 */
export type Rule = "mean" | "trim_one_each" | "median" | "weighted" | "by_panel" | "consensus";

/**
 * What to choose in a dialog for saving.
 */
export type SaveKind = "workspace" | "folder" | "paper" | "return" | "workbook" | "text";

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
 * One score of several; what is left out stays as it is.
 */
export type ScoreEntry = { 
/**
 * Of which criterion.
 */
criterion: string, 
/**
 * As typed.
 */
value?: string, 
/**
 * 扣分理由.
 */
reason?: string, };

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
 * As typed; `=` = full points, `-0.5` = half a point deducted; empty = not scored.
 */
value?: string | null, 
/**
 * 扣分理由.
 */
reason?: string | null, };

/**
 * What becomes of one of several scores.
 */
export type ScoreShown = { 
/**
 * Id of the criterion.
 */
criterion: string, 
/**
 * The text that is kept.
 */
text: string, 
/**
 * Its points; none where it is no score.
 */
points: Points | null, 
/**
 * The text that stood there before.
 */
before: string, 
/**
 * Why it is no score.
 */
problems: Array<Problem>, 
/**
 * The sentence of each problem.
 */
lines: Array<string>, };

/**
 * A score to move by one step.
 */
export type ScoreStep = { 
/**
 * Of which opinion.
 */
opinion: OpinionId, 
/**
 * Of which criterion.
 */
criterion: string, 
/**
 * Up or down.
 */
up: boolean, };

/**
 * Several scores at once, as pasted.
 */
export type ScoresSet = { 
/**
 * Of which opinion.
 */
opinion: OpinionId, 
/**
 * The scores, each criterion once.
 */
scores: Array<ScoreEntry>, 
/**
 * Nothing is written: the reply tells what would be.
 */
only_show: boolean, };

/**
 * What became, or would become, of several scores.
 */
export type ScoresShown = { 
/**
 * The opinion afterwards; none when the scores were only shown.
 */
view: OpinionView | null, 
/**
 * Line by line, in the order given.
 */
lines: Array<ScoreShown>, 
/**
 * Lines whose text is no score.
 */
wrong: number, };

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
 * Code of the form, of which the newest version is taken; none = the one its kind names.
 */
form: string | null, 
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
 * A session that goes over.
 */
export type SessionFormMigrate = { 
/**
 * The session.
 */
session: SessionId, 
/**
 * Another version of its form.
 */
version: string, 
/**
 * Why.
 */
reason: string, };

/**
 * Which session, and to which version.
 */
export type SessionFormPreview = { 
/**
 * The session.
 */
session: SessionId, 
/**
 * Another version of its form.
 */
version: string, };

/**
 * A review session.
 */
export type SessionId = number;

/**
 * A session as a line.
 */
export type SessionLine = { 
/**
 * The session.
 */
session: Session, 
/**
 * Its reports.
 */
reports: number, 
/**
 * Its experts.
 */
experts: number, 
/**
 * Opinions that are signed.
 */
signed: number, 
/**
 * Opinions that are to come: one of each expert on each report, recusals apart.
 */
expected: number, };

/**
 * A session with its form and the files of its reports.
 */
export type SessionOverview = { 
/**
 * The form in use.
 */
form: FormRow, 
/**
 * The same in short.
 */
brief: FormBrief, 
/**
 * The files of every report, in order.
 */
files: Array<ReportFiles>, };

/**
 * What is known of a session in draft, written anew.
 */
export type SessionSet = { 
/**
 * Which session.
 */
session: SessionId, 
/**
 * Its number.
 */
no: string, 
/**
 * Code of the form; none = the one it has, or after a change of kind the one that kind names.
 */
form?: string, 
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
 * Remarks that go into an item.
 */
export type SheetMerge = { 
/**
 * In which sheet.
 */
sheet: SheetId, 
/**
 * Into which item; none = a new one.
 */
item?: SheetItemId | null, 
/**
 * Which remarks; those that stand in another item leave it.
 */
remarks: Array<RemarkId>, };

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
check_code: string | null, 
/**
 * Where the experts are apart; a final sheet shows the frozen ones.
 */
signals: Array<Signal>, 
/**
 * Since when the tally is locked.
 */
locked: Locked | null, 
/**
 * Corrections of the locked tally, the oldest first.
 */
corrections: Array<CorrectionRecord>, 
/**
 * Scores agreed in discussion.
 */
agreed: Array<AgreedRecord>, };

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
 * 分歧提示: one thing worth a discussion.
 */
export type Signal = { 
/**
 * Stable name; the sentence stands in the locale under `signal.<code>`.
 */
code: string, 
/**
 * Whose total: position among the opinions that count, from 0; none where it is not one expert's.
 */
expert: number | null, 
/**
 * Id of the criterion; none where it is about totals or conclusions.
 */
criterion: string | null, 
/**
 * Values for the sentence.
 */
params: { [key in string]: string }, };

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
 * A signature as the page or the command line hands it over.
 */
export type Signature = { "kind": "strokes" } & Strokes | { "kind": "picture", 
/**
 * The file.
 */
path: string, };

/**
 * How an opinion is signed.
 */
export type SignatureKind = "strokes" | "picture" | "by_hand";

/**
 * A remark and what became of it.
 */
export type SourceView = { 
/**
 * Row id.
 */
remark: RemarkId, 
/**
 * Label on paper, e.g. `E01-03`.
 */
label: string, 
/**
 * Whose.
 */
expert: string, 
/**
 * Name of the criterion it is linked with; empty = none.
 */
theme: string, 
/**
 * Section and page.
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
nature: Nature, 
/**
 * Number of the item it stands in.
 */
item_no: number | null, 
/**
 * Why it is not used; empty where it is, or where nobody has decided.
 */
unused_reason: string, };

/**
 * A step that is taken back or brought again.
 */
export type StepView = { 
/**
 * Number of the event.
 */
seq: number, 
/**
 * What was done, as a menu says it: 修改“产出质量”得分 4.5 → 4（报告 2）.
 */
sentence: string, 
/**
 * The report it belongs to; none where it belongs to no single one.
 */
report: ReportId | null, 
/**
 * The opinion it belongs to.
 */
opinion: OpinionId | null, 
/**
 * The criterion, where it changed a single score.
 */
criterion: string | null, 
/**
 * The step of the review it belongs to: 2 = 指标打分, 3 = 撰写意见; none where it belongs to neither, or to both.
 */
step: 2 | 3 | null, };

/**
 * Strokes on a pad; the origin is its left top corner, y grows downwards.
 */
export type Strokes = { 
/**
 * Width of the pad in its own units.
 */
width: number, 
/**
 * Height of the pad.
 */
height: number, 
/**
 * The strokes in the order they were drawn, each a list of points.
 */
strokes: Array<Array<[number, number]>>, };

/**
 * The points of a form beside what stands below.
 */
export type Sums = { 
/**
 * Full points as stated.
 */
total: Points, 
/**
 * Sum of the groups of the first level.
 */
sum: Points, 
/**
 * Both are the same.
 */
agrees: boolean, 
/**
 * Every group in printed order.
 */
groups: Array<GroupSum>, };

/**
 * A file or folder for the system's viewer.
 */
export type SystemOpen = { 
/**
 * An extracted attachment, or a paper or folder just exported.
 */
path: string, };

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
 * A correction of one cell of a locked tally.
 */
export type TallyCorrect = { 
/**
 * Of which report.
 */
report: ReportId, 
/**
 * Whose score.
 */
member: MemberId, 
/**
 * Of which criterion.
 */
criterion: string, 
/**
 * On which ground.
 */
ground: Ground, 
/**
 * What counts from now on, as typed.
 */
value: string, 
/**
 * Why.
 */
reason: string, 
/**
 * 见证人: somebody else than who operates the program.
 */
witness: string, };

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
 * The tally of a report with all that was said and done about it.
 */
export type TallyView = { 
/**
 * The report.
 */
report: ReportId, 
/**
 * The arithmetic, over the scores as they count now.
 */
tally: Tally, 
/**
 * The rule in words.
 */
rule_words: string, 
/**
 * Where the experts are apart.
 */
signals: Array<Signal>, 
/**
 * Since when it is locked; none while opinions may still be opened again.
 */
locked: Locked | null, 
/**
 * Corrections, the oldest first.
 */
corrections: Array<CorrectionRecord>, 
/**
 * Scores agreed in discussion.
 */
agreed: Array<AgreedRecord>, };

/**
 * The statement of independence, made or taken back.
 */
export type TaskDeclare = { 
/**
 * Of which session.
 */
session: SessionId, 
/**
 * By which member.
 */
member: MemberId, 
/**
 * Made.
 */
declared: boolean, };

/**
 * One report of a task.
 */
export type TaskRow = { 
/**
 * The report.
 */
report: Report, 
/**
 * Its files.
 */
files: Array<Attachment>, 
/**
 * How far the member's opinion has come.
 */
state: TaskState, 
/**
 * The opinion, once begun.
 */
opinion: OpinionId | null, 
/**
 * Criteria with valid points, or 不适用.
 */
scored: number, 
/**
 * Criteria of the form.
 */
criteria: number, 
/**
 * Remarks.
 */
remarks: number, 
/**
 * Sum of the valid points; none before the first.
 */
total: Shown | null, 
/**
 * Grade of the total, once every criterion is scored.
 */
grade: string | null, 
/**
 * Conclusion chosen; empty = none yet.
 */
conclusion: string, 
/**
 * Problems that keep the opinion from being signed; nought before anything was entered.
 */
errors: number, 
/**
 * Problems that should be looked at.
 */
warnings: number, 
/**
 * Time of the last event that touched the opinion, RFC 3339.
 */
saved_at: string | null, 
/**
 * 回避事由, or why the report cannot be reviewed; empty where the member reviews it.
 */
ground: string, 
/**
 * Check code of the signed opinion.
 */
check_code: string | null, };

/**
 * How far an opinion has come.
 */
export type TaskState = "not_started" | "draft" | "signed" | "handed_back" | "recused" | "declined";

/**
 * A session as one of its members sees it.
 */
export type TaskView = { 
/**
 * The session.
 */
session: Session, 
/**
 * The member.
 */
member: Member, 
/**
 * The form, with the conclusions of the kind of session laid over it.
 */
form: Form, 
/**
 * The reports in order.
 */
rows: Array<TaskRow>, 
/**
 * Reports whose opinion is signed.
 */
signed: number, 
/**
 * Reports the member reviews: neither recused nor declined.
 */
open: number, };

/**
 * Whose task.
 */
export type TaskWhich = { 
/**
 * Of which session.
 */
session: SessionId, 
/**
 * By which member.
 */
member: MemberId, };

/**
 * Titles of the papers; `{organiser}` in them becomes the organiser, a line feed breaks the line.
 */
export type Titles = { 
/**
 * Of one expert's opinion.
 */
opinion: string, 
/**
 * Of the panel's sheet.
 */
sheet: string, 
/**
 * Of the summary of scores.
 */
summary: string, };

/**
 * One group.
 */
export type TriedGroup = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its level, from 1.
 */
level: number, 
/**
 * The points reached below it, as they count in the total; none when nothing was scored.
 */
points: Shown | null, 
/**
 * Its full points.
 */
max: Points, };

/**
 * One criterion.
 */
export type TriedLine = { 
/**
 * Its id.
 */
criterion: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its full points.
 */
max: Points, 
/**
 * As typed.
 */
text: string, 
/**
 * Its points, if the text fits.
 */
points: Points | null, 
/**
 * The choice or 不适用, where points alone do not say it.
 */
mark: string | null, 
/**
 * The deductions that were counted.
 */
deducted: Array<Deducted>, 
/**
 * What is wrong with the score or its reason.
 */
problems: Array<Problem>, };

/**
 * A score to try.
 */
export type TriedScore = { 
/**
 * Of which criterion.
 */
criterion: string, 
/**
 * As typed.
 */
text: string, 
/**
 * Its reason.
 */
reason: string, };

/**
 * What became of the scores.
 */
export type TryView = { 
/**
 * Every criterion in printed order.
 */
lines: Array<TriedLine>, 
/**
 * Every group of every level in printed order.
 */
groups: Array<TriedGroup>, 
/**
 * The total as an opinion would show it; none before the first score.
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
 * What would keep an opinion from being signed, as far as scores, reasons, conditions, veto items and the conclusion go.
 */
problems: Array<Problem>, };

/**
 * A remark that loses its criterion and keeps its text.
 */
export type UnlinkedRemark = { 
/**
 * The remark.
 */
remark: RemarkId, 
/**
 * Its number within the opinion.
 */
no: number, 
/**
 * The criterion it named.
 */
criterion: string, 
/**
 * 存在问题.
 */
problem: string, 
/**
 * 修改意见或建议.
 */
suggestion: string, };

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
 * An earlier state worth returning to.
 */
export type VersionView = { 
/**
 * Number of the event after which the opinion stood so.
 */
seq: number, 
/**
 * Time of that event, RFC 3339.
 */
at: string, 
/**
 * What was done up to it.
 */
sentence: string, 
/**
 * By whom.
 */
actor: string, 
/**
 * Criteria with valid points, or 不适用.
 */
scored: number, 
/**
 * Sum of the valid points; none before the first.
 */
total: Shown | null, };

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
 * An expert's word on the whole report.
 */
export type VoiceView = { 
/**
 * Who.
 */
member: MemberId, 
/**
 * Name.
 */
name: string, 
/**
 * Conclusion.
 */
conclusion: string, 
/**
 * Ticked veto items.
 */
veto: Array<string>, };

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

/**
 * A statistic that is not shown.
 */
export type Withheld = { 
/**
 * Its code; the name stands in the locale under `statistic.<code>`.
 */
statistic: string, 
/**
 * Why; the sentence stands under `withheld.<code>`.
 */
code: string, 
/**
 * Values for the sentence.
 */
params: Record<string, string>, };

/** Every command: its arguments and its reply. */
export type Api = {
  /** Name and version of the program; needs no workspace. */
  app_about: [null, About];
  /** All form versions. */
  form_list: [null, Array<FormLine>];
  /** One form version with its warnings. */
  form_show: [FormWhich, FormView];
  /** Takes a form file in as a new version. */
  form_import: [FormImport, FormRow];
  /** Takes a workbook in as a new version of a form, with what was guessed. */
  form_import_xlsx: [FormImportXlsx, FormView];
  /** Writes a form to a file: a workbook or JSON, by its ending. */
  form_export: [FormExport, Exported];
  /** All forms that are being written. */
  form_draft_list: [null, Array<FormDraftRow>];
  /** One draft with its problems, its sums and what differs from the version it was begun from. */
  form_draft_show: [FormDraftWhich, FormDraftView];
  /** Begins a draft: empty, or a copy under a new code or with the next version number. */
  form_draft_begin: [FormDraftBegin, FormDraftView];
  /** Carries out edits of a draft, all or none, or only shows what would become of it. */
  form_draft_edit: [FormDraftEdit, FormDraftView];
  /** Makes a draft without errors a form version; the draft goes. */
  form_draft_issue: [FormDraftIssue, FormRow];
  /** Removes a draft; answers those that are left. */
  form_draft_discard: [FormDraftWhich, Array<FormDraftRow>];
  /** What differs between two forms, wherever they come from. */
  form_compare: [FormCompare, FormComparison];
  /** What a form makes of scores, without a session. */
  form_try: [FormTry, TryView];
  /** The expert pool. */
  expert_list: [null, Array<Expert>];
  /** Adds an expert to the pool. */
  expert_add: [ExpertHead, Expert];
  /** A list of experts in a workbook or CSV, as it would be taken in. */
  expert_list_read: [ExpertListRead, ExpertListView];
  /** Adds several experts to the pool, all or none; answers the pool. */
  experts_add: [ExpertsAdd, Array<Expert>];
  /** The kinds of sessions, with the forms that fit each; needs no workspace. */
  kind_list: [null, Array<Kind>];
  /** All sessions. */
  session_list: [null, Array<Session>];
  /** All sessions as lines, the newest first, with how many opinions came back. */
  session_lines: [null, Array<SessionLine>];
  /** The form a session uses, and the files of its reports. */
  session_overview: [SessionWhich, SessionOverview];
  /** One session with its reports, panel, recusals and opinions. */
  session_show: [SessionWhich, SessionView];
  /** Adds a session in draft. */
  session_add: [SessionAdd, SessionView];
  /** Changes what is known of a session in draft. */
  session_set: [SessionSet, SessionView];
  /** The expert pool as a panel is chosen from it: conflicts with the reports, earlier draws. */
  panel_show: [SessionWhich, PanelView];
  /** Draws a panel at random, by quotas; nothing is written. */
  panel_draw: [PanelDraw, DrawView];
  /** Seats a whole panel with its chair, its recusals and the record of its draw, in one write. */
  panel_lock: [PanelLock, SessionView];
  /** Empties the panel of a session in draft; the records of its draws stay. */
  panel_clear: [SessionWhich, SessionView];
  /** Seats an expert in a panel. */
  session_member_add: [MemberAdd, SessionView];
  /** Records that a member does not review a report: recused, or declined with a reason. */
  session_recuse: [Recusal, SessionView];
  /** Opens a session for scoring and freezes its form. */
  session_open: [SessionWhich, SessionView];
  /** How far the experts of a session agree, over the opinions signed so far. */
  session_statistics: [SessionWhich, PanelStatistics];
  /** What would become of every answer if the session went over to another version of its form. */
  session_form_preview: [SessionFormPreview, FormMoveView];
  /** Goes over to another version of the form, with a reason, in one write. */
  session_form_migrate: [SessionFormMigrate, FormMoveView];
  /** Adds a report to a session. */
  report_add: [ReportAdd, Report];
  /** One report with its files. */
  report_show: [ReportWhich, ReportView];
  /** Fills in a head field of a report, or takes it back. */
  report_field_set: [ReportFieldSet, ReportView];
  /** Attaches a file to a report. */
  report_attach: [ReportAttach, ReportView];
  /** Changes what is known of a report while its session is in draft. */
  report_set: [ReportSet, SessionView];
  /** Removes a report while its session is in draft. */
  report_remove: [ReportRemove, SessionView];
  /** A list of reports in a workbook or CSV, as it would be taken in. */
  report_list_read: [ReportListRead, ReportListView];
  /** Adds several reports at the end of a session in draft, all or none. */
  reports_add: [ReportsAdd, SessionView];
  /** Which files belong to which reports, by their names. */
  attachments_match: [AttachmentsMatch, Array<AttachmentMatch>];
  /** Attaches files to reports, all or none; it can be stopped. */
  reports_attach: [ReportsAttach, SessionView];
  /** Takes a file off a report while its session is in draft. */
  attachment_remove: [AttachmentRemove, SessionView];
  /** A session as one of its members sees it: every report with how far the opinion on it has come. */
  task_show: [TaskWhich, TaskView];
  /** Makes the statement of independence on all draft opinions of a member, or takes it back. */
  task_declare: [TaskDeclare, TaskView];
  /** Begins a member's opinion on a report, or returns the one begun. */
  opinion_begin: [OpinionBegin, OpinionView];
  /** One opinion with its problems and totals. */
  opinion_show: [OpinionWhich, OpinionView];
  /** The moments of an opinion worth returning to, the newest first. */
  opinion_history: [OpinionWhich, Array<VersionView>];
  /** The opinion as it was after an event of the log. */
  opinion_at: [OpinionMoment, OpinionView];
  /** Brings a draft back to where it was after an event of the log. */
  opinion_restore: [OpinionMoment, OpinionView];
  /** The opinions on a report. */
  opinion_list: [ReportWhich, Array<OpinionView>];
  /** Sets or clears one score of a draft opinion, or its reason; `=` and `-0.5` are read as entries. */
  score_set: [ScoreSet, OpinionView];
  /** Moves one score by a step of the form, or to the next choice. */
  score_step: [ScoreStep, OpinionView];
  /** Sets several scores in one write, or only shows what would become of them. */
  scores_set: [ScoresSet, ScoresShown];
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
  opinion_sign: [OpinionSign, OpinionView];
  /** Signs several opinions of one expert, all or none; every problem of every one is told. */
  opinions_sign: [OpinionsSign, Array<OpinionView>];
  /** Opens a signed opinion again, with a reason. */
  opinion_reopen: [OpinionReopen, OpinionView];
  /** What the expert of a package would hand back now, and what was handed back. */
  hand_back_show: [null, HandBackView];
  /** Writes the return of a package, read back and compared, with the papers beside it. */
  hand_back: [HandBack, HandedBack];
  /** Writes the fill-in form of a member as a workbook, for a computer without the program. */
  fill_in_export: [FillInExport, Exported];
  /** Writes the fill-in forms of a whole panel into a folder, all or none. */
  fill_ins_export: [FillInsExport, Array<Exported>];
  /** Keeps an opinion typed in twice from paper, with the scan; every place where the two differ is told. */
  paper_entry: [PaperEntry, OpinionView];
  /** What the form makes of one typing; nothing is kept. */
  paper_entry_check: [PaperEntryCheck, OpinionView];
  /** The tally of a report over its signed opinions. */
  sheet_tally: [ReportWhich, Tally];
  /** The tally of a report with its signals, agreed scores, lock and corrections. */
  tally_show: [ReportWhich, TallyView];
  /** Sets the score the panel agreed on for a criterion, or takes it back; only by 合议 and before the lock. */
  agreed_score_set: [AgreedScoreSet, TallyView];
  /** Locks the tally of a report: its opinions are not opened again. */
  tally_lock: [ReportWhich, TallyView];
  /** Corrects a score of a locked tally, on a lawful ground and before a witness. */
  tally_correct: [TallyCorrect, TallyView];
  /** A report on its way to a unified sheet: every remark beside the items it went into. */
  compose_show: [ReportWhich, ComposeView];
  /** Makes items of all remarks that nobody has dealt with, by criterion; begins the sheet where there is none. */
  sheet_compose: [ReportWhich, ComposeView];
  /** Puts remarks into an item, or makes a new item of them. */
  sheet_merge: [SheetMerge, ComposeView];
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
  /** Who has which package of a session, and which are no longer up to date. */
  package_board: [SessionWhich, PackageBoard];
  /** Issues packages into a folder, all or none; issued again they need a reason. */
  packages_export: [PackagesExport, Array<PackageWritten>];
  /** Writes 发放单 for the newest package of a member as PDF; the code that opens it is not on it. */
  package_slip_export: [PackageSlipExport, Exported];
  /** Writes the blank paper of a form as PDF. */
  export_form: [ExportForm, Exported];
  /** Writes a report in words, such as that of an import. */
  export_text: [ExportText, Exported];
  /** Writes 专家评审意见表 of an opinion as PDF; a draft is marked as such. */
  export_opinion: [ExportOpinion, Exported];
  /** Writes the papers of all signed opinions of an expert into a folder, each read back and compared. */
  export_opinions: [ExportOpinions, Array<ExportedOpinion>];
  /** Writes 专家组统一评审意见表 of a sheet as PDF; a draft is marked as such. */
  export_sheet: [ExportSheet, Exported];
  /** Writes all papers and files of a session into a folder. */
  export_session: [ExportSession, Array<Exported>];
  /** What would become of files that came in: returns, fill-in forms, folders of them. */
  import_preview: [ImportPaths, ImportView];
  /** Takes files in as they were looked at, in one write; never undone, a newer return supersedes. */
  import_run: [ImportRun, ImportView];
  /** The files that were kept for a session, the newest first. */
  received_list: [ReceivedWhich, Array<ReceivedLine>];
  /** Derives every opinion that came by a file from the kept originals again, and compares. */
  received_rebuild: [null, RebuildView];
  /** Reports × experts: who has handed back what; never a score. */
  board_show: [SessionWhich, BoardView];
  /** The newest lines of the log. */
  log_show: [LogShow, Array<EventView>];
  /** Recomputes the log and compares it with the tables. */
  log_verify: [null, LogVerdict];
  /** What a step back and a step forth would do now. */
  log_next: [null, LogNext];
  /** Takes the last step back, as a new event; an expert only his or her own. */
  log_undo: [null, StepView];
  /** Takes the last undo back. */
  log_redo: [null, StepView];

  /** Settings, the open workspace, the ones before. */
  desk_show: [null, DeskView];
  /** Changes the settings that are named. */
  desk_set: [DeskSet, DeskView];
  /** Opens a workspace or a package and closes the one before; if that cannot be, everything stays as it is. */
  desk_open: [DeskPath, DeskView];
  /** Makes a new workspace and opens it; refuses to overwrite. */
  desk_create: [DeskPath, DeskView];
  /** Writes the demonstration, with a session for practising, and opens it; refuses to overwrite. */
  desk_sample: [DeskPath, DeskView];
  /** Closes the workspace. */
  desk_close: [null, DeskView];
  /** Writes a verified copy of the workspace to another place and goes on working there. */
  desk_move: [DeskPath, DeskView];
  /** Keeps where the person is in the open workspace. */
  desk_keep: [DeskKeep, null];
  /** An expert sits down: from now on the log names him or her. */
  desk_sit: [TaskWhich, TaskView];
  /** What a package says of itself, as far as that can be known without its code. */
  package_look: [PackageWhich, PackageLook];
  /** Opens a package: makes its workspace or brings it up to date, opens that, and seats the expert. */
  package_open: [PackageOpen, DeskView];
  /** Writes an attached file into the desk's own folder, for `system_open`. */
  attachment_extract: [AttachmentExtract, Extracted];
  /** 单位钥匙 of this computer; for staff, as all that follow. */
  keys_show: [null, KeysView];
  /** Makes new keys; refused while there are any. */
  keys_make: [KeysMake, KeysView];
  /** Unlocks the keys with the password, or asks the system's keyring again. */
  keys_unlock: [KeysUnlock, KeysView];
  /** Restores the keys from the code of their recovery sheet. */
  keys_restore: [KeysRestore, KeysView];
  /** Writes the recovery sheet as PDF, to be printed and then deleted. */
  keys_sheet_export: [KeysSheetExport, Exported];
  /** Keeps that one group of the printed sheet was typed again. */
  keys_sheet_confirm: [KeysSheetConfirm, KeysView];

  /** Asks the person for a file to open; null when nothing was chosen. */
  dialog_open: [DialogOpen, string | null];
  /** Asks the person for files to open, several at once; empty when nothing was chosen. */
  dialog_open_many: [DialogOpen, Array<string>];
  /** Asks the person for a file or folder to write to; null when nothing was chosen. */
  dialog_save: [DialogSave, string | null];
  /** How far the work has come that the desk is busy with. */
  work_show: [null, Progress];
  /** Asks that work to stop; it answers by itself, with nothing half done. */
  work_cancel: [null, null];
  /** Opens an extracted attachment, an exported paper or its folder with the system's viewer. */
  system_open: [SystemOpen, null];
  /** Closes the window; the page has kept everything. */
  window_close: [null, null];
  /** The page could not keep everything and asks to stay; closing once more closes all the same. */
  window_stay: [null, null];
};

/** Every command whose reply is bytes: its arguments. */
export type Bytes = {
  /** A piece of an attached file; only that piece is read. */
  attachment_piece: AttachmentPiece;
  /** The paper of an opinion as it would be exported (PDF); a draft is marked as such. */
  opinion_paper: OpinionWhich;
  /** The paper of a unified sheet as it would be exported (PDF); a draft is marked as such. */
  sheet_paper: SheetWhich;
};
