// What is what: swatch, name, formula, source. A click on a name puts the curve away, in all figures that have it.

import { h } from "../../shared/browser/dom.mjs";
import { formula, sourceOf } from "./formula.mjs";
import { isListed, namesOf, swatch } from "./styles.mjs";

export function makeLegend(stage) {
  const element = h("ul", { class: "legend" });
  let before = "";

  /** `explained`: names whose formula another figure already shows. */
  const render = (panel, { explained, heat }) => {
    const names = namesOf(panel.marks);
    const fresh = names.filter((name) => stage.data.formulas[name] && !explained.has(name));
    names.forEach((name) => explained.add(name));
    const marks = (name) => panel.marks.filter((mark) => mark.name === name && isListed(mark));
    const looks = names.map((name) => [name, fresh.includes(name), stage.hidden.has(name), marks(name).map(({ kind, role, dash, symbol }) => [kind, role, dash, symbol]), heat?.bar, heat?.low, heat?.high]);
    const now = JSON.stringify(looks);
    if (now === before) return; // a dragged slider does not touch the legend
    before = now;
    const lines = panel.marks.filter(({ kind }) => kind === "line");
    element.replaceChildren(...names.map((name) => {
      const about = fresh.includes(name) ? stage.data.formulas[name] : undefined;
      const ends = marks(name).some(({ kind }) => kind === "heat") && heat ? h("small", {}, `${stage.write.short(heat.low)} … ${stage.write.short(heat.high)}`) : undefined;
      const button = h("button", { type: "button", "data-mark": name, "aria-pressed": String(!stage.hidden.has(name)), title: stage.own("toggle"), onclick: () => stage.toggle(name) }, swatch(marks(name), lines, heat), h("span", {}, stage.text(name)), ends);
      return h("li", {}, button, about ? [formula(about.tex), sourceOf(about)].filter(Boolean) : []);
    }));
    element.hidden = !names.length;
  };
  return { element, render };
}
