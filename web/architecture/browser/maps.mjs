// Values as pictures: every channel from its own least (black) to its greatest (white), many of them side by side.

import { wideOf } from "./blocks.mjs";

/** @import {Shape} from "./types.mjs" */

const GAP = [127, 140, 153]; // between two channels

/** @type {(values: ArrayLike<number>, first: number, count: number) => [number, number]} */
function ends(values, first, count) {
  let [low, high] = [values[first], values[first]];
  for (let i = first + 1; i < first + count; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return [low, high];
}

/**
 * How many channels stand in a row when `count` of this shape are laid out about as a square.
 * @param {number} count
 */
export const columnsOf = (count) => Math.ceil(Math.sqrt(count));

/**
 * The first `count` channels side by side; a vector's numbers as a square of cells, on one scale.
 * @param {ArrayLike<number>} values rows of channels
 * @param {Shape} shape
 * @param {number} count
 */
export function mosaic(values, shape, count) {
  const [, height, width] = shape;
  const [wide, cells] = [wideOf(shape), height * width];
  const columns = columnsOf(count);
  const gap = cells > 1 ? 1 : 0;
  const image = new ImageData(columns * (width + gap) - gap, Math.ceil(count / columns) * (height + gap) - gap);
  if (gap) for (let i = 0; i < image.data.length; i += 4) image.data.set([...GAP, 60], i);
  const whole = cells > 1 ? undefined : ends(values, 0, count);
  for (let c = 0; c < count; c++) {
    const [low, high] = whole ?? ends(values, c * wide, cells);
    const scale = 255 / Math.max(high - low, 1e-12);
    const [left, top] = [(c % columns) * (width + gap), Math.floor(c / columns) * (height + gap)];
    for (let i = 0; i < cells; i++) {
      const at = 4 * ((top + Math.floor(i / width)) * image.width + left + (i % width));
      image.data.fill((values[c * wide + i] - low) * scale, at, at + 3);
      image.data[at + 3] = 255;
    }
  }
  return image;
}

/**
 * A picture in (-1, 1) with its colours.
 * @param {ArrayLike<number>} values
 * @param {Shape} shape
 */
export function coloured(values, shape) {
  const [channels, height, width] = shape;
  const image = new ImageData(width, height);
  const wide = wideOf(shape);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = (values[(channels === 3 ? c : 0) * wide + i] + 1) * 127.5;
    image.data[4 * i + 3] = 255;
  }
  return image;
}

/**
 * How much each pixel moves the logit, all its channels together: yellow, the opaquer the more.
 * @param {ArrayLike<number>} gradient
 * @param {Shape} shape
 */
export function heat(gradient, shape) {
  const [channels, height, width] = shape;
  const wide = wideOf(shape);
  const sizes = Array.from({ length: height * width }, (_, i) =>
    Math.hypot(...Array.from({ length: channels }, (__, c) => gradient[c * wide + i])),
  );
  const most = Math.max(...sizes, 1e-30);
  const image = new ImageData(width, height);
  sizes.forEach((size, i) => {
    image.data.set([230, 159, 0, 235 * (size / most)], 4 * i);
  });
  return image;
}

/**
 * A picture on a canvas of its size.
 * @param {HTMLCanvasElement} target
 * @param {ImageData} image
 */
export function put(target, image) {
  if (target.width !== image.width || target.height !== image.height) Object.assign(target, { width: image.width, height: image.height });
  target.getContext("2d")?.putImageData(image, 0, 0);
}

const drawn = new WeakMap();

/**
 * Show a picture in an SVG's <image>; a canvas for each turns it into a file's address.
 * @param {SVGImageElement} element
 * @param {ImageData} image
 */
export function show(element, image) {
  const canvas = drawn.get(element) ?? document.createElement("canvas");
  drawn.set(element, canvas);
  put(canvas, image);
  element.setAttribute("href", canvas.toDataURL());
}
