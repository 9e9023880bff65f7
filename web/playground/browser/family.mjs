// One of four families: its plane, its numbers, what it gives up, and how often it ended well.

import { h, write } from "../../shared/browser/dom.mjs";
import { makePanel } from "./panel.mjs";

/** @import {Config, FamiliesStage, FamilyPreset, Player} from "./types.mjs" */
/** @typedef {{measures: import("./types.mjs").Measures, modes: number, cost: import("./types.mjs").Cost}} Seen */

/**
 * How often G is asked for one batch of samples: a flow asks once (Euler) or twice (Heun) a step.
 * @param {Config} config
 */
export const passes = ({ family, solver, flow_steps }) => (family === "flow" ? Number(flow_steps) * (solver === "heun" ? 2 : 1) : 1);

/**
 * @param {FamiliesStage} stage
 * @param {FamilyPreset} game
 * @param {number} index among the four
 */
export function makeFamily(stage, { family }, index) {
  const { text, short, decimal } = stage;
  const panel = makePanel(stage, family);
  panel.name(text(`family_${family}`));
  /** @type {Record<string, (seen: Seen) => string>} */
  const entries = {
    modes: ({ measures, modes }) => `${measures.modes} / ${modes}`,
    w1: ({ measures }) => decimal(measures.w1 ?? Number.NaN, 2),
    trained: ({ cost }) => text("family_seconds", { seconds: decimal(cost.trained / 1000, 1) }),
    drawn: ({ cost }) => text("family_milliseconds", { time: short(cost.drawn) }),
  };
  /** @type {Record<string, string>} */
  const helps = { modes: "count_modes_help", w1: "count_w1_help", trained: "family_trained_help", drawn: "family_drawn_help" };
  const counts = Object.entries(entries).map(([name, say]) => ({ say, value: h("dd", { "data-count": name }, "–"), name }));
  const gives = h("p", { class: "gives" }, text(`family_${family}_gives`, { passes: passes(stage.games[index].config) }));
  const rate = h("p", { class: "hint", "data-testid": `families-rate-${family}` });
  const element = h(
    "article",
    { class: "family", "data-family": family },
    panel.element,
    h("dl", { class: "counts" }, counts.map(({ name, value }) => h("div", { title: text(helps[name]) }, h("dt", {}, text(`family_${name}`)), value))), // biome-ignore format: one line
    gives,
    rate,
  );
  const countsOf = (/** @type {NonNullable<FamilyPreset["outcome"]>} */ { successes, seeds, median }) => ({
    times: successes,
    seeds,
    w1: decimal(median.w1, 2),
    floor: decimal(median.floor_w1, 2),
  });
  return {
    element,
    /** @param {Player | undefined} player */
    show(player) {
      const frame = player?.film.last;
      const { outcome, steps, goal } = stage.games[index];
      write(rate, outcome ? text("family_measured", { ...countsOf(outcome), steps: stage.whole(steps), modes: goal.modes[0] }) : "");
      if (!frame || !player.still) return;
      panel.show(frame, player.still);
      const { measures, cost } = frame;
      for (const { say, value } of counts)
        write(value, measures && cost ? say({ measures, cost, modes: player.still.modes?.length ?? 0 }) : "–");
    },
  };
}
