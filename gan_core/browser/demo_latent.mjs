// The point of latent space that the page shows.

/** @typedef {{x: number, y: number}} Place in the plane of four samples: 0 = left, top; 1 = right, bottom */
/** @typedef {{sample: number, offsets: number[], truncation: number, plane: Place | null}} Chosen */
/** @typedef {{samples: Float32Array, directions: Float32Array, latentDim: number}} Space samples (count, latentDim), directions (components, latentDim) */

/**
 * A sample or, at a place in the plane, a blend of four; truncated, then moved along the directions.
 * @param {Chosen} chosen
 * @param {Space} space
 * @returns {Float32Array} (latentDim)
 */
export function latentOf({ sample, offsets, truncation, plane }, { samples, directions, latentDim }) {
  const z = new Float32Array(latentDim);
  const count = samples.length / latentDim;
  const add = (/** @type {number} */ weight, /** @type {Float32Array} */ list, /** @type {number} */ row) => {
    for (let i = 0; i < latentDim; i++) z[i] += weight * list[row * latentDim + i];
  };
  const { x, y } = plane ?? { x: 0, y: 0 };
  const weights = plane ? [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y] : [1];
  const length = Math.hypot(...weights); // a blend of independent draws is a draw again when divided by this
  weights.forEach((weight, corner) => {
    add(weight / length, samples, (sample + corner) % count);
  });
  for (let i = 0; i < latentDim; i++) z[i] *= truncation;
  offsets.forEach((offset, component) => {
    if (offset) add(offset, directions, component);
  });
  return z;
}

/**
 * A place inside the plane.
 * @param {number} x
 * @param {number} y
 * @returns {Place}
 */
export const within = (x, y) => ({ x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) });

/**
 * On a closed loop over the plane.
 * @param {number} angle
 * @returns {Place}
 */
export const onLoop = (angle) => {
  const radius = Math.SQRT1_2 * 0.7;
  return { x: 0.5 + radius * Math.cos(angle), y: 0.5 + radius * Math.sin(angle) };
};
