import { describe, expect, it } from "vitest";
import type { Expert } from "../../../api/api";
import { holds } from "./search";

const expert: Expert = { id: 1, uid: "", name: "陆秉堃", kind: "财务", employer: "海晏大学", job_title: "教授", field: "会计 ABC", avoid_units: ["环卫中心"] };

describe("looking for an expert", () => {
  it.each([
    ["", true],
    ["陆", true],
    ["财务 大学", true],
    ["ＡＢＣ", true],
    ["环卫", true],
    ["财务 法律", false],
  ])("%s", (wanted, expected) => {
    expect(holds(expert, wanted)).toBe(expected);
  });
});
