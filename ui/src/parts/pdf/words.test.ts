import { describe, expect, it } from "vitest";
import { fold, hitsIn, joinRuns, piecesOf, plainName, rightText, sourceOf } from "./words";

const run = (text: string, ends = true) => ({ text, ends });

describe("the text of a file put right", () => {
  it.each([
    ["Kangxi radicals", "项\u2f6c资\u2fa6到位", "项目资金到位"],
    ["radicals without a mapping of Unicode's own", "第 3 \u2eda，\u2ec5附件，\u2ed3期", "第 3 页，见附件，长期"],
    ["compatibility ideographs", "\uf9dd益", "利益"],
    ["ligatures", "e\ufb03cient", "efficient"],
    ["full-width letters and digits", "ＧＤＰ８７．３％", "GDP87．3％"],
    ["Chinese punctuation, circled digits and units stay", "（一）预算，执行：①完成 50 ㎡……", "（一）预算，执行：①完成 50 ㎡……"],
    ["rare characters stay", "㛃䶮𬭎", "㛃䶮𬭎"],
  ])("%s", (_name, before, after) => {
    expect(rightText(before)).toBe(after);
  });
});

describe("lines of an excerpt", () => {
  it.each([
    ["Chinese lines meet without a blank", [run("预算执行"), run("率为 87.3%")], "预算执行率为 87.3%"],
    ["Latin words with one", [run("evaluation report of"), run("the district")], "evaluation report of the district"],
    ["a Chinese sign on one side is enough", [run("共 12"), run("个路段")], "共 12个路段"],
    ["full-width punctuation counts as Chinese", [run("（PPP）"), run("Project")], "（PPP）Project"],
    ["runs of one line are left as they are", [run("产出", false), run("质量", false)], "产出质量"],
    ["empty runs between lines do no harm", [run("甲"), run(" "), run(""), run("乙")], "甲乙"],
    ["blanks are trimmed and joined", [run("  资金   到位 "), run("  ")], "资金 到位"],
    ["a line set wide closes up", [run("点 位 2500 个 ， 达 标 率 95.20% ， 目 标 值 低"), run("2.80 分")], "点位 2500 个，达标率 95.20%，目标值低2.80 分"],
    ["what is not seen goes", [run("报\u200b告\u202e")], "报告"],
    ["nothing gives nothing", [], ""],
  ])("%s", (_name, runs, expected) => {
    expect(joinRuns(runs)).toBe(expected);
  });
});

describe("finding", () => {
  const at = (source: string, words: string) => {
    const folded = fold(source);
    const needle = fold(words).text;
    return hitsIn(folded.text, needle).map((hit) => source.slice(...sourceOf(folded, hit, needle.length)));
  };

  it("finds through radicals, widths, case and stray blanks, and gives back what stands there", () => {
    expect(at("的项\u2f6c资 金（ＰＰＰ）", "项目资金(ppp)")).toEqual(["项\u2f6c资 金（ＰＰＰ）"]);
  });

  it("takes the radical in the words as well", () => {
    expect(at("第三页", "第三\u2eda")).toEqual(["第三页"]);
  });

  it("maps a sign that unfolds into several back to the one", () => {
    expect(at("约 50㎡的", "m2")).toEqual(["㎡"]);
    expect(at("e\ufb03cient", "ffi")).toEqual(["\ufb03"]);
  });

  it("finds é however it is written", () => {
    expect(at("cafe\u0301 bar", "café")).toEqual(["cafe\u0301"]);
  });

  it("keeps characters outside the first plane whole", () => {
    expect(at("李𬭎项目", "𬭎项")).toEqual(["𬭎项"]);
  });

  it("counts hits that follow each other, none twice", () => {
    expect(hitsIn("哈哈哈哈哈", "哈哈")).toEqual([0, 2]);
    expect(hitsIn("abc", "")).toEqual([]);
  });

  it("cuts a hit over several runs into its pieces", () => {
    expect(piecesOf([4, 0, 3, 5], 2, 9)).toEqual([
      { run: 0, from: 2, to: 4 },
      { run: 2, from: 0, to: 3 },
      { run: 3, from: 0, to: 2 },
    ]);
    expect(piecesOf([4, 3], 4, 7)).toEqual([{ run: 1, from: 0, to: 3 }]);
  });
});

describe("names of files", () => {
  it("cannot turn their ending round or hide signs", () => {
    expect(plainName("报告\u202efdp.exe")).toBe("报告\ufffdfdp.exe");
    expect(plainName("佐\u200b证㛃䶮𬭎.pdf")).toBe("佐\ufffd证㛃䶮𬭎.pdf");
    expect(plainName("一\n二.pdf")).toBe("一 二.pdf");
  });
});
