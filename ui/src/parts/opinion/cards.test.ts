import { describe, expect, it, vi } from "vitest";
import type { Remark } from "../../api/api";
import { type CardsOut, RemarkCards, type RemarkBody, type Settled } from "./cards";

const remark = (id: number, problem: string): Remark => ({
  id,
  no: id,
  problem,
  suggestion: "",
  criterion: "",
  place: "",
  page: "",
  nature: "建议修改",
});

function make(unfinished: Record<string, string> = {}) {
  const sent: { id: number | null; body: RemarkBody; settled: Settled }[] = [];
  const kept = new Map(Object.entries(unfinished));
  const gone: number[] = [];
  const out: CardsOut = {
    remove: (id) => void gone.push(id),
    add: (body, settled) => void sent.push({ id: null, body, settled }),
    set: (id, body, settled) => void sent.push({ id, body, settled }),
    typing: vi.fn((field: string, text: string | null) => void (text === null ? kept.delete(field) : kept.set(field, text))),
    unfinished: (field) => kept.get(field) ?? null,
  };
  return { cards: new RemarkCards(out), sent, kept, gone };
}

describe("the cards of the remarks", () => {
  it("an empty card is nothing: leaving it adds no remark", () => {
    const { cards, sent } = make();
    cards.commit(cards.begin());
    expect(sent).toEqual([]);
  });

  it("a card that was begun becomes the remark, and stays the same card", () => {
    const { cards, sent } = make();
    const card = cards.begin();
    card.fields.problem.input("问题一");
    cards.commit(card);
    expect(sent).toHaveLength(1);
    expect(cards.take([{ ...remark(7, "问题一") }])).toEqual([]);
    sent[0]?.settled(null);
    expect(cards.list).toHaveLength(1);
    expect(cards.list[0]?.key).toBe(card.key);
    expect(cards.list[0]?.id).toBe(7);
  });

  it("what was typed while the adding was on its way is sent to the remark", () => {
    const { cards, sent } = make();
    const card = cards.begin();
    card.fields.problem.input("问题");
    cards.commit(card);
    card.fields.suggestion.input("建议");
    cards.commit(card);
    expect(sent).toHaveLength(1);
    cards.take([remark(7, "问题")]);
    expect(sent[1]?.id).toBe(7);
    expect(sent[1]?.body).toMatchObject({ problem: "问题", suggestion: "建议" });
  });

  it("finishing one and beginning the next gives two remarks in this order", () => {
    const { cards, sent } = make();
    const first = cards.begin();
    first.fields.problem.input("一");
    cards.commit(first);
    const second = cards.begin();
    expect(second.key).not.toBe(first.key);
    second.fields.problem.input("二");
    cards.commit(second);
    cards.take([remark(1, "一"), remark(2, "二")]);
    expect(cards.list.map((card) => card.key)).toEqual([first.key, second.key]);
    expect(sent.map((one) => one.body.problem)).toEqual(["一", "二"]);
  });

  it("a set carries the other fields as the opinion will hold them, not what was refused", () => {
    const { cards, sent } = make();
    cards.take([remark(1, "原文")]);
    const [card] = cards.list;
    if (card === undefined) throw new Error("no card");
    card.fields.problem.input("坏");
    cards.commit(card);
    sent[0]?.settled("不能使用");
    card.fields.page.input("18");
    cards.commit(card);
    expect(sent[1]?.body).toMatchObject({ problem: "原文", page: "18" });
    expect(card.fields.problem.text).toBe("坏");
  });

  it("two quick changes: the second carries the first", () => {
    const { cards, sent } = make();
    cards.take([remark(1, "原文")]);
    const [card] = cards.list;
    if (card === undefined) throw new Error("no card");
    card.fields.problem.input("改过");
    cards.commit(card);
    card.fields.nature.input("必须修改");
    cards.commit(card);
    expect(sent[1]?.body).toMatchObject({ problem: "改过", nature: "必须修改" });
  });

  it("an excerpt that arrives is told; what is being typed elsewhere stays", () => {
    const { cards } = make();
    cards.take([remark(1, "一")]);
    cards.list[0]?.fields.suggestion.input("正在写");
    const foreign = cards.take([remark(1, "一"), remark(2, "摘录")]);
    expect(foreign).toEqual([cards.list[1]?.key]);
    expect(cards.list[0]?.fields.suggestion.text).toBe("正在写");
  });

  it("a remark that is taken away while something is typed into it leaves the text", () => {
    const { cards, sent } = make();
    cards.take([remark(1, "一")]);
    const [card] = cards.list;
    card?.fields.suggestion.input("没写完");
    cards.take([]);
    expect(cards.list).toHaveLength(1);
    if (card !== undefined) cards.commit(card);
    expect(sent[0]?.id).toBeNull();
    expect(sent[0]?.body.suggestion).toBe("没写完");
  });

  it("a card that was only begun can be dropped and put back", () => {
    const { cards } = make();
    const card = cards.begin();
    card.fields.problem.input("写了一点");
    const texts = cards.remove(card);
    expect(cards.list).toEqual([]);
    if (texts === null) throw new Error("no texts");
    expect(cards.restore(texts).fields.problem.text).toBe("写了一点");
  });

  it("a card that is removed while its adding is on its way is removed once, and not added twice", () => {
    const { cards, sent, gone } = make();
    const card = cards.begin();
    card.fields.problem.input("又不要了");
    cards.commit(card);
    expect(cards.remove(card)).toBeNull();
    cards.take([remark(7, "又不要了")]);
    expect(gone).toEqual([7]);
    cards.take([]);
    expect(cards.list).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  it("a remark that is removed goes with what could not be taken from it", () => {
    const { cards, kept, gone } = make();
    cards.take([remark(1, "一")]);
    const [card] = cards.list;
    if (card === undefined) throw new Error("no card");
    card.fields.suggestion.input("长".repeat(20001));
    cards.commit(card);
    expect(kept.has("remark.1.suggestion")).toBe(true);
    cards.remove(card);
    expect(gone).toEqual([1]);
    cards.take([]);
    expect(cards.list).toEqual([]);
    expect(kept.size).toBe(0);
  });

  it("text that never reached the opinion comes back in a card of its own", () => {
    const { cards, sent } = make({ "remark.new.problem": "断电前" });
    expect(cards.hasUnfinished()).toBe(true);
    const card = cards.begin();
    expect(card.fields.problem.text).toBe("断电前");
    cards.commit(card);
    expect(sent[0]?.body.problem).toBe("断电前");
  });

  it("a refused card stays and can be sent again when it was changed", () => {
    const { cards, sent } = make();
    const card = cards.begin();
    card.fields.problem.input("坏");
    cards.commit(card);
    sent[0]?.settled("不能使用");
    cards.commit(card);
    expect(sent).toHaveLength(1);
    card.fields.problem.input("好");
    cards.commit(card);
    expect(sent[1]?.body.problem).toBe("好");
  });
});
