// The numbers of a run in the browser, as gan_core/training/history.py keeps those of a run on a server.

/** @import {Curves} from "../../../runs/browser/curves.mjs" */

const POINTS = 200; // of a thinned curve: the least and the greatest of 100 stretches
const COMMON = ["step", "epoch", "images_seen", "seconds"];

export class Numbers {
  /** @param {Record<string, number>[]} [lines] as of stats.jsonl */
  constructor(lines = []) {
    this.lines = lines;
  }

  get last() {
    return this.lines.at(-1);
  }

  /** @param {Record<string, number>} line */
  add(line) {
    this.lines.push(line);
  }

  /** Real images a second over the last lines; null before there are two. */
  speed(count = 20) {
    const [first, last] = [this.lines.at(-count) ?? this.lines[0], this.last];
    if (!first || !last || first === last) return null;
    return (last.images_seen - first.images_seen) / Math.max(last.seconds - first.seconds, 1e-9);
  }

  /**
   * Every curve between two steps, thinned.
   * @param {{from?: number, to?: number}} [range]
   * @returns {{step: number, curves: Curves}}
   */
  curves({ from = 0, to = Infinity } = {}) {
    const lines = this.lines.filter(({ step }) => step >= from && step <= to);
    const names = new Set(lines.flatMap((line) => Object.keys(line)));
    for (const name of COMMON) names.delete(name);
    const curves = [...names].map((name) => /** @type {const} */ ([name, curve(lines, name)]));
    return { step: this.last?.step ?? 0, curves: new Map(curves) };
  }
}

/**
 * @param {Record<string, number>[]} lines
 * @param {string} name
 */
function curve(lines, name) {
  const there = thin(
    lines.filter((line) => Number.isFinite(line[name])),
    name,
  );
  return { steps: Uint32Array.from(there, ({ step }) => step), values: Float32Array.from(there, (line) => line[name]) };
}

/**
 * The least and the greatest of each of some stretches, in their order.
 * @param {Record<string, number>[]} lines
 * @param {string} name
 */
export function thin(lines, name, points = POINTS) {
  if (lines.length <= points) return lines;
  const stretches = points / 2;
  return Array.from({ length: stretches }, (_, index) => {
    const begin = Math.floor((index * lines.length) / stretches);
    const stretch = lines.slice(begin, Math.floor(((index + 1) * lines.length) / stretches));
    const least = stretch.reduce((best, line) => (line[name] < best[name] ? line : best));
    const greatest = stretch.reduce((best, line) => (line[name] > best[name] ? line : best));
    return least.step < greatest.step ? [least, greatest] : [greatest, least];
  }).flat();
}
