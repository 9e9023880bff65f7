// Our scores group by group, and below them those of the lectures with what differs.

import { h } from "../../shared/browser/dom.mjs";
import { bestOf, betterOf, columnsOf, otherJudge, ownScore } from "./rows.mjs";
import { differenceOf, pairingOf } from "./versus.mjs";
import { SCORES } from "./words.mjs";

/** @import {Children} from "../../shared/browser/dom.mjs" */
/** @import {Group, Published, Result, Row, Scores, Stage, View} from "./types.mjs" */

const NAMES = Object.keys(SCORES);
const PUBLISHED = ["fid", "precision", "recall"];
const FACES = "dcgan-faces"; // the shipped model whose pictures are as large as those of the lectures

/**
 * @param {Stage} stage
 * @returns {View}
 */
export function makeTable(stage) {
  const element = h("div", { class: "tables" });
  const render = (/** @type {Group[]} */ groups) => {
    const ours = groups.length ? groups.map((group) => groupTable(stage, group)) : [h("p", { class: "hint" }, stage.text("no_results"))];
    element.replaceChildren(...ours, publishedTable(stage));
  };
  return { element, render };
}

/**
 * @param {Stage} stage
 * @param {Group} group
 */
function groupTable(stage, group) {
  const names = columnsOf(group.rows, NAMES, stage.hidden);
  const best = bestOf(group.rows, names);
  const notes = [...new Set(group.rows.flatMap((row) => row.notes ?? []).map(stage.note))];
  const heads = names.map((name) => columnHead(stage, name, group.rows, otherJudge(group, name)));
  const pairing = pairingOf(group.rows, stage.overview.models);
  const delta = pairing && names.length ? deltaColumn(stage, pairing.standard, names[0]) : undefined;
  const head = h("thead", {}, h("tr", {}, h("th", { scope: "col" }, stage.text("column_model")), delta?.head, heads));
  const body = h("tbody", {}, group.rows.map((row) => line(stage, row, names, best, delta?.cell(row)))); // biome-ignore format: one line
  const below = notes.map((note) => h("p", { class: "note" }, note));
  return framed(`group-${group.key}`, heading(stage, group), h("table", {}, head, body), below);
}

/**
 * A table that may be wider than the screen: it scrolls by itself, with the keyboard too.
 * @param {string} id
 * @param {Children} title
 * @param {HTMLElement} table
 * @param {Children} [below]
 */
function framed(id, title, table, below) {
  const name = id.replaceAll(/[^\w-]/g, "-");
  const frame = h("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": name }, table);
  return h("section", { "aria-labelledby": name }, h("h4", { id: name }, title), frame, below);
}

/** @type {(stage: Stage, group: Group) => HTMLElement[]} */
const heading = (stage, { score, n, dataset, real }) => [
  h("b", {}, stage.text("group_title", { extractor: score.extractor, n: stage.whole(n) })),
  h(
    "span",
    {},
    stage.text("group_details", { dataset, resize: score.resize, real: stage.whole(score.n_real), reference: stage.reference(real) }),
  ),
];

/**
 * @param {Stage} stage
 * @param {string} name
 * @param {{scores: Scores}[]} rows
 * @param {string} [judge] where it is not the table's
 */
function columnHead(stage, name, rows, judge = "") {
  const better = betterOf(rows, name);
  const arrow = h("span", { "aria-hidden": "true" }, stage.arrow(better));
  const words = h("span", { class: "unseen" }, stage.better(better));
  const by = judge ? h("small", {}, stage.text("judged_by", { judge })) : undefined;
  return h("th", { scope: "col", title: stage.metricHelp(name) }, stage.metric(name), " ", arrow, words, by);
}

/**
 * How far every model's first score is from the shipped one's.
 * @param {Stage} stage
 * @param {Row} standard
 * @param {string} name of the score
 */
