// A lesson's state: the values of its controls. web/lessons/lesson.py is the reader on the server; the same rules hold here.

import { readable } from "../../shared/browser/address.mjs";
import { MAX_LETTERS, parseNumber } from "../../shared/browser/numbers.mjs";

/** @import {Control, Controls, State, Value} from "./types.mjs" */
/** @typedef {{expected: string}} Refusal */

/**
 * A value as links have it.
 * @param {Value} value
 * @returns {string}
 */
export function written(value) {
  if (Array.isArray(value)) return value.map(written).join(",");
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "number" ? String(Number(value.toPrecision(10))) : String(value);
}

/** @type {(one: Value, other: Value) => boolean} */
export const same = (one, other) => written(one) === written(other);

/** @type {(limits: {low: number, high: number}) => string} */
const range = ({ low, high }) => `${low} … ${high}`;

/** @type {(limits: {low: number, high: number}, text: string) => boolean} */
function inside({ low, high }, text) {
  const value = parseNumber(text);
  return value !== undefined && value >= low && value <= high;
}

/**
 * What a link's text means, or what is accepted where it cannot be read.
 * @param {Control} control
 * @param {string} text
 * @returns {{value: Value} | Refusal}
 */
function read(control, text) {
  switch (control.kind) {
    case "slider":
      return inside(control, text) ? { value: Number(text) } : { expected: range(control) };
    case "choice":
      return control.options.includes(text) ? { value: text } : { expected: control.options.join(", ") };
    case "switch":
      return text === "0" || text === "1" ? { value: text === "1" } : { expected: "0, 1" };
    case "numbers": {
      const cells = text.split(",");
      const right = cells.length === control.default.length && cells.every((cell) => inside(control, cell));
      return right ? { value: cells.map(Number) } : { expected: `${control.default.length} × ${range(control)}` };
    }
  }
}

/** @type {(controls: Controls) => State} */
export const defaults = (controls) => Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.default]));

/**
 * The state a link describes, and what of it was refused. A refused value is left for the default.
 * @param {Controls} controls
 * @param {string} search
 */
export function readLink(controls, search) {
  const link = new URLSearchParams(search);
  const state = defaults(controls);
  const refused = [];
  for (const [name, control] of Object.entries(controls)) {
    const received = link.get(name);
    if (received === null) continue;
    const result = read(control, received);
    if ("value" in result) state[name] = result.value;
    else refused.push({ field: name, received: `'${received.slice(0, MAX_LETTERS)}'`, expected: result.expected });
  }
  return { state, refused };
}

/**
 * [name, text] of every control, the text empty where it has its default; for the address bar.
 * @param {Controls} controls
 * @param {State} state
 * @returns {[string, string][]}
 */
export function pairs(controls, state) {
  return Object.entries(controls).map(([name, control]) => [name, same(state[name], control.default) ? "" : written(state[name])]);
}

/**
 * What differs from the defaults, as a query; `local` values too, or (for the server) not.
 * @param {Controls} controls
 * @param {State} state
 * @param {{local: boolean}} options
 */
export function toQuery(controls, state, { local }) {
  const query = pairs(controls, state).filter(([name, text]) => text !== "" && (local || !controls[name].local));
  return readable(new URLSearchParams(query));
}

/**
 * Whether a control has a meaning in this state.
 * @param {Control} control
 * @param {State} state
 */
export function applies(control, state) {
  return Object.entries(control.when).every(([other, values]) => values.some((value) => same(value, state[other])));
}

/**
 * The number in `NAME` or `NAME.3`.
 * @param {State} state
 * @param {string} path
 */
export function valueAt(state, path) {
  const [name, index] = path.split(".");
  return /** @type {number} */ (index === undefined ? state[name] : /** @type {number[]} */ (state[name])[Number(index)]);
}

/**
 * A patch of the state that sets the number in `NAME` or `NAME.3`.
 * @param {State} state
 * @param {string} path
 * @param {number} value
 * @returns {State}
 */
export function setAt(state, path, value) {
  const [name, index] = path.split(".");
  if (index === undefined) return { [name]: value };
  return { [name]: /** @type {number[]} */ (state[name]).map((old, place) => (place === Number(index) ? value : old)) };
}

/**
 * The same, the number kept inside the control's limits and on its steps.
 * @param {Controls} controls
 * @param {State} state
 * @param {string} path
 * @param {number} value
 */
export function patchAt(controls, state, path, value) {
  const { low, high, step } = /** @type {{low: number, high: number, step: number}} */ (controls[path.split(".")[0]]);
  return setAt(state, path, Number(Math.min(high, Math.max(low, Math.round(value / step) * step)).toPrecision(10)));
}
