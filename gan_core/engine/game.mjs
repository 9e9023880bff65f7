// A game in the plane, as gan_core.playground.Playground is one in Python: the same configuration and the same moves give the same bits.

import { Engine } from "./engine.mjs";

const MAX_HIDDEN = 5;
const SAMPLE = 2500; // real points and fakes that are looked at

/** @typedef {Record<string, any>} Config settings by their names in gan_core/playground/config.py, all of them and valid */
/** @typedef {[string, any]} Move ["step" | "discriminator" | "generator", count] or ["change", settings] */

/** What cannot be played: `answer` is {code, fields}, as the server's errors are. */
export class Unplayable extends Error {
  /** @param {{code: string, fields: Record<string, string>}} answer */
  constructor(answer) {
    super(answer.code);
    this.answer = answer;
  }
}

export class Game {
  /** @param {WebAssembly.Module} module @param {Config} config */
  constructor(module, config) {
    this.engine = new Engine(module);
    this.config = config;
    /** @type {Move[]} */
    this.moves = [];
    this.write(config);
    this.engine.exports.create();
  }

  /** Put settings where the engine reads them. Throws Unplayable, and then nothing was written. @param {Config} config */
  write(config) {
    const {
      engine,
      engine: { exports, names },
    } = this;
    if (config.data === "points") {
      for (const [axis, place] of [exports.points_x(), exports.points_y()].entries())
        engine.write(
          place,
          Float32Array.from(config.points, (point) => point[axis]),
        );
      exports.points_count(config.points.length);
    } else if (config.data === "text") {
      const letters = Uint16Array.from(Array.from(config.text.normalize("NFC"), (letter) => Math.min(0xffff, letter.codePointAt(0) ?? 0)));
      engine.write(exports.letters_memory(), letters);
      if (!exports.place_word(letters.length)) throw new Unplayable({ code: "outline_empty", fields: { received: `'${config.text}'` } });
    }
    const numbers = names.settings.map((name) => (typeof config[name] === "string" ? names[name].indexOf(config[name]) : config[name]));
    const widths = names.hidden.flatMap((name) => Array.from({ length: MAX_HIDDEN }, (_, layer) => config[name][layer] ?? 0));
    engine.write(exports.settings_memory(), Float64Array.from([...numbers, ...widths]));
  }

  get step() {
    return this.engine.exports.steps_so_far();
  }
  get finite() {
    return this.engine.exports.finite() === 1;
  }

  /** Takes steps; returns how many: fewer where a number left the range of floats. @param {number} count */
  take(count) {
    this.settle();
    const before = this.step;
    this.note("step", this.engine.exports.step(count));
    return this.step - before;
  }

  /** One update of one player alone. @param {"discriminator" | "generator"} player */
  update(player) {
    this.settle();
    this.engine.exports[`update_${player}`]();
    this.note(player, 1);
  }

  /** The next phase of a step in slow motion, by its name; "rest" at its end. Any other move does what is left. */
  advance() {
    const phase = this.engine.names.phases[this.engine.exports.advance()];
    if (phase === "rest") this.note("step", 1);
    return phase;
  }

  /** Ends a step that was begun in slow motion. */
  settle() {
    if (this.engine.exports.finish_step()) this.note("step", 1);
  }

  /** Go on with other settings, those of `config`. Throws Unplayable, and then nothing has changed. @param {Record<string, any>} settings */
  change(settings) {
    const config = { ...this.config, ...settings };
    this.settle();
    this.write(config);
    this.engine.exports.change();
    this.config = config;
    this.moves.push(["change", settings]);
  }

  /** @param {string} kind @param {number} count */
  note(kind, count) {
    const last = this.moves.at(-1);
    if (last?.[0] === kind) last[1] += count;
    else if (count) this.moves.push([kind, count]);
  }

  /** box, near, sigma, sigmoid, boundary, absolute, since: see Playground.scene. */
  scene() {
    return this.engine.named("scene");
  }

  /** The last updates' numbers, by the names of a training's records; those that there are. @returns {Record<string, number>} */
  numbers() {
    this.engine.exports.count_numbers();
    return this.recorded(Object.fromEntries(Object.entries(this.engine.named("numbers")).filter(([, value]) => !Number.isNaN(value))));
  }

  /** The curves' values after a step, by name, "step" among them; NaN where there was none. @param {number} [after] @returns {Record<string, number[]>} */
  history(after = -1) {
    const rows = this.rows("history", after);
    return this.recorded(
      Object.fromEntries(["step", ...this.engine.names.numbers].map((name, column) => [name, rows.map((row) => row[column])])),
    );
  }

  /** The doctor's measurements since the last change: {step, diversity, quality, shares}. */
  measurements() {
    const count = this.engine.place("modes").rows;
    return this.rows("measurements", -1).map(([step, diversity, quality, ...shares]) => ({
      step,
      diversity,
      quality,
      shares: Number.isNaN(shares[0]) ? null : shares.slice(0, count),
    }));
  }

  /** @param {string} name @param {number} after */
  rows(name, after) {
    this.engine.exports.history_arrays();
    const { memory, rows, stride } = this.engine.place(name);
    let first = rows;
    while (first > 0 && memory[(first - 1) * stride] > after) first -= 1;
    return Array.from({ length: rows - first }, (_, row) => [...memory.subarray((first + row) * stride, (first + row + 1) * stride)]);
  }

  /** D's means are of probabilities or of scores; shares of pairs belong to losses that compare. @template T @param {Record<string, T>} numbers */
  recorded(numbers) {
    const { sigmoid, absolute } = this.scene();
    const kind = sigmoid ? "prob" : "score";
    const recorded = Object.entries(numbers).filter(([name]) => name !== "discriminator_pair_accuracy" || !absolute);
    return Object.fromEntries(recorded.map(([name, value]) => [name.replace(/^(real|fake)_mean$/, `$1_${kind}_mean`), value]));
  }
  /** @typedef {{modes: number | null, near: number, high_quality: number | null, covered: number, kl: number, js: number, w1: number, shares: number[] | null}} Measures */

  /** Counts over SAMPLE fakes; null when they are not finite: gan_core/playground/measures.py. @returns {Measures | null} */
  measure() {
    if (!this.engine.exports.measure()) return null;
    const measures = this.engine.named("measures");
    const shares = [...this.engine.array("shares").values];
    return /** @type {any} */ ({
      ...Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, Number.isNaN(value) ? null : value])),
      shares: shares.length ? shares : null,
    });
  }

  /** Milliseconds that drawing `count` fakes takes. @param {number} count @param {() => number} clock */
  drawing(count, clock) {
    const { engine, config } = this;
    this.settle();
    engine.exports.ask(count, config.latent_dim);
    engine.place("input").memory.fill(0);
    const began = clock();
    engine.exports.generate_output();
    return clock() - began;
  }

  /** `count` real points, always the same. */
  points(count = SAMPLE) {
    this.engine.exports.sample(count);
    return this.engine.array("samples_real");
  }
}
