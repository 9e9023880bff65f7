// Our scores group by group, and below them those of the lectures with what differs.

import { h } from "../../shared/browser/dom.mjs";
import { bestOf, columnsOf } from "./rows.mjs";
import { SCORES } from "./words.mjs";

const NAMES = Object.keys(SCORES);

export function makeTable(stage) {
  const element = h("div", { class: "tables" });
  const render = (groups) => {
    const ours = groups.length ? groups.map((group) => groupTable(stage, group)) : [h("p", { class: "hint" }, stage.text("no_results"))];
    element.replaceChildren(...ours, publishedTable(stage));
  };
  return { element, render };
}

function groupTable(stage, group) {
  const names = columnsOf(group.rows, NAMES, stage.hidden);
  const best = bestOf(group.rows, names);
  const notes = [...new Set(group.rows.flatMap((row) => row.notes ?? []).map(stage.note))];
  return framed(stage, `group-${group.key}`, heading(stage, group),
    h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, stage.text("column_model")), names.map((name) => columnHead(stage, name, group.rows)))),
      h("tbody", {}, group.rows.map((row) => line(stage, row, names, best)))),
    ...notes.map((note) => h("p", { class: "note" }, note)));
}

/** A table that may be wider than the screen: it scrolls by itself, with the keyboard too. */
function framed(stage, id, title, table, ...below) {
  const name = id.replaceAll(/[^\w-]/g, "-");
  return h("section", { "aria-labelledby": name }, h("h4", { id: name }, title), h("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": name }, table), ...below);
}

const heading = (stage, { score, n, dataset }) => [
  h("b", {}, stage.text("group_title", { extractor: score.extractor, n: stage.whole(n) })),
  h("span", {}, stage.text("group_details", { dataset, resize: score.resize, real: stage.whole(score.n_real) })),
];

function columnHead(stage, name, rows) {
  const { better } = rows.find((row) => name in row.scores).scores[name];
  return h("th", { scope: "col", title: stage.metricHelp(name) }, stage.metric(name), " ", h("span", { "aria-hidden": "true" }, stage.arrow(better)), h("span", { class: "unseen" }, stage.better(better)));
}

function line(stage, row, names, best) {
  const about = row.role === "real" ? stage.text("real_floor") : stage.text("at_step_seed", { step: stage.whole(row.step), seed: row.seed });
  return h("tr", { class: `${row.role}${stage.fresh.has(row.key) ? " fresh" : ""}`, "data-key": row.key },
    h("th", { scope: "row" }, h("span", { class: "mark", "aria-hidden": "true" }), row.title, h("small", {}, about)),
    names.map((name) => cell(stage, row, name, best)));
}

function cell(stage, row, name, best) {
  const score = row.scores[name];
  if (!score) return h("td", {}, h("span", { class: "unseen" }, stage.text("not_measured")));
  const winner = row.role === "generated" && score.value === best[name];
  return h("td", { class: winner ? "best" : undefined }, stage.score(name, score.value), winner ? h("span", { class: "unseen" }, ` (${stage.text("best")})`) : undefined, score.interval ? h("small", {}, stage.interval(name, score.interval)) : undefined);
}

function publishedTable(stage) {
  const names = ["fid", "precision", "recall"];
  const rows = stage.told.published;
  const title = [h("b", {}, stage.text("lectures_title")), h("span", {}, stage.text("lectures_details"))];
  return framed(stage, "group-published", title,
    h("table", { class: "published" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, stage.text("column_model")), h("th", { scope: "col", class: "words" }, stage.text("column_data")), names.map((name) => columnHead(stage, name, rows)), h("th", { scope: "col", class: "words" }, stage.text("column_differs")))),
      h("tbody", {}, rows.map((row) => h("tr", { class: "published" },
        h("th", { scope: "row" }, h("span", { class: "mark", "aria-hidden": "true" }), row.named ? row.name : stage.text("unnamed", { number: row.name })),
        h("td", { class: "words" }, stage.text(`data_${row.data}`)),
        names.map((name) => h("td", {}, stage.score(name, row.scores[name].value))),
        h("td", { class: "words" }, stage.text(`differs_${row.data}`)))))));
}
