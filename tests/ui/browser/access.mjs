// Every screen in every state: no violation of WCAG 2.0, 2.1, 2.2 at A and AA.
import { waitFor } from "../expert.mjs";
import { clean as cleanOf } from "./axe.mjs";
import { criteriaOf, enterCell, goTo, nothingWentWrong, openAt, paste } from "./common.mjs";

/** A stroke on the pad. */
async function draw(page) {
  await page.click("e4.way.strokes");
  await page.at("e4.pad.canvas").scrollIntoViewIfNeeded();
  const { x, y, width, height } = await page.at("e4.pad.canvas").boundingBox();
  await page.tab.mouse.move(x + width / 4, y + height / 4);
  await page.tab.mouse.down();
  await page.tab.mouse.move(x + width / 2, y + height / 2, { steps: 5 });
  await page.tab.mouse.up();
  await waitFor(page, "the stroke", "return !/ 0 /.test(element('e4.pad.canvas').ariaLabel) && document.querySelector('[data-testid=\"e4.pad\"] .hint') === null", 10);
}

export default async function stories(world, tell) {
  let states = 0;
  let page = await openAt(world, world.documents, { screen: "home" });

  async function clean(state) {
    states += 1;
    await cleanOf(page, state);
  }

  /** Does something, looks, and closes again. */
  async function whileOpen(state, opener, shows, close = "Escape") {
    await page.click(opener);
    await waitFor(page, state, `return ${shows}`);
    await clean(state);
    await page.press(close);
  }

  const dialog = "document.querySelector('dialog[open]') !== null";
  const screens = {
    async "home"() {
      await clean("the task");
      await whileOpen("settings", "home.settings", dialog);
      await whileOpen("help", "home.help", dialog);
      await page.click("home.stand");
      await waitFor(page, "the choice of the expert", "return element('home.choose') !== null");
      await clean("choosing the expert");
    },
    async "step ① with hard documents, outline, thumbnails, search"() {
      await goTo(page, { step: 1 });
      await waitFor(page, "the report", "return document.querySelector('.pdf-page.is-drawn') !== null", 30);
      await clean("①");
      await page.click("pdf.side");
      await waitFor(page, "the outline", "return element('pdf.side.outline') !== null");
      await clean("outline");
      await page.click("pdf.side.thumbs");
      await clean("thumbnails");
      await page.click("pdf.find");
      await clean("search");
      await page.press("Escape");
      const words = page.tab.locator(".pdf-page[data-page='1'] .pdf-text span", { hasText: "绩效" }).first();
      await words.dblclick({ timeout: 20_000 });
      await waitFor(page, "the ways of taking it", "return element('pdf.picks.problem') !== null", 20);
      await clean("words selected in the report");
      await goTo(page, { step: 1, report: 2 });
      const files = await page.tab.locator('[data-testid="report.file"] option').allTextContents();
      for (const file of files.filter((one) => !one.includes("一百兆"))) {
        await page.tab.locator('[data-testid="report.file"]').selectOption({ label: file });
        await waitFor(page, `what becomes of ${file}`, "return (element('pdf.told') ?? element('pdf.outside') ?? document.querySelector('.pdf-page.is-drawn')) !== null && element('pdf.loading') === null", 30);
        await clean(`the file ${file}`);
      }
      await goTo(page, { step: 1, report: 3 });
      await clean("no file");
    },
    async "step ② empty, wrong, card, paste, dialogs"() {
      await goTo(page, { step: 2 });
      await clean("② empty");
      const ids = (await criteriaOf(page)).map((one) => one.id);
      await enterCell(page, ids[0]);
      await page.type("99");
      await page.press("Enter");
      await waitFor(page, "the sentence", `return element('e2.grid.row-${ids[0]}.score-note') !== null`);
      await clean("② wrong");
      await page.press("F7");
      await waitFor(page, "the card", "return element('e2.card') !== null");
      await clean("② card");
      await page.press("F7");
      await waitFor(page, "the table", "return element('e2.grid') !== null");
      await enterCell(page, ids[0]);
      await paste(page, "99\n1\tabc\n2");
      await clean("② a paste before it is done");
      await page.tab.locator('[data-testid="e2.paste"] summary').click();
      await clean("② the lines of a paste");
      await page.click("e2.paste.cancel");
      await whileOpen("help", "review.help", dialog);
      await whileOpen("history", "review.history", dialog);
      for (const [width, height] of [[1366, 768], [1920, 1080], [1024, 640]]) {
        await page.resize(width, height);
        await whileOpen(`the list of reports at ${width} px`, "review.switch.open", "element('review.switch.list').contains(document.activeElement)");
      }
      await page.resize(1366, 768);
      await page.click("review.switch.open");
      await whileOpen("recusal", "review.switch.recuse", dialog);
      const scores = (await criteriaOf(page)).map(({ id, max }) => ({ criterion: id, value: max }));
      const { rows } = await page.call("task_show", { session: 1, member: 1 });
      await page.call("scores_set", { opinion: rows[0].opinion, scores, only_show: false });
      await page.tab.reload();
      await waitFor(page, "the complete grid", "return /19/.test(element('e2.total')?.textContent ?? '')", 20);
      await clean("② complete");
    },
    async "steps ③ and ④, signed, and handing back"() {
      await goTo(page, { step: 3 });
      await clean("③ empty");
      await goTo(page, { step: 4 });
      await clean("④ with errors");
      await page.click("e4.tab.all");
      await clean("④ all reports");
      const { rows } = await page.call("task_show", { session: 1, member: 1 });
      const { opinion } = rows[0];
      const remark = { problem: "问题", suggestion: "建议", criterion: "", place: "", page: "", nature: "建议修改" };
      await page.call("remark_add", { opinion, ...remark });
      await page.call("opinion_set", { opinion, conclusion: "通过", merits: "结构完整", budget_advice: "适当压减", declared: true });
      await goTo(page, { step: 3 });
      await clean("③ filled");
      await goTo(page, { step: 4 });
      await draw(page);
      await clean("④ signed on the pad");
      await page.click("e4.way.picture");
      await clean("④ a picture as signature");
      await page.click("e4.way.by_hand");
      await page.click("e4.confirm");
      await waitFor(page, `the question (${await page.text("e4.check")} ${await page.text("e4.state")})`, `return ${dialog}`, 5);
      await clean("④ the question");
      await page.click("e4.sure.act");
      await waitFor(page, "the signature", "return element('e4.signed') !== null");
      await clean("④ signed");
      await goTo(page, { screen: "hand_back" });
      await clean("handing back");
    },
    async "the start page: the first run, a role, a refusal"() {
      await page.call("desk_close");
      await page.tab.goto("about:blank");
      await page.tab.goto(page.url);
      await waitFor(page, "the start page", "return element('start.title') !== null");
      await clean("workspaces opened last");
      await page.click("start.change_role");
      await clean("the roles");
      await page.answer(new URL(import.meta.url).pathname);
      await page.click("start.open");
      await waitFor(page, "the refusal", "return element('start.refusal') !== null");
      await clean("the refusal");
    },
  };
  for (const [name, screen] of Object.entries(screens)) {
    await tell(`accessible: ${name}`, async () => {
      const before = states;
      await screen();
      return `${states - before} states, ${states} so far`;
    });
  }
  await tell("nothing went wrong in the page meanwhile", () => nothingWentWrong(page));
}
