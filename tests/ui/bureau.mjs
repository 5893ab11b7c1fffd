// What a bureau has before a task begins: a workspace with twelve experts, the list of projects and a file for each.
import { execFile } from "node:child_process";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { commandLine } from "./workspaces.mjs";

const run = promisify(execFile);
export const PROJECTS = ["街镇环卫保洁一体化养护", "公园绿地养护", "社区养老服务补贴", "智慧停车平台运维", "农村生活污水设施运维"];
const KINDS = ["财务", "业务", "管理"];

export async function workbook(path, rows) {
  await run("python3", [fileURLToPath(new URL("./workbook.py", import.meta.url)), path, JSON.stringify(rows)]);
}

/** The workspace and the list of projects; the agency of the third report employs the first expert. */
export async function bureau(program, folder) {
  const path = join(folder, "setup.tongping");
  const tongping = commandLine(program, path);
  await tongping("workspace", "create", path);
  for (let n = 1; n <= 12; n += 1) {
    const employer = n === 1 ? "海晏评价咨询公司" : "海晏大学";
    await tongping("expert", "add", `专家${"一二三四五六七八九十甲乙"[n - 1]}`, "--kind", KINDS[n % 3], "--employer", employer);
  }
  const heads = ["编号", "项目名称", "项目单位", "主管部门", "第三方机构", "年度", "金额（万元）", "备注"];
  const row = (title, at) => [`QP-${at + 1}`, title, `${title.slice(0, 2)}管理中心`, "区绿化市容局", at === 2 ? "海晏评价咨询公司" : "某某会计师事务所", "2025", "6,200.50", ""];
  const list = join(folder, "项目清单.xlsx");
  await workbook(list, [["2026 年重点绩效评价项目清单"], heads, ...PROJECTS.map(row), ["合计"]]);
  return { path, list };
}

/** A file for each project under these names; `from` is a document that becomes each of them, none = no real one. */
export async function filesOf(folder, names, from = null) {
  const files = names.map((name) => join(folder, name));
  for (const file of files) await (from === null ? writeFile(file, `%PDF-1.4 ${file}`) : copyFile(from, file));
  return files;
}
