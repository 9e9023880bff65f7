// The doctor's verdict on a run (gan_core.training.diagnostics.Finding): what it sees, by what signs, and remedies as buttons.

import { h } from "../../shared/browser/dom.mjs";
import { evidenceNumber } from "../../shared/browser/evidence.mjs";

/** @type {Record<string, string>} */
const ICONS = { healthy: "✓", too_early: "…", developing: "…" };
const MAX_SIGNS = 4; // shown, of all there are

/** @import {Config, Finding} from "./types.mjs" */
/** @typedef {{label: string, changes: Config, title?: string, steps?: number, anew?: boolean}} OfferedRemedy */
/**
 * @typedef {object} DoctorWords `text` knows `NAME_about`, `sign_KEY`, `advice_KEY`, `remedies`, `doctor`
 * @property {(finding: string) => string} verdict
 * @property {(key: string, fields?: Record<string, string | number>) => string} text
 * @property {(key: string) => boolean} known
 * @property {(value: number) => string} whole
 * @property {(value: number) => string} short
 * @property {(value: number) => string} percent
 * @property {(changes: Config) => string} changes
 */

/**
 * @param {DoctorWords} words
 * @param {{apply: (changes: Config, remedy: OfferedRemedy) => void}} options `apply`: what a remedy's button does
 */
export function makeDoctor(words, { apply }) {
  const { verdict, text, known, changes } = words;
  const badge = h("b", { class: "verdict", "data-testid": "doctor", role: "status" });
  const about = h("span");
  const signs = h("ul", { class: "signs" });
  const buttons = h("div", { class: "row", role: "group", "aria-label": text("remedies") });
  const advice = h("p", { class: "hint" });
  const outcome = h("p", { class: "outcome", role: "status", "data-testid": "remedy", hidden: true });
  const element = h(
    "section",
    { class: "doctor", "aria-label": text("doctor"), hidden: true },
    h("p", {}, badge, " ", about),
    signs,
    buttons,
    advice,
    outcome,
  );
  let written = "";

  return {
    element,
    /**
     * @param {Finding | null | undefined} finding
     * @param {OfferedRemedy[]} [own] that the stage knows itself
     */
    render(finding, own = []) {
      element.hidden = !finding;
      if (!finding) return;
      const { name, evidence, remedies, advice: hints } = finding;
      const numbers = Object.fromEntries(evidence);
      const shown = evidence.filter(([key]) => known(`sign_${key}`)).slice(0, MAX_SIGNS);
      const sentences = shown.map(([key, value]) => text(`sign_${key}`, { ...numbers, value: evidenceNumber(key, value, words) }));
      /** @type {OfferedRemedy[]} */
      const offered = name === "healthy" ? [] : [...own, ...remedies.map((one) => ({ label: changes(one), changes: one }))];
      const now = JSON.stringify([name, sentences, offered, hints]);
      if (now === written) return; // a button is not taken from under the pointer
      written = now;
      element.dataset.finding = name;
      badge.dataset.finding = name;
      badge.textContent = `${ICONS[name] ?? "⚠"} ${verdict(name)}`;
      about.textContent = text(`${name}_about`);
      signs.replaceChildren(...sentences.map((sentence) => h("li", {}, sentence)));
      buttons.replaceChildren(
        ...(offered.length
          ? [
              h("span", {}, text("remedies")),
              ...offered.map((one) =>
                h(
                  "button",
                  {
                    type: "button",
                    title: one.title ?? changes(one.changes),
                    "data-remedy": Object.keys(one.changes).join(),
                    onclick: () => apply(one.changes, one),
                  },
                  one.label,
                ),
              ),
            ]
          : []),
      );
      advice.textContent = hints
        .filter((key) => known(`advice_${key}`))
        .map((key) => text(`advice_${key}`))
        .join(" ");
      advice.hidden = !advice.textContent;
    },
    /**
     * What came of a remedy; empty for nothing.
     * @param {string} sentence
     */
    follow(sentence, kind = "") {
      if (outcome.textContent !== sentence) outcome.textContent = sentence;
      outcome.hidden = !sentence;
      outcome.dataset.kind = kind;
    },
  };
}
