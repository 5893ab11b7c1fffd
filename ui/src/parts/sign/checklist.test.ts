import { describe, expect, it } from "vitest";
import type { Form, Place, Severity } from "../../api/api";
import type { OpinionView } from "../../api/api";
import { checklistOf } from "./checklist";

const FORM = {
  groups: [
    { id: "1", groups: [], criteria: [{ id: "b" }, { id: "a" }] },
    { id: "2", groups: [{ id: "2.1", groups: [], criteria: [{ id: "c" }, { id: "d" }, { id: "e" }] }], criteria: [] },
  ],
} as unknown as Form;

const criterion = (id: string): Place => ({ kind: "criterion", id });
const field = (path: string): Place => ({ kind: "field", path });

function view(found: [Severity, string, Place][]): OpinionView {
  return {
    problems: found.map(([severity, code, place]) => ({ severity, code, place, params: {} })),
    lines: found.map(([, code]) => `${code}。`),
    places: found.map(([, , place]) => ("id" in place ? place.id : place.kind)),
  } as unknown as OpinionView;
}

describe("the checklist", () => {
  it("goes through the work from the first indicator to the statement", () => {
    const list = checklistOf(
      view([
        ["error", "declared", field("declared")],
        ["error", "conclusion", field("conclusion")],
        ["error", "remark", { kind: "remark", no: 2 }],
        ["error", "remark", { kind: "remark", no: 1 }],
        ["error", "whole", { kind: "whole" }],
        ["error", "score", criterion("c")],
        ["error", "score", criterion("a")],
        ["error", "score", criterion("b")],
      ]),
      FORM,
      [],
    );
    const places = list.errors.map(({ place }) =>
      place.kind === "criterion" ? place.id : place.kind === "remark" ? place.no : place.kind === "field" ? place.path : "whole",
    );
    expect(places).toEqual(["b", "a", "c", "whole", 1, 2, "conclusion", "declared"]);
    expect(list.wrong).toBe(8);
  });

  it("tells many indicators without a score in one line, and still counts them", () => {
    const ids = ["a", "b", "c", "d", "e"];
    const list = checklistOf(view(ids.map((id) => ["error", "score_unscored", criterion(id)])), FORM, []);
    expect(list.errors).toHaveLength(1);
    expect(list.errors[0]?.place).toEqual(criterion("b"));
    expect(list.errors[0]?.more).toBe(4);
    expect(list.wrong).toBe(5);
  });

  it("sets kept warnings aside, and brings them back when their words changed", () => {
    const before = view([["warning", "short", criterion("a")], ["warning", "long", criterion("b")]]);
    const [, line] = checklistOf(before, FORM, []).warnings;
    expect(line?.place).toEqual(criterion("a"));
    const kept = [line?.key ?? ""];
    expect(checklistOf(before, FORM, kept).warnings).toHaveLength(1);
    expect(checklistOf(before, FORM, kept).kept).toHaveLength(1);
    const after = { ...before, lines: ["另一句。", "long。"] };
    expect(checklistOf(after, FORM, kept).warnings).toHaveLength(2);
  });

  it("never sets an error aside", () => {
    const found = view([["error", "bad", criterion("a")]]);
    const key = checklistOf(found, FORM, []).errors[0]?.key ?? "";
    expect(checklistOf(found, FORM, [key]).errors).toHaveLength(1);
  });
});
