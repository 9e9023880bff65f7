// A run of this browser as the files of a run directory (gan_core/training/run_directory.py), in one zip without compression.

import { crc32 } from "../../../../gan_core/browser/crc32.mjs";
import { countersOf, tensorsOf, toSafetensors } from "../../../../gan_core/image_engine/checkpoint.mjs";

/** @import {Trainer} from "../../../../gan_core/image_engine/trainer.mjs" */
/** @import {Kept} from "./run.mjs" */

const EIGHT = 8; // digits of a step in a file's name
const DOS_1980 = 0x21; // the first date a zip knows

/**
 * @param {Kept} kept
 * @param {Trainer} trainer
 * @returns {[string, Uint8Array][]} path and content
 */
export function filesOf(kept, trainer) {
  const { step } = trainer.counters;
  const stem = `checkpoints/step-${String(step).padStart(EIGHT, "0")}`;
  const lines = [...kept.lines, ...kept.events].sort((one, other) => one.step - other.step);
  const status = { state: "stopped", step, reason: "", code: "", fields: {} };
  /** @type {[string, string][]} */
  const texts = [
    ["config.json", JSON.stringify(kept.config, null, 1)],
    ["stats.jsonl", lines.map((line) => `${JSON.stringify(line)}\n`).join("")],
    ["status.json", JSON.stringify(status)],
    [`${stem}.json`, JSON.stringify(countersOf(trainer, kept.seconds), null, 1)],
  ];
  const encoder = new TextEncoder();
  return [
    ...texts.map(([path, text]) => /** @type {[string, Uint8Array]} */ ([path, encoder.encode(text)])),
    [`${stem}.safetensors`, toSafetensors(tensorsOf(trainer))],
  ];
}

/** Little-endian numbers of 2 or 4 bytes. @param {...[size: number, value: number]} fields */
function packed(...fields) {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let place = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(place, value, true);
    else view.setUint32(place, value, true);
    place += size;
  }
  return new Uint8Array(view.buffer);
}

/**
 * @param {string} folder in which the files lie
 * @param {[string, Uint8Array][]} files
 * @returns {Uint8Array[]} the parts of a zip, in their order
 */
export function zip(folder, files) {
  const encoder = new TextEncoder();
  let offset = 0;
  /** @type {Uint8Array[]} */
  const parts = [];
  /** @type {Uint8Array[]} */
  const directory = [];
  for (const [path, bytes] of files) {
    const name = encoder.encode(`${folder}/${path}`);
    /** @type {[number, number][]} */
    const common = [
      [2, 20],
      [2, 0x800],
      [2, 0],
      [2, 0],
      [2, DOS_1980],
      [4, crc32(bytes)],
      [4, bytes.length],
      [4, bytes.length],
      [2, name.length],
      [2, 0],
    ];
    const head = packed([4, 0x04034b50], ...common);
    directory.push(packed([4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name);
    parts.push(head, name, bytes);
    offset += head.length + name.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = packed([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]);
  return [...parts, ...directory, end];
}
