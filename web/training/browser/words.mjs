// Everything that is said, in the visitor's language.

import { errorSentence, fill, makeModelWords, makeNumbers } from "../../shared/browser/words.mjs";

/** @import {ErrorAnswer} from "../../shared/browser/words.mjs" */
/** @import {Reason, TrainingData} from "./types.mjs" */

/** @param {Pick<TrainingData, "text" | "settings" | "doctor" | "language" | "classNames" | "models" | "errors">} data */
export function makeWords({ text, settings, doctor, language, classNames, models, errors }) {
  const numbers = makeNumbers(language);
  const significant = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const tiny = new Intl.NumberFormat(language, { notation: "scientific", maximumFractionDigits: 1 });
  /** @type {(key: string, fields?: Record<string, unknown>) => string} */
  const say = (key, fields) => fill(text[key] ?? key, fields);
  const whole = (/** @type {number} */ value) => numbers.number(value, 0);
  /** @type {(kind: string, name: string | number) => string} */
  const named = (kind, name) => text[`${kind}_${name}`] ?? String(name);
  return {
    language,
    text: say,
    /**
     * A sentence of the doctor's; undefined where there is none.
     * @type {(key: string, fields?: Record<string, unknown>) => string | undefined}
     */
    doctor: (key, fields) => (key in doctor ? fill(doctor[key], fields) : undefined),
    whole,
    decimal: numbers.number,
    /** @type {(value: number) => string} */
    short: (value) => (Math.abs(value) > 0 && Math.abs(value) < 1e-6 ? tiny.format(value) : significant.format(value)),
    /** @type {(value: number) => string} */
    percent: (value) => numbers.percent(value, 0),
    ...makeModelWords({ language, classNames, models }),
    /** @type {(answer: ErrorAnswer) => string} */
    error: (answer) => errorSentence(errors, answer),
    /** @type {(state: string) => string} */
    state: (state) => named("state", state),
    /** @type {(name: string) => string} */
    setting: (name) => settings[name] ?? name,
    /**
     * An option of a setting (a loss; several joined by commas, or none) as one reads it.
     * @type {(name: string, value: unknown) => string}
     */
    option(name, value) {
      const options = String(value).split(",");
      return options.map((one) => settings[`${name}_${one}`] ?? settings[one] ?? one).join(" + ");
    },
    /**
     * Seconds as a person says them.
     * @type {(seconds: number) => string}
     */
    duration(seconds) {
      const rounded = Math.round(seconds);
      const [hours, minutes] = [Math.floor(rounded / 3600), Math.floor(rounded / 60) % 60];
      if (hours) return say("time_hours", { hours: whole(hours), minutes: whole(minutes) });
      if (minutes) return say("time_minutes", { minutes: whole(minutes), seconds: whole(rounded % 60) });
      return say("time_seconds", { seconds: whole(rounded) });
    },
    /**
     * Why a run ended; the English sentence of a status.json that has no code.
     * @type {(reason: Reason) => string}
     */
    reason({ code, fields, reason }) {
      const number = fields?.number && { number: named("number", fields.number) };
      return errorSentence(errors, { code, fields: { ...fields, ...number }, message: reason });
    },
  };
}

/**
 * A setting and its value, as events and remedies say them.
 * @param {Pick<ReturnType<typeof makeWords>, "text" | "setting" | "short" | "option">} words
 * @param {[string, unknown]} entry
 */
export function settingSentence({ text, setting, short, option }, [name, value]) {
  return text("event_setting", { setting: setting(name), value: typeof value === "number" ? short(value) : option(name, value) });
}
