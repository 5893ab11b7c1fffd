// A pretended core for the tests of the grid: it reads entries as the real one does, as far as the grid can tell.
import type { Criterion, Form, Problem } from "../../api/api";
import type { OpinionView, ReadLine } from "../../api/api";
import { rowsOf } from "./rows";

/** A form file with the fields that the reader of forms fills in. */
export function formOf(file: unknown): Form {
  const group = (one: Record<string, unknown>): unknown => ({
    max: "0",
    ...one,
    groups: ((one["groups"] as []) ?? []).map(group),
    criteria: ((one["criteria"] as []) ?? []).map((criterion: Record<string, unknown>) => ({
      subgroup: "",
      max: "0",
      weight: null,
      step: null,
      guide: "",
      deduct: "",
      reasons: [],
      deductions: [],
      optional: false,
      objective: false,
      reason: null,
      ...criterion,
      choices: ((criterion["choices"] as []) ?? []).map((choice: object) => ({ points: "0", from: null, ...choice })),
    })),
  });
  const form = file as Record<string, unknown>;
  return { unscored: false, step: "0.5", reason_below: null, ...form, groups: (form["groups"] as []).map(group) } as unknown as Form;
}

interface Read {
  text: string;
  points: string | null;
  mark: string | null;
  problem: { code: string; sentence: string } | null;
}

function read(form: Form, criterion: Criterion, typed: string): Read {
  const wrong = (code: string, sentence: string): Read => ({ text: typed, points: null, mark: null, problem: { code, sentence } });
  let text = typed.trim();
  if (text === "") return { text: typed, points: null, mark: null, problem: null };
  if (text === "不适用" && criterion.optional) return { text, points: null, mark: text, problem: null };
  const choice = criterion.choices.find((one) => one.name === text);
  if (choice) return { text, points: form.unscored ? "0" : choice.points, mark: text, problem: null };
  if (text === "=" || text === "＝") text = criterion.max;
  text = text.normalize("NFKC").replace(/[。．]/g, ".").replace(/^[—－]/, "-");
  if (/^-\d+(\.\d+)?$/.test(text)) text = String(+criterion.max + +text);
  if (/^×/.test(text)) text = String(+criterion.max - +(criterion.deductions[0]?.points ?? 1) * +text.slice(1).split("、")[0]!);
  if (!/^\d+(\.\d+)?$/.test(text)) return wrong("number_not_digits", `“${typed}”不是数字。请只用数字和小数点，例如 4.5。`);
  if (+text > +criterion.max) return wrong("score_above_max", `“${typed}”超过该指标的分值 ${criterion.max}。请改为 0 至 ${criterion.max} 之间的分数。`);
  const step = +(criterion.step ?? form.step);
  if (Math.abs(+text / step - Math.round(+text / step)) > 1e-9) return wrong("score_off_step", `“${typed}”不符合打分步长 ${step}。`);
  const named = criterion.choices.find((one) => +one.points >= +text && +(one.from ?? one.points) <= +text);
  if (criterion.choices.length > 0 && !named) return wrong("score_not_a_choice", `“${typed}”不在可选档位中。`);
  return { text: typed.startsWith("×") ? typed : String(+text), points: String(+text), mark: named?.name ?? null, problem: null };
}

/** One opinion kept in memory. */
export class PretendedCore {
  readonly scores = new Map<string, { criterion: string; text: string; reason: string }>();
  readonly calls: string[] = [];
  private readonly criteria: Criterion[];

  constructor(
    readonly form: Form,
    readonly opinion = 1,
  ) {
    this.criteria = rowsOf(form).map((row) => row.criterion);
  }

  set(part: "score" | "reason", id: string, typed: string): OpinionView {
    this.calls.push(`${part}:${id}=${typed}`);
    const score = this.scores.get(id) ?? { criterion: id, text: "", reason: "" };
    if (part === "reason") score.reason = typed;
    else score.text = read(this.form, this.criterion(id), typed).text;
    this.scores.set(id, { ...score });
    return this.view();
  }

  step(id: string, up: boolean): OpinionView {
    const criterion = this.criterion(id);
    const now = read(this.form, criterion, this.scores.get(id)?.text ?? "").points;
    const by = +(criterion.step ?? this.form.step);
    const next = now === null ? (up ? 0 : +criterion.max) : Math.min(+criterion.max, Math.max(0, +now + (up ? by : -by)));
    return this.set("score", id, String(next));
  }

  private criterion(id: string): Criterion {
    return this.criteria.find((one) => one.id === id)!;
  }

  view(): OpinionView {
    const problems: Problem[] = [];
    const lines: string[] = [];
    const told = (severity: "error" | "warning", code: string, id: string, sentence: string) => {
      problems.push({ severity, code, place: { kind: "criterion", id }, params: {} } as Problem);
      lines.push(sentence);
    };
    let total = 0;
    let full = 0;
    let scored = 0;
    const readLines: ReadLine[] = this.criteria.map((criterion) => {
      const { id } = criterion;
      const score = this.scores.get(id);
      const got = read(this.form, criterion, score?.text ?? "");
      if (got.problem) told("error", got.problem.code, id, got.problem.sentence);
      else if (got.points === null && got.mark === null) told("error", "score_unscored", id, "还没有打分。请打分。");
      const lost = got.points === null ? null : String(+criterion.max - +got.points);
      if (got.points !== null) {
        total += +got.points;
        full += +criterion.max;
        scored += 1;
        const low = this.form.reason_below !== null && +got.points < +criterion.max * +this.form.reason_below;
        if (lost !== "0" && (score?.reason ?? "") === "") {
          if (low) told("error", "reason_required", id, `得 ${got.points} 分，低于必须说明理由的界限。请填写扣分理由。`);
          else told("warning", "reason_advised", id, `得 ${got.points} 分，未写扣分理由。建议填写。`);
        }
      }
      return { criterion: id, points: got.points, mark: got.mark, arithmetic: "", lost, worth: got.points } as ReadLine;
    });
    const isComplete = readLines.every((line) => line.points !== null || line.mark !== null);
    return {
      opinion: { id: this.opinion, report: this.opinion, state: "draft", scores: [...this.scores.values()], remarks: [] },
      problems,
      lines,
      places: lines,
      read: readLines,
      scored,
      criteria: this.criteria.length,
      total: scored === 0 ? null : String(total),
      scored_full: String(full),
      full: "100",
      projected: full === 0 ? null : (Math.round((total / full) * 1000) / 10).toFixed(1),
      grade: isComplete ? "良" : null,
    } as unknown as OpinionView;
  }
}
