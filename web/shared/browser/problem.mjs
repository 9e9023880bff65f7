// The line that says what went wrong.

import { h } from "./dom.mjs";

export function makeProblem(unreachable) {
  const element = h("p", { class: "problem", role: "alert", hidden: true });
  const say = (sentence) => {
    element.textContent = sentence;
    element.hidden = !sentence;
  };
  return {
    element,
    say,
    /** What is said now; empty where all is well. */
    get said() { return element.hidden ? "" : element.textContent; },
    /** For a Lane: whether the server cannot be reached. */
    offline(yes) {
      if (yes) say(unreachable);
      else if (element.textContent === unreachable) say("");
    },
  };
}