function deltaColumn(stage, standard, name) {
  const help = stage.text("delta_help", { model: standard.title });
  const head = h("th", { scope: "col", title: help, class: "delta" }, `Δ ${stage.metric(name)}`);
  const cell = (/** @type {Row} */ row) => {
    const difference = row === standard || row.role === "real" ? undefined : differenceOf(row.scores[name], standard.scores[name]);
    if (!difference) return h("td", {}, row === standard ? stage.text("delta_standard") : "");
    const { value, verdict } = difference;
    const said = `${value > 0 ? "+" : ""}${stage.score(name, value)}`;
    return h("td", { class: `delta ${verdict}`, "data-verdict": verdict }, said, h("small", {}, stage.text(`delta_${verdict}`)));
  };
  return { head, cell };
}

/**
 * @param {Stage} stage
 * @param {Row} row
 * @param {string[]} names
 * @param {Record<string, number>} best
 * @param {HTMLElement} [delta]
 */
function line(stage, row, names, best, delta) {
  const { step, seed } = row;
  const about = row.role === "real" ? stage.text("real_floor") : stage.text("at_step_seed", { step: stage.whole(step), seed });
  const head = h("th", { scope: "row" }, h("span", { class: "mark", "aria-hidden": "true" }), row.title, h("small", {}, about));
  const cells = names.map((name) => cell(stage, row, name, best));
  return h("tr", { class: `${row.role}${stage.fresh.has(row.key) ? " fresh" : ""}`, "data-key": row.key }, head, delta, cells);
}

/**
 * @param {Stage} stage
 * @param {Row} row
 * @param {string} name
 * @param {Record<string, number>} best
 */
function cell(stage, row, name, best) {
  const score = row.scores[name];
  if (!score) return h("td", {}, h("span", { class: "unseen" }, stage.text("not_measured")));
  const winner = row.role === "generated" && score.value === best[name];
  const won = winner ? h("span", { class: "unseen" }, ` (${stage.text("best")})`) : undefined;
  const interval = score.interval ? h("small", {}, stage.interval(name, score.interval)) : undefined;
  return h("td", { class: winner ? "best" : undefined }, stage.score(name, score.value), won, interval);
}

/** @param {Stage} stage */
function publishedTable(stage) {
  const rows = stage.overview.published;
  const title = [h("b", {}, stage.text("lectures_title")), h("span", {}, stage.text("lectures_details"))];
  const head = h(
    "tr",
    {},
    h("th", { scope: "col" }, stage.text("column_model")),
    h("th", { scope: "col", class: "words" }, stage.text("column_data")),
    PUBLISHED.map((name) => columnHead(stage, name, rows)),
    h("th", { scope: "col", class: "words" }, stage.text("column_differs")),
  );
  const faces = stage.overview.results.filter(
    ({ model, of = "generated", extractor }) => model === FACES && of === "generated" && extractor === "inception",
  );
  const lines = [...faces.map((row) => facesLine(stage, row)), ...rows.map((row) => publishedLine(stage, row))];
  return framed("group-published", title, h("table", { class: "published" }, h("thead", {}, head), h("tbody", {}, lines)));
}

/**
 * Our own faces beside those of the lectures, once a card of theirs is there.
 * @param {Stage} stage
 * @param {Result} row
 */
function facesLine(stage, { model, n, scores }) {
  const mark = h("span", { class: "mark", "aria-hidden": "true" });
  const cells = PUBLISHED.map((score) => h("td", {}, scores[score] ? stage.score(score, scores[score].value) : ""));
  return h(
    "tr",
    { class: "generated" },
    h("th", { scope: "row" }, mark, stage.title(model), h("small", {}, stage.text("ours"))),
    h("td", { class: "words" }, stage.text("data_faces")),
    cells,
    h("td", { class: "words" }, stage.text("differs_faces", { n: stage.whole(n), real: stage.whole(ownScore({ scores }).n_real) })),
  );
}

/**
 * @param {Stage} stage
 * @param {Published} row
 */
function publishedLine(stage, { name, named, data, scores }) {
  const mark = h("span", { class: "mark", "aria-hidden": "true" });
  const cells = PUBLISHED.map((score) => h("td", {}, stage.decimal(scores[score].value ?? Number.NaN, scores[score].decimals ?? 0)));
  return h(
    "tr",
    { class: "published" },
    h("th", { scope: "row" }, mark, named ? name : stage.text("unnamed", { number: name })),
    h("td", { class: "words" }, stage.text(`data_${data}`)),
    cells,
    h("td", { class: "words" }, stage.text(`differs_${data}`)),
  );
}
