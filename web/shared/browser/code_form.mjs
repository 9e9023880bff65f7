// Where a phone gives a code that another screen shows.

import { h } from "./dom.mjs";

/**
 * @param {{label: string, button: string}} words
 * @param {(code: string) => void} given
 */
export function makeCodeForm({ label, button }, given) {
  const code = h("input", {
    id: "code",
    name: "code",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    maxlength: 12,
    required: true,
  });
  const onsubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    given(code.value);
  };
  return h("form", { onsubmit }, h("label", { for: "code" }, label, code), h("button", { class: "main" }, button));
}
