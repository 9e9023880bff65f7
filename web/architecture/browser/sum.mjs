// One cell as the sum it is: the input channels that say most, number by number, then batch norm and the activation.

import { h } from "../../shared/browser/dom.mjs";
import { cellOf, kernelOf, normOf } from "./arithmetic.mjs";
import { placeOf, wideOf } from "./blocks.mjs";
import { valuesAt } from "./diagram.mjs";

/** @import {Cell} from "./arithmetic.mjs" */
/** @import {Opened} from "./opened.mjs" */
/** @import {Frame, Stage} from "./types.mjs" */

const TERMS = 3; // input channels written out
const PRODUCTS = 4; // of each, the largest
const LARGEST_PATCH = 8; // what the page on convolutions takes
const DIGITS = 3;

/** @param {Stage} stage */
export function makeSum(stage) {
  const kernel = h("div", { class: "kernel" });
  const kernelTitle = h("p", { class: "hint" });
  const lines = h("div", { class: "lines", "data-testid": "arithmetic" });
  const link = h("a", { target: "_blank" });
  const element = h("div", { class: "sum" }, h("h3", {}, stage.text("sum_title")), lines, kernelTitle, kernel, link);
  const render = (/** @type {Frame} */ frame, /** @type {Opened} */ now) => {
    const { op } = now.block.head;
    const label = now.part.op === "append" && now.channel === now.shape[0] - 1;
    const cell = label || op === "logit" ? undefined : sumOf(stage, frame, now);
    lines.replaceChildren(
      ...(cell ? written(stage, frame, now, cell) : op === "logit" ? logitLines(stage, frame, now) : [line(stage.text("label_channel"))]),
    );
    const convolution = cell !== undefined && (op === "up" || op === "down");
    for (const part of [kernel, kernelTitle, link]) part.hidden = !convolution;
    if (!cell || !convolution) return;
    const channel = cell.terms[0].channel;
    const numbers = kernelOf(stage.networks[now.side], now.block.head, now.channel, channel);
    kernelTitle.textContent = stage.text("kernel_title", { from: channel, to: now.channel });
    drawKernel(stage, kernel, numbers, now.block.head.kernel);
    link.textContent = stage.text(op === "up" ? "see_up" : "see_down");
    link.href = new URL(
      `convolution?${convolutionQuery(now, { numbers, input: valuesAt(frame, now.side, now.input), channel })}`,
      document.baseURI,
    ).href;
  };
  return { element, render };
}

/**
 * @param {Stage} stage
 * @param {Frame} frame
 * @param {Opened} now
 */
function sumOf(stage, frame, now) {
  const shape = now.block.parts[0].shape;
  return cellOf(stage.networks[now.side], now.block.head, valuesAt(frame, now.side, now.input), {
    shape,
    channel: now.channel,
    ...placeOf(now),
  });
}

/** @type {(...children: import("../../shared/browser/dom.mjs").Children[]) => HTMLElement} */
const line = (...children) => h("p", {}, ...children);

/**
 * @param {Stage} stage
 * @param {Frame} frame
 * @param {Opened} now
 * @param {Cell} cell
 */
function written(stage, frame, now, { terms, bias, total }) {
  const n = (/** @type {number} */ value) => stage.number(value, DIGITS);
  const vector = now.side === "G" && now.input.place < 0;
  const first = terms.slice(0, TERMS).map(({ channel, products, sum }) => {
    const largest = products.toSorted((one, other) => Math.abs(other.x * other.w) - Math.abs(one.x * one.w)).slice(0, PRODUCTS);
    const shown = [...largest.map(({ x, w }) => `${n(x)} × ${signed(n, w)}`), ...(products.length > PRODUCTS ? ["…"] : [])].join(" + ");
    return line(h("b", {}, vector ? `z[${channel}]` : stage.text("input_channel", { channel })), ` ${shown} = `, h("b", {}, n(sum)));
  });
  const rest = terms.slice(TERMS);
  const others = rest.reduce((sum, term) => sum + term.sum, 0);
  const lines = [...first];
  if (rest.length) lines.push(line(stage.text("others", { count: rest.length }), " ", h("b", {}, n(others))));
  if (bias) lines.push(line(stage.text("bias"), " ", h("b", {}, n(bias))));
  lines.push(line(h("b", {}, `Σ = ${n(total)}`)));
  return [...lines, ...after(stage, frame, now, total)];
}

/** @type {(n: (value: number) => string, value: number) => string} */
const signed = (n, value) => (value < 0 ? `(${n(value)})` : n(value));

/**
 * What the steps after the layer make of the sum, up to the part that is shown.
 * @param {Stage} stage
 * @param {Frame} frame
 * @param {Opened} now
 * @param {number} total
 */
