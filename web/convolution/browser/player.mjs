// The step control: slider, buttons, play. Keys belong to the page.

import { h, svg } from "../../shared/browser/dom.mjs";

/** @import {Text} from "./types.mjs" */
/** @typedef {ReturnType<typeof makePlayer>} Player */

// drawn here: not every machine's fonts have the signs of a tape recorder
const ICONS = {
  first: "M2 2h2v12h-2zM14 2v12l-9-6z",
  back: "M12 2v12l-9-6z",
  next: "M4 2v12l9-6z",
  last: "M12 2h2v12h-2zM2 2v12l9-6z",
  play: "M3 1v14l12-7z",
  pause: "M3 2h4v12h-4zM9 2h4v12h-4z",
};

const MIN_STEP_MILLISECONDS = 90;
const MAX_STEP_MILLISECONDS = 800;
const ANIMATION_MILLISECONDS = 24_000; // of a whole one, within these limits of a step

/** @param {number} steps of a whole animation */
export const stepMilliseconds = (steps) => Math.max(MIN_STEP_MILLISECONDS, Math.min(MAX_STEP_MILLISECONDS, ANIMATION_MILLISECONDS / steps));

/** @param {keyof typeof ICONS} name */
const icon = (name) => svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));

/**
 * Steps run from 0 (nothing done yet) to `steps`.
 * @param {{text: Text, onstep: (step: number, playing: boolean) => void, signal: AbortSignal}} options
 */
export function makePlayer({ text, onstep, signal }) {
  let steps = 1;
  let step = 0;
  let timer = 0;

  /** @type {(name: keyof typeof ICONS, onclick: () => void) => HTMLButtonElement} */
  const button = (name, onclick) => h("button", { type: "button", "aria-label": text(name), title: text(name), onclick }, icon(name));
  const first = button("first", () => go(0));
  const back = button("back", () => go(step - 1));
  const next = button("next", () => go(step + 1));
  const last = button("last", () => go(steps));
  const [playIcon, playWord] = [icon("play"), h("span")];
  const play = h("button", { type: "button", class: "primary play", onclick: () => toggle(), "data-testid": "play" }, playIcon, playWord);
  const range = h("input", {
    type: "range",
    min: 0,
    max: 1,
    step: 1,
    "aria-label": text("step"),
    oninput: () => void go(Number(range.value)),
    "data-testid": "step",
  });
  const output = h("span", { class: "count" });
  const element = h("div", { class: "player", role: "group", "aria-label": text("player") }, first, back, play, next, last, range, output);

  const render = () => {
    range.max = String(steps);
    range.value = String(step);
    range.style.setProperty("--to", `${(100 * step) / steps}%`);
    range.setAttribute("aria-valuetext", text("step_value", { step, steps }));
    output.textContent = `${step} / ${steps}`;
    first.disabled = back.disabled = step === 0;
    next.disabled = last.disabled = step === steps;
    playIcon.children[0].setAttribute("d", ICONS[timer ? "pause" : "play"]);
    playWord.textContent = text(timer ? "pause" : "play");
  };
  const move = (/** @type {number} */ to) => {
    step = Math.max(0, Math.min(steps, to));
    render();
    onstep(step, Boolean(timer));
  };
  const pause = () => {
    clearInterval(timer);
    timer = 0;
  };
  const go = (/** @type {number} */ to) => {
    pause();
    move(to);
  };
  const toggle = () => {
    if (timer) {
      go(step);
      return;
    }
    timer = setInterval(() => (step === steps ? go(step) : move(step + 1)), stepMilliseconds(steps));
    move(step === steps ? 0 : step);
  };
  signal.addEventListener("abort", pause);

  return {
    element,
    toggle,
    go,
    get step() {
      return step;
    },
    get steps() {
      return steps;
    },
    /**
     * Another animation.
     * @param {number} count steps
     * @param {number} at the step to be at
     */
    load(count, at) {
      pause();
      steps = count;
      move(at);
    },
  };
}
