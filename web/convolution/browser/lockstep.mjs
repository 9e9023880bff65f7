// All definitions of one operation, scrubbed together: one step control, one figure a definition, one line that explains a cell.

import { h } from "../../shared/browser/dom.mjs";
import { makeFigure, makeWriter, place } from "./figure.mjs";
import { makePlayer } from "./player.mjs";

const SUMS = 4; // overlaps written out below the stamps
const ROOM = { width: 370, height: 340, screen: 620 }; // of a figure that is not on the screen yet
const LOW = 240; // less is left where figures stand below each other: there one scrolls anyway
const BELOW = 24; // left free below a figure
const MOVED = { width: 24, height: 8, screen: 8 }; // a change of room worth another layout; a scroll bar is not

/** `onchange({step, cell, playing})` hears where the visitor is. */
export function makeLockstep({ text, language, signal, onchange = () => {} }) {
  const writer = makeWriter(language);
  const panels = h("div", { class: "panels" });
  const inspector = h("p", { class: "inspector", "data-testid": "inspector" });
  const spoken = h("p", { class: "unseen", "aria-live": "polite" });
  const player = makePlayer({ text, signal, onstep: (step, playing) => show(step, playing) });
  const element = h("div", { class: "lockstep" }, player.element, panels, inspector, makeLegend(text), spoken);

  let figures = {}; // name -> {figure, frames, sentence}
  let pinned = null; // the output cell that was clicked or chosen with keys
  let hovered = null;

  /** As many steps as the longest definition has frames; the others spread theirs evenly over them. */
  const doneAt = (step, frames) => Math.ceil((step * frames) / player.steps);

  const show = (step, playing) => {
    const counts = [];
    for (const [name, { figure, trace, sentence, count }] of Object.entries(figures)) {
      const done = doneAt(step, figure.frames);
      figure.show(done);
      sentence.replaceChildren(...explain(name, trace, done));
      count.textContent = text(`count_${name}`, { n: done, all: figure.frames });
      figure.element.setAttribute("aria-label", `${text(`${name}_title`)}. ${count.textContent}. ${sentence.textContent}`);
      counts.push(count.textContent);
    }
    inspect();
    if (!playing) spoken.textContent = counts.join(" · ");
    onchange({ step, cell: pinned, playing });
  };

  /** What the last frame did, in numbers. */
  const explain = (name, trace, done) => {
    if (!done) return [text(`start_${name}`)];
    const [cell, , terms] = trace.frames[done - 1];
    if (name !== "stamps") {
      const target = h("b", {}, `${place("y", cell)} = `);
      if (!terms.length) return [target, text("only_zeros")];
      return [target, `${products(terms, trace)} = `, h("b", {}, writer.number(terms.at(-1)[4]))];
    }
    const [row, column] = cell;
    const overlapping = terms.filter((term) => earlier(trace, done, term).length > 1);
    const shown = overlapping.slice(0, SUMS).map((term) => {
      const values = earlier(trace, done, term);
      return h("span", { class: "sum" }, ` ${place("y", term[2])}: ${writer.sum(values)} = `, h("b", {}, writer.number(term[4])));
    });
    const intro = h("b", {}, `${place("x", cell)} · w = ${writer.number(trace.input[row][column])} · w`);
    if (!shown.length) return [intro, ` ${text("no_overlap")}`];
    return [intro, ` ${text("overlap")}`, ...shown, overlapping.length > SUMS ? " …" : ""];
  };
  /** The products added into the term's cell so far. */
  const earlier = (trace, done, term) => {
    const key = term[2].join();
    return trace.frames.slice(0, done).flatMap(([, , terms]) => terms.filter((other) => other[2].join() === key).map((other) => other[3]));
  };
  const products = (terms, trace) =>
    terms.map(([source, weight]) => `${writer.bracket(trace.input[source[0]][source[1]])}·${writer.bracket(trace.kernel[weight[0]][weight[1]])}`).join(" + ");

  /** Every contribution to the pointed, pinned or present output cell. */
  const inspect = () => {
    const [name] = Object.keys(figures);
    if (!name) return;
    const chosen = hovered ?? pinned;
    const { figure, trace } = figures[name];
    for (const one of Object.values(figures)) one.figure.mark(chosen);
    inspector.classList.toggle("chosen", Boolean(chosen));
    if (!chosen) {
      inspector.textContent = text("inspect_hint");
      return;
    }
    const terms = figure.contributions(chosen);
    inspector.replaceChildren(h("b", {}, `${place("y", chosen)} = `));
    if (!terms.length) return inspector.append(text("only_zeros"));
    inspector.append(`${terms.map(([source, weight]) => `${place("x", source)}·${place("w", weight)}`).join(" + ")} = ${products(terms, trace)} = `);
    if (terms.length > 1) inspector.append(`${writer.sum(terms.map((term) => term[3]))} = `);
    inspector.append(h("b", {}, writer.number(terms.at(-1)[4])));
  };

  const point = (cell, click) => {
    if (click) pinned = cell && pinned?.join() === cell.join() ? null : (cell ?? pinned);
    else if (hovered?.join() === cell?.join()) return;
    hovered = click ? null : cell;
    inspect();
    if (click) onchange({ step: player.step, cell: pinned, playing: false });
  };
  const onkey = (event, [rows, columns]) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!move && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const [row, column] = pinned ?? [-move?.[0], -move?.[1]];
    pinned = move ? [Math.max(0, Math.min(rows - 1, row + move[0])), Math.max(0, Math.min(columns - 1, column + move[1]))] : null;
    hovered = null;
    inspect();
    spoken.textContent = inspector.textContent;
    onchange({ step: player.step, cell: pinned, playing: false });
  };

  const page = document.querySelector("[data-testid=stMain]") ?? document.documentElement; // what scrolls
  let room = ROOM;
  const build = (traces) => {
    const parts = Object.entries(traces).map(([name, trace]) => {
      const sentence = h("p", { class: "sentence", "data-testid": `sentence-${name}` });
      const count = h("span", { class: "count" });
      const frame = h("div", { class: "canvas", tabindex: 0, role: "group", "aria-label": text("inspect_keys") });
      const section = h("section", { class: `definition ${name}` }, h("h2", {}, text(`${name}_title`), count), frame, sentence, h("p", { class: "how" }, notes(name, trace)));
      return { name, trace, sentence, count, frame, section };
    });
    panels.replaceChildren(...parts.map((part) => part.section));
    room = measure() ?? room;
    figures = {};
    for (const { name, trace, sentence, count, frame } of parts) {
      const figure = makeFigure(name, trace, { writer, text, room, oncell: point });
      frame.append(figure.element);
      frame.addEventListener("keydown", (event) => onkey(event, figure.size));
      figures[name] = { figure, trace, sentence, count };
    }
  };

  /** The room of a figure, where type is 16 pixels high; undefined while nothing is shown. */
  const measure = () => {
    const frame = panels.querySelector(".canvas");
    if (!frame?.clientWidth) return undefined;
    const type = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const screen = innerHeight / type - BELOW;
    const height = screen - (frame.getBoundingClientRect().top + page.scrollTop) / type;
    return { width: frame.clientWidth / type, height: height < LOW ? screen : height, screen };
  };
  const fit = () => {
    const now = measure() ?? room;
    if (Object.keys(MOVED).every((side) => Math.abs(now[side] - room[side]) <= MOVED[side])) return;
    build(Object.fromEntries(Object.entries(figures).map(([name, { trace }]) => [name, trace])));
    show(player.step, true);
  };
  const observer = new ResizeObserver(fit);
  [panels, page, ...page.children].forEach((one) => observer.observe(one));
  signal.addEventListener("abort", () => observer.disconnect());

  return {
    element,
    player,
    figures: () => Object.entries(figures).map(([name, { figure }]) => ({ title: text(`${name}_title`), element: figure.element })),
    /** Another trace. `at`: a step, or undefined to stay at the same share of the way. */
    load(traces, at, cell = null) {
      const share = player.step / player.steps;
      hovered = null;
      build(traces);
      const [rows, columns] = Object.values(figures)[0].figure.size;
      pinned = cell && cell[0] < rows && cell[1] < columns ? cell : null;
      const steps = Math.max(...Object.values(figures).map(({ figure }) => figure.frames));
      player.load(steps, Math.min(steps, at ?? Math.round(share * steps)));
    },
  };

  /** What is done, with the numbers of this trace. */
  function notes(name, trace) {
    const [top, bottom, left] = trace.margins;
    if (name === "stamps") return text(top ? "stamps_how_crop" : "stamps_how", { crop: top });
    if (name === "convolution") return text("convolution_how", { padding: top });
    const before = Math.min(top, left);
    return text(before < 0 ? "windows_how_cut" : "windows_how", { padding: Math.abs(before), after: Math.abs(bottom) });
  }
}

