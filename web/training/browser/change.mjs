// Settings to change while a run trains: several at once, one button.

import { h } from "../../shared/browser/dom.mjs";
import { makeField, makeRefusal } from "./field.mjs";

/** @import {Drawer} from "./drawers.mjs" */
/** @import {Settings, Stage} from "./types.mjs" */

/**
 * @param {Stage} stage
 * @returns {Drawer}
 */
export function makeChange(stage) {
  const { text } = stage;
  const grid = h("div", { class: "fields" });
  const refusal = makeRefusal();
  const said = h("p", { class: "hint", role: "status" });
  /** @type {Record<string, ReturnType<typeof makeField>>} */
  let fields = {};
  /** @type {Settings} */
  let before = {};

  const loss = () => fields.loss?.value() ?? before.loss;
  const belong = () => {
    for (const [name, field] of Object.entries(fields)) field.element.hidden = !stage.fits(name, loss());
  };
  const begin = () => {
    if (!stage.a.status) return;
    const { config, changeable } = stage.a.status;
    before = config;
    refusal.say("");
    said.textContent = text("change_hint");
    const made = Object.entries(changeable).map(([name, accepted]) => ({
      name,
      field: makeField(stage, name, accepted, config[name], `change-${name}`),
    }));
    fields = Object.fromEntries(made.map(({ name, field }) => [name, field]));
    grid.replaceChildren(...made.map(({ field }) => field.element));
    fields.loss?.input.addEventListener("change", belong);
    belong();
  };
  const apply = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const shown = Object.keys(fields).filter((name) => stage.fits(name, loss()));
    const wrong = shown.find((name) => fields[name].value() === undefined);
    if (wrong) return refusal.say(text("no_number", { setting: stage.setting(wrong) }));
    const changed = shown.filter((name) => fields[name].value() !== before[name]);
    if (!changed.length) return refusal.say(text("nothing_changed"));
    const settings = Object.fromEntries(changed.map((name) => [name, fields[name].value()]));
    const answer = await stage.act("change", { settings }, refusal.say);
    if (!answer) return undefined;
    before = { ...before, ...settings };
    said.textContent = text("changed");
    return undefined;
  };
  const row = h("div", { class: "row" }, h("button", { class: "main" }, text("apply")), said);
  return { element: h("form", { class: "drawer", novalidate: true, onsubmit: apply }, grid, row, refusal.element), begin };
}
