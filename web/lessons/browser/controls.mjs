// The controls of a lesson: presets, sliders, choices, switches and cells, under their groups' headings.

import { h } from "../../shared/browser/dom.mjs";
import { formula } from "./formula.mjs";
import { applies, defaults, same } from "./state.mjs";
import { makeSweep } from "./sweep.mjs";

const STEPS = 200; // of a logarithmic slider
const FEW = 3; // controls that stand side by side above the figures
const SHORT = 30; // letters of all options that may stand side by side

const MAKERS = { slider: makeSlider, choice: makeChoice, switch: makeSwitch, numbers: makeCells };

/** Everything but the tabs. `render()` shows the state. */
export function makeControls(stage) {
  const { controls } = stage.data;
  const rows = [];
  const headings = new Map(); // group -> its element
  const parts = [];
  for (const [name, control] of Object.entries(controls)) {
    if (control.tabs || (control.kind === "numbers" && !control.columns)) continue;
    const row = MAKERS[control.kind](stage, name, control);
    rows.push({ name, control, row });
    if (control.group && !headings.has(control.group)) {
      headings.set(control.group, h("div", { class: "group" }, h("p", { class: "heading" }, stage.text(control.group))));
      parts.push(headings.get(control.group));
    }
    if (control.group) headings.get(control.group).append(row.element);
    else parts.push(row.element);
  }
  const presets = makePresets(stage);
  const reset = h("button", { type: "button", class: "reset", "aria-keyshortcuts": "r", onclick: () => stage.reset() }, stage.own("reset"), h("kbd", { "aria-hidden": "true" }, "R"));
  const element = h("div", { class: "controls", role: "group", "aria-label": stage.own("controls") }, presets.element, parts, reset);

  const render = () => {
    for (const { name, control, row } of rows) {
      row.element.hidden = !applies(control, stage.state);
      if (!row.element.hidden) row.render(stage.state[name]);
    }
    for (const group of headings.values()) group.hidden = [...group.children].slice(1).every((child) => child.hidden);
    presets.render();
    reset.disabled = stage.isDefault();
  };
  const flat = rows.length <= FEW && rows.every(({ control }) => control.kind !== "numbers");
  return { element, render, flat, pause: () => rows.forEach(({ row }) => row.pause?.()) };
}

/** The control's words: its label with the letter that formulas have for it, and its explanation. */
function labelOf(stage, name, control) {
  return [stage.text(name), control.symbol ? [" ", formula(control.symbol)] : []].flat();
}

function helpOf(stage, name) {
  return stage.data.text[`${name}_help`] ? h("p", { class: "hint" }, stage.text(`${name}_help`)) : undefined;
}

function makeSlider(stage, name, control) {
  const { low, high, step, log } = control;
  const digits = Number.isInteger(step) && Number.isInteger(low) ? 0 : Math.max(...[step, low].map((value) => (String(value).split(".")[1] ?? "").length));
  const [from, to] = log ? [Math.log10(low), Math.log10(high)] : [low, high];
  const toThumb = (value) => (log ? Math.log10(value) : value);
  const toValue = (thumb) => (log ? Math.min(high, Math.max(low, Number((10 ** thumb).toPrecision(3)))) : thumb);
  const format = (value) => (log ? stage.write.short(value) : stage.write.fixed(value, digits));

  const output = h("output", { for: `control-${name}` });
  const input = h("input", {
    type: "range", id: `control-${name}`, "data-control": name, min: from, max: to, step: log ? (to - from) / STEPS : step,
    oninput: () => {
      sweep?.pause();
      stage.set({ [name]: toValue(Number(input.value)) });
    },
  });
  const sweep = control.plays ? makeSweep(stage, name, { from, to, step: log ? 0 : step, toThumb, toValue }) : undefined;
  const element = h("div", { class: "control slider" },
    h("div", { class: "line" }, h("label", { for: `control-${name}` }, labelOf(stage, name, control)), output),
    h("div", { class: "line" }, input, sweep?.element),
    helpOf(stage, name));
  const render = (value) => {
    const thumb = toThumb(value);
    if (Number(input.value) !== thumb) input.value = thumb;
    output.textContent = format(value);
    input.setAttribute("aria-valuetext", format(value));
    // the coloured part runs from zero, or else the lower end, to the thumb
    const ends = [log ? from : Math.min(Math.max(from, 0), to), thumb].map((end) => (100 * (end - from)) / (to - from)).sort((a, b) => a - b);
    ["--from", "--to"].forEach((end, index) => input.style.setProperty(end, `${ends[index]}%`));
  };
  return { element, render, pause: () => sweep?.pause() };
}

