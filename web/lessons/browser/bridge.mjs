// A link from a lesson's figures to the same thing elsewhere in the app; it follows the controls.

import { packPoints } from "../../playground/browser/link.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { fill } from "../../shared/browser/words.mjs";
import { same } from "./state.mjs";

/** @import {Bridge, Stage, State} from "./types.mjs" */

const FARTHEST = 2.7; // of the real points from where G begins: the plane ends at 3
const SPREAD = 0.12;
const POINTS = 60;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** @type {(distance: number) => number} as far as the plane allows */
const reached = (distance) => Math.min(distance, FARTHEST);

/**
 * A round cloud of real points, that far to the right of where G begins.
 * @param {number} distance
 * @returns {[number, number][]}
 */
export const cloud = (distance) =>
  Array.from({ length: POINTS }, (_, i) => {
    const radius = 2 * SPREAD * Math.sqrt((i + 0.5) / POINTS);
    return [reached(distance) + radius * Math.cos(i * GOLDEN_ANGLE), radius * Math.sin(i * GOLDEN_ANGLE)];
  });

/**
 * The query of the state that a link leads to.
 * @param {Bridge} bridge
 * @param {State} state
 */
export function queryOf({ query, apart }, state) {
  return new URLSearchParams(apart ? { ...query, points: packPoints(cloud(Number(state[apart]))) } : query);
}

/** @param {Stage} stage */
export function makeBridge(stage) {
  const { bridge } = stage.data;
  const link = h("a", { target: "_blank" });
  const element = h("p", { class: "bridge", hidden: !bridge }, link);
  const render = () => {
    if (!bridge) return;
    element.hidden = !Object.entries(bridge.when).every(([name, value]) => same(value, stage.state[name]));
    const distance = bridge.apart ? stage.write.short(reached(Number(stage.state[bridge.apart]))) : "";
    link.textContent = `${fill(bridge.words, { distance })} →`;
    link.href = new URL(`${bridge.page}?${queryOf(bridge, stage.state)}`, document.baseURI).href;
  };
  return { element, render };
}
