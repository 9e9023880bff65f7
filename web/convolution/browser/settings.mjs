// What can be changed: presets, settings, and the numbers in the cells.

import { h } from "../../shared/browser/dom.mjs";

const SHEETS = { x: "input", w: "kernel" }; // the setting that is a sheet's size

/** A select of all presets; shows "own numbers" once something was changed. */
export function makePresets(stage) {
  const groups = Object.entries(stage.data.presets).map(([group, presets]) =>
    h("optgroup", { label: stage.text(`group_${group}`) }, Object.keys(presets).map((name) => h("option", { value: name }, stage.text(`preset_${name}`)))),
  );
  const own = h("option", { value: "" }, stage.text("preset_own"));
  const all = Object.assign({}, ...Object.values(stage.data.presets));
  const select = h("select", { id: "preset", onchange: () => select.value && stage.preset(all[select.value]) }, own, groups);
  const element = h("div", { class: "preset" }, h("label", { for: "preset" }, stage.text("preset")), select);
  const render = () => {
    const now = JSON.stringify(stage.question());
    select.value = Object.keys(all).find((name) => JSON.stringify(stage.question(all[name])) === now) ?? "";
  };
  return { element, render };
}

/** A number with a button on each side. */
function makeStepper({ name, label, hint, low, high, words, read, write }) {
  const id = `setting-${name}`;
  const input = h("input", { type: "number", id, min: low, max: high, step: 1, inputmode: "numeric", onchange: () => write(Number(input.value)) });
  const less = h("button", { type: "button", "aria-label": words("less", { label }), onclick: () => write(read() - 1) }, "−");
  const more = h("button", { type: "button", "aria-label": words("more", { label }), onclick: () => write(read() + 1) }, "+");
  const element = h("div", { class: "stepper" }, h("label", { for: id }, label, h("small", {}, hint)), h("div", {}, less, input, more));
  const render = () => {
    input.value = read();
    less.disabled = read() <= low;
    more.disabled = read() >= high;
  };
  return { element, render };
}

export function makeSettings(stage) {
  const { limits } = stage.data;
  const symbols = { input: "i", kernel: "k", stride: "s", padding: "p", output_padding: "a", dilation: "d" };
  const write = {
    input: (size) => stage.set({ x: resized(stage.state.x, size, stage.data.limits.input[1]) }),
    kernel: (size) => stage.set({ w: resized(stage.state.w, size, stage.data.limits.kernel[1]) }),
  };
  const read = { input: () => stage.state.x.length, kernel: () => stage.state.w.length };
  const steppers = Object.entries(limits).map(([name, [low, high]]) => [
    name,
    makeStepper({
      name, low, high, label: stage.text(`setting_${name}`), hint: symbols[name], words: stage.text,
      read: read[name] ?? (() => stage.state[name]),
      write: (value) => {
        if (Number.isInteger(value) && value >= low && value <= high) (write[name] ?? ((other) => stage.set({ [name]: other })))(value);
        else stage.refuse(name, value, low, high);
      },
    }),
  ]);
  const element = h("fieldset", { class: "settings" }, h("legend", { class: "unseen" }, stage.text("settings")), steppers.map(([, stepper]) => stepper.element));
  const render = () => {
    for (const [name, stepper] of steppers) {
      stepper.render();
      stepper.element.hidden = name === "output_padding" && stage.state.tab === "convolution";
    }
  };
  return { element, render };
}

/** The numbers kept where they were; new cells are filled with 1, 2, 3, ... */
function resized(rows, size, most) {
  const fill = (row, column) => String(row < most && column < most ? ((row * size + column) % 9) + 1 : 0);
  return Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => rows[row]?.[column] ?? fill(row, column)));
}

/** The numbers of x and w, as a sheet: arrow keys move, typing replaces. */
export function makeEditor(stage, name) {
  const table = h("div", { class: `sheet ${name}`, role: "group", "aria-label": stage.text(`numbers_${name}`) });
  const fill = (make) => stage.set({ [name]: stage.state[name].map((row, r) => row.map((_, c) => String(make(r, c, row.length)))) });
  const quick = [
    [stage.text("fill_ones"), () => fill(() => 1)],
    [stage.text("fill_count"), () => fill((row, column, size) => row * size + column + 1)],
    [stage.text("fill_random"), () => fill(() => Math.floor(Math.random() * 10) - (name === "w" ? 4 : 0))],
  ].map(([label, onclick]) => h("button", { type: "button", onclick, "aria-label": `${stage.text(`numbers_${name}`)}: ${label}` }, label));
  const element = h("div", { class: "editor" }, h("p", { class: "name" }, stage.text(`numbers_${name}`)), table, h("div", { class: "quick" }, quick));
  let inputs = [];

  const build = (size) => {
    inputs = Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => makeCell(row, column)));
    table.style.setProperty("--size", size);
    table.replaceChildren(...inputs.flat());
  };
  const makeCell = (row, column) => {
    const cell = h("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", tabindex: row || column ? -1 : 0, maxlength: 7, "aria-label": `${name}[${row},${column}]`,
      onfocus: () => {
        inputs.flat().forEach((other) => { other.tabIndex = other === cell ? 0 : -1; });
        cell.select();
      },
      oninput: () => stage.set({ [name]: stage.state[name].map((line, r) => line.map((value, c) => (r === row && c === column ? cell.value : value))) }),
      onkeydown: (event) => {
        const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] }[event.key];
        const next = move && inputs[row + move[0]]?.[column + move[1]];
        if (!move) return;
        event.preventDefault();
        next?.focus();
      },
    });
    return cell;
  };
  const render = () => {
    const rows = stage.state[name];
    const size = Math.min(rows.length, stage.data.limits[SHEETS[name]][1]); // a refused link may ask for more
    if (inputs.length !== size) build(size);
    inputs.forEach((line, row) => line.forEach((cell, column) => {
      if (stage.root.activeElement !== cell) cell.value = rows[row][column] ?? "";
      cell.setAttribute("aria-invalid", String(!/^[-−]?\d{1,3}([.,]\d{1,2})?$/.test((rows[row][column] ?? "").trim())));
    }));
  };
  return { element, render };
}

/** The size formula with the values put in. */
export function makeFormula(stage) {
  const element = h("p", { class: "formula", "data-testid": "formula" });
  const render = () => {
    const { stride: s, padding: p, output_padding: a, dilation: d } = stage.state;
    const [i, k] = [stage.state.x.length, stage.state.w.length];
    const o = Object.values(stage.answer.traces)[0].output.length;
    const [formula, values] = stage.state.tab === "convolution"
      ? ["⌊(i + 2p − d(k−1) − 1) / s⌋ + 1", `⌊(${i} + 2·${p} − ${d}·(${k}−1) − 1) / ${s}⌋ + 1`]
      : ["(i−1)·s − 2p + d(k−1) + a + 1", `(${i}−1)·${s} − 2·${p} + ${d}·(${k}−1) + ${a} + 1`];
    element.replaceChildren(h("span", { class: "letters" }, `o = ${formula}`), h("span", {}, ` = ${values} = `, h("b", {}, String(o))), h("span", { class: "sizes" }, `${i}×${i} → ${o}×${o}`));
  };
  return { element, render };
}
