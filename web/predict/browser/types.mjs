// What the end points of questions answer (web/predict/api.py).

/** @typedef {Record<string, string>} Said language: words */
/** @typedef {{option: string, words: Said}} Option */
/** @typedef {{name: string, page: string, query: Record<string, string>, text: Said, why: Said, options: Option[]}} Question */
/** @typedef {{option: string, numbers: Record<string, number | string>}} Outcome what was computed: the right option, and the numbers of its sentence */

export {};
