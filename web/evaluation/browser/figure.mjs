// A figure of this page: caption, drawing, and two buttons that take it along.

import { h } from "../../shared/browser/dom.mjs";
import { saveSheet } from "../../shared/browser/sheet.mjs";
import { judgedOf, otherJudge } from "./rows.mjs";

/** @import {Attributes, Children} from "../../shared/browser/dom.mjs" */
/** @import {Sheet} from "../../shared/browser/sheet.mjs" */
/** @import {Group, Stage} from "./types.mjs" */

const FORMATS = /** @type {const} */ (["svg", "png"]);

/**
 * @param {Stage} stage
 * @param {{label: string, caption: Children, body: Children, sheet: () => Omit<Sheet, "title">, attributes?: Attributes}} parts
 *   `label`: its title; `caption`: what stands above; `body`: what is seen; `sheet()`: what is saved; its chart may be made for the file alone
 */
export function makeFigure(stage, { label, caption, body, sheet, attributes = {} }) {
  const save = (/** @type {"svg" | "png"} */ kind) => {
    const parts = { title: label, ...sheet() };
    const lent = !parts.chart.isConnected;
    if (lent) element.append(parts.chart); // a colour is known on the page only
    saveSheet(parts, kind);
    if (lent) parts.chart.remove();
  };
  const button = (/** @type {"svg" | "png"} */ kind) => {
    const words = stage.text("save", { kind: kind.toUpperCase(), title: label });
    return h(
      "button",
      { type: "button", class: "quiet", "data-file": kind, "aria-label": words, onclick: () => save(kind) },
      kind.toUpperCase(),
    );
  };
  const files = h("span", { class: "files" }, FORMATS.map(button));
  const element = h("figure", attributes, h("figcaption", {}, caption, files), body);
  return element;
}

/**
 * A score's name, with its judge where that is not the group's.
 * @param {Stage} stage
 * @param {Group} group
 * @param {string} name
 */
export function metricOf(stage, group, name) {
  const judge = otherJudge(group, name);
  return judge ? `${stage.metric(name)} (${stage.text("judged_by", { judge })})` : stage.metric(name);
}

/**
 * The caption of a score, with the direction that is better.
 * @param {Stage} stage
 * @param {Group} group
 * @param {string} name
 * @param {string} better
 */
export const scoreCaption = (stage, group, name, better) => [
  h("b", {}, metricOf(stage, group, name)),
  h("span", {}, `${stage.arrow(better)} ${stage.better(better)}`),
];

/**
 * Parts of a file's name, in plain letters.
 * @param {...(string | number)} parts
 */
export const fileName = (...parts) =>
  parts
    .join("-")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");

/**
 * The extractor in one word.
 * @param {Group} group
 */
export const judgeOf = ({ score }) => score.extractor.split(" ")[0];

/**
 * What must be said of a score of a group; without a name, of the group's own judge.
 * @param {Stage} stage
 * @param {Group} group
 * @param {string} [name]
 */
export function noteOf(stage, group, name = "") {
  const { extractor, resize, n_real: real } = judgedOf(group, name);
  const counts = { n: stage.whole(group.n), real: stage.whole(real) };
  return stage.text("figure_note", { dataset: group.dataset, extractor, resize, reference: stage.reference(group.real), ...counts });
}

/**
 * A group's heading.
 * @param {Stage} stage
 * @param {Group} group
 */
export function headingOf(stage, { score, n, real }) {
  const title = stage.text("group_title", { extractor: score.extractor, n: stage.whole(n) });
  return h(
    "h4",
    { class: "wide" },
    h("b", {}, title),
    h("span", {}, `${stage.reference(real)}; ${stage.text("column_resize")}: ${score.resize}`),
  );
}
