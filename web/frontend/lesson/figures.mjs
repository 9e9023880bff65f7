// All figures of an answer, and the sentences that hold for it.

import { h } from "../shared/dom.mjs";
import { makePanel } from "./panel.mjs";

export function makeFigures(stage) {
  const says = h("div", { class: "says", "data-testid": "lesson-says" });
  const grid = h("div", { class: "panels" });
  const element = h("div", { class: "figures" }, says, grid);
  const panels = new Map(); // name -> panel; one that comes back keeps its place

  const show = (answer) => {
    if (!answer) return;
    const explained = new Set();
    const now = answer.panels.map(({ name }) => {
      if (!panels.has(name)) panels.set(name, makePanel(stage));
      return panels.get(name);
    });
    const elements = now.map((panel) => panel.element);
    if (elements.length !== grid.children.length || elements.some((one, index) => grid.children[index] !== one)) grid.replaceChildren(...elements);
    grid.dataset.count = elements.length;
    now.forEach((panel, index) => panel.show(answer.panels[index], { explained }));
    says.replaceChildren(...(answer.says ?? []).map((one) => h("p", {}, sentence(one))));
    says.hidden = !says.children.length;
  };

  /** A sentence's key, or [key, fields]; a number is written in the language, the key of a word becomes the word. */
  const sentence = (one) => {
    const [key, fields] = Array.isArray(one) ? one : [one, {}];
    const say = (value) => (typeof value === "number" ? stage.write.number(value) : (stage.data.text[value] ?? value));
    return stage.text(key, Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, say(value)])));
  };

  /** Draw again when the room changes. */
  const watch = (redraw) => {
    let wide = 0;
    let frame = 0;
    const observer = new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width === wide) return;
      wide = contentRect.width;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(redraw);
    });
    observer.observe(grid);
    stage.signal.addEventListener("abort", () => observer.disconnect());
  };
  return { element, show, watch };
}
