// The tabs, and what stays below every one of them: truncation and reset.

import { h, slider } from "../../shared/browser/dom.mjs";
import { makeTabs } from "../../shared/browser/tabs.mjs";
import { makeBlend, makeClassRow, makePath, makePlane, makeSliders } from "./panels.mjs";

/** @import {Stage} from "./types.mjs" */
/** @typedef {{element: HTMLElement, render: () => void, ask?: () => void}} Panel */

/** @param {Stage} stage */
export function makeControls(stage) {
  const sliders = makeSliders(stage);
  /** @type {Record<string, Panel>} */
  const panels = { sliders, plane: makePlane(stage), path: makePath(stage) };
  if (stage.card.classes.length) Object.assign(panels, { classes: makeClassRow(stage), blend: makeBlend(stage) });
  const modes = Object.keys(panels);

  const reset = h(
    "button",
    {
      type: "button",
      class: "small",
      onclick: () => stage.set(stage.only("components", "dimensions", "truncation", "x", "y", "t", "keep_variance")),
    },
    stage.text("reset"),
  );
  const tabs = makeTabs({
    names: modes,
    title: stage.text("tabs"),
    label: (mode) => stage.text(`tab_${mode}`),
    panel: (mode) => `panel-${mode}`,
    choose: (mode) => stage.set({ mode }),
  });
  for (const mode of modes) {
    const { element } = panels[mode];
    const attributes = { role: "tabpanel", id: `panel-${mode}`, "aria-labelledby": `tab-${mode}` };
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }

  const truncation = slider({
    label: stage.text("truncation"),
    min: 0,
    max: stage.limits.truncation,
    step: 0.05,
    format: (value) => stage.number(value, 2),
    oninput: (value) => stage.set({ truncation: value }),
    extra: reset,
  });
  const moved = h("p", { class: "hint" });

  const render = () => {
    const { state } = stage;
    tabs.render(state.mode);
    for (const mode of modes) panels[mode].element.hidden = mode !== state.mode;
    panels[state.mode]?.render();
    truncation.render(state.truncation);
    const hiddenOffsets = state.mode !== "sliders" && sliders.changed(state);
    moved.textContent = hiddenOffsets ? stage.text("moved") : "";
  };
  const ask = () => panels[stage.state.mode]?.ask?.();
  const element = h(
    "div",
    { class: "controls" },
    tabs.element,
    modes.map((mode) => panels[mode].element),
    h("div", { class: "always" }, truncation.element, moved),
  );
  return { element, render, ask };
}
