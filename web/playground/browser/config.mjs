// What settings accept, as gan_core/playground/config.py says it in Python: a test holds both against each other.

export const PACES = [1, 5, 25, 100, 300, 0]; // steps a second; 0: as fast as possible

/** @typedef {Record<string, any>} Config */
/** @import {About} from "./types.mjs" */

/** @type {(value: unknown) => string} */
const quoted = (value) => (typeof value === "string" ? `'${value}'` : (JSON.stringify(value) ?? String(value))).slice(0, 40);
/** @type {(value: unknown) => boolean} */
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/** What is wrong with a configuration, as fields of the error "value"; undefined when nothing is. @param {Config} config @param {About} about */
export function wrong(config, about) {
  for (const field of Object.keys({ ...about.default, ...config })) {
    const expected = typeProblem(field, config[field], about);
    if (expected) return { field, received: quoted(config[field]), expected };
  }
  for (const [field, options] of Object.entries(about.choices)) {
    if (!options.includes(config[field])) return { field, received: quoted(config[field]), expected: options.join(", ") };
  }
  for (const [field, [low, high]] of Object.entries(about.ranges)) {
    if (!(low <= config[field] && config[field] <= high)) return { field, received: String(config[field]), expected: `${low} to ${high}` };
  }
  if (config.family === "flow" && config.latent_dim !== 2)
    return { field: "latent_dim", received: String(config.latent_dim), expected: "2" }; // z is carried through the plane
  return pointsProblem(config, about.limits);
}

/** @type {(field: string, value: any, about: About) => string} what is accepted; empty where it is */
function typeProblem(field, value, { default: known, whole, limits }) {
  if (field === "points")
    return Array.isArray(value) && value.every((point) => Array.isArray(point) && point.length === 2 && point.every(isNumber))
      ? ""
      : "a list of pairs of numbers";
  if (field === "text") return typeof value === "string" ? "" : "a value of type str";
  if (!(field in known)) return Object.keys(known).join(", ");
  if (field.endsWith("hidden")) {
    const fine =
      Array.isArray(value) &&
      value.length >= 1 &&
      value.length <= limits.layers &&
      value.every((width) => Number.isInteger(width) && width >= 1 && width <= limits.width);
    return fine ? "" : `1 to ${limits.layers} widths of 1 to ${limits.width}`;
  }
  if (typeof known[field] === "string") return typeof value === "string" ? "" : "a value of type str";
  if (whole.includes(field)) return Number.isInteger(value) ? "" : "a value of type int";
  return isNumber(value) ? "" : "a value of type float";
}

/** @type {(config: Config, limits: Record<string, number>) => {field: string, received: string, expected: string} | undefined} */
function pointsProblem({ data, points, text }, { points: max, reach, letters }) {
  if (points.length > max || (data === "points" && points.length < 2))
    return { field: "points", received: `${points.length} points`, expected: `2 to ${max} points` };
  if (points.flat().some((/** @type {number} */ coordinate) => Math.abs(coordinate) > reach))
    return { field: "points", received: "a point far outside", expected: `coordinates from ${-reach} to ${reach}` };
  if (text.length > letters || (data === "text" && !text.trim()))
    return { field: "text", received: quoted(text), expected: `1 to ${letters} letters` };
  return undefined;
}

/** All settings of what a link or a preset says: those that are not used have no place in either. @param {Config} config @returns {Config} */
export const complete = (config) => ({ points: [], text: "", ...config });
