import { describe, expect, it } from "vitest";
import { cellsOf, isRange, pasted, singleValue } from "./paste";

const twenty = Array.from({ length: 20 }, (_, at) => `c${at + 1}`);

describe("what comes from a spreadsheet", () => {
  it("a column goes down from the row with the cursor", () => {
    expect(pasted("4\r\n3.5\r\n9\r\n", twenty, "score")).toEqual({
      lines: [
        { criterion: "c1", value: "4" },
        { criterion: "c2", value: "3.5" },
        { criterion: "c3", value: "9" },
      ],
      rowsLeft: 0,
      columnsLeft: 0,
    });
  });

  it("two columns are score and reason; line breaks and quotes within a cell stay", () => {
    const found = pasted('4\t\n3\t"第一行\n第二行说""不""\t完"\n', ["a", "b"], "score");
    expect(found.lines).toEqual([
      { criterion: "a", value: "4" },
      { criterion: "b", value: "3", reason: '第一行\n第二行说"不"\t完' },
    ]);
  });

  it("500 rows into 20: says how many do not fit", () => {
    const text = Array.from({ length: 500 }, () => "1\t理由").join("\r\n");
    const found = pasted(text, twenty, "score");
    expect([found.lines.length, found.rowsLeft]).toEqual([20, 480]);
  });

  it("a header line names the columns, wherever they stand", () => {
    const text = "序号\t指标\t分值\t得分（满分100）\t扣分\t扣分理由\n1\t甲\t4\t3\t1\t缺附件\n2\t乙\t3\t3\t0\t\n";
    expect(pasted(text, ["a", "b"], "score")).toEqual({
      lines: [
        { criterion: "a", value: "3", reason: "缺附件" },
        { criterion: "b", value: "3" },
      ],
      rowsLeft: 0,
      columnsLeft: 0,
    });
  });

  it("a blank line leaves its row as it is; blank lines at the end are none", () => {
    const found = pasted("得分\n4\n\n3\n\n\n", twenty, "score");
    expect(found.lines).toEqual([
      { criterion: "c1", value: "4" },
      { criterion: "c3", value: "3" },
    ]);
  });

  it("further columns are counted, not lost in silence", () => {
    expect(pasted("4\t甲\t乙\t丙\n3\t\t\t\n", twenty, "score").columnsLeft).toBe(2);
  });

  it("in a reason a column of reasons stands alone with its neighbour left out", () => {
    expect(pasted("甲\t1\n乙\t2", ["a", "b"], "reason")).toEqual({
      lines: [
        { criterion: "a", reason: "甲" },
        { criterion: "b", reason: "乙" },
      ],
      rowsLeft: 0,
      columnsLeft: 1,
    });
  });

  it("a single cell is text, with its quotes and end of line taken off", () => {
    expect(singleValue("4.5\r\n")).toBe("4.5");
    expect(singleValue('"甲\n乙"\r\n')).toBe("甲\n乙");
    expect(singleValue("4\n5")).toBeNull();
    expect(singleValue("4\t5")).toBeNull();
  });

  it("sentences are no range, also with quotes of their own", () => {
    expect(isRange("第一段。\n第二段。")).toBe(false);
    expect(isRange("4\t5")).toBe(true);
    expect(cellsOf('"不完整"的说明\n第二行')).toEqual([['"不完整"的说明'], ["第二行"]]);
  });

  it("nothing, blanks and a lonely quote do no harm", () => {
    expect(pasted("", twenty, "score").lines).toEqual([]);
    expect(pasted("\n\t\n", twenty, "score").lines).toEqual([]);
    expect(cellsOf('"')).toEqual([['"']]);
    expect(cellsOf('"a')).toEqual([['"a']]);
  });
});
