import { describe, expect, it } from "vitest";
import type { Form } from "../../api/api";
import { countsOf, meant, picksByNumber, withCount } from "./entry";
import { formOf } from "./pretend";
import { headingCells, levelsOf, rowsOf } from "./rows";

const files = import.meta.glob("../../../../assets/forms/*.json", { eager: true, import: "default" });
const forms = Object.entries(files).map(([path, file]) => [path.replace(/^.*\//, ""), formOf(file)] as const);

/** Fills the headings into a raster, as an engine lays out the table; a place taken twice or never is an error. */
function raster(form: Form, tall: ReadonlySet<string>): void {
  const rows = rowsOf(form);
  const levels = levelsOf(rows);
  const cells = headingCells(rows, tall, levels);
  const lines = rows.flatMap((row) => (tall.has(row.criterion.id) ? [row, row] : [row]));
  const taken = lines.map(() => Array<string | null>(levels).fill(null));
  let line = 0;
  rows.forEach((row, at) => {
    for (const cell of cells[at] ?? []) {
      for (let y = line; y < line + cell.rowspan; y += 1) {
        for (let x = cell.level; x < cell.level + cell.colspan; x += 1) {
          expect(taken[y]?.[x]).toBeNull();
          (taken[y] as (string | null)[])[x] = cell.name;
        }
      }
    }
    line += tall.has(row.criterion.id) ? 2 : 1;
  });
  lines.forEach((row, y) => {
    const wanted = [...row.headings.map((heading) => heading.name)];
    while (wanted.length < levels) wanted.push(wanted.at(-1) ?? "");
    expect(taken[y]).toEqual(wanted);
  });
}

describe("the rows of a form", () => {
  it("are there for all built-in forms", () => expect(forms.length).toBe(14));

  it.each(forms)("%s: every line has its headings, once", (_name, form) => {
    const rows = rowsOf(form);
    expect(rows.length).toBeGreaterThan(3);
    expect(new Set(rows.map((row) => row.criterion.id)).size).toBe(rows.length);
    expect(rows.map((row) => row.no)).toEqual(rows.map((_, at) => at + 1));
    raster(form, new Set());
    for (const row of rows) raster(form, new Set([row.criterion.id]));
    raster(form, new Set(rows.map((row) => row.criterion.id)));
  });

  it("span three levels, also where a branch is shorter", () => {
    const criterion = (id: string) => ({ id, name: id, max: "5" });
    const form = formOf({
      groups: [
        { id: "1", name: "甲", groups: [{ id: "1-1", name: "乙", groups: [{ id: "1-1-1", name: "丙", criteria: [criterion("a"), criterion("b")] }] }] },
        { id: "2", name: "丁", criteria: [criterion("c")] },
      ],
    });
    expect(levelsOf(rowsOf(form))).toBe(3);
    raster(form, new Set(["b"]));
    expect(headingCells(rowsOf(form), new Set(), 3)[2]).toEqual([{ id: "2", name: "丁", level: 0, rowspan: 1, colspan: 3 }]);
  });

  it("merge anew among what a filter leaves", () => {
    const form = forms.find(([name]) => name === "T-RV-SCORE.json")?.[1] as Form;
    const some = rowsOf(form).filter((row) => ["1.3", "2.1", "2.2"].includes(row.criterion.id));
    expect(headingCells(some, new Set(), 1).map((cells) => cells.map((cell) => cell.rowspan))).toEqual([[1], [2], []]);
  });
});

describe("choices and counts", () => {
  const of = (name: string) => forms.find(([file]) => file === `${name}.json`)?.[1] as Form;
  const first = (form: Form) => rowsOf(form)[0]!.criterion;

  it("go by number only where no number could mean points", () => {
    const byNumber = (name: string) => picksByNumber(of(name), rowsOf(of(name)).map((row) => row.criterion));
    expect(byNumber("T-GOAL-REVIEW-ORD")).toBe(true);
    expect(byNumber("T-PRE-A")).toBe(false);
    expect(byNumber("T-AGENCY")).toBe(false);
  });

  it("a number beyond the choices, a name and a sign stay as typed", () => {
    const criterion = first(of("T-GOAL-REVIEW-ORD"));
    expect(["1", "２", "4", "5", "良", "=", "0", "1.0"].map((typed) => meant(criterion, typed, true))).toEqual(["优", "良", "差", "5", "良", "=", "0", "1.0"]);
    expect(meant(first(of("T-PRE-A")), "2", false)).toBe("2");
  });

  it("counts are read and written in order", () => {
    const counted = formOf({
      groups: [{ id: "1", name: "组", criteria: [{ id: "a", name: "项", max: "10", deductions: [{ name: "缺项", points: "1", unit: "项", most: null }, { name: "其他", points: null, unit: "", most: "3" }] }] }],
    });
    const criterion = first(counted);
    expect(countsOf(criterion, "×2项、0.5")).toEqual(["2", "0.5"]);
    expect(countsOf(criterion, "8")).toEqual(["0", "0"]);
    expect(withCount(criterion, "×2、0.5", 0, "3")).toBe("×3、0.5");
    expect(withCount(criterion, "", 1, "")).toBe("×0、0");
  });
});
