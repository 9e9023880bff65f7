// Where D looks: the gradient of its logit with respect to the picture, backwards through the steps that made the logit.

/** @import {Step} from "../../../gan_core/browser/generator.mjs" */
/** @import {Network} from "./types.mjs" */

/**
 * d logit / d picture, as rows of the picture.
 * @param {Network} network D
 * @param {Float32Array[]} values what its steps put out for that picture
 * @param {ArrayLike<number>} weights of the classes
 * @returns {Float32Array}
 */
export function pictureGradient(network, values, weights) {
  const classes = network.header.classes.length ? weights : [1];
  let gradient = new Float32Array([1]);
  network.header.steps.forEach((_, back, { length }) => {
    const place = length - 1 - back;
    const step = network.header.steps[place];
    gradient = BACK[step.op](network, step, { gradient, output: values[place], classes });
  });
  return gradient;
}

/** @typedef {{gradient: Float32Array<ArrayBuffer>, output: Float32Array, classes: ArrayLike<number>}} Known of the step's output */

/** @type {Record<string, (network: Network, step: Step, known: Known) => Float32Array<ArrayBuffer>>} */
const BACK = {
  logit(network, { weight, projection }, { classes }) {
    const result = Float32Array.from(network.tensor(weight));
    if (projection !== null) add(result, network.tensor(projection), classes);
    return result;
  },
  linear(network, { inputs, outputs, weight }, { gradient }) {
    const table = network.tensor(weight);
    const result = new Float32Array(inputs);
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let j = 0; j < outputs; j++) sum += table[i * outputs + j] * gradient[j];
      result[i] = sum;
    }
    return result;
  },
  affine(network, { rows, wide, scale }, { gradient, classes }) {
    const by = new Float32Array(rows);
    add(by, network.tensor(scale), classes);
    return gradient.map((value, i) => value * by[Math.floor(i / wide)]);
  },
  rectify: (_network, { slope }, { gradient, output }) => gradient.map((value, i) => (output[i] > 0 ? value : value * slope)),
  append: (_network, { at }, { gradient }) => gradient.slice(0, at),
  /** The gradient of a convolution is the transposed convolution with the same kernels. */
  down(network, { inputs, outputs, side, wide, shrunk, shrunkWide, kernel, stride, padding, weight }, { gradient }) {
    const table = network.tensor(weight);
    const result = new Float32Array(inputs * wide);
    for (let o = 0; o < outputs; o++)
      for (let y = 0; y < shrunk; y++)
        for (let x = 0; x < shrunk; x++) {
          const value = gradient[o * shrunkWide + y * shrunk + x];
          const [top, left] = [y * stride - padding, x * stride - padding];
          for (let i = 0; i < inputs; i++)
            for (let u = Math.max(0, -top); u < kernel && top + u < side; u++)
              for (let v = Math.max(0, -left); v < kernel && left + v < side; v++)
                result[i * wide + (top + u) * side + left + v] += value * table[((o * inputs + i) * kernel + u) * kernel + v];
        }
    return result;
  },
};

/** @type {(result: Float32Array, table: Float32Array, classes: ArrayLike<number>) => void} */
function add(result, table, classes) {
  Array.from(classes).forEach((weight, row) => {
    if (weight) for (let i = 0; i < result.length; i++) result[i] += weight * table[row * result.length + i];
  });
}
