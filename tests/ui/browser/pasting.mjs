// What comes from a spreadsheet: shown before it is done, done in one step, taken back in one step, also from another
// report and after the program was killed.
import { saved, waitFor } from "../expert.mjs";
import { assert, criteriaOf, enterCell, eventually, nothingWentWrong, openAgain, openAt, paste, storedOn, textOf } from "./common.mjs";

async function fill(page) {
  await page.click("e2.paste.confirm");
  await waitFor(page, "the paste to be done", "return element('e2.paste') === null");
  await saved(page);
}

export default async function stories(world, tell) {
  let page = await openAt(world, world.plain);
  const ids = (await criteriaOf(page)).map((one) => one.id);
  const scored = async (no = 1) => (await storedOn(page, no))?.scored ?? 0;

  await tell("a paste that is called off changes nothing", async () => {
    await enterCell(page, ids[0]);
    await paste(page, ids.map(() => "2").join("\r\n"));
    await page.click("e2.paste.cancel");
    await waitFor(page, "the cursor back", "return /score/.test(document.activeElement?.dataset.field ?? '')");
    assert.equal(await scored(), 0);
  });

  await tell("a column of nineteen is filled in, and is one step to take back and to bring back", async () => {
    await paste(page, `${ids.map(() => "2").join("\r\n")}\r\n`);
    assert.match(await page.text("e2.paste.words"), /19/);
    await fill(page);
    assert.equal(await scored(), 19);
    await page.press("Control+z");
    await eventually(page, "the step taken back", async () => assert.equal(await scored(), 0));
    await page.press("Control+y");
    await eventually(page, "the step brought back", async () => assert.equal(await scored(), 19));
  });

  await tell("a range with reasons keeps its line breaks and quotes; five hundred rows fill nineteen and tell the rest", async () => {
    await enterCell(page, ids[0]);
    const rows = Array.from({ length: 500 }, (_none, at) => `1.5\t"第${at}行\n含“引号”""和""换行"`);
    await paste(page, rows.join("\r\n"));
    assert.match(await page.text("e2.paste.words"), /481/);
    await fill(page);
    const view = await storedOn(page, 1);
    assert.equal(textOf(view, ids[18], "reason"), '第18行\n含“引号”"和"换行');
    assert.equal(textOf(view, ids[18]), "1.5");
  });

  await tell("wrong values are counted before, and stored as they are when the person wants them", async () => {
    await enterCell(page, ids[0]);
    await paste(page, "99\nabc\n1");
    assert.match(await page.text("e2.paste.words"), /2/);
    await fill(page);
    const view = await storedOn(page, 1);
    assert.deepEqual(ids.slice(0, 3).map((id) => textOf(view, id)), ["99", "abc", "1"]);
  });

  await tell("a step is taken back from another report and after the program was killed", async () => {
    await page.press("Control+PageDown");
    await waitFor(page, "the second report", "return /2/.test(element('review.switch.open').textContent)");
    await page.press("Control+z");
    await eventually(page, "the paste taken back", async () => assert.equal(textOf(await storedOn(page, 1), ids[0]), "1.5"));
    await waitFor(page, "the first report", "return /1\\/3/.test(element('review.switch.open').textContent)");
    await nothingWentWrong(page);
    await page.kill();
    page = await openAgain(world, page);
    await waitFor(page, "the grid", "return element('e2.grid') !== null");
    await page.press("Control+z");
    await eventually(page, "the range taken back", async () => assert.equal(textOf(await storedOn(page, 1), ids[0]), "2"));
    await page.press("Control+y");
    await eventually(page, "the range brought back", async () => assert.equal(textOf(await storedOn(page, 1), ids[0]), "1.5"));
    await nothingWentWrong(page);
  });
}
