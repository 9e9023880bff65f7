// Everything that is said, in the visitor's language.

import { errorSentence, fill, makeNumbers } from "../../shared/browser/words.mjs";

export function makeWords({ text, doctor, language, errors }) {
  const numbers = makeNumbers(language);
  const significant = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const tiny = new Intl.NumberFormat(language, { notation: "scientific", maximumFractionDigits: 1 });
  const say = (key, fields) => fill(text[key] ?? key, fields);
  const short = (value) => (value && Math.abs(value) < 1e-3 ? tiny.format(value) : significant.format(value));
  const words = {
    text: say,
    known: (key) => key in text,
    whole: (value) => numbers.number(value, 0),
    decimal: numbers.number,
    short,
    percent: (value) => numbers.percent(value, 0),
    setting: (field) => text[`setting_${field}`] ?? field,
    /** An option or a value of a setting as one reads it. */
    value(field, value) {
      if (field === "points") return say("drawn");
      if (Array.isArray(value)) return value.join(" · ");
      if (typeof value === "number") return Number.isInteger(value) ? String(value) : short(value);
      return text[`option_${value}`] ?? text[`data_${value}`] ?? String(value);
    },
    changes: (settings) => Object.entries(settings).map(([field, value]) => `${words.setting(field)} = ${words.value(field, value)}`).join(", "),
    verdictName: (finding) => doctor[finding] ?? finding,
    error: (answer) => errorSentence(errors, answer),
  };
  return words;
}

/** Set an element's words, where they are others: what is the same need not be laid out again. */
export function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
