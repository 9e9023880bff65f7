// Which runs are on the screen, and the list of all.

import { poll } from "../../shared/browser/poll.mjs";
import { fetchRuns, watch } from "./server.mjs";

/** @import {Refused} from "../../shared/browser/server.mjs" */
/** @import {Row, SlotName, Stage, State} from "./types.mjs" */

const LIST_MILLISECONDS = 5000;
const RESTING_MILLISECONDS = 20_000; // the list, where nothing runs

/**
 * @typedef {object} Listener what the page does about runs
 * @property {(at: number | null) => void} opened another run is on the screen, at a step
 * @property {() => void} compared
 * @property {() => void} listed the list is new
 * @property {(slot: SlotName, began: number) => void} changed numbers have come
 */

/**
 * Something alive and right: what trains now (mine first), else my newest, else the first shipped one.
 * @param {Row[]} runs
 * @param {(state: State) => boolean} isOver
 */
export function liveliest(runs, isOver) {
  const active = runs.filter((run) => !isOver(run.state));
  const mine = runs.find((run) => run.mine && run.step);
  return active.find((run) => run.mine) ?? active[0] ?? mine ?? runs.find((run) => run.kind === "shipped") ?? runs[0];
}

/**
 * @param {Stage} stage
 * @param {Listener} listener
 */
export function makeRuns(stage, listener) {
  const { signal, problem } = stage;
  /** @type {Partial<Record<SlotName, ReturnType<typeof watch>>>} */
  const watching = {};

  const watchRun = (/** @type {string} */ name, /** @type {SlotName} */ slot) => {
    watching[slot]?.stop();
    watching[slot] = watch(name, {
      isOver: stage.isOver,
      onlost: problem.offline,
      onrefused: (error) => refused(error, slot, name),
      onchange(run, began) {
        const first = !stage[slot].status;
        stage[slot] = run;
        if (first && slot === "a" && !stage.other && run.status.source) compareWith(run.status.source); // a fork is drawn beside its parent
        listener.changed(slot, began);
        if (first) list.now();
      },
    });
  };
  const refused = (/** @type {Refused} */ { answer }, /** @type {SlotName} */ slot, /** @type {string} */ name) => {
    problem.say(stage.error(answer));
    if (slot === "b") compareWith("");
    else if (stage.a.status && answer.code !== "run_gone") listener.listed();
    else leave(name); // there is no such run, or none any more: it is named, then left for another
  };

  const compareWith = (/** @type {string} */ name) => {
    watching.b?.stop();
    stage.other = name === stage.name ? "" : name;
    stage.b = {};
    if (stage.other) watchRun(stage.other, "b");
    listener.compared();
  };
  /** @type {Stage["open"]} */
  const open = (name, { compare = "", at = null } = {}) => {
    if (name === stage.name) return;
    Object.assign(stage, { name, a: {}, zoom: null });
    problem.say("");
    listener.opened(at);
    compareWith(compare);
    watchRun(name, "a");
  };
  /** A run is gone: show another. */
  const leave = (/** @type {string} */ name) => {
    watching.a?.stop();
    stage.name = "";
    stage.runs = stage.runs.filter((run) => run.name !== name);
    openAny();
  };
  /** Something to see, where no run is asked for; what has been said stays. */
  const openAny = () => {
    listener.listed();
    if (stage.name || !stage.runs.length) return;
    const { said } = problem;
    open(liveliest(stage.runs, stage.isOver).name, { compare: stage.other });
    problem.say(said);
  };

  const update = async () => {
    stage.runs = await fetchRuns(signal);
    if (signal.aborted) return undefined;
    openAny();
    const now = stage.runs.find((run) => run.name === stage.name);
    const seen = stage.a.status;
    if (now && seen && stage.isOver(seen.state) && !stage.isOver(now.state)) watching.a?.update(); // it was resumed
    return pause();
  };
  const pause = () => (document.hidden || stage.runs.every((run) => stage.isOver(run.state)) ? RESTING_MILLISECONDS : LIST_MILLISECONDS);
  const unlisted = () => {
    listener.listed();
    return pause();
  };
  signal.addEventListener("abort", () => {
    watching.a?.stop();
    watching.b?.stop();
  });
  const list = { now: () => {} };
  return {
    open,
    compareWith,
    leave,
    /** Begin with the list, once the page is there. */
    start() {
      const polling = poll(update, { signal, retry: LIST_MILLISECONDS, onlost: (lost) => lost && listener.listed(), onrefused: unlisted });
      list.now = polling.now;
    },
    /** Ask for the run on the screen, and at the list, at once. */
    update() {
      watching.a?.update();
      list.now();
    },
  };
}
