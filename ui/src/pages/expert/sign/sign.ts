// Signing: how the expert signs in this task, what is kept of the checklist, and the writes.  The drawn signature stays in
// memory only, until another expert sits down.
import { reactive } from "vue";
import type { OpinionId } from "../../../api/api";
import { call } from "../../../api/call";
import type { Signature, TaskRow } from "../../../api/api";
import { save } from "../../../api/draft";
import { isSigned, reviews } from "../../../parts/reports";
import { PAD, type Point } from "../../../parts/sign/strokes";
import { change, go, leave, opinion, place, readTask, reviewable, type Step } from "../task";

export type Way = "strokes" | "picture" | "by_hand";

export const signing = reactive({
  member: null as number | null,
  way: "strokes" as Way,
  strokes: [] as Point[][],
  picture: null as string | null,
});

/** The signature of whoever sits here: that of the last person is forgotten. */
export function sitForSigning(member: number | null): void {
  if (signing.member === member) return;
  Object.assign(signing, { member, way: "strokes", strokes: [], picture: null });
}

/** Whether the chosen way of signing has what it needs. */
export function isReady(): boolean {
  if (signing.way === "strokes") return signing.strokes.length > 0;
  return signing.way === "by_hand" || signing.picture !== null;
}

/** The signature as the core takes it; none is signed on paper. */
export function signatureOf(): Signature | null {
  if (signing.way === "strokes") return { kind: "strokes", ...PAD, strokes: signing.strokes };
  if (signing.way === "picture" && signing.picture !== null) return { kind: "picture", path: signing.picture };
  return null;
}

/** Warnings of an opinion that the expert lets stand. */
export function keptOf(of: OpinionId): string[] {
  return place.kept[String(of)] ?? [];
}

export function keepWarning(of: OpinionId, key: string, stands: boolean): void {
  const others = keptOf(of).filter((one) => one !== key);
  place.kept[String(of)] = stands ? [...others, key] : others;
}

/** Reports that can still be signed. */
export function openRows(): TaskRow[] {
  return reviewable.value.filter((row) => !isSigned(row));
}

/** The report to go on with: the next open one, from the beginning again after the last. */
export function nextOpen(rows: readonly TaskRow[], present: number | null): TaskRow | null {
  const at = rows.findIndex((row) => row.report.id === present);
  const turned = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))];
  return turned.find((row) => !isSigned(row) && reviews(row)) ?? null;
}

/** Goes on with a report where its work stands: at the scores while some are missing. */
export async function goOn(row: TaskRow): Promise<void> {
  const step: Step = row.scored < row.criteria ? 2 : 4;
  await go(row.report.id, step);
}

/** The statement of independence, for all reports of the task. */
export async function declare(declared: boolean): Promise<void> {
  const { session, member } = place;
  if (session === null || member === null) return;
  await save("task_declare", async () => void (await call("task_declare", { session, member, declared })));
  await readAgain();
}

/** Signs the opinion in front. */
export async function signThis(of: OpinionId): Promise<void> {
  if (!(await leave())) return;
  await change("sign", "opinion_sign", { opinion: of, signature: signatureOf() });
  await onSigned();
}

/** Signs several opinions in one write. */
export async function signAll(opinions: OpinionId[]): Promise<void> {
  if (!(await leave())) return;
  const args = { opinions, declared: true, signature: signatureOf() };
  await save("opinions_sign", async () => void (await call("opinions_sign", args)));
  await readAgain();
  await onSigned();
}

/** Takes the signature back; the opinion is a draft again. */
export async function withdraw(of: OpinionId, reason: string): Promise<void> {
  await change("reopen", "opinion_reopen", { opinion: of, reason });
  await readTask();
}

async function readAgain(): Promise<void> {
  const of = opinion.value?.opinion.id;
  if (of !== undefined) await change("show", "opinion_show", { opinion: of });
  await readTask();
}

/** With the last open report signed, what is left is to hand back. */
async function onSigned(): Promise<void> {
  await readTask();
  if (reviewable.value.length > 0 && openRows().length === 0) place.screen = "hand_back";
}
