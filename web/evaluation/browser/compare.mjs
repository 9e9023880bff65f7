// Up to four recorded or running trainings side by side: losses and scores on the same axes, samples scrubbed in step.

import { endpoint } from "../../shared/browser/address.mjs";
import { h, slider } from "../../shared/browser/dom.mjs";
import { smooth, unpackLook } from "../../runs/browser/curves.mjs";
import { sampleUrl } from "../../runs/browser/paths.mjs";
import { axisX, axisY, gridY, line, plot } from "../../shared/vendor/plot.mjs";
import { STYLE, asPicture, scoreChart, seriesOf } from "./chart.mjs";
import { fileName, makeFigure, noteOf } from "./figure.mjs";
import { pictureDrawing } from "./grid.mjs";
import { columnsOf } from "./rows.mjs";
import { SIGNS, signOf } from "./signs.mjs";
import { SCORES } from "./words.mjs";

const MOST = 4;
const SMOOTHING = 0.7;
const LOSSES = ["discriminator_loss", "generator_loss"];
const HEIGHT = 190;

export function makeCompare(stage) {
  const looks = new Map(); // name -> {step, status, curves}, as of that step
  const hint = h("p", { class: "hint" });
  const samples = h("div", { class: "samples" });
  const charts = h("div", { class: "figures" });
  const place = h("div", { class: "scrub" });
  const scores = h("div", { class: "figures whole" });
  const element = h("div", { class: "compare" }, hint, place, samples, charts, scores);
  let at = 1; // share of the longest run
  let drawn = "";
  let marks = []; // what moves with the slider: (step) => undefined

  const render = async (groups) => {
    const wanted = stage.chosen.map((name) => stage.told.models.find((model) => model.name === name)).filter(Boolean).slice(0, MOST);
    const now = JSON.stringify([wanted.map(({ name, step }) => [name, step]), stage.hidden, groups.map(({ rows }) => rows.map(({ key }) => key))]);
    if (now === drawn) return;
    drawn = now;
    await Promise.all(wanted.filter(({ name, step }) => looks.get(name)?.step !== step).map(async ({ name, step }) => {
      const found = await look(name, stage.signal);
      if (found) looks.set(name, { name, step, ...found });
    }));
    if (drawn !== now || stage.signal.aborted) return; // others were chosen meanwhile
    const shown = wanted.map(({ name }) => looks.get(name)).filter((run) => run?.status.sample_steps.length || run?.curves.curves.size);
    hint.textContent = stage.text(shown.length ? "compare_hint" : "no_runs");
    build(shown, groups);
  };

  const build = (shown, groups) => {
    const last = Math.max(1, ...shown.map(({ status }) => status.step));
    const scrub = slider({ label: stage.text("column_step"), min: 0, max: last, step: 1, format: stage.whole, oninput: (step) => move(step) });
    const move = (step) => {
      at = step / last;
      scrub.render(step);
      marks.forEach((mark) => mark(step));
    };
    const figures = shown.map((run, index) => sampleOf(stage, run, SIGNS[index]));
    samples.replaceChildren(...figures.map((figure) => figure.element));
    const size = { width: Math.min(560, Math.floor(charts.clientWidth / (charts.clientWidth > 760 ? 2.1 : 1)) || 340), height: HEIGHT };
    const losses = LOSSES.map((name) => lossFigure(stage, name, shown, last, size)).filter(Boolean);
    charts.replaceChildren(...losses.map((figure) => figure.element));
    const { head, drawings } = scoreFigures(stage, groups, shown, last, { ...size, width: Math.min(420, scores.clientWidth || 340) });
    scores.replaceChildren(...head, ...drawings.map((figure) => figure.element));
    marks = [...figures, ...losses, ...drawings].map(({ mark }) => mark);
    place.replaceChildren(...(shown.length ? [scrub.element] : []));
    move(Math.round(at * last));
  };
  return { element, render };
}

/** Status and curves of a run; undefined where it has none. */
async function look(name, signal) {
  try {
    const response = await fetch(endpoint(`runs/${encodeURIComponent(name)}/look`), { signal });
    return response.ok ? unpackLook(await response.arrayBuffer()) : undefined;
  } catch (error) {
    if (error instanceof TypeError || signal.aborted) return undefined; // the page says that the server is away
    throw error;
  }
}

