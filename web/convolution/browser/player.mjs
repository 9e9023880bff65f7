// The step control: slider, buttons, play; keys are for whoever owns the page.

import { h, svg } from "../../shared/browser/dom.mjs";

// drawn here: not every machine's fonts have the signs of a tape recorder
const ICONS = {
  first: "M2 2h2v12h-2zM14 2v12l-9-6z", back: "M12 2v12l-9-6z", next: "M4 2v12l9-6z", last: "M12 2h2v12h-2zM2 2v12l9-6z",
  play: "M3 1v14l12-7z", pause: "M3 2h4v12h-4zM9 2h4v12h-4z",
};

const PACE = [90, 800]; // milliseconds a step, shortest and longest
const LENGTH = 24_000; // what a whole animation may take

/** `onstep(step)` is told every change; steps run from 0 (nothing done yet) to `steps`. */
export function makePlayer({ text, onstep, signal }) {
  let steps = 1;
  let step = 0;
  let timer = 0;

  const icon = (name) => svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
  const button = (name, onclick) => h("button", { type: "button", "aria-label": text(name), title: text(name), onclick }, icon(name));
  const first = button("first", () => go(0));
  const back = button("back", () => go(step - 1));
  const next = button("next", () => go(step + 1));
  const last = button("last", () => go(steps));
  const playIcon = icon("play");
  const playWord = h("span");
  const play = h("button", { type: "button", class: "primary play", onclick: () => toggle(), "data-testid": "play" }, playIcon, playWord);
  const range = h("input", { type: "range", min: 0, max: 1, step: 1, "aria-label": text("step"), oninput: () => go(Number(range.value)), "data-testid": "step" });
  const output = h("span", { class: "count" });
  const element = h("div", { class: "player", role: "group", "aria-label": text("player") }, first, back, play, next, last, range, output);

  const render = () => {
    range.max = steps;
    range.value = step;
    range.style.setProperty("--to", `${(100 * step) / steps}%`);
    range.setAttribute("aria-valuetext", text("step_value", { step, steps }));
    output.textContent = `${step} / ${steps}`;
    first.disabled = back.disabled = step === 0;
    next.disabled = last.disabled = step === steps;
    playIcon.firstChild.setAttribute("d", ICONS[timer ? "pause" : "play"]);
    playWord.textContent = text(timer ? "pause" : "play");
  };
  const move = (to) => {
    step = Math.max(0, Math.min(steps, to));
    render();
    onstep(step, Boolean(timer));
  };
  const pause = () => {
    clearInterval(timer);
    timer = 0;
  };
  const go = (to) => {
    pause();
    move(to);
  };
  const toggle = () => {
    if (timer) return go(step);
    const pace = Math.max(PACE[0], Math.min(PACE[1], LENGTH / steps));
    timer = setInterval(() => {
      if (step === steps) go(step);
      else move(step + 1);
    }, pace);
    move(step === steps ? 0 : step);
  };
  signal.addEventListener("abort", pause);

  return {
    element,
    toggle,
    go,
    get step() { return step; },
    get steps() { return steps; },
    /** Another animation: how many steps, and where to be. */
    load(count, at) {
      pause();
      steps = count;
      move(at);
    },
  };
}
