// One definition as an SVG: grids of cells that play the frames of a trace. Nothing is computed here; the numbers come with the trace.

import { svg } from "../../shared/browser/dom.mjs";

/** @import {Cell, Definition, Matrix, Space, Term, Text, Trace} from "./types.mjs" */
/** @typedef {ReturnType<typeof makeWriter>} Writer */
/** @typedef {{style: string, value?: string, note?: string}} CellContent classes, number, sum */
/** @typedef {Pick<Grid, "rows" | "columns" | "numbers">} Extent of a grid */
/**
 * @template {Extent} G
 * @typedef {{rows: G[][], width: number, heights: number[], height: number, size: number}} Plan rows of grids; lengths in cells, `size` of a cell in pixels
 */

// Lengths on the page are in pixels where type is 16 pixels high; they grow with it.
const UNIT = 44; // one cell, in the SVG's own units
const GAP = 0.9; // between grids, in cells
const MARGIN = 4; // around the whole
const TITLE_HEIGHT = 21; // of a grid's name above it
const ROW_GAP = 4; // between rows of grids
const MIN_READABLE_CELL = 12; // numbers in smaller cells cannot be read
const MIN_NOTE_CELL = 22; // smaller cells have no space for sums
const GOOD_CELL = 30; // a flat figure with cells of this size is better than a tall one with larger cells
const MAX_CELL = 50;
const MAX_COLUMNS_WITH_NUMBERS = 20; // more columns leave no space for numbers
const TITLE_SIZE = 13.5; // type of a grid's name
const MAX_NOTE_LETTERS = 9; // of a sum inside a cell; a longer one is counted
export const ROLES = ["input", "zero", "padding", "output", "cropped"]; // gan_core.conv_arithmetic.Role

/**
 * Numbers and sums: up to four decimals, a real minus sign, negative terms in brackets.
 * @param {string} language
 */
export function makeWriter(language) {
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 4, useGrouping: false });
  const number = (/** @type {number} */ value) => format.format(Object.is(value, -0) ? 0 : value).replace("-", "−");
  const bracket = (/** @type {number} */ value) => (value < 0 ? `(${number(value)})` : number(value));
  const sum = (/** @type {number[]} */ values) => values.map((value, index) => (index ? bracket(value) : number(value))).join(" + ");
  return { number, bracket, sum };
}

/** @type {(name: string, cell: Cell) => string} */
export const place = (name, [row, column]) => `${name}[${row},${column}]`;

/** @type {(values: Matrix) => string} */
export const sizeOf = (values) => `${values.length}×${values[0].length}`;

/** @type {(row: number, column: number) => string} */
const keyOf = (row, column) => `${row},${column}`;

/** @type {(values: Matrix, act: (value: number, row: number, column: number) => void) => void} */
function eachCell(values, act) {
  for (const [row, line] of values.entries()) for (const [column, value] of line.entries()) act(value, row, column);
}

/** A rectangle of cells. */
class Grid {
  /**
   * @param {string} name
   * @param {Matrix} values
   * @param {{numbers?: boolean, reachable?: (row: number, column: number) => Cell | undefined}} [options] `reachable`: the output cell that a cell stands for
   */
  constructor(name, values, { numbers = true, reachable } = {}) {
    this.rows = values.length;
    this.columns = values[0].length;
    this.numbers = numbers;
    this.group = svg("g", { class: `grid grid-${name}` });
    this.title = svg("text", { class: "title", x: (this.columns * UNIT) / 2 });
    this.cells = values.map((line, row) => line.map((_, column) => this.cell(row, column, reachable?.(row, column))));
    this.group.append(this.title, ...this.cells.flat().map((cell) => cell.group));
  }

  /**
   * @param {number} row
   * @param {number} column
   * @param {Cell} [output]
   * @returns {{group: SVGGElement, content: Partial<CellContent>, value?: SVGTextElement, note?: SVGTextElement}}
   */
  cell(row, column, output) {
    const rect = svg("rect", { width: UNIT, height: UNIT });
    const group = svg("g", { transform: `translate(${column * UNIT} ${row * UNIT})`, "data-cell": output?.join() }, rect);
    return { group, content: {} };
  }

