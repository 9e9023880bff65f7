// A training as a checkpoint of gan_core/training/checkpoint.py: tensors in safetensors, counters in JSON. It is read back the same way.

/** @import {Tensor, Trainer} from "./trainer.mjs" */

const NETWORKS = /** @type {const} */ (["generator", "discriminator", "average"]);
const MOMENTS = /** @type {const} */ ({ mean: "exp_avg", square: "exp_avg_sq" });

/** Whether a tensor counts in whole numbers. @param {string} name */
const counts = (name) => name.endsWith("num_batches_tracked");

/**
 * Every tensor of a training by its name in a checkpoint.
 * @param {Trainer} trainer
 * @returns {Map<string, Tensor>}
 */
export function tensorsOf(trainer) {
  /** @type {Map<string, Tensor>} */
  const all = new Map();
  for (const network of NETWORKS) {
    if (network === "average" && !trainer.config.ema_decay) continue;
    for (const [name, tensor] of trainer.tensors(network)) all.set(`${network}.${name}`, tensor);
  }
  for (const network of /** @type {const} */ (["generator", "discriminator"])) {
    const updates = Float32Array.of(trainer.counters[`${network}_updates`]);
    for (const [part, suffix] of Object.entries(MOMENTS)) {
      const moments = [...trainer.tensors(network, /** @type {keyof typeof MOMENTS} */ (part)).values()];
      moments.forEach((tensor, index) => {
        all
          .set(`${network}_optimizer.${index}.${suffix}`, tensor)
          .set(`${network}_optimizer.${index}.step`, { shape: [], values: updates });
      });
    }
  }
  return all;
}

/**
 * The bytes of a safetensors file: length of the header, header, numbers.
 * @param {Map<string, Tensor>} tensors
 */
export function toSafetensors(tensors) {
  /** @type {Record<string, {dtype: string, shape: number[], data_offsets: number[]}>} */
  const header = {};
  let end = 0;
  const parts = [...tensors].map(([name, { shape, values }]) => {
    const numbers = counts(name) ? BigInt64Array.from(values, (value) => BigInt(Math.round(value))) : values;
    header[name] = { dtype: counts(name) ? "I64" : "F32", shape, data_offsets: [end, end + numbers.byteLength] };
    end += numbers.byteLength;
    return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  });
  const text = JSON.stringify(header);
  const words = new TextEncoder().encode(text + " ".repeat(-text.length & 7));
  const bytes = new Uint8Array(8 + words.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(words.length), true);
  bytes.set(words, 8);
  let place = 8 + words.length;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return bytes;
}

/**
 * Inverse of `toSafetensors`, for float32 and int64. Throws RangeError where it is no such file.
 * @param {Uint8Array} bytes
 * @returns {Map<string, Tensor>}
 */
export function fromSafetensors(bytes) {
  if (bytes.length < 8) throw new RangeError("safetensors");
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (8 + length > bytes.length) throw new RangeError("safetensors");
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const entries = Object.entries(header).filter(([name]) => name !== "__metadata__");
  return new Map(
    entries.map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [begin, end],
        },
      ]) => {
        const part = bytes.slice(8 + length + begin, 8 + length + end).buffer;
        if (dtype !== "F32" && dtype !== "I64") return [name, { shape, values: new Float32Array() }]; // states of random numbers
        return [name, { shape, values: dtype === "F32" ? new Float32Array(part) : Float32Array.from(new BigInt64Array(part), Number) }];
      },
    ),
  );
}

/**
 * What stands beside the tensors.
 * @param {Trainer} trainer
 * @param {number} seconds of training
 */
export function countersOf(trainer, seconds) {
  const { step, images_seen, discriminator_updates, generator_updates, position } = trainer.counters;
  return {
    format: "gan-classroom-checkpoint",
    version: 1,
    inference_only: false,
    step,
    images_seen,
    seconds,
    data_position: position,
    discriminator_updates,
    generator_updates,
    config: trainer.config,
    trained_on: {},
  };
}

/**
 * A training goes on from the tensors of a checkpoint, of the library or of a browser; random numbers and the order of the data are its own. Throws RangeError where the
 * networks are others.
 * @param {Trainer} trainer
 * @param {Map<string, Tensor>} tensors
 * @param {{generator_updates: number, discriminator_updates: number, step: number, images_seen: number}} counters
 */
export function goOnFrom(trainer, tensors, counters) {
  const under = (/** @type {string} */ prefix) =>
    new Map(
      [...tensors].filter(([name]) => name.startsWith(`${prefix}.`)).map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]),
    );
  const average = under("average");
  for (const network of NETWORKS)
    trainer.writeTensors(network, network === "average" && !average.size ? under("generator") : under(network));
  for (const network of /** @type {const} */ (["generator", "discriminator"])) {
    const state = under(`${network}_optimizer`);
    if (!state.size) continue;
    for (const [part, suffix] of Object.entries(MOMENTS)) {
      const names = [...trainer.tensors(network, /** @type {keyof typeof MOMENTS} */ (part)).keys()];
      const moments = new Map(names.map((name, index) => [name, /** @type {Tensor} */ (state.get(`${index}.${suffix}`))]));
      trainer.writeTensors(network, moments, /** @type {keyof typeof MOMENTS} */ (part));
    }
  }
  trainer.written(counters.generator_updates, counters.discriminator_updates);
  trainer.countFrom(counters);
}
