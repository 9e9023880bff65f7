// D's map as a surface over the plane, seen from any side: quadrilaterals drawn from the farthest to the nearest.

import { rampParts } from "./view.mjs";

/** @import {Frame, Still, Table, Theme} from "./types.mjs" */
/** @typedef {{turn: number, tilt: number}} Side degrees: around the vertical, and above the plane (90: from straight above) */
/** @typedef {{heights: Float32Array, count: number}} Surface heights from -1 to 1, row by row, the lowest row first */

const FACTOR = 2; // of the map's values each way become one height
const LIFT = 0.75; // half the surface's height, in half widths of the plane
const SCALE = 0.66; // of half the picture's side a half width takes
const POINTS = 160; // of each kind
const RADIANS = Math.PI / 180;

/** @param {Table} heat @returns {Surface} */
export function surfaceOf({ values, shape: [rows] }) {
  const count = Math.floor(rows / FACTOR);
  const heights = new Float32Array(count * count);
  for (let row = 0; row < count * FACTOR; row++)
    for (let column = 0; column < count * FACTOR; column++)
      heights[Math.floor(row / FACTOR) * count + Math.floor(column / FACTOR)] += (values[row * rows + column] / 127.5 - 1) / FACTOR ** 2;
  return { heights, count };
}

/**
 * Where a place of the box (-1 to 1 each) lies in the picture, both from -1 to 1, y upwards.
 * @param {Side} side
 * @returns {(u: number, v: number, height: number) => [number, number]}
 */
export function projection({ turn, tilt }) {
  const [sine, cosine] = [Math.sin(turn * RADIANS), Math.cos(turn * RADIANS)];
  const [above, along] = [Math.sin(tilt * RADIANS), Math.cos(tilt * RADIANS)];
  return (u, v, height) => [SCALE * (u * cosine - v * sine), SCALE * ((u * sine + v * cosine) * above + LIFT * height * along)];
}

/** Cells, the farthest first. @param {number} cells each way @param {number} turn @returns {[row: number, column: number][]} */
export function order(cells, turn) {
  const up = Array.from({ length: cells }, (_, index) => index);
  const down = [...up].reverse();
  const rows = Math.cos(turn * RADIANS) > 0 ? down : up;
  const columns = Math.sin(turn * RADIANS) > 0 ? down : up;
  return rows.flatMap((row) => columns.map((column) => /** @type {[number, number]} */ ([row, column])));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {{still: Still, side: number, now: Theme, layers: Set<string>, from: Side}} picture
 */
export function drawSurface(context, frame, { still, side, now, layers, from }) {
  context.fillStyle = now.paper;
  context.fillRect(0, 0, side, side);
  if (!frame.heat) return;
  const { heights, count } = surfaceOf(frame.heat);
  const project = projection(from);
  const colours = rampParts(now);
  const at = (/** @type {number} */ index) => (2 * (index + 0.5)) / count - 1;
  const corners = Array.from(heights, (height, index) => {
    const [x, y] = project(at(index % count), at(Math.floor(index / count)), height);
    return [((1 + x) * side) / 2, ((1 - y) * side) / 2];
  });
  const points = standing(frame, still, { count, layers });
  Object.assign(context, { strokeStyle: now.quiet, lineWidth: 0.4 });
  for (const [row, column] of order(count - 1, from.turn)) {
    const first = row * count + column;
    const quad = [first, first + 1, first + count + 1, first + count];
    const mean = quad.reduce((sum, corner) => sum + heights[corner] / 4, 0);
    const [red, green, blue] = colours[Math.max(0, Math.min(255, Math.round(127.5 * (1 + mean))))];
    context.fillStyle = `rgb(${red},${green},${blue})`;
    context.beginPath();
    for (const corner of quad) context.lineTo(corners[corner][0], corners[corner][1]);
    context.closePath();
    context.fill();
    context.stroke();
    for (const { u, v, real } of points.get(first) ?? []) {
      const [x, y] = project(u, v, mean);
      const [px, py] = [((1 + x) * side) / 2, ((1 - y) * side) / 2];
      context.fillStyle = real ? now.real : now.generated;
      context.beginPath();
      if (real) context.arc(px, py, 2.4, 0, 2 * Math.PI);
      else for (const [dx, dy] of [[0, -4], [4, 0], [0, 4], [-4, 0]]) context.lineTo(px + dx, py + dy); // biome-ignore format: corners
      context.fill();
    }
  }
}

/**
 * Points that stand on the surface, by the cell they stand on.
 * @param {Frame} frame
 * @param {Still} still
 * @param {{count: number, layers: Set<string>}} options
 */
function standing(frame, still, { count, layers }) {
  /** @type {Map<number, {u: number, v: number, real: boolean}[]>} */
  const found = new Map();
  for (const { values, real } of [
    { values: layers.has("real") ? still.real.values : [], real: true },
    { values: layers.has("fake") ? frame.fake.values : [], real: false },
  ])
    for (let index = 0; index < Math.min(2 * POINTS, values.length); index += 2) {
      const [u, v] = [values[index] / still.box, values[index + 1] / still.box];
      const [column, row] = [u, v].map((one) => Math.floor(((one + 1) * count) / 2 - 0.5));
      if (Math.min(column, row) < 0 || Math.max(column, row) >= count - 1) continue;
      const cell = row * count + column;
      const there = found.get(cell);
      if (there) there.push({ u, v, real });
      else found.set(cell, [{ u, v, real }]);
    }
  return found;
}

/** The highest and the lowest place: its value and where it is. @param {Frame} frame @param {number} box */
export function extremes({ heat, middle, reach }, box) {
  if (!heat) return undefined;
  const { heights, count } = surfaceOf(heat);
  const place = (/** @type {number} */ index) => ({
    value: middle + reach * heights[index],
    x: box * ((2 * ((index % count) + 0.5)) / count - 1),
    y: box * ((2 * (Math.floor(index / count) + 0.5)) / count - 1),
  });
  const [high, low] = [Math.max, Math.min].map((extreme) => heights.indexOf(extreme(...heights)));
  return { high: place(high), low: place(low) };
}