  /**
   * Change a cell where it differs.
   * @param {number} row
   * @param {number} column
   * @param {CellContent} content
   */
  write(row, column, { style, value = "", note = "" }) {
    const cell = this.cells[row][column];
    const { content } = cell;
    if (content.style !== style) cell.group.setAttribute("class", `cell ${style}`);
    content.style = style;
    if (!this.numbers || (content.value === value && content.note === note)) return;
    Object.assign(content, { value, note });
    cell.value ??= cell.group.appendChild(svg("text", { class: "value", x: UNIT / 2 }));
    cell.value.textContent = value;
    cell.value.setAttribute("y", String(note ? UNIT * 0.4 : UNIT / 2));
    cell.value.setAttribute("font-size", String(Math.min(note ? 19 : 22, (UNIT * 1.3) / Math.max(1, value.length))));
    if (!note && !cell.note) return;
    cell.note ??= cell.group.appendChild(svg("text", { class: "note", x: UNIT / 2, y: UNIT * 0.8 }));
    cell.note.textContent = note;
    cell.note.setAttribute("font-size", String(Math.min(12, (UNIT * 1.45) / Math.max(1, note.length))));
  }
}

/**
 * Grids in rows: one row if its cells are large enough, else what makes cells largest; higher than the space where numbers need it.
 * @template {Extent} G
 * @param {G[]} grids
 * @param {Space} space
 */
export function planOf(grids, { width, height, screen }) {
  const best = bestPlan(grids, width, height);
  const unreadable = best.size < MIN_READABLE_CELL && grids.every((grid) => grid.numbers);
  return unreadable ? bestPlan(grids, width, screen) : best;
}

/**
 * @template {Extent} G
 * @param {G[]} grids
 * @param {number} maxWidth pixels
 * @param {number} maxHeight pixels
 */
function bestPlan(grids, maxWidth, maxHeight) {
  const plans = [[3], [2, 1], [1, 2], [1, 1, 1]].map((counts) => {
    let next = 0;
    const rows = counts.map((count) => {
      next += count;
      return grids.slice(next - count, next);
    });
    const width = Math.max(...rows.map(widthOf));
    const heights = rows.map((row) => Math.max(...row.map((grid) => grid.rows)));
    const cells = heights.reduce((sum, one) => sum + one);
    const between = rows.length * TITLE_HEIGHT + (rows.length - 1) * ROW_GAP;
    const size = Math.min(MAX_CELL, maxWidth / width, (maxHeight - between) / cells);
    return { rows, width, heights, height: cells + between / size, size };
  });
  return plans.find(({ size }) => size >= GOOD_CELL) ?? plans.reduce((one, other) => (other.size > one.size ? other : one));
}

/** @type {(row: Extent[]) => number} */
const widthOf = (row) => row.reduce((sum, grid) => sum + grid.columns, GAP * (row.length - 1));

/**
 * Move the grids to where the plan has them.
 * @param {Plan<Grid>} plan
 */
function arrange(plan) {
  const head = TITLE_HEIGHT / plan.size;
  let top = head;
  plan.rows.forEach((row, index) => {
    let left = (plan.width - widthOf(row)) / 2;
    for (const grid of row) {
      const down = top + (plan.heights[index] - grid.rows) / 2;
      grid.group.setAttribute("transform", `translate(${left * UNIT} ${down * UNIT})`);
      grid.title.setAttribute("y", String(-0.5 * head * UNIT));
      const widest = (grid.columns + GAP) / (0.6 * (grid.title.textContent ?? "").length); // does not reach its neighbours
      grid.title.style.fontSize = `${Math.min(TITLE_SIZE / plan.size, widest) * UNIT}px`;
      left += grid.columns + GAP;
    }
    top += plan.heights[index] + ROW_GAP / plan.size + head;
  });
}

/** @typedef {{input?: Grid, canvas: Grid, kernel: Grid, output?: Grid}} Grids where stamps are added: input; else output */

/** @type {(name: Definition, trace: Trace, text: Text) => Grids} */
function makeGrids(name, trace, text) {
  const [crop] = trace.margins;
  const numbers = Math.max(trace.canvas[0].length, trace.output[0].length) <= MAX_COLUMNS_WITH_NUMBERS;
  const kernel = new Grid("kernel", trace.kernel);
  kernel.title.textContent = name === "windows" ? `w ↻180°` : "w";
  if (name === "stamps") {
    const input = new Grid("input", trace.input);
    const canvas = new Grid("canvas", trace.canvas, {
      numbers,
      reachable: (row, column) => (ROLES[trace.roles[row][column]] === "output" ? [row - crop, column - crop] : undefined),
    });
    input.title.textContent = "x";
    canvas.title.textContent = crop
      ? text("title_cropped", { canvas: sizeOf(trace.canvas), output: sizeOf(trace.output) })
      : `y  ${sizeOf(trace.output)}`;
    return { input, kernel, canvas };
  }
  const canvas = new Grid("canvas", trace.canvas, { numbers });
  const output = new Grid("output", trace.output, { numbers, reachable: (row, column) => [row, column] });
  canvas.title.textContent = text(name === "windows" ? "title_spread" : "title_padded", { canvas: sizeOf(trace.canvas) });
  output.title.textContent = `y  ${sizeOf(trace.output)}`;
  return { canvas, kernel, output };
}

