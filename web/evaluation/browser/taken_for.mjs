// Below each picture of a model that is not asked for a class: what its data's classifier takes it for, and how surely.

import { h } from "../../shared/browser/dom.mjs";

/** @import {Stage} from "./types.mjs" */
/** @typedef {[name: string, sure: number]} Read a class, and its probability */

const COLUMNS = 8; // of a sheet, as the server draws it

/**
 * How many pictures came out as each class, the most first.
 * @param {Read[]} read
 * @returns {[string, number][]}
 */
export function counted(read) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const [name] of read) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted((one, other) => other[1] - one[1]);
}

/**
 * The same in words.
 * @param {Stage} stage
 * @param {Read[]} read
 */
export function summary(stage, read) {
  const parts = counted(read).map(([name, count]) => `${stage.className(name)} ${count}`);
  return stage.text("came_out_as", { count: read.length, classes: parts.join(", ") });
}

/**
 * The sheet's pictures one by one, each above its words.
 * @param {Stage} stage
 * @param {string} src of the sheet
 * @param {Read[]} read
 */
export function takenFor(stage, src, read) {
  const rows = Math.ceil(read.length / COLUMNS);
  const cells = read.map(([name, sure], index) => {
    const [column, row] = [index % COLUMNS, Math.floor(index / COLUMNS)];
    const place = `${(100 * column) / (COLUMNS - 1)}% ${(100 * row) / Math.max(1, rows - 1)}%`;
    const style = `background: url("${src}") ${place} / ${100 * COLUMNS}% ${100 * rows}%`;
    const words = h("span", {}, stage.className(name), h("b", {}, stage.percent(sure)));
    return h("li", {}, h("i", { class: "pixels", style, "aria-hidden": "true" }), words);
  });
  return h("ol", { class: "taken_for" }, cells);
}
