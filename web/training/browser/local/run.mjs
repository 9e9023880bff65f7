// One run in the browser: what trains, its numbers, its pictures and what a viewer is told of it, in the shapes of web/training/status.py.

import { Trainer } from "../../../../gan_core/image_engine/trainer.mjs";
import { titleOf } from "../../../runs/browser/local_names.mjs";
import { examineRun } from "./examine.mjs";
import { measurementDue } from "./measure.mjs";
import { Numbers } from "./numbers.mjs";

/** @import {Data, Kept} from "../../../runs/browser/local_run.mjs" */
/** @import {RunEvent, Settings, Status} from "../types.mjs" */

/**
 * @typedef {object} Facts what a run is told of the library it belongs to
 * @property {Record<string, Record<string, number>>} equilibria loss -> number -> where it would come to rest; its numbers are the loss's own
 * @property {import("./adopt.mjs").Engine} engine
 * @property {Record<string, (string | number)[]>} changeable setting -> its options, or its range
 */

export const COLUMNS = 10;
const MAX_ROWS = 10;
const LOG_EVERY = 10;
const MAX_SAMPLES = 240; // of a run: every other one of the older half goes then
const EVENTS = 50;

export class Run {
  /**
   * @param {WebAssembly.Module} module
   * @param {Kept} kept
   * @param {Data} data
   * @param {Facts} facts
   * @param {import("./measure.mjs").Monitor} [monitor] none where nothing is measured
   */
  constructor(module, kept, data, facts, monitor) {
    this.name = kept.name;
    this.config = kept.config;
    this.state = kept.state;
    this.events = kept.events;
    this.seconds = kept.seconds;
    /** @type {[number, number][]} step and epoch of each picture */
    this.samples = kept.samples;
    this.saved = kept.saved;
    this.savedStep = kept.savedStep;
    this.images = kept.images;
    this.facts = facts;
    this.measurements = kept.measurements ?? []; // older runs have none
    this.monitor = monitor;
    this.numbers = new Numbers(kept.lines);
    this.failedNumber = "";
    this.trainer = new Trainer(module, this.config, data);
    if (kept.saved) {
      this.trainer.restore(kept.saved);
      this.trainer.change(this.config); // of a fork
    }
    const rows = this.conditional ? Math.min(this.config.num_classes, MAX_ROWS) : 8;
    const noise = this.trainer.noise((this.conditional ? 1 : rows) * COLUMNS);
    this.z = Array.from({ length: rows * COLUMNS }, (_, index) => noise[this.conditional ? index % COLUMNS : index]);
    this.asked = this.conditional ? this.z.map((_, index) => oneHot(Math.floor(index / COLUMNS), this.config.num_classes)) : [];
  }

  get conditional() {
    return this.config.conditioning !== "none";
  }
  get step() {
    return this.trainer.counters.step;
  }
  get epoch() {
    return this.trainer.counters.images_seen / this.images;
  }
  get lastStep() {
    const { epochs, batch_size: batch, n_critic: critic, max_steps: most } = this.config;
    const steps = Math.max(1, Math.floor((epochs * Math.floor(this.images / batch)) / critic));
    return most ? Math.min(most, steps) : steps;
  }

  /** One step and, where one is due, its line. */
  advance(began = performance.now()) {
    this.trainer.step();
    this.seconds += (performance.now() - began) / 1000;
    const { step } = this;
    if (step === 1 || step % LOG_EVERY === 0 || this.state === "paused") this.log();
    if (this.monitor && measurementDue(step, this.measurements.at(-1)?.step ?? 0)) this.measure();
    const wrong = Object.entries(this.trainer.numbers).find(([, value]) => !Number.isFinite(value));
    if (wrong) Object.assign(this, { state: "failed", failedNumber: wrong[0] });
    else if (step >= this.lastStep && this.state === "running") this.state = "finished";
  }

  measure() {
    const measured = this.monitor?.measure(this.trainer, this.step);
    if (measured) this.measurements.push(measured);
  }

  log() {
    const { real_mean: real, fake_mean: fake, discriminator_pair_accuracy: pairs, ...rest } = this.trainer.numbers;
    const fixed = this.facts.equilibria[this.config.loss] ?? {};
    const kind = "real_prob_mean" in fixed ? "prob" : "score";
    const { step, images_seen: seen } = this.trainer.counters;
    /** @type {Record<string, number>} */
    const line = { step, epoch: this.epoch, images_seen: seen, seconds: this.seconds, ...rest };
    Object.assign(line, { [`real_${kind}_mean`]: real, [`fake_${kind}_mean`]: fake });
    if ("discriminator_pair_accuracy" in fixed) line.discriminator_pair_accuracy = pairs;
    this.numbers.add(line);
  }

  /** One update of one player alone. @param {"discriminator" | "generator"} player */
  updateOnce(player) {
    this.trainer.updateOnce(player);
    this.say({ event: "single_update", player });
  }

