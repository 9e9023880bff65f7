// One figure: title, drawing, legend, readouts, files. Drawn anew at every answer; what is dragged or pointed at lies above it.

import { h } from "../../shared/browser/dom.mjs";
import { parts } from "../../shared/browser/theme.mjs";
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
import { GRID } from "./style_table.mjs";

/** @import {Mark, Panel, PlacedAxis, Stage, View} from "./types.mjs" */
/** @typedef {{wide: number, em: number, tall?: number}} Size of the canvas, pixels; `tall` where the screen's height decides: in presenter mode */

const FORMATS = /** @type {const} */ (["svg", "png"]);
const HEIGHT = { min: 11, share: 0.55, max: 17 }; // of a drawing without an aspect: em, share of the width, em
const MAX_HEIGHT = 27; // em, of one with an aspect
const MIN_HEIGHT = 5.5; // em: a strip on a phone is higher than its aspect says

/**
 * Whether what is below the stage of presenter mode: its figures fill the height.
 * @param {Element} element
 */
export const isPresented = (element) => Boolean(element.closest("[data-presenting]"));

/**
 * `place(panel)` takes the figure's JSON, `measure()` its size, `show()` draws it.
 * @param {Stage} stage
 * @param {(name: string) => void} bringToFront
 */
export function makePanel(stage, bringToFront) {
  const title = h("h2");
  const own = h("div", { class: "own" });
  const files = h(
    "div",
    { class: "files" },
    FORMATS.map((kind) =>
      h("button", { type: "button", class: "quiet", "data-file": kind, onclick: () => saveFigure(figure(), kind) }, kind.toUpperCase()),
    ),
  );
  const enlarge = h("button", { type: "button", class: "quiet enlarge", onclick: () => bringToFront(panel.name) }, "⤢");
  files.prepend(enlarge);
  const base = h("div", { class: "base" });
  const canvas = h("div", { class: "canvas" }, base);
  const handles = makeHandles(stage, canvas);
  const pointer = makePointer(stage, canvas);
  const legend = makeLegend(stage);
  const readouts = makeReadouts(stage);
  const element = h(
    "figure",
    { class: "panel" },
    h("figcaption", {}, h("div", { class: "row" }, title, files), own),
    canvas,
    legend.element,
    readouts.element,
  );

  /** @type {Panel} */
  let panel;
  /** @type {View} */
  let view; // what is on the screen
  const figure = () => ({
    name: `${stage.data.name}-${panel.name}`,
    title: stage.text(panel.name),
    chart: view.chart,
    marks: view.marks,
    lines: view.lines,
    scale: view.heat,
    words: stage.text,
  });

  /** @type {Size} */
  let size; // read before anything is drawn, for the browser lays everything out to answer
  /** Read the canvas's size; whether it is another than before. */
  const measure = () => {
    const before = JSON.stringify(size);
    const tall = isPresented(canvas) ? canvas.clientHeight : undefined;
    size = { wide: canvas.clientWidth, em: parseFloat(getComputedStyle(canvas).fontSize), tall };
    return JSON.stringify(size) !== before;
  };
  const draw = () => {
    if (!size.wide) return;
    const marks = panel.marks.filter(({ name }) => !stage.hidden.has(name));
    view = chartOf(panel, marks, { stage, canvas, ...size });
    base.replaceChildren(view.chart);
    handles.render(view);
    pointer.render(view);
  };

  const place = (/** @type {Panel} */ next) => {
    panel = next;
    element.dataset.panel = panel.name;
    element.classList.toggle("wide", panel.span > 1);
  };
  /** @param {{explained: Set<string>}} options names whose formula another figure already shows */
  const show = ({ explained }) => {
    title.textContent = stage.text(panel.name);
    const about = stage.data.formulas[panel.name];
    own.replaceChildren(...(about ? [formula(about.tex), sourceOf(about) ?? ""] : []));
    enlarge.setAttribute("aria-label", stage.own("enlarge", { title: stage.text(panel.name) }));
    for (const button of files.querySelectorAll("[data-file]"))
      button.setAttribute("aria-label", stage.own("save", { kind: button.textContent ?? "", title: stage.text(panel.name) }));
    draw();
    legend.render(panel, { explained, heat: view?.heat });
    readouts.render(panel.readouts);
  };
  return { element, place, measure, show };
}

/**
 * Where everything lies: room for the ticks' numbers, then as much height as the width allows.
 * @param {Panel} panel
 * @param {Record<"x" | "y", PlacedAxis>} axes
 * @param {Size} size
 * @param {Stage["write"]} write
 */
