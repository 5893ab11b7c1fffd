// What the browser stories share: a page that stands at once where its story begins, what is stored as the core tells it,
// and the cells of the grid.
import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { Page } from "../chromium.mjs";
import { waitFor } from "../expert.mjs";

export { assert };

let opened = 0;

/** A copy of a workspace that a story may change. */
export async function copyOf(world, workspace) {
  opened += 1;
  const path = join(world.folder, `${opened}.tongping`);
  await copyFile(workspace, path);
  return path;
}

/** A page over a desk of its own in which `workspace` is open and the expert stands at `place`. */
export async function openAt(world, workspace, place = {}, options = {}) {
  opened += 1;
  const desk = join(world.folder, `desk-${opened}`);
  const page = await Page.open(world.browser, world.program, world.ui, { desk, ...options });
  world.pages.add(page);
  page.workspace = await copyOf(world, workspace);
  await page.call("desk_set", { role: "expert", type_size: options.size ?? null });
  await page.call("desk_open", { path: page.workspace });
  await goTo(page, place);
  return page;
}

/** Another page over the desk that `page` left when its program was killed. */
export async function openAgain(world, page, options = {}) {
  await page.context.close();
  page.context = null;
  const again = await Page.open(world.browser, world.program, world.ui, { desk: page.home, ...options });
  world.pages.add(again);
  again.workspace = page.workspace;
  await waitFor(again, "the workspaces opened last", "return element('start.recent.row-1') !== null", 30);
  await again.click("start.recent.row-1");
  await waitFor(again, "the place that was kept", "return (element('review') ?? element('home')) !== null", 30);
  return again;
}

/** Puts the expert to another place of the open workspace, as after a start of the program. */
export async function goTo(page, place) {
  const whole = { session: 1, member: 1, screen: "review", report: 1, step: 2, criterion: null, card: null, ...place };
  await page.tab.goto("about:blank");
  await page.call("desk_keep", { place: { panes: {}, typing: {}, kept: {}, ...whole } });
  await page.tab.goto(page.url);
  const screen = { home: "home", review: "review", hand_back: "handback" }[whole.screen];
  await waitFor(page, `the screen ${whole.screen}`, `return element('${screen}') !== null`, 30);
  if (whole.screen === "review") await waitFor(page, `step ${whole.step}`, STANDS[whole.step], 30);
}

const STANDS = {
  1: "return element('e1') !== null",
  2: "return element('e2') !== null && /score|reason/.test(document.activeElement?.dataset.field ?? '')",
  3: "return element('e3.step') !== null",
  4: "return element('e4.step') !== null",
};

/** The opinion of the first expert on a report, as it is stored; null when there is none. */
export async function storedOn(page, position) {
  const { rows } = await page.call("task_show", { session: 1, member: 1 });
  const { opinion } = rows.find((row) => row.report.position === position);
  return opinion === null ? null : page.call("opinion_show", { opinion });
}

/** The stored text of a score or a reason. */
export function textOf(view, criterion, part = "score") {
  const score = view.opinion.scores.find((one) => one.criterion === criterion);
  return (part === "score" ? score?.text : score?.reason) ?? "";
}

/** Criteria of the form of the session, in order. */
export async function criteriaOf(page) {
  const { form } = await page.call("task_show", { session: 1, member: 1 });
  const below = (group) => [...(group.criteria ?? []), ...(group.groups ?? []).flatMap(below)];
  return form.groups.flatMap(below);
}

/** Puts the cursor into a cell of the grid, all of it selected. */
export async function enterCell(page, criterion, part = "score") {
  const cell = page.at(`e2.grid.row-${criterion}.${part}`);
  await page.until(`the cursor in ${criterion}`, 20, async () => {
    await cell.focus({ timeout: 10_000 });
    await page.tab.evaluate((field) => {
      const { activeElement } = document;
      if (activeElement?.dataset.field !== field) throw new Error(`the cursor is not in ${field}`);
      activeElement.select();
    }, `${part}:${criterion}`);
  });
}

export const valueOf = (page, testId) => page.at(testId).inputValue({ timeout: 10_000 });

const CODES = { Enter: 13, Tab: 9, Backspace: 8, Escape: 27, PageUp: 33, PageDown: 34, ArrowUp: 38, ArrowDown: 40, "=": 187, "-": 189, ".": 190 };
const NAMES = { "=": "Equal", "-": "Minus", ".": "Period" };
const MODIFIERS = { Alt: 1, Control: 2, Shift: 8 };

/** One stroke as the browser's own input takes it. */
function stroke(chord) {
  const parts = chord.length === 1 ? [chord] : chord.split("+");
  const key = parts.pop();
  const modifiers = parts.reduce((sum, one) => sum + MODIFIERS[one], 0);
  const isSign = key.length === 1;
  const code = NAMES[key] ?? (/^\d$/.test(key) ? `Digit${key}` : isSign ? `Key${key.toUpperCase()}` : key);
  const text = modifiers > 1 || modifiers === 1 ? undefined : isSign ? key : key === "Enter" ? "\r" : undefined;
  return { key, code, modifiers, text, windowsVirtualKeyCode: CODES[key] ?? key.toUpperCase().charCodeAt(0) };
}

/** Strikes keys one after the other without waiting for the page in between; running text is struck sign by sign. */
export async function hammer(page, ...chords) {
  page.tools ??= await page.context.newCDPSession(page.tab);
  const isText = (chord) => !chord.includes("+") && !/^[A-Z]/.test(chord);
  const strokes = chords.flatMap((chord) => (isText(chord) ? [...chord] : [chord])).map(stroke);
  const sent = strokes.flatMap((one) => [
    page.tools.send("Input.dispatchKeyEvent", { ...one, type: one.text === undefined ? "rawKeyDown" : "keyDown" }),
    page.tools.send("Input.dispatchKeyEvent", { ...one, text: undefined, type: "keyUp" }),
  ]);
  await Promise.all(sent);
}

/** A paste as the browser hands it to the page. */
export async function paste(page, words) {
  await page.run(
    `const data = new DataTransfer();
    data.setData("text/plain", arguments[0]);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);`,
    words,
  );
  await waitFor(page, "the preview of the paste", "return element('e2.paste') !== null");
}

/** Waits until `attempt` no longer throws. */
export const eventually = (page, what, attempt, seconds = 20) => page.until(what, seconds, attempt);

/** What went wrong in the page unseen. */
export async function nothingWentWrong(page) {
  assert.deepEqual(await page.run("return window.pageFaults ?? []"), []);
  assert.deepEqual(page.errors, []);
}

/** Buttons, labels and headings whose words are wider than themselves and cut off. */
const CUT = `const own = [...document.querySelectorAll("button, label, legend, h1, h2, h3, th")];
  return own.filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 2 && !one.classList.contains("unseen") && getComputedStyle(one).overflowX !== "visible"
      && getComputedStyle(one).textOverflow !== "ellipsis").map((one) => (one.dataset.testid ?? one.className) + ": " + one.textContent.trim().slice(0, 30));`;

/** Nothing runs out of the page sideways, and no button, label or heading is cut off. */
export async function fits(page, state) {
  const over = await page.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
  assert.ok(over <= 0, `${state} is ${over} px too wide`);
  assert.deepEqual(await page.run(CUT), [], `${state}: cut off`);
}
