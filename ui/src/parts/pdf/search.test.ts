import { describe, expect, it } from "vitest";
import { orderFrom, PageTexts, Search, type SearchState } from "./search";

const PAGES = ["预算执行率", "项\u2f6c概况", "", "预算 执行率与预算执行率", "结论"];

function searchOver(pages: string[]) {
  const states: SearchState[] = [];
  let reads = 0;
  const texts = new PageTexts((page) => {
    reads += 1;
    return Promise.resolve(pages[page - 1]!);
  });
  return { states, reads: () => reads, search: new Search(texts, pages.length, (state) => states.push(state)) };
}

describe("the search through a file", () => {
  it("begins at the present page and goes round", () => {
    expect(orderFrom(4, 5)).toEqual([4, 5, 1, 2, 3]);
    expect(orderFrom(1, 1)).toEqual([1]);
  });

  it("finds on all pages, told in their order", async () => {
    const { states, search } = searchOver(PAGES);
    await search.run("预算执行率", 3);
    const last = states.at(-1)!;
    expect(last.hits).toEqual([
      { page: 1, which: 0 },
      { page: 4, which: 0 },
      { page: 4, which: 1 },
    ]);
    expect(last).toMatchObject({ running: false, done: 5, mute: false });
    expect(states[1]!.hits[0]).toEqual({ page: 4, which: 0 });
  });

  it("reads each page once", async () => {
    const { search, reads } = searchOver(PAGES);
    await search.run("预算", 1);
    await search.run("项目", 1);
    expect(reads()).toBe(5);
  });

  it("a newer search ends the older one", async () => {
    const { states, search } = searchOver(PAGES);
    const first = search.run("预算", 1);
    const second = search.run("项目", 1);
    await Promise.all([first, second]);
    expect(states.at(-1)).toMatchObject({ needle: "项目", hits: [{ page: 2, which: 0 }], running: false });
    expect(states.filter((one) => one.needle === "预算" && !one.running)).toEqual([]);
  });

  it("can be stopped", async () => {
    const { states, search } = searchOver(PAGES);
    const running = search.run("结论", 1);
    search.stop();
    await running;
    expect(states).toHaveLength(1);
  });

  it("says when a file holds no text at all", async () => {
    const { states, search } = searchOver(["", ""]);
    await search.run("预算", 1);
    expect(states.at(-1)).toMatchObject({ mute: true, hits: [], running: false });
  });

  it("a page that cannot be read does not end it", async () => {
    const states: SearchState[] = [];
    const read = (page: number) => (page === 1 ? Promise.reject(new Error("broken")) : Promise.resolve("结论"));
    await new Search(new PageTexts(read), 2, (state) => states.push(state)).run("结论", 1);
    expect(states.at(-1)!.hits).toEqual([{ page: 2, which: 0 }]);
  });

  it("white space alone is nothing to look for", async () => {
    const { states, search } = searchOver(PAGES);
    await search.run("  　", 1);
    expect(states).toEqual([{ needle: "", hits: [], done: 0, running: false, mute: true }]);
  });
});
