// How often the judge sees the class that was asked for, class by class, beside real test pictures.

import { h } from "../../shared/browser/dom.mjs";

/** @import {Result, Stage, View} from "./types.mjs" */
/** @typedef {Result & {accuracy_per_class: Record<string, number>}} Judged */
/** @typedef {Judged & {title: string}} Column */

/**
 * @param {Stage} stage
 * @returns {View}
 */
export function makeClasses(stage) {
  const body = h("div");
  const element = h("div", { class: "perclass" }, h("p", { class: "hint" }, stage.text("classes_hint")), body);
  const render = () => {
    const tables = tablesFor(stage).map((columns) => table(stage, columns));
    body.replaceChildren(...(tables.length ? tables : [h("p", {}, stage.text("no_classes"))]));
  };
  return { element, render };
}

/**
 * @param {Result} result
 * @returns {result is Judged}
 */
const isJudged = (result) => Object.keys(result.accuracy_per_class ?? {}).length > 0;

/**
 * A table for each set of classes. One column a model, that of the largest N; before them the real pictures.
 * @param {Stage} stage
 */
function tablesFor(stage) {
  const judged = stage.overview.results.filter((row) => stage.chosen.includes(row.model)).filter(isJudged);
  const classes = (/** @type {Judged} */ row) => Object.keys(row.accuracy_per_class).join();
  return [...new Set(judged.map(classes))].map((names) => {
    const own = judged.filter((row) => classes(row) === names);
    const real = own.filter((row) => row.of === "real_test").slice(0, 1);
    const models = stage.chosen.flatMap((name) =>
      largest(own.filter((row) => row.model === name && (row.of ?? "generated") === "generated")),
    );
    return [
      ...real.map((row) => ({ ...row, title: stage.text("real_test") })),
      ...models.map((row) => ({ ...row, title: stage.title(row.model) })),
    ];
  });
}

/**
 * The last of those with the largest N; none of none.
 * @type {(rows: Judged[]) => Judged[]}
 */
const largest = (rows) => rows.filter(({ n }) => n === Math.max(...rows.map((row) => row.n))).slice(-1);

/**
 * @param {Stage} stage
 * @param {Column[]} columns
 */
function table(stage, columns) {
  const names = Object.keys(columns[columns.length - 1].accuracy_per_class);
  const heads = columns.map(({ title, n, scores }) => {
    const judge = scores.accuracy.extractor.split(" ")[0];
    return h("th", { scope: "col" }, title, h("small", {}, `N = ${stage.whole(n)}, ${stage.text("judged_by", { judge })}`));
  });
  const rows = names.map((name) => {
    const cells = columns.map((column) => cell(stage, column, name));
    return h("tr", {}, h("th", { scope: "row" }, stage.className(name)), cells);
  });
  const head = h("thead", {}, h("tr", {}, h("th", { scope: "col" }, stage.text("class")), heads));
  const label = stage.text("tab_classes");
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label }, h("table", {}, head, h("tbody", {}, rows)));
}

/**
 * @param {Stage} stage
 * @param {Column} column
 * @param {string} name
 */
function cell(stage, { accuracy_per_class: values, of }, name) {
  const value = values[name];
  if (value === undefined) return h("td");
  const lowest = value === Math.min(...Object.values(values)) ? h("small", {}, `${stage.text("lowest")} `) : undefined;
  const fill = h("span", { class: "fill", "aria-hidden": "true", style: `width:${100 * value}%` });
  const share = h("span", { class: "share" }, lowest, `${stage.decimal(100 * value, 1)} %`);
  return h("td", { class: of === "real_test" ? "real" : "generated" }, fill, share);
}
