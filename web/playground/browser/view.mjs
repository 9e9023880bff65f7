// The plane: D as a heat map, G as a warped grid, real and generated points, D's push on the generated ones.

import { context2d, h } from "../../shared/browser/dom.mjs";
import { mix, parts } from "../../shared/browser/theme.mjs";

export const LAYERS = ["heat", "grid", "real", "fake", "arrows", "modes"];
/** @import {Frame, PageTheme, Still, Table, Theme} from "./types.mjs" */
/** @typedef {CanvasRenderingContext2D | import("./svg.mjs").SvgContext} Context of a canvas, or one that writes SVG */
/**
 * @typedef {object} Picture what is drawn, and how
 * @property {Still} still what does not change (real points, modes)
 * @property {number} side CSS pixels
 * @property {PageTheme} theme
 * @property {Set<string>} layers
 * @property {number} [morph] 1 shows G(z), 0 shows z itself
 */
/**
 * @typedef {object} Scene
 * @property {Context} context
 * @property {Frame} frame
 * @property {Still} still
 * @property {number} side
 * @property {Theme} now
 * @property {number} reach half width of the view
 * @property {(value: number) => number} x pixels of a coordinate
 * @property {(value: number) => number} y
 * @property {number} morph
 */

const HEAT_INK = 0.62; // of the map's ends: points of the same colours must be seen on it
const MAX_ARROW = 0.16; // of the box
const MAX_OPACITY = 0.6; // of G's densest cells
const HALO = 1.1; // pixels around a generated point
const MIN_SHARE = 0.01; // of the samples, at a mode that is found

/**
 * Draw a frame on a square context.
 * @param {Context} context
 * @param {Frame} frame
 * @param {Picture} picture
 */
export function drawFrame(context, frame, { still, side, theme, layers, morph = 1 }) {
  const { now } = theme;
  const reach = still.box;
  const x = (/** @type {number} */ value) => ((value / reach + 1) / 2) * side;
  const y = (/** @type {number} */ value) => ((1 - value / reach) / 2) * side;
  const scene = { context, frame, still, side, now, reach, x, y, morph };
  context.save();
  context.beginPath();
  context.rect(0, 0, side, side);
  context.clip();
  context.fillStyle = now.paper;
  context.fillRect(0, 0, side, side);
  if (layers.has("heat")) drawHeat(scene);
  drawAxes(scene);
  if (layers.has("grid")) drawGrid(scene);
  if (layers.has("real")) drawReal(scene);
  if (layers.has("modes")) drawModes(scene);
  if (layers.has("arrows") && morph === 1) drawArrows(scene);
  if (layers.has("fake")) drawFake(scene);
  context.restore();
}

/** @type {WeakMap<Table, {key: string, canvas: HTMLCanvasElement}>} */
const tiles = new WeakMap(); // by a frame's heat

/** @param {Scene} scene */
function drawHeat({ context, frame, side, now }) {
  const { heat } = frame;
  if (!heat) return;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(heatTile(heat, now), 0, 0, side, side);
}

/**
 * The map as a canvas, painted once.
 * @param {Table} heat
 * @param {Theme} now
 */
export function heatTile(heat, now) {
  const key = `${now.paper}${now.real}`;
  let tile = tiles.get(heat);
  if (tile?.key !== key) {
    tile = { key, canvas: paintHeat(heat, now) };
    tiles.set(heat, tile);
  }
  return tile.canvas;
}

/**
 * One pixel a value, from generated (0) over paper (128) to real (255); the first row of values is the lowest.
 * @param {Table} heat
 * @param {Theme} now
 */
