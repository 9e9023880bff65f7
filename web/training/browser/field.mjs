// A labelled field for a setting, and the line below a form that says what is wrong.

import { h } from "../../shared/browser/dom.mjs";
import { boxText, typedNumber } from "../../shared/browser/numbers.mjs";

/** @import {Config, Stage} from "./types.mjs" */

/**
 * Whether a setting has a meaning for a loss.
 * @param {Record<string, string[]>} ofLoss loss -> the settings that some losses do not have
 * @param {string} name
 * @param {unknown} loss
 */
export const fits = (ofLoss, name, loss) => !Object.values(ofLoss).flat().includes(name) || ofLoss[String(loss)].includes(name);

/**
 * The length of a run that is to go on from its end: a tenth more, at least one epoch.
 * @param {Pick<Config, "epochs" | "max_steps">} config
 * @returns {{epochs: number, max_steps?: number}}
 */
export const longer = ({ epochs, max_steps: steps }) => ({
  epochs: epochs + Math.max(1, Math.round(epochs / 10)),
  ...(steps ? { max_steps: 0 } : {}),
});

/**
 * A list of options, or a number in a range. `value()` is undefined while it is no number.
 * @param {Stage} stage
 * @param {string} name
 * @param {(string | number)[]} accepted
 * @param {unknown} now
 * @param {string} id
 */
export function makeField(stage, name, accepted, now, id) {
  const listed = !(accepted.length === 2 && accepted.every((end) => typeof end === "number"));
  const options = accepted.map((option) => h("option", { value: option }, stage.option(name, option)));
  const [min, max] = accepted;
  const whole = stage.isWhole(name);
  const box = whole ? { type: "number", min, max, step: 1, inputmode: "numeric" } : { type: "text", inputmode: "decimal" }; // a comma, too
  const input = listed ? h("select", { id }, options) : h("input", { id, ...box });
  input.value = listed || whole ? String(now) : boxText(Number(now), stage.language);
  const number = () => typedNumber(input.value);
  const value = () => (listed ? accepted.find((option) => String(option) === input.value) : number());
  const label = h("label", { for: id }, stage.setting(name));
  return { element: h("div", { class: "field" }, label, input), label, input, value };
}

/** The sentence that says what is wrong with a form. */
export function makeRefusal() {
  const element = h("p", { class: "problem", role: "alert", hidden: true });
  const say = (/** @type {string} */ sentence) => {
    element.textContent = sentence;
    element.hidden = !sentence;
  };
  return { element, say };
}
