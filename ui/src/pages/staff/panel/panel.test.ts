import { beforeEach, describe, expect, it } from "vitest";
import type { DrawView, PanelExpert } from "../../../api/api";
import { asLock, begin, choice, excuse, forget, quotasOf, seat, take, unseat } from "./panel";

const expert = (id: number, conflicts: { report: number; ground: string }[] = []): PanelExpert => ({
  expert: { id, uid: `u${id}`, name: `专家${id}`, kind: "财务", employer: "", job_title: "", field: "", avoid_units: [] },
  conflicts,
  sessions: 0,
});
const pool = [1, 2, 3, 4, 5, 6].map((id) => expert(id, id === 2 ? [{ report: 9, ground: "同一单位" }] : []));
const pick = (id: number, quota = 0) => ({ expert: id, name: `专家${id}`, quota });
const drawn: DrawView = {
  algorithm: "a",
  seed: "s",
  pool_sha256: "p",
  pool: 6,
  candidates: [],
  excluded: [],
  unfit: 0,
  selected: [pick(1), pick(2), pick(3, 1)],
  reserves: [pick(4), pick(5), pick(6, 1)],
  warnings: [],
};
const quotas = [{ kind: "", field: "", count: 3 }];

describe("a panel being chosen", () => {
  beforeEach(() => {
    forget();
    begin(7, 5);
  });

  it("begins with the usual number, and is begun once", () => {
    expect(quotasOf()).toEqual([{ kind: "", field: "", count: 5 }]);
    choice.quotas[0]!.count = "x";
    begin(7, 3);
    expect(quotasOf()[0]?.count).toBe(0);
  });

  it("takes a draw with the recusals that names propose", () => {
    take(drawn, quotas, pool);
    expect(choice.seats).toEqual([1, 2, 3]);
    expect(choice.chair).toBe(1);
    expect(asLock(7).recusals).toEqual([{ expert: 2, report: 9, ground: "同一单位" }]);
  });

  it("lets the next reserve of the same quota step in, at the same place", () => {
    take(drawn, quotas, pool);
    expect(excuse(3, "出差", pool)?.expert.id).toBe(6);
    expect(excuse(2, "请假", pool)?.expert.id).toBe(4);
    expect(excuse(4, "生病", pool)?.expert.id).toBe(5);
    expect(choice.seats).toEqual([1, 5, 6]);
    expect(excuse(6, "出差", pool)).toBeNull();
    expect(choice.seats).toEqual([1, 5]);
    // Whoever left takes the recusals along.
    expect(asLock(7).recusals).toEqual([]);
    expect(asLock(7).draw?.absent.map((one) => one.expert)).toEqual([3, 2, 4, 6]);
  });

  it("is chosen by hand too", () => {
    seat(pool[4]!);
    seat(pool[4]!);
    seat(pool[5]!);
    expect(choice.seats).toEqual([5, 6]);
    unseat(5);
    expect(choice.chair).toBe(6);
    expect(asLock(7)).toEqual({ session: 7, seats: [6], chair: 6, recusals: [], draw: null });
  });
});
