// The shipped classifiers in this browser: judges of what G draws.

import { loadGenerator } from "../../../../gan_core/browser/generator.mjs";

/** @import {Classifier} from "./measure.mjs" */

const CLASSES = 10;
const SETS = ["fashion-mnist", "mnist"]; // those of 28x28 grey pictures: gan_core/metrics/classifier.py

/** The data set whose classifier knows a run's classes. @param {Record<string, any>} config */
export const judgeOf = ({ dataset, image_size: side, image_channels: channels }) =>
  side === 28 && channels === 1 ? SETS.find((name) => dataset.startsWith(name)) : undefined;

/**
 * A function that gives a run's classifier; undefined where there is none, or where it cannot be had: a training goes on without.
 * @param {string} address that answers a classifier's network file
 */
export function makeClassifiers(address) {
  /** @type {Map<string, Promise<Classifier | undefined>>} */
  const loaded = new Map();
  return async (/** @type {Record<string, any>} */ config) => {
    const name = judgeOf(config);
    if (!name) return undefined;
    if (!loaded.has(name)) {
      const loading = load(`${address}?dataset=${name}`).catch(() => {
        loaded.delete(name); // another time, perhaps
        return undefined;
      });
      loaded.set(name, loading);
    }
    return loaded.get(name);
  };
}

/** @param {string} address */
async function load(address) {
  const response = await fetch(address);
  if (!response.ok) throw new TypeError(`${response.status}`);
  return classifierOf(await response.arrayBuffer());
}

/**
 * @param {ArrayBuffer} file
 * @param {BufferSource} [kernel]
 * @returns {Promise<Classifier>}
 */
export async function classifierOf(file, kernel) {
  const network = await loadGenerator(file, kernel);
  return (picture) => {
    const outputs = network.trace(picture);
    const logits = /** @type {Float32Array} */ (outputs.at(-1)).subarray(0, CLASSES);
    return { features: /** @type {Float32Array} */ (outputs.at(-2)), label: logits.indexOf(Math.max(...logits)) };
  };
}
