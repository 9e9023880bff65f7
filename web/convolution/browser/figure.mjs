// One definition as an SVG: grids of cells that play the frames of a trace. Nothing is computed here; the numbers come with the trace.

import { svg } from "../../shared/browser/dom.mjs";

// Lengths on the page are in pixels where type is 16 pixels high; they grow with it.
const UNIT = 44; // one cell, in the SVG's own units
const GAP = 0.9; // between grids, in cells
const HEAD = 21; // of a grid's name above it
const ROW = 4; // between rows of grids
const SMALL = 12; // numbers in smaller cells cannot be read
const LARGEST = 50; // a cell
const LARGE_ENOUGH = 30; // a flat figure with cells of this size is better than a tall one with larger cells
const READABLE = 20; // more columns than this leave no room for numbers
const NOTED = 22; // smaller cells have no room for sums
const TITLE = 13.5; // type of a grid's name
const LONGEST = 9; // letters of a sum inside a cell; a longer one is counted
const ROLES = ["input", "zero", "padding", "output", "cropped"]; // gan_core.conv_arithmetic.Role

/** Numbers and sums as they are written: up to four decimals, a real minus sign, negative terms in brackets. */
export function makeWriter(language) {
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 4, useGrouping: false });
  const number = (value) => format.format(Object.is(value, -0) ? 0 : value).replace("-", "−");
  const bracket = (value) => (value < 0 ? `(${number(value)})` : number(value));
  return { number, bracket, sum: (values) => values.map((value, index) => (index ? bracket(value) : number(value))).join(" + ") };
}

export const place = (name, [row, column]) => `${name}[${row},${column}]`;

/** A rectangle of cells. `write(row, column, look)` changes a cell only where it differs. */
class Grid {
  constructor(name, rows, columns, { numbers = true, reachable } = {}) {
    Object.assign(this, { name, rows, columns, numbers });
    this.group = svg("g", { class: `grid grid-${name}` });
    this.title = svg("text", { class: "title", x: (columns * UNIT) / 2 });
    this.cells = Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (__, column) => this.cell(row, column, reachable?.(row, column))));
    this.group.append(this.title, ...this.cells.flat().map((cell) => cell.group));
  }

  cell(row, column, key) {
    const rect = svg("rect", { width: UNIT, height: UNIT });
    const group = svg("g", { transform: `translate(${column * UNIT} ${row * UNIT})`, "data-cell": key?.join() }, rect);
    return { group, written: {} };
  }

  write(row, column, { look, value = "", note = "" }) {
    const cell = this.cells[row][column];
    const { written } = cell;
    if (written.look !== look) cell.group.setAttribute("class", `cell ${(written.look = look)}`);
    if (!this.numbers || (written.value === value && written.note === note)) return;
    Object.assign(written, { value, note });
    cell.value ??= cell.group.appendChild(svg("text", { class: "value", x: UNIT / 2 }));
    cell.value.textContent = value;
    cell.value.setAttribute("y", note ? UNIT * 0.4 : UNIT / 2);
    cell.value.setAttribute("font-size", Math.min(note ? 19 : 22, (UNIT * 1.3) / Math.max(1, value.length)));
    if (!note && !cell.note) return;
    cell.note ??= cell.group.appendChild(svg("text", { class: "note", x: UNIT / 2, y: UNIT * 0.8 }));
    cell.note.textContent = note;
    cell.note.setAttribute("font-size", Math.min(12, (UNIT * 1.45) / Math.max(1, note.length)));
  }
}

/** Put grids into rows: one row if its cells are large enough, else whatever makes cells largest; higher than the room where numbers need it. */
function arrange(grids, { width, height, screen }) {
  const best = bestPlan(grids, width, height);
  const forReading = grids.every((grid) => grid.numbers);
  return lay(best.size < SMALL && forReading ? bestPlan(grids, width, screen) : best);
}

function bestPlan(grids, roomWidth, roomHeight) {
  const plans = [[3], [2, 1], [1, 2], [1, 1, 1]].map((counts) => {
    let next = 0;
    const rows = counts.map((count) => grids.slice(next, (next += count)));
    const width = Math.max(...rows.map(widthOf));
    const heights = rows.map((row) => Math.max(...row.map((grid) => grid.rows)));
    const cells = heights.reduce((sum, one) => sum + one);
    const between = rows.length * HEAD + (rows.length - 1) * ROW;
    const size = Math.min(LARGEST, roomWidth / width, (roomHeight - between) / cells);
    return { rows, width, heights, height: cells + between / size, size };
  });
  return plans.find(({ size }) => size >= LARGE_ENOUGH) ?? plans.reduce((one, other) => (other.size > one.size ? other : one));
}

