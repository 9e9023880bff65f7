// How weights are spread, and which units never answer: numbers alone.

import { wideOf } from "./blocks.mjs";

/** @import {Shape} from "./types.mjs" */

const BINS = 41;

/**
 * Counts of the weights in equal bins from -most to most, and their deviation from 0. Zeros are left out: rows are filled up with them.
 * @param {ArrayLike<number>} weight
 */
export function histogramOf(weight) {
  const used = Array.from(weight).filter((value) => value !== 0);
  const most = used.reduce((high, value) => Math.max(high, Math.abs(value)), 1e-12);
  const counts = /** @type {number[]} */ (new Array(BINS).fill(0));
  for (const value of used) counts[Math.min(BINS - 1, Math.floor(((value / most + 1) / 2) * BINS))] += 1;
  const deviation = Math.sqrt(used.reduce((sum, value) => sum + value * value, 0) / Math.max(1, used.length));
  return { counts, most, deviation };
}

/**
 * How many of the channels are above zero in no cell of any of these maps.
 * @param {Iterable<ArrayLike<number>>} maps
 * @param {Shape} shape
 */
export function deadChannels(maps, shape) {
  const alive = new Set();
  for (const values of maps) for (let channel = 0; channel < shape[0]; channel++) if (isAlive(values, channel, shape)) alive.add(channel);
  return shape[0] - alive.size;
}

/** @type {(values: ArrayLike<number>, channel: number, shape: Shape) => boolean} */
function isAlive(values, channel, shape) {
  const start = channel * wideOf(shape);
  for (let cell = start; cell < start + shape[1] * shape[2]; cell++) if (values[cell] > 0) return true;
  return false;
}
