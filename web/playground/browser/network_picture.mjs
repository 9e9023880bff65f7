// z -> G -> D as a picture: units as small maps, weights as lines between them, and what flows along these in slow motion.

import { context2d, h } from "../../shared/browser/dom.mjs";
import { shown } from "./units.mjs";
import { heatTile, rampParts } from "./view.mjs";

/** @import {PageTheme, Table, Theme, Units} from "./types.mjs" */
/** @typedef {"generator" | "discriminator"} Player */
/** @typedef {{player: Player, layer: number, width: number, x: number, ys: number[]}} Column x, ys: middles of its tiles */
/** @typedef {{tile: number, height: number, top: number, columns: Column[]}} Layout pixels */
/** @typedef {Partial<Record<Player, {direction: 1 | -1, from: number, to: number}>>} Flow which networks are passed, forward or back, in which share of the time */
/** @typedef {{context: CanvasRenderingContext2D, layout: Layout, units: Units, now: Theme, font: PageTheme["font"]}} Scene */

const MAP = 16; // points of a map each way
const TILE = { least: 11, most: 38 };
const GAP = 1.16; // tiles from one to the next
const LEVELS = 5; // thicknesses of lines
const THICKEST = 3.4;
const THIN = 0.08; // of the largest weight: below, no line is drawn

/** What flows in each stage of slow motion. @type {Record<string, Flow>} */
export const FLOWS = {
  fakes: { generator: { direction: 1, from: 0, to: 1 } },
  scores: { discriminator: { direction: 1, from: 0, to: 1 } },
  discriminator_slope: { discriminator: { direction: -1, from: 0, to: 1 } },
  scores_again: { discriminator: { direction: 1, from: 0, to: 1 } },
  generator_slope: { discriminator: { direction: -1, from: 0, to: 0.5 }, generator: { direction: -1, from: 0.5, to: 1 } },
};

/**
 * Where every tile lies.
 * @param {Record<Player, number[]>} widths of all layers, inputs first
 * @param {{width: number, height: number, rem: number}} room `height`: at most
 * @returns {Layout}
 */
export function layout({ generator, discriminator }, { width, height, rem }) {
  const count = generator.length + discriminator.length;
  const spacing = width / (count + 0.5); // half a column between the two networks
  const rows = Math.max(...[...generator, ...discriminator].map(shown));
  const top = 1.5 * rem;
  const tile = Math.max(TILE.least, Math.min(TILE.most, 0.62 * spacing, (height - 2 * top) / (rows * GAP)));
  const middle = top + (rows * GAP * tile) / 2;
  /** @type {(player: Player, widths: number[], first: number) => Column[]} */
  const columns = (player, widths, first) =>
    widths.map((units, layer) => ({
      player,
      layer,
      width: units,
      x: (first + layer + 0.5) * spacing,
      ys: Array.from({ length: shown(units) }, (_, unit) => middle + (unit - (shown(units) - 1) / 2) * GAP * tile),
    }));
  return {
    tile,
    top,
    height: Math.round(top + rows * GAP * tile + 1.4 * rem),
    columns: [...columns("generator", generator, 0), ...columns("discriminator", discriminator, generator.length + 0.5)],
  };
}

/**
 * Lines of one layer by thickness and sign: [x1, y1, x2, y2] each.
 * @param {Column} from
 * @param {Column} to
 * @param {Float32Array} values
 * @param {{largest: number, tile: number}} options
 */
export function lines(from, to, values, { largest, tile }) {
  /** @type {Map<number, number[][]>} */
  const found = new Map(); // level, negative for negative values
  for (const [index, value] of values.entries()) {
    const share = Math.abs(value) / largest;
    if (!(share > THIN)) continue;
    const level = Math.sign(value) * Math.ceil(LEVELS * Math.min(1, share));
    const line = [from.x + tile / 2, from.ys[Math.floor(index / to.ys.length)], to.x - tile / 2, to.ys[index % to.ys.length]];
    const known = found.get(level);
    if (known) known.push(line);
    else found.set(level, [line]);
  }
  return found;
}

/** @type {(values: Float32Array) => number} */
const largestOf = (values) => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-12);

/**
 * The whole picture; `share`: of the time of what flows.
 * @param {CanvasRenderingContext2D} context
 * @param {{layout: Layout, units: Units, heat?: Table, theme: PageTheme, words: {real: string, fake: string}, flow?: Flow, share?: number}} picture
 */
