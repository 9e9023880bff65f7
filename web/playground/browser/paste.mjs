// Data from a pasted CSV: a field, a button, and what was wrong with it.

import { h, write } from "../../shared/browser/dom.mjs";
import { readPoints, Unreadable } from "./csv.mjs";

/** @import {Stage} from "./types.mjs" */

/** @param {Stage} stage */
export function makePaste(stage) {
  const { text, whole, about } = stage;
  const { points: most } = about.limits;
  const field = h("textarea", {
    id: "csv",
    rows: 4,
    spellcheck: "false",
    autocomplete: "off",
    placeholder: "x,y\n0.5,1.2\n-0.3,0.8",
    "aria-describedby": "csv-hint csv-problem",
  });
  const problem = h("p", { id: "csv-problem", class: "refused", role: "alert", hidden: true });
  const say = (/** @type {string} */ sentence) => {
    write(problem, sentence);
    problem.hidden = !sentence;
    field.setAttribute("aria-invalid", String(Boolean(sentence)));
  };
  const onsubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    try {
      stage.set({ data: "points", points: readPoints(field.value, most) });
      say("");
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      const { code, fields } = error.problem;
      say(
        text(
          `csv_${code}`,
          Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === "number" ? whole(value) : value])),
        ),
      );
    }
  };
  const element = h(
    "form",
    { class: "paste", onsubmit },
    h("label", { for: "csv" }, text("csv")),
    field,
    h(
      "div",
      { class: "row" },
      h("button", { "data-action": "csv" }, text("use")),
      h("span", { id: "csv-hint", class: "hint" }, text("csv_hint", { most: whole(most) })),
    ),
    problem,
  );
  return { element };
}
