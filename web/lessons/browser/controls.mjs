// The controls of a lesson: presets, sliders, choices, switches and cells, under their groups' headings.

import { h } from "../../shared/browser/dom.mjs";
import { boxText, typedNumber } from "../../shared/browser/numbers.mjs";
import { formula } from "./formula.mjs";
import { applies, defaults, same, setAt, valueAt } from "./state.mjs";
import { makeSweep } from "./sweep.mjs";

/** @import {Choice, Control, Numbers, Slider, Stage, State, Switch, Value} from "./types.mjs" */
/**
 * @template {Value} V
 * @typedef {{element: HTMLElement, render: (value: V) => void, pause?: () => void}} Row
 */

const LOG_STEPS = 200; // of a logarithmic slider
const MAIN_CONTROLS = 2; // that stay beside the figure in presenter mode
const PRESENTED_PRESETS = 6; // of a tab, in presenter mode
const MAX_SEGMENTS = { options: 4, letters: 30 }; // of a choice whose options stand side by side

/**
 * @param {Stage} stage
 * @param {string} name
 * @param {Control} control
 * @returns {Row<any>}
 */
function makeRow(stage, name, control) {
  switch (control.kind) {
    case "slider":
      return makeSlider(stage, name, control);
    case "choice":
      return makeChoice(stage, name, control);
    case "switch":
      return makeSwitch(stage, name, control);
    case "numbers":
      return makeCells(stage, name, control);
  }
}

/**
 * Everything but the tabs. `render()` shows the state.
 * @param {Stage} stage
 */
export function makeControls(stage) {
  const { controls } = stage.data;
  /** @type {{name: string, control: Control, row: Row<any>}[]} */
  const rows = [];
  /** @type {Map<string, HTMLElement>} */
  const groups = new Map(); // key of the heading -> element
  const parts = [];
  for (const [name, control] of Object.entries(controls)) {
    if (control.tabs || (control.kind === "numbers" && !control.columns)) continue;
    const row = makeRow(stage, name, control);
    rows.push({ name, control, row });
    const group = groups.get(control.group);
    if (group) group.append(row.element);
    else if (control.group) {
      const element = h("div", { class: "group" }, h("p", { class: "heading" }, stage.text(control.group)), row.element);
      groups.set(control.group, element);
      parts.push(element);
    } else parts.push(row.element);
  }
  const presets = makePresets(stage);
  const reset = h(
    "button",
    { type: "button", class: "reset", "aria-keyshortcuts": "r", onclick: () => stage.reset() },
    stage.own("reset"),
    h("kbd", { "aria-hidden": "true" }, "R"),
  );
  const element = h("div", { class: "controls", role: "group", "aria-label": stage.own("controls") }, parts, reset, stage.pin.element);

  const render = () => {
    for (const { name, control, row } of rows) {
      row.element.hidden = !applies(control, stage.state);
      if (!row.element.hidden) row.render(stage.state[name]);
    }
    markMain(rows);
    for (const group of groups.values()) group.hidden = rows.every(({ row }) => row.element.parentElement !== group || row.element.hidden);
    presets.render();
    reset.disabled = stage.isDefault();
  };
  const pause = () => {
    for (const { row } of rows) row.pause?.();
  };
  return { element, presets: presets.element, render, pause };
}

/**
 * Presenter mode shows the first two sliders that have a meaning now, first those that play; everything else is folded.
 * @param {{control: Control, row: Row<any>}[]} rows
 */
function markMain(rows) {
  const plays = (/** @type {Control} */ control) => Number(control.kind === "slider" && control.plays);
  const shown = rows.filter(({ row }) => !row.element.hidden);
  const sliders = shown.filter(({ control }) => control.kind === "slider").toSorted((a, b) => plays(b.control) - plays(a.control));
  const main = new Set([...sliders, ...shown].slice(0, MAIN_CONTROLS));
  for (const row of rows) row.row.element.classList.toggle("main", main.has(row));
}

/**
 * The control's label with the letter that formulas have for it.
 * @param {Stage} stage
 * @param {string} name
 * @param {Control} control
 */
function labelOf(stage, name, control) {
  return [stage.text(name), control.symbol ? [" ", formula(control.symbol)] : []].flat();
}

