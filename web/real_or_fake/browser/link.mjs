// What a link to the page says, and what a round begins with.

import { makeReader, oneOf } from "../../shared/browser/link.mjs";

/** @import {Refused} from "../../shared/browser/link.mjs" */
/** @import {Choice, Model} from "./types.mjs" */

export const COUNTS = [12, 24];
export const SECONDS = [5, 8, 12, 20];
/** @type {Choice["mode"][]} */
export const MODES = ["alone", "class"];
const DEFAULT_MODEL = "cgan-fashion-mnist";
const DEFAULT_SECONDS = 8;

/**
 * What a link asks for, and what could not be read of it.
 * @param {string} search
 * @param {Model[]} models
 * @returns {{choice: Choice, refused: Refused[]}}
 */
export function readLink(search, models) {
  const { refused, attempt } = makeReader(search);
  const names = models.filter(({ missing }) => !missing).map(({ name }) => name);
  const usual = names.includes(DEFAULT_MODEL) ? DEFAULT_MODEL : (names[0] ?? models[0]?.name ?? "");
  const name = attempt("model", names.join(", "), oneOf(names), usual);
  const model = models.find((one) => one.name === name);
  const steps = model?.steps.map(({ step }) => step) ?? [];
  const choice = {
    model: name,
    step: attempt("step", `${steps[0]} … ${steps.at(-1)}`, oneOf(steps), fittingStep(model, undefined)),
    n: attempt("n", COUNTS.join(", "), oneOf(COUNTS), COUNTS[0]),
    seconds: attempt("seconds", SECONDS.join(", "), oneOf(SECONDS), DEFAULT_SECONDS),
    mode: attempt("mode", MODES.join(", "), oneOf(MODES), MODES[0]),
  };
  return { choice, refused };
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
