// A play button that sweeps a slider from where it is to its end.

import { h, svg } from "../../shared/browser/dom.mjs";
import { valueAt } from "./state.mjs";

/** @import {Stage} from "./types.mjs" */

const SECONDS = 7; // for the whole way
const ICONS = { play: "M3 1v14l12-7z", pause: "M3 2h4v12h-4zM9 2h4v12h-4z" };

/**
 * It never starts by itself.
 * @param {Stage} stage
 * @param {string} name
 * @param {{from: number, to: number, step: number, toThumb: (value: number) => number, toValue: (thumb: number) => number}} thumb where the thumb goes; step 0 is none
 */
export function makeSweep(stage, name, { from, to, step, toThumb, toValue }) {
  const path = svg("path", { d: ICONS.play });
  const element = h(
    "button",
    { type: "button", class: "play", "data-play": name, onclick: () => (frame ? pause() : play()) },
    svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, path),
  );
  let frame = 0;

  const render = () => {
    path.setAttribute("d", ICONS[frame ? "pause" : "play"]);
    element.setAttribute("aria-label", `${stage.own(frame ? "pause" : "play")}: ${stage.text(name)}`);
  };
  const pause = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    render();
  };
  const play = () => {
    const at = toThumb(valueAt(stage.state, name));
    const start = at >= to - 1e-9 ? from : at;
    /** @type {number | undefined} */
    let began;
    const tick = (/** @type {number} */ now) => {
      began ??= now;
      const far = Math.min(to, start + ((to - from) * (now - began)) / (1000 * SECONDS));
      const thumb = far === to ? to : step ? from + Math.round((far - from) / step) * step : far;
      const value = Number(toValue(thumb).toPrecision(10));
      if (value !== stage.state[name]) stage.set({ [name]: value }, { playing: true });
      if (far < to) frame = requestAnimationFrame(tick);
      else pause();
    };
    frame = requestAnimationFrame(tick);
    render();
  };
  stage.signal.addEventListener("abort", pause);
  render();
  return { element, pause };
}
