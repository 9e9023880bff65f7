// The time line: back through all frames so far, while training goes on.

import { h, write } from "../../shared/browser/dom.mjs";

/** @import {Player, Stage} from "./types.mjs" */

const REPLAY_MILLISECONDS = 60; // a frame
const MAX_REPLAYED = 160; // frames

/** @param {Stage} stage */
export function makeTime(stage) {
  const { text, whole } = stage;
  /** @type {number | null} */
  let at = null; // the step looked at; null: the newest
  let timer = 0;
  const input = h("input", {
    type: "range",
    min: 0,
    max: 1,
    step: 1,
    value: 1,
    "aria-label": text("timeline"),
    oninput: () => void scrub(Number(input.value)),
  });
  const shown = h("output", { class: "moment" });
  const live = h("button", { type: "button", title: text("live_help"), onclick: () => follow() }, text("live"));
  const replay = h("button", { type: "button", title: text("replay_help"), onclick: () => play() }, text("replay"));
  const element = h("div", { class: "timeline" }, replay, input, shown, live);

  const frames = () => stage.a.film.frames;
  const scrub = (/** @type {number} */ place) => {
    clearTimeout(timer);
    at = place >= frames().length - 1 ? null : frames()[place].step;
    moved();
  };
  const moved = () => {
    stage.redraw();
    stage.charts.render();
    render();
  };
  const follow = () => {
    clearTimeout(timer);
    at = null;
    moved();
  };
  const play = () => {
    clearTimeout(timer);
    const stride = Math.ceil(frames().length / MAX_REPLAYED);
    let place = 0;
    const turn = () => {
      scrub(place);
      place += stride;
      if (place < frames().length) timer = setTimeout(turn, REPLAY_MILLISECONDS);
      else follow();
    };
    turn();
  };
  const render = () => {
    const all = stage.a ? frames() : [];
    const until = at ?? Infinity;
    const place = all.findLastIndex((frame) => frame.step <= until);
    const [value, max] = [Math.max(0, place), Math.max(1, all.length - 1)];
    input.max = String(max);
    input.value = String(value);
    input.style.setProperty("--to", `${(100 * value) / max}%`);
    const step = at ?? all.at(-1)?.step ?? 0;
    const words = text("at_step", { step: whole(step) });
    input.setAttribute("aria-valuetext", words);
    write(shown, words);
    live.setAttribute("aria-pressed", String(at === null));
  };
  stage.signal.addEventListener("abort", () => clearTimeout(timer));
  return {
    element,
    render,
    follow,
    /** The step looked at; null for the newest. */
    get at() {
      return at;
    },
    /** The frame of a player to be shown. */
    frame: (/** @type {Player} */ player) => (at === null ? player.film.last : player.film.at(at)),
    reset() {
      clearTimeout(timer);
      at = null;
    },
  };
}
