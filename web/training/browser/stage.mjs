// The live view: one run on the screen (and one to compare), its charts, its samples, its controls.

import { mirror } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { isFree } from "../../shared/browser/keys.mjs";
import { paintRoles } from "../../shared/browser/theme.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { Refused } from "../../shared/browser/server.mjs";
import { makeBar } from "./bar.mjs";
import { makeCharts } from "./charts.mjs";
import { makeDoctor } from "./doctor.mjs";
import { makeDrawers } from "./drawers.mjs";
import { makeSamples } from "./samples.mjs";
import { OVER, act, fetchRuns, watch } from "./server.mjs";
import { makeTime } from "./time.mjs";
import { makeWords } from "./words.mjs";

const SMOOTHING = 0.7; // where the link says nothing
const LIST_MILLISECONDS = 5000;
const RESTING_MILLISECONDS = 20_000; // the list, where nothing runs
const stages = new WeakMap(); // element -> {run: what Python asked for last, open}

/** Called by Streamlit at every script run: a run it asks for anew is opened, and nothing else is disturbed. */
export default function mount({ parentElement, data: { run, ...data } }) {
  const host = parentElement.querySelector(".stage");
  const stage = stages.get(host) ?? { run };
  stages.set(host, stage);
  const leave = mountOnce(host, data, (signal) => build(host, data, signal, stage));
  if (run && run !== stage.run) stage.open(run);
  stage.run = run;
  return leave;
}

/** Something alive and right: what trains now (mine first), else my newest, else the first shipped one. */
function liveliest(runs) {
  const active = runs.filter((run) => !OVER.includes(run.state));
  return active.find((run) => run.mine) ?? active[0] ?? runs.find((run) => run.mine && run.step) ?? runs.find((run) => run.kind === "shipped") ?? runs[0];
}

