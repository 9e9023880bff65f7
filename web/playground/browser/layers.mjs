// What is drawn, and what its colours and shapes mean: a legend whose entries are switches.

import { context2d, h, svg, write } from "../../shared/browser/dom.mjs";
import { LAYERS, ramp } from "./view.mjs";

/** @import {PanelStage} from "./types.mjs" */

/** @param {PanelStage} stage */
export function makeLayers(stage) {
  const { text, short } = stage;
  const buttons = LAYERS.map((layer) =>
    h(
      "button",
      { type: "button", "data-layer": layer, "aria-pressed": "true", title: text(`layer_${layer}_help`), onclick: () => toggle(layer) },
      sign(layer),
      text(`layer_${layer}`),
    ),
  );
  const bar = h("canvas", { width: 256, height: 1, class: "ramp", "aria-hidden": "true" });
  const ends = ["low", "middle", "high"].map((name) => h("span", { class: name }));
  const scale = h("div", { class: "scale" }, ends[0], bar, ends[2], ends[1]);
  const element = h("div", { class: "layers", role: "group", "aria-label": text("layers") }, buttons, scale);

  const toggle = (/** @type {string} */ layer) => {
    const { layers } = stage;
    if (!layers.delete(layer)) layers.add(layer);
    stage.redraw();
    stage.remember();
    render();
  };
  const render = () => {
    for (const [index, button] of buttons.entries()) {
      button.setAttribute("aria-pressed", String(stage.layers.has(LAYERS[index])));
      button.hidden = LAYERS[index] === "modes" && !stage.a?.still?.modes;
    }
    scale.hidden = !stage.layers.has("heat");
    const frame = stage.a?.film.last;
    if (!frame) return;
    const { sigmoid, middle, reach } = frame;
    write(ends[0], text(sigmoid ? "heat_low" : "heat_low_score", { value: short(middle - reach) }));
    write(ends[1], sigmoid ? "D = ½" : "");
    write(ends[2], text(sigmoid ? "heat_high" : "heat_high_score", { value: short(middle + reach) }));
  };
  const paint = () => {
    const context = context2d(bar);
    for (const [index, colour] of ramp(stage.theme.now).entries()) {
      context.fillStyle = colour;
      context.fillRect(index, 0, 1, 1);
    }
  };
  return { element, render, paint };
}

/** @param {string} layer */
function sign(layer) {
  /** @type {Record<string, () => SVGElement | SVGElement[]>} */
  const shapes = {
    heat: () => [
      svg("rect", { width: 8, height: 12, x: 0, fill: "var(--role-generated)", opacity: 0.6 }),
      svg("rect", { width: 8, height: 12, x: 12, fill: "var(--role-real)", opacity: 0.6 }),
    ],
    grid: () =>
      svg("path", {
        d: "M1 2 18 1 19 11 2 10ZM7 1.5 7 10M13 1.3 13 10.6M1.5 6 18.5 6",
        fill: "color-mix(in srgb, var(--role-generator) 30%, transparent)",
        stroke: "var(--role-generator)",
      }),
    real: () => [4, 10, 16].map((cx, index) => svg("circle", { cx, cy: index % 2 ? 4 : 8, r: 2.4, fill: "var(--role-real)" })),
    fake: () => [5, 14].map((x, index) => svg("path", { d: `M${x} ${index ? 0 : 3}l4 4-4 4-4-4Z`, fill: "var(--role-generated)" })),
    arrows: () =>
      svg("path", {
        d: "M1 10 17 3M11 2.5 17 3 14.5 8.5",
        fill: "none",
        stroke: "color-mix(in srgb, var(--role-discriminator) 50%, var(--ink))",
        "stroke-width": 1.6,
      }),
    modes: () => svg("circle", { cx: 10, cy: 6, r: 5, fill: "none", stroke: "currentColor", "stroke-width": 1.4 }),
  };
  return svg("svg", { viewBox: "0 0 20 12", class: "sign", "aria-hidden": "true" }, shapes[layer]());
}
