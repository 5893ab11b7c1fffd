// Text that is longer than the core takes stays in its cell; it is held here while another report is in front, so that
// coming back finds it as it was.
import { MOST_CHARACTERS } from "../../../parts/grid/cells";

const held = new Map<string, string>();

/** Takes note of what is being typed into a cell; only what is too long to be written is held. */
export function holdText(opinion: number, field: string, text: string | null): void {
  const key = `${opinion}:${field}`;
  if (text !== null && text.length > MOST_CHARACTERS) held.set(key, text);
  else held.delete(key);
}

export function heldText(opinion: number, field: string): string | null {
  return held.get(`${opinion}:${field}`) ?? null;
}
