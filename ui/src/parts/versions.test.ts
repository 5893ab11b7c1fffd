import { describe, expect, it } from "vitest";
import type { Form } from "../api/api";
import type { OpinionView } from "../api/api";
import { differences } from "./versions";

const group = (criteria: [string, string][], groups: unknown[] = []) =>
  ({ criteria: criteria.map(([id, name]) => ({ id, name })), groups });
const form = { groups: [group([["a", "立项"]]), group([], [group([["b", "产出"]])])] } as unknown as Form;
const view = (scores: [string, string, string][]) =>
  ({ opinion: { scores: scores.map(([criterion, text, reason]) => ({ criterion, text, reason })) } }) as OpinionView;

describe("two states of an opinion", () => {
  it("differ where a score or its reason differs, also in groups of groups", () => {
    const then = view([["a", "5", ""], ["b", "4.5", "未量化"]]);
    const now = view([["a", "5", ""], ["b", "4", "未量化"]]);
    expect(differences(form, then, now)).toEqual([{ name: "产出", then: "4.5　未量化", now: "4　未量化" }]);
  });

  it("show a score that was not there yet as empty", () => {
    expect(differences(form, view([]), view([["a", "5", ""]]))).toEqual([{ name: "立项", then: "", now: "5" }]);
  });
});
