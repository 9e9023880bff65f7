// What G is to imitate: sets with a picture of each, a word, the outline of a picture, or what the visitor draws.

import { h } from "../../shared/browser/dom.mjs";
import { onLattice } from "./link.mjs";
import { outline } from "./outline.mjs";
import { write } from "./words.mjs";

const TILE = 56; // pixels of a thumbnail
const PAD = 240; // of the pad to draw on
const REACH = 3; // the pad shows [-REACH, REACH]
const SPACING = 0.09; // between two points of a stroke
const MOST = 400; // points of a drawing
const NUDGE = 0.15; // of the pen, by a key

export function makeData(stage) {
  const { text, about } = stage;
  let thumbnails = {}; // name -> points
  const tiles = about.choices.data.filter((name) => name !== "text" && name !== "points").map((name) => {
    const canvas = h("canvas", { width: 2 * TILE, height: 2 * TILE, "aria-hidden": "true" });
    const button = h("button", { type: "button", class: "tile", "data-set": name, onclick: () => stage.set({ data: name }) }, canvas, h("span", {}, text(`data_${name}`)));
    return { name, canvas, button };
  });
  const word = h("input", { id: "word", type: "text", maxlength: 12, size: 10, autocomplete: "off" });
  const saying = h("form", { class: "row", onsubmit: (event) => {
    event.preventDefault();
    if (word.value.trim()) stage.set({ data: "text", text: word.value.trim() });
  } }, h("label", { for: "word" }, text("word")), word, h("button", {}, text("use")));
  const file = h("input", { id: "picture", type: "file", accept: "image/png,image/jpeg,image/gif,image/bmp,image/webp", class: "unseen", onchange: () => trace() });
  const upload = h("div", { class: "row" }, file, h("label", { for: "picture", class: "button" }, text("picture")), h("span", { class: "hint" }, text("picture_hint")));
  const pad = makePad(stage);
  const element = h("div", { class: "data" }, h("div", { class: "tiles", role: "group", "aria-label": text("tab_data") }, tiles.map((tile) => tile.button)), saying, upload, pad.element);

  const trace = async () => {
    const [picture] = file.files;
    if (!picture) return;
    file.value = "";
    await stage.attempt(async () => {
      const points = await outline(picture, MOST);
      stage.set({ data: "points", points: points.map((point) => point.map(onLattice)) });
    });
  };
  const paint = () => {
    const { now } = stage.look;
    for (const { name, canvas } of tiles) {
      const context = canvas.getContext("2d");
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = now.real;
      for (const [x, y] of thumbnails[name] ?? []) {
        context.beginPath();
        context.arc(TILE * (1 + x), TILE * (1 - y), 2.6, 0, 2 * Math.PI);
        context.fill();
      }
    }
    pad.paint();
  };
  const render = () => {
    const { config } = stage.spec;
    for (const { name, button } of tiles) button.setAttribute("aria-pressed", String(name === config.data));
    if (config.data === "text" && !word.value) word.value = config.text;
    pad.render();
  };
  stage.machine.ask("thumbnails", "").then((drawn) => {
    thumbnails = drawn;
    paint();
  }, () => undefined); // without a worker there is nothing else either
  return { element, render, paint };
}

/** A pad for mouse, finger and keys: arrows move the pen, Space sets a point. */
function makePad(stage) {
  const { text } = stage;
  const canvas = h("canvas", { class: "pad", width: 2 * PAD, height: 2 * PAD, tabindex: 0, role: "img", "aria-describedby": "pad-hint" });
  const use = h("button", { type: "button", class: "main", onclick: () => stage.set({ data: "points", points: strokes.flat() }) }, text("use"));
  const undo = h("button", { type: "button", onclick: () => change(strokes.slice(0, -1)) }, text("undo"));
  const clear = h("button", { type: "button", onclick: () => change([]) }, text("clear"));
  const said = h("span", { class: "hint", role: "status" });
  const element = h("div", { class: "drawing" }, h("p", { id: "pad-hint", class: "hint" }, text("pad_hint", { most: MOST })), canvas, h("div", { class: "row" }, use, undo, clear, said));
  let strokes = [];
  let pen = [0, 0];
  let keyed = false;
  let drawing = false;
  let shown; // the points of the game that are on the pad already

  const count = () => strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  const change = (next) => {
    strokes = next.filter((stroke) => stroke.length);
    paint();
    render();
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(2 * (event.clientX - box.left)) / box.width - 1, 1 - (2 * (event.clientY - box.top)) / box.height].map((share) => onLattice(Math.max(-1, Math.min(1, share)) * REACH * 0.97));
  };
  const add = (point) => {
    const stroke = strokes.at(-1);
    const last = stroke.at(-1);
    const far = last ? Math.hypot(point[0] - last[0], point[1] - last[1]) : Infinity;
    if (far < SPACING) return;
    const steps = last ? Math.floor(far / SPACING) : 1;
    for (let step = 1; step <= steps && count() < MOST; step++) {
      stroke.push(last ? point.map((value, side) => onLattice(last[side] + ((value - last[side]) * step) / steps)) : point);
    }
    paint();
    render();
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    keyed = false;
    strokes.push([]);
    add(place(event));
  });
  canvas.addEventListener("pointermove", (event) => drawing && add(place(event)));
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (drawing = false));
  canvas.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!move && event.key !== " ") return;
    event.preventDefault();
    keyed = true;
    if (move) pen = pen.map((value, side) => Math.max(-2.8, Math.min(2.8, value + NUDGE * move[side])));
    else {
      strokes.push([]);
      add(pen.map(onLattice));
    }
    paint();
  });

  const paint = () => {
    const { now } = stage.look;
    const context = canvas.getContext("2d");
    const at = (value, sign) => PAD * (1 + (sign * value) / REACH);
    context.fillStyle = now.paper;
    context.fillRect(0, 0, 2 * PAD, 2 * PAD);
    context.strokeStyle = now.line;
    for (let tick = -2; tick <= 2; tick++) {
      context.strokeRect(at(tick, 1), -1, 0, 2 * PAD + 2);
      context.strokeRect(-1, at(tick, -1), 2 * PAD + 2, 0);
    }
    context.fillStyle = now.real;
    for (const [x, y] of strokes.flat()) {
      context.beginPath();
      context.arc(at(x, 1), at(y, -1), 4, 0, 2 * Math.PI);
      context.fill();
    }
    if (!keyed) return;
    context.strokeStyle = now.ink;
    context.strokeRect(at(pen[0], 1) - 6, at(pen[1], -1) - 6, 12, 12);
  };
  const render = () => {
    const { config } = stage.spec;
    if (config.data === "points" && config.points !== shown) {
      shown = config.points;
      if (JSON.stringify(strokes.flat()) !== JSON.stringify(shown)) strokes = [[...shown]];
      paint();
    }
    const points = count();
    use.disabled = points < 2;
    undo.disabled = clear.disabled = !points;
    write(said, points ? text("pad_points", { count: points }) : "");
    canvas.setAttribute("aria-label", text("pad_label", { count: points }));
  };
  return { element, paint, render };
}
