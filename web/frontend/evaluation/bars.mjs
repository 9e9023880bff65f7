// One group's scores as bars, a figure for each score; the thin line is the 95 % interval.

import { h } from "../shared/dom.mjs";
import { columnsOf } from "./rows.mjs";
import { SCORES } from "./words.mjs";

export function makeBars(stage) {
  const select = h("select", { id: "group", onchange: () => stage.showGroup(select.value) });
  const picker = h("label", { class: "field", for: "group" }, h("span", {}, stage.text("bars_of")), select);
  const figures = h("div", { class: "figures" });
  const element = h("div", { class: "bars" }, picker, h("p", { class: "hint" }, stage.text("interval_note")), figures);

  const render = (groups) => {
    const group = groups.find(({ key }) => key === stage.group) ?? groups[0];
    element.hidden = !group;
    if (!group) return;
    select.replaceChildren(...groups.map((one) => h("option", { value: one.key }, stage.text("group_option", { dataset: one.dataset, extractor: stage.extractorName(one.extractor), n: stage.whole(one.n) }))));
    select.value = group.key;
    figures.replaceChildren(...columnsOf(group.rows, Object.keys(SCORES), stage.hidden).map((name) => figure(stage, name, group.rows)));
  };
  return { element, render };
}

function figure(stage, name, all) {
  const rows = all.filter((row) => row.scores[name] && row.scores[name].value !== null);
  const ends = rows.flatMap((row) => [row.scores[name].value, ...(row.scores[name].interval ?? [])]);
  const [low, high] = [Math.min(0, ...ends), Math.max(...ends, 1e-9)];
  const place = (value) => (100 * (value - low)) / (high - low);
  const { better } = all.find((row) => name in row.scores).scores[name];
  return h("figure", { title: stage.metricHelp(name) },
    h("figcaption", {}, h("b", {}, stage.metric(name)), h("span", {}, `${stage.arrow(better)} ${stage.better(better)}`)),
    h("ul", {}, rows.map((row) => bar(stage, name, row, place, rows.filter(({ title }) => title === row.title).length > 1))));
}

/** `again`: whether other checkpoints or seeds of this model stand beside it. */
function bar(stage, name, row, place, again) {
  const { value, interval } = row.scores[name];
  const zero = place(0);
  const [from, to] = [Math.min(zero, place(value)), Math.max(zero, place(value))];
  const about = row.role === "real" ? "" : stage.text("at_step_seed", { step: stage.whole(row.step), seed: row.seed });
  return h("li", { class: row.role },
    h("span", { class: "name", title: about }, row.title, again ? h("small", {}, about) : undefined),
    h("span", { class: "track", "aria-hidden": "true" },
      h("i", { class: "bar", style: `left:${from}%;width:${to - from}%` }),
      interval ? h("i", { class: "whisker", style: `left:${place(interval[0])}%;width:${place(interval[1]) - place(interval[0])}%` }) : undefined),
    h("span", { class: "value" }, stage.score(name, value)));
}
