// Nothing is decided for anybody: what is not chosen is not sent, and a file that is to go in lacks nothing.
import { describe, expect, it } from "vitest";
import type { ImportField, ImportFile } from "../../../api/api";
import { type Answer, blank, conflictsOf, counted, decisionsOf, missingOf } from "./decisions";

const field = (place: string, outcome: ImportField["outcome"]): ImportField => ({
  place,
  label: place,
  issued: "4",
  stored: "3",
  incoming: "2",
  outcome,
});

function file(sha256: string, more: Partial<ImportFile> = {}): ImportFile {
  const none = { expert: null, expert_id: null, member: null, session: null, seq: null, at: null };
  const plain = { path: `/u/${sha256}.tpr`, name: `${sha256}.tpr`, sha256, verdict: "first", level: "new", line: "" };
  const kept = { check_code: null, fingerprint: null, asks: [], is_kept: false, reports: [] };
  return { ...plain, ...none, ...kept, ...more } as ImportFile;
}

const conflict = file("c", {
  level: "conflict",
  asks: ["conflict"],
  reports: [
    {
      report: 7,
      no: "BG-1",
      title: "",
      change: "changed",
      line: "",
      before: null,
      after: null,
      fields: [field("score:1.1", "conflict"), field("reason:1.1", "incoming"), field("conclusion", "conflict")],
    },
  ],
});
const late = file("l", { level: "ask", asks: ["late"] });
const answer = (more: Partial<Answer>): Answer => ({ ...blank(), ...more });

describe("what was decided", () => {
  it("is nothing at first, and then nothing is sent", () => {
    expect(decisionsOf([file("n"), late, conflict], {})).toEqual([]);
    expect(decisionsOf([late], { l: blank() })).toEqual([]);
    expect(counted([file("n"), late, conflict], {})).toBe(1);
  });

  it("of a conflict is chosen place by place; what both sides did not change is not asked", () => {
    expect(conflictsOf(conflict).map((one) => one.key)).toEqual(["7 score:1.1", "7 conclusion"]);
    const half = answer({ accept: true, choices: { "7 score:1.1": "incoming" }, reason: "电话核对" });
    expect(missingOf(conflict, half)).toEqual({ place: "7 conclusion" });
    const whole = answer({ accept: true, choices: { "7 score:1.1": "incoming", "7 conclusion": "stored" } });
    expect(missingOf(conflict, whole)).toBe("reason");
    whole.reason = " 电话核对 ";
    expect(missingOf(conflict, whole)).toBe(null);
    expect(decisionsOf([conflict], { c: whole })).toEqual([
      {
        sha256: "c",
        accept: true,
        reason: "电话核对",
        choices: [
          { report: 7, place: "score:1.1", take: "incoming" },
          { report: 7, place: "conclusion", take: "stored" },
        ],
      },
    ]);
  });

  it("against a file needs no reason and sends no choice", () => {
    const no = answer({ accept: false, reason: "半句", choices: { "7 conclusion": "stored" } });
    expect(missingOf(conflict, no)).toBe(null);
    expect(decisionsOf([conflict], { c: no })).toEqual([{ sha256: "c", accept: false, reason: "", choices: [] }]);
    expect(counted([conflict], { c: no })).toBe(0);
  });

  it("for a late file needs a reason", () => {
    expect(missingOf(late, answer({ accept: true }))).toBe("reason");
    expect(missingOf(late, undefined)).toBe(null);
    expect(counted([late], { l: answer({ accept: true }) })).toBe(1);
  });
});
