// Pictures drawn here, by the visitor's own processor, once the model's network is here. Where that takes long, and where the browser
// cannot (no WebAssembly with vectors), the server draws.

import { coarseLength, loadGenerator } from "../../../gan_core/browser/generator.mjs";
import { classWeights, compose, sheetStates } from "./compose.mjs";
import { address } from "./query.mjs";
import { zFromSeed } from "./seeds.mjs";

/** @import {Card, LatentState, SheetKind} from "./types.mjs" */

const MAX_SAMPLES = 64; // of a seed, to pick from
const TIMEOUT_MILLISECONDS = 1000; // before the server is asked instead, which may have to import torch first
const BATCH_SIZE = 8; // pictures of a sheet drawn at a time; then the browser may do something else

/**
 * A painter of one model.
 * @param {Card} card
 * @param {AbortSignal} signal
 * @param {() => void} onready called when it can draw, or when it turns out that it never will
 * @param {{count?: number, oncoarse?: () => void, ask?: (url: string, options: RequestInit) => Promise<Response>}} [options] `count` samples of a
 *   seed that are needed; `oncoarse` is called when it can draw coarsely; `ask` as fetch
 */
export function makePainter(card, signal, onready, { count = MAX_SAMPLES, oncoarse, ask = fetch } = {}) {
  const { model, latentDim, classes } = card;
  const [, height, width] = card.image;
  /** @typedef {{draw: (z: Float32Array, weights: number[]) => Uint8ClampedArray<ArrayBuffer>}} Generator */
  /** @type {Generator | undefined} */
  let generator;
  let complete = false; // until then it is a coarse one
  let directions = new Float32Array();
  /** @type {{number: number, samples: Float32Array} | undefined} */
  let seed;

  const size = card.shares.length * latentDim * 4; // of the directions, before the network
  const load = async (/** @type {ArrayBuffer} */ bytes) => {
    directions = new Float32Array(bytes, 0, size / 4);
    generator = await loadGenerator(bytes.slice(size));
  };
  const loadCoarse = async (/** @type {ArrayBuffer} */ beginning) => {
    await load(beginning);
    if (!signal.aborted) oncoarse?.();
  };
  const loadNetwork = async () => {
    const response = await ask(address("network", new URLSearchParams({ model })), { signal });
    if (!response.ok) throw new TypeError(response.statusText);
    const coarseEnd = (/** @type {ArrayBuffer} */ beginning) => size + coarseLength(beginning.slice(size));
    await load(oncoarse ? await receive(response, coarseEnd, loadCoarse) : await response.arrayBuffer());
    complete = true;
  };
  const samplesOf = (/** @type {number} */ number) => {
    if (seed?.number !== number) seed = { number, samples: zFromSeed(number, count, latentDim) };
    return seed.samples;
  };
  /** @param {LatentState} state */
  const paint = (state) => {
    if (!generator) throw new Error("paint before can");
    const z = compose(state, { samples: samplesOf(state.seed), directions, latentDim });
    return new ImageData(generator.draw(z, classWeights(state, classes.length)), width, height);
  };

  let failed = false;
  const settled = loadNetwork().catch(() => {
    failed = true; // the server goes on drawing
    generator = undefined;
  });
  settled.then(() => !signal.aborted && onready());
  return {
    /** When it can draw, never will, or takes long: from then on it is worth asking the server for what `can` says is not drawn here. */
    decided: Promise.race([settled, new Promise((resolve) => setTimeout(resolve, TIMEOUT_MILLISECONDS))]),
    get failed() {
      return failed;
    },
    /** Whether pictures can be drawn here, now. */
    can: () => complete,
    /** Whether only coarse ones can, from the first half of a network whose other half is on its way. */
    onlyCoarse: () => generator !== undefined && !complete,
    paint,
    /**
     * A sheet as the server lays it out; undefined when `current()` says that it is out of date.
     * @param {LatentState} state
     * @param {SheetKind} kind
     * @param {number} n
     * @param {() => boolean} current
     */
    async sheet(state, kind, n, current) {
      const states = sheetStates(state, kind, n);
      const columns = kind === "grid" ? Math.ceil(Math.sqrt(n)) : n;
      const canvas = new OffscreenCanvas(columns * width, Math.ceil(states.length / columns) * height);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
      for (const [index, one] of states.entries()) {
        if (index % BATCH_SIZE === 0 && index) await new Promise(requestAnimationFrame);
        if (!current()) return undefined;
        context.putImageData(paint(one), (index % columns) * width, Math.floor(index / columns) * height);
      }
      return canvas.transferToImageBitmap();
    },
  };
}

/**
 * A response's body; `oncoarse` is given its beginning as soon as that is as long as `coarseEnd` says.
 * @param {Response} response
 * @param {(beginning: ArrayBuffer) => number} coarseEnd with a beginning that is too short to tell: how many bytes to ask with again
 * @param {(beginning: ArrayBuffer) => Promise<void>} oncoarse
 */
async function receive({ body }, coarseEnd, oncoarse) {
  if (!body) throw new TypeError("a response without a body");
  const reader = body.getReader();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const chunks = [];
  let [received, needed] = [0, 1];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    received += part.value.length;
    while (received >= needed) {
      const beginning = await new Blob(chunks).arrayBuffer();
      needed = coarseEnd(beginning);
      if (received < needed) continue;
      await oncoarse(beginning);
      needed = Number.POSITIVE_INFINITY;
    }
  }
  return new Blob(chunks).arrayBuffer();
}