/**
 * The control's explanation.
 * @param {Stage} stage
 * @param {string} name
 */
function helpOf(stage, name) {
  return stage.data.text[`${name}_help`] ? h("p", { class: "hint" }, stage.text(`${name}_help`)) : undefined;
}

/**
 * @param {Stage} stage
 * @param {string} name
 * @param {Slider} control
 * @returns {Row<number>}
 */
function makeSlider(stage, name, control) {
  const { low, high, step, log } = control;
  const digits =
    Number.isInteger(step) && Number.isInteger(low)
      ? 0
      : Math.max(...[step, low].map((value) => (String(value).split(".")[1] ?? "").length));
  const [from, to] = log ? [Math.log10(low), Math.log10(high)] : [low, high];
  const toThumb = (/** @type {number} */ value) => (log ? Math.log10(value) : value);
  const toValue = (/** @type {number} */ thumb) => (log ? Math.min(high, Math.max(low, Number((10 ** thumb).toPrecision(3)))) : thumb);
  const format = (/** @type {number} */ value) => (log ? stage.write.short(value) : stage.write.fixed(value, digits));

  const output = h("output", { for: `control-${name}` });
  const input = h("input", {
    type: "range",
    id: `control-${name}`,
    "data-control": name,
    min: from,
    max: to,
    step: log ? (to - from) / LOG_STEPS : step,
    oninput: () => {
      sweep?.pause();
      stage.set({ [name]: toValue(Number(input.value)) });
    },
  });
  const sweep = control.plays ? makeSweep(stage, name, { from, to, step: log ? 0 : step, toThumb, toValue }) : undefined;
  const element = h(
    "div",
    { class: "control slider" },
    h("div", { class: "line" }, h("label", { for: `control-${name}` }, labelOf(stage, name, control)), output),
    h("div", { class: "line" }, input, sweep?.element),
    helpOf(stage, name),
  );
  const render = (/** @type {number} */ value) => {
    const thumb = toThumb(value);
    if (Number(input.value) !== thumb) input.value = String(thumb);
    output.textContent = format(value);
    input.setAttribute("aria-valuetext", format(value));
    // the coloured part runs from zero, or else the lower end, to the thumb
    const [start, end] = [log ? from : Math.min(Math.max(from, 0), to), thumb]
      .map((at) => (100 * (at - from)) / (to - from))
      .sort((a, b) => a - b);
    input.style.setProperty("--from", `${start}%`);
    input.style.setProperty("--to", `${end}%`);
  };
  return { element, render, pause: () => sweep?.pause() };
}

/**
 * @param {Stage} stage
 * @param {string} name
 * @param {Choice} control
 * @returns {Row<string>}
 */
function makeChoice(stage, name, control) {
  const label = (/** @type {string} */ option) => stage.text(`${name}_${option}`);
  const few = control.options.length <= MAX_SEGMENTS.options && control.options.map(label).join("").length <= MAX_SEGMENTS.letters;
  if (!few) {
    const id = `control-${name}`;
    const options = control.options.map((option) => h("option", { value: option }, label(option)));
    const select = h("select", { id, "data-control": name, onchange: () => void stage.set({ [name]: select.value }) }, options);
    const element = h(
      "div",
      { class: "control choice" },
      h("label", { for: id }, labelOf(stage, name, control)),
      select,
      helpOf(stage, name),
    );
    return {
      element,
      render: (value) => {
        select.value = value;
      },
    };
  }
  const inputs = control.options.map((option) =>
    h("input", { type: "radio", name, value: option, "data-control": name, onchange: () => stage.set({ [name]: option }) }),
  );
  const labels = control.options.map((option, index) => h("label", {}, inputs[index], h("span", {}, label(option))));
  const element = h(
    "fieldset",
    { class: "control" },
    h("legend", {}, labelOf(stage, name, control)),
    h("div", { class: "segments" }, labels),
    helpOf(stage, name),
  );
  return {
    element,
    render: (value) =>
      inputs.forEach((input) => {
        input.checked = input.value === value;
      }),
  };
}

/**
 * @param {Stage} stage
 * @param {string} name
 * @param {Switch} control
 * @returns {Row<boolean>}
 */
