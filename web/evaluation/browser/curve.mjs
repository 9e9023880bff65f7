// Scores over training, a line for each model that was scored at several checkpoints; a group of what can be compared at a time.

import { h } from "../../shared/browser/dom.mjs";
import { scoreChart } from "./chart.mjs";
import { fileName, headingOf, judgeOf, makeFigure, metricOf, noteOf, scoreCaption } from "./figure.mjs";
import { betterOf, columnsOf } from "./rows.mjs";
import { seriesOf } from "./scales.mjs";
import { signOf } from "./signs.mjs";
import { SCORES } from "./words.mjs";

/** @import {XAxis} from "./chart.mjs" */
/** @import {Series} from "./scales.mjs" */
/** @import {Group, Stage, View} from "./types.mjs" */

const HEIGHT = 190;
const MAX_WIDTH = 440;

const isCurve = (/** @type {Series} */ { rows }) => rows.length > 1;

/**
 * @param {Stage} stage
 * @returns {View}
 */
export function makeCurve(stage) {
  const without = h("p", { class: "hint" });
  const figures = h("div", { class: "figures" });
  const element = h("div", { class: "curves" }, h("p", { class: "hint" }, stage.text("curve_hint")), without, figures);
  const render = (/** @type {Group[]} */ groups) => {
    const all = groups.map((group) => ({ group, series: seriesOf(group, stage.chosen) }));
    const curves = all.filter(({ series }) => series.some(isCurve));
    const drawn = new Set(curves.flatMap(({ series }) => series.filter(isCurve).map(({ model }) => model)));
    const missing = stage.chosen.filter((name) => !drawn.has(name));
    without.textContent = missing.length ? stage.text("curve_without", { models: missing.map(stage.title).join(", ") }) : "";
    const width = Math.min(MAX_WIDTH, figures.clientWidth || element.clientWidth || MAX_WIDTH);
    figures.replaceChildren(...curves.flatMap(({ group, series }) => figuresOf(stage, group, series, width)));
    figures.hidden = !curves.length;
  };
  return { element, render };
}

/**
 * @param {Stage} stage
 * @param {Group} group
 * @param {Series[]} series
 * @param {number} width
 */
function figuresOf(stage, group, series, width) {
  const entries = series.map((one) => h("li", {}, signOf(one.sign), one.title));
  const rows = series.flatMap((one) => one.rows);
  const size = { width, height: HEIGHT, x: axisOf(stage, series) };
  const figures = columnsOf(rows, Object.keys(SCORES), stage.hidden).map((name) => figureOf(stage, name, group, series, size));
  return [headingOf(stage, group), h("ul", { class: "legend wide" }, entries), ...figures];
}

/**
 * Epochs where every model's are known, as models take steps of different length; else steps.
 * @param {Stage} stage
 * @param {Series[]} series
 * @returns {XAxis}
 */
function axisOf(stage, series) {
  const lengths = new Map(stage.overview.models.map((model) => [model.name, model.steps_per_epoch]));
  const lengthOf = (/** @type {string} */ model) => lengths.get(model) ?? 0;
  if (!series.every(({ model }) => lengthOf(model))) return { label: stage.text("column_step"), of: ({ step }) => step };
  return { label: stage.text("axis_epoch"), of: ({ model, step }) => step / lengthOf(model) };
}

/**
 * @param {Stage} stage
 * @param {string} name
 * @param {Group} group
 * @param {Series[]} series
 * @param {{width: number, height: number, x: XAxis}} size
 */
function figureOf(stage, name, group, series, size) {
  const better = betterOf(series.flatMap(({ rows }) => rows), name); // biome-ignore format: one line
  const chart = scoreChart(stage, name, series, size);
  return makeFigure(stage, {
    attributes: { title: stage.metricHelp(name), "data-score": name },
    label: `${stage.text("curve_of", { metric: metricOf(stage, group, name) })} (${stage.better(better)})`,
    caption: scoreCaption(stage, group, name, better),
    body: chart,
    sheet: () => ({
      name: fileName(name, "over-training", group.dataset, judgeOf(group), "n", group.n),
      notes: [noteOf(stage, group, name)],
      chart,
      legend: series.map((one) => ({ label: one.title, sign: signOf(one.sign) })),
    }),
  });
}
