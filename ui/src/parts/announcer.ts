// Says something aloud at most once a minute; what comes in between is held back and only the newest of it said.
const MINUTE = 60_000;

export class Announcer {
  private last = -Infinity;
  private held: number | undefined;

  constructor(private readonly speak: (words: string) => void) {}

  say(words: string): void {
    globalThis.clearTimeout(this.held);
    const wait = this.last + MINUTE - Date.now();
    if (wait <= 0) {
      this.last = Date.now();
      this.speak(words);
    } else {
      this.held = globalThis.setTimeout(() => this.say(words), wait) as unknown as number;
    }
  }

  stop(): void {
    globalThis.clearTimeout(this.held);
  }
}
