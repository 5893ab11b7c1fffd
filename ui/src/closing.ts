// Closing the window: everything is saved and the place kept first.  Only when something cannot be saved is the person
// asked, with the facts.
import { reactive } from "vue";
import { beforeClose, call } from "./api/call";
import { retry } from "./api/draft";
import { role } from "./desk";
import * as task from "./pages/expert/task";
import * as staff from "./pages/staff/staff";

/** The place of whoever works here; the other's is none of the present one's. */
const keep = () => (role.value === "staff" ? staff.keep() : task.keep());

export const closing = reactive({
  /** Whether the person must decide, because something could not be saved. */
  asked: false,
});

/** What is done before the window closes; rejects, and the window stays, when something could not be saved. */
export async function putInOrder(): Promise<void> {
  if (!(await task.leave()) && !(await retry())) {
    closing.asked = true;
    throw new Error("not saved");
  }
  // A place that cannot be kept costs a turn of the page, no content.
  await keep().catch(() => undefined);
}

/** Closes with what is saved; what is not is given up. */
export async function closeAnyway(): Promise<void> {
  closing.asked = false;
  await keep().catch(() => undefined);
  await call("window_close", null);
}

/** Has everything put in order before the window closes; answers how to stop. */
export const listenForClosing = (): (() => void) => beforeClose(putInOrder);