export function drawNetworks(context, { layout: placed, units, heat, theme, words, flow = {}, share = 1 }) {
  const scene = { context, layout: placed, units, now: theme.now, font: theme.font };
  for (const player of /** @type {Player[]} */ (["generator", "discriminator"])) {
    drawBand(scene, player);
    const { links, slopes } = units[player];
    // on its way back a gradient is drawn in the weights' place, where it is this player's turn to learn
    const back = flow[player]?.direction === -1 && slopes && (player === "generator" || !flow.generator);
    drawLinks(scene, player, back ? slopes : links);
    drawTiles(scene, player);
  }
  drawJoin(scene, words);
  if (heat) drawAnswer(scene, heat);
  drawLabels(scene);
  for (const [player, passed] of /** @type {[Player, {direction: 1 | -1, from: number, to: number}][]} */ (Object.entries(flow))) {
    const { links, slopes } = units[player];
    const values = passed.direction === -1 && slopes && (player === "generator" || !flow.generator) ? slopes : links;
    drawFlow(scene, player, values, passed.direction, (share - passed.from) / (passed.to - passed.from));
  }
}

/** @type {(scene: Scene, player: Player) => Column[]} */
const columnsOf = ({ layout: { columns } }, player) => columns.filter((column) => column.player === player);

/** @type {(scene: Scene, player: Player) => void} */
function drawBand(scene, player) {
  const { context, layout: placed, now } = scene;
  const columns = columnsOf(scene, player);
  const [left, right] = [columns[0].x - 0.75 * placed.tile, (columns.at(-1)?.x ?? 0) + 0.75 * placed.tile];
  Object.assign(context, { fillStyle: now[player], globalAlpha: 0.1 });
  context.fillRect(left, 0, right - left, placed.height);
  Object.assign(context, { globalAlpha: 1, fillStyle: now.ink, font: scene.font(0.85, 650), textAlign: "center", textBaseline: "middle" });
  context.fillText(player === "generator" ? "G" : "D", (left + right) / 2, placed.top / 2);
}

