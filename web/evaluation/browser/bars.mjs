// One group's scores as bars, a figure for each score.

import { h } from "../../shared/browser/dom.mjs";
import { barChart } from "./chart.mjs";
import { fileName, judgeOf, makeFigure, metricOf, noteOf, scoreCaption } from "./figure.mjs";
import { betterOf, columnsOf } from "./rows.mjs";
import { versusFigure } from "./versus.mjs";
import { SCORES } from "./words.mjs";

/** @import {Group, Row, Stage, View} from "./types.mjs" */

const MAX_WIDTH = 440;
const FILE_WIDTH = 600;

/**
 * @param {Stage} stage
 * @returns {View}
 */
export function makeBars(stage) {
  const select = h("select", { id: "group", onchange: () => void stage.set({ group: select.value }) });
  const picker = h("label", { class: "field", for: "group" }, h("span", {}, stage.text("bars_of")), select);
  const figures = h("div", { class: "figures" });
  const element = h("div", { class: "bars" }, picker, h("p", { class: "hint" }, stage.text("interval_note")), figures);

  const optionOf = (/** @type {Group} */ { key, dataset, extractor, n }) => {
    const words = stage.text("group_option", { dataset, extractor: stage.extractorName(extractor), n: stage.whole(n) });
    return h("option", { value: key }, words);
  };
  const render = (/** @type {Group[]} */ groups) => {
    const group = groups.find(({ key }) => key === stage.group) ?? groups[0];
    element.hidden = !group;
    if (!group) return;
    select.replaceChildren(...groups.map(optionOf));
    select.value = group.key;
    const width = Math.min(MAX_WIDTH, figures.clientWidth || MAX_WIDTH);
    const names = columnsOf(group.rows, Object.keys(SCORES), stage.hidden);
    const versus = versusFigure(stage, group, Math.min(FILE_WIDTH, figures.clientWidth || FILE_WIDTH));
    figures.replaceChildren(...(versus ? [versus] : []), ...names.map((name) => figureOf(stage, name, group, width)));
  };
  return { element, render };
}

/**
 * @param {Stage} stage
 * @param {string} name
 * @param {Group} group
 * @param {number} width
 */
function figureOf(stage, name, group, width) {
  const better = betterOf(group.rows, name);
  const bars = group.rows.map((row) => ({ row, title: titleOf(stage, row, group.rows) }));
  return makeFigure(stage, {
    attributes: { title: stage.metricHelp(name), "data-score": name },
    label: `${metricOf(stage, group, name)} (${stage.better(better)})`,
    caption: scoreCaption(stage, group, name, better),
    body: barChart(stage, name, bars, width),
    sheet: () => ({
      name: fileName(name, "bars", group.dataset, judgeOf(group), "n", group.n),
      notes: [noteOf(stage, group, name)],
      chart: barChart(stage, name, bars, FILE_WIDTH),
    }),
  });
}

/**
 * The model's name; its step and seed too where other checkpoints or seeds of it stand beside it.
 * @param {Stage} stage
 * @param {Row} row
 * @param {Row[]} rows
 */
function titleOf(stage, { title, role, step, seed }, rows) {
  const again = role !== "real" && rows.filter((other) => other.title === title).length > 1;
  return again ? `${title}, ${stage.text("at_step_seed", { step: stage.whole(step), seed })}` : title;
}
