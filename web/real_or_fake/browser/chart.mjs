// Human error against epoch, a point a round with its 95 % interval, beside D's and the coin's.

import { axisX, axisY, dot, gridY, line, plot, ruleX, ruleY, text } from "../../shared/vendor/plot.mjs";

/** @import {Result, Stage} from "./types.mjs" */

const FONT = 12;
const SIZE = { width: 420, height: 210 };
const STYLE = { background: "none", color: "inherit", fontFamily: "inherit", fontSize: `${FONT}px`, overflow: "visible" };

/**
 * @param {Stage} stage
 * @param {Result[]} results of one model
 * @returns {SVGElement}
 */
export function errorChart(stage, results) {
  const epochs = results.every(({ epoch }) => epoch !== null);
  const place = (/** @type {Result} */ { epoch, step }) => (epochs && epoch !== null ? epoch : step);
  const people = results.flatMap((one) => (one.error.value === null ? [] : [{ x: place(one), ...one.error }]));
  const judges = results.flatMap((one) => (one.discriminator ? [{ x: place(one), value: one.discriminator.error.value }] : []));
  const percent = (/** @type {number} */ value) => stage.percent(value);
  const chart = plot({
    ...SIZE,
    marginLeft: 48,
    marginBottom: 36,
    marginRight: 20,
    style: STYLE,
    x: { label: null, domain: [0, 1.06 * Math.max(1e-9, ...results.map(place))] },
    y: { label: null, domain: [0, 1] },
    marks: [
      gridY({ strokeOpacity: 0.15 }),
      axisX({
        ticks: 4,
        tickFormat: (/** @type {number} */ value) => stage.number(value, value % 1 ? 1 : 0),
        label: stage.say(epochs ? "axis_epoch" : "axis_step"),
        labelArrow: "none",
      }),
      axisY({ ticks: 5, tickFormat: percent, label: null }),
      ruleY([0.5], { stroke: "var(--quiet)", strokeDasharray: "4 4" }),
      text([0.5], {
        y: (/** @type {number} */ value) => value,
        text: [stage.say("coin")],
        frameAnchor: "left",
        textAnchor: "start",
        dx: 4,
        dy: -7,
        fill: "var(--quiet)",
      }),
      line(means(judges), { x: "x", y: "value", stroke: "var(--role-discriminator)", strokeDasharray: "2 4" }),
      dot(judges, { x: "x", y: "value", stroke: "var(--role-discriminator)", symbol: "square", r: 4 }),
      ruleX(people, { x: "x", y1: "low", y2: "high", stroke: "var(--role-generated)", strokeWidth: 3 }),
      line(means(people), { x: "x", y: "value", stroke: "var(--role-generated)", strokeWidth: 2 }),
      dot(people, { x: "x", y: "value", fill: "var(--role-generated)", r: 4.5 }),
    ],
  });
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label"); // Plot's, for no screen reader
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", stage.say("chart_title", { model: stage.title(results[0]?.model ?? "") }));
  return chart;
}

/**
 * A point where several rounds were of one checkpoint: the line goes through their mean.
 * @param {{x: number, value: number | null}[]} points
 */
function means(points) {
  /** @type {Map<number, number[]>} */
  const places = new Map();
  for (const { x, value } of points) places.set(x, [...(places.get(x) ?? []), value ?? 0]);
  const sorted = [...places].sort(([a], [b]) => a - b);
  return sorted.map(([x, values]) => ({ x, value: values.reduce((sum, value) => sum + value) / values.length }));
}
