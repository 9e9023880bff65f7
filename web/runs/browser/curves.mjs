// A run's numbers as the server packs them (History.snapshot), and what is done with them before they are drawn.

/** @typedef {{steps: Uint32Array, values: Float32Array}} Curve */
/** @typedef {Map<string, Curve>} Curves by the number's name */

const decoder = new TextDecoder();
const NONE = { steps: new Uint32Array(0), values: new Float32Array(0) };

/**
 * What the server answers to `progress`: {status, curves}, see `unpack`.
 * @param {ArrayBuffer} buffer
 */
export function unpackProgress(buffer) {
  const { header, place } = readHeader(buffer, 0);
  return { status: header, curves: unpack(buffer, place) };
}

/**
 * {step, curves}: views on the answer's bytes from `begin` on, nothing is copied.
 * @param {ArrayBuffer} buffer
 * @returns {{step: number, curves: Curves}}
 */
export function unpack(buffer, begin = 0) {
  const { header, place: first } = readHeader(buffer, begin);
  let place = first;
  const curves = new Map();
  for (const [name, points] of header.curves) {
    curves.set(name, { steps: new Uint32Array(buffer, place, points), values: new Float32Array(buffer, place + 4 * points, points) });
    place += 8 * points;
  }
  return { step: header.step, curves };
}

/**
 * JSON after its length, and where it ends.
 * @param {ArrayBuffer} buffer
 * @param {number} begin
 */
function readHeader(buffer, begin) {
  const length = new DataView(buffer).getUint32(begin, true);
  return { header: JSON.parse(decoder.decode(new Uint8Array(buffer, begin + 4, length))), place: begin + 4 + length };
}

/**
 * Points up to and with the step `until`.
 * @param {Curve | undefined} curve
 * @param {number} until
 * @returns {Curve}
 */
export function crop(curve, until) {
  if (!curve) return NONE;
  let low = 0;
  let high = curve.steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (curve.steps[middle] <= until) low = middle + 1;
    else high = middle;
  }
  return low === curve.steps.length ? curve : { steps: curve.steps.subarray(0, low), values: curve.values.subarray(0, low) };
}

/**
 * A curve with a stretch of it, from step `from` to step `to`, in place of its own points there.
 * @template {Curve | undefined} Given
 * @param {Given} curve
 * @param {Curve | undefined} stretch
 * @param {{from: number, to: number}} range
 * @returns {Given | Curve}
 */
export function splice(curve, stretch, { from, to }) {
  if (!curve || !stretch) return curve;
  const after = curve.steps.findIndex((step) => step > to);
  const rest = after < 0 ? NONE : { steps: curve.steps.subarray(after), values: curve.values.subarray(after) };
  const parts = [crop(curve, from - 1), stretch, rest];
  return {
    steps: join(
      parts.map((part) => part.steps),
      Uint32Array,
    ),
    values: join(
      parts.map((part) => part.values),
      Float32Array,
    ),
  };
}

/**
 * Exponential average with this weight of the past, without its pull to 0 at the start.
 * @param {Curve} curve
 * @param {number} weight in [0, 1)
 * @returns {Curve}
 */
export function smooth({ steps, values }, weight) {
  const smoothed = new Float32Array(values.length);
  let sum = 0;
  let norm = 0;
  values.forEach((value, index) => {
    sum = weight * sum + (1 - weight) * value;
    norm = weight * norm + (1 - weight);
    smoothed[index] = sum / norm;
  });
  return { steps, values: smoothed };
}

/**
 * @template {Uint32Array | Float32Array} List
 * @param {List[]} lists
 * @param {new (length: number) => List} Kind
 */
function join(lists, Kind) {
  const all = new Kind(lists.reduce((sum, list) => sum + list.length, 0));
  let place = 0;
  for (const list of lists) {
    all.set(list, place);
    place += list.length;
  }
  return all;
}

/**
 * Curves side by side as uPlot wants them: [all steps, values of the first or null, ...].
 * @param {Curve[]} curves
 * @returns {[number[], ...(number | null)[][]]}
 */
export function align(curves) {
  const distinct = [...new Set(curves.map((curve) => curve.steps))];
  const steps = distinct.length === 1 ? Array.from(distinct[0]) : merge(distinct);
  const columns = curves.map((curve) => {
    /** @type {(number | null)[]} */
    const column = new Array(steps.length).fill(null);
    let place = 0;
    for (let index = 0; index < curve.steps.length; index++) {
      while (steps[place] < curve.steps[index]) place++;
      column[place] = curve.values[index];
    }
    return column;
  });
  return [steps, ...columns];
}

/** @param {Uint32Array[]} sorted */
function merge(sorted) {
  return Array.from(join(sorted, Uint32Array).sort()).filter((step, index, list) => step !== list[index - 1]);
}
