// What each tab shows: directions, plane, path, all classes, blend.

import { drawTile, h, slider, tile } from "../../shared/browser/dom.mjs";

/** @import {LatentState, Stage} from "./types.mjs" */

const STRIP = 9; // pictures in a strip
const PLANE = 7; // pictures along each side of the plane's map

/** @type {(context: CanvasRenderingContext2D | null, sheet: ImageBitmap) => void} */
const drawWhole = (context, sheet) => context?.drawImage(sheet, 0, 0);

/** @type {(stage: Stage, value: number) => string} */
const signed = (stage, value) => (value > 0 ? "+" : "") + stage.number(value, 2);

/**
 * The state without what a sheet does not depend on.
 * @param {Stage} stage
 * @param {(keyof LatentState)[]} names
 */
const without = (stage, ...names) => ({ ...stage.state, ...stage.only(...names) });

/**
 * GANSpace directions with their measured share of variance, and raw dimensions on demand.
 * @param {Stage} stage
 */
export function makeSliders(stage) {
  const { shares } = stage.card;
  /** @type {(index: number, value: number) => void} */
  const setComponent = (index, value) => {
    const components = shares.map((_share, place) => (place === index ? value : (stage.state.components[place] ?? 0)));
    while (components.length && components.at(-1) === 0) components.pop();
    stage.lastComponent = index;
    stage.set({ components });
  };
  const rows = shares.map((share, index) => {
    const row = slider({
      label: stage.text("component", { n: index + 1 }),
      note: stage.percent(share, 1),
      min: -stage.limits.offset,
      max: stage.limits.offset,
      step: 0.05,
      format: (value) => `${signed(stage, value)} σ`,
      oninput: (value) => setComponent(index, value),
    });
    row.element.title = stage.text("share", { share: stage.percent(share, 1) });
    return row;
  });

  const raw = makeRawDimensions(stage);
  const render = () => {
    for (const [index, row] of rows.entries()) row.render(stage.state.components[index] ?? 0);
    raw.render();
  };
  /** @param {LatentState} state */
  const changed = (state) => state.components.length > 0 || state.dimensions.length > 0;
  const sum = shares.reduce((total, share) => total + share, 0);
  const hint = h("p", { class: "hint" }, stage.text("sliders_hint", { share: stage.percent(sum, 0) }));
  return {
    element: h(
      "div",
      { class: "panel sliders" },
      hint,
      rows.map((row) => row.element),
      raw.element,
    ),
    render,
    changed,
  };
}

/**
 * Dimensions of z, added by their number.
 * @param {Stage} stage
 */
function makeRawDimensions(stage) {
  const { latentDim } = stage.card;
  /** @type {(index: number, value: number | null) => void} */
  const setDimension = (index, value) => {
    const others = stage.state.dimensions.filter(([place]) => place !== index);
    /** @type {LatentState["dimensions"]} */
    const dimensions = value === null ? others : [...others, [index, value]];
    stage.set({ dimensions: dimensions.sort((a, b) => a[0] - b[0]) });
  };
  const chosen = h("input", { type: "number", min: 0, max: latentDim - 1, step: 1, value: 0, id: "dimension", inputmode: "numeric" });
  const add = () => {
    const index = Number(chosen.value);
    const taken = stage.state.dimensions.some(([place]) => place === index);
    if (!chosen.checkValidity() || taken || stage.state.dimensions.length >= stage.limits.dimensions) return;
    setDimension(index, 0);
    chosen.value = String(Math.min(index + 1, latentDim - 1));
  };
  const raw = h("div", { class: "raw" });
  /** @type {Map<number, ReturnType<typeof slider>>} */
  const rows = new Map(); // by the dimension's index
  const element = h(
    "details",
    {},
    h("summary", {}, stage.text("raw")),
    h(
      "div",
      { class: "choose" },
      h("label", { for: "dimension" }, stage.text("raw_index", { last: latentDim - 1 })),
      chosen,
      h("button", { type: "button", onclick: add }, stage.text("raw_add")),
    ),
    raw,
  );
  const makeRow = (/** @type {number} */ index) => {
    const remove = h(
      "button",
      { type: "button", class: "remove", "aria-label": stage.text("raw_remove", { n: index }), onclick: () => setDimension(index, null) },
      "×",
    );
    const limit = stage.limits.rawOffset;
    return slider({
      label: `z[${index}]`,
      min: -limit,
      max: limit,
      step: 0.05,
      format: (value) => signed(stage, value),
      oninput: (value) => setDimension(index, value),
      extra: remove,
    });
  };

  const render = () => {
    const { dimensions } = stage.state;
    if (dimensions.length) element.open = true;
    for (const [index, row] of rows) {
      if (dimensions.some(([place]) => place === index)) continue;
      row.element.remove();
      rows.delete(index);
    }
    for (const [index, value] of dimensions) {
      const row = rows.get(index) ?? makeRow(index);
      if (!rows.has(index)) raw.append(row.element);
      rows.set(index, row);
      row.render(value);
    }
  };
  return { element, render };
}

