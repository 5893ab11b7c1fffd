import { describe, expect, it } from "vitest";
import zh from "../../../assets/locale/zh-CN.json";
import { text } from "./texts";

describe("texts", () => {
  it("are found by key", () => {
    expect(text("ui.start.title")).toBe("统评");
  });

  it("fill their places", () => {
    expect(text("ui.start.version", { version: "0.1.0" })).toContain("0.1.0");
  });

  it("refuse a place nobody filled", () => {
    expect(() => text("ui.start.version")).toThrow("{version}");
  });

  it("are never empty, and stand in order", () => {
    expect(Object.entries(zh).filter(([, words]) => words.trim() === "")).toEqual([]);
    expect(Object.keys(zh)).toEqual(Object.keys(zh).sort());
  });

  it("avoid the words readers do not use", () => {
    const banned = ["提交", "模板", "云端", "用户", "JSON", "异常", "操作成功"];
    const ours = Object.entries(zh).filter(([key]) => key.startsWith("ui."));
    expect(ours.filter(([, words]) => banned.some((word) => words.includes(word)))).toEqual([]);
  });
});