function paintHeat({ values, shape: [rows, columns] }, now) {
  const colours = rampParts(now);
  const canvas = h("canvas", { width: columns, height: rows });
  const context = context2d(canvas);
  const image = context.createImageData(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [red, green, blue] = colours[values[(rows - 1 - row) * columns + column]];
      image.data.set([red, green, blue, 255], 4 * (row * columns + column));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Parts of the ramp's colours, by the page's colours. @type {Map<string, number[][]>} */
const ramps = new Map();

/** @param {Pick<Theme, "paper" | "generated" | "real">} now */
export function rampParts(now) {
  const key = [now.paper, now.real, now.generated].join();
  const known = ramps.get(key) ?? ramp(now).map(parts);
  ramps.set(key, known);
  return known;
}

/**
 * 256 colours of the map.
 * @param {Pick<Theme, "paper" | "generated" | "real">} now
 */
export function ramp(now) {
  return Array.from({ length: 256 }, (_, value) => {
    const away = (value - 127.5) / 127.5;
    return mix(now.paper, away < 0 ? now.generated : now.real, HEAT_INK * Math.abs(away));
  });
}

/** @param {Scene} scene */
function drawAxes({ context, side, now, x, y, reach }) {
  context.strokeStyle = now.line;
  context.lineWidth = 1;
  context.beginPath();
  for (let tick = Math.ceil(-reach); tick < reach; tick++) {
    context.moveTo(x(tick), 0);
    context.lineTo(x(tick), side);
    context.moveTo(0, y(tick));
    context.lineTo(side, y(tick));
  }
  context.globalAlpha = 0.7;
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * Where the k-th number of `name` is on its way from z to G(z).
 * @param {Scene} scene
 * @param {"grid" | "fake"} name
 * @returns {(index: number) => number}
 */
function between({ frame, still, morph }, name) {
  const to = frame[name].values;
  const from = still[`${name}_z`]?.values;
  return (index) => {
    return morph === 1 || !from ? to[index] : to[index] * morph + from[index] * (1 - morph);
  };
}

/** @param {Scene} scene */
function drawGrid(scene) {
  const {
    frame: { grid },
    still,
  } = scene;
  if (!grid) return;
  if (grid.shape.length === 2 || still.latent_dim === 1) drawCurve(scene);
  else drawCells(scene);
}

/**
 * G of a square of z: the smaller a cell, the denser it is filled, for each holds the same share of all samples.
 * @param {Scene} scene
 */
function drawCells(scene) {
  const {
    context,
    frame: { grid },
    x,
    y,
    now,
    reach,
  } = scene;
  const [rows, columns] = grid.shape;
  const at = between(scene, "grid");
  const share = 1 / (rows * columns);
  /** @type {(row: number, column: number) => [number, number]} */
  const point = (row, column) => [at(2 * (row * columns + column)), at(2 * (row * columns + column) + 1)];
  context.fillStyle = now.generator;
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const corners = [point(row, column), point(row, column + 1), point(row + 1, column + 1), point(row + 1, column)];
      // each cell holds the same share of all samples
      const density = share / (area(corners) / (4 * reach * reach) + 1e-4);
      context.beginPath();
      for (const [index, [px, py]] of corners.entries()) context[index ? "lineTo" : "moveTo"](x(px), y(py));
      context.closePath();
      context.globalAlpha = MAX_OPACITY * Math.min(1, Math.sqrt(density / 12)) + 0.02;
      context.fill();
    }
  }
  // all lines at once: a stroke for each cell would be drawn, and paid for, twice
  context.strokeStyle = now.generator;
  context.lineWidth = 0.7;
  context.globalAlpha = 0.64;
  context.beginPath();
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [px, py] = point(row, column).map((value, axis) => (axis ? y(value) : x(value)));
      context[column ? "lineTo" : "moveTo"](px, py);
    }
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < rows; row++) {
      const [px, py] = point(row, column).map((value, axis) => (axis ? y(value) : x(value)));
      context[row ? "lineTo" : "moveTo"](px, py);
    }
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * G of a line of z: the closer its points, the darker.
 * @param {Scene} scene
 */
