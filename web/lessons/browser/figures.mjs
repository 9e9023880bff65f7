// All figures of an answer, and the sentences that hold for it.

import { h } from "../../shared/browser/dom.mjs";
import { makePanel } from "./panel.mjs";

export function makeFigures(stage) {
  const says = h("div", { class: "says", "data-testid": "lesson-says" });
  const grid = h("div", { class: "panels" });
    const probe = h("i", { class: "probe", "aria-hidden": "true" }); // one letter high: grows with the type
  const element = h("div", { class: "figures" }, says, grid, probe);
  const panels = new Map(); // name -> panel; one that comes back keeps its place
  let measured = false;
  let before = ""; // the sentences on the screen

  const show = (answer) => {
    if (!answer) return;
    const explained = new Set();
    const now = answer.panels.map(({ name }) => {
      if (!panels.has(name)) panels.set(name, makePanel(stage));
      return panels.get(name);
    });
    const elements = now.map((panel) => panel.element);
    if (elements.length !== grid.children.length || elements.some((one, index) => grid.children[index] !== one)) {
      grid.replaceChildren(...elements);
      measured = false;
    }
    now.forEach((panel, index) => panel.place(answer.panels[index]));
    if (!measured) now.forEach((panel) => panel.measure());
    measured = true;
    now.forEach((panel) => panel.show({ explained }));
    const said = (answer.says ?? []).map(sentence);
    if (said.join() !== before) says.replaceChildren(...said.map((words) => h("p", {}, words)));
    before = said.join();
  };

  /** A sentence's key, or [key, fields]; a number is written in the language, the key of a word becomes the word. */
  const sentence = (one) => {
    const [key, fields] = Array.isArray(one) ? one : [one, {}];
    const say = (value) => (typeof value === "number" ? stage.write.number(value) : (stage.data.text[value] ?? value));
    return stage.text(key, Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, say(value)])));
  };

  /** Draw again when the room or the type changes. */
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
    [grid, probe].forEach((one) => observer.observe(one));
    stage.signal.addEventListener("abort", () => observer.disconnect());
  };
  return { element, show, watch };
}
