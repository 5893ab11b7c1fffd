import { describe, expect, it } from "vitest";
import { sortFault } from "./faults";

describe("faults of an input", () => {
  const error = {
    kind: "invalid",
    message: "all of it",
    problems: [{ place: { kind: "field", path: "no" } }, { place: { kind: "field", path: "quotas" } }, { place: { kind: "whole" } }],
    sentences: ["编号", "人数", "全部"],
  };

  it("stand beside their fields, the others together", () => {
    expect(sortFault(error, ["no", "title"])).toEqual({ fields: { no: "编号" }, rest: "人数\n全部" });
  });

  it("of another kind are one sentence", () => {
    expect(sortFault({ kind: "refused", message: "不行" }, ["no"])).toEqual({ fields: {}, rest: "不行" });
    expect(sortFault(new Error("断了"), ["no"]).rest).toBe("断了");
  });
});
