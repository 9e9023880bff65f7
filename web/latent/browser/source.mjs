// Where z comes from: the class, the seed, and the grid of samples to pick from.

import { drawTile, h, tile } from "../../shared/browser/dom.mjs";

/** @import {Stage} from "./types.mjs" */

const GRID = 16;
const LETTERS = ["A", "B", "C", "D"];

/**
 * Radio group of the classes, each name in both languages; digits choose the first ten.
 * @param {Stage} stage
 */
export function makeClasses(stage) {
  const inputs = stage.card.classes.map((_name, index) =>
    h("input", { type: "radio", name: "label", value: index, onchange: () => stage.set({ label: index }) }),
  );
  const options = stage.card.classes.map((_name, index) => {
    const [own, other, otherLanguage] = stage.classNames(index);
    return h(
      "label",
      {},
      inputs[index],
      h("span", { class: "own" }, own, index < 10 ? h("kbd", { "aria-hidden": "true" }, String(index)) : undefined),
      other ? h("span", { class: "other", lang: otherLanguage }, other) : undefined,
    );
  });
  const element = h(
    "fieldset",
    { class: "classes", hidden: !options.length },
    h("legend", { class: "unseen" }, stage.text("class_legend")),
    options,
  );
  const render = () =>
    inputs.forEach((input, index) => {
      input.checked = index === stage.state.label;
    });
  return { element, render };
}

/**
 * Seed, "another", and the grid; a click puts the sample into the chosen slot (A unless the tab needs more).
 * @param {Stage} stage
 */
export function makeSource(stage) {
  let slot = 0;
  const seed = h("input", {
    type: "number",
    min: 0,
    max: stage.limits.seed,
    step: 1,
    id: "seed",
    inputmode: "numeric",
    onchange: () => {
      if (seed.checkValidity() && seed.value !== "") stage.set({ seed: Number(seed.value), z: [] });
    },
  });
  const another = () => stage.set({ seed: Math.floor(Math.random() * 1_000_000), z: [] });

  const slots = LETTERS.map((_letter, index) =>
    h("input", {
      type: "radio",
      name: "slot",
      value: index,
      onchange: () => {
        slot = index;
      },
    }),
  );
  const slotLabels = LETTERS.map((letter, index) => h("label", {}, slots[index], h("span", {}, letter)));
  const slotPicker = h("fieldset", { class: "slots" }, h("legend", {}, stage.text("slot_hint")), slotLabels);

  const canvases = Array.from({ length: GRID }, () => tile(stage.card.image, { "aria-hidden": "true" }));
  const marks = canvases.map(() => h("span", { class: "mark", "aria-hidden": "true" }));
  const pick = (/** @type {number} */ index) => {
    stage.set({ picks: stage.state.picks.map((old, place) => (place === slot ? index : old)), ...(slot ? {} : { z: [] }) });
    slot = (slot + 1) % slotsOf(stage.state.mode);
    render();
  };
  const buttons = canvases.map((canvas, index) => h("button", { type: "button", onclick: () => pick(index) }, canvas, marks[index]));
  const grid = h("div", { class: "grid", role: "group", "aria-label": stage.text("grid") }, buttons);

  const element = h(
    "div",
    { class: "source" },
    h(
      "div",
      { class: "seed" },
      h("label", { for: "seed" }, stage.text("seed")),
      seed,
      h(
        "button",
        { type: "button", onclick: another, "aria-keyshortcuts": "n" },
        stage.text("another"),
        h("kbd", { "aria-hidden": "true" }, "N"),
      ),
    ),
    grid,
    slotPicker,
  );

  const inGrid = (/** @type {number} */ place) => place > 0 || !stage.state.z.length; // a found A is not among the seed's
  const render = () => {
    const used = slotsOf(stage.state.mode);
    if (slot >= used) slot = 0;
    if (stage.root.activeElement !== seed) seed.value = String(stage.state.seed);
    slotPicker.hidden = used === 1;
    slots.forEach((input, index) => {
      input.checked = index === slot;
      slotLabels[index].hidden = index >= used;
    });
    buttons.forEach((button, index) => {
      const letters = LETTERS.filter((_letter, place) => place < used && inGrid(place) && stage.state.picks[place] === index).join("");
      marks[index].textContent = used === 1 ? "" : letters;
      button.setAttribute("aria-pressed", String(Boolean(letters)));
      button.setAttribute("aria-label", stage.text("sample", { n: index + 1 }) + (letters && used > 1 ? `, ${letters}` : ""));
    });
  };
  const ask = () => {
    const { model, label, seed: from, truncation } = stage.state;
    stage.sheet("grid", { model, label, seed: from, truncation }, { kind: "grid", n: GRID }, (sheet) => {
      for (const [index, canvas] of canvases.entries()) drawTile(canvas, sheet, index);
    });
  };
  return { element, render, ask, another };
}

/** @type {(mode: string) => number} */
const slotsOf = (mode) => (mode === "plane" ? 4 : mode === "path" ? 2 : 1);
