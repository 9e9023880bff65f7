// The page's address: preset, settings that differ from it, what was done since, and what is compared. The same link gives the same numbers.

import { mirror } from "../../shared/browser/address.mjs";
import { makeReader, oneOf, wholeBetween } from "../../shared/browser/link.mjs";
import { mountAgain } from "../../shared/browser/mount.mjs";
import { parseNumber } from "../../shared/browser/numbers.mjs";
import { PACES } from "./config.mjs";
import { LAYERS } from "./view.mjs";

export const LATTICE = 127 / 3; // drawn points lie on whole numbers of this, so that a link says them in a byte each
export const TABS = ["charts", "network", "card", "settings", "data", "compare", "save"]; // beside the plane
const BETWEEN = "~"; // stays as it is in an address

/** @import {About, Config, Move, Points, Setting, Spec} from "./types.mjs" */

/**
 * A coordinate as a link can say it.
 * @param {number} value
 */
export const onLattice = (value) => Number((Math.max(-127, Math.min(127, Math.round(value * LATTICE))) / LATTICE).toFixed(3));

/** @param {Points} points */
export function packPoints(points) {
  const bytes = points.flat().map((value) => String.fromCharCode(128 + Math.round(value * LATTICE)));
  return btoa(bytes.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {string} text
 * @returns {Points}
 */
export function unpackPoints(text) {
  const values = Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
    onLattice((letter.charCodeAt(0) - 128) / LATTICE),
  );
  return Array.from({ length: values.length >> 1 }, (_, index) => [values[2 * index], values[2 * index + 1]]);
}

/** @type {(field: string, value: Setting) => string} */
function written(field, value) {
  if (field === "points") return packPoints(/** @type {Points} */ (value));
  if (Array.isArray(value)) return value.join(",");
  return typeof value === "number" ? String(Number(value.toPrecision(10))) : value;
}

/**
 * A link's text as a value like `sample`. Throws RangeError where it is none.
 * @type {(field: string, text: string, sample: Setting) => Setting}
 */
function read(field, text, sample) {
  if (field === "points") return unpackPoints(text);
  if (typeof sample === "string" || field === "text") return text;
  const numbers = (Array.isArray(sample) ? text.split(",") : [text]).map((one) => {
    const number = parseNumber(one);
    if (number === undefined) throw new RangeError(field);
    return number;
  });
  return Array.isArray(sample) ? numbers : numbers[0];
}

/** @type {(one: unknown, other: unknown) => boolean} */
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Settings of `config` that are not those of `base`.
 * @param {Config} config
 * @param {Config} base
 */
export function different(config, base) {
  return Object.fromEntries(Object.entries(config).filter(([field, value]) => !same(value, base[field])));
}

/** @type {(settings: Config) => string[]} */
const settingsText = (settings) => Object.entries(settings).map(([field, value]) => `${field}:${written(field, value)}`);

/** @type {(move: Move) => string} */
function moveText([kind, what]) {
  if (kind === "step") return String(what);
  return kind === "change" ? settingsText(what).join(";") : `${kind[0]}${what}`;
}

/** @type {(text: string, base: Config) => Move[]} */
function readMoves(text, base) {
  return text.split(BETWEEN).map((word) => {
    if (/^\d{1,7}$/.test(word)) return ["step", Number(word)];
    if (/^[dg]\d{1,4}$/.test(word)) return [word[0] === "d" ? "discriminator" : "generator", Number(word.slice(1))];
    return ["change", readSettings(word.split(";"), base)];
  });
}

/** @type {(words: string[], base: Config) => Config} */
const readSettings = (words, base) =>
  Object.fromEntries(
    words.map((word) => {
      const [field, ...rest] = word.split(":");
      return [field, read(field, rest.join(":"), base[field])];
    }),
  );

const FAMILY_FIELDS = ["family", "solver", "flow_steps", "drift_temperature"]; // a single game is one of two players
/** @type {(base: Config) => string[]} */
const fieldsOf = (base) => [...new Set([...Object.keys(base), "points", "text"])].filter((field) => !FAMILY_FIELDS.includes(field));

/**
 * [name, text] for the address bar; the text is empty for what is the default.
 * @param {Spec & {paused: boolean, pace: number, layers: Set<string>, tab: string, surface: boolean}} game
 * @param {{preset: string, pace: number}} defaults
 * @returns {[string, string][]}
 */
export function pairs({ preset, base, config, moves, paused, versus, pace, layers, tab, surface }, defaults) {
  const changed = different(config, base);
  return [
    ["preset", preset === defaults.preset ? "" : preset],
    ...fieldsOf(base).map((field) => /** @type {[string, string]} */ ([field, field in changed ? written(field, changed[field]) : ""])),
    ["moves", moves.map(moveText).join(BETWEEN)],
    ["pause", paused ? "1" : ""],
    ["vs", versus ? settingsText(versus).join(BETWEEN) : ""],
    ["pace", pace === defaults.pace ? "" : String(pace)],
    ["hide", hiddenLayers(layers)],
    ["tab", tab === TABS[0] ? "" : tab],
    ["surface", surface ? "1" : ""],
  ];
}

/** @param {Set<string>} layers */
const hiddenLayers = (layers) => LAYERS.filter((layer) => !layers.has(layer)).join();

/** @param {URLSearchParams} link */
function readLayers(link) {
  const hidden = (link.get("hide") ?? "").split(",");
  return new Set(LAYERS.filter((layer) => !hidden.includes(layer)));
}

/**
 * What a link asks for, and what could not be read of it.
 * @param {string} search
 * @param {About} about
 * @param {{preset: string, pace: number}} defaults
 */
export function readLink(search, about, defaults) {
  const { link, refused, attempt } = makeReader(search);
  const names = about.presets.map(({ name }) => name);
  const preset = attempt("preset", names.join(", "), oneOf(names), defaults.preset);
  const base = about.presets[names.indexOf(preset)].config;
  const config = { ...base };
  for (const field of fieldsOf(base)) {
    const expected = about.choices[field]?.join(", ") ?? about.ranges[field]?.join(" … ") ?? "…";
    const value = attempt(field, expected, (text) => read(field, text, about.default[field]), config[field]);
    if (value !== undefined) config[field] = value;
  }
  const known = Object.fromEntries(fieldsOf(about.default).map((field) => [field, about.default[field]]));
  /** @type {Move[]} */
  const none = [];
  const moves = attempt("moves", "100~d1~generator_lr:0.001", (text) => readMoves(text, known), none);
  /** @type {Config | undefined} */
  const alone = undefined;
  const versus = attempt("vs", "loss:wgan", (text) => readSettings(text.split(BETWEEN), known), alone);
  const pace = attempt("pace", PACES.join(", "), oneOf(PACES), defaults.pace);
  const tab = attempt("tab", TABS.join(", "), oneOf(TABS), TABS[0]);
  return {
    preset,
    base,
    config,
    moves,
    paused: link.get("pause") === "1",
    versus,
    pace,
    layers: readLayers(link),
    tab,
    surface: link.get("surface") === "1",
    refused,
    given: link.has("pause") || link.has("moves"),
  };
}

// ------------------------------------------------------------------------------------------------------------------- four families

export const FAMILIES = "families"; // the view's name
const FAMILY_PACE = 300;
const MAX_STEPS = 100_000; // that a link may ask for

/** @typedef {{data: string, seed: number, pace: number, layers: Set<string>}} FamilyView */

/**
 * [name, text] for the address bar, as `pairs` gives them of a single game.
 * @param {FamilyView & {steps: number, paused: boolean}} view
 * @param {About} about
 * @returns {[string, string][]}
 */
export function familyPairs({ data, seed, pace, layers, steps, paused }, about) {
  return [
    ["view", FAMILIES],
    ["data", data === about.families[0].config.data ? "" : data],
    ["seed", seed ? String(seed) : ""],
    ["moves", steps ? String(steps) : ""],
    ["pause", paused ? "1" : ""],
    ["pace", pace === FAMILY_PACE ? "" : String(pace)],
    ["hide", hiddenLayers(layers)],
  ];
}

/**
 * What a link to the four families asks for, and what could not be read of it.
 * @param {string} search
 * @param {About} about
 */
export function readFamilies(search, about) {
  const { link, refused, attempt } = makeReader(search);
  const known = [...new Set(about.families.map(({ config }) => String(config.data)))];
  const [lowest, highest] = about.ranges.seed;
  return {
    data: attempt("data", known.join(", "), oneOf(known), known[0]),
    seed: attempt("seed", `${lowest} … ${highest}`, wholeBetween(lowest, highest), 0),
    steps: attempt("moves", `0 … ${MAX_STEPS}`, wholeBetween(0, MAX_STEPS), 0),
    pace: attempt("pace", PACES.join(", "), oneOf(PACES), FAMILY_PACE),
    layers: readLayers(link),
    paused: link.get("pause") === "1",
    given: link.has("pause") || link.has("moves"),
    refused,
  };
}

/**
 * Show the four families (FAMILIES), or a single game (""), as it begins.
 * @param {About} about
 * @param {string} view
 */
export function switchView(about, view) {
  const others = ["preset", ...fieldsOf(about.default), "moves", "pause", "vs", "pace", "hide", "tab", "surface"];
  mirror([...others.map((name) => /** @type {[string, string]} */ ([name, ""])), ["view", view]]);
  mountAgain();
}
