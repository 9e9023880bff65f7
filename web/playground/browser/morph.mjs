// From z to G(z): the latent square bends into what G makes of it.

import { h } from "../../shared/browser/dom.mjs";

const MILLISECONDS = 1800;

export function makeMorph(stage) {
  const { text } = stage;
  let frame = 0;
  const input = h("input", { id: "morph", type: "range", min: 0, max: 100, value: 100, oninput: () => set(Number(input.value) / 100) });
  const play = h("button", { type: "button", title: text("morph_help"), onclick: () => run() }, text("morph_play"));
  const element = h("div", { class: "morph" }, play, h("label", { class: "unseen", for: "morph" }, text("morph")), h("span", { "aria-hidden": "true" }, "z"), input, h("span", { "aria-hidden": "true" }, "G(z)"));
  const set = (share) => {
    cancelAnimationFrame(frame);
    move(share);
  };
  const move = (share) => {
    stage.morph = share;
    input.value = 100 * share;
    input.style.setProperty("--to", `${100 * share}%`);
    stage.redraw();
  };
  const run = () => {
    cancelAnimationFrame(frame);
    const began = performance.now();
    const turn = (now) => {
      const share = Math.min(1, (now - began) / MILLISECONDS);
      move(share * share * (3 - 2 * share));
      if (share < 1) frame = requestAnimationFrame(turn);
    };
    frame = requestAnimationFrame(turn);
  };
  input.style.setProperty("--to", "100%");
  stage.signal.addEventListener("abort", () => cancelAnimationFrame(frame));
  return { element, render: () => undefined };
}
