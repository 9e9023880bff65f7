// What G draws, measured while it trains, as gan_core/training/sample_statistics.py does: the doctor sees it beside the curves. A measurement
// draws from random numbers of its own and changes nothing that trains.

import { eigen } from "../../../../gan_core/browser/eigen.mjs";

/** @import {Trainer} from "../../../../gan_core/image_engine/trainer.mjs" */
/** @import {Data} from "../../../runs/browser/local_run.mjs" */
/** @typedef {(picture: Float32Array) => {features: Float32Array, label: number}} Classifier takes (C, H, W) in [-1, 1] */
/** @typedef {{features: Float32Array[], classes: number[] | undefined}} Seen */
/** @typedef {Record<string, any> & {step: number, diversity: number}} Measurement a line of stats.jsonl */

const MEASURE_EVERY = 20; // steps from one measurement to the next at the beginning
const SAMPLES = 100; // pictures of a measurement: half of the server's
const POOLED = 8; // side of the pooled pixels that stand for a picture no classifier knows
const MIN_OF_CLASS = 8; // pictures of a class from which its own diversity is worth a number
const CLOSE = 0.01; // duplicates are closer than all but this share of real pictures to their nearest fellow
const GRID = 8; // noises and labels of which every pair tells what depends on the label
const MAX_DIVERSITY = 10;
const NEAREST = 3; // k of precision (arXiv:1904.06991)

/** Whether it is time for another one. @param {number} step @param {number} last */
export const measurementDue = (step, last) => step - last >= Math.max(MEASURE_EVERY, Math.floor(last / 10));

export class Monitor {
  /**
   * @param {Record<string, any>} config
   * @param {Data} data
   * @param {Classifier} [classifier] of these pictures, where there is one
   */
  constructor(config, { pixels, labels }, classifier) {
    const { image_size: side, image_channels: channels, num_classes: classes } = config;
    this.config = config;
    this.classifier = classifier;
    this.conditional = config.conditioning !== "none";
    this.labels = this.conditional ? Array.from({ length: SAMPLES }, (_, index) => index % classes) : undefined;
    const rows = chosen(labels, this.conditional ? classes : 0);
    const size = side * side * channels;
    const pictures = rows.map((row) => Float32Array.from(pixels.subarray(row * size, (row + 1) * size), (value) => value / 127.5 - 1));
    this.real = this.seen(pictures);
    this.realScores = scores(this.real.features, this.conditional ? rows.map((row) => labels[row]) : undefined);
    this.closest = quantile(toNearest(this.real.features, this.real.features, true), CLOSE);
    this.radii = this.real.features.map((one) => nthNearest(one, this.real.features, NEAREST));
  }

  /**
   * What the shown generator draws now; undefined when that is not finite.
   * @param {Trainer} trainer
   * @param {number} step
   * @returns {Measurement | undefined}
   */
  measure(trainer, step) {
    const pictures = this.drawn(trainer, trainer.noise(SAMPLES), this.labels);
    if (pictures.some((picture) => !picture.every(Number.isFinite))) return undefined;
    const { features, classes } = this.seen(pictures.map((picture) => picture.map((value) => Math.round((value + 1) * 127.5) / 127.5 - 1)));
    const inside = features.filter((one) => this.real.features.some((real, index) => distance(one, real) <= this.radii[index]));
    const near = toNearest(features, features, true).filter((one) => one < this.closest);
    return {
      step,
      event: "look",
      ...(classes && { shares: sharesOf(classes) }),
      diversity: rounded(this.diversity(features)),
      quality: rounded(inside.length / SAMPLES),
      duplicates: rounded(near.length / SAMPLES),
      ...(this.labels && this.spreads(trainer)),
      ...(classes && this.labels && { label_accuracy: rounded(meanOf(classes.map((one, index) => Number(one === this.labels?.[index])))) }),
    };
  }

