// Workspaces for the stories, made by the released command line in an empty folder: one with documents that readers
// really meet (300 pages, damaged, locked by a password, no PDF at all, 100 MB), one with a form of 60 criteria.
import { execFile } from "node:child_process";
import { copyFile, mkdir, open, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A command line bound to one workspace; what it prints comes back as JSON. */
export function commandLine(program, workspace) {
  return async (...words) => {
    const { stdout } = await run(program, ["--workspace", workspace, "--json", ...words], { maxBuffer: 64 << 20 });
    return stdout.trim() === "" ? null : JSON.parse(stdout);
  };
}

/** The experts of every workspace made here; the first one chairs the panel. */
export const EXPERTS = ["陆秉堃", "章犇", "㛃䶮𬭎"];

async function session(tongping, form) {
  await tongping("workspace", "create", tongping.workspace);
  for (const name of EXPERTS) {
    await tongping("expert", "add", name, "--kind", "财务", "--employer", "海晏大学", "--job-title", "教授");
  }
  const head = ["--title", "重点绩效评价报告评审", "--organiser", "海晏区财政局", "--kind", "财政重点评价"];
  const dates = ["--starts-on", "2026-09-14", "--ends-on", "2026-09-18"];
  await tongping("session", "add", "HY-CS-2026-001", ...head, ...dates, ...(form ? ["--form", form] : []));
  for (const [at] of EXPERTS.entries()) {
    await tongping("session", "member", "1", String(at + 1), ...(at === 0 ? ["--chair"] : []));
  }
}

async function report(tongping, no, title, files) {
  await tongping("report", "add", "1", no, "--title", title, "--unit", "环卫管理中心");
  const id = no.slice(-1);
  for (const file of files) await tongping("report", "attach", id, file);
}

/** Documents of every kind; `sample` is a folder with the demonstration. */
export async function makeDocuments(folder, sample) {
  const names = await readdir(sample);
  const source = join(sample, names.find((name) => name.startsWith("HY-BG-2026-01")));
  const at = (name) => join(folder, name);
  // 12 × 26 pages, cut at 300.
  const copies = Array.from({ length: 12 }, () => source);
  await run("qpdf", ["--empty", "--pages", ...copies, "--", at("all.pdf")]);
  await run("qpdf", ["--empty", "--pages", at("all.pdf"), "1-300", "--", at("三百页.pdf")]);
  await run("qpdf", ["--encrypt", "secret", "secret", "256", "--", source, at("有口令.pdf")]);
  const bytes = await readFile(source);
  await writeFile(at("损坏.pdf"), bytes.subarray(0, 20_000).fill(0x20, 2_000));
  await writeFile(at("空.pdf"), "");
  await writeFile(at("佐证材料.docx"), Buffer.from("PK\u0003\u0004 not really a document", "latin1"));
  await writeFile(at("㛃䶮𬭎\u200b附件.pdf"), bytes);
  await run("qpdf", ["--empty", "--pages", source, "1-3", "--", at("三页.pdf")]);
  await appendBallast(at("三页.pdf"), at("一百兆.pdf"), 100);
  return { source, at };
}

/** Writes `from` with `megabytes` of an unused stream in it: a valid PDF of that size. */
async function appendBallast(from, to, megabytes) {
  const plain = await readFile(from);
  const start = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(plain.subarray(-64).toString("latin1"))[1]);
  const table = plain.subarray(start).toString("latin1");
  const size = Number(/\/Size (\d+)/.exec(table)[1]);
  const root = /\/Root (\d+ \d+ R)/.exec(table)[1];
  const out = await open(to, "w");
  const head = Buffer.from(`\n${size} 0 obj\n<< /Length ${megabytes << 20} >>\nstream\n`, "latin1");
  await out.write(plain);
  await out.write(head);
  const block = Buffer.alloc(1 << 20, 0x61);
  for (let i = 0; i < megabytes; i += 1) await out.write(block);
  const tail = Buffer.from("\nendstream\nendobj\n", "latin1");
  await out.write(tail);
  const xref = plain.length + head.length + (megabytes << 20) + tail.length;
  const offset = String(plain.length + 1).padStart(10, "0");
  const trailer = `trailer\n<< /Size ${size + 1} /Root ${root} /Prev ${start} >>\nstartxref\n${xref}\n%%EOF\n`;
  await out.write(Buffer.from(`xref\n${size} 1\n${offset} 00000 n \n${trailer}`, "latin1"));
  await out.close();
}