/** The newest samples up to a step. */
function sampleOf(stage, { name, status }, sign) {
  const image = h("img", { class: "pixels", alt: "" });
  const when = h("span");
  let shown; // step
  const mark = (until) => {
    shown = status.sample_steps.findLast((one) => one <= until) ?? status.sample_steps[0];
    image.hidden = shown === undefined;
    if (shown === undefined) return;
    const url = sampleUrl(name, shown);
    if (image.src !== url) image.src = url;
    image.alt = stage.text("sample_of", { model: name, step: stage.whole(shown) });
    when.textContent = stage.text("sample_at", { step: stage.whole(shown), last: stage.whole(status.step) });
  };
  const sheet = () => ({ name: fileName("samples", name, "step", shown ?? 0), notes: [when.textContent], chart: pictureDrawing(image) });
  return { element: makeFigure(stage, { class: "sample", label: name, caption: [h("b", {}, signOf(sign), name), when], body: image, sheet }), mark };
}

/** One loss of all runs. */
function lossFigure(stage, name, runs, last, { width, height }) {
  const lines = runs.map(({ name: model, curves }, index) => ({ model, curve: curves.curves.get(name), sign: SIGNS[index] })).filter(({ curve }) => curve?.steps.length);
  if (!lines.length) return undefined;
  const chart = plot({
    width, height, marginLeft: 52, marginBottom: 34, style: STYLE,
    x: { label: null, domain: [0, last] }, y: { label: null, nice: true },
    marks: [
      gridY({ strokeOpacity: 0.15 }),
      axisX({ ticks: 4, tickFormat: stage.whole, label: stage.text("column_step"), labelArrow: "none" }),
      axisY({ ticks: 4, tickFormat: (value) => stage.decimal(value, value % 1 ? 1 : 0), label: null }),
      ...lines.map(({ curve, sign: [role, , dashes] }) => {
        const { steps, values } = smooth(curve, SMOOTHING);
        return line(Array.from(values, (value, index) => [steps[index], value]), { stroke: `var(--role-${role})`, strokeWidth: 1.8, strokeDasharray: dashes || undefined });
      }),
    ],
  });
  asPicture(chart, stage.text(name));
  return moving(stage, chart, width, {
    label: stage.text(name),
    caption: [h("b", {}, stage.text(name))],
    sheet: () => ({ name: fileName(name, ...lines.map(({ model }) => model)), chart, legend: lines.map(legendOf) }),
  });
}

/** The scores of these runs' checkpoints, where at least one has several: those of the largest N. */
function scoreFigures(stage, groups, runs, last, size) {
  const names = runs.map(({ name }) => name);
  const all = groups.map((group) => ({ group, series: seriesOf({ rows: group.rows.filter(({ model }) => names.includes(model)) }, names) }));
  const curves = all.find(({ series }) => series.some(({ rows }) => rows.length > 1));
  if (!curves) return { head: [], drawings: [] };
  const { group } = curves;
  const series = curves.series.map((one) => ({ ...one, sign: SIGNS[names.indexOf(one.model)] }));
  const x = { of: ({ step }) => step, label: stage.text("column_step"), domain: [0, last] };
  const drawings = columnsOf(series.flatMap(({ rows }) => rows), Object.keys(SCORES), stage.hidden).map((score) => {
    const chart = scoreChart(stage, score, series, { ...size, x });
    return moving(stage, chart, size.width, {
      label: stage.text("curve_of", { metric: stage.metric(score) }),
      caption: [h("b", {}, stage.metric(score))],
      "data-score": score,
      sheet: () => ({ name: fileName(score, ...names), notes: [noteOf(stage, group)], chart, legend: series.map(legendOf) }),
    });
  });
  const title = stage.text("group_title", { extractor: group.score.extractor, n: stage.whole(group.n) });
  return { head: [h("h4", { class: "wide" }, h("b", {}, title), h("span", {}, group.dataset))], drawings };
}

const legendOf = ({ model, sign }) => ({ label: model, sign: signOf(sign) });

/** A figure with a line where the slider is. */
function moving(stage, chart, width, parts) {
  const now = h("i", { class: "now", "aria-hidden": "true" });
  const mark = (step) => now.style.setProperty("left", `${(100 * chart.scale("x").apply(step)) / width}%`);
  return { element: makeFigure(stage, { ...parts, body: h("div", { class: "over" }, chart, now) }), mark };
}
