import { describe, expect, it } from "vitest";
import { narrow } from "./criteria";

const GROUPS = [
  { name: "报告完整性", options: [{ id: "1.1", name: "结构要素完整" }, { id: "1.2", name: "封面、表格规范" }] },
  { name: "数据真实性", options: [{ id: "3.1", name: "数据真实准确" }] },
];

describe("narrowing the indicators", () => {
  it.each([
    ["by name", "表格", ["1.2"]],
    ["by number, full-width too", "３．１", ["3.1"]],
    ["by level-1 indicator", "完整性", ["1.1", "1.2"]],
    ["nothing typed", " ", ["1.1", "1.2", "3.1"]],
    ["nothing found", "无此项", []],
  ])("%s", (_name, typed, expected) => {
    expect(narrow(GROUPS, typed).flatMap((group) => group.options.map((one) => one.id))).toEqual(expected);
  });
});
