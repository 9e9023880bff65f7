// One cell of a layer's output as the sum it is: inputs times weights, a bias, then what batch norm and the activation make of it.

import { wideOf } from "./blocks.mjs";

/** @import {Step} from "../../../gan_core/browser/generator.mjs" */
/** @import {Network, Shape} from "./types.mjs" */
/** @typedef {{x: number, w: number}} Product */
/** @typedef {{channel: number, products: Product[], sum: number}} Term of one input channel */
/** @typedef {{terms: Term[], bias: number, total: number}} Cell terms from the largest to the smallest */

/**
 * The sum behind the cell (row, column) of output channel `channel` of a linear layer or a convolution of either kind.
 * @param {Network} network
 * @param {Step} step
 * @param {ArrayLike<number>} input the layer's, as rows
 * @param {{shape: Shape, channel: number, row: number, column: number}} at `shape` of the output
 * @returns {Cell}
 */
export function cellOf(network, step, input, at) {
  const weight = network.tensor(step.weight);
  const terms = step.op === "linear" ? linearTerms(step, weight, input, at) : mapTerms(step, weight, input, at);
  const place = step.op === "linear" ? at.channel * wideOf(at.shape) + at.row * at.shape[2] + at.column : at.channel;
  const bias = step.bias === null ? 0 : network.tensor(step.bias)[place];
  const total = terms.reduce((sum, term) => sum + term.sum, bias);
  return { terms: terms.sort((one, other) => Math.abs(other.sum) - Math.abs(one.sum)), bias, total };
}

/** @type {(channel: number, products: Product[]) => Term} */
const term = (channel, products) => ({ channel, products, sum: products.reduce((sum, { x, w }) => sum + x * w, 0) });

/** @type {(step: Step, weight: Float32Array, input: ArrayLike<number>, at: {shape: Shape, channel: number, row: number, column: number}) => Term[]} */
function linearTerms({ inputs, outputs }, weight, input, { shape, channel, row, column }) {
  const place = channel * wideOf(shape) + row * shape[2] + column;
  return Array.from({ length: inputs }, (_, i) => term(i, [{ x: input[i], w: weight[i * outputs + place] }]));
}

/** @type {(step: Step, weight: Float32Array, input: ArrayLike<number>, at: {channel: number, row: number, column: number}) => Term[]} */
function mapTerms(step, weight, input, { channel, row, column }) {
  const { inputs, side, wide } = step;
  const rows = meetings(step, row);
  const columns = meetings(step, column);
  return Array.from({ length: inputs }, (_, i) => {
    const products = rows.flatMap(([u, y]) =>
      columns.map(([v, x]) => ({ x: input[i * wide + y * side + x], w: weight[weightPlace(step, channel, i, u, v)] })),
    );
    return term(i, products);
  });
}

/**
 * [kernel row, input row] that meet in an output's row; columns meet in the same way.
 * @param {Step} step
 * @param {number} at
 * @returns {[number, number][]}
 */
export function meetings({ op, kernel, stride, padding, side }, at) {
  /** @type {[number, number][]} */
  const found = [];
  for (let u = 0; u < kernel; u++) {
    const place = op === "up" ? (at + padding - u) / stride : at * stride - padding + u;
    if (Number.isInteger(place) && place >= 0 && place < side) found.push([u, place]);
  }
  return found;
}

/**
 * Where the weight from input channel `i` to output channel `o` at (u, v) of the kernel stands.
 * @param {Step} step
 * @param {number} o
 * @param {number} i
 * @param {number} u
 * @param {number} v
 */
const weightPlace = ({ op, inputs, kernel }, o, i, u, v) =>
  op === "up" ? ((o * kernel + u) * kernel + v) * inputs + i : ((o * inputs + i) * kernel + u) * kernel + v;

/**
 * The kernel from input channel `i` to output channel `o`, row by row.
 * @param {Network} network
 * @param {Step} step
 * @param {number} o
 * @param {number} i
 */
export function kernelOf(network, step, o, i) {
  const weight = network.tensor(step.weight);
  const cells = Array.from({ length: step.kernel ** 2 }, (_, k) => k);
  return cells.map((k) => weight[weightPlace(step, o, i, Math.floor(k / step.kernel), k % step.kernel)]);
}

/**
 * Batch norm's scale and shift of one channel, for these classes.
 * @param {Network} network
 * @param {Step} step
 * @param {number} channel
 * @param {ArrayLike<number>} weights of the classes
 */
export function normOf(network, { rows, scale, shift }, channel, weights) {
  const of = (/** @type {number} */ table) =>
    Array.from(weights).reduce((sum, weight, index) => sum + weight * network.tensor(table)[index * rows + channel], 0);
  return { scale: of(scale), shift: of(shift) };
}
