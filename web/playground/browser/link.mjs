// The page's address: preset, settings that differ from it, what was done since, and what is compared. The same link gives the same numbers.

import { PACES } from "./config.mjs";
import { LAYERS } from "./view.mjs";

export const LATTICE = 127 / 3; // drawn points lie on whole numbers of this, so that a link says them in a byte each
const BETWEEN = "~"; // stays as it is in an address

/** A coordinate as a link can say it. */
export const onLattice = (value) => Number((Math.max(-127, Math.min(127, Math.round(value * LATTICE))) / LATTICE).toFixed(3));

export function packPoints(points) {
  const bytes = points.flat().map((value) => String.fromCharCode(128 + Math.round(value * LATTICE)));
  return btoa(bytes.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function unpackPoints(text) {
  const values = Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => onLattice((letter.charCodeAt(0) - 128) / LATTICE));
  return Array.from({ length: values.length >> 1 }, (_, index) => [values[2 * index], values[2 * index + 1]]);
}

const written = (field, value) => (field === "points" ? packPoints(value) : Array.isArray(value) ? value.join(",") : typeof value === "number" ? String(Number(value.toPrecision(10))) : String(value));

/** A link's text as a value like `sample`; throws where it is none. */
function read(field, text, sample) {
  if (field === "points") return unpackPoints(text);
  if (typeof sample === "string" || field === "text") return text;
  const numbers = (Array.isArray(sample) ? text.split(",") : [text]).map(Number);
  if (text.trim() === "" || numbers.some(Number.isNaN)) throw new RangeError(field);
  return Array.isArray(sample) ? numbers : numbers[0];
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Settings of `config` that are not those of `base`. */
export function different(config, base) {
  return Object.fromEntries(Object.entries(config).filter(([field, value]) => !same(value, base[field])));
}

const sayMoves = (moves) => moves.map(([kind, what]) => {
  if (kind === "step") return String(what);
  if (kind === "change") return Object.entries(what).map(([field, value]) => `${field}:${written(field, value)}`).join(";");
  return `${kind[0]}${what}`;
}).join(BETWEEN);

function readMoves(text, base) {
  return text.split(BETWEEN).map((word) => {
    if (/^\d{1,7}$/.test(word)) return ["step", Number(word)];
    if (/^[dg]\d{1,4}$/.test(word)) return [word[0] === "d" ? "discriminator" : "generator", Number(word.slice(1))];
    return ["change", readSettings(word.split(";"), base)];
  });
}

const readSettings = (words, base) => Object.fromEntries(words.map((word) => {
  const [field, ...rest] = word.split(":");
  return [field, read(field, rest.join(":"), base[field])];
}));

const FIELDS = (base) => [...new Set([...Object.keys(base), "points", "text"])];

/** [name, text] for the address bar; empty where nothing needs to be said. */
export function pairs({ preset, base, config, moves, paused, versus, pace, layers }, defaults) {
  const changed = different(config, base);
  const without = LAYERS.filter((layer) => !layers.has(layer));
  return [
    ["preset", preset === defaults.preset ? "" : preset],
    ...FIELDS(base).map((field) => [field, field in changed ? written(field, changed[field]) : ""]),
    ["moves", sayMoves(moves)],
    ["pause", paused ? "1" : ""],
    ["vs", versus ? Object.entries(versus).map(([field, value]) => `${field}:${written(field, value)}`).join(BETWEEN) : ""],
    ["pace", pace === defaults.pace ? "" : String(pace)],
    ["hide", without.join()],
  ];
}

/** What a link asks for; `refused` holds what could not be read: [{field, came, accepted}]. */
export function readLink(search, about, defaults) {
  const link = new URLSearchParams(search);
  const refused = [];
  const attempt = (field, accepted, reader, otherwise) => {
    if (!link.has(field)) return otherwise;
    const came = link.get(field);
    try {
      return reader(came);
    } catch {
      refused.push({ field, came: `'${came.slice(0, 30)}'`, accepted });
      return otherwise;
    }
  };
  const oneOf = (options) => (text) => {
    const found = options.find((option) => String(option) === text);
    if (found === undefined) throw new RangeError(text);
    return found;
  };
  const names = about.presets.map(({ name }) => name);
  const preset = attempt("preset", names.join(", "), oneOf(names), defaults.preset);
  const base = about.presets.find(({ name }) => name === preset).config;
  const config = { ...base };
  for (const field of FIELDS(base)) {
    const sample = about.default[field];
    const value = attempt(field, about.choices[field]?.join(", ") ?? about.ranges[field]?.join(" … ") ?? "…", (text) => read(field, text, sample));
    if (value !== undefined) config[field] = value;
  }
  const moves = attempt("moves", "100~d1~generator_lr:0.001", (text) => readMoves(text, about.default), []);
  const versus = attempt("vs", "loss:wgan", (text) => readSettings(text.split(BETWEEN), about.default));
  const pace = attempt("pace", PACES.join(", "), oneOf(PACES), defaults.pace);
  const hidden = (link.get("hide") ?? "").split(",");
  const layers = new Set(LAYERS.filter((layer) => !hidden.includes(layer)));
  return { preset, base, config, moves, paused: link.get("pause") === "1", versus, pace, layers, refused, said: link.has("pause") || link.has("moves") };
}
