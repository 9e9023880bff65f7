// The games that are played now: one, or two that are compared.

import { complete } from "./config.mjs";
import { Player } from "./player.mjs";

/** @import {Problem} from "../../shared/browser/problem.mjs" */
/** @import {Board} from "./board.mjs" */
/** @import {Move, Stage} from "./types.mjs" */

const CHART_MILLISECONDS = 250; // how often curves are drawn

/**
 * @param {Stage} stage
 * @param {Board} board
 * @param {Problem} problem
 * @returns {Stage["start"]}
 */
export function makeStart(stage, board, problem) {
  const { host, machine, signal } = stage;
  let drawn = 0;
  /** @type {(player: Player, index: number) => void} */
  const onframe = (player, index) => {
    const { last } = player.film;
    if (stage.time.at === null && last && player.still) stage.panels[index].show(last, player.still);
    host.dataset.frames = String((Number(host.dataset.frames) || 0) + 1);
    stage.network.show(player, index);
    stage.reports[index].render();
    if (index === 0) {
      stage.time.render();
      board.parts.layers.render();
    }
    const now = performance.now();
    if (now - drawn < CHART_MILLISECONDS && player.state?.running) return;
    drawn = now;
    stage.charts.render();
  };
  /** @type {(player: Player, index: number) => void} */
  const onstate = (player, index) => {
    if (index === 0) board.parts.bar.render();
    const { refused, running = false } = player.state ?? {};
    if (refused && !player.refused) problem.say(stage.error(refused));
    player.refused = refused;
    if (player.wasRunning && !running) stage.remember();
    player.wasRunning = running;
  };
  /** @type {(index: number, running: boolean, moves: Move[]) => Player} */
  const makePlayer = (index, running, moves) =>
    new Player({
      machine,
      asked: () => ({
        config: complete(index ? { ...stage.first, ...stage.spec.versus } : stage.first),
        moves,
        running,
        pace: stage.pace,
        units: stage.network.open,
      }),
      onframe: (player) => onframe(player, index),
      onstate: (player) => onstate(player, index),
      onlost: () => problem.offline(true),
    });

  return async ({ running, moves = [] }) => {
    stage.slow.leave();
    stage.reports[0].reset();
    stage.time.reset();
    for (const player of stage.players.splice(0)) player.stop();
    stage.players = (stage.spec.versus ? [0, 1] : [0]).map((index) => makePlayer(index, running, moves));
    stage.arrange();
    const started = await stage.attempt(async () => {
      await Promise.all(stage.players.map((player) => player.start()));
      return true;
    });
    if (signal.aborted) return false;
    stage.render();
    if (started) stage.remember();
    return Boolean(started);
  };
}
