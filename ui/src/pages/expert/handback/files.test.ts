import { describe, expect, it } from "vitest";
import { fileName, folderOf, sizeWords } from "./files";

describe("a written file", () => {
  it.each([
    ["/media/张某/交回/表.pdf", "/media/张某/交回", "表.pdf"],
    ["D:\\交回\\表.pdf", "D:\\交回", "表.pdf"],
    ["表.pdf", "表.pdf", "表.pdf"],
  ])("%s", (path, folder, name) => {
    expect(folderOf(path)).toBe(folder);
    expect(fileName(path)).toBe(name);
  });

  it.each([
    [812, "812 B"],
    [98_304, "96 KB"],
    [1_468_006, "1.4 MB"],
  ])("of %s bytes", (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words);
  });
});
