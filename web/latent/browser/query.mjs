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
    JSON.stringify(state[name]) === JSON.stringify(defaults[name]) ? "" : name === "z" ? writeZ(state.z) : write(state[name]),
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

/**
 * The state that a link written here describes; what is left out, or is no value, has its default.
 * @param {URLSearchParams} query
 * @param {LatentState} defaults
 * @returns {LatentState}
 */
export function fromQuery(query, defaults) {
  const entries = Object.entries(defaults).map(([name, standard]) => [name, read(name, query.get(name), standard)]);
  return /** @type {LatentState} */ (Object.fromEntries(entries));
}

/** @type {(name: string, text: string | null, standard: Value) => Value} */
function read(name, text, standard) {
  if (text === null) return standard;
  if (typeof standard === "boolean") return text === "1";
  if (typeof standard === "number") return Number.isFinite(Number(text)) ? Number(text) : standard;
  if (typeof standard === "string") return text;
  if (name === "z") return readZ(text);
  const parts = text.split(",");
  if (name === "dimensions") return /** @type {Value} */ (parts.map((part) => part.split(":").map(Number)));
  return parts.every((part) => Number.isFinite(Number(part))) ? parts.map(Number) : standard;
}

const STEP = 1 / 32; // gan_core/latent/found.py

/** @type {(z: number[]) => string} */
function writeZ(z) {
  const bytes = String.fromCharCode(...Uint8Array.from(z, (value) => Math.round(value / STEP)));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * A found z as a link holds it.
 * @type {(text: string) => number[]}
 */
export function readZ(text) {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return [];
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Array.from(
    Int8Array.from(bytes, (letter) => letter.charCodeAt(0)),
    (value) => value * STEP,
  );
}

/** @type {(path: string, query?: string | URLSearchParams) => string} */
export const address = (path, query) => endpoint(`latent/${path}`, query);
