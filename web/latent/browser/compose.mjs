// A state to the latent vectors of its pictures: what gan_core/latent/state.py does, for pictures that the browser draws itself.

/** @import {LatentState, SheetKind} from "./types.mjs" */
/** @typedef {ArrayLike<number> & Iterable<number>} Vector */

/**
 * The latent vector of a state.
 * @param {LatentState} state
 * @param {{samples: Float32Array, directions: Float32Array, latentDim: number}} model `samples` are the seed's, `directions` the principal ones, both flat
 * @returns {Float32Array} (latentDim)
 */
export function compose(state, { samples, directions, latentDim }) {
  /** @type {Vector[]} */
  const picked = state.picks.map((pick) => samples.subarray(pick * latentDim, (pick + 1) * latentDim));
  if (state.z.length) picked[0] = state.z;
  const z = pointOf(state, picked).map((value) => value * state.truncation);
  state.components.slice(0, directions.length / latentDim).forEach((offset, k) => {
    for (let i = 0; i < latentDim; i++) z[i] += offset * directions[k * latentDim + i];
  });
  for (const [index, offset] of state.dimensions) z[index] += offset;
  return Float32Array.from(z);
}

/** @type {(state: LatentState, samples: Vector[]) => number[]} */
function pointOf(state, [a, b, c, d]) {
  if (state.mode === "plane") return bilinear([a, b, c, d], state.x, state.y, state.keep_variance);
  if (state.mode === "path") return (state.path === "line" ? lerp : slerp)(a, b, state.t);
  return Array.from(a);
}

/**
 * The label as weights of the classes.
 * @param {LatentState} state
 * @param {number} count of the classes
 */
export function classWeights(state, count) {
  /** @type {number[]} */
  const weights = new Array(count).fill(0);
  if (!count) return weights;
  const share = state.mode === "blend" ? state.t : 0;
  weights[state.label] += 1 - share;
  if (share) weights[state.other] += share;
  return weights;
}

/** @type {(a: Vector, b: Vector, t: number) => number[]} */
const lerp = (a, b, t) => Array.from(a, (value, i) => (1 - t) * value + t * b[i]);

/** @type {(corners: Vector[], x: number, y: number, keepVariance: boolean) => number[]} */
function bilinear(corners, x, y, keepVariance) {
  const weights = [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y];
  const length = keepVariance ? Math.hypot(...weights) : 1;
  return Array.from(corners[0], (_, i) => corners.reduce((sum, corner, k) => sum + (weights[k] / length) * corner[i], 0));
}

/**
 * A closed loop of states around one: gan_core/latent/animation.py.
 * @param {LatentState} state
 * @param {number} frames
 * @param {{component: number, classes: number, most: number}} options `most`: the largest offset along a direction
 * @returns {LatentState[]}
 */
export function loop(state, frames, { component, classes, most }) {
  const rounded = (/** @type {number} */ value) => Math.round(value * 100) / 100;
  return Array.from({ length: frames }, (_, frame) => {
    const turn = (2 * Math.PI * frame) / frames;
    if (state.mode === "sliders") {
      const components = Array.from(
        { length: Math.max(component + 1, state.components.length) },
        (_, index) => state.components[index] ?? 0,
      );
      components[component] = rounded(most * Math.sin(Math.asin(components[component] / most) + turn));
      return { ...state, components };
    }
    if (state.mode === "plane") {
      const angle = Math.atan2(state.y - 0.5, state.x - 0.5) + turn;
      return { ...state, x: rounded(0.5 + 0.45 * Math.cos(angle)), y: rounded(0.5 + 0.45 * Math.sin(angle)) };
    }
    if (state.mode === "classes") return { ...state, label: (state.label + Math.floor((frame * classes) / frames)) % Math.max(classes, 1) };
    return { ...state, t: rounded((1 - Math.cos(Math.acos(1 - 2 * state.t) + turn)) / 2) };
  });
}

/**
 * The great circle; samples of a seed are never parallel or opposite, but a sample and itself are.
 * @type {(a: Vector, b: Vector, t: number) => number[]}
 */
function slerp(a, b, t) {
  const length = (/** @type {Vector} */ vector) => Math.hypot(...vector);
  const unit = (/** @type {Vector} */ vector) => Array.from(vector, (value) => value / length(vector));
  const [u, v] = [unit(a), unit(b)];
  const angle = 2 * Math.atan2(length(u.map((value, i) => value - v[i])), length(u.map((value, i) => value + v[i])));
  if (angle < 1e-6) return lerp(a, b, t);
  const [from, to] = [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
  return Array.from(a, (value, i) => from * value + to * b[i]);
}

/**
 * The states of a sheet's pictures, as gan_core/latent/sheets.py has them.
 * @param {LatentState} state
 * @param {SheetKind} kind
 * @param {number} n pictures, or (for a plane) pictures along each side
 * @returns {LatentState[]}
 */
export function sheetStates(state, kind, n) {
  const along = Array.from({ length: n }, (_, i) => i / (n - 1));
  const rest = state.picks.slice(1);
  switch (kind) {
    case "grid":
      return along.map((_, i) => ({ ...state, mode: "sliders", components: [], dimensions: [], z: [], picks: [i, ...rest] }));
    case "plane":
      return along.flatMap((y) => along.map((x) => ({ ...state, mode: "plane", x, y })));
    case "line":
    case "slerp":
      return along.map((t) => ({ ...state, mode: "path", path: kind, t }));
    case "blend":
      return along.map((t) => ({ ...state, mode: "blend", t }));
    case "classes":
      return along.map((_, label) => ({ ...state, mode: "classes", label }));
  }
}
