// The first screen in the real window, under the content security policy of the product.
import assert from "node:assert/strict";
import { focused, waitFor } from "../expert.mjs";
import { texts, version, words } from "./stage.mjs";

const now = (window, key) => waitFor(window, key, `return element('start.now').textContent.includes(${JSON.stringify(texts[key])})`);

export async function start(stage) {
  const window = await stage.open();

  await stage.tell("the start page names the product and its version", async () => {
    assert.equal(await window.text("start.title"), texts["ui.start.title"]);
    assert.equal(await window.ask("GET", `${window.session}/title`), texts["ui.start.title"]);
    assert.equal(await window.text("start.version"), words("ui.start.version", { version }));
    await now(window, "ui.start.now_none");
    await stage.look("start");
  });

  await stage.tell("a role is chosen with the mouse", async () => {
    await window.click("start.role.staff");
    await now(window, "ui.start.now_staff");
    await stage.look("start-staff");
  });

  await stage.tell("a role is chosen with the keyboard alone", async () => {
    await window.run("document.activeElement.blur()");
    await window.press("Tab");
    assert.equal(await window.run("return document.activeElement.value"), "staff");
    await window.press("ArrowUp");
    await now(window, "ui.start.now_expert");
    await window.press("Tab");
    assert.equal(await focused(window), "start.package");
    await stage.look("start-expert");
  });

  await stage.tell("nothing is cut off at twice the size", async () => {
    await window.run("document.documentElement.style.fontSize = '36px'");
    const overflow = await window.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    await stage.picture("start-double");
    await window.run("document.documentElement.style.fontSize = ''");
    assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
  });

  await stage.tell("the page may call nothing but call and bytes", async () => {
    const invoke = "return await window.__TAURI_INTERNALS__.invoke(args[0], args[1]);";
    const { value } = await window.runAsync(invoke, "call", { name: "app_about", args: {} });
    assert.equal(value.value.version, version);
    for (const command of ["plugin:window|close", "plugin:path|resolve_directory", "plugin:event|listen", "plugin:webview|print"]) {
      const refused = await window.runAsync(invoke, command, {});
      assert.match(refused.error ?? "", /not allowed/, `${command} must be refused`);
    }
  });

  await stage.tell("nothing went wrong on the start page", () => stage.isCalm());

  // Last, because it leaves a mark: without it an empty list could also mean that nobody was listening.
  await stage.tell("a breach of the policy is refused and noted", async () => {
    const { value } = await window.runAsync(`const style = document.createElement("style");
      style.textContent = "body { display: none }";
      document.head.append(style);
      while (window.pageFaults.length === 0) await new Promise((done) => setTimeout(done, 20));
      return [getComputedStyle(document.body).display, window.pageFaults.length];`);
    assert.deepEqual(value, ["block", 1]);
  });
}
