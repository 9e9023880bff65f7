// Everything that is said, in the visitor's language.

/** @typedef {{code: string, fields: Record<string, unknown>, message: string}} ErrorAnswer what an end point answers to a refused request */

/**
 * A template with its {fields} filled.
 * @param {string} template
 * @param {Record<string, unknown>} [fields]
 */
export function fill(template, fields = {}) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => String(fields[name] ?? whole));
}

/**
 * Numbers of the language, with this many decimals.
 * @param {string} language
 */
export function makeNumbers(language) {
  /** @type {Map<string, Intl.NumberFormat>} making one costs more than a hundred uses */
  const formats = new Map();
  /**
   * @param {number} value
   * @param {Intl.NumberFormatOptions} options
   */
  const written = (value, options) => {
    const key = `${options.style} ${options.minimumFractionDigits}`;
    const format = formats.get(key) ?? new Intl.NumberFormat(language, options);
    formats.set(key, format);
    return format.format(value);
  };
  // Vietnamese sets the sign apart, which the browsers' own data do not
  const spaced = (/** @type {string} */ text) => (language === "vi" ? text.replace(/(\d)%/, "$1\u00a0%") : text);
  /** @param {number} count */
  const digits = (count) => ({ minimumFractionDigits: count, maximumFractionDigits: count });
  return {
    /** @type {(value: number, count: number) => string} */
    number: (value, count) => written(value, digits(count)),
    /** @type {(value: number, count: number) => string} */
    percent: (value, count) => spaced(written(value, { style: "percent", ...digits(count) })),
  };
}

/**
 * Models and their classes in words; a visitor's own model has the name of its folder.
 * @param {{language: string, classNames: Record<string, Record<string, string>>, models: Record<string, string>}} data `models` is the table of that name
 */
export const makeModelWords = ({ language, classNames, models }) => ({
  /** @type {(name: string) => string} */
  className: (name) => classNames[name]?.[language] ?? name,
  /** @type {(name: string) => string} */
  title: (name) => models[name] ?? name,
  /**
   * What a shipped model's pictures are like after so many epochs; nothing of a visitor's own.
   * @type {(name: string, epochs: number) => string}
   */
  expectation: (name, epochs) => fill(models[`${name}.expect`] ?? "", { epochs: Math.round(epochs) }),
});

/**
 * The sentence of a refused request; `errors` holds one for each code.
 * @param {Record<string, string>} errors
 * @param {ErrorAnswer} answer
 */
export function errorSentence(errors, { code, fields, message }) {
  return errors[code] ? fill(errors[code], fields) : message;
}
