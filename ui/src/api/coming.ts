// Commands whose core is still being merged; this file goes when they are in the list.
import type { ExpertId, MemberId, MemberRole, ReportId, SessionId, Shown } from "./api";
export type { ExpertId, MemberId, MemberRole, ReportId, SessionId, Shown };

declare module "./api" {
  interface PackageBoard {
    fingerprint: string | null;
    rows: PackageRow[];
  }
  interface PackageRow {
    member: MemberId;
    name: string;
    role: MemberRole;
    reports: number;
    recused: number;
    newest: PackageLine | null;
    revisions: number;
    stale: string[];
  }
  interface PackageLine {
    revision: number;
    issued_at: string;
    due_at: string;
    check_code: string;
    code: string;
    reason: string;
  }
  interface PackageWritten {
    member: MemberId;
    name: string;
    path: string;
    size: number;
    sha256: string;
    check_code: string;
    code: string;
    revision: number;
  }
  type ImportLevel = "new" | "changed" | "identical" | "stale" | "conflict" | "ask" | "refused" | "quarantined";
  interface ImportView {
    head: string;
    files: ImportFile[];
    taken: number;
    skipped: number;
    refused: number;
    is_done: boolean;
    text: string;
  }
  interface ImportFile {
    path: string;
    name: string;
    sha256: string;
    verdict: string;
    level: ImportLevel;
    line: string;
    expert: string | null;
    expert_id: ExpertId | null;
    member: MemberId | null;
    session: SessionId | null;
    seq: number | null;
    at: string | null;
    check_code: string | null;
    fingerprint: string | null;
    asks: Ask[];
    is_kept: boolean;
    reports: ImportReport[];
  }
  type Ask = "key" | "old_package" | "gap" | "late" | "conflict";
  interface ImportReport {
    report: ReportId | null;
    no: string;
    title: string;
    change: "new" | "changed" | "same" | "kept" | "incomplete" | "recused" | "declined" | "not_taken";
    line: string;
    before: Shown | null;
    after: Shown | null;
    fields: ImportField[];
  }
  interface ImportField {
    place: string;
    label: string;
    issued: string;
    stored: string;
    incoming: string;
    outcome: "incoming" | "stored" | "same" | "conflict";
  }
  interface FieldChoice {
    report: ReportId;
    place: string;
    take: "stored" | "incoming";
  }
  interface Decision {
    sha256: string;
    accept: boolean;
    reason: string;
    choices: FieldChoice[];
  }
  interface ReceivedLine {
    name: string;
    received_at: string;
    sha256: string;
    check_code: string;
    kind: string;
    state: string;
    line: string;
    expert: string | null;
    seq: number | null;
    reason: string;
  }
  interface BoardView {
    columns: { member: MemberId; name: string; role: MemberRole; issued: string }[];
    rows: { report: ReportId; no: string; position: number; title: string; cells: BoardCell[]; returned: number; expected: number }[];
  }
  interface BoardCell {
    state: "recused" | "open" | "returned";
    words: string;
    opinion: number | null;
  }
  interface KeysView {
    state: "none" | "locked" | "open";
    fingerprint: string | null;
    kept_in: "keyring" | "password_file" | null;
    needs_password: boolean;
    sheet_confirmed: boolean;
    ask_group: number;
  }
  interface Coming {
    package_board: [{ session: SessionId }, PackageBoard];
    packages_export: [
      { session: SessionId; members: MemberId[]; folder: string; due_at: string; plain: boolean; reason: string },
      PackageWritten[],
    ];
    fill_in_export: [{ member: MemberId; path: string }, { path: string }];
    import_preview: [{ paths: string[] }, ImportView];
    import_run: [{ paths: string[]; head: string; decisions: Decision[] }, ImportView];
    board_show: [{ session: SessionId }, BoardView];
    received_list: [{ session: SessionId }, ReceivedLine[]];
    package_slip_export: [{ member: MemberId; path: string }, { path: string }];
    export_text: [{ path: string; text: string }, { path: string }];
    keys_show: [null, KeysView];
  }
}
