// All knobs. Most take effect at once, in the running game; what needs new networks starts it anew, and says so.

import { h } from "../../shared/browser/dom.mjs";
import { belongs, FIELDS, GROUPS, makeField } from "./fields.mjs";

/** @import {Stage} from "./types.mjs" */

/** @param {Stage} stage */
export function makeSettings(stage) {
  const { text, about } = stage;
  const fields = Object.fromEntries(
    FIELDS.map((field) => [
      field,
      makeField(stage, field, { id: `set-${field}`, onchange: (value) => void stage.set({ [field]: value }) }),
    ]),
  );
  for (const field of FIELDS.filter((one) => !about.changeable.includes(one))) {
    fields[field].element
      .querySelector("label")
      ?.append(h("i", { class: "anew", title: text("starts_anew") }, "↻", h("span", { class: "unseen" }, text("starts_anew"))));
  }
  const groups = Object.entries(GROUPS).map(([name, names]) =>
    h(
      "fieldset",
      { class: "knobs" },
      h("legend", {}, text(`group_${name}`)),
      names.map((field) => fields[field].element),
    ),
  );
  const element = h("div", { class: "settings" }, groups, h("p", { class: "hint" }, text("settings_hint")));
  const render = () => {
    const { config } = stage.spec;
    for (const [name, field] of Object.entries(fields)) {
      field.element.hidden = !belongs(name, config);
      field.render(config[name]);
      field.element.classList.toggle("versus", Boolean(stage.spec.versus && name in stage.spec.versus));
    }
  };
  return { element, render };
}
