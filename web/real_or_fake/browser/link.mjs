// What a link to the page says, and what a round begins with.

import { parseWhole } from "../../shared/browser/numbers.mjs";

/** @import {Choice, Model} from "./types.mjs" */

export const COUNTS = [12, 24];
export const SECONDS = [5, 8, 12, 20];
const DEFAULT_MODEL = "cgan-fashion-mnist";
const DEFAULT_SECONDS = 8;

/**
 * @param {string} search
 * @param {Model[]} models
 * @returns {Choice}
 */
export function readLink(search, models) {
  const link = new URLSearchParams(search);
  const wanted = [link.get("model"), DEFAULT_MODEL].map((name) => models.find((model) => model.name === name && !model.missing));
  const model = wanted.find(Boolean) ?? models.find(({ missing }) => !missing) ?? models[0];
  const step = parseWhole(link.get("step") ?? "");
  const n = parseWhole(link.get("n") ?? "") ?? COUNTS[0];
  const seconds = parseWhole(link.get("seconds") ?? "") ?? DEFAULT_SECONDS;
  return {
    model: model?.name ?? "",
    step: fittingStep(model, step),
    n: COUNTS.includes(n) ? n : COUNTS[0],
    seconds: SECONDS.includes(seconds) ? seconds : DEFAULT_SECONDS,
    mode: link.get("mode") === "class" ? "class" : "alone",
  };
}

/**
 * The step where the run has it, else its last.
 * @param {Model | undefined} model
 * @param {number | undefined} step
 */
export function fittingStep(model, step) {
  const found = model?.steps.some((row) => row.step === step) ? step : model?.usual.at(-1);
  return found ?? 0;
}

/**
 * @param {Choice} choice
 * @returns {[string, string][]}
 */
export const pairs = ({ model, step, n, seconds, mode }) => [
  ["model", model],
  ["step", String(step)],
  ["n", n === COUNTS[0] ? "" : String(n)],
  ["seconds", seconds === DEFAULT_SECONDS ? "" : String(seconds)],
  ["mode", mode === "class" ? mode : ""],
];
