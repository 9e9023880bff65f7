// What single units of both networks answer, and the weights between those that are shown: computed beside the training, in the worker.

/** @typedef {import("../../../gan_core/engine/game.mjs").Game} Game */
/** @import {Units, NetworkUnits} from "./types.mjs" */

const padded = (/** @type {number} */ columns) => (columns + 3) & ~3;
/** @type {(width: number) => number} a layer's units that are shown */
export const shown = (width) => Math.min(width, 8);

/**
 * Weights between the shown units of each two layers, (inputs, outputs) row by row, out of all parameters of a network.
 * @param {ArrayLike<number>} theta as gan_core/engine/network.h lays them out
 * @param {number[]} widths of all layers, inputs first
 */
export function links(theta, widths) {
  let start = 0;
  return widths.slice(1).map((columns, layer) => {
    const [rows, stride, first] = [widths[layer], padded(columns), start];
    start += (rows + 1) * stride;
    const width = shown(columns);
    return Float32Array.from(
      { length: shown(rows) * width },
      (_, index) => theta[first + Math.floor(index / width) * stride + (index % width)],
    );
  });
}

/**
 * Each row as bytes around 128, by its own largest value.
 * @param {{memory: ArrayLike<number>, rows: number, columns: number, stride: number}} table
 */
export function maps({ memory, rows, columns, stride }) {
  const bytes = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    let largest = 1e-9;
    for (let column = 0; column < columns; column++) largest = Math.max(largest, Math.abs(memory[row * stride + column]) || 0);
    for (let column = 0; column < columns; column++)
      bytes[row * columns + column] = Math.round(127.5 + (127.5 * (memory[row * stride + column] || 0)) / largest);
  }
  return bytes;
}

/**
 * @type {(game: Game, player: "generator" | "discriminator", widths: number[], slopes: boolean) => NetworkUnits}
 */
const seen = ({ engine }, player, widths, slopes) => ({
  widths,
  maps: maps(engine.place(`${player}_units`)),
  links: links(engine.place(player).memory, widths),
  slopes: slopes ? links(engine.place(`${player}_gradient`).memory, widths) : undefined,
});

/** Both networks as they are; with the last gradients where they are asked for. @param {Game} game @returns {Units} */
export function unitsOf(game, slopes = false) {
  const { latent_dim, generator_hidden, discriminator_hidden } = game.config;
  game.engine.exports.map();
  return {
    step: game.step,
    generator: seen(game, "generator", [latent_dim, ...generator_hidden, 2], slopes),
    discriminator: seen(game, "discriminator", [2, ...discriminator_hidden, 1], slopes),
  };
}
