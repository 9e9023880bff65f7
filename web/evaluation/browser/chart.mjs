// One score of several models over their training: lines, points, and the intervals as bands.

import { areaY, axisX, axisY, dot, gridY, line, plot } from "../../shared/vendor/plot.mjs";
import { SIGNS } from "./signs.mjs";
import { SCORES } from "./words.mjs";

export const STYLE = { background: "none", color: "inherit", fontFamily: "inherit", fontSize: "12px", overflow: "visible" };

/** A group's models, those scored at several checkpoints among them: [{title, sign, rows}], rows by step; at most as many as there are signs. */
export function seriesOf({ rows }, chosen) {
  const found = new Map();
  for (const row of rows.filter(({ role }) => role === "generated")) {
    const key = `${row.model}, seed ${row.seed}`;
    const own = found.get(key) ?? { model: row.model, title: key, steps: new Map() };
    if (!own.steps.has(row.step)) own.steps.set(row.step, row); // the newest checkpoint is on the card and in the record
    found.set(key, own);
  }
  const models = [...found.values()].sort((a, b) => chosen.indexOf(a.model) - chosen.indexOf(b.model)).slice(0, SIGNS.length);
  const once = ({ model }) => models.filter((other) => other.model === model).length === 1;
  return models.map((own, index) => ({ model: own.model, title: once(own) ? own.model : own.title, sign: SIGNS[index], rows: [...own.steps.values()].sort((a, b) => a.step - b.step) }));
}

/** `x`: {of(row), label, domain}. */
export function scoreChart(stage, name, series, { width, height, x }) {
  const [factor] = SCORES[name];
  const lines = series.map(({ rows, sign }) => ({ sign, points: pointsOf(rows, name, factor, x.of) }));
  const ends = lines.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high]));
  const decimals = Math.max(0, Math.ceil(-Math.log10((Math.max(...ends) - Math.min(...ends) || 1) / 4)));
  const chart = plot({
    width, height, marginLeft: 52, marginBottom: 34, style: STYLE,
    x: { label: null, ...(x.domain ? { domain: x.domain } : { inset: 8 }) }, y: { label: null, nice: true },
    marks: [
      gridY({ strokeOpacity: 0.15 }),
      axisX({ ticks: 4, tickFormat: (value) => stage.decimal(value, value % 1 ? 1 : 0), label: x.label, labelArrow: "none" }),
      axisY({ ticks: 4, tickFormat: (value) => stage.decimal(value, decimals), label: null }),
      ...lines.flatMap(({ points, sign }) => marksOf(points, sign)),
    ],
  });
  asPicture(chart, stage.text("curve_of", { metric: stage.metric(name) }));
  return chart;
}

function pointsOf(rows, name, factor, of) {
  const known = rows.filter((row) => row.scores[name]?.value != null);
  return known.map((row) => {
    const { value, interval } = row.scores[name];
    const [low, high] = (interval ?? [value, value]).map((end) => factor * end);
    return { x: of(row), y: factor * value, low, high };
  });
}

function marksOf(points, [role, symbol, dashes]) {
  const paint = `var(--role-${role})`;
  const place = { x: "x", y: "y", stroke: paint };
  return [
    areaY(points, { x: "x", y1: "low", y2: "high", fill: paint, fillOpacity: 0.22 }),
    line(points, { ...place, strokeWidth: 2, strokeDasharray: dashes || undefined }),
    dot(points, { ...place, fill: paint, symbol, r: points.length > 8 ? 3 : 4 }),
  ];
}

/** One picture with one name: Plot's own labels of parts are for no screen reader. */
export function asPicture(chart, label) {
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", label);
}
