// Below the charts: smoothing, comparison, the way back from a zoom.

import { h, write } from "../../shared/browser/dom.mjs";
import { makePicker } from "./picker.mjs";

/** @import {Stage} from "./types.mjs" */

const MAX_SMOOTHING = 0.99;

/** @param {Stage} stage */
export function makeToolbar(stage) {
  const { text } = stage;
  const smoothing = h("input", { id: "smoothing", type: "range", min: 0, max: MAX_SMOOTHING, step: 0.01 });
  smoothing.addEventListener("input", () => stage.setSmoothing(Number(smoothing.value)));
  const shown = h("output", { for: "smoothing" });
  const picker = makePicker(stage, {
    id: "compare",
    label: text("compare"),
    none: text("compare_none"),
    without: () => stage.name,
    choose: (name) => stage.compare(name),
  });
  const dashed = h("i", { class: "dashed", "aria-hidden": "true" });
  const all = h("button", { type: "button", onclick: () => stage.setZoom(null) }, text("zoom_reset"));
  const hint = h("span", { class: "hint" });
  /** @type {number | null} */
  let pointed = null;
  const smooth = h("div", { class: "smoothing" }, h("label", { for: "smoothing" }, text("smoothing")), smoothing, shown);
  const element = h("div", { class: "toolbar" }, smooth, h("div", { class: "other" }, dashed, picker.element), all, hint);
  const render = () => {
    if (Number(smoothing.value) !== stage.smoothing) smoothing.value = String(stage.smoothing);
    smoothing.style.setProperty("--to", `${(100 * stage.smoothing) / MAX_SMOOTHING}%`);
    write(shown, stage.decimal(stage.smoothing, 2));
    picker.render(stage.runs, stage.other);
    dashed.hidden = !stage.other;
    all.hidden = !stage.zoom;
    if (pointed !== null) write(hint, text("pointed_step", { step: stage.whole(Math.round(pointed)) }));
    else write(hint, stage.zoom ? "" : text("zoom_hint"));
  };
  return {
    element,
    render,
    /**
     * Say the step under the pointer; null for none.
     * @param {number | null} step
     */
    hover(step) {
      pointed = step;
      render();
    },
  };
}
