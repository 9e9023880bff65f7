// What stands on a chart besides its curves: equilibrium lines with a name, events, the step of the sample on the screen.

import { h } from "../../shared/browser/dom.mjs";
import uPlot from "../../shared/vendor/uplot.mjs";
import { describe, flagPlace, flagsOf, lineName } from "./events.mjs";

/** @import {PageTheme} from "../../shared/browser/theme.mjs" */
/** @import {Described} from "./events.mjs" */
/** @import {Stage} from "./types.mjs" */
/** @typedef {[x: number, y: number]} Point */

const NEAR = 24; // events closer than this many pixels share one flag

/**
 * @param {Stage} stage
 * @param {HTMLElement} tip where the long words are shown
 */
export function makeMarks(stage, tip) {
  /** @type {Described[]} of the run on the screen */
  let events = [];
  /** Equilibrium lines of a chart's numbers; numbers of the same line share it. */
  const linesOf = (/** @type {string[]} */ sources) => {
    const { lines = {}, config } = stage.a.status ?? {};
    if (!config) return [];
    const all = sources.flatMap((source, index) =>
      source in lines ? [{ value: lines[source], name: lineName(source, config), index, shared: false }] : [],
    );
    const first = all.filter((line, index) => all.findIndex(({ name }) => name === line.name) === index);
    return first.map((line) => ({ ...line, shared: all.filter(({ name }) => name === line.name).length > 1 }));
  };
  const seen = () => events.filter((event) => event.step <= stage.time.until);
  const named = makeNamed(stage, tip);

  return {
    /** Whether flags need room above the charts. */
    get flagged() {
      return seen().length > 0;
    },
    /** Take over what the newest status says. */
    read() {
      events = describe(stage.a.status?.events ?? [], stage);
    },
    /**
     * Lines behind the curves.
     * @param {uPlot} plot
     * @param {{sources: string[], colours: string[], theme: PageTheme}} chart
     */
    behind(plot, { sources, colours, theme }) {
      drawClipped(plot, (stroke) => {
        const { bbox, scales } = plot;
        const upright = (/** @type {number} */ step, /** @type {[string, number, number[]]} */ style) => {
          const x = Math.round(plot.valToPos(step, "x", true));
          stroke(style, [x, bbox.top], [x, bbox.top + bbox.height]);
        };
        for (const line of linesOf(sources)) {
          const y = Math.round(plot.valToPos(line.value, "y", true));
          stroke([line.shared ? theme.now.quiet : colours[line.index], 1.25, [2, 3]], [bbox.left, y], [bbox.left + bbox.width, y]);
        }
        const [first, last] = [scales.x.min ?? 0, scales.x.max ?? 0];
        for (const { step } of seen()) if (step >= first && step <= last) upright(step, [theme.now.ink, 1, [4, 3]]);
        if (!stage.time.isLive && !stage.time.replaying) upright(stage.time.step, [theme.now.accent, 2, []]);
      });
    },
    /**
     * Names that can be pointed at and focused, over the chart.
     * @param {uPlot} plot
     * @param {{sources: string[], theme: PageTheme}} chart
     */
    over(plot, { sources, theme }) {
      named(plot, { lines: linesOf(sources), events: seen(), rem: theme.now.rem });
    },
    values: (/** @type {string[]} */ sources) => linesOf(sources).map((line) => line.value),
  };
}

/**
 * Lines inside the plot; widths and dashes are of the page, places of the canvas.
 * @param {uPlot} plot
 * @param {(stroke: (style: [colour: string, width: number, dash: number[]], from: Point, to: Point) => void) => void} draw
 */
function drawClipped({ ctx, bbox }, draw) {
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw(([colour, width, dash], from, to) => {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width * ratio;
    ctx.setLineDash(dash.map((part) => part * ratio));
    ctx.beginPath();
    ctx.moveTo(...from);
    ctx.lineTo(...to);
    ctx.stroke();
  });
  ctx.restore();
}

/**
 * The layer of names over each plot, made anew only when something on it is different.
 * @param {Stage} stage
 * @param {HTMLElement} tip
 */
