import { describe, expect, it } from "vitest";
import type { Report } from "../../../api/api";
import { factsOf, kindText, paragraphs, sizeText } from "./facts";

const report = {
  title: "环卫保洁一体化养护项目",
  unit: "绿化市容局",
  department: "",
  agency: " ",
  lead: "",
  year: "2025",
  amount: "1250.00",
  budget_book: "一般公共预算",
  edition: "送审稿 V1",
} as Report;

describe("facts of a report", () => {
  it("leave out what nobody filled in, and keep amounts as the core wrote them", () => {
    expect(factsOf(report).map((fact) => `${fact.name} ${fact.value}`)).toEqual([
      "项目名称 环卫保洁一体化养护项目",
      "项目单位 绿化市容局",
      "评价年度 2025",
      "资金（万元） 1250.00",
      "预算类别 一般公共预算",
      "报告版本 送审稿 V1",
    ]);
  });

  it("always name the report", () => {
    expect(factsOf({ ...report, title: "" })[0]!.name).toBe("项目名称");
  });
});

describe("attachments in words", () => {
  it.each([
    [0, "0 字节"],
    [1023, "1023 字节"],
    [1024, "1 KB"],
    [1025, "2 KB"],
    [1024 * 1024, "1.0 MB"],
    [104_152_712, "99.3 MB"],
  ])("%s bytes", (size, expected) => {
    expect(sizeText(size)).toBe(expected);
  });

  it("name their kind, and an empty file as such", () => {
    expect(kindText({ name: "报告.pdf", sha256: "", size: 5 })).toBe("PDF 文件");
    expect(kindText({ name: "明细.xlsx", sha256: "", size: 5 })).toBe("电子表格");
    expect(kindText({ name: "报告.pdf", sha256: "", size: 0 })).toBe("空文件");
  });
});

it("requirements are paragraphs without empty lines", () => {
  expect(paragraphs("一、独立评审。\n\n 二、写明理由。 \n")).toEqual(["一、独立评审。", "二、写明理由。"]);
  expect(paragraphs("")).toEqual([]);
});
