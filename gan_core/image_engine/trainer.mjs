// The image engine in JavaScript: one instance of the module is the memory of one training. In Python: __init__.py beside this file.

import { Engine } from "../engine/engine.mjs";

/** @typedef {Record<string, any>} Config a TrainingConfig's JSON */
/** @typedef {{name: string, shape: number[], index: number}} Place of a tensor */
/** @typedef {{shape: number[], values: Float32Array}} Tensor */

const NAME = 40;

/** The bytes of the module, from beside this one. */
export const compileImages = async () => WebAssembly.compile(await (await fetch(new URL("images.wasm", import.meta.url))).arrayBuffer());

/** What the engine is told, in the words of its settings. @param {Config} config @param {string[]} losses @returns {Record<string, number>} */
const derived = (config, losses) => ({
  classes: config.conditioning === "none" ? 0 : config.num_classes,
  leaky: Number(config.generator_activation === "leaky_relu"),
  normed: Number(config.discriminator_norm === "batch"),
  loss: losses.indexOf(config.loss),
});

export class Trainer {
  /**
   * A training at step 0.
   * @param {WebAssembly.Module} module
   * @param {Config} config
   * @param {{pixels: Uint8Array, labels: Int32Array}} data pixels (N, H, W, C)
   */
  constructor(module, config, { pixels, labels }) {
    this.engine = new Engine(module);
    this.exports = this.engine.exports;
    this.config = config;
    this.writeSettings();
    this.exports.create(labels.length);
    new Uint8Array(this.memory, this.exports.pixels(), pixels.length).set(pixels);
    new Int32Array(this.memory, this.exports.labels(), labels.length).set(labels);
    this.exports.start();
  }

  /** @returns {ArrayBuffer} anew each time: it may have grown */
  get memory() {
    return this.exports.memory.buffer;
  }

  writeSettings() {
    const known = { ...this.config, ...derived(this.config, this.engine.names.loss) };
    const values = Float64Array.from(this.engine.names.settings, (name) => Number(known[name]));
    this.engine.write(this.exports.settings_memory(), values);
  }

  /** Go on with another objective, rates or penalties; networks and batch stay. @param {Config} config */
  change(config) {
    this.config = config;
    this.writeSettings();
    this.exports.change();
  }

  step() {
    this.exports.step();
  }

  /** One update of one player alone. @param {"discriminator" | "generator"} player */
  updateOnce(player) {
    this.exports[`${player}_once`]();
  }

  /** What the last step left, by the names of METRIC_NAMES. @returns {Record<string, number>} */
  get numbers() {
    const { names } = this.engine;
    const values = new Float32Array(this.memory, this.exports.numbers(), names.numbers.length);
    return Object.fromEntries(names.numbers.map((name, index) => [name, values[index]]));
  }

  /** Steps, updates and images so far. @returns {Record<string, number>} */
  get counters() {
    const { names } = this.engine;
    const values = new Int32Array(this.memory, this.exports.counters(), names.counters.length);
    return Object.fromEntries(names.counters.map((name, index) => [name, values[index]]));
  }

  /** So many z, the same whenever they are asked for. @param {number} count */
  noise(count) {
    const { latent_dim: latent } = this.config;
    const numbers = new Float32Array(this.memory, this.exports.fixed_noise(count * latent), count * latent).slice();
    return Array.from({ length: count }, (_, row) => numbers.subarray(row * latent, (row + 1) * latent));
  }

  /**
   * Pictures (N, H, W, C) in (-1, 1), by G's average, or by G itself.
   * @param {Float32Array[]} z
   * @param {ArrayLike<number>[]} weights of the classes, for each z; none without classes
   */
  draw(z, weights = [], raw = false) {
    const { batch_size: batch, image_size: side, image_channels: channels, latent_dim: latent } = this.config;
    const stride = this.exports.inputs_stride();
    const size = side * side * channels;
    const drawn = new Float32Array(z.length * size);
    for (let first = 0; first < z.length; first += batch) {
      const count = Math.min(batch, z.length - first);
      const inputs = new Float32Array(this.memory, this.exports.inputs(), batch * stride).fill(0);
      for (let row = 0; row < count; row++) {
        inputs.set(z[first + row], row * stride);
        if (weights.length) inputs.set(weights[first + row], row * stride + latent);
      }
      const place = this.exports.draw(Number(raw));
      drawn.set(new Float32Array(this.memory, place, count * size), first * size);
    }
    return drawn;
  }

  /** @param {"generator" | "discriminator" | "average"} network @returns {Place[]} */
  places(network) {
    const which = this.engine.names.networks.indexOf(network);
    return Array.from({ length: this.exports.tensors(which) }, (_, index) => {
      const place = this.exports.tensor(which, index);
      const [dimensions, ...shape] = new Int32Array(this.memory, place + NAME, 5);
      return { name: this.engine.text(place), shape: shape.slice(0, dimensions), index };
    });
  }

  /**
   * A network's tensors by torch's names, in torch's shapes.
   * @param {"generator" | "discriminator" | "average"} network
   * @param {"weights" | "mean" | "square"} part
   * @returns {Map<string, Tensor>}
   */
  tensors(network, part = "weights") {
    const [which, what] = [this.engine.names.networks.indexOf(network), this.engine.names.parts.indexOf(part)];
    const places = this.places(network).filter(({ name }) => part === "weights" || !isStatistic(name));
    return new Map(
      places.map(({ name, shape, index }) => {
        this.exports.read_tensor(which, index, what);
        const count = shape.reduce((product, length) => product * length, 1);
        return [name, { shape, values: new Float32Array(this.memory, this.exports.tensor_memory(), count).slice() }];
      }),
    );
  }

  /**
   * Inverse of `tensors`; `written` follows. Throws RangeError where a tensor is missing or has another shape.
   * @param {"generator" | "discriminator" | "average"} network
   * @param {Map<string, Tensor>} tensors
   * @param {"weights" | "mean" | "square"} part
   */
  writeTensors(network, tensors, part = "weights") {
    const [which, what] = [this.engine.names.networks.indexOf(network), this.engine.names.parts.indexOf(part)];
    for (const { name, shape, index } of this.places(network)) {
      if (part !== "weights" && isStatistic(name)) continue;
      const given = tensors.get(name);
      if (!given || String(given.shape) !== String(shape)) throw new RangeError(`${network}.${name}`);
      new Float32Array(this.memory, this.exports.tensor_memory(), given.values.length).set(given.values);
      this.exports.write_tensor(which, index, what);
    }
  }

  /** After tensors have been written: how many updates the optimisers have made. @param {number} generator @param {number} discriminator */
  written(generator, discriminator) {
    this.exports.written(generator, discriminator);
  }

  /** Count on from here. @param {{step: number, images_seen: number}} counters */
  countFrom(counters) {
    const { names } = this.engine;
    const values = new Int32Array(this.memory, this.exports.counters(), names.counters.length);
    for (const name of /** @type {const} */ (["step", "images_seen"])) values[names.counters.indexOf(name)] = counters[name];
  }

  /** The whole training but its data. */
  save() {
    return new Uint8Array(this.memory, 0, this.exports.saved_bytes()).slice();
  }

  /** Back to what `save` gave, of this or another trainer of the same architecture and number of images. @param {Uint8Array} saved */
  restore(saved) {
    new Uint8Array(this.memory).set(saved);
  }
}

/** @param {string} name */
const isStatistic = (name) => /\.(running_\w+|num_batches_tracked)$/.test(name);
