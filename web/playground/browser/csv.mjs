// Points out of pasted text: two numbers a line, as spreadsheets and programs write them.

import { onLattice } from "./link.mjs";

/** @import {Points} from "./types.mjs" */
/** @typedef {{code: string, fields: Record<string, string | number>}} Problem code: of its sentence, below "csv_" */

export const LARGEST = 200_000; // characters
const SPAN = 2.4; // the longer side of the points' box runs from -SPAN to SPAN, as that of a picture's outline
const FARTHEST = 1e12;
const SHOWN = 24; // characters of what is refused

/** What cannot be read, and in which line. */
export class Unreadable extends Error {
  /** @param {string} code @param {Record<string, string | number>} [fields] */
  constructor(code, fields = {}) {
    super(code);
    this.problem = { code, fields };
  }
}

/**
 * Points for the plane: their box's middle at 0, its longer side from -2.4 to 2.4, both axes at one scale. Throws Unreadable.
 * @param {string} text with or without a header; columns parted by tabs, semicolons or commas; with the first two also decimal commas
 * @param {number} max points
 * @returns {Points}
 */
export function readPoints(text, max) {
  if (text.length > LARGEST) throw new Unreadable("large", { received: text.length, most: LARGEST });
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line);
  const delimiter = delimiterOf(lines.map(({ line }) => line));
  const rows = lines.map(({ line, number }) => ({ cells: cellsOf(line, delimiter), number }));
  const header = rows.length > 0 && rows[0].cells.every((cell) => /^[\p{L}_#]/u.test(cell)); // names
  const points = rows.slice(header ? 1 : 0).map(({ cells, number }) => pointOf(cells, number));
  if (points.length < 2) throw new Unreadable("few", { received: points.length });
  if (points.length > max) throw new Unreadable("many", { received: points.length, most: max });
  return scaled(points);
}

/** @type {(lines: string[]) => string} */
function delimiterOf(lines) {
  const bare = lines.map((line) => line.replace(/"[^"]*"/g, "")).join("");
  return ["\t", ";"].find((one) => bare.includes(one)) ?? ",";
}

/** Cells of a line; a delimiter between quotes parts nothing. @type {(line: string, delimiter: string) => string[]} */
const cellsOf = (line, delimiter) =>
  line.split(new RegExp(`${delimiter}(?=(?:[^"]*"[^"]*")*[^"]*$)`)).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  );

/** With a point or a decimal comma; NaN where it is no number. @param {string} cell */
function numberOf(cell) {
  const value = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell.replace(",", ".")) : Number.NaN;
  return Math.abs(value) <= FARTHEST ? value : Number.NaN;
}

/** @type {(cells: string[], line: number) => number[]} */
function pointOf(cells, line) {
  if (cells.length !== 2) throw new Unreadable("columns", { line, received: cells.length });
  const wrong = cells.find((cell) => Number.isNaN(numberOf(cell)));
  if (wrong !== undefined) throw new Unreadable("number", { line, received: wrong.slice(0, SHOWN) });
  return cells.map(numberOf);
}

/** @type {(points: number[][]) => Points} */
function scaled(points) {
  const ends = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis]);
    return [Math.min(...values), Math.max(...values)];
  });
  const longer = Math.max(...ends.map(([low, high]) => high - low));
  if (!longer) throw new Unreadable("one_place", { received: points.length });
  return points.map((point) => point.map((value, axis) => onLattice(((value - (ends[axis][0] + ends[axis][1]) / 2) * 2 * SPAN) / longer)));
}
