// The doctor at a game that goes on.

import { examine } from "../../runs/browser/diagnose.mjs";

/**
 * @param {import("../../../gan_core/engine/game.mjs").Game} game
 * @param {(config: import("../../runs/browser/diagnose.mjs").Config) => boolean} valid whether such settings can be played
 */
export function examineGame(game, valid) {
  const { since } = game.scene();
  const [curves, measurements] = [game.history(since), game.measurements()];
  return examine({ config: game.config, curves, measurements, failed: !game.finite, since }, valid);
}
