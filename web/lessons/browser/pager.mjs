// On a phone one figure is on the screen, beside the control that moves it; back and next turn to the others.

import { h } from "../../shared/browser/dom.mjs";

/** @import {Stage} from "./types.mjs" */

/**
 * @param {Stage} stage
 * @param {() => void} turned another figure is to be drawn
 */
export function makePager(stage, turned) {
  /** @type {HTMLElement[]} */
  let figures = [];
  let at = 0;
  const turn = (/** @type {number} */ by) => {
    at += by;
    turned();
  };
  const back = h("button", { type: "button", "aria-label": stage.own("figure_back"), onclick: () => turn(-1) }, "‹");
  const next = h("button", { type: "button", "aria-label": stage.own("figure_next"), onclick: () => turn(1) }, "›");
  const place = h("span", { class: "place", role: "status" });
  const element = h("div", { class: "pager row" }, back, place, next);
  return {
    element,
    /** Mark the figure that a phone shows; the others wait. */
    render(/** @type {HTMLElement[]} */ now) {
      figures = now;
      at = Math.min(at, figures.length - 1);
      for (const [index, figure] of figures.entries()) figure.classList.toggle("waits", index !== at);
      element.hidden = figures.length < 2;
      place.textContent = stage.own("figure_place", { n: at + 1, count: figures.length });
      back.disabled = at === 0;
      next.disabled = at === figures.length - 1;
    },
  };
}
