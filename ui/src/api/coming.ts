// Commands whose Rust side is being merged: this file goes when `api.ts` has them.
import type {
  Attachment,
  Form,
  Member,
  MemberId,
  Opinion,
  OpinionId,
  OpinionReopen,
  OpinionSet,
  OpinionView as PlainOpinionView,
  Points,
  Problem,
  ReadLine as PlainReadLine,
  Recusal,
  RemarkAdd,
  RemarkSet,
  RemarkWhich,
  Report,
  ReportId,
  Session,
  SessionId,
  SessionView,
  Shown,
  VetoSet,
} from "./api";

export type TaskState = "not_started" | "draft" | "signed" | "recused" | "declined";
export interface TaskRow {
  report: Report;
  files: Attachment[];
  state: TaskState;
  opinion: OpinionId | null;
  scored: number;
  criteria: number;
  remarks: number;
  total: Shown | null;
  grade: string | null;
  conclusion: string;
  errors: number;
  warnings: number;
  saved_at: string | null;
  ground: string;
  check_code: string | null;
}
export interface TaskView {
  session: Session;
  member: Member;
  form: Form;
  rows: TaskRow[];
  signed: number;
  open: number;
}
export interface ReadLine extends PlainReadLine {
  /** 扣分: full points less the points; none where nothing valid was typed. */
  lost: Points | null;
  /** 加权得分 of a weighted criterion. */
  worth: Points | null;
}
export interface OpinionView extends Omit<PlainOpinionView, "read"> {
  opinion: Opinion;
  read: ReadLine[];
  /** The sentence of each problem, and its place in words. */
  lines: string[];
  places: string[];
  /** Full points of what is scored, full points of the form, and the total at that rate. */
  scored_full: Shown | null;
  full: Shown;
  projected: Shown | null;
  signed_at: string | null;
  signature: "strokes" | "picture" | "by_hand" | null;
}
export interface ScoreLine {
  criterion: string;
  value?: string;
  reason?: string;
}
export interface ShownLine {
  criterion: string;
  text: string;
  points: Points | null;
  before: string;
  problems: Problem[];
}
export interface ScoresShown {
  view: OpinionView | null;
  lines: ShownLine[];
  wrong: number;
}
export interface StepView {
  seq: number;
  sentence: string;
  report: ReportId | null;
  opinion: OpinionId | null;
  criterion: string | null;
}
export interface VersionView {
  seq: number;
  at: string;
  sentence: string;
  actor: string;
  scored: number;
  total: Shown | null;
}
export type Signature =
  | { kind: "strokes"; width: number; height: number; strokes: [number, number][][] }
  | { kind: "picture"; path: string };
export interface ExportedOpinion {
  report: ReportId;
  path: string;
  size: number;
  sha256: string;
  check_code: string | null;
}
export interface Settings {
  role: "expert" | "staff" | null;
  type_size: number;
}
export interface DeskView {
  settings: Settings;
  workspace: { path: string; name: string; place: unknown } | null;
  recent: { path: string; name: string; opened_at: string; is_there: boolean }[];
  recovered: string | null;
  refused: string | null;
}
export type ComingApi = {
  session_recuse: [Recusal & { kind: "recusal" | "declined" }, SessionView];
  task_show: [{ session: SessionId; member: MemberId }, TaskView];
  task_declare: [{ session: SessionId; member: MemberId; declared: boolean }, TaskView];
  opinion_begin: [{ report: ReportId; member: MemberId }, OpinionView];
  opinion_show: [{ opinion: OpinionId }, OpinionView];
  opinion_set: [OpinionSet, OpinionView];
  opinion_veto: [VetoSet, OpinionView];
  opinion_reopen: [OpinionReopen, OpinionView];
  remark_add: [RemarkAdd, OpinionView];
  remark_set: [RemarkSet, OpinionView];
  remark_remove: [RemarkWhich, OpinionView];
  score_set: [{ opinion: OpinionId; criterion: string; value?: string | null; reason?: string | null }, OpinionView];
  score_step: [{ opinion: OpinionId; criterion: string; up: boolean }, OpinionView];
  scores_set: [{ opinion: OpinionId; scores: ScoreLine[]; only_show: boolean }, ScoresShown];
  log_next: [null, { undo: StepView | null; redo: StepView | null }];
  log_undo: [null, StepView];
  log_redo: [null, StepView];
  opinion_history: [{ opinion: OpinionId }, VersionView[]];
  opinion_at: [{ opinion: OpinionId; seq: number }, OpinionView];
  opinion_restore: [{ opinion: OpinionId; seq: number }, OpinionView];
  opinion_sign: [{ opinion: OpinionId; signature?: Signature | null }, OpinionView];
  opinions_sign: [{ opinions: OpinionId[]; declared: boolean; signature?: Signature | null }, OpinionView[]];
  export_opinions: [{ session: SessionId; member: MemberId; folder: string }, ExportedOpinion[]];
  desk_show: [null, DeskView];
  desk_set: [Partial<Settings>, DeskView];
  desk_open: [{ path: string }, DeskView];
  desk_create: [{ path: string }, DeskView];
  desk_sample: [{ path: string }, DeskView];
  desk_close: [null, DeskView];
  desk_move: [{ path: string }, DeskView];
  desk_keep: [{ place: unknown }, null];
  desk_sit: [{ session: SessionId; member: MemberId }, TaskView];
  attachment_extract: [{ report: ReportId; name: string }, { path: string }];
  dialog_open: [{ kind: "workspace" | "picture" }, string | null];
  dialog_save: [{ kind: "workspace" | "folder"; name: string }, string | null];
  system_open: [{ path: string }, null];
  window_close: [null, null];
};
export type ComingBytes = {
  attachment_piece: { report: ReportId; name: string; from: number; length: number };
  opinion_paper: { opinion: OpinionId };
};
