// What a run of this browser is on its disk.

/** @typedef {{pixels: Uint8Array, labels: Int32Array}} Data pictures (N, H, W, C) and their classes */
/**
 * @typedef {object} Kept
 * @property {string} name
 * @property {Record<string, any>} config a TrainingConfig's JSON
 * @property {string} state
 * @property {Record<string, number>[]} lines as of stats.jsonl
 * @property {any[]} events
 * @property {any[]} measurements of what G draws, as lines of stats.jsonl
 * @property {number} seconds of training
 * @property {[number, number][]} samples step and epoch of each picture
 * @property {Uint8Array} [saved] the first part of the engine's memory: all but the data
 * @property {number} savedStep
 * @property {number} images that it learns
 */

import { Trainer } from "../../../gan_core/image_engine/trainer.mjs";

/**
 * The training that was saved, without its pictures: to draw with and to read.
 * @param {WebAssembly.Module} module
 * @param {Kept} kept
 */
export function restored(module, { config, images, saved }) {
  if (!saved) throw new RangeError("nothing was saved");
  const { image_size: side, image_channels: channels } = config;
  // what was saved fits a training of as many pictures, whatever they are
  const trainer = new Trainer(module, config, { pixels: new Uint8Array(images * side * side * channels), labels: new Int32Array(images) });
  trainer.restore(saved);
  return trainer;
}
