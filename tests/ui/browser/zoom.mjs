// Large type and a window of half the size: nothing runs out of the page sideways.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assert, goTo, openAt } from "./common.mjs";

const PLACES = [["E0", { screen: "home" }], ["E2", { step: 2 }], ["E4", { step: 4 }]];

/** Buttons, labels and headings whose words are wider than themselves and cut off. */
const CUT = `const own = [...document.querySelectorAll("button, label, legend, h1, h2, h3, th")];
  return own.filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 2 && !one.classList.contains("unseen") && getComputedStyle(one).overflowX !== "visible"
      && getComputedStyle(one).textOverflow !== "ellipsis").map((one) => (one.dataset.testid ?? one.className) + ": " + one.textContent.trim().slice(0, 30));`;

export default async function stories(world, tell) {
  for (const [name, options] of [["24", { size: 24 }], ["200", { width: 683, height: 384, scale: 2 }]]) {
    await tell(`nothing runs out sideways ${name === "24" ? "with type of 24 px" : "at twice the size"}`, async () => {
      const page = await openAt(world, world.plain, { screen: "home" }, options);
      for (const [screen, place] of PLACES) {
        await goTo(page, place);
        await writeFile(join(world.pictures, `browser-${screen}-${name}.png`), await page.screenshot());
        const over = await page.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert.ok(over <= 0, `${screen} is ${over} px too wide`);
        assert.deepEqual(await page.run(CUT), [], `${screen}: cut off`);
      }
    });
  }
}
