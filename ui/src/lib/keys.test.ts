import { describe, expect, it, vi } from "vitest";
import { isIme, onKey } from "./keys";

const key = (isComposing: boolean, keyCode: number) => ({ isComposing, keyCode }) as KeyboardEvent;

describe("keys of a composition", () => {
  it.each([
    ["inside a composition", key(true, 65), true],
    ["the confirming Enter that WebKit sends after the composition", key(false, 229), true],
    ["the first key, sent before the composition begins", key(false, 229), true],
    ["a plain Enter", key(false, 13), false],
  ])("%s", (_name, event, expected) => {
    expect(isIme(event)).toBe(expected);
  });

  it("never reach a handler", () => {
    const handler = vi.fn();
    const guarded = onKey(handler);
    guarded(key(false, 229));
    guarded(key(true, 13));
    expect(handler).not.toHaveBeenCalled();
    guarded(key(false, 13));
    expect(handler).toHaveBeenCalledTimes(1);
  });
});