  /**
   * @param {Trainer} trainer
   * @param {Float32Array[]} z
   * @param {number[]} [labels]
   * @returns {Float32Array[]} pictures (H, W, C)
   */
  drawn(trainer, z, labels) {
    const { num_classes: classes, image_size: side, image_channels: channels } = this.config;
    const weights = labels?.map((label) => Float32Array.from({ length: classes }, (_, index) => Number(index === label)));
    const all = trainer.draw(z, weights);
    const size = side * side * channels;
    return z.map((_, row) => all.subarray(row * size, (row + 1) * size));
  }

  /** @param {Float32Array[]} pictures (H, W, C) in [-1, 1] @returns {Seen} */
  seen(pictures) {
    const { image_size: side, image_channels: channels } = this.config;
    const maps = pictures.map((picture) => planes(picture, side, channels));
    if (!this.classifier) return { features: maps.map((one) => pooled(one, side, channels)), classes: undefined };
    const seen = maps.map(this.classifier);
    return { features: seen.map(({ features }) => features), classes: seen.map(({ label }) => label) };
  }

  /** The least of what the whole set and the classes on average have of the diversity of real pictures. @param {Float32Array[]} features */
  diversity(features) {
    const found = scores(features, this.labels);
    const ratio = (/** @type {number} */ key) => ((found.get(key) ?? 1) - 1) / Math.max((this.realScores.get(key) ?? 1) - 1, 1e-9);
    const classes = [...found.keys()].filter((key) => key >= 0 && this.realScores.has(key));
    const whole = Math.min(ratio(-1), MAX_DIVERSITY);
    return classes.length ? Math.min(whole, meanOf(classes.map(ratio))) : whole;
  }

  /** Standard deviations of G's pixels over the labels and over the noises. @param {Trainer} trainer */
  spreads(trainer) {
    const count = Math.min(GRID, this.config.num_classes);
    const noise = trainer.noise(GRID);
    const pairs = noise.flatMap((z) => Array.from({ length: count }, (_, label) => ({ z, label })));
    const z = pairs.map((pair) => pair.z);
    const drawn = this.drawn(trainer, z, pairs.map(({ label }) => label)); // biome-ignore format: one line
    const byNoise = noise.map((_, row) => drawn.slice(row * count, (row + 1) * count));
    const byLabel = Array.from({ length: count }, (_, label) => byNoise.map((row) => row[label]));
    return { label_spread: significant(meanOf(byNoise.map(spread))), z_spread: significant(meanOf(byLabel.map(spread))) };
  }
}

/** Rows of SAMPLES pictures, as many of each class as are asked for. @param {Int32Array} labels @param {number} classes */
function chosen(labels, classes) {
  const step = Math.max(1, Math.floor(labels.length / SAMPLES));
  if (!classes) return Array.from({ length: Math.min(SAMPLES, labels.length) }, (_, index) => index * step);
  const most = Math.max(1, Math.floor(SAMPLES / classes));
  return Array.from({ length: classes }, (_, label) => {
    const members = [...labels.keys()].filter((row) => labels[row] === label);
    const every = Math.max(1, Math.floor(members.length / most));
    return members.filter((_row, index) => index % every === 0).slice(0, most);
  }).flat();
}

/** (H, W, C) -> (C, H, W). @param {Float32Array} picture @param {number} side @param {number} channels */
function planes(picture, side, channels) {
  if (channels === 1) return picture;
  const cells = side * side;
  return Float32Array.from(picture, (_, index) => picture[(index % cells) * channels + Math.floor(index / cells)]);
}

