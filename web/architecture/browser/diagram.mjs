// G and D as the lectures draw them: boxes in true proportions (height and depth are the map's sides, width its channels), what is in them below.

import { svg } from "../../shared/browser/dom.mjs";
import { saveSheet } from "../../shared/browser/sheet.mjs";
import { before, inputOf, written } from "./blocks.mjs";
import { coloured, heat, mosaic, show } from "./maps.mjs";

/** @import {Block, Frame, Part, Shape, Stage} from "./types.mjs" */

const WIDTH = 960;
const ROW = 264; // of G's and of D's
const TALLEST = 74; // pixels of the largest map's side
const LONGEST = 96; // of the most channels
const SLANT = 0.32; // of the side that goes back
const BASE = 126; // where the boxes stand
const PICTURE = 92; // the side of what is below a box
const SHOWN = 9; // channels of a map

/** @typedef {{name: string, label: string, shape: Shape, part: Part, head?: Block["head"], parameters: number}} Node */

/** @param {Stage} stage */
export function makeDiagram(stage) {
  const sides = /** @type {const} */ (["G", "D"]).map((side) => makeSide(stage, side));
  const element = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${2 * ROW}`,
    width: WIDTH,
    height: 2 * ROW,
    class: "diagram",
    role: "group",
    "aria-label": stage.text("diagram"),
  });
  sides.forEach(({ group }, index) => {
    group.setAttribute("transform", `translate(0 ${index * ROW})`);
    element.append(group);
  });
  return {
    element,
    render: (/** @type {Frame} */ frame) => {
      for (const { render } of sides) render(frame);
    },
    /** @param {"svg" | "png"} kind */
    save(kind) {
      const { state, card } = stage;
      const totals = { g: count(stage, total(card.table.G)), d: count(stage, total(card.table.D)) };
      const notes = [stage.text("totals", totals), stage.text("proportions")];
      const madeBy = card.trained ? { model: state.network, seed: state.seed } : undefined;
      saveSheet({ name: `${state.network}-${state.weights}`, title: stage.title(state.network), notes, chart: element, madeBy }, kind);
    },
  };
}

/** @type {(rows: {parameters: number}[]) => number} */
const total = (rows) => rows.reduce((sum, row) => sum + row.parameters, 0);

/** @type {(stage: Stage, value: number) => string} */
export const count = (stage, value) => stage.number(value, 0);

/**
 * @param {Stage} stage
 * @param {"G" | "D"} side
 * @returns {Node[]}
 */
function nodesOf(stage, side) {
  const { card, networks, blocks } = stage;
  const input = inputOf(networks[side].header, side);
  const own = blocks[side].map((block) => ({
    name: block.name,
    label: block.head.op === "logit" ? stage.text("logit") : written(block.shape),
    shape: block.shape,
    part: /** @type {Part} */ (block.parts.at(-1)),
    head: block.head,
    parameters: parametersOf(stage, side, block),
  }));
  const label =
    side === "G"
      ? [`z: ${card.latentDim}`, ...(networks.G.header.labelled ? [card.classes.length] : [])].join(" + ")
      : written(input.shape);
  return [{ name: side, label, shape: input.shape, part: input, parameters: 0 }, ...own];
}

/**
 * The weights of a block's layers, as the table counts them.
 * @param {Stage} stage
 * @param {"G" | "D"} side
 * @param {Block} block
 */
export function parametersOf(stage, side, block) {
  const network = stage.networks[side];
  const { weight, bias, inputs, outputs, kernel, op, projection } = block.head;
  const classes = Math.max(1, stage.card.classes.length);
  const input = before(inputOf(network.header, side), stage.blocks[side], stage.blocks[side].indexOf(block));
  const [channels, height, width] = block.shape;
  const features = input.shape[0] * input.shape[1] * input.shape[2];
  const of = {
    linear: () => inputs * channels * height * width + (bias === null ? 0 : channels * height * width),
    logit: () => features + 1 + (projection === null ? 0 : classes * features),
  };
  const own = op === "linear" || op === "logit" ? of[op]() : inputs * outputs * kernel ** 2 + (bias === null ? 0 : outputs);
  const norms = block.parts.filter((part) => part.op === "affine");
  const conditional = network.header.classes.length && stage.card.table[side].some((row) => row.kind === "ConditionalBatchNorm");
  return weight === undefined ? 0 : own + norms.reduce((sum, part) => sum + 2 * part.shape[0] * (conditional ? classes : 1), 0);
}

/**
 * @param {Stage} stage
 * @param {"G" | "D"} side
 */
function makeSide(stage, side) {
  const nodes = nodesOf(stage, side);
  const all = [...nodesOf(stage, "G"), ...nodesOf(stage, "D")];
  const cell = TALLEST / Math.max(...all.map(({ shape }) => shape[1]));
  const channel = LONGEST / Math.max(...all.map(({ shape }) => shape[0]));
  const step = WIDTH / nodes.length;
  const title = svg("text", { x: 0, y: 14, class: `side ${side === "G" ? "generator" : "discriminator"}` });
  title.textContent = stage.text(
    side === "G" ? "generator" : stage.card.judgeStep || !stage.card.trained ? "discriminator" : "discriminator_fresh",
  );
  const group = svg("g", {}, title);
  const drawn = nodes.map((node, index) => {
    const middle = step * (index + 0.5);
    if (node.head) group.append(arrow(stage, node, middle - step / 2));
    const one = makeNode(stage, side, node, { middle, cell, channel });
    group.append(one.element);
    return one;
  });
  const render = (/** @type {Frame} */ frame) => {
    for (const one of drawn) one.render(frame);
  };
  return { group, render };
}

/**
 * What turns one box into the next.
 * @param {Stage} stage
 * @param {Node} node
 * @param {number} x
 */
function arrow(stage, { head, parameters }, x) {
  const { op, kernel, stride, padding } = /** @type {Block["head"]} */ (head);
  const words = op === "up" || op === "down" ? [stage.text(op), `k${kernel} s${stride} p${padding}`] : [stage.text("linear")];
  const lines = [...words, count(stage, parameters)].map((line, index) => {
    const text = svg("text", { x, y: 32 + 13 * index, class: "small", "text-anchor": "middle" });
    text.textContent = line;
    return text;
  });
  return svg("g", {}, ...lines, svg("path", { d: `M${x - 16} ${BASE - 8}h26m-7 -5l7 5l-7 5`, class: "arrow" }));
}

/**
 * A box, its size in words, and what it holds.
 * @param {Stage} stage
 * @param {"G" | "D"} side
 * @param {Node} node
 * @param {{middle: number, cell: number, channel: number}} scale
 */
function makeNode(stage, side, node, { middle, cell, channel }) {
  const logit = node.head?.op === "logit";
  const label = svg("text", { x: middle, y: BASE + 19, class: "shape", "text-anchor": "middle" });
  label.textContent = node.label;
  const frame = svg("rect", { x: middle - PICTURE / 2 - 2, y: BASE + 28, width: PICTURE + 4, height: PICTURE + 4, class: "frame" });
  const pictures = [0, 1].map(() =>
    svg("image", {
      x: middle - PICTURE / 2,
      y: BASE + 30,
      width: PICTURE,
      height: PICTURE,
      preserveAspectRatio: "xMidYMid",
      class: "pixels",
    }),
  );
  const lines = [0, 1, 2].map((index) =>
    svg("text", { x: middle, y: BASE + 58 + 20 * index, class: index ? "small" : "logit", "text-anchor": "middle" }),
  );
  const box = logit ? [] : cuboid(node.shape, { middle, cell, channel, colour: side === "G" ? "generator" : "discriminator" });
  const element = svg("g", { class: "node" }, ...box, label, ...(logit ? lines : [frame, ...pictures]));
  if (node.head) makeButton(stage, node, element);
  const render = (/** @type {Frame} */ given) => {
    element.toggleAttribute("data-open", stage.state.block === node.name);
    const values = node.part.place < 0 && side === "G" ? given.z : valuesAt(given, side, node.part);
    if (logit) return writeLogit(stage, lines, values);
    const picture = node.part.op === "tanh" || (side === "D" && node.part.op === "input");
    show(pictures[0], picture ? coloured(values, node.shape) : mosaic(values, node.shape, countShown(node.shape)));
    const looks = side === "D" && node.name === "D" ? given.looks : undefined;
    if (looks) show(pictures[1], heat(looks, stage.card.image));
    pictures[1].setAttribute("visibility", looks ? "visible" : "hidden");
  };
  return { element, render };
}

/** @type {(shape: Shape) => number} channels that are shown; of a vector, its numbers */
const countShown = ([channels, height]) => (height > 1 ? Math.min(SHOWN, channels) : Math.min(1024, channels));

/**
 * The values of a part: D's input without labels is G's picture.
 * @param {Frame} frame
 * @param {"G" | "D"} side
 * @param {Part} part
 */
export const valuesAt = (frame, side, part) =>
  part.place >= 0 ? frame.values[side][part.place] : side === "G" ? frame.z : /** @type {Float32Array} */ (frame.values.G.at(-1));

/**
 * @param {Stage} stage
 * @param {Node} node
 * @param {SVGElement} element
 */
function makeButton(stage, node, element) {
  const open = () =>
    stage.set({ block: stage.state.block === node.name ? "" : node.name, part: 0, channel: 0, cell: middleOf(node.shape) });
  for (const [name, value] of Object.entries({
    role: "button",
    tabindex: 0,
    "data-block": node.name,
    "aria-label": stage.text("open", { name: `${node.name}, ${node.label}` }),
  }))
    element.setAttribute(name, String(value));
  element.addEventListener("click", open);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open();
  });
}

/** @type {(shape: Shape) => number} the cell in the middle of a map */
const middleOf = ([, height, width]) => Math.floor(height / 2) * width + Math.floor(width / 2);

/**
 * The logit, and what it is the sum of where the label has a share.
 * @param {Stage} stage
 * @param {SVGElement[]} lines
 * @param {Float32Array} values
 */
function writeLogit(stage, [sum, shares, verdict], [own, label, logit]) {
  const { number, text, card } = stage;
  sum.textContent = number(logit, 2);
  const projected = stage.blocks.D.at(-1)?.head.projection !== null;
  shares.textContent = projected ? `${number(own, 2)} + ${number(label, 2)} (${text("label_share")})` : "";
  verdict.textContent = text(!card.judgeStep ? "says_nothing" : logit > card.boundary ? "says_real" : "says_fake");
}

/**
 * A box whose width is the channels, whose height and depth are the map's sides.
 * @param {Shape} shape
 * @param {{middle: number, cell: number, channel: number, colour: string}} scale
 */
function cuboid([channels, height, width], { middle, cell, channel, colour }) {
  const [wide, tall, back] = [Math.max(1, channels * channel), Math.max(2, height * cell), width * cell * SLANT];
  const [left, top] = [middle - (wide + back) / 2, BASE - tall];
  const faces = [
    `M${left} ${top}h${wide}v${tall}h${-wide}z`,
    `M${left} ${top}l${back} ${-back}h${wide}l${-back} ${back}z`,
    `M${left + wide} ${top}l${back} ${-back}v${tall}l${-back} ${back}z`,
  ];
  return faces.map((d, index) => svg("path", { d, class: `face ${colour} face-${index}` }));
}
