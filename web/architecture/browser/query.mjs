// The state as a query string, and the address bar. web/architecture/state.py is the reader; the server sends the defaults.

import { endpoint, readable } from "../../shared/browser/address.mjs";

/** @import {NetworksState} from "./types.mjs" */

/** @type {(value: unknown) => string} */
const write = (value) => (typeof value === "boolean" ? String(Number(value)) : String(value));

/**
 * [name, text] of everything in a state, the text empty where it has its default.
 * @param {NetworksState} state
 * @param {NetworksState} defaults
 * @returns {[string, string][]}
 */
export const pairs = (state, defaults) =>
  /** @type {(keyof NetworksState)[]} */ (Object.keys(defaults)).map((name) => [
    name,
    write(state[name]) === write(defaults[name]) ? "" : write(state[name]),
  ]);

/**
 * Shortest query of a state: what equals the default is left out.
 * @param {NetworksState} state
 * @param {NetworksState} defaults
 */
export const toQuery = (state, defaults) => readable(new URLSearchParams(pairs(state, defaults).filter(([, text]) => text !== "")));

/** @type {(path: string, query?: string) => string} */
export const address = (path, query) => endpoint(`architecture/${path}`, query);
