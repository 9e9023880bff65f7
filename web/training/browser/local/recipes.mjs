// Trainings that fail, each with what mends it, and how both ended when they were counted.

import { h } from "../../../shared/browser/dom.mjs";

/** @import {Text} from "./picture_form.mjs" */
/** @typedef {"failing" | "mended"} Kind */
/** @typedef {{finding: string, accuracy: number | null}} Outcome */
/** @typedef {Record<string, Partial<Record<Kind, Record<string, any>>>>} Recipes what differs from the form's own settings */
/** @typedef {Record<string, Partial<Record<Kind, Outcome[]>>>} Outcomes */

/**
 * @param {{recipes: Recipes, outcomes: Outcomes, verdicts: Record<string, string>}} data
 * @param {Text} text
 * @param {(settings: Record<string, any>) => void} fill the form, from its own settings on
 */
export function makeRecipes({ recipes, outcomes, verdicts }, text, fill) {
  const select = h("select", { id: "local-recipe" }, Object.keys(recipes).map((name) => h("option", { value: name }, text(`recipe_${name}`)))); // biome-ignore format: one line
  const counted = h("p", { class: "hint", "data-testid": "local-counted" });
  const remedy = h("button", { type: "button", "data-testid": "local-remedy" }, text("recipe_remedy"));
  const take = (/** @type {Kind} */ kind) => {
    const [name, known] = [select.value, outcomes[select.value]?.[kind]];
    fill(recipes[name][kind] ?? {});
    remedy.hidden = kind === "mended";
    counted.textContent = known ? sentence(known, verdicts, text) : text("recipe_not_counted");
  };
  const choose = () => take(recipes[select.value].failing ? "failing" : "mended");
  select.addEventListener("change", choose);
  remedy.addEventListener("click", () => take("mended"));
  choose();
  const label = h("label", { for: "local-recipe" }, text("recipe"));
  return h("div", { class: "pictures" }, h("div", { class: "field" }, label, select), h("div", { class: "row" }, counted, remedy));
}

/**
 * How often each verdict came, and the classifier's accuracies.
 * @param {Outcome[]} outcomes
 * @param {Record<string, string>} verdicts
 * @param {Text} text
 */
export function sentence(outcomes, verdicts, text) {
  const names = [...new Set(outcomes.map(({ finding }) => finding))];
  const counts = names.map((name) => `${verdicts[name]}: ${outcomes.filter(({ finding }) => finding === name).length}`);
  const accuracies = outcomes.flatMap(({ accuracy }) => (accuracy === null ? [] : [accuracy]));
  const percent = (/** @type {number} */ value) => `${Math.round(100 * value)} %`;
  const known = accuracies.length > 0;
  const [low, high] = known ? [Math.min(...accuracies), Math.max(...accuracies)].map(percent) : ["–", "–"];
  return text("recipe_counted", { n: outcomes.length, counts: counts.join("; "), low, high });
}
