// What can be changed: presets, settings, and the numbers in the cells.

import { h } from "../../shared/browser/dom.mjs";
import { boxText, parseWhole } from "../../shared/browser/numbers.mjs";

/** @import {NumberSetting, Query, Setting, Sheet, Stage, State, Text, Typed} from "./types.mjs" */

/** @type {Record<Sheet, "input" | "kernel">} */
const SHEETS = { x: "input", w: "kernel" }; // the setting that is a sheet's size

/** @type {Record<Setting, string>} */
const SYMBOLS = { input: "i", kernel: "k", stride: "s", padding: "p", output_padding: "a", dilation: "d" };

/**
 * A select of all presets; shows "own numbers" once something was changed.
 * @param {Stage} stage
 */
export function makePresets(stage) {
  const groups = Object.entries(stage.data.presets).map(([group, presets]) =>
    h(
      "optgroup",
      { label: stage.text(`group_${group}`) },
      Object.keys(presets).map((name) => h("option", { value: name }, stage.text(`preset_${name}`))),
    ),
  );
  const own = h("option", { value: "" }, stage.text("preset_own"));
  /** @type {Record<string, Query>} */
  const all = Object.assign({}, ...Object.values(stage.data.presets));
  const select = h("select", { id: "preset", onchange: () => void (select.value && stage.preset(all[select.value])) }, own, groups);
  const element = h("div", { class: "preset" }, h("label", { for: "preset" }, stage.text("preset")), select);
  const render = () => {
    const now = stage.question();
    select.value = Object.keys(all).find((name) => stage.question(all[name]) === now) ?? "";
  };
  return { element, render };
}

/**
 * A number with a button on each side.
 * @param {{name: string, label: string, hint: string, low: number, high: number, text: Text, read: () => number, write: (typed: string) => void}} options
 */
function makeStepper({ name, label, hint, low, high, text, read, write }) {
  const id = `setting-${name}`;
  const input = h("input", {
    type: "number",
    id,
    min: low,
    max: high,
    step: 1,
    inputmode: "numeric",
    onchange: () => void write(input.value),
  });
  const less = h("button", { type: "button", "aria-label": text("less", { label }), onclick: () => write(String(read() - 1)) }, "−");
  const more = h("button", { type: "button", "aria-label": text("more", { label }), onclick: () => write(String(read() + 1)) }, "+");
  const element = h("div", { class: "stepper" }, h("label", { for: id }, label, h("small", {}, hint)), h("div", {}, less, input, more));
  const render = () => {
    input.value = String(read());
    less.disabled = read() <= low;
    more.disabled = read() >= high;
  };
  return { element, render };
}

/** @param {Stage} stage */
export function makeSettings(stage) {
  const { limits } = stage.data;
  /** @type {(sheet: Sheet) => {read: () => number, patch: (size: number) => Partial<State>}} */
  const sheet = (name) => ({
    read: () => stage.state[name].length,
    patch: (size) => ({ [name]: resized(stage.state[name], size, limits[SHEETS[name]][1]) }),
  });
  /** @type {(name: NumberSetting) => {read: () => number, patch: (value: number) => Partial<State>}} */
  const number = (name) => ({ read: () => stage.state[name], patch: (value) => ({ [name]: value }) });
  const steppers = /** @type {Setting[]} */ (Object.keys(limits)).map((name) => {
    const [low, high] = limits[name];
    const { read, patch } = name === "input" ? sheet("x") : name === "kernel" ? sheet("w") : number(name);
    const stepper = makeStepper({
      name,
      low,
      high,
      label: stage.text(`setting_${name}`),
      hint: SYMBOLS[name],
      text: stage.text,
      read,
      write: (typed) => {
        const value = parseWhole(typed);
        if (value !== undefined && value >= low && value <= high) stage.set(patch(value));
        else stage.refuse(name, typed, low, high);
      },
    });
    return { name, stepper };
  });
  const element = h(
    "fieldset",
    { class: "settings" },
    h("legend", { class: "unseen" }, stage.text("settings")),
    steppers.map(({ stepper }) => stepper.element),
  );
  const render = () => {
    for (const { name, stepper } of steppers) {
      stepper.render();
      stepper.element.hidden = name === "output_padding" && stage.state.tab === "convolution";
    }
  };
  return { element, render };
}

/**
 * The numbers kept where they were; new cells are filled with 1, 2, 3, ...
 * @param {Typed} rows
 * @param {number} size
 * @param {number} max size
 * @returns {Typed}
 */
