import { describe, expect, it } from "vitest";
import type { Problem } from "../api/api";
import type { TaskRow } from "../api/api";
import { stepStates } from "./stepStates";

const row = (more: Partial<TaskRow>) => ({ state: "draft", scored: 0, criteria: 20, remarks: 0, ...more }) as TaskRow;
const problem = (code: string, kind: "criterion" | "remark" | "whole", severity: "error" | "warning" = "error") =>
  ({ severity, code, place: { kind }, params: {} }) as Problem;
const words = (...args: Parameters<typeof stepStates>) =>
  stepStates(...args).map((one) => (one.state === "problems" ? `problems ${one.problems}` : one.state));

describe("the step strip", () => {
  it("begins with nothing done", () => {
    expect(words(row({ state: "not_started" }), [problem("score_unscored", "criterion")], false, "")).toEqual([
      "not_started",
      "not_started",
      "not_started",
      "not_started",
    ]);
  });

  it("does not call an empty score a mistake", () => {
    const open = Array.from({ length: 8 }, () => problem("score_unscored", "criterion"));
    expect(words(row({ scored: 12 }), open, true, "")).toEqual(["going", "going", "not_started", "not_started"]);
  });

  it("counts mistakes in the step where they are mended", () => {
    const wrong = [problem("score_above_max", "criterion"), problem("remark_empty", "remark")];
    expect(words(row({ scored: 19, remarks: 1 }), wrong, true, "")).toEqual([
      "going",
      "problems 1",
      "problems 1",
      "not_started",
    ]);
  });

  it("leaves warnings to the check list", () => {
    const warned = [problem("reason_advised", "criterion", "warning")];
    expect(words(row({ scored: 20, remarks: 2 }), warned, true, "通过")).toEqual(["done", "done", "done", "not_started"]);
  });

  it("tells before signing what is still missing", () => {
    expect(words(row({ scored: 20 }), [problem("conclusion_missing", "whole")], true, "")[3]).toBe("problems 1");
  });

  it("is done when signed", () => {
    expect(words(row({ state: "signed", scored: 20 }), [], false, "通过")).toEqual(["done", "done", "done", "done"]);
  });
});
