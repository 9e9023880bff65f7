// Where checkerboards come from: how many stamps cover a cell, and what new generators draw.

import { h } from "../../shared/browser/dom.mjs";
import { address } from "./query.mjs";

/** @import {Answer, Measured, Stage} from "./types.mjs" */

const METHODS = ["k3", "k4", "resize"];

const EXAMPLES = [
  [3, 2],
  [4, 2],
  [2, 2],
  [5, 3],
  [3, 3],
]; // kernel size, stride

/**
 * How many stamps cover each cell.
 * @param {Stage} stage
 */
function makeOverlap(stage) {
  const map = h("table", { class: "overlap", "data-testid": "overlap" });
  const caption = h("p", { class: "sentence", "data-testid": "overlap-verdict" });
  const why = h("p", { class: "how" });
  const buttons = EXAMPLES.map(([kernel, stride]) => {
    const ones = Array.from({ length: kernel }, () => Array(kernel).fill("1"));
    const patch = { w: ones, stride, padding: 0, output_padding: 0, dilation: 1 };
    return h("button", { type: "button", onclick: () => stage.set(patch) }, `k=${kernel}, s=${stride}`);
  });
  const examples = h("div", { class: "choices", role: "group", "aria-label": stage.text("overlap_try") }, buttons);
  const title = stage.text("overlap_title");
  const scroll = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": title }, map);
  const element = h("section", {}, h("h2", {}, title), h("p", { class: "how" }, stage.text("overlap_how")), examples, scroll, caption, why);

  /** @param {NonNullable<Answer["overlap"]>} overlap */
  const render = ({ counts, inner, even }) => {
    const highest = Math.max(1, ...counts.flat());
    map.replaceChildren(
      h(
        "tbody",
        {},
        counts.map((row) =>
          h(
            "tr",
            {},
            row.map((count) => {
              const cell = h("td", {}, String(count));
              cell.style.setProperty("--share", `${Math.round((70 * count) / highest)}%`);
              return cell;
            }),
          ),
        ),
      ),
    );
    map.classList.toggle("tiny", counts.length > 16);
    const [k, s] = [stage.state.w.length, stage.state.stride];
    caption.replaceChildren(h("b", {}, stage.text(even ? "overlap_even" : "overlap_uneven")), ` ${inner.join(", ")}`);
    why.textContent = stage.text(stage.state.dilation > 1 ? "overlap_why_dilated" : even ? "overlap_why_even" : "overlap_why_uneven", {
      k,
      s,
      low: Math.min(...inner),
      high: Math.max(...inner),
    });
  };
  return { element, render };
}

/** @param {Stage} stage */
export function makeCheckerboard(stage) {
  const overlap = makeOverlap(stage);
  let seed = 0;
  const cards = Object.fromEntries(METHODS.map((method) => [method, makeCard(stage, method)]));
  const another = h(
    "button",
    {
      type: "button",
      onclick: () => {
        seed += 1;
        ask();
      },
    },
    stage.text("another_seed"),
  );
  const measured = h("p", { class: "how", "data-testid": "checkerboard-measured" });
  const heading = h("h2", {}, stage.text("checkerboard_title"), another);
  const how = h("p", { class: "how" }, stage.text("checkerboard_how"));
  const methods = h(
    "div",
    { class: "methods" },
    METHODS.map((method) => cards[method].element),
  );
  const element = h("div", { class: "checkerboard" }, overlap.element, h("section", {}, heading, how, methods, measured));

  const render = () => {
    if (stage.state.tab !== "checkerboard" || !stage.answer.overlap) return;
    overlap.render(stage.answer.overlap);
    if (asked !== seed) ask();
  };
  /** @type {number | undefined} */
  let asked; // the seed of what is on the screen
  const ask = () => {
    asked = seed;
    measured.textContent = stage.text("checkerboard_asking");
    stage.slow.ask("checkerboard", address("checkerboard", `seed=${seed}`), async (response) => {
      if (!(await stage.accepted(response))) return;
      const { methods, images } = await response.json();
      for (const method of METHODS) cards[method].show(methods[method]);
      measured.textContent = stage.text("checkerboard_measured", { images, seed });
    });
  };
  return { element, render };
}

/**
 * What one way to double a map draws.
 * @param {Stage} stage
 * @param {string} method
 */
function makeCard(stage, method) {
  const name = stage.text(`method_${method}`);
  const picture = h("img", { class: "pixels", alt: stage.text("method_picture", { name }), width: 64, height: 64, hidden: true });
  const spectrum = h("img", { class: "pixels", alt: stage.text("method_spectrum", { name }), width: 64, height: 64, hidden: true });
  const share = h("b");
  const contrast = h("b");
  const element = h(
    "figure",
    { "data-testid": `method-${method}` },
    h("figcaption", {}, name),
    h("div", { class: "pair" }, picture, spectrum),
    h(
      "dl",
      {},
      h("div", {}, h("dt", {}, stage.text("method_share")), h("dd", {}, share)),
      h("div", {}, h("dt", {}, stage.text("method_contrast")), h("dd", {}, contrast)),
    ),
  );
  const show = (/** @type {Measured} */ measured) => {
    picture.src = measured.picture;
    spectrum.src = measured.spectrum;
    picture.hidden = spectrum.hidden = false;
    share.textContent = stage.percent(measured.share, 2);
    contrast.textContent = `${stage.number(measured.contrast, 2)} : 1`;
  };
  return { element, show };
}