/**
 * A map of the bilinear plane between four samples; drag on it, or use the arrow keys.
 * @param {Stage} stage
 */
export function makePlane(stage) {
  const [channels, height, width] = stage.card.image;
  const map = tile([channels, PLANE * height, PLANE * width], { "aria-hidden": "true" });
  const marker = h("span", { class: "marker", "aria-hidden": "true" });
  const corners = ["A", "B", "C", "D"].map((letter) => h("span", { class: `corner ${letter}`, "aria-hidden": "true" }, letter));
  const pad = h(
    "div",
    { class: "pad", role: "slider", tabindex: 0, "aria-label": stage.text("plane_label"), "aria-valuemin": 0, "aria-valuemax": 100 },
    map,
    corners,
    marker,
  );
  const keep = h("input", { type: "checkbox", id: "keep", onchange: () => void stage.set({ keep_variance: keep.checked }) });

  const bounded = (/** @type {number} */ value) => Math.round(100 * Math.min(1, Math.max(0, value))) / 100;
  // the middle of the first picture is 0, that of the last is 1
  /** @type {(position: number, size: number) => number} */
  const along = (position, size) => bounded(((position / size) * PLANE - 0.5) / (PLANE - 1));
  const move = (/** @type {PointerEvent} */ event) => {
    const box = pad.getBoundingClientRect();
    stage.set({ x: along(event.clientX - box.left, box.width), y: along(event.clientY - box.top, box.height) });
  };
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    move(event);
  });
  pad.addEventListener("pointermove", (event) => pad.hasPointerCapture(event.pointerId) && move(event));
  pad.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 0.1 : 0.02;
    /** @type {Record<string, [number, number]>} */
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (!(event.key in moves)) return;
    const [dx, dy] = moves[event.key];
    event.preventDefault();
    stage.set({ x: bounded(stage.state.x + dx), y: bounded(stage.state.y + dy) });
  });

  const render = () => {
    const { x, y } = stage.state;
    const place = (/** @type {number} */ value) => `${(100 * (value * (PLANE - 1) + 0.5)) / PLANE}%`;
    marker.style.left = place(x);
    marker.style.top = place(y);
    pad.setAttribute("aria-valuenow", String(Math.round(100 * x)));
    pad.setAttribute("aria-valuetext", stage.text("plane_value", { x: stage.percent(x, 0), y: stage.percent(y, 0) }));
    keep.checked = stage.state.keep_variance;
  };
  const ask = () =>
    stage.sheet("panel", without(stage, "x", "y", "t", "path", "mode"), { kind: "plane", n: PLANE }, (sheet) =>
      drawWhole(map.getContext("2d"), sheet),
    );
  const element = h("div", { class: "panel" }, pad, h("label", { class: "check" }, keep, stage.text("keep_variance")));
  return { element, render, ask };
}

/**
 * A row of pictures between two ends; a click on one goes there.
 * @param {Stage} stage
 * @param {(t: number) => void} onpick
 */
function makeStrip(stage, onpick) {
  const [channels, height, width] = stage.card.image;
  const canvas = tile([channels, height, STRIP * width], {
    class: "pixels strip",
    "aria-hidden": "true",
    onclick: (/** @type {MouseEvent} */ event) => onpick(Math.floor((event.offsetX / canvas.clientWidth) * STRIP) / (STRIP - 1)),
  });
  return { canvas, draw: (/** @type {ImageBitmap} */ sheet) => drawWhole(canvas.getContext("2d"), sheet) };
}

