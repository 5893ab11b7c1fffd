// The expert's task: who sits here, which report and step are in front, and the opinion on that report as the core last
// answered.  Every write of the expert goes through `change`, which keeps their order and shows what came back; where
// the person is (report, row, page, zoom, split, unfinished text) is kept so that a crash leads back to it.
import { computed, reactive, shallowRef, watch } from "vue";
import type { Api, MemberId, OpinionId, OpinionView, Place as ProblemPlace, ReportId, SessionId } from "../../api/api";
import type { TaskRow, TaskView } from "../../api/api";
import { call, sentence } from "../../api/call";
import { flush, save } from "../../api/draft";
import { closeWorkspace, desk } from "../../desk";

export type Step = 1 | 2 | 3 | 4;
export type Screen = "home" | "review" | "hand_back";

/** Where the left pane of one report stands. */
export interface PanePlace {
  /** Name of the attachment; null = the first one. */
  file: string | null;
  page: number;
  /** Percent, or fit to width. */
  zoom: number | "width";
  /** Share of the width that the report takes, in percent. */
  split: number;
}

/** Where a person is in a workspace; kept by the desk. */
export interface Place {
  session: SessionId | null;
  member: MemberId | null;
  screen: Screen;
  report: ReportId | null;
  step: Step;
  criterion: string | null;
  card: boolean | null;
  panes: Record<string, PanePlace>;
  /** Text that was typed and has not reached the opinion yet, by opinion and field. */
  typing: Record<string, string>;
  /** Warnings the expert has looked at and lets stand, by opinion. */
  kept: Record<string, string[]>;
}

const nowhere = (): Place => ({
  session: null,
  member: null,
  screen: "home",
  report: null,
  step: 1,
  criterion: null,
  card: null,
  panes: {},
  typing: {},
  kept: {},
});

export const place = reactive<Place>(nowhere());
export const task = shallowRef<TaskView | null>(null);
export const opinion = shallowRef<OpinionView | null>(null);
/** The sentence of what the core refused last, until the next write goes well. */
export const refused = shallowRef("");

/** A field that the focus goes to: of an indicator the score, or the reason. */
export interface Aim {
  place: ProblemPlace;
  isReason: boolean;
}

/** The very field that the page about to be shown puts the focus on; that page takes it back to null. */
export const aim = shallowRef<Aim | null>(null);

/** Reports the expert may review, in order. */
export const reviewable = computed<TaskRow[]>(() =>
  (task.value?.rows ?? []).filter((row) => row.state !== "recused" && row.state !== "declined"),
);
export const row = computed<TaskRow | null>(
  () => task.value?.rows.find((one) => one.report.id === place.report) ?? null,
);
export const readOnly = computed(() => opinion.value === null || opinion.value.opinion.state !== "draft");

/** The pane of a report, made when it is first asked for. */
export function paneOf(report: ReportId): PanePlace {
  const key = String(report);
  place.panes[key] ??= { file: null, page: 1, zoom: "width", split: 48 };
  return place.panes[key];
}

/** Takes up the place that the desk kept for the open workspace; sits down where the expert sat. */
export async function resume(): Promise<void> {
  const kept = desk.value?.workspace?.place as Partial<Place> | null | undefined;
  Object.assign(place, nowhere(), kept ?? {});
  task.value = null;
  opinion.value = null;
  // A package says itself who sits there: nobody is asked.
  const seat = desk.value?.workspace?.package ?? null;
  if (seat !== null && (place.session !== seat.session || place.member !== seat.member)) {
    Object.assign(place, nowhere(), { session: seat.session, member: seat.member });
  }
  if (place.session === null || place.member === null) return;
  const { session, member } = place;
  try {
    await sit(session, member);
  } catch (error) {
    // The kept place names what is no longer there: begin at home.
    Object.assign(place, nowhere());
    if (seat !== null) refused.value = sentence(error);
  }
}

/** This expert works now. */
export async function sit(session: SessionId, member: MemberId): Promise<void> {
  task.value = (await call("desk_sit", { session, member })).value;
  if (place.session !== session || place.member !== member) Object.assign(place, nowhere(), { session, member });
  const known = reviewable.value.some((one) => one.report.id === place.report);
  if (!known) place.report = reviewable.value[0]?.report.id ?? null;
  if (place.screen === "review" && !(await go(place.report))) place.screen = "home";
}

/** What parts with text of their own do before the person leaves a report, a step, or the window. */
const leaving = new Set<() => void | Promise<void>>();

/** Registers what must be done before leaving (committing what is being typed); answers how to take it back. */
export function beforeLeave(commit: () => void | Promise<void>): () => void {
  leaving.add(commit);
  return () => leaving.delete(commit);
}

/** Commits what is being typed and writes everything that waits. False when something could not be saved. */
export async function leave(): Promise<boolean> {
  for (const commit of [...leaving]) await commit();
  return flush();
}

/** Stands up: another expert may sit down. */
export async function stand(): Promise<void> {
  if (!(await leave())) return;
  Object.assign(place, nowhere());
  task.value = null;
  opinion.value = null;
}

/** Closes the workspace with everything in it saved and the place kept. */
export async function putAway(): Promise<void> {
  if (!(await leave())) return;
  await keep();
  await closeWorkspace();
}

let asked = 0;

export async function readTask(): Promise<void> {
  const { session, member } = place;
  if (session === null || member === null) return;
  const mine = ++asked;
  const { value } = await call("task_show", { session, member });
  // An older answer that comes late would take the rows back; one for whoever sat here before is nobody's now.
  if (mine === asked && place.session === session && place.member === member) task.value = value;
}

