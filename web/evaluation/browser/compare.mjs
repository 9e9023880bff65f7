// Up to four recorded or running trainings side by side: losses and scores on the same axes, samples scrubbed in step.

import { smooth, unpackProgress } from "../../runs/browser/curves.mjs";
import { runPath, sampleUrl } from "../../runs/browser/paths.mjs";
import { h, slider } from "../../shared/browser/dom.mjs";
import { line } from "../../shared/vendor/plot.mjs";
import { lineChart, scoreChart } from "./chart.mjs";
import { fileName, headingOf, makeFigure, metricOf, noteOf } from "./figure.mjs";
import { pictureDrawing } from "./grid.mjs";
import { columnsOf } from "./rows.mjs";
import { seriesOf } from "./scales.mjs";
import { SIGNS, signOf } from "./signs.mjs";
import { SCORES } from "./words.mjs";

/** @import {Curves} from "../../runs/browser/curves.mjs" */
/** @import {Chart} from "./chart.mjs" */
/** @import {Sign} from "./signs.mjs" */
/** @import {Group, Stage, View} from "./types.mjs" */
/** @typedef {{status: {step: number, sample_steps: number[]}, curves: {curves: Curves}}} Progress */
/** @typedef {Progress & {name: string, step: number}} Run as of that step */
/** @typedef {{element: HTMLElement, mark: (step: number) => void}} Moving a figure that moves with the slider */

const MAX_RUNS = 4;
const SMOOTHING = 0.7;
const LOSSES = ["discriminator_loss", "generator_loss"];
const HEIGHT = 190;

/**
 * @param {Stage} stage
 * @returns {View}
 */
export function makeCompare(stage) {
  /** @type {Map<string, Run>} by name */
  const runs = new Map();
  const hint = h("p", { class: "hint" });
  const samples = h("div", { class: "samples" });
  const charts = h("div", { class: "figures" });
  const place = h("div", { class: "scrub" });
  const scores = h("div", { class: "figures whole" });
  const element = h("div", { class: "compare" }, hint, place, samples, charts, scores);
  let at = 1; // share of the longest run
  let drawn = "";

  const render = async (/** @type {Group[]} */ groups) => {
    const models = stage.chosen.flatMap((name) => stage.overview.models.filter((model) => model.name === name)).slice(0, MAX_RUNS);
    const keys = groups.map(({ rows }) => rows.map(({ key }) => key));
    const now = JSON.stringify([models.map(({ name, step }) => [name, step]), stage.hidden, keys]);
    if (now === drawn) return;
    drawn = now;
    const fetched = models.filter(({ name, step }) => runs.get(name)?.step !== step);
    await Promise.all(
      fetched.map(async ({ name, step }) => {
        const progress = await fetchProgress(name, stage.signal);
        if (progress) runs.set(name, { name, step, ...progress });
      }),
    );
    if (drawn !== now || stage.signal.aborted) return; // others were chosen meanwhile
    const known = models.map(({ name }) => runs.get(name)).filter((run) => run !== undefined);
    const shown = known.filter(({ status, curves }) => status.sample_steps.length || curves.curves.size);
    hint.textContent = stage.text(shown.length ? "compare_hint" : "no_runs");
    build(shown, groups);
  };

  const build = (/** @type {Run[]} */ shown, /** @type {Group[]} */ groups) => {
    const last = Math.max(1, ...shown.map(({ status }) => status.step));
    const figures = shown.map((run, index) => sampleFigure(stage, run, SIGNS[index]));
    const width = Math.min(560, Math.floor(charts.clientWidth / (charts.clientWidth > 760 ? 2.1 : 1)) || 340);
    const losses = LOSSES.flatMap((name) => lossFigure(stage, name, shown, last, { width, height: HEIGHT }));
    const narrow = Math.min(420, scores.clientWidth || 340);
    const { head, drawings } = scoreFigures(stage, groups, shown, last, { width: narrow, height: HEIGHT });
    const elements = (/** @type {Moving[]} */ list) => list.map((figure) => figure.element);
    samples.replaceChildren(...elements(figures));
    charts.replaceChildren(...elements(losses));
    scores.replaceChildren(...head, ...elements(drawings));
    const move = (/** @type {number} */ step) => {
      at = step / last;
      scrub.render(step);
      for (const { mark } of [...figures, ...losses, ...drawings]) mark(step);
    };
    const scrub = slider({
      label: stage.text("column_step"),
      min: 0,
      max: last,
      step: 1,
      format: stage.whole,
      oninput: (step) => move(step),
    });
    place.replaceChildren(...(shown.length ? [scrub.element] : []));
    move(Math.round(at * last));
  };
  return { element, render };
}

/**
 * Status and curves of a run; undefined where it has none.
 * @param {string} name
 * @param {AbortSignal} signal
 * @returns {Promise<Progress | undefined>}
 */
async function fetchProgress(name, signal) {
  try {
    const response = await fetch(runPath(name, "/progress"), { signal });
    return response.ok ? unpackProgress(await response.arrayBuffer()) : undefined;
  } catch (error) {
    if (error instanceof TypeError || signal.aborted) return undefined; // the page says that the server is away
    throw error;
  }
}

