// The state as a query string, and the address bar. web/convolution/state.py is the reader.

import { endpoint, readable } from "../../shared/browser/address.mjs";

/** @import {Query, Sheet, State, Typed} from "./types.mjs" */

/** @type {(name: string) => name is Sheet} */
const isSheet = (name) => name === "x" || name === "w";

/**
 * Text of a square of numbers as typed: a decimal comma becomes a point.
 * @param {Typed} rows
 */
const written = (rows) => rows.map((row) => row.map((cell) => cell.trim().replace(",", ".").replace("−", "-")).join(",")).join(";");

/** @type {(value: string | number | Typed) => string} */
const textOf = (value) => (Array.isArray(value) ? written(value) : String(value));

/**
 * All the server needs to know.
 * @param {State} state
 * @param {(keyof State)[]} names
 */
export function toQuery(state, names) {
  return readable(new URLSearchParams(names.map((name) => [name, textOf(state[name])])));
}

/**
 * The state a complete query describes.
 * @param {Query} query
 * @returns {State}
 */
export function fromQuery(query) {
  const rows = (/** @type {string} */ text) => text.split(";").map((row) => row.split(","));
  return /** @type {State} */ (
    Object.fromEntries(
      Object.entries(query).map(([name, text]) => [name, isSheet(name) ? rows(text) : /^\d+$/.test(text) ? Number(text) : text]),
    )
  );
}

/** @type {(path: string, query?: string) => string} */
export const address = (path, query) => endpoint(`convolution/${path}`, query);

/**
 * [name, text] of everything in the state, the text empty where it equals the default; for the address bar.
 * @param {Record<string, string | number | Typed>} state
 * @param {Query} defaults
 * @returns {[string, string][]}
 */
export const pairs = (state, defaults) =>
  Object.entries(defaults).map(([name, standard]) => [name, textOf(state[name]) === standard ? "" : textOf(state[name])]);
