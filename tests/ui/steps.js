// Counts the steps of a journey: one per press of the pointer, one per key that is no modifier.  A chord is one,
// auto-repeat none, and what the input method takes is none: it is text.  Put into the page by the tests alone.
(function () {
  const modifiers = ["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "NumLock", "Fn"];
  window.__steps = 0;
  // In the capture phase of the window, so that nobody can stop an event before it is counted.
  window.addEventListener("pointerdown", () => (window.__steps += 1), true);
  window.addEventListener(
    "keydown",
    (event) => {
      const isText = event.isComposing || event.keyCode === 229;
      if (!event.repeat && !isText && !modifiers.includes(event.key)) window.__steps += 1;
    },
    true,
  );
})();
