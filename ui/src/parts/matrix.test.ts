// The arrows lead from cell to cell and stop at the edges.
import { expect, it } from "vitest";
import { moved } from "./matrix";

it("moves by one, to the ends of the row and of the column, and never beyond", () => {
  const from = { row: 1, column: 1 };
  const to = (key: string) => moved(key, from, 3, 4);
  expect(to("ArrowUp")).toEqual({ row: 0, column: 1 });
  expect(to("ArrowRight")).toEqual({ row: 1, column: 2 });
  expect(to("Home")).toEqual({ row: 1, column: 0 });
  expect(to("End")).toEqual({ row: 1, column: 3 });
  expect(to("PageUp")).toEqual({ row: 0, column: 1 });
  expect(to("PageDown")).toEqual({ row: 2, column: 1 });
  expect(to("a")).toBe(null);
  expect(moved("ArrowLeft", { row: 0, column: 0 }, 3, 4)).toEqual({ row: 0, column: 0 });
  expect(moved("ArrowDown", { row: 2, column: 3 }, 3, 4)).toEqual({ row: 2, column: 3 });
});
