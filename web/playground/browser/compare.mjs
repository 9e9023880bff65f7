// Two games side by side on one seed, with one knob turned.

import { h, write } from "../../shared/browser/dom.mjs";
import { belongs, FIELDS, makeField, otherValue } from "./fields.mjs";
import { FAMILIES, same, switchView } from "./link.mjs";

/** @import {Stage} from "./types.mjs" */
/** @import {Field} from "./fields.mjs" */

/** @param {Stage} stage */
export function makeCompare(stage) {
  const { text } = stage;
  const knob = h("select", { id: "versus-field", onchange: () => void choose() });
  const place = h("div");
  const note = h("p", { class: "hint" });
  const start = h("button", { type: "button", class: "main", "data-action": "compare", onclick: () => begin() }, text("compare_start"));
  const stop = h("button", { type: "button", onclick: () => stage.compare(null) }, text("compare_stop"));
  const element = h(
    "div",
    { class: "compare" },
    h("p", {}, text("compare_idea")),
    h("div", { class: "knobs" }, h("div", { class: "field" }, h("label", { for: "versus-field" }, text("compare_knob")), knob), place),
    h("div", { class: "row" }, start, stop),
    note,
    h("div", { class: "row" }, h("button", { type: "button", "data-action": "families", title: text("families_help"), onclick: () => switchView(stage.about, FAMILIES) }, text("families"))), // biome-ignore format: one line
  );
  /** @type {Field} */
  let field;
  const choose = () => {
    field = makeField(stage, knob.value, { id: "versus-value", onchange: () => undefined, label: text("compare_value") });
    const { config, versus } = stage.spec;
    field.render(versus?.[knob.value] ?? otherValue(knob.value, config[knob.value], stage.about.choices[knob.value]));
    place.replaceChildren(field.element);
  };
  const begin = () => {
    const differs = !same(field.value, stage.spec.config[knob.value]);
    write(note, differs ? "" : text("compare_same"));
    if (differs) stage.compare({ [knob.value]: field.value });
  };
  let offered = "";
  const render = () => {
    const { config, versus } = stage.spec;
    const names = FIELDS.filter((name) => belongs(name, config));
    if (names.join() !== offered) {
      offered = names.join();
      const chosen = knob.value;
      knob.replaceChildren(...names.map((name) => h("option", { value: name }, stage.setting(name))));
      knob.value = versus ? Object.keys(versus)[0] : names.includes(chosen) ? chosen : "r1_weight";
      choose();
    }
    stop.hidden = !versus;
    if (versus) write(note, text("comparing", { changes: stage.changes(versus) }));
  };
  return { element, render };
}
