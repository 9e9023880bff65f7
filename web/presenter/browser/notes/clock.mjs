// The time since the talk began, beside what was planned. It survives a reload.

import { h } from "../../../shared/browser/dom.mjs";
import { fill } from "../../../shared/browser/words.mjs";

/** @typedef {{since: number, before: number}} Time running since (milliseconds of the epoch; 0: it rests), seconds before that */
/** @typedef {{until: number, whole: number}} Plan seconds to the end of this stop, of the tour; 0 is no plan */

const TIME_KEY = "gan-classroom-clock"; // of sessionStorage
const TICK_MILLISECONDS = 250;

/** @type {(seconds: number) => string} minutes and seconds */
export const written = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** @type {(time: Time, now: number) => number} seconds that the talk has taken at `now`, milliseconds of the epoch */
export const elapsed = ({ since, before }, now) => before + (since ? (now - since) / 1000 : 0);

/** @type {(minutes: number[], stop: number) => Plan} of the stops' minutes, at a stop from 1 */
export function planAt(minutes, stop) {
  const sum = (/** @type {number[]} */ some) => some.reduce((total, one) => total + 60 * one, 0);
  return { until: sum(minutes.slice(0, stop)), whole: sum(minutes) };
}

/** @type {(plan: Plan, seconds: number) => boolean} whether the stop has taken longer than planned */
export const isLate = ({ until }, seconds) => until > 0 && seconds > until;

/** @param {(key: string) => string} text */
export function makeClock(text) {
  /** @type {Time} */
  let time = { since: 0, before: 0, ...JSON.parse(sessionStorage.getItem(TIME_KEY) ?? "{}") };
  /** @type {Plan} */
  let plan = { until: 0, whole: 0 };

  const set = (/** @type {Time} */ next) => {
    time = next;
    sessionStorage.setItem(TIME_KEY, JSON.stringify(time));
    render();
  };
  const start = (before = 0) => set({ since: Date.now(), before });
  const toggle = () => (time.since ? set({ since: 0, before: elapsed(time, Date.now()) }) : start(time.before));
  const face = h("time", { role: "timer", "aria-label": text("elapsed") });
  const run = h("button", { type: "button", onclick: toggle });
  const reset = h("button", { type: "button", onclick: () => set({ since: time.since && Date.now(), before: 0 }) }, text("reset"));
  const planned = h("p", { class: "plan" });
  const element = h("section", { class: "clock", "aria-label": text("elapsed") }, face, run, reset, planned);

  const render = () => {
    const seconds = elapsed(time, Date.now());
    const late = isLate(plan, seconds);
    face.textContent = written(seconds);
    run.textContent = text(time.since ? "pause" : "start");
    planned.hidden = !plan.whole;
    planned.classList.toggle("late", late);
    const fields = { until: written(plan.until), whole: written(plan.whole), by: written(seconds - plan.until) };
    planned.textContent = fill(text(late ? "late" : "plan"), fields);
  };
  setInterval(() => {
    if (time.since) render();
  }, TICK_MILLISECONDS);
  render();
  return {
    element,
    /** Start it, where it has not been. */
    begin() {
      if (!time.since && !time.before) start();
    },
    /** @param {Plan} next */
    plan(next) {
      plan = next;
      render();
    },
  };
}