const widthOf = (row) => row.reduce((sum, grid) => sum + grid.columns, GAP * (row.length - 1));

function lay(plan) {
  const head = HEAD / plan.size;
  let top = head;
  plan.rows.forEach((row, index) => {
    let left = (plan.width - widthOf(row)) / 2;
    for (const grid of row) {
      const down = top + (plan.heights[index] - grid.rows) / 2;
      grid.group.setAttribute("transform", `translate(${left * UNIT} ${down * UNIT})`);
      grid.title.setAttribute("y", -0.5 * head * UNIT);
      const widest = (grid.columns + GAP) / (0.6 * grid.title.textContent.length); // does not reach its neighbours
      grid.title.style.fontSize = `${Math.min(TITLE / plan.size, widest) * UNIT}px`;
      left += grid.columns + GAP;
    }
    top += plan.heights[index] + ROW / plan.size + head;
  });
  return plan;
}

/**
 * The figure of trace `name` ("stamps", "windows" or "convolution"), laid out for a `room` of {width, height, screen}: what is left of
 * the first screen, and how high a whole one is.
 *
 * `show(done)` draws it after that many frames, `mark(cell)` rings an output cell and everything that contributes to it,
 * `oncell(cell | null)` hears which output cell the pointer is on.
 */
export function makeFigure(name, trace, { writer, text, room, oncell = () => {} }) {
  const stamps = name === "stamps";
  const rows = (values) => values.length;
  const columns = (values) => values[0].length;
  const [crop] = trace.margins; // lines cropped at each side, where stamps are added
  const toCanvas = ([row, column]) => [row + crop, column + crop];
  const isOutput = (row, column) => ROLES[trace.roles[row][column]] === "output";

  const widest = Math.max(columns(trace.canvas), columns(trace.output));
  const numbers = widest <= READABLE;
  const canvas = new Grid("canvas", rows(trace.canvas), columns(trace.canvas), {
    numbers, reachable: (row, column) => (stamps && isOutput(row, column) ? [row - crop, column - crop] : undefined),
  });
  const kernel = new Grid("kernel", rows(trace.kernel), columns(trace.kernel));
  const input = stamps ? new Grid("input", rows(trace.input), columns(trace.input)) : undefined;
  const output = stamps ? undefined : new Grid("output", rows(trace.output), columns(trace.output), { numbers, reachable: (row, column) => [row, column] });

  // titles
  const size = (values) => `${rows(values)}×${columns(values)}`;
  kernel.title.textContent = name === "windows" ? `w ↻180°` : "w";
  if (stamps) {
    input.title.textContent = "x";
    canvas.title.textContent = crop ? text("title_cropped", { canvas: size(trace.canvas), output: size(trace.output) }) : `y  ${size(trace.output)}`;
  } else {
    canvas.title.textContent = text(name === "windows" ? "title_spread" : "title_padded", { canvas: size(trace.canvas) });
    output.title.textContent = `y  ${size(trace.output)}`;
  }

  const plan = arrange(stamps ? [input, kernel, canvas] : [canvas, kernel, output], room);
  const margin = 4;
  const box = [-margin, -margin, plan.width * UNIT + 2 * margin, plan.height * UNIT + 2 * margin];
  const root = svg("svg", { class: "trace", viewBox: box.join(" "), "data-testid": `figure-${name}`, role: "img" });
  root.style.maxWidth = `${((plan.width + 0.2) * plan.size) / 16}rem`;
  root.append(...[input, canvas, kernel, output].filter(Boolean).map((grid) => grid.group));

  // the kernel's outline on the canvas, and the border of what is kept
  const span = (count) => (trace.dilation * (count - 1) + 1) * UNIT;
  const window_ = svg("rect", { class: "window", width: span(columns(trace.kernel)), height: span(rows(trace.kernel)), rx: 5 });
  canvas.group.append(window_);
  if (stamps) {
    canvas.group.insertBefore(svg("rect", { class: "kept", x: crop * UNIT, y: crop * UNIT, width: columns(trace.output) * UNIT, height: rows(trace.output) * UNIT }), window_);
  }

  // for every canvas cell its terms in the order of the frames (stamps); for every output cell its terms
  const arrivals = new Map();
  const contributions = new Map();
  const file = (map, key, item) => (map.has(key) ? map.get(key).push(item) : map.set(key, [item]));
  trace.frames.forEach(([, , terms], index) => {
    for (const term of terms) {
      if (stamps) file(arrivals, toCanvas(term[2]).join(), { index, term });
      file(contributions, term[2].join(), term);
    }
  });

  let done = 0;
  let marked = null;

  const draw = () => {
    const frame = trace.frames[done - 1];
    const under = new Map(); // canvas cell -> kernel cell, below the kernel now
    if (frame) {
      const [top, left] = frame[1];
      trace.kernel.forEach((line, a) => line.forEach((_, b) => under.set([top + a * trace.dilation, left + b * trace.dilation].join(), [a, b])));
      window_.style.transform = `translate(${left * UNIT}px, ${top * UNIT}px)`;
    }
    root.classList.toggle("started", Boolean(frame));
    const sources = marked ? (contributions.get(marked.join()) ?? []) : [];
    const inputSources = new Set(sources.map((term) => term[0].join()));
    const kernelSources = new Set(sources.map((term) => term[1].join()));
    const markedKey = marked?.join();

    trace.kernel.forEach((line, row) => line.forEach((value, column) => {
      kernel.write(row, column, { look: `kernel${kernelSources.has([row, column].join()) ? " source" : ""}`, value: writer.number(value) });
    }));
    input && trace.input.forEach((line, row) => line.forEach((value, column) => {
      const key = [row, column].join();
      const active = frame && frame[0].join() === key;
      input.write(row, column, { look: `input${active ? " active" : ""}${inputSources.has(key) ? " source" : ""}`, value: writer.number(value) });
    }));

    trace.canvas.forEach((line, row) => line.forEach((value, column) => {
      const key = [row, column].join();
      const role = ROLES[trace.roles[row][column]];
      const active = under.has(key) ? " active" : "";
      if (stamps) {
        const arrived = (arrivals.get(key) ?? []).filter(({ index }) => index < done);
        const last = arrived.at(-1);
        const note = plan.size >= NOTED && arrived.length > 1 ? arrived.map(({ term }) => writer.bracket(term[3])).join("+") : "";
        const ring = markedKey === [row - crop, column - crop].join() ? " marked" : "";
        canvas.write(row, column, {
          look: `${role}${last ? "" : " empty"}${active}${ring}`,
          value: last ? writer.number(last.term[4]) : "",
          note: note.length <= LONGEST ? note : `Σ ${arrived.length}`,
        });
      } else {
        const weight = active && plan.size >= NOTED ? `×${writer.bracket(trace.kernel[under.get(key)[0]][under.get(key)[1]])}` : "";
        const source = role === "input" && inputSources.has(inputAt(row, column)) ? " source" : "";
        canvas.write(row, column, { look: `${role}${active}${source}`, value: writer.number(value), note: weight });
      }
    }));

    output && trace.output.forEach((line, row) => line.forEach((value, column) => {
      const known = row * line.length + column < done;
      const active = frame && frame[0][0] === row && frame[0][1] === column ? " active" : "";
      const ring = markedKey === [row, column].join() ? " marked" : "";
      output.write(row, column, { look: `output${known ? "" : " empty"}${active}${ring}`, value: known ? writer.number(value) : "" });
    }));
  };

  // where input cells lie on the canvas: terms tell, for those that are ever used
  const inputPlaces = new Map();
  if (!stamps) {
    for (const [, [top, left], terms] of trace.frames) {
      for (const [source, [a, b]] of terms) inputPlaces.set([top + a * trace.dilation, left + b * trace.dilation].join(), source.join());
    }
  }
  const inputAt = (row, column) => inputPlaces.get([row, column].join());

  const cellOf = (event) => event.target.closest?.("[data-cell]")?.dataset.cell.split(",").map(Number) ?? null;
  root.addEventListener("pointermove", (event) => oncell(cellOf(event), false));
  root.addEventListener("pointerleave", () => oncell(null, false));
  root.addEventListener("click", (event) => oncell(cellOf(event), true));

  return {
    element: root,
    frames: trace.frames.length,
    contributions: (cell) => contributions.get(cell.join()) ?? [],
    size: [rows(trace.output), columns(trace.output)],
    show(count) {
      done = count;
      draw();
    },
    mark(cell) {
      marked = cell;
      draw();
    },
  };
}
