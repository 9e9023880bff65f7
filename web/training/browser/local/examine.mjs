// The doctor at a run of this browser, as gan_core/training/doctor.py at a server's.

import { examine } from "../../../runs/browser/diagnose.mjs";

/** @import {Kept} from "../../../runs/browser/local_run.mjs" */
/** @import {Facts} from "./run.mjs" */

const SETTINGS_EVENTS = ["changed", "forked"]; // after which a run is another one: what was seen before says nothing of it
const LENGTH = ["epochs", "max_steps"]; // settings that change only when a run ends

/**
 * The finding now, or as it would have been at step `until`: of what came since settings last changed.
 * @param {Pick<Kept, "config" | "lines" | "events" | "measurements" | "state">} run
 * @param {Facts} facts
 * @param {number} [until]
 */
export function examineRun({ config, lines, events, measurements, state }, { changeable }, until = Infinity) {
  const turns = events.filter(({ event, settings = {}, step }) => {
    return step <= until && SETTINGS_EVENTS.includes(event) && Object.keys(settings).some((name) => !LENGTH.includes(name));
  });
  const since = Math.max(0, ...turns.map(({ step }) => step));
  const rows = lines.filter(({ step }) => since < step && step <= until);
  const names = new Set(["step", ...rows.flatMap((line) => Object.keys(line))]);
  const curves = Object.fromEntries([...names].map((name) => [name, rows.map((line) => line[name] ?? Number.NaN)]));
  const seen = measurements.filter(({ step }) => since < step && step <= until);
  const failed = state === "failed" && until === Infinity;
  const valid = (/** @type {Record<string, any>} */ changed) => {
    const touched = Object.keys(changed).filter((name) => changed[name] !== config[name]);
    const penalties = changed.r1_weight || changed.r2_weight || changed.loss === "wgan_gp";
    return touched.every((name) => name in changeable) && !(changed.discriminator_norm === "batch" && penalties);
  };
  return examine({ config, curves, measurements: seen, failed, since }, valid);
}