function makeSwitch(stage, name, control) {
  const input = h("input", {
    type: "checkbox",
    role: "switch",
    "data-control": name,
    onchange: () => void stage.set({ [name]: input.checked }),
  });
  const element = h(
    "div",
    { class: "control toggle" },
    h("label", { class: "check" }, input, h("span", {}, labelOf(stage, name, control))),
    helpOf(stage, name),
  );
  return {
    element,
    render: (value) => {
      input.checked = value;
    },
  };
}

/**
 * Numbers in a sheet; arrow keys up and down change one.
 * @param {Stage} stage
 * @param {string} name
 * @param {Numbers} control
 * @returns {Row<number[]>}
 */
function makeCells(stage, name, control) {
  const { low, high, step, columns } = control;
  const write = (/** @type {number} */ index) => () => {
    const typed = inputs[index].value;
    const value = typedNumber(typed);
    const wrong = value === undefined || value < low || value > high;
    inputs[index].setAttribute("aria-invalid", String(wrong));
    if (wrong) stage.refuse(name, typed, low, high);
    else stage.set(setAt(stage.state, `${name}.${index}`, value));
  };
  const place = (/** @type {number} */ index) =>
    `[${columns === 1 || control.default.length <= columns ? index + 1 : `${Math.floor(index / columns) + 1}, ${(index % columns) + 1}`}]`;
  const inputs = control.default.map((_, index) =>
    h("input", {
      type: "text",
      class: "number",
      inputmode: "decimal",
      autocomplete: "off",
      "data-control": name,
      "aria-label": `${stage.text(name)} ${place(index)}`,
      oninput: write(index),
      onkeydown: (/** @type {KeyboardEvent} */ event) => nudge(event, index),
    }),
  );
  /** @type {(event: KeyboardEvent, index: number) => void} */
  const nudge = (event, index) => {
    const by = event.key === "ArrowUp" ? step : event.key === "ArrowDown" ? -step : 0;
    if (!by) return;
    event.preventDefault();
    const path = `${name}.${index}`;
    const value = Math.min(high, Math.max(low, Number((valueAt(stage.state, path) + by).toPrecision(10))));
    stage.set(setAt(stage.state, path, value));
    inputs[index].value = boxText(value, stage.data.language);
  };
  const element = h(
    "fieldset",
    { class: "control" },
    h("legend", {}, labelOf(stage, name, control)),
    h("div", { class: "cells", style: `--columns: ${columns}` }, inputs),
    helpOf(stage, name),
  );
  const render = (/** @type {number[]} */ values) =>
    inputs.forEach((input, index) => {
      if (stage.root.activeElement === input) return;
      input.setAttribute("aria-invalid", "false");
      input.value = boxText(values[index], stage.data.language);
    });
  return { element, render };
}

/**
 * Buttons that set the whole state to where something can be seen; those of the open tab only.
 * @param {Stage} stage
 */
function makePresets(stage) {
  const { controls, presets } = stage.data;
  const tab = Object.keys(controls).find((name) => controls[name].tabs);
  const buttons = Object.entries(presets).map(([name, values]) => {
    const state = /** @type {State} */ ({ ...defaults(controls), ...values });
    return {
      state,
      button: h("button", { type: "button", "data-preset": name, onclick: () => stage.preset(state) }, stage.text(`preset_${name}`)),
    };
  });
  const element = h(
    "div",
    { class: "presets", role: "group", "aria-label": stage.own("presets") },
    h("p", { class: "heading" }, stage.own("presets")),
    h(
      "div",
      { class: "buttons" },
      buttons.map(({ button }) => button),
    ),
  );
  const render = () => {
    let shown = 0;
    for (const { state, button } of buttons) {
      button.hidden = tab !== undefined && state[tab] !== stage.state[tab];
      if (!button.hidden) shown += 1;
      button.classList.toggle("more", shown > PRESENTED_PRESETS);
      button.setAttribute(
        "aria-pressed",
        String(Object.keys(controls).every((name) => controls[name].local || same(state[name], stage.state[name]))),
      );
    }
    element.hidden = buttons.every(({ button }) => button.hidden);
  };
  return { element, render };
}
