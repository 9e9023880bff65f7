// One chart. Zoom survives new numbers: a new range is set only when the visitor, or the run's growth, asks for it.

import { align, crop, smooth } from "../../runs/browser/curves.mjs";
import { context2d, h, write } from "../../shared/browser/dom.mjs";
import { saveBlob } from "../../shared/browser/files.mjs";
import uPlot from "../../shared/vendor/uplot.mjs";
import { least, nearest } from "./axis.mjs";
import { ASINH, LINEAR, LOG, makePlot } from "./plot.mjs";

/** @import {Curve} from "../../runs/browser/curves.mjs" */
/** @import {PageTheme, Role} from "../../shared/browser/theme.mjs" */
/** @import {SlotName, Stage} from "./types.mjs" */

/** @typedef {[number: string, role: Role, label: string]} Numbers name of a number, role that gives its colour, key of its label */

/**
 * @typedef {object} Definition
 * @property {string} name
 * @property {Numbers[][]} kinds of the same thing, as objectives have them: probabilities or scores, of images or of pairs
 * @property {boolean} [unit] whether its first kind lies in [0, 1]
 * @property {boolean} [percent]
 * @property {boolean} [log] whether it begins on a logarithmic scale; absent where it has none
 */

/**
 * @typedef {object} Tools what the charts share
 * @property {string} group charts with one pointer
 * @property {PageTheme} theme
 * @property {ReturnType<typeof import("./marks.mjs").makeMarks>} marks
 * @property {ReturnType<typeof import("./detail.mjs").makeDetail>} detail
 * @property {ReturnType<typeof import("./score_curve.mjs").makeScoreCurve>} scores
 */

const NO_STEPS = new Uint32Array(0);

export class Chart {
  /**
   * @param {Stage} stage
   * @param {Definition} definition
   * @param {Tools} tools
   */
  constructor(stage, definition, tools) {
    this.stage = stage;
    this.definition = definition;
    this.tools = tools;
    this.log = Boolean(definition.log);
    this.kind = definition.kinds[0];
    /** @type {Curve[]} the run's own, as they are drawn */
    this.main = [];
    this.lowest = 1;
    /** @type {[number, number]} */
    this.shownRange = [0, 1];
    this.distribution = LINEAR;
    /** @type {uPlot | undefined} */
    this.plot = undefined;
    this.legends = definition.kinds.map((numbers) => numbers.map((one, index) => this.makeName(one, index)));
    this.names = h("ul", { class: "legend" });
    this.heading = h("h2", {}, stage.text(`chart_${definition.name}`));
    this.host = h("div", { class: "plot", tabindex: 0, role: "group", "data-chart": definition.name });
    this.buttons = this.makeTools();
    const caption = h("figcaption", {}, this.heading, this.names, this.buttons);
    this.element = h("figure", { class: `chart ${definition.name}` }, caption, this.host);
    this.showNames();
  }

  /**
   * @param {Numbers} numbers
   * @param {number} index
   */
  makeName([, role, label], index) {
    const value = h("b");
    const swatch = h("i", { class: `swatch curve-${index}`, style: `--paint: var(--role-${role})` });
    return { element: h("li", {}, swatch, this.stage.text(label), value), value };
  }

  makeTools() {
    const { text } = this.stage;
    const file = h("button", { type: "button", class: "quiet", title: text("png_help"), onclick: () => this.savePicture() }, "PNG");
    if (this.definition.log === undefined) return h("span", { class: "tools" }, file);
    const toggle = h("button", { type: "button", class: "quiet", "aria-pressed": String(this.log), title: text("log_help") }, text("log"));
    toggle.addEventListener("click", () => {
      this.log = !this.log;
      toggle.setAttribute("aria-pressed", String(this.log));
      if (this.plot) this.render(...this.shownRange);
    });
    return h("span", { class: "tools" }, toggle, file);
  }

  get legend() {
    return this.legends[this.definition.kinds.indexOf(this.kind)];
  }

  showNames() {
    this.names.replaceChildren(...this.legend.map((item) => item.element));
  }

  /** Name of the number of each curve. */
  get sources() {
    return this.kind.map(([number]) => number);
  }

  /** Whether it shows scores where its first kind are probabilities. */
  get isScore() {
    return Boolean(this.definition.unit && !this.definition.percent && this.kind !== this.definition.kinds[0]);
  }

  get scale() {
    if (!this.log) return LINEAR;
    return this.lowest > 0 ? LOG : ASINH; // ASINH for losses below zero
  }

  // What is drawn

  /** The kind whose numbers go on the longest; the first of those. */
  chooseKind() {
    const { a, time } = this.stage;
    const last = (/** @type {string} */ number) => crop(a.curves?.curves.get(number), time.until).steps.at(-1) ?? -1;
    const lengths = this.definition.kinds.map((numbers) => Math.max(...numbers.map(([number]) => last(number))));
    const kind = this.definition.kinds[lengths.indexOf(Math.max(...lengths))];
    if (kind === this.kind) return;
    this.kind = kind;
    this.showNames();
    this.stop();
  }

