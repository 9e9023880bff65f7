// Ranges, ticks and places on the charts' axes.

/** @typedef {(number | null | undefined)[] | ArrayLike<number | null | undefined>} Column numbers of a curve; null where it has none */

/**
 * The y range: all numbers and the lines on the chart, with a little air.
 * @param {number | null} low
 * @param {number | null} high
 * @param {number[]} lines
 * @returns {[number, number]}
 */
export function around(low, high, lines) {
  if (low === null || high === null) return [0, 1];
  const [least, most] = [Math.min(low, ...lines), Math.max(high, ...lines)];
  const air = 0.06 * (most - least || Math.max(1, Math.abs(most))); // around a large number alone, ticks that differ
  return [least - air, most + air];
}

/**
 * The same for a logarithmic axis.
 * @param {number | null} low
 * @param {number | null} high
 * @returns {[number, number]}
 */
export const aroundLog = (low, high) => (low === null || high === null || low <= 0 ? [0.1, 10] : [low / 1.3, high * 1.3]);

/**
 * Only powers of ten have a grid line.
 * @param {number[]} splits
 */
export const decades = (splits) => splits.map((value) => (Number.isInteger(Math.round(1e6 * Math.log10(value)) / 1e6) ? value : null));

/**
 * Of a logarithmic axis, the values worth a number: 1, 2, 5 and their decades; only the decades where there are many.
 * @param {number[]} splits
 */
export function logLabels(splits) {
  const many = Math.log10(splits[splits.length - 1] / splits[0]) > 1.6;
  return splits.map((value) => {
    const leading = Math.round(1e6 * (value / 10 ** Math.floor(Math.log10(value) + 1e-9))) / 1e6;
    return (many ? [1] : [1, 2, 5]).includes(leading) ? value : null;
  });
}

/**
 * The least of all numbers, 1 at most.
 * @param {Column[]} columns
 */
export function least(columns) {
  let low = 1;
  for (const column of columns) {
    for (const value of Array.from(column)) if (value !== null && value !== undefined && value < low) low = value;
  }
  return low;
}

/**
 * Place of the nearest number to `place` in a column with gaps; undefined in an empty one.
 * @param {Column} column
 * @param {number} place
 */
export function nearest(column, place) {
  for (let by = 0; by < column.length; by++) {
    for (const one of [place - by, place + by]) if (column[one] !== null && column[one] !== undefined) return one;
  }
  return undefined;
}

/**
 * Moves the first two of the labels (from top to bottom) apart where they are closer than `gap`, inside [top, bottom].
 * @param {{y: number}[]} labels
 * @param {{gap: number, top: number, bottom: number}} room
 */
export function moveApart(labels, { gap, top, bottom }) {
  const [first, second] = labels.sort((one, two) => one.y - two.y);
  if (!second || second.y - first.y >= gap) return;
  const middle = Math.min(Math.max((first.y + second.y) / 2, top + gap / 2), bottom - gap / 2);
  first.y = middle - gap / 2;
  second.y = middle + gap / 2;
}

/**
 * Another range of steps by keys: `factor` times as wide, moved by a share of what is seen; null where everything is seen.
 * @param {[number, number]} range
 * @param {number} last step there is
 * @param {number} factor
 * @param {number} [shift]
 * @returns {[number, number] | null}
 */
export function zoomed([low, high], last, factor, shift = 0) {
  const middle = (low + high) / 2 + shift * (high - low);
  const half = Math.max(1, ((high - low) * factor) / 2);
  const from = Math.max(0, Math.min(middle - half, last - 2 * half));
  const to = Math.min(last, from + 2 * half);
  return from <= 0 && to >= last ? null : [from, to];
}
