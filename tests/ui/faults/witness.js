// Stands in the page under test and writes down what the person was told: every answer of the core to an entry, every
// text typed, and ten times a second where the person is.  Put into the page by the tests alone.
(function () {
  if (window.__witness) return;
  const witness = (window.__witness = { opinions: {}, acknowledged: 0, pending: {}, typed: [], places: [] });
  const stored = (view) =>
    Object.fromEntries((view?.opinion?.scores ?? []).map((one) => [one.criterion, [one.text, one.reason]]));
  const plain = window.fetch.bind(window);

  window.fetch = async (path, init) => {
    if (path !== "/call") return plain(path, init);
    const { name, args } = JSON.parse(init.body);
    const parts = name === "score_set" ? ["value", "reason"].filter((part) => args[part] !== null) : [];
    for (const part of parts) witness.pending[`${args.opinion}/${args.criterion}/${part}`] = args[part];
    const reply = await plain(path, init);
    const answer = await reply.clone().json();
    for (const part of parts) delete witness.pending[`${args.opinion}/${args.criterion}/${part}`];
    const view = answer.reply?.value;
    if (view?.opinion?.scores !== undefined) {
      witness.opinions[view.opinion.id] = stored(view);
      witness.acknowledged += parts.length;
    }
    return reply;
  };

  window.addEventListener(
    "input",
    ({ target }) => {
      const id = target.dataset?.testid ?? "";
      if (/row-.*(score|reason)$/.test(id)) witness.typed.push({ at: Date.now(), id, text: target.value });
    },
    true,
  );

  const element = (id) => document.querySelector(`[data-testid="${id}"]`);
  /** Where the person is: report, row, page, zoom, split; written down each time it is asked. */
  window.__whereabouts = () => {
    if (element("pdf.page") === null || element("review.switch.open") === null) return null;
    const now = {
      report: element("review.switch.open").textContent.trim().replace(/\s+/g, " "),
      row: /row-(.*)\.(score|reason)$/.exec(document.activeElement?.dataset?.testid ?? "")?.[1] ?? null,
      page: element("pdf.page").value,
      zoom: element("pdf.percent")?.textContent.trim() ?? null,
      split: element("review.split")?.getAttribute("aria-valuenow") ?? null,
    };
    witness.places.push({ at: Date.now(), now });
    return now;
  };
  setInterval(window.__whereabouts, 100);
  window.addEventListener("focusin", () => window.__whereabouts());
})();