/**
 * Where between two states a picture lies, from 0 to 1.
 * @param {Stage} stage
 * @param {string} label
 */
const positionSlider = (stage, label) =>
  slider({ label, min: 0, max: 1, step: 0.01, format: (value) => stage.percent(value, 0), oninput: (t) => stage.set({ t }) });

/**
 * From A to B along a straight line and along a great circle, one above the other.
 * @param {Stage} stage
 */
export function makePath(stage) {
  /** @type {("line" | "slerp")[]} */
  const kinds = ["line", "slerp"];
  const strips = kinds.map((path) => makeStrip(stage, (t) => stage.set({ path, t })));
  const inputs = kinds.map((path) => h("input", { type: "radio", name: "path", value: path, onchange: () => stage.set({ path }) }));
  const choices = kinds.map((path, index) =>
    h("div", { class: "path" }, h("label", { class: "check" }, inputs[index], stage.text(`path_${path}`)), strips[index].canvas),
  );
  const position = positionSlider(stage, "A → B");
  const render = () => {
    inputs.forEach((input, index) => {
      input.checked = kinds[index] === stage.state.path;
    });
    position.render(stage.state.t);
  };
  const ask = () => {
    for (const [index, kind] of kinds.entries()) {
      stage.sheet(`panel ${kind}`, without(stage, "x", "y", "t", "path", "mode"), { kind, n: STRIP }, strips[index].draw);
    }
  };
  const element = h(
    "div",
    { class: "panel" },
    h("fieldset", { class: "plain" }, h("legend", { class: "unseen" }, stage.text("tab_path")), choices),
    position.element,
    h("p", { class: "hint" }, stage.text("path_hint")),
  );
  return { element, render, ask };
}

/**
 * The same z in every class; a click chooses that class.
 * @param {Stage} stage
 */
export function makeClassRow(stage) {
  const count = Math.min(stage.card.classes.length, 100);
  const canvases = Array.from({ length: count }, () => tile(stage.card.image, { "aria-hidden": "true" }));
  const buttons = canvases.map((canvas, index) =>
    h("button", { type: "button", onclick: () => stage.set({ label: index }) }, canvas, h("span", {}, stage.className(index))),
  );
  const render = () => {
    for (const [index, button] of buttons.entries()) button.setAttribute("aria-pressed", String(index === stage.state.label));
  };
  const draw = (/** @type {ImageBitmap} */ sheet) => {
    for (const [index, canvas] of canvases.entries()) drawTile(canvas, sheet, index);
  };
  const ask = () =>
    stage.sheet("panel", without(stage, "label", "other", "x", "y", "t", "path", "mode"), { kind: "classes", n: count }, draw);
  const element = h(
    "div",
    { class: "panel" },
    h("p", { class: "hint" }, stage.text("classes_hint")),
    h("div", { class: "every" }, buttons),
  );
  return { element, render, ask };
}

/**
 * A mixture of two classes' embeddings.
 * @param {Stage} stage
 */
export function makeBlend(stage) {
  const options = stage.card.classes.map((_name, index) => h("option", { value: index }, stage.className(index)));
  const select = h("select", { id: "other", onchange: () => void stage.set({ other: Number(select.value) }) }, options);
  const strip = makeStrip(stage, (t) => stage.set({ t }));
  const weight = positionSlider(stage, stage.text("blend_weight"));
  const render = () => {
    select.value = String(stage.state.other);
    weight.render(stage.state.t);
  };
  const ask = () => stage.sheet("panel", without(stage, "x", "y", "t", "path", "mode"), { kind: "blend", n: STRIP }, strip.draw);
  const element = h(
    "div",
    { class: "panel" },
    h("div", { class: "choose" }, h("label", { for: "other" }, stage.text("blend_other")), select),
    strip.canvas,
    weight.element,
    h("p", { class: "hint" }, stage.text("blend_hint")),
  );
  return { element, render, ask };
}
