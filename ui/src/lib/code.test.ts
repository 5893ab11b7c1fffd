// What counts as the twelve digits, and how they are shown while they come.
import { expect, it } from "vitest";
import { groups, isWhole } from "./code";

it("shows the groups as far as they are typed", () => {
  expect(groups("")).toBe("•••• •••• ••••");
  expect(groups("1234 5")).toBe("1234 5••• ••••");
  expect(groups("１２３４－５６７８－９０１２")).toBe("1234 5678 9012");
});

it("knows when all are there, and when more than that is", () => {
  for (const whole of ["123456789012", "1234-5678-9012", "１２３４　５６７８　９０１２"]) expect(isWhole(whole)).toBe(true);
  for (const other of ["12345678901", "1234567890123", "口令 123456789012", ""]) expect(isWhole(other)).toBe(false);
});
