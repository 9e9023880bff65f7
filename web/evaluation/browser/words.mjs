// Everything that is said, in the visitor's language.

import { errorSentence, fill, makeModelWords, makeNumbers } from "../../shared/browser/words.mjs";

/** @import {ErrorAnswer} from "../../shared/browser/words.mjs" */
/** @import {EvaluationData, Note} from "./types.mjs" */

/** @type {Record<string, [factor: number, decimals: number]>} by score, in the order of the columns */
export const SCORES = {
  fid: [1, 2],
  fid_infinity: [1, 2],
  kid: [1000, 2],
  mind: [1, 2],
  cmmd: [1, 3],
  inception_score: [1, 2],
  precision: [1, 3],
  recall: [1, 3],
  density: [1, 3],
  coverage: [1, 3],
  authenticity: [1, 3],
  copying: [1, 1],
  accuracy: [1, 3],
  modes: [1, 0],
  reverse_kl: [1, 4],
};

/** @type {Record<string, string>} */
const ARROWS = { lower: "↓", higher: "↑", zero: "→ 0" };

/** @param {Pick<EvaluationData, "text" | "language" | "classNames" | "models" | "errors">} data */
export function makeWords({ text, language, classNames, models, errors }) {
  const { number, percent } = makeNumbers(language);
  /** @type {(key: string, fields?: Record<string, unknown>) => string} */
  const say = (key, fields) => fill(text[key] ?? key, fields);
  const whole = (/** @type {number} */ value) => number(value, 0);
  /** @type {(name: string, value: number) => string} */
  const score = (name, value) => number(SCORES[name][0] * value, SCORES[name][1]);
  return {
    language,
    text: say,
    whole,
    decimal: number,
    /** @type {(share: number) => string} */
    percent: (share) => percent(share, 0),
    ...makeModelWords({ language, classNames, models }),
    /** @type {(answer: ErrorAnswer) => string} */
    error: (answer) => errorSentence(errors, answer),
    /** @type {(name: string) => string} */
    extractorName: (name) => text[`extractor_${name}`] ?? name,
    /** @type {(name: string) => string} */
    metric: (name) => text[`score_${name}`],
    /** @type {(name: string) => string} */
    metricHelp: (name) => text[`help_${name}`],
    /** @type {(better: string) => string} */
    arrow: (better) => ARROWS[better],
    /** @type {(better: string) => string} */
    better: (better) => text[better],
    /** @type {(name: string, value: number | null) => string} */
    score: (name, value) => (value === null ? "∞" : score(name, value)),
    /**
     * An interval; spaces only where a sign would run into the dash.
     * @type {(name: string, interval: [number, number]) => string}
     */
    interval: (name, [low, high]) => [score(name, low), score(name, high)].join(low < 0 ? " … " : "–"),
    /**
     * What real pictures a result was held against: of a data set in the visitor's words, else as it came.
     * @type {(title: string) => string}
     */
    reference(title) {
      const [, name, split, each] = /^(.+), (test|train) images(?:, (\d+) of each class)?$/.exec(title) ?? [];
      if (!name) return title;
      return say(`reference_${split}`, { name }) + (each ? say("reference_each", { each: whole(Number(each)) }) : "");
    },
    /** @type {(note: Note) => string} */
    note(note) {
      const written = Object.entries(note).map(([key, value]) => [key, typeof value === "number" ? whole(value) : value]);
      const template = text[`note_${note.code}`];
      return template ? fill(template, Object.fromEntries(written)) : note.text;
    },
  };
}
