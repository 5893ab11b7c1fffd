// The staff's place in the open workspace: which page, which task, which tab and which report are in front, kept by the
// desk so that a crash leads back; and the task as the core last answered.  Tabs write through `change`.
import { computed, reactive, shallowRef, watch } from "vue";
import type { Api, ReportId, SessionId, SessionState, SessionView } from "../../api/api";
import { call, sentence } from "../../api/call";
import { flush } from "../../api/draft";
import { closeWorkspace, desk } from "../../desk";
import type { TextKey } from "../../lib/texts";

export type StaffPage = "sessions" | "experts";
export type Tab = "overview" | "panel" | "exchange" | "compose";

/** The states of a task in words. */
export const STATES: Record<SessionState, TextKey> = {
  draft: "ui.staff.state_draft",
  reviewing: "ui.staff.state_reviewing",
  finished: "ui.staff.state_finished",
};

/** Where a member of staff is in a workspace. */
export interface StaffPlace {
  page: StaffPage;
  /** The task in front; null = the list of tasks. */
  session: SessionId | null;
  tab: Tab;
  /** The report in front, on the tabs that show one; it stays when the tab changes. */
  report: ReportId | null;
}

const nowhere = (): StaffPlace => ({ page: "sessions", session: null, tab: "overview", report: null });

export const place = reactive<StaffPlace>(nowhere());
/** The task in front. */
export const view = shallowRef<SessionView | null>(null);
/** The sentence of what the core refused last, until something goes well. */
export const refused = shallowRef("");
/** What was just done, in words, with the name of the step that can be taken back. */
export const told = shallowRef<{ sentence: string; undo: boolean } | null>(null);
export const isDraft = computed(() => view.value?.session.state === "draft");

/** What else the desk keeps of this workspace: the expert's place, when the role was changed. */
let others: Record<string, unknown> = {};
let cameByNext = false;

/** Takes up the place that the desk kept for the open workspace. */
export async function resume(): Promise<void> {
  others = (desk.value?.workspace?.place as Record<string, unknown> | null) ?? {};
  Object.assign(place, nowhere(), others.staff ?? {});
  view.value = null;
  refused.value = "";
  told.value = null;
  if (place.session === null) return;
  try {
    await readSession();
  } catch {
    // The kept place names what is no longer there: begin with the list.
    Object.assign(place, nowhere());
  }
}

/** Reads the task in front again. */
export async function readSession(): Promise<void> {
  const { session } = place;
  if (session === null) return;
  const { value } = await call("session_show", { session });
  if (place.session === session) view.value = value;
}

/** Something the core may refuse, said in the line above the page. False when it did. */
export async function attempt(what: () => Promise<unknown>): Promise<boolean> {
  try {
    await what();
    refused.value = "";
    return true;
  } catch (error) {
    refused.value = sentence(error);
    return false;
  }
}

/** What is being typed reaches the workspace before its page goes. False when it could not be saved. */
async function leave(): Promise<boolean> {
  const at = document.activeElement;
  if (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement) at.blur();
  return flush();
}

/** Another page of the rail; of the tasks their list. */
export async function goPage(page: StaffPage): Promise<void> {
  if (!(await leave())) return;
  Object.assign(place, { page, session: null });
  view.value = null;
  refused.value = "";
  told.value = null;
}

/** Shows a task. */
export function goSession(session: SessionId, tab: Tab = "overview"): Promise<boolean> {
  return attempt(async () => {
    const { value } = await call("session_show", { session });
    view.value = value;
    const report = value.reports.some((one) => one.id === place.report) ? place.report : (value.reports[0]?.id ?? null);
    Object.assign(place, { page: "sessions", session, tab, report });
    told.value = null;
  });
}

/** Another tab of the task in front; `next` = the person follows 下一步, so that tab puts the focus on what to do there. */
export async function goTab(tab: Tab, next = false): Promise<void> {
  if (!(await leave())) return;
  cameByNext = next;
  refused.value = "";
  told.value = null;
  place.tab = tab;
}

/** Whether the person just came by 下一步; asked once, when a tab is there. */
export function arrivedByNext(): boolean {
  const came = cameByNext;
  cameByNext = false;
  return came;
}

type Writes = { [K in keyof Api]: Api[K][1] extends SessionView ? K : never }[keyof Api];

/** One write that answers the task.  Rejects with what the core refused. */
export async function change<K extends Writes>(name: K, args: Api[K][0]): Promise<void> {
  const { value } = await call(name, args);
  const answered = value as unknown as SessionView;
  if (answered.session.id === place.session) view.value = answered;
  refused.value = "";
}

/** Takes the last step back, and reads the task again. */
export async function undo(): Promise<void> {
  await attempt(async () => {
    await call("log_undo", null);
    told.value = null;
    await readSession();
  });
}

/** Closes the workspace with the place kept. */
export async function putAway(): Promise<void> {
  if (!(await leave())) return;
  await keep().catch(() => undefined);
  await closeWorkspace();
}

/** Keeps the place at once. */
export async function keep(): Promise<void> {
  if (desk.value?.workspace == null || desk.value.settings.role !== "staff") return;
  const staff = JSON.parse(JSON.stringify(place)) as unknown;
  await call("desk_keep", { place: { ...others, staff } });
}

// A place that cannot be kept costs a turn of the page, no content.
watch(place, () => void keep().catch(() => undefined));
