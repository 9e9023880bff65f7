// All figures of an answer, and the sentences that hold for it.

import { h } from "../../shared/browser/dom.mjs";
import { makeCard } from "./card.mjs";
import { makePager } from "./pager.mjs";
import { isPresented, makePanel } from "./panel.mjs";

/** @import {Answer, Panel, Sentence, Stage} from "./types.mjs" */

const FRONT = 2; // figures that are large in presenter mode; the others are small below them

/** @param {Stage} stage */
export function makeFigures(stage) {
  const card = makeCard(stage);
  const says = h("div", { class: "says" });
  const grid = h("div", { class: "panels" });
  const pager = makePager(stage, () => {
    measured = false; // what was hidden has no size
    stage.toFront();
  });
  const probe = h("i", { class: "probe", "aria-hidden": "true" }); // one letter high: grows with the type
  const element = h("div", { class: "figures" }, pager.element, grid, says, probe);
  /** @type {Map<string, ReturnType<typeof makePanel>>} */
  const panels = new Map(); // name -> panel; one that comes back keeps its place
  let measured = false;
  let before = ""; // the sentences on the screen
  /** @type {ResizeObserver | undefined} */
  let sizes;
  /** @type {string[]} */
  let front = []; // names of the figures that are large in presenter mode

  /**
   * The first two, or the two that were chosen, are large; a strip is not.
   * @param {Panel[]} now
   */
  const frontOf = (now) => {
    const names = now.map(({ name }) => name);
    if (front.length && front.every((name) => names.includes(name))) return front;
    const byWidth = now.toSorted((a, b) => a.span - b.span);
    return byWidth.slice(0, FRONT).map(({ name }) => name);
  };
  const bringToFront = (/** @type {string} */ name) => {
    front = [front[0], name];
    measured = false;
    stage.toFront();
  };

  const show = (/** @type {Answer | undefined} */ answer) => {
    if (!answer) return;
    /** @type {Set<string>} */
    const explained = new Set();
    front = frontOf(answer.panels);
    const now = answer.panels.map(({ name }) => {
      const panel = panels.get(name) ?? makePanel(stage, bringToFront);
      panels.set(name, panel);
      return panel;
    });
    grid.classList.toggle("alone", answer.panels.length === 1);
    grid.classList.toggle("thumbs", answer.panels.length > FRONT);
    grid.style.setProperty("--thumbs", String(answer.panels.length - FRONT));
    const elements = now.map((panel) => panel.element);
    if (elements.length !== grid.children.length || elements.some((one, index) => grid.children[index] !== one)) {
      grid.replaceChildren(...elements);
      for (const canvas of grid.querySelectorAll(".canvas")) sizes?.observe(canvas); // a legend that grows leaves a drawing less room
      measured = false;
    }
    for (const [index, panel] of now.entries()) {
      panel.place(answer.panels[index]);
      panel.element.classList.toggle("small", !front.includes(answer.panels[index].name));
    }
    pager.render(elements);
    if (!measured) for (const panel of now) panel.measure();
    for (const panel of now) panel.show({ explained });
    if (!measured && isPresented(element)) for (const panel of now) if (panel.measure()) panel.show({ explained: new Set() }); // what is below a drawing left it less room
    measured = true;
    const told = stage.story.sentence;
    const [first, ...sentences] = [...(told ? [told] : []), ...(answer.says ?? []).map((one) => sentenceOf(stage, one))];
    card.render(answer, first ?? "");
    if (sentences.join() !== before) says.replaceChildren(...sentences.map((words) => h("p", {}, words)));
    before = sentences.join();
  };

  /**
   * Draw again when the width or the type changes.
   * @param {() => void} redraw
   */
  const watch = (redraw) => {
    let frame = 0;
    let before = "";
    const observer = new ResizeObserver(() => {
      const heights = isPresented(element) ? [...grid.querySelectorAll(".canvas")].map((canvas) => canvas.clientHeight) : [];
      const now = `${grid.clientWidth} ${probe.offsetHeight} ${heights}`;
      if (now === before) return;
      before = now;
      measured = false;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(redraw);
    });
    sizes = observer;
    for (const one of [grid, probe]) observer.observe(one);
    stage.signal.addEventListener("abort", () => observer.disconnect());
  };
  return { element, card: card.element, show, watch };
}

/**
 * A number is written in the language, the key of a word becomes the word.
 * @param {Stage} stage
 * @param {Sentence} sentence
 */
function sentenceOf(stage, sentence) {
  const [key, fields] = Array.isArray(sentence) ? sentence : [sentence, {}];
  const write = (/** @type {string | number} */ value) =>
    typeof value === "number" ? stage.write.number(value) : (stage.data.text[value] ?? value);
  return stage.text(key, Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, write(value)])));
}
