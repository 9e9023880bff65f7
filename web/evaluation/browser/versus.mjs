// Own models against a shipped one, on the same real pictures: differences, and all scores in one figure.

import { axisX, axisY, barX, plot, ruleX, ruleY } from "../../shared/vendor/plot.mjs";
import { asPicture, BAR, FONT, STYLE } from "./chart.mjs";
import { fileName, judgeOf, makeFigure, noteOf } from "./figure.mjs";
import { columnsOf } from "./rows.mjs";
import { SCORES } from "./words.mjs";

/** @import {Group, Model, Row, Score, Stage} from "./types.mjs" */
/** @typedef {{value: number, verdict: "better" | "worse" | "open"}} Difference `open`: the intervals overlap */
/** @typedef {{key: string, title: string, own: boolean, value: number, low: number, high: number}} Share in percent of the shipped model's */

/**
 * The shipped model of a group that its own ones are held against; none where either lacks.
 * @param {Row[]} rows
 * @param {Model[]} models
 * @returns {{standard: Row, own: Row[]} | undefined}
 */
export function pairingOf(rows, models) {
  const kinds = new Map(models.map(({ name, kind }) => [name, kind]));
  const of = (/** @type {Model["kind"]} */ kind) => rows.filter(({ role, model }) => role === "generated" && kinds.get(model) === kind);
  const [standard] = of("shipped");
  const own = of("own");
  return standard && own.length ? { standard, own } : undefined;
}

/**
 * A score minus the shipped model's; undefined where one of the two is missing or infinite.
 * @param {Score | undefined} score
 * @param {Score | undefined} standard
 * @returns {Difference | undefined}
 */
export function differenceOf(score, standard) {
  if (typeof score?.value !== "number" || typeof standard?.value !== "number") return undefined;
  const [mine, theirs] = [endsOf(score), endsOf(standard)];
  const value = score.value - standard.value;
  if (mine[0] <= theirs[1] && theirs[0] <= mine[1]) return { value, verdict: "open" };
  const gains = { lower: -value, higher: value, zero: Math.abs(standard.value) - Math.abs(score.value) };
  return { value, verdict: gains[score.better] > 0 ? "better" : "worse" };
}

/** @type {(score: Score) => [number, number]} */
const endsOf = ({ value, interval }) => interval ?? [value ?? 0, value ?? 0];

/**
 * Every score of the models in percent of the shipped one's, with the intervals; scores of which a percentage says nothing have none.
 * @param {Stage} stage
 * @param {{standard: Row, own: Row[]}} pairing
 * @param {string[]} names of scores
 * @returns {Share[]}
 */
export function sharesOf(stage, { standard, own }, names) {
  return names.flatMap((name) => {
    const whole = standard.scores[name]?.value ?? 0;
    if (!(whole > 0) || standard.scores[name].better === "zero") return [];
    return [...own, standard].flatMap((row) => {
      const score = row.scores[name];
      if (typeof score?.value !== "number") return [];
      const [low, high] = endsOf(score);
      const [value, from, to] = [score.value, low, high].map((one) => (100 * one) / whole);
      return [
        { key: `${name} ${row.key}`, title: `${stage.metric(name)} · ${row.title}`, own: row !== standard, value, low: from, high: to },
      ];
    });
  });
}

/**
 * The figure of a group that has own and shipped models; undefined of others.
 * @param {Stage} stage
 * @param {Group} group
 * @param {number} width
 */
export function versusFigure(stage, group, width) {
  const pairing = pairingOf(group.rows, stage.overview.models);
  const shares = pairing ? sharesOf(stage, pairing, columnsOf(group.rows, Object.keys(SCORES), stage.hidden)) : [];
  if (!pairing || !shares.length) return undefined;
  const title = stage.text("versus_title", { model: pairing.standard.title });
  return makeFigure(stage, {
    attributes: { class: "wide", "data-versus": group.key },
    label: title,
    caption: title,
    body: chartOf(stage, shares, width, title),
    sheet: () => ({
      name: fileName("versus", group.dataset, judgeOf(group), "n", group.n),
      notes: [stage.text("versus_hint"), noteOf(stage, group)],
      chart: chartOf(stage, shares, width, title),
    }),
  });
}

/**
 * @param {Stage} stage
 * @param {Share[]} shares
 * @param {number} width
 * @param {string} title
 */
function chartOf(stage, shares, width, title) {
  const titles = new Map(shares.map((share) => [share.key, share.title]));
  const names = Math.min(2 * BAR.names, 0.45 * width);
  const percent = (/** @type {number} */ value) => stage.percent(value / 100);
  const chart = plot({
    width,
    height: (2 * BAR.row * shares.length) / 3 + 40,
    marginLeft: names,
    marginRight: 24,
    style: STYLE,
    x: { domain: [0, Math.max(110, ...shares.map(({ high }) => high))] },
    y: { domain: [...titles.keys()], label: null, padding: 0.25 },
    marks: [
      axisX({ ticks: 5, tickFormat: percent, label: null }),
      axisY({ tickSize: 0, lineWidth: (names - FONT) / FONT, tickFormat: (/** @type {string} */ key) => titles.get(key) }),
      barX(shares, {
        x: "value",
        y: "key",
        fill: "var(--role-generated)",
        fillOpacity: (/** @type {Share} */ { own }) => (own ? 1 : 0.3),
        stroke: "var(--role-generated)",
      }),
      ruleX([100], { stroke: "currentColor", strokeDasharray: "4 3" }),
      ruleY(
        shares.filter(({ low, high }) => low < high),
        { x1: "low", x2: "high", y: "key", stroke: "currentColor", strokeWidth: 3, strokeLinecap: "square" },
      ),
    ],
  });
  const said = shares.map((share) => `${share.title} ${percent(share.value)}`).join("; ");
  return asPicture(chart, `${title}: ${said}`);
}
