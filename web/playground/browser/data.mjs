// What G is to imitate: sets with a picture of each, a word, the outline of a picture, pasted points, or what the visitor draws.

import { context2d, h, write } from "../../shared/browser/dom.mjs";
import { onLattice } from "./link.mjs";
import { outline } from "./outline.mjs";
import { makePaste } from "./paste.mjs";

/** @import {Points, Stage, Theme} from "./types.mjs" */

const TILE = 56; // pixels of a thumbnail
const PAD = 240; // of the pad to draw on
const REACH = 3; // the pad shows [-REACH, REACH]
const SPACING = 0.09; // between two points of a stroke
const MAX_POINTS = 400; // of a drawing
const NUDGE = 0.15; // of the pen, by a key
const PICTURES = "image/png,image/jpeg,image/gif,image/bmp,image/webp";
const PEN_REACH = 2.8; // of the pen, by keys

/**
 * Sets with a picture of each.
 * @param {Stage} stage
 */
function makeTiles(stage) {
  const { text, about } = stage;
  /** @type {Record<string, Points>} */
  let thumbnails = {}; // by the set's name, in the view's half widths
  const names = about.choices.data.filter((name) => name !== "text" && name !== "points");
  const tiles = names.map((name) => {
    const canvas = h("canvas", { width: 2 * TILE, height: 2 * TILE, "aria-hidden": "true" });
    const attributes = { type: "button", class: "tile", "data-set": name, onclick: () => stage.set({ data: name }) };
    return { name, canvas, button: h("button", attributes, canvas, h("span", {}, text(`data_${name}`))) };
  });
  const buttons = tiles.map((tile) => tile.button);
  const paint = () => {
    for (const { name, canvas } of tiles) {
      const context = context2d(canvas);
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = stage.theme.now.real;
      for (const [x, y] of thumbnails[name] ?? []) {
        context.beginPath();
        context.arc(TILE * (1 + x), TILE * (1 - y), 2.6, 0, 2 * Math.PI);
        context.fill();
      }
    }
  };
  const show = (/** @type {Record<string, Points>} */ drawn) => {
    thumbnails = drawn;
    paint();
  };
  stage.machine.ask("thumbnails", "").then(show, () => undefined); // without a worker there is nothing else either
  return {
    element: h("div", { class: "tiles", role: "group", "aria-label": text("tab_data") }, buttons),
    paint,
    render() {
      for (const { name, button } of tiles) button.setAttribute("aria-pressed", String(name === stage.spec.config.data));
    },
  };
}

/**
 * The outline of a picture file.
 * @param {Stage} stage
 */
function makeUpload(stage) {
  const { text } = stage;
  const trace = async () => {
    const picture = file.files?.[0];
    if (!picture) return;
    file.value = "";
    await stage.attempt(async () => {
      const points = await outline(picture, MAX_POINTS);
      stage.set({ data: "points", points: points.map((point) => point.map(onLattice)) });
    });
  };
  const file = h("input", { id: "picture", type: "file", accept: PICTURES, class: "unseen", onchange: () => void trace() });
  const label = h("label", { for: "picture", class: "button" }, text("picture"));
  return h("div", { class: "row" }, file, label, h("span", { class: "hint" }, text("picture_hint")));
}

/** @param {Stage} stage */
export function makeData(stage) {
  const { text } = stage;
  const tiles = makeTiles(stage);
  const word = h("input", { id: "word", type: "text", maxlength: 12, size: 10, autocomplete: "off" });
  const onsubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (word.value.trim()) stage.set({ data: "text", text: word.value.trim() });
  };
  const form = h("form", { class: "row", onsubmit }, h("label", { for: "word" }, text("word")), word, h("button", {}, text("use")));
  const pad = makePad(stage);
  return {
    element: h("div", { class: "data" }, tiles.element, form, makeUpload(stage), makePaste(stage).element, pad.element),
    paint() {
      tiles.paint();
      pad.paint();
    },
    render() {
      const { config } = stage.spec;
      tiles.render();
      if (config.data === "text" && !word.value) word.value = String(config.text);
      pad.render();
    },
  };
}

/** @type {Record<string, [number, number]>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * A stroke on to `to` in even steps, no two points closer than SPACING.
 * @param {Points} stroke
 * @param {number[]} to
 * @param {number} max points
 * @returns {Points} what is added
 */
export function extended(stroke, to, max) {
  const last = stroke.at(-1);
  if (!last) return max > 0 ? [to] : [];
  const steps = Math.floor(Math.hypot(to[0] - last[0], to[1] - last[1]) / SPACING);
  return Array.from({ length: Math.min(max, steps) }, (_, step) =>
    to.map((value, side) => onLattice(last[side] + ((value - last[side]) * (step + 1)) / steps)),
  );
}

