// Where the axes end and what their ticks say.

import { ticks as evenly } from "../../shared/vendor/plot.mjs";

/** @import {Axis, Coordinate, Kind, Mark, PlacedAxis, Side} from "./types.mjs" */

/** @type {{[K in Kind]: (mark: Extract<Mark, {kind: K}>) => Record<Side, Coordinate[]>}} */
const EXTENTS = {
  line: ({ x, y }) => ({ x, y }),
  area: ({ x, y, base }) => ({ x, y: [y, base].flat() }),
  dots: ({ x, y }) => ({ x, y }),
  discs: ({ x, y, r }) => ({
    x: x.flatMap((value, index) => [value - r[index], value + r[index]]),
    y: y.flatMap((value, index) => [value - r[index], value + r[index]]),
  }),
  arrows: ({ x, y, dx, dy }) => ({
    x: [...x, ...x.map((value, index) => value + dx[index])],
    y: [...y, ...y.map((value, index) => value + dy[index])],
  }),
  bars: ({ edges, y }) => ({ x: edges, y: [0, ...y] }),
  heat: ({ x, y }) => ({ x, y }),
  handle: ({ x, y }) => ({ x: [x], y: [y] }),
  text: ({ x, y }) => ({ x: [x], y: [y] }),
  rule: ({ x, y }) => ({ x: x === null ? [] : [x], y: y === null ? [] : [y] }),
  band: ({ x }) => ({ x, y: [] }),
};

/** @type {(mark: Mark) => Record<Side, Coordinate[]>} */
const extentOf = (mark) => /** @type {(mark: Mark) => Record<Side, Coordinate[]>} */ (EXTENTS[mark.kind])(mark);

/**
 * The domain of an axis: its own, or what the marks need.
 * @param {Side} side
 * @param {Pick<Axis, "domain" | "scale">} axis
 * @param {Mark[]} marks
 */
export function domainOf(side, axis, marks) {
  if (axis.domain) return axis.domain;
  let low = Infinity;
  let high = -Infinity;
  for (const mark of marks) {
    for (const value of extentOf(mark)[side]) {
      if (value === null || !Number.isFinite(value) || (axis.scale === "log" && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return axis.scale === "log" ? [0.1, 1] : [0, 1];
  if (axis.scale === "log") return low === high ? [low / 2, high * 2] : [low, high];
  if (low === high) return [low - 1, high + 1];
  const margin = side === "y" ? 0.04 * (high - low) : 0;
  const drawn = marks.some(({ kind }) => kind === "bars" || kind === "area");
  return [drawn && low === 0 ? 0 : low - margin, high + margin];
}

/** @type {Record<Axis["scale"], (value: number, constant: number) => number>} */
const TRANSFORMS = {
  linear: (value) => value,
  log: Math.log,
  symlog: (value, constant) => Math.sign(value) * Math.log1p(Math.abs(value / constant)),
};

/**
 * How far along its axis a value lies, from 0 to 1.
 * @param {Pick<PlacedAxis, "scale" | "domain"> & {constant?: number}} axis
 * @param {number} value
 */
export function shareOf({ scale, domain, constant = 1 }, value) {
  const [at, low, high] = [value, ...domain].map((one) => TRANSFORMS[scale](one, constant));
  return (at - low) / (high - low);
}

/**
 * About `count` ticks.
 * @param {Pick<Axis, "scale"> & {ticks?: number[] | null, constant?: number}} axis
 * @param {number[]} domain
 * @param {number} count
 * @returns {number[]}
 */
export function ticksOf(axis, [low, high], count) {
  if (axis.ticks) return axis.ticks.filter((tick) => tick >= low && tick <= high);
  if (axis.scale === "linear") return evenly(low, high, count);
  if (axis.scale === "log") return powers(low, high, count);
  // symlog: powers of ten on both sides of zero
  const least = axis.constant ?? 1;
  const reach = Math.max(Math.abs(low), Math.abs(high));
  if (reach <= 3 * least) return evenly(low, high, count);
  const positive = powers(least, reach, Math.ceil(count / 2));
  return [...positive.map((value) => -value).reverse(), 0, ...positive].filter((tick) => tick >= low && tick <= high);
}

/** @type {(low: number, high: number, count: number) => number[]} */
function powers(low, high, count) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  if (last - first < 2) {
    const fine = [];
    for (let power = first - 1; power <= last; power += 1)
      for (const digit of [1, 2, 5]) fine.push(Number((digit * 10 ** power).toPrecision(6)));
    return fine.filter((tick) => tick >= low && tick <= high);
  }
  const stride = Math.ceil((last - first + 1) / Math.max(2, count));
  const exponents = Array.from({ length: last - first + 1 }, (_, index) => first + index).filter((power) => power % stride === 0);
  return exponents.map((power) => Number(`1e${power}`));
}
