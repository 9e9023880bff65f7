// On request: how a layer's weights are spread, the singular values of its matrix, and which of its units never answer.

import { classWeights } from "../../latent/browser/compose.mjs";
import { zFromSeed } from "../../latent/browser/seeds.mjs";
import { h, svg } from "../../shared/browser/dom.mjs";
import { LatestRequest } from "../../shared/browser/latest_request.mjs";
import { wideOf } from "./blocks.mjs";
import { address, toQuery } from "./query.mjs";

/** @import {Opened} from "./opened.mjs" */
/** @import {Stage} from "./types.mjs" */

const BINS = 41;
const [WIDTH, HEIGHT] = [320, 110];
const DRAWS = 64; // z that dead units are looked for with
const SEED = 0;

/** @param {Stage} stage */
export function makeWeights(stage) {
  const lane = new LatestRequest(() => {}, stage.signal);
  const histogram = h("figure", { class: "chart" });
  const spectrum = h("figure", { class: "chart" });
  const dead = h("p", { class: "hint", role: "status" });
  const button = h("button", { type: "button" }, stage.text("dead_units"));
  const element = h(
    "details",
    { class: "weights" },
    h("summary", {}, stage.text("weights")),
    h("div", { class: "row" }, button, dead),
    h("div", { class: "two" }, histogram, spectrum),
  );
  /** @type {Opened | undefined} */
  let now;
  let shown = "";
  const fill = () => {
    if (!element.open || !now || shown === now.block.name) return;
    shown = now.block.name;
    dead.textContent = "";
    const weight = stage.networks[now.side].tensor(now.block.head.weight);
    drawHistogram(stage, histogram, weight);
    askSpectrum(stage, lane, spectrum, now);
  };
  button.addEventListener("click", () => {
    if (now) dead.textContent = deadSentence(stage, now);
  });
  element.addEventListener("toggle", fill);
  const render = (/** @type {Opened} */ opened) => {
    now = opened;
    button.hidden = !opened.block.parts.some(({ op }) => op === "rectify" || op === "leaky");
    fill();
  };
  return { element, render };
}

/**
 * @param {Stage} stage
 * @param {Element} figure
 * @param {Float32Array} weight
 */
function drawHistogram(stage, figure, weight) {
  const used = weight.filter((value) => value !== 0); // rows are filled up with zeros
  const most = used.reduce((high, value) => Math.max(high, Math.abs(value)), 1e-12);
  const bins = new Array(BINS).fill(0);
  for (const value of used) bins[Math.min(BINS - 1, Math.floor(((value / most + 1) / 2) * BINS))] += 1;
  const tallest = Math.max(...bins);
  const wide = WIDTH / BINS;
  const bars = bins.map((value, i) => {
    const tall = (HEIGHT * value) / tallest;
    return svg("rect", { x: i * wide, y: HEIGHT - tall, width: wide - 1, height: tall });
  });
  const deviation = Math.sqrt(used.reduce((sum, value) => sum + value * value, 0) / Math.max(1, used.length));
  const words = stage.text("histogram", {
    low: stage.number(-most, 2),
    high: stage.number(most, 2),
    deviation: stage.number(deviation, 3),
  });
  figure.replaceChildren(chart(words, ...bars), h("figcaption", { class: "hint" }, words));
}

/** @type {(label: string, ...marks: SVGElement[]) => SVGElement} */
const chart = (label, ...marks) => svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, marks);

/**
 * @param {Stage} stage
 * @param {LatestRequest} lane
 * @param {Element} figure
 * @param {Opened} now
 */
function askSpectrum(stage, lane, figure, { side, block }) {
  figure.replaceChildren();
  if (block.head.op === "logit") return;
  const { network, weights, kernel, activation } = stage.state;
  const query = toQuery({ ...stage.card.defaults, network, weights, kernel, activation }, stage.card.defaults);
  lane.ask("spectrum", address("spectrum", `${query}&side=${side}&step=${block.parts[0].place}`), async (response) => {
    if (!response.ok) return;
    const values = /** @type {number[]} */ ((await response.json()).values);
    const points = values.map((value, i) => `${(WIDTH * i) / Math.max(1, values.length - 1)},${HEIGHT - (HEIGHT * value) / values[0]}`);
    const words = stage.text("spectrum", {
      count: values.length,
      most: stage.number(values[0], 2),
      least: stage.number(values[values.length - 1], 3),
    });
    figure.replaceChildren(chart(words, svg("polyline", { points: points.join(" ") })), h("figcaption", { class: "hint" }, words));
  });
}

/**
 * How many units of the open block are never above zero, over many z.
 * @param {Stage} stage
 * @param {Opened} now
 */
function deadSentence(stage, { side, block }) {
  const { card, networks, state } = stage;
  const part = /** @type {import("./types.mjs").Part} */ (block.parts.find(({ op }) => op === "rectify" || op === "leaky"));
  const [channels] = part.shape;
  const alive = new Set();
  const samples = zFromSeed(SEED, DRAWS, card.latentDim);
  const weights = classWeights({ .../** @type {any} */ (state), mode: "sliders" }, card.classes.length);
  for (let n = 0; n < DRAWS; n++) {
    const made = networks.G.trace(samples.subarray(n * card.latentDim, (n + 1) * card.latentDim), weights);
    const picture = made[made.length - 1].map(Math.tanh);
    const values = (side === "G" ? made : networks.D.trace(picture, weights))[part.place];
    for (let c = 0; c < channels; c++) if (isAlive(values, c, part.shape)) alive.add(c);
  }
  return stage.text("dead", { dead: channels - alive.size, count: channels, draws: DRAWS });
}

/** @type {(values: Float32Array, channel: number, shape: import("./types.mjs").Shape) => boolean} */
function isAlive(values, channel, shape) {
  const wide = wideOf(shape);
  const cells = shape[1] * shape[2];
  for (let i = 0; i < cells; i++) if (values[channel * wide + i] > 0) return true;
  return false;
}
