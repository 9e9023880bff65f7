// Made by `make bundles` from web/convolution/browser/figure.mjs web/convolution/browser/lockstep.mjs web/convolution/browser/offline.mjs web/convolution/browser/player.mjs web/shared/browser/dom.mjs, sha256 1e83c60258b611bf2a12ccfd67dec2299c4462f0b69dfb5464abafa06b1316c6
// web/shared/browser/dom.mjs
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(
      name.slice(2),
      /** @type {EventListener} */
      value
    );
    else if (name === "value") Object.assign(element, { value });
    else if (value !== false && value !== void 0) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...flat(children));
  return element;
}
function flat(children) {
  return children.flat(2).filter((child) => child !== void 0);
}
function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== void 0) element.setAttribute(name, String(value));
  element.append(...flat(children));
  return element;
}

// web/convolution/browser/figure.mjs
var UNIT = 44;
var GAP = 0.9;
var MARGIN = 4;
var TITLE_HEIGHT = 21;
var ROW_GAP = 4;
var MIN_READABLE_CELL = 12;
var MIN_NOTE_CELL = 22;
var GOOD_CELL = 30;
var MAX_CELL = 50;
var MAX_COLUMNS_WITH_NUMBERS = 20;
var TITLE_SIZE = 13.5;
var MAX_NOTE_LETTERS = 9;
var ROLES = ["input", "zero", "padding", "output", "cropped"];
function makeWriter(language) {
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 4, useGrouping: false });
  const number = (value) => format.format(Object.is(value, -0) ? 0 : value).replace("-", "−");
  const bracket = (value) => value < 0 ? `(${number(value)})` : number(value);
  const sum = (values) => values.map((value, index) => index ? bracket(value) : number(value)).join(" + ");
  return { number, bracket, sum };
}
var place = (name, [row, column]) => `${name}[${row},${column}]`;
var sizeOf = (values) => `${values.length}×${values[0].length}`;
var keyOf = (row, column) => `${row},${column}`;
function eachCell(values, act) {
  for (const [row, line] of values.entries()) for (const [column, value] of line.entries()) act(value, row, column);
}
var Grid = class {
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
    this.title = svg("text", { class: "title", x: this.columns * UNIT / 2 });
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
    if (!this.numbers || content.value === value && content.note === note) return;
    Object.assign(content, { value, note });
    cell.value ??= cell.group.appendChild(svg("text", { class: "value", x: UNIT / 2 }));
    cell.value.textContent = value;
    cell.value.setAttribute("y", String(note ? UNIT * 0.4 : UNIT / 2));
    cell.value.setAttribute("font-size", String(Math.min(note ? 19 : 22, UNIT * 1.3 / Math.max(1, value.length))));
    if (!note && !cell.note) return;
    cell.note ??= cell.group.appendChild(svg("text", { class: "note", x: UNIT / 2, y: UNIT * 0.8 }));
    cell.note.textContent = note;
    cell.note.setAttribute("font-size", String(Math.min(12, UNIT * 1.45 / Math.max(1, note.length))));
  }
};
function planOf(grids, { width, height, screen }) {
  const best = bestPlan(grids, width, height);
  const unreadable = best.size < MIN_READABLE_CELL && grids.every((grid) => grid.numbers);
  return unreadable ? bestPlan(grids, width, screen) : best;
}
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
  return plans.find(({ size }) => size >= GOOD_CELL) ?? plans.reduce((one, other) => other.size > one.size ? other : one);
}
var widthOf = (row) => row.reduce((sum, grid) => sum + grid.columns, GAP * (row.length - 1));
function arrange(plan) {
  const head = TITLE_HEIGHT / plan.size;
  let top = head;
  plan.rows.forEach((row, index) => {
    let left = (plan.width - widthOf(row)) / 2;
    for (const grid of row) {
      const down = top + (plan.heights[index] - grid.rows) / 2;
      grid.group.setAttribute("transform", `translate(${left * UNIT} ${down * UNIT})`);
      grid.title.setAttribute("y", String(-0.5 * head * UNIT));
      const widest = (grid.columns + GAP) / (0.6 * (grid.title.textContent ?? "").length);
      grid.title.style.fontSize = `${Math.min(TITLE_SIZE / plan.size, widest) * UNIT}px`;
      left += grid.columns + GAP;
    }
    top += plan.heights[index] + ROW_GAP / plan.size + head;
  });
}
function makeGrids(name, trace, text2) {
  const [crop] = trace.margins;
  const numbers = Math.max(trace.canvas[0].length, trace.output[0].length) <= MAX_COLUMNS_WITH_NUMBERS;
  const kernel = new Grid("kernel", trace.kernel);
  kernel.title.textContent = name === "windows" ? `w ↻180°` : "w";
  if (name === "stamps") {
    const input = new Grid("input", trace.input);
    const canvas2 = new Grid("canvas", trace.canvas, {
      numbers,
      reachable: (row, column) => ROLES[trace.roles[row][column]] === "output" ? [row - crop, column - crop] : void 0
    });
    input.title.textContent = "x";
    canvas2.title.textContent = crop ? text2("title_cropped", { canvas: sizeOf(trace.canvas), output: sizeOf(trace.output) }) : `y  ${sizeOf(trace.output)}`;
    return { input, kernel, canvas: canvas2 };
  }
  const canvas = new Grid("canvas", trace.canvas, { numbers });
  const output = new Grid("output", trace.output, { numbers, reachable: (row, column) => [row, column] });
  canvas.title.textContent = text2(name === "windows" ? "title_spread" : "title_padded", { canvas: sizeOf(trace.canvas) });
  output.title.textContent = `y  ${sizeOf(trace.output)}`;
  return { canvas, kernel, output };
}
function indexTerms(trace) {
  const [crop] = trace.margins;
  const arrivals = /* @__PURE__ */ new Map();
  const contributions = /* @__PURE__ */ new Map();
  const inputs = /* @__PURE__ */ new Map();
  trace.frames.forEach(([, [top, left], terms], index) => {
    for (const term of terms) {
      const [source, [a, b], [row, column]] = term;
      const canvasKey = keyOf(row + crop, column + crop);
      arrivals.set(canvasKey, [...arrivals.get(canvasKey) ?? [], { index, term }]);
      contributions.set(keyOf(row, column), [...contributions.get(keyOf(row, column)) ?? [], term]);
      inputs.set(keyOf(top + a * trace.dilation, left + b * trace.dilation), source.join());
    }
  });
  return { arrivals, contributions, inputs };
}
function drawKernel({ trace, grids, writer }, { weights }) {
  eachCell(trace.kernel, (value, row, column) => {
    grids.kernel.write(row, column, { style: `kernel${weights.has(keyOf(row, column)) ? " source" : ""}`, value: writer.number(value) });
  });
}
function drawStamps({ trace, grids, terms, writer, notes }, { done, marked, under, sources }) {
  const [crop] = trace.margins;
  const frame = trace.frames[done - 1];
  eachCell(trace.input, (value, row, column) => {
    const key = keyOf(row, column);
    const active = frame && frame[0].join() === key;
    grids.input?.write(row, column, {
      style: `input${active ? " active" : ""}${sources.has(key) ? " source" : ""}`,
      value: writer.number(value)
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
      note: note.length <= MAX_NOTE_LETTERS ? note : `Σ ${arrived.length}`
    });
  });
}
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
      value: known ? writer.number(value) : ""
    });
  });
}
function cellBelow(event) {
  const element = (
    /** @type {SVGElement | null} */
    /** @type {Element} */
    event.target.closest("[data-cell]")
  );
  return element && /** @type {Cell} */
  (element.dataset.cell ?? "").split(",").map(Number);
}
function makeFigure(name, trace, { writer, text: text2, space, oncell = () => {
} }) {
  const stamps = name === "stamps";
  const grids = makeGrids(name, trace, text2);
  const { input, canvas, kernel, output } = grids;
  const plan = planOf(
    [input, ...input ? [kernel, canvas] : [canvas, kernel], output].filter((grid) => grid !== void 0),
    space
  );
  arrange(plan);
  const box = [-MARGIN, -MARGIN, plan.width * UNIT + 2 * MARGIN, plan.height * UNIT + 2 * MARGIN];
  const root = svg("svg", { class: "trace", viewBox: box.join(" "), "data-testid": `figure-${name}`, role: "img" });
  root.style.maxWidth = `${(plan.width + 0.2) * plan.size / 16}rem`;
  root.append(...[input, canvas, kernel, output].flatMap((grid) => grid?.group ?? []));
  const span = (count) => (trace.dilation * (count - 1) + 1) * UNIT;
  const outline = svg("rect", { class: "window", width: span(trace.kernel[0].length), height: span(trace.kernel.length), rx: 5 });
  canvas.group.append(outline);
  const [crop] = trace.margins;
  if (stamps) {
    canvas.group.insertBefore(
      svg("rect", {
        class: "kept",
        x: crop * UNIT,
        y: crop * UNIT,
        width: trace.output[0].length * UNIT,
        height: trace.output.length * UNIT
      }),
      outline
    );
  }
  const terms = indexTerms(trace);
  const scene = { trace, grids, terms, writer, notes: plan.size >= MIN_NOTE_CELL };
  let done = 0;
  let marked = null;
  const draw = () => {
    const frame = trace.frames[done - 1];
    const under = /* @__PURE__ */ new Map();
    if (frame) {
      const [top, left] = frame[1];
      eachCell(trace.kernel, (_, a, b) => under.set(keyOf(top + a * trace.dilation, left + b * trace.dilation), [a, b]));
      outline.style.transform = `translate(${left * UNIT}px, ${top * UNIT}px)`;
    }
    root.classList.toggle("started", Boolean(frame));
    const marks = marked ? terms.contributions.get(marked.join()) ?? [] : [];
    const moment = {
      done,
      marked,
      under,
      sources: new Set(marks.map(([source]) => source.join())),
      weights: new Set(marks.map(([, weight]) => weight.join()))
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
    contributions: (cell) => terms.contributions.get(cell.join()) ?? [],
    size: (
      /** @type {Cell} */
      [trace.output.length, trace.output[0].length]
    ),
    show(count) {
      done = count;
      draw();
    },
    mark(cell) {
      marked = cell;
      draw();
    }
  };
}

// web/convolution/browser/player.mjs
var ICONS = {
  first: "M2 2h2v12h-2zM14 2v12l-9-6z",
  back: "M12 2v12l-9-6z",
  next: "M4 2v12l9-6z",
  last: "M12 2h2v12h-2zM2 2v12l9-6z",
  play: "M3 1v14l12-7z",
  pause: "M3 2h4v12h-4zM9 2h4v12h-4z"
};
var MIN_STEP_MILLISECONDS = 90;
var MAX_STEP_MILLISECONDS = 800;
var ANIMATION_MILLISECONDS = 24e3;
var stepMilliseconds = (steps) => Math.max(MIN_STEP_MILLISECONDS, Math.min(MAX_STEP_MILLISECONDS, ANIMATION_MILLISECONDS / steps));
var icon = (name) => svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
function makePlayer({ text: text2, onstep, signal }) {
  let steps = 1;
  let step = 0;
  let timer = 0;
  const button = (name, onclick) => h("button", { type: "button", "aria-label": text2(name), title: text2(name), onclick }, icon(name));
  const first = button("first", () => go(0));
  const back = button("back", () => go(step - 1));
  const next = button("next", () => go(step + 1));
  const last = button("last", () => go(steps));
  const [playIcon, playWord] = [icon("play"), h("span")];
  const play = h("button", { type: "button", class: "primary play", onclick: () => toggle(), "data-testid": "play" }, playIcon, playWord);
  const range = h("input", {
    type: "range",
    min: 0,
    max: 1,
    step: 1,
    "aria-label": text2("step"),
    oninput: () => void go(Number(range.value)),
    "data-testid": "step"
  });
  const output = h("span", { class: "count" });
  const element = h("div", { class: "player", role: "group", "aria-label": text2("player") }, first, back, play, next, last, range, output);
  const render = () => {
    range.max = String(steps);
    range.value = String(step);
    range.style.setProperty("--to", `${100 * step / steps}%`);
    range.setAttribute("aria-valuetext", text2("step_value", { step, steps }));
    output.textContent = `${step} / ${steps}`;
    first.disabled = back.disabled = step === 0;
    next.disabled = last.disabled = step === steps;
    playIcon.children[0].setAttribute("d", ICONS[timer ? "pause" : "play"]);
    playWord.textContent = text2(timer ? "pause" : "play");
  };
  const move = (to) => {
    step = Math.max(0, Math.min(steps, to));
    render();
    onstep(step, Boolean(timer));
  };
  const pause = () => {
    clearInterval(timer);
    timer = 0;
  };
  const go = (to) => {
    pause();
    move(to);
  };
  const toggle = () => {
    if (timer) {
      go(step);
      return;
    }
    timer = setInterval(() => step === steps ? go(step) : move(step + 1), stepMilliseconds(steps));
    move(step === steps ? 0 : step);
  };
  signal.addEventListener("abort", pause);
  return {
    element,
    toggle,
    go,
    get step() {
      return step;
    },
    get steps() {
      return steps;
    },
    /**
     * Another animation.
     * @param {number} count steps
     * @param {number} at the step to be at
     */
    load(count, at) {
      pause();
      steps = count;
      move(at);
    }
  };
}

// web/convolution/browser/lockstep.mjs
var MAX_SUMS = 4;
var FIRST_SPACE = { width: 370, height: 340, screen: 620 };
var MIN_HEIGHT = 240;
var FREE_BELOW = 24;
var FREE_PRESENTED = 90;
var TOLERANCE = { width: 24, height: 8, screen: 8 };
var MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
function neighbour(cell, [down, right], [rows, columns]) {
  const [row, column] = cell ?? [-down, -right];
  return [Math.max(0, Math.min(rows - 1, row + down)), Math.max(0, Math.min(columns - 1, column + right))];
}
var definitionsOf = (traces) => (
  /** @type {[Definition, Trace][]} */
  Object.entries(traces)
);
var products = (terms, trace, { bracket }) => terms.map(([source, weight]) => `${bracket(trace.input[source[0]][source[1]])}·${bracket(trace.kernel[weight[0]][weight[1]])}`).join(" + ");
var addedSoFar = (trace, done, term) => {
  const key = term[2].join();
  return trace.frames.slice(0, done).flatMap(([, , terms]) => terms.filter((other) => other[2].join() === key).map((other) => other[3]));
};
function explain({ name, trace }, done, { text: text2, writer }) {
  if (!done) return [text2(`start_${name}`)];
  const [cell, , terms] = trace.frames[done - 1];
  if (name !== "stamps") {
    const target = h("b", {}, `${place("y", cell)} = `);
    if (!terms.length) return [target, text2("only_zeros")];
    return [target, `${products(terms, trace, writer)} = `, h("b", {}, writer.number(terms[terms.length - 1][4]))];
  }
  const [row, column] = cell;
  const overlapping = terms.filter((term) => addedSoFar(trace, done, term).length > 1);
  const sums = overlapping.slice(0, MAX_SUMS).map(
    (term) => h(
      "span",
      { class: "sum" },
      ` ${place("y", term[2])}: ${writer.sum(addedSoFar(trace, done, term))} = `,
      h("b", {}, writer.number(term[4]))
    )
  );
  const intro = h("b", {}, `${place("x", cell)} · w = ${writer.number(trace.input[row][column])} · w`);
  if (!sums.length) return [intro, ` ${text2("no_overlap")}`];
  return [intro, ` ${text2("overlap")}`, ...sums, overlapping.length > MAX_SUMS ? " …" : ""];
}
function showPart(part, done, options) {
  const { figure, name, sentence, count } = part;
  const { text: text2 } = options;
  figure.show(done);
  sentence.replaceChildren(...explain(part, done, options));
  count.textContent = text2(`count_${name}`, { n: done, all: figure.frames });
  figure.element.setAttribute("aria-label", `${text2(`${name}_title`)}. ${count.textContent}. ${sentence.textContent}`);
}
function explainCell({ figure, trace }, cell, { text: text2, writer }) {
  const terms = figure.contributions(cell);
  const target = h("b", {}, `${place("y", cell)} = `);
  if (!terms.length) return [target, text2("only_zeros")];
  const names = terms.map(([source, weight]) => `${place("x", source)}·${place("w", weight)}`).join(" + ");
  const sum = terms.length > 1 ? `${writer.sum(terms.map((term) => term[3]))} = ` : "";
  return [target, `${names} = ${products(terms, trace, writer)} = ${sum}`, h("b", {}, writer.number(terms[terms.length - 1][4]))];
}
function describe(name, trace, text2) {
  const [top, bottom, left] = trace.margins;
  if (name === "stamps") return text2(top ? "stamps_how_crop" : "stamps_how", { crop: top });
  if (name === "convolution") return text2("convolution_how", { padding: top });
  const before = Math.min(top, left);
  return text2(before < 0 ? "windows_how_cut" : "windows_how", { padding: Math.abs(before), after: Math.abs(bottom) });
}
function makePanels({ text: text2, writer, signal, oncell, onkey, onlayout }) {
  const element = h("div", { class: "panels" });
  const page = document.querySelector("[data-testid=stMain]") ?? document.documentElement;
  let space = FIRST_SPACE;
  let parts = [];
  const build = (traces) => {
    const frames = definitionsOf(traces).map(([name, trace]) => {
      const sentence = h("p", { class: "sentence", "data-testid": `sentence-${name}` });
      const count = h("span", { class: "count" });
      const frame = h("div", { class: "canvas", tabindex: 0, role: "group", "aria-label": text2("inspect_keys") });
      const section = h(
        "section",
        { class: `definition ${name}` },
        h("h2", {}, text2(`${name}_title`), count),
        frame,
        sentence,
        h("p", { class: "how" }, describe(name, trace, text2))
      );
      return { name, trace, sentence, count, frame, section };
    });
    element.replaceChildren(...frames.map(({ section }) => section));
    space = measure() ?? space;
    parts = frames.map(({ name, trace, sentence, count, frame }) => {
      const figure = makeFigure(name, trace, { writer, text: text2, space, oncell });
      frame.append(figure.element);
      frame.addEventListener("keydown", (event) => onkey(event, figure.size));
      return { figure, name, trace, sentence, count };
    });
  };
  const measure = () => {
    const frame = element.querySelector(".canvas");
    if (!frame?.clientWidth) return void 0;
    const type = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const presented = element.closest("[data-presenting]");
    const screen = innerHeight / type - (presented ? FREE_PRESENTED : FREE_BELOW);
    const height = screen - (frame.getBoundingClientRect().top + page.scrollTop) / type;
    return { width: frame.clientWidth / type, height: height < MIN_HEIGHT && !presented ? screen : height, screen };
  };
  const fit = () => {
    const now = measure() ?? space;
    const sides = (
      /** @type {(keyof Space)[]} */
      Object.keys(TOLERANCE)
    );
    if (sides.every((side) => Math.abs(now[side] - space[side]) <= TOLERANCE[side])) return;
    build(Object.fromEntries(parts.map(({ name, trace }) => [name, trace])));
    onlayout();
  };
  const observer = new ResizeObserver(fit);
  for (const one of [element, page, ...page.children]) observer.observe(one);
  signal.addEventListener("abort", () => observer.disconnect());
  return { element, build, parts: () => parts };
}
function makeLockstep({ text: text2, language, signal, onchange = () => {
} }) {
  const writer = makeWriter(language);
  const inspector = h("p", { class: "inspector", "data-testid": "inspector" });
  const spoken = h("p", { class: "unseen", "aria-live": "polite" });
  const player = makePlayer({ text: text2, signal, onstep: (step, playing) => show(step, playing) });
  let pinned = null;
  let hovered = null;
  const show = (step, playing) => {
    for (const part of panels.parts()) showPart(part, Math.ceil(step * part.figure.frames / player.steps), { text: text2, writer });
    inspect();
    if (!playing)
      spoken.textContent = panels.parts().map(({ count }) => count.textContent).join(" · ");
    onchange({ step, cell: pinned, playing });
  };
  const inspect = () => {
    const [first] = panels.parts();
    if (!first) return;
    const chosen = hovered ?? pinned;
    for (const { figure } of panels.parts()) figure.mark(chosen);
    inspector.classList.toggle("chosen", Boolean(chosen));
    inspector.replaceChildren(...chosen ? explainCell(first, chosen, { text: text2, writer }) : [text2("inspect_hint")]);
  };
  const announce = () => onchange({ step: player.step, cell: pinned, playing: false });
  const panels = makePanels({
    text: text2,
    writer,
    signal,
    oncell(cell, click) {
      if (click) pinned = cell && pinned?.join() === cell.join() ? null : cell ?? pinned;
      else if (hovered?.join() === cell?.join()) return;
      hovered = click ? null : cell;
      inspect();
      if (click) announce();
    },
    onkey(event, size) {
      if (!(event.key in MOVES) && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      pinned = event.key === "Escape" ? null : neighbour(pinned, MOVES[event.key], size);
      hovered = null;
      inspect();
      spoken.textContent = inspector.textContent;
      announce();
    },
    onlayout: () => show(player.step, true)
  });
  return {
    element: h("div", { class: "lockstep" }, player.element, panels.element, inspector, makeLegend(text2), spoken),
    player,
    get cell() {
      return pinned;
    },
    figures: () => panels.parts().map(({ name, figure }) => ({ title: text2(`${name}_title`), element: figure.element })),
    /**
     * Another trace.
     * @param {Traces} traces
     * @param {number} [at] a step; left out: the same share of the way
     * @param {Cell | null} [cell]
     */
    load(traces, at, cell = null) {
      const share = player.step / player.steps;
      hovered = null;
      panels.build(traces);
      const [rows, columns] = panels.parts()[0].figure.size;
      pinned = cell && cell[0] < rows && cell[1] < columns ? cell : null;
      const steps = Math.max(...panels.parts().map(({ figure }) => figure.frames));
      player.load(steps, Math.min(steps, at ?? Math.round(share * steps)));
    }
  };
}
function makeLegend(text2) {
  const item = (style, sign = "") => h("li", {}, h("span", { class: `swatch ${style}`, "aria-hidden": "true" }, sign), text2(`legend_${style}`));
  return h(
    "ul",
    { class: "legend", "aria-label": text2("legend") },
    item("input", "1"),
    item("kernel", "1"),
    item("output", "1"),
    item("zero", "0"),
    item("padding", "0"),
    item("cropped"),
    item("marked")
  );
}
function stepByKey(event, player) {
  const target = (
    /** @type {Partial<Element>} */
    event.composedPath()[0]
  );
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.matches?.("input, select, textarea, [contenteditable], [role=tab], [role=slider], summary")) return;
  if (event.key === " " && target.matches?.("button, a")) return;
  const actions = {
    ArrowRight: () => player.go(player.step + 1),
    ArrowLeft: () => player.go(player.step - 1),
    Home: () => player.go(0),
    End: () => player.go(player.steps),
    " ": () => player.toggle()
  };
  if (!(event.key in actions)) return;
  event.preventDefault();
  actions[event.key]();
}

// web/convolution/browser/offline.mjs
var data = JSON.parse(document.getElementById("data")?.textContent ?? "");
var text = (key, fields = {}) => data.text[key].replace(/\{(\w+)\}/g, (whole, name) => String(fields[name] ?? whole));
var lockstep = makeLockstep({ text, language: data.language, signal: new AbortController().signal });
document.querySelector("main")?.append(lockstep.element);
lockstep.load(data.traces, 0);
document.addEventListener("keydown", (event) => stepByKey(event, lockstep.player));
