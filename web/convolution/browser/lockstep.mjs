// All definitions of one operation, scrubbed together: one step control, one figure a definition, one line that explains a cell.

import { h } from "../../shared/browser/dom.mjs";
import { makeFigure, makeWriter, place } from "./figure.mjs";
import { makePlayer } from "./player.mjs";

/** @import {Player} from "./player.mjs" */
/** @import {Writer} from "./figure.mjs" */
/** @import {Cell, Definition, Space, Term, Text, Trace, Traces} from "./types.mjs" */
/** @typedef {{figure: ReturnType<typeof makeFigure>, name: Definition, trace: Trace, sentence: HTMLElement, count: HTMLElement}} Part */

const MAX_SUMS = 4; // overlaps written out below the stamps
const FIRST_SPACE = { width: 370, height: 340, screen: 620 }; // of a figure that is not on the screen yet
const MIN_HEIGHT = 240; // less is left where figures stand below each other: there one scrolls anyway
const FREE_BELOW = 24; // a figure
const FREE_PRESENTED = 90; // below it stands the sentence of the step, which must be seen without scrolling
/** @type {Space} */
const TOLERANCE = { width: 24, height: 8, screen: 8 }; // a larger change of space is worth another layout; a scroll bar is not
/** @type {Record<string, Cell>} */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * The cell one move from `cell`, inside a grid of `size`; without a cell the first.
 * @type {(cell: Cell | null, move: Cell, size: Cell) => Cell}
 */
export function neighbour(cell, [down, right], [rows, columns]) {
  const [row, column] = cell ?? [-down, -right];
  return [Math.max(0, Math.min(rows - 1, row + down)), Math.max(0, Math.min(columns - 1, column + right))];
}

/** @type {(traces: Traces) => [Definition, Trace][]} */
const definitionsOf = (traces) => /** @type {[Definition, Trace][]} */ (Object.entries(traces));

/** @type {(terms: Term[], trace: Trace, writer: Writer) => string} */
const products = (terms, trace, { bracket }) =>
  terms
    .map(([source, weight]) => `${bracket(trace.input[source[0]][source[1]])}·${bracket(trace.kernel[weight[0]][weight[1]])}`)
    .join(" + ");

/**
 * The products added into the term's cell so far.
 * @type {(trace: Trace, done: number, term: Term) => number[]}
 */
const addedSoFar = (trace, done, term) => {
  const key = term[2].join();
  return trace.frames.slice(0, done).flatMap(([, , terms]) => terms.filter((other) => other[2].join() === key).map((other) => other[3]));
};

/**
 * What the last frame did, in numbers.
 * @type {(part: Part, done: number, options: {text: Text, writer: Writer}) => (Node | string)[]}
 */
function explain({ name, trace }, done, { text, writer }) {
  if (!done) return [text(`start_${name}`)];
  const [cell, , terms] = trace.frames[done - 1];
  if (name !== "stamps") {
    const target = h("b", {}, `${place("y", cell)} = `);
    if (!terms.length) return [target, text("only_zeros")];
    return [target, `${products(terms, trace, writer)} = `, h("b", {}, writer.number(terms[terms.length - 1][4]))];
  }
  const [row, column] = cell;
  const overlapping = terms.filter((term) => addedSoFar(trace, done, term).length > 1);
  const sums = overlapping
    .slice(0, MAX_SUMS)
    .map((term) =>
      h(
        "span",
        { class: "sum" },
        ` ${place("y", term[2])}: ${writer.sum(addedSoFar(trace, done, term))} = `,
        h("b", {}, writer.number(term[4])),
      ),
    );
  const intro = h("b", {}, `${place("x", cell)} · w = ${writer.number(trace.input[row][column])} · w`);
  if (!sums.length) return [intro, ` ${text("no_overlap")}`];
  return [intro, ` ${text("overlap")}`, ...sums, overlapping.length > MAX_SUMS ? " …" : ""];
}

