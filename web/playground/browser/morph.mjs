// From z to G(z): the latent square bends into what G makes of it.

import { h } from "../../shared/browser/dom.mjs";
import { animate } from "./animation.mjs";

const MILLISECONDS = 1800;

/** @import {Stage} from "./types.mjs" */

/** @param {Stage} stage */
export function makeMorph(stage) {
  const { text } = stage;
  let stop = () => {};
  const input = h("input", {
    id: "morph",
    type: "range",
    min: 0,
    max: 100,
    value: 100,
    oninput: () => void set(Number(input.value) / 100),
  });
  const play = h("button", { type: "button", title: text("morph_help"), onclick: () => run() }, text("morph_play"));
  const element = h(
    "div",
    { class: "morph" },
    play,
    h("label", { class: "unseen", for: "morph" }, text("morph")),
    h("span", { "aria-hidden": "true" }, "z"),
    input,
    h("span", { "aria-hidden": "true" }, "G(z)"),
  );
  const set = (/** @type {number} */ share) => {
    stop();
    move(share);
  };
  const move = (/** @type {number} */ share) => {
    stage.morph = share;
    input.value = String(100 * share);
    input.style.setProperty("--to", `${100 * share}%`);
    stage.redraw();
  };
  const run = () => {
    stop();
    stop = animate(MILLISECONDS, move);
  };
  input.style.setProperty("--to", "100%");
  stage.signal.addEventListener("abort", () => stop());
  return { element, render: () => undefined };
}
