// What a person may type into a score: never another valid number than was meant, never lost, and told beside the cell.
import { saved, waitFor } from "../expert.mjs";
import { assert, criteriaOf, enterCell, eventually, nothingWentWrong, openAgain, openAt, storedOn, textOf, valueOf } from "./common.mjs";

/** What is typed, what is stored, and the points it counts for (null: none). */
const ENTRIES = [
  ["9", "9", null],
  ["abc", "abc", null],
  ["４．５", "4.5", "4.5"],
  ["-", "-", null],
  ["1e3", "1e3", null],
  ["4.555", "4.555", null],
  ["-0.3", "-0.3", null],
  ["+4", "+4", null],
  [" 4 ", " 4 ", "4"],
  ["4,5", "4,5", null],
  ["０", "0", "0"],
];

const row = (id, part) => `e2.grid.row-${id}.${part}`;

export default async function stories(world, tell) {
  let page = await openAt(world, world.plain);
  const criteria = (await criteriaOf(page)).toSorted((one, other) => other.max - one.max).map((one) => one.id);
  const rows = ENTRIES.map(([typed, stored, points], at) => ({ id: criteria[at], typed, stored, points }));

  async function asTyped(of) {
    const view = await storedOn(of, 1);
    for (const { id, stored, points, typed } of rows) {
      assert.equal(textOf(view, id), stored, `stored for “${typed}”`);
      assert.equal(view.read.find((one) => one.criterion === id).points, points, `points for “${typed}”`);
    }
  }

  await tell("a score is stored as typed or as the same number, and never counts as another one", async () => {
    for (const { id, typed } of rows) {
      await enterCell(page, id);
      await page.type(typed);
      await page.press("Enter");
      await eventually(page, `“${typed}” to be stored`, async () => assert.notEqual(textOf(await storedOn(page, 1), id), ""));
      await saved(page); // only then the cursor has gone where it goes
    }
    await saved(page);
    await asTyped(page);
    return `${rows.length} entries`;
  });

  await tell("a score that is no number of the form is told beside its cell", async () => {
    for (const { id, points, typed } of rows) {
      const note = page.at(row(id, "score-note"));
      if (points === null) {
        assert.ok((await note.textContent({ timeout: 10_000 })).trim().length > 3, `a sentence for “${typed}”`);
        assert.match(await page.text(row(id, "status")), /有误/);
      } else assert.equal(await note.count(), 0, `no sentence for “${typed}”`);
    }
  });

  await tell("a score typed and not yet confirmed, and every wrong one, is there after the program was killed", async () => {
    const last = criteria[ENTRIES.length];
    await enterCell(page, last);
    await page.type("3.7x");
    await eventually(page, "the text to be kept", async () => {
      const { workspace } = await page.call("desk_show");
      assert.ok(Object.values(workspace.place.typing).includes("3.7x"));
    });
    await nothingWentWrong(page);
    await page.kill();
    page = await openAgain(world, page);
    await waitFor(page, "the grid", "return element('e2.grid') !== null", 30);
    await asTyped(page);
    for (const { id, stored } of rows) assert.equal(await valueOf(page, row(id, "score")), stored);
    assert.equal(await valueOf(page, row(last, "score")), "3.7x");
    await nothingWentWrong(page);
  });
}
