// An experiment of a class as a table: a line a training.

/** @import {Row} from "./class.mjs" */

const COLUMNS = ["question", "member", "group", "seed", "step", "finding", "diversity", "accuracy", "done"];

/** @param {Row[]} rows @param {string} question */
export function experimentCsv(rows, question) {
  const lines = rows
    .filter(({ slow }) => !slow)
    .map(({ number, group, seed, step, finding, curve, accuracy, done }) => [
      question,
      number,
      group + 1,
      seed,
      step,
      finding,
      curve.at(-1)?.[1] ?? "",
      accuracy ?? "",
      Number(done),
    ]);
  return `${[COLUMNS, ...lines].map((line) => line.join(",")).join("\n")}\n`;
}