/**
 * The terms of a trace by the cells they belong to, each in the order of the frames.
 * @param {Trace} trace
 */
export function indexTerms(trace) {
  const [crop] = trace.margins;
  /** @type {Map<string, {index: number, term: Term}[]>} */
  const arrivals = new Map(); // canvas cell -> terms and their frames (stamps)
  /** @type {Map<string, Term[]>} */
  const contributions = new Map(); // output cell -> terms
  /** @type {Map<string, string>} */
  const inputs = new Map(); // canvas cell -> input cell that lies there (windows)
  trace.frames.forEach(([, [top, left], terms], index) => {
    for (const term of terms) {
      const [source, [a, b], [row, column]] = term;
      const canvasKey = keyOf(row + crop, column + crop);
      arrivals.set(canvasKey, [...(arrivals.get(canvasKey) ?? []), { index, term }]);
      contributions.set(keyOf(row, column), [...(contributions.get(keyOf(row, column)) ?? []), term]);
      inputs.set(keyOf(top + a * trace.dilation, left + b * trace.dilation), source.join());
    }
  });
  return { arrivals, contributions, inputs };
}

/**
 * What a picture of a trace depends on.
 * @typedef {object} Moment
 * @property {number} done frames
 * @property {Cell | null} marked output cell
 * @property {Map<string, Cell>} under canvas cell -> kernel cell, below the kernel now
 * @property {Set<string>} sources input cells that contribute to the marked one
 * @property {Set<string>} weights kernel cells that do
 */

/** @typedef {{trace: Trace, grids: Grids, terms: ReturnType<typeof indexTerms>, writer: Writer, notes: boolean}} Scene */

/** @type {(scene: Scene, moment: Moment) => void} */
function drawKernel({ trace, grids, writer }, { weights }) {
  eachCell(trace.kernel, (value, row, column) => {
    grids.kernel.write(row, column, { style: `kernel${weights.has(keyOf(row, column)) ? " source" : ""}`, value: writer.number(value) });
  });
}

/** @type {(scene: Scene, moment: Moment) => void} */
function drawStamps({ trace, grids, terms, writer, notes }, { done, marked, under, sources }) {
  const [crop] = trace.margins;
  const frame = trace.frames[done - 1];
  eachCell(trace.input, (value, row, column) => {
    const key = keyOf(row, column);
    const active = frame && frame[0].join() === key;
    grids.input?.write(row, column, {
      style: `input${active ? " active" : ""}${sources.has(key) ? " source" : ""}`,
      value: writer.number(value),
    });
  });
  eachCell(trace.canvas, (_, row, column) => {
    const key = keyOf(row, column);
    const arrived = (terms.arrivals.get(key) ?? []).filter(({ index }) => index < done);
    const last = arrived.at(-1);
    const note = notes && arrived.length > 1 ? arrived.map(({ term }) => writer.bracket(term[3])).join("+") : "";
    const ring = marked?.join() === keyOf(row - crop, column - crop) ? " marked" : "";
    grids.canvas.write(row, column, {
      style: `${ROLES[trace.roles[row][column]]}${last ? "" : " empty"}${under.has(key) ? " active" : ""}${ring}`,
      value: last ? writer.number(last.term[4]) : "",
      note: note.length <= MAX_NOTE_LETTERS ? note : `Σ ${arrived.length}`,
    });
  });
}

/** @type {(scene: Scene, moment: Moment) => void} */
function drawWindows({ trace, grids, terms, writer, notes }, { done, marked, under, sources }) {
  const frame = trace.frames[done - 1];
  eachCell(trace.canvas, (value, row, column) => {
    const key = keyOf(row, column);
    const role = ROLES[trace.roles[row][column]];
    const weight = under.get(key);
    const note = weight && notes ? `×${writer.bracket(trace.kernel[weight[0]][weight[1]])}` : "";
    const source = role === "input" && sources.has(terms.inputs.get(key) ?? "") ? " source" : "";
    grids.canvas.write(row, column, { style: `${role}${weight ? " active" : ""}${source}`, value: writer.number(value), note });
  });
  eachCell(trace.output, (value, row, column) => {
    const known = row * trace.output[0].length + column < done;
    const active = frame && frame[0][0] === row && frame[0][1] === column ? " active" : "";
    const ring = marked?.join() === keyOf(row, column) ? " marked" : "";
    grids.output?.write(row, column, {
      style: `output${known ? "" : " empty"}${active}${ring}`,
      value: known ? writer.number(value) : "",
    });
  });
}

