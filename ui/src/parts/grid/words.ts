// The words of a row: labels for those who hear the page, the state with its sign, what stands beside a score.
import type { Criterion } from "../../api/api";
import { text, type TextKey } from "../../lib/texts";
import type { RowState } from "./cells";

const STATUS: Record<RowState["status"], { word: TextKey; sign: string }> = {
  empty: { word: "ui.grid.status.empty", sign: "○" },
  filled: { word: "ui.grid.status.filled", sign: "✓" },
  wrong: { word: "ui.grid.status.wrong", sign: "⚠" },
  reason: { word: "ui.grid.status.reason", sign: "!" },
};

export const statusOf = (state: RowState): { word: string; sign: string } => ({
  word: text(STATUS[state.status].word),
  sign: STATUS[state.status].sign,
});

export function scoreLabel(criterion: Criterion, unscored: boolean): string {
  if (unscored) return text("ui.grid.label.choice", { name: criterion.name });
  return text("ui.grid.label.score", { name: criterion.name, max: criterion.max });
}

export function reasonLabel(criterion: Criterion, unscored: boolean): string {
  return text(unscored ? "ui.grid.label.plain_reason" : "ui.grid.label.reason", { name: criterion.name });
}

/** What the text alone does not say: the choice of points, the points of a choice or of counted deductions. */
export function besides(criterion: Criterion, state: RowState, unscored: boolean): string {
  if (criterion.choices.length === 0 && criterion.deductions.length === 0) return "";
  const typed = state.score.trim();
  if (state.mark !== null && state.mark !== typed) return state.mark;
  if (state.points === null || unscored || state.points === typed) return "";
  return text("ui.grid.choice_points", { points: state.points });
}