function drawCurve(scene) {
  const {
    context,
    frame: { grid },
    x,
    y,
    now,
    reach,
  } = scene;
  const count = grid.values.length / 2;
  const at = between(scene, "grid");
  context.strokeStyle = now.generator;
  context.lineWidth = 3;
  context.lineCap = "round";
  for (let index = 0; index + 1 < count; index++) {
    const [x1, y1, x2, y2] = [0, 1, 2, 3].map((offset) => at(2 * index + offset));
    const length = Math.hypot(x2 - x1, y2 - y1) / (2 * reach);
    context.globalAlpha = 0.12 + 0.88 * Math.min(1, 1 / count / (length + 1e-4));
    context.beginPath();
    context.moveTo(x(x1), y(y1));
    context.lineTo(x(x2), y(y2));
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * Of a polygon.
 * @param {[number, number][]} corners
 */
export function area(corners) {
  const twice = corners.reduce((sum, [x1, y1], index) => {
    const [x2, y2] = corners[(index + 1) % corners.length];
    return sum + x1 * y2 - x2 * y1;
  }, 0);
  return Math.abs(twice) / 2;
}

/** @param {Scene} scene */
function drawReal({ context, still, x, y, now, side }) {
  const { values } = still.real;
  const radius = Math.max(1.6, side / 260);
  context.fillStyle = now.real;
  context.globalAlpha = 0.5;
  context.beginPath();
  for (let index = 0; index < values.length; index += 2) {
    const [px, py] = [x(values[index]), y(values[index + 1])];
    context.moveTo(px + radius, py);
    context.arc(px, py, radius, 0, 2 * Math.PI);
  }
  context.fill();
  context.globalAlpha = 1;
}

/**
 * A ring around each mode: closed where G has found it, dashed where it has not.
 * @param {Scene} scene
 */
function drawModes({ context, frame, still, x, y, now, side, reach }) {
  if (!still.modes) return;
  const radius = (still.near / (2 * reach)) * side;
  context.strokeStyle = now.ink;
  for (const [index, [px, py]] of still.modes.entries()) {
    const covered = (frame.measures?.shares?.[index] ?? 0) >= MIN_SHARE;
    context.globalAlpha = covered ? 0.85 : 0.5;
    context.lineWidth = covered ? 1.6 : 1.2;
    context.setLineDash(covered ? [] : [3, 4]);
    context.beginPath();
    context.arc(x(px), y(py), radius, 0, 2 * Math.PI);
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/**
 * Generated points are diamonds: shape as well as colour tells them from the real ones.
 * @param {Scene} scene
 */
function drawFake(scene) {
  const { context, frame, x, y, now, side } = scene;
  if (!frame.fake) return;
  const at = between(scene, "fake");
  const places = Array.from({ length: frame.fake.values.length / 2 }, (_, index) => [x(at(2 * index)), y(at(2 * index + 1))]);
  const radius = Math.max(2.6, side / 150);
  const apart = !("element" in context); // a canvas fills many small paths several times faster than a large one; a file has one path for all
  for (const reach of [radius + HALO, radius]) {
    context.fillStyle = reach > radius ? now.paper : now.generated;
    context.beginPath();
    for (const [px, py] of places) {
      if (apart) context.beginPath();
      context.moveTo(px, py - reach);
      context.lineTo(px + reach, py);
      context.lineTo(px, py + reach);
      context.lineTo(px - reach, py);
      context.closePath();
      if (apart) context.fill();
    }
    if (!apart) context.fill();
  }
}

/**
 * Where D's slope pushes the generated points: the way G will try to move them.
 * @param {Scene} scene
 */
function drawArrows({ context, frame, x, y, now, reach }) {
  if (!frame.arrows) return;
  const {
    values,
    shape: [count],
  } = frame.arrows;
  const points = frame.fake.values;
  context.strokeStyle = mix(now.discriminator, now.ink, 0.5);
  context.lineWidth = 1.1;
  context.globalAlpha = 0.8;
  context.beginPath();
  for (let index = 0; index < count; index++) {
    const [dx, dy] = [values[2 * index], values[2 * index + 1]];
    const length = Math.hypot(dx, dy);
    if (length < 0.02) continue;
    const scale = 2 * MAX_ARROW * reach;
    const [fromX, fromY] = [points[2 * index], points[2 * index + 1]];
    const [x1, y1, x2, y2] = [x(fromX), y(fromY), x(fromX + scale * dx), y(fromY + scale * dy)];
    const angle = Math.atan2(y2 - y1, x2 - x1);
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    for (const turn of [2.6, -2.6]) {
      context.moveTo(x2, y2);
      context.lineTo(x2 + 4 * Math.cos(angle + turn), y2 + 4 * Math.sin(angle + turn));
    }
  }
  context.stroke();
  context.globalAlpha = 1;
}
