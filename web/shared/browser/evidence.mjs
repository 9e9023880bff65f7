// The numbers of the doctor's evidence as one reads them; the keys are those of gan_core/training/diagnostics.py.

const SHARES = new Set([
  "accuracy",
  "pairs",
  "fakes_taken_for_real",
  "believed",
  "gradient_left",
  "hops",
  "diversity",
  "largest_share",
  "duplicates",
  "quality",
  "label_share",
  "label_accuracy",
  "chance",
  "memory",
  "training_accuracy",
  "held_out_accuracy",
]);
const WHOLE = new Set(["step", "lines", "lines_needed", "measurements", "classes", "classes_total", "turns"]);

/** @typedef {(value: number) => string} Format */

/**
 * @param {string} key
 * @param {number} value
 * @param {{whole: Format, percent: Format, short: Format}} words
 */
export function evidenceNumber(key, value, { whole, percent, short }) {
  if (WHOLE.has(key)) return whole(value);
  return SHARES.has(key) ? percent(value) : short(value);
}
