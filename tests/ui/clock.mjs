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
 * Waits in the page for `event`, then for each of `done` (expressions by name; in them `before` is the value of that
 * expression when the clock was set).  Every clock stops after the first frame in which its expression is true; `act` is
 * what the hand does meanwhile.  Answers milliseconds since the event: `changed` and `drawn` by name, `start` in the page.
 */
export async function timed(page, { event, done, before = "null", act, seconds = 30 }) {
  const conditions = Object.entries(done).map(([name, is]) => `${JSON.stringify(name)}: () => ${is}`);
  await page.run(`
    const before = ${before};
    const open = { ${conditions.join(", ")} };
    const times = { start: null, changed: {}, drawn: {}, isDone: false };
    window.measured = times;
    window.addEventListener(${JSON.stringify(event)}, () => { times.start ??= performance.now(); }, { capture: true, once: true });
    const look = () => {
      if (times.start === null) return;
      for (const [name, isDone] of Object.entries(open)) {
        if (!isDone()) continue;
        delete open[name];
        times.changed[name] = performance.now() - times.start;
        requestAnimationFrame(() => {
          // A message comes after the frame was drawn.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            port1.close();
            times.drawn[name] = performance.now() - times.start;
            times.isDone = Object.keys(times.drawn).length === ${conditions.length};
          };
          port2.postMessage(null);
        });
      }
      if (Object.keys(open).length === 0) watcher.disconnect();
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });`);
  await act();
  return page.until(`${event}: ${Object.values(done).join(", ")}`, seconds, async () => {
    const value = await page.run("return window.measured");
    if (!value.isDone) throw new Error(JSON.stringify(value));
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
