// The tabs, and what stays below every one of them: truncation and reset.

import { h, slider } from "../shared/dom.mjs";
import { makeBlend, makeClassRow, makePath, makePlane, makeSliders } from "./panels.mjs";

export function makeControls(stage) {
  const makers = { sliders: makeSliders, plane: makePlane, path: makePath };
  if (stage.card.classes.length) Object.assign(makers, { classes: makeClassRow, blend: makeBlend });
  const modes = Object.keys(makers);
  const panels = Object.fromEntries(modes.map((mode) => [mode, makers[mode](stage)]));

  const go = (mode) => stage.set({ mode });
  const kept = ["components", "dimensions", "truncation", "x", "y", "t", "keep_variance"];
  const reset = h("button", { type: "button", class: "small", onclick: () => stage.set(stage.only(...kept)) }, stage.text("reset"));
  const tabs = modes.map((mode) => h("button", { type: "button", role: "tab", id: `tab-${mode}`, "aria-controls": `panel-${mode}`, onclick: () => go(mode) }, stage.text(`tab_${mode}`)));
  const list = h("div", { role: "tablist", "aria-label": stage.text("tabs"), class: "tabs" }, tabs);
  list.addEventListener("keydown", (event) => {
    const now = modes.indexOf(stage.state.mode);
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: modes.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const index = (next + modes.length) % modes.length;
    go(modes[index]);
    tabs[index].focus();
  });
  for (const mode of modes) {
    const { element } = panels[mode];
    Object.entries({ role: "tabpanel", id: `panel-${mode}`, "aria-labelledby": `tab-${mode}` }).forEach(([name, value]) => element.setAttribute(name, value));
  }

  const truncation = slider({
    label: stage.text("truncation"), min: 0, max: stage.limits.truncation, step: 0.05,
    format: (value) => stage.number(value, 2), oninput: (value) => stage.set({ truncation: value }), extra: reset,
  });
  const moved = h("p", { class: "hint" });

  const render = () => {
    const { state } = stage;
    tabs.forEach((tab, index) => {
      const chosen = modes[index] === state.mode;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      panels[modes[index]].element.hidden = !chosen;
    });
    panels[state.mode]?.render();
    truncation.render(state.truncation);
    const hiddenOffsets = state.mode !== "sliders" && panels.sliders.changed(state);
    moved.textContent = hiddenOffsets ? stage.text("moved") : "";
  };
  const ask = () => panels[stage.state.mode]?.ask?.();
  const element = h("div", { class: "controls" }, list, modes.map((mode) => panels[mode].element), h("div", { class: "always" }, truncation.element, moved));
  return { element, render, ask };
}
