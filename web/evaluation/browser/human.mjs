// Human error beside the scores of the same checkpoint: taken from a class's room by its code, or from a saved table.

import { endpoint } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { accepted } from "../../shared/browser/server.mjs";
import { distinct, LARGEST, NoRounds, readRecords, readTable, scoresOf } from "./rounds.mjs";
import { ownScore } from "./rows.mjs";

/** @import {Round} from "./rounds.mjs" */
/** @import {Result, Stage, View} from "./types.mjs" */

const BESIDE = ["fid", "precision", "recall"];

/**
 * @param {Stage} stage
 * @returns {View}
 */
export function makeHuman(stage) {
  const { text, signal } = stage;
  const problem = makeProblem(text("unreachable"), stage.error);
  /** @type {Round[]} */
  let rounds = [];
  const add = (/** @type {Round[] | undefined} */ found) => {
    if (!found) return;
    problem.say(found.length ? "" : text("human_none"));
    rounds = distinct([...rounds, ...found]);
    render();
  };
  const fromRoom = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const query = new URLSearchParams({ code: code.value });
    const answer = await problem.attempt(async () =>
      (await accepted(await fetch(endpoint("classroom/records", query), { signal }))).json(),
    );
    add(answer && readRecords(answer.records));
  };
  const fromFile = async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    try {
      add(readTable(await chosen.slice(0, 4 * LARGEST).text()));
    } catch (error) {
      if (!(error instanceof NoRounds)) throw error;
      problem.say(text(error.line ? "human_line" : "human_table", { line: error.line }));
    }
    file.value = "";
  };
  const code = h("input", { id: "room-of-rounds", type: "text", autocomplete: "off", maxlength: 12, size: 8, required: true });
  const file = h("input", { id: "table-of-rounds", type: "file", accept: ".csv,text/csv", onchange: fromFile });
  const form = h(
    "form",
    { class: "line", onsubmit: fromRoom },
    h("label", { class: "field", for: code.id }, text("human_code"), code),
    h("button", { type: "submit" }, text("human_add")),
    h("label", { class: "field", for: file.id }, text("human_file"), file),
  );
  const body = h("tbody");
  const heads = ["column_model", "column_step", "human_error", "human_answers", "human_scores"].map((key) =>
    h("th", { scope: "col", class: key === "human_scores" ? "words" : undefined }, text(key)),
  );
  const table = h("div", { class: "scroll" }, h("table", { "data-testid": "rounds" }, h("thead", {}, h("tr", {}, heads)), body));
  const render = () => {
    table.hidden = !rounds.length;
    body.replaceChildren(...rounds.map((round) => rowOf(stage, round)));
  };
  return { element: h("div", { class: "human" }, h("p", { class: "hint" }, text("human_hint")), form, problem.element, table), render };
}

/**
 * @param {Stage} stage
 * @param {Round} round
 */
function rowOf(stage, round) {
  const { model, step, value, low, high, answers } = round;
  const percent = (/** @type {number} */ share) => stage.decimal(100 * share, 0);
  const scores = scoresOf(round, stage.overview.results).map((result) => scoreLine(stage, result));
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, stage.title(model)),
    h("td", {}, stage.whole(step)),
    h("td", {}, `${percent(value)} %`, h("small", {}, `${percent(low)} – ${percent(high)} %`)),
    h("td", {}, stage.whole(answers)),
    h("td", { class: "words" }, scores.length ? scores : stage.text("human_unscored")),
  );
}

/**
 * @param {Stage} stage
 * @param {Result} result
 */
function scoreLine(stage, { scores, n, real }) {
  const known = BESIDE.filter((name) => scores[name]).map((name) => `${stage.metric(name)} ${stage.score(name, scores[name].value)}`);
  const { extractor, resize } = ownScore({ scores });
  const about = stage.text("human_about", { extractor, n: stage.whole(n), resize, real: stage.reference(real) });
  return h("div", {}, known.join(" · "), h("small", {}, about));
}
