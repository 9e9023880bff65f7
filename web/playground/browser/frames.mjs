// One moment of a game as it is drawn, and the moments that are kept for the time line.

export const MAX_FRAMES = 400; // of one game
const SOFT = 0.3; // slope at which an arrow has half its length: a vanishing gradient is seen to vanish
const FAR = 4; // half widths of the view: what lies further out is drawn there, and what is not a number too

/** @typedef {import("../../../gan_core/engine/game.mjs").Game} Game */
/** @import {Frame, Table} from "./types.mjs" */

/** Points that a canvas can draw. @param {Table} table @param {number} box @returns {Table} */
function drawable({ values, shape }, box) {
  const far = FAR * box;
  for (let index = 0; index < values.length; index++)
    values[index] = Math.max(-far, Math.min(far, Number.isNaN(values[index]) ? far : values[index]));
  return { values, shape };
}

/** z as places in the plane: one number lies on the x axis. @param {Table} table @returns {Table} */
function inPlane({ values, shape: [rows, columns] }) {
  if (columns === 2) return { values, shape: [rows, 2] };
  return { values: Float32Array.from({ length: 2 * rows }, (_, index) => (index % 2 ? 0 : values[index / 2])), shape: [rows, 2] };
}

/**
 * The value of D between real and fake: Wasserstein scores have no zero of their own.
 * @type {(config: Record<string, any>, sigmoid: boolean, numbers: Record<string, number>) => number}
 */
function middleOf({ loss }, sigmoid, numbers) {
  if (sigmoid) return 0.5;
  if (loss === "lsgan") return 0.5;
  if (loss === "hinge") return 0;
  const middle = ((numbers.real_score_mean ?? 0) + (numbers.fake_score_mean ?? 0)) / 2;
  return Number.isFinite(middle) ? middle : 0;
}

/**
 * D's map as bytes around `middle`, and how far its ends are from there.
 * @param {Game} game
 * @param {number} middle
 * @param {boolean} sigmoid
 */
function heatOf(game, middle, sigmoid) {
  const { memory, rows, columns } = game.engine.place("heat");
  let reach = sigmoid ? 0.5 : 1e-6;
  if (!sigmoid) for (const value of memory) if (Number.isFinite(value)) reach = Math.max(reach, Math.abs(value - middle));
  const values = Uint8Array.from(memory, (value) =>
    Number.isNaN(value) ? 128 : Math.max(0, Math.min(255, Math.round(127.5 + (127.5 * (value - middle)) / reach))),
  );
  return { heat: { values, shape: [rows, columns] }, reach };
}

/** Directions with lengths below 1: slope / (slope + SOFT). @param {Table} table @returns {Table} */
function directions({ values, shape: [rows] }) {
  const out = new Float32Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    const [dx, dy] = [values[4 * row + 2], values[4 * row + 3]];
    const scale = 1 / (Math.hypot(dx, dy) + SOFT);
    out.set(Number.isFinite(scale) && scale > 0 ? [dx * scale, dy * scale] : [0, 0], 2 * row);
  }
  return { values: out, shape: [rows, 2] };
}

/** What is seen now. @param {Game} game */
export function frameOf(game) {
  const { engine, config } = game;
  engine.exports.frame();
  const { box, sigmoid } = game.scene();
  const numbers = game.numbers();
  const middle = middleOf(config, sigmoid === 1, numbers);
  const grid = drawable(engine.array("grid"), box);
  const side = Math.sqrt(grid.shape[0]);
  return {
    step: game.step,
    finite: game.finite,
    sigmoid: sigmoid === 1,
    middle,
    numbers,
    ...heatOf(game, middle, sigmoid === 1),
    fake: drawable(engine.array("fake"), box),
    grid: config.latent_dim === 2 ? { ...grid, shape: [side, side, 2] } : grid,
    arrows: directions(engine.array("arrows")),
  };
}

/** What stays until a change. @param {Game} game */
export function stillOf(game) {
  const { engine, config } = game;
  const { box, near } = game.scene();
  const { values } = engine.array("modes");
  const modes = Array.from({ length: values.length / 2 }, (_, index) => [values[2 * index], values[2 * index + 1]]);
  return {
    box,
    near,
    latent_dim: config.latent_dim,
    modes: modes.length ? modes : null,
    real: engine.array("real"),
    grid_z: inPlane(engine.array("z_grid")),
    fake_z: inPlane(engine.array("z")),
  };
}

/** Stages of a phase of a step in slow motion: {name, numbers, and what there is to see}. @param {Game} game @param {string} phase */
export function stagesOf(game, phase) {
  const { engine } = game;
  const loss = engine.exports.batch();
  const { box, sigmoid } = game.scene();
  const numbers = game.numbers();
  const middle = middleOf(game.config, sigmoid === 1, numbers);
  const points = (/** @type {string} */ name) => drawable(engine.array(`batch_${name}`), box);
  const values = (/** @type {string} */ name) => ({ values: engine.array(`batch_${name}`).values });
  engine.exports.frame();
  const { heat, reach } = heatOf(game, middle, sigmoid === 1);
  const common = { step: game.step, middle, reach, box };
  const both = { real: points("real"), fake: points("fake") };
  const scores = (/** @type {string} */ name) => ({
    ...common,
    name,
    numbers: { discriminator_loss: loss },
    ...both,
    real_scores: values("real_scores"),
    fake_scores: values("fake_scores"),
  });
  const z = inPlane(engine.array("batch_z"));
  const pulls = { real_pull: values("real_pull"), fake_pull: values("fake_pull") };
  const { discriminator_grad_norm, generator_grad_norm, generator_loss } = numbers;
  /** @type {Record<string, () => object[]>} */
  const phases = {
    fakes: () => [
      { ...common, name: "noise", numbers: {}, z },
      { ...common, name: "fakes", numbers: {}, z, fake: both.fake },
    ],
    discriminator_gradient: () => [
      scores("scores"),
      { ...common, name: "discriminator_slope", numbers: { discriminator_grad_norm }, ...both, ...pulls },
    ],
    discriminator_update: () => [{ ...common, name: "discriminator_update", numbers: {}, heat }, scores("scores_again")],
    generator_gradient: () => [
      {
        ...common,
        name: "generator_slope",
        numbers: { generator_loss },
        arrows: directions(engine.array("batch_arrows")),
        arrow_points: both.fake,
      },
    ],
    generator_update: () => [
      { ...common, name: "generator_update", numbers: { generator_grad_norm }, before: both.fake, fake: points("after") },
    ],
  };
  return phases[phase]();
}

/** Frames in the order of their steps, never more than MAX_FRAMES: every other one is dropped, so that the whole past stays. */
export class Film {
  constructor() {
    /** @type {Frame[]} */
    this.frames = [];
    this.stride = 1; // every so manyth is kept
    this.seen = 0;
    this.loose = false; // whether the newest is not one of those that are kept
  }

  /** @param {Frame} frame */
  add(frame) {
    const { frames } = this;
    // the newest is always there; one that came between two kept ones gives way
    if (this.loose) frames.pop();
    frames.push(frame);
    this.loose = this.seen % this.stride !== 0;
    this.seen += 1;
    if (frames.length < MAX_FRAMES) return;
    this.frames = [...frames.slice(0, -1).filter((_, index) => index % 2 === 0), frame];
    this.stride *= 2;
    this.loose = true;
  }

  get last() {
    return this.frames.at(-1);
  }

  /**
   * The newest frame at or before a step.
   * @param {number} step
   */
  at(step) {
    return this.frames.findLast((frame) => frame.step <= step) ?? this.frames[0];
  }
}
