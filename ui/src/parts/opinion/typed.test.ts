import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MOST_CHARACTERS, TypedText, characters } from "./typed";

const make = (kept = "", unfinished: string | null = null) => {
  const typing = vi.fn();
  return { field: new TypedText(kept, unfinished, typing), typing };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a text that is being typed", () => {
  it("is kept after a rest and sent only when the field is left", () => {
    const { field, typing } = make("旧");
    field.input("旧文");
    vi.advanceTimersByTime(799);
    expect(typing).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(typing).toHaveBeenCalledWith("旧文");
    expect(field.due()).toBe(true);
    expect(field.send()).toBe("旧文");
    field.settled("旧文", null);
    expect(typing).toHaveBeenLastCalledWith(null);
    expect(field.due()).toBe(false);
  });

  it("is kept at least every five seconds while the typing goes on", () => {
    const { field, typing } = make();
    for (let i = 0; i < 10; i += 1) {
      field.input("字".repeat(i + 1));
      vi.advanceTimersByTime(500);
    }
    expect(typing).toHaveBeenCalled();
  });

  it("neither leaves nor is kept during a composition", () => {
    const { field, typing } = make("已有");
    field.compositionStart();
    field.input("已有yi jian");
    vi.advanceTimersByTime(10_000);
    expect(typing).not.toHaveBeenCalled();
    expect(field.due()).toBe(false);
    field.take("别处改的");
    expect(field.text).toBe("已有yi jian");
    field.compositionEnd("已有意见");
    expect(field.due()).toBe(true);
    expect(field.send()).toBe("已有意见");
  });

  it("sends what stood there before the composition, when it must", () => {
    const { field } = make("");
    field.input("前半句");
    field.compositionStart();
    field.input("前半句hou");
    expect(field.due()).toBe(true);
    expect(field.send()).toBe("前半句");
    field.settled("前半句", null);
    field.take("前半句");
    expect(field.text).toBe("前半句hou");
  });

  it("is not overwritten by the answer to an older text", () => {
    const { field } = make("");
    field.input("甲");
    field.due();
    field.send();
    field.input("甲乙");
    field.take("甲");
    field.settled("甲", null);
    expect(field.text).toBe("甲乙");
    expect(field.due()).toBe(true);
    expect(field.send()).toBe("甲乙");
  });

  it.each(["settled, then shown", "shown, then settled"])("follows later changes of others: %s", (order) => {
    const { field } = make("");
    field.input("甲");
    field.due();
    field.send();
    if (order.startsWith("settled")) field.settled("甲", null);
    field.take("甲");
    if (!order.startsWith("settled")) field.settled("甲", null);
    field.take("撤销之后");
    expect(field.text).toBe("撤销之后");
  });

  it("stays whole in its field when it is too long", () => {
    const { field, typing } = make("");
    const long = "长".repeat(MOST_CHARACTERS + 1);
    field.input(long);
    expect(field.isTooLong).toBe(true);
    expect(field.due()).toBe(false);
    expect(typing).toHaveBeenLastCalledWith(long);
    field.take("");
    expect(field.text).toBe(long);
    field.input("长".repeat(MOST_CHARACTERS));
    expect(field.due()).toBe(true);
  });

  it("counts characters as the core does, not their halves", () => {
    expect(characters("𠀀".repeat(MOST_CHARACTERS))).toBe(MOST_CHARACTERS);
    expect(make("").field.isTooLong).toBe(false);
  });

  it("stays and is told when it was refused, and is not sent again as it is", () => {
    const { field, typing } = make("");
    field.input("坏");
    field.due();
    field.send();
    field.settled("坏", "含有不可见的控制字符。请删去。");
    expect(field.text).toBe("坏");
    expect(typing).toHaveBeenLastCalledWith("坏");
    expect(field.due()).toBe(false);
    field.input("好");
    expect(field.refusal).toBe("");
    expect(field.due()).toBe(true);
  });

  it("keeps signs without shape as typed", () => {
    const { field } = make("");
    field.input("甲\u200b乙\u202e丙");
    field.due();
    expect(field.send()).toBe("甲\u200b乙\u202e丙");
  });

  it("comes back after a crash, and is sent", () => {
    const { field } = make("已写", "已写了一半");
    expect(field.text).toBe("已写了一半");
    expect(field.due()).toBe(true);
  });
});
