// One text that a person is typing: what is shown, what the opinion holds, what is on its way.  What comes back never
// overwrites what is being typed, nothing leaves during a composition, and a text that cannot be taken stays as typed.

/** Longest text the core takes, in characters. */
export const MOST_CHARACTERS = 20000;
const REST = 800;
const LONGEST = 5000;

/** Characters as the core counts them. */
export function characters(text: string): number {
  // Counting costs a walk: no shorter string can be over the limit.
  return text.length <= MOST_CHARACTERS ? text.length : [...text].length;
}

/** A text between the person and the opinion. */
export class TypedText {
  /** As shown. */
  text: string;
  /** As the opinion holds it. */
  kept: string;
  /** On its way to the opinion. */
  sent: string | null = null;
  /** Why the text was not taken, in the core's words; empty when it was. */
  refusal = "";
  /** The field was left at least once: only then its problems are shown. */
  left = false;
  composing = false;
  /** The text outside the composition. */
  private stable: string;
  private refusedText: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private since = 0;

  /** `unfinished` is a text typed before a crash; `typing` keeps the present one for the next. */
  constructor(kept: string, unfinished: string | null, private readonly typing: (text: string | null) => void) {
    this.kept = kept;
    this.text = unfinished ?? kept;
    this.stable = this.text;
  }

  /** Every input event, those of a composition too. */
  input(text: string): void {
    this.text = text;
    if (this.composing) return;
    this.stable = text;
    if (text !== this.refusedText) this.refusal = "";
    this.rest();
  }

  leave(): void {
    this.left = true;
  }

  compositionStart(): void {
    this.composing = true;
    clearTimeout(this.timer);
  }

  compositionEnd(text: string): void {
    this.composing = false;
    this.input(text);
  }

  /** Something was typed that the opinion does not hold yet. */
  get changed(): boolean {
    return this.stable !== (this.sent ?? this.kept);
  }

  get isTooLong(): boolean {
    return characters(this.stable) > MOST_CHARACTERS;
  }

  /** There is something to send, and it may be sent.  What may not is kept as typed. */
  due(): boolean {
    clearTimeout(this.timer);
    this.since = 0;
    if (!this.changed) return false;
    if (!this.isTooLong && this.stable !== this.refusedText) return true;
    this.typing(this.stable);
    return false;
  }

  /** Takes the text for sending. */
  send(): string {
    this.sent = this.stable;
    return this.stable;
  }

  /** What the opinion will hold when all that is on its way has arrived. */
  get coming(): string {
    return this.sent ?? this.kept;
  }

  /** How the sending of `text` ended. */
  settled(text: string, failure: string | null): void {
    if (this.sent === text) this.sent = null;
    if (failure !== null) {
      this.refusal = failure;
      this.refusedText = text;
      this.typing(text);
      return;
    }
    this.kept = text;
    this.refusal = "";
    this.refusedText = null;
    if (this.stable === text) this.typing(null);
  }

  /** What the opinion holds now, by whatever write. */
  take(kept: string): void {
    const was = this.kept;
    this.kept = kept;
    if (this.composing || this.sent !== null || this.stable !== was) return;
    this.text = kept;
    this.stable = kept;
  }

  /** No timer outlives the field; what was not sent is kept. */
  close(): void {
    clearTimeout(this.timer);
    if (this.changed) this.typing(this.stable);
  }

  private rest(): void {
    clearTimeout(this.timer);
    const now = Date.now();
    if (this.since === 0) this.since = now;
    this.timer = setTimeout(() => this.keep(), Math.max(0, Math.min(REST, this.since + LONGEST - now)));
  }

  private keep(): void {
    this.since = 0;
    if (this.composing) return;
    this.typing(this.changed ? this.stable : null);
  }
}