/** Means of POOLED x POOLED parts of each channel, as torch's adaptive pooling. @param {Float32Array} maps @param {number} side @param {number} channels */
export function pooled(maps, side, channels) {
  const out = new Float32Array(channels * POOLED * POOLED);
  const from = (/** @type {number} */ part) => Math.floor((part * side) / POOLED);
  const until = (/** @type {number} */ part) => Math.ceil(((part + 1) * side) / POOLED);
  for (let place = 0; place < out.length; place++) {
    const [c, row, column] = [Math.floor(place / POOLED ** 2), Math.floor(place / POOLED) % POOLED, place % POOLED];
    let [sum, count] = [0, 0];
    for (let y = from(row); y < until(row); y++)
      for (let x = from(column); x < until(column); x++, count++) sum += maps[(c * side + y) * side + x];
    out[place] = sum / count;
  }
  return out;
}

/**
 * Effective number of different rows, exp of the entropy of the eigenvalues of their cosine similarities: arXiv:2210.02410, equation 2.
 * @param {Float32Array[]} features
 */
export function vendiScore(features) {
  const rows = features.map((one) => {
    const length = Math.max(Math.hypot(...one), 1e-12);
    return Float64Array.from(one, (value) => value / length);
  });
  const columns = Array.from(rows[0], (_, index) => Float64Array.from(rows, (row) => row[index]));
  const fewer = rows.length <= columns.length ? rows : columns; // both products have the same eigenvalues but for zeros
  const products = fewer.map((one) => Float64Array.from(fewer, (other) => dot(one, other) / rows.length));
  const weights = eigen(products).values.filter((value) => value > 0);
  return Math.exp(-weights.reduce((sum, value) => sum + value * Math.log(value), 0));
}

/** Vendi scores by class, and of all as class -1. @param {Float32Array[]} features @param {number[]} [labels] @returns {Map<number, number>} */
function scores(features, labels) {
  const found = new Map([[-1, vendiScore(features)]]);
  for (const label of new Set(labels)) {
    const members = features.filter((_, index) => labels?.[index] === label);
    if (members.length >= MIN_OF_CLASS) found.set(label, vendiScore(members));
  }
  return found;
}

/** @param {ArrayLike<number>} one @param {ArrayLike<number>} other */
function dot(one, other) {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i];
  return sum;
}

/** @param {Float32Array} one @param {Float32Array} other */
function distance(one, other) {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] - other[i]) ** 2;
  return Math.sqrt(sum);
}

/** From each row to the nearest of the others. @param {Float32Array[]} features @param {Float32Array[]} others @param {boolean} same */
const toNearest = (features, others, same) =>
  features.map((one, row) =>
    others.reduce((least, other, index) => (same && index === row ? least : Math.min(least, distance(one, other))), Infinity),
  );

/** The distance to the nth nearest of a set that the row is one of. @param {Float32Array} one @param {Float32Array[]} features @param {number} nth */
const nthNearest = (one, features, nth) =>
  features.map((other) => distance(one, other)).sort((a, b) => a - b)[Math.min(nth, features.length - 1)];

/** As torch's. @param {number[]} values @param {number} share */
function quantile(values, share) {
  const ordered = [...values].sort((a, b) => a - b);
  const place = share * (ordered.length - 1);
  const low = Math.floor(place);
  return ordered[low] + (place - low) * (ordered[Math.min(low + 1, ordered.length - 1)] - ordered[low]);
}

/** Mean standard deviation of a cell over pictures. @param {Float32Array[]} pictures */
function spread(pictures) {
  if (pictures.length < 2) return 0;
  return meanOf(
    Array.from(pictures[0], (_, cell) => {
      const mean = meanOf(pictures.map((picture) => picture[cell]));
      return Math.sqrt(pictures.reduce((sum, picture) => sum + (picture[cell] - mean) ** 2, 0) / (pictures.length - 1));
    }),
  );
}

/** Of a classifier's ten classes. @param {number[]} classes */
const sharesOf = (classes) =>
  Array.from({ length: 10 }, (_, label) => rounded(classes.filter((one) => one === label).length / classes.length));

/** @param {number[]} values */
const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** @param {number} value */
const rounded = (value) => Math.round(value * 1e4) / 1e4;
/** @param {number} value */
const significant = (value) => Number(value.toPrecision(4));
