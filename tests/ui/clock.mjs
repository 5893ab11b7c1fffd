// The clock inside the page: from the event that a hand makes to the frame in which its effect stands, and what the core
// was asked in between.  The same in the real window and in Chromium.
import { setTimeout as sleep } from "node:timers/promises";

/** Put into the page once; `window.measured` holds what was timed, `window.asked` every question to the core. */
const CLOCK = `
  window.asked = [];
  const send = window.fetch;
  window.fetch = async function (address, init) {
    const body = init?.body;
    const words = typeof body === "string" ? body : body instanceof Uint8Array ? new TextDecoder().decode(body.slice(0, 80)) : "";
    const one = { name: /"name":"(\\w+)"/.exec(words)?.[1] ?? "", from: performance.now(), to: null };
    window.asked.push(one);
    try {
      return await send.call(this, address, init);
    } finally {
      one.to = performance.now();
    }
  };`;

/** Puts the clock into the page. */
export async function setClock(page) {
  await page.run(CLOCK);
}

/**
 * Waits in the page for `event`, then for `done` (an expression; `before` holds its value when the clock was set).  The
 * clock stops after the first frame in which it is true; `act` is what the hand does meanwhile.  Milliseconds.
 */
export async function timed(page, { event, done, before = "null", act, seconds = 20 }) {
  await page.run(`
    const before = ${before};
    const isDone = () => ${done};
    window.measured = null;
    let start = null, changed = null;
    window.addEventListener(${JSON.stringify(event)}, (one) => { start ??= performance.now(); }, { capture: true, once: true });
    const look = () => {
      if (start === null || changed !== null || !isDone()) return;
      changed = performance.now();
      watcher.disconnect();
      requestAnimationFrame(() => {
        const frame = performance.now();
        // A message comes after the frame was drawn.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { port1.close(); window.measured = { start, changed, frame, drawn: performance.now() }; };
        port2.postMessage(null);
      });
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    window.lookAgain = look;`);
  await act();
  return page.until(`${event}: ${done}`, seconds, async () => {
    const value = await page.run("if (window.measured === null) window.lookAgain(); return window.measured;");
    if (value === null) throw new Error("not yet");
    return value;
  });
}

/** The value below which a share of the values lies; nearest rank. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values) => quantile(values, 0.5);

/** `12.3 ms (p95 20.1)` of many milliseconds. */
export function summary(values) {
  return `${median(values).toFixed(1)} ms (p95 ${quantile(values, 0.95).toFixed(1)}, n ${values.length})`;
}

export { sleep };
