// Everything that is said, in the visitor's language.

import { errorSentence, fill, makeNumbers } from "../../shared/browser/words.mjs";

export function makeWords({ text, doctor, language, classNames, errors }) {
  const numbers = makeNumbers(language);
  const significant = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const tiny = new Intl.NumberFormat(language, { notation: "scientific", maximumFractionDigits: 1 });
  const say = (key, fields) => fill(text[key] ?? key, fields);
  const whole = (value) => numbers.number(value, 0);
  const named = (kind, name) => text[`${kind}_${name}`] ?? name;
  return {
    text: say,
    /** A sentence of the doctor's; undefined where there is none. */
    doctor: (key, fields) => (key in doctor ? fill(doctor[key], fields) : undefined),
    whole,
    decimal: numbers.number,
    short: (value) => (Math.abs(value) > 0 && Math.abs(value) < 1e-6 ? tiny.format(value) : significant.format(value)),
    percent: (value) => numbers.percent(value, 0),
    className: (name) => classNames[name]?.[language] ?? name,
    error: (answer) => errorSentence(errors, answer),
    state: (state) => named("state", state),
    title: (name) => named("title", name),
    setting: (name) => named("setting", name),
    /** An option of a setting (a loss; several joined by commas, or none) as one reads it. */
    option: (value) => (value === "" ? say("option_none") : String(value).split(",").map((one) => named("option", one)).join(" + ")),
    /** Seconds as a person says them. */
    duration(seconds) {
      const rounded = Math.round(seconds);
      const [hours, minutes] = [Math.floor(rounded / 3600), Math.floor(rounded / 60) % 60];
      if (hours) return say("time_hours", { hours: whole(hours), minutes: whole(minutes) });
      if (minutes) return say("time_minutes", { minutes: whole(minutes), seconds: whole(rounded % 60) });
      return say("time_seconds", { seconds: whole(rounded) });
    },
    /** Why a run ended, {code, fields, reason}; the English sentence of a status.json that has no code. */
    reason({ code, fields, reason }) {
      const number = fields?.number && { number: named("number", fields.number) };
      return errorSentence(errors, { code, fields: { ...fields, ...number }, message: reason });
    },
  };
}

/** Set an element's words, where they are others: what is the same need not be laid out again. */
export function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
