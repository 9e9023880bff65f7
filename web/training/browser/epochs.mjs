// How many epochs a run had gone through at a step: known at its samples and now, even between those.

/** @import {Status} from "./types.mjs" */

/**
 * @param {Pick<Status, "sample_steps" | "sample_epochs" | "step" | "epoch">} run
 * @param {number} step
 */
export function epochAt({ sample_steps: steps, sample_epochs: epochs, step: now, epoch }, step) {
  const next = steps.findIndex((sample) => sample >= step);
  const [high, until] = next < 0 ? [now, epoch] : [steps[next], epochs[next]];
  const before = next < 0 ? steps.length - 1 : next - 1;
  const [low, from] = before < 0 ? [0, 0] : [steps[before], epochs[before]];
  return high > low ? from + ((until - from) * (Math.min(step, high) - low)) / (high - low) : until;
}

const NEAR = 0.02; // epochs: numbers in the log are rounded

/**
 * Samples that were drawn just as one of the epochs ended that the config names: what lectures show (1, 10, 20, 40, ...).
 * @param {{config: Pick<Status["config"], "sample_epochs">} & Pick<Status, "sample_steps" | "sample_epochs">} run
 * @returns {{epoch: number, step: number}[]}
 */
export function epochEnds({ config, sample_steps: steps, sample_epochs: epochs }) {
  return (config.sample_epochs ?? []).flatMap((epoch) => {
    const place = epochs.findIndex((passed) => Math.abs(passed - epoch) < NEAR);
    return place < 0 ? [] : [{ epoch, step: steps[place] }];
  });
}
