// One figure: title, drawing, legend, readouts, files. Drawn anew at every answer; what is dragged or pointed at lies above it.

import { h } from "../../shared/browser/dom.mjs";
import { axisX, axisY, gridX, gridY, plot } from "../../shared/vendor/plot.mjs";
import { saveFigure } from "./export.mjs";
import { formula, sourceOf } from "./formula.mjs";
import { makeHandles } from "./handles.mjs";
import { heatScale } from "./heat.mjs";
import { makeLegend } from "./legend.mjs";
import { marksOf } from "./marks.mjs";
import { makePointer } from "./pointer.mjs";
import { makeReadouts } from "./readouts.mjs";
import { domainOf, ticksOf } from "./scales.mjs";

const HEIGHT = [11, 0.55, 17]; // of a drawing without an aspect: least in em, share of the width, most in em
const TALLEST = 27; // em, of one with an aspect
const FLATTEST = 5.5; // em: a strip on a phone is higher than its aspect says

/** `place(panel)` takes the figure's JSON, `measure()` its room, `show()` draws it. `stage.hidden`: names of marks that the visitor put away. */
export function makePanel(stage) {
  const title = h("h2");
  const own = h("div", { class: "own" });
  const files = h("div", { class: "files" }, ["svg", "png"].map((kind) => h("button", { type: "button", class: "quiet", "data-file": kind, onclick: () => saveFigure(parts(), kind) }, kind.toUpperCase())));
  const base = h("div", { class: "base" });
  const canvas = h("div", { class: "canvas" }, base);
  const handles = makeHandles(stage, canvas);
  const pointer = makePointer(stage, canvas);
  const legend = makeLegend(stage);
  const readouts = makeReadouts(stage);
  const element = h("figure", { class: "panel" }, h("figcaption", {}, h("div", { class: "row" }, title, files), own), canvas, legend.element, readouts.element);

  let panel;
  let view; // what is on the screen: the chart, its axes and marks
  const parts = () => ({ name: `${stage.data.name}-${panel.name}`, title: title.textContent, chart: view.chart, marks: view.marks, lines: view.lines, scale: view.heat, words: stage.text });

  let room; // {wide, em}: read before anything is drawn, for the browser lays everything out to answer
  const measure = () => {
    room = { wide: canvas.clientWidth, em: parseFloat(getComputedStyle(canvas).fontSize) };
  };
  const draw = () => {
    if (!room.wide) return;
    const { wide, em } = room;
    const marks = panel.marks.filter(({ name }) => !stage.hidden.has(name));
    view = chartOf(panel, marks, { stage, wide, em, canvas });
    base.replaceChildren(view.chart);
    handles.render(view);
    pointer.render(view);
  };

  const place = (next) => {
    panel = next;
    element.dataset.panel = panel.name;
    element.classList.toggle("wide", panel.span > 1);
  };
  const show = ({ explained }) => {
    title.textContent = stage.text(panel.name);
    const about = stage.data.formulas[panel.name];
    own.replaceChildren(...(about ? [formula(about.tex), sourceOf(about)].filter(Boolean) : []));
    for (const button of files.children) button.setAttribute("aria-label", stage.own("save", { kind: button.dataset.file.toUpperCase(), title: title.textContent }));
    draw();
    legend.render(panel, { explained, heat: view?.heat });
    readouts.render(panel.readouts);
  };
  return { element, place, measure, show };
}


function chartOf(panel, marks, { stage, wide, em, canvas }) {
  const small = 0.86 * em;
  const axes = Object.fromEntries(["x", "y"].map((side) => [side, { ...panel[side], domain: domainOf(side, panel[side], marks) }]));
  const style = getComputedStyle(canvas);
  const paint = (name) => resolved(canvas, style, name);

  // room for the ticks' numbers, then as much height as the width allows
  const [least, share, most] = HEIGHT;
  const top = 1.9 * small;
  const bottom = 3.1 * small;
  const right = 0.9 * em;
  const rough = panel.aspect ? Math.max(FLATTEST * em, Math.min(wide / Math.max(1, panel.aspect), TALLEST * em)) : Math.min(most * em, Math.max(least * em, share * (wide - 3 * em)));
  const yTicks = ticksOf(axes.y, axes.y.domain, Math.max(3, Math.round(rough / (panel.aspect ? 4 * em : 2.9 * em))));
  const yWrite = stage.write.tick(yTicks, axes.y.scale);
  const left = Math.max(...yTicks.map((tick) => yWrite(tick).length), 1) * 0.58 * small + 0.8 * em;
  let inner = wide - left - right;
  let tall = rough;
  if (panel.aspect) {
    tall = Math.min(inner / panel.aspect, TALLEST * em);
    inner = tall * panel.aspect;
    tall = Math.max(tall, FLATTEST * em);
  }
  const width = Math.round(inner + left + right);
  const height = Math.round(tall + top + bottom);
  const xTicks = ticksOf(axes.x, axes.x.domain, Math.max(2, Math.round(inner / (4.6 * em))));
  const xWrite = stage.write.tick(xTicks, axes.x.scale);

  const heated = marks.find(({ kind }) => kind === "heat");
  const heat = heated && heatScale(heated, paint);
  const lines = panel.marks.filter(({ kind }) => kind === "line"); // hidden ones too: dashes stay
  const drawn = marksOf(marks, { ...axes, em, lines, state: stage.state, words: (name) => (name ? stage.text(name) : ""), write: stage.write.short, wide: inner, tall });
  const quiet = { stroke: "currentColor", strokeOpacity: 0.11 };
  const label = { labelArrow: "none", labelOffset: undefined, tickSize: 0, fontSize: small, color: "var(--quiet)" };
  const chart = plot({
    width, height, marginTop: top, marginBottom: bottom, marginLeft: left, marginRight: right,
    className: "chart", ariaLabel: stage.text(panel.name),
    style: { fontSize: `${small}px`, fontFamily: "inherit", color: "var(--ink)", background: "none", overflow: "visible" },
    x: scaleOf(axes.x), y: scaleOf(axes.y), color: heat?.plot,
    marks: [
      heated ? undefined : [gridX(xTicks, quiet), gridY(yTicks, quiet)],
      drawn,
      axisX(xTicks, { ...label, tickFormat: xWrite, label: stage.text(panel.x.name), labelAnchor: "right", labelOffset: 2.7 * small }),
      axisY(yTicks, { ...label, tickFormat: yWrite, label: stage.text(panel.y.name), labelAnchor: "top", labelOffset: left }),
    ],
  });
  chart.setAttribute("role", "img");
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label"); // parts of a picture have no name of their own
  return { chart, axes, marks, lines, em, heat, write: stage.write.short, box: { left, top, width: inner, height: tall }, size: { width, height }, x: chart.scale("x"), y: chart.scale("y") };
}

function scaleOf({ domain, scale, constant }) {
  return { type: scale, domain, constant, label: null };
}

/** A colour as the screen shows it: a canvas knows no variables. */
function resolved(canvas, style, name) {
  canvas.style.setProperty("caret-color", `var(${name})`);
  const value = style.caretColor;
  canvas.style.removeProperty("caret-color");
  const parts = value.match(/[\d.]+/g).map(Number);
  const scale = value.startsWith("color(") ? 255 : 1;
  return `rgb(${parts.slice(0, 3).map((part) => Math.round(part * scale)).join(",")})`;
}
