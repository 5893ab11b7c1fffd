import { describe, expect, it } from "vitest";
import { blankRemark, fieldOf, isNotYet } from "./paper";

describe("the fields of a paper", () => {
  it("names the input of every place the core tells", () => {
    expect(fieldOf({ kind: "criterion", id: "1.1" }, "paper_differs")).toBe("score:1.1");
    expect(fieldOf({ kind: "criterion", id: "1.1" }, "paper_reason_differs")).toBe("reason:1.1");
    expect(fieldOf({ kind: "criterion", id: "1.1" }, "reason_too_short")).toBe("reason:1.1");
    expect(fieldOf({ kind: "remark", no: 2 }, "paper_differs")).toBe("remark:1");
    expect(fieldOf({ kind: "field", path: "signed_on" }, "paper_date")).toBe("signed_on");
    expect(fieldOf({ kind: "whole" }, "check")).toBe("");
  });

  it("counts on behind the highest number, also after one was removed", () => {
    const first = blankRemark([]);
    expect(first.no).toBe(1);
    expect(blankRemark([{ ...first, no: 4 }]).no).toBe(5);
  });

  it("does not complain of what is merely not typed yet", () => {
    expect(isNotYet("score_unscored")).toBe(true);
    expect(isNotYet("score_above_max")).toBe(false);
  });
});
