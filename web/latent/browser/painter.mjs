// Pictures drawn here, by the visitor's own processor: the network comes once, a seed's samples when it is chosen. Until they are here,
// and where the browser cannot (no WebAssembly with vectors), the server draws.

import { loadGenerator } from "../../../gan_core/browser/generator.mjs";
import { classWeights, compose, sheetStates } from "./compose.mjs";
import { address } from "./query.mjs";

const BATCH = 8; // pictures of a sheet drawn at a time; then the browser may do something else

/** A painter of one model. `onready` is called whenever it can draw what it could not before. */
export function makePainter(card, signal, onready) {
  const { model, latentDim, classes } = card;
  const [, height, width] = card.image;
  let generator;
  let directions;
  let seed = { number: null, samples: null };

  const floats = async (path, query) => {
    const response = await fetch(address(path, new URLSearchParams(query)), { signal });
    if (!response.ok) throw new TypeError(response.statusText);
    return response.arrayBuffer();
  };
  const load = async () => {
    const bytes = await floats("network", { model });
    const size = card.shares.length * latentDim * 4;
    directions = new Float32Array(bytes, 0, size / 4);
    generator = await loadGenerator(bytes.slice(size));
  };
  /** Fetch the samples of another seed; meanwhile the server draws. */
  const want = (number) => {
    if (seed.number === number) return;
    seed = { number, samples: null };
    floats("samples", { model, seed: number }).then(
      (bytes) => {
        if (seed.number !== number) return;
        seed.samples = new Float32Array(bytes);
        tell();
      },
      () => seed.number === number && (seed.number = null), // asked again with the next picture
    );
  };
  const tell = () => generator && seed.samples && !signal.aborted && onready();
  const paint = (state) => new ImageData(generator.draw(compose(state, { samples: seed.samples, directions, latentDim }), classWeights(state, classes.length)), width, height);

  load().then(tell, () => {}); // without it the server goes on drawing
  return {
    /** Whether the pictures of a state can be drawn here, now. */
    can(state) {
      want(state.seed);
      return Boolean(generator && seed.samples);
    },
    paint,
    /** A sheet as the server lays it out (an ImageBitmap); undefined when `current()` says that it is no longer wanted. */
    async sheet(state, kind, n, current) {
      const states = sheetStates(state, kind, n);
      const columns = { grid: Math.ceil(Math.sqrt(n)), plane: n }[kind] ?? n;
      const canvas = new OffscreenCanvas(columns * width, Math.ceil(states.length / columns) * height);
      const context = canvas.getContext("2d");
      for (const [index, one] of states.entries()) {
        if (index % BATCH === 0 && index) await new Promise(requestAnimationFrame);
        if (!current()) return undefined;
        context.putImageData(paint(one), (index % columns) * width, Math.floor(index / columns) * height);
      }
      return canvas.transferToImageBitmap();
    },
  };
}
