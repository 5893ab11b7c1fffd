// 发放与回收 of the task in front: who has which package, what came back, the import that is being looked at, and whether
// scores are shown.  Everything here is what the core answered last; nothing is decided here.
import { computed, reactive, ref, shallowRef } from "vue";
import type { BoardView, ImportView, MemberId, PackageBoard, PackageWritten, ReceivedLine } from "../../../api/api";
import { call, sentence } from "../../../api/call";
import { isAboutKeys } from "../keys/keys";
import { place, readSession } from "../staff";
import { type Answer, asks, blank, decisionsOf } from "./decisions";

export const packages = shallowRef<PackageBoard | null>(null);
export const board = shallowRef<BoardView | null>(null);
export const received = shallowRef<ReceivedLine[]>([]);
/** The import in front: looked at, or carried out and now its report. */
export const coming = shallowRef<ImportView | null>(null);
/** The packages just written, until the person has read their codes. */
export const written = shallowRef<PackageWritten[] | null>(null);
/** Nobody's scores are on the screen before this is asked for: a projector may be on. */
export const showsScores = ref(false);
/** The sentence of what was refused last. */
export const problem = ref("");
export const busy = ref(false);
/** What cannot go on without the bureau's keys, why, and how it goes on once they are there. */
export const lacking = shallowRef<{ why: string; goOn: () => Promise<unknown> } | null>(null);
export const answers = reactive<Record<string, Answer>>({});

let paths: string[] = [];

/** Whether everybody of the panel has a package. */
export const allIssued = computed(() => (packages.value?.rows ?? []).every((row) => row.newest !== null));

/** Takes up the task in front. */
export async function enter(): Promise<void> {
  packages.value = null;
  board.value = null;
  received.value = [];
  problem.value = "";
  leaveImport();
  written.value = null;
  showsScores.value = false;
  await attempt(read);
}

/** Reads what stands here again. */
export async function read(): Promise<void> {
  const { session } = place;
  if (session === null) return;
  packages.value = (await call("package_board", { session })).value;
  board.value = (await call("board_show", { session })).value;
  received.value = (await call("received_list", { session })).value;
}

/** Something the core may refuse; its sentence then stands above the page.  For want of the keys they are asked for. */
export async function attempt(what: () => Promise<unknown>): Promise<boolean> {
  busy.value = true;
  problem.value = "";
  try {
    await what();
    return true;
  } catch (error) {
    if (isAboutKeys(error)) lacking.value = { why: sentence(error), goOn: () => attempt(what) };
    else problem.value = sentence(error);
    return false;
  } finally {
    busy.value = false;
  }
}

/** How packages are written. */
export interface Way {
  /** Empty = for all who have none yet. */
  members: MemberId[];
  due_at: string;
  plain: boolean;
  reason: string;
}

/** Asks for a folder and writes packages into it. False when it was refused; also a folder nobody chose is no failure. */
export function hand(way: Way, folderName: string): Promise<boolean> {
  let folder: string | null = null;
  return attempt(async () => {
    const { session } = place;
    // Once chosen it is not asked for again, when the keys had to be opened first.
    folder ??= (await call("dialog_save", { kind: "folder", name: folderName })).value;
    if (session === null || folder === null) return;
    written.value = (await call("packages_export", { session, folder, ...way })).value;
    await read();
  });
}

/** The answer on a file that asks, made when it is first asked for. */
export function answerOf(sha256: string): Answer {
  answers[sha256] ??= blank();
  return answers[sha256];
}

/** Looks at files; nothing is written. */
export function look(files: string[]): Promise<boolean> {
  return attempt(async () => {
    if (files.length === 0) return;
    const { value } = await call("import_preview", { paths: files });
    leaveImport();
    paths = files;
    for (const file of value.files) if (asks(file)) answerOf(file.sha256);
    coming.value = value;
  });
}

/** Takes in what was looked at.  When something moved meanwhile it is looked at again, and nothing is taken in. */
export function takeIn(): Promise<boolean> {
  return attempt(async () => {
    const seen = coming.value;
    if (seen === null || seen.is_done) return;
    const decisions = decisionsOf(seen.files, answers);
    coming.value = (await call("import_run", { paths, head: seen.head, decisions })).value;
    if (coming.value.is_done) await Promise.all([read(), readSession()]);
  });
}

export function leaveImport(): void {
  coming.value = null;
  paths = [];
  for (const key of Object.keys(answers)) delete answers[key];
}
