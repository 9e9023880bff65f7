// Questions, their computed answers, and what this browser's reader has answered.

import { endpoint } from "../../shared/browser/address.mjs";
import { accepted } from "../../shared/browser/server.mjs";
import { fill } from "../../shared/browser/words.mjs";

/** @import {Outcome, Question} from "./types.mjs" */
/** @typedef {Record<string, {said: string, right: boolean}>} Progress by the question's name */

const PROGRESS_KEY = "gan-classroom-progress"; // of localStorage

/** @type {Promise<Question[]> | undefined} */
let asked;

/** All questions in the path's order. Throws Refused, and TypeError where the server cannot be reached. */
export function fetchQuestions() {
  asked ??= fetch(endpoint("questions"))
    .then(accepted)
    .then(async (answer) => (await answer.json()).questions);
  asked.catch(() => {
    asked = undefined;
  });
  return asked;
}

/**
 * What is right, computed by the server. Throws as above.
 * @param {string} name
 * @returns {Promise<Outcome>}
 */
export async function fetchOutcome(name) {
  const answer = await accepted(await fetch(endpoint(`questions/${name}`)));
  return answer.json();
}

/**
 * The sentence that says why, its numbers as the language writes them.
 * @param {Question} question
 * @param {Outcome} outcome
 * @param {string} language
 */
export function whyOf({ why }, { numbers }, language) {
  const format = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
  const written = Object.entries(numbers).map(([name, value]) => [
    name,
    typeof value === "number" ? format.format(Math.abs(value) < 1e-9 ? 0 : value).replace("-", "−") : value,
  ]);
  return fill(why[language], Object.fromEntries(written));
}

/**
 * An option's words.
 * @param {Question} question
 * @param {string} option
 * @param {string} language
 */
export const wordsOf = ({ options }, option, language) => options.find((one) => one.option === option)?.words[language] ?? option;

/** @returns {Progress} */
export function readProgress() {
  try {
    const kept = JSON.parse(localStorage.getItem(PROGRESS_KEY) ?? "{}");
    return kept && typeof kept === "object" ? kept : {};
  } catch {
    return {}; // none is kept here, or something else
  }
}

/** @param {Progress} progress */
export function keepProgress(progress) {
  try {
    localStorage.setItem(PROGRESS_KEY, JSON.stringify(progress));
  } catch {
    // a private window: it is forgotten
  }
}
