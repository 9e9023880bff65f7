// One score of several models: over their training, with lines, points and the intervals as bands; or as bars.

import { areaY, axisX, axisY, barX, dot, gridY, line, plot, ruleY, text } from "../../shared/vendor/plot.mjs";
import { barDomain, decimalsOf, pointsOf } from "./scales.mjs";

/** @import {Point, Series} from "./scales.mjs" */
/** @import {Sign} from "./signs.mjs" */
/** @import {Row, Stage} from "./types.mjs" */
/** @typedef {SVGSVGElement & {scale: (name: "x" | "y") => {apply: (value: number) => number}}} Chart */
/** @typedef {{of: (row: Row) => number, label: string, domain?: [number, number]}} XAxis */

export const FONT = 12; // pixels
export const STYLE = { background: "none", color: "inherit", fontFamily: "inherit", fontSize: `${FONT}px`, overflow: "visible" };
export const BAR = { row: 30, names: 170, values: 62 }; // pixels

/**
 * Lines over steps or epochs.
 * @param {{width: number, height: number, x: {label: string, format: (value: number) => string, domain?: [number, number]},
 *   y: {format: (value: number) => string}, marks: object[], title: string}} options
 * @returns {Chart}
 */
export function lineChart({ width, height, x, y, marks, title }) {
  const chart = plot({
    width,
    height,
    marginLeft: 52,
    marginBottom: 34,
    style: STYLE,
    x: { label: null, ...(x.domain ? { domain: x.domain } : { inset: 8 }) },
    y: { label: null, nice: true },
    marks: [
      gridY({ strokeOpacity: 0.15 }),
      axisX({ ticks: 4, tickFormat: x.format, label: x.label, labelArrow: "none" }),
      axisY({ ticks: 4, tickFormat: y.format, label: null }),
      ...marks,
    ],
  });
  return asPicture(chart, title);
}

/**
 * @param {Stage} stage
 * @param {string} name of the score
 * @param {Series[]} series
 * @param {{width: number, height: number, x: XAxis}} options
 */
export function scoreChart(stage, name, series, { width, height, x }) {
  const lines = series.map(({ rows, sign }) => ({ sign, points: pointsOf(rows, name, x.of) }));
  const decimals = decimalsOf(lines.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high])));
  return lineChart({
    width,
    height,
    x: { ...x, format: (value) => stage.decimal(value, value % 1 ? 1 : 0) },
    y: { format: (value) => stage.decimal(value, decimals) },
    marks: lines.flatMap(({ points, sign }) => marksOf(points, sign)),
    title: stage.text("curve_of", { metric: stage.metric(name) }),
  });
}

/**
 * @param {Point[]} points
 * @param {Sign} sign
 */
function marksOf(points, { role, symbol, dashes }) {
  const paint = `var(--role-${role})`;
  const place = { x: "x", y: "y", stroke: paint };
  return [
    areaY(points, { x: "x", y1: "low", y2: "high", fill: paint, fillOpacity: 0.22 }),
    line(points, { ...place, strokeWidth: 2, strokeDasharray: dashes }),
    dot(points, { ...place, fill: paint, symbol, r: points.length > 8 ? 3 : 4 }),
  ];
}

/**
 * A bar a row, real pictures hollow; the thin line is the 95 % interval.
 * @param {Stage} stage
 * @param {string} name of the score
 * @param {{row: Row, title: string}[]} bars
 * @param {number} width
 */
export function barChart(stage, name, bars, width) {
  const drawn = bars.flatMap(({ row, title }) =>
    pointsOf([row], name, () => 0).map((point) => ({
      ...point,
      key: row.key,
      title,
      role: row.role,
      said: stage.score(name, row.scores[name].value),
    })),
  );
  const titles = new Map(drawn.map(({ key, title }) => [key, title]));
  const paint = (/** @type {{role: string}} */ { role }) => `var(--role-${role})`;
  const x = { x1: "low", x2: "high", y: "key", stroke: "currentColor" };
  const names = Math.min(BAR.names, 0.4 * width);
  const chart = plot({
    width,
    height: BAR.row * drawn.length + 4,
    marginLeft: names,
    marginRight: BAR.values,
    marginTop: 2,
    marginBottom: 2,
    style: STYLE,
    x: { axis: null, domain: barDomain(drawn) },
    y: { domain: drawn.map(({ key }) => key), label: null, padding: 0.35 },
    marks: [
      axisY({ tickSize: 0, lineWidth: (names - FONT) / FONT, tickFormat: (/** @type {string} */ key) => titles.get(key) }),
      barX(drawn, {
        x: "y",
        y: "key",
        fill: paint,
        fillOpacity: (/** @type {{role: string}} */ { role }) => (role === "real" ? 0.3 : 1),
        stroke: paint,
      }),
      ruleY(
        drawn.filter(({ low, high }) => low < high),
        { ...x, strokeWidth: 3, strokeLinecap: "square" },
      ),
      text(drawn, { y: "key", text: "said", frameAnchor: "right", textAnchor: "end", dx: BAR.values, fontWeight: 650, fontSize: 13 }),
    ],
  });
  return asPicture(chart, `${stage.metric(name)}: ${drawn.map(({ title, said }) => `${title} ${said}`).join("; ")}`);
}

/**
 * One picture with one name: Plot's own labels of parts are for no screen reader.
 * @param {Chart} chart
 * @param {string} label
 */
export function asPicture(chart, label) {
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", label);
  return chart;
}
