// The table of layers: what each puts out, its weights, the square that a cell sees, the guideline of DCGAN that it follows.

import { h } from "../../shared/browser/dom.mjs";
import { count } from "./diagram.mjs";

/** @import {Row, Stage} from "./types.mjs" */

/** @param {Stage} stage */
export function makeTable(stage) {
  const { card, text } = stage;
  const pictures = card.image;
  return h(
    "details",
    { class: "tables" },
    h("summary", {}, text("table")),
    h(
      "div",
      { class: "two" },
      tableOf(stage, text("generator"), `z: ${card.latentDim}`, card.table.G),
      tableOf(stage, text("discriminator"), `${pictures[1]}×${pictures[2]}×${pictures[0]}`, card.table.D),
    ),
    h("p", { class: "hint" }, text("guidelines")),
  );
}

/** @type {(shape: number[]) => string} (C, H, W) as the course writes it: HxWxC */
const shapeOf = (shape) => (shape.length === 3 ? [shape[1], shape[2], shape[0]] : shape).join("×");

/**
 * @param {Stage} stage
 * @param {string} title
 * @param {string} input
 * @param {Row[]} rows
 */
function tableOf(stage, title, input, rows) {
  const heads = ["layer", "shape", "parameters", "field", "guideline"].map((name) => h("th", { scope: "col" }, stage.text(name)));
  const cells = (/** @type {(string | number)[]} */ ...values) =>
    h(
      "tr",
      {},
      values.map((value) => h("td", {}, String(value))),
    );
  const body = rows.map(({ kind, shape, parameters, field, follows }) =>
    cells(kind.replace("Conditional", "Cond."), shapeOf(shape), parameters ? count(stage, parameters) : "", field ?? "", follows),
  );
  const total = rows.reduce((sum, { parameters }) => sum + parameters, 0);
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "group", "aria-label": title },
    h(
      "table",
      {},
      h("caption", {}, title),
      h("thead", {}, h("tr", {}, heads)),
      h("tbody", {}, cells(stage.text("input"), input, "", "", ""), body, cells(stage.text("total"), "", count(stage, total), "", "")),
    ),
  );
}
