// More epochs for a run that has finished.

import { h } from "../../shared/browser/dom.mjs";
import { makeRefusal } from "./field.mjs";

/** @import {Drawer} from "./drawers.mjs" */
/** @import {Stage} from "./types.mjs" */

/**
 * @param {Stage} stage
 * @returns {Drawer}
 */
export function makeExtend(stage) {
  const { text } = stage;
  const refusal = makeRefusal();
  const epochs = h("input", { id: "extend-epochs", type: "number", min: 1, step: 1, value: 1, inputmode: "numeric" });
  const apply = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!epochs.value) return refusal.say(text("no_number", { setting: text("extend_epochs") }));
    if (await stage.act("extend", { epochs: Number(epochs.value) }, refusal.say)) stage.drawers.close();
    return undefined;
  };
  const label = h("label", { for: "extend-epochs" }, text("extend_epochs"));
  const row = h("div", { class: "row" }, label, epochs, h("button", { class: "main" }, text("extend_apply")));
  return { element: h("form", { class: "drawer", novalidate: true, onsubmit: apply }, row, refusal.element), begin: () => refusal.say("") };
}
