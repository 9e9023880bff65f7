// Everything that is said, in the visitor's language.

import { errorSentence, fill, makeNumbers } from "../../shared/browser/words.mjs";

/** score -> [factor, decimals]; the order of the columns. */
export const SCORES = {
  fid: [1, 2], kid: [1000, 2], inception_score: [1, 2], precision: [1, 3], recall: [1, 3],
  density: [1, 3], coverage: [1, 3], accuracy: [1, 3], modes: [1, 0], reverse_kl: [1, 4],
};

export function makeWords({ text, language, classNames, errors }) {
  const { number } = makeNumbers(language);
  const say = (key, fields) => fill(text[key] ?? key, fields);
  const whole = (value) => number(value, 0);
  const score = (name, value) => number(SCORES[name][0] * value, SCORES[name][1]);
  return {
    language,
    text: say,
    whole,
    decimal: number,
    className: (name) => classNames[name]?.[language] ?? name,
    error: (answer) => errorSentence(errors, answer),
    extractorName: (name) => text[`extractor_${name}`] ?? name,
    metric: (name) => text[`score_${name}`],
    metricHelp: (name) => text[`help_${name}`],
    arrow: (better) => (better === "lower" ? "↓" : "↑"),
    better: (better) => text[better],
    score: (name, value) => (value === null ? "∞" : score(name, value)),
    /** An interval; spaces only where a sign would run into the dash. */
    interval: (name, [low, high]) => [score(name, low), score(name, high)].join(low < 0 ? " … " : "–"),
    /** A word of caution that came with the scores. */
    note: (note) => {
      const numbers = Object.fromEntries(Object.entries(note).map(([key, value]) => [key, typeof value === "number" ? whole(value) : value]));
      return text[`note_${note.code}`] ? fill(text[`note_${note.code}`], numbers) : note.text;
    },
  };
}
