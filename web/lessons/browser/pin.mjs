// Pin A, compare B: the curves of a moment stay behind those that move, and its number beside the new one.

import { h } from "../../shared/browser/dom.mjs";

/** @import {Answer, Line, Mark, Readout, Stage} from "./types.mjs" */

/**
 * @param {Stage} stage
 * @param {() => Answer | undefined} now what is on the screen
 */
export function makePin(stage, now) {
  /** @type {Answer | undefined} */
  let pinned;
  const words = h("span");
  const element = h("button", { type: "button", class: "pin", "data-testid": "lesson-pin", onclick: () => toggle() }, words);
  const toggle = () => {
    pinned = pinned ? undefined : now();
    render();
    stage.toFront();
  };
  const render = () => {
    element.setAttribute("aria-pressed", String(Boolean(pinned)));
    words.textContent = stage.own(pinned ? "unpin" : "pin");
    element.title = stage.own("pin_help");
  };
  render();
  return {
    element,
    /** The curves of A in a figure. @param {string} panel @returns {Line[]} */
    ghosts: (panel) => (pinned?.panels.find(({ name }) => name === panel)?.marks ?? []).flatMap(ghostOf),
    /** The number of A that the page is about, where it is the same number. @param {Readout | undefined} number @returns {Readout | undefined} */
    number: (number) => pinned?.headline.find(({ name }) => name === number?.name),
  };
}

/**
 * @param {Mark} mark
 * @returns {Line[]}
 */
export function ghostOf(mark) {
  if (mark.kind !== "line" && mark.kind !== "area") return [];
  const { x, y, role, name } = mark;
  return [{ kind: "line", name, role, x, y, dash: false, until: null, closed: mark.kind === "line" && mark.closed, ghost: true }];
}
