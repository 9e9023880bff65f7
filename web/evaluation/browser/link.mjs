// What a link to the page says.

import { makeReader, oneOf, wholeBetween } from "../../shared/browser/link.mjs";
import { SCORES } from "./words.mjs";

/** @import {Refused} from "../../shared/browser/link.mjs" */
/** @import {Choice} from "./types.mjs" */

export const TABS = ["table", "bars", "classes", "pictures", "copies", "infinity", "compare", "curve", "human"];
const DEFAULT_N = 1000;
const MAX_SEED = 2 ** 31 - 1;
const HIDDEN = ["cmmd", "inception_score", "density", "modes", "reverse_kl"]; // until they are asked for

/**
 * What a link asks for, and what could not be read of it. Whether there are such models, extractors and counts is for the server to say.
 * @param {string} search
 * @returns {{choice: Choice, refused: Refused[]}}
 */
export function readLink(search) {
  const { link, refused, attempt } = makeReader(search);
  const scores = Object.keys(SCORES);
  const hidden = (/** @type {string} */ text) =>
    text
      .split(",")
      .filter(Boolean)
      .map(oneOf([...scores, "none"]));
  const choice = {
    chosen: (link.get("models") ?? "").split(",").filter(Boolean),
    extractor: link.get("extractor") ?? undefined,
    n: attempt("n", "1000", wholeBetween(0, Infinity), DEFAULT_N),
    seed: attempt("seed", `0 … ${MAX_SEED}`, wholeBetween(0, MAX_SEED), 0),
    tab: attempt("view", TABS.join(", "), oneOf(TABS), TABS[0]),
    hidden: attempt("hide", [...scores, "none"].join(", "), hidden, HIDDEN).filter((name) => name in SCORES),
    every: false,
    group: "",
  };
  return { choice, refused };
}

/**
 * What of a choice the server does not take, once it is known what it does.
 * @param {Choice} choice
 * @param {{n: [number, number], kinds: string[]}} known
 * @returns {Refused[]}
 */
export function unfit({ n, extractor }, { n: [low, high], kinds }) {
  const refused = [];
  if (n < low || n > high) refused.push({ field: "n", received: `'${n}'`, expected: `${low} … ${high}` });
  if (extractor !== undefined && !kinds.includes(extractor)) {
    refused.push({ field: "extractor", received: `'${extractor.slice(0, 30)}'`, expected: kinds.join(", ") });
  }
  return refused;
}

/**
 * The parts of a link that are not as they are without one.
 * @param {Choice} choice
 * @param {{models: string[], extractor: string | undefined}} preset
 * @returns {[string, string][]}
 */
export function pairs({ chosen, extractor, n, seed, tab, hidden }, preset) {
  const models = chosen.join(",");
  return [
    ["models", models === preset.models.join(",") ? "" : models],
    ["extractor", extractor === preset.extractor ? "" : (extractor ?? "")],
    ["n", n === DEFAULT_N ? "" : String(n)],
    ["seed", seed ? String(seed) : ""],
    ["view", tab === TABS[0] ? "" : tab],
    ["hide", hidden.join(",") === HIDDEN.join(",") ? "" : hidden.join(",") || "none"],
  ];
}
