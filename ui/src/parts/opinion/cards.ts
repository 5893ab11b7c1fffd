// The remarks of an opinion as cards on the screen: those the opinion holds, and those that were begun and are not in it
// yet.  A card keeps its place in the page when the opinion takes it over, so that nobody's caret jumps.
import type { Nature, Remark, RemarkId } from "../../api/api";
import { TypedText } from "./typed";

export const PARTS = ["problem", "suggestion", "criterion", "place", "page", "nature"] as const;
export type Part = (typeof PARTS)[number];
export type RemarkBody = Omit<Remark, "id" | "no">;
/** Tells how a write ended: null, or the sentence of the refusal. */
export type Settled = (failure: string | null) => void;

/** What the cards ask of the page. */
export interface CardsOut {
  add(body: RemarkBody, settled: Settled): void;
  set(remark: RemarkId, body: RemarkBody, settled: Settled): void;
  remove(remark: RemarkId): void;
  typing(field: string, text: string | null): void;
  unfinished(field: string): string | null;
}

export interface Card {
  key: string;
  /** None while the opinion does not hold it. */
  id: RemarkId | null;
  fields: Record<Part, TypedText>;
  /** Sent to the opinion, not answered yet. */
  adding: RemarkBody | null;
  /** What is to be done with it as soon as the opinion holds it. */
  then: "commit" | "remove" | null;
}

const EMPTY: RemarkBody = { problem: "", suggestion: "", criterion: "", place: "", page: "", nature: "建议修改" };
const bodyOf = (value: (part: Part) => string): RemarkBody => ({
  ...(Object.fromEntries(PARTS.map((part) => [part, value(part)])) as Omit<RemarkBody, "nature">),
  nature: value("nature") as Nature,
});
const isSame = (one: RemarkBody, other: RemarkBody) => PARTS.every((part) => one[part] === other[part]);

/** All cards of one opinion, in order; those that are only begun stand last. */
export class RemarkCards {
  list: Card[] = [];
  private made = 0;

  constructor(private readonly out: CardsOut) {}

  /** What the opinion holds now.  Answers the keys of cards that others (excerpts) have added. */
  take(remarks: Remark[]): string[] {
    const before = new Map(this.list.flatMap((card) => (card.id === null ? [] : [[card.id, card] as const])));
    const begun = this.list.filter((card) => card.id === null);
    const foreign: string[] = [];
    const held = remarks.map((remark) => {
      const known = before.get(remark.id) ?? this.adopt(begun, remark);
      if (known !== undefined) {
        before.delete(remark.id);
        for (const part of PARTS) known.fields[part].take(remark[part]);
        return known;
      }
      const card = this.card(remark.id, remark);
      foreign.push(card.key);
      return card;
    });
    // A remark that went while something was being typed into it: the text stays, as one that is only begun.
    const went = [...before.values()];
    const torn = went.filter((card) => card.then !== "remove" && PARTS.some((part) => card.fields[part].changed));
    for (const card of went) this.forget(card);
    for (const card of torn) this.detach(card);
    this.list = [...held, ...torn, ...begun.filter((card) => card.id === null)];
    return foreign;
  }

  /** The empty card at the end, made when there is none. */
  begin(): Card {
    const empty = this.list.find((card) => card.id === null && card.adding === null && this.isBlank(card));
    if (empty !== undefined) return empty;
    this.list.push(this.card(null, EMPTY));
    return this.list[this.list.length - 1] as Card;
  }

  /** Sends what was typed into a card. */
  commit(card: Card): void {
    const due = PARTS.filter((part) => card.fields[part].due());
    if (due.length === 0) return;
    if (card.adding !== null) {
      // What is on its way must come back first: it brings the name under which the rest can be sent.
      card.then ??= "commit";
      return;
    }
    if (card.id === null && this.isBlank(card)) return;
    const sent = card.id === null ? PARTS.filter((part) => due.includes(part) || card.fields[part].coming !== "") : due;
    for (const part of due) card.fields[part].send();
    const body = bodyOf((part) => card.fields[part].coming);
    const settled: Settled = (failure) => {
      for (const part of sent) card.fields[part].settled(body[part], failure);
      // What was added is answered by the remark itself, see `adopt`.
      if (failure === null) return;
      card.adding = null;
      card.then = null;
    };
    if (card.id === null) {
      card.adding = body;
      this.out.add(body, settled);
    } else {
      this.out.set(card.id, body, settled);
    }
  }

  commitAll(): void {
    for (const card of this.list) this.commit(card);
  }

  /**
   * Takes a card away: a remark by asking the opinion, at once or as soon as it holds it; a card that is only begun off
   * the page, answering its texts.
   */
  remove(card: Card): RemarkBody | null {
    if (card.id === null && card.adding === null) return this.drop(card);
    card.then = "remove";
    if (card.id !== null) this.out.remove(card.id);
    return null;
  }

  private drop(card: Card): RemarkBody {
    this.list = this.list.filter((one) => one.key !== card.key);
    const texts = bodyOf((part) => card.fields[part].text);
    for (const part of PARTS) {
      card.fields[part].close();
      this.out.typing(`remark.new.${part}`, null);
    }
    return texts;
  }

  /** Puts back what `drop` took. */
  restore(texts: RemarkBody): Card {
    const card = this.begin();
    for (const part of PARTS) card.fields[part].input(texts[part]);
    return card;
  }

  close(): void {
    for (const card of this.list) for (const part of PARTS) card.fields[part].close();
  }

  isBlank(card: Card): boolean {
    return PARTS.every((part) => part === "nature" || card.fields[part].text.trim() === "");
  }

  /** True when a text of a card that is only begun survived a crash or a change of the page. */
  hasUnfinished(): boolean {
    return PARTS.some((part) => part !== "nature" && this.out.unfinished(`remark.new.${part}`) !== null);
  }

  private adopt(begun: Card[], remark: Remark): Card | undefined {
    const card = begun.find((one) => one.id === null && one.adding !== null && isSame(one.adding, remark));
    if (card === undefined) return undefined;
    const body = card.adding as RemarkBody;
    card.id = remark.id;
    card.adding = null;
    for (const part of PARTS) card.fields[part].settled(body[part], null);
    if (card.then === "remove") this.out.remove(remark.id);
    if (card.then === "commit") {
      card.then = null;
      this.commit(card);
    }
    return card;
  }

  /** Nothing of a remark that went is kept under its name. */
  private forget(card: Card): void {
    for (const part of PARTS) this.out.typing(`remark.${card.id}.${part}`, null);
  }

  private detach(card: Card): void {
    card.id = null;
    for (const part of PARTS) {
      card.fields[part].sent = null;
      card.fields[part].take("");
    }
  }

  private card(id: RemarkId | null, body: RemarkBody): Card {
    this.made += 1;
    const key = `card-${this.made}`;
    // Looked up when needed: the name changes when the opinion takes the card over.
    const name = (part: Part) => `remark.${this.list.find((one) => one.key === key)?.id ?? id ?? "new"}.${part}`;
    const field = (part: Part) =>
      new TypedText(body[part], this.out.unfinished(`remark.${id ?? "new"}.${part}`), (text) => {
        this.out.typing(name(part), text);
        if (text === null) this.out.typing(`remark.new.${part}`, null);
      });
    const fields = Object.fromEntries(PARTS.map((part) => [part, field(part)])) as Record<Part, TypedText>;
    return { key, id, fields, adding: null, then: null };
  }
}
