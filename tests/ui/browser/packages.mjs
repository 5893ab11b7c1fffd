// A package on the expert's side: opened by its code, home with its date, handed back as one file, signed again.
import { copyFile, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Page } from "../chromium.mjs";
import { saved, waitFor } from "../expert.mjs";
import { packagesOf } from "../workspaces.mjs";
import { clean } from "./axe.mjs";
import { assert, eventually, fits, nothingWentWrong } from "./common.mjs";

export default async function stories(world, tell) {
  const issued = await packagesOf(world.program, join(world.folder, "bureau"), world.plain);
  const open = async (options = {}) => {
    const page = await Page.open(world.browser, world.program, world.ui, options);
    world.pages.add(page);
    return page;
  };
  /** A state as people see it: on a small and a large screen, with the usual and the largest type; then no breach of access. */
  const look = async (one, name) => {
    const { width, height } = one.tab.viewportSize();
    for (const [wide, high] of [[1366, 768], [1920, 1080]]) {
      await one.resize(wide, high);
      for (const size of [18, 24]) {
        await one.run("document.documentElement.style.fontSize = arguments[0] + 'px'", size);
        await one.tab.screenshot({ path: join(world.pictures, `package-${name}-${wide}-${size}.png`) });
        await fits(one, `${name}, ${wide} × ${high}, ${size} px`);
      }
    }
    await one.run("document.documentElement.style.fontSize = '18px'");
    await one.resize(width, height);
    await clean(one, name);
  };
  const page = await open();
  const home = join(world.folder, "expert");
  await mkdir(home, { recursive: true });
  const file = join(home, "评审包.tpk");
  await copyFile(issued.coded.path, file);

  await tell("a package asks for its twelve digits; a wrong code is told and the question stays", async () => {
    await page.call("desk_set", { role: "expert" });
    await page.load();
    await waitFor(page, "the ways in", "return element('start.package') !== null", 30);
    await look(page, "start");
    await page.answer(file);
    await page.click("start.package");
    await waitFor(page, "the question", "return document.activeElement?.dataset.testid === 'code.field'", 20);
    await page.type("1234 5678");
    await waitFor(page, "the groups", "return element('code.groups').textContent === '1234 5678 ••••'");
    await look(page, "code");
    await page.click("code.open");
    await waitFor(page, "the sentence", "return element('code.problem').textContent.includes('12 位数字')", 30);
    await look(page, "code-short");
    await page.press("End");
    await page.type(" 9012");
    await waitFor(page, "the sentence", "return element('code.problem').textContent.includes('口令不对')", 30);
    await waitFor(page, "the field marked", "return document.activeElement.selectionEnd > 8 && document.activeElement.selectionStart === 0");
    await look(page, "code-wrong");
  });

  await tell("the right code, full-width and with dashes, opens it: the expert sits there and is not asked who it is", async () => {
    const wide = issued.coded.code.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).replace(/ /g, "－");
    await page.type(wide);
    await waitFor(page, "home", "return element('home.task') !== null", 30);
    assert.equal(await page.text("home.who"), issued.coded.name);
    assert.equal(await page.at("home.stand").count(), 0);
    assert.match(await page.text("home.due"), /前交回（(还有 \d+ 天|今天到期)）/);
    assert.match(await page.text("home.package"), /第 1 版.*\d{4} \d{4}/);
    await look(page, "home");
    await nothingWentWrong(page);
  });

  /** Everything of a report but the signature, past the page. */
  async function finish(one, report, member) {
    const { opinion } = await one.call("opinion_begin", { report, member });
    const { form } = await one.call("task_show", { session: 1, member });
    for (const { id } of form.groups.flatMap((group) => group.criteria)) {
      await one.call("score_set", { opinion: opinion.id, criterion: id, value: "=", reason: null });
    }
    await one.call("opinion_set", { opinion: opinion.id, conclusion: "通过", declared: true });
    return opinion.id;
  }
  const target = join(home, "交回", "评审结果.tpr");
  const handBack = async () => {
    await page.answer(target);
    await page.click((await page.at("handback.write").count()) > 0 ? "handback.write" : "handback.again");
    await waitFor(page, "the file", "return element('handback.result') !== null && !element('handback.again').disabled", 60);
  };
  const again = async () => {
    await page.load();
    await waitFor(page, "home", "return (element('home.task') ?? element('handback') ?? element('review')) !== null", 30);
  };
  let first = 0;

  await tell("with nothing signed the page says so and writes nothing", async () => {
    await page.click("home.hand_back");
    await waitFor(page, "the page", "return element('handback.none') !== null");
    await page.click("handback.write");
    await waitFor(page, "the sentence", "return element('handback.problem') !== null");
    await look(page, "none");
  });

  await tell("one file is written with its check code in four groups, and says what is not in it", async () => {
    await mkdir(join(home, "交回"));
    first = await finish(page, 1, 1);
    await page.call("opinion_sign", { opinion: first });
    await page.call("session_recuse", { member: 1, report: 3, ground: "曾任该单位顾问", kind: "recusal" });
    await again();
    if ((await page.at("handback").count()) === 0) await page.click("home.hand_back");
    await waitFor(page, "the page", "return element('handback.write') !== null");
    await look(page, "ready");
    await handBack();
    assert.match(await page.text("handback.code"), /^[0-9a-f]{4}(-[0-9a-f]{4}){3}$/);
    assert.match(await page.text("handback.missing"), /还有 1 份未签字，不在本次交回之内/);
    assert.ok((await stat(target)).size > 1000);
    const papers = (await readdir(join(home, "交回"))).filter((name) => name.endsWith(".pdf"));
    assert.equal(papers.length, 1);
    assert.equal(await page.run("return document.activeElement.dataset.testid"), "handback.result");
    await look(page, "done");
    await nothingWentWrong(page);
  });

  await tell("a folder that is gone, a name with another ending: told, and nothing is written", async () => {
    for (const [name, wrong] of [["gone", join(home, "没有", "评审结果.tpr")], ["ending", join(home, "交回", "评审结果.docx")]]) {
      await page.answer(wrong);
      await page.click("handback.again");
      await waitFor(page, "the sentence", "return (element('handback.problem')?.textContent ?? '').length > 10 && !element('handback.again').disabled", 30);
      assert.match(await page.text("handback.problem"), name === "ending" ? /\.tpr/ : /没有/);
      await look(page, `wrong-${name}`);
      await assert.rejects(stat(wrong));
    }
    const { lines } = await page.call("hand_back_show");
    assert.equal(lines.length, 1);
  });

  await tell("again without a change it is the same return; home says 已交回", async () => {
    const code = await page.text("handback.code");
    await handBack();
    assert.equal(await page.text("handback.code"), code);
    const { lines } = await page.call("hand_back_show");
    assert.equal(lines.length, 1);
    await page.click("handback.home");
    await waitFor(page, "the state", "return element('home.row-1').textContent.includes('已交回')");
    await waitFor(page, "the last return", `return element('home.handed_back')?.textContent.includes('${code}')`);
    assert.equal(await page.at("home.changed").count(), 0);
    await look(page, "home-handed-back");
    await page.click("home.hand_back");
    await waitFor(page, "what is known", "return element('handback.unchanged') !== null");
    await look(page, "unchanged");
  });

  await tell("what was handed back is signed again as the second version, and the next file says so", async () => {
    await page.click("handback.row-1.look");
    await waitFor(page, "the stamp", "return element('e4.signed')?.textContent.includes('已交回')", 30);
    assert.match(await page.text("e4.withdraw"), /重新签字为第 2 版/);
    await page.click("e4.withdraw");
    await waitFor(page, "the question", "return element('e4.back').open");
    assert.match(await page.text("e4.back"), /第 1 版已经交回，仍然有效/);
    await look(page, "sign-again");
    await page.at("e4.back.reason").fill("笔误");
    await page.click("e4.back.act");
    await eventually(page, "the draft", async () => {
      assert.equal((await page.call("opinion_show", { opinion: first })).opinion.state, "draft");
    });
    await saved(page);
    await page.call("opinion_sign", { opinion: first });
    await again();
    await page.click("review.home");
    await waitFor(page, "home", "return element('home.hand_back') !== null");
    await page.click("home.hand_back");
    await waitFor(page, "the change", "return element('handback.changed')?.textContent.includes('第 2 次')");
    await handBack();
    const { last, rows } = await page.call("hand_back_show");
    assert.equal(last.seq, 2);
    assert.equal(rows[0].version, 2);
    await look(page, "second");
    await nothingWentWrong(page);
  });

  await tell("the same file again goes on in the same workspace, without a code", async () => {
    await page.call("desk_close");
    await again2(page);
    await page.answer(file);
    await page.click("start.package");
    await waitFor(page, "home or the page", "return (element('home') ?? element('handback') ?? element('review')) !== null", 30);
    assert.equal(await page.at("code").count(), 0);
    assert.equal((await page.call("hand_back_show")).lines.length, 2);
  });

  await tell("a return opened by mistake, and a file that is something else, are told apart in plain words", async () => {
    await page.call("desk_close");
    await again2(page);
    await look(page, "start-recent");
    const other = join(home, "报告.tpk");
    await writeFile(other, "%PDF-1.7");
    for (const [name, path, words] of [["return", target, "多半是您交回的评审结果文件"], ["foreign", other, "请检查是否选错文件"]]) {
      await page.answer(path);
      await page.click("start.package");
      await waitFor(page, "the sentence", `return element('start.refusal')?.textContent.includes('${words}')`, 30);
      await look(page, `mistake-${name}`);
    }
    await page.call("desk_open", { path: target }).then(() => assert.fail("a return is no workspace"), () => undefined);
  });

  async function again2(one) {
    await one.load();
    await waitFor(one, "the ways in", "return element('start.package') !== null", 30);
  }

  await tell("a package for whoever is staff at this computer lands on the expert's side; one that is late says so", async () => {
    const other = await open({ width: 1920, height: 1080 });
    await other.call("desk_set", { role: "staff" });
    await other.call("desk_open", { path: issued.late.path });
    await other.load();
    await waitFor(other, "home", "return element('home.task') !== null", 30);
    assert.match(await other.text("home.due"), /已过期 \d+ 天/);
    await look(other, "home-late");
  });

  await tell("a package issued anew goes on in the same workspace and says what changed; it is said once", async () => {
    const other = [...world.pages].at(-1);
    await other.call("desk_open", { path: issued.renewed.path });
    await other.load();
    await waitFor(other, "the changes", "return element('changes') !== null", 30);
    assert.match(await other.text("changes"), /不再评审：BG-3/);
    assert.match(await other.text("home.package"), /第 2 版/);
    assert.match(await other.text("home.due"), /还有|今天/);
    await look(other, "home-changes");
    await other.click("changes.seen");
    await waitFor(other, "the line gone", "return element('changes') === null");
    await nothingWentWrong(other);
  });

  await tell("with everything signed and handed back, home has one way on and says nothing is open", async () => {
    const other = [...world.pages].at(-1);
    for (const report of [1, 2]) {
      await other.call("opinion_sign", { opinion: await finish(other, report, 1) });
    }
    await other.load();
    await waitFor(other, "home", "return element('home.hand_back') !== null", 30);
    await look(other, "home-all-signed");
    await other.click("home.hand_back");
    await waitFor(other, "the page", "return element('handback.write') !== null");
    await look(other, "all-ready");
    await other.answer(join(home, "全部.tpr"));
    await other.click("handback.write");
    await waitFor(other, "the file", "return element('handback.result') !== null", 60);
    assert.equal(await other.at("handback.missing").count(), 0);
    await look(other, "all-done");
    await other.click("handback.home");
    await waitFor(other, "the last return", "return element('home.handed_back') !== null", 30);
    await look(other, "home-all-handed-back");
    await nothingWentWrong(other);
  });
}
