// Curves over the steps, from the frames that are kept: losses, D's accuracy, gradients, coverage, distances.

import { h } from "../../shared/browser/dom.mjs";
import uPlot from "../../shared/vendor/uplot.mjs";
import { write } from "./words.mjs";

const number = (name) => (row) => row.numbers?.[name] ?? null;
/** D's accuracy on single points, where their scores mean something: else there are pairs. */
const single = (name) => (row) => (row.numbers?.discriminator_pair_accuracy === undefined ? (row.numbers?.[name] ?? null) : null);
const count = (name) => (frame) => frame.measures?.[name] ?? null;

/** `curves`: [value of a frame, role that gives its colour, key of its label, dashes]. */
const CHARTS = [
  { name: "loss", curves: [[number("discriminator_loss"), "discriminator", "curve_d"], [number("generator_loss"), "generator", "curve_g", [6, 3]]] },
  { name: "quality", unit: true, curves: [[(frame) => (frame.measures?.modes ?? null) === null ? count("covered")(frame) : frame.measures.modes / frame.measures.shares.length, "real", "curve_modes"], [count("near"), "generated", "curve_near", [6, 3]]] },
  { name: "accuracy", unit: true, curves: [[single("discriminator_accuracy_real"), "real", "curve_real"], [single("discriminator_accuracy_fake"), "generated", "curve_fake", [6, 3]], [number("discriminator_pair_accuracy"), "discriminator", "curve_pairs"]] },
  { name: "gradient", log: true, curves: [[number("generator_grad_norm"), "generator", "curve_g", [6, 3]], [number("discriminator_grad_norm"), "discriminator", "curve_d"]] },
  { name: "divergence", unit: false, curves: [[count("kl"), "other", "curve_kl"], [count("js"), "warning", "curve_js", [6, 3]]] },
  { name: "distance", curves: [[count("w1"), "other", "curve_w1"]] },
];
const TINY = 1e-9; // the least a logarithmic axis shows

export function makeCharts(stage) {
  const charts = CHARTS.map((definition) => makeChart(stage, definition));
  const element = h("div", { class: "charts" }, charts.map((chart) => chart.element));
  const observer = new ResizeObserver(() => charts.forEach((chart) => chart.fit()));
  observer.observe(element);
  stage.signal.addEventListener("abort", () => {
    observer.disconnect();
    charts.forEach((chart) => chart.stop());
  });
  return {
    element,
    render() {
      if (!element.offsetParent) return; // another tab is open
      for (const chart of charts) chart.render();
    },
    rebuild: () => charts.forEach((chart) => chart.stop()),
  };
}