  /** Throws RangeError where the engine cannot. @param {Settings} settings */
  change(settings) {
    this.config = { ...this.config, ...settings };
    this.trainer.change(this.config);
    this.say({ event: "changed", settings });
    if (this.state === "finished" && this.step < this.lastStep) this.state = "running";
  }

  /** @param {Omit<RunEvent, "step">} event */
  say(event) {
    this.events = [...this.events, /** @type {RunEvent} */ ({ step: this.step, ...event })].slice(-EVENTS);
  }

  /** The fixed-noise pictures as one RGBA sheet. @returns {{width: number, height: number, pixels: Uint8ClampedArray}} */
  sheet() {
    const { image_size: side, image_channels: channels } = this.config;
    return sheetOf(this.trainer.draw(this.z, this.asked), side, channels);
  }

  /** A picture of this step has been kept; the steps whose pictures may go. @returns {number[]} */
  sampled() {
    const { step } = this;
    if (this.samples.at(-1)?.[0] !== step) this.samples.push([step, this.epoch]);
    if (this.samples.length <= MAX_SAMPLES) return [];
    const older = this.samples.slice(0, MAX_SAMPLES / 2);
    const gone = older.filter((_, index) => index % 2 === 1).map(([one]) => one);
    this.samples = this.samples.filter(([one]) => !gone.includes(one));
    return gone;
  }

  /** What goes to disk. @returns {Kept} */
  kept() {
    if (this.state !== "failed") Object.assign(this, { saved: this.trainer.save(), savedStep: this.step }); // the last good one stays
    const { name, config, state, events, measurements, seconds, samples, saved, savedStep, images } = this;
    return { name, config, state, events, measurements, seconds, samples, saved, savedStep, images, lines: this.numbers.lines };
  }

  /** What a viewer is told. @returns {Status} */
  status() {
    return statusOf(this, this.facts, { step: this.step, epoch: this.epoch, lastStep: this.lastStep, numbers: this.numbers });
  }
}

/** @type {{key: string, finding?: any}} the last one: it is asked for again and again */
const known = { key: "" };

/**
 * What the doctor says, now or as of an earlier step.
 * @param {Pick<Kept, "name" | "config" | "lines" | "events" | "measurements" | "state">} run
 * @param {Facts} facts
 * @param {number} [until]
 */
export function findingOf(run, facts, until) {
  const key = [run.name, run.state, run.lines.length, run.events.length, run.measurements.length, until].join(" ");
  if (known.key !== key) Object.assign(known, { key, finding: examineRun(run, facts, until) });
  return known.finding;
}

/**
 * @param {Pick<Kept, "name" | "state" | "config" | "events" | "measurements" | "seconds" | "samples" | "savedStep"> & {failedNumber?: string}} run
 * @param {Facts} facts
 * @param {{step: number, epoch: number, lastStep: number, numbers: Numbers}} progress
 * @returns {any}
 */
export function statusOf(run, facts, { step, epoch, lastStep, numbers }) {
  const failed = run.state === "failed";
  return {
    name: run.name,
    title: titleOf(run.name, run.config),
    private: true,
    owner: false,
    source: "",
    waiting: 0,
    kind: "own",
    mine: true,
    takeover: false,
    state: run.state,
    step,
    last_step: lastStep,
    epoch,
    seconds: run.seconds,
    seconds_left: step ? Math.round(((lastStep - step) * run.seconds) / step) : null,
    speed: numbers.speed(),
    position: null,
    config: run.config,
    changeable: facts.changeable,
    events: run.events,
    sample_steps: run.samples.map(([one]) => one),
    sample_epochs: run.samples.map(([, one]) => one),
    raw_sample_steps: [],
    checkpoint_steps: run.savedStep ? [run.savedStep] : [],
    fork_steps: run.savedStep ? [run.savedStep] : [],
    lines: facts.equilibria[run.config.loss] ?? {},
    measured: run.measurements?.at(-1) ?? null,
    finding: findingOf({ ...run, lines: numbers.lines, measurements: run.measurements ?? [] }, facts),
    code: failed ? "not_finite" : "",
    fields: failed ? { number: run.failedNumber ?? "", step } : {},
    reason: "",
  };
}

/** @param {number} label @param {number} classes */
const oneHot = (label, classes) => Float32Array.from({ length: classes }, (_, index) => Number(index === label));

/**
 * Pictures (N, H, W, C) in (-1, 1), COLUMNS in a row.
 * @param {Float32Array} drawn
 * @param {number} side
 * @param {number} channels
 */
export function sheetOf(drawn, side, channels) {
  const count = drawn.length / (side * side * channels);
  const [width, height] = [COLUMNS * side, Math.ceil(count / COLUMNS) * side];
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let place = 0, n = 0; n < count; n++)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++, place += channels) {
        const to = 4 * ((Math.floor(n / COLUMNS) * side + y) * width + (n % COLUMNS) * side + x);
        for (let c = 0; c < 3; c++) pixels[to + c] = (drawn[place + (channels === 3 ? c : 0)] + 1) * 127.5; // the array rounds
      }
  return { width, height, pixels };
}