async function build(host, data, signal, handle) {
  paintRoles(host, data.roles);
  const words = makeWords(data);
  const problem = makeProblem(words.text("unreachable"));
  const link = new URLSearchParams(location.search);

  const stage = {
    ...words, host, signal, problem,
    runs: [],
    name: "", // the run on the screen
    other: link.get("compare") ?? "", // and the one it is compared with
    a: {}, b: {}, // {status, curves} of both
    pin: "",
    zoom: null, // [first step, last step], null for all
    smoothing: link.has("smooth") ? bounded(Number(link.get("smooth")) || 0, 0, 0.99) : SMOOTHING,

    /** Whether this visitor may use the controls. */
    get mine() { return Boolean(stage.a.status?.mine || (stage.pin && stage.a.status?.takeover)); },
    open(name, { compare = "", at = null } = {}) {
      if (name === stage.name) return;
      Object.assign(stage, { name, a: {}, zoom: null });
      drawers.close();
      doctor.reset();
      problem.say("");
      time.reset(at);
      compareWith(compare);
      watching?.stop();
      watching = watchRun(name, "a");
      board.classList.add("waiting");
      bar.render();
      remember();
    },
    compare(name) {
      compareWith(name);
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
    /** Ask the server for an action on the run; whether it agreed. Its reason is shown by `say`. */
    async act(action, body, say = problem.say) {
      try {
        const answer = await act(stage.name, action, body, stage.a.status?.mine ? "" : stage.pin);
        say("");
        if (answer.name) watching?.look();
        else leave(stage.name); // stopped before its first step, so it is gone
        refreshList();
        return answer;
      } catch (error) {
        if (error instanceof Refused) {
          if (["not_owner", "pin_tries"].includes(error.answer.code)) stage.pin = "";
          say(words.error(error.answer));
          bar.render();
        } else if (error instanceof TypeError) say(words.text("unreachable"));
        else throw error;
        return undefined;
      }
    },
    usePin(pin) {
      stage.pin = pin;
      bar.render();
      doctor.render();
      watching?.look();
    },
    /** What is shown has moved in time: replay, the time line. */
    moved() {
      charts.render();
      samples.render();
      doctor.render();
      bar.render();
      remember();
    },
    hover(step) {
      samples.hover(step);
      charts.hover(step);
    },
  };

  const time = (stage.time = makeTime(stage));
  const bar = makeBar(stage);
  const drawers = (stage.drawers = makeDrawers(stage));
  const charts = makeCharts(stage);
  const samples = makeSamples(stage);
  const doctor = makeDoctor(stage);
  const board = h("div", { class: "board waiting" }, charts.element, samples.element);
  host.replaceChildren(bar.element, problem.element, drawers.element, doctor.element, board);

  // Runs on the screen
  let watching;
  let watchingOther;
  const watchRun = (name, slot) => watch(name, {
    onlost: problem.offline,
    onrefused: (error) => {
      problem.say(words.error(error.answer));
      if (slot === "b") return compareWith("");
      if (stage.a.status && error.answer.code !== "run_gone") return bar.render();
      return leave(name); // there is no such run, or none any more: it is named, then left for another
    },
    onchange: ({ status, curves, changed, began }) => {
      if (!changed) return;
      const first = !stage[slot].status;
      stage[slot] = { status, curves };
      if (slot === "a") {
        time.follow();
        board.classList.remove("waiting");
        bar.render();
        drawers.render();
        doctor.render();
      }
      samples.render();
      charts.render();
      // charts are drawn in a microtask
      queueMicrotask(() => queueMicrotask(() => (host.dataset.milliseconds = (performance.now() - began).toFixed(2))));
      if (first) refreshList();
    },
  });
  const compareWith = (name) => {
    watchingOther?.stop();
    Object.assign(stage, { other: name === stage.name ? "" : name, b: {} });
    if (stage.other) watchingOther = watchRun(stage.other, "b");
    charts.render();
    samples.render();
    bar.render();
  };

  /** A run is gone: show another. */
  const leave = (name) => {
    watching?.stop();
    stage.name = "";
    stage.runs = stage.runs.filter((run) => run.name !== name);
    openAny();
  };

  /** Something to see, where no run is asked for; what has been said stays. */
  const openAny = () => {
    if (stage.name || !stage.runs.length) return bar.render();
    const { said } = problem;
    stage.open(liveliest(stage.runs).name, { compare: stage.other });
    return problem.say(said);
  };

  // The list
  let timer;
  const refreshList = async () => {
    clearTimeout(timer);
    try {
      stage.runs = await fetchRuns(signal);
      bar.render();
      const now = stage.runs.find((run) => run.name === stage.name);
      const seen = stage.a.status;
      if (now && seen && OVER.includes(seen.state) && !OVER.includes(now.state)) watching.look(); // somebody resumed it
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof TypeError || error instanceof Refused)) throw error;
    }
    const active = stage.runs.some((run) => !OVER.includes(run.state));
    clearTimeout(timer);
    timer = setTimeout(refreshList, active && !document.hidden ? LIST_MILLISECONDS : RESTING_MILLISECONDS);
  };

  const page = location.pathname;
  let writing = 0;
  const remember = () => {
    clearTimeout(writing);
    writing = setTimeout(() => mirror([["run", stage.name], ["compare", stage.other], ["at", time.link], ["smooth", stage.smoothing === SMOOTHING ? "" : String(stage.smoothing)]], page), 250);
  };

  signal.addEventListener("abort", () => {
    watching?.stop();
    watchingOther?.stop();
    clearTimeout(timer);
    clearTimeout(writing);
    time.pause();
    charts.stop();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "p" && isFree(event)) time.toggle();
  }, { signal });

  handle.open = (name) => stage.open(name);
  const asked = link.get("run") || handle.run;
  const at = link.get("at");
  const open = (name) => stage.open(name, { compare: stage.other, at: asked === name && /^\d+$/.test(at ?? "") ? Number(at) : null });
  if (asked) open(asked);
  await refreshList();
  if (signal.aborted) return;
  openAny();
}

const bounded = (value, low, high) => Math.min(high, Math.max(low, value));
