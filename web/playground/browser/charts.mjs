// Curves over the steps, from the frames that are kept: losses, D's accuracy, gradients, coverage, distances.

import { h, write } from "../../shared/browser/dom.mjs";
import uPlot from "../../shared/vendor/uplot.mjs";

/** @import {Player, Row, Stage} from "./types.mjs" */
/** @typedef {number | null | undefined} Value */
/** @typedef {(row: Row) => Value} Reader */
/** @typedef {"discriminator" | "generator" | "real" | "generated" | "other" | "warning"} Role */
/** @typedef {[read: Reader, role: Role, label: string, dashes?: number[]]} Curve */
/** @typedef {{name: string, curves: Curve[], unit?: boolean, log?: boolean}} Chart `unit`: shares, from 0 to 1 */

/** @type {(name: string) => Reader} */
const number = (name) => (row) => row.numbers?.[name] ?? null;
/**
 * D's accuracy on single points, where their scores mean something: else there are pairs.
 * @type {(name: string) => Reader}
 */
const single = (name) => (row) => (row.numbers?.discriminator_pair_accuracy === undefined ? (row.numbers?.[name] ?? null) : null);
/** @type {(name: "covered" | "near" | "kl" | "js" | "w1") => Reader} */
const count = (name) => (row) => row.measures?.[name] ?? null;
/** @type {Reader} share of the modes that are found, or of the data that is covered where there are none */
const found = (row) => {
  const { modes, shares } = row.measures ?? {};
  return modes === null || modes === undefined || !shares ? count("covered")(row) : modes / shares.length;
};

/** @type {Chart[]} */
const CHARTS = [
  {
    name: "loss",
    curves: [
      [number("discriminator_loss"), "discriminator", "curve_d"],
      [number("generator_loss"), "generator", "curve_g", [6, 3]],
    ],
  },
  {
    name: "quality",
    unit: true,
    curves: [
      [found, "real", "curve_modes"],
      [count("near"), "generated", "curve_near", [6, 3]],
    ],
  },
  {
    name: "accuracy",
    unit: true,
    curves: [
      [single("discriminator_accuracy_real"), "real", "curve_real"],
      [single("discriminator_accuracy_fake"), "generated", "curve_fake", [6, 3]],
      [number("discriminator_pair_accuracy"), "discriminator", "curve_pairs"],
    ],
  },
  {
    name: "gradient",
    log: true,
    curves: [
      [number("generator_grad_norm"), "generator", "curve_g", [6, 3]],
      [number("discriminator_grad_norm"), "discriminator", "curve_d"],
    ],
  },
  {
    name: "divergence",
    unit: false,
    curves: [
      [count("kl"), "other", "curve_kl"],
      [count("js"), "warning", "curve_js", [6, 3]],
    ],
  },
  { name: "distance", curves: [[count("w1"), "other", "curve_w1"]] },
];
const TINY = 1e-9; // the least a logarithmic axis shows

/** @param {Stage} stage */
export function makeCharts(stage) {
  const charts = CHARTS.map((definition) => makeChart(stage, definition));
  const element = h(
    "div",
    { class: "charts" },
    charts.map((chart) => chart.element),
  );
  const rebuild = () => {
    for (const chart of charts) chart.stop();
  };
  const observer = new ResizeObserver(() => {
    for (const chart of charts) chart.fit();
  });
  observer.observe(element);
  stage.signal.addEventListener("abort", () => {
    observer.disconnect();
    rebuild();
  });
  return {
    element,
    render() {
      if (!element.offsetParent) return; // another tab is open
      for (const chart of charts) chart.render();
    },
    rebuild,
  };
}

/** @type {(log: boolean | undefined, value: Value) => number | null} */
function clean(log, value) {
  if (value === null || value === undefined) return null;
  if (!log) return value;
  return value > 0 ? Math.max(TINY, value) : null;
}

/**
 * Columns of a chart: steps, then the curves of both players; null where a curve has no value at a step.
 * @param {Player[]} players
 * @param {Chart} chart
 * @returns {[number[], ...(number | null)[][]]}
 */
function columnsOf(players, { curves, log }) {
  /** @type {Row[][]} */
  const rows = players.map((player) => [...player.curves, ...player.film.frames.map(({ step, measures }) => ({ step, measures }))]);
  const steps = [...new Set(rows.flat().map(({ step }) => step))].sort((one, two) => one - two);
  /** @type {(some: Row[], read: Reader) => (number | null)[]} */
  const column = (some, read) => {
    /** @type {Map<number, number>} */
    const known = new Map();
    for (const row of some) {
      const value = clean(log, read(row));
      if (value !== null) known.set(row.step, value);
    }
    return steps.map((step) => known.get(step) ?? null);
  };
  return [steps, ...[0, 1].flatMap((place) => curves.map(([read]) => column(rows[place] ?? [], read)))];
}

/**
 * The options that uPlot takes for a chart.
 * @param {Stage} stage
 * @param {Chart} chart
 * @param {{size: {width: number, height: number}, say: (value: Value) => string, oncursor: () => void}} options
 * @returns {uPlot.Options}
 */