function makeNamed(stage, tip) {
  const { text } = stage;
  /** @type {WeakMap<Element, {element: HTMLElement, signature: string}>} a plot's `over` -> its layer */
  const layers = new WeakMap();
  const layerOf = (/** @type {uPlot} */ { over }) => {
    const layer = layers.get(over) ?? { element: h("div", { class: "marks" }), signature: "" };
    layers.set(over, layer);
    if (!layer.element.isConnected) over.append(layer.element);
    return layer;
  };
  /** @param {{x: number, events: Described[]}[]} flags */
  const flagMarks = (flags, /** @type {number} */ width) =>
    flags.map(({ events }, index) => {
      const words = events.length > 1 ? text("events", { count: events.length }) : events[0].short;
      const why = events.map((event) => event.long).join("\n");
      return makeMark(tip, { kind: "flag", name: `event-${index}`, words, why, style: flagPlace(flags, index, width) });
    });

  /**
   * @param {uPlot} plot
   * @param {{lines: {name: string, value: number}[], events: Described[], rem: number}} content
   */
  return (plot, { lines, events, rem }) => {
    const layer = layerOf(plot);
    const [width, height] = [plot.bbox.width / uPlot.pxRatio, plot.bbox.height / uPlot.pxRatio]; // asking the page would make it lay itself out
    const levels = lines
      .map((line) => ({ ...line, y: Math.round(plot.valToPos(line.value, "y")) }))
      .filter(({ y }) => y >= 0 && y <= height);
    const placed = events.map((event) => ({ event, x: plot.valToPos(event.step, "x") })).filter(({ x }) => x >= 0 && x <= width);
    const flags = flagsOf(placed, NEAR);
    const signature = JSON.stringify([levels, flags, width, rem]);
    if (signature === layer.signature) return;
    layer.signature = signature;
    const focused = markOf(plot.over.getRootNode());
    const closed = tip.hidden; // a tip that was closed stays so when the focus is given back
    const lineMarks = levels.map(({ name, value, y }) => {
      const why = text(`line_${name}_why`, { value: stage.short(value) });
      return makeMark(tip, { kind: "equilibrium", name: `line-${name}`, words: text(`line_${name}`), why, style: { top: `${y}px` } });
    });
    layer.element.replaceChildren(...lineMarks, ...flagMarks(flags, width));
    const again = focused && layer.element.querySelector(`[data-mark="${focused}"]`);
    if (again instanceof HTMLElement) again.focus();
    if (focused && closed) tip.hidden = true;
  };
}

/**
 * The name of the mark that has the focus.
 * @param {Node} root
 */
function markOf(root) {
  const active = root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
  return active instanceof HTMLElement ? active.dataset.mark : undefined;
}

/**
 * A name on a chart that shows its long words in the tip.
 * @param {HTMLElement} tip
 * @param {{kind: string, name: string, words: string, why: string, style: Partial<CSSStyleDeclaration>}} mark
 */
function makeMark(tip, { kind, name, words, why, style }) {
  const stay = (/** @type {Event} */ event) => event.stopPropagation(); // the chart below is not pressed
  const described = why ? "live-tip" : undefined;
  const attributes = { type: "button", class: kind, "data-mark": name, "aria-describedby": described, onclick: stay, onmousedown: stay };
  const mark = h("button", attributes, words);
  Object.assign(mark.style, style);
  const show = () => {
    if (!why || !tip.parentElement) return;
    tip.replaceChildren(...why.split("\n").map((line) => h("p", {}, line)));
    tip.hidden = false;
    const frame = tip.parentElement.getBoundingClientRect();
    const box = mark.getBoundingClientRect();
    const left = Math.min(Math.max(0, box.left - frame.left), frame.width - tip.offsetWidth);
    const below = box.bottom - frame.top + 4;
    tip.style.left = `${left}px`;
    tip.style.top = `${below + tip.offsetHeight > frame.height ? box.top - frame.top - tip.offsetHeight - 4 : below}px`;
  };
  const hide = () => {
    tip.hidden = true;
  };
  for (const type of ["pointerenter", "focus"]) mark.addEventListener(type, show);
  for (const type of ["pointerleave", "blur"]) mark.addEventListener(type, hide);
  mark.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  return mark;
}
