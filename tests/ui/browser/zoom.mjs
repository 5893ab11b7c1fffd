// Large type and a window of half the size: nothing runs out of the page sideways.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assert, fits, goTo, openAt } from "./common.mjs";

const PLACES = [["E0", { screen: "home" }], ["E2", { step: 2 }], ["E4", { step: 4 }]];

export default async function stories(world, tell) {
  for (const [name, options] of [["24", { size: 24 }], ["200", { width: 683, height: 384, scale: 2 }]]) {
    await tell(`nothing runs out sideways ${name === "24" ? "with type of 24 px" : "at twice the size"}`, async () => {
      const page = await openAt(world, world.plain, { screen: "home" }, options);
      for (const [screen, place] of PLACES) {
        await goTo(page, place);
        await writeFile(join(world.pictures, `browser-${screen}-${name}.png`), await page.screenshot());
        await fits(page, screen);
      }
    });
  }
}
