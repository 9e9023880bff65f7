// A chart's plot by uPlot.

import { crop } from "../../runs/browser/curves.mjs";
import uPlot from "../../shared/vendor/uplot.mjs";
import { around, aroundLog, decades, logLabels, moveApart, nearest } from "./axis.mjs";

/** @import {align} from "../../runs/browser/curves.mjs" */
/** @import {Chart} from "./chart.mjs" */

const CLICK_MILLISECONDS = 280; // a second click within this time is a double one
const MIN_SELECTION = 6; // pixels
const FAINT = 0.28; // the numbers behind their average
const SYNCED = ["mousemove", "mouseenter", "mouseleave"];

// uPlot's distributions
export const LINEAR = 1;
export const LOG = 3;
export const ASINH = 4;

/**
 * @param {Chart} chart
 * @param {ReturnType<typeof align>} data
 */
export function makePlot(chart, data) {
  const { theme, marks } = chart.tools;
  const { hooks, click, reset } = makeActions(chart);
  const plot = new uPlot(
    {
      ...chart.size,
      padding: [() => (marks.flagged ? 1.25 : 0.5) * theme.now.rem, 3 * theme.now.rem, 0, 0],
      legend: { show: false },
      scales: { x: { time: false }, y: yScale(chart) },
      axes: axesOf(chart),
      series: seriesOf(chart),
      cursor: { ...cursorOf(chart), bind: { dblclick: () => reset } },
      hooks,
    },
    /** @type {uPlot.AlignedData} */ (data),
    chart.host,
  );
  plot.over.addEventListener("click", click);
  plot.over.addEventListener("mouseleave", () => chart.stage.hover(null));
  return plot;
}

/**
 * @param {Chart} chart
 * @returns {uPlot.Scale}
 */
function yScale(chart) {
  if (chart.definition.unit && !chart.isScore) return { range: [0, 1] };
  const { marks } = chart.tools;
  /** @type {uPlot.Range.Function} */
  const range = (_plot, low, high) => (chart.distribution === LOG ? aroundLog(low, high) : around(low, high, marks.values(chart.sources)));
  return { distr: /** @type {uPlot.Scale.Distr} */ (chart.distribution), asinh: 1, range };
}

/**
 * @param {Chart} chart
 * @returns {uPlot.Axis[]}
 */
function axesOf(chart) {
  const { theme } = chart.tools;
  const { rem } = theme.now;
  const grid = { stroke: () => theme.now.line, width: 1 };
  const axis = { font: theme.font(0.72), stroke: () => theme.now.quiet, grid, ticks: { show: false }, gap: 0.25 * rem };
  const log = chart.distribution === LOG;
  /** @type {uPlot.Axis.DynamicValues} */
  const steps = (_plot, splits) => splits.map((value) => (Number.isInteger(value) ? chart.stage.whole(value) : ""));
  /** @type {uPlot.Axis.DynamicValues} */
  const values = (_plot, splits) => (log ? logLabels(splits) : splits).map((value) => (value === null ? "" : chart.format(value)));
  /** @type {uPlot.Axis.Filter} */
  const filter = (_plot, splits) => decades(splits);
  return [
    { ...axis, size: 1.35 * rem, space: 4 * rem, values: steps },
    { ...axis, grid: log ? { ...grid, filter } : grid, size: 2.7 * rem, space: 1.7 * rem, values },
  ];
}

/**
 * The numbers as they are, their average, the other run's.
 * @param {Chart} chart
 * @returns {uPlot.Series[]}
 */
function seriesOf({ kind, definition, tools: { theme } }) {
  /** @type {(more: uPlot.Series) => uPlot.Series[]} */
  const each = (more) =>
    kind.map(([, role]) => ({
      stroke: () => theme.now[role],
      spanGaps: true,
      points: { show: definition.name === "fid" },
      pxAlign: 0,
      ...more,
    }));
  return [{}, ...each({ width: 1, alpha: FAINT }), ...each({ width: 2 }), ...each({ width: 1.5, dash: [5, 4] })];
}

/**
 * @param {Chart} chart
 * @returns {uPlot.Cursor}
 */
function cursorOf({ kind, tools: { theme, group } }) {
  return {
    y: false,
    focus: { prox: -1 },
    points: {
      size: (_plot, index) => (index > kind.length && index <= 2 * kind.length ? 0.5 * theme.now.rem : 0),
      width: 0,
      fill: (_plot, index) => theme.now[kind[(index - 1) % kind.length][1]],
    },
    dataIdx: (plot, index, place) => (index ? (nearest(plot.data[index], place) ?? place) : place),
    drag: { x: true, y: false, setScale: false, dist: MIN_SELECTION },
    sync: { key: group, scales: ["x", null], setSeries: false, filters: { pub: (type) => SYNCED.includes(type) } },
  };
}

/**
 * What the visitor does on a plot, and what is drawn on it.
 * @param {Chart} chart
 */
function makeActions(chart) {
  const { stage, tools } = chart;
  const { theme, marks } = tools;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let single;
  const reset = () => {
    clearTimeout(single);
    stage.setZoom(null);
    return null;
  };
  const click = (/** @type {MouseEvent} */ event) => {
    clearTimeout(single);
    const { plot } = chart;
    if (!plot || event.detail !== 1 || event.target !== plot.over) return;
    const step = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, "x");
    single = setTimeout(() => stage.time.scrub(Math.round(step)), CLICK_MILLISECONDS);
  };
  const select = (/** @type {uPlot} */ plot) => {
    const { left, width } = plot.select;
    if (width < MIN_SELECTION) return;
    /** @type {[number, number]} */
    const ends = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    stage.setZoom(ends);
  };
  const point = (/** @type {uPlot} */ plot) => {
    chart.say();
    const left = plot.cursor.left ?? -1;
    if (plot.cursor.event) stage.hover(left >= 0 ? plot.posToVal(left, "x") : null);
  };
  const draw = (/** @type {uPlot} */ plot) => {
    drawEndLabels(chart, plot);
    marks.over(plot, { sources: chart.sources, theme });
  };
  const behind = (/** @type {uPlot} */ plot) => marks.behind(plot, { sources: chart.sources, colours: chart.colours, theme });
  /** @type {uPlot.Hooks.Arrays} */
  const hooks = { setSelect: [select], setCursor: [point], drawAxes: [behind], draw: [draw], destroy: [() => clearTimeout(single)] };
  return { hooks, click, reset };
}

/**
 * The curves' names at their ends.
 * @param {Chart} chart
 * @param {uPlot} plot
 */
function drawEndLabels({ main, kind, stage, tools: { theme } }, plot) {
  const { ctx } = plot;
  const ratio = uPlot.pxRatio;
  const { top, height, left, width } = plot.bbox;
  const places = main.flatMap((curve, index) => {
    const inside = crop(curve, plot.scales.x.max ?? Infinity);
    const [step, value] = [inside.steps.at(-1), inside.values.at(-1)];
    if (step === undefined || value === undefined) return [];
    const place = { index, y: plot.valToPos(value, "y", true), x: plot.valToPos(step, "x", true) };
    return Number.isFinite(place.y) ? [place] : [];
  });
  moveApart(places, { gap: 0.85 * theme.now.rem * ratio, top, bottom: top + height });
  ctx.save();
  ctx.font = theme.font(0.78 * ratio, 600);
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const { index, x, y } of places) {
    const [, role, label] = kind[index];
    ctx.fillStyle = theme.now[role];
    ctx.fillText(stage.text(`${label}_short`), Math.min(x, left + width) + 4 * ratio, y);
  }
  ctx.restore();
}