/** @type {(part: Part, done: number, options: {text: Text, writer: Writer}) => void} */
function showPart(part, done, options) {
  const { figure, name, sentence, count } = part;
  const { text } = options;
  figure.show(done);
  sentence.replaceChildren(...explain(part, done, options));
  count.textContent = text(`count_${name}`, { n: done, all: figure.frames });
  figure.element.setAttribute("aria-label", `${text(`${name}_title`)}. ${count.textContent}. ${sentence.textContent}`);
}

/**
 * Every contribution to an output cell.
 * @type {(part: Part, cell: Cell, options: {text: Text, writer: Writer}) => (Node | string)[]}
 */
function explainCell({ figure, trace }, cell, { text, writer }) {
  const terms = figure.contributions(cell);
  const target = h("b", {}, `${place("y", cell)} = `);
  if (!terms.length) return [target, text("only_zeros")];
  const names = terms.map(([source, weight]) => `${place("x", source)}·${place("w", weight)}`).join(" + ");
  const sum = terms.length > 1 ? `${writer.sum(terms.map((term) => term[3]))} = ` : "";
  return [target, `${names} = ${products(terms, trace, writer)} = ${sum}`, h("b", {}, writer.number(terms[terms.length - 1][4]))];
}

/**
 * What is done, with the numbers of this trace.
 * @type {(name: Definition, trace: Trace, text: Text) => string}
 */
function describe(name, trace, text) {
  const [top, bottom, left] = trace.margins;
  if (name === "stamps") return text(top ? "stamps_how_crop" : "stamps_how", { crop: top });
  if (name === "convolution") return text("convolution_how", { padding: top });
  const before = Math.min(top, left);
  return text(before < 0 ? "windows_how_cut" : "windows_how", { padding: Math.abs(before), after: Math.abs(bottom) });
}

/**
 * The figures themselves, laid out anew when their space changes.
 * @param {{text: Text, writer: Writer, signal: AbortSignal, oncell: (cell: Cell | null, click: boolean) => void,
 *   onkey: (event: KeyboardEvent, size: Cell) => void, onlayout: () => void}} options
 */
function makePanels({ text, writer, signal, oncell, onkey, onlayout }) {
  const element = h("div", { class: "panels" });
  const page = document.querySelector("[data-testid=stMain]") ?? document.documentElement; // what scrolls
  /** @type {Space} */
  let space = FIRST_SPACE;
  /** @type {Part[]} */
  let parts = [];

  const build = (/** @type {Traces} */ traces) => {
    const frames = definitionsOf(traces).map(([name, trace]) => {
      const sentence = h("p", { class: "sentence", "data-testid": `sentence-${name}` });
      const count = h("span", { class: "count" });
      const frame = h("div", { class: "canvas", tabindex: 0, role: "group", "aria-label": text("inspect_keys") });
      const section = h(
        "section",
        { class: `definition ${name}` },
        h("h2", {}, text(`${name}_title`), count),
        frame,
        sentence,
        h("p", { class: "how" }, describe(name, trace, text)),
      );
      return { name, trace, sentence, count, frame, section };
    });
    element.replaceChildren(...frames.map(({ section }) => section));
    space = measure() ?? space;
    parts = frames.map(({ name, trace, sentence, count, frame }) => {
      const figure = makeFigure(name, trace, { writer, text, space, oncell });
      frame.append(figure.element);
      frame.addEventListener("keydown", (event) => onkey(event, figure.size));
      return { figure, name, trace, sentence, count };
    });
  };

  /** The space of a figure; undefined while nothing is shown. */
  const measure = () => {
    const frame = element.querySelector(".canvas");
    if (!frame?.clientWidth) return undefined;
    const type = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const presented = element.closest("[data-presenting]");
    const screen = innerHeight / type - (presented ? FREE_PRESENTED : FREE_BELOW);
    const height = screen - (frame.getBoundingClientRect().top + page.scrollTop) / type;
    return { width: frame.clientWidth / type, height: height < MIN_HEIGHT && !presented ? screen : height, screen };
  };
  const fit = () => {
    const now = measure() ?? space;
    const sides = /** @type {(keyof Space)[]} */ (Object.keys(TOLERANCE));
    if (sides.every((side) => Math.abs(now[side] - space[side]) <= TOLERANCE[side])) return;
    build(Object.fromEntries(parts.map(({ name, trace }) => [name, trace])));
    onlayout();
  };
  const observer = new ResizeObserver(fit);
  for (const one of [element, page, ...page.children]) observer.observe(one);
  signal.addEventListener("abort", () => observer.disconnect());
  return { element, build, parts: () => parts };
}

