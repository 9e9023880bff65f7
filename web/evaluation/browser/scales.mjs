// Numbers of the charts: series over training, points with their intervals, fits of FID against 1/N, decimals of ticks, rows of bars.

import { SIGNS } from "./signs.mjs";
import { SCORES } from "./words.mjs";

/** @import {Sign} from "./signs.mjs" */
/** @import {Row} from "./types.mjs" */
/** @typedef {{model: string, title: string, sign: Sign, rows: Row[]}} Series a model's rows by step */
/** @typedef {{x: number, y: number, low: number, high: number}} Point */
/** @typedef {{row: Row, sign: Sign, value: number, slope: number, fit: [n: number, value: number][]}} Fit */

/**
 * A group's models, those scored at several checkpoints among them; at most as many as there are signs.
 * @param {{rows: Row[]}} group
 * @param {string[]} chosen models in their order
 * @returns {Series[]}
 */
export function seriesOf({ rows }, chosen) {
  /** @type {Map<string, {model: string, title: string, seed: number, steps: Map<number, Row>}>} */
  const found = new Map();
  for (const row of rows.filter(({ role }) => role === "generated")) {
    const { model, title, seed } = row;
    const key = `${model} ${seed}`;
    const own = found.get(key) ?? { model, title, seed, steps: new Map() };
    if (!own.steps.has(row.step)) own.steps.set(row.step, row); // the newest checkpoint is on the card and in the record
    found.set(key, own);
  }
  const models = [...found.values()].sort((a, b) => chosen.indexOf(a.model) - chosen.indexOf(b.model)).slice(0, SIGNS.length);
  return models.map(({ model, title, seed, steps }, index) => ({
    model,
    title: models.filter((other) => other.model === model).length === 1 ? title : `${title}, seed ${seed}`,
    sign: SIGNS[index],
    rows: [...steps.values()].sort((a, b) => a.step - b.step),
  }));
}

/**
 * A score's points; rows that have none, or an infinite one, have no point.
 * @param {Row[]} rows
 * @param {string} name
 * @param {(row: Row) => number} place
 * @returns {Point[]}
 */
export function pointsOf(rows, name, place) {
  const [factor] = SCORES[name];
  return rows.flatMap((row) => {
    const { value = null, interval = null } = row.scores[name] ?? {};
    if (value === null) return [];
    const [low, high] = interval ?? [value, value];
    return [{ x: place(row), y: factor * value, low: factor * low, high: factor * high }];
  });
}

/**
 * The fits of a group's FID against 1/N, at most as many as there are signs; real pictures have the last, whose colour is theirs.
 * @param {{rows: Row[]}} group
 * @returns {Fit[]}
 */
export function fitsOf({ rows }) {
  const found = rows.flatMap((row) => {
    const { value = null, details } = row.scores.fid_infinity ?? {};
    return value === null || !details?.fit ? [] : [{ row, value, slope: details.slope ?? 0, fit: details.fit }];
  });
  const real = found.filter(({ row }) => row.role === "real").slice(0, 1);
  const models = found.filter(({ row }) => row.role !== "real").slice(0, SIGNS.length - real.length);
  return [
    ...real.map((fit) => ({ ...fit, sign: SIGNS[SIGNS.length - 1] })),
    ...models.map((fit, index) => ({ ...fit, sign: SIGNS[index] })),
  ];
}

/**
 * Decimals that tell about four ticks between these numbers apart.
 * @param {number[]} numbers
 */
export function decimalsOf(numbers) {
  const span = Math.max(...numbers) - Math.min(...numbers);
  return Math.max(0, Math.ceil(-Math.log10((span > 0 && Number.isFinite(span) ? span : 1) / 4)));
}

/**
 * Ends of the axis of bars: 0 and all values and intervals.
 * @param {Pick<Point, "y" | "low" | "high">[]} points
 * @returns {[number, number]}
 */
export function barDomain(points) {
  const ends = points.flatMap(({ y, low, high }) => [y, low, high]);
  return [Math.min(0, ...ends), Math.max(...ends, 1e-9)];
}
