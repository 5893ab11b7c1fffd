// How the experts' remarks are put together in the list.
import { describe, expect, it } from "vitest";
import type { SourceView } from "../../../api/api";
import { groupsOf, stateOf } from "./groups";

const source = (remark: number, theme: string, rest: Partial<SourceView> = {}): SourceView => ({
  remark,
  label: `E01-0${remark}`,
  expert: "赵一",
  theme,
  place: "",
  problem: "",
  suggestion: "",
  nature: "建议修改",
  item_no: null,
  unused_reason: "",
  ...rest,
});

describe("the list of remarks", () => {
  it("keeps the order of themes and puts what has none last", () => {
    const groups = groupsOf([source(1, ""), source(2, "产出质量"), source(3, "满意度"), source(4, "产出质量")], "其他");
    expect(groups.map(({ theme, sources }) => [theme, sources.map(({ remark }) => remark)])).toEqual([
      ["产出质量", [2, 4]],
      ["满意度", [3]],
      ["其他", [1]],
    ]);
    expect(groupsOf([], "其他")).toEqual([]);
  });

  it("says what became of each", () => {
    expect(stateOf(source(1, ""))).toBe("open");
    expect(stateOf(source(1, "", { item_no: 2 }))).toBe("used");
    expect(stateOf(source(1, "", { unused_reason: "不属实" }))).toBe("refused");
    expect(stateOf(source(1, "", { item_no: 2, unused_reason: "不属实" }))).toBe("used");
  });
});
