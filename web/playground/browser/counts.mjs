// The numbers that matter, large: modes found, share of good points, distances.

import { h, write } from "../../shared/browser/dom.mjs";

/** @import {Measures, Player, Stage, Still} from "./types.mjs" */
/** @typedef {{measures: Measures, still: Still}} Seen */

/**
 * @param {Stage} stage
 * @param {number} index of the player
 */
export function makeCounts(stage, index) {
  const { text, percent, short } = stage;
  /** @type {Record<string, (seen: Seen) => string>} */
  const entries = {
    modes: ({ measures, still }) => (still.modes ? `${measures.modes} / ${still.modes.length}` : ""),
    near: ({ measures }) => percent(measures.near),
    high_quality: ({ measures }) => (measures.high_quality === null ? "" : percent(measures.high_quality)),
    covered: ({ measures, still }) => (still.modes ? "" : percent(measures.covered)),
    js: ({ measures }) => (measures.js === undefined ? "" : short(measures.js)),
    w1: ({ measures }) => (measures.w1 === undefined ? "" : short(measures.w1)),
  };
  const shown = Object.keys(entries).map((name) => {
    const value = h("dd", { "data-count": name });
    return {
      name,
      value,
      element: h("div", { title: text(`count_${name}_help`), hidden: true }, h("dt", {}, text(`count_${name}`)), value),
    };
  });
  const element = h(
    "dl",
    { class: "counts" },
    shown.map((one) => one.element),
  );
  /** @type {(player: Player | undefined, name: string) => string} */
  const countOf = (player, name) => {
    const measures = player && stage.time.frame(player)?.measures;
    return measures && player.still ? entries[name]({ measures, still: player.still }) : "";
  };
  return {
    element,
    render() {
      for (const { name, value, element: entry } of shown) {
        const words = countOf(stage.players[index], name);
        entry.hidden = !words;
        write(value, words);
      }
    },
  };
}
