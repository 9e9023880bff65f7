// What is what: swatch, name, formula, source. A click on a name puts the curve away, in all figures that have it.

import { h } from "../../shared/browser/dom.mjs";
import { formula, sourceOf } from "./formula.mjs";
import { isListed, namesOf, swatch } from "./styles.mjs";

/** @import {HeatScale, Panel, Stage} from "./types.mjs" */

/** @param {Stage} stage */
export function makeLegend(stage) {
  const element = h("ul", { class: "legend" });
  let before = "";

  /**
   * @param {Panel} panel
   * @param {{explained: Set<string>, heat?: HeatScale}} options `explained`: names whose formula another figure already shows
   */
  const render = (panel, { explained, heat }) => {
    const names = namesOf(panel.marks);
    const fresh = names.filter((name) => stage.data.formulas[name] && !explained.has(name));
    for (const name of names) explained.add(name);
    /** @param {string} name */
    const marks = (name) => panel.marks.filter((mark) => mark.name === name && isListed(mark));
    const signs = (/** @type {string} */ name) =>
      marks(name).map((mark) => [mark.kind, mark.role, "dash" in mark && mark.dash, "symbol" in mark && mark.symbol]);
    const now = JSON.stringify(
      names.map((name) => [name, fresh.includes(name), stage.hidden.has(name), signs(name), heat?.bar, heat?.low, heat?.high]),
    );
    if (now === before) return; // a dragged slider does not touch the legend
    before = now;
    const lines = panel.marks.filter(({ kind }) => kind === "line");
    element.replaceChildren(
      ...names.map((name) => {
        const about = fresh.includes(name) ? stage.data.formulas[name] : undefined;
        const ends =
          marks(name).some(({ kind }) => kind === "heat") && heat
            ? h("small", {}, `${stage.write.short(heat.low)} … ${stage.write.short(heat.high)}`)
            : undefined;
        const button = h(
          "button",
          {
            type: "button",
            "data-mark": name,
            "aria-pressed": String(!stage.hidden.has(name)),
            title: stage.own("toggle"),
            onclick: () => stage.toggle(name),
          },
          swatch(marks(name), lines, heat),
          h("span", {}, stage.text(name)),
          ends,
        );
        return h("li", {}, button, about ? [formula(about.tex), sourceOf(about)] : []);
      }),
    );
    element.hidden = !names.length;
  };
  return { element, render };
}
