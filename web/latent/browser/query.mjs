// The state as a query string, and the address bar. gan_core/latent/state.py is the reader; the server sends the defaults.

import { endpoint, readable } from "../../shared/browser/address.mjs";

/** @import {LatentState} from "./types.mjs" */
/** @typedef {LatentState[keyof LatentState]} Value */

/**
 * [name, text] of everything in a state, the text empty where it has its default.
 * @type {(state: LatentState, defaults: LatentState) => [string, string][]}
 */
export const pairs = (state, defaults) =>
  /** @type {(keyof LatentState)[]} */ (Object.keys(defaults)).map((name) => [
    name,
    JSON.stringify(state[name]) === JSON.stringify(defaults[name]) ? "" : write(state[name]),
  ]);

/**
 * Shortest query of a state: what equals the default is left out.
 * @param {LatentState} state
 * @param {LatentState} defaults
 */
export function toQuery(state, defaults) {
  return readable(new URLSearchParams(pairs(state, defaults).filter(([, text]) => text !== "")));
}

/** @type {(value: Value) => string} */
function write(value) {
  if (typeof value === "boolean") return String(Number(value));
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  if (Array.isArray(value)) return value.map((item) => (Array.isArray(item) ? `${item[0]}:${write(item[1])}` : write(item))).join(",");
  return String(value);
}

/** @type {(path: string, query?: string | URLSearchParams) => string} */
export const address = (path, query) => endpoint(`latent/${path}`, query);
