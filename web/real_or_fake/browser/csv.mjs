// Rounds as a table: a line a picture, what holds for its whole round repeated. web/evaluation reads human error from it.

/** @import {Result} from "./types.mjs" */

export const COLUMNS = [
  "model",
  "step",
  "epoch",
  "seed",
  "source",
  "voters",
  "human_error",
  "human_error_low",
  "human_error_high",
  "answers",
  "picture",
  "truth",
  "called_real",
  "called_generated",
  "discriminator_step",
  "discriminator_called",
];

/** @param {Result[]} results */
export const asCsv = (results) => `${[COLUMNS, ...results.flatMap(rowsOf)].map((row) => row.join(",")).join("\n")}\n`;

/** @param {Result} result */
function rowsOf(result) {
  const { model, step, epoch, seed, source, voters, error, discriminator } = result;
  const round = [model, step, epoch ?? "", seed, source, voters, error.value ?? "", error.low, error.high, error.answers];
  return result.real.map((real, picture) => [
    ...round,
    picture + 1,
    wordOf(real),
    ...result.votes[picture],
    discriminator?.step ?? "",
    discriminator ? wordOf(discriminator.called_real[picture]) : "",
  ]);
}

const wordOf = (/** @type {boolean} */ real) => (real ? "real" : "generated");