/**
 * @param {{text: Text, language: string, signal: AbortSignal, onchange?: (change: {step: number, cell: Cell | null, playing: boolean}) => void}} options
 *   `onchange`: where the visitor is
 */
export function makeLockstep({ text, language, signal, onchange = () => {} }) {
  const writer = makeWriter(language);
  const inspector = h("p", { class: "inspector", "data-testid": "inspector" });
  const spoken = h("p", { class: "unseen", "aria-live": "polite" });
  const player = makePlayer({ text, signal, onstep: (step, playing) => show(step, playing) });
  /** @type {Cell | null} */
  let pinned = null; // the output cell that was clicked or chosen with keys
  /** @type {Cell | null} */
  let hovered = null;

  const show = (/** @type {number} */ step, /** @type {boolean} */ playing) => {
    // as many steps as the longest definition has frames; the others spread theirs evenly over them
    for (const part of panels.parts()) showPart(part, Math.ceil((step * part.figure.frames) / player.steps), { text, writer });
    inspect();
    if (!playing)
      spoken.textContent = panels
        .parts()
        .map(({ count }) => count.textContent)
        .join(" · ");
    onchange({ step, cell: pinned, playing });
  };

  /** Explain the pointed or pinned output cell. */
  const inspect = () => {
    const [first] = panels.parts();
    if (!first) return;
    const chosen = hovered ?? pinned;
    for (const { figure } of panels.parts()) figure.mark(chosen);
    inspector.classList.toggle("chosen", Boolean(chosen));
    inspector.replaceChildren(...(chosen ? explainCell(first, chosen, { text, writer }) : [text("inspect_hint")]));
  };
  const announce = () => onchange({ step: player.step, cell: pinned, playing: false });
  const panels = makePanels({
    text,
    writer,
    signal,
    oncell(cell, click) {
      if (click) pinned = cell && pinned?.join() === cell.join() ? null : (cell ?? pinned);
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
    onlayout: () => show(player.step, true),
  });

  return {
    element: h("div", { class: "lockstep" }, player.element, panels.element, inspector, makeLegend(text), spoken),
    player,
    get cell() {
      return pinned;
    },
    figures: () => panels.parts().map(({ name, figure }) => ({ title: text(`${name}_title`), element: figure.element })),
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
    },
  };
}

/**
 * The colours and signs of the figures, in words.
 * @param {Text} text
 */
function makeLegend(text) {
  const item = (/** @type {string} */ style, sign = "") =>
    h("li", {}, h("span", { class: `swatch ${style}`, "aria-hidden": "true" }, sign), text(`legend_${style}`));
  return h(
    "ul",
    { class: "legend", "aria-label": text("legend") },
    item("input", "1"),
    item("kernel", "1"),
    item("output", "1"),
    item("zero", "0"),
    item("padding", "0"),
    item("cropped"),
    item("marked"),
  );
}

/**
 * Arrow keys step, space plays, unless the key belongs to what has the focus.
 * @param {KeyboardEvent} event
 * @param {Player} player
 */
export function stepByKey(event, player) {
  const target = /** @type {Partial<Element>} */ (event.composedPath()[0]);
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.matches?.("input, select, textarea, [contenteditable], [role=tab], [role=slider], summary")) return;
  if (event.key === " " && target.matches?.("button, a")) return;
  /** @type {Record<string, () => void>} */
  const actions = {
    ArrowRight: () => player.go(player.step + 1),
    ArrowLeft: () => player.go(player.step - 1),
    Home: () => player.go(0),
    End: () => player.go(player.steps),
    " ": () => player.toggle(),
  };
  if (!(event.key in actions)) return;
  event.preventDefault();
  actions[event.key]();
}
