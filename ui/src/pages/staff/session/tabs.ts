// The tabs of a task in the order of the work, one line each; and which of them comes next.
import { type Component, defineAsyncComponent } from "vue";
import type { SessionView } from "../../../api/api";
import type { TextKey } from "../../../lib/texts";
import type { Tab } from "../staff";

/** A tab is given the task (`session`) and the report in front (`first`); it may tell another `report`, and `written`. */
interface TabLine {
  id: Tab;
  name: TextKey;
  page: Component;
}

export const TABS: readonly TabLine[] = [
  { id: "overview", name: "ui.session.overview", page: defineAsyncComponent(() => import("../overview/OverviewTab.vue")) },
  { id: "panel", name: "ui.session.panel", page: defineAsyncComponent(() => import("../panel/PanelTab.vue")) },
  { id: "exchange", name: "ui.exchange.tab", page: defineAsyncComponent(() => import("../exchange/ExchangeTab.vue")) },
  { id: "compose", name: "ui.session.compose", page: defineAsyncComponent(() => import("../compose/ComposeTab.vue")) },
];

export interface NextStep {
  tab: Tab;
  name: TextKey;
}

/** The one thing to do next; null when this program has no tab for it or nothing is left to do. */
export function nextStep(view: SessionView, known: readonly Tab[] = TABS.map((one) => one.id)): NextStep | null {
  const step = stepOf(view);
  return step !== null && known.includes(step.tab) ? step : null;
}

function stepOf({ session, reports, opinions, members, recusals }: SessionView): NextStep | null {
  if (session.state === "finished") return null;
  if (session.state === "draft") {
    if (reports.length === 0) return { tab: "overview", name: "ui.session.next_reports" };
    return { tab: "panel", name: members.length === 0 ? "ui.session.next_panel" : "ui.session.next_open" };
  }
  const signed = opinions.filter((one) => one.state === "signed").length;
  const expected = reports.length * members.length - recusals.length;
  return signed < expected
    ? { tab: "exchange", name: "ui.session.next_exchange" }
    : { tab: "compose", name: "ui.session.next_compose" };
}
