// The shares of the classes over the steps, as bands one upon the other: a collapse that hops from class to class is seen as one band after another.

/** @typedef {{classes: string[], steps: number[], shares: number[][]}} Shares of samples by class, measured at these steps */
/** @typedef {{index: number, points: string, middle: [x: number, y: number], wide: number}} Band in a box of 1 by 1; `wide`: its longest stretch that can carry a name, thickest at `middle` */

const THICK = 0.12; // share from which a band can carry a name

/**
 * @param {Shares} measured
 * @param {{low: number, high: number}} range of steps
 * @returns {Band[]} of the classes that are ever drawn
 */
export function bandsOf({ classes, steps, shares }, { low, high }) {
  const at = steps.map((step) => (step - low) / Math.max(high - low, 1));
  const round = (/** @type {number} */ value) => Number(value.toFixed(4));
  return classes.flatMap((_name, index) => {
    const below = shares.map((row) => row.slice(0, index).reduce((sum, share) => sum + share, 0));
    const own = shares.map((row) => row[index]);
    if (!own.some((share) => share > 0)) return [];
    const upper = at.map((x, place) => [round(x), round(1 - below[place] - own[place])]);
    const lower = at.map((x, place) => [round(x), round(1 - below[place])]).reverse();
    const points = [...upper, ...lower].map((point) => point.join()).join(" ");
    const [first, last] = longestStretch(own, at);
    const thickest = own.slice(first, last + 1).reduce((best, share, place, all) => (share > all[best] ? place : best), 0) + first;
    const middle = /** @type {[number, number]} */ ([at[thickest], round(1 - below[thickest] - own[thickest] / 2)]);
    return [{ index, points, middle, wide: at[last] - at[first] }];
  });
}

/**
 * First and last place of the longest stretch, inside the chart, in which a band is thick.
 * @param {number[]} own
 * @param {number[]} at
 * @returns {[number, number]}
 */
function longestStretch(own, at) {
  /** @type {[number, number]} */
  let best = [0, 0];
  let first = -1;
  own.forEach((share, place) => {
    const thick = share >= THICK && at[place] >= 0 && at[place] <= 1;
    first = thick ? (first < 0 ? place : first) : -1;
    if (thick && at[place] - at[first] > at[best[1]] - at[best[0]]) best = [first, place];
  });
  return best;
}

/**
 * The classes that were drawn most at the last measurement up to a step.
 * @param {Shares} measured
 * @param {number} step
 * @param {number} count
 * @returns {[index: number, share: number][]} nothing before the first measurement
 */
export function mostDrawn({ steps, shares }, step, count) {
  const place = steps.findLastIndex((one) => one <= step);
  /** @type {[number, number][]} */
  const rows = (shares[place] ?? []).map((share, index) => [index, share]);
  return rows
    .filter(([, share]) => share > 0)
    .sort(([, one], [, other]) => other - one)
    .slice(0, count);
}
