// Keys and the input method.  Every key handler of the product asks here first.

/**
 * True while the key belongs to the input method.  WebKit ends a composition before it sends the confirming key, so
 * `isComposing` alone is not enough: the key code is then still 229 (WebKit bug 165004).
 */
export function isIme(event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Wraps a key handler so that it never sees the keys of a composition. */
export function onKey(handler: (event: KeyboardEvent) => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (!isIme(event)) handler(event);
  };
}