/**
 * What is on the pad: points, and the pen where keys move it.
 * @param {HTMLCanvasElement} canvas
 * @param {Theme} now
 * @param {{points: Points, pen?: number[]}} drawing
 */
function paintPad(canvas, now, { points, pen }) {
  const context = context2d(canvas);
  const at = (/** @type {number} */ value, sign = 1) => PAD * (1 + (sign * value) / REACH);
  context.fillStyle = now.paper;
  context.fillRect(0, 0, 2 * PAD, 2 * PAD);
  context.strokeStyle = now.line;
  for (let tick = -2; tick <= 2; tick++) {
    context.strokeRect(at(tick), -1, 0, 2 * PAD + 2);
    context.strokeRect(-1, at(tick, -1), 2 * PAD + 2, 0);
  }
  context.fillStyle = now.real;
  for (const [x, y] of points) {
    context.beginPath();
    context.arc(at(x), at(y, -1), 4, 0, 2 * Math.PI);
    context.fill();
  }
  if (!pen) return;
  context.strokeStyle = now.ink;
  context.strokeRect(at(pen[0]) - 6, at(pen[1], -1) - 6, 12, 12);
}

/** @type {(canvas: HTMLCanvasElement, event: PointerEvent) => number[]} where the pen is */
function placeOf(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const shares = [(2 * (event.clientX - box.left)) / box.width - 1, 1 - (2 * (event.clientY - box.top)) / box.height];
  return shares.map((share) => onLattice(Math.max(-1, Math.min(1, share)) * REACH * 0.97));
}

/**
 * A pad for mouse, finger and keys: arrows move the pen, Space sets a point.
 * @param {Stage} stage
 */
function makePad(stage) {
  const { text } = stage;
  const canvas = h("canvas", { class: "pad", width: 2 * PAD, height: 2 * PAD, tabindex: 0, role: "img", "aria-describedby": "pad-hint" });
  const use = h(
    "button",
    { type: "button", class: "main", onclick: () => stage.set({ data: "points", points: strokes.flat() }) },
    text("use"),
  );
  const undo = h("button", { type: "button", onclick: () => change(strokes.slice(0, -1)) }, text("undo"));
  const clear = h("button", { type: "button", onclick: () => change([]) }, text("clear"));
  const note = h("span", { class: "hint", role: "status" });
  const element = h(
    "div",
    { class: "drawing" },
    h("p", { id: "pad-hint", class: "hint" }, text("pad_hint", { most: MAX_POINTS })),
    canvas,
    h("div", { class: "row" }, use, undo, clear, note),
  );
  /** @type {Points[]} */
  let strokes = [];
  let pen = [0, 0];
  let keyed = false; // whether keys move the pen
  let drawing = false;
  /** @type {unknown} */
  let shown; // the points of the game that are on the pad already

  const change = (/** @type {Points[]} */ next) => {
    strokes = next.filter((stroke) => stroke.length);
    paint();
    render();
  };
  const begin = (/** @type {number[]} */ point) => {
    strokes.push([]);
    add(point);
  };
  const add = (/** @type {number[]} */ point) => {
    const stroke = strokes[strokes.length - 1];
    stroke.push(...extended(stroke, point, MAX_POINTS - strokes.flat().length));
    paint();
    render();
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    keyed = false;
    begin(placeOf(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (drawing) add(placeOf(canvas, event));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      drawing = false;
    });
  }
  canvas.addEventListener("keydown", (event) => {
    if (!(event.key in MOVES) && event.key !== " ") return;
    event.preventDefault();
    keyed = true;
    if (event.key === " ") begin(pen.map(onLattice));
    else pen = pen.map((value, side) => Math.max(-PEN_REACH, Math.min(PEN_REACH, value + NUDGE * MOVES[event.key][side])));
    paint();
  });

  const paint = () => paintPad(canvas, stage.theme.now, { points: strokes.flat(), pen: keyed ? pen : undefined });
  const render = () => {
    const { config } = stage.spec;
    if (config.data === "points" && config.points !== shown) {
      shown = config.points;
      if (JSON.stringify(strokes.flat()) !== JSON.stringify(shown)) strokes = [[.../** @type {Points} */ (shown)]];
      paint();
    }
    const count = strokes.flat().length;
    use.disabled = count < 2;
    undo.disabled = clear.disabled = !count;
    write(note, count ? text("pad_points", { count }) : "");
    canvas.setAttribute("aria-label", text("pad_label", { count }));
  };
  return { element, paint, render };
}
