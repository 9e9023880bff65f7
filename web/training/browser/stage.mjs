// The live view: one run on the screen (and one to compare), its charts, its samples, its controls.

import { OPEN } from "../../runs/browser/local_names.mjs";
import { makeMirror } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { isFree } from "../../shared/browser/keys.mjs";
import { refusalOf } from "../../shared/browser/link.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { paintRoles } from "../../shared/browser/theme.mjs";
import { makeBar } from "./bar.mjs";
import { makeCharts } from "./charts.mjs";
import { makeDoctor } from "./doctor.mjs";
import { makeDrawers } from "./drawers.mjs";
import { fits } from "./field.mjs";
import { pairs, readLink } from "./link.mjs";
import { prepare } from "./local/machine.mjs";
import { makeRuns } from "./runs.mjs";
import { makeSamples } from "./samples.mjs";
import { act } from "./server.mjs";
import { Time } from "./time.mjs";
import { makeWords } from "./words.mjs";

/** @import {Slot, Stage, TrainingData} from "./types.mjs" */
/** @typedef {{run: string, open: (name: string) => void}} Mounted `run`: what Python asked for last */
/** @typedef {Omit<TrainingData, "run">} StageData */

/** @type {WeakMap<Element, Mounted>} */
const mounted = new WeakMap();

/**
 * Called by Streamlit at every script run: a run it asks for anew is opened, and nothing else is disturbed.
 * @param {{parentElement: HTMLElement, data: TrainingData}} component
 */
export default function mount({ parentElement, data: { run, ...data } }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage"));
  const handle = mounted.get(host) ?? { run, open: () => {} };
  mounted.set(host, handle);
  const leave = mountOnce(host, data, (signal) => build(host, data, signal, handle));
  if (run && run !== handle.run) {
    handle.open(run);
    host.scrollIntoView({ block: "start" });
  }
  handle.run = run;
  return leave;
}

/**
 * @param {HTMLElement} host
 * @param {StageData} data
 * @param {AbortSignal} signal
 * @param {Mounted} handle
 */
function build(host, data, signal, handle) {
  paintRoles(host, data.roles);
  prepare(data.facts);
  const link = readLink(location.search);
  const stage = makeStage(host, data, signal);
  Object.assign(stage, { other: link.compare, smoothing: link.smoothing, weights: link.weights });
  stage.time = new Time(stage);
  const bar = makeBar(stage);
  stage.drawers = makeDrawers(stage);
  const charts = makeCharts(stage);
  const samples = makeSamples(stage);
  const doctor = makeDoctor(stage);
  const board = h("div", { class: "board waiting" }, charts.element, samples.element);
  const refused = h("p", { class: "problem", role: "alert", hidden: !link.refused.length }, refusalOf(data.errors, link.refused));
  host.replaceChildren(bar.element, refused, stage.problem.element, stage.drawers.element, doctor.element, board);
  const remember = makeMirror(signal, () => pairs(stage));
  const renderAll = () => {
    for (const part of [bar, doctor, samples, charts]) part.render();
  };

  const runs = makeRuns(stage, {
    opened(at) {
      stage.drawers.close();
      doctor.reset();
      stage.time.reset(at);
      board.classList.add("waiting");
      remember();
    },
    compared() {
      for (const part of [charts, samples, bar]) part.render();
    },
    listed: bar.render,
    changed(slot, began) {
      if (slot === "a") {
        stage.time.follow();
        board.classList.remove("waiting");
        stage.drawers.render();
      }
      renderAll();
      measure(host, began);
    },
  });
  Object.assign(stage, makeActions(stage, { runs, charts, samples, bar, doctor, remember, renderAll }));

  signal.addEventListener("abort", () => stage.time.pause());
  document.addEventListener("keydown", (event) => event.key === "p" && isFree(event) && stage.time.toggle(), { signal });
  handle.open = (name) => stage.open(name);
  const show = (/** @type {Event} */ event) => {
    stage.open(/** @type {CustomEvent<string>} */ (event).detail);
    host.scrollIntoView({ block: "start" });
  };
  addEventListener(OPEN, show, { signal });
  const asked = link.run || handle.run;
  if (asked) stage.open(asked, { compare: stage.other, at: link.at });
  runs.start();
}

/**
 * @param {HTMLElement} host
 * @param {StageData} data
 * @param {AbortSignal} signal
 * @returns {Stage}
 */
function makeStage(host, data, signal) {
  const words = makeWords(data);
  const stage = {
    ...words,
    host,
    signal,
    problem: makeProblem(words.text("unreachable"), words.error),
    roles: data.roles,
    classRows: data.classRows,
    isWhole: (/** @type {string} */ name) => data.whole.includes(name),
    fits: (/** @type {string} */ name, /** @type {unknown} */ loss) => fits(data.ofLoss, name, loss),
    isOver: (/** @type {import("./types.mjs").State} */ state) => data.over.includes(state),
    runs: [],
    name: "",
    other: "",
    a: {},
    b: {},
    pin: "",
    zoom: null,
    smoothing: 0,
    weights: /** @type {Stage["weights"]} */ ("average"),
    /** @returns {boolean} */
    get mine() {
      return mayControl(this);
    },
  };
  return /** @type {Stage} */ (/** @type {unknown} */ (stage)); // its parts and actions come once they are made
}

/** @param {{a: Slot, pin: string}} stage */
const mayControl = ({ a: { status }, pin }) => Boolean(status?.mine || (pin && status?.takeover));

/**
 * What the parts ask of the stage.
 * @param {Stage} stage
 * @param {{runs: ReturnType<typeof makeRuns>, charts: ReturnType<typeof makeCharts>, samples: ReturnType<typeof makeSamples>,
 *   bar: ReturnType<typeof makeBar>, doctor: ReturnType<typeof makeDoctor>, remember: () => void, renderAll: () => void}} page
 * @returns {Pick<Stage, "open" | "compare" | "setZoom" | "setSmoothing" | "setWeights" | "act" | "usePin" | "moved" | "hover">}
 */
function makeActions(stage, { runs, charts, samples, bar, doctor, remember, renderAll }) {
  return {
    open: runs.open,
    compare(name) {
      runs.compareWith(name);
      remember();
    },
    setZoom(range) {
      stage.zoom = range;
      charts.render();
    },
    setSmoothing(weight) {
      stage.smoothing = weight;
      charts.render();
      remember();
    },
    setWeights(weights) {
      stage.weights = weights;
      samples.render();
      remember();
    },
    async act(action, body, say) {
      const pin = stage.a.status?.mine ? "" : stage.pin;
      const answer = await stage.problem.attempt(() => act(stage.name, action, body, pin), {
        sayHere: say,
        onrefused(error) {
          if (["not_owner", "pin_tries"].includes(error.answer.code)) stage.pin = "";
          bar.render();
        },
      });
      if (!answer) return undefined;
      if (!answer.name) runs.leave(stage.name); // stopped before its first step, so it is gone
      runs.update();
      return answer;
    },
    usePin(pin) {
      stage.pin = pin;
      bar.render();
      doctor.render();
      runs.update();
    },
    moved() {
      renderAll();
      remember();
    },
    hover(step) {
      samples.hover(step);
      charts.hover(step);
    },
  };
}

/**
 * How long new numbers took to the screen, for the benches.
 * @param {HTMLElement} host
 * @param {number} began
 */
function measure(host, began) {
  // charts are drawn in a microtask
  queueMicrotask(() =>
    queueMicrotask(() => {
      host.dataset.milliseconds = (performance.now() - began).toFixed(2);
    }),
  );
}
