// Runs on the page, for test_stops.py: where the parts of its stage end, once a few frames in a row are alike.
async () => {
  const HIDDEN = ".unseen, [aria-hidden=true], svg, .katex, .uplot, h1, [data-testid=stElementContainer]:has(h1)";
  const UNMEASURED = "select, table, nav"; // what they cut they show otherwise
  const within = function* (root) {
    for (const element of root.children) {
      const boxless = getComputedStyle(element).display === "contents";
      if (!boxless && !element.checkVisibility({ visibilityProperty: true })) continue;
      if (!boxless) yield element;
      yield* within(element);
      if (element.shadowRoot) yield* within(element.shadowRoot);
    }
  };
  const parts = () => [...within(document.querySelector("[data-testid=stMainBlockContainer]"))];
  const boxes = () =>
    parts()
      .map((part) => [part, part.getBoundingClientRect()])
      .filter(([part, box]) => box.width > 1 && box.height > 1 && !part.closest(HIDDEN));
  const end = (side) => Math.round(Math.max(...boxes().map(([, box]) => box[side])));
  const fit = () => [document.documentElement.style.getPropertyValue("--presenter-fit"), boxes().length, end("right"), end("bottom")].join();
  for (let before = "", alike = 0; alike < 5; ) {
    await new Promise((done) => requestAnimationFrame(done));
    const now = fit();
    alike = now === before ? alike + 1 : 0;
    before = now;
  }

  const name = (part) => `${part.tagName.toLowerCase()}.${[...part.classList].join(".")}`;
  const cuts = (part) => getComputedStyle(part).overflowY !== "visible" && part.scrollHeight > part.clientHeight + 3;
  const measured = boxes();
  const beyond = measured.filter(([, box]) => box.right > innerWidth + 1 || box.bottom > innerHeight + 1);
  const cut = measured.filter(([part]) => !part.closest(UNMEASURED) && cuts(part));
  const figures = parts()
    .find((part) => part.matches(".panels"))
    ?.getBoundingClientRect();
  return {
    beyond: beyond.map(([part]) => name(part)),
    cut: cut.map(([part]) => `${name(part)} ${part.scrollHeight} > ${part.clientHeight}`),
    figures: figures ? (figures.width * figures.height) / (innerWidth * innerHeight) : null,
  };
}
