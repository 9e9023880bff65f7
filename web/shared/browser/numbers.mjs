// Numbers as links write them. gan_core/link_numbers.py reads the same ones: both are held against tests/link_numbers.json.

export const MAX_LETTERS = 30; // of a number

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WHOLE = /^\d{1,10}$/;

/**
 * A decimal number; undefined where the text is none: 1e-05 is one, 0x10, 1_0 and NaN are none.
 * @param {string} text
 */
export function parseNumber(text) {
  const value = text.length <= MAX_LETTERS && NUMBER.test(text) ? Number(text) : undefined;
  return Number.isFinite(value) ? value : undefined;
}

/**
 * A whole number in at most ten plain digits; undefined where the text is none.
 * @param {string} text
 */
export const parseWhole = (text) => (WHOLE.test(text) ? Number(text) : undefined);

/**
 * What was typed into a box, by a point or a comma; undefined where it is no number.
 * @param {string} text
 */
export const typedNumber = (text) => parseNumber(text.trim().replace(",", ".").replace("−", "-"));

/**
 * A number as a box shows it: in Vietnamese by a comma.
 * @param {number | string} value
 * @param {string} language
 */
export const boxText = (value, language) => (language === "vi" ? String(value).replace(".", ",") : String(value));
