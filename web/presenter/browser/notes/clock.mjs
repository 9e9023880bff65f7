// The time since the talk began, beside what was planned. It survives a reload.

import { h } from "../../../shared/browser/dom.mjs";
import { fill } from "../../../shared/browser/words.mjs";

const KEPT = "gan-classroom-clock";

const written = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export function makeClock(text) {
  let { since = 0, before = 0 } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}"); // running since (ms; 0: it rests), seconds before that
  let [until, whole] = [0, 0]; // planned seconds: to the end of this stop, of the tour

  const passed = () => before + (since ? (Date.now() - since) / 1000 : 0);
  const set = (now, seconds) => {
    [since, before] = [now, seconds];
    sessionStorage.setItem(KEPT, JSON.stringify({ since, before }));
    render();
  };
  const face = h("time", { role: "timer", "aria-label": text("elapsed") });
  const run = h("button", { type: "button", onclick: () => (since ? set(0, passed()) : set(Date.now(), before)) });
  const reset = h("button", { type: "button", onclick: () => set(since && Date.now(), 0) }, text("reset"));
  const plan = h("p", { class: "plan" });
  const element = h("section", { class: "clock", "aria-label": text("elapsed") }, face, run, reset, plan);

  const render = () => {
    const seconds = passed();
    const late = until && seconds > until;
    face.textContent = written(seconds);
    run.textContent = text(since ? "pause" : "start");
    plan.hidden = !whole;
    plan.classList.toggle("late", Boolean(late));
    plan.textContent = fill(text(late ? "late" : "plan"), { until: written(until), whole: written(whole), by: written(seconds - until) });
  };
  setInterval(() => since && render(), 250);
  render();
  return {
    element,
    /** Start it, where it has not been. */
    begin: () => since || before || set(Date.now(), 0),
    /** Minutes planned to the end of this stop, and of the tour. */
    plan(minutes, all) {
      [until, whole] = [60 * minutes, 60 * all];
      render();
    },
  };
}
