// Pictures drawn here, by the visitor's own processor: the network comes once, a seed's samples when it is chosen. Until they are here,
// and where the browser cannot (no WebAssembly with vectors), the server draws.

import { loadGenerator } from "../../../gan_core/browser/generator.mjs";
import { classWeights, compose, sheetStates } from "./compose.mjs";
import { address } from "./query.mjs";

/** @import {Card, LatentState, SheetKind} from "./types.mjs" */

const BATCH_SIZE = 8; // pictures of a sheet drawn at a time; then the browser may do something else

/** @type {(path: string, query: Record<string, string>, signal: AbortSignal) => Promise<ArrayBuffer>} */
async function fetchBytes(path, query, signal) {
  const response = await fetch(address(path, new URLSearchParams(query)), { signal });
  if (!response.ok) throw new TypeError(response.statusText);
  return response.arrayBuffer();
}

/**
 * A painter of one model.
 * @param {Card} card
 * @param {AbortSignal} signal
 * @param {() => void} onready called whenever it can draw what it could not before
 */
export function makePainter(card, signal, onready) {
  const { model, latentDim, classes } = card;
  const [, height, width] = card.image;
  /** @type {{draw: (z: Float32Array, weights: number[]) => Uint8ClampedArray<ArrayBuffer>} | undefined} */
  let generator;
  let directions = new Float32Array();
  /** @type {{number: number | null, samples: Float32Array | null}} */
  let seed = { number: null, samples: null };

  const loadNetwork = async () => {
    const bytes = await fetchBytes("network", { model }, signal);
    const size = card.shares.length * latentDim * 4;
    directions = new Float32Array(bytes, 0, size / 4);
    generator = await loadGenerator(bytes.slice(size));
  };
  /**
   * Fetch the samples of another seed; meanwhile the server draws.
   * @param {number} number
   */
  const loadSamples = (number) => {
    if (seed.number === number) return;
    seed = { number, samples: null };
    fetchBytes("samples", { model, seed: String(number) }, signal).then(
      (bytes) => {
        if (seed.number !== number) return;
        seed.samples = new Float32Array(bytes);
        announce();
      },
      () => {
        if (seed.number === number) seed.number = null; // asked again with the next picture
      },
    );
  };
  const announce = () => generator && seed.samples && !signal.aborted && onready();
  /** @param {LatentState} state */
  const paint = (state) => {
    if (!generator || !seed.samples) throw new Error("paint before can");
    return new ImageData(
      generator.draw(compose(state, { samples: seed.samples, directions, latentDim }), classWeights(state, classes.length)),
      width,
      height,
    );
  };

  loadNetwork().then(announce, () => {}); // without it the server goes on drawing
  return {
    /**
     * Whether the pictures of a state can be drawn here, now.
     * @param {LatentState} state
     */
    can(state) {
      loadSamples(state.seed);
      return Boolean(generator && seed.samples);
    },
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
