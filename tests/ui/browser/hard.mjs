// Text beyond the limit, rare signs, and typing faster than anything answers.
import { saved, waitFor } from "../expert.mjs";
import { assert, criteriaOf, enterCell, eventually, hammer, nothingWentWrong, openAgain, openAt, storedOn, textOf, valueOf } from "./common.mjs";

const RARE = "表情😀 㛃䶮𬭎 עברית \u202eabc\u200b\u200d";

export default async function stories(world, tell) {
  let page = await openAt(world, world.plain);
  const ids = (await criteriaOf(page)).map((one) => one.id);

  await tell("a whole form is typed without a pause between the keys", async () => {
    await hammer(page, ...ids.flatMap(() => ["=", "Enter"]));
    await saved(page);
    await eventually(page, "the whole form", async () => assert.equal((await storedOn(page, 1)).scored, ids.length));
    assert.equal((await storedOn(page, 1)).total, "100.00");
  });

  await tell("a reason of 20 001 signs is refused with its count, and is there after a change of report and a kill", async () => {
    const long = "理".repeat(20_001);
    const cell = `e2.grid.row-${ids[1]}.reason`;
    await enterCell(page, ids[0], "reason");
    await page.type(RARE);
    await enterCell(page, ids[1], "reason");
    await page.type(long);
    await waitFor(page, "the count", `return /20001|20 001/.test(element('${cell}.count')?.textContent ?? '')`);
    await page.press("Control+PageDown");
    await waitFor(page, "the second report", "return /2\\/3/.test(element('review.switch.open').textContent)");
    await page.press("Control+PageUp");
    await waitFor(page, "the first report", "return /1\\/3/.test(element('review.switch.open').textContent) && element('e2.grid') !== null");
    assert.equal(await valueOf(page, cell), long);
    const view = await storedOn(page, 1);
    assert.equal(textOf(view, ids[0], "reason"), RARE);
    assert.equal(textOf(view, ids[1], "reason"), "");
    await eventually(page, "the text to be kept", async () => {
      const { workspace } = await page.call("desk_show");
      assert.ok(Object.values(workspace.place.typing).includes(long));
    });
    await nothingWentWrong(page);
    await page.kill();
    page = await openAgain(world, page);
    await waitFor(page, "the grid", "return element('e2.grid') !== null");
    assert.equal(await valueOf(page, cell), long);
    await nothingWentWrong(page);
  });
}