/**
 * The newest samples up to a step.
 * @param {Stage} stage
 * @param {Run} run
 * @param {Sign} sign
 * @returns {Moving}
 */
function sampleFigure(stage, { name, status }, sign) {
  const image = h("img", { class: "pixels", alt: "" });
  const when = h("span");
  /** @type {number | undefined} */
  let shown; // step
  const mark = (/** @type {number} */ until) => {
    shown = status.sample_steps.findLast((one) => one <= until) ?? status.sample_steps[0];
    image.hidden = shown === undefined;
    if (shown === undefined) return;
    const url = sampleUrl(name, shown);
    if (image.src !== url) image.src = url;
    image.alt = stage.text("sample_of", { model: stage.title(name), step: stage.whole(shown) });
    when.textContent = stage.text("sample_at", { step: stage.whole(shown), last: stage.whole(status.step) });
  };
  const element = makeFigure(stage, {
    attributes: { class: "sample" },
    label: stage.title(name),
    caption: [h("b", {}, signOf(sign), stage.title(name)), when],
    body: image,
    sheet: () => ({ name: fileName("samples", name, "step", shown ?? 0), notes: [when.textContent ?? ""], chart: pictureDrawing(image) }),
  });
  return { element, mark };
}

/**
 * One loss of all runs; none where no run has it.
 * @param {Stage} stage
 * @param {string} name
 * @param {Run[]} runs
 * @param {number} last step
 * @param {{width: number, height: number}} size
 * @returns {Moving[]}
 */
function lossFigure(stage, name, runs, last, size) {
  const lines = runs.flatMap(({ name: model, curves }, index) => {
    const curve = curves.curves.get(name);
    return curve?.steps.length ? [{ model, curve, sign: SIGNS[index] }] : [];
  });
  if (!lines.length) return [];
  const marks = lines.map(({ curve, sign: { role, dashes } }) => {
    const { steps, values } = smooth(curve, SMOOTHING);
    const points = Array.from(values, (value, index) => [steps[index], value]);
    return line(points, { stroke: `var(--role-${role})`, strokeWidth: 1.8, strokeDasharray: dashes });
  });
  const chart = lineChart({
    ...size,
    x: { label: stage.text("column_step"), format: stage.whole, domain: [0, last] },
    y: { format: (value) => stage.decimal(value, value % 1 ? 1 : 0) },
    marks,
    title: stage.text(name),
  });
  const figure = moving(stage, chart, size.width, {
    label: stage.text(name),
    caption: [h("b", {}, stage.text(name))],
    sheet: () => ({
      name: fileName(name, ...lines.map(({ model }) => model)),
      chart,
      legend: lines.map(({ model, sign }) => ({ label: stage.title(model), sign: signOf(sign) })),
    }),
  });
  return [figure];
}

/**
 * The scores of these runs' checkpoints, where at least one has several: those of the largest N.
 * @param {Stage} stage
 * @param {Group[]} groups
 * @param {Run[]} runs
 * @param {number} last step
 * @param {{width: number, height: number}} size
 * @returns {{head: HTMLElement[], drawings: Moving[]}}
 */
function scoreFigures(stage, groups, runs, last, size) {
  const names = runs.map(({ name }) => name);
  const all = groups.map((group) => ({
    group,
    series: seriesOf({ rows: group.rows.filter(({ model }) => names.includes(model)) }, names),
  }));
  const curves = all.find(({ series }) => series.some(({ rows }) => rows.length > 1));
  if (!curves) return { head: [], drawings: [] };
  const { group } = curves;
  const series = curves.series.map((one) => ({ ...one, sign: SIGNS[names.indexOf(one.model)] }));
  const x = {
    of: (/** @type {{step: number}} */ { step }) => step,
    label: stage.text("column_step"),
    domain: /** @type {[number, number]} */ ([0, last]),
  };
  const rows = series.flatMap((one) => one.rows);
  const drawings = columnsOf(rows, Object.keys(SCORES), stage.hidden).map((score) => {
    const chart = scoreChart(stage, score, series, { ...size, x });
    return moving(stage, chart, size.width, {
      attributes: { "data-score": score },
      label: stage.text("curve_of", { metric: metricOf(stage, group, score) }),
      caption: [h("b", {}, metricOf(stage, group, score))],
      sheet: () => ({
        name: fileName(score, ...names),
        notes: [noteOf(stage, group, score)],
        chart,
        legend: series.map(({ title, sign }) => ({ label: title, sign: signOf(sign) })),
      }),
    });
  });
  return { head: [headingOf(stage, group)], drawings };
}

/**
 * A figure with a line where the slider is.
 * @param {Stage} stage
 * @param {Chart} chart
 * @param {number} width
 * @param {Omit<Parameters<typeof makeFigure>[1], "body">} parts
 * @returns {Moving}
 */
function moving(stage, chart, width, parts) {
  const now = h("i", { class: "now", "aria-hidden": "true" });
  const mark = (/** @type {number} */ step) => now.style.setProperty("left", `${(100 * chart.scale("x").apply(step)) / width}%`);
  return { element: makeFigure(stage, { ...parts, body: h("div", { class: "over" }, chart, now) }), mark };
}
