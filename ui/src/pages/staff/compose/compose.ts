// The unified sheet being composed: which report is in front, what the core says of it, and every write, one after
// another.  What comes back is the whole of it; the page draws no conclusions of its own.
import { computed, ref, shallowRef } from "vue";
import type { ComposeView, Report, ReportId, RemarkId, SessionId, SheetItem, SheetSet } from "../../../api/api";
import { call, sentence } from "../../../api/call";
import { flush, save } from "../../../api/draft";

/** Everything a page that composes needs; one of it for each page. */
export function useComposing(session: SessionId) {
  const reports = shallowRef<Report[]>([]);
  const report = ref<ReportId | null>(null);
  const view = shallowRef<ComposeView | null>(null);
  const problem = ref("");
  const sheet = computed(() => view.value?.sheet?.sheet ?? null);
  const isFinal = computed(() => sheet.value !== null && sheet.value.state !== "draft");

  async function guarded(work: () => Promise<void>): Promise<boolean> {
    problem.value = "";
    try {
      await work();
      return true;
    } catch (error) {
      problem.value = sentence(error);
      return false;
    }
  }

  async function read(): Promise<void> {
    const wanted = report.value;
    if (wanted === null) return;
    const { value } = await call("compose_show", { report: wanted });
    // Another report may have come in front meanwhile.
    if (report.value === wanted) view.value = value;
  }

  async function go(to: ReportId): Promise<void> {
    await flush();
    if (report.value !== to) view.value = null;
    report.value = to;
    await guarded(read);
  }

  async function by(step: -1 | 1): Promise<void> {
    const at = reports.value.findIndex((one) => one.id === report.value);
    const next = reports.value[at + step];
    if (next !== undefined) await go(next.id);
  }

  async function begin(first: ReportId | null): Promise<void> {
    await guarded(async () => {
      reports.value = (await call("session_show", { session })).value.reports;
    });
    const known = reports.value.find((one) => one.id === first) ?? reports.value[0];
    if (known !== undefined) await go(known.id);
  }

  /** A write whose answer is the whole view; it rejects with what the core refused. */
  function change(key: string, run: () => Promise<ComposeView | null>): Promise<void> {
    return save(key, async () => {
      const answer = await run();
      if (answer === null) await read();
      else if (report.value === answer.report.id) view.value = answer;
    });
  }

  const draft = () =>
    guarded(() =>
      change("compose.draft", async () =>
        report.value === null ? null : (await call("sheet_compose", { report: report.value })).value,
      ),
    );

  const merge = (remarks: RemarkId[], item: SheetItem | null) =>
    guarded(() =>
      change("compose.merge", async () => {
        if (sheet.value === null && report.value !== null) await call("sheet_begin", { report: report.value });
        const of = sheet.value ?? (await call("compose_show", { report: report.value ?? 0 })).value.sheet?.sheet;
        if (of === undefined) return null;
        return (await call("sheet_merge", { sheet: of.id, item: item?.id ?? null, remarks })).value;
      }),
    );

  const refuse = (remark: RemarkId, reason: string) =>
    guarded(() =>
      change(`compose.unused.${remark}`, async () => {
        if (sheet.value !== null) await call("sheet_unused_set", { sheet: sheet.value.id, remark, reason });
        return null;
      }),
    );

  /** Rejects with what the core refused: the sentence belongs beside the field. */
  const setHead = (part: Partial<Omit<SheetSet, "sheet">>) =>
    change(`compose.head.${Object.keys(part).join()}`, async () => {
      const none = { overall: null, conclusion: null, conclusion_reason: null };
      if (sheet.value !== null) await call("sheet_set", { ...none, sheet: sheet.value.id, ...part });
      return null;
    });

  const setItem = (item: SheetItem, part: Partial<SheetItem>) =>
    change(`compose.item.${item.id}.${Object.keys(part).join()}`, async () => {
      // The other fields as they are now, not as they were when this one was begun.
      const now = sheet.value?.items.find((one) => one.id === item.id) ?? item;
      const { theme, place, problem: said, suggestion, nature, sources } = { ...now, ...part };
      await call("sheet_item_set", { item: item.id, theme, place, problem: said, suggestion, nature, sources });
      return null;
    });

  const removeItem = (item: SheetItem) =>
    guarded(() =>
      change(`compose.remove.${item.id}`, async () => {
        await call("sheet_item_remove", { item: item.id });
        return null;
      }),
    );

  const setDissent = (member: number, words: string) =>
    change(`compose.dissent.${member}`, async () => {
      if (sheet.value !== null) await call("sheet_dissent_set", { sheet: sheet.value.id, member, text: words });
      return null;
    });

  const finalise = () =>
    guarded(() =>
      change("compose.final", async () => {
        if (sheet.value !== null) await call("sheet_finalise", { sheet: sheet.value.id });
        return null;
      }),
    );

  const at = computed(() => reports.value.findIndex((one) => one.id === report.value));
  return {
    reports,
    report,
    at,
    view,
    sheet,
    isFinal,
    problem,
    begin,
    go,
    by,
    read,
    draft,
    merge,
    refuse,
    setHead,
    setItem,
    removeItem,
    setDissent,
    finalise,
  };
}

export type Composing = ReturnType<typeof useComposing>;
