// Pictures drawn here, by the visitor's own processor, once the model's network is here. Where that takes long, and where the browser
// cannot (no WebAssembly with vectors), the server draws.

import { loadGenerator } from "../../../gan_core/browser/generator.mjs";
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
 * @param {number} [count] of a seed's samples that are needed
 */
export function makePainter(card, signal, onready, count = MAX_SAMPLES) {
  const { model, latentDim, classes } = card;
  const [, height, width] = card.image;
  /** @type {{draw: (z: Float32Array, weights: number[]) => Uint8ClampedArray<ArrayBuffer>} | undefined} */
  let generator;
  let directions = new Float32Array();
  /** @type {{number: number, samples: Float32Array} | undefined} */
  let seed;

  const loadNetwork = async () => {
    const response = await fetch(address("network", new URLSearchParams({ model })), { signal });
    if (!response.ok) throw new TypeError(response.statusText);
    const bytes = await response.arrayBuffer();
    const size = card.shares.length * latentDim * 4;
    directions = new Float32Array(bytes, 0, size / 4);
    generator = await loadGenerator(bytes.slice(size));
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
  });
  settled.then(() => !signal.aborted && onready());
  return {
    /** When it can draw, never will, or takes long: from then on it is worth asking the server for what `can` says is not drawn here. */
    decided: Promise.race([settled, new Promise((resolve) => setTimeout(resolve, TIMEOUT_MILLISECONDS))]),
    get failed() {
      return failed;
    },
    /** Whether pictures can be drawn here, now. */
    can: () => generator !== undefined,
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
