// An animated GIF: one palette for all frames, for ever in a loop.

import { applyPalette, GIFEncoder, quantize } from "../../shared/vendor/gifenc.mjs";

const COLOURS = 256;

/**
 * @param {ImageData[]} frames of one size
 * @param {number} delay of each, in hundredths of a second
 */
export function encodeGif(frames, delay) {
  const { width, height } = frames[0];
  const all = new Uint8ClampedArray(frames.length * frames[0].data.length);
  frames.forEach(({ data }, index) => {
    all.set(data, index * data.length);
  });
  const palette = quantize(all, COLOURS);
  const gif = GIFEncoder();
  for (const { data } of frames) gif.writeFrame(applyPalette(data, palette), width, height, { palette, delay: 10 * delay });
  gif.finish();
  return gif.bytes();
}
