// Reading a link: what it holds that is no value is told, and left for the default.

import { parseNumber, parseWhole } from "./numbers.mjs";
import { errorSentence } from "./words.mjs";

/** @typedef {{field: string, received: string, expected: string}} Refused */

/** @type {<Option>(options: readonly Option[]) => (text: string) => Option} */
export const oneOf = (options) => (text) => {
  const found = options.find((option) => String(option) === text);
  if (found === undefined) throw new RangeError(text);
  return found;
};

/** @type {(parse: (text: string) => number | undefined) => (low: number, high: number) => (text: string) => number} */
const between = (parse) => (low, high) => (text) => {
  const number = parse(text) ?? Number.NaN;
  if (!(low <= number && number <= high)) throw new RangeError(text);
  return number;
};
export const wholeBetween = between(parseWhole);
export const numberBetween = between(parseNumber);

/**
 * A link, how its parts are read, and what could not be. A reader throws where the text is no value of its kind.
 * @param {string} search
 */
export function makeReader(search) {
  const link = new URLSearchParams(search);
  /** @type {Refused[]} */
  const refused = [];
  /** @type {<Value>(field: string, expected: string, reader: (text: string) => Value, otherwise: Value) => Value} */
  const attempt = (field, expected, reader, otherwise) => {
    const received = link.get(field);
    if (received === null) return otherwise;
    try {
      return reader(received);
    } catch {
      refused.push({ field, received: `'${received.slice(0, 30)}'`, expected });
      return otherwise;
    }
  };
  return { link, refused, attempt };
}

/**
 * The sentence for each of them.
 * @param {Record<string, string>} errors
 * @param {Refused[]} refused
 */
export const refusalOf = (errors, refused) =>
  refused.map((fields) => errorSentence(errors, { code: "value", fields, message: fields.field })).join(" ");
