// Attachments that cannot be shown: each is named with what can be done about it, and the work beside it goes on.
import { saved, waitFor } from "../expert.mjs";
import { assert, criteriaOf, enterCell, eventually, goTo, nothingWentWrong, openAt, storedOn, textOf } from "./common.mjs";

const HIDDEN = /[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u;

/** What stands in the list of files, the words told of it, and whether the original is offered. */
const FILES = [
  ["佐证材料.docx", /Word 文档/, true],
  ["损坏.pdf", /已损坏/, true],
  ["有口令.pdf", /设有密码/, true],
  ["空.pdf", /空文件/, false],
];

export default async function stories(world, tell) {
  const page = await openAt(world, world.documents, { report: 2 });
  const ids = (await criteriaOf(page)).map((one) => one.id);
  const choose = (label) => page.tab.locator('[data-testid="report.file"]').selectOption({ label });

  for (const [at, [name, words, isOffered]] of FILES.entries()) {
    await tell(`${name} is named and told of${isOffered ? ", the original is offered" : ""}, and scoring goes on`, async () => {
      await choose(name);
      await waitFor(page, `what is told of ${name}`, `return element('pdf.told')?.textContent.includes(${JSON.stringify(name)})`, 30);
      assert.match(await page.text("pdf.told"), words);
      assert.equal(await page.at("pdf.outside").count(), isOffered ? 1 : 0);
      await enterCell(page, ids[at]);
      await page.type("=");
      await page.press("Enter");
      await eventually(page, "the score", async () => assert.notEqual(textOf(await storedOn(page, 2), ids[at]), ""));
      await saved(page);
      await nothingWentWrong(page);
    });
  }

  await tell("a name with signs that turn the direction or are not seen is shown without them, and the file opens", async () => {
    const names = await page.tab.locator('[data-testid="report.file"] option').allTextContents();
    const rare = names.find((name) => name.includes("㛃䶮𬭎"));
    assert.deepEqual(names.filter((name) => HIDDEN.test(name)), []);
    assert.ok(rare.includes("\ufffd") && rare.endsWith("附件.pdf"), rare);
    await choose(rare);
    await waitFor(page, "its first page", "return document.querySelector('.pdf-page.is-drawn') !== null", 30);
    assert.ok(!HIDDEN.test(await page.tab.locator("body").innerText()), "nowhere on the page");
    await goTo(page, { report: 2, step: 1 });
    assert.ok(!HIDDEN.test(await page.tab.locator("body").innerText()), "nowhere on ①");
    const titles = await page.run("return [...document.querySelectorAll('[title], [aria-label]')].map((one) => one.title + (one.ariaLabel ?? ''))");
    assert.deepEqual(titles.filter((title) => HIDDEN.test(title)), []);
    await nothingWentWrong(page);
  });
}
