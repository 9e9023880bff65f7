// The card beside the figures, above the controls: the number the page is about, and the sentence that is true now. It never leaves the screen.

import { h } from "../../shared/browser/dom.mjs";

/** @import {Answer, Readout, Stage} from "./types.mjs" */

const DIGITS = 3; // at most: it is read from the last row

/** @param {Stage} stage */
export function makeCard(stage) {
  const number = h("div", { class: "number" });
  const parts = h("div", { class: "parts" });
  const sentence = h("div", { class: "true-now" });
  const element = h("div", { class: "card", "data-testid": "lesson-card" }, number, parts, sentence);

  const written = (/** @type {Readout} */ { word, value, digits, unit }) =>
    word === undefined ? `${stage.write.number(value, Math.min(digits, DIGITS))}${unit ? ` ${unit}` : ""}` : stage.text(word);
  const named = (/** @type {Readout} */ one) => [h("small", {}, stage.text(one.name)), " ", h("b", {}, written(one))];
  const render = (/** @type {Answer} */ { headline }, /** @type {string} */ words) => {
    const [first, ...others] = headline;
    const before = stage.pin.number(first);
    number.replaceChildren(...(first ? named(first) : []), ...(before ? [h("small", { class: "pinned" }, ` A: ${written(before)}`)] : []));
    parts.replaceChildren(...others.map((one) => h("span", {}, named(one))));
    if (sentence.textContent !== words) sentence.textContent = words;
    element.hidden = !first && !words;
  };
  return { element, render };
}