/** @type {(event: Event) => Cell | null} */
function cellBelow(event) {
  const element = /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest("[data-cell]"));
  return element && /** @type {Cell} */ ((element.dataset.cell ?? "").split(",").map(Number));
}

/**
 * The figure of a trace, laid out for a space. `show(done)` draws it after that many frames, `mark(cell)` rings an output cell and everything
 * that contributes to it.
 * @param {Definition} name
 * @param {Trace} trace
 * @param {{writer: Writer, text: Text, space: Space, oncell?: (cell: Cell | null, click: boolean) => void}} options `oncell`: the output cell below the pointer
 */
export function makeFigure(name, trace, { writer, text, space, oncell = () => {} }) {
  const stamps = name === "stamps";
  const grids = makeGrids(name, trace, text);
  const { input, canvas, kernel, output } = grids;
  const plan = planOf(
    [input, ...(input ? [kernel, canvas] : [canvas, kernel]), output].filter((grid) => grid !== undefined),
    space,
  );
  arrange(plan);
  const box = [-MARGIN, -MARGIN, plan.width * UNIT + 2 * MARGIN, plan.height * UNIT + 2 * MARGIN];
  const root = svg("svg", { class: "trace", viewBox: box.join(" "), "data-testid": `figure-${name}`, role: "img" });
  root.style.maxWidth = `${((plan.width + 0.2) * plan.size) / 16}rem`;
  root.append(...[input, canvas, kernel, output].flatMap((grid) => grid?.group ?? []));

  // the kernel's outline on the canvas, and the border of what is kept
  const span = (/** @type {number} */ count) => (trace.dilation * (count - 1) + 1) * UNIT;
  const outline = svg("rect", { class: "window", width: span(trace.kernel[0].length), height: span(trace.kernel.length), rx: 5 });
  canvas.group.append(outline);
  const [crop] = trace.margins; // lines cropped at each side, where stamps are added
  if (stamps) {
    canvas.group.insertBefore(
      svg("rect", {
        class: "kept",
        x: crop * UNIT,
        y: crop * UNIT,
        width: trace.output[0].length * UNIT,
        height: trace.output.length * UNIT,
      }),
      outline,
    );
  }

  const terms = indexTerms(trace);
  const scene = { trace, grids, terms, writer, notes: plan.size >= MIN_NOTE_CELL };
  let done = 0;
  /** @type {Cell | null} */
  let marked = null;
  const draw = () => {
    const frame = trace.frames[done - 1];
    /** @type {Map<string, Cell>} */
    const under = new Map();
    if (frame) {
      const [top, left] = frame[1];
      eachCell(trace.kernel, (_, a, b) => under.set(keyOf(top + a * trace.dilation, left + b * trace.dilation), [a, b]));
      outline.style.transform = `translate(${left * UNIT}px, ${top * UNIT}px)`;
    }
    root.classList.toggle("started", Boolean(frame));
    const marks = marked ? (terms.contributions.get(marked.join()) ?? []) : [];
    const moment = {
      done,
      marked,
      under,
      sources: new Set(marks.map(([source]) => source.join())),
      weights: new Set(marks.map(([, weight]) => weight.join())),
    };
    drawKernel(scene, moment);
    (stamps ? drawStamps : drawWindows)(scene, moment);
  };

  root.addEventListener("pointermove", (event) => oncell(cellBelow(event), false));
  root.addEventListener("pointerleave", () => oncell(null, false));
  root.addEventListener("click", (event) => oncell(cellBelow(event), true));

  return {
    element: root,
    frames: trace.frames.length,
    contributions: (/** @type {Cell} */ cell) => terms.contributions.get(cell.join()) ?? [],
    size: /** @type {Cell} */ ([trace.output.length, trace.output[0].length]),
    show(/** @type {number} */ count) {
      done = count;
      draw();
    },
    mark(/** @type {Cell | null} */ cell) {
      marked = cell;
      draw();
    },
  };
}
