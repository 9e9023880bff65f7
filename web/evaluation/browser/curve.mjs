// Scores over training, a line for each model that was scored at several checkpoints; a group of what can be compared at a time.

import { h } from "../../shared/browser/dom.mjs";
import { scoreChart, seriesOf } from "./chart.mjs";
import { fileName, judgeOf, makeFigure, noteOf } from "./figure.mjs";
import { columnsOf } from "./rows.mjs";
import { signOf } from "./signs.mjs";
import { SCORES } from "./words.mjs";

const HEIGHT = 190;
const WIDEST = 440;

export function makeCurve(stage) {
  const without = h("p", { class: "hint" });
  const figures = h("div", { class: "figures" });
  const element = h("div", { class: "curves" }, h("p", { class: "hint" }, stage.text("curve_hint")), without, figures);
  const render = (groups) => {
    const curves = groups.map((group) => ({ group, series: seriesOf(group, stage.chosen) })).filter(({ series }) => series.some(isCurve));
    const drawn = new Set(curves.flatMap(({ series }) => series.filter(isCurve).map(({ model }) => model)));
    const missing = stage.chosen.filter((name) => !drawn.has(name));
    without.textContent = missing.length ? stage.text("curve_without", { models: missing.join(", ") }) : "";
    const width = Math.min(WIDEST, figures.clientWidth || element.clientWidth || WIDEST);
    figures.replaceChildren(...curves.flatMap((curve) => figuresOf(stage, curve, width)));
    figures.hidden = !curves.length;
  };
  return { element, render };
}

const isCurve = ({ rows }) => rows.length > 1;

function figuresOf(stage, { group, series }, width) {
  const title = h("h4", { class: "wide" }, h("b", {}, stage.text("group_title", { extractor: group.score.extractor, n: stage.whole(group.n) })), h("span", {}, group.dataset));
  const legend = h("ul", { class: "legend wide" }, series.map((one) => h("li", {}, signOf(one.sign), one.title)));
  const names = columnsOf(series.flatMap(({ rows }) => rows), Object.keys(SCORES), stage.hidden);
  const x = axisOf(stage, series);
  return [title, legend, ...names.map((name) => figure(stage, name, group, series, { width, height: HEIGHT, x }))];
}

/** Epochs where every model's are known, as models take steps of different length; else steps. */
function axisOf(stage, series) {
  const lengths = Object.fromEntries(stage.told.models.map((model) => [model.name, model.steps_an_epoch]));
  if (series.every(({ model }) => lengths[model])) return { label: stage.text("axis_epoch"), of: ({ model, step }) => step / lengths[model] };
  return { label: stage.text("column_step"), of: ({ step }) => step };
}

function figure(stage, name, group, series, size) {
  const { better } = series.flatMap(({ rows }) => rows.map((row) => row.scores[name])).find(Boolean);
  const chart = scoreChart(stage, name, series, size);
  const label = `${stage.text("curve_of", { metric: stage.metric(name) })} (${stage.better(better)})`;
  const sheet = () => ({
    name: fileName(name, "over-training", group.dataset, judgeOf(group), "n", group.n),
    notes: [noteOf(stage, group)], chart, legend: series.map((one) => ({ label: one.title, sign: signOf(one.sign) })),
  });
  const caption = [h("b", {}, stage.metric(name)), h("span", {}, `${stage.arrow(better)} ${stage.better(better)}`)];
  return makeFigure(stage, { title: stage.metricHelp(name), "data-score": name, label, caption, body: chart, sheet });
}
