// A lesson's story: a few of its states in order, a sentence each; back and next move the controls there by themselves.

import { h } from "../../shared/browser/dom.mjs";
import { defaults, same } from "./state.mjs";

/** @import {Controls, Stage, State} from "./types.mjs" */

const TRAVEL_MILLISECONDS = 700; // that sliders take from one state to the next
const START = "start"; // the state that the lesson has at first; all others are presets

/** @param {Stage} stage */
export function makeStory(stage) {
  const { controls, presets, story } = stage.data;
  const states = story.map(({ state }) => /** @type {State} */ ({ ...defaults(controls), ...(state === START ? {} : presets[state]) }));
  const shown = () => states.findIndex((state) => matches(controls, state, stage.state));
  let last = 0; // of the story's states, the one that was shown last
  const go = (/** @type {number} */ index) => {
    last = index;
    travel(stage, states[index]);
  };
  const place = h("span", { class: "place" });
  const back = h("button", { type: "button", "aria-label": stage.own("story_back"), onclick: () => go(step(-1)) }, "‹");
  const next = h("button", { type: "button", "aria-label": stage.own("story_next"), onclick: () => go(step(1)) }, "›");
  /** @type {(by: number) => number} from a state that is none of them, back to the last one */
  const step = (by) => (shown() < 0 ? last : Math.min(states.length - 1, Math.max(0, shown() + by)));
  const element = h(
    "div",
    { class: "story", role: "group", "aria-label": stage.own("story") },
    h("span", { class: "heading" }, stage.own("story")),
    back,
    place,
    next,
  );
  return {
    element,
    /** The sentence of the state that is shown; none where it is no state of the story. */
    get sentence() {
      return story[shown()]?.sentence;
    },
    render() {
      const now = shown();
      if (now >= 0) last = now;
      place.textContent = now < 0 ? stage.own("story_left", { n: last + 1 }) : `${now + 1} / ${states.length}`;
      back.disabled = now === 0;
      next.disabled = now === states.length - 1;
      element.toggleAttribute("data-left", now < 0);
    },
  };
}

/** @type {(controls: Controls, state: State, other: State) => boolean} */
const matches = (controls, state, other) => Object.keys(controls).every((name) => controls[name].local || same(state[name], other[name]));

/**
 * Go to a state; where only sliders differ, they move there before the visitor's eyes.
 * @param {Stage} stage
 * @param {State} target
 */
function travel(stage, target) {
  const { controls, trains } = stage.data;
  const changed = Object.keys(controls).filter((name) => !same(stage.state[name], target[name]));
  const slides = changed.every((name) => controls[name].kind === "slider");
  if (trains || !slides || matchMedia("(prefers-reduced-motion: reduce)").matches) return stage.set(target);
  const from = stage.state;
  let expected = stage.state;
  let began = 0;
  const move = (/** @type {number} */ now) => {
    if (stage.signal.aborted || stage.state !== expected) return; // the visitor has moved something
    began ||= now;
    const share = Math.min(1, (now - began) / TRAVEL_MILLISECONDS);
    const between = changed.map((name) => [name, Number(from[name]) + share * (Number(target[name]) - Number(from[name]))]);
    stage.set(share < 1 ? Object.fromEntries(between) : target, { playing: true });
    expected = stage.state;
    if (share < 1) requestAnimationFrame(move);
  };
  requestAnimationFrame(move);
  return undefined;
}