/** The colours and signs of the figures, in words. */
function makeLegend(text) {
  const item = (look, sign = "") => h("li", {}, h("span", { class: `swatch ${look}`, "aria-hidden": "true" }, sign), text(`legend_${look}`));
  return h("ul", { class: "legend", "aria-label": text("legend") }, item("input", "1"), item("kernel", "1"), item("output", "1"), item("zero", "0"), item("padding", "0"), item("cropped"), item("marked"));
}

/** The same as a page of its own, for the downloaded file. */
export function playAlone(host, { answer, text, language }) {
  const words = (key, fields = {}) => text[key].replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);
  const lockstep = makeLockstep({ text: words, language, signal: new AbortController().signal });
  host.append(lockstep.element);
  lockstep.load(answer.traces, 0);
  document.addEventListener("keydown", (event) => stepByKey(event, lockstep.player));
}

/** Arrow keys step, space plays, unless the key belongs to what has the focus. */
export function stepByKey(event, player) {
  const target = event.composedPath()[0];
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.matches?.("input, select, textarea, [contenteditable], [role=tab], [role=slider], summary")) return;
  if (event.key === " " && target.matches?.("button, a")) return;
  const act = { ArrowRight: () => player.go(player.step + 1), ArrowLeft: () => player.go(player.step - 1), Home: () => player.go(0), End: () => player.go(player.steps), " ": () => player.toggle() }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
