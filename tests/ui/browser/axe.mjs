// No violation of WCAG 2.0, 2.1, 2.2 at A and AA, nor of good practice, in whatever state a page is.
import { readFile } from "node:fs/promises";
import { assert } from "./common.mjs";

const source = await readFile(new URL("../../../ui/node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function clean(page, state) {
  await page.tab.evaluate((code) => { if (window.axe === undefined) window.eval(code); }, source).catch(() => page.tab.addScriptTag({ content: source }));
  const found = await page.tab.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.any[0]?.message ?? ""}`));
  }, TAGS);
  assert.deepEqual(found, [], state);
}
