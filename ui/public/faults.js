// Collects what goes wrong in the page, from the first line on, because the window has no console anybody could read.
// The window test asks for an empty list; the page shows the list when it has to apologise.
(function () {
  const faults = [];
  Object.defineProperty(window, "pageFaults", { value: faults });
  window.addEventListener("error", function (event) {
    faults.push("error: " + event.message + " at " + event.filename + ":" + event.lineno);
  });
  window.addEventListener("unhandledrejection", function (event) {
    faults.push("rejection: " + String(event.reason));
  });
  document.addEventListener("securitypolicyviolation", function (event) {
    faults.push("policy: " + event.violatedDirective + " " + event.blockedURI);
  });
})();
