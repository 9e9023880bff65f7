// The doctor's verdict on a run (gan_core.training.diagnostics.Finding): what it sees, by what signs, and remedies as buttons.

import { h } from "../../shared/browser/dom.mjs";

const ICONS = { healthy: "✓", too_early: "…" };
const PERCENT = ["accuracy", "pairs", "believed", "diversity", "quality", "largest_share", "duplicates", "fakes_taken_for_real", "gradient_left", "hops"];
const SIGNS = 4; // shown, of all there are

/**
 * `words`: {verdict, text, known, short, percent, changes}; `text` knows `NAME_about`, `sign_KEY`, `advice_KEY`, `remedies`, `doctor`.
 * `render(finding, own)`: `own` are remedies that the stage knows itself, [{label, title, changes}]; `apply(changes)` is what a button does.
 */
export function makeDoctor(words, { apply }) {
  const { verdict, text, known, short, percent, changes } = words;
  const badge = h("b", { class: "verdict", "data-testid": "doctor", role: "status" });
  const about = h("span");
  const signs = h("ul", { class: "signs" });
  const buttons = h("div", { class: "row", role: "group", "aria-label": text("remedies") });
  const advice = h("p", { class: "hint" });
  const outcome = h("p", { class: "outcome", role: "status", "data-testid": "remedy", hidden: true });
  const element = h("section", { class: "doctor", "aria-label": text("doctor"), hidden: true }, h("p", {}, badge, " ", about), signs, buttons, advice, outcome);
  const said = (key, value) => (PERCENT.includes(key) ? percent(value) : short(value));
  let written = "";

  return {
    element,
    render(finding, own = []) {
      element.hidden = !finding;
      if (!finding) return;
      const { name, evidence, remedies, advice: hints } = finding;
      const numbers = Object.fromEntries(evidence);
      const told = evidence.filter(([key]) => known(`sign_${key}`)).slice(0, SIGNS).map(([key, value]) => text(`sign_${key}`, { ...numbers, value: said(key, value) }));
      const wellness = name === "healthy" ? [] : [...own, ...remedies.map((one) => ({ label: changes(one), changes: one }))];
      const now = JSON.stringify([name, told, wellness, hints]);
      if (now === written) return; // a button is not taken from under the pointer
      written = now;
      element.dataset.finding = name;
      badge.dataset.finding = name;
      badge.textContent = `${ICONS[name] ?? "⚠"} ${verdict(name)}`;
      about.textContent = text(`${name}_about`);
      signs.replaceChildren(...told.map((sentence) => h("li", {}, sentence)));
      buttons.replaceChildren(...(wellness.length ? [h("span", {}, text("remedies")), ...wellness.map((one) => h("button", { type: "button", title: one.title ?? changes(one.changes), "data-remedy": Object.keys(one.changes).join(), onclick: () => apply(one.changes, one) }, one.label))] : []));
      advice.textContent = hints.filter((key) => known(`advice_${key}`)).map((key) => text(`advice_${key}`)).join(" ");
      advice.hidden = !advice.textContent;
    },
    /** What came of a remedy; empty for nothing. */
    tell(sentence, kind = "") {
      if (outcome.textContent !== sentence) outcome.textContent = sentence;
      outcome.hidden = !sentence;
      outcome.dataset.kind = kind;
    },
  };
}
