// How often the judge sees the class that was asked for, class by class, beside real test pictures.

import { h } from "../../shared/browser/dom.mjs";

export function makeClasses(stage) {
  const body = h("div");
  const element = h("div", { class: "perclass" }, h("p", { class: "hint" }, stage.text("classes_hint")), body);
  const render = () => {
    const tables = tablesFor(stage).map((columns) => table(stage, columns));
    body.replaceChildren(...(tables.length ? tables : [h("p", {}, stage.text("no_classes"))]));
  };
  return { element, render };
}

/** A table for each set of classes. One column a model, that of the largest N; before them the real pictures. */
function tablesFor(stage) {
  const judged = stage.told.results.filter((row) => stage.chosen.includes(row.model) && Object.keys(row.accuracy_per_class ?? {}).length);
  const classes = (row) => Object.keys(row.accuracy_per_class).join();
  return [...new Set(judged.map(classes))].map((names) => {
    const own = judged.filter((row) => classes(row) === names);
    const real = own.find((row) => row.of === "real_test");
    const models = stage.chosen.map((name) => largest(own.filter((row) => row.model === name && (row.of ?? "generated") === "generated")));
    return [real && { ...real, title: stage.text("real_test") }, ...models.map((row) => row && { ...row, title: row.model })].filter(Boolean);
  });
}

const largest = (rows) => rows.reduce((best, row) => (best && best.n > row.n ? best : row), undefined);

function table(stage, columns) {
  const names = Object.keys(columns.at(-1).accuracy_per_class);
  const lowest = columns.map(({ accuracy_per_class: values }) => Math.min(...Object.values(values)));
  const cell = ({ accuracy_per_class: values, of }, name, index) => {
    const value = values[name];
    if (value === undefined) return h("td");
    return h("td", { class: of === "real_test" ? "real" : "generated" },
      h("span", { class: "fill", "aria-hidden": "true", style: `width:${100 * value}%` }),
      h("span", { class: "share" }, value === lowest[index] ? h("small", {}, `${stage.text("lowest")} `) : undefined, `${stage.decimal(100 * value, 1)} %`));
  };
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": stage.text("tab_classes") }, h("table", {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, stage.text("class")), columns.map((column) => h("th", { scope: "col" }, column.title, h("small", {}, `N = ${stage.whole(column.n)}`))))),
    h("tbody", {}, names.map((name) => h("tr", {}, h("th", { scope: "row" }, stage.className(name)), columns.map((column, index) => cell(column, name, index)))))));
}
