import { describe, expect, it, vi } from "vitest";
import type { KeysView } from "../../../api/api";
import { dueOf, isAboutKeys } from "./keys";

vi.mock("../../../api/call", () => ({ call: () => undefined, sentence: String }));

const open: KeysView = {
  state: "open",
  fingerprint: "1234 5678",
  kept_in: "keyring",
  needs_password: false,
  sheet_confirmed: true,
  ask_group: 3,
  differs: false,
  trouble: null,
};

describe("what is still to do about the keys", () => {
  it("is the first thing that stands in the way", () => {
    expect(dueOf(open)).toBeNull();
    expect(dueOf({ ...open, sheet_confirmed: false })).toBe("sheet");
    expect(dueOf({ ...open, sheet_confirmed: false, differs: true })).toBe("differs");
    expect(dueOf({ ...open, state: "locked", differs: true })).toBe("unlock");
    expect(dueOf({ ...open, state: "none" })).toBe("make");
  });

  it("an error about the keys is told from others by its code", () => {
    expect(isAboutKeys({ kind: "refused", code: "keys_locked", message: "…" })).toBe(true);
    expect(isAboutKeys({ kind: "refused", code: "keys_missing", message: "…" })).toBe(true);
    expect(isAboutKeys({ kind: "refused", code: "work_cancelled", message: "…" })).toBe(false);
    expect(isAboutKeys(new Error("…"))).toBe(false);
  });
});
