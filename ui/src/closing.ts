// Closing the window: everything is saved and the place kept first.  Only when something cannot be saved is the person
// asked, with the facts.
import { reactive } from "vue";
import { call } from "./api/call";
import { retry } from "./api/draft";
import { keep, leave } from "./pages/expert/task";

export const closing = reactive({
  /** Whether the person must decide, because something could not be saved. */
  asked: false,
});

/** The window wants to close (its frame, Alt+F4, the end of the session). */
export async function closeWindow(): Promise<void> {
  if (!(await leave()) && !(await retry())) {
    closing.asked = true;
    return;
  }
  await closeAnyway();
}

/** Closes with what is saved; what is not is given up. */
export async function closeAnyway(): Promise<void> {
  closing.asked = false;
  // The place may fail where the content did; the window still closes.
  await keep().catch(() => undefined);
  await call("window_close", null);
}

/** Listens for the window's wish; answers how to stop. */
export function listenForClosing(): () => void {
  const listener = (): void => void closeWindow();
  window.addEventListener("tongping-close", listener);
  return () => window.removeEventListener("tongping-close", listener);
}