const AFTER_WRITES = 200;
let reading: ReturnType<typeof setTimeout> | undefined;

/** Reads the rows once after a run of writes: reading them in between would hold up the next key. */
function readTaskSoon(): void {
  clearTimeout(reading);
  reading = setTimeout(() => void readTask().catch(() => undefined), AFTER_WRITES);
}

// One move after the other: two quick presses of Ctrl+PgDn go two reports on.
let moving: Promise<unknown> = Promise.resolve();

function inTurn<T>(move: () => Promise<T>): Promise<T> {
  const next = moving.then(move, move);
  moving = next.catch(() => undefined);
  return next;
}

/** Shows a report; what was typed on the present one is saved first. Step and criterion stay. False when it stays away. */
export function go(report: ReportId | null, step: Step = place.step): Promise<boolean> {
  return inTurn(() => show(report, step));
}

async function show(report: ReportId | null, step: Step): Promise<boolean> {
  const { member } = place;
  if (report === null || member === null || !(await leave())) return false;
  try {
    const before = opinion.value;
    const { value } = await call("opinion_begin", { report, member });
    // Typed while the core was asked: it still belongs to the report in front.
    if (!(await leave())) return false;
    // What was written on this very opinion meanwhile was answered later, so that answer is the newer one.
    const isNewer = opinion.value !== before && opinion.value?.opinion.id === value.opinion.id;
    if (!isNewer) opinion.value = value;
    Object.assign(place, { report, step, screen: "review" });
    refused.value = "";
    return true;
  } catch (error) {
    refused.value = sentence(error);
    return false;
  }
}

/** Reads the opinion in front again, after something else than `change` touched it. */
export async function readOpinion(): Promise<void> {
  const id = opinion.value?.opinion.id;
  if (id === undefined) return;
  const { value } = await call("opinion_show", { opinion: id });
  if (opinion.value?.opinion.id === id) opinion.value = value;
}

/** The next or the previous report, none past the ends. */
export function goBy(by: 1 | -1): Promise<boolean> {
  return inTurn(async () => {
    const at = reviewable.value.findIndex((one) => one.report.id === place.report);
    const next = at < 0 ? undefined : reviewable.value[at + by];
    return next === undefined ? false : show(next.report.id, place.step);
  });
}

/** Another screen than the review; everything is saved first. */
export function goTo(screen: "home" | "hand_back"): Promise<void> {
  return inTurn(async () => {
    if (!(await leave())) return;
    await readTask();
    place.screen = screen;
  });
}

export const goHome = (): Promise<void> => goTo("home");

type Writes = {
  [K in keyof Api]: Api[K][1] extends OpinionView ? K : Api[K][0] extends { opinion: OpinionId } ? K : never;
}[keyof Api];

/**
 * One write on an opinion.  `key` names the field, so that a newer text of the same field replaces one that still
 * waits.  Rejects with what the core refused; a disk that fails is shown by the red bar and the write waits.
 */
export function change<K extends Writes>(key: string, name: K, args: Api[K][0]): Promise<Api[K][1]> {
  let value: Api[K][1];
  const of = opinion.value?.opinion.id;
  return save(`${of}:${key}`, async () => {
    const reply = await call(name, args);
    value = reply.value;
    refused.value = "";
    const view = value as unknown as OpinionView;
    // A reply belongs to the opinion that was in front when the key went down, which may no longer be there.
    if (view?.opinion?.id !== undefined && view.opinion.id === opinion.value?.opinion.id) opinion.value = view;
    // The rows are a second view of what was just saved; the next write reads them again.
    readTaskSoon();
  }).then(() => value);
}

const inFront = () => opinion.value?.opinion.id;
const typed = (field: string, of = inFront()): string | null => (of === undefined ? null : `${of}:${field}`);

/**
 * Text that is being typed: kept for the case of a crash, until it has reached the opinion (null).  A field that may
 * speak after another report came in front names its opinion.
 */
export function typing(field: string, text: string | null, of = inFront()): void {
  const key = typed(field, of);
  if (key === null) return;
  if (text === null) delete place.typing[key];
  else place.typing[key] = text;
}

/** Text of a field that was typed and never reached the opinion; none otherwise. */
export function unfinished(field: string): string | null {
  const key = typed(field);
  return key === null ? null : (place.typing[key] ?? null);
}

/** The fields of the opinion in front whose text has not reached it. */
export function unfinishedFields(): string[] {
  const start = typed("");
  if (start === null) return [];
  return Object.keys(place.typing).flatMap((key) => (key.startsWith(start) ? [key.slice(start.length)] : []));
}

const REST = 800;
const LONGEST = 5000;
let rest: number | undefined;
let since = 0;

/** Keeps the place after a rest, and at least every five seconds while something moves. */
watch(
  place,
  () => {
    if (desk.value?.workspace === null) return;
    window.clearTimeout(rest);
    const now = Date.now();
    if (since === 0) since = now;
    // A place that cannot be kept costs a turn of the page, no content: the red bar is for what is saved.
    rest = window.setTimeout(() => void keep().catch(() => undefined), Math.max(0, Math.min(REST, since + LONGEST - now)));
  },
  { deep: true },
);

// Another report, step or screen is kept at once: after a crash nobody has to look for the report that was in front.
watch(
  () => [place.member, place.screen, place.report, place.step],
  () => void keep().catch(() => undefined),
);

/** Keeps the place at once. */
export async function keep(): Promise<void> {
  window.clearTimeout(rest);
  since = 0;
  if (desk.value?.workspace == null) return;
  await call("desk_keep", { place: JSON.parse(JSON.stringify(place)) as unknown });
}