export function resized(rows, size, max) {
  /** @type {(row: number, column: number) => string} */
  const fill = (row, column) => String(row < max && column < max ? ((row * size + column) % 9) + 1 : 0);
  return Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => rows[row]?.[column] ?? fill(row, column)));
}

/**
 * Whether the server will take a number as it was typed: three digits, two decimals, point or comma.
 * @param {string} text
 */
export const isNumber = (text) => /^[-−]?\d{1,3}([.,]\d{1,2})?$/.test(text.trim());

/** @type {Record<string, [number, number]>} */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] };

/**
 * The numbers of x or w, as a sheet: arrow keys move, typing replaces.
 * @param {Stage} stage
 * @param {Sheet} name
 */
export function makeEditor(stage, name) {
  const table = h("div", { class: `sheet ${name}`, role: "group", "aria-label": stage.text(`numbers_${name}`) });
  /** @param {(row: number, column: number, size: number) => number} make */
  const fill = (make) => stage.set({ [name]: stage.state[name].map((row, r) => row.map((_, c) => String(make(r, c, row.length)))) });
  const quick = Object.entries({
    fill_ones: () => fill(() => 1),
    fill_count: () => fill((row, column, size) => row * size + column + 1),
    fill_random: () => fill(() => Math.floor(Math.random() * 10) - (name === "w" ? 4 : 0)),
  }).map(([key, onclick]) =>
    h("button", { type: "button", onclick, "aria-label": `${stage.text(`numbers_${name}`)}: ${stage.text(key)}` }, stage.text(key)),
  );
  const element = h(
    "div",
    { class: "editor" },
    h("p", { class: "name" }, stage.text(`numbers_${name}`)),
    table,
    h("div", { class: "quick" }, quick),
  );
  /** @type {HTMLInputElement[][]} */
  let inputs = [];

  const build = (/** @type {number} */ size) => {
    inputs = Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => makeCell(row, column)));
    table.style.setProperty("--size", String(size));
    table.replaceChildren(...inputs.flat());
  };
  /** @type {(row: number, column: number) => HTMLInputElement} */
  const makeCell = (row, column) => {
    const cell = h("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      tabindex: row || column ? -1 : 0,
      maxlength: 7,
      "aria-label": `${name}[${row},${column}]`,
      onfocus: () => {
        inputs.flat().forEach((other) => {
          other.tabIndex = other === cell ? 0 : -1;
        });
        cell.select();
      },
      oninput: () => {
        const rows = stage.state[name].map((line, r) => line.map((value, c) => (r === row && c === column ? cell.value : value)));
        stage.set({ [name]: rows });
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (!(event.key in MOVES)) return;
        event.preventDefault();
        const [down, right] = MOVES[event.key];
        inputs[row + down]?.[column + right]?.focus();
      },
    });
    return cell;
  };
  const render = () => {
    const rows = stage.state[name];
    const size = Math.min(rows.length, stage.data.limits[SHEETS[name]][1]); // a refused link may ask for more
    if (inputs.length !== size) build(size);
    for (const [row, line] of inputs.entries()) {
      for (const [column, cell] of line.entries()) {
        if (stage.root.activeElement !== cell) cell.value = boxText(rows[row][column] ?? "", stage.data.language);
        cell.setAttribute("aria-invalid", String(!isNumber(rows[row][column] ?? "")));
      }
    }
  };
  return { element, render };
}

/**
 * The size formula, and the same with the values put in.
 * @param {State} state
 */
export function sizeFormula({ tab, x, w, stride: s, padding: p, output_padding: a, dilation: d }) {
  const [i, k] = [x.length, w.length];
  return tab === "convolution"
    ? { formula: "⌊(i + 2p − d(k−1) − 1) / s⌋ + 1", values: `⌊(${i} + 2·${p} − ${d}·(${k}−1) − 1) / ${s}⌋ + 1` }
    : { formula: "(i−1)·s − 2p + d(k−1) + a + 1", values: `(${i}−1)·${s} − 2·${p} + ${d}·(${k}−1) + ${a} + 1` };
}

/** @param {Stage} stage */
export function makeFormula(stage) {
  const element = h("p", { class: "formula", "data-testid": "formula" });
  const render = () => {
    const { formula, values } = sizeFormula(stage.state);
    const i = stage.state.x.length;
    const o = Object.values(stage.answer.traces)[0].output.length;
    element.replaceChildren(
      h("span", { class: "letters" }, `o = ${formula}`),
      h("span", {}, ` = ${values} = `, h("b", {}, String(o))),
      h("span", { class: "sizes" }, `${i}×${i} → ${o}×${o}`),
    );
  };
  return { element, render };
}
