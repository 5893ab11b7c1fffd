// J6 as far as the lock: a task of five reports is made, its list and its files come in, seven experts are drawn, and the
// panel is locked; then what can go wrong on the way, by keyboard alone, and every state under axe.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bureau, filesOf, PROJECTS, workbook } from "../bureau.mjs";
import { Page } from "../chromium.mjs";
import { focused, steps, waitFor } from "../expert.mjs";
import { assert, copyOf, eventually, nothingWentWrong } from "./common.mjs";

const axe = await readFile(new URL("../../../ui/node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COUNTER = await readFile(new URL("../steps.js", import.meta.url), "utf8");

/** Steps on paper are 16; the way may take two more. */
const BUDGET = 18;

/** A bureau, a list with mistakes, and files of which one has a name that tells nothing. */
async function surroundings(world) {
  const { path, list } = await bureau(world.program, world.folder);
  const bad = join(world.folder, "有错的清单.csv");
  await writeFile(bad, "编号,项目名称,项目单位,金额（万元）\nQP-1,甲项目,甲中心,12万\nQP-1,乙项目,,3\n");
  const names = PROJECTS.map((title, at) => (at === 4 ? "会议材料.pdf" : `${title}绩效评价报告.pdf`));
  return { path, list, bad, files: await filesOf(world.folder, names) };
}

async function openStaff(world, workspace, options = {}) {
  const page = await Page.open(world.browser, world.program, world.ui, { script: COUNTER, ...options });
  world.pages.add(page);
  page.workspace = await copyOf(world, workspace);
  await page.call("desk_set", { role: "staff" });
  await page.call("desk_open", { path: page.workspace });
  await page.load();
  await waitFor(page, "the tasks", "return element('sessions') !== null", 30);
  return page;
}

const drop = (page, paths) =>
  page.run("window.__steps += 1; window.dispatchEvent(new CustomEvent('tongping-drop', { detail: { state: 'dropped', paths: arguments[0] } }))", paths);

async function clean(page, state) {
  await page.tab.evaluate((source) => { if (window.axe === undefined) window.eval(source); }, axe).catch(() => page.tab.addScriptTag({ content: axe }));
  const found = await page.tab.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.any[0]?.message ?? ""}`));
  }, TAGS);
  assert.deepEqual(found, [], state);
}

export default async function stories(world, tellAll) {
  // One page at a time: each has a program of its own.
  const tell = async (name, story) => {
    await tellAll(name, story);
    for (const page of world.pages) await page.close();
    world.pages.clear();
  };
  const { path, list, bad, files } = await surroundings(world);
  const look = async (page, name) => {
    for (const [width, height] of [[1366, 768], [1920, 1080]]) {
      await page.resize(width, height);
      await writeFile(join(world.pictures, `setup-${name}-${width}.png`), await page.screenshot());
    }
    await page.resize(1366, 768);
    await clean(page, name);
  };
  const there = (page, id, seconds = 20) => waitFor(page, id, `return element('${id}') !== null`, seconds);
  const gone = (page, id) => waitFor(page, `no ${id}`, `return element('${id}') === null`);

  await tell("J6: a task of five reports is set up, seven experts are drawn and locked", async () => {
    const page = await openStaff(world, path);
    const count = await steps(page, async () => {
      await page.click("sessions.new");
      await there(page, "setup.kind.财政重点评价");
      await eventually(page, "the title", async () => assert.equal(await focused(page), "setup.title"));
      await page.type("2026 年第一批重点绩效评价报告评审");
      await page.click("setup.starts_on");
      await page.type("2026年3月20日");
      await page.click("setup.organiser");
      await page.type("海晏区财政局");
      await page.click("setup.create");
      await there(page, "s2.empty");

      await page.answer(list);
      await eventually(page, "the import", async () => assert.equal(await focused(page), "s2.import"));
      await page.press("Enter");
      await page.run("window.__steps += 2");
      await there(page, "s2.list.take");
      await page.press("Enter");
      await there(page, "s2.row-5");
      await gone(page, "s2.list");

      await drop(page, files);
      await there(page, "s2.match.attach");
      await page.click("s2.match.attach");
      await gone(page, "s2.match");
      await waitFor(page, "the files", "return document.querySelectorAll('.files li').length === 4");

      await eventually(page, "the next step", async () => assert.equal(await focused(page), "session.next"));
      await page.press("Enter");
      await eventually(page, "the draw", async () => assert.equal(await focused(page), "s3.draw"));
      await page.press("Enter");
      await there(page, "s3.matrix");
      await eventually(page, "the lock", async () => assert.equal(await focused(page), "s3.lock"));
      await page.press("Enter");
      await there(page, "s3.sure.act");
      await page.click("s3.sure.act");
      await eventually(page, "the review", async () => assert.equal(await page.text("session.state"), "评审中"));
    });
    const { session, reports, members, recusals } = await page.call("session_show", { session: 1 });
    assert.equal(session.state, "reviewing");
    assert.deepEqual([session.starts_on, session.ends_on], ["2026-03-20", "2026-03-20"]);
    assert.deepEqual(reports.map((one) => [one.no, one.amount]), PROJECTS.map((_title, at) => [`QP-${at + 1}`, "6200.5"]));
    assert.equal(members.length, 7, "as many as the amounts usually ask for");
    assert.equal(members.filter((one) => one.role === "chair").length, 1);
    // Whoever works for the agency of report 3 sits for the others.
    const own = members.find((one) => one.employer === "海晏评价咨询公司");
    assert.deepEqual(recusals.map((one) => [one.member, one.report]), own === undefined ? [] : [[own.id, 3]]);
    const [draw] = (await page.call("panel_show", { session: 1 })).draws;
    assert.equal(draw.candidates, 12);
    assert.ok(count <= BUDGET, `${count} steps, at most ${BUDGET}`);
    await nothingWentWrong(page);
    return `${count} of ${BUDGET} steps`;
  });

  await tell("what is wrong in a list stands with its cell, and nothing is written", async () => {
    const page = await openStaff(world, path);
    await look(page, "empty");
    await page.click("sessions.new");
    await there(page, "setup.kind.财政重点评价");
    await page.type("练习");
    await page.click("setup.create");
    await waitFor(page, "the fault", "return element('setup.starts_on').getAttribute('aria-invalid') === 'true'");
    assert.equal(await focused(page), "setup.starts_on", "the first field that is wrong has the focus");
    await look(page, "new-faults");
    await page.type("20260320");
    await page.click("setup.organiser");
    await page.type("海晏区财政局");
    await page.click("setup.create");
    await there(page, "s2.empty");
    await look(page, "overview-empty");
    await page.answer(bad);
    await page.click("s2.import");
    await there(page, "s2.list.problems");
    const told = await page.text("s2.list.problems");
    for (const words of ["第 2 行第 4 列", "第 3 行第 1 列", "第 3 行第 3 列"]) assert.ok(told.includes(words), `${words} in ${told}`);
    assert.equal(await page.run("return document.querySelector('[data-testid=\"s2.list.take\"]')"), null);
    await look(page, "list-faults");
    await page.press("Escape");
    assert.equal((await page.call("session_show", { session: 1 })).reports.length, 0);
    await nothingWentWrong(page);
  });

  await tell("files are matched by name, reports are changed and taken away, and each step can be taken back", async () => {
    const page = await openStaff(world, path);
    const head = { title: "核对", kind: "财政重点评价", organiser: "海晏区财政局", office: "", place: "", requirements: "独立评审。" };
    await page.call("session_add", { no: "A-1", ...head, starts_on: "2026-03-20", ends_on: "2026-03-20" });
    await page.load();
    await there(page, "sessions.open-1", 30);
    await look(page, "list");
    await page.click("sessions.open-1");
    await page.answer(list);
    await page.click("s2.import");
    await there(page, "s2.list.take");
    await look(page, "list-preview");
    await page.click("s2.list.take");
    await there(page, "s2.row-5");
    await drop(page, files);
    await there(page, "s2.match.row-5");
    assert.deepEqual(await page.run("return [...document.querySelectorAll('[data-testid^=\"s2.match.row\"]')].map((one) => one.value)"), ["1", "2", "3", "4", ""]);
    await look(page, "match");
    await page.at("s2.match.row-5").selectOption("5");
    await page.click("s2.match.attach");
    await waitFor(page, "the files", "return document.querySelectorAll('.files li').length === 5");
    await look(page, "overview");
    await page.click("s2.row-1.remove");
    await waitFor(page, "four reports", "return element('s2.row-5') === null");
    await page.click("review.told.back");
    await there(page, "s2.row-5");
    assert.equal((await page.call("report_show", { report: 1 })).attachments.length, 1, "its file is back, too");
    await page.click("s2.row-2.edit");
    await there(page, "s2.report.title");
    await page.at("s2.report.unit").fill("");
    await page.click("s2.report.done");
    await waitFor(page, "the fault", "return element('s2.report.unit').getAttribute('aria-invalid') === 'true'");
    await look(page, "report-fault");
    await page.type("绿化所");
    await page.click("s2.report.done");
    await gone(page, "s2.report");
    assert.equal((await page.call("report_show", { report: 2 })).report.unit, "绿化所");
    await page.click("s2.edit");
    await there(page, "s2.head.done");
    await look(page, "head");
    await page.at("setup.title").fill("改过的名称");
    await page.click("s2.head.done");
    await eventually(page, "the title", async () => assert.equal(await page.text("session.title"), "改过的名称"));
    await page.press("Tab");
    await nothingWentWrong(page);
  });

  await tell("J7: quotas, a reserve steps in for an expert who is away, a recusal by hand, by keyboard", async () => {
    const page = await openStaff(world, path);
    const head = { title: "抽取", kind: "财政重点评价", organiser: "海晏区财政局", office: "", place: "", requirements: "" };
    await page.call("session_add", { no: "A-1", ...head, starts_on: "2026-03-20", ends_on: "2026-03-20" });
    const { rows } = await page.call("report_list_read", { session: 1, path: list });
    await page.call("reports_add", { session: 1, heads: rows.map((one) => one.head) });
    await page.load();
    await there(page, "sessions.open-1", 30);
    await page.click("sessions.open-1");
    await there(page, "session.next");
    await page.at("session.next").focus();
    await page.press("Enter");
    await there(page, "s3.draw");
    await eventually(page, "the draw", async () => assert.equal(await focused(page), "s3.draw"));
    await look(page, "panel-empty");
    await page.at("s3.quota-1.kind").selectOption("财务");
    await page.at("s3.quota-1.count").fill("9");
    await page.click("s3.draw");
    await waitFor(page, "those who were drawn", "return element('s3.chosen') !== null");
    await waitFor(page, "the warning", "return document.body.textContent.includes('财务：应抽 9 人，还缺 5 人')");
    await page.at("s3.quota-1.count").fill("2");
    await page.click("s3.quota.add");
    await page.at("s3.quota-2.count").fill("3");
    await page.click("s3.draw");
    await waitFor(page, "five", "return document.querySelectorAll('[data-testid=\"s3.chosen\"] tbody tr').length === 5");
    const names = () => page.run("return [...document.querySelectorAll('[data-testid=\"s3.chosen\"] tbody tr b')].map((one) => one.textContent)");
    const before = await names();
    await page.click("s3.leave-2");
    await there(page, "s3.reason.text");
    await page.click("s3.reason.give");
    await waitFor(page, "the reason is asked for", "return document.querySelector('#s3-reason-missing') !== null");
    await look(page, "panel-reason");
    await page.type("出差");
    await page.click("s3.reason.give");
    await gone(page, "s3.reason");
    const after = await names();
    assert.equal(after.length, 5);
    assert.ok(!after.includes(before[1]) && before.filter((name) => after.includes(name)).length === 4, `${before} → ${after}`);
    await page.at("s3.matrix.r5.c1").focus();
    await page.press("Enter");
    await there(page, "s3.reason.text");
    await page.type("曾参与该项目论证");
    await page.click("s3.reason.give");
    await waitFor(page, "the recusal", "return element('s3.matrix.r5.c1').textContent.includes('回避')");
    await page.click("s3.chair-3");
    // A look at another tab loses nothing of it.
    await page.click("session.tab.overview");
    await there(page, "s2");
    await page.click("session.tab.panel");
    await there(page, "s3.lock");
    assert.deepEqual(await names(), after);
    await look(page, "panel-drawn");
    await page.tab.evaluate(() => document.querySelector("[data-testid='s3.lock']").scrollIntoView());
    await look(page, "panel-matrix");
    await page.click("s3.lock");
    await there(page, "s3.sure.safe");
    assert.equal(await focused(page), "s3.sure.safe", "the safe answer has the focus");
    await page.click("s3.sure.witness");
    await page.type("纪检组 王某");
    await look(page, "panel-sure");
    await page.click("s3.sure.act");
    await eventually(page, "the review", async () => assert.equal(await page.text("session.state"), "评审中"));
    const { members, recusals } = await page.call("session_show", { session: 1 });
    assert.deepEqual(members.map((one) => one.name), after);
    assert.equal(members.find((one) => one.role === "chair").name, after[2]);
    assert.ok(recusals.some((one) => one.report === 5 && one.ground === "曾参与该项目论证"));
    await page.click("session.tab.panel");
    await there(page, "s3.seated");
    await waitFor(page, "the record", "return document.body.textContent.includes('监督人 纪检组 王某')");
    await look(page, "panel-seated");
    await nothingWentWrong(page);
  });

  await tell("the pool is searched and grows by one expert and by a list", async () => {
    const page = await openStaff(world, path);
    await page.click("rail.experts");
    await there(page, "experts.search");
    await page.click("experts.search");
    await page.type("咨询 管理");
    const shown = () => page.run("return document.querySelectorAll('[data-testid=\"experts\"] tbody tr').length");
    await eventually(page, "none", async () => assert.equal(await shown(), 0));
    await page.at("experts.search").fill("咨询");
    await eventually(page, "one", async () => assert.equal(await shown(), 1));
    await page.at("experts.search").fill("");
    await page.click("experts.add");
    await there(page, "experts.new.done");
    await page.click("experts.new.done");
    await waitFor(page, "the fault", "return element('experts.new.name').getAttribute('aria-invalid') === 'true'");
    await look(page, "expert-fault");
    await page.type("新专家");
    await page.click("experts.new.done");
    await eventually(page, "thirteen", async () => assert.equal(await shown(), 13));
    const names = join(world.folder, "专家名单.xlsx");
    await workbook(names, [["姓名", "专家类别", "工作单位", "职称", "专业领域", "回避单位"], ["名单甲", "财务专家", "某学院", "教授", "会计", "环卫中心、绿化所"], ["名单乙", "业务", "某研究院", "", "", ""]]);
    await page.answer(names);
    await page.click("experts.import");
    await there(page, "experts.list.take");
    await look(page, "experts-list");
    await page.click("experts.list.take");
    await eventually(page, "fifteen", async () => assert.equal(await shown(), 15));
    await look(page, "experts");
    await nothingWentWrong(page);
  });

  await tell("after a crash the staff stand at the same tab of the same task", async () => {
    const page = await openStaff(world, path);
    const head = { title: "断电", kind: "财政重点评价", organiser: "海晏区财政局", office: "", place: "", requirements: "" };
    await page.call("session_add", { no: "A-1", ...head, starts_on: "2026-03-20", ends_on: "2026-03-20" });
    await page.load();
    await there(page, "sessions.open-1", 30);
    await page.click("sessions.open-1");
    await there(page, "session.tab.panel");
    await page.click("session.tab.panel");
    await there(page, "s3");
    await eventually(page, "the place", async () =>
      assert.equal((await page.call("desk_show")).workspace.place?.staff?.tab, "panel"),
    );
    await page.kill();
    await page.start();
    await page.call("desk_open", { path: page.workspace });
    await page.load();
    await there(page, "s3", 30);
    assert.equal(await page.text("session.title"), "断电");
    await nothingWentWrong(page);
  });
}
