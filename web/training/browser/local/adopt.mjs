// A run directory in a zip, of another browser or of the library, becomes a run of this browser.

import { fromSafetensors, goOnFrom } from "../../../../gan_core/image_engine/checkpoint.mjs";
import { Trainer } from "../../../../gan_core/image_engine/trainer.mjs";
import { unzip } from "./zip.mjs";

/** @import {Data, Kept} from "../../../runs/browser/local_run.mjs" */
/** @typedef {{only: Record<string, unknown>, bounds: Record<string, [number, number]>, multiple: number}} Engine what the engine can do: gan_core/image_engine */

const MOST = 100_000_000; // bytes of its files

/** What cannot be: `field` is the setting, or "" where the file is no run. */
export class Foreign extends Error {
  /** @param {string} field */
  constructor(field) {
    super(field);
    this.field = field;
  }
}

/**
 * Throws Foreign.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {{name: string, module: WebAssembly.Module, engine: Engine, dataset: (config: Record<string, any>) => Promise<Data | undefined>}} means
 *   `dataset` gives what it can train on here, if there is that
 * @returns {Promise<{kept: Kept, samples: [number, Blob][]}>}
 */
export async function adopt(bytes, { name, module, engine, dataset }) {
  const files = await unzip(bytes, MOST).catch(() => {
    throw new Foreign("");
  });
  const find = (/** @type {RegExp} */ pattern) =>
    [...files].filter(([path]) => pattern.test(path)).sort(([one], [other]) => (one < other ? -1 : 1));
  const [config, counters] = [find(/(^|\/)config\.json$/), find(/checkpoints\/step-\d+\.json$/)].map((found) => parsed(found.at(-1)?.[1]));
  const weights = find(/checkpoints\/step-\d+\.safetensors$/).at(-1)?.[1];
  if (!config || !counters || !weights) throw new Foreign("");
  const wrong = foreignIn(config, engine);
  if (wrong) throw new Foreign(wrong);
  const { image_size: side, image_channels: channels, batch_size: batch } = config;
  const data = (await dataset(config)) ?? { pixels: new Uint8Array(batch * side * side * channels), labels: new Int32Array(batch) };
  const trainer = new Trainer(module, config, data);
  try {
    goOnFrom(trainer, fromSafetensors(weights), counters);
  } catch {
    throw new Foreign("");
  }
  const all = text(find(/(^|\/)stats\.jsonl$/).at(-1)?.[1]).split("\n").filter(Boolean).map((line) => JSON.parse(line)); // biome-ignore format: one line
  const samples = find(/(^|\/)samples\/step-\d+\.png$/).map(
    ([path, png]) => /** @type {[number, Blob]} */ ([Number(path.match(/(\d+)\.png$/)?.[1]), new Blob([png], { type: "image/png" })]),
  );
  const lines = all.filter(({ event }) => !event);
  const epochAt = (/** @type {number} */ step) => lines.findLast((line) => line.step <= step)?.epoch ?? 0;
  const kept = {
    name,
    config,
    state: "stopped",
    lines,
    events: all.filter(({ event }) => event && event !== "look"),
    measurements: all.filter(({ event }) => event === "look"),
    seconds: counters.seconds ?? 0,
    samples: samples.map(([step]) => /** @type {[number, number]} */ ([step, epochAt(step)])),
    saved: trainer.save(),
    savedStep: counters.step,
    images: data.labels.length,
  };
  return { kept, samples };
}

/** @param {Uint8Array | undefined} bytes */
const text = (bytes) => new TextDecoder().decode(bytes ?? new Uint8Array());

/** @param {Uint8Array | undefined} bytes @returns {any} */
function parsed(bytes) {
  try {
    return bytes && JSON.parse(text(bytes));
  } catch {
    return undefined;
  }
}

/**
 * The first setting that the engine cannot take: `check` of gan_core/image_engine/__init__.py.
 * @param {Record<string, any>} config
 * @param {Engine} engine
 */
function foreignIn(config, { only, bounds, multiple }) {
  const other = Object.entries(only).find(([field, expected]) => config[field] !== expected);
  if (other) return other[0];
  const outside = Object.entries(bounds).find(([field, [low, high]]) => !(config[field] >= low && config[field] <= high));
  if (outside) return outside[0];
  if (config.base_channels % multiple) return "base_channels";
  if (![28, 32].includes(config.image_size)) return "image_size";
  return ["none", "projection"].includes(config.conditioning) ? undefined : "conditioning";
}
