// Principal directions of a generator (gan_core/latent/directions.py) without draws: its first layer is linear, so for z ~ N(0, 1) the principal components
// of what it answers are the left singular vectors of its weights, and the directions their right ones.

import { eigen } from "./eigen.mjs";

/**
 * @param {Float32Array} weights of the first layer, (features, inputs)
 * @param {{inputs: number, latentDim: number, count: number}} sizes z is the first `latentDim` of the inputs
 * @returns {{vectors: Float32Array, shares: number[]}} (count, latentDim), strongest first, of length 1; each one's share of the variance
 */
export function principalDirections(weights, { inputs, latentDim, count }) {
  const products = Array.from({ length: latentDim }, () => new Float64Array(latentDim));
  for (let row = 0; row < weights.length; row += inputs)
    for (let i = 0; i < latentDim; i++) for (let j = 0; j <= i; j++) products[i][j] += weights[row + i] * weights[row + j];
  for (let i = 0; i < latentDim; i++) for (let j = 0; j < i; j++) products[j][i] = products[i][j];
  const total = products.reduce((sum, row, i) => sum + row[i], 0);
  const { values, vectors } = eigen(products);
  const order = values.map((_, index) => index).sort((one, other) => values[other] - values[one]).slice(0, count); // biome-ignore format: one line
  return {
    vectors: Float32Array.from(order.flatMap((index) => upright(vectors.map((row) => row[index])))),
    shares: order.map((index) => (total ? values[index] / total : 0)),
  };
}

/** With its largest entry positive. @param {number[]} vector */
function upright(vector) {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best));
  return largest < 0 ? vector.map((value) => -value) : vector;
}
