// A panel as it is being chosen: who sits, who chairs, who stands back from which report and why, and the draw it comes
// from.  Nothing of it is written until it is locked; it outlives a look at another tab.
import { reactive } from "vue";
import type { DrawView, ExpertId, LeftOut, PanelExpert, PanelLock, Quota, ReportId, SessionId } from "../../../api/api";

export interface Choice {
  session: SessionId | null;
  quotas: { kind: string; field: string; count: string }[];
  seats: ExpertId[];
  chair: ExpertId | null;
  /** Grounds by expert and report, see `keyOf`; none = that expert reviews that report. */
  recusals: Record<string, string>;
  drawn: DrawView | null;
  /** What the draw went by; the fields may have been changed since. */
  drawnBy: Quota[];
  /** Drawn, and not sitting, with the reason. */
  absent: LeftOut[];
  witness: string;
}

const nothing = (): Choice => ({
  session: null,
  quotas: [],
  seats: [],
  chair: null,
  recusals: {},
  drawn: null,
  drawnBy: [],
  absent: [],
  witness: "",
});

export const choice = reactive<Choice>(nothing());

export const keyOf = (expert: ExpertId, report: ReportId): string => `${expert}-${report}`;

/** Begins the panel of a task, unless it was begun before. */
export function begin(session: SessionId, usual: number): void {
  if (choice.session === session) return;
  Object.assign(choice, nothing(), { session, quotas: [{ kind: "", field: "", count: String(usual) }] });
}

/** Forgets what was chosen. */
export function forget(): void {
  Object.assign(choice, nothing());
}

/** The quotas as the core takes them; what is no number is none. */
export const quotasOf = (): Quota[] =>
  choice.quotas.map(({ kind, field, count }) => ({
    kind,
    field: field.trim(),
    count: /^\d{1,3}$/.test(count.trim()) ? Number.parseInt(count, 10) : 0,
  }));

/** An expert takes a seat: the recusals that the names of units propose come with it. */
export function seat(one: PanelExpert): void {
  const id = one.expert.id;
  if (choice.seats.includes(id)) return;
  choice.seats.push(id);
  for (const conflict of one.conflicts) choice.recusals[keyOf(id, conflict.report)] = conflict.ground;
  choice.absent = choice.absent.filter((absent) => absent.expert !== id);
  choice.chair ??= id;
}

/** An expert leaves the seat again. */
export function unseat(id: ExpertId): void {
  choice.seats = choice.seats.filter((one) => one !== id);
  for (const key of Object.keys(choice.recusals)) if (key.startsWith(`${id}-`)) delete choice.recusals[key];
  if (choice.chair === id) choice.chair = choice.seats[0] ?? null;
}

/** Takes a draw up: those selected sit, the first of them in the chair until people choose another. */
export function take(drawn: DrawView, by: Quota[], pool: readonly PanelExpert[]): void {
  Object.assign(choice, { drawn, drawnBy: by, seats: [], chair: null, recusals: {}, absent: [] });
  for (const pick of drawn.selected) {
    const found = pool.find((one) => one.expert.id === pick.expert);
    if (found !== undefined) seat(found);
  }
}

/** Somebody who was drawn does not come: the next reserve of the same quota steps in.  Answers who that is. */
export function excuse(id: ExpertId, reason: string, pool: readonly PanelExpert[]): PanelExpert | null {
  const drawn = choice.drawn;
  const quota = [...(drawn?.selected ?? []), ...(drawn?.reserves ?? [])].find((pick) => pick.expert === id)?.quota;
  const at = choice.seats.indexOf(id);
  const wasChair = choice.chair === id;
  unseat(id);
  choice.absent.push({ expert: id, reason });
  const isFree = (one: ExpertId) => !choice.seats.includes(one) && !choice.absent.some((absent) => absent.expert === one);
  const next = drawn?.reserves.find((pick) => pick.quota === quota && isFree(pick.expert));
  const found = pool.find((one) => one.expert.id === next?.expert) ?? null;
  if (found === null) return null;
  seat(found);
  // The place in the list is that of the one who does not come.
  choice.seats.splice(choice.seats.length - 1, 1);
  choice.seats.splice(at, 0, found.expert.id);
  if (wasChair) choice.chair = choice.seats[0] ?? null;
  return found;
}

/** What is locked. */
export function asLock(session: SessionId): PanelLock {
  const recusals = Object.entries(choice.recusals).map(([key, ground]) => {
    const [expert, report] = key.split("-").map((one) => Number.parseInt(one, 10));
    return { expert: expert ?? 0, report: report ?? 0, ground };
  });
  const { drawn, seats, chair, absent, witness, drawnBy } = choice;
  return {
    session,
    seats: [...seats],
    chair: chair ?? 0,
    recusals,
    draw:
      drawn === null
        ? null
        : { quotas: drawnBy, left_out: [], seed: drawn.seed, pool_sha256: drawn.pool_sha256, absent: [...absent], witness },
  };
}