function makeChart(stage, { name, curves, unit, log }) {
  const { text, short, percent, look } = stage;
  const values = curves.map(() => h("b"));
  const legend = h("ul", { class: "legend" }, curves.map(([, role, label, dashes], index) => h("li", {}, h("i", { class: `swatch ${dashes ? "dashes" : ""}`, style: `--paint: var(--role-${role})` }), text(label), values[index])));
  const host = h("div", { class: "plot", role: "img", "data-chart": name });
  const element = h("figure", { class: `chart ${name}` }, h("figcaption", {}, h("h3", { title: text(`chart_${name}_help`) }, text(`chart_${name}`)), legend), host);
  let plot;

  const said = (value) => (value === null || value === undefined ? "" : unit ? percent(value) : short(value));
  const columns = () => {
    const players = [stage.a, stage.b].filter(Boolean);
    const rows = new Map(players.map((player) => [player, [...player.curves, ...player.film.frames.map(({ step, measures }) => ({ step, measures }))]]));
    const steps = [...new Set([...rows.values()].flatMap((frames) => frames.map((frame) => frame.step)))].sort((one, two) => one - two);
    const column = (player, read) => {
      const known = new Map();
      for (const row of rows.get(player)) {
        const value = clean(read(row));
        if (value !== null) known.set(row.step, value);
      }
      return steps.map((step) => known.get(step) ?? null);
    };
    return [steps, ...[0, 1].flatMap((place) => curves.map(([read]) => (players[place] ? column(players[place], read) : steps.map(() => null))))];
  };
  const clean = (value) => (log && value !== null ? (value > 0 ? Math.max(TINY, value) : null) : value);

  const make = (data) => {
    const { rem } = look.now;
    const axis = { font: look.font(0.68), stroke: () => look.now.quiet, grid: { stroke: () => look.now.line, width: 1 }, ticks: { show: false }, gap: 3 };
    const line = ([, role, , dashes], more) => ({ stroke: () => look.now[role], width: 2, dash: dashes, spanGaps: true, points: { show: false }, ...more });
    plot = new uPlot({
      ...size(),
      padding: [6, 1.1 * rem, 0, 0],
      legend: { show: false },
      scales: { x: { time: false, range: (self, low, high) => [Math.max(0, low ?? 0), Math.max(1, high ?? 1)] }, y: log ? { distr: 3, range: aroundLog } : { range: unit ? [0, 1.02] : around } },
      axes: [
        { ...axis, size: 1.2 * rem, splits: even(5), values: (self, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? stage.whole(tick) : "")) },
        { ...axis, size: 2.5 * rem, splits: log ? decades : even(4), values: (self, ticks) => ticks.map(said) },
      ],
      series: [{}, ...curves.map((curve) => line(curve)), ...curves.map((curve) => line(curve, { width: 1.3, dash: [2, 3] }))],
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 }, sync: { key: stage.group } },
      hooks: { setCursor: [tell], draw: [moment] },
    }, data, host);
  };
  const size = () => ({ width: Math.max(120, host.clientWidth), height: Math.max(70, host.clientHeight) });

  /** Values beside the names: at the pointer, else at the moment on the screen. */
  const tell = () => {
    const frame = stage.time.frame(stage.a);
    const place = plot?.cursor.idx;
    curves.forEach(([read], index) => write(values[index], said(place === null || place === undefined ? frame && read(frame) : plot.data[1 + index][place])));
    host.setAttribute("aria-label", `${text(`chart_${name}`)}: ${legend.textContent}`);
  };
  /** The moment on the time line. */
  const moment = ({ ctx, bbox, valToPos }) => {
    if (stage.time.at === null) return;
    const x = Math.round(valToPos(stage.time.at, "x", true));
    ctx.save();
    ctx.strokeStyle = look.now.ink;
    ctx.lineWidth = uPlot.pxRatio;
    ctx.setLineDash([4, 3]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  };
  return {
    element,
    render() {
      const data = columns();
      const empty = data.slice(1).every((column) => column.every((value) => value === null));
      element.hidden = empty && data[0].length > 2;
      values.forEach((value, index) => (value.parentElement.hidden = name === "accuracy" && [0, 1].every((place) => data[1 + index + place * curves.length].every((one) => one === null))));
      if (element.hidden || data[0].length < 2 || !host.clientWidth) return;
      if (plot) plot.setData(data);
      else make(data);
      tell();
    },
    fit() {
      if (plot && host.clientWidth) plot.setSize(size());
    },
    stop() {
      plot?.destroy();
      plot = undefined;
    },
  };
}

function around(self, low, high) {
  if (low === null || low === undefined) return [0, 1];
  const air = 0.06 * (high - low || 1);
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

function aroundLog(self, low, high) {
  return low ? [low / 1.5, high * 1.5] : [0.1, 10];
}

// uPlot's own ticks never end for some ranges (a gradient of 1e-10): these do.

/** About so many round numbers. */
const even = (count) => (self, axis, low, high) => {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.min(20, Math.floor(high / step) - first + 1)) }, (_, index) => (first + index) * step);
};

/** Of a logarithmic axis whole decades, fewer where there are many; 1, 2, 5 where there is hardly one. */
function decades(self, axis, low, high) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  if (last <= first) return [first - 1, first].flatMap((power) => [1, 2, 5].map((factor) => factor * 10 ** power)).filter((value) => value >= low && value <= high);
  const stride = Math.ceil((last - first) / 4) || 1;
  return Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, index) => 10 ** (first + index * stride));
}