function layoutOf(panel, axes, { wide, em, tall: given }, write) {
  const small = 0.86 * em;
  const top = 1.9 * small;
  const right = 0.9 * em;
  const bottom = 3.1 * small;
  const room = given && Math.max(em, given - top - bottom); // what the screen leaves for the drawing
  const free = room ?? Math.min(HEIGHT.max * em, Math.max(HEIGHT.min * em, HEIGHT.share * (wide - 3 * em)));
  const most = room ?? MAX_HEIGHT * em;
  const rough = panel.aspect ? Math.max(MIN_HEIGHT * em, Math.min(wide / Math.max(1, panel.aspect), most)) : free;
  const yTicks = ticksOf(axes.y, axes.y.domain, Math.max(3, Math.round(rough / (panel.aspect ? 4 * em : 2.9 * em))));
  const yWrite = write.tick(yTicks, axes.y.scale);
  const left = Math.max(...yTicks.map((tick) => yWrite(tick).length), 1) * 0.58 * small + 0.8 * em;
  let inner = wide - left - right;
  let tall = rough;
  if (panel.aspect) {
    tall = Math.min(inner / panel.aspect, most);
    inner = tall * panel.aspect;
    tall = Math.max(tall, Math.min(MIN_HEIGHT * em, most));
  }
  const xTicks = ticksOf(axes.x, axes.x.domain, Math.max(2, Math.round(inner / (4.6 * em))));
  return {
    small,
    bottom,
    right,
    size: { width: Math.round(inner + left + right), height: Math.round(tall + top + bottom) },
    box: { left, top, width: inner, height: tall },
    x: { ticks: xTicks, write: write.tick(xTicks, axes.x.scale) },
    y: { ticks: yTicks, write: yWrite },
  };
}

/**
 * @param {Panel} panel
 * @param {Mark[]} marks that are drawn
 * @param {Size & {stage: Stage, canvas: HTMLElement}} options
 * @returns {View}
 */
function chartOf(panel, marks, { stage, canvas, ...space }) {
  const { em } = space;
  const ghosts = stage.pin.ghosts(panel.name).filter(({ name }) => !stage.hidden.has(name));
  const seen = [...ghosts, ...marks];
  const axes = { x: { ...panel.x, domain: domainOf("x", panel.x, seen) }, y: { ...panel.y, domain: domainOf("y", panel.y, seen) } };
  const style = getComputedStyle(canvas);
  const { small, bottom, right, size, box, x, y } = layoutOf(panel, axes, space, stage.write);

  const heated = marks.find((mark) => mark.kind === "heat");
  const heat = heated && heatScale(heated, (variable) => resolved(canvas, style, variable));
  const lines = panel.marks.filter((mark) => mark.kind === "line"); // hidden ones too: dashes stay
  const drawn = marksOf(seen, {
    ...axes,
    em,
    lines,
    state: stage.state,
    words: (name) => (name ? stage.text(name) : ""),
    write: stage.write.short,
    wide: box.width,
    tall: box.height,
  });
  const quiet = { stroke: "currentColor", strokeOpacity: GRID };
  const label = { labelArrow: "none", labelOffset: undefined, tickSize: 0, fontSize: small, color: "var(--quiet)" };
  const chart = plot({
    ...size,
    marginTop: box.top,
    marginBottom: bottom,
    marginLeft: box.left,
    marginRight: right,
    className: "chart",
    ariaLabel: stage.text(panel.name),
    style: { fontSize: `${small}px`, fontFamily: "inherit", color: "var(--ink)", background: "none", overflow: "visible" },
    x: scaleOf(axes.x),
    y: scaleOf(axes.y),
    color: heat?.plot,
    marks: [
      heated ? undefined : [gridX(x.ticks, quiet), gridY(y.ticks, quiet)],
      drawn,
      axisX(x.ticks, { ...label, tickFormat: x.write, label: stage.text(panel.x.name), labelAnchor: "right", labelOffset: 2.7 * small }),
      axisY(y.ticks, { ...label, tickFormat: y.write, label: stage.text(panel.y.name), labelAnchor: "top", labelOffset: box.left }),
    ],
  });
  chart.setAttribute("role", "img");
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label"); // parts of a picture have no name of their own
  return { chart, axes, marks, lines, em, heat, write: stage.write.short, box, size, x: chart.scale("x"), y: chart.scale("y") };
}

/** @type {(axis: PlacedAxis) => object} */
const scaleOf = ({ domain, scale, constant }) => ({ type: scale, domain, constant, label: null });

/**
 * A colour as the screen shows it: a canvas knows no variables.
 * @param {HTMLElement} canvas
 * @param {CSSStyleDeclaration} style its computed one
 * @param {string} variable
 */
function resolved(canvas, style, variable) {
  canvas.style.setProperty("caret-color", `var(${variable})`);
  const value = style.caretColor;
  canvas.style.removeProperty("caret-color");
  return `rgb(${parts(value).join(",")})`;
}
