// What a link to the page says.

import { parseWhole } from "../../shared/browser/numbers.mjs";
import { SCORES } from "./words.mjs";

/** @import {Choice} from "./types.mjs" */

export const TABS = ["table", "bars", "classes", "pictures", "copies", "infinity", "compare", "curve", "human"];
const DEFAULT_N = 1000;
const HIDDEN = ["cmmd", "inception_score", "density", "modes", "reverse_kl"]; // until they are asked for

/**
 * @param {string} search
 * @returns {Choice}
 */
export function readLink(search) {
  const link = new URLSearchParams(search);
  const whole = (/** @type {string} */ name, /** @type {number} */ otherwise) => parseWhole(link.get(name) ?? "") ?? otherwise;
  const view = link.get("view") ?? "";
  const hidden = link.get("hide") ?? HIDDEN.join(",");
  return {
    chosen: (link.get("models") ?? "").split(",").filter(Boolean),
    extractor: link.get("extractor") ?? undefined,
    n: whole("n", DEFAULT_N),
    seed: whole("seed", 0),
    tab: TABS.includes(view) ? view : TABS[0],
    hidden: hidden.split(",").filter((name) => name in SCORES),
    every: false,
    group: "",
  };
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
