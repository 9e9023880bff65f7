// A generator judged by the shipped classifier.

import { wilson } from "../../../shared/browser/interval.mjs";

/** @import {Trainer} from "../../../../gan_core/image_engine/trainer.mjs" */
/** @import {Classifier} from "./measure.mjs" */

export const SCORED = 500; // pictures

/**
 * The share of pictures that the classifier takes for the class they were asked for, with its 95 % interval; without labels, none: then how
 * many classes are drawn, exp of the entropy of their shares.
 * @param {Trainer} trainer
 * @param {Classifier} classifier
 */
export function score(trainer, classifier) {
  const { num_classes: classes, conditioning, image_size: side } = trainer.config;
  const conditional = conditioning !== "none";
  const asked = Array.from({ length: SCORED }, (_, index) => index % classes);
  const weights = conditional ? asked.map((label) => Float32Array.from({ length: classes }, (_, index) => Number(index === label))) : [];
  const drawn = trainer.draw(trainer.noise(SCORED), weights);
  const eight = drawn.map((value) => Math.round((value + 1) * 127.5) / 127.5 - 1); // as real ones, through eight bits
  const found = asked.map((_, row) => classifier(eight.subarray(row * side * side, (row + 1) * side * side)).label);
  const shares = Array.from({ length: 10 }, (_, label) => found.filter((one) => one === label).length / SCORED);
  const entropy = -shares.reduce((sum, share) => sum + (share ? share * Math.log(share) : 0), 0);
  const right = found.filter((label, row) => label === asked[row]).length;
  return { n: SCORED, classes: Math.exp(entropy), accuracy: conditional ? right / SCORED : null, ...wilson(right, SCORED) };
}
