// The state as a query string, and the address bar. web/convolution/state.py is the reader.

import { endpoint, mirror as show, readable } from "../../shared/browser/address.mjs";

const NUMBERS = ["x", "w"];

/** Text of a square of numbers as typed: a decimal comma becomes a point. */
const written = (rows) => rows.map((row) => row.map((cell) => cell.trim().replace(",", ".").replace("−", "-")).join(",")).join(";");

/** All the server needs to know. */
export function toQuery(state, names) {
  const query = new URLSearchParams();
  for (const name of names) query.set(name, NUMBERS.includes(name) ? written(state[name]) : state[name]);
  return readable(query);
}

/** The state a complete query (as the server sends it) describes. */
export function fromAnswer(answer) {
  const rows = (text) => text.split(";").map((row) => row.split(","));
  return Object.fromEntries(Object.entries(answer).map(([name, text]) => [name, NUMBERS.includes(name) ? rows(text) : /^\d+$/.test(text) ? Number(text) : text]));
}

export const address = (path, query) => endpoint(`convolution/${path}`, query);

/** Put the state into the address bar, without what equals the default. */
export function mirror(state, defaults) {
  const text = (value) => (Array.isArray(value?.[0]) ? written(value) : (value ?? "").toString());
  show(Object.entries(defaults).map(([name, standard]) => [name, text(state[name]) === standard ? "" : text(state[name])]));
}