function plotOptions(stage, { curves, unit, log }, { size, say, oncursor }) {
  const { theme } = stage;
  const { rem } = theme.now;
  const axis = {
    font: theme.font(0.68),
    stroke: () => theme.now.quiet,
    grid: { stroke: () => theme.now.line, width: 1 },
    ticks: { show: false },
    gap: 3,
  };
  /** @type {(curve: Curve, more?: object) => object} */
  const line = ([, role, , dashes], more) => ({
    stroke: () => theme.now[role],
    width: 2,
    dash: dashes,
    spanGaps: true,
    points: { show: false },
    ...more,
  });
  /** @type {uPlot.Scale} */
  const x = { time: false, range: (_, low, high) => [Math.max(0, low ?? 0), Math.max(1, high ?? 1)] };
  /** @type {uPlot.Scale} */
  const y = log ? { distr: 3, range: aroundLog } : { range: unit ? [0, 1.02] : around };
  return {
    ...size,
    padding: [6, 1.1 * rem, 0, 0],
    legend: { show: false },
    scales: { x, y },
    axes: [
      {
        ...axis,
        size: 1.2 * rem,
        splits: even(5),
        values: (/** @type {unknown} */ _, /** @type {number[]} */ ticks) =>
          ticks.map((tick) => (Number.isInteger(tick) ? stage.whole(tick) : "")),
      },
      {
        ...axis,
        size: 2.5 * rem,
        splits: log ? decades : even(4),
        values: (/** @type {unknown} */ _, /** @type {number[]} */ ticks) => ticks.map(say),
      },
    ],
    series: [{}, ...curves.map((curve) => line(curve)), ...curves.map((curve) => line(curve, { width: 1.3, dash: [2, 3] }))],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 }, sync: { key: stage.group } },
    hooks: { setCursor: [oncursor], draw: [(/** @type {uPlot} */ plot) => drawMoment(stage, plot)] },
  };
}

/**
 * The moment on the time line.
 * @param {Stage} stage
 * @param {uPlot} plot
 */
function drawMoment({ time, theme }, { ctx, bbox, valToPos }) {
  if (time.at === null) return;
  const x = Math.round(valToPos(time.at, "x", true));
  ctx.save();
  ctx.strokeStyle = theme.now.ink;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([4, 3]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

/**
 * @param {Stage} stage
 * @param {Chart} chart
 */
function makeChart(stage, chart) {
  const { name, curves, unit } = chart;
  const { text, short, percent } = stage;
  const entries = curves.map(([, role, label, dashes]) => {
    const value = h("b");
    const sign = h("i", { class: `swatch ${dashes ? "dashes" : ""}`, style: `--paint: var(--role-${role})` });
    return { value, element: h("li", {}, sign, text(label), value) };
  });
  const legend = h(
    "ul",
    { class: "legend" },
    entries.map((entry) => entry.element),
  );
  const host = h("div", { class: "plot", role: "img", "data-chart": name });
  const element = h(
    "figure",
    { class: `chart ${name}` },
    h("figcaption", {}, h("h3", { title: text(`chart_${name}_help`) }, text(`chart_${name}`)), legend),
    host,
  );
  /** @type {uPlot | undefined} */
  let plot;

  const say = (/** @type {Value} */ value) => (value === null || value === undefined ? "" : unit ? percent(value) : short(value));
  const size = () => ({ width: Math.max(120, host.clientWidth), height: Math.max(32, host.clientHeight) });
  /** Values beside the names: at the pointer, else at the moment on the screen. */
  const showValues = () => {
    const frame = stage.time.frame(stage.a);
    const place = plot?.cursor.idx;
    for (const [index, [read]] of curves.entries()) {
      const pointed = place === null || place === undefined ? undefined : plot?.data[1 + index][place];
      write(entries[index].value, say(place === null || place === undefined ? frame && read(frame) : pointed));
    }
    host.setAttribute("aria-label", `${text(`chart_${name}`)}: ${legend.textContent}`);
  };
  const fit = () => {
    const { width, height } = size();
    if (plot && host.clientWidth && (plot.width !== width || plot.height !== height)) plot.setSize({ width, height });
  };
  return {
    element,
    render() {
      const data = columnsOf(
        [stage.a, stage.b].filter((player) => player !== undefined),
        chart,
      );
      const [steps, ...columns] = data;
      const empty = columns.map((column) => column.every((value) => value === null));
      element.hidden = empty.every(Boolean) && steps.length > 2;
      for (const [index, entry] of entries.entries())
        entry.element.hidden = name === "accuracy" && empty[index] && empty[index + curves.length];
      if (element.hidden || steps.length < 2 || !host.clientWidth) return;
      if (plot) plot.setData(data);
      else plot = new uPlot(plotOptions(stage, chart, { size: size(), say, oncursor: showValues }), data, host);
      showValues();
      fit(); // the values may have taken the legend another line
    },
    fit,
    stop() {
      plot?.destroy();
      plot = undefined;
    },
  };
}

/** @type {(plot: unknown, low: Value, high: Value) => [number, number]} */
function around(_, low, high) {
  if (low === null || low === undefined || high === null || high === undefined) return [0, 1];
  const air = 0.06 * (high - low || 1);
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

/** @type {(plot: unknown, low: Value, high: Value) => [number, number]} */
function aroundLog(_, low, high) {
  return low && high ? [low / 1.5, high * 1.5] : [0.1, 10];
}

// uPlot's own ticks never end for some ranges (a gradient of 1e-10): these do.

/**
 * About so many round numbers.
 * @type {(count: number) => (plot: unknown, axis: number, low: number, high: number) => number[]}
 */
export const even = (count) => (_, __, low, high) => {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.min(20, Math.floor(high / step) - first + 1)) }, (_, index) => (first + index) * step);
};

/**
 * Of a logarithmic axis whole decades, fewer where there are many; 1, 2, 5 where there is hardly one.
 * @type {(plot: unknown, axis: number, low: number, high: number) => number[]}
 */
export function decades(_, __, low, high) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  if (last <= first)
    return [first - 1, first]
      .flatMap((power) => [1, 2, 5].map((factor) => factor * 10 ** power))
      .filter((value) => value >= low && value <= high);
  const stride = Math.ceil((last - first) / 4) || 1;
  return Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, index) => 10 ** (first + index * stride));
}
