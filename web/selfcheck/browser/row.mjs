// One check in the list: how it went, and what can be done about it.

import { h } from "../../shared/browser/dom.mjs";
import { errorSentence, fill, makeNumbers } from "../../shared/browser/words.mjs";

/** @import {ErrorAnswer} from "../../shared/browser/words.mjs" */
/** @typedef {"waiting" | "running" | "ok" | "note" | "fail"} State */
/** @typedef {{state: State, fields?: Record<string, unknown>, milliseconds?: number, error?: ErrorAnswer | null}} Result */
/** @typedef {{language: string, text: Record<string, string>, errors: Record<string, string>}} CheckData */
/** @typedef {ReturnType<typeof makeRow>} Row */

/** @type {Record<State, string>} */
const SIGNS = { waiting: "", running: "", ok: "✓", note: "i", fail: "!" };

/**
 * What a check has found, and where it failed what to do; nothing before it has ended.
 * @param {string} name of the check
 * @param {Result} result
 * @param {Pick<CheckData, "text" | "errors">} data
 */
export function sentenceOf(name, { state, fields, error }, { text, errors }) {
  if (state === "waiting" || state === "running") return "";
  const remedy = text[`check_${name}_do`] ?? "";
  if (error) return `${error.message ? errorSentence(errors, error) : text.broken} ${remedy}`.trim();
  const found = fill(text[`check_${name}_${state}`] ?? "", fields);
  return (state === "fail" ? `${found} ${remedy}` : found).trim();
}

/**
 * @param {string} name
 * @param {CheckData} data
 */
export function makeRow(name, data) {
  const { text, language } = data;
  const { number } = makeNumbers(language);
  const sign = h("span", { class: "sign", "aria-hidden": "true" });
  const time = h("span", { class: "time" });
  const said = h("span", { class: "said" });
  const spoken = h("span", { class: "unseen" });
  const title = h("span", { class: "name" }, text[`check_${name}`] ?? "", " ", spoken);
  const element = h("li", { "data-check": name }, sign, title, time, said);
  const row = {
    element,
    state: "waiting",
    /** @param {Result} result */
    show(result) {
      const { state, milliseconds = 0 } = result;
      row.state = state;
      element.className = state;
      element.dataset.state = state;
      sign.textContent = SIGNS[state];
      spoken.textContent = text[`state_${state}`] ?? "";
      time.textContent = milliseconds ? fill(text.seconds, { seconds: number(milliseconds / 1000, 1) }) : "";
      said.textContent = sentenceOf(name, result, data);
    },
  };
  row.show({ state: "waiting" });
  return row;
}
