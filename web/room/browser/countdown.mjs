// The time that a question stays open: a bar that shrinks, and seconds.

import { h, write } from "../../shared/browser/dom.mjs";

const TICK_MILLISECONDS = 200;

/** @param {() => void} onover called when the time is over */
export function makeCountdown(onover) {
  const bar = h("span", { class: "bar" });
  const seconds = h("span", { class: "seconds" });
  const element = h("div", { class: "countdown", role: "timer", hidden: true }, h("span", { class: "track" }, bar), seconds);
  let until = Number.POSITIVE_INFINITY; // of performance.now()
  let whole = 1;
  let timer = 0;

  const tick = () => {
    const left = Math.max(0, until - performance.now());
    write(seconds, String(Math.ceil(left / 1000)));
    bar.style.width = `${(100 * left) / whole}%`;
    if (left > 0 && element.isConnected) timer = setTimeout(tick, TICK_MILLISECONDS);
    else if (left <= 0) onover();
  };
  return {
    element,
    get over() {
      return performance.now() >= until;
    },
    /**
     * @param {number | undefined} left seconds; undefined: the question has no end, or is closed
     * @param {number} all seconds from its begin
     */
    show(left, all) {
      clearTimeout(timer);
      element.hidden = left === undefined;
      until = left === undefined ? Number.POSITIVE_INFINITY : performance.now() + 1000 * left;
      whole = 1000 * all;
      if (left !== undefined) timer = setTimeout(tick);
    },
  };
}