/** A session under review whose reports have the documents above. */
export async function workspaceOfDocuments(program, path, { source, at }) {
  const tongping = commandLine(program, path);
  tongping.workspace = path;
  await session(tongping, null);
  await report(tongping, "CS-BG-1", "街镇环卫保洁一体化养护项目", [source, at("三百页.pdf")]);
  const hard = ["有口令.pdf", "损坏.pdf", "佐证材料.docx", "㛃䶮𬭎\u200b附件.pdf", "一百兆.pdf", "空.pdf"];
  await report(tongping, "CS-BG-2", "社区老年助餐服务补贴政策", hard.map(at));
  await report(tongping, "CS-BG-3", "没有附件的报告", []);
  await tongping("session", "open", "1");
}

/** A session under review with three reports without attachments; `form` is a built-in form or a file, `experts` a number. */
export async function workspaceOfReports(program, path, { form = null, kind = "财政重点评价", experts = EXPERTS.length } = {}) {
  const tongping = commandLine(program, path);
  tongping.workspace = path;
  await tongping("workspace", "create", path);
  if (form?.endsWith(".json")) await tongping("form", "import", form);
  const code = form?.endsWith(".json") ? JSON.parse(await readFile(form, "utf8")).id : form;
  const head = ["--title", "重点绩效评价报告评审", "--organiser", "海晏区财政局", "--kind", kind];
  const dates = ["--starts-on", "2026-09-14", "--ends-on", "2026-09-18"];
  await tongping("session", "add", "HY-CS-2026-001", ...head, ...dates, ...(code ? ["--form", code] : []));
  for (const [at, name] of EXPERTS.slice(0, experts).entries()) {
    await tongping("expert", "add", name, "--kind", "财务", "--employer", "海晏大学", "--job-title", "教授");
    await tongping("session", "member", "1", String(at + 1), ...(at === 0 ? ["--chair"] : []));
  }
  for (const no of [1, 2, 3]) await report(tongping, `BG-${no}`, `第${"一二三"[no - 1]}份报告的项目`, []);
  await tongping("session", "open", "1");
}

/** Packages of a copy of a workspace: one that needs its code, one without whose date is over, and its
 * next revision. */
export async function packagesOf(program, folder, workspace) {
  await mkdir(folder, { recursive: true });
  const own = join(folder, "bureau.tongping");
  await copyFile(workspace, own);
  const word = join(folder, "password");
  await writeFile(word, "for the stories alone\n");
  const keys = ["--keys", join(folder, "keys"), "--password-file", word];
  const tongping = commandLine(program, own);
  await tongping(...keys, "key", "make");
  const issue = async (name, member, due, ...more) => {
    const dir = join(folder, name);
    const { value } = await tongping(...keys, "package", "export", "1", "--dir", dir, "--member", member, "--due", due, ...more);
    return value[0];
  };
  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const late = await issue("late", "2", "2026-01-31", "--plain");
  await tongping("session", "recuse", "2", "3", "--ground", "曾在该单位任职");
  const renewed = await issue("renewed", "2", soon, "--plain", "--reason", "延期，第三份报告回避");
  return { coded: await issue("coded", "1", soon), late, renewed };
}

/** A session on a form of 60 criteria. */
export async function workspaceOfSixty(program, path, folder) {
  const criterion = (g, c) => ({ id: `${g}.${c}`, name: `指标 ${g}.${c}`, max: "1", guide: "符合得 1 分。" });
  const group = (g) => ({
    id: String(g),
    name: `一级指标 ${g}`,
    max: "10",
    criteria: Array.from({ length: 10 }, (_none, c) => criterion(g, c + 1)),
  });
  const built = JSON.parse(await readFile(new URL("../../assets/forms/T-RV-SCORE.json", import.meta.url), "utf8"));
  const form = { ...built, id: "T-SIXTY", title: "六十项评审表", total: "60", version: "1.0.0" };
  Object.assign(form, { step: "0.5", groups: Array.from({ length: 6 }, (_none, g) => group(g + 1)) });
  form.grades = [{ name: "优", from: "54" }, { name: "差", from: "0" }];
  form.conclusions = [{ name: "通过", from: "36" }, { name: "不通过", from: "0" }];
  delete form.checks;
  const file = join(folder, "sixty.json");
  await writeFile(file, JSON.stringify(form));
  const tongping = commandLine(program, path);
  tongping.workspace = path;
  await tongping("workspace", "create", path);
  await tongping("form", "import", file);
  for (const name of EXPERTS) await tongping("expert", "add", name, "--kind", "财务");
  const head = ["--title", "六十项", "--organiser", "海晏区财政局", "--kind", "财政重点评价", "--form", "T-SIXTY"];
  await tongping("session", "add", "HY-60", ...head, "--starts-on", "2026-09-14", "--ends-on", "2026-09-18");
  await tongping("session", "member", "1", "1", "--chair");
  await report(tongping, "BG-1", "六十项指标的报告", []);
  await tongping("session", "open", "1");
}
