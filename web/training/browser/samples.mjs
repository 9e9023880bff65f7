// The generator's pictures from the same noise, and the time line to go back through them.

import { h, write } from "../../shared/browser/dom.mjs";
import { epochEnds } from "./epochs.mjs";
import { makeSheet } from "./sheet.mjs";
import { SPEEDS, WHOLE_RUN_SECONDS } from "./time.mjs";

/** @import {Stage, Status} from "./types.mjs" */

const MAX_TICKS = 200; // marks on the time line

/** @param {Stage} stage */
export function makeSamples(stage) {
  const { text, time } = stage;
  const own = makeSheet(stage, "live-samples");
  const other = makeSheet(stage, "live-samples-compared");
  const timeline = makeTimeline(stage);
  const ends = makeEpochEnds(stage);
  const play = h("button", { type: "button", class: "play", onclick: () => time.toggle() }, text("replay"));
  const weights = makeWeights(stage);
  const live = h("button", { type: "button", class: "live", onclick: () => time.live() }, text("whole_run"));

  /** @type {{step: number, at: number | null} | null} the charts' pointer, until the moment on the screen is another */
  let pointed = null;
  const moment = () => (pointed?.at === time.at ? (pointed?.step ?? time.step) : time.step);

  const renderSheets = () => {
    const [status, compared] = [stage.a.status, stage.b.status];
    if (status) own.render(status, moment(), compared ? text("this_run") : "");
    if (compared) other.render(compared, moment(), text("other_run")); // the same step of both
  };
  const render = () => {
    const { status } = stage.a;
    if (!status) return;
    const compared = stage.b.status;
    element.classList.toggle("compared", Boolean(compared));
    element.classList.toggle("replaying", time.replaying);
    other.element.hidden = !compared;
    renderSheets();
    weights.render([status, compared]);
    timeline.render(status);
    ends.render(status);
    write(play, text(time.playing ? "pause_replay" : time.replaying ? "continue_replay" : "replay"));
    write(live, text(status.state === "running" ? "live" : "whole_run"));
    live.setAttribute("aria-pressed", String(time.isLive));
  };

  const sheets = h("div", { class: "sheets" }, own.element, other.element);
  const row = h("div", { class: "row" }, play, live, makeSpeed(stage));
  const title = h("h2", { id: "samples-title" }, text("samples_title"));
  const heading = h("div", { class: "heading" }, title, weights.element);
  const element = h(
    "section",
    { class: "samples", "aria-labelledby": "samples-title" },
    heading,
    sheets,
    timeline.element,
    ends.element,
    row,
  );
  return {
    element,
    render,
    /**
     * Show the samples of the step under the charts' pointer; null for none.
     * @param {number | null} step
     */
    hover(step) {
      timeline.hover(step);
      pointed = step === null || time.playing ? null : { step, at: time.at };
      renderSheets();
    },
  };
}

/**
 * Whose pictures are shown, where a run has both: those of G's average, or of G itself.
 * @param {Stage} stage
 */
function makeWeights(stage) {
  const { text } = stage;
  const options = [h("option", { value: "average" }, text("weights_average")), h("option", { value: "raw" }, text("weights_raw"))];
  const element = h("select", { "aria-label": text("weights"), title: text("weights_hint"), "data-testid": "live-weights" }, options);
  element.addEventListener("change", () => stage.setWeights(element.value === "raw" ? "raw" : "average"));
  return {
    element,
    /** @param {(Status | undefined)[]} runs */
    render(runs) {
      element.hidden = !runs.some((run) => run?.raw_sample_steps.length);
      if (element.value !== stage.weights) element.value = stage.weights;
    },
  };
}

/** @param {Stage} stage */
function makeSpeed({ text, time, short, whole }) {
  const speeds = SPEEDS.map((speed) => {
    const words = text("speed_option", { speed: short(speed), seconds: whole(WHOLE_RUN_SECONDS / speed) });
    return h("option", { value: speed }, words);
  });
  const select = h("select", { "aria-label": text("speed") }, speeds);
  select.value = String(time.speed);
  select.addEventListener("change", () => {
    time.speed = Number(select.value);
  });
  return select;
}

/**
 * The samples at the end of the first, the tenth, ... epoch, one click away.
 * @param {Stage} stage
 */
function makeEpochEnds({ text, time, whole }) {
  const label = h("span", { id: "epoch-ends" }, text("epoch_ends"));
  const buttons = h("div", { class: "chosen", role: "group", "aria-labelledby": "epoch-ends" });
  const element = h("div", { class: "ends" }, label, buttons);
  let drawn = "";
  return {
    element,
    /** @param {Status} status */
    render(status) {
      const ends = epochEnds(status);
      element.hidden = ends.length < 2;
      if (drawn !== JSON.stringify(ends)) {
        drawn = JSON.stringify(ends);
        const button = (/** @type {{epoch: number, step: number}} */ { epoch, step }) =>
          h("button", { type: "button", "data-step": step, onclick: () => time.scrub(step) }, whole(epoch));
        buttons.replaceChildren(...ends.map(button));
      }
      for (const button of buttons.querySelectorAll("button"))
        button.setAttribute("aria-pressed", String(button.dataset.step === String(time.sample)));
    },
  };
}

/** @param {Stage} stage */
function makeTimeline(stage) {
  const { text, time } = stage;
  const range = h("input", { type: "range", min: 0, max: 1, step: 1, "aria-label": text("timeline"), "data-testid": "live-timeline" });
  const ticks = h("div", { class: "ticks", "aria-hidden": "true" });
  const ghost = h("i", { class: "ghost", hidden: true });
  range.addEventListener("input", () => time.scrub(Number(range.value)));
  range.addEventListener("keydown", (event) => {
    const tenth = Math.max(1, Math.round(time.samples.length / 10));
    /** @type {Record<string, number>} */
    const keys = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: tenth,
      PageDown: -tenth,
      Home: -Infinity,
      End: Infinity,
    };
    const by = keys[event.key];
    if (by === undefined) return;
    event.preventDefault();
    time.turn(by);
  });
  /** @type {(mark: HTMLElement, step: number) => HTMLElement} */
  const place = (mark, step) => {
    mark.style.setProperty("--at", String(step / Math.max(1, time.last)));
    return mark;
  };
  let marked = "";
  const renderTicks = (/** @type {number[]} */ steps) => {
    const signature = `${steps.length}:${time.last}`;
    if (signature === marked) return;
    marked = signature;
    ticks.replaceChildren(...(steps.length > MAX_TICKS ? [] : steps.map((step) => place(h("i"), step))), ghost);
  };
  return {
    element: h("div", { class: "timeline" }, range, ticks),
    /** @param {Status} status */
    render({ sample_steps: steps }) {
      renderTicks(steps);
      range.max = String(Math.max(1, time.last));
      range.value = String(time.step);
      range.style.setProperty("--to", `${(100 * time.step) / Math.max(1, time.last)}%`);
      const [step, last] = [stage.whole(time.step), stage.whole(time.last)];
      const position = time.sample === undefined ? 0 : steps.indexOf(time.sample) + 1;
      range.setAttribute("aria-valuetext", text("timeline_value", { step, last, place: position, count: steps.length }));
    },
    /**
     * Where on the time line the charts' pointer is; null for nowhere.
     * @param {number | null} step
     */
    hover(step) {
      ghost.hidden = step === null || step > time.last;
      if (step !== null && !ghost.hidden) place(ghost, step);
    },
  };
}
