// A run of this browser as the files of a run directory (gan_core/training/run_directory.py), in one zip without compression.

import { countersOf, tensorsOf, toSafetensors } from "../../../../gan_core/image_engine/checkpoint.mjs";

/** @import {Trainer} from "../../../../gan_core/image_engine/trainer.mjs" */
/** @import {Kept} from "../../../runs/browser/local_run.mjs" */

const EIGHT = 8; // digits of a step in a file's name
const encoder = new TextEncoder();

const named = (/** @type {number} */ step) => `step-${String(step).padStart(EIGHT, "0")}`;

/**
 * @param {Kept} kept
 * @param {Trainer} trainer
 * @returns {[string, Uint8Array][]} path and content
 */
export function filesOf(kept, trainer) {
  const { step } = trainer.counters;
  const stem = `checkpoints/${named(step)}`;
  return [
    ...numbersOf(kept, step),
    [`${stem}.json`, encoder.encode(JSON.stringify(countersOf(trainer, kept.seconds), null, 1))],
    [`${stem}.safetensors`, toSafetensors(tensorsOf(trainer))],
  ];
}

/**
 * Settings, numbers and state.
 * @param {Kept} kept
 * @param {number} step
 * @returns {[string, Uint8Array][]}
 */
export function numbersOf(kept, step) {
  const lines = [...kept.lines, ...kept.events, ...(kept.measurements ?? [])].sort((one, other) => one.step - other.step);
  const status = { state: "stopped", step, reason: "", code: "", fields: {} };
  const texts = {
    "config.json": JSON.stringify(kept.config, null, 1),
    "stats.jsonl": lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    "status.json": JSON.stringify(status),
  };
  return Object.entries(texts).map(([path, text]) => [path, encoder.encode(text)]);
}

/**
 * Pictures of a run, at most `most` of them, evenly.
 * @param {number[]} steps
 * @param {(step: number) => Promise<Blob | undefined>} read
 * @param {number} most
 * @returns {Promise<[string, Uint8Array][]>}
 */
export async function samplesOf(steps, read, most) {
  const chosen = new Set(
    Array.from({ length: Math.min(most, steps.length) }, (_, index) => steps[Math.floor((index * steps.length) / most)]),
  );
  const last = steps.at(-1);
  if (last !== undefined) chosen.add(last);
  /** @type {[string, Uint8Array][]} */
  const files = [];
  for (const step of chosen) {
    const blob = await read(step);
    if (blob) files.push([`samples/${named(step)}.png`, new Uint8Array(await blob.arrayBuffer())]);
  }
  return files;
}
