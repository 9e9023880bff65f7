// Did it copy? For each model that was looked at: how many of its pictures are its own, and those nearest to training pictures.

import { h } from "../../shared/browser/dom.mjs";
import { fileName, headingOf, makeFigure, noteOf } from "./figure.mjs";
import { pictureDrawing } from "./grid.mjs";
import { copiesUrl } from "./server.mjs";

/** @import {Group, Row, Stage, View} from "./types.mjs" */

/**
 * @param {Stage} stage
 * @returns {View}
 */
export function makeCopies(stage) {
  const { text } = stage;
  const body = h("div", { class: "sheets" });
  const element = h("div", { class: "copies" }, h("p", { class: "hint" }, text("copies_hint")), body);
  let drawn = "";
  const render = (/** @type {Group[]} */ groups) => {
    const found = groups.map((group) => ({ group, rows: group.rows.filter(({ scores, role }) => role !== "real" && scores.authenticity) }));
    const looked = found.filter(({ rows }) => rows.length);
    const now = JSON.stringify(looked.map(({ rows }) => rows.map(({ key }) => key)));
    if (now === drawn) return;
    drawn = now;
    const parts = looked.flatMap(({ group, rows }) => [headingOf(stage, group), ...rows.map((row) => figureOf(stage, group, row))]);
    body.replaceChildren(...(parts.length ? parts : [h("p", {}, text("no_copies"))]));
  };
  return { element, render };
}

/**
 * @param {Stage} stage
 * @param {Group} group
 * @param {Row} row
 */
function figureOf(stage, group, row) {
  const about = saidOf(stage, row);
  const sentences = about.map((sentence) => h("p", {}, sentence));
  const title = `${row.title}, ${stage.text("at_step_seed", { step: stage.whole(row.step), seed: row.seed })}`;
  if (!row.copies) return h("figure", { class: "sheet" }, h("figcaption", {}, h("b", {}, title)), sentences);
  const image = h("img", { src: copiesUrl(row.key), alt: stage.text("copies_of", { model: row.title }), class: "pixels" });
  return makeFigure(stage, {
    attributes: { class: "sheet", "data-copies": row.key },
    label: title,
    caption: [h("b", {}, title)],
    body: h("div", {}, sentences, image),
    sheet: () => ({
      name: fileName("nearest", row.model, "step", row.step),
      notes: [...about, stage.text("copies_pairs"), noteOf(stage, group)],
      chart: pictureDrawing(image),
      madeBy: { model: row.model, seed: row.seed, step: row.step },
    }),
  });
}

/**
 * What the numbers mean.
 * @param {Stage} stage
 * @param {Row} row
 */
function saidOf(stage, { scores: { authenticity, copying } }) {
  const share = (/** @type {number | null | undefined} */ value) => `${stage.decimal(100 * (value ?? 0), 1)} %`;
  const held = authenticity.details?.held_out;
  const own = stage.text(held ? "authentic_said" : "authentic_alone", { value: share(authenticity.value), real: share(held) });
  if (!copying || copying.value === null) return [own];
  const [low, high] = copying.interval ?? [copying.value, copying.value];
  const verdict = high < 0 ? "copying_below" : low > 0 ? "copying_above" : "copying_zero";
  return [own, stage.text(verdict, { value: stage.decimal(copying.value, 1), interval: stage.interval("copying", [low, high]) })];
}