function after(stage, frame, now, total) {
  const n = (/** @type {number} */ value) => stage.number(value, DIGITS);
  const network = stage.networks[now.side];
  const weights = network.header.classes.length ? frame.weights : [1];
  const last = now.block.parts.indexOf(now.part);
  const lines = [];
  let value = total;
  for (const part of now.block.parts.slice(1, last + 1)) {
    const step = network.header.steps[part.place];
    if (part.op === "affine") {
      const { scale, shift } = normOf(network, step, now.channel, weights);
      lines.push(
        line(
          `${stage.text("part_affine")}: ${n(value)} × ${signed(n, scale)} + ${signed(n, shift)} = `,
          h("b", {}, n(value * scale + shift)),
        ),
      );
      value = value * scale + shift;
    } else if (part.op === "rectify" || part.op === "leaky") {
      const result = value < 0 ? value * step.slope : value;
      lines.push(line(`${stage.text(`part_${part.op}`)}: ${n(value)} → `, h("b", {}, n(result))));
      value = result;
    } else if (part.op === "tanh") {
      lines.push(line(`tanh ${n(value)} = `, h("b", {}, n(Math.tanh(value)))));
      value = Math.tanh(value);
    }
  }
  return lines;
}

/**
 * The logit: the channels of the features that say most, the bias, and the label's share where there is one.
 * @param {Stage} stage
 * @param {Frame} frame
 * @param {Opened} now
 */
function logitLines(stage, frame, now) {
  const n = (/** @type {number} */ value) => stage.number(value, DIGITS);
  const wide = wideOf(now.shape);
  const sums = Array.from({ length: now.shape[0] }, (_, channel) => {
    let sum = 0;
    for (let i = 0; i < wide; i++) sum += now.values[channel * wide + i];
    return { channel, sum };
  }).sort((one, other) => Math.abs(other.sum) - Math.abs(one.sum));
  const others = sums.slice(TERMS).reduce((sum, one) => sum + one.sum, 0);
  const [own, label, logit] = frame.values.D[now.block.parts[0].place];
  const bias = stage.networks.D.tensor(now.block.head.bias)[0];
  const lines = sums
    .slice(0, TERMS)
    .map(({ channel, sum }) => line(h("b", {}, stage.text("input_channel", { channel })), " ", h("b", {}, n(sum))));
  lines.push(
    line(stage.text("others", { count: Math.max(0, sums.length - TERMS) }), " ", h("b", {}, n(others))),
    line(stage.text("bias"), " ", h("b", {}, n(bias))),
  );
  if (now.block.head.projection === null) return [...lines, line(h("b", {}, `Σ = ${n(logit)}`))];
  return [
    ...lines,
    line(h("b", {}, `Σ = ${n(own)}`)),
    line(stage.text("projection"), " ", h("b", {}, n(label))),
    line(h("b", {}, `${stage.text("logit")} = ${n(logit)}`)),
  ];
}

/**
 * The kernel's numbers, each on its colour: blue below zero, orange above.
 * @param {Stage} stage
 * @param {HTMLElement} element
 * @param {number[]} numbers
 * @param {number} size
 */
function drawKernel(stage, element, numbers, size) {
  const most = Math.max(...numbers.map(Math.abs), 1e-12);
  element.style.setProperty("--size", String(size));
  element.replaceChildren(
    ...numbers.map((value) => {
      const colour = value < 0 ? "var(--real)" : "var(--generated)";
      return h(
        "span",
        { style: `--tint: color-mix(in srgb, ${colour} ${Math.round(70 * (Math.abs(value) / most))}%, transparent)` },
        stage.number(value, 2),
      );
    }),
  );
}

/**
 * The page on convolutions with this layer's k, s, p, this kernel, and the strongest input channel's first cells.
 * @param {Opened} now
 * @param {{numbers: number[], input: ArrayLike<number>, channel: number}} shown
 */
function convolutionQuery({ block, input: { shape } }, { numbers, input, channel }) {
  const { op, kernel, stride, padding, side, wide } = block.head;
  const up = op === "up";
  const size = Math.min(shape[1], up ? 4 : LARGEST_PATCH);
  const rounded = (/** @type {number} */ value) => String(Number(value.toFixed(2)) || 0);
  const rows = (/** @type {number} */ count, /** @type {(row: number, column: number) => number} */ at) =>
    Array.from({ length: count }, (_, row) => Array.from({ length: count }, (__, column) => rounded(at(row, column))).join(",")).join(";");
  const query = {
    tab: up ? "transposed" : "convolution",
    x: rows(size, (row, column) => input[channel * wide + row * side + column]),
    w: rows(kernel, (row, column) => numbers[row * kernel + column]),
    stride,
    padding,
    ...(up && kernel === 3 ? { output_padding: 1 } : {}),
  };
  return Object.entries(query)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}
