// A block that is open: all its channels, one of them large, the kernel that made it, and one of its cells as the sum it is.

import { h } from "../../shared/browser/dom.mjs";
import { before, inputOf, placeOf, wideOf, written } from "./blocks.mjs";
import { count, parametersOf, valuesAt } from "./diagram.mjs";
import { columnsOf, mosaic, put } from "./maps.mjs";
import { makeSum } from "./sum.mjs";
import { makeWeights } from "./weights.mjs";

/** @import {Block, Frame, Part, Shape, Stage} from "./types.mjs" */
/** @typedef {{side: "G" | "D", block: Block, input: Part, part: Part, values: ArrayLike<number>, shape: Shape, channel: number, cell: number}} Opened */

/**
 * The open block and what is chosen in it, each number inside its bounds; undefined where none is open.
 * @param {Stage} stage
 * @param {Frame} frame
 * @returns {Opened | undefined}
 */
export function openedOf(stage, frame) {
  const side = stage.state.block.startsWith("D") ? "D" : "G";
  const index = stage.blocks[side].findIndex(({ name }) => name === stage.state.block);
  if (index < 0) return undefined;
  const block = stage.blocks[side][index];
  const source = inputOf(stage.networks[side].header, side);
  const input = before(source, stage.blocks[side], index);
  const part = block.parts[stage.state.part - 1] ?? /** @type {Part} */ (block.parts.at(-1));
  const [values, shape] = block.head.op === "logit" ? products(stage, frame, block, input) : [valuesAt(frame, side, part), part.shape];
  const channel = Math.min(stage.state.channel, shape[0] - 1);
  const cell = Math.min(stage.state.cell, shape[1] * shape[2] - 1);
  return { side, block, input, part, values, shape, channel, cell };
}

/**
 * The features times their weights: what each speaks for in the logit.
 * @param {Stage} stage
 * @param {Frame} frame
 * @param {Block} block
 * @param {Part} input
 * @returns {[Float32Array, Shape]}
 */
function products(stage, frame, block, input) {
  const weight = stage.networks.D.tensor(block.head.weight);
  return [Float32Array.from(valuesAt(frame, "D", input), (value, i) => value * weight[i]), input.shape];
}

/** @param {Stage} stage */
export function makeOpened(stage) {
  const title = h("h2");
  const close = h("button", { type: "button", onclick: () => stage.set({ block: "" }) }, stage.text("close"));
  const parts = h("div", { class: "row parts", role: "group", "aria-label": stage.text("parts") });
  const all = h("canvas", { class: "pixels all" });
  const large = h("canvas", { class: "pixels large" });
  const channel = h("input", { type: "number", min: 0, step: 1, id: "channel", inputmode: "numeric" });
  const value = h("p", { class: "hint", role: "status" });
  const sum = makeSum(stage);
  const weights = makeWeights(stage);
  /** @type {Opened | undefined} */
  let now;

  channel.addEventListener("change", () => {
    if (channel.checkValidity() && channel.value !== "") stage.set({ channel: Number(channel.value) });
  });
  all.addEventListener("click", (event) => {
    if (!now) return;
    const [across, down] = share(all, event);
    const columns = columnsOf(now.shape[0]);
    const rows = Math.ceil(now.shape[0] / columns);
    const chosen = Math.floor(down * rows) * columns + Math.floor(across * columns);
    if (chosen < now.shape[0]) stage.set({ channel: chosen });
  });
  large.addEventListener("click", (event) => {
    if (!now) return;
    const [across, down] = share(large, event);
    stage.set({ cell: Math.floor(down * now.shape[1]) * now.shape[2] + Math.floor(across * now.shape[2]) });
  });

  const picked = h("div", { class: "picked" }, h("span", { class: "mark", "aria-hidden": "true" }), large);
  const element = h(
    "section",
    { class: "opened", "aria-label": stage.text("opened") },
    h("div", { class: "row head" }, title, close),
    parts,
    h(
      "div",
      { class: "three" },
      h("figure", {}, h("figcaption", { class: "hint" }, stage.text("all_channels")), all),
      h("figure", {}, h("div", { class: "row" }, h("label", { for: "channel" }, stage.text("channel")), channel), picked, value),
      sum.element,
    ),
    weights.element,
  );
  const render = (/** @type {Frame} */ frame) => {
    now = openedOf(stage, frame);
    element.hidden = !now;
    if (!now) return;
    title.textContent = describe(stage, now);
    parts.hidden = now.block.parts.length < 2;
    parts.replaceChildren(...now.block.parts.map((part, index) => makePart(stage, now, part, index)));
    put(all, mosaic(now.values, now.shape, now.shape[0]));
    showChosen(now, { large, picked });
    channel.max = String(now.shape[0] - 1);
    if (stage.root.activeElement !== channel) channel.value = String(now.channel);
    value.textContent = stage.text("cell", { ...placeOf(now), value: stage.number(numberAt(now), 4) });
    sum.render(frame, now);
    weights.render(now);
  };
  return { element, render };
}

/** @type {(canvas: HTMLCanvasElement, event: MouseEvent) => [number, number]} where in a picture a click was, 0 to 1 */
function share(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const inside = (/** @type {number} */ value) => Math.min(0.9999, Math.max(0, value));
  return [inside((event.clientX - box.left) / box.width), inside((event.clientY - box.top) / box.height)];
}

/** @type {(now: Opened) => number} */
const numberAt = ({ values, shape, channel, cell }) => values[channel * wideOf(shape) + cell];

/**
 * The chosen channel, and a mark around the chosen cell.
 * @param {Opened} now
 * @param {{large: HTMLCanvasElement, picked: HTMLElement}} where
 */
function showChosen(now, { large, picked }) {
  const wide = wideOf(now.shape);
  const own = Array.from({ length: wide }, (_, i) => now.values[now.channel * wide + i]);
  put(large, mosaic(own, [1, now.shape[1], now.shape[2]], 1));
  const { row, column } = placeOf(now);
  for (const [name, number] of Object.entries({ row, column, rows: now.shape[1], columns: now.shape[2] }))
    picked.style.setProperty(`--${name}`, String(number));
}

/** @type {(stage: Stage, now: Opened | undefined, part: Part, index: number) => HTMLElement} */
function makePart(stage, now, part, index) {
  const pressed = String(now?.part === part);
  return h(
    "button",
    { type: "button", "aria-pressed": pressed, onclick: () => stage.set({ part: index + 1 }) },
    stage.text(`part_${part.op}`),
  );
}

/** @type {(stage: Stage, now: Opened) => string} */
function describe(stage, { side, block, input }) {
  const { op, kernel, stride, padding } = block.head;
  const how =
    op === "up" || op === "down" ? `${stage.text(`part_${op}`)}, k = ${kernel}, s = ${stride}, p = ${padding}` : stage.text(`part_${op}`);
  const out = op === "logit" ? "1" : written(block.shape);
  const weights = stage.text("weights_count", { count: count(stage, parametersOf(stage, side, block)) });
  return `${block.name}: ${written(input.shape)} → ${out} · ${how} · ${weights}`;
}
