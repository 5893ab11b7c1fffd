import { describe, expect, it } from "vitest";
import { countSteps } from "./steps";

function key(key: string, more: Partial<KeyboardEvent> = {}): Event {
  return Object.assign(new Event("keydown", { cancelable: true }), {
    key,
    repeat: false,
    isComposing: false,
    keyCode: 65,
    ...more,
  });
}

describe("the steps of a journey", () => {
  it.each<[string, Event[], number]>([
    ["a press of the pointer", [new Event("pointerdown")], 1],
    ["a release is none", [new Event("pointerdown"), new Event("pointerup")], 1],
    ["a key", [key("=")], 1],
    ["a chord is one", [key("Control"), key("PageDown", { ctrlKey: true })], 1],
    ["a chord of three is one", [key("Control"), key("Shift"), key("Z", { ctrlKey: true, shiftKey: true })], 1],
    ["auto-repeat is none", [key("ArrowDown"), key("ArrowDown", { repeat: true })], 1],
    ["a composition is text", [key("Process", { keyCode: 229 }), key("a", { isComposing: true })], 0],
    ["the confirming Enter of a composition is text", [key("Enter", { keyCode: 229 })], 0],
  ])("%s", (_name, events, expected) => {
    const page = new EventTarget();
    const steps = countSteps(page);
    for (const event of events) page.dispatchEvent(event);
    expect(steps.count).toBe(expected);
  });

  it("are counted although a handler stops the event", () => {
    const page = new EventTarget();
    const steps = countSteps(page);
    page.addEventListener("keydown", (event) => event.stopImmediatePropagation());
    page.dispatchEvent(key("Enter"));
    expect(steps.count).toBe(1);
  });

  it("can be set back between two journeys", () => {
    const page = new EventTarget();
    const steps = countSteps(page);
    page.dispatchEvent(key("Enter"));
    steps.count = 0;
    page.dispatchEvent(key("Enter"));
    expect(steps.count).toBe(1);
  });
});
