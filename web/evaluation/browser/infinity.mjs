// FID at infinite N: the distances of smaller and smaller sets against 1 / N, and the line through them to where 1 / N is 0.

import { h } from "../../shared/browser/dom.mjs";
import { dot, line } from "../../shared/vendor/plot.mjs";
import { lineChart } from "./chart.mjs";
import { fileName, headingOf, judgeOf, makeFigure, noteOf } from "./figure.mjs";
import { fitsOf } from "./scales.mjs";
import { signOf } from "./signs.mjs";

/** @import {Fit} from "./scales.mjs" */
/** @import {Group, Stage, View} from "./types.mjs" */

const MAX_WIDTH = 1200;
const ASPECT = 0.36;

/**
 * @param {Stage} stage
 * @returns {View}
 */
export function makeInfinity(stage) {
  const figures = h("div", { class: "figures" });
  const element = h("div", { class: "infinity" }, h("p", { class: "hint" }, stage.text("infinity_hint")), figures);
  const render = (/** @type {Group[]} */ groups) => {
    const drawn = groups.map((group) => ({ group, fits: fitsOf(group) })).filter(({ fits }) => fits.length);
    const width = Math.min(MAX_WIDTH, figures.clientWidth || MAX_WIDTH);
    const parts = drawn.flatMap(({ group, fits }) => [headingOf(stage, group), figureOf(stage, group, fits, width)]);
    figures.replaceChildren(...(parts.length ? parts : [h("p", {}, stage.text("no_infinity"))]));
  };
  return { element, render };
}

/**
 * @param {Stage} stage
 * @param {Group} group
 * @param {Fit[]} fits
 * @param {number} width
 */
function figureOf(stage, group, fits, width) {
  const title = stage.metric("fid_infinity");
  const chart = lineChart({
    width,
    height: Math.max(240, ASPECT * width),
    x: { label: stage.text("axis_inverse"), format: (value) => (value ? `1/${stage.whole(Math.round(1 / value))}` : "0") },
    y: { format: (value) => stage.decimal(value, 1) },
    marks: fits.flatMap(marksOf),
    title,
  });
  const said = (/** @type {Fit} */ { row, value }) =>
    stage.text("infinity_of", {
      model: row.title,
      value: stage.score("fid_infinity", value),
      plain: stage.score("fid", row.scores.fid?.value ?? null),
    });
  const legend = fits.map((fit) => ({ label: said(fit), sign: signOf(fit.sign) }));
  return makeFigure(stage, {
    attributes: { "data-fit": group.key },
    label: title,
    caption: [h("b", {}, title)],
    body: h(
      "div",
      {},
      h(
        "ul",
        { class: "legend" },
        fits.map((fit) => h("li", {}, signOf(fit.sign), said(fit))),
      ),
      chart,
    ),
    sheet: () => ({
      name: fileName("fid-infinity", group.dataset, judgeOf(group), "n", group.n),
      notes: [stage.text("infinity_hint"), noteOf(stage, group)],
      chart,
      legend,
    }),
  });
}

/** @param {Fit} fit */
function marksOf({ sign: { role, symbol, dashes }, value, slope, fit }) {
  const paint = `var(--role-${role})`;
  const furthest = Math.max(...fit.map(([n]) => 1 / n));
  const ends = [0, furthest].map((x) => [x, value + slope * x]);
  const points = fit.map(([n, distance]) => [1 / n, distance]);
  return [
    line(ends, { stroke: paint, strokeWidth: 2, strokeDasharray: dashes }),
    dot(points, { stroke: paint, fill: paint, fillOpacity: 0.5, symbol, r: 4 }),
    dot([[0, value]], { stroke: paint, fill: "var(--surface, white)", symbol, r: 5 }),
  ];
}
