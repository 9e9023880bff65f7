// A figure of this page: caption, drawing, and two buttons that take it along.

import { h } from "../../shared/browser/dom.mjs";
import { saveSheet } from "../../shared/browser/sheet.mjs";

/**
 * `label`: its title; `caption`: what stands above; `body`: what is seen; `sheet()`: what else is saved, see shared/sheet.mjs. Its chart may
 * be made for the file alone.
 */
export function makeFigure(stage, { label, caption, body, sheet, ...attributes }) {
  const save = (kind) => {
    const parts = { title: label, ...sheet() };
    const lent = !parts.chart.isConnected;
    if (lent) element.append(parts.chart); // a colour is known on the page only
    saveSheet(parts, kind);
    if (lent) parts.chart.remove();
  };
  const button = (kind) => h("button", { type: "button", class: "quiet", "data-file": kind, "aria-label": stage.text("save", { kind: kind.toUpperCase(), title: label }), onclick: () => save(kind) }, kind.toUpperCase());
  const element = h("figure", attributes, h("figcaption", {}, caption, h("span", { class: "files" }, ["svg", "png"].map(button))), body);
  return element;
}

/** Parts of a file's name, in plain letters. */
export const fileName = (...parts) => parts.join("-").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");

/** The extractor in one word. */
export const judgeOf = ({ score }) => score.extractor.split(" ")[0];

/** What must be said of every score of a group. */
export function noteOf(stage, { dataset, score, n }) {
  return stage.text("figure_note", { dataset, extractor: score.extractor, n: stage.whole(n), real: stage.whole(score.n_real), resize: score.resize });
}
