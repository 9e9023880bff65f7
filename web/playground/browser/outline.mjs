// The outline of a picture as points in the plane: where its brightness changes most. Nothing leaves the visitor's machine.

import { context2d } from "../../shared/browser/dom.mjs";
import { Refused } from "../../shared/browser/server.mjs";

const SIDE = 160; // pixels of the longer side when the outline is looked for
const SPAN = 2.4; // the longer side of what is found runs from -SPAN to SPAN
const MIN_STEEPNESS = 8; // levels of grey a pixel that an edge must have somewhere
const STEEP = 0.35; // of the steepest edge
const KINDS = "PNG, JPEG, GIF, BMP, WEBP";

/** At most `count` points [x, y] of a picture file. Throws Refused. @param {File} file @param {number} count */
export async function outline(file, count) {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Refused({ code: "picture_unreadable", fields: { expected: KINDS }, message: "not an image" }, 400);
  });
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(scale * side)));
  const context = context2d(Object.assign(document.createElement("canvas"), { width, height }));
  context.fillStyle = "white"; // behind what is transparent
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  const points = edges(context.getImageData(0, 0, width, height), count);
  if (!points.length) throw new Refused({ code: "outline_empty", fields: { received: file.name }, message: "no outline" }, 400);
  return points;
}

/** Points of the steepest pixels, upright, their middle at 0; none where nothing is steep. @param {{data: ArrayLike<number>, width: number, height: number}} image @param {number} count @returns {[number, number][]} */
export function edges({ data, width, height }, count) {
  const grey = Float32Array.from(
    { length: width * height },
    (_, place) => 0.299 * data[4 * place] + 0.587 * data[4 * place + 1] + 0.114 * data[4 * place + 2],
  );
  const smooth = blurred(blurred(grey, width, height, 1), width, height, width);
  /** @type {(x: number, y: number) => number} */
  const at = (x, y) => smooth[Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))];
  const steepness = smooth.map((_, place) => {
    const [x, y] = [place % width, Math.floor(place / width)];
    return Math.hypot(at(x + 1, y) - at(x - 1, y), at(x, y + 1) - at(x, y - 1)) / 2;
  });
  const steepest = steepness.reduce((largest, value) => Math.max(largest, value), 0);
  if (steepest < MIN_STEEPNESS) return [];
  const found = [...steepness.keys()]
    .filter((place) => steepness[place] > STEEP * steepest)
    .map((place) => [place % width, Math.floor(place / width)]);
  return centred(found).filter(
    (_, place) => Math.floor((place * count) / found.length) !== Math.floor(((place - 1) * count) / found.length) || found.length <= count,
  );
}

/**
 * Each pixel with a quarter of both neighbours along one direction.
 * @type {(values: Float32Array, width: number, height: number, step: number) => Float32Array}
 */
function blurred(values, width, height, step) {
  return values.map((value, place) => {
    const along = step === 1 ? place % width : Math.floor(place / width);
    const last = (step === 1 ? width : height) - 1;
    return (values[along > 0 ? place - step : place] + 2 * value + values[along < last ? place + step : place]) / 4;
  });
}

/** @type {(pixels: number[][]) => [number, number][]} */
function centred(pixels) {
  const ends = [0, 1].map((axis) => [Math.min(...pixels.map((pixel) => pixel[axis])), Math.max(...pixels.map((pixel) => pixel[axis]))]);
  const scale = (2 * SPAN) / Math.max(1, ...ends.map(([low, high]) => high - low));
  const place = (/** @type {number[]} */ pixel, /** @type {number} */ axis) =>
    (axis ? -1 : 1) * scale * (pixel[axis] - (ends[axis][0] + ends[axis][1]) / 2);
  return pixels.map((pixel) => [place(pixel, 0), place(pixel, 1)]);
}
