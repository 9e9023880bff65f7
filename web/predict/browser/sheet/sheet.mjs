// The exercises on paper; with `?keys=1` what is right, computed now, and why.

import { h } from "../../../shared/browser/dom.mjs";
import { makeProblem } from "../../../shared/browser/problem.mjs";
import { errorSentence, fill } from "../../../shared/browser/words.mjs";
import { fetchOutcome, fetchQuestions, whyOf } from "../questions.mjs";

/** @import {Question} from "../types.mjs" */
/** @typedef {{language: string, languages: Record<string, string>, text: Record<string, string>, errors: Record<string, string>}} SheetData */

/** @type {SheetData} */
const data = JSON.parse(document.getElementById("data")?.textContent ?? "");
const { language, text } = data;
const keys = new URLSearchParams(location.search).get("keys") === "1";
const problem = makeProblem(text.unreachable, (answer) => errorSentence(data.errors, answer));
const list = h("ol", {});
const status = h("p", { class: "status", role: "status" });
const print = h("button", { type: "button", onclick: () => window.print() }, text.print);
const other = h("a", { href: `?lang=${language}${keys ? "" : "&keys=1"}` }, text[keys ? "without_keys" : "with_keys"]);
const others = Object.entries(data.languages).filter(([code]) => code !== language);
const languages = others.map(([code, name]) => h("a", { href: `?lang=${code}${keys ? "&keys=1" : ""}`, lang: code }, name));
const header = h("header", {}, print, other, languages);
document.querySelector("main")?.replaceChildren(header, h("h1", {}, text[keys ? "title_keys" : "title"]), problem.element, status, list);

const LETTERS = "abcdefgh";

/** @param {Question} question */
function rowOf(question) {
  const options = question.options.map(({ option, words }, index) =>
    h("li", { "data-option": option }, `${LETTERS[index]}) ${words[language]}`),
  );
  return h("li", { "data-question": question.name }, h("p", {}, question.text[language]), h("ul", {}, options));
}

/**
 * @param {HTMLElement} row
 * @param {Question} question
 */
async function addKey(row, question) {
  const outcome = await fetchOutcome(question.name);
  row.querySelector(`[data-option="${outcome.option}"]`)?.classList.add("right");
  row.append(h("p", { class: "why" }, whyOf(question, outcome, language)));
}

problem.attempt(async () => {
  const questions = await fetchQuestions();
  const rows = questions.map(rowOf);
  list.replaceChildren(...rows);
  if (!keys) return;
  for (const [index, question] of questions.entries()) {
    status.textContent = fill(text.computing, { done: index, all: questions.length });
    await addKey(rows[index], question);
  }
  status.textContent = "";
});
