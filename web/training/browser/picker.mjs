// A list of runs to choose from, grouped.

import { isLocal } from "../../runs/browser/local_names.mjs";
import { h } from "../../shared/browser/dom.mjs";

/** @import {Row, Stage, State} from "./types.mjs" */

/** @type {Record<State, string>} */
export const ICONS = {
  queued: "…",
  running: "▶",
  paused: "❚❚",
  stopped: "■",
  finished: "✓",
  failed: "✕",
  interrupted: "⚡",
  unreadable: "?",
};

/** @type {Record<string, (run: Row, over: boolean) => boolean>} the groups in order; each run belongs to the first that takes it */
const GROUPS = {
  here: (run) => isLocal(run.name),
  mine: (run) => run.mine,
  running: (_run, over) => !over,
  compared: (run) => run.kind === "shipped" && run.name.startsWith("compare-"),
  shipped: (run) => run.kind === "shipped" && !run.failure,
  failures: (run) => run.kind === "shipped",
  own: () => true,
};

/**
 * `none` is the word for no run; the run that `without` names is not listed.
 * @param {Stage} stage
 * @param {{id: string, label: string, choose: (name: string) => void, none?: string, without?: () => string}} options
 */
export function makePicker(stage, { id, label, choose, none, without = () => "" }) {
  const select = h("select", { id, onchange: () => void choose(select.value) });
  let written = "";
  /** @type {(run: Row) => [string, string]} */
  const entry = (run) => {
    const where = run.state === "queued" && run.position ? stage.text("queued_at", { position: run.position }) : stage.state(run.state);
    const far = run.step ? ` · ${stage.text("at_step", { step: stage.whole(run.step) })}` : "";
    return [run.name, `${ICONS[run.state] ?? ""} ${run.title[stage.language]}${run.kind === "shipped" ? "" : ` · ${where}${far}`}`];
  };
  const groupOf = (/** @type {Row} */ run) => Object.keys(GROUPS).find((name) => GROUPS[name](run, stage.isOver(run.state)));
  /** @param {{name: string, entries: [string, string][]}} group */
  const optionsOf = ({ name, entries }) => {
    const options = entries.map(([value, words]) => h("option", { value }, words));
    return h("optgroup", { label: stage.text(`runs_${name}`) }, options);
  };
  return {
    element: h("label", { class: "picker", for: id }, h("span", { class: none === undefined ? "unseen" : "" }, label), select),
    /**
     * @param {Row[]} runs
     * @param {string} chosen
     */
    render(runs, chosen) {
      const listed = runs.filter((run) => run.name !== without());
      const all = Object.keys(GROUPS).map((name) => ({ name, entries: listed.filter((run) => groupOf(run) === name).map(entry) }));
      const groups = all.filter(({ entries }) => entries.length);
      const list = JSON.stringify(groups);
      if (list !== written) {
        written = list;
        select.replaceChildren(...(none === undefined ? [] : [h("option", { value: "" }, none)]), ...groups.map(optionsOf));
      }
      if (chosen && !listed.some((run) => run.name === chosen)) select.append(h("option", { value: chosen }, chosen));
      select.value = chosen;
    },
  };
}
