// On request: how a layer's weights are spread, the singular values of its matrix, and which of its units never answer.

import { classWeights } from "../../latent/browser/compose.mjs";
import { zFromSeed } from "../../latent/browser/seeds.mjs";
import { h, svg } from "../../shared/browser/dom.mjs";
import { LatestRequest } from "../../shared/browser/latest_request.mjs";
import { address, toQuery } from "./query.mjs";
import { deadChannels, histogramOf } from "./spread.mjs";

/** @import {Opened} from "./opened.mjs" */
/** @import {Stage} from "./types.mjs" */

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
  const { counts, most, deviation } = histogramOf(weight);
  const tallest = Math.max(...counts);
  const wide = WIDTH / counts.length;
  const bars = counts.map((value, i) => {
    const tall = (HEIGHT * value) / tallest;
    return svg("rect", { x: i * wide, y: HEIGHT - tall, width: wide - 1, height: tall });
  });
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
    if (!response.ok) {
      figure.replaceChildren(h("p", { class: "hint" }, stage.error(await response.json())));
      return;
    }
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
  const samples = zFromSeed(SEED, DRAWS, card.latentDim);
  const weights = classWeights({ .../** @type {any} */ (state), mode: "sliders" }, card.classes.length);
  const maps = Array.from({ length: DRAWS }, (_, n) => {
    const made = networks.G.trace(samples.subarray(n * card.latentDim, (n + 1) * card.latentDim), weights);
    const picture = made[made.length - 1].map(Math.tanh);
    return (side === "G" ? made : networks.D.trace(picture, weights))[part.place];
  });
  return stage.text("dead", { dead: deadChannels(maps, part.shape), count: part.shape[0], draws: DRAWS });
}
