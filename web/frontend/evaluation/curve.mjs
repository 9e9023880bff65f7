// Scores against the step of the checkpoint, a line for each model that was scored at several; a group of what can be compared at a time.

import { h } from "../shared/dom.mjs";
import { axisX, axisY, dot, gridY, line, plot, ruleX } from "../vendor/plot.mjs";
import { columnsOf } from "./rows.mjs";
import { SCORES } from "./words.mjs";

/** Colour, symbol and dashes of the first, second, ... model. */
export const SIGNS = [["generated", "circle", ""], ["discriminator", "square", "6 4"], ["generator", "triangle", "2 3"], ["real", "diamond", "9 3 2 3"]];
export const STYLE = { background: "none", color: "inherit", fontFamily: "inherit", fontSize: "12px", overflow: "visible" };
const HEIGHT = 170;

export function makeCurve(stage) {
  const figures = h("div", { class: "figures" });
  const element = h("div", { class: "curves" }, h("p", { class: "hint" }, stage.text("curve_hint")), figures);
  const render = (groups) => {
    const drawn = groups.flatMap((group) => figuresOf(stage, group, figures));
    figures.replaceChildren(...drawn);
    figures.hidden = !drawn.length;
  };
  return { element, render };
}

function figuresOf(stage, group, room) {
  const series = seriesOf(group);
  if (!series.length) return [];
  const width = Math.min(440, room.clientWidth || room.parentElement.clientWidth || 440);
  const title = h("h4", { class: "wide" }, h("b", {}, stage.text("group_title", { extractor: group.score.extractor, n: stage.whole(group.n) })), h("span", {}, group.dataset));
  return [title, legend(stage, series), ...columnsOf(series.flatMap(({ rows }) => rows), Object.keys(SCORES), stage.hidden).map((name) => figure(stage, name, series, width))];
}

/** Checkpoints of one model and seed, by step; those of a single step are no curve. */
function seriesOf({ rows }) {
  const found = new Map();
  for (const row of rows.filter(({ role }) => role === "generated")) {
    const key = `${row.model}, seed ${row.seed}`;
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  const several = [...found].filter(([, own]) => new Set(own.map(({ step }) => step)).size > 1);
  return several.slice(0, SIGNS.length).map(([title, own], index) => ({ title, sign: SIGNS[index], rows: own.toSorted((a, b) => a.step - b.step) }));
}

/** One picture with one name: Plot's own labels of parts are for no screen reader. */
export function asPicture(chart, label) {
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", label);
}

const legend = (stage, series) => h("ul", { class: "legend wide" }, series.map(({ title, sign: [role, symbol] }) => h("li", {}, h("i", { class: symbol, style: `--tone: var(--role-${role})`, "aria-hidden": "true" }), title)));

function figure(stage, name, series, width) {
  const [factor] = SCORES[name];
  const marks = series.flatMap(({ rows, sign: [role, symbol, dashes] }) => {
    const points = rows.filter((row) => row.scores[name]?.value != null).map(({ step, scores }) => ({ step, value: factor * scores[name].value, interval: scores[name].interval?.map((end) => factor * end) }));
    const place = { x: "step", y: "value", stroke: `var(--role-${role})` };
    return [
      ruleX(points.filter(({ interval }) => interval), { ...place, y1: ({ interval }) => interval[0], y2: ({ interval }) => interval[1], strokeOpacity: 0.6 }),
      line(points, { ...place, strokeWidth: 2, strokeDasharray: dashes || undefined }),
      dot(points, { ...place, fill: `var(--role-${role})`, symbol, r: 4 }),
    ];
  });
  const scores = series.flatMap(({ rows }) => rows.map((row) => row.scores[name])).filter(Boolean);
  const ends = scores.flatMap(({ value, interval }) => interval ?? [value]).map((end) => factor * end);
  const decimals = Math.max(0, Math.ceil(-Math.log10((Math.max(...ends) - Math.min(...ends) || 1) / 4)));
  const [{ better }] = scores;
  const chart = plot({
    width, height: HEIGHT, marginLeft: 52, marginBottom: 34, style: STYLE,
    x: { label: null, inset: 8 }, y: { label: null, nice: true },
    marks: [gridY({ strokeOpacity: 0.15 }), axisX({ ticks: 4, tickFormat: stage.whole, label: stage.text("column_step"), labelArrow: "none" }), axisY({ ticks: 4, tickFormat: (value) => stage.decimal(value, decimals), label: null }), ...marks],
  });
  asPicture(chart, stage.text("curve_of", { metric: stage.metric(name) }));
  return h("figure", { title: stage.metricHelp(name) }, h("figcaption", {}, h("b", {}, stage.metric(name)), h("span", {}, `${stage.arrow(better)} ${stage.better(better)}`)), chart);
}