/** @type {(scene: Scene, player: Player, values: Float32Array[]) => void} */
function drawLinks(scene, player, values) {
  const { context, layout: placed, now } = scene;
  const columns = columnsOf(scene, player);
  for (const [layer, weights] of values.entries()) {
    const found = lines(columns[layer], columns[layer + 1], weights, { largest: largestOf(weights), tile: placed.tile });
    for (const [level, some] of found) {
      context.beginPath();
      for (const [x1, y1, x2, y2] of some) {
        context.moveTo(x1, y1);
        context.lineTo(x2, y2);
      }
      const share = Math.abs(level) / LEVELS;
      Object.assign(context, {
        strokeStyle: level > 0 ? now.other : now.warning,
        lineWidth: THICKEST * share,
        globalAlpha: 0.35 + 0.6 * share,
      });
      context.setLineDash(level > 0 ? [] : [5, 3]);
      context.stroke();
    }
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Canvases of all maps of a network, one below the other, by its units. @type {WeakMap<Uint8Array, HTMLCanvasElement>} */
const painted = new WeakMap();

/** @type {(maps: Uint8Array, colours: number[][]) => HTMLCanvasElement} */
function paintMaps(maps, colours) {
  const canvas = h("canvas", { width: MAP, height: maps.length / MAP });
  const context = context2d(canvas);
  const image = context.createImageData(MAP, maps.length / MAP);
  const pixels = new Uint32Array(image.data.buffer);
  const packed = colours.map(([red, green, blue]) => (255 << 24) | (blue << 16) | (green << 8) | red);
  for (let place = 0; place < maps.length; place++) {
    const row = Math.floor(place / MAP);
    const flipped = row - (row % MAP) + (MAP - 1 - (row % MAP)); // the first row of a map is its lowest
    pixels[flipped * MAP + (place % MAP)] = packed[maps[place]];
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** @type {(scene: Scene, player: Player) => void} */
function drawTiles(scene, player) {
  const { context, layout: placed, units, now } = scene;
  const { tile } = placed;
  const { maps } = units[player];
  const canvas = painted.get(maps) ?? paintMaps(maps, rampParts({ paper: now.paper, generated: now.ink, real: now[player] }));
  painted.set(maps, canvas);
  context.imageSmoothingEnabled = true;
  Object.assign(context, { strokeStyle: now.quiet, lineWidth: 1 });
  context.beginPath();
  let row = 0;
  for (const { x, ys } of columnsOf(scene, player))
    for (const y of ys) {
      const [left, top] = [Math.round(x - tile / 2), Math.round(y - tile / 2)];
      context.drawImage(canvas, 0, MAP * row, MAP, MAP, left, top, tile, tile);
      context.rect(left, top, tile, tile);
      row += 1;
    }
  context.stroke();
}

/** D's answer at the end, larger: the plane's own map. @type {(scene: Scene, heat: Table) => void} */
function drawAnswer(scene, heat) {
  const { context, layout: placed, now } = scene;
  const last = columnsOf(scene, "discriminator").at(-1);
  if (!last) return;
  const side = 1.45 * placed.tile;
  const [left, top] = [Math.round(last.x - side / 2), Math.round(last.ys[0] - side / 2)];
  context.drawImage(heatTile(heat, now), left, top, side, side);
  Object.assign(context, { strokeStyle: now.ink, lineWidth: 1.2 });
  context.strokeRect(left, top, side, side);
}

/** What D is given: G's points, and real ones from elsewhere. @type {(scene: Scene, words: {real: string, fake: string}) => void} */
function drawJoin(scene, words) {
  const { context, layout: placed, now, font } = scene;
  const { tile } = placed;
  const from = columnsOf(scene, "generator").at(-1);
  const [to] = columnsOf(scene, "discriminator");
  if (!from) return;
  const [x1, x2] = [from.x + tile / 2, to.x - tile / 2];
  const middle = (x1 + x2) / 2;
  Object.assign(context, { strokeStyle: now.generated, lineWidth: 2 });
  context.beginPath();
  for (const [index, y] of from.ys.entries()) {
    context.moveTo(x1, y);
    context.lineTo(x2, to.ys[index]);
  }
  context.stroke();
  const below = placed.height - placed.top - tile;
  Object.assign(context, { strokeStyle: now.real });
  context.beginPath();
  context.moveTo(middle, below - 6);
  context.lineTo(to.x, to.ys[1] + tile / 2);
  context.stroke();
  context.fillStyle = now.real;
  context.beginPath();
  context.arc(middle, below, 5, 0, 2 * Math.PI);
  context.fill();
  const [above] = from.ys;
  context.fillStyle = now.generated;
  context.beginPath();
  for (const [dx, dy] of [[0, -6], [6, 0], [0, 6], [-6, 0]]) context.lineTo(middle + dx, above + dy); // biome-ignore format: corners
  context.fill();
  Object.assign(context, { fillStyle: now.ink, font: font(0.72), textAlign: "center", textBaseline: "middle" });
  context.fillText(words.fake, middle, above - 0.9 * tile);
  context.fillText(words.real, middle, below + 14);
}

/** @type {(scene: Scene) => void} */
function drawLabels(scene) {
  const { context, layout: placed, now, font } = scene;
  Object.assign(context, { fillStyle: now.ink, font: font(0.72), textAlign: "center", textBaseline: "middle" });
  for (const { player, layer, width, x, ys } of placed.columns) {
    const last = columnsOf(scene, player).length - 1;
    const ends = player === "generator" ? ["z", "G(z)"] : ["x", "D(x)"];
    const hidden = ys.length < width ? `${ys.length}/${width}` : String(width);
    context.fillText(layer === 0 ? ends[0] : layer === last ? ends[1] : hidden, x, placed.height - placed.top / 2);
  }
}

/** Dots that run along the lines, layer after layer. @type {(scene: Scene, player: Player, values: Float32Array[], direction: 1 | -1, share: number) => void} */
function drawFlow(scene, player, values, direction, share) {
  if (share <= 0 || share >= 1) return;
  const { context, layout: placed, now } = scene;
  const columns = columnsOf(scene, player);
  const reached = (direction > 0 ? share : 1 - share) * values.length;
  const layer = Math.min(values.length - 1, Math.floor(reached));
  const along = reached - layer;
  const found = lines(columns[layer], columns[layer + 1], values[layer], { largest: largestOf(values[layer]), tile: placed.tile });
  for (const [level, some] of found) {
    context.fillStyle = level > 0 ? now.other : now.warning;
    context.strokeStyle = now.ink;
    context.lineWidth = 0.8;
    context.beginPath();
    for (const [x1, y1, x2, y2] of some) {
      const [x, y] = [x1 + along * (x2 - x1), y1 + along * (y2 - y1)];
      const radius = 1.4 + (3 * Math.abs(level)) / LEVELS;
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    context.fill();
    context.stroke();
  }
}
