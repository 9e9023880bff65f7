// Rounds of *Real or fake?*: human error of a checkpoint, from a room or from the table that the page saves.

/** @import {Result} from "./types.mjs" */
/** @typedef {{model: string, step: number, seed: number, value: number, low: number, high: number, answers: number}} Round */

export const LARGEST = 500_000; // characters of a table
const MOST = 200; // rounds of one

/** What is no table of rounds: `line` of it, from 1; 0: the whole. */
export class NoRounds extends Error {
  /** @param {number} line */
  constructor(line) {
    super(`line ${line}`);
    this.line = line;
  }
}

/**
 * The rounds of a table that has a line a picture. Throws NoRounds.
 * @param {string} text
 * @returns {Round[]}
 */
export function readTable(text) {
  const [head, ...lines] = text
    .slice(0, LARGEST + 1)
    .trim()
    .split(/\r?\n/);
  const columns = head.replace(/^\uFEFF/, "").split(",");
  const wanted = ["model", "step", "seed", "human_error", "human_error_low", "human_error_high", "answers"];
  const places = wanted.map((name) => columns.indexOf(name));
  if (text.length > LARGEST || places.includes(-1) || !lines.length) throw new NoRounds(0);
  const rounds = lines.map((line, index) => {
    const cells = line.split(",");
    const [model, ...numbers] = places.map((place) => cells[place] ?? "");
    const [step, seed, value, low, high, answers] = numbers.map((cell) => (cell === "" ? Number.NaN : Number(cell)));
    const round = { model, step, seed, value, low, high, answers };
    if (!isRound(round)) throw new NoRounds(index + 2);
    return round;
  });
  return distinct(rounds);
}

/**
 * Those that a room has played and answered.
 * @param {any[]} records
 * @returns {Round[]}
 */
export function readRecords(records) {
  const played = records.filter(({ kind, error }) => kind === "real_or_fake" && error.value !== null);
  return distinct(played.map(({ model, step, seed, error }) => ({ model, step, seed, ...error })));
}

/** @param {Round} round */
function isRound({ model, step, seed, value, low, high, answers }) {
  const whole = [step, seed, answers].every((number) => Number.isInteger(number) && number >= 0);
  return Boolean(model) && whole && 0 <= low && low <= value && value <= high && high <= 1;
}

/**
 * Each round once.
 * @param {Round[]} rounds
 */
export function distinct(rounds) {
  const keyOf = (/** @type {Round} */ { model, step, seed, answers, value }) => [model, step, seed, answers, value].join("|");
  return [...new Map(rounds.map((round) => [keyOf(round), round])).values()].slice(0, MOST);
}

/**
 * Scores of the very same checkpoint; what is on a model's card and in its record is said once.
 * @param {Round} round
 * @param {Result[]} results
 */
export function scoresOf({ model, step }, results) {
  const own = results.filter((result) => result.model === model && result.step === step && (result.of ?? "generated") === "generated");
  const keyOf = (/** @type {Result} */ { extractor, n, seed, real }) => [extractor, n, seed, real].join("|");
  return own.filter((result, index) => own.findIndex((other) => keyOf(other) === keyOf(result)) === index);
}
