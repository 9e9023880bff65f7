// What one game has come to: its counts and the doctor's verdict.

import { h } from "../../shared/browser/dom.mjs";
import { makeCounts } from "./counts.mjs";
import { makeVerdict } from "./verdict.mjs";

/**
 * @param {import("./types.mjs").Stage} stage
 * @param {number} index of the player
 */
export function makeReport(stage, index) {
  const counts = makeCounts(stage, index);
  const verdict = makeVerdict(stage, index);
  return {
    element: h("div", { class: "report" }, counts.element, verdict.element),
    render() {
      counts.render();
      verdict.render();
    },
    reset: verdict.reset,
  };
}
