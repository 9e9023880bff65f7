// One chart by uPlot. Zoom survives new numbers: a new range is set only when the visitor, or the run's growth, asks for it.

import { h } from "../../shared/browser/dom.mjs";
import uPlot from "../../shared/vendor/uplot.mjs";
import { align, crop, smooth } from "../../runs/browser/curves.mjs";
import { write } from "./words.mjs";

const CLICK_MILLISECONDS = 280; // a second click within this time is a double one
const FAINT = 0.28; // the numbers behind their average
const LINEAR = 1;
const LOG = 3;
const ASINH = 4; // for losses below zero

export function makeChart(stage, definition, { group, look, marks, detail }) {
  const { text } = stage;
  const { name, unit, percent } = definition;
  let log = definition.log;
  let plot; // of uPlot
  let kind = definition.kinds[0]; // which numbers: probabilities or scores, of images or of pairs
  let sources = []; // name of the number, of each curve
  let shownRange = [0, 1];

  const legends = definition.kinds.map((numbers) => numbers.map(([, role, label], index) => {
    const value = h("b");
    return { element: h("li", {}, h("i", { class: `swatch curve-${index}`, style: `--paint: var(--role-${role})` }), text(label), value), value };
  }));
  let legend = legends[0];
  const names = h("ul", { class: "legend" }, legend.map((item) => item.element));
  const toggle = definition.log === undefined ? undefined : h("button", { type: "button", class: "quiet", "aria-pressed": String(log), title: text("log_help"), onclick: () => {
    log = !log;
    toggle.setAttribute("aria-pressed", String(log));
    if (plot) render(...shownRange);
  } }, text("log"));
  const heading = h("h2", {}, text(`chart_${name}`));
  const file = h("button", { type: "button", class: "quiet", title: text("png_help"), onclick: () => savePicture() }, "PNG");
  const host = h("div", { class: "plot", tabindex: 0, role: "group", "data-chart": name });
  const element = h("figure", { class: `chart ${name}` }, h("figcaption", {}, heading, names, h("span", { class: "tools" }, toggle, file)), host);

  // What is drawn

  const read = () => {
    const { a, time, smoothing } = stage;
    const last = (numbers) => Math.max(...numbers.map(([number]) => crop(a.curves.curves.get(number), time.until).steps.at(-1) ?? -1));
    turnTo(definition.kinds.reduce((best, numbers) => (last(numbers) > last(best) ? numbers : best)));
    const curves = (slot, until) => kind.map(([number]) => crop(detail.curve(slot, number), until));
    const soft = (list) => (smoothing ? list.map((curve) => smooth(curve, smoothing)) : list);
    const own = curves("a", time.until);
    const other = soft(curves("b", time.until));
    const nothing = { steps: own[0].steps, values: [] };
    sources = kind.map(([number]) => number);
    const faint = smoothing ? own : own.map(() => nothing);
    const main = soft(own);
    return { data: align([...faint.map(filled), ...main, ...other]), main };
  };
  const turnTo = (numbers) => {
    if (numbers === kind) return;
    kind = numbers;
    legend = legends[definition.kinds.indexOf(kind)];
    names.replaceChildren(...legend.map((item) => item.element));
    stop();
  };
  const filled = (curve) => (curve.values.length ? curve : { steps: new Uint32Array(0), values: curve.values });

  const scored = () => unit && !percent && kind !== definition.kinds[0];

  let main = [];
  let lowest = 1;
  const render = (low, high) => {
    const answer = read();
    ({ main } = answer);
    if (log) lowest = least(answer.data);
    shownRange = [low, high];
    write(heading, text(`chart_${name}${scored() ? "_score" : ""}`));
    if (plot && scaleOf() !== distribution) stop();
    if (!plot) make(answer.data);
    plot.batch(() => {
      plot.setData(answer.data, false);
      plot.setScale("x", { min: low, max: high });
    });
    host.dataset.range = `${Math.round(low)},${Math.round(high)}`;
    host.dataset.points = String(main[0].steps.filter((step) => step >= low && step <= high).length);
    host.dataset.last = String(main[0].steps.at(-1) ?? 0);
    say();
    host.setAttribute("aria-label", text("chart_label", { title: heading.textContent, values: legend.map((item) => item.element.textContent).join("; ") }));
  };

  /** Values beside the names: at the pointer, else the newest. */
  const say = () => {
    const place = plot?.cursor.idx;
    legend.forEach((item, index) => {
      const column = plot?.data[1 + kind.length + index];
      const near = column && place !== null && place !== undefined ? nearest(column, place) : undefined;
      const value = near === undefined ? main[index]?.values.at(-1) : column[near];
      write(item.value, value === undefined ? "" : percent ? stage.percent(value) : stage.short(value));
    });
  };

  // uPlot

  let distribution = LINEAR;
  const scaleOf = () => (log ? (lowest > 0 ? LOG : ASINH) : LINEAR);
  const size = () => ({ width: Math.max(120, host.clientWidth), height: Math.max(80, host.clientHeight) });

  const make = (data) => {
    look.refresh();
    distribution = scaleOf();
    const { rem } = look.now;
    const axis = { font: look.font(0.72), stroke: () => look.now.quiet, grid: { stroke: () => look.now.line, width: 1 }, ticks: { show: false }, gap: 0.25 * rem };
    const whole = (plotted, splits) => splits.map((value) => (Number.isInteger(value) ? stage.whole(value) : ""));
    const shown = distribution === LOG ? told : (splits) => splits;
    const values = (plotted, splits) => shown(splits).map((value) => (value === null ? "" : percent ? stage.percent(value) : stage.short(value)));
    const line = (index, more) => ({ stroke: () => look.now[kind[index][1]], spanGaps: true, points: { show: false }, pxAlign: 0, ...more });
    const each = (more) => kind.map((_, index) => line(index, more));
    plot = new uPlot({
      ...size(),
      padding: [() => (marks.flagged ? 1.25 : 0.5) * look.now.rem, 3 * rem, 0, 0],
      legend: { show: false },
      scales: { x: { time: false }, y: unit && !scored() ? { range: [0, 1] } : { distr: distribution, asinh: 1, range: distribution === LOG ? aroundLog : around } },
      axes: [{ ...axis, size: 1.35 * rem, space: 4 * rem, values: whole }, { ...axis, grid: { ...axis.grid, ...(distribution === LOG ? { filter: decades } : {}) }, size: 2.7 * rem, space: 1.7 * rem, values }],
      series: [{}, ...each({ width: 1, alpha: FAINT }), ...each({ width: 2 }), ...each({ width: 1.5, dash: [5, 4] })],
      cursor: {
        y: false, focus: { prox: -1 },
        points: { size: (self, index) => (index > kind.length && index <= 2 * kind.length ? 0.5 * rem : 0), width: 0, fill: (self, index) => look.now[kind[(index - 1) % kind.length][1]] },
        dataIdx: (self, index, place) => (index ? (nearest(self.data[index], place) ?? place) : place),
        drag: { x: true, y: false, setScale: false, dist: 6 },
        sync: { key: group, scales: ["x", null], setSeries: false, filters: { pub: (type) => ["mousemove", "mouseenter", "mouseleave"].includes(type) } },
        bind: { dblclick: () => reset },
      },
      hooks: {
        setSelect: [select],
        setCursor: [(self) => {
          say();
          if (self.cursor.event) stage.hover(self.cursor.left >= 0 ? self.posToVal(self.cursor.left, "x") : null);
        }],
        drawAxes: [(self) => marks.behind(self, { sources, colours, look })],
        draw: [(self) => {
          endLabels(self);
          marks.over(self, { sources, look, chart: name });
        }],
      },
    }, data, host);
    plot.over.addEventListener("click", click);
    plot.over.addEventListener("mouseleave", () => stage.hover(null));
  };
  const colours = () => kind.map(([, role]) => look.now[role]);

  /** The y range: all numbers and the equilibrium, with a little air. */
  const around = (self, low, high) => {
    if (low === null || high === null) return [0, 1];
    const lines = marks.values(sources);
    const [least, most] = [Math.min(low, ...lines), Math.max(high, ...lines)];
    const air = 0.06 * (most - least || 1);
    return [least - air, most + air];
  };

  const aroundLog = (self, low, high) => (low === null || low <= 0 ? [0.1, 10] : [low / 1.3, high * 1.3]);
  /** Only powers of ten have a grid line. */
  const decades = (self, splits) => splits.map((value) => (Number.isInteger(Math.round(1e6 * Math.log10(value)) / 1e6) ? value : null));

  const endLabels = (self) => {
    const { ctx } = self;
    const ratio = uPlot.pxRatio;
    const gap = 0.85 * look.now.rem * ratio;
    const places = main.map((curve, index) => {
      const inside = crop(curve, self.scales.x.max);
      const value = inside.values.at(-1);
      return value === undefined ? undefined : { index, y: self.valToPos(value, "y", true), x: self.valToPos(inside.steps.at(-1), "x", true) };
    }).filter((place) => place && Number.isFinite(place.y));
    const { top, height, left, width } = self.bbox;
    places.sort((one, two) => one.y - two.y);
    const [first, second] = places;
    if (second && second.y - first.y < gap) {
      const middle = Math.min(Math.max((first.y + second.y) / 2, top + gap / 2), top + height - gap / 2);
      [first.y, second.y] = [middle - gap / 2, middle + gap / 2];
    }
    ctx.save();
    ctx.font = look.font(0.78 * ratio, 600);
    Object.assign(ctx, { textBaseline: "middle", textAlign: "left" });
    for (const { index, x, y } of places) {
      ctx.fillStyle = look.now[kind[index][1]];
      ctx.fillText(text(`${kind[index][2]}_short`), Math.min(x, left + width) + 4 * ratio, y);
    }
    ctx.restore();
  };

  // What the visitor does

  let single = 0;
  function click(event) {
    clearTimeout(single);
    if (event.detail !== 1 || event.target !== plot.over) return;
    const step = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, "x");
    single = setTimeout(() => stage.time.scrub(Math.round(step)), CLICK_MILLISECONDS);
  }
  function reset() {
    clearTimeout(single);
    stage.setZoom(null);
  }
  function select(self) {
    const { left, width } = self.select;
    if (width < 6) return;
    const ends = [self.posToVal(left, "x"), self.posToVal(left + width, "x")];
    self.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    stage.setZoom(ends);
  }

  const stop = () => {
    clearTimeout(single);
    plot?.destroy();
    plot = undefined;
  };
  const rebuild = () => {
    if (!plot) return;
    stop();
    make(read().data);
    plot.setScale("x", { min: shownRange[0], max: shownRange[1] });
  };
  const fit = () => {
    if (!plot) return;
    const { width, height } = size();
    if (width !== plot.width || height !== plot.height) plot.setSize({ width, height });
  };

  /** The chart with its title and names, as a picture. */
  const savePicture = () => {
    const source = plot.ctx.canvas;
    const ratio = uPlot.pxRatio;
    const head = 1.8 * look.now.rem * ratio;
    const canvas = h("canvas", { width: source.width, height: source.height + head });
    const context = canvas.getContext("2d");
    context.fillStyle = look.now.paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.font = look.font(0.95 * ratio, 600);
    context.fillStyle = look.now.ink;
    context.textBaseline = "middle";
    context.fillText(heading.textContent, 8 * ratio, head / 2);
    let x = 24 * ratio + context.measureText(heading.textContent).width;
    legend.forEach((item, index) => {
      context.fillStyle = colours()[index];
      context.fillText(item.element.textContent, x, head / 2);
      x += 16 * ratio + context.measureText(item.element.textContent).width;
    });
    context.drawImage(source, 0, head);
    canvas.toBlob((blob) => {
      const url = URL.createObjectURL(blob);
      h("a", { href: url, download: `${stage.name}-${name}.png` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    });
  };
  return { element, render, rebuild, fit, stop };
}

/** Of a logarithmic axis, the values worth telling: 1, 2, 5 and their decades; only the decades where there are many. */
function told(splits) {
  const many = Math.log10(splits.at(-1) / splits[0]) > 1.6;
  return splits.map((value) => {
    const leading = Math.round(1e6 * (value / 10 ** Math.floor(Math.log10(value) + 1e-9))) / 1e6;
    return (many ? [1] : [1, 2, 5]).includes(leading) ? value : null;
  });
}

/** The least of all numbers, 1 at most. */
function least([, ...columns]) {
  let low = 1;
  for (const column of columns) for (const value of column) if (value !== null && value < low) low = value;
  return low;
}

/** Place of the nearest number to `place` in a column with gaps; undefined in an empty one. */
function nearest(column, place) {
  for (let by = 0; by < column.length; by++) {
    for (const one of [place - by, place + by]) if (column[one] !== null && column[one] !== undefined) return one;
  }
  return undefined;
}