  /** Columns for the plot: the numbers as they are, faint, behind their average; the average; the other run's. */
  read() {
    this.chooseKind();
    const { time, smoothing } = this.stage;
    const { detail, scores } = this.tools;
    const source = (/** @type {SlotName} */ slot, /** @type {string} */ number) =>
      number === "fid" ? scores.curve(slot) : detail.curve(slot, number);
    const curves = (/** @type {SlotName} */ slot) => this.sources.map((number) => crop(source(slot, number), time.until));
    const soft = (/** @type {Curve[]} */ list) =>
      smoothing && this.sources[0] !== "fid" ? list.map((curve) => smooth(curve, smoothing)) : list;
    const own = curves("a");
    const faint = smoothing && this.sources[0] !== "fid" ? own : own.map(() => ({ steps: NO_STEPS, values: new Float32Array(0) }));
    this.main = soft(own);
    return align([...faint, ...this.main, ...soft(curves("b"))]);
  }

  /**
   * @param {number} low first step
   * @param {number} high last step
   */
  render(low, high) {
    const { heading, host, stage, definition } = this;
    const data = this.read();
    const [, ...columns] = data;
    if (this.log) this.lowest = least(columns);
    this.shownRange = [low, high];
    write(heading, stage.text(`chart_${definition.name}${this.isScore ? "_score" : ""}`));
    if (this.plot && this.scale !== this.distribution) this.stop();
    const plot = this.plot ?? this.make(data);
    plot.batch(() => {
      plot.setData(data, false);
      plot.setScale("x", { min: low, max: high });
    });
    const { steps } = this.main[0];
    host.dataset.range = `${Math.round(low)},${Math.round(high)}`;
    host.dataset.points = String(steps.filter((step) => step >= low && step <= high).length);
    host.dataset.last = String(steps.at(-1) ?? 0);
    this.say();
    const values = this.legend.map((item) => item.element.textContent).join("; ");
    host.setAttribute("aria-label", stage.text("chart_label", { title: heading.textContent, values }));
  }

  /** Values beside the names: at the pointer, else the newest. */
  say() {
    const place = this.plot?.cursor.idx ?? undefined;
    this.legend.forEach((item, index) => {
      const column = place === undefined ? undefined : this.plot?.data[1 + this.kind.length + index];
      const near = column && place !== undefined ? nearest(column, place) : undefined;
      const value = column && near !== undefined ? column[near] : this.main[index]?.values.at(-1);
      write(item.value, value === undefined || value === null ? "" : this.format(value));
      item.element.hidden = this.definition.name === "samples" && !this.main[index]?.steps.length; // no labels, or none that are classified
    });
  }

  /** @param {number} value */
  format(value) {
    return this.definition.percent ? this.stage.percent(value) : this.stage.short(value);
  }

  get colours() {
    return this.kind.map(([, role]) => this.tools.theme.now[role]);
  }

  // The plot

  get size() {
    return { width: Math.max(120, this.host.clientWidth), height: Math.max(80, this.host.clientHeight) };
  }

  /** @param {ReturnType<typeof align>} data */
  make(data) {
    this.tools.theme.refresh();
    this.distribution = this.scale;
    this.plot = makePlot(this, data);
    return this.plot;
  }

  stop() {
    this.plot?.destroy();
    this.plot = undefined;
  }

  rebuild() {
    if (!this.plot) return;
    this.stop();
    const [min, max] = this.shownRange;
    this.make(this.read()).setScale("x", { min, max });
  }

  fit() {
    const { plot, size } = this;
    if (plot && (size.width !== plot.width || size.height !== plot.height)) plot.setSize(size);
  }

  /** The chart with its title and names, as a picture. */
  savePicture() {
    const { plot, heading } = this;
    if (!plot) return;
    const { theme } = this.tools;
    const source = plot.ctx.canvas;
    const ratio = uPlot.pxRatio;
    const head = 1.8 * theme.now.rem * ratio;
    const canvas = h("canvas", { width: source.width, height: source.height + head });
    const context = context2d(canvas);
    context.fillStyle = theme.now.paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.font = theme.font(0.95 * ratio, 600);
    context.textBaseline = "middle";
    let x = 8 * ratio;
    const put = (/** @type {string} */ words, /** @type {string} */ colour) => {
      context.fillStyle = colour;
      context.fillText(words, x, head / 2);
      x += 16 * ratio + context.measureText(words).width;
    };
    put(heading.textContent ?? "", theme.now.ink);
    this.legend.forEach((item, index) => {
      put(item.element.textContent ?? "", this.colours[index]);
    });
    context.drawImage(source, 0, head);
    canvas.toBlob((blob) => blob && saveBlob(blob, `${this.stage.name}-${this.definition.name}.png`));
  }
}
