// One group's scores as bars, a figure for each score; the thin line is the 95 % interval.

import { h, svg } from "../../shared/browser/dom.mjs";
import { fileName, judgeOf, makeFigure, noteOf } from "./figure.mjs";
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
    figures.replaceChildren(...columnsOf(group.rows, Object.keys(SCORES), stage.hidden).map((name) => figure(stage, name, group)));
  };
  return { element, render };
}

function figure(stage, name, group) {
  const rows = group.rows.filter((row) => row.scores[name] && row.scores[name].value !== null);
  const ends = rows.flatMap((row) => [row.scores[name].value, ...(row.scores[name].interval ?? [])]);
  const [low, high] = [Math.min(0, ...ends), Math.max(...ends, 1e-9)];
  const place = (value) => (100 * (value - low)) / (high - low);
  const { better } = group.rows.find((row) => name in row.scores).scores[name];
  const again = (row) => rows.filter(({ title }) => title === row.title).length > 1;
  const label = `${stage.metric(name)} (${stage.better(better)})`;
  const sheet = () => ({ name: fileName(name, "bars", group.dataset, judgeOf(group), "n", group.n), notes: [noteOf(stage, group)], chart: drawing(stage, name, rows, place, again) });
  const caption = [h("b", {}, stage.metric(name)), h("span", {}, `${stage.arrow(better)} ${stage.better(better)}`)];
  return makeFigure(stage, { title: stage.metricHelp(name), "data-score": name, label, caption, body: h("ul", {}, rows.map((row) => bar(stage, name, row, place, again(row)))), sheet });
}

const aboutOf = (stage, row) => (row.role === "real" ? "" : stage.text("at_step_seed", { step: stage.whole(row.step), seed: row.seed }));

/** `again`: whether other checkpoints or seeds of this model stand beside it. */
function bar(stage, name, row, place, again) {
  const { value, interval } = row.scores[name];
  const zero = place(0);
  const [from, to] = [Math.min(zero, place(value)), Math.max(zero, place(value))];
  const about = aboutOf(stage, row);
  return h("li", { class: row.role },
    h("span", { class: "name", title: about }, row.title, again ? h("small", {}, about) : undefined),
    h("span", { class: "track", "aria-hidden": "true" },
      h("i", { class: "bar", style: `left:${from}%;width:${to - from}%` }),
      interval ? h("i", { class: "whisker", style: `left:${place(interval[0])}%;width:${place(interval[1]) - place(interval[0])}%` }) : undefined),
    h("span", { class: "value" }, stage.score(name, value)));
}

const DRAWN = { name: 230, track: 300, value: 70, row: 26 }; // pixels of a saved figure

/** The same bars as one drawing, for a file. */
function drawing(stage, name, rows, place, again) {
  const x = (value) => DRAWN.name + (DRAWN.track * place(value)) / 100;
  const lines = rows.map((row, index) => {
    const { value, interval } = row.scores[name];
    const middle = DRAWN.row * (index + 0.5);
    const [from, to] = [x(0), x(value)].sort((a, b) => a - b);
    const words = (at, anchor, text) => Object.assign(svg("text", { x: at, y: middle + 4, "font-size": 13, "text-anchor": anchor, fill: "currentColor" }), { textContent: text });
    const whisker = interval?.map(x);
    return [
      words(0, "start", again(row) ? `${row.title}, ${aboutOf(stage, row)}` : row.title),
      svg("rect", { x: from, y: middle - 8, width: to - from, height: 16, fill: `var(--role-${row.role})` }),
      whisker ? svg("path", { d: `M${whisker[0]} ${middle}H${whisker[1]}M${whisker[0]} ${middle - 4}v8M${whisker[1]} ${middle - 4}v8`, stroke: "currentColor", "stroke-width": 2 }) : [],
      words(DRAWN.name + DRAWN.track + DRAWN.value, "end", stage.score(name, value)),
    ];
  });
  return svg("svg", { width: DRAWN.name + DRAWN.track + DRAWN.value, height: DRAWN.row * rows.length }, lines);
}
