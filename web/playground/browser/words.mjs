// Everything that is said, in the visitor's language.

import { errorSentence, fill, makeNumbers } from "../../shared/browser/words.mjs";

/** @import {Config, ErrorAnswer, PlaygroundData, Setting} from "./types.mjs" */
/** @typedef {Record<string, string | number>} Fields */

/** @param {PlaygroundData} data */
export function makeWords({ text, doctor, language, errors }) {
  const numbers = makeNumbers(language);
  const significant = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const tiny = new Intl.NumberFormat(language, { notation: "scientific", maximumFractionDigits: 1 });
  /** @type {(key: string, fields?: Fields) => string} */
  const say = (key, fields) => fill(text[key] ?? key, fields);
  /** @type {(value: number) => string} */
  const short = (value) => (value && Math.abs(value) < 1e-3 ? tiny.format(value) : significant.format(value));
  const setting = (/** @type {string} */ field) => text[`setting_${field}`] ?? field;
  /**
   * An option or a value of a setting as one reads it.
   * @param {string} field
   * @param {Setting} value
   * @returns {string}
   */
  function valueText(field, value) {
    if (field === "points") return say("drawn");
    if (Array.isArray(value)) return value.join(" · ");
    if (typeof value === "number") return Number.isInteger(value) ? String(value) : short(value);
    return text[`option_${value}`] ?? text[`data_${value}`] ?? String(value);
  }
  return {
    text: say,
    known: (/** @type {string} */ key) => key in text,
    whole: (/** @type {number} */ value) => numbers.number(value, 0),
    decimal: numbers.number,
    short,
    percent: (/** @type {number} */ value) => numbers.percent(value, 0),
    setting,
    value: valueText,
    /** @type {(settings: Config) => string} */
    changes: (settings) =>
      Object.entries(settings)
        .map(([field, value]) => `${setting(field)} = ${valueText(field, value)}`)
        .join(", "),
    verdictName: (/** @type {string} */ finding) => doctor[finding] ?? finding,
    error: (/** @type {ErrorAnswer} */ answer) => errorSentence(errors, answer),
  };
}
