// Numbers beside a figure: name, value, what theory says, and whether both agree.

import { h } from "../../shared/browser/dom.mjs";
import { formula } from "./formula.mjs";

/** @import {Readout, Stage} from "./types.mjs" */

const TOLERANCE = 1e-6; // absolute below 1 and relative above

/** @param {Stage} stage */
export function makeReadouts(stage) {
  const body = h("tbody");
  const head = h(
    "thead",
    {},
    h(
      "tr",
      {},
      h("td"),
      ["value", "expected"].map((key) => h("th", { scope: "col" }, stage.own(key))),
    ),
  );
  const element = h("table", { class: "readouts" }, head, body);

  let before = "";
  /** @param {Readout[]} readouts */
  const render = (readouts) => {
    element.hidden = !readouts.length;
    head.hidden = readouts.every(({ expected }) => expected === undefined || expected === null);
    const names = readouts.map(({ name }) => name).join();
    if (names !== before)
      body.replaceChildren(...readouts.map(({ name }) => h("tr", { "data-readout": name }, h("th", { scope: "row" }, nameOf(name)))));
    before = names;
    readouts.forEach((one, index) => {
      const row = body.children[index];
      row.replaceChildren(row.children[0], ...cells(one));
    });
  };
  /** @param {string} name */
  const nameOf = (name) => {
    const about = stage.data.formulas[name];
    return about ? [stage.text(name), " ", formula(about.tex)] : stage.text(name);
  };
  /** @param {Readout} readout */
  const cells = ({ word, value, digits, expected, unit }) => {
    if (word !== undefined) return [h("td", { colspan: 2 }, stage.text(word))];
    const written = (/** @type {number | null} */ number) => `${stage.write.number(number, digits)}${unit ? ` ${unit}` : ""}`;
    const cell = h("td", {}, written(value));
    if (expected === null || expected === undefined) return [cell, h("td")];
    const agrees = value !== null && Math.abs(value - expected) <= TOLERANCE * Math.max(1, Math.abs(expected));
    return [
      cell,
      h("td", { class: agrees ? "agrees" : "" }, written(expected), agrees ? h("span", { title: stage.own("agrees") }, " ✓") : ""),
    ];
  };
  return { element, render };
}
