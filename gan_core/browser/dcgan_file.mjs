// The network file of a DCGAN generator from its tensors, as steps.py writes it: for one that was trained in the browser.

/** @import {Tensor} from "../image_engine/trainer.mjs" */
/** @import {Step} from "./generator.mjs" */

const COLUMNS = 8; // the kernel's
const EPSILON = 1e-5; // of batch norm

const rounded = (/** @type {number} */ count) => Math.ceil(count / COLUMNS) * COLUMNS;

/** Collects steps and tensors; knows the shape of the maps so far. */
class Steps {
  /** @param {Map<string, Tensor>} tensors by torch's names */
  constructor(tensors) {
    this.given = tensors;
    /** @type {Step[]} */
    this.list = [];
    /** @type {Float32Array[]} */
    this.tensors = [];
    this.channels = 0;
    this.side = 1;
    this.buffer = 0;
    this.patches = 0;
  }

  get wide() {
    return rounded(this.side ** 2);
  }

  /** @param {string} name */
  tensor(name) {
    return /** @type {Tensor} */ (this.given.get(name));
  }

  /** @param {Float32Array} values */
  keep(values) {
    return this.tensors.push(values) - 1;
  }

  /** @param {string} op @param {number} needs @param {Record<string, any>} values */
  add(op, needs, values) {
    this.buffer = Math.max(this.buffer, needs);
    this.list.push({ op, ...values });
  }

  /** A linear layer whose numbers are arranged as maps. @param {string} name @param {number} channels */
  first(name, channels) {
    const { shape, values } = this.tensor(`${name}.weight`);
    const bias = this.tensor(`${name}.bias`).values;
    const [features, inputs] = shape;
    Object.assign(this, { channels, side: Math.sqrt(features / channels), buffer: rounded(inputs) });
    const cells = this.side ** 2;
    const outputs = rounded(channels * this.wide);
    const [table, shifts] = [new Float32Array(inputs * outputs), new Float32Array(outputs)];
    for (let feature = 0; feature < features; feature++) {
      const place = Math.floor(feature / cells) * this.wide + (feature % cells);
      shifts[place] = bias[feature];
      for (let i = 0; i < inputs; i++) table[i * outputs + place] = values[feature * inputs + i];
    }
    this.add("linear", outputs, { inputs, outputs, weight: this.keep(table), bias: this.keep(shifts) });
  }

  /** Batch norm in evaluation mode: a scale and a shift a channel, a row a class. @param {string} name @param {number} classes */
  norm(name, classes) {
    const conditional = this.given.has(`${name}.scale`);
    const [gamma, beta] = (conditional ? ["scale", "shift"] : ["weight", "bias"]).map((key) => this.tensor(`${name}.${key}`).values);
    const [mean, variance] = ["running_mean", "running_var"].map(
      (key) => this.tensor(`${name}.${conditional ? "norm." : ""}${key}`).values,
    );
    const rows = this.channels;
    const scale = Float32Array.from({ length: classes * rows }, (_, i) => {
      return gamma[conditional ? i : i % rows] / Math.sqrt(variance[i % rows] + EPSILON);
    });
    const shift = scale.map((value, i) => beta[conditional ? i : i % rows] - value * mean[i % rows]);
    this.patches = Math.max(this.patches, 2 * rows);
    this.add("affine", 0, { rows, wide: this.wide, scale: this.keep(scale), shift: this.keep(shift) });
  }

  /** @param {number} slope */
  rectify(slope) {
    this.add("rectify", 0, { size: this.channels * this.wide, slope });
  }

  /** A transposed convolution that doubles the side. @param {string} name */
  up(name) {
    const { shape, values } = this.tensor(`${name}.weight`);
    const bias = this.given.get(`${name}.bias`);
    const [inputs, outputs, kernel] = shape;
    const { side, wide } = this;
    const rows = outputs * kernel ** 2;
    const table = new Float32Array(values.length);
    for (let i = 0; i < inputs; i++) for (let row = 0; row < rows; row++) table[row * inputs + i] = values[i * rows + row];
    Object.assign(this, { channels: outputs, side: 2 * side });
    this.patches = Math.max(this.patches, rows * wide);
    const sizes = { inputs, outputs, side, wide, grown: this.side, grownWide: this.wide };
    const kept = { weight: this.keep(table), bias: bias ? this.keep(bias.values) : null };
    this.add("up", outputs * this.wide, { ...sizes, kernel, stride: 2, padding: 1, ...kept });
  }
}

/**
 * The file, float32, that `loadGenerator` takes.
 * @param {Record<string, any>} config a TrainingConfig's JSON
 * @param {Map<string, Tensor>} tensors of G by torch's names
 * @returns {ArrayBuffer}
 */
export function packGenerator(config, tensors) {
  const classes = config.conditioning === "none" ? 0 : config.num_classes;
  const steps = new Steps(tensors);
  const numbers = [...tensors.keys()].filter((name) => /^rest\.\d+\.weight$/.test(name) && steps.tensor(name).shape.length === 4);
  const ups = numbers.map((name) => name.slice(0, -".weight".length));
  steps.first("first", steps.tensor(numbers[0]).shape[0]);
  for (const up of ups) {
    steps.norm(`rest.${Number(up.slice("rest.".length)) - 2}`, Math.max(1, classes)); // norm, activation, convolution
    steps.rectify(config.generator_activation === "leaky_relu" ? 0.2 : 0);
    steps.up(up);
  }
  const { image_size: side, image_channels: channels } = config;
  const header = {
    latentDim: config.latent_dim,
    classes: classes ? config.class_names : [],
    labelled: classes > 0,
    image: { channels, height: side, width: side },
    wide: rounded(side ** 2),
    buffer: steps.buffer,
    patches: steps.patches,
    half: false,
    sizes: steps.tensors.map(({ length }) => length),
    steps: steps.list,
  };
  return written(header, steps.tensors);
}

/**
 * @param {Record<string, unknown>} header
 * @param {Float32Array[]} tensors
 */
function written(header, tensors) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = 4 + Math.ceil(text.length / 4) * 4;
  const bytes = new ArrayBuffer(start + 4 * tensors.reduce((sum, { length }) => sum + length, 0));
  new Uint8Array(bytes).fill(0x20, 4, start).set(text, 4);
  new DataView(bytes).setUint32(0, start - 4, true);
  let place = start;
  for (const tensor of tensors) {
    new Float32Array(bytes, place, tensor.length).set(tensor);
    place += 4 * tensor.length;
  }
  return bytes;
}
