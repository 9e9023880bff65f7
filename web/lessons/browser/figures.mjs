// All figures of an answer, and the sentences that hold for it.

import { h } from "../../shared/browser/dom.mjs";
import { makePanel } from "./panel.mjs";

/** @import {Answer, Sentence, Stage} from "./types.mjs" */

/** @param {Stage} stage */
export function makeFigures(stage) {
  const says = h("div", { class: "says", "data-testid": "lesson-says" });
  const grid = h("div", { class: "panels" });
  const probe = h("i", { class: "probe", "aria-hidden": "true" }); // one letter high: grows with the type
  const element = h("div", { class: "figures" }, says, grid, probe);
  /** @type {Map<string, ReturnType<typeof makePanel>>} */
  const panels = new Map(); // name -> panel; one that comes back keeps its place
  let measured = false;
  let before = ""; // the sentences on the screen

  const show = (/** @type {Answer | undefined} */ answer) => {
    if (!answer) return;
    /** @type {Set<string>} */
    const explained = new Set();
    const now = answer.panels.map(({ name }) => {
      const panel = panels.get(name) ?? makePanel(stage);
      panels.set(name, panel);
      return panel;
    });
    const elements = now.map((panel) => panel.element);
    if (elements.length !== grid.children.length || elements.some((one, index) => grid.children[index] !== one)) {
      grid.replaceChildren(...elements);
      measured = false;
    }
    for (const [index, panel] of now.entries()) panel.place(answer.panels[index]);
    if (!measured) for (const panel of now) panel.measure();
    measured = true;
    for (const panel of now) panel.show({ explained });
    const sentences = (answer.says ?? []).map(sentenceOf);
    if (sentences.join() !== before) says.replaceChildren(...sentences.map((words) => h("p", {}, words)));
    before = sentences.join();
  };

  /**
   * A number is written in the language, the key of a word becomes the word.
   * @param {Sentence} sentence
   */
  const sentenceOf = (sentence) => {
    const [key, fields] = Array.isArray(sentence) ? sentence : [sentence, {}];
    const write = (/** @type {string | number} */ value) =>
      typeof value === "number" ? stage.write.number(value) : (stage.data.text[value] ?? value);
    return stage.text(key, Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, write(value)])));
  };

  /**
   * Draw again when the width or the type changes.
   * @param {() => void} redraw
   */
  const watch = (redraw) => {
    let frame = 0;
    let before = "";
    const observer = new ResizeObserver(() => {
      const now = `${grid.clientWidth} ${probe.offsetHeight}`;
      if (now === before) return;
      before = now;
      measured = false;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(redraw);
    });
    for (const one of [grid, probe]) observer.observe(one);
    stage.signal.addEventListener("abort", () => observer.disconnect());
  };
  return { element, show, watch };
}