function makeChoice(stage, name, control) {
  const label = (option) => stage.text(`${name}_${option}`);
  const short = control.options.length <= 4 && control.options.map(label).join("").length <= SHORT;
  if (!short) {
    const id = `control-${name}`;
    const options = control.options.map((option) => h("option", { value: option }, label(option)));
    const select = h("select", { id, "data-control": name, onchange: () => stage.set({ [name]: select.value }) }, options);
    const element = h("div", { class: "control choice" }, h("label", { for: id }, labelOf(stage, name, control)), select, helpOf(stage, name));
    return { element, render: (value) => { select.value = value; } };
  }
  const inputs = control.options.map((option) => h("input", { type: "radio", name, value: option, "data-control": name, onchange: () => stage.set({ [name]: option }) }));
  const labels = control.options.map((option, index) => h("label", {}, inputs[index], h("span", {}, label(option))));
  const element = h("fieldset", { class: "control" }, h("legend", {}, labelOf(stage, name, control)), h("div", { class: "segments" }, labels), helpOf(stage, name));
  return { element, render: (value) => inputs.forEach((input) => { input.checked = input.value === value; }) };
}

function makeSwitch(stage, name, control) {
  const input = h("input", { type: "checkbox", role: "switch", "data-control": name, onchange: () => stage.set({ [name]: input.checked }) });
  const element = h("div", { class: "control toggle" }, h("label", { class: "check" }, input, h("span", {}, labelOf(stage, name, control))), helpOf(stage, name));
  return { element, render: (value) => { input.checked = value; } };
}

/** Numbers in a sheet; arrow keys up and down change one, Enter goes on. */
function makeCells(stage, name, control) {
  const { low, high, step, columns } = control;
  const write = (index) => () => {
    const input = inputs[index];
    if (!input.checkValidity() || input.value === "") {
      stage.refuse(name, input.value, low, high);
      return;
    }
    stage.set({ [name]: stage.state[name].map((old, place) => (place === index ? Number(input.value) : old)) });
  };
  const place = (index) => `[${columns === 1 || control.default.length <= columns ? index + 1 : `${Math.floor(index / columns) + 1}, ${(index % columns) + 1}`}]`;
  const inputs = control.default.map((_, index) =>
    h("input", { type: "number", min: low, max: high, step: "any", "data-control": name, "aria-label": `${stage.text(name)} ${place(index)}`, oninput: write(index), onkeydown: (event) => nudge(event, index) }));
  const nudge = (event, index) => {
    const by = { ArrowUp: step, ArrowDown: -step }[event.key];
    if (!by) return;
    event.preventDefault();
    const value = Math.min(high, Math.max(low, Number((stage.state[name][index] + by).toPrecision(10))));
    stage.set({ [name]: stage.state[name].map((old, other) => (other === index ? value : old)) });
    inputs[index].value = value;
  };
  const element = h("fieldset", { class: "control" }, h("legend", {}, labelOf(stage, name, control)), h("div", { class: "cells", style: `--columns: ${columns}` }, inputs), helpOf(stage, name));
  const render = (values) => inputs.forEach((input, index) => {
    if (stage.root.activeElement !== input) input.value = values[index];
  });
  return { element, render };
}

/** Buttons that put the whole state where something can be seen; those of the open tab only. */
function makePresets(stage) {
  const { controls, presets } = stage.data;
  const tab = Object.keys(controls).find((name) => controls[name].tabs);
  const buttons = Object.entries(presets).map(([name, values]) => {
    const state = { ...defaults(controls), ...values };
    return { state, button: h("button", { type: "button", "data-preset": name, onclick: () => stage.set(state) }, stage.text(`preset_${name}`)) };
  });
  const element = h("div", { class: "presets", role: "group", "aria-label": stage.own("presets") }, h("p", { class: "heading" }, stage.own("presets")), h("div", { class: "buttons" }, buttons.map(({ button }) => button)));
  const render = () => {
    for (const { state, button } of buttons) {
      button.hidden = tab !== undefined && state[tab] !== stage.state[tab];
      button.setAttribute("aria-pressed", String(Object.keys(controls).every((name) => controls[name].local || same(state[name], stage.state[name]))));
    }
    element.hidden = buttons.every(({ button }) => button.hidden);
  };
  return { element, render };
}
