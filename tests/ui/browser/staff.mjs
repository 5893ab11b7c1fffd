// A page where a member of staff stands at once at a place of a workspace.
import { join } from "node:path";
import { Page } from "../chromium.mjs";
import { waitFor } from "../expert.mjs";
import { copyOf } from "./common.mjs";

let opened = 0;

/** A page over a desk of its own in which a copy of `workspace` is open for the staff at `place`. */
export async function openStaff(world, workspace, place = {}, options = {}) {
  opened += 1;
  const desk = join(world.folder, `staff-${opened}`);
  const page = await Page.open(world.browser, world.program, world.ui, { desk, ...options });
  world.pages.add(page);
  page.workspace = await copyOf(world, workspace);
  await page.call("desk_set", { role: "staff", type_size: options.size ?? 16 });
  await page.call("desk_open", { path: page.workspace });
  await page.tab.goto("about:blank");
  const staff = { page: "sessions", session: null, tab: "overview", report: null, ...place };
  await page.call("desk_keep", { place: { staff } });
  await page.tab.goto(page.url);
  await waitFor(page, "the staff's side", "return element('app-ready') !== null", 30);
  return page;
}
